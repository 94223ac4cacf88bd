"""The real catalogs come in, completely accounted for, and a second time change nothing."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from catalog import people, trail
from catalog.exchange.imports import Options, Report, import_resources
from catalog.lists.model import ResourceRow, VersionRow
from catalog.office import Office
from catalog.rights import Actor
from catalog.settings import environment_name

CREATE = Options(create_departments=True)

#: File, rows, entries, rows rejected. Rejected are rows of one department and name that say different things.
CATALOGS = [("zhejiang", 15_926, 12_907, 0), ("guizhou", 12_406, 12_182, 66), ("hainan_items", 3_239, 3_020, 0)]


@pytest.fixture
def house(office: Office, op: Actor) -> Office:
    """An office with tiers and root region."""
    with office.work(op) as work:
        people.prepare(work)
    return office


def _adds_up(report: Report) -> bool:
    return report.accepted + report.updated + report.unchanged + report.rejected == report.read


def _sound(office: Office, op: Actor) -> trail.Verdict:
    with office.look(op) as look:
        return trail.verify(look)


@pytest.mark.parametrize(("name", "rows", "entries", "rejected"), CATALOGS, ids=[each[0] for each in CATALOGS])
def test_a_real_catalog_comes_in_and_the_second_time_changes_nothing(
    house: Office, op: Actor, shared_data: Path, name: str, rows: int, entries: int, rejected: int
) -> None:
    path = shared_data / "catalogs" / f"{name}.jsonl.gz"
    first = import_resources(house, op, path, CREATE)
    assert (first.read, first.accepted, first.rejected) == (rows, entries, rejected)
    assert _adds_up(first)
    assert first.rejected < 0.05 * first.read
    assert all(any(problem["severity"] == "rejected" for problem in each["problems"]) for each in first.rejections)
    with house.look(op) as look:
        origins = look.session.scalars(select(ResourceRow.origin)).all()
        before = trail.head(look)
    assert len(origins) == entries
    kept = [line for origin in origins for place in origin or () for line in place["lines"]]
    refused = [line for rejection in first.rejections for line in rejection["lines"]]
    assert sorted(kept + refused) == list(range(1, rows + 1))

    second = import_resources(house, op, path, CREATE)
    assert (second.read, second.accepted, second.updated, second.rejected) == (rows, 0, 0, rejected)
    assert _adds_up(second)
    with house.look(op) as look:
        assert trail.head(look) == before
    assert _sound(house, op).sound


def test_items_of_hainan_are_all_there(house: Office, op: Actor, shared_data: Path) -> None:
    path = shared_data / "catalogs" / "hainan_items.jsonl.gz"
    import_resources(house, op, path, CREATE)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        told = {name.strip() for line in lines for name in json.loads(line)["fields"]}
    with house.look(op) as look:
        contents = look.session.scalars(select(VersionRow.content)).all()
    kept = {item["name"] for content in contents for item in content.get("items", ())}
    # Names are cleaned (full-width letters, stray blanks), so nearly every name is found as it was told, none invented from nothing.
    assert len(told & kept) > 0.97 * len(told)
    assert sum(len(content.get("items", ())) for content in contents) > 45_000


def test_without_create_departments_an_unknown_provider_is_explained(house: Office, op: Actor, shared_data: Path) -> None:
    report = import_resources(house, op, shared_data / "catalogs" / "hainan_items.jsonl.gz", Options())
    assert report.rejected == report.read == 3_239
    reasons = [problem for problem in report.rejections[0]["problems"] if problem["severity"] == "rejected"]
    assert [problem["code"] for problem in reasons] == ["unknown_provider"]
    assert "--create-departments" in reasons[0]["zh"]
    with house.look(op) as look:
        assert look.session.scalar(select(func.count()).select_from(ResourceRow)) == 0


def test_a_rehearsal_foretells_and_writes_nothing(house: Office, op: Actor, shared_data: Path, tmp_path: Path) -> None:
    path = tmp_path / "part.jsonl"
    with gzip.open(shared_data / "catalogs" / "guizhou.jsonl.gz", "rt", encoding="utf-8") as lines:
        path.write_text("".join(line for _, line in zip(range(800), lines, strict=False)), encoding="utf-8")
    with house.look(op) as look:
        before = trail.head(look)
    foretold = import_resources(house, op, path, Options(create_departments=True, dry_run=True))
    with house.look(op) as look:
        assert trail.head(look) == before
    done = import_resources(house, op, path, CREATE)
    assert foretold.as_dict() == done.as_dict()


def test_an_import_killed_in_the_middle_is_simply_run_again(house: Office, op: Actor, shared_data: Path) -> None:
    path = shared_data / "catalogs" / "zhejiang.jsonl.gz"
    variables = {
        environment_name(name): str(value)
        for name, value in (("home", house.settings.home), ("database_url", house.settings.database_url))
        if value
    }
    command = [sys.executable, "-m", "catalog.cli", "import", "resources", str(path), "--create-departments", "--json"]
    running = subprocess.Popen(command, env=os.environ | variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    count = 0
    deadline = time.monotonic() + 120
    while not count >= 1_000 and running.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
        with house.look(op) as look:
            count = look.session.scalar(select(func.count()).select_from(ResourceRow)) or 0
    running.send_signal(signal.SIGKILL)
    _, said = running.communicate()
    assert running.returncode == -signal.SIGKILL, said.decode()
    assert 1_000 <= count < 12_907

    again = import_resources(house, op, path, CREATE)
    assert _adds_up(again)
    assert 0 < again.accepted < 12_907
    with house.look(op) as look:
        entries = look.session.execute(select(ResourceRow.provider_id, ResourceRow.name_key)).all()
    assert len(entries) == len(set(entries)) == 12_907
    assert _sound(house, op).sound
