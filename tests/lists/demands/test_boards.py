"""The board of the demand list, what it is narrowed to, what is alike, and which verbs are open to whom."""

from __future__ import annotations

import pytest

from catalog.errors import NotFound
from catalog.lists import demands
from catalog.lists.demands import boards
from catalog.lists.demands.queries import Filter
from catalog.rights import Actor
from tests.conftest import Clock
from tests.lists.loop import Loop


def verbs(town: Loop, demand: demands.Receipt, actor: Actor) -> set[str]:
    with town.look(actor) as look:
        return set(boards.open_verbs(look, demand.id))


def test_the_board_counts_every_state_and_shows_the_first_due(town: Loop, clock: Clock) -> None:
    late = town.reviewing(title="失业登记名单")
    clock.advance(days=7)
    town.reviewing(title="医师执业信息")
    town.filed(title="道路巡查记录")
    with town.look(town.authority) as look:
        board = boards.board(look, Filter(), most=1)
        assert [(state, column.count) for state, column in board.items()] == [("draft", 1), ("reviewing", 2)]
        assert [line.id for line in board["reviewing"].lines] == [late.id]
        assert board["reviewing"].lines[0].standing in ("due_soon", "overdue")
        assert board["draft"].lines[0].standing is None
        assert list(boards.board(look, Filter(title="医师"))) == ["reviewing"]
    clock.advance(days=30)
    with town.look(town.authority) as look:
        assert boards.board(look, Filter())["reviewing"].lines[0].standing == "overdue"


def test_the_list_is_narrowed_to_what_the_actor_sees(town: Loop) -> None:
    town.reviewing()
    town.filed(town.local_applicant)
    with town.look(town.authority) as look:
        found = boards.choices(look)
        assert [name for _, name in found.departments] == ["渝中区交通局", "重庆市财政局"]
        assert found.desks == ((town.city, "重庆市"),)
    with town.look(town.local_applicant) as look:
        assert [name for _, name in boards.choices(look).departments] == ["渝中区交通局"]
        assert boards.choices(look).desks == ()


def test_open_demands_that_may_be_one_are_told_to_whoever_sees_both(town: Loop) -> None:
    mine = town.reviewing()
    same = town.reviewing(title="低保对象名单（二）")
    town.reviewing(title="船舶登记信息", items=["船名"])
    town.filed()
    with town.look(town.authority) as look:
        found = boards.twins(look, mine.id)
        assert [(twin.demand.id, twin.alike > 0.6) for twin in found] == [(same.id, True)]
        assert boards.readable(look, [mine.id, "01a20000-0000-7000-8000-000000000000"]) == {mine.id}
    with town.look(town.local_applicant) as look, pytest.raises(NotFound):
        boards.twins(look, mine.id)


def test_verbs_are_open_by_state_and_right(town: Loop) -> None:
    demand = town.filed()
    assert verbs(town, demand, town.applicant) == {"edit", "submit", "delete"}
    assert verbs(town, demand, town.authority) == set()
    demand = town.do(town.applicant, demands.submit, demand.id, revision=demand.revision)
    assert verbs(town, demand, town.applicant) == {"withdraw"}
    assert verbs(town, demand, town.signer) == {"return", "sign"}
    demand = town.do(town.signer, demands.sign, demand.id, revision=demand.revision)
    assert verbs(town, demand, town.signer) == set()
    assert verbs(town, demand, town.authority) == {"return", "refuse", "forward", "accept", "merge"}
    assert verbs(town, town.accepted(), town.authority) == {"match", "assign", "refuse", "forward", "merge"}


def test_who_submitted_a_demand_is_not_offered_to_sign_it(town: Loop) -> None:
    both = town.official("both", town.finance, "applicant", "reviewer")
    demand = town.filed(both)
    demand = town.do(both, demands.submit, demand.id, revision=demand.revision)
    assert verbs(town, demand, both) == {"withdraw", "return"}
