"""A file of catalog entries, read entry by entry: the table opened, its header found, items joined and folded in.

The one thing above :mod:`tables`, :mod:`headers` and :mod:`rows`; a verb needs only :func:`read_entries`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, cast

from catalog.errors import Invalid, Problem
from catalog.exchange.cells import Broken, Line, Row
from catalog.exchange.entry import Entry
from catalog.exchange.filling import DragFill
from catalog.exchange.headers import HEADER_ROWS, Columns, HeaderMap, recognise, recognise_keys, recognised_in
from catalog.exchange.itemsheet import ItemSheet, is_item_sheet, item_fields
from catalog.exchange.rows import to_entry
from catalog.exchange.sheets import Sheet
from catalog.exchange.tables import Table, open_table

EXAMPLE: Final = "示例"
"""What the first column of an example row says; such a row is no entry."""

_NOTE: Final = re.compile(r"(?:注|备注|说明|填表|填报|填写|制表|审核|合计|总计)[^，。]{0,8}[:：]")
_MOST_PLANS: Final = 1000

Raw = tuple[int, dict[str, Any], tuple[Row, ...]]


class Reading:
    """The entries of one file, to be iterated once.

    ``header`` holds the file's own column texts (for JSON lines those seen so far), ``warnings`` what is said once about the
    whole file; both are complete when the iteration has ended. ``table`` gives size and position for a progress bar.
    A line that cannot be read comes as an entry without content whose problem is *rejected*.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.warnings: list[Problem] = []
        self.header: list[str] = []
        self._rows = self._json_rows() if table.kind == "jsonl" else self._table_rows()

    def __iter__(self) -> Iterator[Entry]:
        drag = DragFill()
        for line, values, source in self._rows:
            if isinstance(values.get(""), Broken):
                yield _broken(line, values[""], source)
                continue
            entry = to_entry(values, line, source)
            problem = drag.look_at(entry)
            if problem is not None:
                entry = _without_provider_code(entry, problem)
            yield entry

    def _json_rows(self) -> Iterator[Raw]:
        """Read JSON objects; the plan of columns is made once for each set of members."""
        plans: dict[tuple[str, ...], Columns] = {}
        for line, row in self.table.sheets[0].lines:
            if isinstance(row, Broken):
                yield line, {"": row}, ({"": row.text},)
                continue
            members = cast("dict[str, Any]", row)
            keys = tuple(members)
            plan = plans.get(keys)
            if plan is None:
                if len(plans) >= _MOST_PLANS:
                    plans.clear()
                plan = plans[keys] = Columns(self._meet(keys))
            yield line, plan.values(tuple(members.values())), (members,)

    def _meet(self, keys: Sequence[str]) -> HeaderMap:
        """Recognise the members of a JSON object and note what is new about them."""
        header = recognise_keys(keys)
        self.header.extend(key for key in keys if key not in self.header)
        self.warnings.extend(warning for warning in header.warnings if warning not in self.warnings)
        return header

    def _table_rows(self) -> Iterator[Raw]:
        """Read the catalog sheet, with the items sheet joined in."""
        chosen, header, item_sheet = _choose(self.table.sheets, self.warnings)
        self.header = list(header.texts)
        self.warnings.extend(header.warnings)
        rows = _fold(_catalog_rows(chosen, header)) if "item_name" in header.known else _catalog_rows(chosen, header)
        for line, values, source in rows:
            if item_sheet is not None and (items := item_sheet.take(values)):
                values["items"] = items
            yield line, values, source
        if item_sheet is not None:
            self.warnings.extend(item_sheet.left_over())


@contextmanager
def read_entries(path: Path, *, limit_bytes: int, unpacked_bytes: int) -> Iterator[Reading]:
    """Open a file of catalog entries.

    Parameters
    ----------
    path
        ``.xlsx``, ``.csv`` or ``.jsonl``, each optionally gzipped.
    limit_bytes
        What a workbook may unpack to.
    unpacked_bytes
        What a gzipped file may unpack to.

    Raises
    ------
    Invalid, TooLarge
        The file as a whole cannot be read, or has no recognisable header; single bad lines raise nothing.
    """
    with open_table(path, limit_bytes=limit_bytes, unpacked_bytes=unpacked_bytes) as table:
        yield Reading(table)


def _broken(line: int, broken: Broken, source: tuple[Row, ...]) -> Entry:
    """Return the rejected entry that stands for a line that cannot be read."""
    problem = Problem("", "broken_line", broken.zh, broken.en)
    return Entry({}, lines=(line,), problems=(problem,), source=source)


def _without_provider_code(entry: Entry, problem: Problem) -> Entry:
    """Return the entry without the drag-filled provider code, which is kept as it stood."""
    code = entry.provider.code or ""
    raw = {**entry.content.get("raw", {}), "provider_code": code}
    return replace(
        entry,
        content={**entry.content, "raw": raw},
        provider=entry.provider._replace(code=None),
        problems=(*entry.problems, problem),
    )


class _Opened:
    """A sheet whose first rows have been looked at."""

    def __init__(self, sheet: Sheet) -> None:
        self.name = sheet.name
        self.first: list[Line] = list(islice(sheet.lines, HEADER_ROWS))
        self.rest = sheet.lines
        self.refusal: Invalid | None = None
        self.header: HeaderMap | None = None
        try:
            self.header = recognise([row for _, row in self.first if isinstance(row, list)])
        except Invalid as refusal:
            self.refusal = refusal

    @property
    def known(self) -> int:
        """How many fields the header names."""
        return len(self.header.known) if self.header else 0

    def lines(self, header: HeaderMap) -> Iterator[Line]:
        """Yield the lines below the header."""
        return chain(self.first[header.rows :], self.rest)


def _choose(sheets: Sequence[Sheet], warnings: list[Problem]) -> tuple[_Opened, HeaderMap, ItemSheet | None]:
    """Pick the sheet with the fullest catalog header, and the sheet that holds the items of its resources."""
    opened = [_Opened(sheet) for sheet in sheets]
    with_header = [(each, each.header) for each in opened if each.header is not None]
    catalogs = [pair for pair in with_header if not is_item_sheet(pair[0].name, pair[1])] or with_header[:1]
    if not catalogs:
        raise _nearest_refusal(opened)
    chosen, header = max(catalogs, key=lambda pair: pair[0].known)
    items = next((pair for pair in with_header if pair[0] is not chosen and is_item_sheet(pair[0].name, pair[1])), None)
    others = [sheet.name for sheet, _ in catalogs if sheet is not chosen]
    if others:
        warnings.append(_other_sheets(chosen.name, others))
    return chosen, header, _item_sheet(*items) if items else None


def _nearest_refusal(opened: Sequence[_Opened]) -> Invalid:
    """Return the refusal of the sheet that came nearest to having a header."""
    refusals = [
        (max((recognised_in(row) for _, row in each.first if isinstance(row, list)), default=0), each.refusal) for each in opened
    ]
    best = max(refusals, key=lambda pair: pair[0], default=(0, None))[1]
    return best or Invalid("工作簿中没有可见的工作表", "The workbook has no visible sheet", code="empty_file")


def _other_sheets(chosen: str, others: Sequence[str]) -> Problem:
    """Say that further sheets look like catalogs and were not read."""
    names = "、".join(others)
    return Problem(
        "",
        "other_sheets",
        f"只读取了工作表“{chosen}”；“{names}”也像目录，没有读取，请分别另存后导入",
        f"only the sheet “{chosen}” was read; “{names}” look like catalogs too: save and import them one by one",
        "warning",
    )


def _item_sheet(sheet: _Opened, header: HeaderMap) -> ItemSheet:
    """Read the items sheet into memory."""
    header = item_fields(header)
    columns = Columns(header)
    joined = ItemSheet()
    for line, cells in sheet.lines(header):
        if isinstance(cells, list) and not _is_example(values := columns.values(cells)):
            joined.add(line, values)
    return joined


def _catalog_rows(sheet: _Opened, header: HeaderMap) -> Iterator[Raw]:
    """Yield the rows below the header that are entries: neither blank, nor examples, notes or the header once more."""
    columns = Columns(header)
    name_text = header.texts[header.fields.index("name")] if "name" in header.known else ""
    for line, cells in sheet.lines(header):
        if isinstance(cells, Broken):
            yield line, {"": cells}, ([cells.text],)
            continue
        row = cast("list[Any]", cells)
        values = columns.values(row)
        if _holds_something(values) and not _is_example(values) and values.get("name") != name_text and not _is_note(row):
            yield line, values, (row,)


def _holds_something(values: Mapping[str, Any]) -> bool:
    """Tell whether any field but the running number is filled."""
    return any(
        value not in (None, "") and not (isinstance(value, str) and value.isspace()) and field != "serial"
        for field, value in values.items()
    )


def _is_example(values: Mapping[str, Any]) -> bool:
    """Tell whether the row is an example by which a template explains itself."""
    serial = values.get("serial")
    return isinstance(serial, str) and serial.strip().startswith(EXAMPLE)


def _is_note(cells: Sequence[Any]) -> bool:
    """Tell whether a row is a note under the table: one cell alone, beginning like one."""
    filled = [cell for cell in cells if cell not in (None, "")]
    return len(filled) == 1 and isinstance(filled[0], str) and _NOTE.match(filled[0].strip()) is not None


def _fold(rows: Iterator[Raw]) -> Iterator[Raw]:
    """Fold rows that repeat a resource, one for each of its items, into one row with all items."""
    current: tuple[int, dict[str, Any], list[Row], list[dict[str, Any]]] | None = None
    for line, values, source in rows:
        item = _item_of(values)
        if current is not None and item and _continues(current[1], values):
            current[2].extend(source)
            current[3].append(item)
            continue
        if current is not None:
            yield _folded(*current)
        current = line, values, list(source), [item] if item else []
    if current is not None:
        yield _folded(*current)


def _item_of(values: dict[str, Any]) -> dict[str, Any]:
    """Take the item's cells out of a row."""
    keys = [key for key in values if key.startswith("item_")]
    return {key.removeprefix("item_"): cell for key in keys if (cell := values.pop(key)) not in (None, "")}


def _continues(resource: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Tell whether a row holds a further item of the resource: the same name, provider and code, each repeated or left blank."""
    return all(
        values.get(field) in (None, "", resource.get(field)) for field in ("name", "provider_name", "provider_code", "code")
    )


def _folded(line: int, values: dict[str, Any], source: list[Row], items: list[dict[str, Any]]) -> Raw:
    """Return the row of a resource with its items; one cell with several names is a list of items in itself."""
    if len(items) == 1 and set(items[0]) == {"name"}:
        values.setdefault("items", items[0]["name"])
    elif items:
        values["items"] = items
    return line, values, tuple(source)
