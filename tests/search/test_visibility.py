"""Six kinds of people: what each finds, counts, is offered and is suggested is what each may see."""

from __future__ import annotations

import pytest

from catalog import search
from catalog.errors import Unauthenticated
from catalog.lists import queries as lists
from catalog.lists.queries import Filter
from catalog.rights import anonymous
from tests.search.conftest import Library, q

STATES = ("draft", "submitted", "registered", "published", "offline", "retired")


@pytest.fixture
def stock(town: Library) -> Library:
    """An entry in each state in the city and a draft in the district, half of them folded; one published under revision."""
    for state in STATES:
        if state == "offline":
            town.fold()
        items = [{"name": f"{state}车牌", "type": "C", "length": 9}]
        receipt = town.draft(name=f"停车场{state}状态", items=items, theme=f"主题{state}")
        path = {"submitted": 1, "registered": 2}.get(state, 0 if state == "draft" else 3)
        receipt = town.step(receipt, *("submit", "sign", "approve")[:path])
        if state in ("offline", "retired"):
            receipt = town.step(receipt, {"offline": "take_offline", "retired": "retire"}[state], reason="停止使用")
        if state == "published":
            town.edit(receipt, name="停车场秘密新名", items=[{"name": "秘密车牌", "type": "C", "length": 9}])
    town.local_draft(name="区停车场草案", items=[{"name": "区车牌", "type": "C", "length": 9}], theme="主题区")
    return town


def test_everybody_finds_counts_and_narrows_what_they_may_see(stock: Library) -> None:
    stock.right(q(), q("停车场"), q("车牌"), q("tccc"), q("停车 车牌", state=("draft", "published")), q(region=stock.district))
    found = {name: len(stock.ids(q("停车场"), actor)) for name, actor in stock.askers.items()}
    assert found == {"visitor": 3, "machine": 3, "registrar": 6, "authority": 4, "chief": 3, "operator": 7}


def test_everybody_finds_what_the_list_shows_them(stock: Library) -> None:
    for actor in stock.askers.values():
        with stock.look(actor) as look:
            listed = {entry.id for entry in lists.find(look, Filter()).entries}
        assert set(stock.ids(q(), actor)) == listed
        assert sum(value.count for value in stock.find(q(), actor).facets["state"]) == len(listed)


def test_nobody_is_told_of_what_they_may_not_see(stock: Library) -> None:
    for name, actor in stock.askers.items():
        with stock.look(actor) as look:
            seen = {entry.name for entry in lists.find(look, Filter()).entries}
            suggested = search.suggest(look, "停车", 50)
            assert {each.text for each in suggested if each.kind == "resource"} == seen, name
            items = {each.text for each in search.suggest(look, "车牌", 50) if each.kind == "item"}
            assert len(items) == len(seen), name
            offered = set(search.find(look, q("停车场的状态们")).did_you_mean)
            assert offered <= seen | items, name
            assert offered, name
            themes = {value.value for value in search.find(look, q()).facets["theme"]}
            assert len(themes) == len(seen), name
        told = f"{suggested} {items} {offered}"
        if name in ("visitor", "machine", "chief"):
            assert "draft" not in told
            assert "草案" not in told


def test_a_revision_is_found_by_nobody_before_it_is_published(stock: Library) -> None:
    for actor in stock.askers.values():
        assert stock.find(q("秘密"), actor).total == 0
        assert stock.find(q("停车场published"), actor).total == 1


def test_nobody_is_answered_where_the_catalog_is_not_public(stock: Library) -> None:
    with stock.look(anonymous()) as look:
        for ask in (lambda: search.find(look, q("停车")), lambda: search.suggest(look, "停车")):
            with pytest.raises(Unauthenticated):
                ask()
