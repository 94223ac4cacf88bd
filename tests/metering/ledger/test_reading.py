"""Single calls: what is listed, in which order, to whom; one call by its id; calls attributed later."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from catalog import trail
from catalog.errors import Conflict, Invalid, NotAllowed, NotFound
from catalog.metering import ledger
from catalog.metering.ledger import Asked, append, attribute, compact, fold, unattributed, verify
from catalog.metering.ledger import lines as room_lines
from catalog.metering.ledger.model import CubeRow, LineRow
from catalog.metering.ledger.queries import totals
from catalog.metering.ledger.resolving import Told, hint
from catalog.metering.ledger.rules import instant, micros
from catalog.office import Office
from catalog.rights import Actor
from tests.databases import Clock
from tests.metering.ledger.brute import DAY, GRANTS, HOUR, PARTIES, SECOND, THINGS, Brute, Call, Town, batch, uid, value


def official(*roles: str, **reach: Any) -> Actor:
    return Actor("official", uid(1), "someone", frozenset({*roles, "official"}), **reach)


@pytest.fixture
def calls(office: Office, op: Actor, clock: Clock) -> list[tuple[str, Call]]:
    """Some hundred calls of a week, in segments and packs, some not folded."""
    chance = random.Random(3)
    sent: list[tuple[str, Call]] = []
    start = micros(clock.now)
    for day in range(7):
        for source in ("gw", "gw|ce"):
            some = [
                Call(
                    f"{source}-{day}-{number}" if number % 3 else uid(1000 * day + number),
                    start + day * DAY + chance.randrange(40) * 30 * SECOND,
                    chance.choice(["ok", "ok", "denied"]),
                    consumer=chance.choice(["C0", "C1", "C2", None]),
                    application=chance.choice(["渝快办", None]),
                    resource=chance.choice(["R0", "R1", "nothing"]),
                    decision=uid(77_000 + 100 * day + number),
                    records=number,
                    items=("姓名",) if number % 5 == 0 else None,
                )
                for number in range(20)
            ]
            append(office, op, batch(source, some), Town())
            sent += [(source, call) for call in some]
        clock.advance(days=1)
        if day < 6:
            fold(office, op)
            compact(office, op)
    return sent


def newest_first(calls: list[tuple[str, Call]]) -> list[tuple[str, str]]:
    order = {"gw": 1, "gw|ce": 2}
    return [(source, call.id) for source, call in sorted(calls, key=lambda each: (-each[1].at, order[each[0]], each[1].id))]


def walk(office: Office, actor: Actor, limit: int, **asked: Any) -> list[ledger.Call]:
    found: list[ledger.Call] = []
    cursor = None
    while True:
        with office.look(actor) as look:
            period = {"since": look.now - timedelta(days=30), "until": look.now + timedelta(days=1)} | asked
            page = ledger.calls(look, Asked(**period, limit=limit, cursor=cursor))
        found += page
        assert len(page) <= limit
        if (cursor := page.next) is None:
            return found


@pytest.mark.parametrize("limit", [3, 100, 1000])
def test_every_call_is_listed_once_the_newest_first(office: Office, op: Actor, calls: list[tuple[str, Call]], limit: int) -> None:
    assert [(each.source, each.id) for each in walk(office, op, limit)] == newest_first(calls)


def test_a_call_says_what_its_source_said(office: Office, op: Actor, calls: list[tuple[str, Call]]) -> None:
    said = {(source, call.id): call for source, call in calls}
    for each in walk(office, op, 1000):
        call = said[each.source, each.id]
        assert (each.at, each.outcome, each.decision) == (instant(call.at), call.outcome, call.decision)
        assert (each.records, each.items, each.status) == (call.records, call.items, None)
        assert (each.consumer, each.resource, each.application) == tuple(
            value(call, name) for name in ("consumer", "resource", "application")
        )
        assert each.attributed == (value(call, "consumer") is not None and value(call, "resource") is not None)
        if not each.attributed:
            assert each.said.get("resource") == call.resource


@pytest.mark.parametrize(
    "filters", [{"consumer": "C1"}, {"resource": "R1", "outcome": "denied"}, {"application": "渝快办"}, {"consumer": None}]
)
def test_calls_are_listed_by_what_they_say(
    office: Office, op: Actor, calls: list[tuple[str, Call]], filters: dict[str, Any]
) -> None:
    known = {**{name: each.id for name, each in PARTIES.items()}, **{name: each.id for name, each in THINGS.items()}}
    wanted = {name: known.get(said, said) for name, said in filters.items()}
    want = [(source, call) for source, call in calls if all(value(call, name) == each for name, each in wanted.items())]
    since = instant(min(call.at for _, call in calls) + 2 * DAY)
    inside = [(source, call) for source, call in want if call.at >= micros(since)]
    asked = {name: {each} for name, each in wanted.items()}
    assert [(each.source, each.id) for each in walk(office, op, 7, filters=asked)] == newest_first(want)
    assert [(each.source, each.id) for each in walk(office, op, 7, filters=asked, since=since)] == newest_first(inside)


def test_each_side_sees_its_own(office: Office, calls: list[tuple[str, Call]]) -> None:
    def seen(actor: Actor) -> int:
        return len(walk(office, actor, 1000))

    one = PARTIES["C1"].id
    own = [call for _, call in calls if one in (value(call, "consumer"), value(call, "provider"))]
    assert seen(official("applicant", department=one, departments=frozenset({one}))) == len(own) > 0
    region = PARTIES["C1"].region
    inside = {each.id for each in PARTIES.values() if each.region == region}
    theirs = [call for _, call in calls if {value(call, "consumer"), value(call, "provider")} & inside]
    assert seen(official("authority", department=uid(9), region=region, below=frozenset({region}))) == len(theirs) >= len(own)
    assert seen(official("applicant", department=uid(9), departments=frozenset({uid(9)}))) == 0
    with pytest.raises(NotAllowed):
        seen(Actor("machine", uid(1), "machine", frozenset({"machine"}), department=one, departments=frozenset({one})))


def test_what_the_auditor_reads_is_recorded(office: Office, op: Actor, calls: list[tuple[str, Call]]) -> None:
    auditor = official("auditor")
    with office.work(auditor) as work:
        found = ledger.calls(work, Asked(work.now - timedelta(days=30), work.now, {"outcome": {"denied"}}, limit=5))
        ledger.call(work, calls[0][1].id, work.now - timedelta(days=30), work.now)
        ledger.aside(work)
    assert len(found) == 5
    with office.look(op) as look:
        rows = trail.follow(look, 0)
    assert [row.verb for row in rows] == ["call:read", "call:read", "call:inspect"]
    assert rows[0].changes == {"outcome": [None, ["denied"]]}
    assert rows[1].thing == f"call:{calls[0][1].id}"


def test_one_call_by_its_id_or_its_decision(office: Office, op: Actor, calls: list[tuple[str, Call]]) -> None:
    with office.look(op) as look:
        period = look.now - timedelta(days=30), look.now
        for source, call in calls[::17]:
            same = [(other, each.id) for other, each in calls if each.id == call.id]
            assert sorted((each.source, each.id) for each in ledger.call(look, call.id, *period)) == sorted(same)
            decided = {(other, each.id) for other, each in calls if each.decision == call.decision}
            assert (source, call.id) in decided
            assert {(each.source, each.id) for each in ledger.call(look, call.decision or "", *period)} == decided
        assert ledger.call(look, "nobody's", *period) == []
        assert ledger.call(look, calls[0][1].id, look.now - timedelta(hours=1), look.now) == []


# -- Attributing later


def lone(clock: Clock, count: int, **said: Any) -> list[Call]:
    begin = micros(clock.now) - 40 * DAY
    return [Call(f"{said}{number}", begin + number * DAY, latency=1000 * number, records=3, **said) for number in range(count)]


def compared(office: Office, op: Actor, brute: Brute) -> None:
    for group in (("consumer",), ("resource", "month"), ("day", "provider"), ("consumer_tier",), ("grant", "hour")):
        want = brute.totals(lambda call, group=group: tuple(value(call, name) for name in group), lambda _: True)  # type: ignore[misc]
        with office.look(op) as look:
            found = totals(look, look.now - timedelta(days=90), look.now + timedelta(days=2), group_by=group, latencies=True)
        sums = {
            each.key: (each.calls, each.denied, each.failed, each.known, each.records, each.bytes_in, each.bytes_out)
            for each in found
        }
        assert sums == want
        assert sum(int(len(each.latency) > 0) for each in found) == len(found)


@pytest.mark.parametrize("when", ["before folding", "after folding", "after packing"])
def test_calls_attributed_later_count_where_they_belong(office: Office, op: Actor, clock: Clock, when: str) -> None:
    brute = Brute()
    lost, known = lone(clock, 35, consumer="nobody", resource="R1"), lone(clock, 35, consumer="C0", resource="R1")
    for some in (lost, known):
        append(office, op, batch("gw", some), Town())
    if when != "before folding":
        fold(office, op)
    if when == "after packing":
        clock.advance(days=2)
        compact(office, op)
    with office.look(op) as look:
        (waiting,) = unattributed(look)
    assert (waiting.hint, waiting.resource, waiting.consumer, waiting.calls) == ("consumer nobody", THINGS["R1"].id, None, 35)
    with office.work(op) as work:
        to = attribute(work, waiting.line, consumer="C1", reason="核实", directory=Town())
        # What this work has not committed is in no process's mind.
        assert to not in range(len(room_lines.remembered(office.memory).known.lines))
    later = lone(clock, 36, consumer="nobody", resource="R1")[35:]
    append(office, op, batch("gw", later), Town())
    brute.append("gw", [replace(call, consumer="C1") for call in [*lost, *later]] + known, clock.now)
    compared(office, op, brute)
    fold(office, op)
    compared(office, op, brute)
    with office.look(op) as look:
        assert unattributed(look) == []
        assert verify(look).sound
        assert look.session.scalars(select(CubeRow.calls).where(CubeRow.calls <= 0)).all() == []
        rows = [row for row in trail.follow(look, 0) if row.verb == "call:attribute"]
    assert [(row.thing, row.name) for row in rows] == [(f"line:{waiting.line}", "consumer nobody")]
    found = walk(office, op, 1000, filters={"consumer": {PARTIES["C1"].id}}, since=clock.now - timedelta(days=90))
    assert len(found) == 36
    assert {each.said["consumer"] for each in found} == {"nobody"}


def test_an_attribution_that_is_not_right_is_refused_and_changes_nothing(office: Office, op: Actor, clock: Clock) -> None:
    append(office, op, batch("gw", lone(clock, 3, consumer="nobody", resource="R1")), Town())
    append(office, op, batch("gw", lone(clock, 3, consumer="C0", resource="R1")), Town())
    with office.look(op) as look:
        ((number, done),) = [(each.line, each) for each in unattributed(look)]
    assert done.hint == "consumer nobody"
    wrong: list[dict[str, Any]] = [
        {"reason": "x"},
        {"consumer": "C1", "reason": " "},
        {"consumer": "C1", "resource": "R2", "reason": "x"},
        {"consumer": "C1", "grant": "G9", "reason": "x"},
    ]
    for said in wrong:
        with pytest.raises(Invalid), office.work(op) as work:
            attribute(work, number, **said, directory=Town())
    with pytest.raises(NotFound), office.work(op) as work:
        attribute(work, 99, consumer="C1", reason="x", directory=Town())
    stranger = official("authority", department=uid(9), region=uid(9), below=frozenset({uid(9)}))
    with pytest.raises(NotAllowed), office.work(stranger) as work:
        attribute(work, number, consumer="C1", reason="x", directory=Town())
    with office.work(op) as work:
        attribute(work, number, grant="G0", reason="x", directory=Town())
    with pytest.raises(Conflict), office.work(op) as work:
        attribute(work, number, consumer="C1", reason="x", directory=Town())
    with office.look(op) as look:
        moved = look.session.scalars(select(LineRow.moved_to).where(LineRow.moved_to.is_not(None))).all()
        assert len(moved) == 1
        target = look.session.get_one(LineRow, moved[0])
    assert (target.consumer_id, target.grant_id) == (GRANTS["G0"].consumer, GRANTS["G0"].id)


def test_what_sources_say_freely_makes_no_end_of_lines(
    office: Office, op: Actor, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, most in (("MOST_PURPOSES", 5), ("MOST_APPLICATIONS", 5), ("MOST_HINTS", 5)):
        monkeypatch.setattr(room_lines, name, most)
    at = micros(clock.now) - HOUR
    told = [Call(f"p{n}", at, consumer="C0", resource="R1", purpose=f"件{n}") for n in range(40)]
    told += [Call(f"a{n}", at, consumer="C0", resource="R1", application=f"应用{n}") for n in range(40)]
    told += [Call(f"h{n}", at, consumer="C0", route=f"GET host/path{chr(97 + n % 26)}{chr(97 + n // 26)}/x") for n in range(40)]
    told += [Call(f"u{n}", at, consumer=f"某某{n}", resource="R1") for n in range(40)]
    for part in range(0, 160, 7):
        append(office, op, batch("gw", told[part : part + 7]), Town())
    with office.look(op) as look:
        assert len(look.session.scalars(select(LineRow.id)).all()) <= 30
    assert {each.purpose for each in walk(office, op, 1000)} >= {f"件{n}" for n in range(40)}
    assert sum(each.attributed for each in walk(office, op, 1000)) == 80


def test_the_hint_of_a_route_is_the_same_for_all_its_calls() -> None:
    line = room_lines.Line(consumer=uid(1))
    told = {hint(Told(route=f"GET api.example/persons/{number}/photo?x={number}"), line) for number in range(10**17, 10**17 + 50)}
    assert told == {"route GET api.example/persons/*"}
