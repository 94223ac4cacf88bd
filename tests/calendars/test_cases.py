"""Cases on real databases: opening, the clock verbs, lists and who may see them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from catalog import calendars, people
from catalog.calendars import Case, Consent, queries
from catalog.calendars.model import CaseRow
from catalog.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from catalog.office import Office
from catalog.rights import Actor, anonymous, operator
from catalog.trail import follow
from tests.calendars.conftest import City
from tests.conftest import Clock

OP = operator("tests")


def opened(office: Office, city: City, thing: str = "application:1", days_key: str = "reply_conditional", **where: str) -> Case:
    place = {"region": city.city, "department": city.bureau} | where
    with office.work(city.clerk) as work:
        return calendars.open_case(work, "reply", thing=thing, title="申请一", days_key=days_key, **place)


def verbs(office: Office) -> list[str]:
    with office.look(OP) as look:
        return [row.verb for row in follow(look, 0)]


def consent(on: date = date(2026, 3, 2)) -> Consent:
    return Consent("市数据局", "数据量大", on)


def test_a_case_is_due_so_many_working_days_after_the_day_it_was_opened(office: Office, city: City) -> None:
    case = opened(office, city)
    assert (case.opened_on, case.days, case.due_on, case.flagged) == (date(2026, 3, 2), 10, date(2026, 3, 16), False)
    assert (case.state, case.standing, case.remind_on, case.revision) == ("open", "in_time", date(2026, 3, 11), 1)
    with office.look(OP) as look:
        assert queries.case_of(look, "application:1", "reply") == case
        (row,) = follow(look, 0)
    assert (row.verb, row.thing, row.name) == ("case:open", f"case:{case.id}", "申请一")
    assert row.changes["due_on"] == [None, "2026-03-16"]


def test_the_kind_itself_may_name_the_figure(office: Office, city: City) -> None:
    with office.work(city.clerk) as work:
        case = calendars.open_case(
            work, "correction", thing="correction:1", title="校核", region=city.city, department=city.bureau
        )
    assert (case.days, case.extension_days) == (10, 0)


def test_the_day_is_that_of_shanghai(office: Office, city: City, clock: Clock) -> None:
    clock.advance(hours=15)  # 16:00 UTC is midnight of 3 March there.
    assert opened(office, city).opened_on == date(2026, 3, 3)


def test_a_thing_has_one_running_case_of_a_kind(office: Office, city: City) -> None:
    first = opened(office, city)
    with pytest.raises(Conflict) as refused:
        opened(office, city)
    assert refused.value.code == "case_running"
    with office.work(city.clerk) as work:
        calendars.finish(work, first.id, outcome="agreed")
    second = opened(office, city)
    with office.look(OP) as look:
        assert [case.id for case in queries.cases_of(look, "application:1")] == [second.id, first.id]
        running = queries.case_of(look, "application:1", "reply")
    assert running is not None
    assert running.id == second.id


def test_the_database_itself_refuses_a_second_running_case(office: Office, city: City) -> None:
    case, other = opened(office, city, "application:1"), opened(office, city, "application:2")

    def rename() -> None:
        with office.work(city.clerk) as work:
            work.session.execute(update(CaseRow).where(CaseRow.id == other.id).values(thing=case.thing))

    with pytest.raises(Conflict):
        rename()


def test_pause_moves_the_due_day_by_the_working_days_in_it(office: Office, city: City, clock: Clock) -> None:
    case = opened(office, city)
    clock.advance(days=2)
    with office.work(city.clerk) as work:
        paused = calendars.pause(work, case.id)
    assert (paused.state, paused.standing, paused.due_on, paused.paused_on) == ("paused", "paused", case.due_on, date(2026, 3, 4))
    clock.advance(days=7)
    with office.work(city.clerk) as work:
        resumed = calendars.resume(work, case.id)
    assert (resumed.state, resumed.paused_days, resumed.due_on) == ("open", 5, date(2026, 3, 23))
    assert resumed.pauses == (("2026-03-04", "2026-03-11"),)
    assert resumed.revision == 3
    assert verbs(office) == ["case:open", "case:pause", "case:resume"]


def test_finishing_ends_the_running_pause_and_tells_in_time_from_late(office: Office, city: City, clock: Clock) -> None:
    one, two = opened(office, city, "application:1"), opened(office, city, "application:2")
    with office.work(city.clerk) as work:
        calendars.pause(work, one.id)
    clock.advance(days=21)
    with office.work(city.clerk) as work:
        in_time = calendars.finish(work, one.id, outcome="withdrawn")
        late = calendars.finish(work, two.id, outcome="agreed")
    assert (in_time.standing, in_time.due_on, in_time.paused_on, in_time.outcome) == (
        "done_in_time",
        date(2026, 4, 7),
        None,
        "withdrawn",
    )
    assert (late.standing, late.due_on, late.done_on) == ("done_late", two.due_on, date(2026, 3, 23))
    with pytest.raises(Conflict), office.work(city.clerk) as work:
        calendars.finish(work, one.id, outcome="again")


def test_the_last_second_of_the_due_day_is_in_time(office: Office, city: City, clock: Clock) -> None:
    case = opened(office, city, days_key="reply_unconditional")
    clock.advance(days=1, hours=14, minutes=59)  # 23:59 of 3 March in Shanghai.
    with office.look(OP) as look:
        assert [queries.case_of(look, case.thing, "reply").standing, queries.overdue(look)] == ["due_soon", []]  # type: ignore[union-attr]
    clock.advance(minutes=1)
    with office.look(OP) as look:
        assert [case.standing for case in queries.overdue(look)] == ["overdue"]


def test_extension_adds_what_the_profile_allows_once_and_names_the_consent(office: Office, city: City, clock: Clock) -> None:
    case = opened(office, city)
    clock.advance(days=3)
    with office.work(city.authority) as work:
        extended = calendars.extend(work, case.id, consent=consent(date(2026, 3, 5)), revision=1)
    assert (extended.extra_days, extended.due_on, extended.revision) == (10, date(2026, 3, 30), 2)
    told = {"by": "市数据局", "reason": "数据量大", "on": "2026-03-05", "days": 10}
    assert extended.extension == told | {"entered_by": "authority", "at": f"{clock.now.isoformat()}"}
    with pytest.raises(Conflict) as refused, office.work(city.authority) as work:
        calendars.extend(work, case.id, consent=consent(), revision=2)
    assert refused.value.code == "already_extended"
    assert verbs(office) == ["case:open", "case:extend"]


def test_some_deadlines_know_no_extension(office: Office, city: City) -> None:
    case = opened(office, city, days_key="catalog_review")
    with pytest.raises(Conflict) as refused, office.work(city.authority) as work:
        calendars.extend(work, case.id, consent=consent(), revision=1)
    assert refused.value.code == "no_extension"


def test_consent_after_the_due_day_is_too_late_unless_the_clock_stood_still(office: Office, city: City, clock: Clock) -> None:
    late, paused = opened(office, city, "application:1"), opened(office, city, "application:2")
    with office.work(city.clerk) as work:
        calendars.pause(work, paused.id)
    clock.advance(days=21)
    today = consent(date(2026, 3, 23))
    with pytest.raises(Invalid) as refused, office.work(city.authority) as work:
        calendars.extend(work, late.id, consent=today, revision=1)
    assert [problem.code for problem in refused.value.problems] == ["consent_late"]
    with office.work(city.authority) as work:
        # Given in time and only entered later, it holds.
        assert calendars.extend(work, late.id, consent=consent(date(2026, 3, 16)), revision=1).due_on == date(2026, 3, 30)
        assert calendars.extend(work, paused.id, consent=today, revision=2).state == "paused"


def test_extension_is_for_the_authority_of_the_region_and_hides_from_strangers(office: Office, city: City) -> None:
    case = opened(office, city)
    with pytest.raises(NotAllowed), office.work(city.clerk) as work:
        calendars.extend(work, case.id, consent=consent(), revision=1)
    with pytest.raises(NotFound), office.work(city.chief) as work:
        calendars.extend(work, case.id, consent=consent(), revision=1)
    with pytest.raises(NotFound), office.work(city.authority) as work:
        calendars.extend(work, city.nation, consent=consent(), revision=1)


def test_a_stale_revision_is_refused(office: Office, city: City) -> None:
    case = opened(office, city)
    with office.work(city.clerk) as work:
        calendars.pause(work, case.id)
    with pytest.raises(Stale), office.work(city.authority) as work:
        calendars.extend(work, case.id, consent=consent(), revision=case.revision)


def test_a_refused_verb_leaves_no_trace(office: Office, city: City) -> None:
    case = opened(office, city)

    def pause_twice() -> None:
        with office.work(city.clerk) as work:
            calendars.pause(work, case.id)
            calendars.pause(work, case.id)

    with pytest.raises(Conflict):
        pause_twice()
    with office.look(OP) as look:
        assert queries.case_of(look, case.thing, "reply") == case
    assert verbs(office) == ["case:open"]


def test_lists_show_the_first_due_first_and_only_what_the_actor_may_see(office: Office, city: City, clock: Clock) -> None:
    slow = opened(office, city, "application:1", "share")
    quick = opened(office, city, "application:2", "reply_unconditional")
    below = opened(office, city, "application:3", "catalog_review", region=city.district, department=city.office)
    above = opened(office, city, "application:4", "correction", region=city.nation, department=city.office)
    clock.advance(days=2)

    def seen(actor: Actor, **narrowed: str | date) -> list[str]:
        with office.look(actor) as look:
            return [case.id for case in queries.due_list(look, **narrowed)]  # type: ignore[arg-type]

    assert seen(OP) == [quick.id, below.id, above.id, slow.id]
    assert seen(city.clerk) == [quick.id, slow.id]
    assert seen(city.authority) == [quick.id, below.id, slow.id]
    assert seen(city.chief) == [below.id, above.id]
    assert seen(anonymous()) == []
    assert seen(OP, department=city.bureau, until=date(2026, 3, 3)) == [quick.id]
    assert seen(city.authority, region=city.district) == [below.id]
    with office.look(city.clerk) as look:
        assert [case.id for case in queries.overdue(look)] == [quick.id]
        assert queries.overdue(look, department=city.office) == []


def test_what_a_department_left_undone_is_asked_for_under_the_name_of_its_successor(
    office: Office, city: City, clock: Clock
) -> None:
    case = opened(office, city)
    with office.work(OP) as work:
        (heir,) = people.rename(work, city.bureau, "市财政和国资局", date(2026, 3, 2)).began
    clock.advance(days=60)
    with office.look(OP) as look:
        for question in (queries.list_cases, queries.due_list, queries.overdue):
            assert [listed.id for listed in question(look, department=heir.id)] == [case.id]
            assert question(look, department=city.office) == []


def test_paused_cases_stay_on_the_list_but_are_never_overdue(office: Office, city: City, clock: Clock) -> None:
    case = opened(office, city)
    with office.work(city.clerk) as work:
        calendars.pause(work, case.id)
    clock.advance(days=60)
    with office.look(city.clerk) as look:
        assert queries.overdue(look, department=city.bureau) == []
        assert [listed.standing for listed in queries.due_list(look, department=city.bureau)] == ["paused"]
