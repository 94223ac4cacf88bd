"""What the boards of the demand and the responsibility list have in common: the lines of each state, and what a list is narrowed to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, func, select

from catalog.calendars import queries as cases
from catalog.lists.rules import Table
from catalog.office import Look
from catalog.people.model import DepartmentRow, RegionRow

Named = tuple[str, str]

#: Lines of one state that a board shows; the rest is in the list.
SHOWN: Final = 8


class _Stated(Protocol):
    @property
    def state(self) -> str: ...


Line = TypeVar("Line", bound=_Stated)


@dataclass(frozen=True, slots=True)
class Column(Generic[Line]):
    """What is in one state: how many there are, and the first due of them."""

    count: int
    lines: tuple[Line, ...]


def first_due(look: Look, kind: str, row: Any, fits: Sequence[ColumnElement[bool]], *, most: int) -> Sequence[str]:
    """Return the ids of the ``most`` first due of each state, the first due first; what has no clock comes last, newest first.

    Parameters
    ----------
    kind
        What cases call a thing of this list.
    row
        Its table; it has ``id``, ``state``, ``year`` and ``serial``.
    fits
        The conditions to meet.
    """
    due, joined = cases.soonest(kind, row.id)
    order = due.c.due_on.is_(None), due.c.due_on, row.year.desc(), row.serial.desc()
    place = func.row_number().over(partition_by=row.state, order_by=order).label("place")
    ranked = select(row.id, place).outerjoin(due, joined).where(*fits).subquery()
    query = select(ranked.c.id).where(ranked.c.place <= most).order_by(ranked.c.place)
    return look.session.scalars(query).all()


def columns(table: Table, found: Mapping[str, int], lines: Sequence[Line]) -> dict[str, Column[Line]]:
    """Return lines by state in the order of a state table; states of which none was found are left out."""
    states = (state for state in table if state in found)
    return {state: Column(found[state], tuple(line for line in lines if line.state == state)) for state in states}


def departments_in(look: Look, column: Any, seen: ColumnElement[bool]) -> tuple[Named, ...]:
    """Return id and name of the departments that stand in a column of what is seen, by name."""
    query = select(DepartmentRow.id, DepartmentRow.name).where(DepartmentRow.id.in_(select(column).where(seen)))
    return tuple((id_, name) for id_, name in look.session.execute(query.order_by(DepartmentRow.name, DepartmentRow.id)))


def regions_in(look: Look, column: Any, seen: ColumnElement[bool]) -> tuple[Named, ...]:
    """Return id and name of the regions that stand in a column of what is seen, by code."""
    query = select(RegionRow.id, RegionRow.name).where(RegionRow.id.in_(select(column).where(seen)))
    return tuple((id_, name) for id_, name in look.session.execute(query.order_by(RegionRow.code, RegionRow.name)))
