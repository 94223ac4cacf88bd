"""One row becomes one entry: values read, originals kept, filling errors named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from catalog.exchange.entry import Entry, Provider, merge, same_but_for_distribution
from catalog.exchange.rows import to_entry
from tests.exchange.samples import csv_file, problems, read, workbook


def content(**cells: Any) -> dict[str, Any]:
    return to_entry({"name": "甲", **cells}, 1).content


def test_an_original_is_kept_only_where_it_says_more_than_the_value() -> None:
    assert content(update_cycle="每年") == {"name": "甲", "update_cycle": "yearly"}
    noted = content(update_cycle="每年(更新说明:暂无新业务数据产生)")
    assert noted["update_cycle"] == "yearly"
    assert noted["raw"] == {"update_cycle": "每年(更新说明:暂无新业务数据产生)"}
    assert content(update_cycle="静态数据")["raw"] == {"update_cycle": "静态数据"}
    assert content(openness="登录开放")["raw"] == {"openness": "登录开放"}
    assert "raw" not in content(openness="有条件开放", sharing_type="2-有条件共享", grade="一般数据")


def test_what_cannot_be_read_is_kept_and_reported() -> None:
    entry = to_entry(
        {"name": "甲", "update_cycle": "看情况吧", "openness": "用于数据校验", "issued": "去年", "formats": "神秘格式"}, 7
    )
    assert entry.content == {
        "name": "甲",
        "raw": {"update_cycle": "看情况吧", "openness": "用于数据校验", "issued": "去年", "formats": "神秘格式"},
    }
    assert problems(entry) == {
        ("update_cycle", "unreadable", "incomplete"),
        ("openness", "unreadable", "warning"),
        ("issued", "unreadable", "warning"),
        ("formats", "unreadable", "warning"),
    }
    assert entry.lines == (7,)


def test_an_openness_column_never_makes_a_sharing_type() -> None:
    assert content(openness="无条件共享") == {"name": "甲", "raw": {"openness": "无条件共享"}}


def test_address_format_volume_and_dates_make_one_distribution() -> None:
    made = content(
        formats="xlsx", address="http://a.cn/x?id=1&copy=2", volume=12.0, issued="2026年11月22日", refreshed="2026.11.23"
    )
    assert made["distributions"] == [
        {
            "mode": "file", "format": "xlsx", "address": "http://a.cn/x?id=1&copy=2", "volume": "12",
            "issued": "2026-11-22", "refreshed": "2026-11-23",
        }
    ]  # fmt: skip
    assert made["formats"] == ["xlsx"]


@pytest.mark.parametrize(
    ("cells", "mode"),
    [
        ({"formats": "api"}, "api"),
        ({"formats": "mysql"}, "table"),
        ({"address": "http://a.cn/api/v1/x"}, "api"),
        ({"address": "http://a.cn/apiDetail.html?x=1"}, "api"),
        ({"address": "http://a.cn/rapids"}, "file"),
        ({"formats": "xlsx", "distribution_mode": "链接"}, "link"),
    ],
)
def test_the_mode_follows_format_and_address(cells: dict[str, str], mode: str) -> None:
    assert content(**cells)["distributions"][0]["mode"] == mode


def test_placeholders_are_empty_and_reported() -> None:
    entry = to_entry({"name": "甲", "abstract": "无", "provider_name": "/", "volume": "-"}, 1)
    assert entry.content == {"name": "甲"}
    assert entry.provider == Provider()
    assert problems(entry) == {("abstract", "placeholder", "warning"), ("provider_name", "placeholder", "warning")}


def test_codes_are_read_kept_as_legacy_or_reported() -> None:
    assert to_entry({"code": "３０１００１/12"}, 1).code == "301001/12"
    assert ("code", "full_width", "warning") in problems(to_entry({"code": "３０１００１/12"}, 1))
    odd = to_entry({"code": "XJ-2020-1"}, 1)
    assert (odd.code, odd.legacy_code) == (None, "XJ-2020-1")
    clash = to_entry({"code": "301001/12", "classifications": "302001"}, 1)
    assert problems(clash) == {("code", "code_class_disagree", "warning")}
    lost = to_entry({"code": "1.1440100007482E+17"}, 1)
    assert problems(lost) == {("code", "code_as_number", "rejected")}


def test_a_secret_is_given_the_grade_that_no_entry_may_carry() -> None:
    assert content(secret="是")["secrecy"] == "secret"
    assert "secrecy" not in content(secret="否")
    assert content(grade="核心数据")["grade"] == "core"


def test_lists_are_read_from_lists_json_and_texts() -> None:
    assert content(tags=["a, b", "c"])["tags"] == ["a, b", "c"]
    assert content(tags="交通、路况,交通")["tags"] == ["交通", "路况"]
    assert content(theme="['其他', '交通']")["theme"] == "其他、交通"
    assert content(formats="['xls', 'csv']")["formats"] == ["xls", "csv"]
    assert content(legal_basis="《统计法》第九条；《档案法》第一条")["legal_basis"] == [
        {"law": "统计法", "article": "第九条"},
        {"law": "档案法", "article": "第一条"},
    ]


def test_items_are_read_from_text_names_and_objects() -> None:
    assert content(items="姓名、性别")["items"] == [{"name": "姓名"}, {"name": "性别"}]
    assert content(items=["姓名", "性别"])["items"] == [{"name": "姓名"}, {"name": "性别"}]
    read_in = content(
        items=[{"字段名称": "姓名", "字段类型": "varchar(20)", "共享类型": "不予共享"}, {"name": "序", "type": "神秘"}]
    )
    assert read_in["items"] == [{"name": "姓名", "type": "C", "length": 20, "sharing_type": "not_shared"}, {"name": "序"}]
    assert read_in["raw"] == {"items[1].type": "神秘"}


def test_items_named_twice_are_reported() -> None:
    entry = to_entry({"items": ["姓名", "姓名"]}, 1)
    assert [problem.code for problem in entry.problems] == ["repeated"]
    typed = to_entry({"items": [{"name": "姓名", "type": "C"}, {"name": "姓名", "type": "N"}]}, 1)
    assert ("items[1].name", "repeated", "warning") in problems(typed)
    assert len(typed.content["items"]) == 2


def test_a_region_column_may_hold_the_code_or_the_name() -> None:
    assert to_entry({"region_name": "500112"}, 1).place.code == "500112"
    assert to_entry({"region_code": "渝北区"}, 1).place.name == "渝北区"
    assert to_entry({"region_code": "LJXQ", "region_name": "两江新区"}, 1).place[:2] == ("LJXQ", "两江新区")


def test_provider_codes_counted_up_by_dragging_are_not_used(tmp_path: Path) -> None:
    rows = [
        ["资源名称", "部门", "提供方代码"],
        *[[f"资源{n}", "市民政局", f"1150000000927578{n}L"] for n in range(3)],
        ["丁", "市财政局", "11500000009275783L"],
    ]
    entries, _ = read(csv_file(tmp_path / "a.csv", rows))
    assert [entry.provider.code is None for entry in entries] == [False, True, True, False]
    assert ("provider_code", "drag_filled", "incomplete") in problems(entries[1])
    assert entries[1].content["raw"]["provider_code"] == "11500000009275781L"


def test_codes_that_merely_differ_are_not_taken_for_dragged(tmp_path: Path) -> None:
    codes = ["11500000009275780L", "11500000009275790L", "11500226MB1D37341C"]
    rows = [["资源名称", "部门", "提供方代码"], *[[f"资源{n}", "市民政局", code] for n, code in enumerate(codes)]]
    entries, _ = read(csv_file(tmp_path / "a.csv", rows))
    assert [entry.provider.code for entry in entries] == codes


def test_rows_that_differ_in_their_distribution_alone_are_one_resource() -> None:
    cells = {"name": "公交站点", "provider_name": "交通局", "abstract": "全市站点", "city": "杭州市"}
    first = to_entry({**cells, "formats": "xlsx", "address": "http://a/1", "issued": "2023-01-01"}, 2)
    later = to_entry({**cells, "formats": "api", "address": "http://a/2", "volume": "10"}, 5)
    assert same_but_for_distribution(first, later)
    united = merge(first, later)
    assert united.content["formats"] == ["xlsx", "service_interface"]
    assert [each["address"] for each in united.content["distributions"]] == ["http://a/1", "http://a/2"]
    assert united.lines == (2, 5)
    assert merge(united, later).content == united.content
    assert first.content["formats"] == ["xlsx"]


@pytest.mark.parametrize(
    "changed", [{"abstract": "别的"}, {"provider_name": "别局"}, {"city": "宁波市"}, {"update_cycle": "每年"}, {"name": "乙"}]
)
def test_rows_that_differ_in_more_are_not_one_resource(changed: dict[str, str]) -> None:
    cells = {"name": "公交站点", "provider_name": "交通局", "abstract": "全市站点", "city": "杭州市"}
    assert not same_but_for_distribution(to_entry(cells, 1), to_entry({**cells, **changed}, 2))


def test_the_items_sheet_is_joined_by_name_and_by_provider(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        {
            "目录": [["资源名称", "提供部门", "共享类型"], ["名录", "一局", "1"], ["名录", "二局", "2"], ["清单", "一局", "3"]],
            "信息项": [
                ["资源名称", "提供部门", "信息项名称", "数据类型", "共享类型"],
                ["名录", "一局", "姓名", "C", "不予共享"],
                ["", "", "性别", "C", ""],
                ["名录", "二局", "地址", "C", ""],
                ["清单", "", "编号", "I", ""],
                ["没有的", "", "编号", "I", ""],
            ],
        },
    )
    entries, reading = read(path)
    assert [[item["name"] for item in entry.content["items"]] for entry in entries] == [["姓名", "性别"], ["地址"], ["编号"]]
    assert entries[0].content["sharing_type"] == "unconditional"
    assert entries[0].content["items"][0]["sharing_type"] == "not_shared"
    assert [warning.code for warning in reading.warnings] == ["unmatched"]


def test_rows_that_repeat_a_resource_for_each_item_are_folded(tmp_path: Path) -> None:
    rows = [
        ["资源名称", "部门", "摘要", "信息项名称", "数据类型"],
        ["名录", "一局", "摘要一", "姓名", "C"],
        ["名录", "一局", "", "性别", "C"],
        ["", "", "", "年龄", "I"],
        ["清单", "一局", "摘要二", "编号", "C"],
        ["名录", "二局", "", "姓名", "C"],
    ]
    entries, _ = read(csv_file(tmp_path / "a.csv", rows))
    assert [(entry.content["name"], entry.lines, len(entry.content["items"]), len(entry.source)) for entry in entries] == [
        ("名录", (2,), 3, 3), ("清单", (5,), 1, 1), ("名录", (6,), 1, 1),
    ]  # fmt: skip


def test_a_department_merged_over_several_rows_belongs_to_all_of_them(tmp_path: Path) -> None:
    rows = [
        ["部门", "资源名称", "信息项名称"],
        ["一局", "名录", "姓名"],
        ["", "", "性别"],
        ["", "清单", "编号"],
        ["二局", "名册", "编号"],
    ]
    entries, _ = read(workbook(tmp_path / "a.xlsx", {"目录": rows}, merged=["A2:A4", "B2:B3"]))
    assert [(entry.provider.name, entry.content["name"], len(entry.content["items"])) for entry in entries] == [
        ("一局", "名录", 2), ("一局", "清单", 1), ("二局", "名册", 1),
    ]  # fmt: skip


def test_names_of_items_in_one_cell_are_a_list(tmp_path: Path) -> None:
    entries, _ = read(csv_file(tmp_path / "a.csv", [["资源名称", "部门", "信息项名称"], ["名录", "一局", "姓名、性别、年龄"]]))
    assert len(entries[0].content["items"]) == 3


def test_a_row_without_a_name_is_an_entry_without_a_name(tmp_path: Path) -> None:
    entries, _ = read(csv_file(tmp_path / "a.csv", [["资源名称", "部门"], ["", "一局"], ["", ""]]))
    assert [(entry.content, entry.provider.name) for entry in entries] == [({}, "一局")]


def test_a_sheet_that_looks_like_a_second_catalog_is_named(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        {"一局": [["资源名称", "部门", "摘要"], ["甲", "一局", "x"]], "二局": [["资源名称", "部门"], ["乙", "二局"]]},
    )
    entries, reading = read(path)
    assert [entry.content["name"] for entry in entries] == ["甲"]
    assert reading.warnings[0].code == "other_sheets"


def test_an_entry_that_was_rejected_says_so() -> None:
    assert to_entry({"name": "甲", "provider_code": 1.1440100007482e17}, 1).rejected
    assert not Entry({}).rejected
