"""The issued list and the lists of a year, as people print them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from catalog import lists
from catalog.errors import NotFound
from catalog.exchange.loop.issued import write_issue
from catalog.exchange.loop.yearly import write_year
from catalog.lists import responsibilities
from tests.conftest import Clock, Databases
from tests.lists.conftest import settle
from tests.lists.loop import Loop, create_duty


@pytest.fixture
def town(databases: Databases, clock: Clock) -> Iterator[Loop]:
    with databases.house(settle, clock) as (office, ids):
        yield Loop(office, ids)


def texts(sheet: Any) -> list[list[str]]:
    return [[str(cell.value) for cell in row if cell.value] for row in sheet.iter_rows()]


def is_set_up(sheet: Any, head: int) -> bool:
    page = sheet.page_setup
    return (page.orientation, int(page.paperSize), sheet.print_title_rows, sheet.sheet_properties.pageSetUpPr.fitToPage) == (
        "landscape",
        9,
        f"${head}:${head}",
        True,
    )


def issued(town: Loop) -> responsibilities.queries.Issue:
    town.claimed(town.accepted())
    draft = town.do(town.authority, responsibilities.draft, town.traffic, create_duty(title="=停车场泊位", consumers="市公安局"))
    town.do(town.authority, responsibilities.assign, draft.id, revision=draft.revision)
    return town.do(town.authority, responsibilities.issue, town.traffic, 2026)


def test_an_issued_list_is_a_page_to_sign(town: Loop, tmp_path: Path) -> None:
    issue = issued(town)
    file = tmp_path / "issue.xlsx"
    with town.look(town.reviewer) as look:
        assert write_issue(look, issue.id, file) == 2
    sheet = openpyxl.load_workbook(file)["责任清单"]
    rows = texts(sheet)
    assert rows[0] == ["责任清单（2026年）"]
    assert "责任部门：重庆市交通局" in rows[1][0]
    assert "下达机关：重庆市数据主管部门" in rows[2][0]
    assert rows[3][:4] == ["序号", "责任编号", "责任名称", "信息项"]
    assert rows[4] == [
        "1", "ZR2026-000001", "低保对象名单", "姓名、公民身份号码、保障金额", "共享平台（接口）", "每日", "2026-03-30", "重庆市财政局", "已认领",
    ]  # fmt: skip
    assert (rows[5][2], rows[5][-2:]) == ("'=停车场泊位", ["市公安局", "待认领"])
    assert "签收人：＿＿＿＿＿＿＿＿" in rows[6][0]
    assert issue.digest in rows[8][0]
    assert is_set_up(sheet, 4)
    assert (sheet.print_area, sheet.freeze_panes) == ("'责任清单'!$A$1:$K$9", "A5")
    assert sheet["D5"].alignment.wrap_text
    assert sheet.row_dimensions[5].height > 15


def test_who_acknowledged_the_list_stands_on_it(town: Loop, tmp_path: Path) -> None:
    issue = issued(town)
    town.do(town.reviewer, responsibilities.acknowledge, issue.id, revision=issue.revision)
    with town.look(town.authority) as look:
        write_issue(look, issue.id, tmp_path / "issue.xlsx")
    rows = texts(openpyxl.load_workbook(tmp_path / "issue.xlsx").active)
    assert "签收人：reviewer　　签收日期：2026-03-02" in rows[6][0]
    with town.look(town.outsider) as look, pytest.raises(NotFound):
        write_issue(look, issue.id, tmp_path / "issue.xlsx")


def test_the_three_lists_of_a_year_stand_in_one_workbook(town: Loop, tmp_path: Path) -> None:
    issued(town)
    town.filed(title="还是草稿")
    first = town.published()
    file = tmp_path / "year.xlsx"
    with town.look(town.authority) as look:
        assert write_year(look, 2026, file, region=town.city) == {"resources": 1, "demands": 1, "responsibilities": 2}
        assert write_year(look, 2025, tmp_path / "last.xlsx") == {"resources": 1, "demands": 0, "responsibilities": 0}
        assert write_year(look, 2026, tmp_path / "district.xlsx", region=town.district)["demands"] == 0
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["总览", "目录清单", "需求清单", "责任清单"]
    assert all(is_set_up(book[name], head) for name, head in (("总览", 3), ("目录清单", 4), ("需求清单", 3), ("责任清单", 3)))
    overview = texts(book["总览"])
    assert overview[0] == ["三清单（2026年）"]
    assert overview[3] == ["1", "目录清单", "1", "2026-03-02 已发布的数据资源（2026 年未定版）"]
    assert texts(book["目录清单"])[4][1:4] == [first.code, first.name, "重庆市交通局"]
    assert texts(book["需求清单"])[3][1:4] == ["XQ2026-000001", "低保对象名单", "重庆市财政局"]
    duties = texts(book["责任清单"])[3:]
    assert [row[1] for row in duties] == ["ZR2026-000001", "ZR2026-000002"]
    assert ["重庆市财政局" in duties[0], "市公安局" in duties[1]] == [True, True]


def test_the_catalog_list_of_a_year_is_its_edition(town: Loop, tmp_path: Path) -> None:
    first = town.published()
    with town.work(town.operator) as work:
        lists.cut_edition(work, "2026")
    town.published()
    with town.look(town.operator) as look:
        assert write_year(look, 2026, tmp_path / "year.xlsx")["resources"] == 1
        assert look.today == date(2026, 3, 2)
    book = openpyxl.load_workbook(tmp_path / "year.xlsx")
    assert "2026 版（2026-03-02 定版）" in texts(book["目录清单"])[2][0]
    assert texts(book["目录清单"])[4][1] == first.code
