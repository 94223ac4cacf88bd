"""Registers from the files people have, on both databases: real ones whole, and what is wrong with others said."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import people, trail
from catalog.errors import Invalid, NotAllowed, NotFound, TooLarge
from catalog.exchange.registers import REGISTERS, departments, jobs
from catalog.exchange.registers.jobs import Options, RegisterReport, import_register
from catalog.exchange.registers.reading import read_register
from catalog.exchange.registers.register import Record
from catalog.lists.placements import classifications
from catalog.office import Office
from catalog.rights import Actor
from tests.builders import OPERATOR, create_department, create_ground, create_official, create_region
from tests.exchange.samples import csv_file, workbook

CREDIT_CODES = ("11500000009275780L", "11500226MB1D37341C", "11500000MB1670604W")

Import = Callable[..., RegisterReport]


@pytest.fixture
def put(office: Office, tmp_path: Path) -> Import:
    """Import a file, or rows written as csv, into a register of a city: 全国 / 重庆市 (500000) / 渝中区 (500103)."""
    city = create_region(office, code="500000")
    create_region(office, "渝中区", tier="district", parent=city, code="500103")

    def run(register: str, source: Path | Sequence[Sequence[Any]], *, actor: Actor = OPERATOR, **options: Any) -> RegisterReport:
        file = source if isinstance(source, Path) else csv_file(tmp_path / "rows.csv", source)
        report = import_register(office, actor, REGISTERS[register], file, Options(**options))
        assert report.accepted + report.updated + report.unchanged + report.rejected == report.read
        return report

    return run


def counts(report: RegisterReport) -> tuple[int, int, int, int]:
    return report.accepted, report.updated, report.unchanged, report.rejected


def said(report: RegisterReport) -> list[tuple[int, str, str]]:
    """Return line, field and code of everything that was rejected."""
    return [
        (rejection["lines"][0], problem["path"], problem["code"])
        for rejection in report.rejections
        for problem in rejection["problems"]
    ]


def text(report: RegisterReport) -> str:
    return json.dumps(report.as_dict(), ensure_ascii=False)


def regions(office: Office) -> dict[str, people.Region]:
    with office.look(OPERATOR) as look:
        return {region.name: region for region in people.list_regions(look)}


def bodies(office: Office, on: date | None = None) -> dict[str, people.Department]:
    with office.look(OPERATOR) as look:
        return {department.name: department for department in people.list_departments(look, on=on)}


def officials(office: Office) -> dict[str, people.Official]:
    with office.look(OPERATOR) as look:
        return {official.login: official for official in people.list_officials(look)}


def chiefs(office: Office) -> list[people.Chief]:
    with office.look(OPERATOR) as look:
        return people.list_chiefs(look)


def last(office: Office) -> int:
    """Return the number of the trail's last row: what has not moved it has written nothing."""
    with office.look(OPERATOR) as look:
        return trail.head(look).seq


# -- Real registers


def chongqing(shared_data: Path, tmp_path: Path) -> Path:
    """Return the 38 districts with 重庆市 put first."""
    rows = list(csv.reader((shared_data / "regions" / "chongqing_38_districts.csv").read_text("utf-8-sig").splitlines()))
    return csv_file(tmp_path / "districts.csv", [rows[0], ["500000", "重庆", "重庆市", "市", "chong qing", ""], *rows[1:]])


def test_the_districts_and_streets_of_chongqing(office: Office, shared_data: Path, tmp_path: Path) -> None:
    create_ground(office)

    def run(file: Path, **options: Any) -> RegisterReport:
        return import_register(office, OPERATOR, REGISTERS["regions"], file, Options(**options))

    districts, streets = chongqing(shared_data, tmp_path), shared_data / "regions" / "chongqing_streets.json"
    assert counts(run(districts, dry_run=True)) == (39, 0, 0, 0)
    assert len(regions(office)) == 1
    assert counts(run(districts)) == (39, 0, 0, 0)
    known = regions(office)
    city = known["重庆市"]
    assert (city.tier, city.parent) == ("city", known["全国"].id)
    assert {region.parent for region in known.values() if region.tier == "district"} == {city.id}
    assert known["石柱土家族自治县"].code == "500240"
    again = run(districts)
    assert counts(again) == (0, 0, 39, 0)
    assert again.warnings == 0
    few = tmp_path / "few.json"
    few.write_text(json.dumps(json.loads(streets.read_text("utf-8"))[:3]), encoding="utf-8")
    missing = run(few)
    assert missing.remarks == {"unknown_tier": 3}
    assert "catalog people tier add" in missing.rejections[0]["problems"][0]["zh"]
    with office.work(OPERATOR) as work:
        people.add_tier(work, "street", 40, "镇街", "street")
    assert counts(run(streets)) == (1031, 0, 0, 0)
    assert regions(office)["高笋塘街道"].parent == known["万州区"].id
    before = last(office)
    assert counts(run(streets)) == (0, 0, 1031, 0)
    assert last(office) == before


def test_the_municipal_bodies_of_chongqing(office: Office, put: Import, shared_data: Path) -> None:
    file = shared_data / "departments" / "chongqing_municipal_departments.csv"
    assert said(put("departments", file))[:2] == [(2, "region", "required"), (3, "region", "required")]
    assert counts(put("departments", file, region="500000")) == (45, 0, 0, 0)
    health = bodies(office)["重庆市卫生健康委员会"]
    assert (health.credit_code, health.local_code) == ("11500000MB1670604W", "wsjkw")
    assert counts(put("departments", file, region="重庆市")) == (0, 0, 45, 0)


def test_the_departments_of_guangan(office: Office, put: Import, shared_data: Path) -> None:
    """Forty codes on forty-two lines: two portals named one body twice, 区住建局 by another's code and 区政府办 by another's."""
    guangan = create_region(office, "广安区", tier="district", parent=regions(office)["重庆市"].id, code="511602")
    file = shared_data / "departments" / "guangan_uscc.csv"
    twice = [(24, "区住建局", "与第 9 行重复：11511301008778255F"), (38, "区政府办", "与第 20 行重复：115113010087780365")]
    for expected in ((40, 0, 0, 2), (0, 0, 40, 2)):
        report = put("departments", file, region="511602")
        assert counts(report) == expected
        assert [(one["lines"][0], one["name"], one["problems"][0]["zh"]) for one in report.rejections] == twice
        assert {code for _, _, code in said(report)} == {"repeated"}
    with office.look(OPERATOR) as look:
        listed = [one for one in people.list_departments(look) if one.region == guangan]
    assert len(listed) == 40
    assert sum(one.name == "区人社局" for one in listed) == 5


# -- Reading


def records(path: Path, register: str = "regions", limit: int = 1 << 24) -> list[Record]:
    return read_register(path, REGISTERS[register].columns, limit_bytes=limit, unpacked_bytes=1 << 24).records


def test_a_header_stands_under_titles_and_in_a_later_sheet(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["重庆市行政区划登记表"],
        ["填表日期", "2026年1月"],
        ["序号", "＊行政区划代码（GB/T 2260）", "区划名称", "传真"],
        [1, 500103, "渝中区", "63"],
    ]
    file = workbook(tmp_path / "a.xlsx", {"填表说明": [["请勿改动表头"]], "区划": rows})
    reading = read_register(file, REGISTERS["regions"].columns, limit_bytes=1 << 24, unpacked_bytes=1 << 24)
    assert [(record.line, dict(record.fields)) for record in reading.records] == [(4, {"code": "500103", "name": "渝中区"})]
    assert [(note.code, note.zh.rpartition("：")[2]) for note in reading.notes] == [
        ("unknown_columns", "传真"),
        ("sheets_left_out", "填表说明"),
    ]


def test_one_register_reads_alike_from_every_kind_of_file(tmp_path: Path) -> None:
    rows = [("500103", "渝中区", "500000", "1951-01-01"), ("500104", "大渡口区", "", "")]
    header = ["code", "name", "parent", "valid_from"]
    members = [dict(zip(header, row, strict=True)) for row in rows]
    array, lines = json.dumps(members), "".join(json.dumps(member) + "\n" for member in members)
    (tmp_path / "a.json").write_text(array, encoding="utf-8")
    (tmp_path / "a.jsonl").write_text(lines, encoding="utf-8")
    with gzip.open(tmp_path / "a.json.gz", "wt", encoding="utf-8") as file:
        file.write(array)
    csv_file(tmp_path / "a.csv", [header, *rows], encoding="gb18030", delimiter=";")
    workbook(tmp_path / "a.xlsx", {"a": [header, *rows]})
    read = {
        name: [dict(record.fields) for record in records(tmp_path / name)] for name in ("a.json", "a.jsonl", "a.json.gz", "a.csv")
    }
    wanted = [
        {"code": "500103", "name": "渝中区", "parent": "500000", "valid_from": date(1951, 1, 1)},
        {"code": "500104", "name": "大渡口区"},
    ]
    assert all(found == wanted for found in read.values())
    assert [dict(record.fields) for record in records(tmp_path / "a.xlsx")] == wanted
    assert [record.line for record in records(tmp_path / "a.json")] == [1, 2]


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("a.json", b'{"code": "500103"}', "damaged_file"),
        ("a.json", b"[", "damaged_file"),
        ("a.json", b"[]", "empty_file"),
        ("a.json.gz", b"no gzip", "damaged_file"),
        ("a.csv", "电话,传真\n1,2\n".encode(), "no_header"),
        ("a.csv", "代码,上级\n500103,500000\n".encode(), "no_header"),
        ("a.txt", "名称\n渝中区\n".encode(), "unknown_extension"),
    ],
)
def test_a_file_that_is_no_register_is_refused_whole(tmp_path: Path, name: str, body: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(body)
    with pytest.raises(Invalid) as refused:
        records(tmp_path / name)
    assert refused.value.code == code


def test_an_array_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([{"name": "渝中区"}] * 100))
    assert len(records(tmp_path / "a.json", limit=10_000)) == 100
    with pytest.raises(TooLarge):
        records(tmp_path / "a.json", limit=1000)


def test_single_bad_rows_are_rejected_with_line_field_and_what_was_expected(put: Import, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('["no object"]\n{"code": "500104", "name": "大渡口区"}\n', encoding="utf-8")
    (tmp_path / "a.json").write_text('["no object", {"code": "500105", "name": "江北区"}]', encoding="utf-8")
    for name in ("a.jsonl", "a.json"):
        report = put("regions", tmp_path / name)
        assert (counts(report), said(report)) == ((1, 0, 0, 1), [(1, "", "broken_line")])
    report = put(
        "regions",
        [
            ["代码", "名称", "生效日期", "失效日期", "地方代码"],
            ["500106", "无", "2019-01-01", "2019-01-01", ""],
            ["5001O7", "九龙坡区", "去年", "", ""],
            ["5.00108E+05", "南岸区", "", "", "x" * 33],
            ["500109", "北碚" * 33, "", "", ""],
        ],
    )
    assert said(report) == [
        (2, "name", "required"),
        (2, "valid_to", "bad_period"),
        (3, "code", "bad_region_code"),
        (3, "valid_from", "bad_date"),
        (4, "code", "code_as_number"),
        (4, "local_code", "too_long"),
        (5, "name", "too_long"),
    ]
    assert "2026-01-31" in text(report)


def test_a_code_that_a_spreadsheet_made_a_number_is_refused(put: Import, tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", {"a": [["部门名称", "统一社会信用代码"], ["市统计局", 1.1511301008778e17]]})
    assert said(put("departments", file, region="500000")) == [(2, "credit_code", "code_as_number")]


# -- Regions


def test_regions_may_come_in_any_order_and_name_their_parent_or_not(office: Office, put: Import) -> None:
    with office.work(OPERATOR) as work:
        people.add_tier(work, "province", 15, "省级", "provincial")
    rows = [
        ["区划名称", "行政区划代码", "上级", "层级", "地方代码"],
        ["广安区", "511602", "", "", ""],
        ["两江新区", "", "重庆市", "区县", "LJXQ"],
        ["邻水县", "511623", "四川省/广安市", "district", ""],
        ["广安市", "511600", "51", "", ""],
        ["四川省", "510000", "中国", "", ""],
        ["高新区", "", "", "区县", ""],
        ["江北区", "500105", "5001", "", ""],
    ]
    rehearsed = put("regions", rows, region="重庆市", dry_run=True)
    assert "广安市" not in regions(office)
    report = put("regions", rows, region="重庆市")
    assert rehearsed == report
    assert counts(report) == (7, 0, 0, 0)
    assert report.remarks == {"parent_by_code": 1}
    known = regions(office)
    names = {region.id: region.name for region in known.values()}
    above = {name: names[region.parent] for name, region in known.items() if region.parent}
    assert above == {
        "重庆市": "全国", "渝中区": "重庆市", "四川省": "全国", "广安市": "四川省", "广安区": "广安市", "邻水县": "广安市",
        "两江新区": "重庆市", "高新区": "重庆市", "江北区": "重庆市",
    }  # fmt: skip
    assert {name: known[name].tier for name in ("四川省", "广安市", "广安区")} == {
        "四川省": "province",
        "广安市": "city",
        "广安区": "district",
    }
    before = last(office)
    assert counts(put("regions", rows, region="重庆市")) == (0, 0, 7, 0)
    assert last(office) == before


def test_a_region_without_a_place_or_a_tier_is_rejected(office: Office, put: Import) -> None:
    report = put(
        "regions",
        [
            ["代码", "名称", "上级", "层级"],
            ["510104", "锦江区", "成都市", ""],
            ["", "万盛经开区", "", "区县"],
            ["", "高新区", "重庆市", ""],
            ["500108", "南岸区", "渝中区", ""],
            ["500103", "渝中", "", ""],
            ["500103", "渝中区", "", ""],
            ["", "经开区", "", "开发区"],
        ],
    )
    assert said(report) == [
        (2, "parent", "unknown_region"),
        (3, "parent", "unknown_region"),
        (4, "tier", "required"),
        (5, "parent", "bad_parent"),
        (7, "code", "repeated"),
        (8, "tier", "unknown_tier"),
        (8, "parent", "unknown_region"),
    ]
    assert "成都市" in text(report)
    assert "与第 6 行重复" in text(report)
    assert counts(report) == (0, 1, 0, 6)
    assert {"渝中", "重庆市", "全国"} == set(regions(office))


def test_a_row_that_the_database_refuses_leaves_nothing_and_hinders_no_other(office: Office, put: Import) -> None:
    city = regions(office)["重庆市"].id
    create_region(office, "江北区", tier="district", parent=city, code="500105", local_code="JB")
    rows = [["代码", "名称", "地方代码"], ["500104", "大渡口区", ""], ["500103", "渝中半岛", "JB"], ["500106", "沙坪坝区", ""]]
    before = last(office)
    assert counts(put("regions", rows, dry_run=True)) == (2, 0, 0, 1)
    assert last(office) == before
    report = put("regions", rows)
    assert (counts(report), said(report)) == ((2, 0, 0, 1), [(3, "", "conflict")])
    assert last(office) == before + 2
    assert "local_code" in report.rejections[0]["problems"][0]["en"]
    assert {"大渡口区", "沙坪坝区", "渝中区"} < set(regions(office))


def test_a_long_file_is_rehearsed_in_parts_and_says_so(put: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "CHUNK", 1)
    rows = [["代码", "名称", "层级"], ["310000", "上海市", ""], ["310101", "黄浦区", ""]]
    assert counts(put("regions", rows, dry_run=True)) == (2, 0, 0, 0)
    monkeypatch.setattr(jobs, "REHEARSED", 1)
    parts = put("regions", rows, dry_run=True)
    assert (counts(parts), said(parts)) == ((1, 0, 0, 1), [(3, "parent", "unknown_region")])
    assert [note.code for note in parts.notes] == ["rehearsed_in_parts"]
    whole = put("regions", rows)
    assert (counts(whole), whole.notes) == ((2, 0, 0, 0), [])


def test_who_may_not_put_regions_is_told_so(office: Office, put: Import) -> None:
    district = regions(office)["渝中区"].id
    authority = Actor(
        "official", None, "yuzhong", frozenset({"official", "authority"}), region=district, below=frozenset({district})
    )
    with pytest.raises(NotAllowed):
        put("regions", [["代码", "名称"], ["500104", "大渡口区"]], actor=authority)
    assert "大渡口区" not in regions(office)
    with pytest.raises(NotFound):
        put("regions", [["代码", "名称"], ["500104", "大渡口区"]], region="999999")


# -- Departments


def test_every_column_of_a_department(office: Office, put: Import) -> None:
    rows = [
        [
            "部门名称",
            "简称",
            "统一社会信用代码",
            "内部代码",
            "所属区划",
            "部门类型",
            "上级主管部门",
            "云长系统",
            "是否纳入云长制",
            "生效日期",
        ],
        ["区财政局", "财政", "11500226mb1d37341c", "YZ-CZ", "渝中", "政府部门", "市财政局", "交通", "是", "2019.1.1"],
        ["市财政局", "", "１１５０００００００９２７５７８０Ｌ", "", "500000", "government", "财政部", "", "否", ""],
        ["财政部", "", "", "", "全国", "", "", "", "", ""],
    ]
    assert counts(put("departments", rows, dry_run=True)) == (3, 0, 0, 0)
    assert counts(put("departments", rows)) == (3, 0, 0, 0)
    known, places = bodies(office), regions(office)
    district = known["区财政局"]
    assert (district.credit_code, district.local_code, district.short_name) == ("11500226MB1D37341C", "YZ-CZ", "财政")
    assert (district.type, district.system, district.under_chief) == ("government", "交通", True)
    assert (district.region, district.valid_from) == (places["渝中区"].id, date(2019, 1, 1))
    assert district.vertical_parent == known["市财政局"].id
    assert known["市财政局"].vertical_parent == known["财政部"].id
    assert known["市财政局"].credit_code == "11500000009275780L"
    assert counts(put("departments", rows)) == (0, 0, 3, 0)
    assert counts(
        put("departments", [["名称", "信用代码", "简称"], ["区财政局", "11500226MB1D37341C", "财"]], region="500103")
    ) == (0, 1, 0, 0)
    assert bodies(office)["区财政局"].short_name == "财"


def test_a_relative_name_belongs_to_the_region_of_its_row(office: Office, put: Import) -> None:
    rows = [["名称", "区划"], ["区财政局", "500103"], ["财政局", ""]]
    assert said(put("departments", rows)) == [(3, "region", "required")]
    assert counts(put("departments", rows, region="重庆市")) == (1, 0, 1, 0)
    places = regions(office)
    assert {one.name: one.region for one in bodies(office).values()} == {
        "区财政局": places["渝中区"].id,
        "财政局": places["重庆市"].id,
    }


def test_what_is_wrong_with_a_department_is_said_of_its_field(office: Office, put: Import) -> None:
    create_department(office, "市统计局", region=regions(office)["重庆市"].id, credit_code=CREDIT_CODES[0])
    report = put(
        "departments",
        [
            ["名称", "统一社会信用代码", "区划", "类型", "上级主管部门", "云长"],
            ["市财政局", "11500226MB1D37341D", "", "", "", ""],
            ["市审计局", CREDIT_CODES[1], "", "", "", ""],
            ["市公安局", CREDIT_CODES[1], "", "", "", ""],
            ["市林业局", "", "无此市", "", "", ""],
            ["市水利局", "", "", "工厂", "", "也许"],
            ["市体育局", "", "", "", "体育总局", ""],
            ["市民政局", CREDIT_CODES[0], "", "", "", ""],
            ["市司法局", "", "", "", "", ""],
            ["市司法局", "", "", "", "", ""],
        ],
        region="500000",
    )
    assert said(report) == [
        (2, "credit_code", "bad_check_digit"),
        (4, "credit_code", "repeated"),
        (5, "region", "not_found"),
        (6, "type", "unknown_value"),
        (6, "under_chief", "bad_flag"),
        (7, "vertical_parent", "not_found"),
        (8, "name", "name_differs"),
        (10, "name", "repeated"),
    ]
    assert "应为C" in report.rejections[0]["problems"][0]["zh"]
    assert report.rejections[1]["problems"][0]["zh"] == f"与第 3 行重复：{CREDIT_CODES[1]}"
    assert "党委部门、政府部门" in text(report)
    assert set(bodies(office)) == {"市统计局", "市审计局", "市司法局"}


def test_one_code_may_stand_for_two_times(office: Office, put: Import) -> None:
    code = CREDIT_CODES[2]
    rows = [
        ["名称", "统一社会信用代码", "生效日期", "失效日期"],
        ["市卫生和计划生育委员会", code, "", "2018-11-01"],
        ["市卫生健康委员会", code, "2018-11-01", ""],
        ["市卫生局", code, "2013-01-01", "2014-01-01"],
    ]
    for expected in ((2, 0, 0, 1), (0, 0, 2, 1)):
        report = put("departments", rows, region="500000")
        assert (counts(report), said(report)) == (expected, [(4, "credit_code", "repeated")])
    assert bodies(office, date(2018, 10, 31))["市卫生和计划生育委员会"].credit_code == code
    assert set(bodies(office, date(2018, 11, 1))) == {"市卫生健康委员会"}


def test_a_vertical_parent_is_of_the_own_line_and_stands_today(office: Office, put: Import) -> None:
    city, other = regions(office)["重庆市"].id, create_region(office, "成都市", code="510100")
    create_department(office, "成都市财政局", region=other)
    rows = [["名称", "上级主管部门"], ["区财政局", "市财政局"]]
    assert said(put("departments", rows, region="500103")) == [(2, "vertical_parent", "not_found")]
    closed = create_department(office, "市财政局", region=city)
    with office.work(OPERATOR) as work:
        people.close(work, closed, date(2020, 1, 1))
    assert said(put("departments", rows, region="500103")) == [(2, "vertical_parent", "department_closed")]


@given(st.data())
def test_departments_come_after_the_ones_above_them(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 12))
    above = [data.draw(st.integers(0, number)) for number in range(size)]
    names = [{"name": f"d{number}"} | ({"vertical_parent": f"d{up}"} if up < number else {}) for number, up in enumerate(above)]
    shuffled = [Record(line, fields) for line, fields in enumerate(data.draw(st.permutations(names)), start=2)]
    placed = [record.fields for record in departments.ordered(None, shuffled)]  # type: ignore[arg-type]
    assert sorted(fields["name"] for fields in placed) == sorted(fields["name"] for fields in names)
    position = {fields["name"]: at for at, fields in enumerate(placed)}
    assert all(position[fields["vertical_parent"]] < position[fields["name"]] for fields in placed if "vertical_parent" in fields)


def test_departments_above_each_other_in_a_circle_all_keep_their_row() -> None:
    circle = [
        Record(line, {"name": name, "vertical_parent": up}) for line, name, up in ((2, "a", "b"), (3, "b", "c"), (4, "c", "a"))
    ]
    assert sorted(record.line for record in departments.ordered(None, circle)) == [2, 3, 4]  # type: ignore[arg-type]


# -- Officials

PEOPLE = ["登录名", "姓名", "所属部门", "邮箱", "角色", "云长类别", "分管部门", "分管系统", "分管区划", "任期起", "任期止"]


def test_officials_and_the_chiefs_among_them(office: Office, put: Import) -> None:
    city, district = (regions(office)[name].id for name in ("重庆市", "渝中区"))
    finance = create_department(office, "市财政局", region=city, credit_code=CREDIT_CODES[0])
    rows = [
        PEOPLE,
        ["zhang.san", "张三", "市财政局", "zs@example.cn", "reviewer", "云长", "市财政局", "", "", "2026-01-01", ""],
        ["li.si", "李四", CREDIT_CODES[0], "", "", "系统云长", "", "交通", "", "2026-01-01", "2027-01-01"],
        ["li.si", "李四", CREDIT_CODES[0], "", "", "system_chief", "", "政法", "", "2026-01-01", ""],
        ["wang.wu", "王五", "", "", "", "总云长", "", "", "", "", ""],
        ["zhao.liu", "赵六", "", "", "", "云长", "", "", "渝中区", "", ""],
        ["qian.qi", "钱七", "财政局", "", "", "", "", "", "", "", ""],
    ]
    assert counts(put("officials", rows, region="重庆市", dry_run=True)) == (4, 1, 0, 1)
    assert officials(office) == {}
    report = put("officials", rows, region="重庆市")
    assert (counts(report), said(report)) == ((4, 1, 0, 1), [(7, "department", "not_found")])
    assert [note.code for note in report.notes] == ["roles_not_imported"]
    known = officials(office)
    assert (known["zhang.san"].department, known["zhang.san"].roles) == (finance, ())
    terms = {(one.login, one.kind, one.department, one.system, one.region, one.valid_to) for one in chiefs(office)}
    assert terms == {
        ("zhang.san", "chief", "市财政局", None, None, None),
        ("li.si", "system_chief", None, "交通", "重庆市", date(2027, 1, 1)),
        ("li.si", "system_chief", None, "政法", "重庆市", None),
        ("wang.wu", "general_chief", None, None, "重庆市", None),
        ("zhao.liu", "chief", None, None, "渝中区", None),
    }
    assert city != district
    before = last(office)
    assert counts(put("officials", rows, region="重庆市")) == (0, 0, 5, 1)
    assert last(office) == before


def test_a_refused_official_leaves_nothing_half_written(office: Office, put: Import) -> None:
    finance, audit = (create_department(office, name, region=regions(office)["重庆市"].id) for name in ("市财政局", "市审计局"))
    login = create_official(office, "zhang.san", department=finance, roles=["registrar"])
    before = last(office)
    report = put(
        "officials",
        [
            PEOPLE,
            ["li.si", "李四", "市财政局", "", "", "云长", "", "", "", "", ""],
            [login, "改了名", "市审计局", "", "", "", "", "", "", "", ""],
            ["wang.wu", "王五", "市审计局", "no mail", "", "", "", "", "", "", ""],
            ["张三", "张三", "", "", "", "", "", "", "", "", ""],
            ["qian.qi", "钱七", "", "", "", "局长", "", "", "", "", ""],
            ["qian.qi", "钱七", "", "", "", "", "市财政局", "", "", "", ""],
            ["sun.ba", "孙八", "市审计局", "", "", "", "", "", "", "", ""],
            ["sun.ba", "孙九", "市审计局", "", "", "", "", "", "", "", ""],
        ],
        region="重庆市",
    )
    assert said(report) == [
        (2, "span", "bad_span"),
        (3, "department", "holds_roles"),
        (4, "email", "bad_email"),
        (5, "login", "bad_login"),
        (6, "kind", "unknown_value"),
        (7, "kind", "required"),
        (9, "login", "repeated"),
    ]
    known = officials(office)
    assert set(known) == {"zhang.san", "sun.ba"}
    assert (known[login].name, known[login].department) == (login, finance)
    assert (known["sun.ba"].name, known["sun.ba"].department) == ("孙八", audit)
    assert last(office) == before + 1


# -- Classifications


def nodes(office: Office) -> set[tuple[str, str, str | None]]:
    with office.look(OPERATOR) as look:
        listed = classifications(look)
    return {(node.code, node.name, node.parent) for node in listed}


def test_classifications_stand_under_the_longest_code_that_is_there(office: Office, put: Import) -> None:
    rows = [
        ["分类编码", "分类名称", "上级编码"],
        ["206001", "交通出行", ""],
        ["206", "交通运输", "2"],
        ["2", "主题", ""],
        ["206001001", "停车", ""],
        ["301001", "市财政局", ""],
        ["20", "不合格", ""],
        ["207001", "孤儿", "207"],
        ["208001", "跳级", ""],
        ["206", "重复", ""],
        ["", "无编码", ""],
    ]
    assert counts(put("classifications", rows, dry_run=True)) == (5, 0, 0, 5)
    assert nodes(office) == set()
    report = put("classifications", rows)
    assert said(report) == [
        (6, "code", "bad_classification"),
        (7, "code", "bad_classification"),
        (8, "parent", "unknown_classification"),
        (10, "code", "repeated"),
        (11, "code", "required"),
    ]
    assert "由系统生成" in report.rejections[0]["problems"][0]["zh"]
    assert nodes(office) == {
        ("2", "主题", None),
        ("206", "交通运输", "2"),
        ("206001", "交通出行", "206"),
        ("206001001", "停车", "206001"),
        ("208001", "跳级", "2"),
    }
    assert counts(put("classifications", rows)) == (0, 0, 5, 5)
    assert counts(put("classifications", [["code", "name"], ["206", "综合交通"]])) == (0, 1, 0, 0)


# -- The report


def test_rejected_rows_come_back_in_a_workbook_that_can_be_corrected(put: Import, tmp_path: Path) -> None:
    file = tmp_path / "back.xlsx"
    rows: Iterable[Sequence[str]] = [["名称", "统一社会信用代码"], ["市统计局", ""], ["市财政局", "11500226MB1D37341D"]]
    assert counts(put("departments", list(rows), region="500000", report=file)) == (1, 0, 0, 1)
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    assert [[cell.value for cell in row][:2] for row in sheet.iter_rows()] == [
        ["名称", "统一社会信用代码"],
        ["市财政局", "11500226MB1D37341D"],
    ]
    assert "校验位不符：应为C" in str(sheet["C2"].value)
    assert "line 3" in str(sheet["C2"].value)
    sheet["B2"] = "11500226MB1D37341C"
    book.save(file)
    assert counts(put("departments", file, region="500000")) == (1, 0, 0, 0)
