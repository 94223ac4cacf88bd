"""Reads the tables people bring: every row with the line on which it stands.

``.csv`` and ``.jsonl`` stream in constant memory; ``.xlsx`` is unpacked in memory up to a limit (:mod:`catalog.exchange.sheets`).
Each may be gzipped. What a column means is not known here; that is :mod:`catalog.exchange.headers`.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, Literal, cast

import msgspec

from catalog.errors import Invalid, TooLarge
from catalog.exchange.cells import Broken, Line, unguard
from catalog.exchange.headers import HEADER_ROWS, recognised_in
from catalog.exchange.sheets import Sheet, open_sheets

Kind = Literal["xlsx", "csv", "jsonl"]

DELIMITERS = ",\t;|"
LONGEST_LINE = 1 << 23
LONGEST_CELL = 1 << 20
LONGEST_HEADER_LINE = 4096
CHUNK = 1 << 18
ZIP_MAGIC, OLE_MAGIC, GZIP_MAGIC = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Table:
    """An opened file: its sheets (csv and jsonl have exactly one) and how far it has been read.

    ``size`` and ``position()`` are bytes of the file as it lies on disk, for a progress bar.
    """

    kind: Kind
    sheets: tuple[Sheet, ...]
    size: int
    position: Callable[[], int]


@contextmanager
def open_table(path: Path, *, limit_bytes: int, unpacked_bytes: int) -> Iterator[Table]:
    """Open ``path`` for reading by lines; the file stays open as long as the context.

    ``limit_bytes`` bounds what an ``.xlsx`` may unpack to, ``unpacked_bytes`` any gzip; csv and jsonl as they are have no bound.

    Raises
    ------
    Invalid
        The extension is none of ours, the file is empty, truncated or not what its name says.
    TooLarge
        The workbook would unpack to more than ``limit_bytes``, or the gzip to more than ``unpacked_bytes``; no row has been given out.
    """
    kind, zipped = _kind(path)
    with ExitStack() as stack:
        raw = stack.enter_context(path.open("rb"))
        _check_magic(path, raw, kind, zipped)
        with _gzip_refusals(path):
            opener = partial(_rewound, raw, unpacked_bytes if zipped else None)
            sheets = _SHEETS[kind](opener, limit_bytes, stack)
            if kind != "xlsx":
                sheets = tuple(Sheet(sheet.name, _peeked(path.name, sheet.lines)) for sheet in sheets)
            yield Table(kind, sheets, path.stat().st_size, raw.tell)


def _kind(path: Path) -> tuple[Kind, bool]:
    """Tell from the name what a file is, and whether it is gzipped."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    zipped = suffixes[-1:] == [".gz"]
    last = (suffixes[:-1] if zipped else suffixes)[-1:]
    if last in ([".xlsx"], [".csv"], [".jsonl"]):
        return cast("Kind", last[0][1:]), zipped
    raise Invalid(
        f"不能识别的文件类型：{path.name}。可以导入 .xlsx、.csv、.jsonl（均可再加 .gz）；旧版 .xls 请另存为 .xlsx。",
        f"Unknown kind of file: {path.name}. Accepted are .xlsx, .csv and .jsonl (each may end in .gz); save an old .xls as .xlsx.",
        code="unknown_extension",
        file=path.name,
    )


def _check_magic(path: Path, raw: IO[bytes], kind: Kind, zipped: bool) -> None:
    """Refuse an empty file and one whose first bytes contradict its name."""
    head = raw.read(4)
    raw.seek(0)
    if not head:
        raise empty(path.name)
    expected = GZIP_MAGIC if zipped else ZIP_MAGIC if kind == "xlsx" else b""
    known = (ZIP_MAGIC, OLE_MAGIC, GZIP_MAGIC)
    if not head.startswith(expected) or (not expected and head.startswith(known)):
        raise _not_what_it_says(path.name, head)


def empty(name: str) -> Invalid:
    """Build the refusal of a file without a single row."""
    return Invalid(f"文件是空的：{name}", f"The file is empty: {name}", code="empty_file", file=name)


def _not_what_it_says(name: str, head: bytes) -> Invalid:
    """Build the refusal of a file whose content is not what its extension promises."""
    zh = "它是旧版 .xls 或加密的工作簿，请去掉密码并另存为 .xlsx。" if head.startswith(OLE_MAGIC) else "请检查文件的扩展名。"
    en = (
        "It is an old .xls or an encrypted workbook; save it as .xlsx without a password."
        if head.startswith(OLE_MAGIC)
        else ("Check its extension.")
    )
    return Invalid(
        f"文件内容与扩展名不符：{name}。{zh}",
        f"The content of {name} is not what its name says. {en}",
        code="not_what_it_says",
        file=name,
    )


@contextmanager
def _gzip_refusals(path: Path) -> Iterator[None]:
    """Turn the three ways in which gzip fails into one refusal."""
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise Invalid(
            f"压缩文件不完整或已损坏：{path.name}，请重新传送。",
            f"The gzip file {path.name} is truncated or damaged; transfer it again.",
            code="damaged_file",
            file=path.name,
        ) from error


def _rewound(raw: IO[bytes], limit: int | None) -> io.BufferedReader:
    """Return the bytes of ``raw`` from its beginning; unpacked, where there is a limit to what it may unpack to."""
    raw.seek(0)
    # The detached wrapper of an earlier pass must not close the file, hence a reader over a reader that leaves it open.
    return io.BufferedReader(_Unclosed(raw) if limit is None else _Unpacked(raw, limit), CHUNK)


class _Unclosed(io.RawIOBase):
    """Reads from another file and leaves it open when closed, so that the file can be read twice."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file = file

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` from the other file."""
        chunk = self._file.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)


class _Unpacked(_Unclosed):
    """Unpacks a gzip file, and no more of it than a limit: a small one may hold zeros without end."""

    def __init__(self, file: IO[bytes], limit: int) -> None:
        super().__init__(cast("IO[bytes]", gzip.GzipFile(fileobj=file)))
        self._limit = self._left = limit

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` from the other file.

        Raises
        ------
        TooLarge
            It unpacks to more than the limit.
        """
        count = super().readinto(buffer)
        self._left -= count
        if self._left < 0:
            raise _unpacks_too_far(self._limit)
        return count


def _unpacks_too_far(limit: int) -> TooLarge:
    return TooLarge(
        f"压缩文件解开后超过上限 {limit:,} 字节，请分成几个文件，或不压缩直接导入。",
        f"The gzip file unpacks to more than {limit:,} bytes; split it, or import it as it was before it was packed.",
        limit=limit,
    )


Opener = Callable[[], io.BufferedReader]


def _xlsx(opener: Opener, limit_bytes: int, stack: ExitStack) -> tuple[Sheet, ...]:
    """Open a workbook; a gzipped one is unpacked into memory first, counting."""
    buffer = io.BytesIO()
    with opener() as stream:
        while chunk := stream.read(CHUNK):
            if buffer.tell() + len(chunk) > limit_bytes:
                raise too_large(limit_bytes)
            buffer.write(chunk)
    return open_sheets(buffer, limit_bytes, stack)


def too_large(limit_bytes: int) -> TooLarge:
    """Build the refusal of a workbook that unpacks to more than the limit."""
    return TooLarge(
        f"工作簿解开后超过上限 {limit_bytes:,} 字节，请分成几个文件，或改用 .csv、.jsonl（不限大小）。",
        f"The workbook unpacks to more than {limit_bytes:,} bytes; split it, or use .csv or .jsonl, which have no limit.",
        limit=limit_bytes,
    )


def _csv(opener: Opener, _limit_bytes: int, stack: ExitStack) -> tuple[Sheet, ...]:
    """Open a csv file: find its encoding by a first pass, its delimiter by the first rows."""
    encoding = _encoding(opener)
    with _text(opener, encoding) as sample:
        delimiter = _delimiter([line[:LONGEST_HEADER_LINE] for line in islice(sample, HEADER_ROWS)])
    text = stack.enter_context(_text(opener, encoding))
    return (Sheet("", _records(text, delimiter)),)


def _jsonl(opener: Opener, _limit_bytes: int, stack: ExitStack) -> tuple[Sheet, ...]:
    """Open a file of JSON lines; a first pass finds a truncated gzip before any row is given out."""
    with opener() as stream:
        while stream.read(CHUNK):
            pass
    return (Sheet("", _objects(stack.enter_context(opener()))),)


_SHEETS: dict[Kind, Callable[[Opener, int, ExitStack], tuple[Sheet, ...]]] = {"xlsx": _xlsx, "csv": _csv, "jsonl": _jsonl}


def _peeked(name: str, lines: Iterator[Line]) -> Iterator[Line]:
    """Refuse a file without any row now rather than when it is first read."""
    first = next(lines, None)
    if first is None:
        raise empty(name)
    return chain((first,), lines)


def _text(opener: Opener, encoding: str) -> io.TextIOWrapper:
    """Decode a file as text, with its line ends as they are (they may stand inside quotes)."""
    return io.TextIOWrapper(opener(), encoding=encoding, newline="")


def _encoding(opener: Opener) -> str:
    """Find the encoding of a text file: its byte order mark, else strict UTF-8, else GB 18030."""
    with opener() as stream:
        head = stream.read(4)
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        candidates: tuple[str, ...] = ("utf-16",)
    else:
        candidates = ("utf-8-sig",) if head.startswith(BOM_UTF8) else ("utf-8", "gb18030")
    for encoding in candidates:
        if _decodes(opener, encoding):
            return encoding
    raise Invalid(
        "文件的文字编码既不是 UTF-8，也不是 GB18030，请在表格软件中另存为“CSV UTF-8”。",
        "The file is encoded neither in UTF-8 nor in GB 18030; save it as 'CSV UTF-8' from the spreadsheet program.",
        code="unknown_encoding",
    )


def _decodes(opener: Opener, encoding: str) -> bool:
    """Tell whether every byte of the file is strictly of ``encoding``, without holding more than a chunk."""
    decoder = getincrementaldecoder(encoding)()
    with opener() as stream:
        try:
            while chunk := stream.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _delimiter(lines: list[str]) -> str:
    """Choose the delimiter under which most headers are recognised; without any, the comma."""

    def headers_found(delimiter: str) -> int:
        return max((recognised_in(row) for row in csv.reader(lines, delimiter=delimiter)), default=0)

    return max(DELIMITERS, key=headers_found)


def _records(text: Iterable[str], delimiter: str) -> Iterator[Line]:
    """Yield each csv record with the number of the physical line on which it begins."""
    # The limit is the csv module's own global: it keeps a quote that is never closed from swallowing the rest of a large file.
    csv.field_size_limit(LONGEST_CELL)
    quotes = [0]
    reader = csv.reader(_counting_quotes(text, quotes), delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        quotes[0] = 0
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, Broken("", f"这一行不能读：{error}", f"The line cannot be read: {error}")
            continue
        if reader.line_num > line and quotes[0] % 2:
            yield line, _unpaired(cells, line, reader.line_num)
        elif any(cells):
            yield line, [unguard(cell) for cell in cells]


def _counting_quotes(text: Iterable[str], quotes: list[int]) -> Iterator[str]:
    """Pass lines on and count the quotation marks in them."""
    for line in text:
        quotes[0] += line.count('"')
        yield line


def _unpaired(cells: list[str], first: int, last: int) -> Broken:
    """Describe a record that runs over several lines because a quotation mark is not closed."""
    return Broken(
        ",".join(cells)[:200],
        f"引号没有成对：从第 {first} 行到第 {last} 行被读成一行，请检查引号。",
        f"A quotation mark is not closed: lines {first} to {last} read as one; check the quotation marks.",
    )


def _objects(stream: io.BufferedReader) -> Iterator[Line]:
    """Yield each JSON line; one that is no object is given as broken, with the reason."""
    decode = msgspec.json.Decoder().decode
    number = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            _skip_line(stream)
            yield number, _broken_json(line, "超过 8 MB", "it is longer than 8 MB")
            continue
        if number == 1:
            line = line.removeprefix(BOM_UTF8)
        if line.isspace() or not line:
            continue
        try:
            value = decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            yield number, _broken_json(line, str(error), str(error))
            continue
        yield number, value if type(value) is dict else _broken_json(line, "不是对象", "it is not an object")


def _skip_line(stream: io.BufferedReader) -> None:
    """Read on to the end of the present line without keeping it."""
    while (part := stream.readline(LONGEST_LINE)) and not part.endswith(b"\n"):
        pass


def _broken_json(line: bytes, zh: str, en: str) -> Broken:
    """Describe a line that is no JSON object."""
    return Broken(
        line[:200].decode("utf-8", "replace").strip(),
        f"这一行不是一个 JSON 对象：{zh}",
        f"The line is not one JSON object: {en}",
    )
