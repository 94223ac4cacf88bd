"""Demands are cut into pairs of characters that are looked for and weighed."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from catalog.matching.terms import about, parse, rarity, thesaurus, weigh

NOTHING = thesaurus([])
WORDS = thesaurus([("药店", "药品零售企业", "药房"), ("身份证", "居民身份证")])
texts = st.text(alphabet="药店品零售企业信息名单的、（）Ab1 ", max_size=20)


def test_a_text_is_cut_into_neighbours_and_words_of_asking_are_left_out() -> None:
    assert [pair for _, pair in parse("药店名单", NOTHING).pairs] == ["药店"]
    assert [pair for _, pair in parse("花溪区的药店（零售）信息", NOTHING, leave_out=("花溪区",)).pairs] == ["药店", "零售"]
    assert [pair for _, pair in parse("ＡＥＤ位置", NOTHING).pairs] == ["ae", "ed", "d位", "位置"]


def test_who_asks_for_nothing_but_data_asks_for_that() -> None:
    assert [pair for _, pair in parse("信息", NOTHING).pairs] == ["信息"]
    assert parse("、", NOTHING).pairs == ()


def test_known_words_are_found_the_longest_first() -> None:
    (found,) = parse("药品零售企业名单", WORDS).concepts
    assert (found.word, found.others) == ("药品零售企业", ("药店", "药房"))
    assert [each.word for each in parse("居民身份证", WORDS).concepts] == ["居民身份证"]


@given(texts)
@example("((1的")
def test_pairs_stand_where_they_are_said_to(text: str) -> None:
    parsed = parse(text, WORDS)
    assert all(parsed.text[at : at + 2] == pair for at, pair in parsed.pairs)
    assert all(parsed.text[each.start : each.end] == each.word for each in parsed.concepts)


@given(texts, st.integers(1, 1_000_000), st.integers(0, 1_000_000))
def test_weights_are_shares_of_a_whole(text: str, entries: int, having: int) -> None:
    weights = weigh(parse(text, WORDS), lambda _: min(having, entries), entries).weights
    assert all(weight >= 0 for weight in weights.values())
    assert sum(weights.values()) == pytest.approx(1) or not any(weights.values())


def test_what_few_entries_have_weighs_more_and_neighbours_by_chance_less() -> None:
    counts = {"甲乙": 10, "丙丁": 1000, "甲": 100, "乙": 100, "丙": 2000, "丁": 2000, "乙丙": 1}
    weights = weigh(parse("甲乙丙丁", NOTHING), lambda term: counts.get(term, 0), 10_000).weights
    assert weights["甲乙"] > weights["丙丁"]
    assert weights["乙丙"] < weights["甲乙"]


def test_the_edge_of_a_known_word_says_little() -> None:
    weights = weigh(parse("药店位置", WORDS), lambda _: 1, 1000).weights
    assert weights["店位"] < weights["药店"]


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(2, 10**6))
def test_rarity_falls_with_how_many_have_a_term(one: int, other: int, entries: int) -> None:
    few, many = sorted((one, other))
    assert 0 <= rarity(many, entries) <= rarity(few, entries) <= 1


def test_names_are_about_what_is_left_without_words_of_form() -> None:
    assert about("药品经营企业信息") == "药品经营企业"
    assert about("信息") == ""


def test_words_of_one_group_mean_the_same_and_other_words_do_not() -> None:
    assert WORDS.same("药店", "药房")
    assert not WORDS.same("药店", "身份证")
    assert WORDS.others("无") == ()
