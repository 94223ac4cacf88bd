"""A city whose changes are told to real receivers: small web servers that answer as they are told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from catalog import people, webhooks
from catalog.office import Office
from catalog.rights import Actor
from catalog.webhooks import Subscribed, Subscription, queries, sending
from tests import builders
from tests.conftest import Clock, Databases


@dataclass(frozen=True)
class Told:
    """One request that a receiver got."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> Any:
        return json.loads(self.body)


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append(Told(self.path, dict(self.headers), body))
        status = self.server.answer(len(self.server.told))
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"{self.server.address}/elsewhere")
        self.end_headers()

    def handle(self) -> None:
        with suppress(OSError):
            super().handle()

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""


class Receiver(ThreadingHTTPServer):
    """Keeps what it was told; ``answer`` says with which status the n-th request is answered."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.told: list[Told] = []
        self.answer: Callable[[int], int] = lambda _number: 204

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def seqs(self) -> list[int]:
        return [told.event["seq"] for told in self.told]

    @property
    def verbs(self) -> list[str]:
        return [told.event["verb"] for told in self.told]


@contextmanager
def a_receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with a_receiver() as server:
        yield server


@dataclass
class Town:
    """A city with a bureau and its three people; changes are made by putting districts."""

    office: Office
    clock: Clock
    region: str
    department: str
    other: str
    made: int = field(default=0)

    def change(self, times: int = 1) -> None:
        for _ in range(times):
            self.made += 1
            builders.create_region(self.office, f"{self.made}区", tier="district", parent=self.region)

    def subscribe(self, address: str, *verbs: str, department: str | None = None) -> Subscribed:
        vault = people.open_vault(self.office.settings, self.office.new_secret)
        wanted = Subscription(department or self.department, "停车诱导平台", address, verbs or ("region:*",))
        with self.office.work(builders.SECURITY_ADMIN) as work:
            return webhooks.subscribe(work, vault, wanted)

    def deliver(self) -> dict[str, int]:
        return dict(sending.deliver(self.office, builders.OPERATOR))

    def show(self, made: Subscribed) -> queries.Webhook:
        with self.office.look(builders.OPERATOR) as look:
            return queries.show(look, made.id)

    def letters(self, made: Subscribed) -> list[queries.DeadLetter]:
        with self.office.look(builders.OPERATOR) as look:
            return list(queries.dead_letters(look, made.id))

    def actor(self, *roles: str, department: str | None = None) -> Actor:
        return builders.create_actor(self.office, department=department or self.department, roles=roles)


@pytest.fixture
def town(databases: Databases, clock: Clock) -> Iterator[Town]:
    with databases.house(builders.create_city, clock, webhook_inward=True, webhook_seconds=1.0) as (office, ids):
        yield Town(office, clock, *ids)
