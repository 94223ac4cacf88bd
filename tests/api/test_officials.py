"""Accounts, roles, rights and chiefs over HTTP: the three administrators, each with their own half."""

from __future__ import annotations

from typing import Any

import pytest

from catalog import people
from catalog.rights import RIGHTS, ROLES
from tests import builders
from tests.api.conftest import Caller, Town
from tests.api.paging import statements, walk

API = "/api/v1"
OFFICIALS = f"{API}/officials"
NOBODY = "01a20000-0000-7000-8000-000000000000"
ENTRY = {"login": "ma.li", "name": "马丽", "department": "市交通局"}


def revision(response: Any) -> int:
    return int(response.headers["ETag"].strip('"'))


@pytest.fixture
def root(town: Town) -> Caller:
    builders.create_official(town.office, "root", roles=("system_admin",))
    return town.at("root")


@pytest.fixture
def warden(town: Town) -> Caller:
    builders.create_official(town.office, "warden", roles=("security_admin",))
    return town.at("warden")


def logins(rows: list[Any]) -> list[str]:
    return [row["login"] for row in rows]


def test_an_account_is_made_given_a_role_and_closed_by_two_administrators(town: Town, root: Caller, warden: Caller) -> None:
    made = root("POST", OFFICIALS, status=201, json=ENTRY)
    address = made.headers["Location"]
    assert (made.json["login"], len(made.json["password"])) == ("ma.li", 16)
    assert root("POST", OFFICIALS, status=409, json=ENTRY).json["code"] == "login_taken"

    read = revision(warden("GET", address))
    root("POST", f"{address}/roles", revision=read, status=403, json={"role": "registrar"})
    warden("POST", f"{address}/roles", revision=read, status=204, json={"role": "registrar"})
    warden("POST", f"{address}/roles", revision=read, status=412, json={"role": "reviewer"})
    warden("POST", f"{address}/roles", status=428, json={"role": "reviewer"})
    shown = warden("GET", address)
    assert (shown.json["roles"], shown.json["department_name"], shown.json["must_change_password"]) == (
        ["registrar"],
        "市交通局",
        True,
    )
    assert [(grant["role"], grant["valid_to"]) for grant in shown.json["grants"]] == [("registrar", None)]
    assert (
        warden("POST", f"{address}/roles", revision=revision(shown), status=422, json={"role": "auditor"}).json["code"]
        == "separation"
    )

    warden("DELETE", f"{address}/roles/registrar", revision=revision(shown), status=204)
    shown = warden("GET", address)
    assert (shown.json["roles"], shown.json["grants"][0]["valid_to"] is None) == ([], False)
    warden("DELETE", f"{address}/roles/registrar", revision=revision(shown), status=404)

    warden("POST", f"{address}/disable", revision=revision(shown), status=403)
    root("POST", f"{address}/disable", revision=revision(shown), status=204)
    root("POST", f"{address}/disable", revision=revision(shown), status=412)
    shown = root("GET", address)
    assert root("POST", f"{address}/disable", revision=revision(shown), status=409).json["code"] == "no_change"
    root("POST", f"{address}/enable", revision=revision(shown), status=204)
    assert root("GET", address).json["disabled_at"] is None


def test_a_role_for_a_time_is_read_as_an_instant(town: Town, root: Caller, warden: Caller) -> None:
    address = root("POST", OFFICIALS, status=201, json=ENTRY).headers["Location"]
    times = {"valid_from": "2026-04-01T00:00:00+08:00", "valid_to": "2026-05-01T00:00:00+08:00"}
    for wrong in ("2026-04-01T00:00:00", "2026-04-01", "soon", 5, "0001-01-01T00:00:00+14:00"):
        refused = warden("POST", f"{address}/roles", revision=1, status=422, json={"role": "registrar", "valid_to": wrong})
        assert refused.json["errors"][0]["path"] == "valid_to"
    read = revision(warden("GET", address))
    warden("POST", f"{address}/roles", revision=read, status=204, json={"role": "registrar"} | times)
    shown = warden("GET", address).json
    assert (shown["roles"], shown["grants"][0]["valid_from"]) == ([], "2026-03-31T16:00:00+00:00")


def test_a_password_is_reset_but_never_an_administrators_nor_ones_own(town: Town, root: Caller, warden: Caller) -> None:
    listed = root("GET", f"{OFFICIALS}?limit=200").json["officials"]
    addresses = {row["login"]: (f"{OFFICIALS}/{row['id']}", row["revision"]) for row in listed}
    address, read = addresses["li.ming"]
    account = root("POST", f"{address}/password-reset", revision=read).json
    due = town.nobody("POST", f"{API}/sessions", status=401, json={"login": "li.ming", "password": account["password"]})
    assert due.json["code"] == "password_due"
    root("POST", f"{address}/password-reset", revision=read, status=412)
    for login in ("warden", "root"):
        address, read = addresses[login]
        root("POST", f"{address}/password-reset", revision=read, status=403)


def test_the_register_of_officials_is_put_again_without_a_change(root: Caller) -> None:
    made = root("POST", f"{OFFICIALS}/register", json=ENTRY)
    assert made.json["outcome"] == "accepted"
    assert root("POST", f"{OFFICIALS}/register", json=ENTRY).json["outcome"] == "unchanged"
    assert root("POST", f"{OFFICIALS}/register", json=ENTRY | {"email": "ma.li@example.org"}).json["outcome"] == "updated"
    assert root("GET", made.headers["Location"]).json["email"] == "ma.li@example.org"
    wrong = root("POST", f"{OFFICIALS}/register", status=422, json=ENTRY | {"login": "马丽", "email": "x"})
    assert {problem["path"] for problem in wrong.json["errors"]} == {"login", "email"}


def test_everyone_is_told_who_they_are_and_what_they_may_do(town: Town) -> None:
    li = town.at("li.ming")("GET", f"{OFFICIALS}/me").json
    assert (li["kind"], li["login"], li["roles"]) == ("official", "li.ming", ["official", "registrar"])
    assert (li["department"]["name"], li["region"]["name"]) == ("市交通局", "重庆市")
    rights = {right["verb"]: right["reaches"] for right in li["rights"]}
    assert rights["resource:submit"] == ["department"]
    assert "resource:sign" not in rights
    town.nobody("GET", f"{OFFICIALS}/me", status=401)


def test_the_table_of_rights_is_shown_whole(town: Town) -> None:
    table = town.nobody("GET", f"{API}/rights").json
    assert {role["role"] for role in table["roles"]} == set(ROLES)
    told = {(cell["verb"], cell["role"]): cell["reach"] for cell in table["rights"]}
    assert told == {(verb, role): reach for verb, held in RIGHTS.items() for role, reach in held.items()}


def test_accounts_are_shown_to_administrators_alone(town: Town, root: Caller) -> None:
    mine = root("GET", f"{OFFICIALS}?name=li.ming").json["officials"][0]["id"]
    for path in (OFFICIALS, f"{OFFICIALS}/{mine}"):
        town.at("li.ming")("GET", path, status=403)
        town.nobody("GET", path, status=401)
    root("GET", f"{OFFICIALS}/{NOBODY}", status=404)
    root("POST", f"{OFFICIALS}/{NOBODY}/disable", revision=1, status=404)


def test_a_list_of_accounts_is_narrowed_and_paged_to_its_end(root: Caller) -> None:
    whole = root("GET", f"{OFFICIALS}?limit=200").json["officials"]
    assert logins(whole) == sorted(["chen.jing", "li.ming", "root", "sun.li", "wang.fang", "zhao.wei"])
    for limit in (1, 4, 6):
        assert walk(root, OFFICIALS, "officials", limit=limit) == whole
    assert logins(walk(root, OFFICIALS, "officials", department="市气象局")) == ["sun.li"]
    assert logins(walk(root, OFFICIALS, "officials", name="li.")) == ["li.ming"]
    root("GET", f"{OFFICIALS}?cursor=WzFd", status=422)


def test_a_list_of_accounts_costs_as_many_statements_for_many_as_for_few(town: Town, root: Caller) -> None:
    few = statements(town.office, lambda: root("GET", f"{OFFICIALS}?limit=200"))
    with town.office.work(builders.OPERATOR) as work:
        made = [
            people.put_official(work, people.OfficialEntry(f"user{number}", "某人", town.department)).id for number in range(30)
        ]
    with town.office.work(builders.SECURITY_ADMIN) as work:
        for official in made:
            people.grant_role(work, official, "registrar")
    assert statements(town.office, lambda: root("GET", f"{OFFICIALS}?limit=200")) == few
    assert len(walk(root, OFFICIALS, "officials", limit=10)) == 36


def test_a_chief_is_entered_listed_and_ended(town: Town, root: Caller) -> None:
    official = root("GET", f"{OFFICIALS}?name=chen.jing").json["officials"][0]["id"]
    body = {"kind": "system_chief", "official": official, "system": "交通", "region": "500000", "valid_from": "2026-01-01"}
    made = root("POST", f"{API}/chiefs", json=body)
    assert root("POST", f"{API}/chiefs", json=body).json["outcome"] == "unchanged"
    li, address = town.at("li.ming"), made.headers["Location"]
    shown = li("GET", address)
    assert (shown.json["login"], shown.json["system"], shown.json["region"]) == ("chen.jing", "交通", "重庆市")
    assert logins(li("GET", f"{API}/chiefs").json["chiefs"]) == ["chen.jing"]
    assert li("GET", f"{API}/chiefs?on=2025-12-31").json["chiefs"] == []

    root("POST", f"{address}/end", status=428, json={"on": "2026-04-01"})
    li("POST", f"{address}/end", revision=1, status=403, json={"on": "2026-04-01"})
    root("POST", f"{address}/end", revision=1, status=204, json={"on": "2026-04-01"})
    root("POST", f"{address}/end", revision=1, status=412, json={"on": "2026-05-01"})
    assert li("GET", f"{API}/chiefs?on=2026-04-01").json["chiefs"] == []
    li("GET", f"{API}/chiefs/{NOBODY}", status=404)
    wrong = root("POST", f"{API}/chiefs", status=422, json=body | {"department": town.department})
    assert wrong.json["errors"][0]["code"] == "bad_span"


def test_chiefs_are_paged_to_their_end(town: Town, root: Caller) -> None:
    with town.office.work(builders.OPERATOR) as work:
        official = people.official_id(work, "chen.jing")
        for number in range(5):
            people.put_chief(work, people.ChiefEntry("system_chief", official, system=f"系统{number}", region=town.region))
    whole = root("GET", f"{API}/chiefs?limit=200").json["chiefs"]
    assert len(whole) == 5
    assert walk(root, f"{API}/chiefs", "chiefs") == whole
