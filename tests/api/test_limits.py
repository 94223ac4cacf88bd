"""What the doors let in: so many requests a minute from one caller, so much of a body, packed or not."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from catalog import bodies
from catalog.app import create_app
from catalog.limits import REMEMBERED, Buckets
from catalog.office import Office
from tests import builders
from tests.api.conftest import Caller
from tests.conftest import Clock, Databases

Open = Callable[..., "Door"]


@dataclass(frozen=True)
class Door:
    """The doors of a house with two officials and the settings that the test chooses."""

    nobody: Caller

    def at(self, login: str) -> Caller:
        begun = self.nobody("POST", "/api/v1/sessions", status=201, json={"login": login, "password": builders.PASSWORD})
        return Caller(self.nobody.client, begun.json["token"])


@pytest.fixture
def opened(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Open]:
    """What is limited here never reaches the database, so one kind of it will do."""
    databases, offices = Databases("sqlite", request, tmp_path), []

    def make(**settings: Any) -> Door:
        offices.append(Office(databases.settings(log_level="ERROR", **settings), clock=clock))
        for login in ("li.ming", "zhao.wei"):
            builders.create_official(offices[-1], login)
        return Door(Caller(create_app(offices[-1].settings, offices[-1]).test_client()))

    yield make
    for office in offices:
        office.close()


# -- Rates


def test_a_caller_who_asks_too_often_is_told_when_to_come_again(opened: Open) -> None:
    door = opened(rate_per_minute=6, workers=2)
    for _ in range(3):
        door.nobody("GET", "/openapi.json")
    refused = door.nobody("GET", "/openapi.json", status=429)
    assert refused.content_type == "application/problem+json"
    assert (refused.json["code"], refused.json["retry_after"]) == ("rate", int(refused.headers["Retry-After"]))
    assert 1 <= refused.json["retry_after"] <= 20
    for path in ("/livez", "/readyz"):
        door.nobody("GET", path)


def test_signing_in_is_paid_for_by_the_address_whatever_is_brought_along(opened: Open) -> None:
    door = opened(rate_per_minute=4, workers=1)
    wrong = {"login": "li.ming", "password": "wrong"}
    for attempt in range(4):
        door.nobody("POST", "/api/v1/sessions", status=401, json=wrong, headers={"Authorization": f"Bearer {attempt}"})
    door.nobody("POST", "/api/v1/sessions", status=429, json=wrong, headers={"Authorization": "Bearer more"})
    door.nobody("GET", "/api/v1/resources", status=429, headers={"Authorization": "Bearer guessed"})
    # Another address is another caller.
    door.nobody("GET", "/openapi.json", environ_base={"REMOTE_ADDR": "10.0.0.9"})


def test_each_token_has_its_own_share_and_is_not_held_up_by_its_neighbours(opened: Open) -> None:
    door = opened(rate_per_minute=6, workers=1)
    li, zhao = door.at("li.ming"), door.at("zhao.wei")
    for caller in (li, zhao):
        # The first request is the address's: until then nobody knows that the token holds.
        caller("GET", "/api/v1/resources")
    for _ in range(2):
        door.nobody("GET", "/openapi.json")
    door.nobody("GET", "/openapi.json", status=429)
    for _ in range(6):
        li("GET", "/api/v1/resources")
    li("GET", "/api/v1/resources", status=429)
    zhao("GET", "/api/v1/resources")


def test_a_token_is_the_same_however_it_is_written(opened: Open) -> None:
    door = opened(rate_per_minute=3, workers=1)
    token = door.at("li.ming").token
    statuses = []
    for scheme in ("Bearer ", "bearer ", "Bearer  ", "BEARER   ", "bEaReR ", "beareR  "):
        headers = {"Authorization": scheme + token}
        statuses.append(
            door.nobody.client.get("/api/v1/resources", headers=headers, environ_base={"REMOTE_ADDR": "10.0.0.3"}).status_code
        )
    # One request is the address's, three are the token's.
    assert statuses == [200] * 4 + [429] * 2


def test_whoever_brings_nothing_pays_from_their_own_address(opened: Open) -> None:
    door = opened(rate_per_minute=3, workers=1)
    token = door.at("li.ming").token
    for _ in range(3):
        at = {"environ_base": {"REMOTE_ADDR": "10.0.0.4"}, "headers": {"X-CKAN-API-Key": token}}
        assert door.nobody.client.get("/api/3/action/status_show", **at).status_code == 200
    for address in ("10.0.0.5", "10.0.0.6", "10.0.0.7", "10.0.0.8"):
        door.nobody("GET", "/openapi.json", environ_base={"REMOTE_ADDR": address})


def test_only_proxies_that_are_trusted_name_the_caller(opened: Open) -> None:
    direct, proxied = opened(rate_per_minute=2, workers=1), opened(rate_per_minute=2, workers=1, proxy_hops=1)
    for door, status in ((direct, 429), (proxied, 200)):
        for _ in range(2):
            door.nobody("GET", "/openapi.json", headers={"X-Forwarded-For": "10.0.0.1"})
        door.nobody("GET", "/openapi.json", status=status, headers={"X-Forwarded-For": "10.0.0.2"})
    proxied.nobody("GET", "/openapi.json", status=429, headers={"X-Forwarded-For": "10.0.0.2, 10.0.0.1"})


def test_a_bucket_fills_within_a_minute_and_never_over() -> None:
    buckets = Buckets(60)
    assert [buckets.take("a", 100.0) for _ in range(61)] == [0] * 60 + [1]
    assert [buckets.take("a", 101.0) for _ in range(2)] == [0, 1]
    assert [buckets.take("a", 1000.0) for _ in range(61)] == [0] * 60 + [1]


def test_the_share_of_many_processes_is_at_least_one_request() -> None:
    assert Buckets(1 / 8).take("a", 0.0) == 0


def test_who_was_not_seen_for_longest_is_forgotten() -> None:
    buckets = Buckets(1)
    buckets.open("first", 0.0)
    for number in range(REMEMBERED):
        buckets.take(str(number), 0.0)
    assert "first" not in buckets
    assert "0" in buckets


# -- Bodies


def sent(door: Door, body: bytes, *, status: int, coding: str = "gzip") -> Any:
    headers = {"Content-Encoding": coding, "Content-Type": "application/json"}
    return door.nobody("POST", "/api/v1/sessions", status=status, data=body, headers=headers).json


def test_a_packed_body_is_read_as_if_it_were_not(opened: Open) -> None:
    door = opened()
    body = json.dumps({"login": "li.ming", "password": builders.PASSWORD}).encode()
    for packed, coding in ((gzip.compress(body), "gzip"), (gzip.compress(body), "X-GZIP"), (body, "identity")):
        assert sent(door, packed, status=201, coding=coding)["login"] == "li.ming"
    half = len(body) // 2
    assert sent(door, gzip.compress(body[:half]) + gzip.compress(body[half:]), status=201)["token"]


def test_a_bomb_is_refused_before_it_is_unpacked_whole(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    door = opened(request_limit_mb=1)
    unpacked = []

    class Watched(gzip.GzipFile):
        def read(self, size: int | None = -1) -> bytes:
            data = super().read(size)
            unpacked.append(len(data))
            return data

    monkeypatch.setattr(bodies, "GzipFile", Watched)
    bomb = gzip.compress(bytes(64 << 20))
    assert len(bomb) < 1 << 20
    assert sent(door, bomb, status=413)["code"] == "too_large"
    assert sum(unpacked) == (1 << 20) + 1


def test_a_body_of_just_the_limit_is_read_and_one_byte_more_refused(opened: Open) -> None:
    door = opened(request_limit_mb=1)
    for more, status in ((0, 400), (1, 413)):
        sent(door, gzip.compress(b" " * ((1 << 20) + more)), status=status)


def test_what_is_packed_too_large_is_refused_by_its_length(opened: Open) -> None:
    sent(opened(request_limit_mb=1), bytes((1 << 20) + 1), status=413)


# Packed at no time of day: two processes that collect these tests must find the same.
PACKED = gzip.compress(b"{}", mtime=0)


@pytest.mark.parametrize("body", [b"no gzip", PACKED[:-3], PACKED[:5], PACKED + b"junk"])
def test_a_broken_packing_is_told_as_such(opened: Open, body: bytes) -> None:
    assert sent(opened(), body, status=400)["status"] == 400


@pytest.mark.parametrize("coding", ["br", "deflate", "gzip, gzip", "zstd"])
def test_a_packing_that_nobody_knows_is_refused_and_those_known_are_named(opened: Open, coding: str) -> None:
    door = opened()
    headers = {"Content-Encoding": coding, "Content-Type": "application/json"}
    refused = door.nobody("POST", "/api/v1/sessions", status=415, data=b"{}", headers=headers)
    assert refused.headers["Accept-Encoding"] == "gzip"
