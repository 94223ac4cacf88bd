"""A city whose three people take an entry through its reviews over HTTP, on both databases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from catalog.office import Office
from tests import builders
from tests.conftest import Clock, Databases, standing_app


@dataclass(frozen=True)
class Caller:
    """Somebody with a token (or, without one, nobody) who asks the API; the expected status is said every time."""

    client: FlaskClient
    token: str | None = None

    def __call__(self, method: str, path: str, *, status: int = 200, **request: Any) -> TestResponse:
        headers = dict(request.pop("headers", {}))
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        if "revision" in request:
            headers["If-Match"] = f'"{request.pop("revision")}"'
        response = self.client.open(path, method=method, headers=headers, **request)
        assert response.status_code == status, response.get_data(as_text=True)
        return response


@dataclass(frozen=True)
class Town:
    """A city bureau with its people; ``at`` signs one of them in."""

    office: Office
    app: Flask
    region: str
    department: str
    other: str
    nobody: Caller

    def at(self, login: str) -> Caller:
        """Sign an official in and return the caller that the token makes."""
        begun = self.nobody("POST", "/api/v1/sessions", status=201, json={"login": login, "password": builders.PASSWORD})
        return Caller(self.nobody.client, begun.json["token"])


PEOPLE = {"li.ming": ("registrar",), "wang.fang": ("registrar",), "zhao.wei": ("reviewer",), "chen.jing": ("authority",)}


def settle_town(office: Office) -> dict[str, str]:
    """Fill a database with the city; return the ids that its tests go by."""
    region, department, other = builders.create_city(office)
    for login, roles in PEOPLE.items():
        builders.create_official(office, login, department=department, roles=roles)
    builders.create_official(office, "sun.li", department=other, roles=("registrar",))
    builders.create_classification(office)
    return {"region": region, "department": department, "other": other}


def open_town(office: Office, ids: Mapping[str, str]) -> Town:
    """Open the doors on a settled city."""
    app = standing_app(office)
    return Town(office, app, nobody=Caller(app.test_client()), **ids)


@pytest.fixture
def town(databases: Databases, clock: Clock) -> Iterator[Town]:
    """The city, its catalog not open to the public."""
    with databases.house(settle_town, clock, log_level="ERROR") as (office, ids):
        yield open_town(office, ids)


@pytest.fixture
def public_town(databases: Databases, clock: Clock) -> Iterator[Town]:
    """The city, its catalog open to the public."""
    with databases.house(settle_town, clock, log_level="ERROR", public_catalog=True) as (office, ids):
        yield open_town(office, ids)
