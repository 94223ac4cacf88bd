"""Likeness, grade and verdict are shares of what was asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.matching import builtin, providers, reasons
from catalog.matching.items import Cover
from catalog.matching.rules import (
    LEAST,
    LONGEST_TITLE,
    MOST_ITEMS,
    Grade,
    Nearness,
    Texts,
    ease,
    explained,
    grade,
    name_explained,
    problems,
    verdict,
)
from catalog.matching.terms import parse, thesaurus, weigh
from catalog.matching.whereabouts import Fit

shares = st.floats(0, 1)
WORDS = thesaurus([("药店", "药品零售企业")])
BUREAUS = thesaurus(builtin.groups("bureau"))


def near(subject: float = 1.0, items: float | None = None, place: Fit | None = None, provider: float | None = None) -> Nearness:
    return Nearness(subject, items, subject, subject, provider, place)


@given(shares, st.none() | shares, st.none() | shares, st.sampled_from(["same", "unsaid", "part", "above"]))
def test_a_score_is_a_share_and_grows_with_what_is_explained(
    subject: float, items: float | None, provider: float | None, place: Fit
) -> None:
    found = near(subject, items, place, provider)
    assert 0 <= found.score <= 1.0000001
    assert near(1.0, items, place, provider).score >= found.score - 1e-9


def test_what_is_elsewhere_is_nothing() -> None:
    assert near(place="elsewhere").score == 0


@given(shares, st.none() | shares, st.sampled_from(["same", "unsaid", "part", "above"]))
def test_another_provider_than_the_presumed_one_makes_an_entry_no_less_certain(
    subject: float, items: float | None, place: Fit
) -> None:
    unsaid, anothers, presumed = (near(subject, items, place, provider).certainty for provider in (None, 0.0, 1.0))
    assert unsaid == anothers < presumed


def test_a_department_has_entries_of_much_that_is_not_asked_for() -> None:
    # 机动车驾驶证, asked of the police, which has published where it photographs cars.
    found = Nearness(subject=0.35, items=0.0, name=0.18, characters=0.29, provider=1.0, place="same")
    assert grade(found, 4, 0, items_unknown=True) == "near"
    assert grade(Nearness(0.6, 0.3, 0.5, 0.5, 0.0, "same"), 4, 0, items_unknown=True) == "full"


def test_synonyms_and_other_places_in_an_entry_explain_a_little_less() -> None:
    subject = weigh(parse("药店", WORDS), lambda _: 1, 100)
    said = [
        explained(subject, Texts(*each))
        for each in (("药店", "", ""), ("药品零售企业", "", ""), ("", "药店", ""), ("", "", "药店"))
    ]
    assert said == sorted(said, reverse=True)
    assert said[0] == pytest.approx(1)
    assert explained(subject, Texts("公厕", "", "")) == 0


def test_an_entrys_name_is_measured_without_places_and_words_of_form() -> None:
    assert name_explained("花溪区药店信息", ["药店"], ["花溪区"]) == 1
    assert name_explained("药店药店", ["药店"], []) == 1
    assert name_explained("信息", ["药店"], []) == 0


@pytest.mark.parametrize("aside", [["贵阳", "贵阳市"], ["贵阳市", "贵阳"]])
def test_of_places_within_places_the_longest_is_left_out_first(aside: list[str]) -> None:
    assert name_explained("贵阳市药店", ["药店"], aside) == 1


@pytest.mark.parametrize(
    ("given_", "wanted", "lacking", "unknown", "expected"),
    [
        (near(), 4, 0, False, "full"),
        (near(), 4, 1, False, "full"),
        (near(), 4, 2, False, "partial"),
        (near(), 4, 4, True, "full"),
        (near(), 0, 0, False, "full"),
        (near(place="part"), 0, 0, False, "partial"),
        (near(LEAST / 2), 0, 0, False, "near"),
    ],
)
def test_unknown_items_are_never_held_against_an_entry(
    given_: Nearness, wanted: int, lacking: int, unknown: bool, expected: Grade
) -> None:
    assert grade(given_, wanted, lacking, items_unknown=unknown) == expected


def test_the_best_candidates_speak_for_the_verdict() -> None:
    assert verdict([]) == ("unmatched", None)
    assert verdict([(0.9, 3, "partial"), (0.89, 0, "full")]) == ("matched", 1)
    assert verdict([(0.9, 3, "partial"), (0.5, 0, "full")]) == ("partly", 0)


def test_a_published_and_shared_entry_comes_before_another() -> None:
    assert ease("published", "unconditional") > ease("published", "conditional") > ease("published", "not_shared")


def test_every_fault_of_a_description_is_named() -> None:
    found = problems("", ["甲" * 129] + ["乙"] * MOST_ITEMS, {"scenario": "长" * 2001})
    assert {problem.path for problem in found} == {"title", "items", "items.0", "scenario"}
    assert problems("题" * LONGEST_TITLE, [], {}) == []


@pytest.mark.parametrize(
    ("presumed", "department", "expected"),
    [
        ("市卫健委", "杭州市卫生健康委员会", 1.0),
        ("人社局", "县人力资源和社会保障局", 1.0),
        ("省住建厅", "省住房和城乡建设厅", 1.0),
        ("县市场监管局", "桐庐县市场监督管理局", 1.0),
        ("省残联", "省残疾人联合会", 1.0),
        ("市公安局", "毕节市公安局", 1.0),
        ("省公安厅", "省水利厅", 0.0),
        ("省医保局", "省人社厅", 0.0),
        ("", "省人社厅", 0.0),
    ],
)
def test_departments_are_known_by_their_short_names(presumed: str, department: str, expected: float) -> None:
    assert providers.likeness(presumed, department, thesaurus([])) == expected


@pytest.mark.parametrize(
    ("presumed", "department"),
    [
        ("市国土局", "杭州市规划和自然资源局"),
        ("省环保厅", "省生态环境厅"),
        ("县工商局", "桐庐县市场监督管理局"),
        ("市食药监局", "毕节市市场监督管理局"),
        ("市安监局", "市应急管理局（市安委办）"),
        ("县扶贫办", "三都水族自治县乡村振兴局"),
        ("市卫计委", "【黄岩区】黄岩区卫生健康局"),
    ],
)
def test_departments_are_known_by_the_names_they_had(presumed: str, department: str) -> None:
    assert providers.likeness(presumed, department, BUREAUS) >= providers.RENAMED
    assert providers.likeness(presumed, department, thesaurus([])) < providers.RENAMED
    assert providers.likeness(presumed, "省司法厅", BUREAUS) < providers.RENAMED


def test_a_name_in_brackets_is_a_department_too() -> None:
    assert providers.likeness("省知识产权局", "省市场监管局(省知识产权局)", thesaurus([])) == 1.0


def test_who_keeps_the_catalog_says_nothing_of_whose_an_entry_is() -> None:
    keeper = "贵阳市大数据发展管理局"
    assert providers.presumed("市民政局", keeper, "公墓", BUREAUS) is None
    assert providers.presumed("市民政局", keeper, "该数据由清镇市民政局提供", BUREAUS) == providers.RENAMED
    assert providers.presumed("市大数据局", keeper, "公墓", BUREAUS) == 1.0
    assert providers.presumed("市民政局", "贵阳市公安局", "公墓", BUREAUS) == 0.0


def test_reasons_say_everything_in_both_languages() -> None:
    said = reasons.reasons(
        near(0.8, 0.5, "same", 1.0),
        ["姓名", "准驾车型"],
        [Cover("姓名", "姓名", "same")],
        ["准驾车型"],
        synonyms=[("驾照", "驾驶证")],
        items_unknown=False,
        state="draft",
        sharing_type="conditional",
    )
    assert len(said) == 7
    assert all(zh and en and zh != en for zh, en in said)
    assert "缺“准驾车型”" in "".join(zh for zh, _ in said)
