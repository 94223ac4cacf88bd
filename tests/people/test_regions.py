"""Tiers and regions."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from catalog import lists, people
from catalog.errors import Conflict, Invalid, NotAllowed, NotFound
from catalog.office import Work
from catalog.people import RegionEntry, queries

if TYPE_CHECKING:
    from tests.people.conftest import City


def test_preparing_twice_changes_nothing(city: City) -> None:
    before = city.verbs()
    with city.work() as work:
        assert not people.prepare(work)
    assert city.verbs() == before
    with city.look() as look:
        assert [one.code for one in people.list_tiers(look)] == ["national", "city", "district"]
        assert [one.name for one in people.list_regions(look) if one.parent is None] == ["全国"]


def test_tiers_are_added_between_and_below(city: City) -> None:
    with city.work() as work:
        people.add_tier(work, "province", 15, "省", "province")
        people.add_tier(work, "street", 40, "镇街", "town or street")
    with city.look() as look:
        assert [one.code for one in people.list_tiers(look)] == ["national", "province", "city", "district", "street"]
    street = city.region("解放碑街道", "street", city.district, code="500103001")
    with city.look() as look:
        assert queries.region_chain(look.session, street) == [street, city.district, city.city, city.root]
        assert queries.region_below(look.session, city.city) == {city.city, city.district, street}


def test_a_taken_level_and_a_tier_above_the_nation_are_refused(city: City) -> None:
    with city.work() as work, pytest.raises(Conflict):
        people.add_tier(work, "county", 30, "县", "county")
    with city.work() as work, pytest.raises(Invalid):
        people.add_tier(work, "world", 5, "世界", "world")


def test_the_districts_of_chongqing_are_put_once(city: City, shared_data: Path) -> None:
    with (shared_data / "regions" / "chongqing_38_districts.csv").open(encoding="utf-8-sig", newline="") as file:
        entries = [RegionEntry(row["full_name"], "district", city.city, code=row["code6"]) for row in csv.DictReader(file)]
    outcomes = []
    for _ in range(2):
        with city.work() as work:
            outcomes.append([people.put_region(work, entry).outcome for entry in entries])
    assert sorted(outcomes[0]) == ["accepted"] * 37 + ["unchanged"]  # 渝中区 is there already.
    assert set(outcomes[1]) == {"unchanged"}


def test_a_unit_without_a_national_code_is_known_by_its_local_one(city: City) -> None:
    entry = RegionEntry("两江新区", "district", city.city, local_code="CQ-LJ")
    with city.work() as work:
        first = people.put_region(work, entry)
        again = people.put_region(work, entry)
        renamed = people.put_region(work, RegionEntry("重庆两江新区", "district", city.city, local_code="CQ-LJ"))
    assert (first.outcome, again.outcome, renamed.outcome) == ("accepted", "unchanged", "updated")
    assert first.id == renamed.id
    with city.look() as look:
        assert people.find_region(look.session, "CQ-LJ").name == "重庆两江新区"


def test_an_unconfirmed_region_is_confirmed_by_a_register(city: City) -> None:
    unknown = city.region("万盛经开区", "district", city.city, confirmed=False)
    with city.look() as look:
        assert not queries.region(look.session, unknown).confirmed
    assert city.region("万盛经开区", "district", city.city, code="500110") == unknown
    assert city.region("万盛经开区", "district", city.city, confirmed=False) == unknown
    with city.look() as look:
        found = queries.region(look.session, unknown)
        assert (found.confirmed, found.code) == (True, "500110")


def test_regions_are_found_by_code_name_and_chain(city: City) -> None:
    with city.look() as look:
        for names in (["500103"], ["渝中区"], ["渝中"], ["重庆市", "渝中区"], ["重庆", "市辖区", "渝中"], ["全国", "渝中区"]):
            assert people.find_region(look.session, *names).id == city.district, names
        for missing in (["999999"], ["四川省", "渝中区"], [""], ["渝"]):
            with pytest.raises(NotFound):
                people.find_region(look.session, *missing)


def test_a_name_that_several_regions_bear_needs_the_one_above(city: City) -> None:
    beijing = city.region("北京市", "city", city.root, code="110000")
    changchun = city.region("长春市", "city", city.root, code="220100")
    wanted = city.region("朝阳区", "district", beijing, code="110105")
    city.region("朝阳区", "district", changchun, code="220104")
    with city.look() as look:
        with pytest.raises(Invalid, match="several") as refused:
            people.find_region(look.session, "朝阳区")
        assert "全国/长春市/朝阳区" in refused.value.problems[0].zh
        assert people.find_region(look.session, "北京市", "北京市", "朝阳区").id == wanted


@pytest.mark.parametrize(
    ("fields", "path"),
    [({"name": " "}, "name"), ({"code": "5001"}, "code"), ({"tier": "galaxy"}, "tier"), ({"tier": "city"}, "parent")],
)
def test_a_wrong_region_is_refused_with_its_field(city: City, fields: dict[str, str], path: str) -> None:
    with city.work() as work, pytest.raises(Invalid) as refused:
        people.put_region(work, RegionEntry(**{"name": "某区", "tier": "district", "parent": city.city} | fields))
    assert [problem.path for problem in refused.value.problems] == [path]


def test_a_region_cannot_stand_beneath_itself_or_nowhere(city: City) -> None:
    for parent in (city.district, "no-such-id", "018f0000-0000-7000-8000-000000000000"):
        with city.work() as work, pytest.raises(Invalid):
            people.put_region(work, RegionEntry("重庆市", "city", parent, code="500000"))


def test_an_authority_keeps_only_what_is_beneath_it(city: City) -> None:
    outside = city.region("北京市", "city", city.root, code="110000")
    authority = city.official("shuju", "authority", department=city.department("重庆市大数据应用发展管理局"))
    with city.work(authority) as work:
        assert people.put_region(work, RegionEntry("涪陵区", "district", city.city, code="500102")).outcome == "accepted"
    for entry in (RegionEntry("东城区", "district", outside), RegionEntry("天津市", "city", city.root)):
        with city.work(authority) as work, pytest.raises(NotAllowed):
            people.put_region(work, entry)


def test_an_authority_cannot_draw_another_region_under_itself(city: City) -> None:
    beijing = city.region("北京市", "city", city.root, code="110000")
    foreign = city.region("东城区", "district", beijing, code="110101")
    authority = city.official("shuju", "authority", department=city.department("重庆市大数据应用发展管理局"))
    with city.work(authority) as work, pytest.raises(NotAllowed):
        people.put_region(work, RegionEntry("东城区", "district", city.city, code="110101"))
    with city.look() as look:
        assert queries.region(look.session, foreign).parent == beijing


def test_the_top_of_a_catalog_is_the_only_region_under_the_root_else_the_root(city: City) -> None:
    with city.look() as look:
        assert queries.top_region(look.session) == city.city
    city.region("传闻省", "city", city.root, confirmed=False)
    with city.look() as look:
        assert queries.top_region(look.session) == city.city
    city.region("四川省", "city", city.root, code="510000")
    with city.look() as look:
        assert queries.top_region(look.session) == city.root


@pytest.mark.parametrize(
    "verb",
    [lambda work: lists.cut_edition(work, "2026"), lambda work: lists.put_classification(work, "206001", "交通出行")],
)
def test_what_all_regions_share_is_the_uppermost_authoritys(city: City, verb: Callable[[Work], object]) -> None:
    district = city.official("district", "authority", department=city.department("渝中区数据局", city.district))
    upper = city.official("upper", "authority", department=city.department("重庆市数据局"))
    with city.work(district) as work, pytest.raises(NotAllowed):
        verb(work)
    with city.work(upper) as work:
        assert verb(work)
