"""Demands and responsibilities as files bring them: the second time nothing changes, what is on its way is left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from catalog.errors import Invalid, NotAllowed
from catalog.lists import demands, responsibilities
from catalog.lists.demands import queries
from catalog.lists.demands.queries import Filter
from catalog.lists.responsibilities import queries as responsibility_queries
from tests.conftest import Clock, Databases
from tests.lists.conftest import settle
from tests.lists.loop import Loop, create_demand, create_duty


@pytest.fixture
def town(databases: Databases, clock: Clock) -> Iterator[Loop]:
    with databases.house(settle, clock) as (office, ids):
        yield Loop(office, ids)


def test_a_demand_is_filed_changed_as_a_draft_and_left_once_on_its_way(town: Loop) -> None:
    taken = town.do(town.applicant, demands.take_in, town.finance, create_demand())
    assert (taken.fate, town.demand(taken.id).summary.state) == ("accepted", "draft")
    before = len(town.trail())
    assert town.do(town.applicant, demands.take_in, town.finance, create_demand()).fate == "unchanged"
    assert len(town.trail()) == before
    changed = town.do(town.operator, demands.take_in, town.finance, create_demand(items=["姓名"]))
    assert (changed.fate, changed.id, town.demand(taken.id).content["items"]) == ("updated", taken.id, ["姓名"])
    revision = town.demand(taken.id).revision
    town.do(town.applicant, demands.edit, taken.id, create_demand(items=["住址"]), revision=revision)
    assert town.do(town.applicant, demands.take_in, town.finance, create_demand(items=["姓名"])).fate == "unchanged"
    assert town.demand(taken.id).content["items"] == ["住址"]
    town.do(town.applicant, demands.submit, taken.id, revision=town.demand(taken.id).revision)
    left = town.do(town.applicant, demands.take_in, town.finance, create_demand(items=["电话"]))
    assert (left.fate, [problem.code for problem in left.problems]) == ("unchanged", ["on_its_way"])
    assert town.verbs()[-1] == "demand:submit"


def test_a_number_tells_two_demands_of_one_title_apart(town: Loop) -> None:
    first, second = town.filed(), town.filed(items=["住址"])
    for number, items, found in ((first.number, ["电话"], first), (second.number, ["单位"], second)):
        taken = town.do(town.applicant, demands.take_in, town.finance, create_demand(items=items), number=number)
        assert (taken.fate, taken.id) == ("updated", found.id)


def test_what_has_ended_leaves_its_title_to_another(town: Loop) -> None:
    ended = town.reviewing()
    town.do(town.applicant, demands.withdraw, ended.id, revision=ended.revision)
    assert town.do(town.applicant, demands.take_in, town.finance, create_demand()).id == ended.id
    anew = town.do(town.applicant, demands.take_in, town.finance, create_demand(items=["姓名"]))
    assert (anew.fate, anew.id != ended.id) == ("accepted", True)


def test_nobody_imports_for_others_and_nothing_wrong_is_stored(town: Loop) -> None:
    with pytest.raises(NotAllowed):
        town.do(town.applicant, demands.take_in, town.traffic, create_demand())
    with pytest.raises(Invalid):
        town.do(town.applicant, demands.take_in, town.finance, create_demand(items=[5]))
    with pytest.raises(NotAllowed):
        town.do(town.registrar, responsibilities.take_in, town.traffic, create_duty())
    with pytest.raises(Invalid):
        town.do(town.authority, responsibilities.take_in, town.traffic, create_duty(title=""))


def test_a_responsibility_is_drafted_changed_and_left_once_assigned(town: Loop) -> None:
    taken = town.do(town.authority, responsibilities.take_in, town.traffic, create_duty(basis=[]))
    assert (taken.fate, [problem.path for problem in taken.problems]) == ("accepted", ["basis"])
    assert town.do(town.operator, responsibilities.take_in, town.traffic, create_duty(basis=[])).fate == "unchanged"
    assert town.do(town.operator, responsibilities.take_in, town.traffic, create_duty()).fate == "updated"
    revision = town.responsibility(taken.id).revision
    owed = town.do(town.authority, responsibilities.assign, taken.id, revision=revision)
    left = town.do(town.authority, responsibilities.take_in, town.traffic, create_duty(cycle="weekly"), number=owed.number)
    assert (left.fate, left.problems[0].code, left.id) == ("unchanged", "on_its_way", taken.id)


def test_lists_are_streamed_whole_and_by_year(town: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "BATCH", 2)
    filed = [town.filed(title=f"名单{number}") for number in range(5)]
    owed = [town.do(town.authority, responsibilities.draft, town.traffic, create_duty(title=f"名单{n}")) for n in range(3)]
    with town.look(town.applicant) as look:
        assert [(line.number, content["title"]) for line, content in queries.stream(look, Filter(year=2026))] == [
            (receipt.number, receipt.title) for receipt in filed
        ]
        assert list(queries.stream(look, Filter(year=2025))) == []
    with town.look(town.authority) as look:
        lines = list(responsibility_queries.stream(look, responsibility_queries.Filter()))
        assert [line.id for line, _ in lines] == [receipt.id for receipt in owed]
