"""Editions over HTTP: cut, listed, compared, downloaded; and what the list comes to."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import event

from tests import builders
from tests.api.conftest import Caller, Town
from tests.api.test_endings import change
from tests.api.test_lists import RESOURCES, publish, register, revision

EDITIONS = "/api/v1/editions"


def cut(by: Caller, label: str, status: int = 201) -> Any:
    return by("POST", EDITIONS, status=status, json={"label": label}).json


def revise(town: Town, address: str, **content: Any) -> None:
    li, zhao, chen = (town.at(login) for login in ("li.ming", "zhao.wei", "chen.jing"))
    shown = li("GET", address)
    answer = li("PUT", address, revision=revision(shown), json={"content": shown.json["content"] | content})
    answer = li("POST", f"{address}/submission", revision=revision(answer))
    for reviewer in (zhao, chen):
        answer = reviewer("POST", f"{address}/reviews", revision=revision(answer), json={"decision": "pass"})


def test_two_editions_are_cut_listed_compared_and_downloaded(town: Town) -> None:
    chen, sun = town.at("chen.jing"), town.at("sun.li")
    _, changed, retired = (publish(town, name=name) for name in ("保留", "变更", "注销"))
    assert (first := cut(chen, "2025"))["entries"] == 3
    revise(town, changed, abstract="全市停车场的位置、泊位与收费")
    change(chen, "POST", retired, "retirement", json={"reason": "业务取消"})
    publish(town, name="新增")
    second = cut(chen, "2026")
    assert sun("GET", EDITIONS).json["editions"] == [first, second]

    compared = sun("GET", f"{EDITIONS}/changes?old=2025&new=2026").json
    assert (compared["total"], compared["next"]) == (3, None)
    assert {each["name"]: each["kind"] for each in compared["changes"]} == {"变更": "changed", "注销": "retired", "新增": "added"}
    (details,) = [each["details"] for each in compared["changes"] if each["details"]]
    assert "abstract" in details["fields"]

    with sun("GET", "/api/v1/exports/resources.jsonl?edition=2025") as file:
        lines = file.get_data(as_text=True).splitlines()
    assert sorted(json.loads(line)["name"] for line in lines) == ["保留", "变更", "注销"]


def test_changes_are_paged_and_each_is_shown_once(town: Town) -> None:
    chen = town.at("chen.jing")
    cut(chen, "2025")
    for number in range(3):
        publish(town, name=f"新增{number}")
    cut(chen, "2026")
    names, cursor = [], ""
    for expected in (2, 1):
        page = chen("GET", f"{EDITIONS}/changes?old=2025&new=2026&limit=2{cursor}&fields=name").json
        assert len(page["changes"]) == expected
        names += [each["name"] for each in page["changes"]]
        cursor = f"&cursor={page['next']}"
    assert page["next"] is None
    assert sorted(names) == ["新增0", "新增1", "新增2"]
    for bad in ("abc", "WyJhIl0", "Wy0xXQ", "W3RydWVd"):
        assert chen("GET", f"{EDITIONS}/changes?old=2025&new=2026&cursor={bad}", status=422).json["code"] == "bad_cursor"


def test_an_edition_is_cut_by_the_authority_and_once(town: Town) -> None:
    cut(town.at("li.ming"), "2026", status=403)
    chen = town.at("chen.jing")
    cut(chen, "2026")
    assert cut(chen, "2026", status=409)["code"] == "edition_exists"
    assert cut(chen, " ", status=422)["code"] == "invalid"
    chen("GET", f"{EDITIONS}/changes?old=2026&new=1999", status=404)
    chen("GET", "/api/v1/exports/resources.csv?edition=1999", status=404)
    town.nobody("GET", EDITIONS, status=401)


# -- What the list comes to


def test_entries_are_counted_as_far_as_they_are_seen(town: Town) -> None:
    publish(town)
    register(town.at("li.ming"), town)
    assert town.at("li.ming")("GET", f"{RESOURCES}/counts").json == {"states": {"draft": 1, "published": 1}, "total": 2}
    assert town.at("sun.li")("GET", f"{RESOURCES}/counts").json == {"states": {"published": 1}, "total": 1}
    town.nobody("GET", f"{RESOURCES}/counts", status=401)


def test_the_access_rate_is_told_by_its_four_numbers(town: Town) -> None:
    address = publish(town)
    publish(town)
    li = town.at("li.ming")
    rate = {"resources": 2, "accessed": 0, "items": 4, "items_accessed": 0}
    assert li("GET", f"{RESOURCES}/access-rate").json == rate
    change(town.at("chen.jing"), "PUT", address, "assessment", json={"assessed": False, "reason": "试点"})
    assert li("GET", f"{RESOURCES}/access-rate?department=市交通局&region=500000").json["resources"] == 1
    assert li("GET", f"{RESOURCES}/access-rate?department=QX").json["resources"] == 0
    li("GET", f"{RESOURCES}/access-rate?department=nowhere", status=404)


def test_comparing_editions_costs_the_same_for_many(town: Town) -> None:
    registrar, reviewer, authority = (
        builders.create_actor(town.office, department=town.department, roles=(role,))
        for role in ("registrar", "reviewer", "authority")
    )
    chen = town.at("chen.jing")
    statements: list[str] = []
    event.listen(town.office.engine, "before_cursor_execute", lambda _c, _u, statement, *_: statements.append(statement))
    cut(chen, "0")

    def cost(label: str, entries: int) -> int:
        for _ in range(entries):
            builders.create_published(town.office, registrar, reviewer, authority)
        cut(chen, label)
        statements.clear()
        assert len(chen("GET", f"{EDITIONS}/changes?old=0&new={label}").json["changes"])
        return len(statements)

    assert cost("1", 1) == cost("2", 5)
