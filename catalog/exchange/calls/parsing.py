"""Reading records: whole blocks of one shape at once, and only what hinders that record by record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import msgspec

from catalog.exchange.calls.columns import COLUMNS, Fault
from catalog.exchange.calls.shapes import SHAPES, Shape, recognise
from catalog.metering.ledger import Calls

#: Lines among which one is bad are read one by one, once there are so few of them.
_FEW: Final = 8 * 1024

_MISSING: Final = re.compile(r"missing required field `([^`]+)`")
_UNKNOWN: Final = re.compile(r"unknown field `([^`]+)`")
_PLACE: Final = re.compile(r"at `\$\.?([^`]*)`")
_IDS: Final = frozenset({"id", "request_id", "messageId"})
_TIMES: Final = frozenset({"time", "start_time", "started_at", "ts", "requestInTs"})
# Half of a pair that encodes one character stands for none; databases and UTF-8 refuse it.
_LONE: Final = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    rb"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)


@dataclass(slots=True)
class Batch:
    """Calls of one source, and the place of each among the records; ``source`` is that of the event, empty elsewhere."""

    source: str
    places: list[int] = field(default_factory=list)
    values: list[list[Any]] = field(default_factory=list)

    def calls(self, gateway: str) -> Calls:
        """Return the calls as reported by a gateway."""
        source = f"{gateway}|{self.source}" if self.source else gateway
        told: dict[str, Any] = {name: _some(name, column) for name, column in zip(COLUMNS, self.values, strict=True)}
        return Calls(source, **told)


def _some(name: str, column: list[Any]) -> list[Any] | None:
    """Leave out a column that says nothing."""
    return column if name in ("id", "at", "outcome") or column.count(None) < len(column) else None


@dataclass(slots=True)
class Parsed:
    """What a block holds: ``count`` records, those that can be kept by source, and why the others cannot."""

    count: int = 0
    batches: dict[str, Batch] = field(default_factory=dict)
    faults: list[tuple[int, str, str]] = field(default_factory=list)


class Parser:
    """Reads the records of one body; of which shape the last one was, it expects of the next.

    ``shape`` holds all records to one shape, for what cannot be told by itself.
    """

    def __init__(self, shape: str | None = None) -> None:
        self._only = SHAPES[shape] if shape else None
        self._shape = self._only
        self._parsed = Parsed()
        self._first = 0

    def read(self, block: bytes | None) -> Parsed:
        """Read the lines of a block; None is a line that was too long to be looked at."""
        self._parsed = Parsed()
        if block is None:
            self._fault(Fault("too_long"))
        elif block:
            self._read(block)
        self._first += self._parsed.count
        return self._parsed

    def _read(self, data: bytes) -> None:
        if self._shape is None:
            self._guess(data)
        if self._shape is not None and self._at_once(self._shape, data):
            return
        middle = -1 if len(data) <= _FEW else data.rfind(b"\n", 0, len(data) // 2)
        if middle > 0:
            self._read(data[: middle + 1])
            self._read(data[middle + 1 :])
            return
        for line in data.split(b"\n"):
            if line := line.strip():
                self._one(line)

    def _guess(self, data: bytes) -> None:
        first, _, _ = data.lstrip().partition(b"\n")
        try:
            record = _decoded(first)
        except Fault:
            return
        self._shape = recognise(record)

    def _at_once(self, shape: Shape, data: bytes) -> bool:
        """Read lines that are all of one shape and in order; tell whether they were."""
        try:
            records = _decoder(shape).decode_lines(data)
            if not records:
                return True
            table = _table(shape, records)
            sources = [shape.source(record) for record in records] if shape.source else [""] * len(records)
        except (Fault, ValueError, RecursionError):
            return False
        start = self._first + self._parsed.count
        places = list(range(start, start + len(records)))
        if len(set(sources)) == 1:
            self._add(sources[0], places, table)
        else:
            for place, source, row in zip(places, sources, zip(*table, strict=True), strict=True):
                self._add(source, [place], [[value] for value in row])
        self._parsed.count += len(records)
        return True

    def _one(self, line: bytes) -> None:
        try:
            record = _decoded(line)
            shape = self._only or recognise(record)
            if shape is None:
                raise Fault("unknown_shape")
            made = _converted(record, shape)
            row = shape.row(made)
            source = shape.source(made) if shape.source else ""
        except Fault as fault:
            self._fault(fault)
            return
        self._shape = shape
        self._add(source, [self._first + self._parsed.count], [[value] for value in row])
        self._parsed.count += 1

    def _fault(self, fault: Fault) -> None:
        self._parsed.faults.append((self._first + self._parsed.count, fault.code, fault.where))
        self._parsed.count += 1

    def _add(self, source: str, places: list[int], table: Sequence[Sequence[Any]]) -> None:
        batch = self._parsed.batches.get(source)
        if batch is None:
            self._parsed.batches[source] = Batch(source, places, list(map(list, table)))
            return
        batch.places += places
        for kept, more in zip(batch.values, table, strict=True):
            kept.extend(more)


@cache
def _decoder(shape: Shape) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(shape.record)


def _table(shape: Shape, records: Sequence[Any]) -> Sequence[Sequence[Any]]:
    """Return the columns of many records.

    Raises
    ------
    Fault
        One of them cannot be kept.
    """
    return shape.table(records) if shape.table else list(zip(*map(shape.row, records), strict=True))


def _decoded(line: bytes) -> dict[str, Any]:
    """Return the object that a line is; what is no UTF-8 in it comes as replacement characters.

    Raises
    ------
    Fault
        It is none.
    """
    try:
        record = msgspec.json.decode(line)
    except UnicodeDecodeError:
        return _decoded(line.decode("utf-8", "replace").encode())
    except RecursionError as error:
        raise Fault("too_deep") from error
    except ValueError as error:
        if (mended := _LONE.sub(rb"\\ufffd", line)) != line:
            return _decoded(mended)
        raise Fault("bad_value" if "out of range" in str(error) else "bad_json") from error
    if not isinstance(record, dict):
        raise Fault("unknown_shape")
    return record


def _converted(record: dict[str, Any], shape: Shape) -> Any:
    try:
        return msgspec.convert(record, shape.record)
    except msgspec.ValidationError as error:
        raise _fault_of(str(error), record) from error


def _fault_of(said: str, record: dict[str, Any]) -> Fault:
    """Translate what the decoder finds wrong with a record of a shape."""
    if found := _MISSING.search(said):
        name = found[1]
        return Fault(
            "no_id" if name in _IDS else "no_time" if name in _TIMES else "bad_value", "" if name in _IDS | _TIMES else name
        )
    if found := _UNKNOWN.search(said):
        return Fault("unknown_field", found[1][:64])
    name = found[1] if (found := _PLACE.search(said)) else ""
    if name in _IDS:
        return Fault("no_id" if record.get(name) in (None, "") else "bad_id")
    if name in _TIMES:
        return Fault("no_time" if record.get(name) in (None, "") else "bad_time")
    return Fault("bad_value", name)
