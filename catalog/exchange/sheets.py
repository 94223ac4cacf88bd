"""Opens a workbook safely: measured before it is unpacked, hidden sheets left out, rows as Python values."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from catalog.errors import Invalid, TooLarge
from catalog.exchange.cells import Line, unguard

MOST_CELLS = 32_000_000
"""The reader lays a sheet out as a full rectangle, so one stray cell far off would claim memory for all between."""

_CHUNK = 1 << 20
_OVERLAP = 64
# Columns up to AZ and rows up to 99,999 make no rectangle worth measuring, so only cells beyond them are looked at one by one.
_FAR_CELL = re.compile(rb'\sr="(?:([B-Z][A-Z]|[A-Z]{3})(\d{1,7})|([A-Z]{1,3})(\d{6,7}))"')
_ROW = re.compile(rb'<row\b[^>]{0,40}?\sr="(\d{1,7})"')


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file: its name (empty for csv and jsonl) and its lines, to be read once."""

    name: str
    lines: Iterator[Line]


def open_sheets(source: BytesIO, limit_bytes: int, stack: ExitStack) -> tuple[Sheet, ...]:
    """Return the visible sheets of a workbook, lazily read.

    Raises
    ------
    TooLarge
        The sizes declared in the zip directory sum to more than ``limit_bytes``, or a sheet spans too many cells.
    Invalid
        It is no workbook, it is encrypted or damaged.
    """
    _measure(source, limit_bytes)
    source.seek(0)
    try:
        workbook = stack.enter_context(CalamineWorkbook.from_filelike(source))
    except CalamineError as error:
        raise _damaged(error) from error
    names = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
    ]
    return tuple(Sheet(name, _lines(workbook, name)) for name in names)


def _lines(workbook: CalamineWorkbook, name: str) -> Iterator[Line]:
    """Yield the rows of one sheet that hold anything, counted as the spreadsheet program shows them."""
    try:
        sheet: CalamineSheet = workbook.get_sheet_by_name(name)
    except CalamineError as error:
        raise _damaged(error) from error
    merged = _Merged(sheet.merged_cell_ranges or [])
    for index, cells in enumerate(sheet.iter_rows()):
        row = merged.filled(index, cells)
        if any(cell != "" for cell in row):
            yield index + 1, [_unguarded(cell) for cell in row]


class _Merged:
    """Gives the rows below a vertically merged cell its value, as they look to a person."""

    def __init__(self, ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
        self._starting: dict[int, list[tuple[int, int]]] = {}
        for (top, left), (bottom, _) in ranges:
            if bottom > top:
                self._starting.setdefault(top, []).append((bottom, left))
        self._open: list[tuple[int, int, Any]] = []

    def filled(self, index: int, cells: list[Any]) -> list[Any]:
        """Return the cells of the row ``index``; rows are asked for in their order."""
        self._open = [each for each in self._open if each[0] >= index]
        for _, column, value in self._open:
            cells[column] = value
        self._open += [(bottom, left, cells[left]) for bottom, left in self._starting.get(index, ()) if left < len(cells)]
        return cells


def _unguarded(cell: Any) -> Any:
    """Take the prefix off that guards a text from being a formula."""
    return unguard(cell) if type(cell) is str else cell


def _measure(source: BytesIO, limit_bytes: int) -> None:
    """Refuse an archive that declares too much, then one whose content contradicts what it declares."""
    try:
        with zipfile.ZipFile(source) as archive:
            declared = sum(member.file_size for member in archive.infolist())
            if declared > limit_bytes:
                raise _too_large(declared, limit_bytes)
            for member in archive.infolist():
                _check_member(archive, member)
    # A damaged or crafted archive also ends in an unknown compression (NotImplementedError) or a password (RuntimeError).
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _damaged(error) from error


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Stream one member through its checksum, and measure the rectangle that a sheet spans."""
    columns, rows, tail = 52, 1, b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            if not member.filename.startswith("xl/worksheets/"):
                continue
            part = tail + chunk
            rows = max(rows, *map(int, _ROW.findall(part)), 0)
            for column, row, other_column, other_row in _FAR_CELL.findall(part):
                columns = max(columns, _column_number(column or other_column))
                rows = max(rows, int(row or other_row))
            tail = chunk[-_OVERLAP:]
    if columns * rows > MOST_CELLS:
        raise _too_wide(columns, rows)


def _column_number(letters: bytes) -> int:
    """Return the number of a column from its letters, A being 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_large(declared: int, limit_bytes: int) -> TooLarge:
    return TooLarge(
        f"工作簿解开后有 {declared:,} 字节，超过上限 {limit_bytes:,} 字节。请分成几个文件，或改用 .csv、.jsonl（不限大小）。",
        f"The workbook unpacks to {declared:,} bytes, more than the {limit_bytes:,} allowed. Split it, or use .csv or .jsonl,"
        " which have no limit.",
        limit=limit_bytes,
        size=declared,
    )


def _too_wide(columns: int, rows: int) -> TooLarge:
    return TooLarge(
        f"工作表占到 {rows:,} 行、{columns:,} 列，多半是远处留有零星的单元格。请删去数据以外的行和列，再保存。",
        f"The sheet spans {rows:,} rows and {columns:,} columns, most likely because of stray cells far off."
        " Delete the rows and columns outside the data and save it again.",
        rows=rows,
        columns=columns,
    )


def _damaged(error: Exception) -> Invalid:
    return Invalid(
        f"工作簿已损坏、加了密码或不是 .xlsx：{error}",
        f"The workbook is damaged, protected by a password or not an .xlsx: {error}",
        code="damaged_file",
    )
