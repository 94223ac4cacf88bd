"""Databases of both kinds for one test at a time, and worlds in them: what fills a database is built once and then copied."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import pytest

from catalog import upkeep
from catalog.office import Office
from catalog.settings import Settings
from catalog.store import Base, connect

T = TypeVar("T")
Build = Callable[[Office], Any]
"""What fills a database by the verbs that do so in life, and returns what tests must know of it: ids, the same in every copy."""


class Clock:
    """A clock that moves only when told; it begins on a Monday, 9 o'clock in Shanghai."""

    def __init__(self, now: datetime = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **step: float) -> None:
        self.now += timedelta(**step)


def nothing(_office: Office) -> None:
    """Leave a database as the migrations made it."""


def _built(settings: Settings, build: Build) -> Any:
    office = Office(settings, clock=Clock())
    told = build(office)
    office.close()
    return told


class SqliteFiles:
    """A file for each world, to be copied."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._worlds: dict[Build, tuple[Path, Any]] = {nothing: (self._migrated(), None)}

    def furnish(self, home: Path, build: Build) -> Any:
        """Put a copy of a world into ``home``; return what the building of it told."""
        if build not in self._worlds:
            self._worlds[build] = self._world(build)
        file, told = self._worlds[build]
        shutil.copy(file, home / "catalog.db")
        return told

    def _world(self, build: Build) -> tuple[Path, Any]:
        home = self._folder / f"world{len(self._worlds)}"
        home.mkdir()
        self.furnish(home, nothing)
        return home / "catalog.db", _built(Settings(home=home), build)

    def _migrated(self) -> Path:
        settings = Settings(home=self._folder / "nothing")
        engine = connect(settings)
        upkeep.upgrade(engine)
        with engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
        return settings.home / "catalog.db"


class PostgresPool:
    """Migrated databases that are emptied and used again: making one takes fifty times as long as emptying one."""

    TEMPLATE = "model_database"

    def __init__(self, server: str) -> None:
        self.server = server
        self._free: list[str] = []
        self._made = 0
        self._worlds: dict[Build, tuple[dict[str, bytes], Any]] = {nothing: ({}, None)}
        self.create(self.TEMPLATE, "template1")
        engine = connect(Settings(database_url=self.address(self.TEMPLATE)))
        upkeep.upgrade(engine)
        engine.dispose()

    def address(self, name: str, *, driver: str = "+psycopg") -> str:
        """Return the address of a database of the server."""
        scheme, _, rest = self.server.partition("://")
        host, _, query = rest.partition("/")
        return f"{scheme}{driver}://{host}/{name}?{query.partition('?')[2]}"

    def create(self, name: str, template: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')

    def drop(self, name: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def take(self, build: Build = nothing) -> tuple[str, Any]:
        """Return the name of a database that holds a copy of a world and nothing else, and what the building of it told."""
        if build not in self._worlds:
            self._worlds[build] = self._world(build)
        rows, told = self._worlds[build]
        fresh = not self._free
        name = self._new() if fresh else self._free.pop()
        with psycopg.connect(self.address(name, driver=""), autocommit=True) as connection:
            if not fresh:
                _clear(connection)
            if rows:
                _fill(connection, rows)
        return name, told

    def give(self, name: str) -> None:
        """Keep a database for the next, whatever a test has left in it."""
        self._free.append(name)

    def _new(self) -> str:
        self._made += 1
        name = f"test_{self._made}"
        self.create(name, self.TEMPLATE)
        return name

    def _world(self, build: Build) -> tuple[dict[str, bytes], Any]:
        name, _ = self.take()
        told = _built(Settings(database_url=self.address(name)), build)
        with psycopg.connect(self.address(name, driver="")) as connection:
            rows = {table: _read(connection, table) for table in Base.metadata.tables if _holds_any(connection, table)}
        self.give(name)
        return rows, told


def _clear(connection: psycopg.Connection) -> None:
    """Turn everybody else out and delete all rows, in one message: most tables are empty and deleted from in no time."""
    connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    found = {table for (table,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    known = found & Base.metadata.tables.keys()
    foreign = found - known - {"alembic_version"}
    deletions = [f'DELETE FROM "{table}"' for table in known] + [f'DROP TABLE "{table}" CASCADE' for table in foreign]
    connection.execute("; ".join(["BEGIN", "SET LOCAL session_replication_role = replica", *deletions, "COMMIT"]))


def _holds_any(connection: psycopg.Connection, table: str) -> bool:
    return connection.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone() is not None


def _read(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor().copy(f'COPY "{table}" TO STDOUT (FORMAT BINARY)') as copy:
        return b"".join(copy)


def _fill(connection: psycopg.Connection, rows: dict[str, bytes]) -> None:
    """Write the rows of a world; they were whole when they were read, so that their keys need not be looked up again."""
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        for table, content in rows.items():
            with connection.cursor().copy(f'COPY "{table}" FROM STDIN (FORMAT BINARY)') as copy:
                copy.write(content)


class Databases:
    """Gives out databases of one kind, as settings or as an office on them; everything is taken back when the test ends."""

    def __init__(self, kind: str, request: pytest.FixtureRequest, home: Path) -> None:
        self.kind, self._request, self._home, self._made = kind, request, home, []

    def settings(self, *, empty: bool = False, **overrides: Any) -> Settings:
        """Return settings for a new database: migrated, or without any table when ``empty``."""
        return self._furnished(None if empty else nothing, overrides)[0]

    @contextmanager
    def house(self, build: Callable[[Office], T], clock: Clock | None = None, **overrides: Any) -> Iterator[tuple[Office, T]]:
        """Open an office on a copy of the world that ``build`` makes; yield it with what the building told."""
        settings, told = self.furnished(build, **overrides)
        office = Office(settings, clock=clock or Clock())
        yield office, told
        office.close()

    def furnished(self, build: Callable[[Office], T], **overrides: Any) -> tuple[Settings, T]:
        """Return settings for a copy of the world that ``build`` makes, and what the building told."""
        return self._furnished(build, overrides)

    def _furnished(self, build: Build | None, overrides: dict[str, Any]) -> tuple[Settings, Any]:
        home = self._home / f"home{len(self._made)}"
        home.mkdir()
        self._made.append(home)
        if self.kind == "sqlite":
            files: SqliteFiles = self._request.getfixturevalue("sqlite_files")
            told = files.furnish(home, build) if build else None
            return Settings(home=home, **overrides), told
        name, told = self._postgres(build)
        return Settings(home=home, database_url=name, **overrides), told

    def _postgres(self, build: Build | None) -> tuple[str, Any]:
        pool: PostgresPool = self._request.getfixturevalue("postgres_pool")
        if build is None:
            name, told = f"empty_{id(self)}_{len(self._made)}", None
            pool.create(name, "template1")
            self._request.addfinalizer(lambda: pool.drop(name))
        else:
            name, told = pool.take(build)
            self._request.addfinalizer(lambda: pool.give(name))
        return pool.address(name), told
