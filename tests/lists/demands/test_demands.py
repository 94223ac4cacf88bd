"""A demand on its way: filed, signed off, pre-reviewed, passed up, matched, merged, satisfied, interrupted."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import pytest

from catalog import lists
from catalog.calendars import queries as cases
from catalog.errors import Conflict, Invalid, NotAllowed, NotFound, PreconditionRequired, Stale
from catalog.lists import demands, responsibilities
from catalog.lists.demands import Chosen, queries, sources
from catalog.lists.demands.queries import Filter
from tests.conftest import Clock
from tests.lists.conftest import refused
from tests.lists.loop import BASIS, Loop, create_demand


def running(town: Loop, demand: str) -> list[str]:
    return [case.kind for case in town.demand(demand).cases if case.state != "done"]


def test_a_demand_is_filed_with_what_is_missing_named_and_kept(town: Loop) -> None:
    receipt = town.filed(basis=[], scenario="", source="重庆市交通局", urgency="urgent")
    assert [(each.path, each.severity) for each in receipt.problems] == [("basis", "incomplete"), ("scenario", "incomplete")]
    shown = town.demand(receipt.id, town.applicant)
    assert (shown.summary.state, shown.summary.number, shown.summary.source) == ("draft", "XQ2026-000001", "重庆市交通局")
    assert (shown.summary.urgency, shown.summary.until_on) == ("urgent", date(2027, 12, 31))
    with pytest.raises(Invalid) as caught:
        town.do(town.applicant, demands.submit, receipt.id, revision=receipt.revision)
    assert refused(caught) == ("incomplete", [("basis", "missing"), ("scenario", "missing")])
    assert town.filed().number == "XQ2026-000002"


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"title": ""}, "title"),
        ({"title": 5}, "title"),
        ({"title": "低" * 129}, "title"),
        ({"items": "姓名"}, "items"),
        ({"items": ["姓名", 5]}, "items[1]"),
        ({"basis": ["社会救助暂行办法"]}, "basis"),
        ({"basis": [{"law": "社会救助暂行办法", "clause": "九"}]}, "basis[0]"),
        ({"frequency": "sometimes"}, "frequency"),
        ({"modes": ["pigeon"]}, "modes[0]"),
        ({"modes": [None]}, "modes[0]"),
        ({"until": "明年"}, "until"),
        ({"until": "2027-W10-1"}, "until"),
        ({"urgency": "very"}, "urgency"),
        ({"owner": "我局"}, "owner"),
        ({"note": "a\0b"}, "note"),
    ],
)
def test_what_cannot_be_stored_is_refused_by_field(town: Loop, fields: dict[str, object], path: str) -> None:
    with pytest.raises(Invalid) as caught:
        town.filed(**fields)
    assert path in [problem.path for problem in caught.value.problems if problem.severity == "rejected"]
    with town.look(town.applicant) as look:
        assert queries.find(look, Filter()) == []


def test_only_the_department_files_and_another_of_it_signs_off(town: Loop) -> None:
    with pytest.raises(NotAllowed):
        town.do(town.registrar, demands.file, town.finance, create_demand())
    both = town.official("both", town.finance, "applicant", "reviewer")
    receipt = town.filed(both)
    receipt = town.do(both, demands.submit, receipt.id, revision=receipt.revision)
    with pytest.raises(NotAllowed) as caught:
        town.do(both, demands.sign, receipt.id, revision=receipt.revision)
    assert caught.value.code == "same_person"
    assert town.do(town.signer, demands.sign, receipt.id, revision=receipt.revision).state == "reviewing"
    assert running(town, receipt.id) == ["demand_review"]


def test_a_change_names_the_revision_that_was_read(town: Loop) -> None:
    receipt = town.filed()
    edited = town.do(town.applicant, demands.edit, receipt.id, create_demand(title="低保家庭名单"), revision=receipt.revision)
    assert (edited.title, edited.revision) == ("低保家庭名单", receipt.revision + 1)
    with pytest.raises(Stale):
        town.do(town.applicant, demands.submit, receipt.id, revision=receipt.revision)
    with pytest.raises(PreconditionRequired):
        town.do(town.applicant, demands.submit, receipt.id, revision=None)


def test_a_draft_can_be_deleted_and_a_submission_taken_back(town: Loop) -> None:
    receipt = town.filed()
    receipt = town.do(town.applicant, demands.submit, receipt.id, revision=receipt.revision)
    with pytest.raises(Conflict):
        town.do(town.applicant, demands.delete, receipt.id, revision=receipt.revision)
    receipt = town.do(town.applicant, demands.withdraw, receipt.id, revision=receipt.revision)
    assert receipt.state == "draft"
    town.do(town.applicant, demands.delete, receipt.id, revision=receipt.revision)
    with pytest.raises(NotFound):
        town.demand(receipt.id)
    assert town.verbs()[-1] == "demand:delete"


def test_a_demand_is_seen_by_its_parties_alone(town: Loop) -> None:
    demand = town.accepted()
    for actor in (town.applicant, town.authority, town.operator):
        assert town.demand(demand.number, actor).summary.id == demand.id
    for actor in (town.registrar, town.local_applicant, town.local_authority):
        with pytest.raises(NotFound):
            town.demand(demand.id, actor)
        with town.look(actor) as look:
            assert queries.find(look, Filter()) == []
            assert queries.counts(look) == {}
    town.assigned(demand)
    assert town.demand(demand.id, town.registrar).summary.id == demand.id
    with town.look(town.registrar) as look:
        assert [line.id for line in queries.find(look, Filter())] == [demand.id]


def test_what_is_returned_stops_the_clock_and_comes_back_to_the_same_desk(town: Loop, clock: Clock) -> None:
    demand = town.reviewing()
    with pytest.raises(Invalid):
        town.do(town.authority, demands.return_, demand.id, opinion=" ", revision=demand.revision)
    clock.advance(days=1)
    demand = town.do(town.authority, demands.return_, demand.id, opinion="请补充使用范围", revision=demand.revision)
    (case,) = town.demand(demand.id).cases
    assert (demand.state, case.state) == ("returned", "paused")
    clock.advance(days=3)
    demand = town.do(town.applicant, demands.edit, demand.id, create_demand(scope="全局"), revision=demand.revision)
    demand = town.do(town.applicant, demands.submit, demand.id, revision=demand.revision)
    demand = town.do(town.signer, demands.return_, demand.id, opinion="再改", revision=demand.revision)
    assert demand.state == "returned"
    demand = town.do(town.applicant, demands.submit, demand.id, revision=demand.revision)
    demand = town.do(town.signer, demands.sign, demand.id, revision=demand.revision)
    (after,) = town.demand(demand.id).cases
    assert (demand.state, after.id, after.state, after.paused_days) == ("reviewing", case.id, "open", 3)


def test_a_refusal_names_its_reason_and_its_law(town: Loop) -> None:
    demand = town.reviewing()
    for opinion, basis, path in (
        ("", BASIS, "opinion"),
        ("不属共享范围", (), "basis"),
        ("不属共享范围", ({"law": "某法"},), "basis[0].article"),
    ):
        with pytest.raises(Invalid) as caught:
            town.do(town.authority, demands.refuse, demand.id, opinion=opinion, basis=basis, revision=demand.revision)
        assert [problem.path for problem in caught.value.problems] == [path]
    demand = town.do(town.authority, demands.refuse, demand.id, opinion="不属共享范围", basis=BASIS, revision=demand.revision)
    shown = town.demand(demand.id, town.applicant)
    assert (shown.summary.state, shown.steps[-1].basis, running(town, demand.id)) == ("refused", BASIS, [])
    (told,) = (row for row in town.trail() if row.verb == "demand:refuse")
    assert told.basis == "社会救助暂行办法 第九条"


def test_a_district_asks_upward_through_each_authority_with_its_own_clock(town: Loop) -> None:
    demand = town.reviewing(town.local_applicant)
    with pytest.raises(NotAllowed):
        town.do(town.authority, demands.accept, demand.id, revision=demand.revision)
    demand = town.do(town.local_authority, demands.forward, demand.id, opinion="数源在市级", revision=demand.revision)
    with pytest.raises(NotAllowed):
        town.do(town.local_authority, demands.accept, demand.id, revision=demand.revision)
    shown = town.demand(demand.id, town.local_authority)
    assert (shown.summary.state, shown.summary.desk) == ("reviewing", "重庆市")
    assert [(case.kind, case.state, case.outcome) for case in reversed(shown.cases)] == [
        ("demand_review", "done", "forward"),
        ("demand_review", "open", None),
    ]
    demand = town.do(town.authority, demands.forward, demand.id, revision=demand.revision)
    nation = town.official("nation", town.bureau, "authority")
    with town.look() as look:
        root = cases.region_chain(look.session, town.city)[-1]
    nation = type(nation)(
        nation.kind, nation.id, nation.login, nation.roles, town.bureau, nation.departments, root, nation.below | {root}
    )
    with pytest.raises(Conflict) as caught:
        town.do(nation, demands.forward, demand.id, revision=demand.revision)
    assert caught.value.code == "no_region_above"
    assert town.do(nation, demands.accept, demand.id, revision=demand.revision).state == "accepted"


def test_a_demand_is_satisfied_by_callable_data_alone(town: Loop) -> None:
    entry, demand = town.published(), town.accepted()
    demand = town.do(town.authority, demands.match, demand.id, [Chosen(entry.id)], revision=demand.revision)
    assert (demand.state, town.demand(demand.id).summary.verdict) == ("fulfilling", "matched")
    town.bound(entry.id)
    assert town.state(demand) == "fulfilling"
    town.permit(demand, entry)
    assert town.state(demand) == "satisfied"
    town.turn(entry.id, answering=False)
    assert town.state(demand) == "interrupted"
    town.turn(entry.id, answering=True)
    assert town.state(demand) == "satisfied"
    offline = town.do(town.authority, lists.take_offline, entry.id, reason="维护", revision=town.show(entry.id).summary.revision)
    assert town.state(demand) == "interrupted"
    town.do(town.authority, lists.put_online, entry.id, revision=offline.revision)
    assert town.state(demand) == "satisfied"
    assert [step.verb for step in town.demand(demand.id).steps][-5:] == [
        "satisfy",
        "interrupt",
        "satisfy",
        "interrupt",
        "satisfy",
    ]


def test_a_demand_may_call_what_is_its_own_or_what_stands_for_it_and_only_while_it_does(town: Loop, clock: Clock) -> None:
    entry = town.callable()
    applicant, signer = (town.official(role, town.traffic, role) for role in ("applicant", "reviewer"))
    own = town.do(applicant, demands.file, town.traffic, create_demand())
    own = town.do(applicant, demands.submit, own.id, revision=own.revision)
    own = town.do(signer, demands.sign, own.id, revision=own.revision)
    own = town.do(town.authority, demands.accept, own.id, revision=own.revision)
    own = town.do(town.authority, demands.match, own.id, [Chosen(entry.id)], revision=own.revision)
    assert (own.state, town.demand(own.id).sources[0].granted) == ("satisfied", True)
    demand = town.accepted()
    demand = town.do(town.authority, demands.match, demand.id, [Chosen(entry.id)], revision=demand.revision)
    assert (demand.state, town.demand(demand.id).sources[0].granted) == ("fulfilling", False)
    town.permit(demand, town.callable())
    assert town.state(demand) == "fulfilling"
    permit = town.permit(demand, entry)
    assert town.state(demand) == "satisfied"
    town.do(town.operator, sources.disallow, permit)
    town.do(town.operator, sources.disallow, permit)
    assert town.state(demand) == "interrupted"
    span = {"since": clock.now + timedelta(days=1), "until": clock.now + timedelta(days=2)}
    town.do(town.operator, sources.allow, permit, demand.id, entry.id, **span)
    assert town.state(demand) == "interrupted"
    for days, granted in ((1, True), (1, False)):
        clock.now += timedelta(days=days)
        assert town.demand(demand.id).sources[0].granted is granted


def test_a_demand_follows_the_entry_that_takes_the_place_of_its_source(town: Loop) -> None:
    old, new, demand = town.callable(), town.callable(), town.accepted()
    demand = town.do(town.authority, demands.match, demand.id, [Chosen(old.id)], revision=demand.revision)
    town.permit(demand, old)
    assert town.state(demand) == "satisfied"
    town.do(town.authority, lists.supersede, old.id, by=new.id, revision=town.show(old.id).summary.revision)
    (source,) = town.demand(demand.id).sources
    assert (town.state(demand), source.resource_id) == ("satisfied", new.id)
    town.do(town.authority, lists.retire, new.id, reason="停用", revision=town.show(new.id).summary.revision)
    assert town.state(demand) == "interrupted"


def test_what_is_matched_only_in_part_keeps_its_missing_items(town: Loop) -> None:
    entry, demand = town.callable(), town.accepted()
    chosen = [Chosen(entry.id, ("姓名", "公民身份号码"))]
    demand = town.do(town.authority, demands.match, demand.id, chosen, revision=demand.revision)
    shown = town.demand(demand.id)
    assert (shown.summary.verdict, shown.missing) == ("partly", ("保障金额",))
    with pytest.raises(Invalid) as caught:
        town.do(town.authority, demands.match, demand.id, [Chosen(entry.id, ("住址",))], revision=demand.revision)
    assert refused(caught)[1] == [("resources[0].items", "not_wanted")]
    with pytest.raises(Conflict) as again:
        town.do(town.authority, demands.match, demand.id, chosen, revision=demand.revision)
    assert again.value.code == "matched_already"
    with pytest.raises(Invalid):
        town.do(town.authority, demands.match, demand.id, [], revision=demand.revision)


def test_a_demand_waits_for_its_responsibility_as_well_as_for_its_entry(town: Loop) -> None:
    entry, demand = town.callable(), town.accepted()
    demand = town.do(town.authority, demands.match, demand.id, [Chosen(entry.id, ("姓名",))], revision=demand.revision)
    town.permit(demand, entry)
    assert town.state(demand) == "satisfied"
    owed = town.claimed(demand, items=("保障金额",))
    assert town.state(demand) == "fulfilling"
    other = town.callable()
    town.permit(demand, other)
    town.do(town.registrar, responsibilities.fulfil, owed.id, other.id, revision=owed.revision)
    assert town.state(demand) == "satisfied"


def test_of_two_alike_one_stands_for_both_and_who_filed_the_other_is_told(town: Loop) -> None:
    first, second = town.accepted(), town.reviewing(title="低保对象名册")
    town.reviewing(title="公共停车场泊位", items=["泊位总数"])
    with town.look(town.authority) as look:
        (pair,) = queries.duplicates(look)
        assert (pair.first.id, pair.second.id) == (first.id, second.id)
        assert pair.alike > 0.6
    with pytest.raises(Conflict):
        town.do(town.authority, demands.merge, second.id, into=second.id, revision=second.revision)
    second = town.do(town.authority, demands.merge, second.id, into=first.id, revision=second.revision)
    shown = town.demand(second.id)
    assert shown.merged_into is not None
    assert (second.state, shown.merged_into.id, running(town, second.id)) == ("merged", first.id, [])
    assert [line.id for line in town.demand(first.id).followers] == [second.id]
    entry = town.callable()
    town.do(town.authority, demands.match, first.id, [Chosen(entry.id)], revision=town.demand(first.id).revision)
    town.permit(first, entry)
    told = town.demand(second.id).steps[-1]
    assert (told.verb, told.facts) == ("follow", {"verb": "satisfy", "demand": first.number})
    assert "demand:follow" in town.verbs()


def test_who_follows_a_demand_that_is_refused_is_told_why_and_by_which_law(town: Loop) -> None:
    first, second, third = (town.accepted(title=f"低保对象名单{name}") for name in "甲乙丙")
    for one, into in ((third, second), (second, first)):
        town.do(town.authority, demands.merge, one.id, into=into.id, revision=town.demand(one.id).revision)
    town.do(town.authority, demands.refuse, first.id, opinion="不属共享范围", basis=BASIS, revision=first.revision)
    for follower in (second, third):
        told = town.demand(follower.id).steps[-1]
        assert (told.verb, told.facts["verb"], told.opinion, told.basis) == ("follow", "refuse", "不属共享范围", BASIS)


def test_every_two_that_are_alike_are_found_and_no_others() -> None:
    words = ("低保对象", "低保家庭", "停车场", "泊位总数", "公民身份号码", "住址")
    held = {
        f"{number:02}": queries.pairs_of("".join(words[at] for at in chosen), [words[at] for at in chosen])
        for number, chosen in enumerate(chosen for size in (1, 2, 3) for chosen in combinations(range(6), size))
    }
    expected = {
        (one, other): 2 * len(held[one] & held[other]) / (len(held[one]) + len(held[other]))
        for one, other in combinations(held, 2)
    }
    found = list(queries._near(held, 0.6))
    alike = {couple: round(degree, 3) for couple, degree in expected.items() if degree >= 0.6}
    assert {(one, other): degree for one, other, degree in found} == alike
    assert len(found) == len(alike) > 20


def test_who_was_merged_stands_for_itself_again_when_the_other_is_withdrawn(town: Loop) -> None:
    first, second = town.accepted(), town.reviewing()
    town.do(town.authority, demands.merge, second.id, into=first.id, revision=second.revision)
    town.do(town.applicant, demands.withdraw, first.id, revision=town.demand(first.id).revision)
    shown = town.demand(second.id)
    assert (shown.summary.state, shown.merged_into, running(town, second.id)) == ("accepted", None, ["demand_match"])


def test_lists_are_narrowed_paged_and_tell_what_is_due(town: Loop) -> None:
    receipts = [town.reviewing(title=f"低保对象名单{number}") for number in range(3)]
    town.filed(urgency="urgent")
    with town.look(town.authority) as look:
        page = queries.find(look, Filter(states=("reviewing",)), limit=2)
        rest = queries.find(look, Filter(states=("reviewing",)), cursor=page.next, limit=2)
        assert [line.id for line in (*page, *rest)] == [receipt.id for receipt in receipts]
        assert rest.next is None
        assert {line.due_on for line in page} == {date(2026, 3, 9)}
        assert queries.counts(look) == {"reviewing": 3, "draft": 1}
        for wanted, expected in (
            (Filter(urgency="urgent"), 1),
            (Filter(title="名单2"), 1),
            (Filter(department=town.finance), 4),
            (Filter(region=town.district), 0),
            (Filter(desk=town.city), 3),
            (Filter(source=town.traffic), 0),
            (Filter(department="x"), 0),
        ):
            assert len(queries.find(look, wanted)) == expected, wanted
