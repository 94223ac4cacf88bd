"""Demands as files bring them: what is new is filed as a draft, a draft is changed, what is on its way is left as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import or_, select

from catalog.lists import forms
from catalog.lists.demands.filing import accept, create, home_of, rewrite
from catalog.lists.demands.model import DemandRow
from catalog.lists.demands.queries import numbered
from catalog.lists.demands.rules import DEMAND, STATE_NAMES
from catalog.lists.desk import content_digest
from catalog.lists.taken import Taken, chosen, on_its_way
from catalog.office import Work
from catalog.people import queries as people
from catalog.people.model import DepartmentRow
from catalog.rights import Place, require

_ENDED: Final = ("refused", "withdrawn", "merged")


def take_in(work: Work, department: str, content: Mapping[str, Any], *, number: str | None = None) -> Taken:
    """Take in what a file says of a demand of a department, so that the same file changes nothing the second time.

    A demand is known by its number, else by department and title. What the file last said is remembered: it changes nothing
    again also where people have edited the demand since.

    Raises
    ------
    NotFound
        There is no such department, nor one that stands for it today.
    NotAllowed
        The actor imports no demands for it.
    Invalid
        The content cannot be stored; all its problems are named.
    """
    work.take_head()
    home = home_of(work, department)
    require(work.actor, "demand:import", Place(home.id, home.region_id))
    problems = tuple(accept(work, content))
    tidied = forms.tidy(content)
    digest = content_digest(tidied)
    found = _known(work, home, tidied["title"], number, digest)
    if found is None:
        return Taken("accepted", create(work, home, content, import_digest=digest).id, problems)
    if digest in (found.import_digest, content_digest(found.content)):
        return Taken("unchanged", found.id, problems)
    if "edit" not in DEMAND[found.state]:
        return Taken("unchanged", found.id, (on_its_way(found.number, *reversed(STATE_NAMES[found.state])),))
    rewrite(work, found, content)
    found.import_digest = digest
    work.session.flush()
    return Taken("updated", found.id, problems)


def _known(work: Work, home: DepartmentRow, title: str, number: str | None, digest: str) -> DemandRow | None:
    said = DemandRow.title == title
    if number and (parts := numbered("XQ", number)):
        said = or_(said, (DemandRow.year == parts[0]) & (DemandRow.serial == parts[1]))
    mine = DemandRow.department_id.in_(people.lineage(work.session, home.id))
    rows = work.session.scalars(select(DemandRow).where(mine, said).order_by(DemandRow.id.desc())).all()
    return chosen(rows, number, {row.number: content_digest(row.content) for row in rows}, digest, _ENDED)
