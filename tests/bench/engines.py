"""Every engine in a process of its own: built once, its memory its own, asked through a pipe and timed where it answers."""

from __future__ import annotations

import gc
import json
import multiprocessing
import time
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final, Protocol

from catalog import logs, people, search, upkeep
from catalog.office import Office
from catalog.people.queries import find_region
from catalog.search import Found
from catalog.settings import Settings
from tests.bench.common import OPERATOR, driven, seconds
from tests.bench.filling import fill, number_of, value_of
from tests.bench.nation import FACETS, VALUES, Nation, Query, nation, outline
from tests.bench.rivals import TOP, Answer, Fts5, Gin, Tantivy


class Engine(Protocol):
    """What answers queries."""

    def build(self, made: Nation) -> float:
        """Index every entry; return the seconds it took."""

    def ask(self, query: Query) -> Any:
        """Answer a query as the engine does; this is timed."""

    def read(self, answered: Any) -> Answer:
        """Bring what was answered into the common form."""

    def bytes(self) -> int:
        """Return the size of the index."""


class Rival:
    """One of the rivals."""

    def __init__(self, made: Fts5 | Gin | Tantivy) -> None:
        self._made = made

    def build(self, made: Nation) -> float:
        """Index every entry."""
        return seconds(lambda: self._made.build(made))

    def ask(self, query: Query) -> Answer:
        """Answer a query."""
        return self._made.answer(query)

    def read(self, answered: Answer) -> Answer:
        """Return the answer."""
        return answered

    def bytes(self) -> int:
        """Return the size of the index."""
        return self._made.bytes()


class Ours:
    """The product: ``search.find`` within a look, as a door calls it."""

    def __init__(self, settings: Settings) -> None:
        self.office = Office(settings)
        self._root = ""

    def build(self, made: Nation) -> float:
        """Fill the lists, which is not timed, and build the index."""
        upkeep.upgrade(self.office.engine)
        with self.office.work(OPERATOR) as work:
            people.prepare(work)
        fill(self.office, made)
        taken = seconds(lambda: search.rebuild(self.office))
        # The last connection to go leaves a SQLite database in one file, which can then be copied.
        self.office.close()
        return taken

    def ask(self, query: Query) -> Found:
        """Answer a query."""
        with self.office.look(OPERATOR) as look:
            if not self._root:
                self._root = find_region(look.session, "全国").id
            filters = {facet: (value_of(facet, value, self._root),) for facet, value in query.filters.items()}
            return search.find(look, search.Query(text=" ".join(query.words), filters=filters, limit=TOP))

    def read(self, answered: Found) -> Answer:
        """Return the answer; of long facets only the most frequent values are told."""
        facets = {
            facet: {_number(facet, each.value): each.count for each in answered.facets.get(facet, ()) if each.count}
            for facet in FACETS
        }
        return Answer([number_of(hit.summary.id) for hit in answered.hits], answered.total, facets, answered.approximate)

    def bytes(self) -> int:
        """Return the size of the index."""
        with self.office.look(OPERATOR) as look:
            return search.status(look).bytes


def _number(facet: str, value: str) -> int:
    return number_of(value) if facet in ("region", "department") else VALUES[facet].index(value)


def _make(name: str, home: Path, addresses: Mapping[str, str], made: Nation) -> Engine:
    if name == "sqlite":
        return Ours(Settings(home=home / "ours"))
    if name == "postgres":
        return Ours(Settings(home=home / "ours", database_url=driven(addresses["ours"])))
    if name == "gin":
        return Rival(Gin(addresses["gin"], made))
    return Rival(Fts5(home, made) if name == "fts5" else Tantivy(home, made))


NAMES: Final = ("sqlite", "postgres", "fts5", "gin", "tantivy")


@dataclass(frozen=True, slots=True)
class Timed:
    """An answer and the seconds it took."""

    seconds: float
    answer: Answer


class Process:
    """An engine that has been built, in a process of its own."""

    def __init__(self, name: str, home: Path, addresses: Mapping[str, str]) -> None:
        self.name = name
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(other, name, home, dict(addresses)), daemon=True)
        self._process.start()
        self.bytes: int = self._pipe.recv()

    def ask(self, query: Query) -> Timed:
        """Let the engine answer."""
        self._pipe.send(query)
        answer: Timed = self._pipe.recv()
        return answer

    def held(self) -> int:
        """Return the bytes of memory that the process has held at most."""
        self._pipe.send(None)
        held: int = self._pipe.recv()
        return held

    def close(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.join()


def build(name: str, home: Path, count: int, addresses: Mapping[str, str]) -> float:
    """Build an engine unless it has been built; return how long that took."""
    told = home / f"{name}.json"
    if not told.exists():
        context = multiprocessing.get_context("spawn")
        process = context.Process(target=_build, args=(name, home, count, dict(addresses)))
        process.start()
        process.join()
        if process.exitcode:
            raise SystemExit(f"{name} could not be built")
    taken: float = json.loads(told.read_text())
    return taken


def _build(name: str, home: Path, count: int, addresses: Mapping[str, str]) -> None:
    logs.configure("ERROR")
    made = nation(home, count)
    (home / f"{name}.json").write_text(json.dumps(_make(name, home, addresses, made).build(made)))


def _serve(pipe: Connection, name: str, home: Path, addresses: Mapping[str, str]) -> None:
    logs.configure("ERROR")
    engine = _make(name, home, addresses, outline(home))
    gc.freeze()
    pipe.send(engine.bytes())
    while True:
        query = pipe.recv()
        if query is None:
            pipe.send(_held())
            continue
        begun = time.perf_counter()
        answered = engine.ask(query)
        taken = time.perf_counter() - begun
        pipe.send(Timed(taken, engine.read(answered)))


def _held() -> int:
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) * 1024
