"""What a call is held to, and how its instant, its outcome and its day are numbered; no database.

Hours, days and months are those of Asia/Shanghai, numbered since 1970. China has kept one time without a change of clocks
since 1992, so that they follow from an instant by whole numbers alone; no ledger reaches further back.

>>> from datetime import date
>>> day_number(date(2026, 3, 2))
20514
>>> month_of_day(20514), day_of(20514)
(674, datetime.date(2026, 3, 2))
>>> int(day_at(1772409600000000))  # 2026-03-02T00:00:00Z
20514
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Literal

import numpy as np

Numbers = np.ndarray[Any, np.dtype[Any]]
Outcome = Literal["ok", "denied", "failed"]
Verdict = Literal["duplicate", "conflicting", "too_old", "too_new"]
Level = Literal["hour", "day", "month", "year"]

SECOND: Final = 1_000_000
HOUR: Final = 3600 * SECOND
DAY: Final = 24 * HOUR
SHANGHAI: Final = 8 * HOUR

#: The same id again within this much time is the same call, which then says the same or conflicts; beyond it is another call.
NEAR: Final = DAY
#: A call is late that comes so long after its day ended; then its day has been packed.
LATE: Final = 48 * HOUR
#: No clock is so far ahead: such a call is kept apart, and may be sent again with its right time.
AHEAD: Final = 24 * HOUR

OUTCOMES: Final[tuple[Outcome, ...]] = ("ok", "denied", "failed")
#: Outcomes from here on are *denied* for the reason of the number that remains.
REASONED: Final = 16
#: Reasons beyond so many are counted as denied without one.
MOST_REASONS: Final = 200

#: Calls of unconditional data, and those that must be kept longer: of conditional data, and what cannot be attributed yet.
ORDINARY, LONG = 0, 1

#: What a line is told by, in the order of ``lines.Line``; the names are those of filters and groups.
DIMENSIONS: Final = (
    "consumer",
    "application",
    "provider",
    "resource",
    "grant",
    "purpose",
    "consumer_tier",
    "provider_tier",
    "consumer_region",
    "provider_region",
)

#: The small tables of a month by one or two dimensions alone, by their number.
CUBES: Final[dict[int, tuple[str, ...]]] = {
    1: ("consumer",),
    2: ("provider",),
    3: ("resource",),
    4: ("consumer_tier", "provider_tier"),
    5: ("consumer_region", "provider_region"),
}


#: Before this there is no call that a ledger knows of.
EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)


def micros(instant: datetime) -> int:
    """Return an instant as microseconds since 1970.

    >>> micros(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
    1000000
    """
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def instant(at: int) -> datetime:
    """Return the instant of so many microseconds since 1970.

    >>> instant(1_500_000)
    datetime.datetime(1970, 1, 1, 0, 0, 1, 500000, tzinfo=datetime.timezone.utc)
    """
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)


def hour_at(at: Any) -> Any:
    """Return the number of the hour in which an instant lies; Shanghai's hours begin with those of UTC."""
    return at // HOUR


def day_at(at: Any) -> Any:
    """Return the number of the Shanghai day in which an instant lies."""
    return (at + SHANGHAI) // DAY


def day_of_hour(hour: Any) -> Any:
    """Return the number of the Shanghai day to which an hour belongs."""
    return (hour + 8) // 24


def day_begin(day: int) -> int:
    """Return the instant at which a Shanghai day begins, which is when the one before is over."""
    return day * DAY - SHANGHAI


def day_number(day: date) -> int:
    """Return the number of a day."""
    return (day - date(1970, 1, 1)).days


def day_of(number: int) -> date:
    """Return the day of a number."""
    return date(1970, 1, 1) + timedelta(days=int(number))


def month_of_day(number: int) -> int:
    """Return the number of the month of a day."""
    day = day_of(number)
    return (day.year - 1970) * 12 + day.month - 1


def months_of_days(days: Numbers) -> Numbers:
    """Return the numbers of the months of many days."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def month_begin(month: int) -> int:
    """Return the number of the first day of a month.

    >>> day_of(month_begin(674))
    datetime.date(2026, 3, 1)
    """
    return day_number(date(1970 + month // 12, month % 12 + 1, 1))


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a period that one level of totals answers: the hours, days or months ``[begin, end)``."""

    level: Level
    begin: int
    end: int


def cover(since: int, until: int, level: Level) -> list[Piece]:
    """Cut the hours ``[since, until)`` into whole months, whole days and the hours that remain, none finer than must be.

    ``level`` is the finest that is asked for: nothing is answered by months where days are to be told apart.

    >>> begin = month_begin(674) * 24 - 8  # the first hour of March 2026
    >>> cover(begin, begin + 31 * 24, "month")
    [Piece(level='month', begin=674, end=675)]
    >>> [(piece.level, piece.end - piece.begin) for piece in cover(begin + 23, begin + 49, "month")]
    [('hour', 1), ('day', 1), ('hour', 1)]
    """
    if level == "hour":
        return [Piece("hour", since, until)] if since < until else []
    first, last = -(-(since + 8) // 24), (until + 8) // 24
    if first >= last:
        return cover(since, until, "hour")
    days = _days(first, last, level)
    return [*cover(since, first * 24 - 8, "hour"), *days, *cover(last * 24 - 8, until, "hour")]


def _days(first: int, last: int, level: Level) -> Iterator[Piece]:
    """Cut the days ``[first, last)`` into whole months and the days that remain."""
    begin, end = month_of_day(first - 1) + 1, month_of_day(last)
    if level == "day" or begin >= end:
        yield Piece("day", first, last)
        return
    if first < month_begin(begin):
        yield Piece("day", first, month_begin(begin))
    yield Piece("month", begin, end)
    if month_begin(end) < last:
        yield Piece("day", month_begin(end), last)
