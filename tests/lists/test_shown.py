"""Entries that a process remembers: whatever another process does to them is shown at the next look."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from catalog import lists, people
from catalog.errors import NotFound
from catalog.lists import queries
from catalog.lists.desk import Receipt
from catalog.office import Office
from catalog.rights import Actor
from tests.lists.conftest import Town


class Elsewhere:
    """Another process on the same database."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.office = Office(town.office.settings, clock=town.office.clock)

    def shown(self, receipt: Receipt, actor: Actor) -> queries.Entry | None:
        with self.office.look(actor) as look:
            try:
                return queries.show(look, receipt.id)
            except NotFound:
                return None

    def agrees(self, receipt: Receipt) -> bool:
        """Tell whether those with and without a hand in an entry are shown what a process without memory shows them."""
        actors = self.town.registrar, self.town.outsider, self.town.local_authority
        remembered = [self.shown(receipt, actor) for actor in actors]
        self.office.memory.clear()
        return remembered == [self.shown(receipt, actor) for actor in actors]

    def total(self, actor: Actor, wanted: queries.Filter) -> int:
        with self.office.look(actor) as look:
            return queries.find(look, wanted, limit=1).total


@pytest.fixture
def elsewhere(town: Town) -> Iterator[Elsewhere]:
    found = Elsewhere(town)
    yield found
    found.office.close()


def test_every_step_of_an_entry_is_shown_at_once(elsewhere: Elsewhere, town: Town) -> None:
    receipt, seen = town.draft(), []
    for step in ("submit", "sign", "approve"):
        receipt = town.step(receipt, step)
        assert elsewhere.agrees(receipt)
        seen.append(elsewhere.shown(receipt, town.outsider) is not None)
    assert seen == [False, False, True]
    receipt = town.edit(receipt, abstract="改过的摘要")
    assert elsewhere.agrees(receipt)
    mine, others = (elsewhere.shown(receipt, actor) for actor in (town.registrar, town.outsider))
    assert mine
    assert mine.draft
    assert others
    assert others.draft is None
    town.step(receipt, "submit", "sign", "approve")
    assert elsewhere.agrees(receipt)


def test_names_beside_an_entry_are_shown_at_once(elsewhere: Elsewhere, town: Town) -> None:
    receipt = town.published()
    first = elsewhere.shown(receipt, town.outsider)
    assert first
    place = first.placements[0]
    town.do(town.operator, lists.put_classification, place.classification, "新的名称")
    with town.work(town.operator) as work:
        root = people.find_region(work.session, "全国").id
        people.put_region(work, people.RegionEntry("重庆", "city", root, code="500000"))
    assert elsewhere.agrees(receipt)
    shown = elsewhere.shown(receipt, town.outsider)
    assert shown
    assert (shown.placements[0].name, shown.summary.region) == ("新的名称", "重庆")


def test_an_entry_is_read_once(elsewhere: Elsewhere, town: Town) -> None:
    receipt, other = town.published(), town.published(name="另一资源")
    first = elsewhere.shown(receipt, town.outsider)
    asked: list[str] = []
    event.listen(elsewhere.office.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    assert elsewhere.shown(receipt, town.outsider) is first
    assert asked == []
    town.edit(other, abstract="改过的摘要")
    assert elsewhere.shown(receipt, town.outsider) is first
    assert all("FROM resource" not in statement for statement in asked)


def test_a_work_reads_what_it_is_doing(town: Town) -> None:
    receipt = town.published()
    with town.work(town.registrar) as work:
        before = queries.show(work, receipt.id)
        lists.edit(work, receipt.id, {**before.content, "abstract": "改过的摘要"}, revision=receipt.revision)
        shown = queries.show(work, receipt.id)
        assert shown.draft
        assert shown.draft.content["abstract"] == "改过的摘要"


def test_totals_follow_every_change_and_are_each_actors_own(elsewhere: Elsewhere, town: Town) -> None:
    everything, drafts = queries.Filter(), queries.Filter(states=("draft",))
    asked = [(actor, wanted) for actor in (town.registrar, town.outsider) for wanted in (everything, drafts)]

    def totals() -> list[int]:
        remembered = [elsewhere.total(*each) for each in asked]
        assert remembered == [elsewhere.total(*each) for each in asked]
        elsewhere.office.memory.clear()
        assert remembered == [elsewhere.total(*each) for each in asked]
        return remembered

    assert totals() == [0, 0, 0, 0]
    first, second = town.draft(), town.draft(name="停车场收费标准")
    assert totals() == [2, 2, 0, 0]
    for step in ("submit", "sign", "approve"):
        first = town.step(first, step)
    assert totals() == [2, 1, 1, 0]
    town.do(town.registrar, lists.delete, second.id, revision=second.revision)
    assert totals() == [1, 0, 1, 0]
