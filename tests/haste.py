"""What the tests do faster than production, and why nothing is proven the less by it; ``tests/house/test_haste.py`` holds the rest."""

from __future__ import annotations

from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import Dialect, Engine, event
from sqlalchemy.util import LRUCache

from catalog import store
from catalog.people.passwords import HASHER

# The weakest parameters that argon2 takes: the tests prove passwords by the hundred.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

PRODUCTION_COST = HASHER._parameters
"""What hashing a password costs in production."""

prepare_sqlite = store._prepare_sqlite
"""How a connection to SQLite is prepared in production."""

# More than all the statements of the house, and of those that tests make up.
_STATEMENTS = 2_000


def make_haste() -> None:
    """Let this process hash passwords cheaply, not wait for the disk, and compile each statement once."""
    # A hash says what it has cost, so that it is proven at that cost, whoever made it.
    HASHER._parameters = QUICK._parameters
    store._prepare_sqlite = _prepare_sqlite
    store.create_engine = _Engines()


def _prepare_sqlite(connection: Any, record: Any) -> None:
    """Leave it to the system when to write to the disk: what a loss of power takes away is no test's business."""
    prepare_sqlite(connection, record)
    connection.execute("PRAGMA synchronous=OFF")


class _Engines:
    """Makes engines; those of one kind share a dialect and what it has compiled.

    In production an engine lives as long as its process. Here every test has its own, and would compile anew what the test
    before it has asked for.
    """

    def __init__(self) -> None:
        self._make = store.create_engine
        self._shared: dict[str, Dialect] = {}
        self._compiled: LRUCache[Any, Any] = LRUCache(_STATEMENTS)

    def __call__(self, *arguments: Any, **options: Any) -> Engine:
        engine = self._make(*arguments, **options)
        engine.update_execution_options(compiled_cache=self._compiled)
        if shared := self._shared.get(engine.dialect.name):
            engine.dialect = shared
        else:
            # A dialect has got to know its database with the first connection, not before.
            event.listen(engine, "connect", lambda *_: self._shared.setdefault(engine.dialect.name, engine.dialect), once=True)
        return engine
