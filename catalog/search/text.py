"""Text as the index sees it: folded character by character, cut into characters and pairs of characters.

Folding never looks at a neighbour, so ``fold(a + b) == fold(a) + fold(b)``: whatever stands in a text stands in its folded
text too, and no search for a part of a name can miss it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from opencc import OpenCC

#: Stands between the texts of one field; no word holds it, so no word is found across two items.
APART: Final = "\x1f"

Span = tuple[int, int]


class _Folds(dict[int, str]):
    """The folded form of each character, worked out when it is first met."""

    def __init__(self) -> None:
        super().__init__()
        self._simplify = OpenCC("t2s").convert

    def __missing__(self, code: int) -> str:
        normal = unicodedata.normalize("NFKC", chr(code)).casefold()
        folded = "".join(self._simplify(each) for each in normal if not each.isspace() and each.isprintable())
        self[code] = folded
        return folded


_FOLDS: Final = _Folds()


def fold(text: str) -> str:
    """Return a text in its one spelling: half width, lower case, simplified characters, no white space.

    >>> fold("ＧＤＰ 數據"), fold("企业（法人）")
    ('gdp数据', '企业(法人)')
    """
    return text.translate(_FOLDS)


def joined(texts: Iterable[str]) -> str:
    """Return several texts folded, in one, each found alone."""
    return APART.join(fold(text) for text in texts)


def grams(folded: str) -> set[str]:
    """Return every character and every pair of neighbours of a folded text.

    >>> sorted(grams("社保卡"))
    ['保', '保卡', '卡', '社', '社保']
    """
    return {*folded, *map("".join, pairwise(folded))}


def needed(word: str) -> list[str]:
    """Return the grams that a text must have to hold a folded word; for words of one or two characters, they say it all.

    >>> needed("卡"), needed("社保"), needed("社保卡")
    (['卡'], ['社保'], ['社保', '保卡'])
    """
    if len(word) <= 2:
        return [word]
    return [word[at : at + 2] for at in range(len(word) - 1)]


def traced(text: str) -> tuple[str, list[int]]:
    """Return the folded text and, for each of its characters, the place in the unfolded one that it came from.

    >>> traced("a 表")
    ('a表', [0, 2])
    """
    pieces = [fold(character) for character in text]
    return "".join(pieces), [at for at, piece in enumerate(pieces) for _ in piece]


def occurrences(text: str, part: str) -> Iterator[Span]:
    """Yield where a part stands in a text, overlapping ones too."""
    at = text.find(part)
    while at >= 0:
        yield at, at + len(part)
        at = text.find(part, at + 1)


def merged(found: Iterable[Span]) -> Iterator[Span]:
    """Yield half-open spans in order, overlapping ones as one.

    >>> list(merged([(3, 5), (0, 2), (1, 3)]))
    [(0, 3), (3, 5)]
    """
    last: Span | None = None
    for start, end in sorted(found):
        if last is not None and start < last[1]:
            last = (last[0], max(last[1], end))
            continue
        if last is not None:
            yield last
        last = (start, end)
    if last is not None:
        yield last
