"""From the draft to the end of an entry: who may do what, what is refused and why, what the trail keeps."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from time import sleep
from typing import Any
from uuid import uuid4

import pytest

from catalog import calendars, lists, people
from catalog.calendars import queries as cases
from catalog.errors import Conflict, Invalid, NotAllowed, NotFound, PreconditionRequired, Stale
from catalog.lists import duties, queries
from catalog.lists.model import ResourceRow
from catalog.rights import anonymous
from tests import builders
from tests.lists.conftest import Town, refused


def test_from_draft_to_published(town: Town) -> None:
    draft = town.draft()
    assert (draft.state, draft.version, draft.code) == ("draft", 1, None)
    submitted = town.step(draft, "submit")
    assert (submitted.state, submitted.code) == ("submitted", "206001/000001")
    registered = town.step(submitted, "sign")
    assert registered.state == "registered"
    published = town.step(registered, "approve")
    assert (published.state, published.version_state) == ("published", "current")
    entry = town.show(draft.id)
    assert (entry.summary.issued_on, entry.version, entry.draft, entry.summary.item_count) == (date(2026, 3, 2), 1, None, 2)
    assert town.verbs(draft.id) == ["resource:register", "resource:submit", "resource:sign", "resource:approve"]
    revisions = [each.revision for each in (draft, submitted, registered, published)]
    assert revisions == sorted(set(revisions))


def test_all_problems_of_an_incomplete_entry_are_named_at_once(town: Town) -> None:
    draft = town.draft(abstract="无", classifications=["299999"], sharing_type="conditional")
    found = {(problem.path, problem.code) for problem in draft.problems}
    with pytest.raises(Invalid) as caught:
        town.step(draft, "submit")
    code, problems = refused(caught)
    assert code == "incomplete"
    assert set(problems) == found >= {("abstract", "missing"), ("classifications[0]", "unknown_classification")}
    assert town.show(draft.id).summary.state == "draft"


def test_what_cannot_be_stored_is_not_registered(town: Town) -> None:
    refusals: list[tuple[dict[str, Any], tuple[str, str]]] = [
        ({"name": ""}, ("name", "missing")),
        ({"grade": "core"}, ("grade", "core_refused")),
        ({"grade": "secret"}, ("grade", "secret_refused")),
        ({"items": [{"name": "坐标", "grade": "core"}]}, ("items[0].grade", "core_refused")),
        ({"classifications": 5}, ("classifications", "wrong_type")),
    ]
    for content, problem in refusals:
        with pytest.raises(Invalid) as caught:
            town.draft(**content)
        assert problem in refused(caught)[1]
    with town.look() as look:
        assert queries.counts(look) == {}


def test_a_name_is_kept_clean_and_the_longest_one_fits(town: Town) -> None:
    # Ｌ and ﷺ are the extremes: half of one, eighteen letters for the other.
    name = "ﷺ" * 120
    draft = town.draft(name=f" {name}　")
    assert town.show(draft.id).summary.name == name


def test_only_the_department_compiles_and_nobody_else_knows_of_it(town: Town) -> None:
    draft = town.draft()
    with pytest.raises(NotAllowed):
        town.do(town.outsider, lists.register, town.traffic, builders.create_content())
    for actor in (town.outsider, town.local_authority, anonymous()):
        with pytest.raises(NotFound):
            town.do(actor, lists.submit, draft.id, revision=draft.revision)
    with pytest.raises(NotAllowed):
        town.do(town.authority, lists.submit, draft.id, revision=draft.revision)
    with pytest.raises(NotAllowed):
        town.do(town.operator, lists.submit, draft.id, revision=draft.revision)


def test_an_unknown_department_or_entry(town: Town) -> None:
    for unknown in ("no-such-thing", str(uuid4())):
        with pytest.raises(NotFound):
            town.do(town.registrar, lists.register, unknown, builders.create_content())
        with pytest.raises(NotFound):
            town.do(town.registrar, lists.submit, unknown, revision=1)
        with pytest.raises(NotFound):
            town.show(unknown)
        with pytest.raises(NotFound):
            town.do(town.registrar, lists.unbind, unknown, revision=1)


@pytest.mark.parametrize(
    ("state", "by", "other"), [("submitted", "reviewer", "authority"), ("registered", "authority", "reviewer")]
)
@pytest.mark.parametrize(("decision", "after"), [("return", "draft"), ("refuse", "refused")])
def test_given_back_at_either_step_with_an_opinion(
    town: Town, state: str, by: str, other: str, decision: str, after: str
) -> None:
    receipt = getattr(town, state)()
    with pytest.raises(NotAllowed):
        town.do(getattr(town, other), lists.review, receipt.id, decision=decision, opinion="不行", revision=receipt.revision)
    with pytest.raises(Invalid) as caught:
        town.do(getattr(town, by), lists.review, receipt.id, decision=decision, opinion=" ", revision=receipt.revision)
    assert refused(caught)[1] == [("opinion", "required")]
    back = town.do(
        getattr(town, by), lists.review, receipt.id, decision=decision, opinion=" 摘要过简 ", revision=receipt.revision
    )
    assert (back.state, back.code) == (after, receipt.code)
    with town.look(town.registrar) as look:
        said = [(one.step, one.decision, one.opinion, one.reviewer) for one in queries.history(look, receipt.id)]
    signed = [("department", "pass", None, "reviewer")] if by == "authority" else []
    assert said == [*signed, ("authority" if by == "authority" else "department", decision, "摘要过简", by)]
    again = town.step(town.edit(back, abstract="补充后的摘要"), "submit", "sign", "approve")
    assert (again.state, again.code, again.version) == ("published", receipt.code, 1)


def test_an_opinion_has_its_limit(town: Town) -> None:
    receipt = town.submitted()
    with pytest.raises(Invalid) as caught:
        town.step(receipt, "sign", opinion="长" * 1001)
    assert refused(caught)[1] == [("opinion", "too_long")]
    with pytest.raises(Invalid) as caught:
        town.step(receipt, "sign", opinion="好\0")
    assert refused(caught)[1] == [("opinion", "control_characters")]
    with pytest.raises(Invalid) as caught:
        town.do(town.reviewer, lists.review, receipt.id, decision="withdraw", opinion="好", revision=receipt.revision)
    assert refused(caught)[1] == [("decision", "bad_decision")]
    assert town.step(receipt, "sign", opinion="长" * 1000).state == "registered"


def test_a_reason_has_its_limit(town: Town) -> None:
    published = town.published()
    for verb, field in (("retire", "reason"), ("require_update", "basis")):
        with pytest.raises(Invalid) as caught:
            town.step(published, verb, **{field: "长" * 1001})
        assert refused(caught)[1] == [(field, "too_long")]


def test_two_entries_cannot_stand_for_each_other(town: Town) -> None:
    one, other = town.published(), town.published()
    with ThreadPoolExecutor(1) as pool:
        with town.work(town.authority) as work:
            lists.supersede(work, one.id, by=other.id, revision=one.revision)
            crossing = pool.submit(town.do, town.authority, lists.supersede, other.id, by=one.id, revision=other.revision)
            # Long enough for the other work to come as far as it can.
            sleep(0.3)
        with pytest.raises(Conflict) as caught:
            crossing.result()
    assert caught.value.code == "bad_successor"


def test_nobody_reviews_what_they_compiled_submitted_or_signed(town: Town) -> None:
    draft = town.draft()
    own = town.do(town.second, lists.submit, draft.id, revision=draft.revision)
    with pytest.raises(NotAllowed) as caught:
        town.do(town.second, lists.review, draft.id, decision="pass", revision=own.revision)
    assert caught.value.code == "same_person"
    compiled = builders.create_draft(town.office, town.second)
    submitted = town.do(town.registrar, lists.submit, compiled.id, revision=compiled.revision)
    with pytest.raises(NotAllowed):
        town.do(town.second, lists.review, compiled.id, decision="pass", revision=submitted.revision)
    both = town.official("both", town.traffic, "reviewer", "authority")
    signed = town.do(both, lists.review, compiled.id, decision="pass", revision=submitted.revision)
    with pytest.raises(NotAllowed):
        town.do(both, lists.review, compiled.id, decision="pass", revision=signed.revision)
    assert town.step(signed, "approve").state == "published"


def test_the_revision_that_was_read_decides(town: Town) -> None:
    draft = town.draft()
    with pytest.raises(PreconditionRequired):
        town.do(town.registrar, lists.submit, draft.id, revision=None)
    mine = town.edit(draft, abstract="我的修改")
    with pytest.raises(Stale) as caught:
        town.do(town.second, lists.edit, draft.id, builders.create_content(abstract="她的修改"), revision=draft.revision)
    assert caught.value.facts["revision"] == mine.revision
    assert town.show(draft.id).content["abstract"] == "我的修改"


def test_of_two_editors_at_once_the_second_is_told(town: Town) -> None:
    draft = town.draft()
    content = builders.create_content(name=draft.name)

    def edit_late() -> None:
        with town.office.work(town.second) as late:
            # Only PostgreSQL lets the other begin and commit in between; on SQLite it has committed before.
            if town.office.engine.dialect.name == "postgresql":
                late.session.get(ResourceRow, draft.id)
                town.do(town.registrar, lists.edit, draft.id, {**content, "abstract": "先到"}, revision=draft.revision)
            lists.edit(late, draft.id, {**content, "abstract": "后到"}, revision=draft.revision)

    if town.office.engine.dialect.name == "sqlite":
        town.do(town.registrar, lists.edit, draft.id, {**content, "abstract": "先到"}, revision=draft.revision)
    with pytest.raises(Stale):
        edit_late()
    assert town.show(draft.id).content["abstract"] == "先到"
    assert town.verbs(draft.id).count("resource:edit") == 1


def test_a_withdrawn_submission_is_a_draft_again_and_keeps_its_code(town: Town) -> None:
    submitted = town.submitted()
    back = town.step(submitted, "withdraw")
    assert (back.state, back.code) == ("draft", submitted.code)
    with pytest.raises(Conflict):
        town.step(town.step(back, "submit", "sign"), "withdraw")


def test_only_drafts_are_deleted_and_a_code_never_comes_back(town: Town) -> None:
    submitted = town.submitted()
    with pytest.raises(Conflict):
        town.step(submitted, "delete")
    assert town.step(town.step(submitted, "withdraw"), "delete") is None
    for reference in (submitted.id, submitted.code or ""):
        with pytest.raises(NotFound):
            town.show(reference)
    assert town.submitted(name=submitted.name).code == "206001/000002"
    kept = next(row for row in town.trail() if row.verb == "resource:delete")
    assert kept.changes["content"][0]["name"] == submitted.name


# -- Revisions


def test_a_revision_replaces_what_is_published_only_after_both_reviews(town: Town) -> None:
    first = town.published(abstract="第一版")
    revised = town.edit(first, abstract="第二版", name=f"{first.name}（新）")
    assert (revised.state, revised.version, revised.version_state) == ("published", 2, "draft")
    for verb in ("submit", "sign"):
        revised = town.step(revised, verb)
        seen = town.show(first.id, town.outsider)
        assert (seen.content["abstract"], seen.summary.name, seen.draft) == ("第一版", first.name, None)
    done = town.step(revised, "approve")
    entry = town.show(first.id, town.outsider)
    assert (done.version, entry.content["abstract"], entry.summary.name) == (2, "第二版", f"{first.name}（新）")
    assert entry.summary.issued_on == date(2026, 3, 2)
    with town.look(town.outsider) as look:
        assert [(one.version, one.state) for one in queries.versions(look, first.id)] == [(1, "replaced"), (2, "current")]


def test_what_breaks_consumers_is_named(town: Town) -> None:
    published = town.published()
    items = [{"name": "停车场名称", "type": "C", "length": 50}]
    revised = town.edit(published, items=items, sharing_type="conditional", sharing_conditions="同意", sharing_purpose="规划")
    named = {change["code"] for change in revised.breaking}
    assert named == {"item_dropped", "length_shortened", "sharing_type_tightened"}
    assert {change["code"] for change in town.step(revised, "submit").breaking} == named
    with town.look(town.registrar) as look:
        difference = queries.compare(look, published.id, 1, 2)
    assert [item["name"] for item in difference.items_dropped] == ["泊位总数"]
    assert difference.items_changed == {"停车场名称": {"length": (100, 50)}}
    assert difference.fields["sharing_type"] == ("unconditional", "conditional")
    with town.look(town.outsider) as look, pytest.raises(NotFound):
        queries.compare(look, published.id, 1, 2)


def test_there_is_one_revision_at_a_time_and_it_can_be_given_up(town: Town) -> None:
    published = town.published()
    assert [town.edit(published, abstract=text).version for text in ("甲", "乙")] == [2, 2]
    entry = town.show(published.id)
    assert town.do(town.registrar, lists.delete, published.id, revision=entry.summary.revision) is None
    entry = town.show(published.id)
    assert (entry.summary.state, entry.draft, entry.version) == ("published", None, 1)
    with pytest.raises(Conflict):
        town.do(town.registrar, lists.delete, published.id, revision=entry.summary.revision)
    assert town.edit(published, abstract="丙").version == 3


def test_the_trail_proves_the_contents(town: Town) -> None:
    draft = town.draft(abstract="原文")
    town.edit(draft, abstract="改后")
    rows = [row for row in town.trail() if row.thing == f"resource:{draft.id}"]
    before, after = rows[1].changes["content"]
    assert before == rows[0].changes["content"][1] != after
    assert rows[1].changes["diff"][1]["fields"] == {"abstract": ["原文", "改后"]}


# -- Names


def test_a_name_is_unique_in_its_department(town: Town) -> None:
    first = town.draft(name="停车场 名录（Ａ）")
    with pytest.raises(Invalid) as caught:
        town.draft(name="停车场名录(a)")
    assert refused(caught)[1] == [("name", "name_taken")]
    other = town.draft()
    with pytest.raises(Invalid):
        town.edit(other, name="停车场名录(A)")
    content = builders.create_content(name=first.name)
    assert town.do(town.outsider, lists.register, town.finance, content).state == "draft"


def test_names_of_predecessors_count_and_their_entries_go_on(town: Town, clock: Any) -> None:
    old = town.published(name="公交线路")
    with town.work(town.operator) as work:
        heir = people.rename(work, town.traffic, "重庆市交通运输委员会", on=date(2026, 3, 3)).began[0].id
    clock.advance(days=2)
    registrar = town.official("heir", heir, "registrar", before=town.traffic)
    for department in (heir, town.traffic):
        with pytest.raises(Invalid) as caught:
            town.do(registrar, lists.register, department, builders.create_content(name="公交线路"))
        assert refused(caught)[1] == [("name", "name_taken")]
    new = town.do(registrar, lists.register, town.traffic, builders.create_content(name="公交站点"))
    assert town.show(new.id).summary.department == "重庆市交通运输委员会"
    with pytest.raises(Invalid):
        town.do(registrar, lists.edit, old.id, builders.create_content(name="公交站点"), revision=old.revision)
    with town.look(registrar) as look:
        found = queries.find(look, queries.Filter(department=heir))
    assert {each.name for each in found.entries} == {"公交线路", "公交站点"}


def test_a_name_given_by_two_at_once_to_entries_of_heir_and_predecessor(town: Town, clock: Any) -> None:
    old = town.draft(name="公交线路")
    heir = town.do(town.operator, people.rename, town.traffic, "重庆市交通运输委员会", on=date(2026, 3, 3)).began[0].id
    clock.advance(days=2)
    registrar = town.official("heir", heir, "registrar", before=town.traffic)
    wanted = builders.create_content(name="公交站点")
    with ThreadPoolExecutor(1) as pool:
        with town.work(registrar) as work:
            lists.edit(work, old.id, wanted, revision=old.revision)
            late = pool.submit(town.do, registrar, lists.register, heir, wanted)
            with pytest.raises(TimeoutError):
                late.result(timeout=0.5)
        assert isinstance(late.exception(), Invalid)


def test_a_name_taken_during_the_review_stands_against_publishing(town: Town) -> None:
    revised = town.edit(town.published(name="旧名称"), name="新名称")
    ready = town.step(revised, "submit", "sign")
    town.draft(name="新名称")
    with pytest.raises(Invalid) as caught:
        town.step(ready, "approve")
    assert refused(caught)[1] == [("name", "name_taken")]


def test_what_became_incomplete_during_the_review_is_not_published(town: Town) -> None:
    ready = town.registered()
    with town.work(town.operator) as work:
        lists.put_classification(work, "206001", "交通出行", valid_to=date(2026, 3, 1))
    with pytest.raises(Invalid) as caught:
        town.step(ready, "approve")
    assert refused(caught)[1] == [("classifications[0]", "unknown_classification")]


# -- Endings


def test_offline_and_back(town: Town) -> None:
    published = town.published()
    with pytest.raises(Invalid):
        town.step(published, "take_offline", reason=" ")
    offline = town.step(published, "take_offline", reason="系统维护")
    assert offline.state == "offline"
    with pytest.raises(Conflict):
        town.step(offline, "take_offline", reason="再次")
    assert town.show(published.id, town.outsider).summary.state == "offline"
    assert town.step(offline, "put_online").state == "published"


def test_a_retired_entry_is_seen_and_its_name_is_free(town: Town) -> None:
    published = town.published()
    with pytest.raises(NotAllowed):
        town.do(town.reviewer, lists.retire, published.id, reason="停用", revision=published.revision)
    retired = town.step(published, "retire", reason="系统停用")
    entry = town.show(published.code or "", town.outsider)
    assert (retired.state, entry.summary.state, entry.content["name"]) == ("retired", "retired", published.name)
    with pytest.raises(Conflict) as caught:
        town.edit(retired, abstract="改")
    assert caught.value.code == "ended"
    assert town.published(name=published.name).code != published.code


def test_an_entry_under_review_cannot_end_but_a_waiting_draft_is_given_up(town: Town) -> None:
    published = town.published()
    ready = town.step(town.edit(published, abstract="修订"), "submit")
    with pytest.raises(Conflict):
        town.step(ready, "retire", reason="停用")
    back = town.step(ready, "withdraw")
    assert town.step(back, "retire", reason="停用").version_state == "current"
    with town.look(town.registrar) as look:
        assert [one.state for one in queries.versions(look, published.id)] == ["current", "discarded"]


@pytest.mark.parametrize(("verb", "word", "state"), [("supersede", "by", "superseded"), ("merge", "into", "merged")])
def test_what_stands_in_the_place_of_an_ended_entry(town: Town, verb: str, word: str, state: str) -> None:
    one, other, draft = town.published(), town.published(), town.draft()
    for wrong, refusal in ((one.id, Conflict), (draft.id, Conflict), (str(uuid4()), NotFound)):
        with pytest.raises(refusal):
            town.step(one, verb, **{word: wrong})
    local = builders.create_draft(town.office, town.local_registrar)
    with pytest.raises(NotFound):
        town.step(one, verb, **{word: local.id})
    assert town.step(one, verb, **{word: other.id}).state == state
    assert town.show(one.id).successor == other.id


def test_excluding_from_the_assessment_needs_a_reason(town: Town) -> None:
    published = town.published()
    with pytest.raises(Invalid):
        town.step(published, "set_assessed", assessed=False, reason="")
    town.step(published, "set_assessed", assessed=False, reason="涉外数据")
    assert town.show(published.id).summary.assessed is False
    with town.look() as look:
        assert queries.access_rate(look).resources == 0


# -- Deadlines


def case(town: Town, resource: str, kind: str) -> cases.Case | None:
    with town.look() as look:
        return cases.case_of(look, f"resource:{resource}", kind)


def test_the_authority_has_two_working_days_from_the_sign_off(town: Town, clock: Any) -> None:
    submitted = town.submitted()
    assert case(town, submitted.id, duties.REVIEW) is None
    clock.advance(days=3)
    registered = town.step(submitted, "sign")
    running = case(town, submitted.id, duties.REVIEW)
    assert running is not None
    # Signed on Thursday the 5th: Friday and Monday are the two days.
    assert (running.opened_on, running.due_on, running.department_id, running.region_id) == (
        date(2026, 3, 5),
        date(2026, 3, 9),
        None,
        town.city,
    )
    town.step(registered, "approve")
    done = case(town, submitted.id, duties.REVIEW)
    assert done is not None
    assert (done.state, done.outcome) == ("done", "approve")


@pytest.mark.parametrize("decision", ["return", "refuse"])
def test_giving_back_ends_the_authoritys_case_and_a_new_round_opens_another(town: Town, decision: str) -> None:
    registered = town.registered()
    back = town.do(town.authority, lists.review, registered.id, decision=decision, opinion="补正", revision=registered.revision)
    done = case(town, back.id, duties.REVIEW)
    assert done is not None
    assert (done.state, done.outcome) == ("done", decision)
    town.step(town.edit(back, abstract="补正后"), "submit", "sign")
    with town.look() as look:
        assert [one.state for one in cases.cases_of(look, f"resource:{back.id}")].count("open") == 1


def test_a_required_update_is_done_when_the_revision_is_published(town: Town) -> None:
    published = town.published()
    with pytest.raises(Invalid):
        town.step(published, "require_update", basis=" ")
    with pytest.raises(Conflict):
        town.step(town.draft(), "require_update", basis="条例修订")
    required = town.step(published, "require_update", basis="《重庆市数据条例》修订")
    running = case(town, published.id, duties.UPDATE)
    assert running is not None
    assert (running.days, running.department_id, running.due_on) == (10, town.traffic, date(2026, 3, 16))
    assert next(row for row in town.trail() if row.verb == "resource:require_update").basis == "《重庆市数据条例》修订"
    with pytest.raises(Conflict):
        town.step(required, "require_update", basis="再次")
    town.step(town.edit(required, abstract="按新条例"), "submit", "sign", "approve")
    done = case(town, published.id, duties.UPDATE)
    assert done is not None
    assert (done.state, done.outcome) == ("done", "published")


def test_an_ended_entry_owes_no_update(town: Town) -> None:
    required = town.step(town.published(), "require_update", basis="条例修订")
    town.step(required, "retire", reason="停用")
    done = case(town, required.id, duties.UPDATE)
    assert done is not None
    assert (done.state, done.outcome) == ("done", "retired")


def test_the_case_is_on_the_to_do_list_of_the_authority(town: Town) -> None:
    registered = town.registered()
    with town.look(town.authority) as look:
        assert [one.thing for one in calendars.queries.due_list(look)] == [f"resource:{registered.id}"]
