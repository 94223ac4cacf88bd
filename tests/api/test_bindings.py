"""Bindings over HTTP: who sees which address, who binds, what answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import event

from tests.api.conftest import Caller, Town
from tests.api.test_lists import publish, register, revision
from tests.exchange.bound import web_server

BINDINGS = "/api/v1/bindings"
SECRET = "Kaiyang-7f3a"


def code_of(by: Caller, address: str) -> str:
    return str(by("GET", address).json["code"])


def bind(by: Caller, resource: str, kind: str, status: int = 201, **config: Any) -> Any:
    return by("POST", BINDINGS, status=status, json={"resource": resource, "kind": kind, "config": config})


def test_a_binding_is_made_shown_and_removed(town: Town) -> None:
    li, address = town.at("li.ming"), publish(town)
    made = bind(li, code_of(li, address), "table", url=f"postgresql+psycopg://reader:{SECRET}@db/traffic", table="public.parking")
    assert SECRET not in made.get_data(as_text=True)
    assert made.json["config"] == {"url": "postgresql+psycopg://reader@db/traffic", "table": "public.parking"}
    assert (made.json["answering"], made.json["revision"]) == (None, revision(made))
    assert li("GET", f"{address}/bindings").json["bindings"] == [made.json]
    assert li("GET", f"{address}/bindings?fields=kind").json == {"bindings": [{"kind": "table"}]}
    li("DELETE", f"{BINDINGS}/{made.json['id']}", status=428)
    li("DELETE", f"{BINDINGS}/{made.json['id']}", revision=77, status=412)
    li("DELETE", f"{BINDINGS}/{made.json['id']}", revision=1, status=204)
    li("DELETE", f"{BINDINGS}/{made.json['id']}", revision=1, status=404)
    assert li("GET", f"{address}/bindings").json == {"bindings": []}


def test_addresses_are_for_the_provider_and_its_authority(town: Town) -> None:
    address = publish(town)
    made = bind(town.at("li.ming"), address.rpartition("/")[2], "file", path="/data/parking.csv").json

    def seen(login: str) -> Any:
        (binding,) = town.at(login)("GET", f"{address}/bindings").json["bindings"]
        return binding["config"]

    assert seen("li.ming") == seen("chen.jing") == {"path": "/data/parking.csv"}
    assert seen("sun.li") == {}
    sun = town.at("sun.li")
    bind(sun, address.rpartition("/")[2], "file", path="/x", status=403)
    sun("DELETE", f"{BINDINGS}/{made['id']}", revision=1, status=404)
    town.at("zhao.wei")("DELETE", f"{BINDINGS}/{made['id']}", revision=1, status=403)


def test_a_draft_is_not_bound_and_its_bindings_are_not_there_for_others(town: Town) -> None:
    li = town.at("li.ming")
    made = register(li, town)
    assert bind(li, made.json["id"], "file", path="/x", status=409).json["code"] == "not_published"
    town.at("sun.li")("GET", f"{made.headers['Location']}/bindings", status=404)
    bind(town.at("sun.li"), made.json["id"], "file", path="/x", status=404)


def test_what_a_kind_needs_is_named(town: Town) -> None:
    li, address = town.at("li.ming"), publish(town)
    refused = bind(li, address.rpartition("/")[2], "api", host="h", status=422)
    assert {error["path"] for error in refused.json["errors"]} == {"gateway", "methods", "path", "probe"}
    refused = bind(li, address.rpartition("/")[2], "pigeon", status=422)
    assert [error["path"] for error in refused.json["errors"]] == ["kind"]


def test_asking_tells_what_answers_and_why_not(town: Town) -> None:
    li, address = town.at("li.ming"), publish(town)
    resource = code_of(li, address)
    with web_server() as server:
        bind(li, resource, "link", url=f"{server.address}/page")
        bind(li, resource, "file", path="/nothing/here.csv")
        checked = li("POST", f"{BINDINGS}/checks", json={"resource": resource}).json
    assert (checked["checked"], checked["answering"], checked["turned"]) == (2, 1, 2)
    (silent,) = checked["silent"]
    assert (silent["kind"], silent["fault"]) == ("file", "not_found")
    assert silent["zh"]
    assert silent["en"]
    assert li("GET", address).json["accessed"] is True
    town.at("sun.li")("POST", f"{BINDINGS}/checks", json={"resource": resource}, status=403)
    town.at("zhao.wei")("POST", f"{BINDINGS}/checks", json={"resource": resource}, status=403)
    li("POST", f"{BINDINGS}/checks", json={"resource": "206001/000999"}, status=404)


def test_a_list_of_bindings_costs_the_same_for_many(town: Town, tmp_path: Path) -> None:
    li, address = town.at("li.ming"), publish(town)
    statements: list[str] = []
    event.listen(town.office.engine, "before_cursor_execute", lambda _c, _u, statement, *_: statements.append(statement))

    def cost(count: int) -> int:
        for _ in range(count):
            bind(li, address.rpartition("/")[2], "file", path=str(tmp_path))
        statements.clear()
        li("GET", f"{address}/bindings")
        return len(statements)

    assert cost(1) == cost(9)
