"""What a search must answer, found the slow way: by reading every entry and asking each rule of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from catalog import search
from catalog.lists import desk
from catalog.lists.model import PlacementRow, ResourceRow, VersionRow
from catalog.lists.vocabulary import kinds
from catalog.office import Look
from catalog.people import queries as registers
from catalog.rights import Actor
from catalog.search import rules
from catalog.search.rules import Source, Texts, Word

FACETS = search.FACETS


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it stands in the list: its row, its texts, its values in every facet."""

    resource: ResourceRow
    texts: Texts
    facets: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Expected:
    """Every id that fits, how near its words are, and the counts of each facet under all filters but its own."""

    levels: Mapping[str, int]
    facets: Mapping[str, Mapping[str, int]]


class Oracle:
    """The catalog as one look finds it."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self._tiers = {region.id: region.tier for region in registers.every_region(look.session)}
        parents = {region.id: region.parent for region in registers.every_region(look.session)}
        heirs = registers.main_heirs(look.session)
        self._above = {region: _chain(region, parents) for region in parents}
        self._heirs = {id_: _chain(id_, heirs) for id_ in registers.department_names(look.session)}
        self._departments = {id_: _spoken_of(id_, name) for id_, name in registers.department_names(look.session).items()}
        self._codes: dict[str, list[str]] = {}
        for id_, code in look.session.execute(select(PlacementRow.resource_id, PlacementRow.code).where(PlacementRow.is_live)):
            self._codes.setdefault(id_, []).append(code)
        governing = select(ResourceRow, VersionRow.content).join(
            VersionRow, VersionRow.id == func.coalesce(ResourceRow.current_id, ResourceRow.draft_id)
        )
        self.entries = [self._entry(row, content) for row, content in look.session.execute(governing)]
        self._nearness: dict[Word, list[int | None]] = {}
        look.session.expunge_all()

    def _entry(self, row: ResourceRow, content: Mapping[str, Any]) -> Entry:
        values: dict[str, Iterable[str | None]] = {
            "tier": [self._tiers[row.region_id]],
            # What is counted for a region is what choosing it finds: all beneath it; for a department, those it succeeded.
            "region": self._above[row.region_id],
            "department": self._heirs[row.provider_id],
            "theme": [content.get("theme")],
            "format": kinds(content.get("formats", ())),
        }
        values |= {each: [getattr(row, each)] for each in FACETS if each not in values}
        rest = (content.get("abstract"), *content.get("tags", ()), *self._codes.get(row.id, ()), row.legacy_code)
        items = tuple(item["name"] for item in content.get("items", ()))
        source = Source(row.id, row.name, items, tuple(text for text in rest if text), {}, 0)
        facets = {facet: frozenset(value for value in some if value) for facet, some in values.items()}
        return Entry(row, rules.texts(rules.document(source)), facets)

    def expected(self, actor: Actor, query: search.Query) -> Expected:
        """Return what the actor must be answered."""
        words = rules.words(query.text)
        meant = {facet: frozenset(values) for facet, values in query.filters.items() if values}
        levels: dict[str, int] = {}
        facets: dict[str, Counter[str]] = {facet: Counter() for facet in FACETS}
        for entry, level in self.holding(words):
            if not desk.sees(actor, entry.resource):
                continue
            lacking = {facet for facet, values in meant.items() if values.isdisjoint(entry.facets[facet])}
            if not lacking:
                levels[entry.resource.id] = level
            for facet in FACETS if not lacking else lacking if len(lacking) == 1 else ():
                facets[facet].update(entry.facets[facet])
        return Expected(levels, facets)

    def holding(self, words: Sequence[Word]) -> list[tuple[Entry, int]]:
        """Return the entries that hold all words, with how near the farthest stands."""
        nearness = [self._near(word) for word in words]
        found = []
        for at, entry in enumerate(self.entries):
            levels = [near[at] for near in nearness]
            if None not in levels:
                named = len(words) == 1 and len(words[0].text) > 2 and entry.texts.name == words[0].text
                found.append((entry, 0 if named else max((level for level in levels if level), default=1)))
        return found

    def _near(self, word: Word) -> list[int | None]:
        if word not in self._nearness:
            called = {id_ for id_, texts in self._departments.items() if texts.holds(word, "name")}
            self._nearness[word] = [self._level(entry, word, called) for entry in self.entries]
        return self._nearness[word]

    def _level(self, entry: Entry, word: Word, called: set[str]) -> int | None:
        if entry.texts.holds(word, "name"):
            return 1
        if entry.texts.holds(word, "items") or entry.resource.provider_id in called:
            return 2
        return 3 if entry.texts.holds(word, "rest") else None


def _chain(start: str, parents: Mapping[str, str | None]) -> list[str]:
    chain = [start]
    while (parent := parents.get(chain[-1])) is not None:
        chain.append(parent)
    return chain


def _spoken_of(id_: str, name: str) -> Texts:
    return rules.texts(rules.document(Source(id_, name, (), (), {}, 0)))


def answered(look: Look, query: search.Query) -> tuple[search.Found, list[str]]:
    """Ask page by page to the end; return the first page and the ids of all hits in their order."""
    first = search.find(look, query)
    ids = [hit.summary.id for hit in first.hits]
    while len(ids) < first.total:
        page = search.find(look, search.Query(query.text, query.filters, query.sort, len(ids), query.limit))
        assert page.hits, "a page came back empty before the end"
        ids += [hit.summary.id for hit in page.hits]
    return first, ids


def counts(found: search.Found) -> dict[str, dict[str, int]]:
    """Return the counts of an answer, without the values that are only there because they were chosen."""
    return {facet: {value.value: value.count for value in values if value.count} for facet, values in found.facets.items()}


def assert_right(look: Look, oracle: Oracle, query: search.Query) -> None:
    """Compare an answer with what it must be: hits, order of nearness, total, every facet."""
    expected = oracle.expected(look.actor, query)
    found, ids = answered(look, query)
    assert sorted(ids) == sorted(expected.levels), query
    assert found.total == len(ids), query
    assert not found.approximate, query
    if query.sort == "relevance":
        levels = [expected.levels[id_] for id_ in ids]
        assert levels == sorted(levels), query
    for facet, values in counts(found).items():
        right = {value: count for value, count in expected.facets[facet].items() if count}
        if len(right) <= 50:
            assert values == right, (query, facet)
        else:
            assert sorted(values.values())[-50:] == sorted(right.values())[-50:], (query, facet)
            assert values.items() <= right.items(), (query, facet)
