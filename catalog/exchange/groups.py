"""Rows of one file that are one resource, brought together in a temporary file, so that memory does not grow with the file."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from catalog.errors import Problem
from catalog.exchange.entry import Entry, merge, same_but_for_distribution

Key = tuple[Any, str]


@dataclass(slots=True)
class Groups:
    """Entries by provider and name, in the order of their first lines; what cannot join an earlier one is given back.

    What is pickled here was made by this process and is read by it alone.
    """

    spool: sqlite3.Connection

    def add(self, key: Key, entry: Entry) -> Problem | None:
        """Add an entry, or join it to the one of the same key; return what is wrong if they are two resources of one name."""
        text = repr(key)
        try:
            self.spool.execute("INSERT INTO entry VALUES (?, ?, ?)", (text, entry.lines[0], pickle.dumps((key, entry), -1)))
        except sqlite3.IntegrityError:
            return self._join(text, key, entry)
        return None

    def _join(self, text: str, key: Key, later: Entry) -> Problem | None:
        stored = self.spool.execute("SELECT body FROM entry WHERE key = ?", (text,)).fetchone()[0]
        first: Entry = pickle.loads(stored)[1]  # noqa: S301 (our own, see the class)
        if not same_but_for_distribution(first, later):
            line = first.lines[0]
            zh = f"与第 {line} 行同部门同名而内容不同；请改名，或在该行更正"
            return Problem("name", "repeated", zh, f"same department and name as line {line}, but other content")
        body = pickle.dumps((key, merge(first, later)), -1)
        self.spool.execute("UPDATE entry SET body = ? WHERE key = ?", (body, text))
        return None

    def reject(self, entry: Entry) -> None:
        """Keep a rejected entry, with its rows as they stood, for the report."""
        self.spool.execute("INSERT INTO rejected VALUES (?, ?)", (entry.lines[0], pickle.dumps(entry, -1)))

    def rejected(self) -> Iterator[Entry]:
        """Yield the kept rejected entries in the order of their lines."""
        for (body,) in self.spool.execute("SELECT body FROM rejected ORDER BY line"):
            yield pickle.loads(body)  # noqa: S301 (our own, see the class)

    def __iter__(self) -> Iterator[tuple[Key, Entry]]:
        for (body,) in self.spool.execute("SELECT body FROM entry ORDER BY line"):
            yield pickle.loads(body)  # noqa: S301 (our own, see the class)


@contextmanager
def grouping() -> Iterator[Groups]:
    """Open an empty store of groups; it is gone when the block ends, also when the process is killed."""
    with closing(sqlite3.connect("")) as spool:
        # An empty name is SQLite's word for a private file that it unlinks at once; it stays in memory while it is small.
        spool.execute("PRAGMA synchronous=OFF")
        spool.execute("CREATE TABLE entry (key TEXT PRIMARY KEY, line INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID")
        spool.execute("CREATE TABLE rejected (line INTEGER NOT NULL, body BLOB NOT NULL)")
        yield Groups(spool)
