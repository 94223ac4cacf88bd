"""Registering departments: imports put them, catalog imports note unconfirmed ones. Renaming and the like stand in ``succession``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog import trail
from catalog.errors import Invalid, Problem
from catalog.office import Work
from catalog.people import rules
from catalog.people.loading import Put
from catalog.people.model import DepartmentRow, RegionRow
from catalog.people.queries import is_id, lineage, resolve
from catalog.rights import Place, require

FIELDS: Final = {
    "type": "type",
    "credit_code": "credit_code",
    "local_code": "local_code",
    "name": "name",
    "short_name": "short_name",
    "region": "region_id",
    "vertical_parent": "vertical_parent_id",
    "system": "system",
    "under_chief": "under_chief",
    "valid_from": "valid_from",
    "valid_to": "valid_to",
}
"""Fields of an entry and the columns that keep them."""

LIMITS: Final = {"local_code": 32, "short_name": 64, "system": 32}
"""Most characters of the texts that are free within their length."""


@dataclass(frozen=True, slots=True)
class DepartmentEntry:
    """A department as a register or an import says it; ``region`` and ``vertical_parent`` are ids, an absent field is left as it is.

    ``type`` is a key of ``rules.DEPARTMENT_TYPES`` (a new department without one is ``other``); ``system`` is the cloud-chief
    system it belongs to (政法, 交通 …); ``under_chief`` says whether a cloud chief answers for it.
    """

    name: str
    region: str
    type: str | None = None
    credit_code: str | None = None
    local_code: str | None = None
    short_name: str | None = None
    vertical_parent: str | None = None
    system: str | None = None
    under_chief: bool | None = None
    valid_from: date | None = None
    valid_to: date | None = None


def put_department(work: Work, entry: DepartmentEntry) -> Put:
    """Make a department, or bring the known one up to date; doing it twice changes nothing.

    It is known by its credit code, else its local code, else its name in its region. A register older than a rename still
    says the old name: that is ``unchanged``, and the id answered is the heir's.

    Raises
    ------
    NotAllowed
        The actor's reach does not include the region.
    Invalid
        A field is wrong; or the code belongs to a department of another name, which is either a slip or a rename
        (``name_differs``); or to one of another region (``region_differs``); or several departments bear the name (``ambiguous``).
    """
    require(work.actor, "department:put", Place(region=entry.region))
    if problems := entry_problems(work.session, entry):
        raise Invalid("部门有误", "the department is not right", problems=problems)
    if bearer := _bearer_of_old_name(work, entry):
        return Put(bearer, "unchanged")
    row = _known(work.session, entry)
    if row is None:
        return Put(insert(work, entry, "department:put").id, "accepted")
    require(work.actor, "department:put", Place(department=row.id, region=row.region_id))
    _stays_in_region(row, entry)
    before = state(row)
    _fill(row, entry)
    changes = trail.changed(before, state(row))
    if not changes:
        return Put(row.id, "unchanged")
    work.session.flush()
    trail.record(work, "department:put", row.id, name=row.name, changes=changes)
    return Put(row.id, "updated")


def register_unconfirmed(work: Work, region: str, name: str) -> Put:
    """Return the department of this name in a region (id), noting an unconfirmed one when there is none.

    Raises
    ------
    Invalid
        There is no such region, the name is empty or too long, or several departments of the region bear it.
    """
    require(work.actor, "department:register", Place(region=region))
    entry = DepartmentEntry(name=name, region=region)
    if problems := entry_problems(work.session, entry):
        raise Invalid("部门有误", "the department is not right", problems=problems)
    if known := _bearer_of_old_name(work, entry) or getattr(_known(work.session, entry), "id", None):
        return Put(known, "unchanged")
    return Put(insert(work, entry, "department:register", confirmed=False).id, "accepted")


def register_unconfirmed_many(work: Work, region: str, names: Sequence[str]) -> dict[str, str]:
    """Do ``register_unconfirmed`` for many names of one region in few statements; return ``{name: id}``.

    Raises
    ------
    Invalid
        As ``register_unconfirmed``.
    """
    require(work.actor, "department:register", Place(region=region))
    # Held, so that the session does not load it again for every name.
    held = work.session.get(RegionRow, region) if is_id(region) else None
    if held is None:
        raise Invalid("没有此区划", "no such region", code="unknown_region")
    taken = set(work.session.scalars(select(DepartmentRow.name).where(DepartmentRow.region_id == held.id)))
    made: dict[str, DepartmentRow] = {}
    for name in names:
        entry = DepartmentEntry(name=name, region=region)
        # Whatever may be known already, also under another form of its name, is left to the careful way below.
        if taken.isdisjoint(variants := _variants(work.session, entry)) and not entry_problems(work.session, entry):
            made[name] = _new(work, entry, confirmed=False)
        taken.update(variants)
    work.session.add_all(made.values())
    work.session.flush()
    for row in made.values():
        trail.record(work, "department:register", row.id, name=row.name, changes=trail.changed({}, state(row)))
    known = {name: register_unconfirmed(work, region, name).id for name in names if name not in made}
    return known | {name: row.id for name, row in made.items()}


def entry_problems(session: Session, entry: DepartmentEntry) -> list[Problem]:
    """Return everything that is wrong with an entry: its own fields and what they point to."""
    problems = rules.department_problems(entry.name, entry.type or "other", entry.credit_code)
    problems += rules.length_problems(LIMITS, {field: getattr(entry, field) for field in LIMITS})
    if not is_id(entry.region) or session.get(RegionRow, entry.region) is None:
        problems.append(Problem("region", "unknown_region", "没有此区划", "no such region"))
    parent = entry.vertical_parent
    if parent is not None and (not is_id(parent) or session.get(DepartmentRow, parent) is None):
        problems.append(
            Problem(
                "vertical_parent", "unknown_department", "没有此上级主管部门", "no such department above in the vertical line"
            )
        )
    if entry.valid_from and entry.valid_to and entry.valid_from >= entry.valid_to:
        problems.append(Problem("valid_to", "bad_period", "终止日期应晚于起始日期", "the end must be later than the beginning"))
    return problems


def insert(work: Work, entry: DepartmentEntry, verb: str, *, confirmed: bool = True) -> DepartmentRow:
    """Add the row of a new department and record it under ``verb``; the caller has checked right and entry."""
    row = _new(work, entry, confirmed=confirmed)
    work.session.add(row)
    work.session.flush()
    trail.record(work, verb, row.id, name=row.name, changes=trail.changed({}, state(row)))
    return row


def _new(work: Work, entry: DepartmentEntry, *, confirmed: bool) -> DepartmentRow:
    row = DepartmentRow(id=work.new_id(), type="other", under_chief=False, confirmed=confirmed)
    for field, column in FIELDS.items():
        if (said := getattr(entry, field)) is not None:
            setattr(row, column, said)
    row.name = row.name.strip()
    return row


def state(row: DepartmentRow) -> dict[str, Any]:
    """Return what the trail tells of a department."""
    return {column: getattr(row, column) for column in (*FIELDS.values(), "confirmed")}


def code_holder(session: Session, entry: DepartmentEntry) -> DepartmentRow | None:
    """Return the department that bears the entry's credit code, else its local code, during the entry's time."""
    for column, value in ((DepartmentRow.credit_code, entry.credit_code), (DepartmentRow.local_code, entry.local_code)):
        if value is not None and (rows := _during(session.scalars(select(DepartmentRow).where(column == value)).all(), entry)):
            return rows[0]
    return None


def _known(session: Session, entry: DepartmentEntry) -> DepartmentRow | None:
    row = code_holder(session, entry)
    if row is None:
        return _by_name(session, entry)
    if row.confirmed and not _same_name(session, row, entry):
        told = f"{row.name}（{row.credit_code or row.local_code}）"
        zh = f"该代码属于{told}；如已更名，请用 catalog people rename"
        en = f"the code belongs to {told}; if it was renamed, use catalog people rename"
        raise Invalid(zh, en, code="name_differs", problems=[Problem("name", "name_differs", zh, en)], department=row.id)
    return row


def _stays_in_region(row: DepartmentRow, entry: DepartmentEntry) -> None:
    """Refuse another region: what the department has, and whoever supervises it, would stay behind in the old one."""
    if row.region_id == entry.region:
        return
    zh = f"{row.name}属于另一区划；如已划转，请先用 catalog people close 终止，再在新区划登记"
    en = f"{row.name} belongs to another region; if it moved, end it by catalog people close and register it anew there"
    raise Invalid(zh, en, code="region_differs", problems=[Problem("region", "region_differs", zh, en)], department=row.id)


def _same_name(session: Session, row: DepartmentRow, entry: DepartmentEntry) -> bool:
    names = set(session.scalars(select(DepartmentRow.name).where(DepartmentRow.id.in_(lineage(session, row.id)))))
    return not names.isdisjoint(_variants(session, entry))


def _variants(session: Session, entry: DepartmentEntry) -> tuple[str, ...]:
    return rules.name_variants(entry.name.strip(), session.get_one(RegionRow, entry.region).name)


def _by_name(session: Session, entry: DepartmentEntry) -> DepartmentRow | None:
    """Return the department of this name; one with a code of its own is another department when the entry brings a code."""
    names = _variants(session, entry)
    here = select(DepartmentRow).where(DepartmentRow.region_id == entry.region, DepartmentRow.name.in_(names))
    rows = _during(session.scalars(here).all(), entry)
    if entry.credit_code is not None:
        rows = [row for row in rows if row.credit_code is None]
    if entry.local_code is not None:
        rows = [row for row in rows if row.local_code is None]
    rows = [row for row in rows if row.name == entry.name.strip()] or rows
    if len(rows) > 1:
        zh = f"本区划有{len(rows)}个部门名为{entry.name}，请写明代码"
        en = f"{len(rows)} departments of this region are called {entry.name}; give the code"
        raise Invalid(zh, en, code="ambiguous", problems=[Problem("name", "ambiguous", zh, en)])
    return rows[0] if rows else None


def _during(rows: Sequence[DepartmentRow], entry: DepartmentEntry) -> list[DepartmentRow]:
    """Keep the departments whose time overlaps the entry's; an entry without an end means the ones without an end."""
    if entry.valid_to is None:
        return [row for row in rows if row.valid_to is None]
    begins = entry.valid_from or date.min
    return [row for row in rows if (row.valid_from or date.min) < entry.valid_to and begins < (row.valid_to or date.max)]


def _bearer_of_old_name(work: Work, entry: DepartmentEntry) -> str | None:
    """Return who stands for the department that gave this name up, when the entry tells of no time of its own.

    A list older than a rename or a closure must neither undo it nor bring the old department to life again.
    """
    if entry.valid_from is not None or entry.valid_to is not None:
        return None
    named = select(DepartmentRow).where(DepartmentRow.region_id == entry.region, DepartmentRow.name == entry.name.strip())
    rows = work.session.scalars(named.order_by(DepartmentRow.valid_to.desc())).all()
    if any(row.valid_to is None for row in rows):
        return None
    old = next((row for row in rows if entry.credit_code in (None, row.credit_code)), None)
    return (resolve(work.session, old.id, work.today) or old.id) if old else None


def _fill(row: DepartmentRow, entry: DepartmentEntry) -> None:
    """Write what the entry says; a name changes only while the department is unconfirmed, and being put confirms it."""
    for field, column in FIELDS.items():
        said = getattr(entry, field)
        if said is not None and (field != "name" or not row.confirmed):
            setattr(row, column, said)
    row.name, row.confirmed = row.name.strip(), True
