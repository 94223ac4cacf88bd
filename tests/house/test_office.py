"""The office: what the database refuses is said in the refusal family, and nothing is half done."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, select, text

from catalog import people, trail
from catalog.errors import Conflict, Stale, Unavailable
from catalog.office import Office
from catalog.people import RegionEntry
from catalog.people.model import RegionRow, TierRow
from catalog.prepared import Prepared
from catalog.rights import Actor
from catalog.store import connect
from tests.conftest import Clock, Databases


@pytest.fixture
def root(office: Office, op: Actor) -> str:
    with office.work(op) as work:
        people.prepare(work)
        return people.find_region(work.session, "全国").id


def test_a_database_without_tables_is_said_to_be_so(databases: Databases, op: Actor) -> None:
    office = Office(databases.settings(empty=True))
    with pytest.raises(Unavailable) as refused, office.look(op) as look:
        trail.head(look)
    assert refused.value.code == "not_migrated"
    office.close()


def test_two_works_on_one_thing_the_second_is_stale_and_the_first_is_kept(office: Office, op: Actor, root: str) -> None:
    if office.engine.dialect.name == "sqlite":
        # There the second writer waits until the first is through and reads what it left, so loads are forced apart.
        with office.look(op) as look:
            stale = look.session.get_one(RegionRow, root).revision
        with office.work(op) as work:
            work.session.get_one(RegionRow, root).name = "甲"
            trail.record(work, "region:put", root)
        with office.look(op) as look:
            assert look.session.get_one(RegionRow, root).revision == stale + 1
        return
    with pytest.raises(Stale), office.work(op) as second:
        row = second.session.get_one(RegionRow, root)
        with office.work(op) as first:
            first.session.get_one(RegionRow, root).name = "甲"
            trail.record(first, "region:put", root)
        row.name = "乙"
        trail.record(second, "region:put", root)
    with office.look(op) as look:
        assert look.session.get_one(RegionRow, root).name == "甲"
        assert [each.thing for each in trail.follow(look, 0)].count(f"region:{root}") == 2


def test_a_taken_key_is_a_conflict_and_leaves_nothing(office: Office, op: Actor, root: str) -> None:
    with pytest.raises(Conflict), office.work(op) as work:
        people.put_region(work, RegionEntry("甲", "city", root, local_code="A"))
        work.session.add(TierRow(code="city", level=99, zh="市", en="city"))
    with office.look(op) as look:
        assert look.session.scalars(select(RegionRow.name).where(RegionRow.local_code == "A")).all() == []


def test_a_look_cannot_write(databases: Databases, op: Actor) -> None:
    office = Office(databases.settings())
    if office.engine.dialect.name == "postgresql":
        with pytest.raises(Exception, match="read-only"), office.look(op) as look:
            look.session.add(TierRow(code="x", level=99, zh="甲", en="x"))
            look.session.flush()
    else:
        with office.look(op) as look:
            look.session.add(TierRow(code="x", level=99, zh="甲", en="x"))
            look.session.flush()
        with office.look(op) as look:
            assert look.session.get(TierRow, "x") is None
    office.close()


def test_a_look_sees_one_snapshot_while_others_write(office: Office, op: Actor, root: str) -> None:
    with office.look(op) as look:
        before = trail.head(look)
        with office.work(op) as work:
            people.put_region(work, RegionEntry("甲", "city", root, local_code="A"))
        assert trail.head(look) == before
    with office.look(op) as look:
        assert trail.head(look).seq == before.seq + 1


def test_the_day_is_that_of_shanghai(office: Office, op: Actor, clock: Clock) -> None:
    clock.now = clock.now.replace(hour=15, minute=59)
    with office.look(op) as look:
        before = look.today
    clock.advance(minutes=1)
    with office.look(op) as look:
        assert look.today == before + timedelta(days=1)


def test_a_look_that_is_held_is_the_same_in_the_next_block_and_ends_with_it(office: Office, op: Actor, root: str) -> None:
    looking = office.look(op)
    with looking as first:
        before = trail.head(first)
        looking.held()
    with office.work(op) as work:
        people.put_region(work, RegionEntry("甲", "city", root, local_code="A"))
    with looking as second:
        assert second is first
        assert trail.head(second) == before
    with looking as third:
        assert trail.head(third).seq == before.seq + 1


def test_a_look_that_is_held_can_be_closed_without_being_used(office: Office, op: Actor) -> None:
    looking = office.look(op)
    with looking as look:
        trail.head(look)
        looking.held()
    assert _checked_out(office) == 1
    looking.close()
    assert _checked_out(office) == 0


def test_a_look_that_fails_is_closed_although_it_was_to_be_held(office: Office, op: Actor) -> None:
    looking = office.look(op)
    with pytest.raises(ValueError, match="no"), looking:
        looking.held()
        raise ValueError("no")
    assert _checked_out(office) == 0


def _checked_out(office: Office) -> int:
    pool: Any = office.engine.pool
    return int(pool.checkedout())


def test_a_prepared_question_reads_what_the_session_reads(office: Office, op: Actor, root: str) -> None:
    named = select(RegionRow.id, RegionRow.name, RegionRow.confirmed).order_by(RegionRow.name)
    question = Prepared(named.where(RegionRow.id == bindparam("region")))
    with office.look(op) as look:
        expected = [tuple(row) for row in look.session.execute(named.where(RegionRow.id == root))]
        assert look.all(question, {"region": root}) == expected
        assert look.first(question, {"region": root}) == expected[0]
        nobody = {"region": office.new_id()}
        assert (look.first(question, nobody), look.all(question, nobody)) == (None, [])


def test_writers_of_one_process_wait_for_each_other(office: Office, op: Actor, root: str) -> None:
    """Each of many at once reads what the one before it left, and none is refused."""

    def write() -> None:
        with office.work(op) as work:
            work.take_head()
            row = work.session.get_one(RegionRow, root)
            row.name = f"{row.name}甲"
            trail.record(work, "region:put", root)

    _at_once([write] * 8)
    with office.look(op) as look:
        assert look.session.get_one(RegionRow, root).name == "全国" + "甲" * 8


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_writer_waits_in_line_no_longer_than_the_settings_say(databases: Databases, op: Actor) -> None:
    office, refused = Office(databases.settings(busy_seconds=1)), []

    def write() -> None:
        try:
            with office.work(op):
                pass
        except Unavailable as refusal:
            refused.append(refusal)

    with office.work(op):
        _at_once([write])
    assert len(refused) == 1
    _at_once([write])
    assert len(refused) == 1, "whoever waited in vain is in nobody's way"
    office.close()


def _at_once(tasks: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("databases", ["postgres"], indirect=True)
def test_connections_that_the_server_has_ended_are_replaced(databases: Databases, op: Actor) -> None:
    settings = databases.settings()
    office, administrator = Office(settings), connect(settings)
    with office.look(op) as look:
        trail.head(look)
    with administrator.connect() as other:
        others = text(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid != pg_backend_pid()"
        )
        assert [ended for (ended,) in other.execute(others)] == [True]
    with office.look(op) as look:
        assert trail.head(look).seq == 0
    administrator.dispose()
    office.close()
