"""Rows of one file that are one resource, brought together; what does not fit into memory goes into a temporary file."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from catalog.errors import Problem
from catalog.exchange.entry import Entry, merge, same_but_for_distribution
from catalog.exchange.filling import repeated_name

#: Entries kept in memory (some tens of megabytes) before they are put away.
HELD: Final = 20_000

Key = tuple[Any, str]


@dataclass(slots=True)
class Groups:
    """Entries by provider and name, in the order of their first lines; what cannot join an earlier one is given back.

    What is pickled here was made by this process and is read by it alone.
    """

    spool: sqlite3.Connection
    held_at_most: int = HELD
    _held: dict[Key, Entry] = field(default_factory=dict)
    _spilled: bool = False

    def add(self, key: Key, entry: Entry) -> Problem | None:
        """Add an entry, or join it to the one of the same key; return what is wrong if they are two resources of one name."""
        first = self._held.get(key) or (self._put_away(key) if self._spilled else None)
        if first is None:
            self._held[key] = entry
            if len(self._held) >= self.held_at_most:
                self._spill()
            return None
        if not same_but_for_distribution(first, entry):
            return repeated_name(first.lines[0], str(entry.content["name"]))
        self._keep(key, merge(first, entry))
        return None

    def _put_away(self, key: Key) -> Entry | None:
        row = self.spool.execute("SELECT body FROM entry WHERE key = ?", (repr(key),)).fetchone()
        return pickle.loads(row[0])[1] if row else None  # noqa: S301 (our own, see the class)

    def _keep(self, key: Key, entry: Entry) -> None:
        if key in self._held:
            self._held[key] = entry
        else:
            self.spool.execute("UPDATE entry SET body = ? WHERE key = ?", (pickle.dumps((key, entry), -1), repr(key)))

    def _spill(self) -> None:
        rows = ((repr(key), entry.lines[0], pickle.dumps((key, entry), -1)) for key, entry in self._held.items())
        self.spool.executemany("INSERT INTO entry VALUES (?, ?, ?)", rows)
        self._held.clear()
        self._spilled = True

    def __iter__(self) -> Iterator[tuple[Key, Entry]]:
        if not self._spilled:
            yield from self._held.items()
            return
        self._spill()
        for (body,) in self.spool.execute("SELECT body FROM entry ORDER BY line"):
            yield pickle.loads(body)  # noqa: S301 (our own, see the class)

    def reject(self, entry: Entry) -> None:
        """Keep a rejected entry, with its rows as they stood, for the report."""
        self.spool.execute("INSERT INTO rejected VALUES (?, ?)", (entry.lines[0], pickle.dumps(entry, -1)))

    def rejected(self) -> Iterator[Entry]:
        """Yield the kept rejected entries in the order of their lines."""
        for (body,) in self.spool.execute("SELECT body FROM rejected ORDER BY line"):
            yield pickle.loads(body)  # noqa: S301 (our own, see the class)


@contextmanager
def grouping(held_at_most: int = HELD) -> Iterator[Groups]:
    """Open an empty store of groups; it is gone when the block ends, also when the process is killed."""
    with closing(sqlite3.connect("")) as spool:
        # An empty name is SQLite's word for a private file that it unlinks at once.
        spool.execute("PRAGMA synchronous=OFF")
        spool.execute("CREATE TABLE entry (key TEXT PRIMARY KEY, line INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID")
        spool.execute("CREATE TABLE rejected (line INTEGER NOT NULL, body BLOB NOT NULL)")
        yield Groups(spool, held_at_most)
