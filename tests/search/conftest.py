"""A town whose catalog is searched, with six kinds of people who ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from catalog import search
from catalog.lists.desk import Receipt
from catalog.office import Office
from catalog.rights import Actor
from catalog.search import folding, index, postings
from tests import builders
from tests.databases import Clock, Databases
from tests.lists.conftest import Town, settle
from tests.search.oracle import Oracle, answered, assert_right


def q(
    text: str = "", /, *, sort: str = "relevance", offset: int = 0, limit: int = 100, **filters: str | tuple[str, ...]
) -> search.Query:
    """Return a question; a facet's value may be given alone."""
    chosen = {facet: (value,) if isinstance(value, str) else value for facet, value in filters.items()}
    return search.Query(text, chosen, sort, offset, limit)


class Library(Town):
    """The town of the lists, and who asks there: visitor, machine, registrar, authority, chief, operator."""

    def __init__(self, office: Office, ids: Mapping[str, str]) -> None:
        super().__init__(office, ids)
        everywhere = (self.traffic, frozenset({self.traffic}), self.city, frozenset({self.city, self.district}))
        machine = Actor("machine", office.new_id(), "machine:一网通办", frozenset({"machine"}), *everywhere)
        chief = Actor("official", office.new_id(), "chief", frozenset({"official", "chief"}), *everywhere)
        self.askers = {
            "visitor": Actor("anonymous", None, "anonymous", frozenset({"anonymous", "visitor"})),
            "machine": replace(machine, scopes=frozenset({"resource:read"})),
            "registrar": self.registrar,
            "authority": self.local_authority,
            "chief": replace(chief, span=frozenset({self.traffic, self.local})),
            "operator": self.operator,
        }

    @property
    def clock(self) -> Clock:
        clock = self.office.clock
        assert isinstance(clock, Clock)
        return clock

    def move(self, who: str, department: str, departments: frozenset[str]) -> None:
        """Let an official belong to the department that stands for theirs from now on."""
        chief = who == "chief"
        before = self.askers[who] if chief else getattr(self, who)
        after = replace(before, department=department, departments=departments, span=departments if chief else frozenset())
        if chief or who == "registrar":
            self.askers[who] = after
        if not chief:
            setattr(self, who, after)

    def ids(self, query: search.Query, actor: Actor | None = None) -> list[str]:
        """Return the ids of all that is found, in order."""
        with self.look(actor) as look:
            return answered(look, query)[1]

    def find(self, query: search.Query, actor: Actor | None = None) -> search.Found:
        with self.look(actor) as look:
            return search.find(look, query)

    def right(self, *queries: search.Query, askers: tuple[str, ...] | None = None) -> None:
        """Let everybody ask, and compare with the list itself."""
        with self.look() as whole:
            oracle = Oracle(whole)
            for name in askers or self.askers:
                with self.look(self.askers[name]) as look:
                    for query in queries:
                        assert_right(look, oracle, query)

    def draft(self, **content: Any) -> Receipt:
        """Register an entry whose abstract holds nothing that its name and items are asked for."""
        return super().draft(**{"abstract": "供有关部门使用"} | content)

    def local_draft(self, **content: Any) -> Receipt:
        return builders.create_draft(self.office, self.local_registrar, **{"abstract": "供有关部门使用"} | content)

    def fold(self) -> search.Standing:
        """Bring the index up to the last change."""
        return search.tend(self.office)

    def status(self) -> search.Standing:
        with self.look() as look:
            return search.status(look)


@pytest.fixture
def town(databases: Databases, clock: Clock) -> Iterator[Library]:
    with databases.house(settle, clock) as (office, ids):
        yield Library(office, ids)


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a handful of entries fill several blocks."""
    for module in (postings, index, folding):
        monkeypatch.setattr(module, "BLOCK", 8)
