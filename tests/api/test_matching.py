"""Matching over HTTP: a description in, candidates with reasons out; synonyms."""

from __future__ import annotations

from tests.api.conftest import Town
from tests.api.test_lists import publish

MATCHING = "/api/v1/matching"


def test_a_description_is_answered_with_candidates_and_reasons(town: Town) -> None:
    items = [{"name": "企业名称", "type": "C", "length": 20}]
    publish(town, name="药品零售企业", items=items, abstract="供有关部门使用")
    body = {"title": "药店", "items": ["药店名称", "准驾车型"], "region": "重庆市", "presumed_source": "交通局", "limit": 5}
    found = town.at("sun.li")("POST", MATCHING, json=body).json
    assert (found["verdict"], found["missing"]) == ("partly", ["准驾车型"])
    best = found["candidates"][0]
    assert best["summary"]["name"] == "药品零售企业"
    assert best["covered"] == [{"wanted": "药店名称", "item": "企业名称", "how": "synonym"}]
    assert all(reason["zh"] and reason["en"] for reason in best["reasons"])
    nothing = town.at("sun.li")(
        "POST", MATCHING, json={"title": "养犬登记", "region": town.region, "presumed_source": "气象局"}
    ).json
    assert nothing["verdict"] == "unmatched"
    assert nothing["nearest"][0]["name"] == "市气象局"


def test_what_is_asked_wrongly_is_refused(town: Town) -> None:
    sun = town.at("sun.li")
    town.nobody("POST", MATCHING, status=401, json={"title": "药店"})
    for body, status in (
        ({}, 422),
        ({"title": ""}, 422),
        ({"title": "药店", "limit": 99}, 422),
        ({"title": "药店", "colour": "red"}, 422),
        ({"title": "药店", "region": "01a20000-0000-7000-8000-000000000000"}, 422),
        ({"title": "药店", "region": "999999"}, 404),
    ):
        sun("POST", MATCHING, status=status, json=body)


def test_synonyms_are_the_authoritys(town: Town) -> None:
    chen, sun = town.at("chen.jing"), town.at("sun.li")
    body = {"kind": "matter", "words": ["趸船", "靠泊设施"]}
    sun("POST", f"{MATCHING}/synonyms", status=403, json=body)
    made = chen("POST", f"{MATCHING}/synonyms", status=201, json=body)
    assert made.headers["ETag"] == '"1"'
    chen("POST", f"{MATCHING}/synonyms", status=409, json=body)
    address = f"{MATCHING}/synonyms/{made.json['id']}"
    chen("PUT", address, status=428, json=body)
    changed = chen("PUT", address, revision=1, json={**body, "note": "港航用语"}).json
    assert (changed["revision"], changed["note"]) == (2, "港航用语")
    listed = sun("GET", f"{MATCHING}/synonyms?word=趸船").json["synonyms"]
    assert listed == [changed]
    chen("DELETE", address, status=412, revision=1)
    chen("DELETE", address, status=204, revision=2)
    assert sun("GET", f"{MATCHING}/synonyms?word=趸船&kind=matter").json["synonyms"] == []
