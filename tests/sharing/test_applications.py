"""An application on its way: filed, signed off, passed from authority to authority, returned once, answered in time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from catalog import lists
from catalog.calendars import put_profile
from catalog.errors import Conflict, Invalid, NotAllowed, NotFound, PreconditionRequired, Refusal, Stale
from catalog.lists import demands
from catalog.lists.demands import Chosen
from catalog.rights import Actor
from catalog.sharing import applications
from catalog.sharing.applications import queries
from catalog.sharing.applications.queries import Filter
from tests.builders import create_content
from tests.conftest import Clock
from tests.lists.conftest import refused
from tests.lists.loop import BASIS
from tests.sharing.market import ITEMS, Market, create_application


def clocks(town: Market, reference: str) -> dict[str, str]:
    return {case.kind: case.state for case in town.application(reference).cases}


def verbs(town: Market, reference: str) -> list[str]:
    return [step.verb for step in town.application(reference).steps]


def test_an_application_goes_from_draft_to_grant(town: Market) -> None:
    entry = town.entry()
    draft = town.asked(entry.id)
    assert (draft.number, draft.state, draft.problems) == ("GX2026-000001", "draft", ())
    submitted = town.do(town.applicant, applications.submit, draft.id, revision=draft.revision)
    assert clocks(town, draft.id) == {"department_review": "open"}
    signed = town.do(town.signer, applications.sign, draft.id, opinion="确有需要", revision=submitted.revision)
    assert (signed.state, clocks(town, draft.id)) == ("replying", {"department_review": "done", "reply_conditional": "open"})
    (case,) = (case for case in town.application(draft.id).cases if case.state == "open")
    assert (case.department_id, case.days, case.due_on) == (town.traffic, 10, date(2026, 3, 16))
    agreed = town.do(town.reviewer, applications.agree, draft.id, opinion="同意", revision=signed.revision)
    shown = town.application(draft.id, town.applicant)
    assert (agreed.state, shown.grant, shown.summary.due_on) == ("agreed", "SQ2026-000001", None)
    assert shown.reply is not None
    assert (shown.reply.outcome, shown.reply.withheld) == ("agree", ())
    assert verbs(town, draft.id) == ["file", "submit", "sign", "deliver", "agree"]
    assert shown.route == ()


def test_everything_missing_is_named_at_once(town: Market) -> None:
    entry = town.entry()
    receipt = town.asked(entry.id, basis=[], scenario=None, scope="无", mode=None, until=None, items=["泊位总数", "住址"])
    expected = [("items[1]", "no_such_item"), *((name, "missing") for name in ("basis", "scenario", "scope", "mode", "until"))]
    assert [(each.path, each.code) for each in receipt.problems] == expected
    with pytest.raises(Invalid) as caught:
        town.do(town.applicant, applications.submit, receipt.id, revision=receipt.revision)
    assert refused(caught) == ("incomplete", expected)
    edited = town.do(town.applicant, applications.edit, receipt.id, create_application(), revision=receipt.revision)
    assert edited.problems == ()


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"items": "姓名"}, "items"),
        ({"basis": ["社会救助暂行办法"]}, "basis"),
        ({"mode": "pigeon"}, "mode"),
        ({"until": "明年"}, "until"),
        ({"matters": "停车"}, "matters"),
        ({"matters": ["停车", 5]}, "matters[1]"),
        ({"matters": [" "]}, "matters[0]"),
        ({"matters": ["停"] * 51}, "matters"),
        ({"system": "停" * 65}, "system"),
        ({"purpose": "核对"}, "purpose"),
        ({"note": "a\0b"}, "note"),
    ],
)
def test_what_cannot_be_stored_is_refused_by_field(town: Market, fields: dict[str, object], path: str) -> None:
    entry = town.entry(answering=False)
    with pytest.raises(Invalid) as caught:
        town.asked(entry.id, **fields)
    assert path in [problem.path for problem in caught.value.problems if problem.severity == "rejected"]


def test_what_is_not_shared_is_refused_with_its_law(town: Market) -> None:
    law = {"law": "个人信息保护法", "article": "第二十八条"}
    entry = town.published(sharing_type="not_shared", legal_basis=[law])
    with pytest.raises(Conflict) as caught:
        town.asked(entry.id)
    assert (caught.value.code, caught.value.facts["legal_basis"]) == ("not_shared", [law])
    draft = town.registered()
    with pytest.raises(NotFound):
        town.asked(draft.id)
    offline = town.step(town.published(), "take_offline", reason="系统改造")
    with pytest.raises(Conflict) as caught:
        town.asked(offline.id)
    assert caught.value.code == "not_published"
    own = town.entry()
    applicant = town.official("own", town.traffic, "applicant")
    with pytest.raises(Conflict) as caught:
        town.asked(own.id, applicant)
    assert caught.value.code == "own_resource"


def test_only_the_department_files_and_another_of_it_signs_off(town: Market) -> None:
    entry = town.entry()
    with pytest.raises(NotAllowed):
        town.do(town.registrar, applications.file, town.finance, entry.id, create_application())
    both = town.official("both", town.finance, "applicant", "reviewer")
    receipt = town.submitted_application(entry.id, both)
    with pytest.raises(NotAllowed) as caught:
        town.do(both, applications.sign, receipt.id, revision=receipt.revision)
    assert caught.value.code == "same_person"
    for revision, kind in ((None, PreconditionRequired), (99, Stale)):
        with pytest.raises(kind):
            town.do(town.signer, applications.sign, receipt.id, revision=revision)
    with pytest.raises(NotFound):
        town.application(receipt.id, town.reviewer)
    with pytest.raises(NotAllowed):
        town.do(town.authority, applications.pass_on, receipt.id, revision=receipt.revision)
    assert town.do(town.signer, applications.sign, receipt.id, revision=receipt.revision).state == "replying"
    assert town.application(receipt.id, town.reviewer).summary.number == receipt.number


def test_between_tiers_each_authority_passes_it_on_with_a_clock_of_its_own(town: Market, clock: Clock) -> None:
    signed = town.signed(town.entry().id, town.local_applicant)
    assert [stop.region for stop in town.application(signed.id).route] == ["渝中区", "重庆市"]
    (case,) = (case for case in town.application(signed.id).cases if case.state == "open")
    assert (case.kind, case.region_id, case.department_id) == ("application_check", town.district, None)
    with pytest.raises(NotAllowed):
        town.do(town.authority, applications.pass_on, signed.id, revision=signed.revision)
    with pytest.raises(Conflict):
        town.do(town.reviewer, applications.agree, signed.id, revision=signed.revision)
    clock.now += timedelta(days=1)
    passed = town.do(town.local_authority, applications.pass_on, signed.id, opinion="同意转报", revision=signed.revision)
    assert (passed.state, [stop.passed for stop in town.application(signed.id).route]) == ("checking", [True, False])
    (case,) = (case for case in town.application(signed.id).cases if case.state == "open")
    assert (case.region_id, case.opened_on) == (town.city, date(2026, 3, 3))
    delivered = town.do(town.authority, applications.pass_on, signed.id, revision=passed.revision)
    assert (delivered.state, town.application(signed.id).summary.desk) == ("replying", None)
    kinds = [case.kind for case in town.application(signed.id).cases]
    assert kinds.count("application_check") == 2
    assert verbs(town, signed.id) == ["file", "submit", "sign", "pass", "pass", "deliver"]


def test_downward_it_passes_the_city_and_the_district(town: Market) -> None:
    entry = town.do(town.local_registrar, lists.register, town.local, {**create_content(), "sharing_type": "unconditional"})
    entry = town.do(town.local_registrar, lists.submit, entry.id, revision=entry.revision)
    for actor in (town.local_reviewer, town.local_authority):
        entry = town.do(actor, lists.review, entry.id, decision="pass", revision=entry.revision)
    signed = town.signed(entry.id)
    assert [stop.region for stop in town.application(signed.id).route] == ["重庆市", "渝中区"]
    passed = town.do(town.authority, applications.pass_on, signed.id, revision=signed.revision)
    delivered = town.do(town.local_authority, applications.pass_on, signed.id, revision=passed.revision)
    assert clocks(town, signed.id)["reply_unconditional"] == "open"
    assert town.do(town.local_reviewer, applications.agree, signed.id, revision=delivered.revision).state == "agreed"


def test_it_is_returned_once_with_everything_that_is_missing_while_the_clock_stands_still(town: Market, clock: Clock) -> None:
    signed = town.signed(town.entry().id)
    with pytest.raises(Invalid):
        town.do(town.reviewer, applications.return_, signed.id, missing=[" "], revision=signed.revision)
    missing = ["系统等级保护备案证明", "使用范围到科室"]
    clock.now += timedelta(days=2)
    returned = town.do(town.reviewer, applications.return_, signed.id, missing=missing, revision=signed.revision)
    assert (returned.state, clocks(town, signed.id)["reply_conditional"]) == ("returned", "paused")
    assert town.application(signed.id, town.applicant).steps[-1].facts["missing"] == missing
    clock.now += timedelta(days=7)
    edited = town.do(town.applicant, applications.edit, signed.id, create_application(note="已备案"), revision=returned.revision)
    again = town.do(town.applicant, applications.submit, signed.id, revision=edited.revision)
    back = town.do(town.signer, applications.sign, signed.id, revision=again.revision)
    assert back.state == "replying"
    (case,) = (case for case in town.application(signed.id).cases if case.state == "open")
    assert (case.kind, case.paused_days, case.due_on) == ("reply_conditional", 5, date(2026, 3, 23))
    with pytest.raises(Conflict) as caught:
        town.do(town.reviewer, applications.return_, signed.id, missing=["再补"], revision=back.revision)
    assert caught.value.code == "returned_already"


def test_the_department_and_each_authority_return_too(town: Market) -> None:
    entry = town.entry()
    submitted = town.submitted_application(entry.id, town.local_applicant)
    inside = town.do(town.local_signer, applications.return_, submitted.id, missing=["依据条款"], revision=submitted.revision)
    assert (inside.state, clocks(town, submitted.id)) == ("draft", {"department_review": "done"})
    again = town.do(town.local_applicant, applications.submit, submitted.id, revision=inside.revision)
    signed = town.do(town.local_signer, applications.sign, submitted.id, revision=again.revision)
    returned = town.do(town.local_authority, applications.return_, signed.id, missing=["盖章件"], revision=signed.revision)
    assert clocks(town, signed.id)["application_check"] == "paused"
    again = town.do(town.local_applicant, applications.submit, signed.id, revision=returned.revision)
    inside = town.do(town.local_signer, applications.return_, signed.id, missing=["章不清"], revision=again.revision)
    assert inside.state == "returned"
    again = town.do(town.local_applicant, applications.submit, signed.id, revision=inside.revision)
    signed = town.do(town.local_signer, applications.sign, signed.id, revision=again.revision)
    assert (signed.state, clocks(town, signed.id)["application_check"]) == ("checking", "open")
    with pytest.raises(Conflict):
        town.do(town.local_authority, applications.return_, signed.id, missing=["再补"], revision=signed.revision)
    passed = town.do(town.local_authority, applications.pass_on, signed.id, revision=signed.revision)
    once = town.do(town.authority, applications.return_, signed.id, missing=["市级备案号"], revision=passed.revision)
    assert once.state == "returned"


def test_a_reply_in_part_withholds_items_each_for_its_reason(town: Market) -> None:
    signed = town.signed(town.entry().id)
    for withheld, codes in (
        ([{"item": "泊位总数", "reason": ""}], [("withheld[0].reason", "missing")]),
        ([{"item": "车主", "reason": "敏感"}], [("withheld[0].item", "not_wanted")]),
        ([{"item": item, "reason": "敏感"} for item in ITEMS], [("withheld", "all_withheld")]),
    ):
        with pytest.raises(Invalid) as caught:
            town.do(town.reviewer, applications.agree, signed.id, withheld=withheld, revision=signed.revision)
        assert refused(caught)[1] == codes
    withheld = [{"item": "泊位总数", "reason": "口径正在核定"}]
    partly = town.do(town.reviewer, applications.agree, signed.id, withheld=withheld, revision=signed.revision)
    shown = town.application(signed.id)
    assert shown.reply is not None
    assert (partly.state, shown.reply.withheld) == ("partly", tuple(withheld))
    assert town.grant(str(shown.grant_id)).items == ("停车场名称",)


def test_a_refusal_names_reason_and_law(town: Market) -> None:
    signed = town.signed(town.entry().id)
    with pytest.raises(NotAllowed):
        town.do(town.registrar, applications.refuse, signed.id, opinion="x", basis=BASIS, revision=signed.revision)
    for opinion, basis in (("", BASIS), ("不属共享范围", []), ("不属共享范围", [{"law": "某法"}])):
        with pytest.raises(Invalid):
            town.do(town.reviewer, applications.refuse, signed.id, opinion=opinion, basis=basis, revision=signed.revision)
    done = town.do(town.reviewer, applications.refuse, signed.id, opinion="不属共享范围", basis=BASIS, revision=signed.revision)
    shown = town.application(signed.id, town.applicant)
    assert shown.reply is not None
    assert (done.state, shown.reply.basis, clocks(town, signed.id)["reply_conditional"]) == ("refused", BASIS, "done")
    with pytest.raises(Conflict):
        town.do(town.reviewer, applications.agree, signed.id, revision=done.revision)


def test_the_days_of_a_reply_are_extended_once_with_consent_and_notice(town: Market, clock: Clock) -> None:
    signed = town.signed(town.entry().id)
    asked = town.do(town.reviewer, applications.ask_extension, signed.id, opinion="数据量大", revision=signed.revision)
    with pytest.raises(NotAllowed):
        town.do(town.reviewer, applications.extend, signed.id, opinion="同意", revision=asked.revision)
    extended = town.do(town.authority, applications.extend, signed.id, opinion="情况属实", revision=asked.revision)
    last = town.application(signed.id, town.applicant).steps[-1]
    assert (last.verb, last.facts) == ("extend", {"days": 10, "due_on": "2026-03-30"})
    for actor, verb in ((town.reviewer, applications.ask_extension), (town.authority, applications.extend)):
        with pytest.raises(Conflict):
            town.do(actor, verb, signed.id, opinion="再延", revision=extended.revision)
    late = town.signed(town.entry().id)
    clock.now += timedelta(days=30)
    with pytest.raises(Invalid):
        town.do(town.authority, applications.extend, late.id, opinion="补办", revision=late.revision)


def test_unconditional_data_is_answered_in_one_day_or_granted_at_once(town: Market) -> None:
    entry = town.callable(sharing_type="unconditional")
    signed = town.signed(entry.id)
    (case,) = (case for case in town.application(signed.id).cases if case.state == "open")
    assert (case.kind, case.days) == ("reply_unconditional", 1)
    with pytest.raises(Conflict) as caught:
        town.do(town.reviewer, applications.ask_extension, signed.id, opinion="太忙", revision=signed.revision)
    assert caught.value.code == "no_extension"
    with pytest.raises(Invalid) as invalid:
        town.do(town.reviewer, applications.agree, signed.id, terms={"conditions": "须盖章"}, revision=signed.revision)
    assert refused(invalid)[1] == [("conditions", "invented_condition")]
    content = {"auto_grant_unconditional": True}
    town.do(town.authority, put_profile, region=town.city, valid_from=date(2026, 3, 1), content=content)
    at_once = town.signed(entry.id)
    shown = town.application(at_once.id, town.reviewer)
    assert (at_once.state, shown.summary.due_on) == ("agreed", None)
    assert [step.verb for step in shown.steps][-2:] == ["deliver", "agree_at_once"]
    assert town.grant(str(shown.grant_id)).summary.state == "active"
    assert town.signed(town.entry().id).state == "replying"


def test_it_is_withdrawn_and_a_draft_deleted(town: Market) -> None:
    entry = town.entry()
    submitted = town.submitted_application(entry.id)
    draft = town.do(town.applicant, applications.withdraw, submitted.id, revision=submitted.revision)
    assert (draft.state, clocks(town, draft.id)) == ("draft", {"department_review": "done"})
    town.do(town.applicant, applications.delete, draft.id, revision=draft.revision)
    with pytest.raises(NotFound):
        town.application(draft.id)
    signed = town.signed(entry.id)
    gone = town.do(town.applicant, applications.withdraw, signed.id, opinion="业务调整", revision=signed.revision)
    assert gone.state == "withdrawn"
    assert set(clocks(town, signed.id).values()) == {"done"}


def test_an_entry_that_ends_lets_what_was_asked_of_it_cease(town: Market) -> None:
    entry, other = town.entry(), town.entry()
    signed = town.signed(entry.id)
    town.do(town.authority, lists.supersede, entry.id, by=other.id, revision=town.show(entry.id).summary.revision)
    shown = town.application(signed.id)
    assert (shown.summary.state, shown.steps[-1].facts["successor"]) == ("ceased", other.code)
    assert set(clocks(town, signed.id).values()) == {"done"}


def test_what_a_demand_has_said_need_not_be_said_again(town: Market) -> None:
    entry = town.entry()
    demand = town.accepted(items=["停车场名称", "收费标准"])
    with pytest.raises(Conflict) as caught:
        town.asked(entry.id, demand=demand.id)
    assert caught.value.code == "not_matched"
    town.do(town.authority, demands.match, demand.id, [Chosen(entry.id)], revision=demand.revision)
    receipt = town.do(town.applicant, applications.file, town.finance, entry.id, {}, demand=demand.id)
    shown = town.application(receipt.id)
    assert receipt.problems == ()
    assert (shown.content["items"], shown.content["matters"]) == (["停车场名称"], ["临时救助"])
    assert (shown.content["mode"], shown.demand_id) == ("platform_api", demand.id)
    with pytest.raises(Conflict) as caught:
        town.asked(entry.id, demand=demand.id)
    assert caught.value.code == "applied_already"
    local = town.official("elsewhere", town.local, "applicant")
    with pytest.raises(NotFound):
        town.asked(entry.id, local, demand=demand.id)


def test_a_basket_holds_applications_for_several_entries(town: Market) -> None:
    first = town.asked(town.entry().id, basket="new")
    basket = town.application(first.id).summary.basket
    assert basket == "LZ2026-000001"
    town.asked(town.entry().id, basket=basket)
    with pytest.raises(NotFound):
        town.asked(town.entry().id, basket="LZ2026-000099")
    with pytest.raises(NotFound):
        town.asked(town.entry().id, town.local_applicant, basket=basket)
    with town.look(town.applicant) as look:
        assert [line.basket for line in queries.find(look, Filter(basket=basket))] == [basket, basket]


def test_lists_are_narrowed_and_shown_to_parties_alone(town: Market) -> None:
    entry = town.entry()
    signed = town.signed(entry.id)
    town.asked(entry.id)
    far = town.signed(town.entry().id, town.local_applicant)

    def listed(actor: Actor, **wanted: object) -> list[str]:
        with town.look(actor) as look:
            return [line.number for line in queries.find(look, Filter(**wanted))]  # type: ignore[arg-type]

    assert listed(town.reviewer) == [signed.number, far.number]
    assert listed(town.applicant) == ["GX2026-000001", "GX2026-000002"]
    assert listed(town.authority) == ["GX2026-000001", "GX2026-000002", "GX2026-000003"]
    assert listed(town.local_authority) == [far.number]
    assert listed(town.official("other", town.bureau, "applicant")) == []
    for wanted, count in (
        ({"states": ["replying"]}, 1),
        ({"department": town.finance}, 2),
        ({"provider": town.traffic}, 3),
        ({"party": town.traffic}, 3),
        ({"party": town.local}, 1),
        ({"desk": town.district}, 1),
        ({"desk": "x"}, 0),
        ({"resource": entry.id}, 2),
        ({"demand": entry.id}, 0),
        ({"year": 2026}, 3),
        ({"year": 2025}, 0),
        ({"title": "泊位"}, 3),
    ):
        assert len(listed(town.authority, **wanted)) == count, wanted
    with town.look(town.authority) as look:
        assert queries.counts(look) == {"draft": 1, "replying": 1, "checking": 1}
        assert queries.open_verbs(look, far.id) == frozenset()
    with town.look(town.reviewer) as look:
        assert queries.open_verbs(look, signed.id) == {"return", "ask_extension", "agree", "agree_part", "refuse"}
    with town.look(town.local_authority) as look:
        assert queries.open_verbs(look, far.id) == {"return", "pass"}
    with town.look(town.applicant) as look:
        assert queries.open_verbs(look, signed.id) == {"withdraw"}
        (line,) = queries.find(look, Filter(states=["replying"]))
        assert (line.due_on, line.standing, line.resource_code) == (date(2026, 3, 16), "in_time", entry.code)


def test_a_successor_answers_for_the_department_that_it_takes_the_place_of(town: Market) -> None:
    signed = town.signed(town.entry().id)
    heir = town.heir(town.official("heir", town.bureau, "reviewer"), town.traffic)
    heir = Actor("official", heir.id, "heir", heir.roles, town.bureau, frozenset({town.bureau, town.traffic}), town.city)
    assert town.do(heir, applications.agree, signed.id, revision=signed.revision).state == "agreed"


def test_every_change_is_in_the_trail(town: Market) -> None:
    town.granted()
    rows = [row for row in town.trail() if row.thing.startswith(("application:", "grant:"))]
    told = [row.verb for row in rows]
    assert told == [
        *(f"application:{verb}" for verb in ("file", "submit", "sign", "deliver", "agree")),
        *(f"grant:{verb}" for verb in ("give", "provide")),
    ]
    assert town.sound()


def test_whoever_may_not_is_told_so(town: Market) -> None:
    signed = town.signed(town.entry().id)
    admin = Actor("official", town.office.new_id(), "root", frozenset({"official", "system_admin"}))
    with town.look(admin) as look, pytest.raises(NotAllowed):
        queries.find(look, Filter())
    with pytest.raises(Refusal):
        town.do(town.applicant, applications.agree, signed.id, revision=signed.revision)
