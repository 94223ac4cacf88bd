"""The real portals' catalogs: read whole, and read alike from every format."""

from __future__ import annotations

import csv
import gzip
import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from catalog.exchange.flat import write_csv, write_jsonl
from catalog.exchange.workbook import write_resources
from tests.exchange.samples import read

CATALOGS = {"zhejiang": 15_926, "guizhou": 12_406, "hainan_items": 3_239}


@pytest.mark.parametrize("name", CATALOGS)
def test_a_catalog_is_read_whole(shared_data: Path, name: str) -> None:
    entries, reading = read(shared_data / "catalogs" / f"{name}.jsonl.gz")
    assert [entry.lines for entry in entries] == [(line,) for line in range(1, CATALOGS[name] + 1)]
    assert reading.warnings == []
    assert not any(entry.rejected for entry in entries)
    assert all(entry.content["name"] for entry in entries)
    unread = [entry for entry in entries if any(problem.path == "update_cycle" for problem in entry.problems)]
    assert len(unread) < CATALOGS[name] * 0.05


def test_no_item_of_hainan_is_lost_unsaid(shared_data: Path) -> None:
    entries, _ = read(shared_data / "catalogs" / "hainan_items.jsonl.gz")
    kept = sum(len(entry.content.get("items", ())) for entry in entries)
    said = sum(
        problem.path.startswith("items") and problem.code in ("repeated", "placeholder")
        for entry in entries
        for problem in entry.problems
    )
    assert kept + said == 52_119
    assert said < 500


def sample(shared_data: Path, name: str) -> list[dict[str, Any]]:
    with gzip.open(shared_data / "catalogs" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        step = CATALOGS[name] // 300
        return [json.loads(line) for line in islice(file, 0, step * 300, step)]


def as_cell(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else "" if value is None else str(value)


@pytest.mark.parametrize("name", CATALOGS)
def test_a_catalog_reads_alike_from_json_lines_a_workbook_and_gb18030(shared_data: Path, tmp_path: Path, name: str) -> None:
    records = sample(shared_data, name)
    keys = list(dict.fromkeys(key for record in records for key in record))
    table = [keys, *[[as_cell(record.get(key)) for key in keys] for record in records]]
    (tmp_path / "a.jsonl").write_text(
        "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8"
    )
    with (tmp_path / "a.csv").open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(table)
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate(table):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell)
    from_json = read(tmp_path / "a.jsonl")[0]
    assert len(from_json) == 300
    assert read(tmp_path / "a.csv")[0] == from_json
    assert read(tmp_path / "a.xlsx")[0] == from_json


@pytest.mark.parametrize("name", CATALOGS)
def test_a_catalog_exported_reads_back_equal(shared_data: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "a.jsonl").write_text(
        "".join(json.dumps(record) + "\n" for record in sample(shared_data, name)), encoding="utf-8"
    )
    entries = read(tmp_path / "a.jsonl")[0]
    write_resources(tmp_path / "b.xlsx", entries)
    for suffix, write in (("csv", write_csv), ("jsonl", write_jsonl)):
        with (tmp_path / f"b.{suffix}").open("wb") as out:
            write(out, entries)
    for suffix in ("xlsx", "csv", "jsonl"):
        assert read(tmp_path / f"b.{suffix}")[0] == entries
