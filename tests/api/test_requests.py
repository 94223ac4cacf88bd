"""What every request meets: its id, its line in the log, health."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate

from catalog import logs
from catalog.office import Office
from tests import builders
from tests.api.conftest import Town
from tests.conftest import Databases, standing_app


def test_a_sane_request_id_is_kept_and_another_replaced(town: Town) -> None:
    def answered(given: str | None) -> str:
        return town.nobody("GET", "/livez", headers={"X-Request-Id": given} if given else {}).headers["X-Request-Id"]

    assert answered("gateway-0001") == "gateway-0001"
    for given in (None, "short", "x" * 65, "with space here", 'quote"quote'):
        assert answered(given) not in (given, "")


def test_a_request_leaves_one_line_with_its_id_and_actor_and_no_secret(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    try:
        li = town.at("li.ming")
        li("GET", "/api/v1/resources?name=秘密", headers={"X-Request-Id": "gateway-0001"})
    finally:
        logs.configure("ERROR")
    said = capsys.readouterr().err
    lines = [json.loads(line) for line in said.splitlines()]
    (line,) = [line for line in lines if line["request_id"] == "gateway-0001"]
    assert (line["event"], line["actor"], line["method"], line["path"]) == ("request", "li.ming", "GET", "/api/v1/resources")
    assert line["status"] == 200
    assert line["ms"] > 0
    for secret in (str(li.token), builders.PASSWORD, "秘密"):
        assert secret not in said


def test_answers_are_not_kept_by_others(town: Town) -> None:
    assert town.at("li.ming")("GET", "/api/v1/resources").headers["Cache-Control"] == "no-store"


def test_the_openapi_document_is_valid(town: Town) -> None:
    validate(town.nobody("GET", "/openapi.json").json)


def test_a_sound_service_is_alive_and_ready(town: Town) -> None:
    assert town.nobody("GET", "/livez").json == town.nobody("GET", "/readyz").json == {"status": "ok"}


def probe(office: Office, path: str) -> Any:
    return standing_app(office).test_client().get(path)


def test_a_database_without_tables_is_alive_but_not_ready(databases: Databases) -> None:
    office = Office(databases.settings(empty=True, log_level="ERROR"))
    assert probe(office, "/livez").status_code == 200
    answer = probe(office, "/readyz")
    assert (answer.status_code, answer.json["code"], answer.json["present"]) == (503, "migration_pending", None)
    office.close()


def test_a_database_that_is_away_is_told_as_unavailable(databases: Databases, tmp_path: Path) -> None:
    settings = databases.settings(log_level="ERROR")
    if databases.kind == "sqlite":
        (tmp_path / "file").touch()
        settings = replace(settings, database_url=f"sqlite:///{tmp_path / 'file' / 'catalog.db'}")
    else:
        settings = replace(settings, database_url="postgresql+psycopg://postgres@127.0.0.1:1/nothing")
    office = Office(settings)
    answer = probe(office, "/readyz")
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    assert "127.0.0.1" not in answer.get_data(as_text=True)
    office.close()
