"""Wanted items are found under the names that entries give them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.matching import builtin
from catalog.matching.items import ALIKE, alike, cover, missing, plain
from catalog.matching.terms import thesaurus

WORDS = thesaurus(builtin.groups("item"))
names = st.text(alphabet="企业名称联系电话身份证号码地址登记日期", max_size=8)


@pytest.mark.parametrize(
    ("wanted", "offered", "how"),
    [
        ("身份证号", "公民身份号码", "synonym"),
        ("联系电话", "联系电话", "same"),
        ("威胁人数", "威胁人数（人）", "same"),
        ("证件号码", "承租人证件号码", "similar"),
        ("日最大接待量", "日最大承载量", "synonym"),
        ("收购价", "收购价格", "similar"),
        ("参保人", "人员姓名", "similar"),
        ("开发企业", "企业名称", "similar"),
        ("医疗机构", "医疗机构名称", "synonym"),
        ("材质", "质地2", "synonym"),
        ("企业名称", "单位名称", "synonym"),
    ],
)
def test_an_item_is_known_by_another_name(wanted: str, offered: str, how: str) -> None:
    found = cover(wanted, ["备注", offered], WORDS)
    assert found is not None
    assert (found.item, found.how) == (offered, how)


@pytest.mark.parametrize(
    ("wanted", "offered"),
    [
        ("姓名", "性别"),
        ("许可证编号", "许可证名称"),
        ("仔猪价格", "生猪出栏价格"),
        ("管理单位电话", "地址"),
        ("书名", "操作日期"),
    ],
)
def test_another_item_is_not_taken_for_it(wanted: str, offered: str) -> None:
    assert cover(wanted, [offered], WORDS) is None


def test_what_the_demand_is_about_may_be_left_out_of_an_items_name() -> None:
    assert cover("药店名称", ["名称"], WORDS, "药店名单") is not None
    assert cover("药店名称", ["名称"], WORDS, "公厕") is None


@given(names, names)
def test_likeness_is_a_share_and_whole_for_the_same(one: str, other: str) -> None:
    assert 0 <= alike(one, other, WORDS) <= 1
    assert alike(one, one, WORDS) == 1
    assert (alike(one, other, WORDS) == 1) == (one == other)


def test_missing_are_those_that_nothing_covers() -> None:
    found = [each for item in ("姓名", "准驾车型") if (each := cover(item, ["姓名"], WORDS))]
    assert missing(["姓名", "准驾车型"], found) == ("准驾车型",)
    assert ALIKE < 1
    assert plain("（甲）") == "(甲)"
