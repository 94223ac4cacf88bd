"""The core question: which entries hold all words under all filters, how many, how they divide, and which come first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from heapq import merge
from itertools import islice
from operator import and_, or_
from typing import Final

from pyroaring import BitMap

from catalog.lists.desk import PUBLIC_STATES
from catalog.lists.queries import Sight
from catalog.search import counting, rules, stored
from catalog.search.index import EMPTY
from catalog.search.present import Present
from catalog.search.rules import Document, Texts, Word

#: Candidates of a longer word are read before they are counted, up to so many; beyond, the answer says ``approximate``.
VERIFIED: Final = 5_000
#: Facets that one may filter by and that are counted.
FACETS: Final = ("tier", *rules.FACETS)

Filters = Mapping[str, frozenset[str]]
Counts = Mapping[str, int]
#: Where an entry stands in the answer: how near the words are (0: named so), then the rank of its number.
Position = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: folded words, the values meant in each facet, the order, and which stretch of it.

    ``named`` are the values as they were chosen: a region, where ``filters`` has it with all that is beneath.
    """

    words: tuple[Word, ...]
    filters: Filters
    sort: str
    offset: int
    limit: int
    counted: bool
    named: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """The ids of one stretch, the total, and the counts of each facet's values under all filters but its own."""

    ids: tuple[str, ...]
    total: int
    approximate: bool
    facets: Mapping[str, Counts]


@dataclass(frozen=True, slots=True)
class _Found:
    """The documents of the fold that hold the words, nearest first (each level holds the one before), and how to narrow them."""

    levels: tuple[BitMap, ...]
    chosen: Mapping[str, BitMap]
    approximate: bool

    def within(self, *, besides: str | None = None) -> BitMap:
        """Return what fits every filter but one facet's."""
        return reduce(and_, (documents for facet, documents in self.chosen.items() if facet != besides), self.levels[-1])


def ask(present: Present, question: Question, sight: Sight) -> Answer:
    """Answer a question for an actor of that sight."""
    found = _search(present, question, sight)
    fresh = list(_dirty(present, question, sight))
    hits = found.within()
    return Answer(
        ids=tuple(_first(present, question, found, hits, fresh)),
        total=len(hits) + sum(1 for each in fresh if not each.lacking),
        approximate=found.approximate,
        facets=_facets(present, question, found, hits, fresh) if question.counted else {},
    )


# -- The fold


def _search(present: Present, question: Question, sight: Sight) -> _Found:
    index = present.index
    base = index.visible(sight) - present.dirty.masked
    chosen = {facet: index.valued(_field(facet), values) for facet, values in question.filters.items()}
    if not question.words:
        return _Found((EMPTY, base, base, base), chosen, approximate=False)
    sections = index.candidates(present.look.session, question.words)
    departments = {word: index.valued("department", present.places.departments_called(word)) for word in question.words}
    found = _Found(_levels(question.words, sections, departments, base), chosen, approximate=False)
    doubtful = [word for word in question.words if rules.must_be_verified(word)]
    return _verified(present, question, found, sections, departments, doubtful) if doubtful else found


def _field(facet: str) -> str:
    return "region" if facet == "tier" else facet


def _levels(
    words: Sequence[Word], sections: Mapping[Word, Mapping[str, BitMap]], departments: Mapping[Word, BitMap], base: BitMap
) -> tuple[BitMap, ...]:
    """Return what holds all words in the name; in name, items or department; anywhere. The first level is for what is named so."""
    near = [sections[word]["name"] for word in words]
    nearer = [BitMap.union(sections[word]["name"], sections[word]["items"], departments[word]) for word in words]
    anywhere = [found | sections[word]["rest"] for found, word in zip(nearer, words, strict=True)]
    return EMPTY, *(reduce(and_, sorted(level, key=len), base) for level in (near, nearer, anywhere))


def _verified(
    present: Present,
    question: Question,
    found: _Found,
    sections: Mapping[Word, Mapping[str, BitMap]],
    departments: Mapping[Word, BitMap],
    doubtful: Sequence[Word],
) -> _Found:
    """Read the candidates of the longer words, if they are not too many, and keep those that hold them."""
    pools = [found.within(besides=facet) for facet in question.filters] or [found.levels[-1]]
    universe = reduce(or_, pools)
    if len(universe) > VERIFIED:
        return _Found(found.levels, found.chosen, approximate=True)
    sound = {word: _held(present, word, each, universe, departments[word]) for word, each in sections.items() if word in doubtful}
    levels = _levels(question.words, {**sections, **sound}, departments, universe)
    whole = EMPTY
    if len(question.words) == 1:
        whole = levels[1] & present.index.held(present.look.session, doubtful[0], "name", EMPTY).whole
    return _Found((whole, *levels[1:]), found.chosen, approximate=False)


def _held(present: Present, word: Word, candidates: Mapping[str, BitMap], within: BitMap, elsewhere: BitMap) -> dict[str, BitMap]:
    """Read the candidates of a word, section by section; what was found in a nearer one, or elsewhere, need not be read again."""
    found, held = EMPTY, {}
    for section, documents in candidates.items():
        unread = (documents & within) - found
        held[section] = unread & present.index.held(present.look.session, word, section, unread).holding
        found = BitMap.union(found, held[section], elsewhere)
    return held


# -- What was changed since


@dataclass(frozen=True, slots=True)
class _Fresh:
    """A dirty entry that holds the words and may be seen: where it stands, and the facets whose filters it does not fit."""

    document: Document
    level: int
    rank: int
    lacking: frozenset[str]


def _dirty(present: Present, question: Question, sight: Sight) -> Iterator[_Fresh]:
    numbers, behind = present.dirty.numbers, present.index.documents
    for at, (id_, document) in enumerate(present.dirty.documents.items()):
        if document is None or not seen(document, sight):
            continue
        level = _level(present, question.words, document)
        if level is not None:
            lacking = frozenset(
                facet for facet, values in question.filters.items() if values.isdisjoint(document.facets.get(_field(facet), ()))
            )
            yield _Fresh(document, level, numbers.get(id_, behind + at), lacking)


def seen(document: Document, sight: Sight) -> bool:
    """Tell whether a document fits what an actor may see."""
    facets = document.facets
    return (
        sight.everything
        or (sight.public and facets["state"][0] in PUBLIC_STATES)
        or facets["department"][0] in sight.departments
        or facets["region"][0] in sight.regions
    )


def _level(present: Present, words: Sequence[Word], document: Document) -> int | None:
    """Return how near a document holds all words, as ``_levels`` counts; None if it does not."""
    texts = rules.texts(document)
    if len(words) == 1 and texts.name == words[0].text and rules.must_be_verified(words[0]):
        return 0
    level = 1
    for word in words:
        found = _nearness(present, word, texts, document)
        if found is None:
            return None
        level = max(level, found)
    return level


def _nearness(present: Present, word: Word, texts: Texts, document: Document) -> int | None:
    if texts.holds(word, "name"):
        return 1
    if texts.holds(word, "items") or document.facets["department"][0] in present.places.departments_called(word):
        return 2
    return 3 if texts.holds(word, "rest") else None


# -- Counting


def _facets(present: Present, question: Question, found: _Found, hits: BitMap, fresh: Sequence[_Fresh]) -> dict[str, Counts]:
    index, places = present.index, present.places

    def scope(facet: str) -> tuple[BitMap, list[Document]]:
        within = found.within(besides=facet) if facet in found.chosen else hits
        return within, [each.document for each in fresh if each.lacking <= {facet}]

    counts = {facet: counting.by_value(index, facet, *scope(facet)) for facet in counting.VALUED}
    for facet in ("region", "department"):
        tree = places.trees[facet]
        alone = counting.by_place(index, facet, tree, *scope(facet))
        counts[facet] = counting.rolled(tree, alone, question.named.get(facet, ()))
        if facet == "region":
            if found.chosen.keys() & {"tier", "region"}:
                alone = counting.by_place(index, "region", tree, *scope("tier"))
            counts["tier"] = counting.by_tier(places, alone)
    return counts


# -- What comes first


def _first(present: Present, question: Question, found: _Found, hits: BitMap, fresh: Sequence[_Fresh]) -> Iterator[str]:
    """Yield the ids of the stretch that was asked for."""
    fitting = [each for each in fresh if not each.lacking]
    if question.sort == "freshness":
        ordered = _freshest(present, question, found, hits, fitting)
    else:
        ordered = _nearest(present, question, found, hits, fitting)
    stretch = list(islice(ordered, question.offset, question.offset + question.limit))
    numbers = [each for each in stretch if isinstance(each, int)]
    ids = stored.ids_of(present.look.session, present.index.generation, numbers) if numbers else {}
    yield from (ids[each] if isinstance(each, int) else each.document.id for each in stretch)


def _nearest(
    present: Present, question: Question, found: _Found, hits: BitMap, fitting: Sequence[_Fresh]
) -> Iterator[int | _Fresh]:
    """Merge both by nearness and rank; usage is the rank's first part, so sorting by usage leaves nearness out."""
    levels = found.levels if question.sort == "relevance" else (found.levels[-1],)
    dirty = sorted(fitting, key=lambda each: (each.level if len(levels) > 1 else 0, each.rank))
    stored = _in_order(present, question, found, levels, hits)
    marked: Iterator[tuple[Position, int | _Fresh]] = merge(
        stored,
        (((each.level if len(levels) > 1 else 0, each.rank), each) for each in dirty),
        key=lambda placed: placed[0],
    )
    return (each for _, each in marked)


def _in_order(
    present: Present, question: Question, found: _Found, levels: Sequence[BitMap], hits: BitMap
) -> Iterator[tuple[Position, int]]:
    before = EMPTY
    for nearness, level in enumerate(levels):
        for number in _shown(present, question, found, (level & hits) - before):
            yield (nearness, number), number
        before = level


def _shown(present: Present, question: Question, found: _Found, numbers: BitMap) -> Iterator[int]:
    """Yield numbers in order; where they were too many to be read, those about to be shown are read now, and so many more."""
    if not found.approximate:
        yield from numbers
        return
    every = islice(numbers, question.offset + question.limit + VERIFIED)
    while some := BitMap(islice(every, question.limit * 3)):
        yield from _read(present, question, some)


def _read(present: Present, question: Question, some: BitMap) -> BitMap:
    """Return those of some documents that hold the words when read."""
    for word in question.words:
        if rules.must_be_verified(word):
            some = some & _holding(present, word, some)
    return some


def _holding(present: Present, word: Word, some: BitMap) -> BitMap:
    departments = present.index.valued("department", present.places.departments_called(word))
    candidates = present.index.candidates(present.look.session, [word])[word]
    return BitMap.union(departments, *_held(present, word, candidates, some, departments).values())


def _freshest(
    present: Present, question: Question, found: _Found, hits: BitMap, fitting: Sequence[_Fresh]
) -> Iterator[int | _Fresh]:
    stored = _stored_freshest(present, question, found, hits)
    placed: list[tuple[int, int, int | _Fresh]] = [(-freshness, number, number) for freshness, number in stored]
    placed += [(-each.document.freshness, each.rank, each) for each in fitting]
    return (each for _, _, each in sorted(placed, key=lambda each: each[:2]))


def _stored_freshest(present: Present, question: Question, found: _Found, hits: BitMap) -> list[tuple[int, int]]:
    """Return the freshest documents as (freshness, number); where they were too many to be read, of those that hold the words."""
    wanted = question.offset + question.limit
    if not found.approximate:
        return present.index.freshest(present.look.session, hits, wanted)
    kept: list[tuple[int, int]] = []
    least = len(hits) - wanted - VERIFIED
    while len(hits) > max(least, 0) and len(kept) < wanted:
        some = present.index.freshest(present.look.session, hits, wanted)
        numbers = BitMap(number for _, number in some)
        holding = _read(present, question, numbers)
        kept += [each for each in some if each[1] in holding]
        hits = hits - numbers
    return kept
