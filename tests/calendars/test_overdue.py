"""What is overdue on a day, before or after today, and who answers for it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from catalog import calendars, people
from catalog.calendars import Case, queries
from catalog.calendars.overdue import By, Overdue, overdue
from catalog.errors import Invalid
from catalog.office import Office
from catalog.rights import Actor, operator
from tests.calendars.conftest import City
from tests.conftest import Clock

OP = operator("tests")


def opened(office: Office, city: City, number: int, **where: Any) -> Case:
    """Open a case on 2 March; ten working days lead to the 16th."""
    place = {"region": city.city, "department": city.bureau} | where
    with office.work(city.clerk) as work:
        return calendars.open_case(
            work, "reply", thing=f"application:{number}", title=f"申请{number}", days_key="reply_conditional", **place
        )


def asked(office: Office, at: date, by: By = "department", actor: Actor = OP, **narrowed: Any) -> Overdue:
    with office.look(actor) as look:
        return overdue(look, at, by=by, **narrowed)


def told(found: Overdue) -> list[tuple[str, str, int, int, int]]:
    return [(each.kind, each.name, each.count, each.yellow, each.red) for each in found.groups]


def titles(found: Overdue) -> list[str]:
    return [case.title for group in found.groups for case, _ in group.cases]


def test_a_case_is_overdue_from_the_day_after_its_due_day_until_it_is_done(office: Office, city: City, clock: Clock) -> None:
    case = opened(office, city, 1)
    assert case.due_on == date(2026, 3, 16)
    clock.advance(days=21)
    with office.work(city.clerk) as work:
        calendars.finish(work, case.id, outcome="agreed")
    clock.advance(days=100)
    days = {day: asked(office, date(2026, 3, day)).count for day in (1, 2, 16, 17, 22, 23, 24)}
    assert days == {1: 0, 2: 0, 16: 0, 17: 1, 22: 1, 23: 0, 24: 0}
    ((found, _),) = asked(office, date(2026, 3, 20)).groups[0].cases
    assert (found.standing, found.done_on) == ("overdue", date(2026, 3, 23))


def test_a_day_to_come_is_foreseen_with_its_cards(office: Office, city: City) -> None:
    opened(office, city, 1)
    assert asked(office, date(2026, 3, 16)).groups == ()
    assert told(asked(office, date(2026, 3, 17))) == [("department", "市财政局", 1, 0, 1)]
    with office.work(OP) as work:
        calendars.put_profile(work, region=city.city, valid_from=date(2026, 3, 2), content={"red_after": 3}, note="渝数规")
    opened(office, city, 2)
    assert told(asked(office, date(2026, 3, 18))) == [("department", "市财政局", 2, 1, 1)]
    assert told(asked(office, date(2026, 3, 19))) == [("department", "市财政局", 2, 0, 2)]


def test_a_paused_case_is_not_overdue_while_it_is_paused(office: Office, city: City, clock: Clock) -> None:
    case = opened(office, city, 1)
    clock.advance(days=16)
    with office.work(city.clerk) as work:
        calendars.pause(work, case.id)
    assert (asked(office, date(2026, 3, 17)).count, asked(office, date(2026, 4, 1)).count) == (1, 0)
    clock.advance(days=2)
    with office.work(city.clerk) as work:
        resumed = calendars.resume(work, case.id)
    assert asked(office, date(2026, 3, 19)).count == 0
    assert (resumed.due_on, asked(office, date(2026, 4, 1)).count) == (date(2026, 3, 18), 1)


def test_cases_are_brought_together_by_who_answers_for_them(office: Office, city: City) -> None:
    for number, where in enumerate(({}, {}, {"department": None}, {"region": city.district, "department": city.office})):
        opened(office, city, number, **where)
    later = date(2026, 12, 31)
    assert told(asked(office, later)) == [
        ("department", "市财政局", 2, 0, 2),
        ("department", "区财政局", 1, 0, 1),
        ("authority", "重庆市", 1, 0, 1),
    ]
    assert [(each.kind, each.name, each.count) for each in asked(office, later, "region").groups] == [
        ("region", "重庆市", 3),
        ("region", "渝中区", 1),
    ]
    assert [(each.kind, each.count) for each in asked(office, later, "chief").groups] == [("nobody", 4)]
    with office.work(OP) as work:
        mayor, director = (
            people.put_official(work, people.OfficialEntry(login, name, None, None)).id
            for login, name in (("quzhang", "区长"), ("juzhang", "局长"))
        )
        people.put_chief(work, people.ChiefEntry("chief", mayor, region=city.district))
        people.put_chief(work, people.ChiefEntry("chief", director, department=city.bureau, valid_from=date(2026, 6, 1)))
    assert [(each.name, each.count) for each in asked(office, later, "chief").groups] == [("局长", 2), ("区长", 1), ("", 1)]
    assert [(each.name, each.count) for each in asked(office, date(2026, 5, 31), "chief").groups] == [("区长", 1), ("", 3)]


def test_only_what_the_actor_may_see_and_asked_for_is_told(office: Office, city: City) -> None:
    opened(office, city, 1)
    opened(office, city, 2, region=city.district, department=city.office)
    later = date(2026, 12, 31)
    assert titles(asked(office, later, actor=city.clerk)) == ["申请1"]
    assert titles(asked(office, later, actor=city.chief)) == ["申请2"]
    assert titles(asked(office, later, actor=city.authority)) == ["申请2", "申请1"]
    assert titles(asked(office, later, department=city.bureau)) == ["申请1"]
    assert titles(asked(office, later, region=city.district)) == ["申请2"]


@pytest.mark.parametrize("by", ["department", "chief"])
def test_who_succeeded_a_department_answers_for_its_cases_from_that_day_on(
    office: Office, city: City, clock: Clock, by: By
) -> None:
    opened(office, city, 1)
    clock.advance(days=20)
    with office.work(OP) as work:
        heir = people.rename(work, city.bureau, "市财政委员会", clock.now.date()).began[0].id
        chief = people.put_official(work, people.OfficialEntry("zhuren", "主任", None, None)).id
        people.put_chief(work, people.ChiefEntry("chief", chief, department=heir, valid_from=clock.now.date()))
    before, after = {"department": ("市财政局", "市财政委员会"), "chief": ("", "主任")}[by]
    assert [each.name for each in asked(office, date(2026, 3, 20), by).groups] == [before]
    assert [each.name for each in asked(office, date(2026, 3, 31), by).groups] == [after]
    assert asked(office, date(2026, 3, 31), by, department=heir).count == 1


def test_a_day_out_of_all_calendars_is_refused(office: Office) -> None:
    for day in (date.min, date.max):
        with pytest.raises(Invalid):
            asked(office, day)


def test_today_tells_what_the_list_of_overdue_cases_tells(office: Office, city: City, clock: Clock) -> None:
    for number in range(3):
        opened(office, city, number)
    clock.advance(days=30)
    with office.look(OP) as look:
        now = {case.id for case in queries.overdue(look)}
        assert {case.id for case in queries.overdue_at(look, look.today)} == now
