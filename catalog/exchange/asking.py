"""How one binding is asked, kind by kind, each within a deadline; ``probes`` asks many.

What comes of it is an instant (how old the data is, where that can be told) or ``Silent`` with a word of ``FAULTS``:
never an address, a secret or a message of the other side, for those would end up in rows, logs and terminals.
"""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import partial
from http.client import HTTPConnection, HTTPSConnection
from math import ceil
from pathlib import Path
from time import monotonic
from typing import Any, Final, Literal
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from sqlalchemy import (
    URL,
    ColumnElement,
    Engine,
    NullPool,
    column,
    create_engine,
    func,
    literal_column,
    make_url,
    select,
    table,
    true,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.sql.expression import FromClause

from catalog.dialing import RAISED, connected, fault_of
from catalog.errors import Unavailable
from catalog.lists.bindings import Target
from catalog.store import SHANGHAI, day_start

Word = Literal[
    "unreachable",
    "refused",
    "timed_out",
    "tls",
    "bad_address",
    "bad_redirect",
    "bad_answer",
    "not_found",
    "client_error",
    "server_error",
    "denied",
    "no_driver",
    "key_file",
    "empty",
    "failed",
]

FAULTS: Final[Mapping[str, tuple[str, str]]] = {
    "unreachable": ("无法连通", "it cannot be reached"),
    "refused": ("连接被拒绝，服务未开启", "the connection was refused: nothing listens there"),
    "timed_out": ("超时未答", "it did not answer in time"),
    "tls": ("加密连接不成立，证书有误或已过期", "the encrypted connection failed: the certificate is wrong or has expired"),
    "bad_address": ("地址无法使用", "the address cannot be used"),
    "bad_redirect": ("重定向过多，或转向 http、https 以外的地址", "too many redirects, or one to other than http and https"),
    "bad_answer": ("答非所问：不是所说的协议或文件类型", "what answers is not what the binding says"),
    "not_found": ("所指的地址、表或文件不存在", "the page, table or file is not there"),
    "client_error": ("请求被拒绝（HTTP 4xx）", "the request was turned down (HTTP 4xx)"),
    "server_error": ("服务端故障（HTTP 5xx）", "the server has a fault (HTTP 5xx)"),
    "denied": ("账号、口令、库名或权限不符", "account, password, database name or permission does not hold"),
    "no_driver": ("未安装此类数据库的驱动", "no driver for this kind of database is installed"),
    "key_file": ("口令无法解密：密钥文件不符", "the password cannot be opened: the key file is not the one it was sealed with"),
    "empty": ("文件为空", "the file is empty"),
    "failed": ("探测未成功，原因未归类", "the probe failed for a reason that has no word"),
}

REDIRECTS: Final = 5
_REDIRECTING: Final = (301, 302, 303, 307, 308)
_GONE: Final = (404, 410)

#: Characters of an address that stay as they are; all others, such as Chinese ones, are percent-encoded.
_ADDRESS_CHARACTERS: Final = "!#$%&'()*+,/:;=?@[]~"

#: Opens a sealed password, or raises ``Unavailable``.
OpenSecret = Callable[[bytes], str]


class Silent(Exception):
    """The data does not answer, for the reason that ``word`` names."""

    def __init__(self, word: Word) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True, slots=True)
class Deadline:
    """When the asking ends, in seconds of the clock that nobody sets."""

    at: float

    @classmethod
    def within(cls, seconds: float) -> Deadline:
        """Return the deadline that is ``seconds`` away."""
        return cls(monotonic() + seconds)

    @property
    def over(self) -> bool:
        """Whether it has passed."""
        return self.remaining == 0

    @property
    def remaining(self) -> float:
        """The seconds that are left, or none."""
        return max(0.0, self.at - monotonic())

    def left(self) -> float:
        """Return the seconds that are left, more than none.

        Raises
        ------
        Silent
            It has passed.
        """
        if self.over:
            raise Silent("timed_out")
        return self.remaining

    @contextmanager
    def named(self) -> Iterator[None]:
        """Put a word to what the system and its libraries raise; whatever fails after the deadline has timed out."""
        try:
            yield
        except RAISED as error:
            raise Silent("timed_out" if self.over else fault_of(error)) from None


def ask(target: Target, deadline: Deadline, open_secret: OpenSecret) -> datetime | None:
    """Ask one binding; return when its data is from, if that can be told.

    ``api``: a GET is answered, by anything but 404, 410 or 5xx (401 and 403 come from a gateway that stands and guards).
    ``link``: a GET is answered with 2xx or 3xx. ``table``: a row can be asked for. ``file``: it is there, readable, not empty.
    ``manual_table``: it has no address and always answers; how fresh it is tells the rest.

    Raises
    ------
    Silent
        It does not answer.
    """
    return _ASK[target.kind](target, deadline, open_secret)


# -- Pages and APIs


def _ask_web(target: Target, deadline: Deadline, _open_secret: OpenSecret) -> datetime | None:
    address = target.config["probe" if target.kind == "api" else "url"]
    for _ in range(REDIRECTS + 1):
        with deadline.named():
            status, headers = _get(urlsplit(address), deadline)
        onward = headers.get("Location")
        if status not in _REDIRECTING or not onward:
            _judge(target.kind, status)
            return _last_modified(headers)
        address = _redirected(address, onward)
    raise Silent("bad_redirect")


def _get(parts: SplitResult, deadline: Deadline) -> tuple[int, Message]:
    """Send a GET and read status and headers; the body is left unread, however long it is.

    The connection is made here and handed over, so that no proxy of the environment comes between.
    """
    secure = parts.scheme == "https"
    connection = (HTTPSConnection if secure else HTTPConnection)(parts.hostname or "", parts.port)
    path = quote(parts.path or "/", safe=_ADDRESS_CHARACTERS) + (
        f"?{quote(parts.query, safe=_ADDRESS_CHARACTERS)}" if parts.query else ""
    )
    host, port = connection.host, connection.port
    with connected(host, port, name=host, secure=secure, seconds=deadline.left()) as sock:
        connection.sock = sock
        connection.request("GET", path, headers={"User-Agent": "cloud-chief-catalog", "Accept": "*/*", "Connection": "close"})
        with connection.getresponse() as response:
            # Headers that are cut off by hanging up look as if they had ended.
            deadline.left()
            return response.status, response.headers


def _redirected(address: str, onward: str) -> str:
    try:
        # Header bytes are read as Latin-1; encoding them the same way keeps a Chinese path that was sent as it is.
        onward = urljoin(address, quote(onward, safe=_ADDRESS_CHARACTERS, encoding="latin-1"))
        allowed = urlsplit(onward).scheme in ("http", "https")
    except ValueError:
        allowed = False
    if not allowed:
        raise Silent("bad_redirect")
    return onward


def _judge(kind: str, status: int) -> None:
    if status >= 500:
        raise Silent("server_error")
    if status in _GONE:
        raise Silent("not_found")
    if kind == "link" and status >= 400:
        raise Silent("client_error")


def _last_modified(headers: Message) -> datetime | None:
    try:
        instant = parsedate_to_datetime(headers["Last-Modified"])
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None


# -- Tables


def _ask_table(target: Target, deadline: Deadline, open_secret: OpenSecret) -> datetime | None:
    url = make_url(target.config["url"])
    if target.secret is not None:
        url = url.set(password=_opened(target.secret, open_secret))
    schema, _, name = target.config["table"].rpartition(".")
    source = table(name, schema=schema or None)
    try:
        with _engine(url, deadline).connect() as connection:
            _bound(connection, deadline)
            connection.execute(select(literal_column("1")).select_from(source).limit(1)).first()
            return _age(connection, source, target.config.get("time_column"), deadline)
    except DBAPIError as error:
        raise Silent("timed_out" if deadline.over else _database_word(error, url, deadline)) from None


def _opened(sealed: bytes, open_secret: OpenSecret) -> str:
    try:
        return open_secret(sealed)
    except Unavailable:
        raise Silent("key_file") from None


def _engine(url: URL, deadline: Deadline) -> Engine:
    try:
        if url.get_backend_name() == "sqlite":
            return create_engine("sqlite://", creator=partial(_open_sqlite, url.database, deadline), poolclass=NullPool)
        arguments = {"connect_timeout": ceil(deadline.left())} if url.get_backend_name() == "postgresql" else {}
        return create_engine(url, connect_args=arguments, poolclass=NullPool)
    except (ArgumentError, ImportError):
        raise Silent("no_driver") from None


def _open_sqlite(database: str | None, deadline: Deadline) -> sqlite3.Connection:
    """Open the file for reading only, so that a probe neither makes nor changes one."""
    if not database or database == ":memory:":
        raise Silent("bad_address")
    connection = sqlite3.connect(f"{Path(database).absolute().as_uri()}?mode=ro", uri=True, timeout=deadline.left())
    connection.set_progress_handler(lambda: deadline.over, 10_000)
    return connection


def _bound(connection: Connection, deadline: Deadline) -> None:
    """Have PostgreSQL give the next statement up at the deadline, and hold us to reading."""
    if connection.dialect.name == "postgresql":
        bounds = {"statement_timeout": str(ceil(deadline.left() * 1000)), "transaction_read_only": "on"}
        connection.execute(select(*(func.set_config(name, value, true()) for name, value in bounds.items())))


def _age(connection: Connection, source: FromClause, time_column: str | None, deadline: Deadline) -> datetime | None:
    """Return when the newest row is from. A table whose age cannot be told answers nevertheless."""
    if time_column is None:
        return None
    newest: ColumnElement[Any] = func.max(column(time_column.rpartition(".")[2]))
    try:
        _bound(connection, deadline)
        return _instant(connection.scalar(select(newest).select_from(source)))
    except (DBAPIError, ValueError, OverflowError, Silent):
        return None


def _instant(value: Any) -> datetime | None:
    """Read what a time column holds; times without a zone are Asia/Shanghai ones."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=SHANGHAI)).astimezone(UTC)
    return day_start(value) if isinstance(value, date) else None


# By the beginning of PostgreSQL's error codes and of the names of SQLite's. A statement as plain as ours is in error for
# SQLite only where the table is missing.
_DATABASE_WORDS: Final[tuple[tuple[str, Word], ...]] = (
    ("28", "denied"),
    ("42501", "denied"),
    ("3D", "not_found"),
    ("3F", "not_found"),
    ("42P01", "not_found"),
    ("57014", "timed_out"),
    ("SQLITE_CANTOPEN", "not_found"),
    ("SQLITE_ERROR", "not_found"),
    ("SQLITE_NOTADB", "bad_answer"),
    ("SQLITE_BUSY", "timed_out"),
)


def _database_word(error: DBAPIError, url: URL, deadline: Deadline) -> Word:
    code = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None) or ""
    if not code and url.get_backend_name() == "postgresql":
        with deadline.named():
            _knock(url, deadline)
        return "denied"
    return next((word for start, word in _DATABASE_WORDS if code.startswith(start)), "failed")


def _knock(url: URL, deadline: Deadline) -> None:
    """Try PostgreSQL's door alone: a failed connection has no code, and its text is in the server's language."""
    host, port = url.host or url.query.get("host") or "localhost", url.port or 5432
    if not isinstance(host, str):
        raise Silent("unreachable")
    if host.startswith("/"):
        with socket.socket(socket.AF_UNIX) as door:
            door.settimeout(deadline.left())
            door.connect(f"{host}/.s.PGSQL.{port}")
    else:
        socket.create_connection((host, port), timeout=deadline.left()).close()


# -- Files, and what has no address


def _ask_file(target: Target, deadline: Deadline, _open_secret: OpenSecret) -> datetime:
    path = Path(target.config["path"])
    with deadline.named():
        # Opening a pipe would wait for its writer, so only a plain file is opened.
        if not path.is_file():
            raise Silent("not_found")
        with path.open("rb") as file:
            if not file.read(1):
                raise Silent("empty")
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)


_ASK: Final[Mapping[str, Callable[[Target, Deadline, OpenSecret], datetime | None]]] = {
    "api": _ask_web,
    "link": _ask_web,
    "table": _ask_table,
    "file": _ask_file,
    "manual_table": lambda *_: None,
}
