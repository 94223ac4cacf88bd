"""Who sees which entries, page by page, and what a list costs."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from sqlalchemy import event, select

from catalog import lists, people
from catalog.errors import Invalid, NotAllowed, Unauthenticated
from catalog.lists import queries
from catalog.lists.bindings import Finding
from catalog.lists.bulk import Incoming
from catalog.lists.desk import sees
from catalog.lists.model import ResourceRow
from catalog.lists.rules import RESOURCE
from catalog.office import Look
from catalog.rights import Actor, anonymous
from catalog.store import encode_cursor
from tests import builders
from tests.lists.conftest import Town

VISITOR = Actor("anonymous", None, "visitor", frozenset({"anonymous", "visitor"}))


def fill(town: Town) -> int:
    """Put an entry of every state into every department; return how many."""
    other = town.published(name="去处")
    for state, provider in product(RESOURCE, (town.traffic, town.finance, town.local)):
        with town.work(town.operator) as work:
            region = town.district if provider == town.local else town.city
            content = builders.create_content(name=f"{state}的资源")
            outcome = lists.put_entries(work, [Incoming(provider, region, content)])[0]
            row = work.session.get_one(ResourceRow, outcome.resource_id)
            row.state, row.successor_id = state, other.id if state in ("merged", "superseded") else None
    return len(RESOURCE) * 3 + 1


def all_pages(look: Look, wanted: queries.Filter, limit: int) -> list[queries.Summary]:
    pages = [queries.find(look, wanted, limit=limit)]
    while pages[-1].next:
        pages.append(queries.find(look, wanted, cursor=pages[-1].next, limit=limit))
    assert all(page.total == pages[0].total for page in pages)
    found = [entry for page in pages for entry in page.entries]
    assert len(found) == pages[0].total == len({entry.id for entry in found})
    return found


def test_each_actor_finds_exactly_what_it_sees(town: Town) -> None:
    count = fill(town)
    machine = Actor("machine", None, "machine:app", frozenset({"machine"}), town.traffic, scopes=frozenset({"resource:read"}))
    blind = Actor("machine", None, "machine:blind", frozenset({"machine"}), town.traffic)
    auditor = Actor("official", None, "auditor", frozenset({"official", "auditor"}))
    parties = [town.registrar, town.reviewer, town.authority, town.local_authority, town.outsider]
    for actor in (*parties, machine, auditor, town.operator, VISITOR):
        with town.look(actor) as look:
            rows = look.session.scalars(select(ResourceRow)).all()
            assert len(rows) == count
            expected = {row.id for row in rows if sees(actor, row)}
            assert {entry.id for entry in all_pages(look, queries.Filter(), 7)} == expected
            assert sum(queries.counts(look).values()) == len(expected)
    sizes = {"public": 16, "own": 4, "all": count}
    for actor, size in (
        (auditor, sizes["public"]),
        (town.registrar, sizes["public"] + sizes["own"]),
        (town.operator, sizes["all"]),
    ):
        with town.look(actor) as look:
            assert queries.find(look, queries.Filter()).total == size
    for actor, refusal in ((anonymous(), Unauthenticated), (blind, NotAllowed)):
        with town.look(actor) as look, pytest.raises(refusal):
            queries.find(look, queries.Filter())


def test_filters_narrow_and_a_region_holds_those_beneath(town: Town) -> None:
    fill(town)
    with town.look() as look:

        def total(**wanted: Any) -> int:
            return queries.find(look, queries.Filter(**wanted)).total

        assert total(department=town.finance) == 9
        assert total(region=town.city) == 28
        assert total(region=town.district) == 9
        assert total(states=("draft", "refused")) == 6
        assert total(states=("draft",), department=town.local) == 1
        assert total(name="OFFLINE的") == 3
        assert total(name="%") == 0
        assert total(sharing_type="not_shared") == 0
        assert total(department="no id") == total(region="no id") == 0


def test_a_mark_that_is_not_ours(town: Town) -> None:
    for cursor in ("nonsense", encode_cursor("x"), encode_cursor(5), encode_cursor("a", "b")):
        with town.look() as look, pytest.raises(Invalid):
            queries.find(look, queries.Filter(), cursor=cursor)


def test_a_longer_list_takes_no_more_statements(town: Town) -> None:
    def statements(limit: int) -> int:
        asked: list[str] = []
        listener: Any = lambda _conn, _cursor, statement, *_: asked.append(statement)  # noqa: E731
        event.listen(town.office.engine, "before_cursor_execute", listener)
        try:
            with town.look() as look:
                page = queries.find(look, queries.Filter(region=town.city), limit=limit)
                assert [entry.department for entry in page.entries]
        finally:
            event.remove(town.office.engine, "before_cursor_execute", listener)
        return len(asked)

    fill(town)
    statements(1)
    assert statements(2) == statements(25) <= 4


def test_a_summary_repeats_the_strictest_item(town: Town) -> None:
    items = [{"name": "泊位", "type": "I"}, {"name": "车主", "type": "C", "sharing_type": "not_shared", "grade": "important"}]
    basis = [{"law": "个人信息保护法", "article": "第十三条"}]
    summary = town.show(town.published(items=items, legal_basis=basis).id).summary
    assert (summary.sharing_type, summary.grade, summary.item_count) == ("not_shared", "important", 2)


def test_the_rate_counts_resources_and_items_of_a_department_and_its_predecessors(town: Town, clock: Any) -> None:
    one, _ = town.published(), town.published(items=[{"name": "线路", "type": "C"}])
    with town.work(town.registrar) as work:
        bound = lists.bind(work, one.id, "link", {"url": "https://data.example/parking"}, seal=str.encode)
        lists.record_checks(work, [Finding(bound.id, answering=True)])
    with town.work(town.operator) as work:
        heir = people.rename(work, town.traffic, "重庆市交通运输委员会", on=work.today).began[0].id
    with town.look() as look:
        for department in (None, heir):
            assert queries.access_rate(look, department=department) == queries.Access(2, 1, 3, 2)
        assert queries.access_rate(look, region=town.district) == queries.Access(0, 0, 0, 0)
