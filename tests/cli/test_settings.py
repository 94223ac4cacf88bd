"""``catalog settings``."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from catalog import upkeep
from catalog.errors import Invalid, Unavailable
from catalog.settings import Settings, read
from catalog.store import connect
from tests.cli.conftest import answer, runner


def test_every_setting_is_listed_with_its_value_in_force(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("port = 8123\n", encoding="utf-8")
    run = runner(Settings(home=tmp_path, database_url="postgresql+psycopg://catalog:hidden@db/catalog"))
    rows = {row["name"]: row for row in answer(run("settings", "--json"))}
    assert list(rows) == [spec.name for spec in fields(Settings)]
    assert (rows["port"]["value"], rows["port"]["default"], rows["port"]["environment"]) == ("8123", "8000", "CATALOG_PORT")
    shown = run("settings").stdout
    assert "8123" in shown
    assert "服务监听端口 port the service listens on" in shown
    assert "hidden" not in shown


def test_a_setting_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    run = runner(Settings(home=tmp_path))
    refused = run("settings", "--json", code=1, CATALOG_PORT="eight")
    assert answer(refused)["error"]["problems"][0]["path"] == "port"
    assert "CATALOG_PORT" in run("settings", code=1, CATALOG_PORT="eight").stderr


def test_serve_refuses_a_database_whose_tables_are_not_there(tmp_path: Path) -> None:
    refused = runner(Settings(home=tmp_path))("serve", "--json", code=1)
    assert answer(refused)["error"]["code"] == "migration_pending"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("IMPORT_CHUNK", "0"),
        ("PROBE_PARALLEL", "0"),
        ("PORT", "70000"),
        ("WORKERS", "two"),
        ("PUBLIC_CATALOG", "yes"),
        ("LOCK_MINUTES", "-1"),
    ],
)
def test_a_setting_out_of_bounds_is_refused_naming_what_was_expected(name: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        read({f"CATALOG_{name}": value})
    assert refused.value.problems[0].path == name.lower()


def test_a_damaged_settings_file_is_refused_not_raised(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("port = ", encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        read({"CATALOG_HOME": str(tmp_path)})
    assert refused.value.code == "bad_settings_file"


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        connect(Settings(home=tmp_path, database_url="foo"))


def test_a_database_that_is_away_is_said_to_be_so(tmp_path: Path) -> None:
    engine = connect(Settings(home=tmp_path, database_url="postgresql+psycopg://nobody@127.0.0.1:1/none"))
    with pytest.raises(Unavailable):
        upkeep.check(engine)
    engine.dispose()
