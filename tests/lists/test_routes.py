"""What a binding must say, kind by kind, and which routes cannot be told apart."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.lists import routes

SOUND: dict[str, dict[str, Any]] = {
    "table": {"url": "postgresql+psycopg://reader@db.example/exchange", "table": "share.parking", "time_column": "updated_at"},
    "api": {
        "gateway": "yunjiang",
        "host": "data.example:8443",
        "methods": ["GET", "POST"],
        "path": "/parking/{id}/lots",
        "probe": "https://data.example/health",
    },
    "file": {"path": "exchange/parking.csv"},
    "manual_table": {"note": "每月由处室整理", "refreshed": "2026-03-01"},
    "link": {"url": "https://data.example/parking?page=1"},
}


@pytest.mark.parametrize("kind", SOUND)
def test_a_sound_config_has_no_problem_and_every_field_is_needed(kind: str) -> None:
    config = SOUND[kind]
    assert routes.check(kind, config) == []
    for field in config:
        rest = {name: value for name, value in config.items() if name != field}
        found = [(problem.path, problem.code) for problem in routes.check(kind, rest)]
        assert found == ([] if field == "time_column" else [(field, "required")])
    assert [problem.code for problem in routes.check(kind, {**config, "password": "x"})] == ["unknown_field"]


@pytest.mark.parametrize(
    ("kind", "field", "value", "code"),
    [
        ("table", "url", "db.example", "bad_address"),
        ("table", "url", 5, "bad_text"),
        ("table", "table", "parking; drop", "bad_identifier"),
        ("table", "time_column", "a.b.c", "bad_identifier"),
        ("api", "methods", ["FETCH"], "bad_method"),
        ("api", "methods", "GET", "bad_method"),
        ("api", "methods", [["GET"]], "bad_method"),
        ("api", "host", "http://data.example", "bad_host"),
        ("api", "host", "数据", "bad_host"),
        ("api", "gateway", "云" * 129, "bad_text"),
        ("api", "path", "parking", "bad_path"),
        ("api", "path", "/parking//lots", "bad_path"),
        ("api", "path", "/parking/{id", "bad_path"),
        ("api", "path", "/" + "a" * 500, "bad_text"),
        ("api", "probe", "ftp://data.example", "bad_address"),
        ("api", "probe", "https://me:secret@data.example/", "secret_in_address"),
        ("api", "probe", "https://data.example/?access_token=abc", "secret_in_address"),
        ("file", "path", ["a"], "bad_text"),
        ("manual_table", "refreshed", "三月", "bad_date"),
        ("file", "path", "a\0b", "control_characters"),
        ("api", "gateway", "g\0", "control_characters"),
        ("manual_table", "note", "\ud800", "control_characters"),
        ("api", "gateway", "İ" * 128, "too_long"),
        ("table", "url", "mssql+pyodbc://?odbc_connect=PWD%3Dx", "secret_in_address"),
        ("table", "url", "sqlite:///a.db#password=x", "secret_in_address"),
        ("link", "url", "https://data.example/?a=1&key=x", "secret_in_address"),
        ("link", "url", "https://data.example/?a=1;sig=x", "secret_in_address"),
        ("link", "url", "https://data.example/?AUTH=x", "secret_in_address"),
        ("link", "url", "https://data.example/?s%69gn=x", "secret_in_address"),
        ("link", "url", "https://data.example/a#access_token=x", "secret_in_address"),
        ("link", "url", "https://data.example/a#state=x", "secret_in_address"),
        ("link", "url", "https://", "bad_address"),
        ("link", "url", "https://[::1/", "bad_address"),
        ("link", "url", "https://data.example:99999/", "bad_address"),
    ],
)
def test_what_is_wrong_with_a_config(kind: str, field: str, value: Any, code: str) -> None:
    long = {"host": "h" * 253, "path": "/" + "a" * 400} if code == "too_long" else {}
    problems = routes.check(kind, {**SOUND[kind], **long, field: value})
    assert [(problem.path, problem.code) for problem in problems] == [("path" if long else field, code)]
    assert all(problem.zh and problem.en and "secret@" not in problem.zh + problem.en for problem in problems)


def test_an_unknown_kind() -> None:
    assert [problem.code for problem in routes.check("pigeon", {})] == ["unknown_kind"]


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3))


@given(st.sampled_from(list(SOUND)), st.data())
def test_no_config_is_too_strange_to_be_judged(kind: str, data: st.DataObject) -> None:
    config = {field: data.draw(st.just(value) | JSON) for field, value in SOUND[kind].items()}
    if not routes.check(kind, config):
        assert (routes.shape(kind, config) is None) == (kind != "api")


def test_variables_and_a_closing_slash_do_not_tell_routes_apart() -> None:
    one, other = SOUND["api"], {**SOUND["api"], "gateway": "YunJiang", "path": "/parking/{lot}/lots/"}
    assert routes.shape("api", one) == routes.shape("api", other) == "yunjiang data.example:8443 /parking/{}/lots"
    assert routes.shape("api", {**one, "path": "/"}) == "yunjiang data.example:8443 /"
    assert routes.overlapping(["GET", "POST"], ["PUT"]) == []
