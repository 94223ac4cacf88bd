"""The state tables, the rule of different people, and freshness."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import Conflict, NotAllowed
from catalog.lists import rules, vocabulary

TABLES = {"resource": rules.RESOURCE, "version": rules.VERSION}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_total_and_every_state_is_reached(name: str) -> None:
    table = TABLES[name]
    following = {state for verbs in table.values() for state in verbs.values()}
    assert following - {rules.DELETED} <= set(table)
    reached, waiting = {"draft"}, ["draft"]
    while waiting:
        for state in set(table[waiting.pop()].values()) - reached - {rules.DELETED}:
            reached.add(state)
            waiting.append(state)
    assert reached == set(table)


def test_states_and_verbs_have_names_in_both_languages() -> None:
    assert set(rules.STATE_NAMES) == set(rules.RESOURCE) | set(rules.VERSION)
    assert set(rules.VERB_NAMES) == {verb for table in TABLES.values() for verbs in table.values() for verb in verbs}
    for names in (rules.STATE_NAMES, rules.VERB_NAMES):
        for zh, en in names.values():
            assert zh
            assert en.isascii()


@given(st.sampled_from(sorted(TABLES)), st.data())
def test_a_verb_leads_on_or_is_refused_with_what_is_possible(name: str, data: st.DataObject) -> None:
    table = TABLES[name]
    state, verb = data.draw(st.sampled_from(sorted(table))), data.draw(st.sampled_from(sorted(rules.VERB_NAMES)))
    if verb in table[state]:
        assert rules.next_state(table, state, verb) == table[state][verb]
        return
    with pytest.raises(Conflict) as refusal:
        rules.next_state(table, state, verb)
    assert refusal.value.facts == {"state": state, "verb": verb, "allowed": list(table[state])}
    assert rules.STATE_NAMES[state][0] in refusal.value.zh
    assert all(rules.VERB_NAMES[each][1] in refusal.value.en for each in table[state])


def test_both_reviews_stand_before_publication() -> None:
    state = "draft"
    for verb in ("submit", "sign", "approve"):
        state = rules.next_state(rules.RESOURCE, state, verb)
    assert state == "published"
    assert [source for source, verbs in rules.RESOURCE.items() if verbs.get("approve")] == ["registered"]
    assert [source for source, verbs in rules.RESOURCE.items() if verbs.get("sign")] == ["submitted"]


def test_only_drafts_are_deleted_and_only_what_waits_for_its_first_review_is_withdrawn() -> None:
    assert [state for state, verbs in rules.RESOURCE.items() if rules.DELETED in verbs.values()] == ["draft"]
    for table in TABLES.values():
        assert [state for state, verbs in table.items() if "withdraw" in verbs] == ["submitted"]


def test_what_has_ended_stays_ended() -> None:
    assert [state for state, verbs in rules.RESOURCE.items() if not verbs] == ["retired", "superseded", "merged"]
    assert [state for state, verbs in rules.VERSION.items() if not verbs] == ["replaced", "discarded"]


def test_nobody_reviews_their_own_work() -> None:
    rules.different_people("a", None, "b")
    rules.different_people("a", "b", "c")
    rules.different_people(None, None, "a")
    for submitted_by, signed_by, reviewer in (("a", None, "a"), ("a", "b", "a"), ("a", "b", "b")):
        with pytest.raises(NotAllowed) as refusal:
            rules.different_people(submitted_by, signed_by, reviewer)
        assert refusal.value.code == "same_person"


TODAY = date(2026, 3, 2)


@pytest.mark.parametrize("cycle", [cycle for cycle, term in vocabulary.UPDATE_CYCLES.items() if term.days])
def test_data_is_fresh_up_to_its_cycle_and_not_a_day_longer(cycle: str) -> None:
    days = vocabulary.UPDATE_CYCLES[cycle].days
    assert days is not None
    assert rules.is_fresh(cycle, TODAY, TODAY) is True
    assert rules.is_fresh(cycle, TODAY - timedelta(days), TODAY) is True
    assert rules.is_fresh(cycle, TODAY - timedelta(days + 1), TODAY) is False


@pytest.mark.parametrize(("cycle", "refreshed_on"), [(None, TODAY), ("irregular", TODAY), ("daily", None), (None, None)])
def test_nothing_is_said_where_nothing_is_known(cycle: str | None, refreshed_on: date | None) -> None:
    assert rules.is_fresh(cycle, refreshed_on, TODAY) is None
