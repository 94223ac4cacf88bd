"""Writes workbooks row by row: how one is opened, its heads with notes and drop-down lists, its rows, and what does not fit.

Rows go to disk as they come (constant memory), so a sheet may be as long as it can be.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from catalog.errors import TooLarge
from catalog.exchange.cells import guard
from catalog.exchange.target import replacing

FILLED_ROWS: Final = 5000
"""Rows that drop-down lists are offered for."""
LONGEST_CELL: Final = 32_767
_MOST_ROWS: Final = 1_048_576


class Column(NamedTuple):
    """One column: its field, its header, its width in characters, and what its header's note says."""

    field: str
    header: str
    width: int
    note: str = ""


@contextmanager
def workbook(path: Path) -> Iterator[Workbook]:
    """Open a workbook for writing row by row; texts are never taken for formulas, links or numbers."""
    with replacing(path) as partial:
        book = xlsxwriter.Workbook(
            str(partial),
            {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )
        try:
            yield book
        finally:
            book.close()


def head(book: Workbook, sheet: Worksheet, columns: Sequence[Column]) -> None:
    """Write a header that stays in sight, over columns whose cells are text, so that codes keep all their digits."""
    text = book.add_format({"num_format": "@"})
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width, text)
    required = book.add_format({"bold": True, "bg_color": "#DCE6F1", "font_color": "#9C0006", "border": 1, "text_wrap": True})
    optional = book.add_format({"bold": True, "bg_color": "#EEF2F7", "border": 1, "text_wrap": True})
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column.header, required if column.header.startswith("*") else optional)
    sheet.freeze_panes(1, 2)


def note_headers(sheet: Worksheet, columns: Sequence[Column]) -> None:
    """Put each column's note on its header."""
    for at, column in enumerate(columns):
        if column.note:
            sheet.write_comment(0, at, column.note, {"author": "", "x_scale": 1.6})


def offer_choices(
    sheet: Worksheet, columns: Sequence[Column], choices: Callable[[str], Sequence[str]], *, several: Collection[str]
) -> None:
    """Add the drop-down lists; where several values may stand in one cell, other text is let through."""
    for at, column in enumerate(columns):
        if offered := choices(column.field):
            sheet.data_validation(
                1, at, FILLED_ROWS, at,
                {
                    "validate": "list", "source": list(offered), "show_error": column.field not in several,
                    "error_title": "请从列表中选择", "error_message": "请从列表中选择，或留空。",
                },
            )  # fmt: skip


def write_row(
    sheet: Worksheet, row: int, columns: Sequence[Column], values: Mapping[str, str], form: Format | None = None
) -> None:
    """Write the cells of one row, each as text."""
    check_row(row)
    for at, column in enumerate(columns):
        if text := values.get(column.field):
            guarded = guard(text)
            if len(guarded) > LONGEST_CELL:
                raise _too_long(column, values.get("name") or values.get("title") or "")
            sheet.write_string(row, at, guarded, form)


def check_row(row: int) -> None:
    """Refuse more rows than a sheet can hold."""
    if row >= _MOST_ROWS:
        raise TooLarge(
            f"超过工作表的行数上限 {_MOST_ROWS:,}，请按部门分开导出，或导出为 csv、jsonl。",
            f"A sheet holds at most {_MOST_ROWS:,} rows; export department by department, or as csv or jsonl.",
            limit=_MOST_ROWS,
        )


def _too_long(column: Column, name: str) -> TooLarge:
    """Build the refusal of a text that does not fit a cell."""
    return TooLarge(
        f"“{name}”的“{column.header}”超过单元格上限 {LONGEST_CELL:,} 字，请导出为 csv 或 jsonl。",
        f"“{column.header}” of “{name}” is longer than the {LONGEST_CELL:,} characters of a cell; export as csv or jsonl.",
        limit=LONGEST_CELL,
        field=column.field,
    )
