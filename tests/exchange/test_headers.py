"""Which column is which field, wherever the header stands and however it is worded."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.errors import Invalid
from catalog.exchange.headers import Columns, header_key, match, recognise, recognise_keys
from catalog.exchange.layout import COLUMNS, EXPORTED, ITEM_COLUMNS, ITEMS_COLUMN
from catalog.exchange.synonyms import SYNONYMS, WEAK
from tests.exchange.samples import read, workbook


def test_every_word_of_the_tables_is_written_as_it_is_compared_and_means_one_field() -> None:
    words = [(word, field) for table in (SYNONYMS, WEAK) for field, text in table.items() for word in text.split()]
    assert [word for word, _ in words if header_key(word) != word] == []
    assert len({word for word, _ in words}) == len(words)


def test_every_column_that_we_write_is_recognised_as_its_field() -> None:
    for columns in ((*COLUMNS, ITEMS_COLUMN, *EXPORTED), ITEM_COLUMNS):
        header = recognise([[column.header for column in columns]])
        assert header.fields == tuple(column.field for column in columns)
        assert header.warnings == ()


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("＊ 信息资源名称（必填）", "name"),
        ("信息资源提供方（代码）", "provider_code"),
        ("更新周期\n（实时、每日、每周……）", "update_cycle"),
        ("数据量（条）", "volume"),
        ("本市公共数据更新频率", "update_cycle"),
        ("Update Frequency", "update_cycle"),
        ("updateCycle", "update_cycle"),
        ("data_formats", "formats"),
        ("提供方/名称", "provider_name"),
        ("上级目录名称", None),
        ("所属系统名称", None),
        ("提供方联系人", None),
        ("联系电话", None),
        ("", None),
    ],
)
def test_headers_are_recognised_by_what_they_mean(text: str, field: str | None) -> None:
    found = match(text)
    assert (found.field if found else None) == field


def test_the_header_in_row_five_under_a_merged_title_is_found(tmp_path: Path) -> None:
    rows = [
        ["某市政务信息资源目录（2026 年）", "", "", ""],
        ["填报说明：名称、部门必填", "", "", ""],
        ["", "", "", ""],
        ["填报单位：某市", "", "填报日期", "2026-11-22"],
        ["资源名称", "数源单位", "更新频率", "开放属性"],
        ["低保对象名单", "市民政局", "每月", "不予开放"],
        ["", "", "", ""],
        ["注：本表由各单位填写", "", "", ""],
    ]
    entries, _ = read(workbook(tmp_path / "a.xlsx", {"目录": rows}, merged=["A1:D1", "A2:D2"]))
    assert [(entry.lines, entry.content, entry.provider.name) for entry in entries] == [
        ((6,), {"name": "低保对象名单", "update_cycle": "monthly", "openness": "not_open"}, "市民政局")
    ]


def test_a_two_row_header_is_read_by_both_rows(tmp_path: Path) -> None:
    rows = [
        ["目录", *[""] * 8],
        ["信息资源名称", "提供方", "", "共享属性", "", "信息项信息", "", "", "更新周期"],
        ["", "名称", "代码", "共享类型", "共享方式", "名称", "类型", "长度", ""],
        ["低保对象名单", "市民政局", "11500000009275780L", "无条件共享", "接口", "姓名", "字符型C", 50, "每月"],
        ["", "", "", "", "", "金额", "数值型N", 10, ""],
    ]
    path = workbook(tmp_path / "a.xlsx", {"目录": rows}, merged=["A2:A3", "B2:C2", "D2:E2", "F2:H2", "I2:I3", "A1:I1"])
    entries, reading = read(path)
    assert reading.warnings == []
    assert len(entries) == 1
    assert entries[0].provider == ("11500000009275780L", "市民政局")
    assert entries[0].content == {
        "name": "低保对象名单",
        "sharing_type": "unconditional",
        "sharing_modes": ["platform_api"],
        "update_cycle": "monthly",
        "items": [{"name": "姓名", "type": "C", "length": 50}, {"name": "金额", "type": "N", "length": 10}],
    }
    assert entries[0].lines == (4,)
    assert len(entries[0].source) == 2


def test_of_two_columns_for_a_field_the_better_word_wins_and_the_other_is_named() -> None:
    header = recognise([["创建时间", "发布时间", "资源名称", "数据名称", "部门"]])
    assert header.fields == (None, "issued", "name", None, "provider_name")
    assert {(warning.path, warning.code) for warning in header.warnings} == {
        ("issued", "duplicate_column"),
        ("name", "duplicate_column"),
    }


def test_formats_in_two_columns_both_count() -> None:
    header = recognise([["资源名称", "信息资源格式分类", "信息资源格式类型"]])
    assert Columns(header).values(["a", "数据库", "mysql"])["formats"] == ["数据库", "mysql"]


def test_unknown_columns_are_told_once() -> None:
    header = recognise([["资源名称", "部门", "心情", "备用"]])
    assert [warning.code for warning in header.warnings] == ["unknown_columns"]
    assert "心情、备用" in header.warnings[0].zh


def test_no_header_is_refused_with_the_nearest_row() -> None:
    with pytest.raises(Invalid) as refused:
        recognise([["甲", "乙"], ["更新周期", "丙"]])
    assert refused.value.code == "no_header"
    assert refused.value.facts["nearest"] == "更新周期、丙"


def test_a_short_row_has_no_value_in_its_missing_columns() -> None:
    columns = Columns(recognise([["资源名称", "部门", "摘要"]]))
    assert columns.values(["甲", "一局"]) == {"name": "甲", "provider_name": "一局", "abstract": None}


def test_the_members_of_the_real_catalogs_are_all_known() -> None:
    keys = [
        "title",
        "department",
        "description",
        "update_frequency",
        "data_formats",
        "is_open",
        "category",
        "publish_time",
        "update_time",
        "data_volume",
        "city",
        "tier",
        "district",
        "province",
        "url",
        "tags",
        "industry",
        "fields",
        "source_file",
    ]
    header = recognise_keys(keys)
    assert header.warnings == ()
    assert None not in header.fields


def test_a_slug_gives_way_to_the_title() -> None:
    header = recognise_keys(["name", "title", "notes", "organization"])
    assert header.fields == (None, "name", "abstract", "provider_name")
