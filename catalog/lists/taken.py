"""What a file brings into the demand list and the responsibility list: how a row is told from what is there already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar

from catalog.errors import Problem


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one row of a file, and everything there is to say about it."""

    fate: Literal["accepted", "updated", "unchanged"]
    id: str
    problems: tuple[Problem, ...] = ()


class Standing(Protocol):
    """What is asked of a demand or responsibility that is there."""

    state: Any
    import_digest: Any

    @property
    def number(self) -> str:
        """What people call it by."""


T = TypeVar("T", bound=Standing)


def chosen(there: Iterable[T], number: str | None, digests: Mapping[str, str], digest: str, ended: Iterable[str]) -> T | None:
    """Return what a row is about: what has its number, else what says the same already, else what has not ended.

    Parameters
    ----------
    there
        What has the row's title or number, the newest first.
    number
        The number that the row names.
    digests
        The digest of the present content of each, by number.
    digest
        The digest of what the row says.
    ended
        The states in which nothing changes any more: another row of that title begins anew.
    """
    rows = list(there)
    closed = set(ended)
    named = [row for row in rows if row.number == number]
    same = [row for row in rows if digest in (row.import_digest, digests[row.number])]
    running = [row for row in rows if row.state not in closed]
    return next(iter((*named, *same, *running)), None)


def on_its_way(number: str, state: str, name: str) -> Problem:
    """Return the remark that something has left its draft, and that the file has not changed it."""
    zh = f"{number} 已在办理（{name}），与文件内容不同，未作更改"
    en = f"{number} is on its way ({state}) and differs from the file; it was left as it is"
    return Problem("", "on_its_way", zh, en, "warning")
