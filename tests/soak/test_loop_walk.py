"""Ten thousand walks over demands, responsibilities and the entries behind them, half of them on each database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from catalog.office import Office
from tests.conftest import Clock, Databases
from tests.lists import walking
from tests.lists.conftest import settle
from tests.lists.walking import Ground

#: A town grows with every walk, so after so many a new one is begun.
BATCH = 100
BATCHES = 50


def test_what_must_hold_holds_over_many_walks(
    databases: Databases, rounds: Callable[[int], Iterator[int]], say: Callable[[str], None]
) -> None:
    counts: Counter[str] = Counter()
    for number in rounds(BATCHES):
        chance = Random(number)
        clock = Clock(datetime(2026, 1, 5, 1, tzinfo=UTC) + timedelta(days=chance.randrange(360)))
        settings, ids = databases.furnished(settle)
        office = Office(settings, clock=clock)
        ground = Ground(office, clock, ids)
        for _ in range(BATCH):
            steps = range(chance.randint(4, 18))
            walking.walk(ground, [(chance.randrange(1000), chance.randrange(100), chance.randrange(1000)) for _ in steps])
        walking.finish(ground)
        counts += ground.counts
        office.close()
    say(f"{counts['walks']} walks, {counts['verbs']} verbs done, {counts['impossible'] + counts['excused']} refused")
    assert counts["walks"] >= BATCH
