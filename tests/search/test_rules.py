"""Whoever holds a word has its terms; who has them holds it, where the rules say so."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from catalog.errors import Invalid
from catalog.search import rules, sounds
from catalog.search.rules import LONGEST_VALUE, SECTIONS, Document, Source, Word, asked, must_be_verified, spans, words
from catalog.search.text import fold

LETTERS = st.sampled_from("重庆银行长安社保卡数据信息停车場資訊库企业嗯噷吗xianGdＡ１9㈱（）() '")
TEXTS = st.text(LETTERS, min_size=1, max_size=10)
SPOKEN = st.text(st.sampled_from("aceghijnosuxyzqmb19"), min_size=1, max_size=7)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    items = tuple(draw(st.lists(TEXTS, max_size=4)))
    return rules.document(Source("id", draw(TEXTS), items, tuple(draw(st.lists(TEXTS, max_size=2))), {}, 0))


def candidates(document: Document, word: Word, section: str) -> bool:
    """Tell whether the index would name the document for a word in a section."""
    there = set(rules.terms(document))
    return any(there.issuperset(every) for every in asked(word, section))


def one(text: str) -> Word:
    (word,) = words(text)
    return word


@given(documents(), st.data())
def test_every_part_of_a_text_is_held_and_asked_for(document: Document, data: st.DataObject) -> None:
    section = data.draw(st.sampled_from(list(SECTIONS)))
    whole = data.draw(st.sampled_from(getattr(document, section).split("\x1f")))
    assume(whole)
    start = data.draw(st.integers(0, len(whole) - 1))
    word = Word(whole[start : data.draw(st.integers(start + 1, len(whole)))])
    assert rules.texts(document).holds(word, section)
    assert candidates(document, word, section)


@given(documents(), st.data())
def test_every_run_of_sounds_is_held_and_asked_for(document: Document, data: st.DataObject) -> None:
    section = data.draw(st.sampled_from(["name", "items"]))
    said = sounds.syllables(data.draw(st.sampled_from(getattr(document, section).split("\x1f"))))
    start = data.draw(st.integers(0, max(0, len(said) - 1)))
    cut = said[start : start + data.draw(st.integers(1, 3))]
    assume(cut and all(cut))
    begun = cut[-1][: data.draw(st.integers(1, len(cut[-1])))]
    for letters in ("".join([*cut[:-1], begun]), "".join(syllable[0] for syllable in cut)):
        word = one(letters)
        if (*cut[:-1], begun) in sounds.cuts(letters) or len(letters) == len(cut):
            assert rules.texts(document).holds(word, section), letters
        assert candidates(document, word, section) >= rules.texts(document).holds(word, section)


@given(documents(), SPOKEN | TEXTS)
def test_who_holds_a_word_has_its_terms_and_short_words_are_exact(document: Document, text: str) -> None:
    folded = fold(text)
    assume(folded)
    for word in words(text):
        for section in SECTIONS:
            holds = rules.texts(document).holds(word, section)
            assert candidates(document, word, section) or not holds
            if not must_be_verified(word):
                assert candidates(document, word, section) == holds


def test_only_words_whose_terms_may_stand_apart_are_verified() -> None:
    apart = rules.document(Source("id", "社保和保卡", (), (), {}, 0))
    assert candidates(apart, one("社保卡"), "name")
    assert not rules.texts(apart).holds(one("社保卡"), "name")
    assert [must_be_verified(one(text)) for text in ("社", "社保", "an", "社保卡", "ana")] == [False, False, False, True, True]


def test_no_word_is_held_across_two_items() -> None:
    document = rules.document(Source("id", "表", ("停车", "场名"), (), {}, 0))
    for text in ("车场", "cc", "chechang", "车场名"):
        assert not rules.texts(document).holds(one(text), "items")
        assert not candidates(document, one(text), "items") or must_be_verified(one(text))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("重庆市数据", "chongqing"),
        ("重庆市数据", "cqs"),
        ("重庆市数据", "chongqings"),
        ("重庆市数据", "qingshi"),
        ("銀行账户", "yinhang"),
        ("银行账户", "銀行"),
        ("长安汽车", "changan"),
        ("ＧＤＰ核算", "gdp"),
        ("GDP核算", "ＧＤＰ核"),
        ("GDP核算", "gdphs"),
        ("西安市", "xian"),
        ("㈱会社", "(株)"),
    ],
)
def test_a_name_is_found_however_it_is_written_or_said(name: str, text: str) -> None:
    document = rules.document(Source("id", name, (), (), {}, 0))
    assert all(rules.texts(document).holds(word, "name") for word in words(text))
    assert all(candidates(document, word, "name") for word in words(text))


@pytest.mark.parametrize(("name", "text"), [("重庆市", "zhongqing"), ("银行", "yinxing"), ("社保", "hebao"), ("重庆", "庆重")])
def test_a_name_is_not_found_by_what_it_does_not_say(name: str, text: str) -> None:
    assert not rules.texts(rules.document(Source("id", name, (), (), {}, 0))).holds(one(text), "name")


@pytest.mark.parametrize(
    ("text", "question", "marked"),
    [
        ("㈱会社名簿", "株", ["㈱"]),
        ("㈱会社名簿", ")会", ["㈱会"]),
        ("ＧＤＰ 核 算", "gdp核算", ["ＧＤＰ 核 算"]),
        ("重庆市　銀行", "yinhang 重", ["重", "銀行"]),
        ("社会保障（卡）", "障(", ["障（"]),
        ("西安西", "x", ["西", "西"]),
        ("停车场", "泊位", []),
        ("停车停车", "停车", ["停车", "停车"]),
    ],
)
def test_spans_fall_on_the_text_as_it_was_written(text: str, question: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in spans(text, words(question))] == marked


@given(TEXTS, TEXTS | SPOKEN)
def test_spans_stand_in_order_within_the_text_where_a_word_is_held(text: str, question: str) -> None:
    document = rules.document(Source("id", text, (), (), {}, 0))
    for word in words(question):
        found = spans(text, [word])
        assert all(0 <= start < end <= len(text) for start, end in found)
        assert list(found) == sorted(found)
        assert bool(found) == rules.texts(document).holds(word, "name")


def test_a_question_has_a_bounded_length_and_number_of_words() -> None:
    assert words(" \u3000 ") == ()
    assert len(words(" ".join(map(str, range(100, 112))))) == 12
    assert len(words("社保 " * 60)) == 1
    for question in ("保" * 201, " ".join(map(str, range(100, 113)))):
        with pytest.raises(Invalid) as caught:
            words(question)
        assert caught.value.code == "question_too_long"


def test_values_of_facets_are_cut_to_what_a_key_may_be() -> None:
    document = rules.document(Source("id", "表", (), (), {"theme": ("长" * 500,), "grade": ()}, 0))
    assert document.facets == {"theme": ["长" * LONGEST_VALUE]}
    assert ("theme", "长" * LONGEST_VALUE) in set(rules.terms(document))
