"""Searching a nation's catalog: our index on both databases against FTS5, PostgreSQL GIN and tantivy, query by query in one run.

``BENCH_ENTRIES`` sets the number of entries (a million unless set). Every engine is built once, under ``build``, and answers in
a process of its own. Queries go round the engines one at a time; each is asked once, so nobody answers from memory, and then
all of them again. Every single answer is compared: total and facet counts must be the same everywhere, or the benchmark fails.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np

from tests.bench import registering
from tests.bench.common import postgres_server
from tests.bench.engines import NAMES, Process, Timed, build
from tests.bench.nation import FACETS, Query, nation, queries
from tests.bench.rivals import Answer, BruteForce

TURNS: Final = 5
#: Up to so many entries, the answers are also compared with looking into every text.
SMALL: Final = 50_000
#: At least so many of the most frequent values of a facet are told.
TOLD: Final = 50
_OURS: Final = {"sqlite": "search", "postgres": "search.postgres"}
_RIVALS: Final = tuple(name for name in NAMES if name not in _OURS)
_MB: Final = 1_000_000

Timings = dict[str, dict[str, list[float]]]


def run(build_home: Path) -> dict[str, float]:
    """Return milliseconds, ratios of ours to theirs (lower is better), sizes and build times."""
    count = int(os.environ.get("BENCH_ENTRIES", "1000000"))
    home = (build_home / f"nation-{count}").absolute()
    made = nation(home, count)
    turns = [queries(made, turn) for turn in range(TURNS)]
    brute = BruteForce(made) if count <= SMALL else None
    del made
    with ExitStack() as stack:
        server = stack.enter_context(postgres_server(home / "postgres"))
        addresses = {name: server.database(name) for name in ("ours", "gin")}
        figures = {f"{_key(name)}.build_seconds": build(name, home, count, addresses) for name in NAMES}
        engines = [stack.enter_context(closing(Process(name, home, addresses))) for name in NAMES]
        for query in queries(nation(home, count), TURNS)[::5]:
            _ask(engines, query, None)
        first, approximate = _round(engines, turns, brute)
        again, _ = _round(engines, turns, None)
        figures |= _figures(first, "") | _figures(again, "again_")
        figures["search.approximate_share"] = approximate
        for engine in engines:
            figures[f"{_key(engine.name)}.index_bytes"] = engine.bytes
            figures[f"{_key(engine.name)}.rss_mb"] = engine.held() / _MB
            engine.close()
        # Registering takes long; what has been measured by now is not to be lost with it.
        (home / "figures.json").write_text(json.dumps(figures, indent=2))
        for name, key in _OURS.items():
            figures[f"{key}.register_cost"] = registering.cost(name, home, server)
    return figures


def _key(name: str) -> str:
    return _OURS.get(name, f"search.{name}")


def _round(engines: Sequence[Process], turns: Sequence[Sequence[Query]], brute: BruteForce | None) -> tuple[Timings, float]:
    """Ask everything once of everybody; return the seconds by engine and kind, and the share of totals that ours calls approximate."""
    timings: Timings = {engine.name: {} for engine in engines}
    approximate = asked = 0
    for query in (query for turn in turns for query in turn):
        for name, timed in _ask(engines, query, brute).items():
            timings[name].setdefault(query.kind, []).append(timed.seconds)
            approximate += timed.answer.approximate
        asked += len(_OURS)
    return timings, approximate / asked


def _ask(engines: Sequence[Process], query: Query, brute: BruteForce | None) -> Mapping[str, Timed]:
    given = {engine.name: engine.ask(query) for engine in engines}
    reference = brute.answer(query) if brute else given["fts5"].answer
    for name, timed in given.items():
        if faults := list(_faults(reference, timed.answer)):
            raise SystemExit(f"{name} answers {query} otherwise: {'; '.join(faults)}")
    return given


def _faults(reference: Answer, given: Answer) -> Iterator[str]:
    """Yield in what an answer is not the reference; approximate ones may find too much, and say so."""
    if given.approximate:
        if given.total < reference.total:
            yield f"total approximately {given.total}, not {reference.total}"
        return
    if given.total != reference.total:
        yield f"total {given.total}, not {reference.total}"
    for facet in FACETS:
        expected, told = reference.facets[facet], given.facets[facet]
        assert isinstance(expected, np.ndarray)
        if isinstance(told, dict):
            wrong = [value for value, count in told.items() if expected[value] != count]
            if wrong or len(told) < min(TOLD, int(np.count_nonzero(expected))):
                yield f"{facet}: {len(told)} values told, {len(wrong)} of them wrong"
        elif not np.array_equal(expected, told):
            yield f"{facet}: other counts"


def _figures(timings: Timings, prefix: str) -> dict[str, float]:
    """Return the percentiles of each engine, over all queries and by kind, and the ratios of ours to theirs."""
    figures = {}
    for name, kinds in timings.items():
        for kind, taken in [("", list(chain(*kinds.values()))), *((f"{kind}.", taken) for kind, taken in kinds.items())]:
            for percentile in (50, 99):
                figures[f"{_key(name)}.{kind}{prefix}p{percentile}_ms"] = float(np.percentile(taken, percentile)) * 1000
    for key in _OURS.values():
        for rival in _RIVALS:
            ratio = figures[f"{key}.{prefix}p99_ms"] / figures[f"search.{rival}.{prefix}p99_ms"]
            figures[f"{key}.{prefix}p99_vs_{rival}"] = ratio
    return figures
