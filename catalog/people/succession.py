"""Renaming, merging, splitting and closing departments: each ends the old rows on a day and makes new ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from catalog import trail
from catalog.errors import Conflict, Invalid, Problem
from catalog.office import Work
from catalog.people.departments import FIELDS, DepartmentEntry, code_holder, entry_problems, insert
from catalog.people.loading import load
from catalog.people.model import DepartmentRow, SuccessionRow
from catalog.people.queries import Department, department_of
from catalog.people.rules import SuccessionKind
from catalog.rights import Place, require


@dataclass(frozen=True, slots=True)
class Succeeded:
    """What a succession did: the departments that ended and those that began on the day, the main heir first."""

    on: date
    ended: tuple[Department, ...]
    began: tuple[Department, ...]


def rename(
    work: Work,
    department_id: str,
    name: str,
    on: date,
    *,
    short_name: str | None = None,
    credit_code: str | None = None,
    revision: int | None = None,
) -> Succeeded:
    """Give a department a new name (and code, where it got one) from a day on; everything else goes over.

    Raises
    ------
    NotFound, Stale, NotAllowed
        It is not there, not at ``revision``, or out of reach.
    Conflict
        It has ended, or begins only after the day.
    Invalid
        The name is the present one, or the name or code is wrong or taken, or the heir's region another (``region_differs``).
    """
    old = _ending(work, "department:rename", department_id, on, revision)
    entry = DepartmentEntry(name=name, region=old.region_id, short_name=short_name, credit_code=credit_code)
    if name.strip() == old.name and credit_code in (None, old.credit_code):
        raise Invalid(
            "名称没有变化",
            "the name is the present one",
            code="same_name",
            problems=[Problem("name", "same_name", "与现名相同", "the same as now")],
        )
    return _succeed(work, "rename", [old], [entry], on)


def merge(work: Work, department_ids: Sequence[str], into: DepartmentEntry, on: date) -> Succeeded:
    """Let one new department stand for several from a day on; what ``into`` leaves open goes over from the first.

    A department that swallows another is named first and again in ``into``: it begins anew, under its old name and code.

    Raises
    ------
    NotFound, NotAllowed, Conflict, Invalid
        As ``rename``; also Invalid when fewer than two different departments are named.
    """
    old = [_ending(work, "department:merge", department_id, on) for department_id in dict.fromkeys(department_ids)]
    if len(old) < 2:
        problem = Problem("departments", "too_few", "请指明至少两个部门", "name at least two departments")
        raise Invalid("合并至少涉及两个部门", "a merger takes at least two departments", problems=[problem])
    require(work.actor, "department:merge", Place(region=into.region))
    return _succeed(work, "merge", old, [into], on)


def split(
    work: Work, department_id: str, parts: Sequence[DepartmentEntry], on: date, *, revision: int | None = None
) -> Succeeded:
    """Let several new departments stand for one from a day on; the first part is the main heir, to whom everything goes.

    Raises
    ------
    NotFound, Stale, NotAllowed, Conflict, Invalid
        As ``rename``; also Invalid when there are fewer than two parts.
    """
    old = _ending(work, "department:split", department_id, on, revision)
    if len(parts) < 2:
        problem = Problem("parts", "too_few", "请指明至少两个新部门", "name at least two parts")
        raise Invalid("拆分至少产生两个部门", "a split makes at least two departments", problems=[problem])
    for part in parts:
        require(work.actor, "department:split", Place(region=part.region))
    return _succeed(work, "split", [old], parts, on)


def close(work: Work, department_id: str, on: date, *, revision: int | None = None) -> Succeeded:
    """End a department on a day without an heir; nobody acts for it from then on.

    Raises
    ------
    NotFound, Stale, NotAllowed, Conflict
        As ``rename``.
    """
    old = _ending(work, "department:close", department_id, on, revision)
    _end(work, "department:close", old, on)
    return Succeeded(on, (department_of(old),), ())


def _ending(work: Work, verb: str, department_id: str, on: date, revision: int | None = None) -> DepartmentRow:
    row = load(work, DepartmentRow, department_id, revision)
    require(work.actor, verb, Place(department=row.id, region=row.region_id))
    if row.valid_to is not None:
        raise Conflict(f"{row.name}已于{row.valid_to}终止", f"{row.name} ended on {row.valid_to}", code="ended")
    if row.valid_from is not None and row.valid_from >= on:
        raise Conflict(f"{row.name}自{row.valid_from}起才存在", f"{row.name} begins only on {row.valid_from}", code="not_begun")
    return row


def _succeed(
    work: Work, kind: SuccessionKind, old: Sequence[DepartmentRow], entries: Sequence[DepartmentEntry], on: date
) -> Succeeded:
    verb = f"department:{kind}"
    new_entries = [_inherited(old[0], entry, on, main=index == 0) for index, entry in enumerate(entries)]
    _check(work, old, new_entries)
    for row in old:
        # The old rows must end before the new ones begin: a code is unique among the departments without an end.
        _end(work, verb, row, on)
    new = [insert(work, entry, verb) for entry in new_entries]
    for source in old:
        for index, heir in enumerate(new):
            work.session.add(SuccessionRow(from_id=source.id, to_id=heir.id, day=on, kind=kind, main=index == 0))
    work.session.flush()
    return Succeeded(on, tuple(map(department_of, old)), tuple(map(department_of, new)))


def _end(work: Work, verb: str, row: DepartmentRow, on: date) -> None:
    row.valid_to = on
    work.session.flush()
    trail.record(work, verb, row.id, name=row.name, changes={"valid_to": [None, on]})


def _inherited(old: DepartmentRow, entry: DepartmentEntry, on: date, *, main: bool) -> DepartmentEntry:
    """Return the entry with what it leaves open taken from the department before; only the main heir takes over the codes."""
    own = {"name", "region", "short_name", "valid_from", "valid_to"} | (set() if main else {"credit_code", "local_code"})
    taken = {
        field: getattr(old, column) for field, column in FIELDS.items() if field not in own and getattr(entry, field) is None
    }
    return replace(entry, **taken, valid_from=on, valid_to=None)


def _check(work: Work, old: Sequence[DepartmentRow], entries: Sequence[DepartmentEntry]) -> None:
    problems = [problem for entry in entries for problem in entry_problems(work.session, entry)]
    regions, ending = {row.region_id for row in old}, {row.id for row in old}
    if regions != {entry.region for entry in entries}:
        zh, en = "新旧部门应属同一区划", "the departments before and after must belong to one region"
        problems.append(Problem("region", "region_differs", zh, en))
    for entry in entries:
        holder = code_holder(work.session, entry)
        if holder is not None and holder.id not in ending:
            told = f"{holder.name}（{holder.credit_code or holder.local_code}）"
            problems.append(Problem("credit_code", "code_taken", f"代码属于{told}", f"the code belongs to {told}"))
    if problems:
        raise Invalid("新部门有误", "the new department is not right", problems=problems)
