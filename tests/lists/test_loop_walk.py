"""Whatever is done to demands and responsibilities in whatever order, by whomever: what must hold, holds after every step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from catalog.office import Office
from tests.conftest import Clock, Databases
from tests.lists import walking
from tests.lists.conftest import settle
from tests.lists.walking import Draw, Ground

#: Before the Spring Festival, an ordinary spring, before the National Day, and where the published calendars end.
SEASONS = (datetime(2026, 2, 10, 1, tzinfo=UTC), datetime(2026, 4, 1, 1, tzinfo=UTC))
SEASONS += (datetime(2026, 9, 25, 1, tzinfo=UTC), datetime(2026, 12, 28, 1, tzinfo=UTC))

#: 440 walks on SQLite and 60 on PostgreSQL, which is slower to start with and has the same verbs.
SHARES = [*(("sqlite", 110, season) for season in SEASONS), *(("postgres", 30, season) for season in SEASONS[::2])]

DRAWS = st.lists(st.tuples(st.integers(0, 999), st.integers(0, 99), st.integers(0, 999)), min_size=4, max_size=18)


@pytest.fixture
def ground_of(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str, datetime], Ground]]:
    """Make a town on one of the databases that begins on a day."""
    offices: list[Office] = []

    def make(kind: str, begin: datetime) -> Ground:
        clock = Clock(begin)
        told, ids = Databases(kind, request, tmp_path).furnished(settle)
        offices.append(Office(told, clock=clock))
        return Ground(offices[-1], clock, ids)

    yield make
    for office in offices:
        office.close()


@pytest.mark.parametrize(("kind", "walks", "begin"), SHARES, ids=[f"{kind}-{day:%m}" for kind, _, day in SHARES])
def test_what_must_hold_holds_after_every_step(
    ground_of: Callable[[str, datetime], Ground], kind: str, walks: int, begin: datetime
) -> None:
    ground = ground_of(kind, begin)

    # The town goes on from walk to walk, so a walk that failed is not simply done again: its log says what was done.
    @settings(max_examples=walks, database=None, phases=(Phase.generate,), report_multiple_bugs=False)
    @given(draws=DRAWS)
    def walk(draws: list[Draw]) -> None:
        walking.walk(ground, draws)

    walk()
    walking.finish(ground)
    assert ground.counts["walks"] >= walks
    assert ground.counts["verbs"] > 3 * walks
