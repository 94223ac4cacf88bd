"""Each job is run by one node at a time, when it is due, whatever becomes of the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from catalog import jobs, trail
from catalog.errors import NotAllowed
from catalog.jobs import Every, Job, Nightly
from catalog.jobs.table import JOBS
from catalog.office import Office
from catalog.rights import Actor
from tests import builders
from tests.conftest import Clock

MINUTE = timedelta(minutes=1)


def job(run: Callable[[], Mapping[str, int]], name: str = "sweep") -> Job:
    return Job(name, "清扫", "sweeping", Every(MINUTE), timedelta(minutes=5), lambda _office, _actor: run())


def tick(office: Office, *given: Job, holder: str = "here") -> list[str]:
    return [one.outcome for one in jobs.tick(office, builders.OPERATOR, given, holder=holder)]


def test_a_job_runs_at_once_and_then_when_its_period_is_over(office: Office, clock: Clock) -> None:
    ran: list[datetime] = []
    sweeping = job(lambda: ran.append(clock.now) or {"swept": len(ran)})  # type: ignore[func-returns-value]
    (first,) = jobs.tick(office, builders.OPERATOR, [sweeping], holder="here")
    assert (first.name, first.outcome, first.said) == ("sweep", "done", {"swept": 1})
    assert tick(office, sweeping) == ["not_due"]
    clock.advance(seconds=59)
    assert tick(office, sweeping) == ["not_due"]
    clock.advance(seconds=1)
    assert tick(office, sweeping) == ["done"]
    assert len(ran) == 2
    with office.look(builders.OPERATOR) as look:
        (standing,) = jobs.standings(look)
    assert (standing.succeeded_at, standing.failed_at, standing.due_at) == (clock.now, None, clock.now + MINUTE)


def test_a_job_that_fails_does_not_stop_the_others_and_is_tried_again(office: Office, clock: Clock) -> None:
    def fail() -> Mapping[str, int]:
        raise RuntimeError("broken")

    hourly = Job("hourly", "每小时", "hourly", Every(timedelta(hours=1)), MINUTE, lambda _office, _actor: fail())
    assert tick(office, hourly, job(dict)) == ["failed", "done"]
    clock.now += jobs.RETRY
    assert tick(office, hourly) == ["failed"]
    with office.look(builders.OPERATOR) as look:
        standing = next(one for one in jobs.standings(look) if one.name == "hourly")
    assert (standing.succeeded_at, standing.failed_at) == (None, clock.now)


def test_of_many_nodes_at_once_one_runs_it(office: Office) -> None:
    ran: list[str] = []
    sweeping = job(lambda: ran.append("once") or {})  # type: ignore[func-returns-value]
    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(lambda number: tick(office, sweeping, holder=f"node {number}"), range(6)))
    assert len(ran) == 1
    assert sum(outcome == ["done"] for outcome in outcomes) == 1
    assert {outcome for (outcome,) in outcomes} <= {"done", "taken", "not_due"}


def test_what_a_node_has_in_hand_nobody_else_takes_until_the_lease_runs_out(office: Office, clock: Clock) -> None:
    seen: list[list[str]] = []

    def while_running() -> Mapping[str, int]:
        seen.append(tick(office, job(dict), holder="there"))
        clock.advance(minutes=5)
        seen.append(tick(office, job(dict), holder="there"))
        return {"late": 1}

    assert tick(office, job(while_running)) == ["done"]
    assert seen == [["taken"], ["done"]]
    with office.look(builders.OPERATOR) as look:
        (standing,) = jobs.standings(look)
    # Who lost the lease has nothing to give back.
    assert standing.due_at == clock.now + MINUTE


def test_a_process_that_ends_gives_back_what_it_holds(office: Office) -> None:
    def while_running() -> Mapping[str, int]:
        assert tick(office, job(dict), holder="there") == ["taken"]
        jobs.release(office, builders.OPERATOR, holder="elsewhere")
        assert tick(office, job(dict), holder="there") == ["taken"]
        jobs.release(office, builders.OPERATOR, holder="here")
        assert tick(office, job(dict), holder="there") == ["done"]
        return {}

    assert tick(office, job(while_running)) == ["done"]


def test_ticking_leaves_no_trail_row(office: Office) -> None:
    tick(office, job(dict))
    with office.look(builders.OPERATOR) as look:
        assert trail.head(look).seq == 0


def test_only_the_operator_ticks(office: Office) -> None:
    nobody = Actor("official", None, "li", frozenset({"official", "system_admin"}))
    with pytest.raises(NotAllowed):
        jobs.tick(office, nobody, [], holder="here")


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 3, 2, 1, 0, tzinfo=UTC), datetime(2026, 3, 2, 18, 0, tzinfo=UTC)),
        (datetime(2026, 3, 2, 17, 59, tzinfo=UTC), datetime(2026, 3, 2, 18, 0, tzinfo=UTC)),
        (datetime(2026, 3, 2, 18, 0, tzinfo=UTC), datetime(2026, 3, 3, 18, 0, tzinfo=UTC)),
        (datetime(2026, 3, 2, 16, 30, tzinfo=UTC), datetime(2026, 3, 2, 18, 0, tzinfo=UTC)),
    ],
)
def test_what_is_for_the_night_waits_for_it(now: datetime, due: datetime) -> None:
    """Two o'clock in Shanghai is six in the evening of the day before in UTC."""
    assert Nightly(2).first(now) == Nightly(2).following(now) == due


def test_the_jobs_of_the_service_have_names_of_their_own_in_both_languages() -> None:
    assert len({each.name for each in JOBS}) == len(JOBS)
    assert all(each.zh and each.en and each.lease > timedelta(0) for each in JOBS)
