"""Working days against every day that the State Council has published for 2007–2026."""

from __future__ import annotations

import csv
from bisect import bisect_right
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from catalog.calendars.workdays import Due, WorkCalendar, read_days

YEAR_2027 = {date(2027, 1, 1): False, date(2027, 2, 6): False, date(2027, 2, 20): True, date(2027, 10, 1): False}

in_data = st.dates(date(2007, 1, 1), date(2026, 12, 31))
with_session_data = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture(scope="module")
def published(shared_data: Path) -> dict[date, bool]:
    with (shared_data / "calendar" / "workdays_2007_2026.csv").open(encoding="utf-8") as file:
        return {date.fromisoformat(row["date"]): row["is_workday"] == "1" for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def worked(published: dict[date, bool]) -> list[date]:
    return sorted(day for day, workday in published.items() if workday)


def test_every_published_day_agrees(published: dict[date, bool]) -> None:
    calendar = WorkCalendar()
    assert len(published) == 7305
    assert [day for day, workday in published.items() if calendar.is_workday(day) != workday] == []


@with_session_data
@given(start=in_data, n=st.integers(1, 400))
@example(start=date(2026, 2, 10), n=5)
@example(start=date(2007, 1, 1), n=1)
@example(start=date(2025, 12, 31), n=1)
def test_counting_equals_stepping_through_the_published_days(worked: list[date], start: date, n: int) -> None:
    following = worked[bisect_right(worked, start) :][:n]
    if len(following) == n:
        assert WorkCalendar().add_workdays(start, n) == Due(following[-1], flagged=False)


@with_session_data
@given(a=in_data, b=in_data)
@example(a=date(2026, 1, 1), b=date(2026, 1, 1))
@example(a=date(2025, 12, 31), b=date(2026, 12, 31))
def test_days_between_equal_the_published_days_between(worked: list[date], a: date, b: date) -> None:
    assert WorkCalendar().workdays_between(a, b) == len([day for day in worked if a < day <= b])


@with_session_data
@given(day=in_data, n=st.integers(1, 300))
@example(day=date(2026, 1, 1), n=1)
def test_counting_back_equals_stepping_back(worked: list[date], day: date, n: int) -> None:
    before = [other for other in worked if other < day]
    if len(before) >= n:
        assert WorkCalendar().workday_before(day, n) == before[-n]


def test_the_fifth_working_day_after_10_february_2026_is_24_february() -> None:
    assert WorkCalendar().add_workdays(date(2026, 2, 10), 5) == Due(date(2026, 2, 24), flagged=False)


def test_nothing_counted_is_the_same_day_and_negative_counts_are_refused() -> None:
    assert WorkCalendar().add_workdays(date(2026, 2, 15), 0) == Due(date(2026, 2, 15), flagged=False)
    assert WorkCalendar().workday_before(date(2026, 2, 15), 0) == date(2026, 2, 15)
    with pytest.raises(ValueError, match="negative"):
        WorkCalendar().add_workdays(date(2026, 2, 15), -1)


def test_a_due_day_past_the_last_published_year_is_flagged_until_that_year_is_loaded() -> None:
    last_of_2026 = WorkCalendar().add_workdays(date(2026, 12, 30), 1)
    assert last_of_2026 == Due(date(2026, 12, 31), flagged=False)
    assert WorkCalendar().add_workdays(date(2026, 12, 30), 2) == Due(date(2027, 1, 1), flagged=True)
    assert WorkCalendar(YEAR_2027).add_workdays(date(2026, 12, 30), 2) == Due(date(2027, 1, 4), flagged=False)


def test_make_up_days_of_a_loaded_year_are_worked() -> None:
    calendar = WorkCalendar(YEAR_2027)
    assert calendar.is_workday(date(2027, 2, 20))
    assert not calendar.is_workday(date(2027, 2, 6))
    assert calendar.workdays_between(date(2027, 2, 19), date(2027, 2, 21)) == 1
    assert not WorkCalendar().is_workday(date(2027, 2, 20))


@pytest.mark.parametrize(
    ("loaded", "through"),
    [
        ({}, 2026),
        (YEAR_2027, 2027),
        ({date(2027, 5, 4): False}, 2026),
        ({date(2027, 1, 1): False}, 2026),
        ({day.replace(year=2028): worked for day, worked in YEAR_2027.items()}, 2026),
        ({**YEAR_2027, date(2028, 1, 1): False, date(2028, 10, 1): False}, 2028),
    ],
    ids=["none", "whole year", "a single closing day", "half a year", "a year after a gap", "two years"],
)
def test_published_through_needs_whole_years_without_a_gap(loaded: dict[date, bool], through: int) -> None:
    assert WorkCalendar(loaded).published_through == date(through, 12, 31)


def test_a_loaded_day_wins_over_the_library() -> None:
    flood = WorkCalendar({date(2026, 3, 3): False})
    assert not flood.is_workday(date(2026, 3, 3))
    assert flood.add_workdays(date(2026, 3, 2), 1).day == date(2026, 3, 4)
    assert flood.workdays_between(date(2026, 3, 2), date(2026, 3, 3)) == 0


def test_years_before_the_library_are_plain_weekdays() -> None:
    assert WorkCalendar().is_workday(date(1999, 10, 1))
    assert not WorkCalendar().publishes(1999)


def test_later_changes_of_the_given_mapping_do_not_reach_the_calendar() -> None:
    days = {date(2026, 3, 3): False}
    calendar = WorkCalendar(days)
    days[date(2026, 3, 3)] = True
    assert not calendar.is_workday(date(2026, 3, 3))


@given(start=st.dates(date(2005, 1, 1), date(2030, 1, 1)), n=st.integers(0, 300), m=st.integers(0, 300))
def test_counting_is_additive_and_inverse(start: date, n: int, m: int) -> None:
    calendar = WorkCalendar(YEAR_2027)
    day = calendar.add_workdays(start, n).day
    assert calendar.workdays_between(start, day) == n
    assert calendar.add_workdays(day, m) == calendar.add_workdays(start, n + m)
    assert calendar.workday_before(day + timedelta(days=1), 1) == day or n == 0


def test_reading_days_tells_every_problem_at_once() -> None:
    days, problems = read_days(
        [("2027-01-01", "0", "元旦"), ("2027/1/2", "2", ""), ("2027-01-01", "1", ""), (" 2027-01-04 ", " 1 ", "")]
    )
    assert [(day.day.isoformat(), day.workday, day.name) for day in days] == [
        ("2027-01-01", False, "元旦"),
        ("2027-01-04", True, ""),
    ]
    assert [(p.path, p.code) for p in problems] == [
        ("days[2].date", "bad_date"),
        ("days[2].is_workday", "bad_flag"),
        ("days[3].date", "day_twice"),
    ]
