"""How near an entry comes to a demand, what that makes of the demand, and why, in words. Pure.

Everything is a share of what was asked: 1 where the entry explains all of it. What explains a part of the demand by another word
of the thesaurus, or elsewhere than in its name, explains it a little less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from catalog.matching.terms import Weighed, about
from catalog.matching.whereabouts import Fit
from catalog.search.text import APART

#: What a word is worth by where it stands, and by being another word for what was asked.
IN_NAME: Final = 1.0
IN_ITEMS: Final = 0.85
IN_REST: Final = 0.75
SYNONYM: Final = 0.9

#: What each part of the likeness weighs; a part that the demand does not state is left out.
W_SUBJECT: Final = 0.6
W_ITEMS: Final = 0.15
W_NAME: Final = 0.15
W_PROVIDER: Final = 0.1

FITS: Final[dict[Fit, float]] = {"same": 1.0, "unsaid": 0.95, "part": 0.75, "above": 0.75, "elsewhere": 0.0}


@dataclass(frozen=True, slots=True)
class Texts:
    """What of an entry is read: folded name, items (apart), and everything else said of it."""

    name: str
    items: str
    rest: str


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near an entry comes: shares of the demand's subject and items, of the entry's name, the provider, the place."""

    subject: float
    items: float | None
    name: float
    provider: float | None
    place: Fit | None

    @property
    def score(self) -> float:
        """The likeness by which candidates are ranked."""
        parts = [(W_SUBJECT, self.subject), (W_NAME, self.name)]
        parts += [(W_ITEMS, self.items)] if self.items is not None else []
        parts += [(W_PROVIDER, self.provider)] if self.provider is not None else []
        whole = sum(weight for weight, _ in parts)
        return FITS[self.place or "same"] * sum(weight * share for weight, share in parts) / whole


def explained(subject: Weighed, texts: Texts) -> float:
    """Return the share of a demand's words that an entry has, itself or by another word of the thesaurus."""
    credit = {pair: where(pair, texts) for pair in subject.weights}
    for pairs, others in subject.meant:
        best = max((where(other, texts) for other in others), default=0.0) * SYNONYM
        if best:
            for pair in pairs:
                credit[pair] = max(credit.get(pair, 0.0), best)
    return sum(subject.weights[pair] * worth for pair, worth in credit.items() if pair in subject.weights)


def where(word: str, texts: Texts) -> float:
    """Return what a word is worth by where an entry has it."""
    if word in texts.name:
        return IN_NAME
    if word in texts.items:
        return IN_ITEMS
    return IN_REST if word in texts.rest else 0.0


def name_explained(name: str, said: Sequence[str], aside: Sequence[str]) -> float:
    """Return the share of an entry's name that a demand speaks of; the names of places and of its provider do not count."""
    for each in aside:
        name = name.replace(each, " ")
    marked = [False] * len(name)
    for word in said:
        at = name.find(word)
        while at >= 0:
            marked[at : at + len(word)] = [True] * len(word)
            at = name.find(word, at + 1)
    open_ = "".join(" " if mark else character for character, mark in zip(name, marked, strict=True))
    whole = len(about(name))
    return 1.0 - len(about(open_)) / whole if whole else 0.0
