"""How near an entry comes to a demand and what that makes of the demand. Pure.

Everything is a share of what was asked: 1 where the entry explains all of it. What explains a part of the demand by another word
of the thesaurus, or elsewhere than in its name, explains it a little less. The weights are few and round on purpose: what they
are exactly matters little, and so they hold for demands that nobody has seen.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, Literal

from catalog.errors import Problem
from catalog.matching.terms import Weighed, about
from catalog.matching.whereabouts import Fit

Verdict = Literal["matched", "partly", "unmatched"]
Grade = Literal["full", "partial", "near"]
VERDICTS: Final[Mapping[Verdict, tuple[str, str]]] = {
    "matched": ("匹配", "matched"),
    "partly": ("部分匹配", "partly matched"),
    "unmatched": ("未匹配", "unmatched"),
}
GRADES: Final[Mapping[Grade, tuple[str, str]]] = {
    "full": ("满足", "satisfies"),
    "partial": ("部分满足", "satisfies in part"),
    "near": ("仅相近", "merely near"),
}

#: What a word is worth by where an entry has it, and by being another word for what was asked.
IN_NAME: Final = 1.0
IN_ITEMS: Final = 0.85
IN_REST: Final = 0.75
SYNONYM: Final = 0.9

#: What each part of the likeness weighs; a part that the demand does not state is left out.
SUBJECT: Final = 0.5
ITEMS: Final = 0.25
PROVIDER: Final = 0.15
NAME: Final = 0.1
CHARACTERS: Final = 0.1

#: What an entry's place leaves of its likeness.
FITS: Final[Mapping[Fit, float]] = {"same": 1.0, "unsaid": 0.95, "part": 0.75, "above": 0.75, "elsewhere": 0.0}
#: Entries that come equally near stand in the order of how easily they are had.
_EASE: Final[Mapping[str, float]] = {"published": 0.01, "unconditional": 0.006, "conditional": 0.003, "not_shared": -0.01}

#: An entry whose certainty is less than this is no match for a demand.
LEAST: Final = 0.37
#: What it adds to the certainty of an entry that the presumed source provides it.
FROM_SOURCE: Final = 0.1
#: From what likeness on a department counts as the presumed source.
SOURCE: Final = 0.9
#: So many of the nearest entries are asked for the verdict, however many are shown.
JUDGED: Final = 10
#: Entries that come this near to the best one speak for the verdict as well.
_BESIDE_BEST: Final = 0.95
#: A list of items that leaves out so small a share of the wanted ones still satisfies: lists are often cut.
_BEARABLE: Final = 0.25

LONGEST_TITLE: Final = 200
LONGEST_ITEM: Final = 128
LONGEST_TEXT: Final = 2_000
MOST_ITEMS: Final = 100


@dataclass(frozen=True, slots=True)
class Texts:
    """What of an entry is read: folded name, items (apart), and everything else said of it."""

    name: str
    items: str
    rest: str


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near an entry comes: shares of the demand's subject and items, of the entry's name, the provider, the place.

    ``characters`` is the share of the subject's single characters that the name has; ``ease`` what speaks for an entry as such.
    """

    subject: float
    items: float | None
    name: float
    characters: float
    provider: float | None
    place: Fit | None
    ease: float = 0.0

    @property
    def score(self) -> float:
        """The share of the demand that is explained."""
        return self._share([(PROVIDER, self.provider)] if self.provider is not None else [])

    @property
    def certainty(self) -> float:
        """How sure it is that the entry is of the data asked for at all, and not merely of the department asked.

        A department has entries of everything it does, so that one is its own says little of what the entry holds; and that it
        is another's says nothing against it: people often presume the wrong source.
        """
        from_source = self.provider is not None and self.provider >= SOURCE
        return self._share([]) + (FROM_SOURCE if from_source else 0.0)

    def _share(self, more: list[tuple[float, float]]) -> float:
        parts = [(SUBJECT, self.subject), (NAME, self.name), (CHARACTERS, self.characters), *more]
        parts += [(ITEMS, self.items)] if self.items is not None else []
        whole = sum(weight for weight, _ in parts)
        return FITS[self.place or "same"] * sum(weight * share for weight, share in parts) / whole

    @property
    def rank(self) -> float:
        """What candidates are ordered by."""
        return self.score + self.ease


def ease(state: str, sharing_type: str | None) -> float:
    """Return what speaks for an entry whatever is asked: that it is published, that it is shared.

    >>> ease("published", "unconditional") > ease("draft", None) > ease("draft", "not_shared")
    True
    """
    return _EASE.get(state, 0.0) + _EASE.get(sharing_type or "", 0.0)


def explained(subject: Weighed, texts: Texts) -> float:
    """Return the share of a demand's words that an entry has, itself or by another word of the thesaurus."""
    credit = {pair: where(pair, texts) for pair in subject.weights}
    for pairs, others in subject.meant:
        best = max((where(other, texts) for other in others), default=0.0) * SYNONYM
        for pair in pairs:
            credit[pair] = max(credit[pair], best)
    return sum(subject.weights[pair] * worth for pair, worth in credit.items())


def where(word: str, texts: Texts) -> float:
    """Return what a word is worth by where an entry has it.

    >>> where("药店", Texts("药店名单", "", "")), where("地址", Texts("药店名单", "地址", ""))
    (1.0, 0.85)
    """
    if word in texts.name:
        return IN_NAME
    if word in texts.items:
        return IN_ITEMS
    return IN_REST if word in texts.rest else 0.0


def name_explained(name: str, said: Collection[str], aside: Sequence[str]) -> float:
    """Return the share of an entry's name that a demand speaks of; the names of places and of its provider do not count.

    >>> name_explained("花溪区药品经营企业信息", ["药品", "经营"], ["花溪区"])
    0.6666666666666667
    """
    # The longest first: 贵阳市 leaves a sign behind where 贵阳 was taken out before.
    for each in sorted(aside, key=lambda each: (-len(each), each)):
        name = name.replace(each, " ")
    whole = len(about(name))
    if not whole:
        return 0.0
    marked = set(chain.from_iterable(_places(name, word) for word in said if word in name))
    open_ = "".join(" " if at in marked else character for at, character in enumerate(name))
    return 1.0 - len(about(open_)) / whole


def _places(name: str, word: str) -> set[int]:
    found: set[int] = set()
    at = name.find(word)
    while at >= 0:
        found |= set(range(at, at + len(word)))
        at = name.find(word, at + 1)
    return found


def grade(nearness: Nearness, wanted: int, missing: int, *, items_unknown: bool) -> Grade:
    """Tell how far an entry satisfies a demand; that its items are not known is never held against it."""
    if nearness.certainty < LEAST:
        return "near"
    lacking = bool(wanted) and not items_unknown and missing / wanted > _BEARABLE
    return "partial" if lacking or nearness.place in ("part", "above") else "full"


def verdict(found: Sequence[tuple[float, int, Grade]]) -> tuple[Verdict, int | None]:
    """Return what some candidates make of a demand, and which of them speaks for it.

    Parameters
    ----------
    found
        Score, number of missing items and grade of each, the best first.

    Examples
    --------
    >>> verdict([(0.8, 0, "full")]), verdict([(0.8, 2, "partial"), (0.78, 1, "partial")]), verdict([(0.2, 0, "near")])
    (('matched', 0), ('partly', 1), ('unmatched', None))
    """
    sure = [at for at, (_, _, graded) in enumerate(found) if graded != "near"]
    if not sure:
        return "unmatched", None
    best = max(found[at][0] for at in sure)
    speaking = [at for at in sure if found[at][0] >= _BESIDE_BEST * best]
    full = next((at for at in speaking if found[at][2] == "full"), None)
    if full is not None:
        return "matched", full
    return "partly", min(speaking, key=lambda at: (found[at][1], at))


def problems(title: str, items: Sequence[str], texts: Mapping[str, str]) -> list[Problem]:
    """Return what is wrong with a description of what is wanted.

    >>> [problem.path for problem in problems(" ", [""], {})]
    ['title', 'items.0']
    """
    found = []
    if not 1 <= len(title.strip()) <= LONGEST_TITLE:
        zh, en = f"需求名称应为1至{LONGEST_TITLE}个字符", f"a demand's title has 1 to {LONGEST_TITLE} characters"
        found.append(Problem("title", "bad_length", zh, en))
    if len(items) > MOST_ITEMS:
        zh, en = f"信息项不超过{MOST_ITEMS}个", f"at most {MOST_ITEMS} items can be wanted"
        found.append(Problem("items", "too_many", zh, en))
    for at, item in enumerate(items[:MOST_ITEMS]):
        if not 1 <= len(item.strip()) <= LONGEST_ITEM:
            zh, en = f"信息项名称应为1至{LONGEST_ITEM}个字符", f"an item's name has 1 to {LONGEST_ITEM} characters"
            found.append(Problem(f"items.{at}", "bad_length", zh, en))
    for path, text in texts.items():
        if len(text) > LONGEST_TEXT:
            found.append(Problem(path, "too_long", f"不超过{LONGEST_TEXT}个字符", f"at most {LONGEST_TEXT} characters"))
    return found
