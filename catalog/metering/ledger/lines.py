"""Lines: what calls are counted on. A line is made once and never changes, but for the line that its calls were given to later.

A process remembers all lines (there are as many as there are pairs who exchange data, times what they do it for). They are
numbered in the order in which they become visible, so that whoever has seen one number has seen all before it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.canon import packed
from catalog.metering.ledger.columns import TOLD
from catalog.metering.ledger.locks import lock_lines
from catalog.metering.ledger.model import LineRow
from catalog.metering.ledger.rules import Numbers
from catalog.metering.ledger.writing import put_missing
from catalog.office import Look, Office, Work
from catalog.rights import Actor

#: So many purposes of one consumer, and so many of its applications, are counted apart; the rest together.
MOST_PURPOSES: Final = 500
MOST_APPLICATIONS: Final = 200
#: So many different things that cannot be attributed are counted apart; the rest together.
MOST_HINTS: Final = 5_000
#: What stands for all that are not counted apart. The calls themselves keep what was said.
OTHERS: Final = "…"

_MEMORY: Final = "metering.lines"


class Line(NamedTuple):
    """A line: ids, the texts of application and purpose, tiers and regions as of the call, class of retention, hint."""

    consumer: str | None = None
    application: str | None = None
    provider: str | None = None
    resource: str | None = None
    grant: str | None = None
    purpose: str | None = None
    consumer_tier: str | None = None
    provider_tier: str | None = None
    consumer_region: str | None = None
    provider_region: str | None = None
    kept: int = 1
    hint: str | None = None

    @property
    def attributed(self) -> bool:
        """Whether it is known who called what."""
        return self.consumer is not None and self.resource is not None


_COLUMNS: Final = {
    name: {
        "consumer": "consumer_id",
        "provider": "provider_id",
        "resource": "resource_id",
        "grant": "grant_id",
        "consumer_region": "consumer_region_id",
        "provider_region": "provider_region_id",
    }.get(name, name)
    for name in Line._fields
}


@dataclass(frozen=True, slots=True)
class Book:
    """All lines up to a number, as they stood at one moment.

    ``lines``, ``own``, ``final`` and ``waiting`` go by the number of a line. ``own`` is what each says in the dimensions that sources
    tell; ``final`` the line that its calls count on now, which is another where they were attributed later; ``waiting`` whether
    that one is yet to be attributed. Numbers that were never given have no line. ``moved`` numbers the last move that is known.
    """

    lines: tuple[Line | None, ...]
    moved_to: Mapping[int, int]
    moved: int
    own: Mapping[str, pa.Array]
    final: Numbers
    waiting: Numbers
    numbers: Mapping[Line, int]
    coded: dict[str, tuple[list[str], Numbers]] = field(default_factory=dict)

    def codes(self, dimension: str) -> tuple[list[str], Numbers]:
        """Return what is said in a dimension, in order, and the place in it of what each line says, by the line's number.

        It is said of the line that its calls count on; what is not known is an empty text.
        """
        if dimension not in self.coded:
            said = [getattr(line, dimension) or "" if line else "" for line in self.lines]
            labels = sorted(set(said))
            place = {text: code for code, text in enumerate(labels)}
            codes = np.fromiter(map(place.__getitem__, said), np.int64, len(said))
            self.coded[dimension] = labels, codes[self.final]
        return self.coded[dimension]


def _book(lines: Sequence[Line | None], moved_to: Mapping[int, int], moved: int, numbers: Mapping[Line, int]) -> Book:
    final = np.arange(len(lines))
    for number in moved_to:
        final[number] = _end(moved_to, number)
    own = {name: pa.array([getattr(line, name) if line else None for line in lines], pa.string()) for name in TOLD}
    open_ = np.array([line is not None and not line.attributed for line in lines])
    return Book(tuple(lines), moved_to, moved, own, final, open_[final], numbers)


def _grown(book: Book, found: Sequence[tuple[int, Line]], moves: Sequence[tuple[int, int, int]]) -> Book:
    lines = list(book.lines)
    for number, line in found:
        lines.extend([None] * (number + 1 - len(lines)))
        lines[number] = line
    moved_to = {**book.moved_to, **{number: target for number, target, _ in moves}}
    moved = max([book.moved, *(number for *_, number in moves)])
    return _book(lines, moved_to, moved, {**book.numbers, **{line: number for number, line in found}})


def _end(moved_to: Mapping[int, int], number: int) -> int:
    """Return the line that the calls of a line count on, after all its moves."""
    while number in moved_to:
        number = moved_to[number]
    return number


class Lines:
    """What a process remembers of the lines."""

    def __init__(self) -> None:
        # The number 0 is none that a line is ever given.
        self._book = _book([None], {}, 0, {})
        self._lock = Lock()

    def read(self, session: Session, *, keep: bool = True) -> Book:
        """Return all lines that this session sees; of a work, which may yet come to nothing, none is kept in mind."""
        book = self._book
        columns = [getattr(LineRow, _COLUMNS[name]) for name in Line._fields]
        query = select(LineRow.id, *columns).where(LineRow.id >= len(book.lines)).order_by(LineRow.id)
        found = [(row[0], Line(*row[1:])) for row in session.execute(query)]
        moving = select(LineRow.id, LineRow.moved_to, LineRow.moved).where(LineRow.moved > book.moved)
        moves = [(number, target or 0, moved or 0) for number, target, moved in session.execute(moving)]
        if not found and not moves:
            return book
        if not keep:
            return _grown(book, found, moves)
        with self._lock:
            self._book = _grown(self._book, found, moves)
            return self._book

    @property
    def known(self) -> Book:
        """The lines that were seen last."""
        return self._book


def remembered(memory: dict[str, Any]) -> Lines:
    """Return what this process remembers of the lines."""
    found: Lines = memory.setdefault(_MEMORY, Lines())
    return found


def book(look: Look) -> Book:
    """Return all lines that a look sees."""
    return remembered(look.memory).read(look.session, keep=not isinstance(look, Work))


def digest(line: Line) -> bytes:
    """Return what tells a line from all others, in 32 bytes."""
    return hashlib.new("sm3", packed(list(line))).digest()


def numbered(office: Office, actor: Actor, wanted: Sequence[Line]) -> tuple[dict[Line, int], Book]:
    """Return the numbers of lines, making those that are not there yet, and a book that holds them all.

    Of what a source says freely (purposes, applications, what cannot be attributed) only so much is counted apart: a line
    asked for may be answered by the one for all the others.
    """
    lines = remembered(office.memory)
    known = lines.known
    if any(line not in known.numbers for line in wanted):
        with office.look(actor) as look:
            known = lines.read(look.session)
    bounded = _bounded(known, wanted)
    missing = sorted({line for line in bounded.values() if line not in known.numbers}, key=repr)
    if missing:
        _make(office, actor, missing)
        with office.look(actor) as look:
            known = lines.read(look.session)
    return {line: known.numbers[bounded[line]] for line in wanted}, known


def _bounded(book: Book, wanted: Sequence[Line]) -> dict[Line, Line]:
    new = [line for line in wanted if line not in book.numbers]
    bounded = {line: line for line in wanted}
    if not new:
        return bounded
    purposes, applications, hints = _counted(book)
    for line in new:
        made = line
        if line.purpose is not None and not _room(purposes[line.consumer], line.purpose, MOST_PURPOSES):
            made = made._replace(purpose=OTHERS)
        if line.application is not None and not _room(applications[line.consumer], line.application, MOST_APPLICATIONS):
            made = made._replace(application=OTHERS)
        if line.hint is not None and not _room(hints, line.hint, MOST_HINTS):
            made = made._replace(hint=OTHERS)
        bounded[line] = made
    return bounded


def _counted(book: Book) -> tuple[dict[str | None, set[str]], dict[str | None, set[str]], set[str]]:
    """Return the purposes and the applications of each consumer, and all hints."""
    purposes: dict[str | None, set[str]] = defaultdict(set)
    applications: dict[str | None, set[str]] = defaultdict(set)
    hints: set[str] = set()
    for line in book.numbers:
        if line.purpose is not None:
            purposes[line.consumer].add(line.purpose)
        if line.application is not None:
            applications[line.consumer].add(line.application)
        if line.hint is not None:
            hints.add(line.hint)
    return purposes, applications, hints


def _room(known: set[str], text: str, most: int) -> bool:
    """Tell whether a text is counted apart, which from then on it is."""
    if text in known or len(known) < most:
        known.add(text)
        return True
    return False


def row_of(line: Line) -> dict[str, Any]:
    """Return a line as a new row."""
    return {**{_COLUMNS[name]: getattr(line, name) for name in Line._fields}, "digest": digest(line), "revision": 1}


def _make(office: Office, actor: Actor, missing: Sequence[Line]) -> None:
    """Make lines; another process may be making the same."""
    with office.chore(actor) as look:
        lock_lines(look.session)
        put_missing(look.session, LineRow, "digest", list(map(row_of, missing)))
