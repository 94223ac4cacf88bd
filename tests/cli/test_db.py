"""``catalog db``: upgrade, check, backup, restore."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from catalog.office import Office
from catalog.people.queries import tiers
from catalog.settings import Settings
from tests import builders
from tests.cli.conftest import answer, runner
from tests.conftest import Databases


def test_upgrade_makes_the_tables_and_the_ground_and_changes_nothing_the_second_time(databases: Databases) -> None:
    settings = databases.settings(empty=True)
    run = runner(settings)
    assert answer(run("db", "check", "--json", code=1))["faults"]
    first = answer(run("db", "upgrade", "--json"))
    assert first["current"]
    head = answer(run("trail", "head", "--json"))
    assert answer(run("db", "upgrade", "--json")) == first
    assert answer(run("trail", "head", "--json")) == head
    assert answer(run("db", "check", "--json")) == {"sound": True, "faults": []}
    office = Office(settings)
    with office.look(builders.OPERATOR) as look:
        assert [tier.zh for tier in tiers(look.session)] == ["国家", "市", "区县"]
    office.close()


def test_a_backup_is_restored_into_an_empty_database_and_nowhere_else(databases: Databases, tmp_path: Path) -> None:
    settings, target = databases.settings(), databases.settings(empty=True)
    office = Office(settings)
    builders.create_department(office, "市交通局")
    office.close()
    file = tmp_path / "backups" / "today"
    assert answer(runner(settings)("db", "backup", file, "--json"))["bytes"] == file.stat().st_size
    assert file.stat().st_mode & 0o077 == 0
    assert answer(runner(settings)("db", "backup", file, "--json", code=1))["error"]["code"] == "file_exists"
    assert answer(runner(settings)("db", "restore", file, "--json", code=1))["error"]["code"] == "not_empty"
    runner(target)("db", "restore", file)
    for command in (("db", "check", "--json"), ("trail", "verify", "--json")):
        assert answer(runner(target)(*command))["sound"]
    assert runner(target)("trail", "head").stdout == runner(settings)("trail", "head").stdout


def test_what_is_no_backup_is_refused(databases: Databases, tmp_path: Path) -> None:
    target = databases.settings(empty=True)
    assert answer(runner(target)("db", "restore", tmp_path / "none", "--json", code=1))["error"]["code"] == "not_found"
    (tmp_path / "letter").write_text("Dear colleague", encoding="utf-8")
    assert answer(runner(target)("db", "restore", tmp_path / "letter", "--json", code=1))["error"]["code"] in {
        "not_a_backup",
        "tool_failed",
    }


def test_check_names_a_foreign_key_that_points_nowhere(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    run = runner(settings)
    run("db", "upgrade")
    office = Office(settings)
    builders.create_department(office)
    with office.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.execute(text("DELETE FROM region WHERE name = '重庆市'"))
        connection.commit()
    office.close()
    assert any("department" in fault["path"] for fault in answer(run("db", "check", "--json", code=1))["faults"])
