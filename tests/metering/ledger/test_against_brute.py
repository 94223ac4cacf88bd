"""Whatever is sent, folded, put together, packed and dropped, in any order: the ledger says what a plain list of calls would."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, example, given, settings

from catalog.metering.ledger.appending import append
from catalog.metering.ledger.compacting import compact
from catalog.metering.ledger.folding import fold
from catalog.metering.ledger.queries import totals
from catalog.metering.ledger.retaining import retain
from catalog.metering.ledger.rules import micros
from catalog.metering.ledger.verifying import verify
from catalog.office import Office
from catalog.rights import Actor
from tests.databases import Clock, Databases
from tests.metering.ledger.brute import DAY, HOUR, SECOND, Brute, Call, Town, batch, value

OFFSETS = (0, -1, -SECOND, -HOUR, -DAY, -DAY - 1, -2 * DAY, -3 * DAY - HOUR, -40 * DAY, -400 * DAY, -1_095 * DAY, -1_097 * DAY)
AHEAD = (HOUR, DAY, DAY + 1, 90 * DAY)
CALLS = st.builds(
    dict,
    id=st.sampled_from(["a", "b", "0f" * 16, "0f0f0f0f-0f0f-0f0f-0f0f-0f0f0f0f0f0f", "é", "c" * 128]),
    at=st.sampled_from(OFFSETS + AHEAD),
    outcome=st.sampled_from(["ok", "ok", "denied", "failed"]),
    reason=st.sampled_from([None, None, "quota", "expired"]),
    consumer=st.sampled_from([None, "C0", "C1", "nobody"]),
    provider=st.sampled_from([None, "C2"]),
    resource=st.sampled_from([None, "R0", "R1", "nothing"]),
    grant=st.sampled_from([None, None, "G0"]),
    route=st.sampled_from([None, "GET known/a", "GET other/b"]),
    decision=st.sampled_from([None, "a", "0f" * 16]),
    purpose=st.sampled_from([None, "事项一"]),
    records=st.sampled_from([None, 0, 7]),
    bytes_out=st.sampled_from([None, 10**12]),
    latency=st.sampled_from([None, 0, 1500, 2_000_000]),
    items=st.sampled_from([None, (), ("a", "b")]),
)
SENT = st.tuples(st.just("send"), st.sampled_from(["gw", "gw|ce"]), st.lists(CALLS, min_size=1, max_size=8))
STEPS = st.lists(
    st.one_of(
        SENT,
        SENT,
        SENT,
        st.just(("again",)),
        st.sampled_from([("fold",), ("compact",), ("retain",), ("day",), ("months",), ("restart",)]),
    ),
    min_size=3,
    max_size=14,
)
NUMBER = itertools.count()


class Walk:
    """One ledger beside its brute twin; the application tells its calls from those of other walks in the same database."""

    def __init__(self, office: Office, clock: Clock, op: Actor) -> None:
        self.office, self.clock, self.op, self.brute = office, clock, op, Brute()
        self.name = f"walk{next(NUMBER)}"
        self.origin = micros(clock.now)
        self.sent: list[tuple[str, list[Call]]] = []

    def send(self, source: str, said: Sequence[dict[str, Any]]) -> None:
        calls = [Call(application=self.name, **{**each, "at": self.origin + each["at"]}) for each in said]
        self.sent.append((source, calls))
        self._send(source, calls)

    def again(self) -> None:
        for source, calls in self.sent:
            self._send(source, calls)

    def _send(self, source: str, calls: list[Call]) -> None:
        want = self.brute.append(f"{self.name}/{source}", calls, self.clock.now)
        answer = append(self.office, self.op, batch(f"{self.name}/{source}", calls), Town())
        assert [answer.verdicts.get(row, "accepted") for row in range(len(calls))] == want
        assert answer.accepted == want.count("accepted")

    def fold(self) -> None:
        fold(self.office, self.op)

    def compact(self) -> None:
        fold(self.office, self.op)
        compact(self.office, self.op)

    def retain(self) -> None:
        retain(self.office, self.op)

    def restart(self) -> None:
        """Go on as another process would, which remembers nothing."""
        self.office.memory.clear()

    def day(self) -> None:
        self.clock.advance(days=1)

    def months(self) -> None:
        self.clock.advance(days=200)

    def check(self) -> None:
        since, until = self.clock.now - timedelta(days=4000), self.clock.now + timedelta(days=2)
        whole = (since, until)
        parts = (self.clock.now - timedelta(days=41), self.clock.now - timedelta(hours=30))
        for group in (
            (),
            ("day", "consumer"),
            ("outcome", "reason"),
            ("resource", "provider", "hour"),
            ("grant", "month"),
            ("year",),
        ):
            for begin, end in (whole, parts):
                self._same(begin, end, group)

    def _same(self, since: Any, until: Any, group: tuple[str, ...]) -> None:
        first, last = micros(since) // HOUR * HOUR, -(-micros(until) // HOUR) * HOUR
        want = self.brute.totals(lambda call: tuple(value(call, name) for name in group), lambda call: first <= call.at < last)
        with self.office.look(self.op) as look:
            found = totals(look, since, until, group_by=group, filters={"application": {self.name}})
        assert {
            each.key: (each.calls, each.denied, each.failed, each.known, each.records, each.bytes_in, each.bytes_out)
            for each in found
        } == want


def test_the_ledger_says_what_a_list_of_calls_would(databases: Databases, clock: Clock, op: Actor) -> None:
    begin = clock.now
    # Calls that were dropped cannot be compared any more, which a plain list can; here they are kept to the horizon.
    office = Office(databases.settings(call_days=1_096), clock=clock)

    @given(STEPS)
    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @example([("send", "gw", [{"id": "a", "at": -DAY}]), ("months",), ("compact",), ("restart",), ("again",)])
    @example(
        [
            ("send", "gw", [{"id": "a", "at": 0}, {"id": "a", "at": -1}, {"id": "a", "at": 0}]),
            ("again",),
            ("compact",),
            ("again",),
        ]
    )
    @example(
        [
            ("send", "gw", [{"id": "a", "at": -400 * DAY, "consumer": "C0", "resource": "R1"}]),
            ("day",),
            ("day",),
            ("compact",),
            ("retain",),
            ("again",),
        ]
    )
    def walk(steps: Any) -> None:
        clock.now = max(clock.now, begin)
        one = Walk(office, clock, op)
        for name, *rest in steps:
            getattr(one, name)(*rest)
            one.check()

    walk()
    with office.look(op) as look:
        proof = verify(look)
    assert proof.sound, proof.faults
    office.close()
