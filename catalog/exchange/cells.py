"""What stands in one cell or one line of a file, before anybody asks what it means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

LARGEST_EXACT = 10**15
"""A spreadsheet keeps 15 digits of a number; from here on the last digits of a code are lost."""

_GUARDED = re.compile(r"'+[=+\-@\t]")
_NEEDS_GUARD = re.compile(r"'*[=+\-@\t]")


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that cannot be read: how it begins (at most 200 characters), and why, in both languages."""

    text: str
    zh: str
    en: str


Row = list[Any] | dict[str, Any]
"""The cells of a table's row in column order, or the members of a JSON object."""

Line = tuple[int, Row | Broken]
"""A line number, counted from 1, and what stands there."""


def guard(text: str) -> str:
    """Prefix a text that a spreadsheet would take for a formula, so that it stays a text.

    A text that already looks guarded is guarded once more, which makes :func:`unguard` its exact inverse.

    >>> guard("=1+1"), guard("'=1"), guard("a=b")
    ("'=1+1", "''=1", 'a=b')
    """
    return f"'{text}" if _NEEDS_GUARD.match(text) else text


def unguard(text: str) -> str:
    """Take exactly the prefix away that :func:`guard` adds.

    >>> unguard("'=1+1"), unguard("'tis")
    ('=1+1', "'tis")
    """
    return text[1:] if text[:1] == "'" and _GUARDED.match(text) else text
