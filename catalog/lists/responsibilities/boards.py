"""What a reader of the responsibility list asks besides the list: the board by state, what can be chosen, what is theirs to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select

from catalog.errors import Problem
from catalog.lists import queries as catalog
from catalog.lists.boards import SHOWN, Column, Named, columns, departments_in, first_due, regions_in
from catalog.lists.model import ResourceRow
from catalog.lists.responsibilities import desk, owning
from catalog.lists.responsibilities.model import IssueRow, ResponsibilityRow
from catalog.lists.responsibilities.queries import (
    Filter,
    Issue,
    Responsibility,
    Summary,
    conditions,
    counts,
    issue_view,
    lines_of,
)
from catalog.lists.responsibilities.rules import RESPONSIBILITY, check
from catalog.lists.sight import require_reader
from catalog.office import Look
from catalog.people import queries as people
from catalog.rights import Place, may

_RIGHTS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("edit", "delete", "assign", "reassign", "uphold", "cancel"), "responsibility:assign"),
    **dict.fromkeys(("claim", "object", "plan", "fulfil"), "responsibility:claim"),
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What the list can be narrowed to: owners and regions (of authorities) that have any responsibility the actor sees."""

    owners: tuple[Named, ...]
    regions: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Openings:
    """The verbs open to the actor; until when the owner may object; the entries of the owner that it can be fulfilled with."""

    verbs: frozenset[str]
    objection_until: date | None
    entries: tuple[catalog.Summary, ...]


def board(look: Look, wanted: Filter, *, most: int = SHOWN) -> dict[str, Column[Summary]]:
    """Return the responsibilities that fit by state, the first due first; states of which there are none are left out."""
    found, fits = counts(look, wanted), conditions(look, wanted)
    return columns(RESPONSIBILITY, found, lines_of(look, first_due(look, "responsibility", ResponsibilityRow, fits, most=most)))


def choices(look: Look) -> Choices:
    """Return what the list can be narrowed to."""
    require_reader(look, "responsibility:read")
    seen = desk.visible(look.actor)
    owners = departments_in(look, ResponsibilityRow.owner_id, seen)
    return Choices(owners, regions_in(look, ResponsibilityRow.region_id, seen))


def readable(look: Look, ids: Sequence[str]) -> frozenset[str]:
    """Return those of some responsibilities that the actor may see."""
    query = select(ResponsibilityRow.id).where(ResponsibilityRow.id.in_(ids), desk.visible(look.actor))
    return frozenset(look.session.scalars(query))


def openings(look: Look, responsibility_id: str) -> Openings:
    """Return what the actor may do to a responsibility in its present state.

    Raises
    ------
    NotFound
        There is no such responsibility, or the actor may not know of it.
    """
    row = desk.load(look, responsibility_id)
    place = desk.place_of(row)
    verbs = {verb for verb in RESPONSIBILITY[row.state] if verb in _RIGHTS and may(look.actor, _RIGHTS[verb], place)}
    until = owning.last_day_to_object(look, row) if "object" in verbs else None
    if until is not None and look.today > until:
        verbs.discard("object")
    return Openings(frozenset(verbs), until, _entries(look, row) if "fulfil" in verbs else ())


def problems_of(one: Responsibility) -> list[Problem]:
    """Return what is still to be said in the content of a responsibility, as assigning it would find."""
    return check(one.content, from_demand=bool(one.demands))


def _entries(look: Look, row: ResponsibilityRow) -> tuple[catalog.Summary, ...]:
    """Return the entries of the owner that are published and answer, by name."""
    owner = people.resolve(look.session, row.owner_id, look.today) or row.owner_id
    query = select(ResourceRow.id).where(
        ResourceRow.provider_id.in_(people.lineage(look.session, owner)), ResourceRow.state == "published", ResourceRow.accessed
    )
    found = catalog.summaries(look, look.session.scalars(query).all())
    return tuple(sorted(found.values(), key=lambda entry: (entry.name, entry.id)))


# -- Issued lists


def previous(look: Look, issue: Issue) -> Issue | None:
    """Return the list that was issued to the department in the same year before one, None before the first."""
    query = select(IssueRow).where(
        IssueRow.department_id == issue.department_id, IssueRow.year == issue.year, IssueRow.number < issue.number
    )
    row = look.session.scalars(query.order_by(IssueRow.number.desc()).limit(1)).first()
    return issue_view(look, row) if row else None


def may_acknowledge(look: Look, issue: Issue) -> bool:
    """Tell whether an issued list waits for the actor's acknowledgement."""
    row = look.session.get_one(IssueRow, issue.id)
    place = Place(row.department_id, row.region_id)
    return row.acknowledged_at is None and may(look.actor, "responsibility:acknowledge", place)
