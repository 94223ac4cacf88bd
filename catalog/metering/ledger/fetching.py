"""Reading totals out of their tables, as columns: what one piece of a period has of what is wanted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from sqlalchemy import Select, cast, func, select
from sqlalchemy.orm import Session
from sqlalchemy.types import BigInteger

from catalog.metering.ledger import blobs, entries, latency
from catalog.metering.ledger.entries import MEASURES, Entries
from catalog.metering.ledger.lines import Book
from catalog.metering.ledger.model import CubeRow, DayRow, DeltaRow, HoursRow, MonthRow
from catalog.metering.ledger.rules import CUBES, Level, Numbers, Piece, day_of_hour, month_of_day
from catalog.store import chunks

#: Up to so many lines are looked up one by one; with more, everything is read and what is not wanted left out.
FEW: Final = 4_000

#: The smaller a cube, the earlier it is asked.
_ORDER: Final = (4, 1, 2, 5, 3)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: the dimensions that matter, which lines count, values by dimension, outcomes, histograms or not."""

    book: Book
    dimensions: frozenset[str]
    lines: Numbers | None
    values: Mapping[str, Collection[str]]
    outcomes: frozenset[int] | None
    latencies: bool

    def takes(self, line: Numbers, outcome: Numbers) -> Numbers:
        """Tell of each entry whether it is wanted."""
        found = np.ones(len(line), bool)
        if self.lines is not None:
            found &= self.lines[line]
        if self.outcomes is not None:
            found &= np.isin(outcome, list(self.outcomes))
        return found


@dataclass(slots=True)
class Part:
    """Entries of one level: their times, their lines (or of a cube the codes of its dimensions), outcomes, sums, histograms."""

    level: Level
    time: Numbers
    outcome: Numbers
    measures: Numbers
    line: Numbers
    entry: Numbers
    kind: Numbers
    count: Numbers
    codes: dict[str, Numbers] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.time)


def cube_for(dimensions: Collection[str]) -> int | None:
    """Return the smallest cube that knows these dimensions, None where none does.

    >>> cube_for({"consumer_tier"}), cube_for(set()), cube_for({"consumer", "resource"})
    (4, 4, None)
    """
    return next((cube for cube in _ORDER if set(dimensions) <= set(CUBES[cube])), None)


def unfolded(session: Session, wanted: Wanted, since: int, until: int) -> Part:
    """Return what is not folded yet of the hours ``[since, until)``."""
    found = entries.all_of(list(session.scalars(select(DeltaRow.entries))))
    return _hourly(found, wanted, since, until)


def _hourly(found: Entries, wanted: Wanted, since: int, until: int) -> Part:
    kept = found.take((found.hour >= since) & (found.hour < until) & wanted.takes(found.line, found.outcome))
    entry, kind, count = (kept.entry, kept.kind, kept.count) if wanted.latencies else _none()
    return Part("hour", kept.hour, kept.outcome, kept.measures, kept.line, entry, kind, count)


def _none() -> tuple[Numbers, Numbers, Numbers]:
    empty = entries.empty()
    return empty.entry, empty.kind, empty.count


def fetch(session: Session, wanted: Wanted, piece: Piece) -> list[Part]:
    """Return what one piece of the period has of what is wanted."""
    if piece.level == "hour":
        return [_hours(session, wanted, piece)]
    cube = cube_for(wanted.dimensions) if piece.level == "month" else None
    if cube is not None:
        return [_cube(session, wanted, cube, piece)]
    return list(_by_line(session, wanted, piece))


def _hours(session: Session, wanted: Wanted, piece: Piece) -> Part:
    first, last = day_of_hour(piece.begin), day_of_hour(piece.end - 1)
    query = select(HoursRow.id, HoursRow.digest, HoursRow.blob).where(HoursRow.day >= first, HoursRow.day <= last)
    texts = [blobs.sound(f"hours {row.id}", row.blob, row.digest) for row in session.execute(query)]
    return _hourly(entries.all_of(texts), wanted, piece.begin, piece.end)


def _sums(table: Any, wanted: Wanted) -> list[Any]:
    if wanted.latencies:
        return [*(getattr(table, name) for name in MEASURES), table.latency]
    # PostgreSQL would add whole numbers up to ones of any length, which take longer to read.
    return [cast(func.sum(getattr(table, name)), BigInteger) for name in MEASURES]


def _by_line(session: Session, wanted: Wanted, piece: Piece) -> Iterable[Part]:
    """Read totals by line; those of a few lines one by one."""
    table: Any = DayRow if piece.level == "day" else MonthRow
    time = table.day if piece.level == "day" else table.month
    query = select(time, table.line_id, table.outcome, *_sums(table, wanted))
    if piece.level == "day":
        months = range(month_of_day(piece.begin), month_of_day(piece.end - 1) + 1)
        query = query.where(table.month.in_(list(months)), time >= piece.begin, time < piece.end)
    else:
        query = query.where(time.in_(list(range(piece.begin, piece.end))))
    if not wanted.latencies:
        query = query.group_by(time, table.line_id, table.outcome)
    if wanted.outcomes is not None:
        query = query.where(table.outcome.in_(list(wanted.outcomes)))
    few = None if wanted.lines is None else np.flatnonzero(wanted.lines)
    some: Iterable[Sequence[int] | None] = [None]
    if few is not None and len(few) <= FEW:
        some = list(chunks(few.tolist(), 1_000))
    for each in some:
        rows = session.execute(query if each is None else query.where(table.line_id.in_(each))).all()
        yield _part(rows, wanted, piece.level)


def _part(rows: Sequence[Any], wanted: Wanted, level: Level) -> Part:
    width = len(MEASURES)
    numbers = np.array([tuple(row[: 3 + width]) for row in rows], np.int64).reshape(len(rows), 3 + width).T
    kept = np.flatnonzero(wanted.takes(numbers[1], numbers[2]))
    histograms = [rows[row][-1] for row in kept.tolist()] if wanted.latencies else []
    entry, kind, count = latency.decode_many(histograms)
    time, line, outcome = numbers[:3, kept]
    return Part(level, time, outcome, numbers[3:, kept], line, entry, kind, count)


def _cube(session: Session, wanted: Wanted, cube: int, piece: Piece) -> Part:
    query: Select[Any] = select(CubeRow.month, CubeRow.a, CubeRow.b, CubeRow.outcome, *_sums(CubeRow, wanted))
    query = query.where(CubeRow.cube == cube, CubeRow.month.in_(list(range(piece.begin, piece.end))))
    for name, column in zip(CUBES[cube], (CubeRow.a, CubeRow.b), strict=False):
        if name in wanted.values:
            query = query.where(column.in_(list(wanted.values[name])))
    if wanted.outcomes is not None:
        query = query.where(CubeRow.outcome.in_(list(wanted.outcomes)))
    if not wanted.latencies:
        query = query.group_by(CubeRow.month, CubeRow.a, CubeRow.b, CubeRow.outcome)
    rows = session.execute(query).all()
    numbers = np.array([(row[0], *row[3 : 4 + len(MEASURES)]) for row in rows], np.int64).reshape(len(rows), 2 + len(MEASURES)).T
    codes = {name: _coded(wanted.book, name, [row[1 + place] for row in rows]) for place, name in enumerate(CUBES[cube])}
    entry, kind, count = latency.decode_many([row[-1] for row in rows] if wanted.latencies else [])
    return Part("month", numbers[0], numbers[1], numbers[2:], np.zeros(len(rows), np.int64), entry, kind, count, codes)


def _coded(book: Book, dimension: str, values: Sequence[str]) -> Numbers:
    place = {label: code for code, label in enumerate(book.codes(dimension)[0])}
    return np.fromiter((place[value] for value in values), np.int64, len(values))
