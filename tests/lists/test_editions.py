"""A frozen catalog stays as it was, and two of them tell what became of each entry."""

from __future__ import annotations

from typing import Any

import pytest

from catalog import lists
from catalog.errors import Conflict, Invalid, NotAllowed, NotFound
from catalog.lists import streaming
from catalog.lists.queries import Filter
from tests import builders
from tests.lists.conftest import Town, refused


def frozen(town: Town, label: str) -> list[tuple[str | None, str, Any]]:
    with town.look() as look:
        return [(one.code, one.state, one.content) for one in streaming.stream(look, Filter(), edition=label)]


def test_what_became_of_each_entry_from_one_year_to_the_next(town: Town, clock: Any) -> None:
    kept, changed, retired, merged, replaced, paused = (town.published(name=name) for name in "留改销并替停")
    town.step(paused, "take_offline", reason="维护")
    town.draft(name="稿")
    cut = town.do(town.operator, lists.cut_edition, "2025")
    assert (cut.entries, cut.items, cut.cut_by) == (6, 12, "operator:tests")
    before = frozen(town, "2025")
    clock.advance(days=300)
    town.step(town.edit(changed, items=[{"name": "停车场名称", "type": "C", "length": 200}]), "submit", "sign", "approve")
    town.step(retired, "retire", reason="停用")
    town.step(merged, "merge", into=kept.id)
    town.step(replaced, "supersede", by=changed.id)
    added = town.published(name="新")
    again = town.published(name="销")
    cut = town.do(town.authority, lists.cut_edition, " 2026 ")
    assert (cut.label, cut.entries, cut.items) == ("2026", 5, 9)
    with town.look(town.outsider) as look:
        changes = lists.edition_diff(look, "2025", "2026")
        assert [one.label for one in lists.editions(look)] == ["2025", "2026"]
    assert {(one.kind, one.code, one.name, one.successor) for one in changes} == {
        ("added", added.code, "新", None),
        ("added", again.code, "销", None),
        ("changed", changed.code, "改", None),
        ("retired", retired.code, "销", None),
        ("merged", merged.code, "并", kept.code),
        ("superseded", replaced.code, "替", changed.code),
    }
    assert {one.department for one in changes} == {"重庆市交通局"}
    details = next(one.details for one in changes if one.kind == "changed") or {}
    assert [item["name"] for item in details["items_dropped"]] == ["泊位总数"]
    assert frozen(town, "2025") == before
    assert ("offline" in {state for _, state, _ in before}, len(before)) == (True, 6)


def test_departments_come_one_after_the_other(town: Town) -> None:
    town.do(town.operator, lists.cut_edition, "2025")
    for actor in (town.outsider, town.registrar):
        town.published() if actor is town.registrar else publish_for_finance(town)
    town.do(town.operator, lists.cut_edition, "2026")
    with town.look() as look:
        assert [one.department for one in lists.edition_diff(look, "2025", "2026")] == ["重庆市交通局", "重庆市财政局"]
        assert [one.kind for one in lists.edition_diff(look, "2026", "2025")] == ["gone", "gone"]


def publish_for_finance(town: Town) -> None:
    reviewer = town.official("finance_reviewer", town.finance, "reviewer")
    builders.create_published(town.office, town.outsider, reviewer, town.authority)


def test_an_edition_is_cut_once_and_by_the_authority(town: Town) -> None:
    with pytest.raises(NotAllowed):
        town.do(town.registrar, lists.cut_edition, "2026")
    for label in (" ", "长" * 33):
        with pytest.raises(Invalid) as caught:
            town.do(town.authority, lists.cut_edition, label)
        assert refused(caught)[1] == [("label", "bad_label")]
    town.do(town.authority, lists.cut_edition, "2026")
    with pytest.raises(Conflict) as twice:
        town.do(town.authority, lists.cut_edition, "2026")
    assert twice.value.code == "edition_exists"
    with town.look() as look, pytest.raises(NotFound):
        lists.edition_diff(look, "2026", "2027")
    assert town.verbs().count("edition:cut") == 1
