"""The demand list and the responsibility list in files: read from what people bring, and written so that it reads back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from catalog.errors import Invalid, NotAllowed
from catalog.exchange.loop.exports import LAYOUTS, export_demands, export_responsibilities, write_template
from catalog.exchange.registers import REGISTERS
from catalog.exchange.registers.jobs import Options, RegisterReport, import_register
from catalog.lists import demands, responsibilities
from catalog.lists.demands import queries as demand_queries
from catalog.lists.responsibilities import queries as responsibility_queries
from catalog.rights import Actor
from tests.conftest import Clock, Databases
from tests.exchange.samples import csv_file, workbook
from tests.lists.conftest import settle
from tests.lists.loop import Loop, create_duty

DEMANDS = [
    ["2026年数据需求清单"],
    ["序号", "需求名称", "所需信息项", "法律依据", "使用场景", "服务事项", "使用范围", "需求频率", "共享方式", "使用时限", "拟数源部门", "紧急程度",
     "区域", "备注", "需求部门"],
    ["1", "低保对象名单", "1、姓名；2、公民身份号码", "《社会救助暂行办法》第九条", "临时救助核对", "临时救助", "本局", "每日", "接口", "2027年12月31日",
     "市交通局", "紧急", "重庆市", "无", "重庆市财政局"],
    ["2", "停车场泊位", "泊位数", "《停车管理办法》第三条", "诱导", "停车", "本局", "每周", "共享平台（库表）", "2027.6.30", "", "", "", "", ""],
    ["3", "驾驶证", "证号", "", "核对", "", "本局", "飞快", "飞鸽", "长期", "", "特急", "", "", ""],
    ["4", "", "证号", "", "", "", "", "", "", "", "", "", "", "", ""],
    ["5", "别家的需求", "证号", "", "", "", "", "", "", "", "", "", "", "", "渝中区交通局"],
    ["6", "停车场泊位", "总数", "", "", "", "", "", "", "", "", "", "", "", ""],
]  # fmt: skip


@pytest.fixture
def town(databases: Databases, clock: Clock) -> Iterator[Loop]:
    with databases.house(settle, clock) as (office, ids):
        yield Loop(office, ids)


def take(town: Loop, actor: Actor, name: str, file: Path, **options: Any) -> RegisterReport:
    report = import_register(town.office, actor, REGISTERS[name], file, Options(**options))
    assert report.accepted + report.updated + report.unchanged + report.rejected == report.read
    return report


def counts(report: RegisterReport) -> tuple[int, ...]:
    return report.accepted, report.updated, report.unchanged, report.rejected


def rejected(report: RegisterReport) -> dict[int, list[tuple[str, str]]]:
    return {row["lines"][0]: [(each["path"], each["code"]) for each in row["problems"]] for row in report.rejections}


@pytest.mark.parametrize("kind", ["xlsx", "utf-8", "gb18030", "jsonl"])
def test_a_demand_list_is_read_from_every_kind_of_file_and_twice_changes_nothing(town: Loop, tmp_path: Path, kind: str) -> None:
    file = written(tmp_path, kind, DEMANDS)
    rehearsed = take(town, town.applicant, "demands", file, dry_run=True)
    with town.look(town.applicant) as look:
        assert demand_queries.find(look, demand_queries.Filter()) == []
    report = take(town, town.applicant, "demands", file)
    assert counts(report) == counts(rehearsed) == (2, 0, 0, 4)
    first = 1 if kind == "jsonl" else 3
    assert rejected(report) == {
        first + 2: [
            ("frequency", "unknown_value"),
            ("modes", "unknown_value"),
            ("until", "bad_date"),
            ("urgency", "unknown_value"),
        ],
        first + 3: [("title", "required")],
        first + 4: [("department", "not_allowed")],
        first + 5: [("title", "repeated")],
    }
    assert counts(take(town, town.applicant, "demands", file)) == (0, 0, 2, 4)
    shown = town.demand("XQ2026-000001")
    assert shown.content == {
        "title": "低保对象名单",
        "items": ["姓名", "公民身份号码"],
        "basis": [{"law": "社会救助暂行办法", "article": "第九条"}],
        "scenario": "临时救助核对",
        "matter": "临时救助",
        "scope": "本局",
        "frequency": "daily",
        "modes": ["platform_api"],
        "until": "2027-12-31",
        "source": "市交通局",
        "urgency": "urgent",
        "region": "重庆市",
    }
    assert (shown.summary.department, shown.summary.source) == ("重庆市财政局", "重庆市交通局")


def written(folder: Path, kind: str, rows: Sequence[Sequence[Any]]) -> Path:
    if kind == "xlsx":
        return workbook(folder / "list.xlsx", {"说明": [["本表由数据局制定"]], "需求": rows})
    if kind != "jsonl":
        return csv_file(folder / "list.csv", rows, encoding=kind)
    header, *lines = rows[1:]
    file = folder / "list.jsonl"
    objects = ({name: cell for name, cell in zip(header, line, strict=True) if cell} for line in lines)
    file.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects), encoding="utf-8")
    return file


def test_a_changed_row_changes_the_draft_and_leaves_what_is_on_its_way(town: Loop, tmp_path: Path) -> None:
    header, row = DEMANDS[1], DEMANDS[2]
    take(town, town.applicant, "demands", csv_file(tmp_path / "a.csv", [header, row]))
    changed = csv_file(tmp_path / "b.csv", [header, [*row[:-2], "月底前", row[-1]]])
    assert counts(take(town, town.applicant, "demands", changed)) == (0, 1, 0, 0)
    draft = town.demand("XQ2026-000001")
    assert draft.content["note"] == "月底前"
    with town.work(town.applicant) as work:
        demands.submit(work, draft.summary.id, revision=draft.revision)
    report = take(town, town.applicant, "demands", csv_file(tmp_path / "c.csv", [header, [*row[:-2], "月初", row[-1]]]))
    assert (counts(report), report.warnings) == ((0, 0, 1, 0), 1)
    assert report.incomplete[0]["problems"][0]["code"] == "on_its_way"


def test_what_is_still_missing_is_said_and_stored_as_a_draft(town: Loop, tmp_path: Path) -> None:
    file = csv_file(tmp_path / "a.csv", [["需求名称", "需求部门代码"], ["低保对象名单", "QX"], ["低保家庭", ""]])
    report = take(town, town.applicant, "demands", file)
    assert (counts(report), rejected(report)) == ((1, 0, 0, 1), {2: [("department_code", "not_found")]})
    assert [each["path"] for each in report.incomplete[0]["problems"]] == [
        "items",
        "basis",
        "scenario",
        "scope",
        "frequency",
        "modes",
        "until",
    ]


def test_who_imports_for_nobody_is_refused_and_who_belongs_nowhere_names_the_department(town: Loop, tmp_path: Path) -> None:
    file = csv_file(tmp_path / "a.csv", [["需求名称", "使用场景"], ["低保对象名单", "核对"]])
    with pytest.raises(NotAllowed):
        take(town, town.signer, "demands", file)
    with pytest.raises(NotAllowed):
        take(town, town.applicant, "responsibilities", file)
    assert rejected(take(town, town.operator, "demands", file)) == {2: [("department", "required")]}
    assert counts(take(town, town.operator, "demands", file, department="重庆市财政局")) == (1, 0, 0, 0)
    assert counts(take(town, town.operator, "demands", file, department="财政局", region="500000")) == (0, 0, 1, 0)


def test_a_responsibility_list_is_read_for_the_authority(town: Loop, tmp_path: Path) -> None:
    rows = [
        ["责任名称", "信息项", "责任部门", "法律依据", "更新周期", "共享方式", "使用部门", "备注"],
        ["低保对象名单", "姓名、住址", "市交通局", "《社会救助暂行办法》第四条", "按月更新", "库表、接口", "市财政局", "/"],
        ["停车场泊位", "泊位数", "无此局", "", "每日", "接口", "", ""],
    ]
    file = written(tmp_path, "gb18030", [[], *rows][1:])
    report = take(town, town.authority, "responsibilities", file, report=tmp_path / "back.xlsx")
    assert (counts(report), rejected(report)) == ((1, 0, 0, 1), {3: [("department", "not_found")]})
    shown = town.responsibility("ZR2026-000001")
    assert (shown.summary.owner, shown.summary.region, shown.summary.state) == ("重庆市交通局", "重庆市", "draft")
    assert shown.content == {
        "title": "低保对象名单",
        "items": ["姓名", "住址"],
        "basis": [{"law": "社会救助暂行办法", "article": "第四条"}],
        "cycle": "monthly",
        "modes": ["platform_table", "platform_api"],
        "consumers": "市财政局",
    }
    assert counts(take(town, town.operator, "responsibilities", file, region="500000")) == (0, 0, 1, 1)
    back = openpyxl.load_workbook(tmp_path / "back.xlsx").worksheets[0]
    assert [back.cell(2, 1).value, "没有此部门" in str(back.cell(2, 9).value)] == ["停车场泊位", True]


@pytest.mark.parametrize("kind", ["xlsx", "csv", "jsonl"])
def test_what_is_exported_imports_again_unchanged(town: Loop, tmp_path: Path, kind: str) -> None:
    town.filed(
        items=["姓名（曾用名、别名）", "证件：号码"],
        note="=1+1",
        urgency="urgent",
        source="市交通局",
        region="全市",
        modes=["mail", "medium"],
    )
    town.filed(basis=[{"law": "甲法", "article": "第一条、第二条"}, {"law": "乙《暂行》办法", "article": "三"}])
    town.accepted(title="低保家庭")
    town.do(town.authority, responsibilities.draft, town.traffic, create_duty(consumers="市财政局", note="注"))
    town.assigned(town.accepted(title="泊位"))
    lists, duties = tmp_path / f"demands.{kind}", tmp_path / f"responsibilities.{kind}"
    with town.look(town.operator) as look:
        assert export_demands(look, lists, demand_queries.Filter()) == 4
        assert export_demands(look, tmp_path / "one.csv", demand_queries.Filter(states=("fulfilling",))) == 1
        assert export_responsibilities(look, duties, responsibility_queries.Filter(year=2026)) == 2
    before = town.trail()
    first = take(town, town.operator, "demands", lists)
    assert (counts(first), first.notes, first.remarks["on_its_way"]) == ((0, 0, 4, 0), [], 0)
    second = take(town, town.operator, "responsibilities", duties)
    assert (counts(second), second.notes, second.remarks["on_its_way"]) == ((0, 0, 2, 0), [], 0)
    assert town.trail() == before


def test_an_export_tells_how_each_stands_as_far_as_it_is_seen(town: Loop, tmp_path: Path) -> None:
    town.assigned(town.accepted())
    town.filed(town.local_applicant)
    file = tmp_path / "demands.xlsx"
    with town.look(town.applicant) as look:
        assert export_demands(look, file, demand_queries.Filter()) == 1
    sheet = openpyxl.load_workbook(file)["需求清单"]
    told = dict(zip(*([str(cell.value) for cell in row] for row in sheet.iter_rows(max_row=2)), strict=True))
    assert (told["办理状态"], told["匹配结论"], told["受理机关"]) == ("落实中", "不匹配", "重庆市")
    assert (told["*共享方式"], told["*法律依据"], told["需求编号"]) == (
        "共享平台（接口）",
        "《社会救助暂行办法》第九条",
        "XQ2026-000001",
    )
    with town.look(town.applicant) as look, pytest.raises(Invalid):
        export_demands(look, tmp_path / "demands.pdf", demand_queries.Filter())


@pytest.mark.parametrize("name", list(LAYOUTS))
def test_the_workbook_to_fill_has_heads_notes_choices_and_an_example_that_is_not_imported(
    town: Loop, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "template.xlsx"
    write_template(file, name)
    book = openpyxl.load_workbook(file)
    sheet = book[LAYOUTS[name].name]
    assert (sheet.freeze_panes, book.sheetnames[1]) == ("C2", "填写说明")
    assert len(sheet.data_validations.dataValidation) == (3 if name == "demands" else 2)
    assert all(sheet.cell(1, at).comment for at in range(1, 5))
    headers = [cell.value for cell in sheet[1]]
    values = dict(LAYOUTS[name].example) | {"serial": "1", "department": "重庆市财政局"}
    for at, column in enumerate(LAYOUTS[name].columns, start=1):
        sheet.cell(3, at, values.get(column.field))
    book.save(tmp_path / "filled.xlsx")
    report = take(town, town.operator, name, tmp_path / "filled.xlsx")
    assert (counts(report), report.warnings, report.notes) == ((1, 0, 0, 0), 0, []), (headers, report.as_dict())


def test_many_rows_are_taken_in_works_of_limited_size(town: Loop, tmp_path: Path) -> None:
    file = csv_file(tmp_path / "a.csv", [["需求名称", "使用范围"], *([f"名单{number}", "本局"] for number in range(120))])
    assert counts(take(town, town.applicant, "demands", file)) == (120, 0, 0, 0)
    rows = [row for row in town.trail() if row.verb == "demand:file"]
    assert len({row.work_id for row in rows}) == 3
