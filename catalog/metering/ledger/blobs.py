"""Calls as one blob: a Parquet file that other tools read too, made small by what is known of calls.

A row repeats nothing that its line says: of each thing that a source told (``columns.TOLD``) a bit in ``told`` says whether it is
the line's own, and only what differs stands in a column. Times are split into milliseconds and the rest, which is mostly zero;
numbers are stored byte by byte, so that their empty upper halves cost nothing; columns that say nothing are left out.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from catalog.canon import packed, parse
from catalog.errors import Unavailable
from catalog.metering.ledger import ids
from catalog.metering.ledger.columns import TEXTS, TOLD, WHOLE, Said, one_after_another
from catalog.metering.ledger.ids import Ids
from catalog.metering.ledger.rules import Numbers

#: Bits of ``flags``: the call came when its day had been packed already; its clock was ahead of ours.
LATE, EARLY = 1, 2
#: Rows of a row group: so many are read where one is looked for.
GROUP: Final = 1 << 16

_ABOUT: Final = b"ledger"
_BYTEWISE: Final = ("at_ms", "latency_ms", "records", "bytes_in", "bytes_out", "id_number", "decision_number")
_SMALL: Final = ("line", "source", "outcome", "told", "flags", "status", "items", "id_form", "decision_form", *TEXTS)


@dataclass(slots=True)
class Stored:
    """Calls as they are stored. ``text`` holds what a source told where its line says something else."""

    id: Ids
    decision: Ids
    at: Numbers
    outcome: Numbers
    line: Numbers
    told: Numbers
    flags: Numbers
    source: Numbers
    whole: dict[str, pa.Array] = field(default_factory=dict)
    text: dict[str, pa.Array] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.at)

    def take(self, rows: Numbers) -> Stored:
        """Return these rows."""
        plain = {name: getattr(self, name)[rows] for name in ("at", "outcome", "line", "told", "flags", "source")}
        picked = pa.array(rows)
        whole = {name: column.take(picked) for name, column in self.whole.items()}
        text = {name: column.take(picked) for name, column in self.text.items()}
        return Stored(self.id.take(rows), self.decision.take(rows), whole=whole, text=text, **plain)

    def said(self, rows: Numbers, own: Mapping[str, pa.Array]) -> Said:
        """Return what was said of these rows; ``own`` are the texts of all lines by their numbers."""
        part = self.take(rows)
        text = dict(part.text)
        for bit, name in enumerate(TOLD):
            as_line = (part.told >> bit) & 1 > 0
            if as_line.any():
                lines = own[name].take(pa.array(part.line))
                text[name] = pc.if_else(pa.array(as_line), lines, text.get(name, pa.scalar(None, pa.string())))
        return Said(part.id, part.decision, part.at, part.outcome, part.whole, text)


def stored(said: Said, line: Numbers, own: Mapping[str, pa.Array], source: int) -> Stored:
    """Return calls as they are stored on their lines."""
    told = np.zeros(len(said), np.uint8)
    text = dict(said.text)
    for bit, name in enumerate(TOLD):
        if name not in text:
            continue
        as_line = pc.fill_null(pc.equal(text[name], own[name].take(pa.array(line))), False)
        told |= np.asarray(as_line).astype(np.uint8) << bit
        rest = pc.if_else(as_line, pa.scalar(None, pa.string()), text.pop(name))
        if rest.null_count < len(rest):
            text[name] = rest
    flags, sources = np.zeros(len(said), np.uint8), np.full(len(said), source, np.int32)
    return Stored(
        said.id, said.decision, said.at, said.outcome, line.astype(np.int32), told, flags, sources, dict(said.whole), text
    )


def joined(parts: Sequence[Stored]) -> Stored:
    """Return calls one after the other."""
    if len(parts) == 1:
        return parts[0]
    plain = {name: np.concatenate([getattr(part, name) for part in parts]) for name in ("line", "told", "flags", "source")}
    whole = one_after_another([Said(part.id, part.decision, part.at, part.outcome, part.whole, part.text) for part in parts])
    return Stored(whole.id, whole.decision, whole.at, whole.outcome, whole=whole.whole, text=whole.text, **plain)


def digest(blob: bytes) -> bytes:
    """Return the SM3 of a blob."""
    return hashlib.new("sm3", blob).digest()


def write(part: Stored, *, thorough: bool = False) -> bytes:
    """Return calls as a blob; ``thorough`` takes more time and less room."""
    columns: dict[str, Any] = {"line": part.line, "outcome": part.outcome}
    about: dict[str, Any] = {"version": 1, "rows": len(part), "form": {}}
    _put_ids(columns, about, "id", part.id)
    _put_ids(columns, about, "decision", _as_id(part.id, part.decision))
    for name in ("told", "flags", "source"):
        values = getattr(part, name)
        if len(values) and (values == values[0]).all():
            about[name] = int(values[0])
        else:
            columns[name] = values
    columns["at_ms"], rest = part.at // 1000, part.at % 1000
    if rest.any():
        columns["at_us"] = rest.astype(np.int16)
    columns |= part.whole | part.text
    if "latency" in columns:
        _put_latency(columns, columns.pop("latency"))
    return _parquet(pa.table(columns), packed(about), thorough=thorough)


def _parquet(table: pa.Table, about: bytes, *, thorough: bool) -> bytes:
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(
        sink,
        table.schema,
        compression="zstd",
        compression_level=9 if thorough else 1,
        use_dictionary=[name for name in table.column_names if name in _SMALL],
        column_encoding={name: "BYTE_STREAM_SPLIT" for name in table.column_names if name in _BYTEWISE},
        write_statistics=False,
        store_schema=False,
    ) as writer:
        writer.write_table(table, row_group_size=GROUP)
        writer.add_key_value_metadata({_ABOUT: about})
    blob: bytes = sink.getvalue().to_pybytes()
    return blob


def _put_latency(columns: dict[str, Any], latency: pa.Array) -> None:
    columns["latency_ms"] = pc.divide(latency, 1000)
    rest = pc.subtract(latency, pc.multiply(columns["latency_ms"], 1000))
    if pc.any(pc.not_equal(rest, 0)).as_py():
        columns["latency_us"] = rest.cast(pa.int16())


def _as_id(own: Ids, decision: Ids) -> Ids:
    """Return decisions so that those which are also the ids of their calls take no room."""
    same = own.equal(decision)
    if not same.any():
        return decision
    text = {row: text for row, text in decision.text.items() if not same[row]}
    return Ids(np.where(same, np.uint8(ids.SAME), decision.form), np.where(same[:, None], np.uint8(0), decision.number), text)


def _put_ids(columns: dict[str, Any], about: dict[str, Any], name: str, column: Ids) -> None:
    forms = np.unique(column.form)
    if len(forms) == 1:
        about["form"][name] = int(forms[0])
    else:
        columns[f"{name}_form"] = column.form
    if np.isin(forms, (ids.HEX, ids.UUID)).any():
        without = np.isin(column.form, (ids.HEX, ids.UUID), invert=True)
        buffer = pa.py_buffer(np.ascontiguousarray(column.number))
        numbers = pa.FixedSizeBinaryArray.from_buffers(pa.binary(16), len(column), [None, buffer])
        nulls = pa.scalar(None, pa.binary(16))
        columns[f"{name}_number"] = pc.if_else(pa.array(without), nulls, numbers) if without.any() else numbers
    if column.text:
        texts: list[str | None] = [None] * len(column)
        for row, text in column.text.items():
            texts[row] = text
        columns[f"{name}_text"] = pa.array(texts, pa.string())


def read(blob: bytes) -> Stored:
    """Return the calls of a blob that is whole."""
    file = pq.ParquetFile(pa.BufferReader(blob))
    about = parse(file.metadata.metadata[_ABOUT])
    table = file.read(use_threads=False)
    rows = about["rows"]
    columns = {name: table.column(name).combine_chunks() for name in table.column_names}

    def plain(name: str, kind: Any) -> Numbers:
        return np.asarray(columns.pop(name), kind) if name in columns else np.full(rows, about.get(name, 0), kind)

    own = _ids(columns, about, "id")
    decision = _ids(columns, about, "decision")
    same = decision.form == ids.SAME
    if same.any():
        texts = decision.text | {row: text for row, text in own.text.items() if same[row]}
        decision = Ids(np.where(same, own.form, decision.form), np.where(same[:, None], own.number, decision.number), texts)
    at = plain("at_ms", np.int64) * 1000 + plain("at_us", np.int64)
    part = Stored(
        own,
        decision,
        at,
        plain("outcome", np.uint8),
        plain("line", np.int32),
        plain("told", np.uint8),
        plain("flags", np.uint8),
        plain("source", np.int32),
    )
    if "latency_ms" in columns:
        latency = pc.multiply(columns.pop("latency_ms"), 1000)
        part.whole["latency"] = (
            pc.add(latency, columns.pop("latency_us").cast(pa.int64())) if "latency_us" in columns else latency
        )
    part.whole |= {name: columns.pop(name) for name in WHOLE if name in columns}
    part.text |= columns
    return part


def _ids(columns: dict[str, pa.Array], about: Mapping[str, Any], name: str) -> Ids:
    rows = about["rows"]
    form = columns.pop(f"{name}_form", None)
    forms = np.full(rows, about["form"].get(name, 0), np.uint8) if form is None else np.asarray(form)
    number = np.zeros((rows, 16), np.uint8)
    if (numbers := columns.pop(f"{name}_number", None)) is not None:
        raw = np.frombuffer(numbers.buffers()[1], np.uint8, 16 * rows, 16 * numbers.offset).reshape(rows, 16)
        number = np.where(np.asarray(pc.is_valid(numbers))[:, None], raw, np.uint8(0)) if numbers.null_count else raw
    texts = columns.pop(f"{name}_text", None)
    if texts is None:
        return Ids(forms, number, {})
    kept = np.flatnonzero(np.asarray(pc.is_valid(texts))).tolist()
    return Ids(forms, number, {row: texts[row].as_py() for row in kept})


class Damaged(Unavailable):
    """A blob is not what was stored; whatever depends on it cannot be said."""

    default_code = "damaged"


def sound(name: str, blob: bytes, told: bytes) -> bytes:
    """Return a blob that is what its digest tells.

    Raises
    ------
    Damaged
        It is not.
    """
    if digest(blob) != told:
        raise Damaged(f"账本数据已损坏：{name}", f"{name} of the ledger is damaged", damaged=name)
    return blob


class Shelf:
    """Blobs that have been read, those asked for last; they never change, so that nothing here is ever out of date."""

    def __init__(self, rows: int) -> None:
        self._room, self._rows = rows, 0
        self._kept: OrderedDict[bytes, Stored] = OrderedDict()
        self._lock = Lock()

    def get(self, told: bytes) -> Stored | None:
        """Return what was read of the blob with this digest."""
        with self._lock:
            if (found := self._kept.get(told)) is not None:
                self._kept.move_to_end(told)
            return found

    def put(self, told: bytes, part: Stored) -> None:
        """Keep it, and of the others those that there is room for."""
        with self._lock:
            if told not in self._kept:
                self._kept[told] = part
                self._rows += len(part)
            while self._rows > self._room and len(self._kept) > 1:
                _, dropped = self._kept.popitem(last=False)
                self._rows -= len(dropped)
