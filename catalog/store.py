"""The only SQLAlchemy plumbing: engine, declarative base, column types, canonical JSON, time, paging."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import URL, DateTime, Dialect, Engine, MetaData, Text, Uuid, create_engine, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from catalog.canon import canonical, parse
from catalog.errors import Invalid
from catalog.settings import Settings

T = TypeVar("T")

SHANGHAI = ZoneInfo("Asia/Shanghai")

Id = Uuid(as_uuid=False)


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
    return create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args={"options": options})


def _address(text: str) -> URL:
    try:
        return make_url(text)
    except ArgumentError as error:
        zh, en = "数据库地址无法读取（CATALOG_DATABASE_URL）", "the database address cannot be read (CATALOG_DATABASE_URL)"
        raise Invalid(zh, en, code="bad_setting") from error


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")


def chunks(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Cut a sequence into pieces of at most ``size``."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


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
    raise Invalid("翻页标记无效", "the cursor is not one of ours", code="bad_cursor")
