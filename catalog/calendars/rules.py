"""The clock of a case and its states: pure functions, no database, no wall clock.

All dates are Asia/Shanghai days. A case counts from the day after it was opened and is in time until the end of its due day.
Working days are in `catalog.calendars.workdays`, policy figures in `catalog.calendars.policy`; both are as pure as this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, Protocol

from catalog.calendars.workdays import Day, Due, WorkCalendar, read_days
from catalog.errors import Conflict, Problem

__all__ = [
    "CASE_STATES",
    "Card",
    "Clock",
    "Consent",
    "Dates",
    "Day",
    "Due",
    "Standing",
    "State",
    "WorkCalendar",
    "card",
    "check_consent",
    "next_state",
    "read_days",
    "reckon",
    "standing",
]

State = Literal["open", "paused", "done"]
Standing = Literal["in_time", "due_soon", "overdue", "done_in_time", "done_late", "paused"]
Card = Literal["yellow", "red"]

CASE_STATES: Mapping[str, Mapping[str, State]] = {
    "open": {"extend": "open", "pause": "paused", "finish": "done", "recompute": "open"},
    "paused": {"extend": "paused", "resume": "open", "finish": "done", "recompute": "paused"},
    "done": {},
}
"""What may be done to a case in each state and where it leads; being extended is an attribute, not a state."""

_STATE_NAMES = {"open": ("办理中", "open"), "paused": ("已暂停", "paused"), "done": ("已办结", "done")}
_VERB_NAMES = {
    "extend": ("延期", "extended"),
    "pause": ("暂停", "paused"),
    "resume": ("恢复", "resumed"),
    "finish": ("办结", "finished"),
    "recompute": ("重新计算", "recomputed"),
}


@dataclass(frozen=True)
class Clock:
    """The history from which the due day of a case follows, and nothing else.

    ``opened_on`` is the day of receipt; ``days`` and ``extra_days`` are working days granted at first and by extension;
    ``pauses`` are the ended pauses as (paused on, resumed on); ``paused_on`` is the start of the running one.
    """

    opened_on: date
    days: int
    extra_days: int = 0
    pauses: tuple[tuple[date, date], ...] = ()
    paused_on: date | None = None

    def pause(self, on: date) -> Clock:
        """Stop the clock on the day ``on``."""
        return Clock(self.opened_on, self.days, self.extra_days, self.pauses, on)

    def resume(self, on: date) -> Clock:
        """Let the clock run again from the day ``on``; a running clock stays as it is."""
        if self.paused_on is None:
            return self
        return Clock(self.opened_on, self.days, self.extra_days, (*self.pauses, (self.paused_on, on)), None)


class Dates(NamedTuple):
    """What follows from a clock: due day, its flag, working days spent paused, and the day from which it is due soon."""

    due_on: date
    flagged: bool
    paused_days: int
    remind_on: date


def card(calendar: WorkCalendar, due_on: date, on: date, *, yellow_before: int, red_after: int) -> Card | None:
    """Return the card that a running case shows on a day: yellow some working days before it is due, red some after; else None.

    Examples
    --------
    >>> due = date(2026, 3, 4)
    >>> [card(WorkCalendar(), due, date(2026, 3, day), yellow_before=1, red_after=1) for day in (2, 3, 4, 5)]
    [None, 'yellow', 'yellow', 'red']
    """
    if on >= calendar.add_workdays(due_on, red_after).day:
        return "red"
    return "yellow" if on >= calendar.workday_before(due_on, yellow_before) else None


def reckon(calendar: WorkCalendar, clock: Clock, remind_before: int) -> Dates:
    """Compute the dates of a case from its history.

    Every ended pause moves the due day by exactly the number of working days in (paused on, resumed on]; a running pause
    moves nothing until it ends. An extension adds working days at the end.

    Parameters
    ----------
    calendar : WorkCalendar
        The working days as known now.
    clock : Clock
        The history of the case.
    remind_before : int
        Working days before the due day from which the case counts as due soon.

    Returns
    -------
    Dates

    Examples
    --------
    >>> clock = Clock(date(2026, 2, 10), 5)
    >>> reckon(WorkCalendar(), clock, 3).due_on
    datetime.date(2026, 2, 24)
    >>> reckon(WorkCalendar(), clock.pause(date(2026, 2, 11)).resume(date(2026, 2, 13)), 3)  # Two working days paused.
    Dates(due_on=datetime.date(2026, 2, 26), flagged=False, paused_days=2, remind_on=datetime.date(2026, 2, 14))
    """
    paused = sum(calendar.workdays_between(start, end) for start, end in clock.pauses)
    due = calendar.add_workdays(clock.opened_on, clock.days + clock.extra_days + paused)
    return Dates(due.day, due.flagged, paused, calendar.workday_before(due.day, remind_before))


class Timed(Protocol):
    """What `standing` needs to know of a case: four dates; a row or a dataclass will do."""

    @property
    def due_on(self) -> date:
        """The last day in time."""

    @property
    def remind_on(self) -> date:
        """The first day on which it is due soon."""

    @property
    def paused_on(self) -> date | None:
        """The day on which the running pause began."""

    @property
    def done_on(self) -> date | None:
        """The day on which it was finished."""


def standing(case: Timed, today: date) -> Standing:
    """Say how a case stands at the end of the day ``today``: it is in time through its whole due day.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> case = SimpleNamespace(due_on=date(2026, 2, 24), remind_on=date(2026, 2, 12), paused_on=None, done_on=None)
    >>> [standing(case, date(2026, 2, day)) for day in (11, 12, 24, 25)]
    ['in_time', 'due_soon', 'due_soon', 'overdue']
    >>> case.done_on = date(2026, 2, 25)
    >>> standing(case, date(2026, 3, 1))
    'done_late'
    """
    if case.done_on is not None:
        return "done_in_time" if case.done_on <= case.due_on else "done_late"
    if case.paused_on is not None:
        return "paused"
    if today > case.due_on:
        return "overdue"
    return "due_soon" if today >= case.remind_on else "in_time"


def next_state(state: str, verb: str) -> State:
    """Return the state to which ``verb`` leads.

    Raises
    ------
    Conflict
        If the state does not allow the verb.

    Examples
    --------
    >>> next_state("open", "pause")
    'paused'
    """
    after = CASE_STATES[state].get(verb)
    if after is None:
        (state_zh, state_en), (verb_zh, verb_en) = _STATE_NAMES[state], _VERB_NAMES[verb]
        raise Conflict(
            f"办件{state_zh}，不能{verb_zh}。", f"The case is {state_en} and cannot be {verb_en}.", code="case_state", state=state
        )
    return after


@dataclass(frozen=True)
class Consent:
    """The consent that an extension needs (Decree 809, articles 17 and 22): who gave it, why, and on which day."""

    by: str
    reason: str
    on: date


def check_consent(consent: Consent, *, opened_on: date, due_on: date, today: date) -> list[Problem]:
    """List what is wrong with a consent: it names its giver and reason, and was given while the case could be in time.

    The day of the consent is judged, not the day of recording, so that a consent given in time may be entered later,
    while one given after the due day cannot make a late case punctual.

    Examples
    --------
    >>> late = Consent("市数据局", "量大", date(2026, 2, 25))
    >>> [p.code for p in check_consent(late, opened_on=date(2026, 2, 10), due_on=date(2026, 2, 24), today=date(2026, 2, 26))]
    ['consent_late']
    """
    problems = []
    if not consent.by.strip():
        problems.append(Problem("consent.by", "missing", "须写明同意延期的单位或负责人", "name who consented to the extension"))
    if not consent.reason.strip():
        problems.append(Problem("consent.reason", "missing", "须写明延期理由", "state the reason for the extension"))
    if not opened_on <= consent.on <= today:
        problems.append(
            Problem(
                "consent.on",
                "consent_date",
                "同意日期应在办件开始之后、今天之前（含）",
                "the consent must lie between the opening of the case and today",
            )
        )
    elif consent.on > due_on:
        problems.append(
            Problem("consent.on", "consent_late", "期限届满后不能再同意延期", "the consent was given after the due day")
        )
    return problems
