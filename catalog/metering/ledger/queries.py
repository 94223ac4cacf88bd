"""What the ledger adds up to: one question answered from totals and what is not folded yet, in one snapshot.

A period is cut into whole months, days and hours, each answered from the smallest table that knows what is asked: a cube where
one has all the dimensions, else the totals by line. Whatever is asked, a call counts once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import numpy as np
from sqlalchemy import select

from catalog.metering.ledger import entries, fetching, latency, lines
from catalog.metering.ledger.entries import Group
from catalog.metering.ledger.fetching import Part, Wanted
from catalog.metering.ledger.model import ReasonRow
from catalog.metering.ledger.rules import (
    DIMENSIONS,
    HOUR,
    OUTCOMES,
    REASONED,
    Level,
    Numbers,
    cover,
    day_of,
    day_of_hour,
    instant,
    micros,
    month_begin,
    months_of_days,
)
from catalog.office import Look

LEVELS: Final[tuple[Level, ...]] = ("hour", "day", "month", "year")
#: Everything that calls can be grouped by, and filtered by but for the times.
GROUPS: Final = (*LEVELS, *DIMENSIONS, "line", "outcome", "reason")

_DENIED, _FAILED = OUTCOMES.index("denied"), OUTCOMES.index("failed")


@dataclass(frozen=True, slots=True)
class Total:
    """What calls add up to. ``key`` holds a value for each thing they are grouped by, in that order; None is what is not known.

    An hour is the instant at which it begins, a month its first day, a year a number. ``known`` counts the calls whose number of
    records is known; ``latency`` is the histogram as it is stored (see ``latency``), empty where it was not asked for.
    """

    key: tuple[Any, ...]
    calls: int
    denied: int
    failed: int
    known: int
    records: int
    bytes_in: int
    bytes_out: int
    latency: bytes

    def percentiles(self, shares: Sequence[float]) -> list[float]:
        """Return the latency (microseconds) that so great a share of the calls did not exceed."""
        return latency.percentiles(latency.add_up([self.latency]), shares)


def totals(
    look: Look,
    since: datetime,
    until: datetime,
    *,
    group_by: Sequence[str] = (),
    filters: Mapping[str, Collection[Any]] | None = None,
    latencies: bool = False,
) -> list[Total]:
    """Add up the calls of the hours from ``since`` until ``until``, in groups, in order of their keys.

    Parameters
    ----------
    since, until
        Instants; an hour that one of them lies within counts whole.
    group_by
        Any of ``GROUPS``. At most one of the times is of use, since it is told by each finer one.
    filters
        For any of ``DIMENSIONS``, ``line``, ``outcome`` and ``reason``: the values that count; None is what is not known.
        The number of a line stands for all lines that count on it now.
    latencies
        Whether histograms are wanted; they cost most where much is added up.

    Raises
    ------
    ValueError
        Something is asked for that is none of ``GROUPS``: the doors see to that.
    """
    wanted = {name: {value or "" for value in values} for name, values in (filters or {}).items()}
    if unknown := {*group_by, *wanted} - set(GROUPS):
        raise ValueError(f"no dimensions: {sorted(unknown)}")
    book = lines.book(look)
    asked = Wanted(
        book,
        frozenset(name for name in (*group_by, *wanted) if name in (*DIMENSIONS, "line")),
        _lines_wanted(book, wanted),
        {name: values for name, values in wanted.items() if name in DIMENSIONS},
        _outcomes_wanted(look, wanted),
        latencies,
    )
    first, last = micros(since) // HOUR, -(-micros(until) // HOUR)
    parts = [fetching.unfolded(look.session, asked, first, last)]
    for piece in cover(first, last, _finest(group_by)):
        parts += fetching.fetch(look.session, asked, piece)
    return _added(look, book, [part for part in parts if len(part)], group_by)


def _finest(group_by: Sequence[str]) -> Level:
    return next((level for level in LEVELS[:2] if level in group_by), "month")


def _lines_wanted(book: lines.Book, wanted: Mapping[str, Collection[Any]]) -> Numbers | None:
    """Return for each line whether its calls count, None where all do."""
    found: Numbers | None = None
    if "line" in wanted:
        found = np.isin(book.final, [int(number) for number in wanted["line"]])
    for name in DIMENSIONS:
        if name in wanted:
            labels, codes = book.codes(name)
            counts = np.array([label in wanted[name] for label in labels], bool)[codes]
            found = counts if found is None else found & counts
    return found


def _outcomes_wanted(look: Look, wanted: Mapping[str, Collection[str]]) -> frozenset[int] | None:
    """Return the numbers of the outcomes that count, None where all do."""
    if "outcome" not in wanted and "reason" not in wanted:
        return None
    reasons = _reasons(look)
    found = set()
    for number in (*range(len(OUTCOMES)), *(REASONED + place for place in reasons)):
        name, reason = OUTCOMES[int(_kind(number))], reasons.get(number - REASONED, "")
        if name in wanted.get("outcome", OUTCOMES) and reason in wanted.get("reason", {reason}):
            found.add(number)
    return frozenset(found)


def _reasons(look: Look) -> dict[int, str]:
    return {row.id: row.name for row in look.session.execute(select(ReasonRow.id, ReasonRow.name))}


def _kind(outcome: Any) -> Any:
    """Return the outcome without its reason."""
    return np.where(np.asarray(outcome) >= REASONED, _DENIED, outcome)


def _added(look: Look, book: lines.Book, parts: Sequence[Part], group_by: Sequence[str]) -> list[Total]:
    if not parts:
        return []
    columns = [_codes(book, parts, name) for name in group_by]
    key, first = _numbered([codes for codes, _ in columns], sum(map(len, parts)))
    measures = np.concatenate([part.measures for part in parts], axis=1)
    outcome = _kind(np.concatenate([part.outcome for part in parts]))
    extra = np.array([measures[0] * (outcome == _DENIED), measures[0] * (outcome == _FAILED)])
    bases = np.cumsum([0, *(len(part) for part in parts[:-1])])
    entry = np.concatenate([part.entry + base for part, base in zip(parts, bases, strict=True)])
    kind = np.concatenate([part.kind for part in parts])
    count = np.concatenate([part.count for part in parts])
    group = entries.group(key, np.concatenate((measures, extra)), entry, kind, count)
    said = [_said(look, name, codes[first], values) for (codes, values), name in zip(columns, group_by, strict=True)]
    return _told(group, list(zip(*said, strict=True)) if said else [()])


def _numbered(columns: Sequence[Numbers], rows: int) -> tuple[Numbers, Numbers]:
    """Return the number of the group of each row, in order of what the columns say, and one row of each group."""
    key = np.zeros(rows, np.int64)
    for codes in columns:
        # Numbered anew at each step, the keys stay small however many columns there are.
        key = np.unique(key * (int(codes.max()) + 1) + codes, return_inverse=True)[1]
    return key, np.unique(key, return_index=True)[1]


def _codes(book: lines.Book, parts: Sequence[Part], name: str) -> tuple[Numbers, Sequence[Any]]:
    """Return the code of each entry in a dimension, and what the codes stand for."""
    if name in DIMENSIONS:
        labels, by_line = book.codes(name)
        codes = np.concatenate([part.codes[name] if name in part.codes else by_line[part.line] for part in parts])
        return codes, [label or None for label in labels]
    if name == "line":
        return book.final[np.concatenate([part.line for part in parts])], range(len(book.lines))
    if name in ("outcome", "reason"):
        outcome = np.concatenate([part.outcome for part in parts])
        return (_kind(outcome), list(OUTCOMES)) if name == "outcome" else (np.maximum(outcome - REASONED, -1) + 1, [])
    times = np.concatenate([_times(part, name) for part in parts])
    values, codes = np.unique(times, return_inverse=True)
    return codes, [_time(name, value) for value in values.tolist()]


def _said(look: Look, name: str, codes: Numbers, values: Sequence[Any]) -> list[Any]:
    """Return what codes stand for."""
    if name == "reason":
        reasons = _reasons(look)
        return [reasons.get(code - 1) for code in codes.tolist()]
    return [values[code] for code in codes.tolist()]


def _times(part: Part, name: str) -> Numbers:
    """Return the hour, day, month or year of each entry, from what is known of it."""
    if part.level == name:
        return part.time
    days = day_of_hour(part.time) if part.level == "hour" else part.time
    if name == "day":
        return np.asarray(days)
    months = part.time if part.level == "month" else months_of_days(days)
    return np.asarray(months if name == "month" else months // 12)


def _time(name: str, value: int) -> datetime | date | int:
    if name == "hour":
        return instant(value * HOUR)
    if name == "day":
        return day_of(value)
    return day_of(month_begin(value)) if name == "month" else 1970 + value


def _told(group: Group, keys: Sequence[tuple[Any, ...]]) -> list[Total]:
    rows = zip(keys, group.measures.T.tolist(), group.histograms(), strict=True)
    return [
        Total(key, calls, denied, failed, known, records, bytes_in, bytes_out, histogram)
        for key, (calls, known, records, bytes_in, bytes_out, denied, failed), histogram in rows
        if calls
    ]
