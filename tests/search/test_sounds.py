"""Names as they are spoken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin

from catalog.search import sounds
from catalog.search.text import fold

CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=12)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("重庆", "chong qing"),
        ("重量", "zhong liang"),
        ("银行", "yin hang"),
        ("行政", "xing zheng"),
        ("长安", "chang an"),
        ("市长", "shi zhang"),
        ("会计", "kuai ji"),
        ("绿化", "lv hua"),
        ("重庆银行长安路", "chong qing yin hang chang an lu"),
    ],
)
def test_characters_are_said_as_in_their_phrase(name: str, said: str) -> None:
    assert sounds.syllables(name) == said.split()


def test_real_words_are_said_as_the_dictionary_says() -> None:
    for name in ("机动车登记信息", "不动产权证书", "社会保险参保", "医疗机构执业许可", "校长任职资格", "个体工商户调查"):
        assert sounds.syllables(name) == lazy_pinyin(name, style=Style.NORMAL)


@given(st.text(max_size=12))
def test_every_character_has_one_syllable_or_none(text: str) -> None:
    folded = fold(text)
    said = sounds.syllables(folded)
    assert len(said) == len(folded)
    assert all(syllable == "" or syllable.isalpha() for syllable in said)


@given(CHINESE)
def test_every_run_of_syllables_is_heard_where_it_is_said(name: str) -> None:
    said = sounds.syllables(fold(name))
    for start in range(len(said)):
        for end in range(start + 1, min(start + 3, len(said)) + 1):
            letters, cut = "".join(said[start:end]), tuple(said[start:end])
            # Letters that can be cut in very many ways keep the likeliest ones only.
            if all(cut) and cut in sounds.cuts(letters):
                assert (start, end) in set(sounds.heard(fold(name), letters))


@given(CHINESE)
def test_initials_are_heard_where_they_are_said(name: str) -> None:
    folded = fold(name)
    initials, _ = sounds.spoken(folded)
    if len(initials) == len(folded):
        for start in range(len(initials)):
            assert (start, len(initials)) in set(sounds.heard(folded, initials[start:]))


def test_calls_and_hums_are_not_said() -> None:
    # No word can be cut into them, so they would be said and never found.
    assert sounds.spoken("噷嗯呣") == ("", "")


@pytest.mark.parametrize(
    ("letters", "cut"),
    [
        ("xian", ("xi", "an")),
        ("xian", ("xian",)),
        ("chongq", ("chong", "q")),
        ("fangan", ("fang", "an")),
        ("fangan", ("fan", "gan")),
    ],
)
def test_letters_are_cut_in_every_likely_way(letters: str, cut: tuple[str, ...]) -> None:
    assert cut in sounds.cuts(letters)


@pytest.mark.parametrize("letters", ["gdp", "2019", "a" * 60, "", "v1"])
def test_what_cannot_be_said_is_not_cut(letters: str) -> None:
    assert sounds.cuts(letters) == ()


def test_a_syllable_is_found_from_its_beginning_only() -> None:
    assert list(sounds.heard("市社保", "he")) == []
    assert list(sounds.heard("市社保", "hebao")) == []
