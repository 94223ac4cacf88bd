"""Applications and grants over HTTP: from a need to a grant and its end, with everyone who has a hand in it."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.exchange.bulk import APPLICATION_VERBS
from catalog.schemas.applications import CHANGES
from catalog.schemas.examples import APPLICATION, BASIS
from tests import builders
from tests.api.conftest import Caller, Town
from tests.api.paging import walk
from tests.api.parties import NOWHERE, Parties, meet
from tests.api.test_lists import publish, revision
from tests.sharing.market import create_application

APPLICATIONS = "/api/v1/applications"
GRANTS = "/api/v1/grants"


class Desk:
    """The weather bureau (sun.li files, qian.yi signs) applies to the traffic bureau (zhao.wei replies); chen.jing is the authority."""

    def __init__(self, town: Town) -> None:
        self.parties: Parties = meet(town)
        self.town = town
        for name in ("sun", "qian", "chen", "li", "zhao"):
            setattr(self, name, getattr(self.parties, name))

    sun: Caller
    qian: Caller
    chen: Caller
    li: Caller
    zhao: Caller

    def filed(self, *, resource: str | None = None, status: int = 201, **content: Any) -> Any:
        code = resource or self.parties.callable()["code"]
        body = {"department": "QX", "resource": code, "content": create_application(**content)}
        return self.sun("POST", APPLICATIONS, status=status, json=body)

    def signed(self, **content: Any) -> tuple[str, Any]:
        made = self.filed(**content)
        address = made.headers["Location"]
        submitted = self.sun("POST", f"{address}/submit", revision=revision(made))
        return address, self.qian("POST", f"{address}/sign", revision=revision(submitted), json={"opinion": "确有需要"})

    def granted(self, **terms: Any) -> str:
        """Return the address of a grant."""
        address, signed = self.signed()
        self.zhao("POST", f"{address}/agree", revision=revision(signed), json={"terms": terms})
        return f"{GRANTS}/{self.sun('GET', address).json['grant_id']}"

    def change(self, by: Caller, address: str, verb: str, status: int = 200, **body: Any) -> Any:
        return by("POST", f"{address}/{verb}", revision=revision(self.chen("GET", address)), status=status, json=body)


@pytest.fixture
def desk(town: Town) -> Desk:
    return Desk(town)


def test_an_application_becomes_a_grant(desk: Desk) -> None:
    address, signed = desk.signed()
    assert (signed.json["state"], signed.json["number"]) == ("replying", "GX2026-000001")
    agreed = desk.zhao("POST", f"{address}/agree", revision=revision(signed), json={"terms": {"quota_calls_day": 1000}})
    assert agreed.json["state"] == "agreed"
    shown = desk.sun("GET", address).json
    assert (shown["department"], shown["provider"], shown["grant"]) == ("市气象局", "市交通局", "SQ2026-000001")
    assert (shown["reply"]["outcome"], shown["route"], shown["content"]["mode"]) == ("agree", [], "platform_api")
    granted = desk.sun("GET", f"{GRANTS}/{shown['grant_id']}")
    assert (granted.json["state"], granted.json["usable"], granted.json["quota_calls_day"]) == ("active", True, 1000)
    assert (granted.json["valid_to"], revision(granted)) == ("2026-12-31T16:00:00+00:00", granted.json["revision"])


def test_the_example_of_the_document_is_filed_and_submitted_as_it_stands(desk: Desk) -> None:
    made = desk.filed(**APPLICATION)
    assert made.json["problems"] == []
    submitted = desk.sun("POST", f"{made.headers['Location']}/submit", revision=revision(made))
    assert submitted.json["state"] == "submitted"
    assert desk.sun("GET", made.headers["Location"]).json["content"] == APPLICATION


def test_a_draft_is_completed_and_what_is_missing_is_named_at_once(desk: Desk) -> None:
    made = desk.filed(basis=[], scenario="")
    address = made.headers["Location"]
    assert [problem["path"] for problem in made.json["problems"]] == ["basis", "scenario"]
    refused = desk.sun("POST", f"{address}/submit", revision=revision(made), status=422)
    assert (refused.json["code"], [error["path"] for error in refused.json["errors"]]) == ("incomplete", ["basis", "scenario"])
    saved = desk.sun("PUT", address, revision=revision(made), json={"content": create_application()})
    assert saved.json["problems"] == []
    desk.sun("PUT", address, revision=revision(made), status=412, json={"content": create_application()})
    desk.sun("DELETE", address, status=428)
    desk.sun("DELETE", address, revision=revision(saved), status=204)
    desk.sun("GET", address, status=404)


def test_what_cannot_be_is_refused_by_field(desk: Desk) -> None:
    code = desk.li("GET", publish(desk.town)).json["code"]
    for content, path in (
        ({"purpose": "核对"}, "content.purpose"),
        ({"scope": None}, "content.scope"),
        ({"matters": [5]}, "matters[0]"),
        ({"mode": "pigeon"}, "mode"),
    ):
        body = {"department": "QX", "resource": code, "content": {**create_application(), **content}}
        refused = desk.sun("POST", APPLICATIONS, status=422, json=body)
        assert [error["path"] for error in refused.json["errors"]] == [path]
    address, signed = desk.signed()
    for body, path in (
        ({"terms": {"quota_calls_day": 0}}, "quota_calls_day"),
        ({"terms": {"price": 1}}, "terms.price"),
        ({"withheld": [{"item": "停车场名称"}]}, "withheld[0].reason"),
        ({"withheld": [{"item": "车主", "reason": "敏感"}]}, "withheld[0].item"),
    ):
        refused = desk.zhao("POST", f"{address}/agree", revision=revision(signed), status=422, json=body)
        assert [error["path"] for error in refused.json["errors"]] == [path]


def test_it_is_returned_once_and_refused_with_its_law(desk: Desk) -> None:
    address, signed = desk.signed()
    desk.zhao("POST", f"{address}/return", revision=revision(signed), status=422, json={"missing": []})
    returned = desk.zhao("POST", f"{address}/return", revision=revision(signed), json={"missing": ["等保备案证明"]})
    submitted = desk.sun("POST", f"{address}/submit", revision=revision(returned))
    again = desk.qian("POST", f"{address}/sign", revision=revision(submitted), json={})
    refused = desk.zhao("POST", f"{address}/return", revision=revision(again), status=409, json={"missing": ["再补"]})
    assert refused.json["code"] == "returned_already"
    for basis, status in (([], 422), (BASIS, 200)):
        body = {"opinion": "不属共享范围", "basis": basis}
        answer = desk.zhao("POST", f"{address}/refuse", revision=revision(again), status=status, json=body)
    assert answer.json["state"] == "refused"
    assert desk.sun("GET", address).json["reply"]["basis"] == BASIS


def test_what_is_not_shared_is_refused_with_its_law(desk: Desk) -> None:
    law = {"law": "个人信息保护法", "article": "第二十八条"}
    actors = [
        builders.create_actor(desk.town.office, department=desk.town.department, roles=(role,))
        for role in ("registrar", "reviewer", "authority")
    ]
    entry = builders.create_published(desk.town.office, *actors, sharing_type="not_shared", legal_basis=[law])
    refused = desk.filed(resource=entry.id, status=409)
    assert (refused.json["code"], refused.json["legal_basis"]) == ("not_shared", [law])


def test_the_reply_is_extended_with_consent(desk: Desk) -> None:
    entry = desk.li("GET", publish(desk.town, sharing_type="conditional", sharing_conditions="限用", sharing_purpose="核对")).json
    address, _ = desk.signed(resource=entry["code"])
    assert desk.change(desk.zhao, address, "ask-extension", opinion="数据量大").json["state"] == "replying"
    desk.change(desk.zhao, address, "extend", status=403, opinion="同意")
    desk.change(desk.chen, address, "extend", opinion="情况属实")
    assert desk.sun("GET", address).json["steps"][-1]["facts"]["days"] == 10
    assert desk.change(desk.chen, address, "extend", status=409, opinion="再延").json["code"] == "already_extended"


def test_a_basket_is_answered_item_by_item(desk: Desk) -> None:
    first, second = (desk.li("GET", publish(desk.town)).json["code"] for _ in range(2))
    body = {
        "department": "QX",
        "content": create_application(items=None),
        "resources": [
            {"resource": "206001/000099"},
            {"resource": first},
            {"resource": second, "content": {"items": ["泊位总数"]}},
            {"resource": second, "content": {"items": "泊位总数"}},
            {"entry": second},
        ],
    }
    done = desk.sun("POST", f"{APPLICATIONS}/basket", json=body).json
    assert [each["status"] for each in done["results"]] == [404, 201, 201, 422, 422]
    assert (done["basket"], done["done"], done["refused"]) == ("LZ2026-000001", 2, 3)
    found = walk(desk.sun, APPLICATIONS, "applications", basket=done["basket"])
    assert [line["resource_code"] for line in found] == [first, second]
    assert desk.sun("GET", f"{APPLICATIONS}/{found[1]['id']}").json["content"]["items"] == ["泊位总数"]
    long = {**body, "content": create_application(note="长" * 1001)}
    assert desk.sun("POST", f"{APPLICATIONS}/basket", status=422, json=long).json["errors"][0]["path"] == "note"
    nothing = desk.sun("POST", f"{APPLICATIONS}/basket", json={**body, "resources": [{"resource": "x"}]}).json
    assert (nothing["basket"], nothing["refused"]) == (None, 1)


def test_many_are_filed_signed_and_agreed_by_few_requests(desk: Desk) -> None:
    def send(by: Caller, *changes: Any) -> Any:
        return by("POST", f"{APPLICATIONS}/bulk", json={"changes": list(changes)}).json

    def after(answer: Any, verb: str, **more: Any) -> list[dict[str, Any]]:
        receipts = [each["receipt"] for each in answer["results"]]
        return [{"verb": verb, "id": one["number"], "revision": one["revision"], **more} for one in receipts]

    codes = [desk.li("GET", publish(desk.town)).json["code"] for _ in range(3)]
    filed = send(
        desk.sun, *({"verb": "file", "department": "QX", "resource": code, "content": create_application()} for code in codes)
    )
    assert [each["status"] for each in filed["results"]] == [201] * 3
    signed = send(desk.qian, *after(send(desk.sun, *after(filed, "submit")), "sign"))
    agreeing, refusing, returning = after(signed, "agree")
    done = send(
        desk.zhao,
        agreeing | {"terms": {"quota_calls_minute": 60}},
        refusing | {"verb": "refuse", "opinion": "不予", "basis": BASIS},
        returning | {"verb": "return", "missing": ["依据"]},
        returning | {"verb": "return"},
        {"verb": "agree", "id": "GX2026-000099", "revision": 1},
        {"verb": "agree", "id": returning["id"]},
    )
    assert [each["status"] for each in done["results"]] == [200, 200, 200, 422, 404, 428]
    assert [each["receipt"]["state"] for each in done["results"][:3]] == ["agreed", "refused", "returned"]


def test_a_grant_is_amended_suspended_resumed_renewed_and_revoked(desk: Desk) -> None:
    address = desk.granted(quota_calls_day=10)
    amended = desk.change(desk.zhao, address, "amend", changes={"quota_calls_day": None, "items": ["泊位总数"]}, opinion="核定")
    assert amended.json["state"] == "active"
    shown = desk.sun("GET", address).json
    assert (shown["quota_calls_day"], shown["items"]) == (None, ["泊位总数"])
    refused = desk.change(desk.zhao, address, "amend", 422, changes={"items": ["车主"]}, opinion="x")
    assert [error["path"] for error in refused.json["errors"]] == ["items[0]"]
    assert desk.change(desk.zhao, address, "suspend", opinion="异常").json["state"] == "suspended"
    assert desk.change(desk.zhao, address, "resume", opinion="已整改").json["state"] == "active"
    renewal = desk.change(desk.sun, address, "renew", 201, until="2027-12-31")
    assert desk.sun("GET", renewal.headers["Location"]).json["content"]["until"] == "2027-12-31"
    later = desk.change(desk.zhao, address, "revoke", opinion="改造", at="2026-06-01T00:00:00+08:00")
    assert (later.json["state"], desk.sun("GET", address).json["revoked_at"]) == ("active", "2026-05-31T16:00:00+00:00")
    assert desk.change(desk.zhao, address, "revoke", opinion="超范围").json["state"] == "revoked"
    desk.change(desk.zhao, address, "revoke", 409, opinion="x")
    other = desk.granted()
    assert desk.change(desk.qian, other, "give-up", opinion="系统下线").json["state"] == "revoked"


def test_lists_are_narrowed_by_words_paged_and_sparse(desk: Desk) -> None:
    address, _ = desk.signed()
    desk.filed()
    granted = desk.granted()
    code = desk.sun("GET", address).json["resource_code"]
    for asked, expected in (
        ({"state": ["replying"]}, 1),
        ({"state": ["replying", "draft"]}, 2),
        ({"department": "QX"}, 3),
        ({"department": "市交通局"}, 0),
        ({"provider": "市交通局"}, 3),
        ({"party": "QX"}, 3),
        ({"desk": "重庆市"}, 0),
        ({"resource": code}, 1),
        ({"demand": "XQ2026-000001"}, 0),
        ({"basket": "LZ2026-000001"}, 0),
        ({"year": 2026}, 3),
        ({"title": "停车"}, 3),
    ):
        assert len(walk(desk.chen, APPLICATIONS, "applications", **asked)) == expected, asked
    for asked, expected in (
        ({"state": ["active"]}, 1),
        ({"consumer": "QX"}, 1),
        ({"provider": "QX"}, 0),
        ({"party": "QX"}, 1),
        ({"system": "停车诱导"}, 1),
        ({"usable": "true"}, 1),
        ({"usable": "false"}, 0),
        ({"resource": code}, 0),
        ({"ends_before": "2027-01-02T00:00:00Z"}, 1),
        ({"title": "没有"}, 0),
    ):
        assert len(walk(desk.chen, GRANTS, "grants", **asked)) == expected, asked
    desk.chen("GET", APPLICATIONS, status=422, query_string={"cursor": "x"})
    desk.chen("GET", GRANTS, status=422, query_string={"usable": "maybe"})
    few = desk.sun("GET", granted, query_string={"fields": "number,usable"}).json
    assert few == {"number": "SQ2026-000001", "usable": True}


def test_they_are_seen_by_their_parties_alone(desk: Desk) -> None:
    submitted = desk.filed().headers["Location"]
    granted = desk.granted()
    desk.li("GET", submitted, status=404)
    desk.li("GET", granted)
    other = builders.create_department(desk.town.office, "市农业局", region=desk.town.region)
    builders.create_official(desk.town.office, "far", department=other, roles=("reviewer",))
    far = desk.town.at("far")
    far("GET", granted, status=404)
    assert far("GET", GRANTS).json == {"grants": [], "next": None}
    desk.town.nobody("GET", GRANTS, status=401)


VERBS = {
    "submit": None,
    "sign": {},
    "withdraw": {},
    "pass": {},
    "return": {"missing": ["x"]},
    "agree": {},
    "refuse": {"opinion": "x", "basis": BASIS},
    "ask-extension": {"opinion": "x"},
    "extend": {"opinion": "x"},
}


def test_who_may_not_is_told_so_and_who_read_too_early_is_stale(desk: Desk) -> None:
    address, signed = desk.signed()
    own = {"submit": desk.sun, "withdraw": desk.sun, "sign": desk.qian, "extend": desk.chen, "pass": desk.chen}
    for verb, body in VERBS.items():
        may = own.get(verb, desk.zhao)
        path = f"{address}/{verb}"
        if verb != "pass":
            (desk.zhao if verb in own else desk.sun)("POST", path, status=403, revision=revision(signed), json=body)
        may("POST", path, status=428, json=body)
        may("POST", path, status=412, revision=77, json=body)
        may("POST", f"{APPLICATIONS}/{NOWHERE}/{verb}", status=404, revision=1, json=body)
    desk.chen("POST", f"{address}/pass", revision=revision(signed), status=403, json={})


def test_every_verb_that_changes_an_application_is_there_for_many() -> None:
    assert set(CHANGES.verbs) == set(APPLICATION_VERBS) == {verb.replace("-", "_") for verb in VERBS} | {"file", "edit", "delete"}
