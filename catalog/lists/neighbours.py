"""Named questions about what stands around an entry: those it names as related, and what took its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from catalog.lists.model import PlacementRow, ResourceRow
from catalog.lists.queries import Entry, visible
from catalog.office import Look
from catalog.people.model import DepartmentRow


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another entry in one line."""

    id: str
    code: str | None
    name: str
    department: str
    state: str


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around an entry, as far as the actor may see it; ``unknown`` are the codes that name nothing visible."""

    related: tuple[Neighbour, ...]
    unknown: tuple[str, ...]
    successor: Neighbour | None


def around(look: Look, entry: Entry) -> Around:
    """Find what an entry names as related by any code, present or past, and its successor."""
    codes = [str(code) for code in entry.content.get("related", ())]
    by_code = _coded(look, codes)
    return Around(
        related=tuple({one.id: one for code in codes if (one := by_code.get(code))}.values()),
        unknown=tuple(code for code in codes if code not in by_code),
        successor=_successor(look, entry.successor) if entry.successor else None,
    )


def _coded(look: Look, codes: Sequence[str]) -> dict[str, Neighbour]:
    if not codes:
        return {}
    query = (
        select(PlacementRow.code, ResourceRow, DepartmentRow.name)
        .join(ResourceRow, ResourceRow.id == PlacementRow.resource_id)
        .join(DepartmentRow, DepartmentRow.id == ResourceRow.provider_id)
        .where(PlacementRow.code.in_(codes), visible(look.actor))
    )
    return {code: _neighbour(row, department) for code, row, department in look.session.execute(query)}


def _successor(look: Look, successor: str) -> Neighbour | None:
    query = (
        select(ResourceRow, DepartmentRow.name)
        .join(DepartmentRow, DepartmentRow.id == ResourceRow.provider_id)
        .where(ResourceRow.id == successor, visible(look.actor))
    )
    return next((_neighbour(row, department) for row, department in look.session.execute(query)), None)


def _neighbour(row: ResourceRow, department: str) -> Neighbour:
    return Neighbour(row.id, row.code, row.name, department, row.state)
