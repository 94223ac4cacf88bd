"""Tokens and signing keys over HTTP: shown once, listed without their secrets, revoked for ever."""

from __future__ import annotations

from typing import Any

import pytest

from catalog import people
from tests import builders
from tests.api.conftest import Caller, Town
from tests.api.paging import statements, walk

API = "/api/v1"
NOBODY = "01a20000-0000-7000-8000-000000000000"
ORDER = {
    "department": "11500000009275780L",
    "application": "停车诱导系统",
    "scopes": ["resource:read", "people:read"],
    "expires_at": "2027-03-02T00:00:00+08:00",
}


@pytest.fixture
def warden(town: Town) -> Caller:
    builders.create_official(town.office, "warden", roles=("security_admin",))
    return town.at("warden")


@pytest.fixture(params=["tokens", "keys"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def revision(response: Any) -> int:
    return int(response.headers["ETag"].strip('"'))


def test_a_credential_is_shown_once_and_revoked(town: Town, warden: Caller, kind: str) -> None:
    made = warden("POST", f"{API}/{kind}", status=201, json=ORDER)
    assert (made.json["department"], made.json["scopes"]) == (town.department, sorted(ORDER["scopes"]))
    shown = warden("GET", made.headers["Location"])
    assert (shown.json["application"], shown.json["department"], shown.json["revoked_at"]) == ("停车诱导系统", "市交通局", None)
    assert shown.json["expires_at"] == "2027-03-01T16:00:00+00:00"
    assert made.json["secret"] not in shown.get_data(as_text=True)

    address = f"{made.headers['Location']}/revocation"
    warden("POST", address, status=428)
    town.at("li.ming")("POST", address, revision=1, status=403)
    warden("POST", address, revision=revision(shown), status=204)
    warden("POST", address, revision=revision(shown), status=412)
    shown = warden("GET", made.headers["Location"])
    assert shown.json["revoked_at"] is not None
    assert warden("POST", address, revision=revision(shown), status=409).json["code"] == "no_change"


def test_a_token_opens_the_doors_of_its_scopes_until_it_is_revoked(town: Town, warden: Caller) -> None:
    made = warden("POST", f"{API}/tokens", status=201, json=ORDER)
    machine = Caller(town.nobody.client, made.json["secret"])
    me = machine("GET", f"{API}/officials/me").json
    assert (me["kind"], me["name"], me["department"]["name"]) == ("machine", None, "市交通局")
    assert [right["verb"] for right in me["rights"]] == sorted(ORDER["scopes"])
    machine("GET", f"{API}/departments")
    machine("GET", f"{API}/calendar/years/2026", status=403)
    warden("POST", f"{made.headers['Location']}/revocation", revision=1, status=204)
    machine("GET", f"{API}/departments", status=401)


def test_a_wrong_order_is_refused_with_every_problem(town: Town, warden: Caller, kind: str) -> None:
    wrong = ORDER | {"application": " ", "scopes": ["role:grant"], "expires_at": "2020-01-01T00:00:00Z"}
    found = warden("POST", f"{API}/{kind}", status=422, json=wrong).json["errors"]
    assert {problem["path"] for problem in found} == {"application", "scopes", "expires_at"}
    naive = warden("POST", f"{API}/{kind}", status=422, json=ORDER | {"expires_at": "2027-01-01T00:00:00"}).json["errors"]
    assert naive[0]["code"] == "bad_instant"
    warden("POST", f"{API}/{kind}", status=404, json=ORDER | {"department": "nowhere"})
    town.at("chen.jing")("POST", f"{API}/{kind}", status=403, json=ORDER)


def test_credentials_are_shown_to_administrators_alone(town: Town, warden: Caller, kind: str) -> None:
    address = warden("POST", f"{API}/{kind}", status=201, json=ORDER).headers["Location"]
    for path in (f"{API}/{kind}", address):
        town.at("li.ming")("GET", path, status=403)
        town.nobody("GET", path, status=401)
    warden("GET", f"{API}/{kind}/{NOBODY}", status=404)
    other = "keys" if kind == "tokens" else "tokens"
    warden("GET", address.replace(f"/{kind}/", f"/{other}/"), status=404)
    warden("POST", f"{API}/{kind}/{NOBODY}/revocation", revision=1, status=404)


def test_a_list_is_narrowed_paged_to_its_end_and_costs_the_same_for_many(town: Town, warden: Caller) -> None:
    path = f"{API}/tokens"
    warden("POST", path, status=201, json=ORDER)
    few = statements(town.office, lambda: warden("GET", f"{path}?limit=200"))
    with town.office.work(builders.SECURITY_ADMIN) as work:
        for number in range(7):
            at = town.other if number % 2 else town.department
            people.issue_token(work, people.Order(at, f"系统{number % 3}", ("resource:read",), work.now.replace(year=2027)))
    assert statements(town.office, lambda: warden("GET", f"{path}?limit=200")) == few
    whole = warden("GET", f"{path}?limit=200").json["credentials"]
    assert len(whole) == 8
    for limit in (1, 3, 8):
        assert walk(warden, path, "credentials", limit=limit) == whole
    assert len(walk(warden, path, "credentials", department="QX")) == 3
    assert warden("GET", f"{API}/keys").json == {"credentials": [], "next": None}
