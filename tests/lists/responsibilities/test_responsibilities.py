"""A responsibility on its way: drafted, assigned, claimed or objected to, planned, fulfilled, and issued as a list."""

from __future__ import annotations

from datetime import date

import pytest

from catalog import calendars, people
from catalog.errors import Conflict, Invalid, NotAllowed, NotFound
from catalog.lists import responsibilities
from catalog.lists.responsibilities import queries
from catalog.lists.responsibilities.queries import Filter
from tests.conftest import Clock
from tests.lists.loop import Loop, create_duty


def running(town: Loop, responsibility: str) -> list[str]:
    return [case.kind for case in reversed(town.responsibility(responsibility).cases) if case.state != "done"]


def drafted(town: Loop, **fields: object) -> responsibilities.Receipt:
    receipt: responsibilities.Receipt = town.do(town.authority, responsibilities.draft, town.traffic, create_duty(**fields))
    return receipt


def test_a_statutory_duty_is_drafted_with_its_law_and_seen_only_once_assigned(town: Loop) -> None:
    with pytest.raises(NotAllowed):
        town.do(town.registrar, responsibilities.draft, town.traffic, create_duty())
    draft = drafted(town, basis=[])
    assert [(each.path, each.severity) for each in draft.problems] == [("basis", "incomplete")]
    with pytest.raises(NotFound):
        town.responsibility(draft.id, town.registrar)
    with pytest.raises(Invalid) as caught:
        town.do(town.authority, responsibilities.assign, draft.id, revision=draft.revision)
    assert caught.value.code == "incomplete"
    draft = town.do(town.authority, responsibilities.edit, draft.id, create_duty(), revision=draft.revision)
    assigned = town.do(town.authority, responsibilities.assign, draft.id, revision=draft.revision)
    shown = town.responsibility(draft.number, town.registrar)
    assert (assigned.state, running(town, draft.id), shown.summary.due_on) == (
        "assigned",
        ["responsibility_claim"],
        date(2026, 3, 9),
    )
    assert [(each.department_id, each.until) for each in shown.owners] == [(town.traffic, None)]
    with pytest.raises(Conflict):
        town.do(town.authority, responsibilities.delete, draft.id, revision=assigned.revision)


def test_a_draft_is_deleted_without_a_trace_but_in_the_trail(town: Loop) -> None:
    draft = drafted(town)
    town.do(town.authority, responsibilities.delete, draft.id, revision=draft.revision)
    with pytest.raises(NotFound):
        town.responsibility(draft.id)
    assert town.verbs()[-1] == "responsibility:delete"


def test_who_claims_plans_and_provides_is_done(town: Loop) -> None:
    demand = town.accepted()
    owed = town.claimed(demand)
    assert running(town, owed.id) == ["responsibility_plan", "responsibility_fulfil"]
    with pytest.raises(Invalid):
        town.do(town.registrar, responsibilities.plan, owed.id, " ", revision=owed.revision)
    owed = town.do(town.registrar, responsibilities.plan, owed.id, "三月底前编目并挂接", revision=owed.revision)
    assert (owed.state, running(town, owed.id)) == ("planned", ["responsibility_fulfil"])
    entry = town.published()
    with pytest.raises(Invalid) as caught:
        town.do(town.registrar, responsibilities.fulfil, owed.id, entry.id, revision=owed.revision)
    assert caught.value.code == "not_callable"
    town.bound(entry.id)
    town.permit(demand, entry)
    owed = town.do(town.registrar, responsibilities.fulfil, owed.id, entry.id, revision=owed.revision)
    assert (owed.state, running(town, owed.id), town.state(demand)) == ("fulfilled", [], "satisfied")
    town.turn(entry.id, answering=False)
    assert (town.responsibility(owed.id).summary.state, town.state(demand)) == ("interrupted", "interrupted")
    town.turn(entry.id, answering=True)
    assert (town.responsibility(owed.id).summary.state, town.state(demand)) == ("fulfilled", "satisfied")


def test_nobody_fulfils_with_another_departments_entry(town: Loop) -> None:
    owed = town.assigned(town.accepted(), town.finance)
    outsider = town.outsider
    owed = town.do(outsider, responsibilities.claim, owed.id, revision=owed.revision)
    with pytest.raises(Conflict) as caught:
        town.do(outsider, responsibilities.fulfil, owed.id, town.callable().id, revision=owed.revision)
    assert caught.value.code == "another_provider"


def test_an_objection_is_ruled_on_and_leads_elsewhere_or_back(town: Loop) -> None:
    demand = town.accepted()
    owed = town.assigned(demand)
    with pytest.raises(Invalid):
        town.do(town.registrar, responsibilities.object_, owed.id, opinion="", revision=owed.revision)
    owed = town.do(town.registrar, responsibilities.object_, owed.id, opinion="非数源部门", revision=owed.revision)
    assert (owed.state, running(town, owed.id)) == ("objected", ["objection_ruling"])
    with pytest.raises(NotAllowed):
        town.do(town.registrar, responsibilities.uphold, owed.id, opinion="不成立", revision=owed.revision)
    owed = town.do(town.authority, responsibilities.uphold, owed.id, opinion="三定规定为其职责", revision=owed.revision)
    assert (owed.state, running(town, owed.id)) == ("assigned", ["responsibility_claim"])
    owed = town.do(town.registrar, responsibilities.object_, owed.id, opinion="仍非数源部门", revision=owed.revision)
    with pytest.raises(Conflict) as caught:
        town.do(town.authority, responsibilities.reassign, owed.id, town.traffic, opinion="改派", revision=owed.revision)
    assert caught.value.code == "same_owner"
    owed = town.do(town.authority, responsibilities.reassign, owed.id, town.finance, opinion="改派财政局", revision=owed.revision)
    shown = town.responsibility(owed.id)
    assert (shown.summary.owner, running(town, owed.id)) == ("重庆市财政局", ["responsibility_claim"])
    assert [(each.department, each.outcome) for each in shown.owners] == [("重庆市交通局", "reassign"), ("重庆市财政局", None)]
    assert town.responsibility(owed.id, town.registrar).summary.id == owed.id
    with pytest.raises(NotAllowed):
        town.do(town.registrar, responsibilities.claim, owed.id, revision=owed.revision)


def test_an_objection_comes_in_time_or_not_at_all(town: Loop, clock: Clock) -> None:
    owed = town.assigned(town.accepted())
    clock.advance(days=8)
    with pytest.raises(Conflict) as caught:
        town.do(town.registrar, responsibilities.object_, owed.id, opinion="非数源部门", revision=owed.revision)
    assert (caught.value.code, caught.value.facts["last"]) == ("too_late", "2026-03-09")


def test_a_cancelled_responsibility_lets_its_demand_be_matched_again(town: Loop) -> None:
    demand = town.accepted()
    owed = town.claimed(demand)
    town.do(town.authority, responsibilities.cancel, owed.id, opinion="数据已停止产生", revision=owed.revision)
    shown = town.demand(demand.id)
    assert (shown.summary.state, shown.sources) == ("accepted", ())
    assert [case.kind for case in shown.cases if case.state != "done"] == ["demand_match"]
    assert running(town, owed.id) == []


def test_one_responsibility_serves_many_demands(town: Loop) -> None:
    first, second = town.accepted(), town.accepted(title="低保家庭信息")
    owed = town.claimed(first)
    linked = town.do(town.authority, responsibilities.link, owed.id, second.id, items=("姓名",), revision=second.revision)
    assert (linked.number, linked.state, linked.revision) == (second.number, "fulfilling", town.demand(second.id).revision)
    with pytest.raises(Conflict) as caught:
        town.do(town.authority, responsibilities.link, owed.id, second.id, revision=town.demand(second.id).revision)
    assert caught.value.code == "linked_already"
    owed_now = town.responsibility(owed.id)
    assert [line.id for line in owed_now.demands] == [first.id, second.id]
    entry = town.callable()
    town.do(town.registrar, responsibilities.fulfil, owed.id, entry.id, revision=owed_now.revision)
    third = town.accepted(title="低保对象")
    town.do(town.authority, responsibilities.link, owed.id, third.id, revision=third.revision)
    assert [town.state(each) for each in (first, second, third)] == ["fulfilling"] * 3
    for each in (first, second, third):
        town.permit(each, entry)
    assert [town.state(each) for each in (first, second, third)] == ["satisfied"] * 3


def test_the_fulfilment_is_extended_with_consent_once(town: Loop) -> None:
    owed = town.claimed(town.accepted())
    case = next(case for case in town.responsibility(owed.id).cases if case.kind == "responsibility_fulfil")
    consent = calendars.Consent(by="数据局", reason="系统改造", on=date(2026, 3, 2))
    with town.work(town.authority) as work:
        extended = calendars.extend(work, case.id, consent=consent, revision=case.revision)
    assert (case.due_on, extended.due_on) == (date(2026, 3, 30), date(2026, 4, 14))


def test_who_succeeds_the_owner_has_its_duty_and_one_closed_is_reassigned(town: Loop, clock: Clock) -> None:
    owed = town.assigned(town.accepted())
    clock.advance(days=1)
    on = clock.now.date()
    with town.work(town.operator) as work:
        succeeded = people.rename(work, town.traffic, "重庆市交通运输委员会", on)
    heir = town.heir(town.registrar, succeeded.began[0].id)
    owed = town.do(heir, responsibilities.claim, owed.id, revision=owed.revision)
    with pytest.raises(Conflict) as caught:
        town.do(town.authority, responsibilities.reassign, owed.id, str(heir.department), opinion="x", revision=owed.revision)
    assert caught.value.code == "same_owner"
    clock.advance(days=1)
    with town.work(town.operator) as work:
        people.close(work, succeeded.began[0].id, clock.now.date())
    owed = town.do(town.authority, responsibilities.reassign, owed.id, town.finance, opinion="原部门撤销", revision=owed.revision)
    assert town.responsibility(owed.id).summary.owner == "重庆市财政局"


def test_an_interrupted_responsibility_is_given_to_who_can_provide(town: Loop) -> None:
    demand = town.accepted()
    owed, entry = town.claimed(demand), town.callable()
    town.permit(demand, entry)
    owed = town.do(town.registrar, responsibilities.fulfil, owed.id, entry.id, revision=owed.revision)
    town.turn(entry.id, answering=False)
    interrupted = town.responsibility(owed.id)
    owed = town.do(
        town.authority, responsibilities.reassign, owed.id, town.finance, opinion="改由财政局提供", revision=interrupted.revision
    )
    town.turn(entry.id, answering=True)
    assert (town.responsibility(owed.id).summary.state, town.state(demand)) == ("assigned", "interrupted")
    assert [source.resource_id for source in town.demand(demand.id).sources] == [None]


def test_the_list_of_a_year_is_frozen_acknowledged_and_compared(town: Loop) -> None:
    with pytest.raises(Conflict) as nothing:
        town.do(town.authority, responsibilities.issue, town.traffic, 2026)
    assert nothing.value.code == "nothing_to_issue"
    demand = town.accepted()
    owed = town.assigned(demand)
    first = town.do(town.authority, responsibilities.issue, town.traffic, 2026)
    assert [(entry["number"], entry["state"], entry["consumers"]) for entry in first.entries] == [
        (owed.number, "assigned", ["重庆市财政局"])
    ]
    with pytest.raises(Conflict) as same:
        town.do(town.authority, responsibilities.issue, town.traffic, 2026)
    assert same.value.code == "nothing_new"
    with pytest.raises(NotAllowed):
        town.do(town.registrar, responsibilities.acknowledge, first.id, revision=first.revision)
    with pytest.raises(NotFound):
        town.do(town.outsider, responsibilities.acknowledge, first.id, revision=first.revision)
    acknowledged = town.do(town.reviewer, responsibilities.acknowledge, first.id, revision=first.revision)
    assert (acknowledged.acknowledged_by, acknowledged.entries) == ("reviewer", first.entries)
    with pytest.raises(Conflict):
        town.do(town.reviewer, responsibilities.acknowledge, first.id, revision=acknowledged.revision)
    town.do(town.registrar, responsibilities.claim, owed.id, revision=owed.revision)
    drafted_ = drafted(town, title="公共停车场泊位")
    town.do(town.authority, responsibilities.assign, drafted_.id, revision=drafted_.revision)
    second = town.do(town.authority, responsibilities.issue, town.traffic, 2026)
    with town.look(town.reviewer) as look:
        changes = queries.compare(look, first.id, second.id)
        assert [(each.title, each.change) for each in changes] == [("低保对象名单", "changed"), ("公共停车场泊位", "added")]
        assert changes[0].fields["state"] == ("assigned", "claimed")
        assert [issue.number for issue in queries.issues(look, department=town.traffic, year=2026)] == [1, 2]
    with town.look(town.outsider) as look:
        assert queries.issues(look) == []


def test_lists_are_narrowed_and_counted_within_sight(town: Loop) -> None:
    demand = town.accepted()
    owed = town.assigned(demand)
    drafted(town)
    with town.look(town.authority) as look:
        assert queries.counts(look) == {"assigned": 1, "draft": 1}
        for wanted, expected in (
            (Filter(states=("assigned",)), [owed.id]),
            (Filter(demand=demand.id), [owed.id]),
            (Filter(owner=town.finance), []),
            (Filter(year=2025), []),
            (Filter(title="停车"), []),
            (Filter(region=town.district), []),
        ):
            assert [line.id for line in queries.find(look, wanted)] == expected, wanted
    with town.look(town.registrar) as look:
        assert queries.counts(look) == {"assigned": 1}
        (line,) = queries.find(look, Filter())
        assert (line.owner, line.items, line.due_on) == ("重庆市交通局", 3, date(2026, 3, 9))


def test_what_was_refused_changed_nothing(town: Loop) -> None:
    owed = town.claimed(town.accepted())
    before = town.trail()
    with pytest.raises(Conflict):
        town.do(town.registrar, responsibilities.claim, owed.id, revision=owed.revision)
    with pytest.raises(Conflict):
        town.do(town.authority, responsibilities.uphold, owed.id, opinion="x", revision=owed.revision)
    assert town.trail() == before
    assert town.sound()
