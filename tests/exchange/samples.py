"""Small builders for the files that people bring."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from catalog.exchange.entry import Entry
from catalog.exchange.reading import Reading, read_entries

LIMIT = 1 << 28


def read(path: Path, *, limit_bytes: int = LIMIT, unpacked_bytes: int = LIMIT) -> tuple[list[Entry], Reading]:
    """Read a whole file."""
    with read_entries(path, limit_bytes=limit_bytes, unpacked_bytes=unpacked_bytes) as reading:
        return list(reading), reading


def workbook(
    path: Path, sheets: dict[str, Sequence[Sequence[Any]]], *, merged: Sequence[str] = (), hidden: Sequence[str] = ()
) -> Path:
    """Write a workbook by another program's hand; ``merged`` ranges lie on the first sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    book.save(path)
    return path


def csv_file(path: Path, rows: Sequence[Sequence[Any]], *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """Write a csv file in any encoding."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def problems(entry: Entry) -> set[tuple[str, str, str]]:
    """Return what was found in an entry, without the texts."""
    return {(problem.path, problem.code, problem.severity) for problem in entry.problems}
