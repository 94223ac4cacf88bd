"""The file of a register, read whole: its header found, its cells read, every row with its line."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, cast

import msgspec

from catalog.errors import Invalid, Problem
from catalog.exchange.cells import Broken, Line, Row
from catalog.exchange.headers import HEADER_ROWS, IGNORED, Columns, HeaderMap, header_key, unknown_columns
from catalog.exchange.reading import EXAMPLE
from catalog.exchange.registers.register import Column, Record
from catalog.exchange.sheets import Sheet
from catalog.exchange.tables import empty, open_table, too_large
from catalog.exchange.workbook import CORRECTION, GUIDE_SHEET

_PASSED_OVER: Final = frozenset({"序号", "备注", "说明", "拼音", "pinyin", CORRECTION, "remark", "note"})
"""Columns that many files have and no register keeps; nothing is said of them."""

_LABELS: Final = {"name": "名称", "title": "名称", "login": "登录名", "code": "代码"}


@dataclass(slots=True)
class Reading:
    """The rows of a file; ``header`` are its column texts as they stand, ``notes`` what is said once about the whole file.

    ``known`` are the register's columns that the file has.
    """

    records: list[Record] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    known: frozenset[str] = frozenset()
    notes: list[Problem] = field(default_factory=list)


def read_register(path: Path, columns: Mapping[str, Column], *, limit_bytes: int, unpacked_bytes: int) -> Reading:
    """Read ``.xlsx``, ``.csv``, ``.jsonl`` or a ``.json`` that holds one array, each optionally gzipped.

    ``limit_bytes`` bounds what a workbook and a ``.json`` may unpack to, ``unpacked_bytes`` any other gzip. The line of an array's member is its place in the array.

    Raises
    ------
    Invalid, TooLarge
        The file as a whole cannot be read, or no row is its header; single bad lines raise nothing.
    """
    reading = Reading()
    with ExitStack() as stack:
        if path.name.lower().removesuffix(".gz").endswith(".json"):
            rows = _from_objects(_array(path, limit_bytes), columns, reading)
        else:
            table = stack.enter_context(open_table(path, limit_bytes=limit_bytes, unpacked_bytes=unpacked_bytes))
            if table.kind == "jsonl":
                rows = _from_objects(table.sheets[0].lines, columns, reading)
            else:
                rows = _from_cells(table.sheets, columns, reading)
        reading.records = [_record(columns, line, values, source) for line, values, source in rows]
    reading.notes += [column.note for name, column in columns.items() if column.note and name in reading.known]
    return reading


_Raw = tuple[int, Mapping[str, Any] | Broken, Row]


def _array(path: Path, limit_bytes: int) -> Iterator[Line]:
    """Yield the members of a JSON array."""
    opener = gzip.open if path.suffix.lower() == ".gz" else Path.open
    try:
        with opener(path, "rb") as file:
            body = file.read(limit_bytes + 1)
        if len(body) > limit_bytes:
            raise too_large(limit_bytes)
        members = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"), type=list[Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        zh, en = f"文件应是一个 JSON 数组：{error}", f"The file must hold one JSON array: {error}"
        raise Invalid(zh, en, code="damaged_file", file=path.name) from error
    if not members:
        raise empty(path.name)
    for number, member in enumerate(members, start=1):
        broken = Broken(str(member)[:200], "这一项不是 JSON 对象", "the member is not a JSON object")
        yield number, member if isinstance(member, dict) else broken


def _from_objects(lines: Iterable[Line], columns: Mapping[str, Column], reading: Reading) -> Iterator[_Raw]:
    """Read JSON objects; what their members mean is found out once for each set of members."""
    plans: dict[tuple[str, ...], Columns] = {}
    for line, row in lines:
        if isinstance(row, Broken):
            yield line, row, {"": row.text}
            continue
        members = cast("dict[str, Any]", row)
        keys = tuple(members)
        if keys not in plans:
            header = _assigned(keys, columns, 0)
            plans[keys] = Columns(header)
            reading.known |= header.known
            reading.header += [key for key in keys if key not in reading.header]
            reading.notes += [warning for warning in header.warnings if warning not in reading.notes]
        yield line, plans[keys].values(tuple(members.values())), members


def _from_cells(sheets: Sequence[Sheet], columns: Mapping[str, Column], reading: Reading) -> Iterator[_Raw]:
    """Read the first sheet that has a header; say which sheets are left out."""
    nearest: list[str] = []
    for sheet in sheets:
        first = list(islice(sheet.lines, HEADER_ROWS))
        header = max((_assigned(_texts(row), columns, at + 1) for at, (_, row) in enumerate(first)), key=_score, default=None)
        if header is None or not _serves(header, columns):
            nearest += [text for text in (header.texts if header else ()) if text]
            continue
        others = [other.name for other in sheets if other is not sheet and other.name != GUIDE_SHEET]
        reading.header, reading.known = list(header.texts), header.known
        reading.notes = [*header.warnings, *_left_out(others)]
        plan = Columns(header)
        for line, row in chain(first[header.rows :], sheet.lines):
            if isinstance(row, Broken):
                yield line, row, {"": row.text}
            elif _texts(row)[:1] != [EXAMPLE]:
                yield line, plan.values(cast("list[Any]", row)), row
        return
    raise _no_header(columns, nearest)


def _texts(row: Row | Broken) -> list[str]:
    return ["" if cell is None else str(cell).strip() for cell in row] if isinstance(row, list) else []


def _assigned(texts: Sequence[str], columns: Mapping[str, Column], rows: int) -> HeaderMap:
    """Give each field the column with the best of its words; say which columns are not taken over."""
    words = {header_key(word): (rank, name) for name, one in columns.items() for rank, word in enumerate(one.words.split())}
    keys = [header_key(text) for text in texts]
    best: dict[str, tuple[int, int]] = {}
    for index, key in enumerate(keys):
        if key in words:
            rank, name = words[key]
            best[name] = min(best.get(name, (rank, index)), (rank, index))
    chosen = {index: name for name, (_, index) in best.items()}
    second = [index for index, key in enumerate(keys) if key in words and index not in chosen and words[key][1] not in IGNORED]
    lesser = [_lesser(texts[index], words[keys[index]][1]) for index in second]
    unknown = [text for text, key in zip(texts, keys, strict=True) if text and key not in words and key not in _PASSED_OVER]
    fields = tuple(chosen.get(index) for index in range(len(texts)))
    return HeaderMap(tuple(texts), fields, rows, (*lesser, *unknown_columns(unknown)))


def _left_out(sheets: Sequence[str]) -> list[Problem]:
    names = "、".join(sheets)
    zh, en = f"以下工作表没有导入：{names}", f"Sheets not taken over: {names}"
    return [Problem("", "sheets_left_out", zh, en, "warning")] if sheets else []


def _lesser(text: str, name: str) -> Problem:
    zh, en = f"列“{text}”另有更确切的一列，没有导入", f"The column “{text}” is not taken over: another one says the same better"
    return Problem(name, "duplicate_column", zh, en, "warning")


def _score(header: HeaderMap) -> int:
    return len(header.known - IGNORED)


def _serves(header: HeaderMap, columns: Mapping[str, Column]) -> bool:
    """Tell whether a header names all that must be named, and one thing more unless the table is a mere list."""
    enough = len(header.known) > 1 or sum(map(bool, header.texts)) == 1
    return enough and all(name in header.known for name, column in columns.items() if column.required)


def _no_header(columns: Mapping[str, Column], nearest: Sequence[str]) -> Invalid:
    needed = "、".join(_LABELS[name] for name, column in columns.items() if column.required)
    shown = "、".join(nearest)[:200] or "（无 none）"
    return Invalid(
        f"前 {HEADER_ROWS} 行中没有找到表头：应有“{needed}”及其他列。最接近的一行是：{shown}",
        f"No header found in the first {HEADER_ROWS} rows: it needs {needed} and another column. The nearest row reads: {shown}",
        code="no_header",
        nearest=shown,
    )


def _record(columns: Mapping[str, Column], line: int, values: Mapping[str, Any] | Broken, source: Row) -> Record:
    """Read the cells of one row."""
    if isinstance(values, Broken):
        return Record(line, {}, (Problem("", "broken_line", values.zh, values.en),), source)
    read = {name: columns[name].read(name, cell) for name, cell in values.items()}
    problems = [value for value in read.values() if isinstance(value, Problem)]
    fields = {name: value for name, value in read.items() if value is not None and not isinstance(value, Problem)}
    for name, column in columns.items():
        if column.required and read.get(name) is None:
            problems.append(Problem(name, "required", f"缺少{_LABELS[name]}", f"the {name} is missing"))
    begins, ends = fields.get("valid_from"), fields.get("valid_to")
    if begins and ends and begins >= ends:
        problems.append(Problem("valid_to", "bad_period", "终止日期应晚于起始日期", "the end must be later than the beginning"))
    return Record(line, fields, tuple(problems), source)
