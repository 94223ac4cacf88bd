"""Regions as people write them, and where an entry's data is of."""

from __future__ import annotations

import pytest

from catalog.matching.whereabouts import Asked, Atlas, Fit, asked, atlas, fit, home, of_region

NAMES = {
    "cn": "全国",
    "gz": "贵州省",
    "gy": "贵阳市",
    "qn": "黔南布依族苗族自治州",
    "zj": "浙江省",
    "hz": "杭州市",
    "tl": "桐庐县",
    "f": "hainan.jsonl.gz",
}
PARENTS = {"cn": None, "gz": "cn", "gy": "gz", "qn": "gz", "zj": "cn", "hz": "zj", "tl": "hz", "f": "cn"}
BELOW = {
    region: frozenset(each for each in NAMES if each == region or region in atlas(NAMES, PARENTS, ()).above(each))
    for region in NAMES
}
BUREAUS = [f"{place}{duty}局" for place in ("花溪区", "南明区", "琼海市") for duty in ("公安", "民政", "水利")]


@pytest.fixture
def map_() -> Atlas:
    return atlas(NAMES, PARENTS, BUREAUS)


def wanted(map_: Atlas, name: str) -> Asked:
    found = asked(map_, BELOW, name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "region", "stem", "finer"),
    [
        ("浙江省", "zj", "浙江", False),
        ("浙江", "zj", "浙江", False),
        ("杭州", "hz", "杭州", False),
        ("浙江杭州", "hz", "杭州", False),
        ("杭州市桐庐县", "tl", "桐庐", False),
        ("桐庐", "tl", "桐庐", False),
        ("黔南州", "qn", "黔南布依族苗族", False),
        ("贵阳市花溪区", "gy", "花溪", True),
    ],
)
def test_a_name_is_resolved_as_far_as_the_register_knows(map_: Atlas, name: str, region: str, stem: str, finer: bool) -> None:
    found = wanted(map_, name)
    assert (found.regions, found.stem, found.finer) == ({region}, stem, finer)


def test_a_name_that_nobody_registered_is_looked_for_in_the_texts(map_: Atlas) -> None:
    found = wanted(map_, "海口市龙华区")
    assert (found.regions, found.stem, found.finer) == (frozenset(), "龙华", False)
    assert asked(map_, BELOW, " ") is None


@pytest.mark.parametrize(
    ("name", "region", "title", "department", "expected"),
    [
        ("贵阳市花溪区", "gy", "花溪区药店", "市大数据局", "same"),
        ("贵阳市花溪区", "gy", "药店", "花溪区民政局", "same"),
        ("贵阳市花溪区", "gy", "南明区药店", "市大数据局", "elsewhere"),
        ("贵阳市花溪区", "gy", "药店", "市市场监管局", "above"),
        ("贵阳市", "gy", "药店", "市市场监管局", "same"),
        ("贵阳市", "gy", "花溪区药店", "市市场监管局", "part"),
        ("贵阳市", "gz", "全省药店", "省药监局", "above"),
        ("贵阳市", "qn", "药店", "州药监局", "elsewhere"),
        ("浙江省", "hz", "药店", "市药监局", "part"),
        ("浙江省", "f", "药店", "省药监局", "elsewhere"),
        ("海南省", "f", "海南省药店", "省药监局", "same"),
        ("海南省", "f", "药店", "省药监局", "unsaid"),
        ("海南省", "f", "药店", "琼海市公安局", "part"),
        ("海南省", "zj", "药店", "省药监局", "elsewhere"),
        ("琼海市", "f", "药店", "琼海市公安局", "same"),
        ("琼海市", "f", "南明区药店", "公安局", "elsewhere"),
        ("琼海市", "f", "药店", "省公安厅", "above"),
    ],
)
def test_an_entry_is_of_the_region_or_above_or_within_or_elsewhere(
    map_: Atlas, name: str, region: str, title: str, department: str, expected: Fit
) -> None:
    assert fit(map_, wanted(map_, name), region, title, department) == expected


def test_a_region_of_the_register_is_meant_by_its_id(map_: Atlas) -> None:
    found = of_region(map_, BELOW, "hz")
    assert (found.within, found.above, found.stem) == ({"hz", "tl"}, {"cn", "zj"}, "杭州")


@pytest.mark.parametrize(
    ("naming", "regions"),
    [
        ({"hz": 40, "gy": 1}, {"hz"}),
        ({"hz": 2}, set()),
        ({"hz": 20, "gy": 20}, set()),
        ({"f": 40}, set()),
        ({}, set()),
    ],
)
def test_a_region_that_nobody_registered_lies_where_its_lists_are_filed(
    map_: Atlas, naming: dict[str, int], regions: set[str]
) -> None:
    found = home(map_, BELOW, wanted(map_, "慈溪市"), naming)
    assert (found.regions, found.stem, found.finer) == (regions, "慈溪", bool(regions))
    assert fit(map_, found, "f", "药店", "省药监局") == ("elsewhere" if regions else "above")


def test_a_registered_region_is_where_it_is(map_: Atlas) -> None:
    place = wanted(map_, "杭州市")
    assert home(map_, BELOW, place, {"gy": 40}) is place
