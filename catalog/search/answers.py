"""What people are answered: entries with what was found in them marked, facets with their names, and what else may be meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from catalog.errors import Invalid, Problem
from catalog.lists import labels, streaming
from catalog.lists import queries as lists
from catalog.lists.queries import Summary
from catalog.lists.rules import STATE_NAMES
from catalog.office import Look
from catalog.rights import require
from catalog.search import rules, similar
from catalog.search.counting import MOST_VALUES
from catalog.search.engine import FACETS, Question, ask
from catalog.search.places import Places
from catalog.search.present import Present, present
from catalog.search.rules import SORTS, Word
from catalog.search.text import Span

#: Who goes further down than this should narrow the question instead.
DEEPEST: Final = 10_000
#: Most hits of one page.
LONGEST_PAGE: Final = 100
_MOST_ITEMS: Final = 10
_MOST_MEANT: Final = 5
#: Characters of an abstract shown on either side of what was found.
_AROUND: Final = 40


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: words apart by white space, all of which must be found; values chosen by facet (one of them must fit).

    ``sort`` is one of ``relevance``, ``freshness``, ``usage``; hits from ``offset`` on, ``limit`` of them.
    """

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "relevance"
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and what of it was found, in half-open spans."""

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry: its summary, its name, those of its items that hold a word, and the stretch of its abstract that does."""

    summary: Summary
    name: Marked
    items: tuple[Marked, ...]
    abstract: Marked | None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet, its name in Chinese and English, how many entries have it under all other facets' filters."""

    value: str
    label: tuple[str, str]
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Found:
    """One stretch of the answer; ``approximate`` where more was found than could be read again.

    ``did_you_mean`` are names of items, and of entries where nothing was found, that come near when no name holds the words.
    """

    hits: tuple[Hit, ...]
    total: int
    approximate: bool
    facets: Mapping[str, tuple[FacetValue, ...]]
    did_you_mean: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that holds what has been typed so far; ``id`` of the entry or department (an item has none)."""

    kind: Literal["resource", "department", "item"]
    text: str
    spans: tuple[Span, ...]
    id: str | None


def find(look: Look, query: Query) -> Found:
    """Find entries the actor may see; a change is found as soon as it is committed.

    Raises
    ------
    Unauthenticated
        Nobody is signed in and the catalog is not public.
    Invalid
        A facet or an order is unknown, the question is too long, or it goes too deep.
    Unavailable
        The index is too far behind to be asked.
    """
    require(look.actor, "resource:read")
    _check(query)
    words = rules.words(query.text)
    at = present(look)
    chosen = {facet: at.places.meant(facet, values) for facet, values in query.filters.items() if values}
    question = Question(words, chosen, query.sort, query.offset, query.limit, counted=True, named=query.filters)
    seen = lists.sight(look.actor)
    answer = ask(at, question, seen)
    hits = tuple(_hits(look, answer.ids, words))
    meant: tuple[str, ...] = ()
    if words and not answer.total:
        meant = tuple(similar.names(at, words, seen))
    elif words and not any(hit.name.spans for hit in hits):
        meant = tuple(dict.fromkeys(item.text for hit in hits for item in hit.items))
    facets = {facet: _values(at.places, facet, counts, query) for facet, counts in answer.facets.items()}
    return Found(hits, answer.total, answer.approximate, facets, meant[:_MOST_MEANT])


def _check(query: Query) -> None:
    problems = [
        Problem(
            facet, "unknown_facet", f"没有此分面，可用：{'、'.join(FACETS)}", f"no such facet; there are: {', '.join(FACETS)}"
        )
        for facet in query.filters
        if facet not in FACETS
    ]
    if query.sort not in SORTS:
        problems.append(Problem("sort", "unknown_sort", f"排序应为 {'、'.join(SORTS)}", f"expected one of {', '.join(SORTS)}"))
    if not 0 <= query.offset <= DEEPEST:
        zh, en = f"只能翻到第 {DEEPEST} 条，请缩小范围", f"only the first {DEEPEST} can be shown; narrow the question"
        problems.append(Problem("offset", "too_deep", zh, en))
    if not 1 <= query.limit <= LONGEST_PAGE:
        problems.append(Problem("limit", "bad_limit", f"每页 1–{LONGEST_PAGE} 条", f"expected 1–{LONGEST_PAGE} a page"))
    if problems:
        raise Invalid("检索条件有误", "the question cannot be answered", problems=problems)


def _hits(look: Look, ids: Sequence[str], words: Sequence[Word]) -> Iterator[Hit]:
    summaries = lists.summaries(look, ids)
    contents = streaming.contents(look, ids) if words and ids else {}
    for summary in (summaries[id_] for id_ in ids if id_ in summaries):
        content = contents.get(summary.id, {})
        yield Hit(
            summary=summary,
            name=_marked(summary.name, words),
            items=tuple(_only_found((item["name"] for item in content.get("items", ())), words))[:_MOST_ITEMS],
            abstract=_stretch(content.get("abstract", ""), words),
        )


def _marked(text: str, words: Sequence[Word]) -> Marked:
    return Marked(text, rules.spans(text, words))


def _only_found(texts: Iterable[str], words: Sequence[Word]) -> Iterator[Marked]:
    return (marked for text in dict.fromkeys(texts) if (marked := _marked(text, words)).spans)


def _stretch(abstract: str, words: Sequence[Word]) -> Marked | None:
    """Return the part of an abstract around what was first found in it as written; abstracts are not searched by sound."""
    found = rules.spans(abstract, [Word(word.text) for word in words])
    if not found:
        return None
    start, end = max(0, found[0][0] - _AROUND), min(len(abstract), found[0][1] + _AROUND)
    before, after = "…" if start else "", "…" if end < len(abstract) else ""
    inside = tuple((a - start + len(before), b - start + len(before)) for a, b in found if b <= end)
    return Marked(f"{before}{abstract[start:end]}{after}", inside)


def _values(places: Places, facet: str, counts: Mapping[str, int], query: Query) -> tuple[FacetValue, ...]:
    chosen = query.filters.get(facet, ())
    ordered = sorted(counts, key=lambda value: (-counts[value], value))[:MOST_VALUES]
    ordered += [value for value in dict.fromkeys(chosen) if value not in ordered]
    return tuple(FacetValue(value, _label(places, facet, value), counts.get(value, 0), value in chosen) for value in ordered)


def _label(places: Places, facet: str, value: str) -> tuple[str, str]:
    if facet == "tier":
        return places.tiers.get(value, (value, value))
    if facet == "state":
        return STATE_NAMES.get(value, (value, value))
    if facet in ("department", "region"):
        name = (places.departments if facet == "department" else places.regions).get(value, value)
        return name, name
    return labels.term(facet, value)


def suggest(look: Look, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
    """Return names that hold what has been typed so far: of entries first, then departments, then items.

    Raises
    ------
    Unauthenticated, Invalid, Unavailable
        As ``find``.
    """
    require(look.actor, "resource:read")
    words = rules.words(text)
    if not words:
        return ()
    at = present(look)
    answer = ask(at, Question(words, {}, "relevance", 0, 3 * limit, counted=False), lists.sight(look.actor))
    hits = list(_hits(look, answer.ids, words))
    entries = {
        hit.name.text: Suggestion("resource", hit.name.text, hit.name.spans, hit.summary.id) for hit in hits if hit.name.spans
    }
    items = {item.text: Suggestion("item", item.text, item.spans, None) for hit in hits for item in hit.items}
    return _mixed([list(entries.values()), list(_departments(at, words)), list(items.values())], limit)


def _departments(at: Present, words: Sequence[Word]) -> Iterator[Suggestion]:
    called = frozenset.intersection(*(at.places.departments_called(word) for word in words))
    for id_ in sorted(called, key=lambda id_: (len(at.places.departments[id_]), id_)):
        name = at.places.departments[id_]
        yield Suggestion("department", name, rules.spans(name, words), id_)


def _mixed(kinds: Sequence[Sequence[Suggestion]], limit: int) -> tuple[Suggestion, ...]:
    """Take half of the places for entries and a quarter for each other kind; what a kind leaves free, the others fill."""
    shares = (limit - 2 * (limit // 4), limit // 4, limit // 4)
    taken = [list(kind[:share]) for kind, share in zip(kinds, shares, strict=True)]
    for kind, some in zip(kinds, taken, strict=True):
        some.extend(kind[len(some) : len(some) + limit - sum(map(len, taken))])
    return tuple(suggestion for some in taken for suggestion in some)
