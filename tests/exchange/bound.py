"""Entries bound to data that really answers, or really does not: a web server, sockets of every bad habit, a city."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from catalog import lists
from catalog.exchange.probes import secret_sealer
from catalog.lists.bindings import Binding
from catalog.lists.model import ResourceRow
from catalog.office import Office
from catalog.rights import Actor
from tests.people.conftest import City, settle

LAST_MODIFIED = "Sun, 01 Mar 2026 16:30:00 GMT"


class Handler(BaseHTTPRequestHandler):
    """Answers ``/404`` with 404, ``/hops/3`` after three redirects, ``/wait`` when told to, and so on."""

    server: WebServer

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        what, _, more = self.path.strip("/").partition("/")
        if what.isdigit():
            self.answer(int(what), {"Last-Modified": more} if more else {})
        else:
            getattr(self, f"do_{what}", self.do_ok)(more)

    def do_ok(self, _more: str) -> None:
        self.answer(200, {"Last-Modified": LAST_MODIFIED})

    def do_hops(self, more: str) -> None:
        self.answer(302, {"Location": f"/hops/{int(more) - 1}"}) if int(more) else self.answer(200)

    def do_onward(self, more: str) -> None:
        self.answer(302, {"Location": more})

    def do_wait(self, _more: str) -> None:
        self.server.go.wait(20)
        self.answer(200)

    def do_flood(self, _more: str) -> None:
        """Send the status and then a body without an end."""
        self.answer(200, {"Content-Length": str(1 << 40)})
        while not self.server.go.is_set():
            self.wfile.write(bytes(1 << 16))

    def answer(self, status: int, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()

    def handle(self) -> None:
        with suppress(OSError):  # whoever asks may hang up
            super().handle()

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""


class WebServer(ThreadingHTTPServer):
    """A web server on a free port; ``go`` releases those who wait, ``asked`` are the paths asked for."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.go, self.asked = Event(), list[str]()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def web_server() -> Iterator[WebServer]:
    with WebServer() as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.go.set()
        server.shutdown()
        thread.join()


@contextmanager
def sockets(habit: Callable[[socket.socket], None]) -> Iterator[int]:
    """Listen on a free port, whose number is given; every connection is treated by ``habit``."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def treat(client: socket.socket) -> None:
            with suppress(OSError), client:
                habit(client)

        def listen() -> None:
            with suppress(OSError):
                while True:
                    Thread(target=treat, args=(listener.accept()[0],), daemon=True).start()

        Thread(target=listen, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def mute(client: socket.socket) -> None:
    """Never answer."""
    while client.recv(1024):
        pass


def dripping(client: socket.socket) -> None:
    """Answer for ever, a byte at a time."""
    client.sendall(b"HTTP/1.1 200 OK\r\nX-Drip: ")
    while True:
        client.sendall(b".")
        time.sleep(0.05)


def babbling(client: socket.socket) -> None:
    """Answer something that is not HTTP."""
    client.recv(1024)
    client.sendall(b"220 mail ready\r\n")


def hanging_up(client: socket.socket) -> None:
    """Take the question and hang up."""
    client.recv(1024)


def closed_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class Bound:
    """A city with a department whose published entries can be bound."""

    def __init__(self, office: Office) -> None:
        self.office, self.city = office, City(office, *settle(office))
        self.department = self.city.department("市交通局")

    def entry(self, name: str, department: str | None = None, state: str = "published") -> str:
        """Put an entry there, as if it had been published long ago."""
        with self.city.work() as work:
            row = ResourceRow(id=work.new_id(), provider_id=department or self.department, region_id=self.city.city, state=state)
            row.name = row.name_key = name
            row.created_at = row.updated_at = work.now
            work.session.add(row)
            return row.id

    def bind(self, resource: str, kind: str, **config: Any) -> Binding:
        with self.city.work() as work:
            return lists.bind(work, resource, kind, config, seal=secret_sealer(self.office))

    def health(self, resource: str, actor: Actor | None = None) -> list[tuple[bool | None, str | None]]:
        with self.city.look(actor) as look:
            return [(each.answering, each.fault) for each in lists.bindings(look, resource)]
