"""The board of the responsibility list, what it is narrowed to, and what is open to whom."""

from __future__ import annotations

from catalog.lists import responsibilities
from catalog.lists.responsibilities import boards, queries
from catalog.lists.responsibilities.queries import Filter
from catalog.rights import Actor
from tests.conftest import Clock
from tests.lists.loop import Loop, create_duty


def openings(town: Loop, responsibility: responsibilities.Receipt, actor: Actor) -> boards.Openings:
    with town.look(actor) as look:
        return boards.openings(look, responsibility.id)


def test_the_board_counts_every_state_and_shows_the_first_due(town: Loop) -> None:
    first, _ = town.assigned(town.accepted()), town.assigned(town.accepted())
    town.do(town.authority, responsibilities.draft, town.finance, create_duty())
    with town.look(town.authority) as look:
        board = boards.board(look, Filter(), most=1)
        assert [(state, column.count, len(column.lines)) for state, column in board.items()] == [
            ("draft", 1, 1),
            ("assigned", 2, 1),
        ]
        assert board["assigned"].lines[0].standing == "in_time"
        found = boards.choices(look)
        assert [name for _, name in found.owners] == ["重庆市交通局", "重庆市财政局"]
        assert found.regions == ((town.city, "重庆市"),)
    with town.look(town.registrar) as look:
        assert list(boards.board(look, Filter())) == ["assigned"]
        assert boards.readable(look, [first.id]) == {first.id}
    with town.look(town.applicant) as look:
        assert boards.readable(look, [first.id]) == frozenset()


def test_what_is_open_follows_state_right_and_the_days_for_objections(town: Loop, clock: Clock) -> None:
    duty = town.assigned(town.accepted())
    assert openings(town, duty, town.registrar).verbs == {"claim", "object"}
    assert openings(town, duty, town.registrar).objection_until is not None
    assert openings(town, duty, town.authority).verbs == {"reassign", "cancel"}
    clock.advance(days=60)
    late = openings(town, duty, town.registrar)
    assert late.verbs == {"claim"}
    assert late.objection_until is not None


def test_only_entries_that_can_be_called_are_offered_to_fulfil_with(town: Loop) -> None:
    duty = town.claimed(town.accepted())
    town.published(name="未挂接的目录")
    entry = town.callable(name="低保对象目录")
    assert [each.id for each in openings(town, duty, town.registrar).entries] == [entry.id]
    assert openings(town, duty, town.authority).entries == ()


def test_an_issued_list_knows_the_one_before_it_and_who_acknowledges(town: Loop) -> None:
    town.claimed(town.accepted())
    first = town.do(town.authority, responsibilities.issue, town.traffic, 2026)
    town.assigned(town.accepted(title="船舶登记信息"))
    second = town.do(town.authority, responsibilities.issue, town.traffic, 2026)
    with town.look(town.reviewer) as look:
        assert boards.previous(look, first) is None
        before = boards.previous(look, queries.show_issue(look, second.id))
        assert before is not None
        assert before.id == first.id
        assert boards.may_acknowledge(look, second)
    with town.look(town.registrar) as look:
        assert not boards.may_acknowledge(look, second)
