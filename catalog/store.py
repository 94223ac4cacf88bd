"""The only SQLAlchemy plumbing: engine, declarative base, column types, canonical JSON, time, paging."""

from __future__ import annotations

import base64
import functools
import select
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from sqlalchemy import (
    URL,
    ColumnElement,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    Select,
    Text,
    Uuid,
    create_engine,
    event,
    make_url,
    tuple_,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError, InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session
from sqlalchemy.types import TypeDecorator

from catalog.canon import canonical, parse
from catalog.errors import Invalid
from catalog.settings import Settings

T = TypeVar("T")

SHANGHAI = ZoneInfo("Asia/Shanghai")


class _Id(Uuid[str]):
    """An id as text. SQLite keeps its digits; to set the hyphens takes a third of the time that making an id of them does."""

    def __init__(self) -> None:
        super().__init__(as_uuid=False)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Return what makes a text of what the database gives."""
        native = cast("Any", super()).result_processor
        return native(dialect, coltype) if dialect.supports_native_uuid else _hyphenated


def _hyphenated(digits: str | None) -> str | None:
    return None if digits is None else f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


Id = _Id()


class Base(DeclarativeBase):
    """Base of every table; the naming convention keeps constraint names equal on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcTime(TypeDecorator[datetime]):
    """An instant: aware in Python, stored in UTC; SQLite keeps it without a zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware instant into what the database keeps; a naive one is a programming error."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime reached the database")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (as above)
        """Return the instant, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JsonText(TypeDecorator[Any]):
    """JSON kept as canonical text, so that its digest can be taken over the stored bytes on either database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 (SQLAlchemy's signature)
        """Write the value as canonical JSON."""
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002 (as above)
        """Read the stored text back."""
        return None if value is None else parse(value)


def shanghai_day(instant: datetime) -> date:
    """Return the Asia/Shanghai day an instant falls on."""
    return instant.astimezone(SHANGHAI).date()


def day_start(day: date) -> datetime:
    """Return the instant (UTC) at which the Asia/Shanghai day begins; days are half-open intervals between these."""
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)


def day_end(day: date) -> datetime:
    """Return the instant (UTC) at which the Asia/Shanghai day is over, which is when the next begins."""
    return day_start(day + timedelta(days=1))


def connect(settings: Settings) -> Engine:
    """Make the engine for the settings' address.

    SQLite runs in WAL with full synchronisation and enforced foreign keys; its transactions are begun by us
    (``begin`` among the execution options says how), since the driver would begin them only at the first write.
    Parameters are hidden on both databases: a fault that is logged must not tell personal data.
    """
    url = _address(settings.url)
    if url.get_backend_name() == "sqlite":
        settings.home.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": settings.busy_seconds})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if url.drivername != "postgresql+psycopg":
        raise Invalid(
            f"不支持的数据库地址：{url.drivername}（应为 sqlite 或 postgresql+psycopg）",
            f"unsupported database address: {url.drivername} (expected sqlite or postgresql+psycopg)",
            code="bad_setting",
        )
    options = f"-c lock_timeout={settings.busy_seconds}s -c timezone=UTC"
    engine = create_engine(url, hide_parameters=True, connect_args={"options": options})
    event.listen(engine, "connect", _prepare_postgres)
    event.listen(engine, "checkout", functools.partial(_require_alive, engine.dialect))
    return engine


def _address(text: str) -> URL:
    try:
        return make_url(text)
    except ArgumentError as error:
        zh, en = "数据库地址无法读取（CATALOG_DATABASE_URL）", "the database address cannot be read (CATALOG_DATABASE_URL)"
        raise Invalid(zh, en, code="bad_setting") from error


#: So much of the file is read as memory: a search that looks at thousands of rows is spared a call of the system for each.
_MAPPED = f"mmap_size={2 << 30}"


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY", "cache_size=-65536", _MAPPED):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_postgres(connection: Any, _record: Any) -> None:
    # Ids are texts here; the driver need not make objects of them first.
    known = connection.adapters
    known.register_loader("uuid", known.get_loader(known.types["text"].oid, 0))


def _require_alive(dialect: Dialect, connection: Any, _record: Any, _fairy: Any) -> None:
    """Let the pool make a new connection where the server has closed this one.

    Nothing comes on an idle connection, unless the server says that it ends it, or something that does not matter. Only then is
    it asked: to ask each time would take every request a journey to the server.
    """
    came = select.poll()
    try:
        came.register(connection.fileno(), select.POLLIN)
        if came.poll(0):
            dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        raise InvalidatePoolError from error


def _begin_sqlite(connection: Connection) -> None:
    if (how := connection.get_execution_options().get("begin")) is not None:
        connection.exec_driver_sql(f"BEGIN {how}")
    else:
        # This takes no lock and thus cannot fail; every request begins with it, and the longer way would take as long as a read.
        cast("Any", connection.connection.dbapi_connection).execute("BEGIN DEFERRED")


def chunks(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Cut a sequence into pieces of at most ``size``."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


class Page(list[T]):
    """Rows of an ordered list; ``next`` is the cursor of the rows behind them, None where there are none."""

    def __init__(self, rows: Iterable[T], following: str | None = None) -> None:
        super().__init__(rows)
        self.next = following


def paged(
    session: Session,
    query: Select[*tuple[Any, ...]],
    order: Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]],
    make: Callable[..., T],
    *,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[T]:
    """Read one page of a query: what ``make`` says of each row, in order, from ``cursor`` on, all of it without a ``limit``.

    ``order`` are texts, whole numbers or days that are never null and together differ from row to row. The cursor is the
    place of the last row read, so that rows which come or go meanwhile make no other row appear twice or never.

    Raises
    ------
    Invalid
        The cursor is not one of this list.
    """
    if cursor is not None:
        query = query.where(tuple_(*order) > tuple(_place(cursor, order)))
    if limit is not None:
        query = query.limit(limit + 1)
    rows = session.execute(query.add_columns(*order).order_by(*order)).all()
    kept = rows if limit is None else rows[:limit]
    following = encode_cursor(*map(_mark, kept[-1][-len(order) :])) if len(kept) < len(rows) else None
    return Page((make(*row[: -len(order)]) for row in kept), following)


def _mark(value: Any) -> str | int:
    return value.isoformat() if isinstance(value, date) else value


def _place(cursor: str, order: Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]]) -> list[Any]:
    """Read the place out of a cursor; what no such column can hold is refused here, since the databases would stumble over it."""
    said = decode_cursor(cursor, len(order))
    try:
        return [_value(text, column.type.python_type) for text, column in zip(said, order, strict=True)]
    except ValueError as error:
        raise bad_cursor() from error


def _value(said: Any, kind: type) -> Any:
    if kind is date and isinstance(said, str):
        return date.fromisoformat(said)
    if type(said) is not kind or (isinstance(said, str) and "\0" in said):
        raise ValueError(said)
    if isinstance(said, int) and abs(said) >= 2**31:
        raise ValueError(said)
    return said


def bad_cursor() -> Invalid:
    """Return the refusal of a cursor that is none, or belongs to another list."""
    return Invalid("翻页标记无效", "the cursor is not one of ours", code="bad_cursor")


def encode_cursor(*position: str | int | None) -> str:
    """Return the opaque text that marks a place in an ordered list."""
    return base64.urlsafe_b64encode(canonical(list(position)).encode()).decode().rstrip("=")


def decode_cursor(text: str, length: int) -> list[Any]:
    """Read a mark made by ``encode_cursor``.

    Raises
    ------
    Invalid
        The text is no such mark, or marks a place in another list.
    """
    try:
        position = parse(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
        if isinstance(position, list) and len(position) == length:
            return position
    except ValueError:
        pass
    raise bad_cursor()
