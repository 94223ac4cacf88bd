"""Many entries at once: what a file's entry becomes, given what is there already; whole catalogs taken over."""

from __future__ import annotations

from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from catalog import lists, people
from catalog.calendars import queries as cases
from catalog.errors import Conflict, NotAllowed, Problem
from catalog.exchange.reading import read_entries
from catalog.lists import duties, metadata, queries
from catalog.lists.bulk import Incoming, Outcome
from catalog.lists.desk import content_digest
from catalog.lists.metadata import check
from catalog.lists.model import ClassificationRow, PlacementRow, VersionRow
from catalog.rights import Actor
from tests import builders
from tests.lists.conftest import Town


def incoming(town: Town, *, line: int = 2, code: str | None = None, provider: str | None = None, **content: Any) -> Incoming:
    origin = [{"file": "一.csv", "lines": [line]}]
    return Incoming(provider or town.traffic, town.city, builders.create_content(**content), origin, code)


def put(town: Town, *entries: Incoming, actor: Actor | None = None) -> list[Outcome]:
    answer: list[Outcome] = town.do(actor or town.operator, lists.put_entries, entries)
    return answer


def fates(outcomes: list[Outcome]) -> list[str]:
    return [outcome.fate for outcome in outcomes]


def codes_of(outcome: Outcome) -> list[str]:
    return [problem.code for problem in outcome.problems]


def test_new_changed_unchanged_and_rejected(town: Town) -> None:
    good, poor = incoming(town, name="公交站点"), incoming(town, name="线路", abstract=None, sharing_type=None)
    poor.content = {key: value for key, value in poor.content.items() if value is not None}
    bad = incoming(town, grade="core")
    first = put(town, good, poor, bad)
    assert fates(first) == ["accepted", "accepted", "rejected"]
    assert codes_of(first[1]) == ["missing", "missing"]
    assert (codes_of(first[2]), first[2].resource_id) == (["core_refused"], None)
    assert fates(put(town, good, poor)) == ["unchanged", "unchanged"]
    good.content["abstract"] = "新的摘要"
    again = put(town, good, poor)
    assert fates(again) == ["updated", "unchanged"]
    assert [outcome.resource_id for outcome in again] == [outcome.resource_id for outcome in first[:2]]
    entry = town.show(first[0].resource_id or "")
    assert (entry.content["abstract"], entry.draft.version if entry.draft else None) == ("新的摘要", 1)
    assert entry.origin == ({"file": "一.csv", "lines": [2]},)
    assert town.verbs().count("resource:import") == 2
    assert town.verbs(entry.summary.id) == ["resource:import", "resource:edit"]
    assert town.sound()


def test_what_is_stored_is_what_was_digested(town: Town) -> None:
    entry = incoming(town, tags=["停车", "𠮷"], raw={"更新周期": "不详"})
    identity = put(town, entry)[0].resource_id
    with town.look() as look:
        version = look.session.scalars(select(VersionRow).where(VersionRow.resource_id == identity)).one()
        assert (version.content, version.digest) == (entry.content, content_digest(entry.content))
    row = next(row for row in town.trail() if row.verb == "resource:import")
    assert row.changes == {"state": [None, "draft"], "content": [None, version.digest]}


def test_a_published_entry_gets_one_draft_revision(town: Town) -> None:
    published = town.published(name="停车场")
    for abstract in ("第二稿", "第三稿"):
        outcome = put(town, incoming(town, name="停车场", abstract=abstract))[0]
        assert (outcome.fate, outcome.resource_id) == ("updated", published.id)
    entry = town.show(published.id)
    assert entry.draft is not None
    assert (entry.draft.version, entry.draft.state, entry.draft.content["abstract"]) == (2, "draft", "第三稿")
    assert entry.content["abstract"] != "第三稿"
    assert (entry.summary.state, entry.origin) == ("published", ({"file": "一.csv", "lines": [2]},))


def test_an_import_of_what_a_version_says_changes_nothing_though_people_edited_since(town: Town) -> None:
    entry = incoming(town, name="停车场")
    identity = put(town, entry)[0].resource_id or ""
    content = {**entry.content, "abstract": "人工修改"}
    town.do(town.registrar, lists.edit, identity, content, revision=town.show(identity).summary.revision)
    assert fates(put(town, entry)) == ["unchanged"]
    assert town.show(identity).content["abstract"] == "人工修改"
    assert fates(put(town, Incoming(town.traffic, town.city, content))) == ["unchanged"]
    entry.content["abstract"] = "文件的新版"
    assert fates(put(town, entry)) == ["updated"]
    town.do(town.registrar, lists.edit, identity, content, revision=town.show(identity).summary.revision)
    assert fates(put(town, entry)) == ["unchanged"]


def test_a_file_that_returns_to_what_is_published_changes_the_revision_it_opened(town: Town) -> None:
    entry = incoming(town, name="停车场")
    identity = put(town, entry)[0].resource_id or ""
    revision = town.do(town.registrar, lists.submit, identity, revision=town.show(identity).summary.revision).revision
    for actor in (town.reviewer, town.authority):
        revision = town.do(actor, lists.review, identity, decision="pass", revision=revision).revision
    second = Incoming(town.traffic, town.city, {**entry.content, "abstract": "第二稿"})
    assert [fates(put(town, each))[0] for each in (entry, second, second)] == ["unchanged", "updated", "unchanged"]
    assert [fates(put(town, entry))[0] for _ in range(2)] == ["updated", "unchanged"]
    draft = town.show(identity).draft
    assert draft is not None
    assert draft.content["abstract"] == entry.content["abstract"]
    # A revision of people's own stays, though a file repeats what is published.
    content = {**entry.content, "abstract": "人工修改"}
    town.do(town.registrar, lists.edit, identity, content, revision=town.show(identity).summary.revision)
    assert fates(put(town, entry)) == ["unchanged"]


def test_a_batch_is_judged_before_the_writers_line(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[bool] = []
    with town.work(town.operator) as work:

        def watched(content: Any, **known: Any) -> list[Problem]:
            held.append(bool(getattr(work.session, "_holds_head")))  # noqa: B009 (nothing else tells)
            return check(content, **known)

        monkeypatch.setattr(metadata, "check", watched)
        # The second names a leaf that is made in the line: the node of its own department.
        entries = [incoming(town), incoming(town, classifications=["320000001"])]
        outcomes = lists.put_entries(work, entries)
    assert held == [False, False, True]
    assert [codes_of(outcome) for outcome in outcomes] == [[], []]


def test_what_is_under_review_or_has_ended_is_left_alone_and_said(town: Town) -> None:
    submitted, registered, published = town.submitted(name="甲"), town.registered(name="乙"), town.published(name="丙")
    refused = town.submitted(name="丁")
    town.do(town.reviewer, lists.review, refused.id, decision="refuse", opinion="重复", revision=refused.revision)
    town.step(published, "retire", reason="停用")
    changed = [incoming(town, name=name, abstract="改后") for name in "甲乙丁"]
    outcomes = put(town, *changed[:2], incoming(town, name="丙", code=published.code, abstract="改后"))
    assert fates(outcomes) == ["rejected"] * 3
    assert [codes_of(outcome)[-1] for outcome in outcomes] == ["conflict", "conflict", "ended"]
    assert "待部门审核" in outcomes[0].problems[-1].zh
    assert [town.show(one.id).summary.state for one in (submitted, registered)] == ["submitted", "registered"]
    # What was refused may be compiled anew.
    assert fates(put(town, changed[2])) == ["updated"]
    assert town.show(refused.id).summary.state == "draft"


def test_a_refused_change_leaves_nothing_behind(town: Town) -> None:
    refused, other = town.submitted(name="甲", classifications=["206002"]), town.draft(name="乙")
    town.do(town.reviewer, lists.review, refused.id, decision="refuse", opinion="重复", revision=refused.revision)
    outcome = put(town, incoming(town, name="乙", code=refused.code, classifications=["206002"]))[0]
    assert (outcome.fate, codes_of(outcome)) == ("rejected", ["name_taken"])
    entry = town.show(refused.id)
    assert (entry.summary.state, entry.summary.name, other.state) == ("refused", "甲", "draft")


def test_two_of_one_name_in_a_batch(town: Town) -> None:
    outcomes = put(
        town, incoming(town, name="站 点"), incoming(town, name="站点"), incoming(town, name="站点", provider=town.finance)
    )
    assert fates(outcomes) == ["accepted", "rejected", "accepted"]
    assert codes_of(outcomes[1]) == ["name_taken"]


def test_a_code_is_kept_if_well_formed_of_its_class_free_and_brought_by_who_may(town: Town) -> None:
    kept = put(town, incoming(town, name="甲", code="206001/000007"))[0]
    assert town.show("206001/000007").summary.id == kept.resource_id
    brought = {
        "206001/x": "malformed",
        "206002/000001": "of another class",
        "206001/7": "taken, in another spelling",
        "206001/" + "9" * 20: "too long to be counted on",
    }
    outcomes = put(town, *(incoming(town, code=code) for code in brought))
    assert fates(outcomes) == ["accepted"] * 4
    assert [town.show(one.resource_id or "").legacy_code for one in outcomes] == list(brought)
    own = put(town, incoming(town, code="206001/000020"), actor=town.registrar)[0]
    assert (town.show(own.resource_id or "").summary.code, own.fate) == (None, "accepted")
    assert town.submitted().code == "206001/000008"
    # The entry is known by its code from now on, whatever it is called.
    renamed = put(town, incoming(town, name="改名", code="206001/000007"))[0]
    assert (renamed.fate, renamed.resource_id) == ("updated", kept.resource_id)


def test_two_entries_cannot_bring_one_code(town: Town) -> None:
    outcomes = put(town, incoming(town, code="206001/000001"), incoming(town, code="206001/000001"))
    shown = [town.show(one.resource_id or "") for one in outcomes]
    assert [one.summary.code for one in shown] == ["206001/000001", None]
    assert shown[1].legacy_code == "206001/000001"
    assert town.submitted().code == "206001/000002"


def test_an_entry_of_a_renamed_department_is_found_under_its_heir(town: Town, clock: Any) -> None:
    entry = incoming(town, name="站点")
    identity = put(town, entry)[0].resource_id
    with town.work(town.operator) as work:
        heir = people.rename(work, town.traffic, "重庆市交通运输委员会", on=work.today).began[0].id
    clock.advance(days=1)
    entry.provider = heir
    outcome = put(town, entry)[0]
    assert (outcome.fate, outcome.resource_id) == ("unchanged", identity)


def test_who_may_import_for_whom(town: Town) -> None:
    assert fates(put(town, incoming(town), actor=town.registrar)) == ["accepted"]
    assert fates(put(town, incoming(town), actor=town.authority)) == ["accepted"]
    for actor in (town.outsider, town.reviewer, town.local_authority):
        with pytest.raises(NotAllowed):
            put(town, incoming(town), actor=actor)
    assert put(town) == []


def test_foreseeing_says_what_putting_would(town: Town) -> None:
    assert lists.foresee(builders.create_content()).fate == "accepted"
    assert codes_of(lists.foresee(builders.create_content(grade="secret"))) == ["secret_refused"]


def test_a_city_of_real_entries(town: Town, shared_data: Path) -> None:
    with read_entries(shared_data / "catalogs" / "hainan_items.jsonl.gz", limit_bytes=1 << 30, unpacked_bytes=1 << 30) as reading:
        real = {entry.content["name"]: entry for entry in islice(reading, 400) if not entry.rejected}
    entries = [Incoming(town.traffic, town.city, entry.content, code=entry.code) for entry in real.values()]
    outcomes = put(town, *entries)
    assert {outcome.fate for outcome in outcomes} <= {"accepted", "rejected"}
    assert sum(outcome.fate == "accepted" for outcome in outcomes) > 0.95 * len(entries)
    for entry, outcome in zip(entries, outcomes, strict=True):
        expected = [problem.code for problem in check(entry.content, known_classifications=())]
        assert codes_of(outcome)[: len(expected)] == expected
    again = put(town, *entries)
    assert [one.fate for one in again] == [{"accepted": "unchanged"}.get(one.fate, one.fate) for one in outcomes]
    assert town.sound()


# -- Taking over


def whole(town: Town, state: str, code: str | None, *places: str, **content: Any) -> Incoming:
    nodes = [each.partition("/")[0] for each in ([code] if code else []) + list(places)]
    entry = incoming(town, code=code, classifications=nodes or ["206001"], **content)
    entry.state, entry.placements, entry.assessed = state, places, state != "offline"
    return entry


def test_a_catalog_is_taken_over_with_states_codes_and_places(town: Town) -> None:
    entries = [
        whole(town, "published", "301001/000007", "206001/000003", "299001/5", name="甲"),
        whole(town, "offline", "206001/000009", name="乙"),
        whole(town, "retired", "206001/000001", name="丙"),
        whole(town, "published", "206001/000002", name="丙"),
        whole(town, "registered", "301001/000008", name="丁"),
        whole(town, "submitted", "206002/000004", name="戊"),
        whole(town, "refused", None, name="己"),
        whole(town, "draft", None, name="庚"),
    ]
    entries[0].issued_on = date(2020, 5, 1)
    taken: list[Outcome] = town.do(town.operator, lists.take_over, entries)
    assert fates(taken) == ["accepted"] * 8
    shown = [town.show(one.resource_id or "") for one in taken]
    assert [one.summary.state for one in shown] == [entry.state for entry in entries]
    assert [one.summary.code for one in shown] == [entry.code for entry in entries]
    assert [place.code for place in shown[0].placements] == ["301001/000007", "206001/000003", "299001/5"]
    assert shown[0].placements[0].primary
    assert (shown[0].summary.issued_on, shown[1].summary.issued_on) == (date(2020, 5, 1), date(2026, 3, 2))
    assert [one.summary.assessed for one in shown[:2]] == [True, False]
    with town.look() as look:
        nodes = {node.code: (node.name, node.department_id) for node in lists.classifications(look)}
        assert (nodes["301001"], nodes["299001"]) == (("重庆市交通局", town.traffic), ("299001", None))
        running = cases.case_of(look, f"resource:{taken[4].resource_id}", duties.REVIEW)
        assert (running.state if running else None) == "open"
    assert fates(town.do(town.operator, lists.take_over, entries)) == ["unchanged"] * 8
    assert fates(put(town, *entries[:6])) == ["unchanged"] * 6
    # An ended entry is known by its code alone: the name is another's by now.
    assert fates(town.do(town.operator, lists.take_over, [whole(town, "retired", "206001/000004", name="甲")])) == ["accepted"]
    # Life goes on where it stood: the next serial, the review, the submission of a draft.
    assert town.submitted(classifications=["301001"]).code == "301001/000009"
    assert town.submitted(classifications=["206001"]).code == "206001/000010"
    approved = town.do(town.authority, lists.review, taken[4].resource_id, decision="pass", revision=1)
    assert approved.state == "published"
    assert town.sound()


def test_what_cannot_be_taken_over(town: Town) -> None:
    town.submitted()
    entries = [
        whole(town, "published", "206001/000001"),
        whole(town, "published", None),
        whole(town, "vanished", "206001/000050"),
        whole(town, "published", "206001/000060", name="同名"),
        whole(town, "published", "206001/000061", name="同名"),
        whole(town, "published", "206001/000060"),
    ]
    entries[0].provider = town.finance
    entries[4].content["classifications"] = ["4"]
    entries[4].code = "4/1"
    taken: list[Outcome] = town.do(town.operator, lists.take_over, entries)
    assert [codes_of(outcome)[-1:] for outcome in taken] == [
        ["code_taken"],
        ["missing"],
        ["unknown_state"],
        [],
        ["name_taken"],
        ["code_taken"],
    ]
    assert "code_malformed" in codes_of(taken[4])
    with pytest.raises(NotAllowed):
        town.do(town.authority, lists.take_over, entries[:1])


def test_what_is_taken_over_is_of_today_or_before_and_says_what_it_lacks(town: Town) -> None:
    late, poor = whole(town, "published", "206001/000001"), whole(town, "published", "206001/000002", abstract="")
    late.issued_on, poor.issued_on = date(2026, 3, 3), date(2026, 3, 2)
    taken = town.do(town.operator, lists.take_over, [late, poor])
    assert fates(taken) == ["rejected", "accepted"]
    assert [(one.path, one.code) for one in taken[0].problems] == [("issued_on", "issued_on")]
    assert [(one.path, one.severity) for one in taken[1].problems] == [("abstract", "incomplete")]
    assert fates(town.do(town.operator, lists.take_over, [late], latest=date(2026, 3, 3))) == ["accepted"]


def test_only_a_new_instance_takes_over(town: Town) -> None:
    entries = [whole(town, "published", "206001/000007")]
    town.submitted()
    assert fates(town.do(town.operator, lists.take_over, entries)) == ["accepted"]
    assert fates(town.do(town.operator, lists.take_over, entries)) == ["unchanged"]
    town.registered()
    with pytest.raises(Conflict) as caught:
        town.do(town.operator, lists.take_over, entries)
    assert caught.value.code == "not_empty"


def test_a_new_departments_node_does_not_collide_with_one_taken_over(town: Town) -> None:
    town.do(town.operator, lists.take_over, [whole(town, "published", "320000007/000001")])
    builders.create_draft(town.office, town.outsider)
    with town.look() as look:
        query = select(ClassificationRow.code).where(ClassificationRow.department_id == town.finance)
        assert look.session.scalar(query) == "320000008"


def test_successors_are_linked_once_all_are_there(town: Town) -> None:
    entries = [whole(town, "merged", "206001/000001", name="旧"), whole(town, "published", "206001/000002", name="新")]
    old, new = town.do(town.operator, lists.take_over, entries)
    links = {"206001/000001": "206001/000002"}
    assert town.do(town.operator, lists.link_successors, links) == ()
    assert town.show(old.resource_id).successor == new.resource_id
    before = len(town.trail())
    town.do(town.operator, lists.link_successors, links)
    assert len(town.trail()) == before
    strange = {"206001/000001": "206001/000099", "206001/000098": "206001/000002"}
    assert town.do(town.operator, lists.link_successors, strange | {"206001/000002": "206001/000001"}) == tuple(strange.items())
    assert town.show(old.resource_id).successor == new.resource_id
    assert town.show(new.resource_id).successor == old.resource_id


def test_a_merged_entry_gives_its_lines_to_the_other(town: Town) -> None:
    taken = town.do(
        town.operator,
        lists.take_over,
        [whole(town, "published", f"206001/00000{number}", line=number, name=f"第{number}个") for number in (1, 2)],
    )
    one, other = (town.show(outcome.resource_id) for outcome in taken)
    town.do(town.authority, lists.merge, one.summary.id, into=other.summary.id, revision=1)
    assert town.show(other.summary.id).origin == ({"file": "一.csv", "lines": [2]}, {"file": "一.csv", "lines": [1]})
    assert town.verbs(other.summary.id)[-1] == "resource:absorb"
    with town.look() as look:
        assert queries.counts(look) == {"merged": 1, "published": 1}
        assert len(look.session.scalars(select(PlacementRow.id)).all()) == 2
