"""The shape of a register: its columns, when two rows are one thing, in which order rows go in, and the verb that takes one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from catalog.errors import Problem, Refusal
from catalog.exchange.cells import Row
from catalog.exchange.registers.readers import Reader
from catalog.office import Look, Work

Fate = Literal["accepted", "updated", "unchanged", "rejected"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the header words that name it (separated by spaces, the best first) and what reads its cells.

    A ``required`` column must be in the header and filled in every row. ``note`` is said once when the file has the column.
    """

    words: str
    read: Reader
    required: bool = False
    note: Problem | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One row: the line on which it stands, what was read (an empty cell has no key), what is wrong with it, and how it stood."""

    line: int
    fields: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()
    source: Row = field(default_factory=list, repr=False)

    def get(self, name: str) -> Any:
        """Return what was read in a column, or ``None``."""
        return self.fields.get(name)


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a row, and what is to be said about it."""

    fate: Fate
    problems: tuple[Problem, ...] = ()


def never(_earlier: Record, _later: Record, _key: Hashable) -> bool:
    """Say that two rows with one key never go together."""
    return False


@dataclass(frozen=True, slots=True)
class Register:
    """One register.

    ``put`` takes a row in under the region (id) of rows that name none, and raises a refusal where it cannot.
    ``keys`` are what makes two rows the same thing; ``compatible(earlier, later, key)`` says that both may stand all the same.
    ``ordered`` brings the rows into the order in which each finds what it points to.
    ``right`` is asked for before the file is read, where rows that are out of the actor's reach are rejected one by one.
    """

    columns: Mapping[str, Column]
    put: Callable[[Work, Record, str | None], Done]
    keys: Callable[[Record], Iterable[Hashable]]
    ordered: Callable[[Look, Sequence[Record]], list[Record]]
    compatible: Callable[[Record, Record, Hashable], bool] = never
    right: str | None = None


def problems_of(refusal: Refusal, path: str = "") -> tuple[Problem, ...]:
    """Return the problems of a refusal; one that lists none is itself the problem, of the field ``path``."""
    return refusal.problems or (Problem(path, refusal.code, refusal.zh, refusal.en),)
