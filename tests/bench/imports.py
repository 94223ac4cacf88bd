"""Importing a real catalog of 15,926 rows into SQLite, against only parsing the same file.

Two floors: parsing it into entries (the same reader, everything recognised and normalised, nothing stored), and the bare
``json.loads`` of every line.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from catalog.exchange.imports import Options, import_resources
from catalog.exchange.reading import read_entries
from tests.bench.common import DATA, OPERATOR, interleaved, seconds, sqlite_office

ROWS = 15_926


def run(_build: Path) -> dict[str, float]:
    """Return rows a second and their ratios; higher is better."""
    path = DATA / "catalogs" / "zhejiang.jsonl.gz"

    def parse() -> float:
        with read_entries(path, limit_bytes=1 << 30, unpacked_bytes=1 << 30) as reading:
            return seconds(lambda: sum(1 for _ in reading))

    def loads() -> float:
        with gzip.open(path) as lines:
            return seconds(lambda: sum(1 for _ in map(json.loads, lines)))

    again = []

    def store() -> float:
        with sqlite_office() as office:

            def task() -> object:
                return import_resources(office, OPERATOR, path, Options(create_departments=True))

            taken = seconds(task)
            again.append(seconds(task))
            return taken

    parsing, loading, storing = interleaved(3, parse, loads, store)
    second = sorted(again)[len(again) // 2]
    return {
        "import.rows_per_second": ROWS / storing,
        "import.again_rows_per_second": ROWS / second,
        "import.parse_rows_per_second": ROWS / parsing,
        "import.json_rows_per_second": ROWS / loading,
        "import.vs_parse_floor": parsing / storing,
        "import.again_vs_parse_floor": parsing / second,
        "import.vs_json_floor": loading / storing,
    }
