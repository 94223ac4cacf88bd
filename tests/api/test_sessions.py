"""Signing in, staying signed in, signing out; tokens of machines."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import event

from catalog import people
from tests import builders
from tests.api.conftest import Caller, Town
from tests.conftest import Clock

SESSIONS = "/api/v1/sessions"
RESOURCES = "/api/v1/resources"


def test_a_session_begins_is_used_and_ends(town: Town) -> None:
    begun = town.nobody("POST", SESSIONS, status=201, json={"login": "li.ming", "password": builders.PASSWORD}).json
    assert begun | {"token": ""} == {
        "token": "",
        "expires_in": 900,
        "login": "li.ming",
        "department": town.department,
        "region": town.region,
        "roles": ["official", "registrar"],
    }
    li = Caller(town.nobody.client, begun["token"])
    li("GET", RESOURCES)
    li("DELETE", f"{SESSIONS}/current", status=204)
    li("GET", RESOURCES, status=401)
    li("DELETE", f"{SESSIONS}/current", status=401)
    town.nobody("DELETE", f"{SESSIONS}/current", status=401)


def test_wrong_credentials_do_not_tell_what_is_wrong_and_lock_in_the_end(town: Town) -> None:
    def refused(login: str, password: str = "wrong") -> str:
        return str(town.nobody("POST", SESSIONS, status=401, json={"login": login, "password": password}).json["code"])

    assert refused("nobody.here") == "bad_credentials"
    assert [refused("li.ming") for _ in range(5)] == ["bad_credentials"] * 5
    assert refused("li.ming", builders.PASSWORD) == "locked"


def test_an_idle_session_ends_and_a_used_one_does_not(town: Town, clock: Clock) -> None:
    li = town.at("li.ming")
    for _ in range(3):
        clock.advance(minutes=14)
        li("GET", RESOURCES)
    clock.advance(minutes=15)
    assert li("GET", RESOURCES, status=401).json["code"] == "bad_token"
    assert town.at("li.ming").token, "whoever brings a token that has ended can still sign in"


def test_a_generated_password_is_changed_before_anything_else(town: Town) -> None:
    with town.office.work(builders.OPERATOR) as work:
        account = people.add_official(work, people.OfficialEntry(login="new.one", name="新人"), hasher=builders.QUICK)
    given = {"login": "new.one", "password": account.password}
    assert town.nobody("POST", SESSIONS, status=401, json=given).json["code"] == "password_due"
    weak = town.nobody("POST", f"{SESSIONS}/current/password", status=422, json=given | {"new_password": "weak"})
    assert weak.json["code"] == "weak_password"
    town.nobody("POST", f"{SESSIONS}/current/password", status=204, json=given | {"new_password": builders.PASSWORD})
    town.at("new.one")("GET", RESOURCES)


def test_a_changed_password_ends_every_session(town: Town) -> None:
    li = town.at("li.ming")
    body = {"login": "li.ming", "password": builders.PASSWORD, "new_password": "Changjiang-2026"}
    li("POST", f"{SESSIONS}/current/password", status=204, json=body)
    li("GET", RESOURCES, status=401)


def machine(town: Town, *scopes: str, days: int = 30) -> Caller:
    with town.office.work(builders.SECURITY_ADMIN) as work:
        order = people.Order(town.department, "停车诱导", scopes, work.now + timedelta(days=days))
        return Caller(town.nobody.client, people.issue_token(work, order).secret)


def test_a_machine_reads_with_its_token_until_it_expires(town: Town, clock: Clock) -> None:
    reader = machine(town, "resource:read")
    assert reader("GET", RESOURCES).json["total"] == 0
    reader("POST", RESOURCES, status=403, json={"department": town.department, "content": builders.create_content()})
    clock.advance(days=30)
    reader("GET", RESOURCES, status=401)


def test_a_token_without_the_scope_opens_nothing(town: Town) -> None:
    machine(town, "people:read")("GET", RESOURCES, status=403)


def test_a_question_takes_one_transaction_and_gives_it_back(town: Town) -> None:
    """The caller is found in the look that answers; also where nobody gets to use that look, it is closed."""
    li = town.at("li.ming")
    begun: list[object] = []
    note = begun.append
    event.listen(town.office.engine, "begin", note)
    for status, path in (
        (200, RESOURCES),
        (404, f"{RESOURCES}/{town.office.new_id()}"),
        (422, f"{RESOURCES}?limit=0"),
        (403, "/api/v1/trail"),
    ):
        begun.clear()
        li("GET", path, status=status)
        assert len(begun) == 1
    assert town.office.engine.pool.checkedout() == 0
    event.remove(town.office.engine, "begin", note)
