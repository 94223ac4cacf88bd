"""The office: what the database refuses is said in the refusal family, and nothing is half done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from catalog import people, trail
from catalog.errors import Conflict, Stale, Unavailable
from catalog.office import Office
from catalog.people import RegionEntry
from catalog.people.model import RegionRow, TierRow
from catalog.rights import Actor
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
