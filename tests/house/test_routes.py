"""Law: every route says what it asks of the caller, in words that the table of rights knows, and does ask it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter, Rule

from catalog.api.room import IdConverter
from catalog.app import create_app
from catalog.office import Office
from catalog.reception import Authority
from catalog.rights import RIGHTS
from catalog.settings import Settings

FILES = {"web.static"}
"""Routes that serve files which are the same for everybody."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    settings = Settings(home=tmp_path_factory.mktemp("routes"), log_level="ERROR")
    return create_app(settings, Office(settings))


def authorities(app: Flask) -> dict[str, Authority]:
    views = {endpoint: view for endpoint, view in app.view_functions.items() if endpoint not in FILES}
    return {endpoint: getattr(view, "authority", None) for endpoint, view in views.items()}


def test_every_route_declares_its_authority(app: Flask) -> None:
    silent = [endpoint for endpoint, authority in authorities(app).items() if authority is None]
    assert not silent
    assert len(authorities(app)) > 10


def test_a_declaration_names_rights_of_the_table_or_says_why_it_needs_none(app: Flask) -> None:
    for endpoint, authority in authorities(app).items():
        assert set(authority.rights) <= RIGHTS.keys(), endpoint
        assert bool(authority.rights) != bool(authority.why_open), endpoint


def fitting(converter: BaseConverter) -> Any:
    """Return a value that a place in a path takes."""
    if isinstance(converter, IdConverter):
        return "01a20000-0000-7000-8000-000000000000"
    return converter.min or 1 if isinstance(converter, IntegerConverter) else "x"


def address(app: Flask, rule: Rule) -> str:
    """Return an address that a rule serves, its arguments filled by what each converter takes."""
    with app.test_request_context():
        return app.url_for(rule.endpoint, **{name: fitting(rule._converters[name]) for name in rule.arguments})


def test_a_route_that_needs_a_right_turns_nobody_away_before_anything_else(app: Flask) -> None:
    """The database of this app has no tables: whoever is let in would fail otherwise than by 401, or the way to sign in."""
    client = app.test_client()
    closed = {endpoint for endpoint, authority in authorities(app).items() if authority.rights}
    asked = set()
    for rule in app.url_map.iter_rules():
        if rule.endpoint in closed:
            path = address(app, rule)
            for method in rule.methods - {"OPTIONS", "HEAD"}:
                answer = client.open(path, method=method)
                if rule.endpoint.startswith("web."):
                    assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/sign-in"), (method, path)
                else:
                    assert answer.status_code == 401, (method, path)
                asked.add(rule.endpoint)
    assert asked == closed


def test_every_path_of_the_api_answers_errors_as_problems(app: Flask) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("web."):
            path = address(app, rule)
            assert client.open(path, method="TRACE").content_type == "application/problem+json", path


def test_the_package_data_holds_every_page_and_file() -> None:
    """What the pages need is installed with them: the patterns reach one folder deep."""
    web = Path(create_app.__code__.co_filename).parent / "web"
    deeper = [path for folder in ("templates", "static") for path in (web / folder).rglob("*") if path.parent.parent != web]
    assert not deeper
