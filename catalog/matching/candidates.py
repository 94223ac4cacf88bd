"""Which entries can come into question at all: asked of the search index's postings, the rare terms first.

Nothing here reads all entries. Each pair of characters of a demand has its posting; how many entries have it says how much it
tells. Postings are taken up from the rarest to the commonest until a fixed number of entries has been counted, so a demand
costs no more in a catalog of a million entries than in one of thirty thousand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from pyroaring import BitMap

from catalog.lists.queries import Sight, sight
from catalog.matching.whereabouts import Asked, is_place
from catalog.search import stored
from catalog.search.engine import seen
from catalog.search.index import EMPTY, as_array
from catalog.search.present import Present
from catalog.search.rules import Document, Word
from catalog.search.text import fold

#: States of entries that can be given to somebody, now or once they are published.
STATES: Final = ("published", "registered", "submitted", "draft", "offline")
#: So many entries are counted for a demand, and so many of them read.
COUNTED: Final = 60_000
READ: Final = 200
#: In a smaller catalog than this, how many entries have a word says little about the word.
_SMALLEST: Final = 1_000
#: What a term is worth that stands in the items or the abstract, beside the name.
_BESIDE: Final = 0.6
#: Changed entries are read from the list itself; so many of the nearest of them are measured.
_FRESH: Final = 100

Sections = Mapping[str, BitMap]


class Universe:
    """The entries that may be candidates: seen by the actor, in a fitting state, not of another region."""

    def __init__(self, at: Present, wanted: Asked | None) -> None:
        self.at = at
        self.sight: Sight = sight(at.look.actor)
        index = at.index
        usable = index.visible(self.sight) & index.valued("state", STATES)
        self.entries = max(len(usable), _SMALLEST)
        self.documents = usable - at.dirty.masked
        if wanted is not None:
            self.documents = self.documents & self._of(wanted)
        self._known: dict[str, Sections] = {}

    def _of(self, wanted: Asked) -> BitMap:
        """Return the documents that may be of a region: filed there or above, or naming it."""
        index, places = self.at.index, self.at.places
        stem = Word(fold(wanted.stem))
        named = index.candidates(self.at.look.session, [stem])[stem]["name"]
        named = named | index.valued("department", places.departments_called(stem))
        if wanted.regions:
            return index.valued("region", wanted.within | wanted.above) | named
        # The register does not know the region: left are entries that name it, and those whose own region is none.
        nowhere = [region for region, name in places.regions.items() if not is_place(name)]
        return index.valued("region", nowhere) | named

    def ask(self, terms: Iterable[str]) -> None:
        """Read the postings of some terms at once."""
        unread = {term for term in terms if term not in self._known}
        if unread:
            words = {Word(term): term for term in unread}
            found = self.at.index.candidates(self.at.look.session, list(words))
            self._known |= {words[word]: sections for word, sections in found.items()}

    def having(self, term: str) -> int:
        """Return how many entries of the whole catalog have a term."""
        sections = self._known[term]
        return len(BitMap.union(EMPTY, *sections.values()))

    def postings(self, term: str) -> tuple[BitMap, BitMap]:
        """Return the candidates that have a term in the name, and those that have it only beside."""
        sections = self._known[term]
        name = sections["name"] & self.documents
        return name, ((sections["items"] | sections["rest"]) & self.documents) - name


def naming(at: Present, name: str) -> dict[str, int]:
    """Return how many entries that the actor may see and whose name holds a word are filed in each region."""
    word = Word(fold(name))
    found = at.index.candidates(at.look.session, [word])[word]["name"]
    return at.index.counted("region", found & at.index.visible(sight(at.look.actor)))


def nearest(universe: Universe, terms: Mapping[str, float]) -> list[tuple[int, Document]]:
    """Return the documents that have most of some weighed terms, with their numbers (-1: changed since the fold)."""
    at = universe.at
    universe.ask(terms)
    postings = [(weight, *universe.postings(term)) for term, weight in terms.items()]
    numbers = _counted(postings)
    found = stored.documents(at.look.session, at.index.generation, numbers)
    return [*((number, found[number]) for number in numbers if number in found), *_fresh(universe, terms)]


def _counted(postings: Sequence[tuple[float, BitMap, BitMap]]) -> list[int]:
    """Add up what the terms say for each document, the rare terms first, and return the numbers of the best."""
    numbers, weights, room = [], [], COUNTED
    for weight, name, beside in sorted(postings, key=lambda each: len(each[1]) + len(each[2])):
        for documents, worth in ((name, weight), (beside, weight * _BESIDE)):
            if documents and len(documents) <= room:
                numbers.append(as_array(documents))
                weights.append(np.full(len(documents), worth))
                room -= len(documents)
    if not numbers:
        return []
    unique, places = np.unique(np.concatenate(numbers), return_inverse=True)
    sums = np.bincount(places, weights=np.concatenate(weights))
    best = np.lexsort((unique, -sums))[:READ]
    return [int(number) for number in unique[best]]


def _fresh(universe: Universe, terms: Mapping[str, float]) -> list[tuple[int, Document]]:
    documents = [
        document
        for document in universe.at.dirty.documents.values()
        if document is not None and seen(document, universe.sight) and document.facets["state"][0] in STATES
    ]
    ranked = sorted(((_worth(document, terms), document) for document in documents), key=lambda each: -each[0])
    return [(-1, document) for worth, document in ranked[:_FRESH] if worth]


def _worth(document: Document, terms: Mapping[str, float]) -> float:
    texts = (document.name, document.items, document.rest)
    return sum(weight for term, weight in terms.items() if any(term in text for text in texts))
