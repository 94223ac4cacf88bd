"""What a reader of the demand list asks besides the list: the board by state, what can be chosen, what is alike, what is theirs to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import select

from catalog.errors import Problem
from catalog.lists.boards import SHOWN, Column, Named, columns, departments_in, first_due, regions_in
from catalog.lists.demands import desk
from catalog.lists.demands.model import DemandRow
from catalog.lists.demands.queries import COMPARED, Filter, Summary, conditions, counts, lines_of, pairs_of
from catalog.lists.demands.rules import ALIKE, DEMAND, MERGEABLE_STATES, check
from catalog.lists.sight import require_reader
from catalog.office import Look
from catalog.people.model import RegionRow
from catalog.rights import may

#: Which right each verb asks for, and where: at the department that needs the data, or at the authority that has the demand.
_RIGHTS: Final[Mapping[str, tuple[str, Literal["home", "desk"]]]] = {
    "edit": ("demand:edit", "home"),
    "submit": ("demand:submit", "home"),
    "delete": ("demand:delete", "home"),
    "withdraw": ("demand:withdraw", "home"),
    "sign": ("demand:sign", "home"),
    "return": ("demand:review", "desk"),
    "accept": ("demand:review", "desk"),
    "refuse": ("demand:review", "desk"),
    "forward": ("demand:review", "desk"),
    "match": ("demand:match", "desk"),
    "assign": ("demand:match", "desk"),
    "merge": ("demand:merge", "desk"),
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What the list can be narrowed to: departments and desks (regions) that have any demand the actor sees, by id and name."""

    departments: tuple[Named, ...]
    desks: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Twin:
    """An open demand that may be the same as another; ``alike`` from 0 to 1."""

    demand: Summary
    alike: float


def board(look: Look, wanted: Filter, *, most: int = SHOWN) -> dict[str, Column[Summary]]:
    """Return the demands that fit by state, the first due first; states of which there are none are left out."""
    found, fits = counts(look, wanted), conditions(look, wanted)
    return columns(DEMAND, found, lines_of(look, first_due(look, "demand", DemandRow, fits, most=most)))


def choices(look: Look) -> Choices:
    """Return what the list can be narrowed to."""
    require_reader(look, "demand:read")
    seen = desk.visible(look.actor)
    departments = departments_in(look, DemandRow.department_id, seen)
    return Choices(departments, regions_in(look, DemandRow.desk_id, seen))


def readable(look: Look, ids: Sequence[str]) -> frozenset[str]:
    """Return those of some demands that the actor may see."""
    query = select(DemandRow.id).where(DemandRow.id.in_(ids), desk.visible(look.actor))
    return frozenset(look.session.scalars(query))


def twins(look: Look, demand_id: str, *, least: float = ALIKE) -> list[Twin]:
    """List the open demands that may be the same as one, the most alike first.

    Raises
    ------
    NotFound
        There is no such demand, or the actor may not know of it.
    """
    row = desk.load(look, demand_id)
    mine = pairs_of(row.title, row.content.get("items", ()))
    query = select(DemandRow.id, DemandRow.title, DemandRow.content).where(desk.visible(look.actor), DemandRow.id != row.id)
    query = query.where(DemandRow.state.in_(MERGEABLE_STATES)).order_by(DemandRow.id.desc()).limit(COMPARED)
    degrees = {id_: _dice(mine, pairs_of(title, content.get("items", ()))) for id_, title, content in look.session.execute(query)}
    near = {id_: degree for id_, degree in degrees.items() if degree >= least}
    found = (Twin(line, near[line.id]) for line in lines_of(look, list(near)))
    return sorted(found, key=lambda twin: (-twin.alike, twin.demand.number))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return round(2 * len(one & other) / (len(one) + len(other)), 3)


def problems_of(look: Look, content: Mapping[str, Any]) -> list[Problem]:
    """Return what is still to be said in the content of a demand, as submitting it would find today."""
    return check(content, look.today)


def open_verbs(look: Look, demand_id: str) -> frozenset[str]:
    """Return the verbs that the actor may do to a demand in its present state.

    Raises
    ------
    NotFound
        There is no such demand, or the actor may not know of it.
    """
    demand = desk.load(look, demand_id)
    return frozenset(verb for verb in DEMAND[demand.state] if verb in _RIGHTS and _is_open(look, demand, verb))


def _is_open(look: Look, demand: DemandRow, verb: str) -> bool:
    right, where = _RIGHTS[verb]
    if verb == "return" and demand.state in ("submitted", "resubmitted"):
        right, where = "demand:sign", "home"
    if not may(look.actor, right, desk.at_home(demand) if where == "home" else desk.at_desk(demand)):
        return False
    if verb == "sign":
        return demand.submitted_by is None or demand.submitted_by != look.actor.id
    if verb == "forward":
        return look.session.get_one(RegionRow, demand.desk_id).parent_id is not None
    return True
