"""``catalog trail``: head, verify, read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from catalog.office import Office
from catalog.settings import Settings
from catalog.trail.model import TrailRow
from tests import builders
from tests.cli.conftest import Run, answer, runner
from tests.conftest import Databases


@pytest.fixture
def settings(databases: Databases) -> Settings:
    return databases.settings()


@pytest.fixture
def office(settings: Settings) -> Iterator[Office]:
    house = Office(settings)
    builders.create_department(house)
    yield house
    house.close()


@pytest.fixture
def run(office: Office, settings: Settings) -> Run:
    return runner(settings)


def test_heads_kept_in_a_file_verify_the_trail_until_it_is_cut(run: Run, office: Office, tmp_path: Path) -> None:
    kept = tmp_path / "heads"
    for name in ("渝中区", "江北区"):
        builders.create_region(office, name, tier="district", parent=builders.create_region(office))
        with kept.open("a", encoding="utf-8") as file:
            file.write(run("trail", "head").stdout)
    assert kept.read_text(encoding="utf-8").count("\n") == 2
    assert answer(run("trail", "head", "--json"))["seq"] == answer(run("trail", "verify", "--json"))["rows"]
    assert "完整" in run("trail", "verify", "--head", kept).stdout

    with office.engine.connect() as connection:
        connection.execute(delete(TrailRow).where(TrailRow.seq == answer(run("trail", "head", "--json"))["seq"]))
        connection.commit()
    assert answer(run("trail", "verify", "--json"))["sound"]
    cut = answer(run("trail", "verify", "--head", kept, "--json", code=1))
    assert (cut["sound"], cut["fault"]) == (False, "truncated")


def test_the_first_bad_row_is_named(run: Run, office: Office) -> None:
    with office.engine.connect() as connection:
        connection.execute(update(TrailRow).where(TrailRow.seq == 2).values(actor="nobody"))
        connection.commit()
    assert "row 2" in run("trail", "verify", code=1).stdout


def test_a_file_that_holds_no_heads_is_refused_by_its_line(run: Run, tmp_path: Path) -> None:
    kept = tmp_path / "heads"
    for wrong in ('{"seq": 1}', "[]", "seq", '{"seq": "x", "digest": "y"}'):
        kept.write_text(run("trail", "head").stdout + "\n" + wrong + "\n", encoding="utf-8")
        assert answer(run("trail", "verify", "--head", kept, "--json", code=1))["error"]["problems"][0]["path"] == "line 3"


def test_only_the_auditor_reads_and_proves_to_be_the_auditor(run: Run, office: Office) -> None:
    builders.create_official(office, "shen.ji", roles=("auditor",))
    builders.create_official(office, "li.ming", roles=("registrar",))
    assert answer(run("trail", "read", "--json", code=1))["error"]["code"] == "not_allowed"
    run("trail", "read", "--as", "li.ming", code=1, CATALOG_PASSWORD=builders.PASSWORD)
    run("trail", "read", "--as", "shen.ji", code=1, CATALOG_PASSWORD="wrong")
    rows = answer(
        run("trail", "read", "--as", "shen.ji", "--after", 3, "--limit", 2, "--json", CATALOG_PASSWORD=builders.PASSWORD)
    )
    assert [row["seq"] for row in rows] == [4, 5]
    region = rows[1]["thing"]
    shown = run("trail", "read", "--as", "shen.ji", "--thing", region, CATALOG_PASSWORD=builders.PASSWORD).stdout
    assert "region:put" in shown
    assert "official:add" not in shown
    last = answer(run("trail", "read", "--as", "shen.ji", "--limit", 10_000, "--json", CATALOG_PASSWORD=builders.PASSWORD))[-1]
    assert last["verb"] == "official:sign_in" or last["verb"] == "trail:read"
