"""Tiers, regions and departments over HTTP: the register, its history, its lists and their cost."""

from __future__ import annotations

from typing import Any

import pytest

from catalog import people
from tests import builders
from tests.api.conftest import Caller, Town
from tests.api.paging import statements, walk

API = "/api/v1"
DEPARTMENTS = f"{API}/departments"
NOBODY = "01a20000-0000-7000-8000-000000000000"
DAY = "2026-03-02"


def revision(response: Any) -> int:
    return int(response.headers["ETag"].strip('"'))


@pytest.fixture
def authority(town: Town) -> Caller:
    return town.at("chen.jing")


def put(by: Caller, name: str, **fields: Any) -> str:
    body = {"name": name, "region": "500000"} | fields
    return str(by("POST", DEPARTMENTS, json=body).headers["Location"])


def names(rows: list[Any]) -> list[str]:
    return [row["name"] for row in rows]


# -- Tiers and regions


def test_tiers_are_listed_added_and_prepared_by_the_system_administrator(town: Town) -> None:
    builders.create_official(town.office, "root", roles=("system_admin",))
    root, li = town.at("root"), town.at("li.ming")
    street = {"code": "street", "level": 40, "zh": "镇街", "en": "street"}
    root("POST", f"{API}/tiers", status=201, json=street)
    assert li("GET", f"{API}/tiers").json["tiers"][-1] == street
    assert root("POST", f"{API}/tiers", status=409, json=street).json["code"] == "tier_taken"
    assert root("POST", f"{API}/tiers/preparation").json == {"changed": False}
    li("POST", f"{API}/tiers", status=403, json=street)
    for level in ("40", 40.0, True):
        assert root("POST", f"{API}/tiers", status=422, json=street | {"level": level}).json["errors"][0]["path"] == "level"


def test_a_region_is_put_shown_and_stands_in_the_tree(town: Town, authority: Caller) -> None:
    body = {"name": "渝中区", "tier": "district", "parent": "重庆市", "code": "500103"}
    made = authority("POST", f"{API}/regions", json=body)
    assert made.json["outcome"] == "accepted"
    assert authority("POST", f"{API}/regions", json=body).json == made.json | {"outcome": "unchanged"}

    shown = town.at("li.ming")("GET", made.headers["Location"])
    assert (shown.json["name"], shown.json["parent"], revision(shown)) == ("渝中区", town.region, 1)
    assert names(shown.json["above"]) == ["全国", "重庆市"]

    tree = authority("GET", f"{API}/regions/tree").json
    assert (tree["name"], names(tree["beneath"]), names(tree["beneath"][0]["beneath"])) == ("全国", ["重庆市"], ["渝中区"])
    assert authority("GET", f"{API}/regions/tree?depth=1").json["beneath"][0]["beneath"] == []
    assert names(authority("GET", f"{API}/regions/{town.region}/tree").json["beneath"]) == ["渝中区"]
    assert names(authority("GET", f"{API}/regions?name=103").json["regions"]) == ["渝中区"]
    assert names(authority("GET", f"{API}/regions", query_string={"under": "500000"}).json["regions"]) == ["重庆市", "渝中区"]


def test_the_tree_leaves_out_what_has_ended(town: Town, authority: Caller) -> None:
    for name, ended in (("万盛区", "2011-10-26"), ("渝中区", None)):
        body = {"name": name, "tier": "district", "parent": "500000"} | ({"valid_to": ended} if ended else {})
        authority("POST", f"{API}/regions", json=body)
    assert names(authority("GET", f"{API}/regions/{town.region}/tree").json["beneath"]) == ["渝中区"]


def test_what_is_not_there_or_nobodys_business_is_refused(town: Town, authority: Caller) -> None:
    for path in (f"regions/{NOBODY}", f"regions/{NOBODY}/tree", f"departments/{NOBODY}", "departments/by-name?text=nothing"):
        authority("GET", f"{API}/{path}", status=404)
        town.nobody("GET", f"{API}/{path}", status=401)
    other = builders.create_region(town.office, "四川省", code="510000")
    body = {"name": "省交通厅", "region": other}
    assert authority("POST", DEPARTMENTS, status=403, json=body).json["code"] == "not_allowed"
    town.at("li.ming")("POST", DEPARTMENTS, status=403, json=body | {"region": town.region})


# -- Departments


def test_a_department_is_renamed_and_its_history_is_told(town: Town, authority: Caller) -> None:
    old = put(authority, "市环境局", system="生态")
    read = authority("GET", old)
    done = authority("POST", f"{old}/rename", revision=revision(read), json={"name": "市生态环境局", "on": DAY}).json
    (began,) = done["began"]
    assert (done["ended"][0]["valid_to"], began["valid_from"], began["system"]) == (DAY, DAY, "生态")

    history = authority("GET", old).json
    assert [(link["department"]["id"], link["kind"], link["main"], link["day"]) for link in history["successors"]] == [
        (began["id"], "rename", True, DAY)
    ]
    assert names(history["present"]) == ["市生态环境局"]
    heir = authority("GET", f"{DEPARTMENTS}/{began['id']}").json
    assert (names([link["department"] for link in heir["predecessors"]]), heir["successors"]) == (["市环境局"], [])

    found = authority("GET", f"{DEPARTMENTS}/by-name", query_string={"text": "市环境局", "region": "500000"}).json
    assert (found["department"]["name"], names(found["present"])) == ("市环境局", ["市生态环境局"])


def test_the_second_of_two_clerks_gets_412(town: Town, authority: Caller) -> None:
    address = put(authority, "市环境局")
    read = revision(authority("GET", address))
    put(authority, "市环境局", system="生态")
    body = {"name": "市生态环境局", "on": DAY}
    refused = authority("POST", f"{address}/rename", revision=read, status=412, json=body)
    assert (refused.json["code"], refused.json["revision"]) == ("stale", read + 1)
    assert authority("POST", f"{address}/rename", status=428, json=body).json["code"] == "precondition_required"
    authority("POST", f"{address}/close", revision=read, status=412, json={"on": DAY})
    town.at("li.ming")("POST", f"{address}/close", revision=read + 1, status=403, json={"on": DAY})
    authority("POST", f"{address}/close", revision=read + 1, json={"on": DAY})
    assert authority("POST", f"{address}/close", revision=read + 2, status=409, json={"on": DAY}).json["code"] == "ended"
    assert authority("GET", address).json["present"] == []


def test_departments_are_merged_and_split(town: Town, authority: Caller) -> None:
    one, two = (put(authority, name).rpartition("/")[2] for name in ("市规划局", "市国土局"))
    merged = authority("POST", f"{DEPARTMENTS}/merger", json={"departments": [one, two], "into": {"name": "市规资局"}, "on": DAY})
    (heir,) = merged.json["began"]
    assert names(merged.json["ended"]) == ["市规划局", "市国土局"]
    authority("POST", f"{DEPARTMENTS}/merger", status=422, json={"departments": [], "into": {"name": "x"}, "on": DAY})

    address = f"{DEPARTMENTS}/{heir['id']}"
    body = {"parts": [{"name": "市规划局"}, {"name": "市林业局"}], "on": "2026-04-01"}
    split = authority("POST", f"{address}/split", revision=heir["revision"], json=body)
    assert names(split.json["began"]) == ["市规划局", "市林业局"]


def test_a_department_that_somebody_has_heard_of_waits_for_its_confirmation(authority: Caller) -> None:
    body = {"region": "500000", "name": "市停车管理中心"}
    made = authority("POST", f"{DEPARTMENTS}/unconfirmed", json=body)
    assert authority("GET", made.headers["Location"]).json["confirmed"] is False
    assert authority("POST", f"{DEPARTMENTS}/unconfirmed", json=body).json["outcome"] == "unchanged"
    put(authority, "市停车管理中心")
    assert authority("GET", made.headers["Location"]).json["confirmed"] is True


def test_of_many_departments_each_is_answered_by_itself(town: Town, authority: Caller) -> None:
    good = {"name": "市教委", "region": "500000"}
    sent = [
        good,
        {"region": "500000"},
        "no object",
        good | {"name": "市卫健委", "credit_code": "1"},
        good | {"region": "nowhere"},
        good | {"surname": "x"},
        good,
    ]
    answer = authority("POST", f"{DEPARTMENTS}/bulk", json={"departments": sent}).json
    assert [result["index"] for result in answer["results"]] == list(range(len(sent)))
    assert [result["status"] for result in answer["results"]] == [200, 422, 422, 422, 404, 422, 200]
    assert (answer["done"], answer["refused"]) == (2, 5)
    assert [result.get("outcome") for result in answer["results"]] == ["accepted", *[None] * 5, "unchanged"]
    missing = answer["results"][1]["problem"]
    assert (missing["errors"][0]["path"], missing["errors"][0]["code"]) == ("name", "missing")

    authority("POST", f"{DEPARTMENTS}/bulk", status=422, json={"departments": []})
    authority("POST", f"{DEPARTMENTS}/bulk", status=422, json={"departments": [good] * 501})
    town.at("li.ming")("POST", f"{DEPARTMENTS}/bulk", status=403, json={"departments": [good]})


# -- Lists


def test_a_list_of_departments_is_narrowed(town: Town, authority: Caller) -> None:
    builders.create_region(town.office, "渝中区", tier="district", parent=town.region, code="500103")
    put(authority, "渝中区公安分局", region="500103", system="政法")
    ended = put(authority, "市铁路局")
    authority("POST", f"{ended}/close", revision=1, json={"on": DAY})

    def listed(**by: Any) -> list[str]:
        return names(authority("GET", DEPARTMENTS, query_string=by).json["departments"])

    assert listed(system="政法") == listed(name="公安") == listed(region="500103") == ["渝中区公安分局"]
    assert set(listed(region=town.region)) == {"市交通局", "市气象局", "渝中区公安分局"}
    assert "市铁路局" in listed(on="2026-03-01")
    assert listed(name="%") == []
    authority("GET", f"{DEPARTMENTS}?region=nowhere", status=404)
    for wrong in ("on=yesterday", "on=2026-02-30", "on=20260302", "limit=0", "limit=201", "colour=red"):
        authority("GET", f"{DEPARTMENTS}?{wrong}", status=422)


def test_pages_hold_every_row_once_in_one_order(town: Town, authority: Caller) -> None:
    for number in range(5):
        put(authority, f"市属{number}局", **({"local_code": f"L{number}"} if number % 2 else {}))
        builders.create_region(town.office, f"{number}区", tier="district", parent=town.region)
    for path, member in ((DEPARTMENTS, "departments"), (f"{API}/regions", "regions")):
        whole = authority("GET", f"{path}?limit=200").json[member]
        assert len(whole) == 7
        for limit in (1, 2, 3, 7):
            assert walk(authority, path, member, limit=limit) == whole


def test_a_row_that_comes_between_two_pages_moves_no_other(authority: Caller) -> None:
    for name in ("乙局", "丁局"):
        put(authority, name)
    first = authority("GET", f"{DEPARTMENTS}?limit=2").json
    put(authority, "甲局")
    rest = authority("GET", f"{DEPARTMENTS}?limit=200&cursor={first['next']}").json
    seen = names(first["departments"] + rest["departments"])
    assert len(seen) == len(set(seen)) >= 4


@pytest.mark.parametrize(
    "cursor", ["x", "WzFd", "W251bGwsIiIsIiIsIiIsIiJd", "WzEsIiIsIiIsIiIsIlx1MDAwMCJd", "Wzk5OTk5OTk5OTk5LCIiLCIiLCIiLCIiXQ"]
)
def test_a_cursor_of_another_list_is_refused(authority: Caller, cursor: str) -> None:
    assert authority("GET", f"{DEPARTMENTS}?cursor={cursor}", status=422).json["code"] == "bad_cursor"


def test_lists_and_trees_cost_as_many_statements_for_many_rows_as_for_few(town: Town, authority: Caller) -> None:
    asked = (f"{DEPARTMENTS}?limit=200", f"{API}/regions?limit=200", f"{API}/regions/tree", f"{API}/chiefs?limit=200")

    def costs() -> list[int]:
        return [statements(town.office, lambda path=path: authority("GET", path)) for path in asked]  # type: ignore[misc]

    few = costs()
    with town.office.work(builders.OPERATOR) as work:
        official = people.official_id(work, "li.ming")
        for number in range(30):
            parent = people.put_region(work, people.RegionEntry(f"{number}区", "district", town.region)).id
            people.put_department(work, people.DepartmentEntry(f"{number}局", parent))
            people.put_chief(work, people.ChiefEntry("chief", official, region=parent))
    assert costs() == few
    assert len(authority("GET", asked[-1]).json["chiefs"]) == 30
