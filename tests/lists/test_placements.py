"""The classification and the codes in it: given once each, whoever publishes at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import select

from catalog import lists
from catalog.errors import Invalid, NotAllowed
from catalog.lists import placements, queries
from catalog.lists.model import ClassificationRow, PlacementRow
from tests import builders
from tests.lists.conftest import Town, refused


def test_every_department_has_a_node_of_its_own_made_once(town: Town) -> None:
    town.draft()
    town.draft()
    builders.create_draft(town.office, town.local_registrar)
    with town.look() as look:
        nodes = [node for node in lists.classifications(look) if node.department_id]
    assert [(node.code, node.name, node.is_leaf) for node in nodes] == [
        ("320000001", "重庆市交通局", True),
        ("330000002", "渝中区交通局", True),
    ]


def test_nodes_are_put_renamed_ended_and_never_put_twice(town: Town) -> None:
    put = lists.put_classification
    with town.work(town.operator) as work:
        fates = [put(work, "2", "主题"), put(work, "207", "医疗", parent="2"), put(work, "207001", "医院", parent="207")]
        assert fates == ["accepted"] * 3
        assert put(work, "207001", "医院", parent="207") == "unchanged"
        assert put(work, "207001", "医疗机构", parent="207", valid_to=date(2026, 3, 2)) == "updated"
    with town.look() as look:
        shown = {node.code: (node.name, node.parent, node.is_leaf) for node in lists.classifications(look)}
        assert shown["207"] == ("医疗", "2", True)
        assert "207001" not in shown
        before = {node.code for node in lists.classifications(look, on=date(2026, 3, 1))}
        assert "207001" in before
        # What ended today makes its parent a leaf again, though no entry may stand at a node without its 目.
        assert set(placements.leaves(look.session, ["2", "207", "207001", "206001"], look.today)) == {"207", "206001"}


def test_what_is_no_node(town: Town) -> None:
    refusals: list[tuple[str, str | None, tuple[str, str]]] = [
        ("301001", None, ("code", "bad_classification")),
        ("20", None, ("code", "bad_classification")),
        ("2" * 33, None, ("code", "bad_classification")),
        ("208001", "208", ("parent", "unknown_classification")),
        ("208001", "2\0", ("parent", "unknown_classification")),
        ("208001", "206001", ("parent", "parent_disagrees")),
        ("206001", "206001", ("parent", "parent_disagrees")),
    ]
    for code, parent, problem in refusals:
        with pytest.raises(Invalid) as caught:
            town.do(town.operator, lists.put_classification, code, "名", parent=parent)
        assert refused(caught)[1] == [problem]
    for name in ("", " \0", "长" * 129):
        with pytest.raises(Invalid) as caught:
            town.do(town.operator, lists.put_classification, "209001", name)
        assert refused(caught)[1] == [("name", "bad_name")]
    assert town.do(town.operator, lists.put_classification, "209001", "长" * 128) == "accepted"
    with pytest.raises(NotAllowed):
        town.do(town.registrar, lists.put_classification, "209001", "名")


def test_an_entry_has_a_code_at_each_of_its_places(town: Town) -> None:
    town.published(classifications=["206002"])
    published = town.published(classifications=["206001", "206002"])
    places = {(place.classification, place.code, place.primary) for place in town.show(published.id).placements}
    assert places == {("206001", "206001/000001", True), ("206002", "206002/000002", False)}
    for code in ("206001/000001", "206002/000002"):
        assert town.show(code).summary.id == published.id


def test_a_place_that_is_left_keeps_its_code_and_comes_back_to_life(town: Town) -> None:
    published = town.published(classifications=["206001", "206002"])
    moved = town.step(town.edit(published, classifications=["101001"]), "submit", "sign", "approve")
    assert (moved.code, [place.code for place in town.show(published.id).placements]) == ("206001/000001", ["101001/000001"])
    assert town.show("206002/000001").summary.id == published.id
    back = town.step(town.edit(moved, classifications=["206002", "101001"]), "submit", "sign", "approve")
    assert [place.code for place in town.show(back.id).placements] == ["206002/000001", "101001/000001"]
    assert town.published(classifications=["206002"]).code == "206002/000002"


def test_codes_are_unique_and_the_trail_gapless_with_eight_publishers(town: Town) -> None:
    def publish(number: int) -> list[str | None]:
        return [town.published(name=f"第{number}组资源{each}", classifications=["206001", "206002"]).code for each in range(3)]

    with ThreadPoolExecutor(8) as pool:
        codes = [code for found in pool.map(publish, range(8)) for code in found]
    assert sorted(code or "" for code in codes) == [f"206001/{number:06d}" for number in range(1, 25)]
    with town.look() as look:
        assert len(set(look.session.scalars(select(PlacementRow.code)))) == 48
        nodes = select(ClassificationRow.code).where(ClassificationRow.department_id.is_not(None))
        assert look.session.scalars(nodes).all() == ["320000001"]
        assert queries.counts(look) == {"published": 24}
    assert [row.seq for row in town.trail()] == list(range(1, len(town.trail()) + 1))
    assert town.sound()
