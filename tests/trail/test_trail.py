"""The trail on both databases: gapless, in commit order, provable, and empty of what was rolled back."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, delete, insert, select, text, update

from catalog import trail
from catalog.errors import NotAllowed
from catalog.office import Office
from catalog.rights import Actor
from catalog.trail.model import TrailRow

SCRATCH = Table("scratch", MetaData(), Column("name", String(8), primary_key=True), Column("count", Integer, nullable=False))

AUDITOR = Actor("official", "a", "auditor", frozenset({"official", "auditor"}))


def _write(office: Office, actor: Actor, count: int, *, per_work: int = 1) -> None:
    for number in range(count):
        with office.work(actor) as work:
            for part in range(per_work):
                trail.record(work, "thing:change", f"{number}-{part}", changes={"n": [number, number + 1]}, name="物")


def _rows(office: Office, actor: Actor) -> list[trail.Row]:
    with office.look(actor) as look:
        return trail.follow(look, 0, limit=100_000)


def _verdict(office: Office, actor: Actor, heads: tuple[trail.Head, ...] = ()) -> trail.Verdict:
    with office.look(actor) as look:
        return trail.verify(look, heads)


def test_an_empty_trail_is_sound_and_its_head_is_zero(office: Office, op: Actor) -> None:
    with office.look(op) as look:
        assert trail.head(look).seq == 0
    assert _verdict(office, op) == trail.Verdict(0)


def test_rows_of_one_work_share_its_id_and_are_numbered_in_order(office: Office, op: Actor) -> None:
    _write(office, op, 2, per_work=3)
    rows = _rows(office, op)
    assert [row.seq for row in rows] == [1, 2, 3, 4, 5, 6]
    assert len({row.work_id for row in rows}) == 2
    assert rows[0].thing == "thing:0-0"
    assert rows[0].changes == {"n": [0, 1]}
    assert rows[0].actor["login"] == "operator:tests"
    assert rows[0].at == office.clock()


def test_a_rolled_back_work_leaves_nothing(office: Office, op: Actor) -> None:
    _write(office, op, 1)
    with pytest.raises(RuntimeError), office.work(op) as work:
        trail.record(work, "thing:change", "lost")
        raise RuntimeError
    _write(office, op, 1)
    assert [row.thing for row in _rows(office, op)] == ["thing:0-0", "thing:0-0"]
    assert _verdict(office, op).rows == 2


def test_follow_goes_on_where_it_was_left(office: Office, op: Actor) -> None:
    _write(office, op, 5)
    with office.look(op) as look:
        assert [row.seq for row in trail.follow(look, 3)] == [4, 5]
        assert [row.seq for row in trail.follow(look, 0, limit=2)] == [1, 2]


def test_only_the_auditor_reads_and_the_reading_is_recorded(office: Office, op: Actor) -> None:
    _write(office, op, 3)
    with pytest.raises(NotAllowed), office.work(op) as work:
        trail.read(work)
    with office.work(AUDITOR) as work:
        assert len(trail.read(work, after_seq=1)) == 2
    last = _rows(office, op)[-1]
    assert (last.verb, last.changes["rows"]) == ("trail:read", [None, 2])


def test_eight_writers_leave_no_gap_and_never_deadlock(office: Office, op: Actor) -> None:
    names = [f"thing{number}" for number in range(8)]
    with office.engine.begin() as connection:
        SCRATCH.create(connection)
        connection.execute(insert(SCRATCH), [{"name": name, "count": 0} for name in names])

    def writer(seed: int) -> None:
        order = random.Random(seed)
        for _ in range(12):
            with office.work(op) as work:
                for name in order.sample(names, 4):
                    work.session.execute(update(SCRATCH).where(SCRATCH.c.name == name).values(count=SCRATCH.c.count + 1))
                    trail.record(work, "thing:change", name)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(writer, range(8)))

    rows = _rows(office, op)
    assert [row.seq for row in rows] == list(range(1, 8 * 12 * 4 + 1))
    assert _verdict(office, op) == trail.Verdict(8 * 12 * 4)
    with office.engine.connect() as connection:
        counts = dict(connection.execute(select(SCRATCH.c.name, SCRATCH.c.count)).all())
    assert counts == {name: sum(row.thing == f"thing:{name}" for row in rows) for name in names}


def test_a_reader_never_sees_a_row_before_one_with_a_smaller_number(office: Office, op: Actor) -> None:
    with ThreadPoolExecutor(5) as pool:
        writing = [pool.submit(_write, office, op, 15) for _ in range(4)]
        seen = 0
        while not all(future.done() for future in writing) or seen < 60:
            with office.look(op) as look:
                new = [row.seq for row in trail.follow(look, seen)]
            assert new == list(range(seen + 1, seen + 1 + len(new)))
            seen += len(new)
    assert seen == 60


def _tampered(office: Office, op: Actor, *statements: Any) -> trail.Verdict:
    with office.engine.connect() as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return _verdict(office, op)


def _stored(office: Office) -> dict[int, Any]:
    with office.engine.connect() as connection:
        return {row.seq: row for row in connection.execute(select(TrailRow.__table__).order_by(TrailRow.seq))}


@pytest.mark.parametrize("column", ["body", "digest", "verb", "actor", "thing", "at", "work_id"])
def test_a_changed_column_is_found(office: Office, op: Actor, column: str) -> None:
    _write(office, op, 6)
    row = _stored(office)[4]
    other = {
        "at": row.at.replace(year=2001),
        "work_id": office.new_id(),
        "body": row.body.replace("物", "事"),
        "digest": "0" * 64,
    }
    statement = update(TrailRow).where(TrailRow.seq == 4).values({column: other.get(column, "x:y")})
    assert _tampered(office, op, statement) == trail.Verdict(3, 4, "changed")


def test_a_deleted_row_is_found(office: Office, op: Actor) -> None:
    _write(office, op, 6)
    assert _tampered(office, op, delete(TrailRow).where(TrailRow.seq == 3)) == trail.Verdict(2, 4, "missing")


def test_two_exchanged_rows_are_found(office: Office, op: Actor) -> None:
    _write(office, op, 6)
    swap = [update(TrailRow).where(TrailRow.seq == old).values(seq=new) for old, new in ((3, 99), (4, 3), (99, 4))]
    assert _tampered(office, op, *swap) == trail.Verdict(2, 3, "out_of_order")


def test_an_inserted_row_is_found(office: Office, op: Actor) -> None:
    _write(office, op, 6)
    forged = dict(_stored(office)[3]._mapping)
    shift = [update(TrailRow).where(TrailRow.seq == seq).values(seq=seq + 1) for seq in (6, 5, 4)]
    verdict = _tampered(office, op, *shift, insert(TrailRow.__table__).values({**forged, "seq": 4}))
    assert verdict == trail.Verdict(3, 4, "out_of_order")


def _rechain(office: Office, rows: list[Any]) -> list[Any]:
    from catalog.canon import parse
    from catalog.trail.rules import GENESIS, Head, chain

    bodies = [{key: value for key, value in parse(row.body).items() if key not in ("seq", "prev")} for row in rows]
    bodies[2]["changes"] = {"n": [0, 1_000_000]}
    return [
        update(TrailRow).where(TrailRow.seq == seq).values(body=body, digest=digest)
        for seq, body, digest in chain(Head(0, GENESIS), bodies)
    ]


def test_a_row_replaced_with_a_fitting_digest_breaks_the_link_behind_it(office: Office, op: Actor) -> None:
    _write(office, op, 6)
    replaced = _rechain(office, list(_stored(office).values()))[2]
    assert _tampered(office, op, replaced) == trail.Verdict(3, 4, "broken_link")


def test_a_cut_tail_and_a_rechained_trail_are_told_by_an_exported_head(office: Office, op: Actor) -> None:
    _write(office, op, 6)
    with office.look(op) as look:
        exported = trail.head(look)
    _write(office, op, 2)
    assert _verdict(office, op, (exported,)).sound

    assert _tampered(office, op, *_rechain(office, list(_stored(office).values()))).sound
    assert _verdict(office, op, (exported,)) == trail.Verdict(5, 6, "rewritten")

    with office.look(op) as look:
        forged = next(
            head for head in [trail.Head(row.seq, row.digest) for row in _stored(office).values()] if head.seq == exported.seq
        )
    assert _verdict(office, op, (exported, forged)) == trail.Verdict(5, 6, "rewritten")

    assert _tampered(office, op, delete(TrailRow).where(TrailRow.seq >= 5)).sound
    assert _verdict(office, op, (exported,)) == trail.Verdict(4, 5, "truncated")


def test_a_body_that_is_no_json_is_named_not_raised(office: Office, op: Actor) -> None:
    _write(office, op, 2)
    assert _tampered(office, op, text("UPDATE trail SET body = 'x' WHERE seq = 2")) == trail.Verdict(1, 2, "changed")
