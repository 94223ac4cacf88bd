"""Responsibilities as files bring them: what is new is drafted, a draft is changed, what has been assigned is left as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select

from catalog.lists import forms
from catalog.lists.demands.filing import home_of
from catalog.lists.demands.queries import numbered
from catalog.lists.desk import content_digest
from catalog.lists.responsibilities.assigning import accept, create, demands_of, rewrite
from catalog.lists.responsibilities.model import ResponsibilityRow
from catalog.lists.responsibilities.rules import RESPONSIBILITY, STATE_NAMES
from catalog.lists.taken import Taken, chosen, on_its_way
from catalog.office import Work
from catalog.people import queries as people
from catalog.people.model import DepartmentRow
from catalog.rights import Place, require


def take_in(work: Work, department: str, content: Mapping[str, Any], *, number: str | None = None) -> Taken:
    """Take in what a file says of a responsibility of a department, so that the same file changes nothing the second time.

    It is the actor's region whose authority supervises it, the department's own where the operator imports. A responsibility
    is known by its number, else by authority, department and title.

    Raises
    ------
    NotFound
        There is no such department, nor one that stands for it today.
    NotAllowed
        The actor imports no responsibilities.
    Invalid
        The content cannot be stored; all its problems are named.
    """
    work.take_head()
    owner = home_of(work, department)
    region = work.actor.region or owner.region_id
    require(work.actor, "responsibility:import", Place(owner.id, region))
    # What can be stored does not depend on whether a demand stands behind it; only what is still missing does.
    accept(content, from_demand=True)
    tidied = forms.tidy(content)
    digest = content_digest(tidied)
    found = _known(work, owner, region, tidied["title"], number, digest)
    problems = tuple(accept(content, from_demand=found is not None and bool(demands_of(work, found))))
    if found is None:
        return Taken("accepted", create(work, owner, region, content, import_digest=digest).id, problems)
    if digest in (found.import_digest, content_digest(found.content)):
        return Taken("unchanged", found.id, problems)
    if "edit" not in RESPONSIBILITY[found.state]:
        return Taken("unchanged", found.id, (on_its_way(found.number, *reversed(STATE_NAMES[found.state])),))
    rewrite(work, found, content)
    found.import_digest = digest
    work.session.flush()
    return Taken("updated", found.id, problems)


def _known(
    work: Work, owner: DepartmentRow, region: str, title: str, number: str | None, digest: str
) -> ResponsibilityRow | None:
    said = ResponsibilityRow.title == title
    if number and (parts := numbered("ZR", number)):
        said = or_(said, (ResponsibilityRow.year == parts[0]) & (ResponsibilityRow.serial == parts[1]))
    mine = ResponsibilityRow.owner_id.in_(people.lineage(work.session, owner.id))
    query = select(ResponsibilityRow).where(mine, ResponsibilityRow.region_id == region, said)
    rows = work.session.scalars(query.order_by(ResponsibilityRow.id.desc())).all()
    return chosen(rows, number, {row.number: content_digest(row.content) for row in rows}, digest, ("cancelled",))
