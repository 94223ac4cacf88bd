"""The real catalogs are found by any two characters of theirs, and counted as if they had been read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select, update

from catalog import lists, people, search
from catalog.exchange.imports import Options, import_resources
from catalog.lists.model import ResourceRow, VersionRow
from catalog.lists.queries import sight
from catalog.office import Look, Office
from catalog.rights import Actor, anonymous, operator
from catalog.search import engine, rules, sounds
from catalog.search.present import present
from catalog.search.text import fold
from tests.conftest import Clock, Databases
from tests.search.oracle import Oracle, counts

#: The large one where importing is quickest, the one with items where the server is.
CATALOGS = {"sqlite": "zhejiang", "postgres": "hainan_items"}
WORDS = 1_000
QUESTIONS = {"sqlite": 100, "postgres": 400}
EVERYTHING = 1_000_000


class Library:
    """A real catalog with some of its entries in every state, and a hundred changed since the last fold."""

    def __init__(self, office: Office, kind: str, path: Path) -> None:
        self.office, self.kind, self.operator = office, kind, operator("tests")
        with office.work(self.operator) as work:
            people.prepare(work)
        import_resources(office, self.operator, path, Options(create_departments=True))
        self._publish()
        search.rebuild(office)
        self._change()
        with office.look(self.operator) as look:
            self.oracle = Oracle(look)
            self.texts = _texts(look)
            self.provider_of = {each.resource.id: each.resource.provider_id for each in self.oracle.entries}
            busiest = self.oracle.entries[0].resource
            below = people.queries.region_below(look.session, busiest.region_id)
        self.askers = _askers(busiest.provider_id, busiest.region_id, below)

    def _publish(self) -> None:
        """Put entries into the states of their later life: the real ones do not say enough to be published by the rules."""
        with self.office.chore(self.operator) as chore:
            ids = chore.session.scalars(select(ResourceRow.id).order_by(ResourceRow.id)).all()
            for state, step in (("published", 0), ("published", 1), ("offline", 2), ("retired", 3)):
                later = update(ResourceRow).where(ResourceRow.id.in_(ids[step::5]))
                chore.session.execute(later.values(state=state, current_id=ResourceRow.draft_id, draft_id=None))

    def _change(self) -> None:
        with self.office.look(self.operator) as look:
            rows = look.session.execute(
                select(ResourceRow.id, ResourceRow.revision, ResourceRow.provider_id, VersionRow.content)
                .join(VersionRow, VersionRow.id == ResourceRow.draft_id)
                .order_by(ResourceRow.id)
                .limit(100)
            ).all()
        for id_, revision, department, content in rows:
            registrar = _official("registrar", department, None, frozenset())
            with self.office.work(registrar) as work:
                lists.edit(work, id_, {**content, "name": f"{content['name']}（修订）"}, revision=revision)


def _texts(look: Look) -> list[tuple[str, str]]:
    """Return the id of each entry with its name and with each of its items."""
    query = select(ResourceRow.id, ResourceRow.name, VersionRow.content).join(
        VersionRow, VersionRow.resource_id == ResourceRow.id
    )
    found = []
    for id_, name, content in look.session.execute(query.order_by(ResourceRow.id)):
        found += [(id_, name), *((id_, item["name"]) for item in content.get("items", ()))]
    return found


def _official(role: str, department: str, region: str | None, below: frozenset[str]) -> Actor:
    held = frozenset({"official", role})
    return Actor("official", None, role, held, department, frozenset({department}), region, below, frozenset({department}))


def _askers(department: str, region: str, below: frozenset[str]) -> list[Actor]:
    visitor = Actor("anonymous", None, "visitor", anonymous().roles | {"visitor"})
    machine = Actor("machine", None, "machine", frozenset({"machine"}), department, scopes=frozenset({"resource:read"}))
    officials = [_official(role, department, region, below) for role in ("registrar", "authority", "chief")]
    return [visitor, machine, *officials, operator("tests")]


@pytest.fixture(scope="module", params=list(CATALOGS))
def library(request: pytest.FixtureRequest, shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    databases = Databases(request.param, request, tmp_path_factory.mktemp("library"))
    office = Office(databases.settings(), clock=Clock())
    yield Library(office, request.param, shared_data / "catalogs" / f"{CATALOGS[request.param]}.jsonl.gz")
    office.close()


def _all(look: Look, query: search.Query) -> list[str]:
    """Return the ids of all that is found, in order, however many."""
    at = present(look)
    chosen = {facet: at.places.meant(facet, values) for facet, values in query.filters.items()}
    question = engine.Question(rules.words(query.text), chosen, query.sort, 0, EVERYTHING, counted=False)
    return list(engine.ask(at, question, sight(look.actor)).ids)


def test_every_two_characters_of_a_name_or_an_item_find_the_entry(library: Library) -> None:
    chance, asked = Random(2), 0
    with library.office.look(library.operator) as look:
        while asked < WORDS:
            id_, text = chance.choice(library.texts)
            start = chance.randrange(len(text))
            word = text[start : start + 2]
            if len(word) < 2 or len(fold(word)) < 2:
                continue
            asked += 1
            # Narrowed to the department, so that a word that thousands of entries hold need not be answered at length.
            assert id_ in _all(look, search.Query(word, {"department": (library.provider_of[id_],)})), (word, text)


def _fragment(chance: Random, text: str) -> str:
    start = chance.randrange(len(text))
    fragment = text[start : start + chance.randint(1, 6)].strip()
    if chance.random() < 0.2:
        initials, spelling = sounds.spoken(fold(fragment))
        return chance.choice((initials, spelling.replace(sounds.MARK, "")))
    return fragment


def _question(chance: Random, library: Library) -> search.Query:
    id_, text = chance.choice(library.texts)
    others = [other for other_id, other in chance.sample(library.texts, 200) if other_id == id_]
    texts = [text, *others, *(chance.choice(library.texts)[1] for _ in range(chance.choice((0, 0, 1))))]
    filters = {}
    for facet in chance.sample(search.FACETS, chance.choice((0, 0, 1, 2))):
        values = sorted(chance.choice(library.oracle.entries).facets[facet])
        if values:
            filters[facet] = tuple(values[:2])
    words = " ".join(_fragment(chance, each) for each in texts[: chance.randint(1, 3)])
    return search.Query(words, filters, chance.choice(search.SORTS), 0, 1)


def test_totals_and_facets_are_those_of_a_count_by_hand_whoever_asks(library: Library) -> None:
    chance, exact = Random(3), 0
    for number in range(QUESTIONS[library.kind]):
        query = _question(chance, library)
        with library.office.look(library.askers[number % len(library.askers)]) as look:
            library.oracle.look = look
            expected, found = library.oracle.expected(look.actor, query), search.find(look, query)
            assert found.total == len(expected.levels) or found.approximate, (query, look.actor.login)
            if found.approximate:
                continue
            exact += 1
            for facet, values in counts(found).items():
                right = sorted(expected.facets[facet].items(), key=lambda each: (-each[1], each[0]))
                chosen = query.filters.get(facet, ())
                assert values == {value: n for at, (value, n) in enumerate(right) if n and (at < 50 or value in chosen)}, (
                    query,
                    facet,
                )
            if number % 4:
                continue
            ids = _all(look, query)
            assert (len(ids), set(ids)) == (found.total, expected.levels.keys()), query
    assert exact > 0.9 * QUESTIONS[library.kind]
