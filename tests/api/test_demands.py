"""The demand list over HTTP: from a need to callable data, with everyone who has a hand in it."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.exchange.bulk import DEMAND_VERBS
from catalog.schemas.demands import CHANGES
from catalog.schemas.examples import BASIS, DEMAND
from tests import builders
from tests.api.conftest import Caller, Town
from tests.api.paging import walk
from tests.api.parties import DEMANDS, NOWHERE, RESPONSIBILITIES, Parties, meet
from tests.api.test_lists import publish, revision
from tests.lists.loop import create_demand


@pytest.fixture
def parties(town: Town) -> Parties:
    return meet(town)


def test_a_demand_is_satisfied_by_data_that_can_be_called_and_only_while_it_can(parties: Parties) -> None:
    entry = parties.callable()
    address, accepted = parties.accepted(items=["停车场名称", "泊位总数"])
    body = {"resources": [{"resource": entry["code"], "items": ["停车场名称", "泊位总数"]}]}
    matched = parties.chen("POST", f"{address}/match", revision=revision(accepted), json=body)
    assert (matched.json["state"], matched.json["number"]) == ("fulfilling", "XQ2026-000001")
    shown = parties.sun("GET", address)
    assert revision(shown) == shown.json["revision"] == matched.json["revision"]
    assert [(source["granted"], source["callable"]) for source in shown.json["sources"]] == [(False, False)]
    parties.granted("XQ2026-000001", entry["code"])
    shown = parties.sun("GET", address)
    assert shown.json["state"] == "satisfied"
    assert (shown.json["department"], shown.json["desk"], shown.json["verdict"]) == ("市气象局", "重庆市", "matched")
    (source,) = shown.json["sources"]
    assert (source["resource_code"], source["owner"], source["callable"]) == (entry["code"], "市交通局", True)
    assert [step["verb"] for step in shown.json["steps"]] == ["file", "submit", "sign", "accept", "match", "satisfy"]
    assert {(case["kind"], case["state"]) for case in shown.json["cases"]} == {
        ("demand_review", "done"),
        ("demand_match", "done"),
    }
    parties.check(entry["binding"], answering=False)
    assert parties.sun("GET", address).json["state"] == "interrupted"


def test_the_example_of_the_document_is_filed_and_submitted_as_it_stands(parties: Parties) -> None:
    made = parties.sun("POST", DEMANDS, status=201, json={"department": "QX", "content": DEMAND})
    assert made.json["problems"] == []
    submitted = parties.sun("POST", f"{made.headers['Location']}/submit", revision=revision(made))
    assert submitted.json["state"] == "submitted"
    assert parties.sun("GET", made.headers["Location"]).json["content"] == DEMAND


def test_a_draft_is_completed_and_what_is_missing_is_named_at_once(parties: Parties) -> None:
    made = parties.filed(basis=[], scenario="")
    address = made.headers["Location"]
    assert [problem["path"] for problem in made.json["problems"]] == ["basis", "scenario"]
    refused = parties.sun("POST", f"{address}/submit", revision=revision(made), status=422)
    assert (refused.json["code"], [error["path"] for error in refused.json["errors"]]) == ("incomplete", ["basis", "scenario"])
    saved = parties.sun("PUT", address, revision=revision(made), json={"content": create_demand()})
    assert saved.json["problems"] == []
    parties.sun("PUT", address, revision=revision(made), status=412, json={"content": create_demand()})
    parties.sun("DELETE", address, status=428)
    parties.sun("DELETE", address, revision=revision(saved), status=204)
    parties.sun("GET", address, status=404)


@pytest.mark.parametrize(
    ("content", "path"),
    [
        ({"titel": "低保"}, "content.titel"),
        ({"scope": None}, "content.scope"),
        ({"basis": [{"law": "某法", "article": None}]}, "content.basis[0].article"),
        ({"modes": ["pigeon"]}, "modes[0]"),
        ({"until": "2027-02-30"}, "until"),
    ],
)
def test_what_cannot_be_stored_is_refused_by_field(parties: Parties, content: dict[str, Any], path: str) -> None:
    body = {"department": "市气象局", "content": create_demand(**content)}
    refused = parties.sun("POST", DEMANDS, status=422, json=body)
    assert [error["path"] for error in refused.json["errors"]] == [path]


def test_a_demand_is_returned_completed_and_refused_with_its_law(parties: Parties) -> None:
    address, signed = parties.reviewing()
    parties.chen("POST", f"{address}/return", revision=revision(signed), status=422, json={"opinion": " "})
    returned = parties.chen("POST", f"{address}/return", revision=revision(signed), json={"opinion": "请补充使用范围"})
    assert returned.json["state"] == "returned"
    submitted = parties.now(parties.sun, "POST", f"{address}/submit")
    again = parties.qian("POST", f"{address}/sign", revision=revision(submitted), json={})
    for basis, status in (([], 422), ([{"law": "某法"}], 422), (BASIS, 200)):
        body = {"opinion": "不属共享范围", "basis": basis}
        answer = parties.chen("POST", f"{address}/refuse", revision=revision(again), status=status, json=body)
    assert answer.json["state"] == "refused"
    assert parties.sun("GET", address).json["steps"][-1]["basis"] == BASIS


def test_a_demand_passed_up_is_on_another_desk(parties: Parties) -> None:
    address, signed = parties.reviewing()
    passed = parties.chen("POST", f"{address}/forward", revision=revision(signed), json={"opinion": "数源在国家部委"})
    assert parties.sun("GET", address).json["desk"] == "全国"
    parties.chen("POST", f"{address}/accept", revision=revision(passed), status=403, json={})
    gone = parties.sun("POST", f"{address}/withdraw", revision=revision(passed), json={})
    assert gone.json["state"] == "withdrawn"


def test_of_two_that_are_alike_one_stands_for_both(parties: Parties) -> None:
    first, _ = parties.accepted()
    second, signed = parties.reviewing(title="低保对象名册")
    parties.reviewing(title="公共停车场泊位", items=["泊位总数"])
    found = parties.chen("GET", f"{DEMANDS}/duplicates").json
    assert (found["total"], found["next"]) == (1, None)
    (pair,) = found["pairs"]
    assert [f"{DEMANDS}/{pair[name]['id']}" for name in ("first", "second")] == [first, second]
    body = {"into": pair["first"]["number"]}
    parties.chen("POST", f"{second}/merge", revision=revision(signed), status=404, json={"into": "XQ2026-000099"})
    assert parties.chen("POST", f"{second}/merge", revision=revision(signed), json=body).json["state"] == "merged"
    assert parties.sun("GET", second).json["merged_into"]["number"] == body["into"]
    assert [line["title"] for line in parties.sun("GET", first).json["followers"]] == ["低保对象名册"]


def test_a_demand_becomes_a_responsibility_and_an_old_one_serves_another(parties: Parties) -> None:
    address, accepted = parties.accepted()
    body = {"department": "11500000009275780L", "items": ["保障金额"], "opinion": "为其职责"}
    made = parties.chen("POST", f"{address}/assign", revision=revision(accepted), status=201, json=body)
    duty = parties.li("GET", made.headers["Location"])
    assert (made.json["number"], made.json["state"], revision(duty)) == ("ZR2026-000001", "assigned", revision(made))
    assert duty.json["content"]["items"] == ["保障金额"]
    assert parties.sun("GET", address).json["missing"] == ["姓名", "公民身份号码"]
    other, accepted = parties.accepted(title="低保家庭")
    link = {"responsibility": made.json["number"], "items": ["姓名"]}
    linked = parties.chen("POST", f"{other}/link", revision=revision(accepted), json=link)
    assert (linked.json["state"], revision(parties.sun("GET", other))) == ("fulfilling", revision(linked))
    again = parties.chen("POST", f"{other}/link", revision=revision(linked), status=409, json=link)
    assert again.json["code"] == "linked_already"
    wrong = {"department": "市交通局", "items": ["住址"]}
    parties.chen("POST", f"{other}/assign", revision=revision(linked), status=422, json=wrong)


def test_lists_are_narrowed_by_words_paged_and_sparse(parties: Parties) -> None:
    for number in range(3):
        parties.reviewing(title=f"低保对象名单{number}", source="市交通局")
    parties.filed(urgency="urgent")
    for asked, expected in (
        ({"state": ["reviewing"]}, 3),
        ({"state": ["reviewing", "draft"]}, 4),
        ({"state": ["satisfied"]}, 0),
        ({"department": "QX"}, 4),
        ({"department": "市交通局"}, 0),
        ({"region": "500000"}, 4),
        ({"desk": "重庆市"}, 3),
        ({"source": "11500000009275780L"}, 3),
        ({"urgency": "urgent"}, 1),
        ({"title": "名单2"}, 1),
    ):
        assert len(walk(parties.chen, DEMANDS, "demands", **asked)) == expected, asked
    parties.chen("GET", DEMANDS, status=404, query_string={"source": "市石油局"})
    parties.chen("GET", DEMANDS, status=422, query_string={"state": "lost"})
    parties.chen("GET", DEMANDS, status=422, query_string={"cursor": "x"})
    few = parties.chen("GET", DEMANDS, query_string={"fields": "number,due_on,standing", "state": "reviewing", "limit": 1}).json
    assert few["demands"] == [{"number": "XQ2026-000001", "due_on": "2026-03-09", "standing": "in_time"}]


def test_a_demand_is_seen_by_its_parties_alone(parties: Parties) -> None:
    address, _ = parties.reviewing()
    parties.li("GET", address, status=404)
    assert parties.li("GET", DEMANDS).json == {"demands": [], "next": None}
    builders.create_official(parties.town.office, "root", roles=("system_admin",))
    parties.town.at("root")("GET", DEMANDS, status=403)
    parties.town.nobody("GET", DEMANDS, status=401)


VERBS = [
    ("submit", None),
    ("sign", {}),
    ("withdraw", {}),
    ("return", {"opinion": "x"}),
    ("accept", {}),
    ("forward", {}),
    ("refuse", {"opinion": "x", "basis": BASIS}),
    ("match", {"resources": []}),
    ("merge", {"into": "XQ2026-000001"}),
    ("assign", {"department": "市交通局"}),
    ("link", {"responsibility": "ZR2026-000001"}),
]


def test_who_may_not_is_told_so_who_read_too_early_is_stale_and_what_is_hidden_is_not_there(parties: Parties) -> None:
    address, signed = parties.reviewing()
    duty, _ = parties.assigned()
    assert duty.startswith(RESPONSIBILITIES)
    own = {"submit": parties.sun, "withdraw": parties.sun, "sign": parties.qian}
    for verb, body in VERBS:
        may = own.get(verb, parties.chen)
        may_not = parties.chen if verb in own else parties.sun
        path = f"{address}/{verb}"
        if verb != "link":
            may_not("POST", path, status=403, revision=revision(signed), json=body)
        may("POST", path, status=428, json=body)
        may("POST", path, status=412, revision=77, json=body)
        may("POST", f"{DEMANDS}/{NOWHERE}/{verb}", status=404, revision=1, json=body)
    parties.sun("POST", f"{address}/submit", revision=revision(signed), status=409)
    parties.chen("POST", f"{address}/match", revision=revision(signed), status=409, json={"resources": []})


def test_many_are_filed_and_accepted_by_few_requests(parties: Parties) -> None:
    def send(by: Caller, *changes: Any) -> Any:
        return by("POST", f"{DEMANDS}/bulk", json={"changes": list(changes)}).json

    def after(answer: Any, verb: str, **more: Any) -> list[dict[str, Any]]:
        receipts = [each["receipt"] for each in answer["results"]]
        return [{"verb": verb, "id": one["number"], "revision": one["revision"], **more} for one in receipts]

    titles = ("低保对象", "停车场", "气象站")
    new = [{"verb": "file", "department": "市气象局", "content": create_demand(title=title)} for title in titles]
    filed = send(parties.sun, *new)
    assert [each["status"] for each in filed["results"]] == [201] * 3
    signed = send(parties.qian, *after(send(parties.sun, *after(filed, "submit")), "sign"))
    accepted = send(parties.chen, *after(signed, "accept", opinion="同意"))
    assert [each["receipt"]["state"] for each in accepted["results"]] == ["accepted"] * 3
    matching, assigning, merging = after(accepted, "x")
    code = parties.li("GET", publish(parties.town)).json["code"]
    done = send(
        parties.chen,
        matching | {"verb": "match", "resources": [{"resource": code}]},
        assigning | {"verb": "assign", "department": "市交通局"},
        merging | {"verb": "merge", "into": assigning["id"]},
        merging | {"verb": "refuse", "opinion": "x"},
        {"verb": "accept", "id": "XQ2026-000099", "revision": 1},
        {"verb": "accept", "id": matching["id"]},
    )
    assert [each["status"] for each in done["results"]] == [200, 201, 200, 422, 404, 428]
    assert [each["receipt"]["state"] for each in done["results"][:3]] == ["fulfilling", "assigned", "merged"]
    assert (done["done"], done["refused"]) == (3, 3)


def test_every_verb_that_changes_a_demand_is_there_for_many() -> None:
    assert set(CHANGES.verbs) == set(DEMAND_VERBS) == {verb for verb, _ in VERBS} | {"file", "edit", "delete"}
