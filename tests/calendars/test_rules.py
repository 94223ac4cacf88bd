"""The clock of a case: states, due day, standing and consent, without a database."""

from __future__ import annotations

import time
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.calendars.rules import CASE_STATES, Clock, Consent, WorkCalendar, check_consent, next_state, reckon, standing
from catalog.errors import Conflict

VERBS = {"extend", "pause", "resume", "finish", "recompute"}


def test_every_state_is_reachable_and_every_verb_leads_to_a_state() -> None:
    reached, frontier = {"open"}, ["open"]
    while frontier:
        for state in CASE_STATES[frontier.pop()].values():
            if state not in reached:
                reached.add(state)
                frontier.append(state)
    assert reached == set(CASE_STATES)
    assert {verb for row in CASE_STATES.values() for verb in row} == VERBS


@pytest.mark.parametrize("state", CASE_STATES)
@pytest.mark.parametrize("verb", sorted(VERBS))
def test_what_the_table_does_not_name_is_a_conflict(state: str, verb: str) -> None:
    if verb in CASE_STATES[state]:
        assert next_state(state, verb) == CASE_STATES[state][verb]
        return
    with pytest.raises(Conflict) as refused:
        next_state(state, verb)
    assert (refused.value.code, refused.value.facts) == ("case_state", {"state": state})


def step_by_step(clock: Clock, calendar: WorkCalendar) -> date:
    """Walk from day to day, spending one granted day on every working day that is not excused by an earlier pause."""
    left = clock.days + clock.extra_days
    for start, end in clock.pauses:
        left += sum(calendar.is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
    day = clock.opened_on
    while left:
        day += timedelta(days=1)
        left -= calendar.is_workday(day)
    return day


@st.composite
def clocks(draw: st.DrawFn) -> Clock:
    clock = Clock(
        draw(st.dates(date(2024, 1, 1), date(2026, 11, 1))), draw(st.integers(1, 30)), draw(st.sampled_from([0, 5, 10]))
    )
    day = clock.opened_on
    for _ in range(draw(st.integers(0, 3))):
        start = day + timedelta(days=draw(st.integers(0, 9)))
        day = start + timedelta(days=draw(st.integers(0, 20)))
        clock = clock.pause(start).resume(day)
    return clock


@given(clocks())
def test_due_day_equals_walking_day_by_day(clock: Clock) -> None:
    calendar = WorkCalendar()
    dates = reckon(calendar, clock, 3)
    assert dates.due_on == step_by_step(clock, calendar)
    assert dates.flagged == (dates.due_on > date(2026, 12, 31))
    assert calendar.workdays_between(dates.remind_on - timedelta(days=1), dates.due_on) == 4


@given(clocks(), st.integers(0, 40), st.integers(0, 40))
def test_a_pause_moves_the_due_day_by_the_working_days_in_it(clock: Clock, wait: int, length: int) -> None:
    calendar = WorkCalendar()
    last = clock.pauses[-1][1] if clock.pauses else clock.opened_on
    start = last + timedelta(days=wait)
    paused = clock.pause(start)
    end = start + timedelta(days=length)
    before, during, after = (reckon(calendar, each, 3).due_on for each in (clock, paused, paused.resume(end)))
    assert during == before
    assert calendar.workdays_between(before, after) == calendar.workdays_between(start, end)


def test_resuming_a_running_clock_changes_nothing() -> None:
    clock = Clock(date(2026, 3, 2), 5)
    assert clock.resume(date(2026, 3, 9)) is clock


def case(**dates: date | None) -> SimpleNamespace:
    return SimpleNamespace(
        **({"due_on": date(2026, 3, 10), "remind_on": date(2026, 3, 5), "paused_on": None, "done_on": None} | dates)
    )


@pytest.mark.parametrize(
    ("dates", "day", "expected"),
    [
        ({}, 4, "in_time"),
        ({}, 5, "due_soon"),
        ({}, 10, "due_soon"),
        ({}, 11, "overdue"),
        ({"paused_on": date(2026, 3, 3)}, 11, "paused"),
        ({"done_on": date(2026, 3, 10)}, 31, "done_in_time"),
        ({"done_on": date(2026, 3, 11)}, 31, "done_late"),
    ],
)
def test_standing(dates: dict[str, date], day: int, expected: str) -> None:
    assert standing(case(**dates), date(2026, 3, day)) == expected


@pytest.mark.parametrize(
    ("consent", "codes"),
    [
        (Consent("市数据局", "数据量大", date(2026, 3, 10)), []),
        (Consent("市数据局", "数据量大", date(2026, 3, 2)), []),
        (Consent("市数据局", "数据量大", date(2026, 3, 1)), ["consent_date"]),
        (Consent("市数据局", "数据量大", date(2026, 3, 11)), ["consent_late"]),
        (Consent("市数据局", "数据量大", date(2026, 3, 13)), ["consent_date"]),
        (Consent(" ", "", date(2026, 3, 11)), ["missing", "missing", "consent_late"]),
    ],
)
def test_consent(consent: Consent, codes: list[str]) -> None:
    problems = check_consent(consent, opened_on=date(2026, 3, 2), due_on=date(2026, 3, 10), today=date(2026, 3, 12))
    assert [problem.code for problem in problems] == codes


def test_ten_thousand_cases_are_reckoned_quickly() -> None:
    calendar = WorkCalendar({date(2026, 3, 3): False})
    started = time.process_time()
    for n in range(10_000):
        dates = reckon(calendar, Clock(date(2026, 1, 1) + timedelta(days=n % 300), 1 + n % 20), 3)
        standing(case(due_on=dates.due_on, remind_on=dates.remind_on), date(2026, 6, 1))
    assert time.process_time() - started < 2
