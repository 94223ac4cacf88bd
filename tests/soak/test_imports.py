"""The real catalogs in the other forms that people send them, and imports that are killed again and again."""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import func, select

from catalog import people, trail
from catalog.exchange.imports import Options, import_resources
from catalog.lists.model import ResourceRow
from catalog.office import Office
from catalog.rights import Actor
from catalog.settings import environment_name

CREATE = Options(create_departments=True)
CATALOGS = ("zhejiang", "guizhou", "hainan_items")


@pytest.fixture
def house(office: Office, op: Actor) -> Office:
    with office.work(op) as work:
        people.prepare(work)
    return office


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _columns(path: Path) -> list[str]:
    columns: dict[str, None] = {}
    for row in _rows(path):
        columns |= dict.fromkeys(row)
    return list(columns)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)


def _as_xlsx(source: Path, target: Path) -> None:
    columns = _columns(source)
    with xlsxwriter.Workbook(target, {"constant_memory": True, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column)
        for line, row in enumerate(_rows(source), start=1):
            for at, column in enumerate(columns):
                if text := _cell(row.get(column)):
                    sheet.write_string(line, at, text)


def _as_gb18030(source: Path, target: Path) -> None:
    columns = _columns(source)
    with target.open("w", encoding="gb18030", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(columns)
        writer.writerows([_cell(row.get(column)) for column in columns] for row in _rows(source))


@pytest.mark.parametrize("name", CATALOGS)
def test_a_catalog_says_the_same_as_workbook_and_as_gb18030_csv(
    house: Office, op: Actor, shared_data: Path, tmp_path: Path, say: Callable[[str], None], name: str
) -> None:
    source = shared_data / "catalogs" / f"{name}.jsonl.gz"
    # All of them are called alike, for the name stands for the region of rows that tell none.
    kept = tmp_path / "jsonl" / "catalog"
    kept.parent.mkdir()
    lines = kept.with_suffix(".jsonl")
    lines.write_bytes(gzip.decompress(source.read_bytes()))
    first = import_resources(house, op, lines, Options(create_departments=True, region="全国"))
    for write, suffix in ((_as_xlsx, ".xlsx"), (_as_gb18030, ".csv")):
        target = kept.with_suffix(suffix)
        write(source, target)
        begun = time.monotonic()
        again = import_resources(house, op, target, Options(create_departments=True, region="全国"))
        say(
            f"{name}{suffix}: {again.read} rows in {time.monotonic() - begun:.1f} s, {again.unchanged} unchanged, {again.rejected} rejected"
        )
        assert again.read == first.read
        assert (again.accepted, again.updated, again.rejected) == (0, 0, first.rejected)


def test_imports_killed_again_and_again_end_right(
    house: Office, op: Actor, shared_data: Path, rounds: Callable[[int], Iterator[int]], say: Callable[[str], None]
) -> None:
    path = shared_data / "catalogs" / "zhejiang.jsonl.gz"
    values = {"home": house.settings.home, "database_url": house.settings.database_url}
    variables = {environment_name(name): str(value) for name, value in values.items() if value}
    command = [sys.executable, "-m", "catalog.cli", "import", "resources", str(path), "--create-departments", "--json"]
    chance = random.Random(1)
    killed = 0
    for _ in rounds(40):
        running = subprocess.Popen(command, env=os.environ | variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            running.wait(timeout=chance.uniform(2, 8))
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGKILL)
            running.wait()
            killed += 1
    last = import_resources(house, op, path, CREATE)
    with house.look(op) as look:
        assert look.session.scalar(select(func.count()).select_from(ResourceRow)) == 12_907
        assert trail.verify(look).sound
    say(f"killed {killed} times, {last.accepted} entries were left for the last run")
