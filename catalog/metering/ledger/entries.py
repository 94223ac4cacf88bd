"""What calls add up to, as columns: by hour, line and outcome, with a histogram of latencies each; no database.

The same columns are what a batch adds (a *delta*), what a day is kept as by the hour, and what is folded and asked.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from catalog.canon import packed, parse
from catalog.metering.ledger import latency
from catalog.metering.ledger.columns import Said
from catalog.metering.ledger.rules import OUTCOMES, REASONED, Numbers, hour_at

#: What is added up, in the order of the columns.
MEASURES: Final = ("calls", "known", "records", "bytes_in", "bytes_out")
KEY: Final = ("hour", "line", "outcome")

_HEAD: Final = struct.Struct("<II")


@dataclass(slots=True)
class Entries:
    """Totals. ``hour``, ``line`` and ``outcome`` tell of each what it is the total of; ``measures`` are rows of sums.

    The histograms stand beside: ``count`` calls of the entry at ``entry`` have a latency of class ``kind``.
    """

    hour: Numbers
    line: Numbers
    outcome: Numbers
    measures: Numbers
    entry: Numbers
    kind: Numbers
    count: Numbers

    def __len__(self) -> int:
        return len(self.hour)

    @property
    def calls(self) -> int:
        """How many calls these are."""
        return int(self.measures[0].sum())

    def take(self, rows: Numbers) -> Entries:
        """Return some of the entries; ``rows`` (their places or a mask) are in order, none twice."""
        places = np.flatnonzero(rows) if rows.dtype == bool else rows
        new = np.full(len(self), -1, np.int64)
        new[places] = np.arange(len(places))
        kept = new[self.entry] >= 0 if len(self.entry) else np.zeros(0, bool)
        key = self.hour[places], self.line[places], self.outcome[places]
        return Entries(*key, self.measures[:, places], new[self.entry[kept]], self.kind[kept], self.count[kept])


def empty() -> Entries:
    """Return no entries."""
    none = np.zeros(0, np.int64)
    return Entries(none, none, none, np.zeros((len(MEASURES), 0), np.int64), none, none.astype(np.uint8), none)


def joined(parts: Iterable[Entries]) -> Entries:
    """Return entries one after the other, not yet added up."""
    given = [part for part in parts if len(part)]
    if not given:
        return empty()
    bases = np.cumsum([0, *(len(part) for part in given[:-1])])
    return Entries(
        np.concatenate([part.hour for part in given]),
        np.concatenate([part.line for part in given]),
        np.concatenate([part.outcome for part in given]),
        np.concatenate([part.measures for part in given], axis=1),
        np.concatenate([part.entry + base for part, base in zip(given, bases, strict=True)]),
        np.concatenate([part.kind for part in given]),
        np.concatenate([part.count for part in given]),
    )


@dataclass(slots=True)
class Group:
    """Entries added up by a key of whole numbers: ``key`` of each group in order, and the sums as in ``Entries``."""

    key: Numbers
    measures: Numbers
    entry: Numbers
    kind: Numbers
    count: Numbers

    def __len__(self) -> int:
        return len(self.key)

    def histograms(self) -> list[bytes]:
        """Return the histogram of each group as it is stored."""
        return latency.encode_many(self.entry, self.kind, self.count, len(self))


def group(key: Numbers, measures: Numbers, entry: Numbers, kind: Numbers, count: Numbers) -> Group:
    """Add up what has the same key (whole numbers below 2**55)."""
    if not len(key):
        return Group(key.astype(np.int64), measures, entry, kind, count)
    found, place = np.unique(key, return_inverse=True)
    if len(found) == len(key):
        order = np.argsort(key)
        sums = measures[:, order]
    else:
        order = np.argsort(place, kind="stable")
        sums = np.add.reduceat(measures[:, order], np.searchsorted(place[order], np.arange(len(found))), axis=1)
    classes, number = np.unique(place[entry] * latency.CLASSES + kind, return_inverse=True)
    counts = np.zeros(len(classes), np.int64)
    np.add.at(counts, number, count)
    # What is moved elsewhere leaves nothing behind.
    classes, counts = classes[counts != 0], counts[counts != 0]
    return Group(found, sums, classes // latency.CLASSES, (classes % latency.CLASSES).astype(np.uint8), counts)


def by(entries: Entries, key: Numbers) -> Group:
    """Add up entries by a key."""
    return group(key, entries.measures, entries.entry, entries.kind, entries.count)


def _key(hour: Numbers, line: Numbers, outcome: Numbers) -> Numbers:
    return (hour.astype(np.int64) - _hour0(hour) << 40) | (line.astype(np.int64) << 8) | outcome.astype(np.int64)


def _hour0(hour: Numbers) -> int:
    return int(hour.min()) if len(hour) else 0


def added_up(entries: Entries) -> Entries:
    """Return entries added up, in order of hour, line and outcome."""
    base = _hour0(entries.hour)
    made = by(entries, _key(entries.hour, entries.line, entries.outcome))
    hour, line, outcome = (made.key >> 40) + base, (made.key >> 8) & 0xFFFFFFFF, made.key & 0xFF
    return Entries(hour, line, outcome, made.measures, made.entry, made.kind, made.count)


def outcomes(said: Said, reasons: Mapping[str, int]) -> Numbers:
    """Return the outcome of each call as totals are kept by it: a call denied for a known reason has a number of its own."""
    found = said.outcome.astype(np.int64)
    if "reason" in said.text and reasons:
        numbers = pa.array([reasons[name] for name in reasons], pa.int64())
        place = pc.index_in(said.text["reason"], pa.array(list(reasons), pa.string()))
        number = np.asarray(pc.fill_null(numbers.take(place), -1))
        known = (found == OUTCOMES.index("denied")) & (number >= 0)
        found = np.where(known, REASONED + number, found)
    return found


def of(said: Said, line: Numbers, outcome: Numbers) -> Entries:
    """Return what calls add up to."""
    calls = len(said)
    if not calls:
        return empty()
    measures = np.ones((len(MEASURES), calls), np.int64)
    for place, name in enumerate(MEASURES[2:], 2):
        column = said.whole.get(name)
        measures[place] = 0 if column is None else np.asarray(pc.fill_null(column, 0))
    records = said.whole.get("records")
    measures[1] = 0 if records is None else np.asarray(pc.is_valid(records))
    entry = np.zeros(0, np.int64)
    kind = np.zeros(0, np.uint8)
    if (took := said.whole.get("latency")) is not None:
        entry = np.flatnonzero(np.asarray(pc.is_valid(took)))
        kind = latency.classes(np.asarray(took.drop_null()))
    raw = Entries(hour_at(said.at), line.astype(np.int64), outcome, measures, entry, kind, np.ones(len(entry), np.int64))
    return added_up(raw)


# -- As they are stored


def _narrow(values: Numbers) -> Numbers:
    """Return whole numbers in the fewest bytes that hold them all."""
    least, most = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    for kind in (np.uint8, np.int8, np.uint16, np.int16, np.uint32, np.int32):
        if np.iinfo(kind).min <= least and most <= np.iinfo(kind).max:
            return values.astype(kind)
    return values.astype(np.int64)


def encode(entries: Entries, *, thorough: bool = False) -> bytes:
    """Return entries as they are stored; ``thorough`` takes more time and less room."""
    columns: dict[str, Numbers] = {}
    if thorough:
        # By line, then hour: what follows one another is then alike, and each column is told by how it changes.
        order = np.lexsort((entries.outcome, entries.hour, entries.line))
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        sorting = np.lexsort((entries.kind, place[entries.entry]))
        entries = Entries(
            entries.hour[order],
            entries.line[order],
            entries.outcome[order],
            entries.measures[:, order],
            place[entries.entry][sorting],
            entries.kind[sorting],
            entries.count[sorting],
        )
        columns["line"] = np.diff(entries.line, prepend=0)
        columns["entry"] = np.diff(entries.entry, prepend=0)
    else:
        columns["line"], columns["entry"] = entries.line, entries.entry
    base = _hour0(entries.hour)
    columns |= {"hour": entries.hour - base, "outcome": entries.outcome, "kind": entries.kind, "count": entries.count}
    columns |= dict(zip(MEASURES, entries.measures, strict=True))
    return _sealed(columns, {"base": base, "steps": thorough}, 9 if thorough else 1)


def _sealed(columns: Mapping[str, Numbers], about: Mapping[str, Any], level: int) -> bytes:
    """Return columns behind a head that tells their kinds; each is laid down byte by byte, which zstd makes most of."""
    listed, parts = [], []
    for name, values in columns.items():
        narrow = np.ascontiguousarray(_narrow(values))
        listed.append([name, narrow.dtype.str, len(narrow)])
        parts.append(narrow.view(np.uint8).reshape(len(narrow), narrow.itemsize).T.tobytes())
    head, body = packed({**about, "columns": listed}), b"".join(parts)
    pressed: bytes = pa.Codec("zstd", level).compress(body, asbytes=True)
    return _HEAD.pack(len(head), len(body)) + head + pressed


def decode(text: bytes) -> Entries:
    """Return the entries that were stored."""
    length, size = _HEAD.unpack_from(text)
    about = parse(text[_HEAD.size : _HEAD.size + length])
    body = pa.Codec("zstd").decompress(text[_HEAD.size + length :], size, asbytes=True) if size else b""
    columns, place = {}, 0
    for name, kind, count in about["columns"]:
        wide = np.dtype(kind)
        raw = np.frombuffer(body, np.uint8, count * wide.itemsize, place)
        columns[name] = np.ascontiguousarray(raw.reshape(wide.itemsize, count).T).view(wide).reshape(count).astype(np.int64)
        place += count * wide.itemsize
    if about["steps"]:
        columns["line"], columns["entry"] = np.cumsum(columns["line"]), np.cumsum(columns["entry"])
    measures = np.array([columns[name] for name in MEASURES])
    key = columns["hour"] + about["base"], columns["line"], columns["outcome"]
    return Entries(*key, measures, columns["entry"], columns["kind"].astype(np.uint8), columns["count"])


def all_of(texts: Sequence[bytes]) -> Entries:
    """Return the entries of many texts, one after the other."""
    return joined(map(decode, texts))
