"""Every call once: sent again, by several at once, by one that is killed, to a ledger that fails in the middle."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from catalog.metering.ledger import Answer, append, compact, fold, retain, totals, verify
from catalog.metering.ledger.blobs import Damaged
from catalog.metering.ledger.model import AsideRow, PackRow, SegmentRow
from catalog.metering.ledger.rules import micros
from catalog.office import Office
from catalog.rights import Actor
from tests.databases import Clock, Databases
from tests.metering.ledger import killed
from tests.metering.ledger.brute import DAY, HOUR, PARTIES, SECOND, THINGS, Call, Town, batch, uid

ROOT = Path(__file__).resolve().parents[3]
KILLS = 200 if os.environ.get("SOAK") == "full" else 20


def some(at: int, count: int, *, first: int = 0, step: int = SECOND, **said: Any) -> list[Call]:
    return [
        Call(
            uid(number).replace("-", ""),
            at + (number - first) * step,
            **{"consumer": "C0", "resource": "R1", "records": 2, **said},
        )
        for number in range(first, first + count)
    ]


def send(office: Office, op: Actor, calls: Sequence[Call], source: str = "gw") -> Answer:
    return append(office, op, batch(source, calls), Town())


def counted(office: Office, op: Actor, **filters: set[str | None]) -> int:
    since, until = office.clock() - timedelta(days=3000), office.clock() + timedelta(days=3)
    with office.look(op) as look:
        return sum(total.calls for total in totals(look, since, until, filters=filters))


def sound(office: Office, op: Actor, calls: int) -> None:
    with office.look(op) as look:
        proof = verify(look)
    assert proof.sound, proof.faults
    assert proof.calls == calls == counted(office, op)


def test_a_batch_sent_again_is_duplicate_to_the_last_call(office: Office, op: Actor, clock: Clock) -> None:
    calls = some(micros(clock.now) - HOUR, 50)
    assert send(office, op, calls).accepted == 50
    office.memory.clear()
    again = send(office, op, [*calls[::-1], *calls])
    assert (again.accepted, again.duplicate, again.conflicting) == (0, 100, 0)
    sound(office, op, 50)


def test_two_sources_may_use_the_same_id(office: Office, op: Actor, clock: Clock) -> None:
    calls = some(micros(clock.now) - HOUR, 5)
    assert [send(office, op, calls, source).accepted for source in ("a", "b", "a|b")] == [5, 5, 5]
    sound(office, op, 15)


def test_a_conflict_is_kept_once_and_not_counted(office: Office, op: Actor, clock: Clock) -> None:
    calls = some(micros(clock.now) - HOUR, 3)
    send(office, op, calls)
    others = some(micros(clock.now) - HOUR, 3, records=3)
    for _ in range(2):
        assert send(office, op, others).conflicting == 3
    with office.look(op) as look:
        kept = look.session.execute(select(AsideRow.kind, AsideRow.call_id)).all()
    assert sorted(kept) == [("conflicting", call.id) for call in calls]
    sound(office, op, 3)


def test_the_same_batch_from_many_threads_at_once(office: Office, op: Actor, clock: Clock) -> None:
    calls = some(micros(clock.now) - HOUR, 300)
    send(office, op, some(micros(clock.now) - HOUR, 1, first=10_000))
    gate = threading.Barrier(4)

    def go(part: int) -> Answer:
        gate.wait()
        return send(office, op, calls[part * 20 :])

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(go, range(4)))
    assert sum(answer.accepted for answer in answers) == 300
    assert sum(answer.conflicting for answer in answers) == 0
    sound(office, op, 301)


@pytest.mark.parametrize("moment", ["within", "before the commit", "after the commit"])
def test_a_write_that_fails_and_is_tried_again_counts_once(
    office: Office, op: Actor, clock: Clock, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = some(micros(clock.now) - HOUR, 20)
    send(office, op, some(micros(clock.now) - HOUR, 1, first=10_000))
    commit = Session.commit

    def failing(session: Session) -> None:
        if moment == "after the commit":
            commit(session)
        raise OSError("the disk is full")

    def fail(*given: Any) -> None:
        if "INSERT INTO meter_delta" in str(given[2]):
            raise OSError("the disk is full")

    if moment == "within":
        event.listen(office.engine, "before_cursor_execute", fail)
    else:
        monkeypatch.setattr(Session, "commit", failing)
    with pytest.raises(OSError, match="full"):
        send(office, op, calls)
    monkeypatch.undo()
    if moment == "within":
        event.remove(office.engine, "before_cursor_execute", fail)
    again = send(office, op, calls)
    assert (again.accepted, again.duplicate) == ((0, 20) if moment == "after the commit" else (20, 0))
    assert send(office, op, calls).duplicate == 20
    sound(office, op, 21)


def _started(databases: Databases, office: Office, at: int) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-m",
        "tests.metering.ledger.killed",
        str(office.settings.home),
        office.settings.database_url,
        str(at),
    ]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.mark.timeout(3600)
def test_killed_at_any_moment_nothing_is_lost_or_doubled(databases: Databases, op: Actor) -> None:
    """What was answered is there; what was not may be there, and is sent again: then all of it is there once."""
    chance = random.Random(7)
    settings = databases.settings()
    office = Office(settings)
    at = micros(office.clock()) - HOUR
    left = 0
    for _ in range(KILLS):
        process = _started(databases, office, at)
        assert process.stdout is not None
        answered = []
        wanted = chance.randrange(2 * killed.BATCHES)
        for place, line in enumerate(process.stdout):
            if line.startswith("done"):
                answered.append(int(line.split()[1]))
            if place == wanted:
                threading.Event().wait(chance.random() * 0.02)
                process.send_signal(signal.SIGKILL)
                break
        answered += [int(line.split()[1]) for line in process.stdout if line.startswith("done")]
        process.wait()
        process.stdout.close()
        at_least = len({call.id for number in range(max(answered, default=-1) + 1) for call in killed.calls(number, at)})
        assert counted(office, op) >= max(left, at_least)
        left = counted(office, op)
        compact(office, op)
    process = _started(databases, office, at)
    process.communicate()
    assert process.returncode == 0
    sound(office, op, len({call.id for number in range(killed.BATCHES) for call in killed.calls(number, at)}))
    office.close()


def test_the_same_batches_from_two_processes_at_once(databases: Databases, op: Actor) -> None:
    office = Office(databases.settings())
    at = micros(office.clock()) - HOUR
    processes = [_started(databases, office, at) for _ in range(2)]
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    fold(office, op)
    sound(office, op, len({call.id for number in range(killed.BATCHES) for call in killed.calls(number, at)}))
    office.close()


def test_a_day_sent_again_before_and_after_it_is_packed(office: Office, op: Actor, clock: Clock) -> None:
    begin = micros(clock.now) - DAY
    batches = [some(begin + part * HOUR, 60, first=part * 60, step=7 * SECOND, consumer=f"C{part % 3}") for part in range(24)]
    for calls in batches:
        assert send(office, op, calls).accepted == 60
    for step in (
        lambda: None,
        lambda: fold(office, op),
        lambda: compact(office, op),
        lambda: clock.advance(days=4),
        lambda: compact(office, op),
    ):
        step()
        office.memory.clear()
        assert [send(office, op, calls).duplicate for calls in batches] == [60] * 24
        sound(office, op, 24 * 60)
    with office.look(op) as look:
        assert look.session.scalars(select(SegmentRow.id)).all() == []
        assert sum(look.session.scalars(select(PackRow.count))) == 24 * 60


def test_a_call_whose_pack_was_dropped_is_still_recognised(office: Office, op: Actor, clock: Clock) -> None:
    calls = some(micros(clock.now) - HOUR, 200)
    conditional = some(micros(clock.now) - HOUR, 50, first=1000, resource="R0")
    send(office, op, [*calls, *conditional])
    clock.advance(days=400)
    assert fold(office, op)["calls"] == 250
    assert compact(office, op)["packs"] == 2
    assert retain(office, op)["dropped"] == 1
    for _ in range(2):
        assert send(office, op, calls).duplicate == 200
        assert send(office, op, conditional).duplicate == 50
        office.memory.clear()
    sound(office, op, 250)
    clock.advance(days=700)
    assert retain(office, op)["dropped"] == 1
    assert send(office, op, calls).too_old == 200
    sound(office, op, 250)


def test_late_calls_make_a_pack_of_their_own_day(office: Office, op: Actor, clock: Clock) -> None:
    begin = micros(clock.now)
    send(office, op, some(begin, 30))
    clock.advance(days=5)
    fold(office, op)
    compact(office, op)
    late = send(office, op, some(begin + HOUR, 7, first=500))
    assert (late.accepted, late.late) == (7, 7)
    fold(office, op)
    assert "packs" not in compact(office, op)
    clock.advance(days=2)
    assert compact(office, op)["packs"] == 1
    with office.look(op) as look:
        assert sorted(look.session.scalars(select(PackRow.count))) == [7, 30]
        assert len(set(look.session.scalars(select(PackRow.day)))) == 1
    sound(office, op, 37)


def test_usage_of_one_department_never_moves_another(office: Office, op: Actor, clock: Clock) -> None:
    send(office, op, some(micros(clock.now) - HOUR, 9, consumer="C1"))
    one = {"consumer": {PARTIES["C1"].id}}
    before = counted(office, op, **one)
    for number, step in enumerate((lambda: None, lambda: fold(office, op), lambda: compact(office, op))):
        send(office, op, some(micros(clock.now) - HOUR, 11, first=1000 + 11 * number, consumer="C2"))
        step()
        assert counted(office, op, **one) == before == 9
    assert counted(office, op, consumer={PARTIES["C2"].id}, resource={THINGS["R1"].id}) == 33


def test_no_reader_ever_misses_or_doubles_a_call_while_folding(office: Office, op: Actor, clock: Clock) -> None:
    at = micros(clock.now) - HOUR
    for part in range(30):
        send(office, op, some(at, 10, first=part * 10))
    stop = threading.Event()
    seen: list[int] = []

    def read() -> None:
        while not stop.is_set():
            seen.append(counted(office, op))

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        for _ in range(5):
            fold(office, op)
            compact(office, op)
        stop.set()
        for reader in readers:
            reader.result()
    assert set(seen) == {300}


def test_a_damaged_blob_is_found_and_never_passed_over(office: Office, op: Actor, clock: Clock) -> None:
    calls = some(micros(clock.now) - HOUR, 20)
    send(office, op, calls)
    with office.chore(op) as look:
        blob = look.session.scalar(select(SegmentRow.blob)) or b""
        look.session.execute(update(SegmentRow).values(blob=blob[:-1] + bytes([blob[-1] ^ 1])))
    with office.look(op) as look:
        proof = verify(look)
    assert not proof.sound
    assert "damaged" in proof.faults[0]
    with pytest.raises(Damaged):
        send(office, op, calls)
    assert send(office, op, some(micros(clock.now) - HOUR, 5, first=900)).accepted == 5
    fold(office, op)
    for _ in range(14):
        send(office, op, some(micros(clock.now) - HOUR, 1, first=len(calls) + 2000 + _))
    fold(office, op)
    with pytest.raises(Damaged):
        compact(office, op)
    assert counted(office, op) == 39


def test_what_comes_from_a_clock_that_is_wrong(office: Office, op: Actor, clock: Clock) -> None:
    now = micros(clock.now)
    answer = send(
        office, op, [Call("soon", now + HOUR), Call("far", now + 2 * DAY), Call("old", now - 1_100 * DAY), Call("now", now)]
    )
    assert (answer.accepted, answer.too_new, answer.too_old) == (2, 1, 1)
    assert answer.verdicts == {1: "too_new", 2: "too_old"}
    assert answer.unattributed == 2
    sound(office, op, 2)
