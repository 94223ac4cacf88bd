"""Gateways over HTTP: registered, reporting calls in whatever shape, each counted once."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from catalog.metering.ledger import totals
from catalog.office import Office
from tests import builders
from tests.api.conftest import Caller, Town, open_town, settle_town
from tests.conftest import Clock, Databases

API = "/api/v1"
GATEWAY = {"name": "city-gw", "form": "nginx", "department": "市交通局", "application": "网关", "reports_records": True}


def settle(office: Office) -> dict[str, str]:
    ids = settle_town(office)
    for login, role in (("qian.an", "security_admin"), ("zhou.xi", "system_admin")):
        builders.create_official(office, login, roles=(role,))
    return ids


@pytest.fixture
def town(databases: Databases, clock: Clock) -> Iterator[Town]:
    with databases.house(settle, clock, log_level="ERROR") as (office, ids):
        yield open_town(office, ids)


def machine(town: Town, application: str = "网关") -> Caller:
    expires = (town.office.clock() + timedelta(days=30)).isoformat()
    order = {"department": town.department, "application": application, "scopes": ["call:report"], "expires_at": expires}
    issued = town.at("qian.an")("POST", f"{API}/tokens", status=201, json=order)
    return Caller(town.nobody.client, issued.json["secret"])


@pytest.fixture
def gateway(town: Town) -> Caller:
    town.at("zhou.xi")("POST", f"{API}/gateways", status=201, json=GATEWAY)
    return machine(town)


def call(town: Town, number: int, **said: Any) -> dict[str, Any]:
    return {"id": f"c{number}", "time": town.office.clock().isoformat(), "consumer": town.department, "records": 2, **said}


def counted(town: Town) -> int:
    since = town.office.clock() - timedelta(days=2)
    with town.office.look(builders.OPERATOR) as look:
        return sum(total.calls for total in totals(look, since, since + timedelta(days=3)))


def told(answer: Any) -> tuple[int, ...]:
    counts = tuple(answer.json[name] for name in ("received", "accepted", "duplicate", "conflicting", "rejected"))
    assert counts[0] == sum(counts[1:])
    return counts


def test_a_gateway_from_its_registration_to_its_end(town: Town) -> None:
    keeper = town.at("zhou.xi")
    made = keeper("POST", f"{API}/gateways", status=201, json=GATEWAY)
    where = made.headers["Location"]
    shown = keeper("GET", where).json
    assert (shown["name"], shown["department"], shown["reports_records"], shown["asserts"]) == (
        "city-gw",
        "市交通局",
        True,
        False,
    )
    keeper("POST", f"{API}/gateways", status=409, json=GATEWAY | {"name": "CITY-GW"})
    keeper("PUT", where, revision=1, json=GATEWAY | {"name": "other"}, status=422)
    keeper("PUT", where, revision=1, json=GATEWAY | {"asserts": True})
    keeper("PUT", where, revision=1, json=GATEWAY, status=412)
    assert keeper("GET", f"{API}/gateways").json["gateways"][0]["asserts"] is True
    town.at("li.ming")("POST", f"{API}/gateways", status=403, json=GATEWAY)
    keeper("DELETE", where, revision=2, status=204)
    machine(town)("POST", f"{API}/calls", status=403, json=call(town, 1))


def test_each_call_is_counted_once(town: Town, gateway: Caller) -> None:
    batch = [call(town, number) for number in range(3)]
    assert told(gateway("POST", f"{API}/calls", json=batch)) == (3, 3, 0, 0, 0)
    assert told(gateway("POST", f"{API}/calls", json=batch)) == (3, 0, 3, 0, 0)
    changed = gateway("POST", f"{API}/calls", json=call(town, 1, records=9))
    assert told(changed) == (1, 0, 0, 1, 0)
    assert [finding["code"] for finding in changed.json["errors"]] == ["conflicting"]
    assert counted(town) == 3


def test_one_bad_record_hinders_no_other(town: Town, gateway: Caller) -> None:
    lines = [json.dumps(call(town, 1)), "{", json.dumps({"hello": 1}), json.dumps(call(town, 2))]
    answer = gateway("POST", f"{API}/calls", data="\n".join(lines), content_type="application/x-ndjson")
    assert told(answer) == (4, 2, 0, 0, 2)
    assert [(each["index"], each["code"]) for each in answer.json["errors"]] == [(1, "bad_json"), (2, "unknown_shape")]
    assert counted(town) == 2


def test_what_is_too_old_or_ahead_is_kept_apart(town: Town, gateway: Caller) -> None:
    clock = town.office.clock()
    old, ahead = (clock - timedelta(days=4000)).isoformat(), (clock + timedelta(days=2)).isoformat()
    answer = gateway("POST", f"{API}/calls", json=[call(town, 1, time=old), call(town, 2, time=ahead), call(town, 3)])
    assert told(answer) == (3, 1, 0, 0, 2)
    assert [each["code"] for each in answer.json["errors"]] == ["too_old", "too_new"]


@pytest.mark.parametrize("content_type", ["application/json", "application/x-ndjson", "text/plain"])
def test_bodies_may_be_packed_whatever_they_are(town: Town, gateway: Caller, content_type: str) -> None:
    body = gzip.compress("\n".join(json.dumps(call(town, number)) for number in range(5)).encode())
    headers = {"Content-Encoding": "gzip", "Content-Type": content_type}
    assert told(gateway("POST", f"{API}/calls", data=body, headers=headers)) == (5, 5, 0, 0, 0)


def test_a_bomb_is_refused(town: Town, gateway: Caller) -> None:
    bomb = gzip.compress(b" " * (17 * 1024 * 1024))
    gateway("POST", f"{API}/calls", data=bomb, headers={"Content-Encoding": "gzip"}, status=413)


def event(town: Town, number: int, **said: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": f"e{number}",
        "source": "/meter/甲",
        "type": "call",
        "time": town.office.clock().isoformat(),
        "subject": town.department,
        "data": {"records": 1},
        **said,
    }


def test_events_are_counted_in_each_of_their_modes(town: Town, gateway: Caller) -> None:
    structured = {"Content-Type": "application/cloudevents+json"}
    gateway("POST", f"{API}/events", data=json.dumps(event(town, 1)), headers=structured, status=204)
    many = {"Content-Type": "application/cloudevents-batch+json"}
    both = json.dumps([event(town, 1), event(town, 2)])
    assert told(gateway("POST", f"{API}/calls", data=both, headers=many)) == (2, 1, 1, 0, 0)
    binary = {"Content-Type": "application/json", "ce-specversion": "1.0", "ce-id": "e2", "ce-source": "/meter/%E7%94%B2"}
    binary |= {"ce-type": "call", "ce-time": town.office.clock().isoformat(), "ce-subject": town.department}
    assert told(gateway("POST", f"{API}/calls", data=json.dumps({"records": 1}), headers=binary)) == (1, 0, 1, 0, 0)
    # The same id from another source is another call.
    other = binary | {"ce-source": "/meter/2"}
    assert told(gateway("POST", f"{API}/calls", data="", headers=other)) == (1, 1, 0, 0, 0)
    refused = gateway("POST", f"{API}/events", data=json.dumps(event(town, 9, type="")), headers=structured)
    assert told(refused) == (1, 0, 0, 0, 1)
    assert counted(town) == 3


def test_only_a_gateway_reports(town: Town, gateway: Caller) -> None:
    machine(town, "停车诱导")("POST", f"{API}/calls", status=403, json=call(town, 1))
    town.at("li.ming")("POST", f"{API}/calls", status=403, json=call(town, 1))
    town.nobody("POST", f"{API}/calls", status=401, json=call(town, 1))
    assert counted(town) == 0
