"""A running service: several processes that count as one, and its jobs, which end with it however it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from catalog import jobs
from catalog.jobs import background
from catalog.office import Office
from catalog.people import Order, issue_token
from catalog.settings import Settings
from tests import builders
from tests.conftest import Databases

# Starting three processes takes seconds, on a machine that does other things many.
PATIENCE = 120.0


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """What is tried here is the same on both databases; the jobs themselves are tested on both."""
    return Databases("sqlite", request, tmp_path).settings(port=free_port())


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds, and fail if it does not in time."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


def ticked(settings: Settings) -> bool:
    office = Office(settings)
    with office.look(builders.OPERATOR) as look:
        done = {one.name for one in jobs.standings(look) if one.succeeded_at is not None}
    office.close()
    return {"search", "webhooks"} <= done


@contextmanager
def serving(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "CATALOG_HOME": str(settings.home), "CATALOG_PORT": str(settings.port)}
    command = [sys.executable, "-m", "catalog.cli", "serve"]
    process = subprocess.Popen(command, env=environment | {"CATALOG_LOG_LEVEL": "ERROR"}, stdout=subprocess.DEVNULL)
    try:
        until(lambda: alive(settings))
        yield process
    finally:
        # Whoever is killed leaves its serving processes behind.
        left = children(process.pid)
        process.kill()
        process.wait()
        for pid in filter(running, left):
            os.kill(pid, signal.SIGKILL)


def get(settings: Settings, path: str, token: str = "") -> str:
    request = Request(f"http://127.0.0.1:{settings.port}{path}", headers={"Authorization": f"Bearer {token}"} if token else {})
    with urlopen(request, timeout=10) as response:
        return str(response.read().decode())


def alive(settings: Settings) -> bool:
    try:
        return "ok" in get(settings, "/livez")
    except OSError:
        return False


def children(process: int) -> list[int]:
    """List the processes that a process has started and that are still there."""
    return [int(pid) for task in Path(f"/proc/{process}/task").iterdir() for pid in (task / "children").read_text().split()]


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def spawned(server: int) -> int:
    """Return the process of the jobs: of the server's children the one that was not forked."""
    (found,) = [pid for pid in children(server) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    return found


def a_token(settings: Settings, *scopes: str) -> str:
    office = Office(settings)
    department = builders.create_department(office)
    with office.work(builders.SECURITY_ADMIN) as work:
        issued = issue_token(work, Order(department, "监控", scopes, work.now + timedelta(days=1)))
    office.close()
    return issued.secret


def test_all_processes_count_as_one_and_a_killed_service_takes_its_jobs_along(settings: Settings) -> None:
    stale = settings.home / "metrics" / str(settings.port) / "counter_1.db"
    stale.parent.mkdir(parents=True)
    stale.write_bytes(b"left behind by another run")
    token = a_token(settings, "metrics:read")

    def answered() -> float:
        lines = get(settings, "/metrics", token).splitlines()
        counted = [line for line in lines if line.startswith("catalog_requests_total{") and 'route="/readyz"' in line]
        return sum(float(line.rpartition(" ")[2]) for line in counted)

    with serving(settings) as server:
        for _ in range(30):
            get(settings, "/readyz")
        assert {answered() for _ in range(8)} == {30.0}
        assert not stale.exists()
        until(lambda: ticked(settings))
        worker = spawned(server.pid)
        left = children(server.pid)
        server.kill()
        try:
            until(lambda: not running(worker))
        finally:
            for pid in filter(running, left):
                os.kill(pid, signal.SIGKILL)


def test_the_jobs_run_until_told_to_stop(settings: Settings) -> None:
    with background.running(settings, builders.OPERATOR) as process:
        until(lambda: ticked(settings))
        assert process.is_alive()
    assert process.exitcode == 0
