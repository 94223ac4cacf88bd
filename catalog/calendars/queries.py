"""Named questions to the calendars room."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import ColumnElement, String, Subquery, cast, false, func, literal, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from catalog.calendars import policy
from catalog.calendars.model import CaseRow, DayRow, ProfileRow
from catalog.calendars.rules import Standing, State, WorkCalendar, standing
from catalog.calendars.workdays import publication
from catalog.errors import Invalid, NotFound, Problem
from catalog.office import Look
from catalog.people.queries import is_id, lineage, region_chain
from catalog.rights import Actor, Place, may, reach, require
from catalog.store import Page, day_end, paged

_CALENDAR = "calendars.work_calendar"

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""The years of which questions are answered."""
MOST_DAYS = 3660
"""Most working days of which a due day is told."""


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
class Deadline:
    """When something that begins on ``start`` is due; ``flagged`` when that lies past the published years."""

    start: date
    days: int
    figure: str | None
    due_on: date
    flagged: bool


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
    require(look.actor, "calendar:read")
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


def deadline(
    look: Look, start: date, *, days: int | None = None, figure: str | None = None, region: str | None = None
) -> Deadline:
    """Return when something is due that begins on ``start``: after so many working ``days``, or as many as the policy grants.

    Parameters
    ----------
    start
        The day of receipt; it is not counted.
    days
        Working days.
    figure
        In their place, the key of a policy figure in working days, as in force in ``region`` (an id) on ``start``.

    Raises
    ------
    Invalid
        Neither or both of days and figure are said, there is no such figure, or the days lie outside the calendar.
    """
    require(look.actor, "calendar:read")
    if problem := _deadline_problem(start, days, figure):
        raise Invalid(problem.zh, problem.en, problems=[problem])
    granted = profile_for(look, region, start).content[figure] if figure is not None else days
    due = work_calendar(look).add_workdays(start, granted or 0)
    return Deadline(start, granted or 0, figure, due.day, due.flagged)


def _deadline_problem(start: date, days: int | None, figure: str | None) -> Problem | None:
    if (days is None) == (figure is None):
        return Problem("days", "one_of_two", "请在 days 与 figure 中选填一项", "name either days or figure")
    if figure is not None and (figure not in policy.FIGURES or policy.FIGURES[figure].unit != "workdays"):
        zh, en = f"没有以工作日计的政策项：{figure}", f"there is no policy figure in working days called {figure}"
        return Problem("figure", "unknown_key", zh, en)
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        zh, en = f"应在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间", f"must lie in the years {FIRST_YEAR} to {LAST_YEAR}"
        return Problem("start", "out_of_range", zh, en)
    if days is not None and not 0 <= days <= MOST_DAYS:
        return Problem("days", "out_of_range", f"应在 0 至 {MOST_DAYS} 之间", f"must lie between 0 and {MOST_DAYS}")
    return None


def profile_in_force(look: Look, *, region: str | None = None, on: date | None = None) -> Profile:
    """Return the policy figures in force in a region (an id; everywhere if not said) on a day (default: today)."""
    require(look.actor, "calendar:read")
    return profile_for(look, region, on or look.today)


def list_profiles(look: Look, *, region: str | None = None, cursor: str | None = None, limit: int | None = None) -> Page[Profile]:
    """List the versions that were ever put, in the order in which they were, of every region or of one (an id)."""
    require(look.actor, "calendar:read")
    query = select(ProfileRow) if region is None else select(ProfileRow).where(ProfileRow.region_id == region)
    return paged(look.session, query, (ProfileRow.id,), profile_view, cursor=cursor, limit=limit)


def show_profile(look: Look, profile_id: str) -> Profile:
    """Return one version, in force or not.

    Raises
    ------
    NotFound
        There is none with this id.
    """
    require(look.actor, "calendar:read")
    row = look.session.get(ProfileRow, profile_id) if is_id(profile_id) else None
    if row is None:
        raise NotFound("没有此版政策", "there is no such version of the policy")
    return profile_view(row)


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


def running(look: Look, things: Sequence[str]) -> dict[str, list[Case]]:
    """Return the running cases of some things, the first due first; for the room that owns the things."""
    query = select(CaseRow).where(CaseRow.thing.in_(things), CaseRow.done_at.is_(None)).order_by(CaseRow.due_on, CaseRow.id)
    found: dict[str, list[Case]] = {}
    for row in look.session.scalars(query):
        found.setdefault(row.thing, []).append(case_view(look, row))
    return found


class Timed(Protocol):
    """A line of a list whose things have clocks; a frozen dataclass with these and ``due_on`` and ``standing``."""

    @property
    def id(self) -> str:
        """The thing's id."""


L = TypeVar("L", bound=Timed)


def timed(look: Look, kind: str, lines: Iterable[L]) -> list[L]:
    """Say of each line (of things of a kind) when its first running clock ends, and how that stands today."""
    listed = list(lines)
    clocks = running(look, [f"{kind}:{line.id}" for line in listed])
    return [_timed(line, clocks.get(f"{kind}:{line.id}")) for line in listed]


def _timed(line: Any, clocks: Sequence[Case] | None) -> Any:
    return replace(line, due_on=clocks[0].due_on, standing=clocks[0].standing) if clocks else line


def soonest(kind: str, things: InstrumentedAttribute[str]) -> tuple[Subquery, ColumnElement[bool]]:
    """Return the question when the first running clock of each thing of a kind ends (``due_on``), and how it joins their ids.

    For a room that orders its own things by it.
    """
    # The two databases write an id with and without its dashes where it is no text.
    named, kind_of = func.replace(CaseRow.thing, "-", ""), CaseRow.thing.startswith(f"{kind}:", autoescape=True)
    query = select(named.label("thing"), func.min(CaseRow.due_on).label("due_on")).where(CaseRow.done_at.is_(None), kind_of)
    due = query.group_by(named).subquery()
    return due, due.c.thing == literal(f"{kind}:") + func.replace(cast(things, String), "-", "")


def latest(look: Look, things: Sequence[str], kind: str) -> dict[str, Case]:
    """Return the latest case of a kind of each of some things, running or done; for the room that owns the things."""
    query = select(CaseRow).where(CaseRow.thing.in_(things), CaseRow.kind == kind).order_by(CaseRow.opened_at, CaseRow.id)
    return {row.thing: case_view(look, row) for row in look.session.scalars(query)}


def extended(look: Look, things: Sequence[str]) -> dict[str, list[Case]]:
    """Return the cases of some things that were extended, the oldest first; for the room that owns the things."""
    query = select(CaseRow).where(CaseRow.thing.in_(things), CaseRow.extra_days > 0).order_by(CaseRow.opened_at, CaseRow.id)
    found: dict[str, list[Case]] = {}
    for row in look.session.scalars(query):
        found.setdefault(row.thing, []).append(case_view(look, row))
    return found


def case_of(look: Look, thing: str, kind: str) -> Case | None:
    """Return the running case of that kind of a thing, else its latest one, else None."""
    cases = [case for case in cases_of(look, thing) if case.kind == kind]
    return next((case for case in cases if case.state != "done"), cases[0] if cases else None)


def show_case(look: Look, case_id: str) -> Case:
    """Return one case.

    Raises
    ------
    NotFound
        There is none, or the actor may not know of it.
    """
    row = look.session.get(CaseRow, case_id) if is_id(case_id) else None
    if row is None or not may(look.actor, "case:read", Place(row.department_id, row.region_id)):
        raise NotFound("没有这个办件", "there is no such case")
    return case_view(look, row)


def list_cases(look: Look, **narrowed: Any) -> Page[Case]:
    """List every case that the actor may see, done ones included, the first due first; narrowed as ``due_list``."""
    return _listed(look, **narrowed)


def due_list(look: Look, **narrowed: Any) -> Page[Case]:
    """List the running cases that the actor may see, the first due first: the to-do list of a department or a region.

    Paused cases are among them, for their clock will run again.

    Parameters
    ----------
    look
        Who asks, and when.
    narrowed
        ``department`` with those that it succeeded, ``region`` (ids) and ``kind`` of the case; ``until`` keeps those due by the
        end of that day; ``cursor`` and ``limit`` cut pages.
    """
    return _listed(look, CaseRow.done_at.is_(None), **narrowed)


def overdue(look: Look, **narrowed: Any) -> Page[Case]:
    """List the running cases whose due day is over and whose clock is not paused, the longest overdue first; as ``due_list``."""
    late = (CaseRow.done_at.is_(None), CaseRow.due_on < look.today, CaseRow.paused_on.is_(None))
    return _listed(look, *late, **narrowed)


def overdue_at(look: Look, at: date, *, department: str | None = None, region: str | None = None) -> list[Case]:
    """List the cases that were or will be overdue at the end of a day, as far as is known now, the longest overdue first.

    They were opened by then, due before it, not done by then, and not paused on it; narrowed to a department
    with those that it succeeded, or a region (ids).
    """
    said = [CaseRow.opened_on <= at, CaseRow.due_on < at, or_(CaseRow.done_at.is_(None), CaseRow.done_at >= day_end(at))]
    if department is not None:
        said.append(CaseRow.department_id.in_(lineage(look.session, department)))
    if region is not None:
        said.append(CaseRow.region_id == region)
    rows = look.session.scalars(select(CaseRow).where(visible(look.actor), *said).order_by(CaseRow.due_on, CaseRow.id))
    return [replace(case_view(look, row), standing="overdue") for row in rows if not _paused_at(row, at)]


def _paused_at(row: CaseRow, at: date) -> bool:
    if row.paused_on is not None and row.paused_on <= at:
        return True
    return any(start <= at.isoformat() < end for start, end in row.pauses)


def _listed(
    look: Look,
    *wanted: ColumnElement[bool],
    department: str | None = None,
    region: str | None = None,
    kind: str | None = None,
    until: date | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[Case]:
    said = [column == value for column, value in {CaseRow.region_id: region, CaseRow.kind: kind}.items() if value is not None]
    if department is not None:
        said.append(CaseRow.department_id.in_(lineage(look.session, department)))
    if until is not None:
        said.append(CaseRow.due_on <= until)
    query = select(CaseRow).where(visible(look.actor), *wanted, *said)
    make = functools.partial(case_view, look)
    return paged(look.session, query, (CaseRow.due_on, CaseRow.id), make, cursor=cursor, limit=limit)


def visible(actor: Actor) -> ColumnElement[bool]:
    """Say what ``case:read`` allows the actor as a condition on the rows, instead of asking about each."""
    bounds: dict[str, ColumnElement[bool]] = {
        "anywhere": true(),
        "department": CaseRow.department_id.in_(actor.departments),
        "span": CaseRow.department_id.in_(actor.span),
        "region": CaseRow.region_id == actor.region,
        "below": CaseRow.region_id.in_(actor.below),
    }
    return or_(false(), *(bounds[reached] for reached in reach(actor, "case:read")))
