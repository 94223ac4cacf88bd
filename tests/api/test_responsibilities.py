"""The responsibility list over HTTP: drafted, assigned, claimed, carried out, objected to, issued for the year."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.exchange.bulk import RESPONSIBILITY_VERBS
from catalog.schemas.examples import DUTY
from catalog.schemas.responsibilities import CHANGES
from tests.api.conftest import Town
from tests.api.paging import walk
from tests.api.parties import NOWHERE, RESPONSIBILITIES, Parties, meet
from tests.api.test_lists import publish, revision
from tests.lists.loop import create_duty

ISSUES = f"{RESPONSIBILITIES}/issues"


@pytest.fixture
def parties(town: Town) -> Parties:
    return meet(town)


def test_who_claims_plans_and_provides_is_done(parties: Parties) -> None:
    address, made = parties.assigned()
    claimed = parties.li("POST", f"{address}/claim", revision=revision(made), json={})
    planned = parties.li("POST", f"{address}/plan", revision=revision(claimed), json={"plan": "三月底前编目并挂接"})
    assert (claimed.json["state"], planned.json["state"]) == ("claimed", "planned")
    silent = parties.li("GET", publish(parties.town)).json
    body = {"resource": silent["code"]}
    refused = parties.li("POST", f"{address}/fulfil", revision=revision(planned), status=422, json=body)
    assert refused.json["code"] == "not_callable"
    entry = parties.callable()
    done = parties.li("POST", f"{address}/fulfil", revision=revision(planned), json={"resource": entry["code"]})
    assert done.json["state"] == "fulfilled"
    parties.granted("XQ2026-000001", entry["code"])
    shown = parties.zhao("GET", address)
    assert revision(shown) == revision(done)
    assert (shown.json["resource_code"], shown.json["callable"], shown.json["plan"]) == (
        entry["code"],
        True,
        "三月底前编目并挂接",
    )
    (demand,) = shown.json["demands"]
    assert (demand["department"], demand["state"]) == ("市气象局", "satisfied")
    assert [step["verb"] for step in shown.json["steps"]] == ["assign", "claim", "plan", "fulfil"]
    assert [owner["department"] for owner in shown.json["owners"]] == ["市交通局"]


def test_the_example_of_the_document_is_drafted_and_assigned_as_it_stands(parties: Parties) -> None:
    made = parties.chen("POST", RESPONSIBILITIES, status=201, json={"department": "11500000009275780L", "content": DUTY})
    assert made.json["problems"] == []
    assigned = parties.chen("POST", f"{made.headers['Location']}/assign", revision=revision(made), json={})
    assert assigned.json["state"] == "assigned"


def test_a_draft_is_the_authoritys_alone_until_it_is_assigned(parties: Parties) -> None:
    made = parties.drafted(basis=[])
    address = made.headers["Location"]
    assert [problem["path"] for problem in made.json["problems"]] == ["basis"]
    parties.li("GET", address, status=404)
    refused = parties.chen("POST", f"{address}/assign", revision=revision(made), status=422, json={})
    assert refused.json["code"] == "incomplete"
    saved = parties.chen("PUT", address, revision=revision(made), json={"content": create_duty()})
    parties.chen("PUT", address, revision=revision(made), status=412, json={"content": create_duty()})
    other = parties.drafted(title="公共停车场泊位").headers["Location"]
    parties.chen("DELETE", other, revision=1, status=204)
    parties.chen("GET", other, status=404)
    assigned = parties.chen("POST", f"{address}/assign", revision=revision(saved), json={"opinion": "为其职责"})
    assert parties.li("GET", address).json["state"] == "assigned"
    parties.chen("DELETE", address, revision=revision(assigned), status=409)


def test_an_objection_is_ruled_on_and_leads_elsewhere_or_nowhere(parties: Parties) -> None:
    address, made = parties.assigned()
    parties.li("POST", f"{address}/object", revision=revision(made), status=422, json={"opinion": ""})
    for opinion in ("非数源部门", "仍非数源部门"):
        objected = parties.now(parties.li, "POST", f"{address}/object", json={"opinion": opinion})
        assert objected.json["state"] == "objected"
        if opinion == "非数源部门":
            parties.chen("POST", f"{address}/uphold", revision=revision(objected), json={"opinion": "为其职责"})
    body = {"department": "市气象局", "opinion": "改派"}
    moved = parties.now(parties.chen, "POST", f"{address}/reassign", json=body)
    assert (moved.json["state"], parties.sun("GET", address).json["owner"]) == ("assigned", "市气象局")
    parties.li("POST", f"{address}/claim", revision=revision(moved), status=403, json={})
    gone = parties.chen("POST", f"{address}/cancel", revision=revision(moved), json={"opinion": "数据已停止产生"})
    assert gone.json["state"] == "cancelled"


def test_lists_are_narrowed_by_words_paged_and_sparse(parties: Parties) -> None:
    address, made = parties.assigned()
    (demand,) = parties.chen("GET", address).json["demands"]
    for number in range(2):
        parties.drafted(title=f"停车场{number}")
    for asked, expected in (
        ({}, 3),
        ({"state": ["draft"]}, 2),
        ({"owner": "11500000009275780L"}, 3),
        ({"owner": "QX"}, 0),
        ({"region": "重庆市"}, 3),
        ({"year": 2025}, 0),
        ({"demand": demand["number"]}, 1),
        ({"demand": demand["id"]}, 1),
        ({"title": "停车场1"}, 1),
    ):
        assert len(walk(parties.chen, RESPONSIBILITIES, "responsibilities", **asked)) == expected, asked
    few = parties.li("GET", RESPONSIBILITIES, query_string={"fields": "number,items,due_on,standing"}).json
    line = {"number": made.json["number"], "items": 3, "due_on": "2026-03-09", "standing": "in_time"}
    assert few == {"responsibilities": [line], "next": None}
    parties.chen("GET", RESPONSIBILITIES, status=404, query_string={"owner": "市石油局"})
    parties.chen("GET", RESPONSIBILITIES, status=422, query_string={"year": 10**12})


def test_the_list_of_a_year_is_issued_acknowledged_and_compared(parties: Parties) -> None:
    order = {"department": "市交通局", "year": 2026}
    assert parties.chen("POST", ISSUES, status=409, json=order).json["code"] == "nothing_to_issue"
    address, made = parties.assigned()
    first = parties.chen("POST", ISSUES, status=201, json=order)
    assert parties.chen("POST", ISSUES, status=409, json=order).json["code"] == "nothing_new"
    where = first.headers["Location"]
    assert [entry["number"] for entry in parties.li("GET", where).json["entries"]] == [made.json["number"]]
    parties.sun("GET", where, status=404)
    parties.li("POST", f"{where}/acknowledge", revision=revision(first), status=403)
    parties.zhao("POST", f"{where}/acknowledge", status=428)
    signed = parties.zhao("POST", f"{where}/acknowledge", revision=revision(first))
    assert signed.json["acknowledged_by"] == "zhao.wei"
    parties.zhao("POST", f"{where}/acknowledge", revision=revision(signed), status=409)
    parties.li("POST", f"{address}/claim", revision=revision(made), json={})
    second = parties.chen("POST", ISSUES, status=201, json=order).json
    (change,) = parties.li("GET", f"{where}/diff/{second['id']}").json["changes"]
    assert (change["change"], change["fields"]["state"]) == ("changed", ["assigned", "claimed"])
    listed = walk(parties.li, ISSUES, "issues", limit=1, department="市交通局", year=2026)
    assert [(line["number"], "entries" in line) for line in listed] == [(1, False), (2, False)]
    assert walk(parties.sun, ISSUES, "issues") == []


VERBS = [
    ("assign", {}),
    ("claim", {}),
    ("object", {"opinion": "x"}),
    ("plan", {"plan": "x"}),
    ("fulfil", {"resource": NOWHERE}),
    ("reassign", {"department": "市气象局", "opinion": "x"}),
    ("uphold", {"opinion": "x"}),
    ("cancel", {"opinion": "x"}),
]


def test_who_may_not_is_told_so_who_read_too_early_is_stale_and_what_is_hidden_is_not_there(parties: Parties) -> None:
    address, made = parties.assigned()
    owners = {"claim", "object", "plan", "fulfil"}
    for verb, body in VERBS:
        may, may_not = (parties.li, parties.chen) if verb in owners else (parties.chen, parties.li)
        path = f"{address}/{verb}"
        may_not("POST", path, status=403, revision=revision(made), json=body)
        may("POST", path, status=428, json=body)
        may("POST", path, status=412, revision=77, json=body)
        may("POST", f"{RESPONSIBILITIES}/{NOWHERE}/{verb}", status=404, revision=1, json=body)
    parties.sun("POST", RESPONSIBILITIES, status=403, json={"department": "市交通局", "content": DUTY})
    parties.town.nobody("GET", address, status=401)


def test_many_are_claimed_by_one_request(parties: Parties) -> None:
    receipts = [parties.assigned(title=title)[1].json for title in ("低保对象", "停车场", "气象站")]
    changes: list[Any] = [{"verb": "claim", "id": one["number"], "revision": one["revision"]} for one in receipts]
    changes[1] |= {"verb": "object", "opinion": "非数源部门"}
    changes += [{"verb": "claim", "id": receipts[0]["id"], "revision": 1}, {"verb": "explode"}]
    answer = parties.li("POST", f"{RESPONSIBILITIES}/bulk", json={"changes": changes}).json
    assert [each["status"] for each in answer["results"]] == [200, 200, 200, 412, 422]
    assert [each["receipt"]["state"] for each in answer["results"][:3]] == ["claimed", "objected", "claimed"]
    drafts = [{"verb": "draft", "department": "市气象局", "content": create_duty()}]
    moving = {"verb": "reassign", "id": receipts[1]["number"], "revision": answer["results"][1]["receipt"]["revision"]}
    drafts.append(moving | {"department": "QX", "opinion": "改派"})
    made = parties.chen("POST", f"{RESPONSIBILITIES}/bulk", json={"changes": drafts}).json
    assert [each["status"] for each in made["results"]] == [201, 200]
    planning = {"verb": "plan", "id": receipts[0]["number"], "revision": answer["results"][0]["receipt"]["revision"]}
    entry = parties.callable()
    providing = {"verb": "fulfil", "id": receipts[0]["number"], "revision": planning["revision"] + 1, "resource": entry["code"]}
    done = parties.li("POST", f"{RESPONSIBILITIES}/bulk", json={"changes": [planning | {"plan": "编目"}, providing]}).json
    assert [each["receipt"]["state"] for each in done["results"]] == ["planned", "fulfilled"]


def test_every_verb_that_changes_a_responsibility_is_there_for_many() -> None:
    assert set(CHANGES.verbs) == set(RESPONSIBILITY_VERBS) == {verb for verb, _ in VERBS} | {"draft", "edit", "delete"}
