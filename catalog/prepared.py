"""Statements that are compiled once and run on the driver itself: for the few questions that every request asks.

To make a statement, look up its compiled form and wrap its rows takes SQLAlchemy ten times as long as SQLite takes to answer.
What is read is the same: the statement's own types turn values and columns, and a driver's error is raised as SQLAlchemy would.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

Turn = Callable[[Any], Any] | None


class Prepared:
    """A question for at most one row; its values are named by ``bindparam``."""

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def first(self, connection: Connection, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Return the first row, None where there is none.

        Raises
        ------
        DBAPIError
            As SQLAlchemy raises it.
        """
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _Compiled(self._statement, dialect)
        return compiled.first(connection, values)


class _Compiled:
    """A statement in the words of one database."""

    def __init__(self, statement: Select[Any], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self._sql, self._order = str(compiled), compiled.positiontup if compiled.positional else None
        self._given = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()}
        self._constants = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        self._read = [_reader(column.type, dialect) for column in statement.selected_columns]

    def first(self, connection: Connection, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        named = {name: turn(value) if turn else value for name, value, turn in self._values(values)}
        sent = named if self._order is None else [named[name] for name in self._order]
        cursor = connection.connection.cursor()
        try:
            cursor.execute(self._sql, sent)
            row = cursor.fetchone()
        except Exception as error:  # Each driver has its own family of errors; what is none of them is raised again as it is.
            raise _translated(connection.dialect, self._sql, error) from error
        finally:
            cursor.close()
        return None if row is None else tuple(turn(value) if turn else value for turn, value in zip(self._read, row, strict=True))

    def _values(self, values: Mapping[str, Any]) -> list[tuple[str, Any, Turn]]:
        return [(name, values[name] if name in values else self._constants[name], turn) for name, turn in self._given.items()]


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Turn:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _translated(dialect: Dialect, sql: str, error: Exception) -> BaseException:
    return DBAPIError.instance(sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect)
