"""Law: no list, and no page, costs more queries the more rows there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from catalog import lists
from catalog.lists import demands, responsibilities
from catalog.lists.demands import queries
from catalog.lists.responsibilities import queries as responsibility_queries
from catalog.office import Office
from tests import builders
from tests.api.conftest import Caller
from tests.api.ground import API, Ground, fill, make_ground
from tests.api.paging import statements
from tests.conftest import Clock, Databases
from tests.house.test_routes import authorities
from tests.web.conftest import Browser

ASKED = {
    "cases.overdue_on": {"at": "2026-12-31", "by": "chief"},
    "calendar.deadline": {"start": "2026-03-02", "days": 5},
    "departments.identify": {"text": "市交通局"},
    "editions.changes": {"old": "甲", "new": "乙"},
    "resources.show_by_code": {"code": "206001/000001"},
    "search.suggest": {"text": "停车"},
    "traces.trace_by_code": {"code": "206001/000001"},
    "web.resource_by_code": {"code": "206001/000001"},
    "web.search_suggestions": {"text": "停车"},
}
"""What addresses cannot do without."""

NOT_IDS = {
    "kind": "jsonl",
    "number": "0199a3c2-7d51-7c3e-9a40-5f0b6d1e2a77",
    "suffix": "ttl",
    "year": 2026,
    "old": 1,
    "new": 1,
    "action": "package_search",
    "reference": "XQ2026-000002",
}
"""What stands in addresses beside ids."""


@pytest.fixture
def ground(databases: Databases, clock: Clock) -> Iterator[Ground]:
    office = Office(databases.settings(log_level="ERROR", rate_per_minute=10**9, webhook_inward=True), clock=clock)
    yield make_ground(office)
    office.close()


def grow(ground: Ground) -> None:
    """Let there be several times as much of everything, also of what hangs on the things that are asked for."""
    for number in range(1, 4):
        fill(ground, number)
        binding = {"resource": ground.things["resource"][0], "kind": "file", "config": {"path": f"/data/{number}.csv"}}
        Caller(ground.town.nobody.client, ground.tokens["registrar"])("POST", f"{API}/bindings", status=201, json=binding)
    deepen(ground, ground.things["resource"][2])


def deepen(ground: Ground, entry: str) -> None:
    """Let the demand that is asked for have one more source, and its responsibility serve every other demand."""
    office, department = ground.town.office, ground.town.department
    authority = builders.create_actor(office, department=department, roles=("authority",))
    asked_for, duty = ground.things["demand"][0], ground.things["responsibility"][0]
    with office.look(authority) as look:
        served = {line.id for line in responsibility_queries.show(look, duty).demands}
        others = [line.id for line in queries.find(look, queries.Filter(states=("fulfilling",))) if line.id not in served]
    with office.work(authority) as work:
        demands.match(work, asked_for, [demands.Chosen(entry)], revision=queries.show(work, asked_for).revision)
    for other in others:
        with office.work(authority) as work:
            responsibilities.link(work, duty, other, revision=queries.show(work, other).revision)


def readings(ground: Ground, app: Flask) -> Iterator[tuple[str, str, Callable[[], Any]]]:
    """Yield each address that can be read by somebody: its endpoint, the address, and the act of reading it."""
    browser = Browser(app.test_client())
    browser.sign_in("clerk")
    declared = authorities(app)
    values = {name: ids[0] for name, ids in ground.things.items()} | NOT_IDS
    token_id, key_id = ground.things["credential"]
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in declared or "GET" not in rule.methods:
            continue
        values["credential"] = key_id if rule.endpoint.startswith("keys.") else token_id
        with app.test_request_context():
            path = app.url_for(rule.endpoint, **{name: values[name] for name in rule.arguments}, **ASKED.get(rule.endpoint, {}))
        token = ground.token_for(declared[rule.endpoint].rights)
        yield rule.endpoint, path, _reading(browser, path) if rule.endpoint.startswith("web.") else _asking(ground, token, path)


def _reading(browser: Browser, path: str) -> Callable[[], Any]:
    return lambda: browser.client.get(path, buffered=True)


def _asking(ground: Ground, token: str, path: str) -> Callable[[], Any]:
    return lambda: ground.town.nobody.client.get(path, headers={"Authorization": f"Bearer {token}"}, buffered=True)


def costs(ground: Ground, app: Flask) -> dict[str, int]:
    """Return how many statements each reading costs, once it has been done before."""
    found = {}
    for endpoint, path, read in readings(ground, app):
        answer = read()
        assert answer.status_code in (200, 303), (path, answer.get_data(as_text=True)[-900:])
        found[endpoint] = statements(ground.town.office, read)
    return found


def test_what_is_read_costs_no_more_where_there_is_more(ground: Ground) -> None:
    app = ground.town.app
    for label in ("甲", "乙"):
        with ground.town.office.work(builders.OPERATOR) as work:
            lists.cut_edition(work, label)
    # A trace is read level by level: it is to cost no more where it is broader, so it is as deep before as afterwards.
    fill(ground, 9)
    deepen(ground, ground.things["resource"][0])
    before = costs(ground, app)
    grow(ground)
    after = costs(ground, app)
    assert len(after) > 80
    assert {endpoint: (before[endpoint], after[endpoint]) for endpoint in after if after[endpoint] > before[endpoint]} == {}
