"""Renames, mergers, splits and closures; codes and names of 2018 still resolve."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from catalog import people
from catalog.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from catalog.people import DepartmentEntry, Succeeded, queries

if TYPE_CHECKING:
    from tests.people.conftest import City

CODE = "11500000MB1670604W"
NEW_CODE = "11500000009275780L"
Y2015, Y2018, Y2019, Y2021 = date(2015, 1, 1), date(2018, 6, 30), date(2019, 1, 1), date(2021, 1, 1)


def rename(city: City, department: str, name: str, on: date, **fields: str) -> Succeeded:
    with city.work() as work:
        return people.rename(work, department, name, on, **fields)


def test_codes_and_names_of_2018_resolve_after_two_renames(city: City) -> None:
    oldest = city.department("重庆市卫生局", credit_code=CODE, valid_from=Y2015, type="government", system="社会")
    second = rename(city, oldest, "重庆市卫生和计划生育委员会", Y2019).began[0]
    third = rename(city, second.id, "重庆市卫生健康委员会", Y2021, credit_code=NEW_CODE).began[0]
    with city.look() as look:
        for text, on, then in [
            ("重庆市卫生局", Y2018, "重庆市卫生局"),
            (CODE, Y2018, "重庆市卫生局"),
            (CODE, Y2019, "重庆市卫生和计划生育委员会"),
            (CODE, None, "重庆市卫生和计划生育委员会"),  # given up in 2021: the last who bore it
            ("重庆市卫生局", None, "重庆市卫生局"),
            (NEW_CODE, Y2021, "重庆市卫生健康委员会"),
            (oldest, Y2021, "重庆市卫生局"),
        ]:
            found = people.find_department(look, text, on=on)
            assert found.department.name == then, (text, on)
            assert [one.name for one in found.present] == ["重庆市卫生健康委员会"], (text, on)
        assert [people.resolve(look.session, oldest, on) for on in (Y2018, Y2019, Y2021)] == [oldest, second.id, third.id]
        assert people.lineage(look.session, third.id) == {oldest, second.id, third.id}
        assert people.lineage(look.session, oldest) == {oldest}
        assert [one.name for one in people.list_departments(look, on=Y2018)] == ["重庆市卫生局"]
    assert (third.type, third.system, third.valid_from) == ("government", "社会", Y2021)


def test_the_day_of_a_rename_belongs_to_the_new_name(city: City) -> None:
    old = city.department("旧名局")
    new = rename(city, old, "新名局", date(2026, 3, 3)).began[0].id
    with city.look() as look:
        assert people.resolve(look.session, old, date(2026, 3, 2)) == old
        assert people.resolve(look.session, old, date(2026, 3, 3)) == new
        assert [one.id for one in people.find_department(look, "旧名局").present] == [old]


def test_a_merger_has_one_heir_for_all(city: City) -> None:
    land, plan = city.department("国土局"), city.department("规划局", credit_code=CODE, short_name="规划")
    with city.work() as work:
        done = people.merge(work, [plan, land], DepartmentEntry("规划和自然资源局", city.city), Y2019)
    heir = done.began[0]
    assert (heir.credit_code, heir.short_name, [one.valid_to for one in done.ended]) == (CODE, None, [Y2019, Y2019])
    with city.look() as look:
        assert {people.resolve(look.session, one, Y2019) for one in (land, plan)} == {heir.id}
        assert people.lineage(look.session, heir.id) == {land, plan, heir.id}
    assert [row.thing.partition(":")[2] for row in city.trail() if row.verb == "department:merge"] == [plan, land, heir.id]


def test_a_swallower_begins_anew_under_its_old_name(city: City) -> None:
    big, small = city.department("大局", credit_code=CODE), city.department("小局")
    with city.work() as work:
        done = people.merge(work, [big, small], DepartmentEntry("大局", city.city), Y2019)
    with city.look() as look:
        found = people.find_department(look, "大局")
        assert (found.department.id, found.department.credit_code) == (done.began[0].id, CODE)
        assert people.find_department(look, "大局", on=Y2018).department.id == big


def test_a_split_has_a_main_heir_and_others(city: City) -> None:
    old = city.department("交通农业局", credit_code=CODE)
    parts = [DepartmentEntry("交通局", city.city), DepartmentEntry("农业局", city.city, credit_code=NEW_CODE)]
    with city.work() as work:
        traffic, farming = people.split(work, old, parts, Y2019).began
    with city.look() as look:
        assert people.resolve(look.session, old, Y2019) == traffic.id
        assert [one.id for one in people.heirs(look.session, old, Y2019)] == [traffic.id, farming.id]
        assert people.lineage(look.session, farming.id) == {farming.id}
        assert people.lineage(look.session, traffic.id) == {old, traffic.id}
    assert (traffic.credit_code, farming.credit_code) == (CODE, NEW_CODE)


def test_a_closed_department_stands_for_nobody_but_keeps_its_name(city: City) -> None:
    old = city.department("扶贫办", credit_code=CODE)
    with city.work() as work:
        people.close(work, old, Y2021)
    with city.look() as look:
        assert people.resolve(look.session, old, Y2018) == old
        assert people.resolve(look.session, old, Y2021) is None
        found = people.find_department(look, CODE)
        assert (found.department.name, found.present) == ("扶贫办", ())


def test_an_old_register_undoes_neither_rename_nor_closure(city: City) -> None:
    renamed, closed = city.department("旧名局", credit_code=CODE), city.department("关闭局")
    heir = rename(city, renamed, "新名局", Y2019).began[0].id
    with city.work() as work:
        people.close(work, closed, Y2021)
    before = city.verbs()
    with city.work() as work:
        puts = [
            people.put_department(work, DepartmentEntry("旧名局", city.city, credit_code=CODE)),
            people.put_department(work, DepartmentEntry("旧名局", city.city)),
            people.register_unconfirmed(work, city.city, "旧名局"),
            people.put_department(work, DepartmentEntry("关闭局", city.city)),
        ]
    assert [(one.id, one.outcome) for one in puts] == [(heir, "unchanged")] * 3 + [(closed, "unchanged")]
    assert city.verbs() == before


def test_a_code_is_free_again_after_a_closure(city: City) -> None:
    old = city.department("旧局", credit_code=CODE)
    with city.work() as work:
        people.close(work, old, Y2021)
    new = city.department("后局", credit_code=CODE, valid_from=Y2021)
    with city.look() as look:
        assert [people.find_department(look, CODE, on=on).department.id for on in (Y2018, Y2021)] == [old, new]


def test_departments_of_the_past_are_put_with_their_time(city: City) -> None:
    times = {"valid_from": Y2015, "valid_to": Y2018}
    old = city.department("往日局", credit_code=CODE, **times)
    now = city.department("今日局", credit_code=CODE, valid_from=Y2018)
    assert city.department("往日局", credit_code=CODE, **times) == old != now


def test_what_cannot_be_succeeded(city: City) -> None:
    one = city.department("一局", credit_code=CODE, valid_from=Y2019)
    city.department("二局", credit_code=NEW_CODE)
    cases = [
        (Invalid, lambda work: people.rename(work, one, "一局", Y2021)),
        (Invalid, lambda work: people.rename(work, one, "", Y2021)),
        (Invalid, lambda work: people.rename(work, one, "三局", Y2021, credit_code=NEW_CODE)),
        (Conflict, lambda work: people.rename(work, one, "三局", Y2019)),
        (Stale, lambda work: people.rename(work, one, "三局", Y2021, revision=7)),
        (NotFound, lambda work: people.rename(work, "nobody", "三局", Y2021)),
        (Invalid, lambda work: people.merge(work, [one, one], DepartmentEntry("三局", city.city), Y2021)),
        (Invalid, lambda work: people.split(work, one, [DepartmentEntry("三局", city.city)], Y2021)),
    ]
    for refusal, verb in cases:
        with city.work() as work, pytest.raises(refusal):
            verb(work)
    rename(city, one, "三局", Y2021)
    with city.work() as work, pytest.raises(Conflict):
        people.close(work, one, Y2021)


def test_officials_act_for_the_heir_and_its_lineage(city: City) -> None:
    old, other = city.department("旧局"), city.department("旁局")
    city.official("bianmu", "registrar", department=old)
    city.official("pang", "registrar", department=other)
    with city.work() as work:
        heir = people.merge(work, [old, other], DepartmentEntry("新局", city.city), date(2026, 3, 1)).began[0].id
    for login in ("bianmu", "pang"):
        actor = city.actor(login)
        assert (actor.department, actor.departments, actor.region) == (heir, {old, other, heir}, city.city)
    with city.work() as work:
        people.close(work, heir, date(2026, 3, 2))
    actor = city.actor("pang")
    assert (actor.department, actor.departments, actor.region, actor.below) == (None, frozenset(), None, frozenset())


def test_an_authority_succeeds_only_beneath_itself(city: City) -> None:
    home = city.department("渝中区大数据局", city.district)
    target = city.department("重庆市财政局")
    authority = city.official("shuju", "authority", department=home)
    for verb in (
        lambda work: people.rename(work, target, "市财政委", Y2021),
        lambda work: people.close(work, target, Y2021),
        lambda work: people.merge(work, [home, target], DepartmentEntry("大局", city.district), Y2021),
        lambda work: people.split(work, home, [DepartmentEntry("甲", city.district), DepartmentEntry("乙", city.city)], Y2021),
    ):
        with city.work(authority) as work, pytest.raises(NotAllowed):
            verb(work)
    with city.work(authority) as work:
        assert people.rename(work, home, "渝中区数据局", Y2021).began[0].region == city.district
    with city.look() as look:
        assert queries.department(look.session, target).valid_to is None


def test_no_succession_leads_into_another_region(city: City) -> None:
    home, other, local = city.department("甲局"), city.department("乙局"), city.department("丙局", city.district)
    there, here = DepartmentEntry("丁局", city.district), DepartmentEntry("戊局", city.city)
    for succession in (
        lambda work: people.merge(work, [home, other], there, Y2021),
        lambda work: people.merge(work, [home, local], here, Y2021),
        lambda work: people.split(work, home, [here, there], Y2021),
    ):
        with pytest.raises(Invalid) as refused, city.work() as work:
            succession(work)
        assert [(problem.path, problem.code) for problem in refused.value.problems] == [("region", "region_differs")]
