"""Loading days: what it changes, which cases move, and that every due day can be walked after from the case's history."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from catalog import calendars
from catalog.calendars import Consent, Day, queries
from catalog.calendars.model import CaseRow, DayRow
from catalog.errors import Conflict, Invalid, NotAllowed
from catalog.office import Office
from catalog.rights import operator
from catalog.trail import follow
from tests.calendars.conftest import City
from tests.conftest import Clock

OP = operator("tests")
NOTICE_2027 = [
    Day(date(2027, 1, 1), workday=False, name="元旦"),
    Day(date(2027, 1, 4), workday=False, name="元旦"),
    Day(date(2027, 1, 9), workday=True, name="元旦"),
    Day(date(2027, 10, 1), workday=False, name="国庆节"),
]


@pytest.fixture(scope="module")
def published(shared_data: Path) -> dict[date, bool]:
    with (shared_data / "calendar" / "workdays_2007_2026.csv").open(encoding="utf-8") as file:
        return {date.fromisoformat(row["date"]): row["is_workday"] == "1" for row in csv.DictReader(file)}


def open_case(office: Office, city: City, days_key: str, thing: str = "application:1") -> queries.Case:
    with office.work(city.clerk) as work:
        return calendars.open_case(
            work, "reply", thing=thing, title="申请", region=city.city, department=city.bureau, days_key=days_key
        )


def load(office: Office, *days: Day) -> calendars.Loaded:
    with office.work(OP) as work:
        return calendars.load_days(work, days, source="notice.csv")


def test_a_flagged_due_day_is_settled_when_the_year_is_loaded(office: Office, city: City, clock: Clock) -> None:
    clock.now = datetime(2026, 12, 29, 1, 0, tzinfo=UTC)
    near, far = open_case(office, city, "catalog_review"), open_case(office, city, "reply_conditional", "application:2")
    assert (near.due_on, near.flagged) == (date(2026, 12, 31), False)
    assert (far.due_on, far.flagged) == (date(2027, 1, 12), True)
    loaded = load(office, *NOTICE_2027)
    assert (loaded.read, loaded.added, loaded.changed, loaded.unchanged) == (4, 4, 0, 0)
    assert (loaded.published_through, loaded.unpublished, loaded.recomputed) == (date(2027, 12, 31), (), (far.id,))
    with office.look(OP) as look:
        moved = queries.case_of(look, "application:2", "reply")
        rows = follow(look, 0)
    assert moved is not None
    assert (moved.due_on, moved.flagged) == (date(2027, 1, 13), False)
    assert [row.verb for row in rows] == ["case:open", "case:open", "calendar:load", "case:recompute"]
    assert rows[2].changes["2027-01-09"] == [None, "1 元旦"]
    assert rows[3].thing == f"case:{far.id}"
    assert rows[3].changes["due_on"] == ["2027-01-12", "2027-01-13"]


def test_part_of_a_year_keeps_the_flag_and_says_so(office: Office, city: City, clock: Clock) -> None:
    clock.now = datetime(2026, 12, 29, 1, 0, tzinfo=UTC)
    case = open_case(office, city, "reply_conditional")
    loaded = load(office, *NOTICE_2027[:3])
    assert (loaded.published_through, loaded.unpublished, loaded.recomputed) == (date(2026, 12, 31), (2027,), (case.id,))
    assert load(office, NOTICE_2027[3]).recomputed == (case.id,)
    with office.look(OP) as look:
        assert [case.flagged for case in queries.due_list(look)] == [False]


def test_loading_the_same_twice_changes_nothing(office: Office, city: City) -> None:
    load(office, *NOTICE_2027)
    again = load(office, *NOTICE_2027)
    assert (again.added, again.changed, again.unchanged, again.recomputed) == (0, 0, 4, ())
    changed = load(office, Day(date(2027, 1, 9), workday=False, name=""), Day(date(2027, 1, 10), workday=True, name="元旦"))
    assert (changed.added, changed.changed, changed.unchanged) == (1, 1, 0)
    with office.look(OP) as look:
        rows = follow(look, 0)
        assert not queries.work_calendar(look).is_workday(date(2027, 1, 9))
    assert [row.verb for row in rows] == ["calendar:load", "calendar:load"]
    assert rows[1].thing == "calendar:2027"
    assert rows[1].changes["2027-01-09"] == ["1 元旦", "0"]


def test_done_cases_stay_as_they_were(office: Office, city: City) -> None:
    case = open_case(office, city, "reply_conditional")
    with office.work(city.clerk) as work:
        calendars.finish(work, case.id, outcome="agreed")
    assert load(office, Day(date(2026, 3, 4), workday=False, name="防汛停工")).recomputed == ()


def test_a_work_sees_the_days_it_has_just_loaded(office: Office, city: City) -> None:
    with office.work(OP) as work:
        assert queries.work_calendar(work).is_workday(date(2026, 3, 4))
        calendars.load_days(work, [Day(date(2026, 3, 4), workday=False, name="")], source="x")
        assert not queries.work_calendar(work).is_workday(date(2026, 3, 4))


def test_only_the_system_side_loads_and_recomputes(office: Office, city: City) -> None:
    for verb in (lambda work: calendars.load_days(work, NOTICE_2027, source="x"), calendars.recompute):
        with pytest.raises(NotAllowed), office.work(city.authority) as work:
            verb(work)


def test_recompute_moves_nothing_when_nothing_has_changed(office: Office, city: City) -> None:
    open_case(office, city, "share")
    with office.work(OP) as work:
        assert calendars.recompute(work) == []


def test_a_year_shows_what_the_week_misjudges(office: Office) -> None:
    load(office, Day(date(2026, 3, 4), workday=False, name="防汛停工"))
    with office.look(OP) as look:
        shown, unknown = queries.year(look, 2026), queries.year(look, 2028)
    days = {day.day: (day.workday, day.name, day.source) for day in shown.exceptions}
    assert (shown.published, shown.workdays, len(days)) == (True, 247, 26)
    assert days[date(2026, 3, 4)] == (False, "防汛停工", "notice.csv")
    assert days[date(2026, 2, 14)] == (True, "春节", "chinesecalendar")
    assert (unknown.published, unknown.exceptions) == (False, ())


step = st.tuples(st.sampled_from(["extend", "pause", "resume", "finish", "recompute", "load"]), st.integers(0, 12))


class Walk:
    """What a case must look like, told from its history alone by going from day to day."""

    def __init__(self, published: dict[date, bool], opened_on: date, days: int) -> None:
        self.published, self.opened_on, self.days, self.extended = dict(published), opened_on, days, False
        self.pauses: list[tuple[date, date]] = []
        self.paused_on: date | None = None
        self.done = False

    def worked(self, day: date) -> bool:
        return self.published.get(day, day.weekday() < 5)

    def due(self, pauses: list[tuple[date, date]] | None = None) -> date:
        left, day = self.days, self.opened_on
        for start, end in self.pauses if pauses is None else pauses:
            left += sum(self.worked(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
        while left:
            day += timedelta(days=1)
            left -= self.worked(day)
        return day

    def allows(self, verb: str, today: date) -> bool:
        if verb == "extend":
            running = [*self.pauses, *([(self.paused_on, today)] if self.paused_on else [])]
            return not self.done and not self.extended and today <= self.due(running)
        return not self.done and (self.paused_on is None if verb == "pause" else verb == "finish" or self.paused_on is not None)

    def does(self, verb: str, today: date) -> None:
        if verb == "extend":
            self.extended, self.days = True, self.days + 10
        elif verb == "pause":
            self.paused_on = today
        elif self.paused_on is not None:
            self.pauses.append((self.paused_on, today))
            self.paused_on = None
        self.done |= verb == "finish"


def act(office: Office, city: City, case: queries.Case, verb: str, today: date) -> None:
    with office.work(city.authority if verb == "extend" else city.clerk) as work:
        if verb == "extend":
            calendars.extend(work, case.id, consent=Consent("市数据局", "量大", today), revision=case.revision)
        elif verb == "finish":
            calendars.finish(work, case.id, outcome="agreed")
        else:
            getattr(calendars, verb)(work, case.id)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(walked=st.tuples(st.dates(date(2026, 1, 1), date(2026, 12, 20)), st.lists(step, max_size=10)))
def test_after_any_walk_the_due_day_follows_from_the_history(
    office: Office, city: City, clock: Clock, published: dict[date, bool], walked: tuple[date, list[tuple[str, int]]]
) -> None:
    start, steps = walked
    with office.work(OP) as work:
        for table in (CaseRow, DayRow):
            work.session.execute(delete(table))
    clock.now = datetime(start.year, start.month, start.day, 1, 0, tzinfo=UTC)
    case, walk = open_case(office, city, "reply_conditional"), Walk(published, start, 10)
    for verb, days in steps:
        clock.advance(days=days)
        case = walk_on((office, city), case, walk, verb, clock.now.date())
        if not walk.done:
            assert (case.due_on, case.flagged) == (walk.due(), walk.due() > date(2026, 12, 31))
            assert case.state == ("paused" if walk.paused_on else "open")


def walk_on(stage: tuple[Office, City], case: queries.Case, walk: Walk, verb: str, today: date) -> queries.Case:
    """Do one step on both sides; what the history does not allow, the verb must refuse."""
    office, city = stage
    if verb == "load":
        day = today + timedelta(days=3)
        walk.published[day] = not walk.worked(day)
        load(office, Day(day, workday=walk.published[day], name=""))
    elif verb == "recompute":
        with office.work(OP) as work:
            assert calendars.recompute(work) == []
    elif walk.allows(verb, today):
        act(office, city, case, verb, today)
        walk.does(verb, today)
    else:
        refusals: tuple[type[Exception], ...] = (Conflict, Invalid)
        with pytest.raises(refusals):
            act(office, city, case, verb, today)
    with office.look(OP) as look:
        found = queries.case_of(look, case.thing, "reply")
    assert found is not None
    return found
