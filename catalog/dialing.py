"""Connections that the service opens to others: hung up at a deadline, and a word for every way in which they fail."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from http.client import HTTPException, InvalidURL
from threading import Timer
from time import monotonic
from typing import Final, Literal

Fault = Literal["timed_out", "refused", "not_found", "denied", "tls", "bad_address", "bad_answer", "unreachable"]

# The first that fits counts, so a class stands before those it derives from.
FAULTS: Final[tuple[tuple[type[Exception], Fault], ...]] = (
    (TimeoutError, "timed_out"),
    (ConnectionRefusedError, "refused"),
    (FileNotFoundError, "not_found"),
    (PermissionError, "denied"),
    (ssl.SSLError, "tls"),
    (InvalidURL, "bad_address"),
    (ValueError, "bad_address"),
    (HTTPException, "bad_answer"),
    (OSError, "unreachable"),
)
"""What the system and its libraries raise, and the word for it."""

RAISED: Final = tuple(kind for kind, _ in FAULTS)


def fault_of(error: Exception) -> Fault:
    """Return the word for one of the errors ``RAISED``.

    >>> fault_of(ConnectionRefusedError())
    'refused'
    """
    return next(word for kind, word in FAULTS if isinstance(error, kind))


@contextmanager
def connected(address: str, port: int, *, name: str, secure: bool, seconds: float) -> Iterator[socket.socket]:
    """Open a connection that is hung up after ``seconds``; a socket's own time-out would start anew with every byte.

    ``address`` is where to connect, ``name`` whom the certificate must name.
    """
    until = monotonic() + seconds
    with (
        socket.create_connection((address, port), timeout=seconds) as plain,
        tls().wrap_socket(plain, server_hostname=name, do_handshake_on_connect=False) if secure else plain as sock,
    ):
        hangup = Timer(max(0.0, until - monotonic()), _hang_up, [sock])
        hangup.daemon = True
        hangup.start()
        try:
            if isinstance(sock, ssl.SSLSocket):
                sock.do_handshake()
            yield sock
        finally:
            hangup.cancel()


def _hang_up(sock: socket.socket) -> None:
    # An encrypted socket's own method would take the state away from the thread that is reading; the plain one wakes it.
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


@cache
def tls() -> ssl.SSLContext:
    """Return the context under which certificates are judged."""
    return ssl.create_default_context()
