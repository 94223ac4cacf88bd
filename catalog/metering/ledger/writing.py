"""Putting many rows of totals at once: the one place where the two databases are written to in different ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from catalog.store import Base

#: From so many rows on, PostgreSQL takes them faster through a table of their own.
MANY: Final = 100


def put(session: Session, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Put rows into a table, each in the place of the one that has its key."""
    if not rows:
        return
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        if len(rows) >= MANY:
            _put_through(connection, table, columns, rows)
            return
        values = ", ".join(["%s"] * len(columns))
    else:
        values = ", ".join(["?"] * len(columns))
    # Nothing of what is said here comes from outside; tables and columns are those of the model.
    statement = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({values}) {_else(table, columns)}"  # noqa: S608 (as above)
    connection.exec_driver_sql(statement, list(rows))


def put_missing(session: Session, table: type[Base], key: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put rows into a table but for those whose key (a unique column) is there already; another process may be putting the same."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(table).on_conflict_do_nothing(index_elements=[key]), list(rows))


def _else(table: Table, columns: Sequence[str]) -> str:
    key = [column.name for column in table.primary_key]
    changed = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in key)
    return f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changed}"


def _put_through(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Copy the rows into a table that nobody else sees, and put them from there in order of their keys."""
    own, listed = f"put_{table.name}", ", ".join(columns)
    key = ", ".join(column.name for column in table.primary_key)
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE IF NOT EXISTS {own} (LIKE {table.name}) ON COMMIT DELETE ROWS")
    cursor: Any = connection.connection.cursor()
    with cursor.copy(f"COPY {own} ({listed}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.close()
    sorted_ = f"SELECT {listed} FROM {own} ORDER BY {key}"  # noqa: S608 (nothing in it comes from outside, as in ``put``)
    connection.exec_driver_sql(f"INSERT INTO {table.name} ({listed}) {sorted_} {_else(table, columns)}")
