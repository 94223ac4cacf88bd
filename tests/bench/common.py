"""What the benchmarks share: offices on new databases, medians over interleaved rounds."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from catalog import people, upkeep
from catalog.office import Office
from catalog.rights import operator
from catalog.settings import Settings

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
OPERATOR = operator("bench")


@contextmanager
def sqlite_office() -> Iterator[Office]:
    """An office on a new SQLite database, migrated and prepared."""
    with tempfile.TemporaryDirectory() as home:
        office = Office(Settings(home=Path(home)))
        upkeep.upgrade(office.engine)
        with office.work(OPERATOR) as work:
            people.prepare(work)
        try:
            yield office
        finally:
            office.close()


def seconds(task: Callable[[], object]) -> float:
    """Return how long a task takes."""
    begun = time.perf_counter()
    task()
    return time.perf_counter() - begun


def interleaved(rounds: int, *tasks: Callable[[], float]) -> list[float]:
    """Run tasks by turns, each returning its seconds, and return the median of each: noise then meets all of them alike."""
    results: list[list[float]] = [[] for _ in tasks]
    for _ in range(rounds):
        for kept, task in zip(results, tasks, strict=True):
            kept.append(task())
    return [median(kept) for kept in results]
