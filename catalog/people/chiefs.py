"""Cloud chiefs: who answers for which departments from when until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog import trail
from catalog.errors import Conflict, Invalid, Problem
from catalog.office import Work
from catalog.people import rules
from catalog.people.loading import Put, load
from catalog.people.model import ChiefRow, DepartmentRow, OfficialRow, RegionRow
from catalog.people.queries import is_id
from catalog.rights import require


@dataclass(frozen=True, slots=True)
class ChiefEntry:
    """An official as a cloud chief; ``official``, ``department`` and ``region`` are ids.

    ``chief`` answers for a department (or, the head of a district government, for a region), ``system_chief`` for a
    system of a region, ``general_chief`` for a region. The span counts once the official also holds the role ``chief``.
    """

    kind: str
    official: str
    department: str | None = None
    system: str | None = None
    region: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


def put_chief(work: Work, entry: ChiefEntry) -> Put:
    """Enter a chief, or set the end of a known one; doing it twice changes nothing.

    A chief is known by kind, official, what is answered for, and the first day.

    Raises
    ------
    NotAllowed
        The actor may not keep the register.
    Invalid
        A field is wrong; all problems at once.
    """
    require(work.actor, "chief:put")
    if problems := _problems(work.session, entry):
        raise Invalid("云长有误", "the chief is not right", problems=problems)
    row = _known(work.session, entry)
    if row is not None and row.valid_to == entry.valid_to:
        return Put(row.id, "unchanged")
    if row is not None:
        _set_end(work, "chief:put", row, entry.valid_to)
        return Put(row.id, "updated")
    row = ChiefRow(id=work.new_id(), **_key(entry), valid_to=entry.valid_to)
    work.session.add(row)
    work.session.flush()
    trail.record(work, "chief:put", row.id, changes=trail.changed({}, {**_key(entry), "valid_to": entry.valid_to}))
    return Put(row.id, "accepted")


def end_chief(work: Work, chief_id: str, on: date, *, revision: int | None = None) -> None:
    """Let a chief's span end on a day (that day is outside).

    Raises
    ------
    NotFound, Stale, NotAllowed
        There is none, or not at ``revision``, or the actor may not.
    Conflict
        It ended already, or begins only after the day.
    """
    row = load(work, ChiefRow, chief_id, revision)
    require(work.actor, "chief:end")
    if row.valid_to is not None or (row.valid_from is not None and row.valid_from >= on):
        raise Conflict("任期已结束或尚未开始", "the term has ended or not begun", code="ended")
    _set_end(work, "chief:end", row, on)


def _set_end(work: Work, verb: str, row: ChiefRow, on: date | None) -> None:
    before = row.valid_to
    row.valid_to = on
    work.session.flush()
    trail.record(work, verb, row.id, changes={"valid_to": [before, on]})


def _key(entry: ChiefEntry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "official_id": entry.official,
        "department_id": entry.department,
        "system": entry.system,
        "region_id": entry.region,
        "valid_from": entry.valid_from,
    }


def _known(session: Session, entry: ChiefEntry) -> ChiefRow | None:
    return session.scalars(select(ChiefRow).filter_by(**_key(entry))).first()


def _problems(session: Session, entry: ChiefEntry) -> list[Problem]:
    given = {name for name in ("department", "system", "region") if getattr(entry, name) is not None}
    problems = [problem for problem in (rules.chief_problem(entry.kind, given),) if problem]
    problems += rules.length_problems({"system": 32}, {"system": entry.system})
    for name, kind in (("official", OfficialRow), ("department", DepartmentRow), ("region", RegionRow)):
        value = getattr(entry, name)
        if value is not None and (not is_id(value) or session.get(kind, value) is None):
            problems.append(Problem(name, f"unknown_{name}", "没有此登记", f"no such {name}"))
    if entry.valid_from and entry.valid_to and entry.valid_from >= entry.valid_to:
        problems.append(Problem("valid_to", "bad_period", "终止日期应晚于起始日期", "the end must be later than the beginning"))
    return problems
