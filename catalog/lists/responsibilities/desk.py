"""What every verb of the responsibility list does first and last: load what the actor may see, keep the step, answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, false, or_, select, true

from catalog.errors import NotFound, Problem
from catalog.lists.demands import desk as demand_desk
from catalog.lists.demands.desk import Receipt
from catalog.lists.desk import require_revision
from catalog.lists.responsibilities import rules
from catalog.lists.responsibilities.model import OwnerRow, ResponsibilityRow
from catalog.lists.sight import bounded
from catalog.office import Look, Work
from catalog.people.queries import is_id
from catalog.rights import Actor, Place, may, reach


def thing_of(responsibility: ResponsibilityRow) -> str:
    """Return what the trail and the cases call a responsibility."""
    return f"responsibility:{responsibility.id}"


def place_of(responsibility: ResponsibilityRow) -> Place:
    """Return whose business a responsibility is: its owner's, and that of the authority that drafted it."""
    return Place(responsibility.owner_id, responsibility.region_id)


def sees(look: Look, responsibility: ResponsibilityRow) -> bool:
    """Tell whether the actor may know of a responsibility: its owner (once it is assigned), former owners, its authority."""
    if responsibility.state == "draft":
        return may(look.actor, "responsibility:assign", place_of(responsibility)) or may(look.actor, "responsibility:read_draft")
    if may(look.actor, "responsibility:read", place_of(responsibility)):
        return True
    owned = exists().where(OwnerRow.responsibility_id == responsibility.id, OwnerRow.department_id.in_(look.actor.departments))
    return may(look.actor, "responsibility:read", Place(look.actor.department)) and bool(look.session.scalar(select(owned)))


def visible(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that holds for the responsibilities an actor may see: ``sees`` in one piece."""
    mine = ResponsibilityRow.region_id == actor.region if "region" in reach(actor, "responsibility:assign") else false()
    known = or_(ResponsibilityRow.state != "draft", mine, true() if may(actor, "responsibility:read_draft") else false())
    departments = actor.departments if "department" in reach(actor, "responsibility:read") else frozenset()
    owned = exists().where(OwnerRow.responsibility_id == ResponsibilityRow.id, OwnerRow.department_id.in_(departments))
    return known & or_(owned, bounded(actor, "responsibility:read", ResponsibilityRow.owner_id, ResponsibilityRow.region_id))


def load(look: Look, responsibility_id: str) -> ResponsibilityRow:
    """Load a responsibility that the actor may see.

    Raises
    ------
    NotFound
        There is none, or the actor may not know of it.
    """
    row = look.session.get(ResponsibilityRow, responsibility_id) if is_id(responsibility_id) else None
    if row is None or not sees(look, row):
        raise NotFound("没有此责任", "no such responsibility", responsibility=responsibility_id)
    return row


def load_for_change(work: Work, responsibility_id: str, revision: int | None) -> ResponsibilityRow:
    """Load a responsibility that the actor has read at ``revision``; from here on, nobody else changes anything.

    Raises
    ------
    NotFound, PreconditionRequired, Stale
        As ``load``; no revision was given; it has been changed since.
    """
    work.take_head()
    row = load(work, responsibility_id)
    require_revision(row.revision, revision)
    return row


def step(
    work: Work,
    row: ResponsibilityRow,
    verb: str,
    *,
    opinion: str | None = None,
    basis: Sequence[Mapping[str, str]] | None = None,
    **facts: Any,
) -> None:
    """Lead a responsibility to its next state, keep the step for its parties and the change for the trail.

    Raises
    ------
    Conflict
        The verb is not possible in the present state.
    """
    before = row.state
    row.state = rules.next_state(before, verb)
    demand_desk.noted(work, "responsibility", row, verb, before=before, opinion=opinion, basis=basis, facts=facts)


def receipt(work: Work, row: ResponsibilityRow, problems: Sequence[Problem] = ()) -> Receipt:
    """Write what was changed so far, so that conflicts show now, and answer with the new revision."""
    work.session.flush()
    return Receipt(row.id, row.number, row.title, row.state, row.revision, tuple(problems))
