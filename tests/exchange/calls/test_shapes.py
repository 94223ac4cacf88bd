"""What each gateway reports, read to the columns of the ledger: by its own fields, and never more than it says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from catalog.exchange.calls.columns import COLUMNS
from catalog.exchange.calls.parsing import Parser
from catalog.exchange.calls.shapes import recognise

AT = 1_772_413_200_500_000
"""2026-03-02T09:00:00.5+08:00 in microseconds."""

OWN = {
    "id": "a1",
    "time": "2026-03-02T09:00:00.5+08:00",
    "consumer": "C",
    "application": "渝快办",
    "resource": "R",
    "grant": "G",
    "decision": "D",
    "purpose": "一件事一次办",
    "method": "get",
    "host": "data.example",
    "path": "/parking/9?plate=1",
    "status": 200,
    "latency_ms": 12.5,
    "records": 3,
    "bytes_in": 0,
    "bytes_out": 826,
    "items": ["泊位"],
}
EVENT = {
    "specversion": "1.0",
    "id": "e1",
    "source": "/meter",
    "type": "call",
    "time": "2026-03-02T01:00:00.500Z",
    "subject": "C",
    "data": {"resource": "R", "records": 2},
}
NGINX = {
    "ts": "2026-03-02T09:00:00+08:00",
    "msec": "1772413200.500",
    "request_id": "4f",
    "method": "GET",
    "uri": "/parking/9",
    "host": "data.example",
    "status": "200",
    "bytes_in": "120",
    "bytes_out": "1000",
    "body_bytes_out": "826",
    "request_time": "0.004",
    "upstream_time": "0.001, 0.003",
    "upstream_status": "502, 200",
    "grant": "G",
    "decision_id": "D",
    "records": "3",
}
APISIX = {
    "start_time": 1772413200500,
    "latency": 4.0,
    "upstream": "10.0.0.1:80",
    "consumer": {"username": "u"},
    "request": {
        "method": "GET",
        "uri": "/parking/9?x=1",
        "size": 120,
        "headers": {"host": "data.example", "x-decision-id": ["D", "E"]},
    },
    "response": {"status": 200, "size": 826, "headers": {"x-record-count": "3"}},
}
KONG = {
    "started_at": 1772413200500,
    "request": {"id": "k1", "method": "GET", "uri": "/parking/9", "size": "120", "headers": {"host": "data.example"}},
    "upstream_status": "502, 200",
    "response": {"status": 200, "size": "826", "headers": {}},
    "latencies": {"kong": 1, "proxy": 3, "request": 4},
    "consumer": {"username": "u", "custom_id": "C"},
}
CADDY = {
    "ts": 1772413200.5,
    "duration": 0.004,
    "size": 826,
    "status": 200,
    "request": {"method": "GET", "host": "data.example", "uri": "/parking/9", "headers": {"X-Purpose": ["P"]}},
    "resp_headers": {"X-Decision-Id": ["D"], "X-Grant": ["G"], "X-Record-Count": ["3"]},
}
ENVOY = {
    "start_time": "2026-03-02T01:00:00.500Z",
    "duration": 4,
    "x-request-id": "v1",
    "method": "GET",
    "authority": "data.example",
    "path": "/parking/9",
    "response_code": 200,
    "bytes_received": 0,
    "bytes_sent": 826,
    "grant": None,
}
XROAD = {
    "messageId": "x1",
    "requestInTs": 1772413200500,
    "responseOutTs": 1772413200504,
    "clientMemberCode": "C",
    "serviceMemberCode": "P",
    "serviceCode": "parking",
    "messageIssue": "CASE-7",
    "requestSize": 120,
    "responseSize": 826,
    "succeeded": True,
}


def read(*records: Any) -> list[dict[str, Any]]:
    """Read records and return the rows, what they do not say left out."""
    parsed = Parser().read("\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode())
    assert not parsed.faults, parsed.faults
    return [
        {name: value for name, value in zip(COLUMNS, row, strict=True) if value is not None}
        for one in parsed.batches.values()
        for row in zip(*one.values, strict=True)
    ]


def fault(record: Any) -> tuple[str, str]:
    line = record if isinstance(record, bytes) else json.dumps(record).encode()
    parsed = Parser().read(line)
    assert parsed.count == 1, parsed
    ((place, code, where),) = parsed.faults
    assert place == 0
    return code, where


@pytest.mark.parametrize(
    ("name", "record", "expected"),
    [
        (
            "own",
            OWN,
            {"id": "a1", "latency": 12_500, "route": "GET data.example/parking/9", "items": ["泊位"], "purpose": "一件事一次办"},
        ),
        ("cloudevents", EVENT, {"id": "e1", "consumer": "C", "resource": "R", "records": 2}),
        ("nginx", NGINX, {"id": "4f", "decision": "D", "bytes_out": 826, "bytes_in": 120, "latency": 4000, "records": 3}),
        ("apisix", APISIX, {"id": "D", "application": "u", "records": 3, "bytes_out": 826, "latency": 4000}),
        ("kong", KONG, {"id": "k1", "consumer": "C", "application": "u", "latency": 4000, "bytes_in": 120}),
        ("caddy", CADDY, {"id": "D", "grant": "G", "records": 3, "purpose": "P", "latency": 4000}),
        ("envoy", ENVOY, {"id": "v1", "latency": 4000, "bytes_out": 826}),
        ("xroad", XROAD, {"id": "x1", "consumer": "C", "provider": "P", "purpose": "CASE-7", "latency": 4000}),
    ],
)
def test_every_shape_is_known_by_its_own_fields(name: str, record: dict[str, Any], expected: dict[str, Any]) -> None:
    shape = recognise(record)
    assert shape is not None
    assert shape.name == name
    # Thousands at once and one by one are read alike.
    row, alone = read(record, record | {})[0], read(record)[0]
    assert row == alone
    assert row["at"] == AT
    assert row["outcome"] == "ok"
    assert {key: row[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (NGINX | {"status": "403", "upstream_status": "", "reason": "no_grant"}, ("denied", "no_grant")),
        (NGINX | {"status": "403", "upstream_status": "403"}, ("failed", None)),
        (NGINX | {"status": "502", "upstream_status": ""}, ("failed", None)),
        (KONG | {"response": {"status": 429}, "latencies": {"proxy": -1}, "upstream_status": None}, ("denied", None)),
        (ENVOY | {"response_code": 403, "response_flags": "UAEX"}, ("denied", None)),
        (CADDY | {"status": 403}, ("failed", None)),
        (XROAD | {"succeeded": False}, ("failed", None)),
    ],
)
def test_what_the_gateway_turned_away_is_no_failure_of_who_is_behind_it(
    record: dict[str, Any], told: tuple[str, str | None]
) -> None:
    (row,) = read(record)
    assert (row["outcome"], row.get("reason")) == told


def test_what_is_unknown_is_never_nought() -> None:
    (row,) = read(NGINX | {"records": "", "request_time": "-", "body_bytes_out": "", "bytes_out": ""})
    assert not {"records", "latency", "bytes_out"} & row.keys()


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"hello": "world"}, ("unknown_shape", "")),
        (b"[1, 2]", ("unknown_shape", "")),
        (b"{no", ("bad_json", "")),
        (b'{"a":' * 5_000, ("too_deep", "")),
        ({"time": OWN["time"]}, ("no_id", "")),
        ({"id": "1"}, ("no_time", "")),
        ({"id": "1", "time": "2026-03-02T09:00:00"}, ("bad_time", "")),
        ({"id": "1", "time": "today"}, ("bad_time", "")),
        ({"id": "x" * 129, "time": OWN["time"]}, ("bad_id", "")),
        (OWN | {"records": -1}, ("bad_value", "records")),
        (OWN | {"record": 1}, ("unknown_field", "record")),
        (NGINX | {"request_id": ""}, ("no_id", "")),
        (CADDY | {"resp_headers": {}}, ("no_id", "")),
        (EVENT | {"specversion": "2.0"}, ("bad_value", "specversion")),
        (EVENT | {"data": {"records": "many"}}, ("bad_value", "data.records")),
    ],
)
def test_what_cannot_be_counted_says_why(record: Any, expected: tuple[str, str]) -> None:
    assert fault(record) == expected


def test_one_bad_line_among_many_hinders_no_other() -> None:
    lines = [json.dumps(OWN | {"id": f"a{number}"}) for number in range(500)]
    lines[250] = "{"
    parsed = Parser().read("\n".join(lines).encode())
    assert parsed.count == 500
    assert [place for place, *_ in parsed.faults] == [250]
    places = sorted(place for batch in parsed.batches.values() for place in batch.places)
    assert places == [place for place in range(500) if place != 250]


def test_bytes_that_are_no_text_are_replaced() -> None:
    line = json.dumps(NGINX).encode().replace(b"/parking/9", b"/\xff\xfe")
    (batch,) = Parser().read(line).batches.values()
    assert dict(zip(COLUMNS, batch.values, strict=True))["route"] == ["GET data.example/\ufffd\ufffd"]
