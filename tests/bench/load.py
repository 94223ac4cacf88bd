"""Load on an HTTP server from a process of its own: kept-alive connections, each with one request under way, as lean as Python can be.

Reads what to do from standard input and writes what happened to standard output, both JSON.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

NUMBER = b"000000000"
"""Stands in a request for a number that no other request has; it must be as long as this."""


@dataclass(slots=True)
class _Line:
    """A connection: when its request was sent, and what has come back of the answer."""

    socket: socket.socket
    sent: float = 0.0
    answer: bytes = b""


def load(port: int, requests: list[str], seconds: float, connections: int, first: int) -> dict[str, object]:
    """Send the requests in turn for some seconds; return milliseconds of each, and how often each status came."""
    selector, texts = selectors.DefaultSelector(), _texts([request.encode() for request in requests], first)
    for _ in range(connections):
        line = _Line(socket.create_connection(("127.0.0.1", port)))
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(line.socket, selectors.EVENT_READ, line)
        _send(line, next(texts))
    taken, statuses, begun = [], dict[str, int](), time.perf_counter()
    while (now := time.perf_counter()) - begun < seconds:
        for key, _ in selector.select():
            if _arrived(key.data):
                status = key.data.answer[9:12].decode()
                taken.append((time.perf_counter() - key.data.sent) * 1000)
                statuses[status] = statuses.get(status, 0) + 1
                _send(key.data, next(texts))
    return {"ms": taken, "seconds": now - begun, "statuses": statuses}


def _texts(requests: list[bytes], first: int) -> Iterator[bytes]:
    for number in count(first):
        yield requests[number % len(requests)].replace(NUMBER, b"%09d" % number)


def _send(line: _Line, text: bytes) -> None:
    line.sent, line.answer = time.perf_counter(), b""
    line.socket.sendall(text)


def _arrived(line: _Line) -> bool:
    """Read what is there; tell whether the answer is whole."""
    piece = line.socket.recv(1 << 18)
    if not piece:
        raise ConnectionError("the server closed a connection that was to be kept")
    line.answer += piece
    head, found, body = line.answer.partition(b"\r\n\r\n")
    if not found:
        return False
    _, _, length = head.lower().partition(b"content-length: ")
    return len(body) >= int(length.split(b"\r\n", 1)[0])


if __name__ == "__main__":
    sys.stdout.write(json.dumps(load(**json.load(sys.stdin))))
