"""Headers and nested values as portals export them."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.exchange import enumerated, structured
from catalog.exchange.headers import match
from catalog.exchange.rows import to_entry
from catalog.lists import metadata
from tests.exchange.samples import problems


@pytest.mark.parametrize(
    ("field", "headers"),
    {
        "name": "数据目录 数据目录名 resTitle cataTitle",
        "provider_name": "责任单位 office resProvider organization 发布者",
        "provider_code": "resProviderCode",
        "abstract": "数据概述 资源介绍 resSummary notes",
        "formats": "下载格式 resFormat res_format",
        "items": "columnList",
        "sharing_type": "sharedType 是否共享",
        "sharing_conditions": "sharedCondition",
        "openness": "公开属性 is_open",
        "update_cycle": "更新时限 updateFreq",
        "refreshed": "最后更新 metadata_modified",
        "issued": "metadata_created",
        "theme": "重点领域 groupName groups",
        "address": "res_url",
    }.items(),
)
def test_headers_of_portals_are_recognised(field: str, headers: str) -> None:
    found = {header: known and known.field for header in headers.split() for known in (match(header),)}
    assert set(found.values()) == {field}, found


def test_of_an_object_its_label_is_read() -> None:
    nested: dict[str, Any] = {
        "name": {"zh": "丙"},
        "provider_name": {"name": "sepb", "title": "上海市生态环境局"},
        "tags": [{"name": "air"}, {"display_name": "空气", "name": "kq"}],
        "theme": [{"title": "环境"}],
    }
    entry = to_entry(nested, 1)
    assert entry.content == {"name": "丙", "tags": ["air", "空气"], "theme": "环境"}
    assert entry.provider.name == "上海市生态环境局"
    assert structured.texts([{"id": 1}, "甲"]) == ["甲"]


def test_what_has_no_label_is_kept_and_reported() -> None:
    entry = to_entry({"name": True, "abstract": {"id": 1}, "openness": True}, 1)
    assert entry.content == {"raw": {"name": "是", "abstract": '{"id":1}', "openness": "是"}}
    assert problems(entry) == {(field, "unreadable", "warning") for field in ("name", "abstract", "openness")}


@pytest.mark.parametrize(
    "cell", [{"grade": "一般数据（涉密）"}, {"local_grade": "4级（核心）"}, {"sharing_type": "不予共享（涉密）"}]
)
def test_a_mark_in_brackets_refuses_the_row(cell: dict[str, str]) -> None:
    found = metadata.check(to_entry({"name": "涉密人员名单", **cell}, 1).content)
    assert [problem.path for problem in found if problem.severity == "rejected"] == list(cell)


def test_that_only_the_first_of_several_cycles_was_read_is_kept() -> None:
    assert enumerated.read("update_cycle", "每日/每周") == ("daily", True)
    assert enumerated.read("update_cycle", "次/年").value == "yearly"
