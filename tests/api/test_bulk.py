"""Many changes in one request: each answered by itself, none hindering another, none half done."""

from __future__ import annotations

from typing import Any

import pytest

from catalog import lists
from catalog.exchange import bulk as room
from catalog.lists.reviews import review
from catalog.schemas.bulk import VERBS
from tests import builders
from tests.api.conftest import Caller, Town
from tests.api.test_lists import RESOURCES, publish, register

BULK = f"{RESOURCES}/bulk"


def send(by: Caller, *changes: Any, status: int = 200) -> Any:
    return by("POST", BULK, status=status, json={"changes": list(changes)}).json


def statuses(answer: Any) -> list[int]:
    assert [each["index"] for each in answer["results"]] == list(range(len(answer["results"])))
    return [each["status"] for each in answer["results"]]


def to_register(town: Town, **content: Any) -> dict[str, Any]:
    return {"verb": "register", "department": town.department, "content": builders.create_content(**content)}


def test_many_are_registered_submitted_and_reviewed_by_three_requests(town: Town) -> None:
    li, zhao, chen = (town.at(login) for login in ("li.ming", "zhao.wei", "chen.jing"))
    made = send(li, *(to_register(town) for _ in range(3)))
    assert (statuses(made), made["done"], made["refused"]) == ([201] * 3, 3, 0)

    def following(answer: Any, verb: str, **more: Any) -> list[dict[str, Any]]:
        receipts = [each["receipt"] for each in answer["results"]]
        return [{"verb": verb, "id": one["id"], "revision": one["revision"], **more} for one in receipts]

    answer = send(li, *following(made, "submit"))
    for reviewer in (zhao, chen):
        answer = send(reviewer, *following(answer, "review", decision="pass"))
    assert [each["receipt"]["state"] for each in answer["results"]] == ["published"] * 3
    codes = [each["receipt"]["code"] for each in answer["results"]]
    assert codes == ["206001/000001", "206001/000002", "206001/000003"]
    ended = send(
        chen,
        {"verb": "supersede", "id": codes[0], "by": codes[2], "revision": answer["results"][0]["receipt"]["revision"]},
        {"verb": "merge", "id": codes[1], "into": codes[2], "revision": answer["results"][1]["receipt"]["revision"]},
    )
    assert [each["receipt"]["state"] for each in ended["results"]] == ["superseded", "merged"]


def test_one_bad_item_refuses_no_other_and_each_says_why(town: Town) -> None:
    li = town.at("li.ming")
    draft = register(li, town).json
    published = li("GET", publish(town)).json
    hidden = "01a20000-0000-7000-8000-000000000000"
    answer = send(
        li,
        7,
        {"verb": "explode"},
        {"verb": "submit"},
        {"verb": "submit", "id": draft["id"], "colour": "red"},
        {"verb": "submit", "id": draft["id"]},
        {"verb": "submit", "id": draft["id"], "revision": 77},
        {"verb": "submit", "id": hidden, "revision": 1},
        {"verb": "retire", "id": published["id"], "revision": published["revision"], "reason": "x"},
        to_register(town) | {"department": "nowhere"},
        {"verb": "delete", "id": draft["id"], "revision": draft["revision"]},
        to_register(town, name="最后一项"),
    )
    assert statuses(answer) == [422, 422, 422, 422, 428, 412, 404, 403, 404, 204, 201]
    assert (answer["done"], answer["refused"]) == (2, 9)
    problems = [each["problem"] for each in answer["results"][:9]]
    assert [problem["status"] for problem in problems] == statuses(answer)[:9]
    assert [error["path"] for error in problems[3]["errors"]] == ["colour"]
    assert problems[5]["revision"] == draft["revision"]
    assert all(problem["zh"] and problem["en"] for problem in problems)
    li("GET", f"{RESOURCES}/{draft['id']}", status=404)


def test_what_fails_in_the_middle_of_a_verb_leaves_nothing_behind(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A verb that breaks after it has written: its work is undone whole, those before and after it stand."""

    def broken(work: Any, resource: str, **given: Any) -> Any:
        review(work, resource, **given)
        work.session.flush()
        raise RuntimeError("a fault of ours")

    first, second = (register(town.at("li.ming"), town).json for _ in range(2))
    send(town.at("li.ming"), *({"verb": "submit", "id": each["id"], "revision": each["revision"]} for each in (first, second)))
    zhao = town.at("zhao.wei")
    read = zhao("GET", f"{RESOURCES}/{first['id']}").json
    monkeypatch.setitem(room._CHANGES, "review", broken)  # type: ignore[index]
    passing = {"verb": "review", "id": first["id"], "revision": read["revision"], "decision": "pass"}
    answer = send(zhao, passing, {"verb": "submit", "id": second["id"], "revision": read["revision"]}, passing)
    assert statuses(answer) == [500, 403, 500]
    assert answer["results"][0]["problem"]["code"] == "internal_error"
    assert zhao("GET", f"{RESOURCES}/{first['id']}").json == read
    assert zhao("GET", f"{RESOURCES}/{first['id']}/reviews").json == {"reviews": []}


@pytest.mark.parametrize("count", [0, 501])
def test_none_and_too_many_are_refused_whole(town: Town, count: int) -> None:
    refused = send(town.at("li.ming"), *([{"verb": "submit"}] * count), status=422)
    assert [(error["path"], error["code"]) for error in refused["errors"]] == [("changes", "out_of_range")]


def test_who_may_change_nothing_is_turned_away(town: Town) -> None:
    builders.create_official(town.office, "he.qiang", department=town.department, roles=("applicant",))
    send(town.nobody, to_register(town), status=401)
    send(town.at("he.qiang"), to_register(town), status=403)


def test_every_verb_of_the_room_that_changes_an_entry_is_there() -> None:
    other = {
        "bind",
        "unbind",
        "cut_edition",
        "put_classification",
        "put_entries",
        "record_checks",
        "link_successors",
        "take_over",
    }
    reads = {"bindings", "classifications", "edition_diff", "editions", "foresee", "targets"}
    assert set(room.VERBS) == set(VERBS) == set(lists.__all__) - other - reads
