"""Statements that are compiled once and run on the driver itself: for the few questions that every request asks.

To make a statement, look up its compiled form and wrap its rows takes SQLAlchemy ten times as long as SQLite takes to answer.
What is read is the same: the statement's own types turn values and columns, and a driver's error is raised as SQLAlchemy would.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.exc import DBAPIError

Turn = Callable[[Any], Any] | None


class Prepared:
    """A question whose values are named by ``bindparam``."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def first(self, connection: Connection, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Return the first row, None where there is none.

        Raises
        ------
        DBAPIError
            As SQLAlchemy raises it.
        """
        compiled = self._for(connection.dialect)
        row = compiled.ask(connection, values, _first)
        return None if row is None else compiled.read(row)

    def all(self, connection: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Return every row.

        Raises
        ------
        DBAPIError
            As SQLAlchemy raises it.
        """
        compiled = self._for(connection.dialect)
        return [compiled.read(row) for row in compiled.ask(connection, values, _all)]

    def _for(self, dialect: Dialect) -> _Compiled:
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _Compiled(self._statement, dialect)
        return compiled


def _first(cursor: Any) -> Any:
    return cursor.fetchone()


def _all(cursor: Any) -> Any:
    return cursor.fetchall()


class _Compiled:
    """A statement in the words of one database."""

    def __init__(self, statement: Select[*tuple[Any, ...]], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self._sql, self._order = str(compiled), compiled.positiontup if compiled.positional else None
        self._given = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()}
        self._constants = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        turns = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in statement.selected_columns]
        self._width, self._turned = len(turns), [(place, turn) for place, turn in enumerate(turns) if turn is not None]

    def ask(self, connection: Connection, values: Mapping[str, Any], fetch: Callable[[Any], Any]) -> Any:
        """Return what is fetched, as the driver gives it."""
        named = {name: turn(value) if turn else value for name, value, turn in self._values(values)}
        sent = named if self._order is None else [named[name] for name in self._order]
        cursor = connection.connection.cursor()
        try:
            cursor.execute(self._sql, sent)
            return fetch(cursor)
        except Exception as error:  # Each driver has its own family of errors; what is none of them is raised again as it is.
            raise _translated(connection.dialect, self._sql, error) from error
        finally:
            cursor.close()

    def read(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return a row with its values turned into those of Python."""
        values = list(row)
        for place, turn in self._turned:
            values[place] = turn(values[place])
        return tuple(values)

    def _values(self, values: Mapping[str, Any]) -> list[tuple[str, Any, Turn]]:
        return [(name, values[name] if name in values else self._constants[name], turn) for name, turn in self._given.items()]


def _translated(dialect: Dialect, sql: str, error: Exception) -> BaseException:
    return DBAPIError.instance(sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect)
