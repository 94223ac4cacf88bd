"""Matching demands beside one search, in a catalog of 31,000 entries and in one of a million, each in a process of its own.

``BENCH_ENTRIES`` sets the size of the large one. A demand is made of an entry's name with some of its characters changed, four
of its items and its provider; every third also of the region. Each demand is asked once, beside a search for a word of the same name.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median
from typing import Final

from catalog import logs, matching, search
from catalog.matching import Wanted
from catalog.office import Look, Office
from catalog.settings import Settings
from tests.bench.common import OPERATOR
from tests.bench.engines import build
from tests.bench.nation import Nation, nation

SMALL: Final = 31_000
DEMANDS: Final = 200
#: The first demands bring up what a process keeps.
_WARMING: Final = 20


def run(build_home: Path) -> dict[str, float]:
    """Return milliseconds a demand and a search, their ratio (lower is better) and how the demand's cost grows."""
    large = int(os.environ.get("BENCH_ENTRIES", "1000000"))
    small_match, small_search = _measured(build_home, SMALL)
    large_match, large_search = _measured(build_home, large)
    return {
        "matching.ms_31k": small_match,
        "matching.ms_1m": large_match,
        "matching.search_ms_31k": small_search,
        "matching.search_ms_1m": large_search,
        "matching.cost_vs_search": large_match / large_search,
        "matching.cost_vs_search_31k": small_match / small_search,
        "matching.growth_1m_vs_31k": large_match / small_match,
    }


def _measured(build_home: Path, count: int) -> tuple[float, float]:
    home = (build_home / f"nation-{count}").absolute()
    nation(home, count)
    build("sqlite", home, count, {})
    told = home / "matching.json"
    process = multiprocessing.get_context("spawn").Process(target=_ask, args=(home, count, told))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit("matching could not be measured")
    matched, searched = json.loads(told.read_text())
    return matched, searched


def _ask(home: Path, count: int, told: Path) -> None:
    logs.configure("ERROR")
    made, office = nation(home, count), Office(Settings(home=home / "ours"))
    chance = Random(count)
    matched, searched = [], []
    for number in range(_WARMING + DEMANDS):
        entry = chance.randrange(len(made.names))
        name = made.names[entry]
        with office.look(OPERATOR) as look:
            word = name[:4]
            searched.append(_seconds(look, lambda look, word=word: search.find(look, search.Query(word))))
            wanted = _wanted(made, entry, chance, placed=number % 3 == 0)
            matched.append(_seconds(look, lambda look, wanted=wanted: matching.match(look, wanted)))
    office.close()
    told.write_text(json.dumps([median(times[_WARMING:]) * 1000 for times in (matched, searched)]))


def _wanted(made: Nation, entry: int, chance: Random, *, placed: bool) -> Wanted:
    name, department = made.names[entry], made.departments[made.columns["department"][entry]]
    cut = chance.randrange(1, max(2, len(name) - 1))
    items = tuple(made.item_names[item] for item in made.items[entry][:4])
    region = made.regions[made.columns["region"][entry]].name if placed else ""
    return Wanted(name[:cut] + "的" + name[cut + 1 :], items, presumed_source=department.name, place=region)


def _seconds(look: Look, ask: Callable[[Look], object]) -> float:
    begun = time.perf_counter()
    ask(look)
    return time.perf_counter() - begun
