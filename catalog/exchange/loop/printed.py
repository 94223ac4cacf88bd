"""Lists as people print them: A4 across, a title, a head on every page, wrapped texts, lines to sign on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Final
from unicodedata import east_asian_width

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from catalog.exchange.books import LONGEST_CELL, Column, check_row
from catalog.exchange.cells import guard

_A4: Final = 9
_LINE: Final = 16
"""Points of height of one line."""
_TALLEST: Final = 400
_FONT: Final[Mapping[str, Any]] = {"font_name": "宋体", "font_size": 10}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One list to be printed: the sheet's name, its title, what is said above the table, and the lines to sign on below it."""

    name: str
    title: str
    above: Sequence[str]
    columns: Sequence[Column]
    below: Sequence[str] = ()


def print_sheet(book: Workbook, sheet: Worksheet, made: Sheet, rows: Iterable[Mapping[str, str]]) -> int:
    """Write a list to its sheet, row by row, and set its page up; return how many rows."""
    last = len(made.columns) - 1
    _across(book, sheet, 0, last, made.title, {"bold": True, "font_size": 18, "align": "center"}, 34)
    for at, text in enumerate(made.above, start=1):
        _across(book, sheet, at, last, text, {"align": "left"}, 20)
    head = len(made.above) + 1
    _head(book, sheet, head, made.columns)
    count = _body(book, sheet, head, made.columns, rows)
    end = head + count + 1
    for at, text in enumerate(made.below):
        _across(book, sheet, end + at, last, text, {"align": "left"}, 30)
    _page(sheet, head, end + len(made.below) - 1, last)
    return count


def _across(book: Workbook, sheet: Worksheet, row: int, last: int, text: str, form: Mapping[str, Any], height: int) -> None:
    """Write a line over the whole width of the table."""
    sheet.set_row(row, height)
    sheet.merge_range(row, 0, row, last, guard(text), book.add_format({**_FONT, "valign": "vcenter", **form}))


def _head(book: Workbook, sheet: Worksheet, row: int, columns: Sequence[Column]) -> None:
    form = book.add_format(
        {**_FONT, "bold": True, "border": 1, "bg_color": "#EEF2F7", "align": "center", "valign": "vcenter", "text_wrap": True}
    )
    sheet.set_row(row, 24)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(row, at, column.header, form)


def _body(book: Workbook, sheet: Worksheet, head: int, columns: Sequence[Column], rows: Iterable[Mapping[str, str]]) -> int:
    form = book.add_format({**_FONT, "border": 1, "valign": "vcenter", "text_wrap": True, "num_format": "@"})
    number = 0
    for number, values in enumerate(rows, start=1):
        _row(sheet, head + number, columns, {**values, "serial": str(number)}, form)
    return number


def _row(sheet: Worksheet, row: int, columns: Sequence[Column], values: Mapping[str, str], form: Format) -> None:
    """Write one row as high as its longest text needs; not every program that prints works the height out by itself."""
    check_row(row)
    texts = [guard(values.get(column.field) or "")[:LONGEST_CELL] for column in columns]
    lines = max(ceil(_width(text) / (column.width - 2)) for text, column in zip(texts, columns, strict=True))
    sheet.set_row(row, min(max(lines, 1) * _LINE + 5, _TALLEST))
    for at, text in enumerate(texts):
        sheet.write_string(row, at, text, form)


def _width(text: str) -> float:
    """Return how many digits wide a text is at most: a Chinese character takes two, and lines break before marks and numbers."""
    return sum(2.4 if east_asian_width(character) in "WFA" else 1.3 for character in text)


def _page(sheet: Worksheet, head: int, last_row: int, last_column: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.print_area(0, 0, last_row, last_column)
    sheet.set_footer("&L&A&R第 &P 页，共 &N 页")
    sheet.freeze_panes(head + 1, 0)
