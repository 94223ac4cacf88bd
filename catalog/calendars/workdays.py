"""Working days of China: the published calendars, overridden by loaded days, and how to count in them; pure.

All dates are Asia/Shanghai days.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

import chinese_calendar

from catalog.errors import Problem
from catalog.people.rules import length_problem

NAME_LIMIT: Final = 128
"""Most characters of a holiday's name."""


class Due(NamedTuple):
    """A due day; ``flagged`` when it lies past the last published calendar year and is therefore provisional."""

    day: date
    flagged: bool


class Day(NamedTuple):
    """One day of a published calendar: whether it is worked, and the name of its holiday (empty for none)."""

    day: date
    workday: bool
    name: str


@lru_cache(maxsize=1)
def _library_years() -> tuple[int, int]:
    """Return the first and the last year that the installed ``chinesecalendar`` knows."""
    years = {day.year for day in chinese_calendar.holidays}
    return min(years), max(years)


def _year_days(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    return (first + timedelta(days=offset) for offset in range((date(year, 12, 31) - first).days + 1))


@lru_cache(maxsize=256)
def _plain_year(year: int) -> tuple[date, ...]:
    """Return the working days of ``year`` without any loaded data: as published, or plain weekdays where nothing is."""
    first, last = _library_years()
    known = first <= year <= last
    return tuple(day for day in _year_days(year) if (chinese_calendar.is_workday(day) if known else day.weekday() < 5))


def publication(day: date) -> tuple[str, str]:
    """Return the Chinese name of the holiday to which the library puts ``day`` (empty for none), and the library's name.

    Examples
    --------
    >>> publication(date(2026, 10, 1))
    ('国庆节', 'chinesecalendar')
    """
    first, last = _library_years()
    name = chinese_calendar.get_holiday_detail(day)[1] if first <= day.year <= last else None
    return (chinese_calendar.Holiday(name).chinese if name else ""), "chinesecalendar"


@dataclass(frozen=True)
class WorkCalendar:
    """The working days of China: ``chinesecalendar``, overridden by the days that were loaded.

    Parameters
    ----------
    days : Mapping[date, bool], optional
        Overriding days: ``True`` is worked. They win over the library, also in years that the library knows.

    Notes
    -----
    The State Council publishes one calendar a year. A loaded year counts as published when New Year's Day and National Day,
    the first and the last statutory holiday, are both among the loaded days, and no year before it is missing: a single
    closing day loaded for a far year must not turn guesses into facts. Years outside the library (2004–2026) that nobody
    loaded are plain weekdays. Working days are kept per year, so a count costs one bisection a year crossed.

    Examples
    --------
    >>> calendar = WorkCalendar()
    >>> calendar.is_workday(date(2026, 2, 14)), calendar.is_workday(date(2026, 2, 16))  # A worked Saturday; Spring Festival.
    (True, False)
    >>> calendar.add_workdays(date(2026, 2, 10), 5)
    Due(day=datetime.date(2026, 2, 24), flagged=False)
    >>> WorkCalendar({date(2026, 2, 24): False}).add_workdays(date(2026, 2, 10), 5).day
    datetime.date(2026, 2, 25)
    """

    days: Mapping[date, bool] = field(default_factory=dict)
    _years: dict[int, tuple[date, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _loaded: frozenset[int] = field(default=frozenset(), init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Keep a copy of the days, so that later changes of the caller's mapping cannot reach the cached years."""
        object.__setattr__(self, "days", MappingProxyType(dict(self.days)))
        object.__setattr__(self, "_loaded", frozenset(day.year for day in self.days))

    def _workdays(self, year: int) -> tuple[date, ...]:
        if year not in self._loaded:
            return _plain_year(year)
        if year not in self._years:
            plain = frozenset(_plain_year(year))
            self._years[year] = tuple(day for day in _year_days(year) if self.days.get(day, day in plain))
        return self._years[year]

    def publishes(self, year: int) -> bool:
        """Tell whether the calendar of ``year`` itself is published, by the library or by loaded days.

        Examples
        --------
        >>> WorkCalendar().publishes(2026), WorkCalendar({date(2027, 1, 1): False}).publishes(2027)
        (True, False)
        """
        first, last = _library_years()
        return first <= year <= last or (date(year, 1, 1) in self.days and date(year, 10, 1) in self.days)

    @property
    def published_through(self) -> date:
        """The end of the last year up to which every year is published.

        Examples
        --------
        >>> WorkCalendar().published_through
        datetime.date(2026, 12, 31)
        >>> WorkCalendar({date(2027, 1, 1): False, date(2027, 10, 1): False}).published_through
        datetime.date(2027, 12, 31)
        """
        year = _library_years()[1]
        while self.publishes(year + 1):
            year += 1
        return date(year, 12, 31)

    def exceptions(self, year: int) -> list[date]:
        """List the days of ``year`` that the week misjudges: days off from Monday to Friday, and worked weekends.

        Examples
        --------
        >>> [day.isoformat() for day in WorkCalendar().exceptions(2026)[:3]]
        ['2026-01-01', '2026-01-02', '2026-01-04']
        """
        worked = frozenset(self._workdays(year))
        return [day for day in _year_days(year) if (day in worked) != (day.weekday() < 5)]

    def is_workday(self, day: date) -> bool:
        """Tell whether ``day`` is worked; past the published years every weekday is.

        Examples
        --------
        >>> WorkCalendar().is_workday(date(2027, 1, 1))  # Not published yet, a Friday.
        True
        """
        known = self.days.get(day)
        if known is not None:
            return known
        days = _plain_year(day.year)
        position = bisect_left(days, day)
        return position < len(days) and days[position] == day

    def add_workdays(self, start: date, n: int) -> Due:
        """Return the ``n``-th working day after ``start``, counted from the day after it.

        Parameters
        ----------
        start : date
            The day of receipt; it is never counted itself.
        n : int
            Working days, at least 0; 0 is ``start`` itself.

        Returns
        -------
        Due
            The day, flagged when it lies past `published_through`.

        Raises
        ------
        ValueError
            If ``n`` is negative.

        Examples
        --------
        >>> WorkCalendar().add_workdays(date(2026, 12, 30), 2)
        Due(day=datetime.date(2027, 1, 1), flagged=True)
        """
        if n < 0:
            raise ValueError(f"n must not be negative: {n}")
        if n == 0:
            return Due(start, start > self.published_through)
        year = start.year
        days = self._workdays(year)
        position = bisect_right(days, start) + n - 1
        while position >= len(days):
            position -= len(days)
            year += 1
            days = self._workdays(year)
        return Due(days[position], days[position] > self.published_through)

    def workday_before(self, day: date, n: int) -> date:
        """Return the ``n``-th working day before ``day``; ``day`` itself for 0.

        Examples
        --------
        >>> WorkCalendar().workday_before(date(2026, 2, 24), 2)
        datetime.date(2026, 2, 13)
        """
        if n <= 0:
            return day
        year = day.year
        position = bisect_left(self._workdays(year), day) - n
        while position < 0:
            year -= 1
            position += len(self._workdays(year))
        return self._workdays(year)[position]

    def workdays_between(self, a: date, b: date) -> int:
        """Count the working days d with a < d ≤ b; 0 when ``b`` is not after ``a``.

        Examples
        --------
        >>> WorkCalendar().workdays_between(date(2026, 2, 10), date(2026, 2, 24))
        5
        >>> WorkCalendar().workdays_between(date(2026, 2, 24), date(2026, 2, 10))
        0
        """
        if b <= a:
            return 0
        whole = sum(len(self._workdays(year)) for year in range(a.year, b.year))
        return whole + bisect_right(self._workdays(b.year), b) - bisect_right(self._workdays(a.year), a)


def read_days(rows: Iterable[tuple[str, str, str]]) -> tuple[list[Day], list[Problem]]:
    """Read ``(date, is_workday, name)`` texts into days, saying everything that is wrong with them at once.

    Parameters
    ----------
    rows : iterable of (str, str, str)
        An ISO date, ``1`` or ``0``, and the name of the holiday or the empty text.

    Returns
    -------
    days : list of Day
        The rows that could be read, in their order.
    problems : list of Problem
        Paths count data rows from 1: ``days[3].date``. A day given twice is a problem of its second row.

    Examples
    --------
    >>> read_days([("2027-01-01", "0", "元旦")])
    ([Day(day=datetime.date(2027, 1, 1), workday=False, name='元旦')], [])
    >>> [problem.path for problem in read_days([("1 Jan", "yes", "")])[1]]
    ['days[1].date', 'days[1].is_workday']
    """
    days: dict[date, Day] = {}
    problems: list[Problem] = []
    for number, (text, flag, name) in enumerate(rows, start=1):
        day = _read_date(text.strip())
        problems += _day_problems(f"days[{number}]", text, flag, day, twice=day in days)
        problems += [problem for problem in (length_problem(f"days[{number}].name", name.strip(), NAME_LIMIT),) if problem]
        if day is not None:
            days.setdefault(day, Day(day, flag.strip() == "1", name.strip()))
    return list(days.values()), problems


def _day_problems(path: str, text: str, flag: str, day: date | None, *, twice: bool) -> list[Problem]:
    problems = []
    if day is None:
        problems.append(Problem(f"{path}.date", "bad_date", f"日期应为 YYYY-MM-DD：{text}", f"not an ISO date: {text}"))
    if twice:
        problems.append(Problem(f"{path}.date", "day_twice", f"日期重复：{text}", f"this day stands twice: {text}"))
    if flag.strip() not in ("0", "1"):
        zh, en = f"应为 1（上班）或 0（休息）：{flag}", f"must be 1 (worked) or 0 (off): {flag}"
        problems.append(Problem(f"{path}.is_workday", "bad_flag", zh, en))
    return problems


def _read_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
