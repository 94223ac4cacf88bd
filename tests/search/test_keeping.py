"""A change is found by the next question, anywhere; the index is folded and built beside those who ask and write."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text, update

from catalog import lists, people, search
from catalog.errors import Conflict, Unavailable
from catalog.office import Office
from catalog.search import folding, present, stored
from catalog.search.model import DocumentRow, GenerationRow, PostingRow
from tests.search.conftest import Library, q
from tests.search.oracle import answered


@pytest.fixture
def other(town: Library) -> Iterator[Office]:
    """Another process on the same database."""
    house = Office(town.office.settings, clock=town.clock)
    yield house
    house.close()


def found_by(town: Library, offices: tuple[Office, ...], query: search.Query) -> list[list[str]]:
    found = []
    for office in offices:
        with office.look(town.operator) as look:
            found.append(answered(look, query)[1])
    return found


@pytest.mark.parametrize("folded", [False, True], ids=["dirty", "folded"])
def test_a_committed_change_is_found_by_the_next_question_of_any_process(town: Library, other: Office, folded: bool) -> None:
    both = (town.office, other)

    def settle() -> None:
        if folded:
            search.tend(town.office)

    def shows(text: str, *expected: str, **filters: str) -> None:
        assert found_by(town, both, q(text, **filters)) == [list(expected)] * 2, (text, filters)

    shows("停车场")
    receipt = town.draft(name="公共停车场")
    shows("停车场", receipt.id)
    settle()
    receipt = town.edit(receipt, name="收费路段", items=[{"name": "路段名称", "type": "C", "length": 99}])
    shows("停车场")
    shows("收费", receipt.id)
    for verb, state in [("submit", "submitted"), ("sign", "registered"), ("approve", "published"), ("take_offline", "offline")]:
        settle()
        receipt = town.step(receipt, verb, **({"reason": "停用"} if verb == "take_offline" else {}))
        shows("收费", receipt.id, state=state)
    receipt = town.step(receipt, "put_online")
    settle()
    shows("收费", receipt.id, state="published")
    assert receipt.code is not None
    shows(receipt.code, receipt.id)
    shows("运输局")
    with town.work(town.operator) as work:
        heir = people.rename(work, town.traffic, "重庆市运输局", date(2026, 3, 2)).began[0].id
    shows("", receipt.id, department=heir)
    settle()
    receipt = town.step(receipt, "retire", reason="停用")
    shows("收费", receipt.id, state="retired")
    gone = town.local_draft(name="临时车场")
    settle()
    shows("临时", gone.id)
    with town.work(town.local_registrar) as work:
        lists.delete(work, gone.id, revision=gone.revision)
    shows("临时")
    settle()
    shows("临时")
    town.right(q(), q("车场"))


def test_an_older_snapshot_is_answered_as_it_was(town: Library) -> None:
    for number in range(3):
        town.draft(name=f"停车场{number}")
    town.fold()
    with town.look() as old:
        before = answered(old, q("停车"))[1]
        town.draft(name="停车场新", theme="交通")
        town.fold()
        assert len(town.ids(q("停车"))) == 4
        found, ids = answered(old, q("停车"))
        assert (sorted(ids), found.total) == (sorted(before), 3)
        assert {value.value: value.count for value in found.facets["state"]} == {"draft": 3}
        assert found.facets["theme"] == ()
        assert len(answered(old, q("", sort="freshness"))[1]) == 3
    assert len(town.ids(q("停车"))) == 4


def test_whoever_writes_folds_when_a_fold_is_due(town: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "FOLD_AT", 20)
    search.attach(town.office)
    search.attach(town.office)
    assert len(town.office.after_work) == 1
    while town.status().generation == 0:
        town.draft()
    first = town.status()
    assert (first.fold, first.behind) == (0, 0)
    for _ in range(19):
        town.draft()
    assert town.status().folded_seq == first.folded_seq
    town.draft()
    assert (town.status().fold, town.status().behind) == (1, 0)
    search.keep_up(town.office)
    assert town.status().fold == 1
    town.right(q("停车"), q())


def test_an_index_is_rebuilt_while_others_ask_and_write(town: Library, small_blocks: None) -> None:
    for number in range(20):
        town.draft(name=f"停车场{number:02}号")
    before, over, failed = town.fold(), threading.Event(), []

    def ask() -> None:
        try:
            while not over.is_set():
                assert town.find(q("停车场", limit=5)).total >= 20
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    for number in range(3):
        town.draft(name=f"停车场新{number}号")
        after = search.rebuild(town.office)
    over.set()
    thread.join(60)
    assert not failed
    assert (after.generation, after.documents, after.fold, after.behind) == (before.generation + 3, 23, 0, 0)
    assert after.bytes > 0
    with town.look() as look:
        assert look.session.scalars(select(GenerationRow.id)).all() == [after.generation]
    town.right(q("停车场"), q("停车场新"))


def test_what_changes_during_a_build_is_found_after_it(town: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    town.draft(name="停车场旧")
    write_gathered = folding._write_gathered

    def interrupted(*arguments: object) -> None:
        town.draft(name="停车场新")
        write_gathered(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(folding, "_write_gathered", interrupted)
    assert search.rebuild(town.office).behind > 0
    assert len(town.ids(q("停车场"))) == 2
    town.fold()
    town.right(q("停车场"))


def test_an_entry_that_goes_during_a_build_is_not_found_after_it(town: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    going, staying = town.draft(name="停车场旧"), town.draft(name="停车场新")
    build_block = folding._build_block

    def interrupted(*arguments: object) -> None:
        town.do(town.registrar, lists.delete, going.id, revision=going.revision)
        build_block(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(folding, "_build_block", interrupted)
    assert search.rebuild(town.office).documents == 2
    assert town.ids(q("停车场")) == [staying.id]
    town.fold()
    town.right(q("停车场"))


def test_only_one_builds_at_a_time(town: Library, other: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    town.draft(name="停车场")
    write_gathered = folding._write_gathered
    refusals = []

    def interrupted(*arguments: object) -> None:
        with pytest.raises(Conflict) as caught:
            search.rebuild(other)
        refusals.append(caught.value.code)
        search.tend(other)
        write_gathered(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(folding, "_write_gathered", interrupted)
    assert search.rebuild(town.office).generation == 1
    assert refusals == ["building"]
    town.right(q("停车场"))


def test_a_build_given_up_for_dead_does_not_take_the_place_of_a_later_one(
    town: Library, other: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.draft(name="停车场")
    take_place = folding._take_place

    def late(*arguments: object) -> None:
        monkeypatch.setattr(folding, "_take_place", take_place)
        town.clock.advance(minutes=11)
        assert search.rebuild(other).generation == 2
        take_place(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(folding, "_take_place", late)
    with pytest.raises(Conflict):
        search.rebuild(town.office)
    assert (town.status().generation, town.status().documents) == (2, 1)
    town.right(q("停车场"))


def test_of_two_folds_at_once_one_stands_and_nothing_is_lost(
    town: Library, other: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.draft(name="停车场甲")
    town.fold()
    receipt = town.draft(name="停车场乙")
    blocks = folding._blocks

    def raced(*arguments: object) -> object:
        monkeypatch.setattr(folding, "_blocks", blocks)
        town.edit(receipt, name="停车场丙")
        search.tend(other)
        return blocks(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(folding, "_blocks", raced)
    standing = search.tend(town.office)
    assert (standing.fold, standing.behind) == (1, 0)
    town.right(q("停车场"), q("停车场乙"), q("停车场丙"))
    with other.look(town.operator) as look:
        assert len(answered(look, q("停车场"))[1]) == 2


def test_a_build_that_wakes_up_after_it_was_given_up_leaves_nothing_behind(
    town: Library, other: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.draft(name="停车场")
    fill = folding._build_block

    def asleep(*arguments: object) -> int:
        monkeypatch.setattr(folding, "_build_block", fill)
        town.clock.advance(minutes=11)
        assert search.rebuild(other).generation == 2
        return fill(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(folding, "_build_block", asleep)
    with pytest.raises(Conflict):
        search.rebuild(town.office)
    with town.look() as look:
        assert set(look.session.scalars(select(PostingRow.generation))) == {2}
        assert {key // stored.SPAN for key in look.session.scalars(select(DocumentRow.key))} == {2}


def test_a_change_of_recipe_builds_anew(town: Library) -> None:
    town.draft(name="停车场")
    assert town.fold().recipe_current
    with town.office.chore(town.operator) as chore:
        chore.session.execute(update(GenerationRow).values(recipe="0"))
    assert not town.status().recipe_current
    after = town.fold()
    assert (after.generation, after.recipe_current, after.behind) == (2, True, 0)
    assert town.fold().generation == 2
    town.right(q("停车场"))


def test_an_order_of_rank_that_is_old_is_made_anew(town: Library) -> None:
    first = town.draft(name="停车场甲")
    town.draft(name="停车场乙")
    town.fold()
    town.step(first, "submit", "sign", "approve")
    assert (town.fold().generation, town.status().fold) == (1, 1)
    town.clock.advance(hours=25)
    after = town.fold()
    assert (after.generation, after.fold) == (2, 0)
    assert town.ids(q("停车场"))[0] == first.id
    town.clock.advance(hours=25)
    assert town.fold().generation == 2, "nothing was folded into it"


def test_an_index_far_behind_is_not_asked(town: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    town.draft(name="停车场")
    monkeypatch.setattr(present, "BEARABLE", 3)
    with pytest.raises(Unavailable) as caught:
        town.find(q("停车场"))
    assert (caught.value.code, caught.value.facts["retry_after"] > 0) == ("index_behind", True)
    town.fold()
    assert town.find(q("停车场")).total == 1


def test_search_never_makes_a_write_fail(town: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "FOLD_AT", 1)
    town.draft(name="停车场甲")
    search.attach(town.office)
    with town.office.engine.begin() as connection:
        connection.execute(text("ALTER TABLE search_posting RENAME TO search_posting_away"))
    receipt = town.draft(name="停车场乙")
    receipt = town.step(receipt, "submit", "sign", "approve")
    assert receipt.state == "published"
    with town.office.engine.begin() as connection:
        connection.execute(text("ALTER TABLE search_posting_away RENAME TO search_posting"))
    town.clock.now += timedelta(minutes=11)
    town.draft(name="停车场丙")
    assert town.status().behind == 0
    town.right(q("停车场"))


def test_an_empty_catalog_has_an_index_too(town: Library) -> None:
    assert search.rebuild(town.office).documents == 0
    assert town.find(q("停车")).total == town.find(q("", sort="freshness")).total == 0
    town.draft(name="停车场")
    town.fold()
    town.right(q("停车"), q(sort="freshness"))
