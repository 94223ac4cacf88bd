"""A small catalog to be harvested: two departments, three published entries of every sharing type, and others nobody may see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any

from flask import Flask
from sqlalchemy import event
from werkzeug.serving import make_server

from catalog import lists
from catalog.lists.bulk import Incoming
from catalog.office import Office
from tests import builders

HIDDEN = ("draft", "offline", "retired")
API = {
    "gateway": "gw-1",
    "host": "api.inside.example",
    "methods": ["GET"],
    "path": "/parking/{id}",
    "probe": "http://api.inside.example/health",
}


@dataclass(frozen=True)
class Shelf:
    """What stands in the catalog: departments by id, published entries by id."""

    office: Office
    region: str
    traffic: str
    weather: str
    parking: str
    buses: str
    forecast: str

    @property
    def published(self) -> tuple[str, str, str]:
        """The ids of the published entries, oldest first."""
        return (self.parking, self.buses, self.forecast)


def content(name: str, **fields: Any) -> dict[str, Any]:
    return builders.create_content(name=name, **fields)


PARKING = content("停车场泊位信息", theme="交通运输", tags=["停车", "泊位"], formats=["mysql"])
BUSES = content(
    "公交线路信息",
    theme="交通运输",
    formats=["csv", "rest"],
    distributions=[
        {
            "mode": "file",
            "format": "csv",
            "address": "https://data.example/buses.csv",
            "volume": "1200 条",
            "refreshed": "2026-02-01",
        },
        {"mode": "file", "format": "csv", "address": "https://data.example/buses?token=secret"},
    ],
    sharing_type="conditional",
    sharing_conditions="限用于公共交通规划",
    sharing_purpose="线路优化",
    update_cycle="ten_days",
)
FORECAST = content(
    '气象预报“三小时”信息_"引号"\\',
    classifications=["207001"],
    theme="气象",
    formats=["json"],
    sharing_type="not_shared",
    legal_basis=[{"law": "《气象法》", "article": "第十八条"}],
    update_cycle="realtime",
)


def fill_shelf(office: Office) -> tuple[str, ...]:
    """Fill a database; return the ids in the order of ``Shelf``."""
    region, traffic, weather = builders.create_city(office)
    builders.create_classification(office)
    builders.create_classification(office, "207001", "气象服务")
    shown = [(traffic, PARKING, "206001/000001"), (traffic, BUSES, "206001/000002"), (weather, FORECAST, "207001/000001")]
    hidden = [(traffic, content(f"{state}信息"), f"206001/10000{at}", state) for at, state in enumerate(HIDDEN)]
    rows = [Incoming(who, region, said, code=code, state="published") for who, said, code in shown]
    rows += [
        Incoming(who, region, said, code=None if state == "draft" else code, state=state) for who, said, code, state in hidden
    ]
    put(office, rows)
    with office.look(builders.OPERATOR) as look:
        found = {each.name: each.id for each in lists.queries.find(look, lists.queries.Filter()).entries}
    with office.work(builders.OPERATOR) as work:
        lists.bind(work, found[PARKING["name"]], "api", API, seal=str.encode)
    return region, traffic, weather, *(found[said["name"]] for _, said, _ in shown)


def put(office: Office, rows: list[Incoming]) -> None:
    with office.work(builders.OPERATOR) as work:
        outcomes = lists.take_over(work, rows)
    assert {outcome.fate for outcome in outcomes} == {"accepted"}, outcomes


def put_many(shelf: Shelf, number: int) -> None:
    """Publish so many further entries of the weather department."""
    rows = [
        Incoming(shelf.weather, shelf.region, content(f"观测站{at:04d}"), code=f"206001/{2000 + at:06d}", state="published")
        for at in range(number)
    ]
    put(shelf.office, rows)


@contextmanager
def statements(office: Office) -> Iterator[list[str]]:
    """Note every statement that the database is sent."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(office.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(office.engine, "before_cursor_execute", note)


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an app on a real port; give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
