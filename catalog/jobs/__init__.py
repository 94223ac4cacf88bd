"""Periodic jobs: each run by one node at a time, however many there are.

A job is taken by one statement that succeeds for one taker only (a *lease*): it is due, and nobody holds it or whoever
did has let the lease run out. The lease is a little longer than the job ever takes; a node that dies with a job in hand
delays it by that much. Owns when each job is due and how it went; what the jobs do belongs to the rooms (see ``table``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal, Protocol, cast

import structlog
from sqlalchemy import CursorResult, insert, or_, select, update

from catalog.errors import Conflict
from catalog.jobs.model import JobRow
from catalog.office import Look, Office
from catalog.rights import Actor, require
from catalog.store import day_end, day_start, shanghai_day

__all__ = ["Every", "Job", "Nightly", "Ran", "Standing", "release", "standings", "tick"]

#: When a job is tried again that failed, where it would not be due sooner by itself.
RETRY: Final = timedelta(minutes=5)

_log = structlog.get_logger("catalog.jobs")


class Schedule(Protocol):
    """When a job is due."""

    def first(self, now: datetime) -> datetime:
        """Return when it is due that has never run."""

    def following(self, now: datetime) -> datetime:
        """Return when it is due again that has just ended."""


@dataclass(frozen=True, slots=True)
class Every:
    """At once, and then a period after it ended."""

    period: timedelta

    def first(self, now: datetime) -> datetime:
        """Return now."""
        return now

    def following(self, now: datetime) -> datetime:
        """Return the instant that is a period away."""
        return now + self.period


@dataclass(frozen=True, slots=True)
class Nightly:
    """Once a day, at an hour of Shanghai's night."""

    hour: int

    def first(self, now: datetime) -> datetime:
        """Return the next such hour: starting a service is no reason to do at noon what belongs into the night."""
        return self.following(now)

    def following(self, now: datetime) -> datetime:
        """Return the next such hour."""
        day = shanghai_day(now)
        tonight = day_start(day) + timedelta(hours=self.hour)
        return tonight if now < tonight else day_end(day) + timedelta(hours=self.hour)


@dataclass(frozen=True, slots=True)
class Job:
    """A job: its name and what people call it, when it is due, how long it may take, and what it does.

    ``run`` returns what it did as counts.
    """

    name: str
    zh: str
    en: str
    schedule: Schedule
    lease: timedelta
    run: Callable[[Office, Actor], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a job in one tick: it was done or failed, was not due, or somebody else has it in hand."""

    name: str
    zh: str
    en: str
    outcome: Literal["done", "failed", "not_due", "taken"]
    seconds: float = 0.0
    said: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a job stands."""

    name: str
    due_at: datetime
    succeeded_at: datetime | None
    failed_at: datetime | None


def tick(office: Office, actor: Actor, jobs: Sequence[Job], *, holder: str) -> list[Ran]:
    """Run every job that is due, one after the other, and tell what became of each.

    ``holder`` names the process that runs them, so that it can ``release`` what it holds when it is told to stop.
    A job that fails is logged and tried again later; it does not stop the others.

    Raises
    ------
    NotAllowed
        The actor is not the operator.
    """
    require(actor, "job:run")
    _prepare(office, actor, jobs)
    return [_turn(office, actor, job, holder) for job in jobs]


def _prepare(office: Office, actor: Actor, jobs: Iterable[Job]) -> None:
    with office.look(actor) as look:
        known = set(look.session.scalars(select(JobRow.name)))
    for job in jobs:
        if job.name not in known:
            # Another node may be making the same row.
            with suppress(Conflict), office.chore(actor) as look:
                look.session.execute(insert(JobRow).values(name=job.name, due_at=job.schedule.first(look.now)))


def _turn(office: Office, actor: Actor, job: Job, holder: str) -> Ran:
    names = job.name, job.zh, job.en
    with office.look(actor) as look:
        if not _is_due(look, job):
            return Ran(*names, "not_due")
    if not _take(office, actor, job, holder):
        return Ran(*names, "taken")
    began = office.clock()
    try:
        said = dict(job.run(office, actor))
    except Exception:  # A job that fails must not keep the others from their turn.
        _log.exception("job failed", job=job.name)
        _finish(office, actor, job, holder, said=None)
        return Ran(*names, "failed", _seconds(office, began))
    _finish(office, actor, job, holder, said=said)
    if said:
        _log.info("job", job=job.name, seconds=_seconds(office, began), **said)
    return Ran(*names, "done", _seconds(office, began), said)


def _seconds(office: Office, began: datetime) -> float:
    return round((office.clock() - began).total_seconds(), 3)


def _is_due(look: Look, job: Job) -> bool:
    """Tell whether it is worth trying to take a job; asking costs no write."""
    return look.session.scalar(select(JobRow.name).where(JobRow.name == job.name, JobRow.due_at <= look.now)) is not None


def _take(office: Office, actor: Actor, job: Job, holder: str) -> bool:
    with office.chore(actor) as look:
        free = or_(JobRow.until.is_(None), JobRow.until <= look.now)
        mine = update(JobRow).where(JobRow.name == job.name, JobRow.due_at <= look.now, free)
        return _changed(look, mine.values(holder=holder, until=look.now + job.lease)) == 1


def _finish(office: Office, actor: Actor, job: Job, holder: str, *, said: Mapping[str, int] | None) -> None:
    """Give a job back, unless the lease ran out and somebody else has it now."""
    with office.chore(actor) as look:
        due = job.schedule.following(look.now)
        values: dict[str, Any] = {"holder": None, "until": None, "due_at": due}
        if said is None:
            values |= {"failed_at": look.now, "due_at": min(due, look.now + RETRY)}
        else:
            values |= {"succeeded_at": look.now, "said": dict(said)}
        _changed(look, update(JobRow).where(JobRow.name == job.name, JobRow.holder == holder).values(**values))


def release(office: Office, actor: Actor, *, holder: str) -> None:
    """Give back what a process holds that is about to end, so that nobody waits for its leases to run out."""
    with office.chore(actor) as look:
        _changed(look, update(JobRow).where(JobRow.holder == holder).values(holder=None, until=None))


def standings(look: Look) -> list[Standing]:
    """Return how every job stands that has ever been due, by name."""
    rows = look.session.scalars(select(JobRow).order_by(JobRow.name))
    return [Standing(row.name, row.due_at, row.succeeded_at, row.failed_at) for row in rows]


def _changed(look: Look, statement: Any) -> int:
    result = look.session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", result).rowcount
