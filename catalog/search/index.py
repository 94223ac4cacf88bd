"""One fold of the index as a process reads it: postings fetched when asked for and remembered, facets in memory.

An ``Index`` never changes what it says; a later fold is another one, made from the one before by reading what is new.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap
from sqlalchemy.orm import Session

from catalog.lists.desk import PUBLIC_STATES
from catalog.lists.queries import Sight
from catalog.search import postings, rules, stored
from catalog.search.places import Tree
from catalog.search.postings import BLOCK, FRESHNESS, Place
from catalog.search.rules import FACETS, SECTIONS, Term, Word

Numbers = NDArray[np.uint32]

EMPTY: Final = BitMap()

#: What a remembered posting takes besides its content, in bytes; many words have none.
_OVERHEAD: Final = 400
#: Up to so many values, a facet is counted value by value.
FEW: Final = 64
#: Words whose check is remembered.
_VERDICTS: Final = 1000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What reading a section of documents said of a word: which were read, which hold it there, where it is all there is."""

    checked: BitMap
    holding: BitMap
    whole: BitMap


class Index:
    """The postings of one generation at one fold.

    Parameters
    ----------
    generation, fold
        Which; generation 0 is the empty index of a catalog that has none yet.
    documents
        The first number not given.
    room
        Bytes of postings that may be remembered.
    """

    def __init__(self, generation: int, fold: int, documents: int, *, room: int) -> None:
        self.generation = generation
        self.fold = fold
        self.documents = documents
        self.facets: dict[str, dict[str, BitMap]] = {facet: {} for facet in FACETS}
        self.damaged: set[Place] = set()
        self._room = room
        self._held = 0
        self._remembered: OrderedDict[Term, tuple[BitMap, int]] = OrderedDict()
        self._verdicts: OrderedDict[tuple[Word, str], Verdict] = OrderedDict()
        self._sights: dict[Sight, BitMap] = {}
        self._columns: dict[str, tuple[list[str], Numbers]] = {}
        self._along: dict[str, tuple[Tree, NDArray[np.int64]]] = {}
        self._freshness: Numbers | None = None
        self._lock = threading.Lock()

    # -- Facets

    def load(self, session: Session, before: Index | None) -> Index:
        """Read the facets, only what is new if an earlier fold of the same generation is at hand."""
        if self.generation == 0:
            return self
        since = -1
        # What a look of an older snapshot finds here may be newer than itself, and cannot be taken back.
        if before is not None and before.generation == self.generation and before.fold <= self.fold:
            since, self.damaged = before.fold, set(before.damaged)
            self.facets = {facet: dict(values) for facet, values in before.facets.items()}
        for place, content in postings.read_since(session, self.generation, since, FACETS):
            self._replace(place, self._sound(session, place, content))
        return self

    def _replace(self, place: Place, fresh: BitMap) -> None:
        values = self.facets[place.field]
        known = values.get(place.term, EMPTY).copy()
        known.remove_range(place.block * BLOCK, (place.block + 1) * BLOCK)
        values[place.term] = known | fresh

    def _sound(self, session: Session, place: Place, content: bytes) -> BitMap:
        found, sound = postings.bitmap(session, self.generation, place, content)
        if not sound:
            self.damaged.add(place)
        return found

    def valued(self, facet: str, values: Iterable[str]) -> BitMap:
        """Return the documents that have one of some values of a facet."""
        known = self.facets[facet]
        return BitMap.union(EMPTY, *(known[value] for value in values if value in known))

    def visible(self, sight: Sight) -> BitMap:
        """Return the documents that fit what an actor may see."""
        known = self._sights.get(sight)
        if known is None:
            states = self.facets["state"]
            known = self.valued("state", states if sight.everything else PUBLIC_STATES if sight.public else ())
            known = BitMap.union(known, self.valued("department", sight.departments), self.valued("region", sight.regions))
            # An official's sight is seldom asked for again once they have left.
            if len(self._sights) > 100:
                self._sights.clear()
            self._sights[sight] = known
        return known

    def counted(self, facet: str, within: BitMap) -> dict[str, int]:
        """Count the documents of a set by a facet's values; values that none has are left out."""
        values = self.facets[facet]
        if len(values) <= FEW:
            counts = {value: within.intersection_cardinality(documents) for value, documents in values.items()}
            return {value: count for value, count in counts.items() if count}
        names, column = self._column(facet)
        found = np.bincount(column[as_array(within)], minlength=len(names) + 1)
        return {names[at - 1]: int(found[at]) for at in np.flatnonzero(found) if at}

    def counted_along(self, facet: str, tree: Tree, within: BitMap) -> NDArray[np.int64]:
        """Count the documents of a set by region or department, in the order of a tree."""
        if not self.facets[facet]:
            return np.zeros(len(tree.ids), dtype=np.int64)
        names, column = self._column(facet)
        known = self._along.get(facet)
        if known is None or known[0] is not tree:
            # A place that the register has not is counted behind its end, and left out.
            known = tree, np.array([len(tree.ids), *(tree.position.get(name, len(tree.ids)) for name in names)])
            self._along[facet] = known
        counts = np.zeros(len(tree.ids) + 1, dtype=np.int64)
        np.add.at(counts, known[1], np.bincount(column[as_array(within)], minlength=len(names) + 1))
        return counts[:-1]

    def _column(self, facet: str) -> tuple[list[str], Numbers]:
        """Return a facet of many values as its values and, for each document, which it has (from 1; 0: none).

        ASSUMPTION: a facet of many values has one a document; only formats may be several, and there are eight kinds of them.
        """
        known = self._columns.get(facet)
        if known is None:
            names = list(self.facets[facet])
            column = np.zeros(self.documents, dtype=np.uint32)
            for at, name in enumerate(names, 1):
                column[as_array(self.facets[facet][name])] = at
            known = self._columns[facet] = names, column
        return known

    def freshest(self, session: Session, within: BitMap, count: int) -> list[tuple[int, int]]:
        """Return the ``count`` freshest documents of a set as (freshness, number), the freshest first."""
        numbers = as_array(within)
        freshness = self._fresh(session)[numbers]
        if len(numbers) > count:
            edge = np.partition(freshness, len(numbers) - count)[len(numbers) - count]
            kept = freshness >= edge
            numbers, freshness = numbers[kept], freshness[kept]
        order = np.lexsort((numbers, -freshness.astype(np.int64)))[:count]
        return [(int(freshness[at]), int(numbers[at])) for at in order]

    def _fresh(self, session: Session) -> Numbers:
        if self._freshness is None:
            column = np.zeros(self.documents, dtype=np.uint32)
            for place, content in postings.read(session, self.generation, {FRESHNESS}):
                values, sound = postings.freshness(session, self.generation, place, content)
                if not sound:
                    self.damaged.add(place)
                column[place.block * BLOCK : place.block * BLOCK + len(values)] = values
            self._freshness = column
        return self._freshness

    # -- Words

    def candidates(self, session: Session, words: Collection[Word]) -> dict[Word, dict[str, BitMap]]:
        """Return, for each word and section, the documents that have the word's terms there."""
        wanted = {term for word in words for section in SECTIONS for every in rules.asked(word, section) for term in every}
        known = self._postings(session, wanted)
        return {word: {section: _any(known, rules.asked(word, section)) for section in SECTIONS} for word in words}

    def _postings(self, session: Session, wanted: set[Term]) -> dict[Term, BitMap]:
        with self._lock:
            known = {term: self._remembered[term][0] for term in wanted if term in self._remembered}
            for term in known:
                self._remembered.move_to_end(term)
        if missing := wanted - known.keys():
            blocks: dict[Term, list[BitMap]] = {term: [] for term in missing}
            sizes = dict.fromkeys(missing, _OVERHEAD)
            for place, content in postings.read(session, self.generation, missing):
                blocks[place.field, place.term].append(self._sound(session, place, content))
                sizes[place.field, place.term] += len(content)
            read = {term: BitMap.union(EMPTY, *found) for term, found in blocks.items()}
            self._remember(read, sizes)
            known |= read
        return known

    def _remember(self, read: Mapping[Term, BitMap], sizes: Mapping[Term, int]) -> None:
        with self._lock:
            for term, found in read.items():
                if term not in self._remembered:
                    self._remembered[term] = found, sizes[term]
                    self._held += sizes[term]
            while self._held > self._room:
                self._held -= self._remembered.popitem(last=False)[1][1]

    def held(self, session: Session, word: Word, section: str, within: BitMap) -> Verdict:
        """Read those documents of a set that were not read for this word yet, and say which hold it in a section."""
        known = self._verdicts.get((word, section)) or Verdict(EMPTY, EMPTY, EMPTY)
        if unread := within - known.checked:
            found = dict(stored.holding(session, self.generation, list(unread), word, section))
            whole = BitMap(number for number, all_of_it in found.items() if all_of_it)
            known = Verdict(known.checked | unread, known.holding | BitMap(found), known.whole | whole)
            with self._lock:
                self._verdicts[word, section] = known
                self._verdicts.move_to_end((word, section))
                if len(self._verdicts) > _VERDICTS:
                    self._verdicts.popitem(last=False)
        return known


def _any(known: Mapping[Term, BitMap], alternatives: Collection[rules.Conjunction]) -> BitMap:
    """Return the documents that have all terms of one of the alternatives."""
    found = [_all([known[term] for term in every]) for every in alternatives]
    return found[0] if len(found) == 1 else BitMap.union(EMPTY, *found)


def _all(bitmaps: list[BitMap]) -> BitMap:
    smallest, *others = sorted(bitmaps, key=len)
    for other in others:
        smallest = smallest & other
    return smallest


def as_array(numbers: BitMap) -> Numbers:
    """Return a bitmap's members as an array, in order."""
    return np.frombuffer(numbers.to_array(), dtype=np.uint32)
