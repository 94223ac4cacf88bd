"""What is wanted, as it is read and weighed before any entry is looked at. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from catalog.matching import rules, terms
from catalog.matching.rules import Texts
from catalog.matching.terms import Parsed, Thesaurus, Weighed, rarity

#: What the wanted items weigh beside the subject where candidates are gathered.
_ITEMS: Final = 0.35


@dataclass(frozen=True, slots=True)
class Wanted:
    """A description of data that is wanted.

    Attributes
    ----------
    title, items
        What data, and which items of it.
    scenario, matter
        What for, and for which service matter (事项); the matter helps to find it, the scenario is for people to read.
    region, place
        Of which region: its id, or its name where the register does not know it (贵阳市花溪区).
    presumed_source
        The department presumed to have it, as people call it.
    """

    title: str
    items: tuple[str, ...] = ()
    scenario: str = ""
    region: str | None = None
    presumed_source: str | None = None
    matter: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A demand cut into pairs: its subject (title and matter) and each wanted item."""

    subject: Parsed
    items: tuple[Parsed, ...]

    @property
    def words(self) -> set[str]:
        """Every word whose posting is needed: pairs, single characters, other words for what is known."""
        pairs = {pair for each in (self.subject, *self.items) for _, pair in each.pairs}
        return pairs | set(chain.from_iterable(pairs)) | {other for each in self.subject.concepts for other in each.others}


@dataclass(frozen=True, slots=True)
class Demand:
    """A demand as entries are measured by it; ``rarities`` has the weight of each wanted item, ``characters`` of each character."""

    read: Read
    subject: Weighed
    items: tuple[Weighed, ...]
    rarities: tuple[float, ...]
    characters: dict[str, float]

    @property
    def terms(self) -> dict[str, float]:
        """The weight of every word by which candidates are gathered."""
        found = dict(self.subject.weights)
        for pairs, others in self.subject.meant:
            weight = sum(self.subject.weights[pair] for pair in pairs) * rules.SYNONYM
            for other in others:
                found[other] = max(found.get(other, 0.0), weight)
        for each, share in zip(self.items, self.rarities, strict=True):
            for pair, weight in each.weights.items():
                found[pair] = found.get(pair, 0.0) + _ITEMS * weight * share
        return found

    @property
    def said(self) -> set[str]:
        """Every word that the demand says, or that means the same."""
        known = {word for each in self.read.subject.concepts for word in (each.word, *each.others)}
        return known | self.subject.weights.keys() | {pair for each in self.read.items for _, pair in each.pairs}

    def items_in(self, texts: Texts) -> float | None:
        """Return the share of the wanted items that an entry speaks of anywhere; None where none are wanted."""
        if not self.items:
            return None
        return sum(share * rules.explained(each, texts) for each, share in zip(self.items, self.rarities, strict=True))

    def characters_in(self, name: str) -> float:
        """Return the share of the subject's characters that a name has."""
        return sum(weight for character, weight in self.characters.items() if character in name)

    def synonyms_in(self, texts: Texts) -> list[tuple[str, str]]:
        """Return the known words of the demand that an entry says otherwise, each with what it says."""
        found = []
        for each in self.read.subject.concepts:
            if not rules.where(each.word, texts):
                found += [(each.word, other) for other in each.others if rules.where(other, texts)][:1]
        return found


def read(wanted: Wanted, matters: Thesaurus, items: Thesaurus, leave_out: Iterable[str]) -> Read:
    """Cut a demand into pairs.

    >>> none = terms.thesaurus([])
    >>> read(Wanted("公厕位置", ("经度",)), none, none, ()).words >= {"公厕", "厕位", "经度", "厕"}
    True
    """
    names = tuple(leave_out)
    subject = f"{wanted.title}，{wanted.matter}" if wanted.matter else wanted.title
    return Read(terms.parse(subject, matters, leave_out=names), tuple(terms.parse(item, items) for item in wanted.items))


def weigh(demand: Read, having: Callable[[str], int], entries: int) -> Demand:
    """Weigh a demand by how many of the entries have each word."""
    characters = {each: rarity(having(each), entries) ** 2 for _, pair in demand.subject.pairs for each in pair}
    whole = sum(characters.values()) or 1.0
    return Demand(
        read=demand,
        subject=terms.weigh(demand.subject, having, entries),
        items=tuple(terms.weigh(each, having, entries) for each in demand.items),
        rarities=_rarities(demand.items, having, entries),
        characters={each: weight / whole for each, weight in characters.items()},
    )


def _rarities(items: Sequence[Parsed], having: Callable[[str], int], entries: int) -> tuple[float, ...]:
    """Return how much each wanted item says: that an entry has a 姓名 says little, that it has a 准驾车型 much."""
    raw = [max((rarity(having(pair), entries) for _, pair in each.pairs), default=0.1) ** 2 for each in items]
    whole = sum(raw) or 1.0
    return tuple(weight / whole for weight in raw)
