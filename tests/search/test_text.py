"""Folding keeps every part of a text findable, and traces it back to where it stood."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search import text
from catalog.search.text import APART, fold, grams, merged, needed, occurrences, traced

#: What names are made of: Chinese of both scripts, letters and digits of both widths, ligatures, marks, white space.
LETTERS = st.sampled_from("重庆銀行长安數據資訊庫企业abＺGd１9０ﬁ㈱㎡①Ⅳ½…（）()·-_ \u3000İß鿿")
TEXTS = st.text(LETTERS | st.characters(), max_size=20)


@given(TEXTS, TEXTS)
def test_folding_never_looks_at_a_neighbour(left: str, right: str) -> None:
    assert fold(left + right) == fold(left) + fold(right)


@given(TEXTS)
def test_a_folded_text_is_fit_for_the_index(content: str) -> None:
    folded = fold(content)
    assert folded.isprintable()
    assert not any(character.isspace() for character in folded)
    assert folded == folded.casefold()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("數據資源目錄", "数据资源目录"),
        ("ＧＤＰ１２３", "gdp123"),
        ("企业（法人）", "企业(法人)"),
        ("社 保\u3000卡", "社保卡"),
        ("㈱", "(株)"),
        ("㎡", "m2"),
        ("①", "1"),
        ("臺灣", "台湾"),
        ("零\u200b宽\ufeff", "零宽"),
    ],
)
def test_spellings_that_people_take_for_the_same_are_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(TEXTS)
def test_what_a_text_needs_it_has(content: str) -> None:
    folded = fold(content)
    for start in range(len(folded)):
        for end in range(start + 1, len(folded) + 1):
            assert set(needed(folded[start:end])) <= grams(folded)


@given(TEXTS)
def test_every_folded_character_is_traced_to_the_one_it_came_from(content: str) -> None:
    folded, origins = traced(content)
    assert folded == fold(content)
    assert len(origins) == len(folded)
    assert origins == sorted(origins)
    for character, origin in zip(folded, origins, strict=True):
        assert character in fold(content[origin])


def test_no_word_is_found_across_two_items() -> None:
    assert text.joined(["停车", "场名"]) == f"停车{APART}场名"
    assert fold(APART) == ""


def test_occurrences_may_overlap() -> None:
    assert list(occurrences("aaa", "aa")) == [(0, 2), (1, 3)]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 5)), max_size=10))
def test_merged_spans_cover_the_same_places_in_order_and_apart(pieces: list[tuple[int, int]]) -> None:
    found = [(start, start + length) for start, length in pieces]
    whole = list(merged(found))
    assert {at for span in whole for at in range(*span)} == {at for span in found for at in range(*span)}
    assert all(before[1] <= after[0] for before, after in pairwise(whole))
