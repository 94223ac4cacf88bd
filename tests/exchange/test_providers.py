"""Which department a row means: by code, by full name, by a name relative to a region."""

from __future__ import annotations

import pytest

from catalog import people
from catalog.errors import Problem
from catalog.exchange.entry import NOWHERE, Entry, Locality, Provider
from catalog.exchange.providers import UNCONFIRMED, Planned, Providers, make
from catalog.office import Office
from catalog.people import DepartmentEntry, RegionEntry, queries
from catalog.rights import Actor

CODE = "11500000MB1670604W"


@pytest.fixture
def house(office: Office, op: Actor) -> dict[str, str]:
    """Two cities with a finance bureau each, a district, one department with a code."""
    with office.work(op) as work:
        people.prepare(work)
        root = people.find_region(work.session, "全国").id
        ids = {
            name: people.put_region(work, RegionEntry(name, "city", root, code)).id
            for name, code in (("甲市", "110000"), ("乙市", "120000"))
        }
        ids["丙区"] = people.put_region(work, RegionEntry("丙区", "district", ids["甲市"], "110101")).id
        for city in ("甲市", "乙市"):
            ids[f"{city}财政局"] = people.put_department(work, DepartmentEntry(f"{city}财政局", ids[city])).id
        ids["卫健委"] = people.put_department(work, DepartmentEntry("甲市卫生健康委员会", ids["甲市"], credit_code=CODE)).id
    return ids


def _resolved(office: Office, op: Actor, provider: Provider, place: Locality = NOWHERE, **options: object) -> object:
    with office.look(op) as look:
        return Providers(look, file="f.csv", **options).resolve(Entry({}, provider=provider, place=place))


def test_a_code_needs_no_region_and_wins_over_the_name(office: Office, op: Actor, house: dict[str, str]) -> None:
    assert _resolved(office, op, Provider(CODE, "市财政局"), Locality(city="乙市")) == house["卫健委"]


def test_a_relative_name_is_read_in_the_region_of_its_row(office: Office, op: Actor, house: dict[str, str]) -> None:
    for city in ("甲市", "乙市"):
        assert _resolved(office, op, Provider(None, "市财政局"), Locality(city=city)) == house[f"{city}财政局"]


def test_a_relative_name_is_read_in_the_given_region_when_its_row_tells_none(
    office: Office, op: Actor, house: dict[str, str]
) -> None:
    assert _resolved(office, op, Provider(None, "市财政局"), region=house["乙市"]) == house["乙市财政局"]


def test_a_full_name_needs_no_region(office: Office, op: Actor, house: dict[str, str]) -> None:
    assert _resolved(office, op, Provider(None, "甲市财政局")) == house["甲市财政局"]


def test_a_relative_name_without_any_region_is_not_guessed(office: Office, op: Actor, house: dict[str, str]) -> None:
    problem = _resolved(office, op, Provider(None, "市财政局"))
    assert isinstance(problem, Problem)
    assert problem.code == "unknown_provider"


def test_an_unknown_name_is_planned_in_its_region_and_made_once(office: Office, op: Actor, house: dict[str, str]) -> None:
    planned = _resolved(
        office, op, Provider(None, "市水利局"), Locality(province="丁省", city="戊市", district="己县"), create=True
    )
    assert planned == Planned(None, (("丁省", "province", None), ("戊市", "city", None), ("己县", "district", None)), "市水利局")
    with office.work(op) as work:
        first = make(work, [planned])[planned]
    with office.work(op) as work:
        assert make(work, [planned])[planned] == first
    with office.look(op) as look:
        chain = [
            queries.region(look.session, each).name
            for each in queries.region_chain(look.session, queries.department(look.session, first).region)
        ]
    assert chain == ["己县", "戊市", "丁省", "全国"]


def test_a_row_that_names_nobody_goes_to_the_given_department_or_the_unconfirmed_one(
    office: Office, op: Actor, house: dict[str, str]
) -> None:
    assert _resolved(office, op, Provider(), department=house["卫健委"]) == house["卫健委"]
    assert _resolved(office, op, Provider(), Locality(city="甲市"), create=True) == Planned(house["甲市"], (), UNCONFIRMED)
    assert isinstance(_resolved(office, op, Provider(), Locality(city="甲市")), Problem)


def test_many_unconfirmed_departments_of_a_region_are_noted_once_each(office: Office, op: Actor, house: dict[str, str]) -> None:
    names = ["市水利局", "甲市水利局", "市气象局", "市财政局"]
    with office.work(op) as work:
        first = people.register_unconfirmed_many(work, house["甲市"], names)
    assert first["市财政局"] == house["甲市财政局"]
    assert first["市水利局"] == first["甲市水利局"]
    assert len(set(first.values())) == 3
    with office.work(op) as work:
        assert people.register_unconfirmed_many(work, house["甲市"], names) == first


@pytest.mark.parametrize("place", [Locality(city="甲市", district="丙区"), Locality(city="甲市", district="新区")])
def test_a_full_name_is_found_above_the_region_of_its_row(
    office: Office, op: Actor, house: dict[str, str], place: Locality
) -> None:
    assert _resolved(office, op, Provider(None, "甲市财政局"), place, create=True) == house["甲市财政局"]


def test_a_name_that_any_region_may_use_is_not_found_above(office: Office, op: Actor, house: dict[str, str]) -> None:
    with office.work(op) as work:
        people.put_department(work, DepartmentEntry("档案局", house["甲市"]))
    for name in ("档案局", "市财政局"):
        planned = _resolved(office, op, Provider(None, name), Locality(city="甲市", district="丙区"), create=True)
        assert planned == Planned(house["丙区"], (), name)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("局" * 129, Locality(city="甲市")),
        ("水利局", Locality(city="甲市", district="区" * 65)),
        ("水利局", Locality(city="甲市", name="丁区", code="11010")),
        ("水利局", Locality(city="甲市", name="丁区", code="1101010000001")),
        ("水利局", Locality(city="甲市", name="丁区", code="A" * 33)),
        ("水利局", Locality(province="甲市", city="丁市")),
        ("水利局", Locality(name="丁街", tier="无此级")),
    ],
)
def test_a_department_that_cannot_be_made_is_a_problem_of_its_row(
    office: Office, op: Actor, house: dict[str, str], name: str, place: Locality
) -> None:
    problem = _resolved(office, op, Provider(None, name), place, create=True)
    assert isinstance(problem, Problem)
    assert (problem.path, problem.code) == ("provider", "impossible_provider")


def test_a_department_out_of_reach_is_a_problem_of_its_row(office: Office, house: dict[str, str]) -> None:
    home = house["甲市财政局"]
    registrar = Actor("official", "x", "x", frozenset({"registrar"}), department=home, departments=frozenset({home}))
    assert _resolved(office, registrar, Provider(None, "甲市财政局")) == home
    for provider, place in ((Provider(None, "乙市财政局"), NOWHERE), (Provider(None, "市水利局"), Locality(city="甲市"))):
        problem = _resolved(office, registrar, provider, place, create=True)
        assert isinstance(problem, Problem)
        assert problem.code == "not_allowed"
        assert str(provider.name) in problem.zh


def test_an_unknown_region_code_beside_names_is_planned_with_the_tier_that_the_code_tells(
    office: Office, op: Actor, house: dict[str, str]
) -> None:
    place = Locality(code="330106", province="浙江省", city="杭州市", district="西湖区")
    planned = _resolved(office, op, Provider(None, "民政局"), place, create=True)
    assert planned == Planned(
        None, (("浙江省", "province", None), ("杭州市", "city", None), ("西湖区", "district", "330106")), "民政局"
    )
    alone = _resolved(office, op, Provider(None, "民政局"), Locality(code="330000", name="浙江省"), create=True)
    assert alone == Planned(None, (("浙江省", "province", "330000"),), "民政局")


def test_an_unknown_full_name_is_not_blamed_on_its_region(office: Office, op: Actor, house: dict[str, str]) -> None:
    problem = _resolved(office, op, Provider(None, "甲市不存在局"))
    assert isinstance(problem, Problem)
    assert "没有此部门" in problem.zh
