"""Many writers for a long time: no gap, no deadlock, no lost change, and backups that are whole."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from catalog import people, trail, upkeep
from catalog.errors import Stale
from catalog.office import Office
from catalog.people import RegionEntry
from catalog.people.model import RegionRow
from catalog.rights import Actor
from tests.conftest import Databases


def test_eight_writers_and_backups_at_work(
    databases: Databases, op: Actor, tmp_path: Path, rounds: Callable[[int], Iterator[int]], say: Callable[[str], None]
) -> None:
    office = Office(databases.settings())
    with office.work(op) as work:
        people.prepare(work)
        root = people.find_region(work.session, "全国").id
        for number in range(16):
            people.put_region(work, RegionEntry(f"地区{number}", "city", root, local_code=f"L{number}"))
    stop = threading.Event()
    written, refused = [0] * 8, [0] * 8

    def write(seed: int) -> None:
        chance = random.Random(seed)
        while not stop.is_set():
            # Who read a region that another changed meanwhile is refused, and comes again: that is how nothing is lost.
            try:
                with office.work(op) as work:
                    for number in chance.sample(range(16), 4):
                        name = f"地区{number}之{chance.randrange(10**6)}"
                        people.put_region(work, RegionEntry(name, "city", root, local_code=f"L{number}"))
                written[seed] += 1
            except Stale:
                refused[seed] += 1

    with ThreadPoolExecutor(8) as pool:
        writers = [pool.submit(write, seed) for seed in range(8)]
        try:
            heads = []
            backups = []
            for number in rounds(100):
                backups.append(tmp_path / f"backup{number}")
                with office.look(op) as look:
                    heads.append(trail.head(look))
                upkeep.backup(office, backups[-1])
        finally:
            stop.set()
        for writer in writers:
            writer.result()

    with office.look(op) as look:
        verdict = trail.verify(look, heads)
        revisions = look.session.scalars(select(RegionRow.revision).where(RegionRow.local_code.is_not(None))).all()
        told = [row for row in trail.follow(look, 0, limit=verdict.rows) if row.verb == "region:put"]
    assert verdict.sound, verdict
    assert min(written) > 0
    # The root was made by the set-up; every other telling is one revision of one region.
    assert len(told) == sum(revisions) + 1
    for head, backup in zip(heads[:3], backups[:3], strict=False):
        restored = Office(replace(databases.settings(empty=True)))
        upkeep.restore(restored, backup)
        assert upkeep.check(restored.engine) == []
        with restored.look(op) as look:
            assert trail.verify(look, [head]).sound
        restored.close()
    say(f"{sum(written)} works, {sum(refused)} refused as stale, {verdict.rows} trail rows, {len(backups)} backups")
    office.close()
