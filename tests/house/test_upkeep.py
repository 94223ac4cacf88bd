"""A backup taken while writers are at work is one moment of the original, whole and provable."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from catalog import people, trail, upkeep
from catalog.errors import Conflict
from catalog.office import Office
from catalog.people.model import RegionRow
from catalog.settings import Settings
from catalog.trail.model import TrailRow
from tests import builders
from tests.conftest import Databases

WRITERS = 4


@contextmanager
def writers_at_work(office: Office, parent: str) -> Iterator[list[int]]:
    """Let four threads register regions until the block ends; what is yielded counts the works of each."""
    stop, counts = threading.Event(), [0] * WRITERS

    def write(writer: int) -> None:
        while not stop.is_set():
            with office.work(builders.OPERATOR) as work:
                entry = people.RegionEntry(name=f"{writer}号{counts[writer]}区", tier="district", parent=parent)
                people.put_region(work, entry)
            counts[writer] += 1

    with ThreadPoolExecutor(WRITERS) as pool:
        running = [pool.submit(write, writer) for writer in range(WRITERS)]
        try:
            wait_until_each_has_written(counts)
            yield counts
            wait_until_each_has_written(counts)
        finally:
            stop.set()
        for future in running:
            future.result()


def wait_until_each_has_written(counts: list[int]) -> None:
    """Wait until every writer has committed something more."""
    before = list(counts)
    while any(now <= then for now, then in zip(counts, before, strict=True)):
        threading.Event().wait(0.01)


def digests(office: Office) -> list[str]:
    with office.look(builders.OPERATOR) as look:
        return list(look.session.scalars(select(TrailRow.digest).order_by(TrailRow.seq)))


def recorded_and_present(office: Office) -> tuple[set[str], set[str]]:
    """Return the districts that the trail tells of and those in the register."""
    with office.look(builders.OPERATOR) as look:
        rows = trail.follow(look, 0, limit=100_000)
        recorded = {str(row.name) for row in rows if row.verb == "region:put" and str(row.name).endswith("区")}
        return recorded, set(look.session.scalars(select(RegionRow.name).where(RegionRow.tier_code == "district")))


def restored(settings: Settings, file: Path) -> Office:
    office = Office(settings)
    upkeep.restore(office, file)
    return office


def test_a_backup_among_writers_restores_to_a_sound_prefix_of_the_original(databases: Databases, tmp_path: Path) -> None:
    original = Office(databases.settings())
    city = builders.create_region(original)
    with writers_at_work(original, city) as counts:
        begun = sum(counts)
        upkeep.backup(original, tmp_path / "backup")

    copy = restored(databases.settings(empty=True), tmp_path / "backup")
    assert upkeep.check(copy.engine) == []
    with copy.look(builders.OPERATOR) as look:
        assert trail.verify(look).sound
    kept, whole = digests(copy), digests(original)
    assert begun <= len(kept) < len(whole)
    assert whole[: len(kept)] == kept
    recorded, present = recorded_and_present(copy)
    assert recorded == present

    builders.create_region(copy, "新区划", tier="district", parent=city)
    with copy.look(builders.OPERATOR) as look:
        assert trail.verify(look).rows == len(kept) + 1
    original.close()
    copy.close()


def test_a_backup_never_overwrites_another(databases: Databases, tmp_path: Path) -> None:
    office = Office(databases.settings())
    target = tmp_path / "backup"
    target.touch()
    with pytest.raises(Conflict, match="exists"):
        upkeep.backup(office, target)
    assert target.stat().st_size == 0
    office.close()
