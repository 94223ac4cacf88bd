"""Webhooks over HTTP and on the command line: subscribe, see how it goes, send again, unsubscribe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event

from catalog.office import Office, system_clock
from catalog.webhooks import rules, sending
from tests import builders
from tests.api.conftest import Caller, Town, open_town, settle_town
from tests.cli.conftest import answer, runner
from tests.conftest import Clock, Databases
from tests.webhooks.conftest import Receiver, a_receiver

WEBHOOKS = "/api/v1/webhooks"


def settle(office: Office) -> dict[str, str]:
    ids = settle_town(office)
    builders.create_official(office, "qian.an", roles=("security_admin",))
    builders.create_official(office, "sun.ji", roles=("auditor",))
    return ids


@pytest.fixture
def house(databases: Databases, clock: Clock) -> Iterator[Town]:
    with databases.house(settle, clock, log_level="ERROR", webhook_inward=True) as (office, ids):
        yield open_town(office, ids)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with a_receiver() as server:
        yield server


def subscription(receiver: Receiver, **more: Any) -> dict[str, Any]:
    return {"department": "市交通局", "application": "平台", "address": receiver.address, "verbs": ["region:put"]} | more


def die(town: Town, receiver: Receiver) -> None:
    """Let one event be sent in vain until it is given up."""
    receiver.answer = lambda _number: 500
    builders.create_region(town.office, "渝中区", tier="district", parent=town.region)
    for pause in (*rules.BACKOFF, rules.BACKOFF[0]):
        sending.deliver(town.office, builders.OPERATOR)
        town.office.clock.advance(seconds=pause.total_seconds())  # type: ignore[attr-defined]


def test_a_webhook_from_its_beginning_to_its_end(house: Town, receiver: Receiver) -> None:
    admin = house.at("qian.an")
    made = admin("POST", WEBHOOKS, status=201, json=subscription(receiver))
    where = made.headers["Location"]
    shown = admin("GET", where)
    assert shown.headers["ETag"] == made.headers["ETag"] == '"1"'
    assert (shown.json["department"], shown.json["state"], shown.json["dead"]) == ("市交通局", "healthy", 0)
    assert "secret" not in shown.json
    assert [one["id"] for one in admin("GET", WEBHOOKS).json["webhooks"]] == [made.json["id"]]

    paused = admin("POST", f"{where}/pause", revision=1)
    assert (paused.json["revision"], admin("GET", where).json["state"]) == (2, "paused")
    admin("POST", f"{where}/pause", revision=2, status=409)
    admin("DELETE", f"{where}/pause", revision=2)

    die(house, receiver)
    admin = house.at("qian.an")
    (letter,) = admin("GET", f"{where}/dead-letters").json["letters"]
    assert (letter["state"], letter["fault"], letter["event"]["name"]) == ("dead", "server_error", "渝中区")
    again = f"{where}/dead-letters/{letter['id']}/redelivery"
    admin("POST", again, status=428)
    admin("POST", again, revision=7, status=412)
    assert admin("POST", again, revision=letter["revision"]).json["id"] == letter["id"]
    receiver.answer = lambda _number: 200
    assert sending.deliver(house.office, builders.OPERATOR) == {"sent": 1}
    (letter,) = admin("GET", f"{where}/dead-letters?limit=1").json["letters"]
    assert letter["state"] == "delivered"

    admin("DELETE", where, status=428)
    admin("DELETE", where, revision=3, status=204)
    admin("GET", where, status=404)


def test_what_is_wrong_is_named(house: Town, receiver: Receiver) -> None:
    admin = house.at("qian.an")
    wrong = subscription(receiver, address="http://user:secret@portal.example/", verbs=["official:sign_in"])
    refused = admin("POST", WEBHOOKS, status=422, json=wrong)
    assert {each["path"] for each in refused.json["errors"]} == {"address", "verbs"}
    admin("POST", WEBHOOKS, status=404, json=subscription(receiver, department="没有的局"))


def test_the_auditor_reads_and_changes_nothing_and_a_registrar_not_even_that(house: Town, receiver: Receiver) -> None:
    made = house.at("qian.an")("POST", WEBHOOKS, status=201, json=subscription(receiver))
    auditor = house.at("sun.ji")
    assert auditor("GET", made.headers["Location"]).json["id"] == made.json["id"]
    auditor("POST", WEBHOOKS, status=403, json=subscription(receiver))
    auditor("DELETE", made.headers["Location"], revision=1, status=403)
    house.at("li.ming")("GET", WEBHOOKS, status=403)
    house.nobody("GET", WEBHOOKS, status=401)


def test_the_list_asks_as_many_questions_for_many_as_for_one(house: Town, receiver: Receiver) -> None:
    admin = house.at("qian.an")
    for _ in range(5):
        admin("POST", WEBHOOKS, status=201, json=subscription(receiver))
    asked = []
    event.listen(house.office.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    counts = []
    for _ in range(2):
        asked.clear()
        admin("GET", WEBHOOKS)
        counts.append(len(asked))
        admin("POST", WEBHOOKS, status=201, json=subscription(receiver))
    assert counts[0] == counts[1]


def test_the_command_line_does_the_same(house: Town, receiver: Receiver) -> None:
    run = runner(house.office.settings)
    caller: Caller = house.at("qian.an")
    # The command line goes by the real clock, by which the password is old.
    who = {"CATALOG_PASSWORD": builders.PASSWORD, "CATALOG_PASSWORD_DAYS": "100000"}
    signed = ("--as", "qian.an", "--json")
    made = answer(run("webhooks", "add", "平台", "市交通局", receiver.address, "--verb", "region:*", *signed, **who))
    assert made["secret"]
    assert caller("GET", f"{WEBHOOKS}/{made['id']}").json["verbs"] == ["region:*"]
    house.office.clock.now = system_clock()  # type: ignore[attr-defined]
    die(house, receiver)
    (listed,) = answer(run("webhooks", "list", "--json"))
    assert (listed["dead"], listed["state"]) == (1, "healthy")
    assert "死信 dead" in run("webhooks", "list").stdout
    (letter,) = answer(run("webhooks", "dead", made["id"], "--json"))
    assert "接收方故障" in run("webhooks", "dead", made["id"]).stdout
    run("webhooks", "redeliver", made["id"], letter["id"], "--revision", letter["revision"], *signed, **who)
    refused = run("webhooks", "redeliver", made["id"], letter["id"], "--revision", 2, "--json", code=1)
    assert answer(refused)["error"]["code"] == "not_allowed"
    assert answer(run("webhooks", "pause", made["id"], "--revision", 1, *signed, **who))["revision"] == 2
    assert "已暂停 paused" in run("webhooks", "show", made["id"]).stdout
    run("webhooks", "resume", made["id"], "--revision", 2, *signed, **who)
    run("webhooks", "remove", made["id"], "--revision", 3, *signed, **who)
    assert answer(run("webhooks", "list", "--json")) == []
