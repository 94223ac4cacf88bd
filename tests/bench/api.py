"""Requests a second through granian against a bare Flask hello-world on the same server, interleaved, on both databases.

The demonstration city is loaded once, under ``build``; every run works on a copy. A server has one worker and one processor,
the load another, so that the load does not take from what it measures. The caller is an official with a session.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any, Final
from urllib.parse import quote

import numpy as np
from sqlalchemy import select

from catalog import search, upkeep
from catalog.cli.serve import THREADS
from catalog.demo import loader
from catalog.office import Office
from catalog.people.model import OfficialRow
from catalog.settings import Settings, environment_name
from tests.bench.common import OPERATOR, Postgres, driven, postgres_server
from tests.bench.load import NUMBER

ROUNDS: Final = 5
SECONDS: Final = 2.0
CONNECTIONS: Final = 8
_FIRST, _LAST = min(os.sched_getaffinity(0)), max(os.sched_getaffinity(0))
_WORDS: Final = ("登记", "信息", "企业", "许可", "住址", "车辆", "学校", "统计", "姓名", "机动车")
_CONTENT: Final[Mapping[str, Any]] = {
    "name": f"停车场泊位信息{NUMBER.decode()}",
    "formats": ["mysql"],
    "sharing_type": "unconditional",
    "sharing_modes": ["platform_api"],
    "openness": "not_open",
    "update_cycle": "monthly",
    "grade": "general",
    "items": [{"name": "停车场名称", "type": "C", "length": 100}, {"name": "泊位总数", "type": "I"}],
}


def run(build: Path) -> dict[str, float]:
    """Return requests a second, milliseconds, and ratios to the hello-world (higher is better)."""
    home = (build / "api").absolute()
    home.mkdir(exist_ok=True)
    with ExitStack() as stack:
        server = stack.enter_context(postgres_server(home / "server"))
        loads = {"api.flask_hello": stack.enter_context(_hello())}
        for key, kind in (("api", "sqlite"), ("api.postgres", "postgres")):
            loads |= {f"{key}.{name}": load for name, load in stack.enter_context(_ours(kind, home, server)).items()}
        return _figures(_rounds(loads))


def _rounds(loads: Mapping[str, dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    results: dict[str, list[dict[str, Any]]] = {name: [] for name in loads}
    for turn in range(-1, ROUNDS):
        for name, what in loads.items():
            told = json.dumps(what | {"seconds": SECONDS, "connections": CONNECTIONS, "first": (turn + 1) * 1_000_000})
            command = [sys.executable, "-m", "tests.bench.load"]
            with _on(_LAST):
                done = subprocess.run(command, input=told, capture_output=True, text=True, check=True)
            result = json.loads(done.stdout)
            if any(not status.startswith("2") for status in result["statuses"]):
                raise SystemExit(f"{name} was answered {result['statuses']}")
            # The first turn is for caches and pools.
            if turn >= 0:
                results[name].append(result)
    return results


def _figures(results: Mapping[str, list[dict[str, Any]]]) -> dict[str, float]:
    figures, hello = {}, 0.0
    for name, rounds in results.items():
        rate = median(len(each["ms"]) / each["seconds"] for each in rounds)
        hello = hello or rate
        taken = np.concatenate([each["ms"] for each in rounds])
        figures[f"{name}_per_second"] = rate
        figures[f"{name}_p50_ms"], figures[f"{name}_p99_ms"] = (float(each) for each in np.percentile(taken, (50, 99)))
        figures[f"{name}_vs_flask_hello"] = rate / hello
    del figures["api.flask_hello_vs_flask_hello"]
    return figures


# -- Servers


@contextmanager
def _hello() -> Iterator[dict[str, Any]]:
    port = _free_port()
    with _serving([sys.executable, "-m", "tests.bench.hello", str(port), str(THREADS)], port, {}):
        yield {"port": port, "requests": [_request("GET", "/", "")]}


@contextmanager
def _ours(kind: str, home: Path, server: Postgres) -> Iterator[dict[str, dict[str, Any]]]:
    """Serve a copy of the demonstration; yield what is asked of it."""
    told = _demonstration(kind, home, server)
    place, port, address = home / f"{kind}-copy", _free_port(), ""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(home / kind, place)
    if kind == "postgres":
        server.drop("copy")
        address = driven(server.database("copy", copy_of="demo"))
    settings = {"home": str(place), "database_url": address, "port": str(port), "workers": "1", "log_level": "ERROR"}
    settings["rate_per_minute"] = "100000000"
    environment = {environment_name(name): value for name, value in settings.items()}
    try:
        with _serving([sys.executable, "-m", "catalog.cli", "serve"], port, environment):
            yield {name: {"port": port, "requests": texts} for name, texts in _requests(port, told).items()}
    finally:
        shutil.rmtree(place)
        if address:
            server.drop("copy")


def _demonstration(kind: str, home: Path, server: Postgres) -> dict[str, str]:
    """Load the demonstration the first time; return login, password and department of a registrar of it."""
    place = home / kind
    told = place / "registrar.json"
    if not told.exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        if kind == "postgres":
            server.drop("demo")
        settings = Settings(home=place, database_url=driven(server.database("demo")) if kind == "postgres" else "")
        office = Office(settings)
        upkeep.upgrade(office.engine)
        office.close()
        account = next(each for each in loader.load(settings, "bench").accounts if "registrar" in each.who)
        search.rebuild(office)
        with office.look(OPERATOR) as look:
            department = look.session.scalars(select(OfficialRow.department_id).where(OfficialRow.login == account.login)).one()
        office.close()
        told.write_text(json.dumps({"login": account.login, "password": account.password, "department": department}))
    found: dict[str, str] = json.loads(told.read_text())
    return found


@contextmanager
def _serving(command: list[str], port: int, environment: Mapping[str, str]) -> Iterator[None]:
    with _on(_FIRST):
        process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    try:
        _wait(port)
        yield
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def _on(processor: int) -> Iterator[None]:
    """Start processes on one processor: they stay where their parent was."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {processor})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _wait(port: int) -> None:
    for _ in range(1200):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("a server did not begin to answer")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


# -- Requests


def _requests(port: int, told: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what is asked, as texts to be sent: the newest page, entries, questions, registrations."""
    begun = _answer(port, "POST", "/api/v1/sessions", "", {"login": told["login"], "password": told["password"]})
    token = begun["token"]
    page = _answer(port, "GET", "/api/v1/resources?limit=100&state=published", token)
    ids = [entry["id"] for entry in page["resources"]]
    body = json.dumps({"department": told["department"], "content": _CONTENT}, ensure_ascii=False)
    return {
        "list": [_request("GET", "/api/v1/resources?limit=20", token)],
        "show": [_request("GET", f"/api/v1/resources/{id_}", token) for id_ in ids],
        "search": [_request("GET", f"/api/v1/search?text={quote(word)}", token) for word in _WORDS],
        "register": [_request("POST", "/api/v1/resources", token, body)],
    }


def _request(method: str, path: str, token: str, body: str = "") -> str:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body.encode())}"]
    return "\r\n".join([*lines, "", body])


def _answer(port: int, method: str, path: str, token: str, body: Mapping[str, Any] | None = None) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    connection.request(method, path, json.dumps(body) if body else None, headers)
    response = connection.getresponse()
    told = json.loads(response.read())
    if response.status >= 300:
        raise SystemExit(f"{method} {path} was answered {response.status}: {told}")
    return told
