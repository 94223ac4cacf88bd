"""Named questions to the calendars room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select, true

from catalog.calendars import policy
from catalog.calendars.model import CaseRow, DayRow, ProfileRow
from catalog.calendars.rules import Standing, State, WorkCalendar, standing
from catalog.calendars.workdays import publication
from catalog.office import Look
from catalog.people.queries import region_chain
from catalog.rights import Actor, reach

_CALENDAR = "calendars.work_calendar"


@dataclass(frozen=True, slots=True)
class Profile:
    """Policy figures in force: the version of a region, of everywhere (``region_id`` None), or the built-in one (``id`` None)."""

    id: str | None
    region_id: str | None
    version: int
    valid_from: date | None
    content: dict[str, Any]
    note: str


@dataclass(frozen=True, slots=True)
class Case:
    """One case with its standing at the look's day; see `catalog.calendars.model.CaseRow` for the members."""

    id: str
    kind: str
    thing: str
    title: str
    region_id: str | None
    department_id: str | None
    profile_id: str | None
    opened_at: datetime
    opened_on: date
    days: int
    extension_days: int
    extra_days: int
    extension: dict[str, Any] | None
    pauses: tuple[tuple[str, str], ...]
    paused_on: date | None
    paused_days: int
    due_on: date
    remind_on: date
    flagged: bool
    done_at: datetime | None
    done_on: date | None
    outcome: str | None
    revision: int
    state: State
    standing: Standing


@dataclass(frozen=True, slots=True)
class YearDay:
    """A day on which the week does not say whether it is worked: a day off on a weekday, or a worked weekend."""

    day: date
    workday: bool
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Year:
    """One year: whether it is published, its number of working days, and the days that differ from the plain week."""

    year: int
    published: bool
    workdays: int
    exceptions: tuple[YearDay, ...]


def work_calendar(look: Look) -> WorkCalendar:
    """Return the working days as known to the look; read once a look."""
    cached = look.session.info.get(_CALENDAR)
    if not isinstance(cached, WorkCalendar):
        rows = look.session.execute(select(DayRow.day, DayRow.workday))
        cached = WorkCalendar({row.day: row.workday for row in rows})
        look.session.info[_CALENDAR] = cached
    return cached


def forget_calendar(look: Look) -> None:
    """Let the next question read the working days again, after days were loaded in the same work."""
    look.session.info.pop(_CALENDAR, None)


def year(look: Look, number: int) -> Year:
    """Return the calendar of one year."""
    calendar = work_calendar(look)
    first, last = date(number, 1, 1), date(number, 12, 31)
    loaded = {row.day: row for row in look.session.scalars(select(DayRow).where(DayRow.day.between(first, last)))}
    exceptions = []
    for day in calendar.exceptions(number):
        row = loaded.get(day)
        name, source = (row.name, row.source) if row else publication(day)
        exceptions.append(YearDay(day, calendar.is_workday(day), name, source))
    worked = calendar.workdays_between(date(number - 1, 12, 31), last)
    return Year(number, calendar.publishes(number), worked, tuple(exceptions))


def profile_for(look: Look, region_id: str | None, on: date) -> Profile:
    """Return the policy profile in force in a region on a day.

    The nearest region upwards that has a version in force decides, then the versions of everywhere, then the built-in figures.
    Of several versions in force the one with the latest date holds, and of those the latest version.
    """
    chain: list[str | None] = [*(region_chain(look.session, region_id) if region_id else ()), None]
    query = select(ProfileRow).where(
        ProfileRow.valid_from <= on, or_(ProfileRow.region_id.in_(chain[:-1]), ProfileRow.region_id.is_(None))
    )
    rows = look.session.scalars(query).all()
    if not rows:
        return Profile(None, None, 0, None, dict(policy.DEFAULT), "")
    return profile_view(min(rows, key=lambda row: (chain.index(row.region_id), -row.valid_from.toordinal(), -row.version)))


def profile_view(row: ProfileRow) -> Profile:
    """Return a profile row as what doors and other rooms see."""
    # A figure added by a later release is not in older versions; there its built-in value holds.
    content = policy.complete(row.content, policy.DEFAULT)
    return Profile(row.id, row.region_id, row.version, row.valid_from, content, row.note)


def case_view(look: Look, row: CaseRow) -> Case:
    """Return a case row as what doors and other rooms see."""
    same = {name: getattr(row, name) for name in Case.__slots__ if name not in ("pauses", "standing")}
    pauses = tuple((start, end) for start, end in row.pauses)
    return Case(**same, pauses=pauses, standing=standing(row, look.today))


def cases_of(look: Look, thing: str) -> list[Case]:
    """List all cases of a thing, the latest first; for the room that owns the thing and shows it to its parties."""
    query = select(CaseRow).where(CaseRow.thing == thing).order_by(CaseRow.opened_at.desc(), CaseRow.id.desc())
    return [case_view(look, row) for row in look.session.scalars(query)]


def case_of(look: Look, thing: str, kind: str) -> Case | None:
    """Return the running case of that kind of a thing, else its latest one, else None."""
    cases = [case for case in cases_of(look, thing) if case.kind == kind]
    return next((case for case in cases if case.state != "done"), cases[0] if cases else None)


def due_list(look: Look, *, department: str | None = None, region: str | None = None, until: date | None = None) -> list[Case]:
    """List the running cases that the actor may see, the first due first: the to-do list of a department or a region.

    Paused cases are among them, for their clock will run again. ``until`` keeps those due by the end of that day.
    """
    wanted = [] if until is None else [CaseRow.due_on <= until]
    return _running(look, department, region, wanted)


def overdue(look: Look, *, department: str | None = None, region: str | None = None) -> list[Case]:
    """List the running cases whose due day is over and whose clock is not paused, the longest overdue first."""
    return _running(look, department, region, [CaseRow.due_on < look.today, CaseRow.paused_on.is_(None)])


def _running(look: Look, department: str | None, region: str | None, wanted: Sequence[ColumnElement[bool]]) -> list[Case]:
    query = select(CaseRow).where(CaseRow.done_at.is_(None), _visible(look.actor), *wanted)
    if department is not None:
        query = query.where(CaseRow.department_id == department)
    if region is not None:
        query = query.where(CaseRow.region_id == region)
    return [case_view(look, row) for row in look.session.scalars(query.order_by(CaseRow.due_on, CaseRow.id))]


def _visible(actor: Actor) -> ColumnElement[bool]:
    """Say what ``case:read`` allows the actor as a condition on the rows, instead of asking about each."""
    bounds: dict[str, ColumnElement[bool]] = {
        "anywhere": true(),
        "department": CaseRow.department_id.in_(actor.departments),
        "span": CaseRow.department_id.in_(actor.span),
        "region": CaseRow.region_id == actor.region,
        "below": CaseRow.region_id.in_(actor.below),
    }
    return or_(false(), *(bounds[reached] for reached in reach(actor, "case:read")))
