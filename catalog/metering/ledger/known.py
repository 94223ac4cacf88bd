"""Which calls are in the ledger already: what a batch is checked against before it is added.

A process remembers the hashes of the ids of every call of a source that is not packed yet, and reads only what has come since.
Hashes alone decide nothing: where one is known, the blob is opened and the id and everything said of the call is compared.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

import numpy as np
import pyarrow as pa
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from catalog.metering.ledger import blobs, keys
from catalog.metering.ledger.blobs import Shelf, Stored
from catalog.metering.ledger.columns import Said
from catalog.metering.ledger.model import PackKeysRow, PackRow, SegmentRow
from catalog.metering.ledger.rules import NEAR, Numbers

#: Verdicts on a call, the weightier the greater.
NEW, CONFLICTING, DUPLICATE = 0, 1, 2
#: Rows of opened blobs that a process keeps.
SHELVED: Final = 1_500_000
#: Hashes of one source that a process remembers before it begins anew with those that are not packed yet.
MOST: Final = 20_000_000

_MEMORY: Final = "metering.known"


@dataclass(frozen=True, slots=True)
class Union:
    """The hashes of all batches up to a number, in a few sorted runs of which each is longer than those behind it together."""

    upto: int = 0
    runs: tuple[Numbers, ...] = ()

    def grown(self, upto: int, run: Numbers) -> Union:
        """Return them with another sorted run."""
        runs = [*self.runs, run]
        while len(runs) > 1 and len(runs[-2]) < 2 * len(runs[-1]):
            last = runs.pop()
            runs[-1] = np.sort(np.concatenate((runs[-1], last)), kind="stable")
        return Union(max(upto, self.upto), tuple(runs))

    def holds(self, wanted: Numbers) -> Numbers:
        """Tell of each hash whether it is among them."""
        found = np.zeros(len(wanted), bool)
        for run in self.runs:
            found |= keys.Run(keys.BITS, run).holds(wanted)
        return found

    def __len__(self) -> int:
        return sum(map(len, self.runs))


class Known:
    """What a process remembers: unions by source, runs of packs, opened blobs."""

    def __init__(self) -> None:
        self.shelf = Shelf(SHELVED)
        self._unions: dict[int, Union] = {}
        self._packed: OrderedDict[tuple[str, int, bool], keys.Run] = OrderedDict()
        self._lock = Lock()

    def union(self, source: int) -> Union:
        """Return the hashes of a source as far as they were read."""
        return self._unions.get(source, Union())

    def advance(self, source: int, before: Union, after: Union) -> None:
        """Remember more, unless another thread has read on meanwhile: it read the same, and more."""
        with self._lock:
            if self.union(source) is before or source not in self._unions:
                self._unions[source] = after if len(after) < MOST else Union()

    def packed(self, session: Session, pack: str, source: int, *, dropped: bool) -> keys.Run:
        """Return the hashes of a source in a pack; they are other ones once its blob has been dropped."""
        name = (pack, source, dropped)
        with self._lock:
            if (run := self._packed.get(name)) is not None:
                self._packed.move_to_end(name)
                return run
        query = select(PackKeysRow.keys).where(PackKeysRow.pack_id == pack, PackKeysRow.source_id == source)
        run = keys.decode(session.scalar(query) or keys.encode(np.zeros(0, np.uint64)))
        with self._lock:
            self._packed[name] = run
            while len(self._packed) > 64:
                self._packed.popitem(last=False)
        return run


def remembered(memory: dict[str, Any]) -> Known:
    """Return what this process remembers."""
    found: Known = memory.setdefault(_MEMORY, Known())
    return found


def read_on(session: Session, source: int, union: Union) -> tuple[Union, list[Numbers]]:
    """Return the hashes of a source up to now, and those that came since ``union``.

    Segments put together of batches that were all read before say nothing new.
    """
    query = (
        select(SegmentRow.id, SegmentRow.keys)
        .where(
            SegmentRow.source_id == source,
            SegmentRow.id > union.upto,
            or_(SegmentRow.upto == 0, SegmentRow.upto > union.upto),
        )
        .order_by(SegmentRow.id)
    )
    fresh = []
    for number, text in session.execute(query):
        run = keys.decode(text).values
        union = union.grown(number, run)
        fresh.append(run)
    return union, fresh


@dataclass(frozen=True, slots=True)
class Holder:
    """A blob that may hold calls of a source: a segment (``number``) or a pack (``pack``), from its first call to its last."""

    number: int
    pack: str
    first: int
    last: int
    dropped: bool = False

    def near(self, at: Numbers, reach: int) -> Numbers:
        """Tell of each instant whether it is within reach of its calls."""
        return np.asarray((at >= self.first - reach) & (at <= self.last + reach))


def segments(session: Session, source: int, first: int, last: int) -> list[Holder]:
    """Return the segments of a source whose calls are near a time."""
    query = select(SegmentRow.id, SegmentRow.first, SegmentRow.last).where(
        SegmentRow.source_id == source, SegmentRow.last >= first - NEAR, SegmentRow.first <= last + NEAR
    )
    return [Holder(number, "", begin, end) for number, begin, end in session.execute(query)]


def packs(session: Session, source: int, first: int, last: int) -> list[Holder]:
    """Return the packs with calls of a source near a time."""
    query = (
        select(PackKeysRow.pack_id, PackKeysRow.first, PackKeysRow.last, PackRow.dropped_at)
        .join(PackRow, PackRow.id == PackKeysRow.pack_id)
        .where(PackKeysRow.source_id == source, PackKeysRow.last >= first - NEAR, PackKeysRow.first <= last + NEAR)
    )
    return [Holder(0, pack, begin, end, dropped is not None) for pack, begin, end, dropped in session.execute(query)]


def hits(session: Session, known: Known, source: int, among: Sequence[Holder], hashes: Numbers, at: Numbers) -> Numbers:
    """Tell of each call whether its hash is known to one of these packs."""
    found = np.zeros(len(hashes), bool)
    for holder in among:
        near = np.flatnonzero(holder.near(at, NEAR))
        if len(near):
            found[near] |= known.packed(session, holder.pack, source, dropped=holder.dropped).holds(hashes[near])
    return found


def opened(session: Session, known: Known, holder: Holder) -> Stored | None:
    """Return the calls of a blob, None where it has been dropped or put together with others meanwhile.

    Raises
    ------
    Damaged
        The blob is not what was stored.
    """
    table: type[PackRow | SegmentRow] = PackRow if holder.pack else SegmentRow
    here = table.id == (holder.pack or holder.number)
    told = session.scalar(select(table.digest).where(here, table.blob.is_not(None)))
    if told is None:
        return None
    if (part := known.shelf.get(told)) is None:
        name = f"pack {holder.pack}" if holder.pack else f"segment {holder.number}"
        part = blobs.read(blobs.sound(name, session.scalar(select(table.blob).where(here)) or b"", told))
        known.shelf.put(told, part)
    return part


@dataclass(slots=True)
class Asked:
    """Calls whose hashes are known, to be compared with what is stored: what is said of them, by whom."""

    source: int
    said: Said
    hashes: Numbers
    own: Mapping[str, pa.Array]


def verdicts(session: Session, known: Known, asked: Asked) -> Numbers:
    """Return the verdict on each call, compared with every call of its source within reach that has its id."""
    first, last = int(asked.said.at.min()), int(asked.said.at.max())
    found = np.full(len(asked.said), NEW, np.int64)
    among = [*segments(session, asked.source, first, last), *packs(session, asked.source, first, last)]
    # Most often it is the very call, at its own time; only what was not found there is looked for a day around.
    for reach in (0, NEAR):
        for holder in among:
            open_ = np.flatnonzero((found != DUPLICATE) & holder.near(asked.said.at, reach))
            if len(open_):
                found[open_] = np.maximum(found[open_], _compared(session, known, asked, holder, open_))
    return found


def _compared(session: Session, known: Known, asked: Asked, holder: Holder, rows: Numbers) -> Numbers:
    part = opened(session, known, holder)
    if part is None:
        # What it held is told by its keys alone, of which so many bits are kept that another call hardly ever has the same.
        blind = known.packed(session, holder.pack, asked.source, dropped=True) if holder.pack else None
        return np.full(len(rows), NEW) if blind is None else np.where(blind.holds(asked.hashes[rows]), DUPLICATE, NEW)
    found = np.full(len(rows), NEW, np.int64)
    for hit, stored in _pairs(part, asked.hashes[rows]):
        alike = (part.source[stored] == asked.source) & asked.said.id.take(rows[hit]).equal(part.id.take(stored))
        if not alike.any():
            continue
        mine, theirs, where = hit[alike], stored[alike], rows[hit[alike]]
        same = asked.said.take(where).same(part.said(theirs, asked.own))
        near = np.abs(asked.said.at[where] - part.at[theirs]) <= NEAR
        found[mine] = np.maximum(found[mine], np.where(same, DUPLICATE, np.where(near, CONFLICTING, NEW)))
    return found


def _pairs(part: Stored, wanted: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """Yield rows of ``wanted`` with rows of a blob that have the same hash, so that no row of either comes twice at a time."""
    own = part.id.hashes()
    order = np.argsort(own)
    run = own[order]
    place = np.searchsorted(run, wanted)
    mine = np.arange(len(wanted))
    while len(mine):
        there = place < len(run)
        mine, place = mine[there], place[there]
        there = run[place] == wanted[mine]
        mine, place = mine[there], place[there]
        if len(mine):
            yield mine, order[place]
        place = place + 1
