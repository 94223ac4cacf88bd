"""A city with a catalog, and browsers without JavaScript before it: they keep cookies and send the forms that pages hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from catalog.lists.desk import Receipt
from catalog.office import Office
from tests import builders
from tests.conftest import Clock, Databases, standing_app

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
_GUARD = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True)
class Browser:
    """A browser; the expected status is said every time, and every answer carries the strict policy."""

    client: FlaskClient

    def get(self, path: str, *, status: int = 200) -> TestResponse:
        """Ask for a page."""
        return self._checked(self.client.get(path), status)

    def text(self, path: str, *, status: int = 200) -> str:
        """Ask for a page and return it as text."""
        return self.get(path, status=status).get_data(as_text=True)

    def post(self, path: str, *, status: int = 303, page: str | None = None, **fields: str | list[str]) -> TestResponse:
        """Send the form of a page (default: the page at the form's own address); a list stands for several fields of one name."""
        guard = _GUARD.search(self.text(page or path))
        assert guard, "the page holds no form of ours"
        return self._checked(self.client.post(path, data={**fields, "csrf_token": guard[1]}), status)

    def sign_in(
        self, login: str, password: str = builders.PASSWORD, *, status: int = 303, path: str = "/sign-in"
    ) -> TestResponse:
        """Sign an official in by the form."""
        return self.post(path, status=status, login=login, password=password)

    def _checked(self, answer: TestResponse, status: int) -> TestResponse:
        assert answer.status_code == status, answer.get_data(as_text=True)
        assert answer.headers["Content-Security-Policy"] == CSP
        return answer


@dataclass(frozen=True)
class City:
    """Two departments of a city and its district, one published entry with two items and one draft of the first."""

    office: Office
    app: Flask
    region: str
    district: str
    department: str
    other: str
    published: Receipt
    draft: Receipt

    def browser(self, login: str | None = None) -> Browser:
        """Open a browser, and sign an official in where a login is named."""
        browser = Browser(self.app.test_client())
        if login:
            browser.sign_in(login)
        return browser


def settle_city(office: Office) -> dict[str, Any]:
    """Fill a database; li.ming compiles, zhao.wei signs, chen.jing approves. Return what the tests go by."""
    region = builders.create_region(office, "重庆市", code="500000")
    district = builders.create_region(office, "渝中区", tier="district", parent=region, code="500103")
    department = builders.create_department(
        office, "市交通局", region=region, credit_code="11500000009275780L", short_name="交通局"
    )
    other = builders.create_department(office, "区气象局", region=district, local_code="QX", vertical_parent=department)
    roles = {"li.ming": "registrar", "zhao.wei": "reviewer", "chen.jing": "authority"}
    people = [builders.create_actor(office, login, department=department, roles=(role,)) for login, role in roles.items()]
    builders.create_classification(office)
    published = builders.create_published(office, *people, name="公共停车场泊位信息")
    draft = builders.create_draft(office, people[0], name="道路养护计划")
    places = {"region": region, "district": district, "department": department, "other": other}
    return {**places, "published": published, "draft": draft}


@contextmanager
def opened(databases: Databases, clock: Clock, **settings: Any) -> Iterator[City]:
    """Open the doors on a settled city."""
    with databases.house(settle_city, clock, log_level="ERROR", **settings) as (office, told):
        yield City(office, standing_app(office), **told)


@pytest.fixture
def city(databases: Databases, clock: Clock) -> Iterator[City]:
    """The city, its catalog for those who sign in."""
    with opened(databases, clock) as made:
        yield made


@pytest.fixture
def public_city(databases: Databases, clock: Clock) -> Iterator[City]:
    """The city, its catalog open to the public."""
    with opened(databases, clock, public_catalog=True) as made:
        yield made
