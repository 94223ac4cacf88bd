"""Folding: what batches add becomes part of the totals, all levels of them in one transaction.

Whoever reads adds what is not folded yet, in the same snapshot, so that a call is counted from when it is stored and stays
counted, once, whatever is being folded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from catalog.metering.ledger import blobs, entries, latency, lines
from catalog.metering.ledger.entries import MEASURES, Entries, Group
from catalog.metering.ledger.lines import Book
from catalog.metering.ledger.locks import lock_totals
from catalog.metering.ledger.model import CubeRow, DayRow, DeltaRow, HoursRow, MonthRow
from catalog.metering.ledger.rules import CUBES, Numbers, day_of_hour, months_of_days
from catalog.metering.ledger.writing import put
from catalog.office import Look, Office
from catalog.rights import Actor
from catalog.store import chunks

#: Batches that are looked at together, and entries that are folded in one transaction: nobody waits long for it.
BATCHES: Final = 256
MOST: Final = 150_000
#: Transactions of one run; what is left is folded at the next.
TURNS: Final = 40

_SUMS: Final = ("calls", "known", "records", "bytes_in", "bytes_out", "latency")


def fold(office: Office, actor: Actor) -> dict[str, int]:
    """Fold what is there to fold; return how many batches and calls that was. Safe to run at any time, by anybody."""
    batches = calls = 0
    for _ in range(TURNS):
        with office.look(actor) as look:
            taken, found = _some(look.session)
            book = lines.book(look)
        if not taken:
            break
        sheets = _sheets(found, book)
        with office.chore(actor) as look:
            lock_totals(look.session)
            if not _there(look.session, taken):
                continue
            if (now := lines.book(look)).moved != book.moved:
                sheets = _sheets(found, now)
            _add(look, sheets)
            look.session.execute(delete(DeltaRow).where(DeltaRow.segment_id.in_(taken)))
        batches, calls = batches + len(taken), calls + found.calls
    return {"batches": batches, "calls": calls} if batches else {}


def _some(session: Session) -> tuple[list[int], Entries]:
    """Return the numbers of some batches that are not folded, and what they add."""
    taken: list[int] = []
    parts: list[Entries] = []
    query = select(DeltaRow.segment_id, DeltaRow.entries).order_by(DeltaRow.segment_id).limit(BATCHES)
    for number, text in session.execute(query):
        part = entries.decode(text)
        if parts and sum(map(len, parts)) + len(part) > MOST:
            break
        taken.append(number)
        parts.append(part)
    return taken, entries.added_up(entries.joined(parts))


def _there(session: Session, taken: Sequence[int]) -> bool:
    """Tell whether nobody else has folded any of these batches meanwhile."""
    return session.scalar(select(func.count()).where(DeltaRow.segment_id.in_(taken))) == len(taken)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Sums for one table under one beginning of its keys: ``fixed`` are those columns, ``keys`` the others by group."""

    table: Any
    fixed: dict[str, Any]
    keys: dict[str, list[Any]]
    group: Group


@dataclass(frozen=True, slots=True)
class _Sheets:
    hours: list[tuple[int, Entries]]
    sheets: list[Sheet]


def _sheets(found: Entries, book: Book) -> _Sheets:
    """Return what entries add to every table."""
    days = day_of_hour(found.hour)
    hours, made = [], []
    for day in np.unique(days).tolist():
        part = found.take(days == day)
        hours.append((day, part))
        month = int(months_of_days(np.array([day]))[0])
        made.append(_by_line(DayRow, {"month": month, "day": day}, part))
    months = months_of_days(days)
    for month in np.unique(months).tolist():
        part = found.take(months == month)
        made.append(_by_line(MonthRow, {"month": month}, part))
        made += cubes(part, month, book)
    return _Sheets(hours, made)


def _by_line(table: Any, fixed: dict[str, Any], part: Entries) -> Sheet:
    group = entries.by(part, (part.line << 8) | part.outcome)
    return Sheet(table, fixed, {"line_id": (group.key >> 8).tolist(), "outcome": (group.key & 0xFF).tolist()}, group)


def cubes(part: Entries, month: int, book: Book) -> list[Sheet]:
    """Return what entries of one month add to its cubes."""
    made = []
    for cube, dimensions in CUBES.items():
        labels, codes = zip(*(book.codes(name) for name in dimensions), strict=True)
        second = codes[1][part.line] if len(codes) > 1 else np.zeros(len(part), np.int64)
        group = entries.by(part, (codes[0][part.line] << 30) | (second << 8) | part.outcome)
        a = [labels[0][code] for code in (group.key >> 30).tolist()]
        b = [labels[1][code] if len(labels) > 1 else "" for code in ((group.key >> 8) & 0x3FFFFF).tolist()]
        outcome = (group.key & 0xFF).tolist()
        made.append(Sheet(CubeRow, {"cube": cube, "month": month}, {"a": a, "b": b, "outcome": outcome}, group))
    return made


def _add(look: Look, sheets: _Sheets) -> None:
    for day, part in sheets.hours:
        blob = entries.encode(part)
        row = {"day": day, "level": 0, "entries": len(part), "digest": blobs.digest(blob), "blob": blob}
        look.session.execute(insert(HoursRow).values(**row))
    for sheet in sheets.sheets:
        add(look.session, sheet)


def add(session: Session, sheet: Sheet) -> None:
    """Add sums to a table; whoever does so holds the totals."""
    names = list(sheet.keys)
    keys = list(zip(*sheet.keys.values(), strict=True))
    present = _present(session, sheet, names)
    numbers, texts = _merged(keys, sheet.group, present)
    fixed = tuple(sheet.fixed.values())
    rows = [(*fixed, *key, *sums, text) for key, sums, text in zip(keys, numbers.T.tolist(), texts, strict=True)]
    put(session, sheet.table.__table__, [*sheet.fixed, *names, *_SUMS], rows)


def _present(session: Session, sheet: Sheet, names: Sequence[str]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Return the sums that are there, by their keys."""
    table = sheet.table
    columns = [getattr(table, name) for name in (*names, *_SUMS)]
    query = select(*columns).where(*(getattr(table, name) == value for name, value in sheet.fixed.items()))
    first = getattr(table, names[0])
    found = {}
    for some in chunks(sorted(set(sheet.keys[names[0]])), 500):
        for row in session.execute(query.where(first.in_(some))):
            found[tuple(row[: len(names)])] = tuple(row[len(names) :])
    return found


def _merged(
    keys: Sequence[tuple[Any, ...]], group: Group, present: dict[tuple[Any, ...], tuple[Any, ...]]
) -> tuple[Numbers, list[bytes]]:
    """Return the sums and histograms of groups added to those that are there."""
    numbers = group.measures.copy()
    places = [place for place, key in enumerate(keys) if key in present]
    if not places:
        return numbers, group.histograms()
    there = [present[keys[place]] for place in places]
    numbers[:, places] += np.array([row[: len(MEASURES)] for row in there], np.int64).T
    row, kind, count = latency.decode_many([each[-1] for each in there])
    entry = np.concatenate((group.entry, np.array(places)[row]))
    whole = entries.group(
        np.arange(len(keys)), numbers, entry, np.concatenate((group.kind, kind)), np.concatenate((group.count, count))
    )
    return numbers, whole.histograms()
