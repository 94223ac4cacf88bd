"""The synonyms the service comes with: general words of government, one group of words that mean the same a line.

They are the product's own, gone through field by field (what departments write beside what people say), not taken from any list
and not made for any demand. An authority puts its own beside them or in the place of one.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final, Literal

Kind = Literal["item", "matter", "bureau"]
KINDS: Final[tuple[Kind, ...]] = ("item", "matter", "bureau")


@cache
def groups(kind: Kind) -> tuple[tuple[str, ...], ...]:
    """Return the built-in groups of a kind; a group's first word is its name.

    >>> [group[:2] for group in groups("item")][0]
    ('身份证号码', '公民身份号码')
    """
    text = files("catalog.matching").joinpath("words", f"{kind}s.txt").read_text(encoding="utf-8")
    return tuple(tuple(line.split()) for line in text.splitlines() if line.strip() and not line.startswith("#"))
