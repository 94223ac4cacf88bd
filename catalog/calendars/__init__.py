"""Calendars: which days are worked, what the policy is, and whose duty is due when.

Owns the loaded days, the policy profiles (every deadline and threshold, effective-dated, per region with inheritance) and
the *cases*: a duty of a department about a thing, opened on a day, due after so many working days, and finished in time or late.
Does not own the things, nor what a deadline means for them: a higher room opens a case when the duty begins and finishes it
when the duty is done; supervision reads the lists here.

``open_case``, ``pause``, ``resume`` and ``finish`` are steps of a higher room's verb inside its work. They ask for no right of
their own, since that verb has asked for its own and only it can know whether the duty has begun or ended.

A case keeps the due day it was given when a profile changes; only loading days into the calendar computes it anew.
Whoever computes a due day stands in the writers' line first, so that no case is computed with days that are just being replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from catalog import trail
from catalog.calendars import policy, queries
from catalog.calendars.model import CaseRow, DayRow, ProfileRow
from catalog.calendars.queries import Case, Profile
from catalog.calendars.rules import Clock, Consent, Day, WorkCalendar, check_consent, next_state, reckon
from catalog.calendars.workdays import NAME_LIMIT
from catalog.errors import Conflict, Invalid, NotFound, Stale
from catalog.office import Work
from catalog.people.queries import is_id
from catalog.people.rules import length_problems
from catalog.rights import Place, may, require

__all__ = [
    "Case",
    "Consent",
    "Day",
    "Loaded",
    "Profile",
    "WorkCalendar",
    "extend",
    "finish",
    "load_days",
    "open_case",
    "pause",
    "put_profile",
    "recompute",
    "resume",
]

_AUDITED = (
    "due_on",
    "flagged",
    "remind_on",
    "extra_days",
    "extension",
    "paused_on",
    "paused_days",
    "pauses",
    "done_on",
    "outcome",
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading days did: days read, added, changed and unchanged, where the published years now end, and the cases that moved.

    ``unpublished`` names the years of which days were loaded but which do not count as published, since the notice is not whole
    or a year before is missing.
    """

    read: int
    added: int
    changed: int
    unchanged: int
    published_through: date
    unpublished: tuple[int, ...]
    recomputed: tuple[str, ...]


def open_case(
    work: Work, kind: str, *, thing: str, title: str, region: str | None, department: str | None, days_key: str | None = None
) -> Case:
    """Begin a duty: its clock counts from the day after today.

    Parameters
    ----------
    work
        The higher verb's work.
    kind
        What is due, for example ``resource_review``; a thing has one running case of a kind.
    thing
        ``kind:id`` of the thing the duty is about.
    title
        What people call the case in lists.
    region, department
        Whose duty it is (ids); the region also decides the policy profile.
    days_key
        The policy figure that grants the days; ``kind`` itself where it is one.

    Raises
    ------
    Conflict
        Such a case of the thing is running already (``case_running``).
    Invalid
        The title is too long.
    """
    _check_lengths({"title": 256}, {"title": title})
    work.take_head()
    _refuse_second(work, thing, kind)
    granted = _granted(queries.profile_for(work, region, work.today), days_key or kind)
    place = {"region_id": region, "department_id": department}
    row = CaseRow(id=work.new_id(), kind=kind, thing=thing, title=title, opened_at=work.now, extra_days=0, **place, **granted)
    row.opened_on = work.today
    _set_clock(work, row, Clock(work.today, row.days))
    work.session.add(row)
    return _keep(work, row, "case:open", trail.changed({}, place | granted | {"thing": thing} | _audited(row)))


def extend(work: Work, case_id: str, *, consent: Consent, revision: int) -> Case:
    """Give the case the extension its profile allows, once, with the consent that it needs (Decree 809, art. 17 and 22).

    Raises
    ------
    NotFound, Stale, NotAllowed
        No such case for this actor; changed since it was read; the actor is not the data authority of its region.
    Conflict
        The case is done, extended already (``already_extended``), or its deadline knows no extension (``no_extension``).
    Invalid
        The consent does not say who and why, or was not given in time.
    """
    work.take_head()
    row = _load(work, case_id, revision)
    require(work.actor, "case:extend", _place(row))
    next_state(row.state, "extend")
    if row.extension is not None:
        raise Conflict("办件已延期一次，不能再延。", "The case was extended once already.", code="already_extended")
    if not row.extension_days:
        raise Conflict("此类办件不可延期。", "This kind of case cannot be extended.", code="no_extension")
    _check_consent(work, row, consent)
    before = _audited(row)
    entered = {"entered_by": work.actor.name or work.actor.login, "at": work.now.isoformat()}
    said = {"by": consent.by, "reason": consent.reason, "on": consent.on.isoformat()}
    row.extension = {**said, "days": row.extension_days, **entered}
    row.extra_days = row.extension_days
    _set_clock(work, row, row.clock)
    return _keep(work, row, "case:extend", trail.changed(before, _audited(row)))


def pause(work: Work, case_id: str) -> Case:
    """Stop the clock, from today, while the thing is returned for missing material (Decree 809, art. 22).

    Raises
    ------
    NotFound, Conflict
        There is no such case; it is paused or done already.
    """
    return _turn(work, case_id, "pause")


def resume(work: Work, case_id: str) -> Case:
    """Let the clock run again: the due day moves by the working days after the day of the pause up to and including today.

    Raises
    ------
    NotFound, Conflict
        There is no such case; it is not paused.
    """
    return _turn(work, case_id, "resume")


def finish(work: Work, case_id: str, *, outcome: str) -> Case:
    """End the duty now; a running pause ends with it. ``outcome`` is a word of the room that owns the thing.

    Raises
    ------
    NotFound, Conflict
        There is no such case; it is done already.
    """
    return _turn(work, case_id, "finish", outcome=outcome)


def recompute(work: Work) -> list[str]:
    """Compute the dates of every running case with the working days known now; return the ids of those that moved.

    `load_days` does so itself. It is also right after a newer ``chinesecalendar`` was installed, which may publish a year more.

    Raises
    ------
    NotAllowed
        The actor may not load calendars.
    """
    require(work.actor, "calendar:load")
    work.take_head()
    moved = []
    for row in work.session.scalars(select(CaseRow).where(CaseRow.done_at.is_(None)).order_by(CaseRow.id)):
        before = _audited(row)
        _set_clock(work, row, row.clock)
        if changes := trail.changed(before, _audited(row)):
            trail.record(work, "case:recompute", row.id, changes=changes, name=row.title)
            moved.append(row.id)
    work.session.flush()
    return moved


def load_days(work: Work, days: Iterable[Day], *, source: str) -> Loaded:
    """Load published or local days over the library and compute the running cases anew; loading the same twice changes nothing.

    Parameters
    ----------
    work
        The work; what it computes after this uses the loaded days.
    days
        Each day once, as `catalog.calendars.rules.read_days` returns them; the days not named stay as they are.
    source
        Where they come from, for example the file's name.

    Raises
    ------
    NotAllowed
        The actor may not load calendars.
    Invalid
        A name or the source is too long.
    """
    require(work.actor, "calendar:load")
    work.take_head()
    wanted = {day.day: day for day in days}
    names = {f"days[{day.day}].name": day.name for day in wanted.values()}
    _check_lengths({"source": 256} | dict.fromkeys(names, NAME_LIMIT), {"source": source} | names)
    present = {row.day: row for row in work.session.scalars(select(DayRow)) if row.day in wanted}
    differing = [day for day in wanted.values() if day.day not in present or _said(present[day.day]) != _said(day)]
    _record_days(work, present, differing)
    _write_days(work, present, differing, source)
    queries.forget_calendar(work)
    calendar, added = queries.work_calendar(work), sum(day.day not in present for day in differing)
    through = calendar.published_through
    unpublished = tuple(sorted({day.year for day in wanted if day > through}))
    moved = recompute(work) if differing else []
    return Loaded(len(wanted), added, len(differing) - added, len(wanted) - len(differing), through, unpublished, tuple(moved))


def put_profile(work: Work, *, region: str | None, valid_from: date, content: Mapping[str, Any], note: str = "") -> Profile:
    """Put a new version of a region's policy figures in force from a day on.

    Parameters
    ----------
    work
        The work.
    region
        Id of the region; None means everywhere.
    valid_from
        First day on which the version holds; it may lie in the past, running cases keep what they were given.
    content
        The figures that change, see `catalog.calendars.policy.FIGURES`. The others are taken over from what would be in force
        in the region on that day, and stay so whatever the regions above do later.
    note
        Number and title of the document that says so.

    Raises
    ------
    NotAllowed
        The actor is not the data authority of the region.
    Invalid
        The content has problems; all are named.
    """
    require(work.actor, "profile:put", Place(region=region))
    inherited = queries.profile_for(work, region, valid_from)
    whole = policy.complete(content, inherited.content)
    if found := policy.problems(whole):
        raise Invalid("政策项有误", "the policy figures have problems", problems=found)
    same_region = ProfileRow.region_id.is_(None) if region is None else ProfileRow.region_id == region
    latest = work.session.scalar(select(func.max(ProfileRow.version)).where(same_region)) or 0
    row = ProfileRow(
        id=work.new_id(),
        region_id=region,
        version=latest + 1,
        valid_from=valid_from,
        content=whole,
        note=note,
        created_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    dated = {"region": [None, region], "version": [latest or None, row.version], "valid_from": [None, valid_from]}
    trail.record(work, "profile:put", row.id, changes=dated | trail.changed(inherited.content, whole), name=note or None)
    return queries.profile_view(row)


def _check_lengths(limits: Mapping[str, int], texts: Mapping[str, str]) -> None:
    if found := length_problems(limits, texts):
        raise Invalid("文字过长", "a text is too long", problems=found)


def _refuse_second(work: Work, thing: str, kind: str) -> None:
    # The unique index would refuse it too, but only in its own words.
    running = queries.case_of(work, thing, kind)
    if running and running.state != "done":
        zh, en = f"已有在办的同类办件：{running.title}", f"such a case is running already: {running.title}"
        raise Conflict(zh, en, code="case_running", case=running.id)


def _granted(profile: Profile, key: str) -> dict[str, Any]:
    """Return what the profile grants a case, as it is copied into it."""
    extension = policy.extension_key(key)
    return {
        "profile_id": profile.id,
        "days": profile.content[key],
        "extension_days": profile.content[extension] if extension else 0,
        "remind_before": profile.content["remind_before"],
    }


def _turn(work: Work, case_id: str, verb: str, *, outcome: str | None = None) -> Case:
    """Do one of the verbs that only turn the clock on or off."""
    work.take_head()
    row = _load(work, case_id)
    next_state(row.state, verb)
    before = _audited(row)
    _set_clock(work, row, row.clock.pause(work.today) if verb == "pause" else row.clock.resume(work.today))
    if verb == "finish":
        row.done_at, row.outcome = work.now, outcome
    return _keep(work, row, f"case:{verb}", trail.changed(before, _audited(row)))


def _load(work: Work, case_id: str, revision: int | None = None) -> CaseRow:
    row = work.session.get(CaseRow, case_id) if is_id(case_id) else None
    if row is None or (revision is not None and not may(work.actor, "case:read", _place(row))):
        raise NotFound("没有这个办件", "there is no such case")
    if revision is not None and row.revision != revision:
        raise Stale("办件已被他人修改，请刷新后重试", "somebody else has changed the case; load it again", revision=row.revision)
    return row


def _place(row: CaseRow) -> Place:
    return Place(row.department_id, row.region_id)


def _set_clock(work: Work, row: CaseRow, clock: Clock) -> None:
    """Write a clock into the row, with the dates that follow from it."""
    row.pauses = [[start.isoformat(), end.isoformat()] for start, end in clock.pauses]
    row.paused_on = clock.paused_on
    row.due_on, row.flagged, row.paused_days, row.remind_on = reckon(queries.work_calendar(work), clock, row.remind_before)


def _check_consent(work: Work, row: CaseRow, consent: Consent) -> None:
    # While the clock is paused the due day has not come nearer: it is judged as if it ran again from today.
    due_on = reckon(queries.work_calendar(work), row.clock.resume(work.today), row.remind_before).due_on
    if found := check_consent(consent, opened_on=row.opened_on, due_on=due_on, today=work.today):
        raise Invalid("延期的同意有误", "the consent to the extension has problems", problems=found)


def _audited(row: CaseRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _AUDITED}


def _keep(work: Work, row: CaseRow, verb: str, changes: Mapping[str, Any]) -> Case:
    work.session.flush()
    trail.record(work, verb, row.id, changes=changes, name=row.title)
    return queries.case_view(work, row)


def _said(day: Day | DayRow) -> str:
    return f"{int(day.workday)} {day.name}".rstrip()


def _write_days(work: Work, present: Mapping[date, DayRow], differing: Iterable[Day], source: str) -> None:
    for day in differing:
        if row := present.get(day.day):
            row.workday, row.name, row.source = day.workday, day.name, source
        else:
            work.session.add(DayRow(day=day.day, workday=day.workday, name=day.name, source=source))
    work.session.flush()


def _record_days(work: Work, present: Mapping[date, DayRow], differing: Iterable[Day]) -> None:
    """Keep one trail row a year: the year's calendar is the thing that changes."""
    years: dict[int, dict[str, Any]] = {}
    for day in differing:
        before = present.get(day.day)
        years.setdefault(day.day.year, {})[day.day.isoformat()] = [_said(before) if before else None, _said(day)]
    for year, changes in sorted(years.items()):
        trail.record(work, "calendar:load", str(year), changes=changes, name=f"{year} 年工作日历")
