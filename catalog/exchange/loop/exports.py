"""Exporting the demand list and the responsibility list as a workbook, csv or JSON lines; what was exported imports again unchanged."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final

from catalog.canon import canonical
from catalog.exchange.books import head, note_headers, offer_choices, workbook, write_row
from catalog.exchange.cells import guard
from catalog.exchange.exports import check_kind
from catalog.exchange.loop import layout
from catalog.exchange.loop.layout import DEMANDS, RESPONSIBILITIES, Layout
from catalog.exchange.target import replacing
from catalog.exchange.workbook import GUIDE_SHEET
from catalog.lists.demands import queries as demands
from catalog.lists.demands.rules import STATE_NAMES as DEMAND_STATES
from catalog.lists.demands.rules import VERDICTS
from catalog.lists.responsibilities import queries as responsibilities
from catalog.lists.responsibilities.rules import STATE_NAMES as RESPONSIBILITY_STATES
from catalog.office import Look
from catalog.people import queries as people

Row = tuple[Mapping[str, Any], Mapping[str, Any]]
"""A document, and what an export tells beside it."""

LAYOUTS: Final[Mapping[str, Layout]] = {"demands": DEMANDS, "responsibilities": RESPONSIBILITIES}
"""The layouts by the names that the command line gives the lists."""


def write_template(path: Path, name: str) -> None:
    """Write the workbook to fill of one of ``LAYOUTS``: heads with notes, drop-down lists, an example, a guide."""
    made = LAYOUTS[name]
    with workbook(path) as book:
        sheet = book.add_worksheet(made.name)
        head(book, sheet, made.columns)
        note_headers(sheet, made.columns)
        offer_choices(sheet, made.columns, layout.choices, several=layout.SEVERAL)
        example = book.add_format({"italic": True, "font_color": "#808080", "num_format": "@"})
        write_row(sheet, 1, made.columns, made.example, example)
        guide = book.add_worksheet(GUIDE_SHEET)
        guide.set_column(0, 0, 100)
        for at, line in enumerate(made.guide):
            guide.write_string(at, 0, line)


def export_demands(look: Look, path: Path, wanted: demands.Filter) -> int:
    """Write the demands that the actor may see and that fit into a file of the kind its name says; return how many.

    Raises
    ------
    Invalid, NotFound
        The name does not end in a kind of file, or the file cannot be written there.
    TooLarge
        A workbook cannot hold it; csv and JSON lines can.
    """
    return _write(path, DEMANDS, demand_rows(look, wanted))


def export_responsibilities(look: Look, path: Path, wanted: responsibilities.Filter) -> int:
    """Write the responsibilities that the actor may see and that fit, as ``export_demands`` does.

    Raises
    ------
    Invalid, NotFound, TooLarge
        As ``export_demands``.
    """
    return _write(path, RESPONSIBILITIES, responsibility_rows(look, wanted))


def demand_rows(look: Look, wanted: demands.Filter) -> Iterator[Row]:
    """Yield demands with what an export tells beside their documents."""
    codes: dict[str, str | None] = {}
    for line, content in demands.stream(look, wanted):
        yield (
            content,
            {
                "id": line.id,
                "number": line.number,
                "department": line.department,
                "department_code": _code(look, codes, line.department_id),
                "place": line.region,
                "state": line.state,
                "desk": line.desk,
                "verdict": line.verdict,
                "due_on": line.due_on,
            },
        )


def responsibility_rows(look: Look, wanted: responsibilities.Filter) -> Iterator[Row]:
    """Yield responsibilities with what an export tells beside their documents."""
    codes: dict[str, str | None] = {}
    for line, content in responsibilities.stream(look, wanted):
        yield (
            content,
            {
                "id": line.id,
                "number": line.number,
                "department": line.owner,
                "department_code": _code(look, codes, line.owner_id),
                "place": line.region,
                "state": line.state,
                "resource": line.resource,
                "due_on": line.due_on,
            },
        )


def _code(look: Look, codes: dict[str, str | None], department: str) -> str | None:
    """Return the code of a department, asked for once."""
    if department not in codes:
        found = people.department(look.session, department)
        codes[department] = found.credit_code or found.local_code
    return codes[department]


_LABELS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "需求清单": {**DEMAND_STATES, **VERDICTS},
    "责任清单": RESPONSIBILITY_STATES,
}


def cells(made: Layout, row: Row) -> dict[str, str]:
    """Return a row as field → text of its cell, states and verdicts in Chinese."""
    content, told = row
    labels = _LABELS[made.name]
    beside = {field: labels[value][0] if field in ("state", "verdict") else str(value) for field, value in told.items() if value}
    return {**layout.cells(content), **beside}


def _write(path: Path, made: Layout, rows: Iterable[Row]) -> int:
    check_kind(path)
    if path.suffix == ".xlsx":
        return _write_workbook(path, made, rows)
    with replacing(path) as partial, partial.open("wb") as out:
        return _write_csv(out, made, rows) if path.suffix == ".csv" else _write_jsonl(out, rows)


def _write_workbook(path: Path, made: Layout, rows: Iterable[Row]) -> int:
    number = 0
    with workbook(path) as book:
        sheet = book.add_worksheet(made.name)
        columns = (*made.columns, *made.exported)
        head(book, sheet, columns)
        for number, row in enumerate(rows, start=1):
            write_row(sheet, number, columns, {**cells(made, row), "serial": str(number)})
    return number


def _write_csv(out: IO[bytes], made: Layout, rows: Iterable[Row]) -> int:
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    columns = (*made.columns, *made.exported)
    writer.writerow([column.header for column in columns])
    number = 0
    for number, row in enumerate(rows, start=1):
        written = {**cells(made, row), "serial": str(number)}
        writer.writerow([guard(written.get(column.field, "")) for column in columns])
    text.flush()
    text.detach()
    return number


def _write_jsonl(out: IO[bytes], rows: Iterable[Row]) -> int:
    written = 0
    for content, told in rows:
        out.write(canonical({**content, **{name: value for name, value in told.items() if value}}).encode() + b"\n")
        written += 1
    return written
