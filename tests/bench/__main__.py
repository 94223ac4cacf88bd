"""``make bench [ONLY=name]``: measured against a floor or a rival in the same run, printed and written to ``build/bench.json``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from catalog import logs
from tests.bench import api, imports, matching, relevance, search, trails

BENCHMARKS = {
    "api": api.run,
    "import": imports.run,
    "matching": matching.run,
    "relevance": relevance.run,
    "search": search.run,
    "trail": trails.run,
}
BUILD = Path("build")


def main(only: list[str]) -> None:
    logs.configure("ERROR")
    BUILD.mkdir(exist_ok=True)
    target = BUILD / "bench.json"
    figures: dict[str, float] = json.loads(target.read_text()) if target.exists() else {}
    for name in only or BENCHMARKS:
        if name not in BENCHMARKS:
            sys.exit(f"no benchmark {name!r}; there are {', '.join(BENCHMARKS)}")
        measured = BENCHMARKS[name](BUILD)
        figures |= measured
        for key, value in measured.items():
            print(f"{key:<44}{value:>14,.3f}")
    target.write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n")


main(sys.argv[1:])
