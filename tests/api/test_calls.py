"""Calls over HTTP: each side its own, those kept aside, those attributed later."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalog.metering import ledger
from catalog.metering.ledger import Calls
from catalog.metering.ledger.rules import micros
from tests import builders
from tests.api.conftest import Town
from tests.api.paging import walk
from tests.databases import Clock

CALLS = "/api/v1/calls"


@pytest.fixture
def reported(town: Town, clock: Clock) -> list[str]:
    """Calls of the town's department and of nobody known, some of which contradict each other."""
    at = micros(clock.now - timedelta(hours=1))
    numbers = [f"{number:032x}" for number in range(12)]
    told = Calls("gw", numbers, [at] * 12, ["ok"] * 12, consumer=[town.department] * 8 + ["nobody"] * 4, records=[1] * 12)
    ledger.append(town.office, builders.OPERATOR, told)
    ledger.append(town.office, builders.OPERATOR, Calls("gw", numbers[:2], [at] * 2, ["failed"] * 2))
    return numbers


def test_each_side_lists_its_own_calls(town: Town, reported: list[str]) -> None:
    own = walk(town.at("li.ming"), CALLS, "calls", limit=3)
    assert [call["id"] for call in own] == reported[:8]
    assert own[0] | {"records": 1, "consumer": town.department, "attributed": False, "outcome": "ok", "latency": None} == own[0]
    town.nobody("GET", CALLS, status=401)
    builders.create_official(town.office, "auditor", roles=("auditor",))
    auditor = town.at("auditor")
    assert len(auditor("GET", f"{CALLS}?limit=1000").json["calls"]) == 12
    read = [row for row in auditor("GET", "/api/v1/trail?limit=200").json["rows"] if row["verb"] == "call:read"]
    assert [row["actor"]["login"] for row in read] == ["auditor"]
    for wrong in ("limit=0", "since=2026", "outcome=perhaps", "cursor=WzFd", "colour=red"):
        town.at("li.ming")("GET", f"{CALLS}?{wrong}", status=422)
    assert town.at("li.ming")("GET", f"{CALLS}?consumer=市交通局&outcome=ok&until=2020-01-01T00:00:00Z").json["calls"] == []


def test_one_call_is_found_by_its_id(town: Town, reported: list[str]) -> None:
    clerk = town.at("li.ming")
    (found,) = clerk("GET", f"{CALLS}/{reported[3]}").json["calls"]
    assert found["source"] == "gw"
    assert clerk("GET", f"{CALLS}/{reported[-1]}").json == {"calls": []}
    assert clerk("GET", f"{CALLS}/no/such/call").json == {"calls": []}


def test_what_was_kept_aside_is_looked_into(town: Town, reported: list[str]) -> None:
    builders.create_official(town.office, "admin", roles=("system_admin",))
    aside = walk(town.at("admin"), f"{CALLS}/aside", "calls", limit=1)
    assert sorted(call["id"] for call in aside) == reported[:2]
    assert {(call["kind"], call["said"]["outcome"]) for call in aside} == {("conflicting", "failed")}
    assert town.at("admin")("GET", f"{CALLS}/aside?kind=too_old").json["calls"] == []
    town.at("li.ming")("GET", f"{CALLS}/aside", status=403)


def test_an_authority_attributes_calls(town: Town, reported: list[str]) -> None:
    chen = town.at("chen.jing")
    lines = {line["hint"]: line["line"] for line in chen("GET", f"{CALLS}/unattributed").json["lines"]}
    assert sorted(lines) == ["consumer nobody; resource ?", "resource ?"]
    body = {"line": lines["resource ?"], "resource": "nothing", "reason": "核实"}
    refused = chen("POST", f"{CALLS}/attribute", status=422, json=body).json
    assert [problem["code"] for problem in refused["errors"]] == ["unknown_resource"]
    chen("POST", f"{CALLS}/attribute", status=404, json=body | {"line": 999})
    town.at("li.ming")("POST", f"{CALLS}/attribute", status=403, json=body)
