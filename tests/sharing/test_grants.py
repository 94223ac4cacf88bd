"""What becomes of a grant: provided, amended, suspended, revoked now or later, given up, expired, renewed, gone over to a successor."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from catalog import lists, people, trail
from catalog.errors import Conflict, Invalid, NotAllowed, NotFound
from catalog.lists import demands
from catalog.lists.demands import Chosen
from catalog.sharing import applications, grants
from catalog.sharing.grants import queries
from catalog.sharing.grants.queries import Filter
from catalog.sharing.queries import GateGrant, gate_grants
from catalog.sharing.rules import is_usable
from tests.conftest import Clock
from tests.lists.conftest import refused
from tests.lists.loop import BASIS
from tests.sharing.market import ITEMS, Market


def gate(town: Market, after: int | None = None) -> dict[str, GateGrant]:
    with town.look() as look:
        return {each.id: each for each in gate_grants(look, after=after)}


def head(town: Market) -> int:
    with town.look() as look:
        return trail.head(look).seq


def test_a_grant_says_who_may_call_what_for_what_and_until_when(town: Market) -> None:
    terms = {"conditions": "限核对", "purpose_required": True, "quota_calls_day": 1000, "quota_records_month": 10**6}
    granted = town.grant(town.granted(terms=terms), town.applicant)
    line = granted.summary
    assert (line.number, line.consumer, line.provider, line.system) == (
        "SQ2026-000001",
        "重庆市财政局",
        "重庆市交通局",
        "停车诱导",
    )
    assert (granted.items, granted.matters, granted.purpose) == (ITEMS, ("停车场备案",), "停车诱导屏的泊位数据核对")
    assert (granted.conditions, granted.purpose_required, granted.mode) == ("限核对", True, "platform_api")
    assert (granted.quota_calls_day, granted.quota_calls_month, granted.quota_records_month) == (1000, None, 10**6)
    assert (line.valid_to, line.usable) == (datetime(2026, 12, 31, 16, tzinfo=UTC), True)
    assert granted.version == 1


def test_who_names_no_items_is_granted_those_that_there_are_now(town: Market) -> None:
    assert town.grant(town.granted(items=None)).items == ITEMS


def test_it_is_provided_when_the_data_can_be_called_which_is_due_in_twenty_days(town: Market) -> None:
    entry = town.entry(answering=False)
    id_ = town.granted(entry.id)
    granted = town.grant(id_)
    (case,) = granted.cases
    assert (granted.summary.state, case.kind, case.days, case.department_id) == ("provisioning", "share", 20, town.traffic)
    town.bound(entry.id, answering=False)
    assert town.grant(id_).summary.state == "provisioning"
    town.turn(entry.id, answering=True)
    granted = town.grant(id_)
    assert (granted.summary.state, granted.cases[0].outcome) == ("active", "provide")
    assert [step.verb for step in granted.steps] == ["give", "provide"]
    town.turn(entry.id, answering=False)
    assert town.grant(id_).summary.state == "active"


@pytest.mark.parametrize(
    ("terms", "problem"),
    [
        ({"until": "2027-01-01"}, ("until", "too_late")),
        ({"until": "2026-03-01"}, ("until", "past")),
        ({"until": "soon"}, ("until", "bad_day")),
        ({"quota_calls_day": 0}, ("quota_calls_day", "out_of_range")),
        ({"quota_calls_day": "many"}, ("quota_calls_day", "wrong_type")),
        ({"quota_calls_day": True}, ("quota_calls_day", "wrong_type")),
        ({"purpose_required": "yes"}, ("purpose_required", "wrong_type")),
        ({"conditions": "条" * 1001}, ("conditions", "too_long")),
        ({"price": 1}, ("price", "unknown_field")),
    ],
)
def test_terms_that_cannot_be_are_refused_by_field(town: Market, terms: dict[str, object], problem: tuple[str, str]) -> None:
    signed = town.signed(town.entry(answering=False).id)
    with pytest.raises(Invalid) as caught:
        town.do(town.reviewer, applications.agree, signed.id, terms=terms, revision=signed.revision)
    assert refused(caught)[1] == [problem]


def test_the_provider_amends_within_what_was_applied_for(town: Market) -> None:
    id_ = town.granted(terms={"quota_calls_day": 10})
    changes = {"items": ["泊位总数"], "quota_calls_day": None, "quota_calls_minute": 60, "until": "2026-06-30"}
    amended = town.on_grant(grants.amend, id_, changes, opinion="按实际用量")
    granted = town.grant(id_, town.applicant)
    assert (amended.state, granted.items, granted.quota_calls_day, granted.quota_calls_minute) == (
        "active",
        ("泊位总数",),
        None,
        60,
    )
    assert granted.summary.valid_to == datetime(2026, 6, 30, 16, tzinfo=UTC)
    assert granted.steps[-1].facts["changed"]["items"] == [list(ITEMS), ["泊位总数"]]
    town.on_grant(grants.amend, id_, {"items": list(ITEMS)}, opinion="恢复")
    for changes, codes in (
        ({"items": ["车主"]}, [("items[0]", "not_wanted")]),
        ({"items": []}, [("items", "required")]),
        ({"items": [5]}, [("items[0]", "wrong_type")]),
        ({"until": "2027-06-30"}, [("until", "too_late")]),
        ({}, []),
    ):
        with pytest.raises(Invalid) as caught:
            town.on_grant(grants.amend, id_, changes, opinion="x")
        assert refused(caught)[1] == codes
    with pytest.raises(Invalid):
        town.on_grant(grants.amend, id_, {"quota_calls_day": 5}, opinion=" ")
    with pytest.raises(NotAllowed):
        town.on_grant(grants.amend, id_, {"quota_calls_day": 5}, opinion="x", by=town.signer)


def test_it_is_suspended_and_resumed(town: Market) -> None:
    entry = town.entry(answering=False)
    id_ = town.granted(entry.id)
    assert town.on_grant(grants.suspend, id_, opinion="异常调用").state == "suspended"
    assert (town.grant(id_).summary.usable, town.grant(id_).cases[0].state) == (False, "paused")
    with pytest.raises(Conflict):
        town.on_grant(grants.suspend, id_, opinion="x")
    town.bound(entry.id)
    assert town.grant(id_).summary.state == "suspended"
    assert town.on_grant(grants.resume, id_, opinion="已整改").state == "active"
    granted = town.grant(id_)
    assert (granted.summary.usable, granted.suspended_at, granted.cases[0].state) == (True, None, "done")
    town.on_grant(grants.suspend, id_, opinion="再查")
    town.turn(entry.id, answering=False)
    assert town.on_grant(grants.resume, id_, opinion="无异常").state == "active"


def test_a_revocation_takes_effect_at_its_instant_and_is_recorded_later(town: Market, clock: Clock) -> None:
    now, later = town.granted(), town.granted()
    assert town.on_grant(grants.revoke, now, opinion="超范围使用").state == "revoked"
    with pytest.raises(Conflict):
        town.on_grant(grants.revoke, now, opinion="x")
    with pytest.raises(Invalid) as caught:
        town.on_grant(grants.revoke, later, opinion="x", at=datetime(2027, 3, 1, tzinfo=UTC))
    assert refused(caught)[1] == [("at", "too_late")]
    at = clock.now + timedelta(days=3)
    assert town.on_grant(grants.revoke, later, opinion="接口改造", at=at).state == "active"
    assert town.grant(later).summary.usable
    clock.now = at
    shown = town.grant(later).summary
    assert (shown.state, shown.usable, is_usable(gate(town)[later], clock.now)) == ("active", False, False)
    assert (town.lapse().revoked, town.lapse().revoked) == (1, 0)
    assert town.grant(later).summary.state == "revoked"
    assert [step.verb for step in town.grant(later).steps] == ["give", "provide", "announce", "revoke"]
    with pytest.raises(NotAllowed):
        town.do(town.authority, grants.lapse)


def test_its_term_ends_by_the_clock_and_is_recorded_later(town: Market, clock: Clock) -> None:
    id_ = town.granted(until="2026-03-31")
    clock.now = datetime(2026, 3, 31, 15, 59, tzinfo=UTC)
    assert town.grant(id_).summary.usable
    assert town.lapse().expired == 0
    clock.now = datetime(2026, 3, 31, 16, tzinfo=UTC)
    assert not town.grant(id_).summary.usable
    assert town.lapse() == grants.managing.Lapsed(1, 0, more=False)
    assert town.grant(id_).summary.state == "expired"


def test_the_consumer_gives_up_what_it_needs_no_longer(town: Market) -> None:
    id_ = town.granted()
    with pytest.raises(NotAllowed):
        town.on_grant(grants.give_up, id_, opinion="x")
    assert town.on_grant(grants.give_up, id_, opinion="系统下线", by=town.signer).state == "revoked"
    with town.look(town.reviewer) as look:
        assert queries.open_verbs(look, id_) == frozenset()


def test_a_renewal_is_applied_for_and_begins_where_the_grant_ends(town: Market, clock: Clock) -> None:
    id_ = town.granted(until="2026-06-30", terms={"quota_calls_day": 5})
    clock.now = datetime(2026, 6, 1, 1, tzinfo=UTC)
    receipt = town.on_grant(applications.renew, id_, by=town.applicant, until="2027-06-30")
    assert town.application(receipt.id).renews_id == id_
    with pytest.raises(Conflict) as caught:
        town.on_grant(applications.renew, id_, by=town.applicant)
    assert caught.value.code == "renewed_already"
    receipt = town.do(town.applicant, applications.submit, receipt.id, revision=receipt.revision)
    receipt = town.do(town.signer, applications.sign, receipt.id, revision=receipt.revision)
    following = town.grant(town.agreed(receipt)).summary
    assert (following.valid_from, following.usable) == (town.grant(id_).summary.valid_to, False)
    clock.now = following.valid_from
    town.lapse()
    assert (town.grant(id_).summary.state, town.grant(following.id).summary.usable) == ("expired", True)
    with pytest.raises(Conflict) as caught:
        town.on_grant(applications.renew, id_, by=town.applicant)
    assert caught.value.code == "grant_ended"


def test_it_goes_over_to_the_entry_in_the_place_of_its_own_with_no_more_items(town: Market) -> None:
    entry, heir = town.entry(), town.entry(items=[{"name": each, "type": "C", "length": 9} for each in (*ITEMS, "车位照片")])
    id_ = town.granted(entry.id, items=None)
    before = head(town)
    town.do(town.authority, lists.merge, entry.id, into=heir.id, revision=town.show(entry.id).summary.revision)
    granted = town.grant(id_)
    assert (granted.summary.resource_id, granted.summary.title, granted.items) == (heir.id, heir.name, ITEMS)
    assert (granted.summary.state, granted.steps[-1].verb) == ("active", "succeed")
    assert gate(town, before)[id_].resource_id == heir.id


def test_it_ends_with_an_entry_that_nothing_takes_the_place_of(town: Market) -> None:
    entry, online = town.entry(), town.entry()
    id_, kept = town.granted(entry.id), town.granted(online.id)
    town.do(town.authority, lists.retire, entry.id, reason="停止采集", revision=town.show(entry.id).summary.revision)
    granted = town.grant(id_)
    assert (granted.summary.state, granted.summary.usable, granted.steps[-1].opinion) == ("revoked", False, "数据资源已注销")
    town.do(town.authority, lists.take_offline, online.id, reason="改造", revision=town.show(online.id).summary.revision)
    assert town.grant(kept).summary.state == "active"
    law = {"law": "个人信息保护法", "article": "第二十八条"}
    closed = town.published(sharing_type="not_shared", legal_basis=[law])
    third = town.entry()
    id_ = town.granted(third.id)
    town.do(town.authority, lists.supersede, third.id, by=closed.id, revision=town.show(third.id).summary.revision)
    assert town.grant(id_).summary.state == "revoked"


def test_the_gate_is_told_what_has_changed_and_who_stands_for_the_consumer(town: Market, clock: Clock) -> None:
    first, second = town.granted(), town.granted()
    assert gate(town).keys() == {first, second}
    assert gate(town)[first].consumer_id == town.finance
    before = head(town)
    town.on_grant(grants.revoke, second, opinion="x")
    assert (gate(town).keys(), {id_: each.state for id_, each in gate(town, before).items()}) == ({first}, {second: "revoked"})
    merged = people.DepartmentEntry("重庆市财政金融局", town.city)
    with town.work(town.operator) as work:
        heir = people.merge(work, [town.finance, town.bureau], merged, on=date(2026, 3, 5)).began[0].id
    assert gate(town)[first].consumer_id == town.finance
    clock.now += timedelta(days=5)
    assert gate(town)[first].consumer_id == heir
    with town.work(town.operator) as work:
        people.close(work, heir, on=date(2026, 3, 8))
    clock.now += timedelta(days=5)
    assert gate(town)[first].consumer_id is None


def test_a_demand_is_satisfied_only_while_its_grant_stands(town: Market, clock: Clock) -> None:
    entry = town.entry()
    demand = town.accepted(items=list(ITEMS))
    town.do(town.authority, demands.match, demand.id, [Chosen(entry.id)], revision=demand.revision)
    assert (town.state(demand), town.demand(demand.id).sources[0].granted) == ("fulfilling", False)
    town.granted(entry.id)
    assert town.state(demand) == "fulfilling"
    id_ = town.granted(entry.id, demand=demand.id, until="2026-06-30")
    assert (town.state(demand), town.demand(demand.id).sources[0].callable) == ("satisfied", True)
    for verb, expected in ((grants.suspend, "interrupted"), (grants.resume, "satisfied")):
        town.on_grant(verb, id_, opinion="x")
        assert town.state(demand) == expected
    town.turn(entry.id, answering=False)
    assert town.state(demand) == "interrupted"
    town.turn(entry.id, answering=True)
    heir = town.entry()
    town.do(town.authority, lists.merge, entry.id, into=heir.id, revision=town.show(entry.id).summary.revision)
    assert town.state(demand) == "satisfied"
    assert [step.verb for step in town.demand(demand.id).steps][-3:] == ["interrupt", "satisfy", "succeed"]
    clock.now = datetime(2026, 6, 30, 16, tzinfo=UTC)
    assert not town.demand(demand.id).sources[0].callable
    town.lapse()
    assert town.state(demand) == "interrupted"


def test_a_refused_or_withdrawn_application_leaves_the_demand_as_it_is(town: Market) -> None:
    entry = town.entry()
    demand = town.accepted(items=list(ITEMS))
    town.do(town.authority, demands.match, demand.id, [Chosen(entry.id)], revision=demand.revision)
    signed = town.signed(entry.id, demand=demand.id)
    town.do(town.reviewer, applications.refuse, signed.id, opinion="不予", basis=BASIS, revision=signed.revision)
    assert town.state(demand) == "fulfilling"
    own = town.official("own", town.traffic, "applicant")
    filed = town.do(own, demands.file, town.traffic, {"title": "泊位"})
    with pytest.raises(NotFound):
        town.asked(entry.id, demand=filed.id)


def test_lists_of_grants_are_narrowed_and_shown_to_parties_alone(town: Market, clock: Clock) -> None:
    entry = town.entry()
    first, second = town.granted(entry.id), town.granted(system=None, until="2026-04-30")
    town.on_grant(grants.suspend, second, opinion="x")

    def listed(actor: object, **wanted: object) -> list[str]:
        with town.look(actor) as look:  # type: ignore[arg-type]
            return [line.id for line in queries.find(look, Filter(**wanted))]  # type: ignore[arg-type]

    assert listed(town.applicant) == listed(town.reviewer) == listed(town.authority) == [first, second]
    assert listed(town.local_applicant) == listed(town.local_authority) == []
    for wanted, expected in (
        ({"states": ["suspended"]}, [second]),
        ({"consumer": town.finance}, [first, second]),
        ({"provider": town.finance}, []),
        ({"party": town.traffic}, [first, second]),
        ({"resource": entry.id}, [first]),
        ({"system": "停车诱导"}, [first]),
        ({"usable": True}, [first]),
        ({"usable": False}, [second]),
        ({"ends_before": datetime(2026, 5, 1, tzinfo=UTC)}, [second]),
        ({"title": "没有"}, []),
    ):
        assert listed(town.reviewer, **wanted) == expected, wanted
    with town.look(town.reviewer) as look:
        assert queries.counts(look) == {"active": 1, "suspended": 1}
        assert queries.open_verbs(look, first) == {"amend", "suspend", "revoke"}
    with town.look(town.official("all", town.finance, "reviewer", "applicant")) as look:
        assert queries.open_verbs(look, first) == {"give_up", "renew"}
    with pytest.raises(NotFound):
        town.grant(first, town.local_applicant)
