"""The trace over HTTP: from a demand to callable data and back, within what the caller may see."""

from __future__ import annotations

import pytest

from tests.api.conftest import Town
from tests.api.parties import Parties, meet
from tests.api.test_lists import publish, revision

TRACES = "/api/v1/traces"


@pytest.fixture
def parties(town: Town) -> Parties:
    return meet(town)


def test_a_demand_is_traced_to_callable_data_from_either_end(parties: Parties) -> None:
    address, made = parties.assigned()
    claimed = parties.li("POST", f"{address}/claim", revision=revision(made), json={})
    entry = parties.callable()
    parties.li("POST", f"{address}/fulfil", revision=revision(claimed), json={"resource": entry["id"]})
    parties.granted("XQ2026-000001", entry["id"])
    whole = parties.chen("GET", f"{TRACES}/XQ2026-000001").json
    assert [(node["kind"], node["state"], node["callable"]) for node in whole["nodes"]] == [
        ("demand", "satisfied", None),
        ("application", "agreed", None),
        ("responsibility", "fulfilled", None),
        ("resource", "published", True),
        ("binding", "answering", True),
        ("grant", "active", None),
    ]
    relations = {"assigned", "fulfilled", "bound", "applied", "wanted", "granted", "opens"}
    assert {link["relation"] for link in whole["links"]} == relations
    assert whole["start"] == f"demand:{whole['nodes'][0]['id']}"
    assert whole["complete"]
    said = [event["at"] for event in whole["events"]]
    assert said == sorted(said)
    things = {node["id"] for node in whole["nodes"]}
    for reference in ("ZR2026-000001", "GX2026-000001", "SQ2026-000001", entry["id"]):
        again = parties.chen("GET", f"{TRACES}/{reference}").json
        assert {node["id"] for node in again["nodes"]} == things
    by_code = parties.chen("GET", TRACES, query_string={"code": entry["code"], "fields": "start,complete"}).json
    assert by_code == {"start": f"resource:{entry['id']}", "complete": True}


def test_others_see_of_it_what_is_theirs_to_see(parties: Parties) -> None:
    parties.assigned()
    code = parties.li("GET", publish(parties.town)).json["code"]
    assert [node["kind"] for node in parties.sun("GET", f"{TRACES}/XQ2026-000001").json["nodes"]] == ["demand"]
    assert [node["kind"] for node in parties.sun("GET", TRACES, query_string={"code": code}).json["nodes"]] == ["resource"]
    for reference in ("XQ2026-000099", "ZR2026-000001", "x"):
        parties.sun("GET", f"{TRACES}/{reference}", status=404)
    parties.sun("GET", TRACES, status=422)
    parties.sun("GET", TRACES, status=404, query_string={"code": "206001/999999"})
    parties.town.nobody("GET", f"{TRACES}/XQ2026-000001", status=401)


def test_in_a_public_catalog_a_visitor_traces_entries_alone(public_town: Town) -> None:
    parties = meet(public_town)
    parties.assigned()
    entry = parties.li("GET", publish(public_town)).json
    assert public_town.nobody("GET", f"{TRACES}/{entry['id']}").json["nodes"][0]["kind"] == "resource"
    public_town.nobody("GET", f"{TRACES}/XQ2026-000001", status=404)
