"""What is written reads back as the same entries, in every format."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.canon import parse
from catalog.errors import Problem, TooLarge
from catalog.exchange.cells import guard, unguard
from catalog.exchange.entry import Entry, Locality, Provider
from catalog.exchange.flat import write_csv, write_jsonl
from catalog.exchange.rows import to_entry
from catalog.exchange.states import STATES
from catalog.exchange.workbook import CORRECTION, write_report, write_resources, write_template
from catalog.lists import vocabulary
from catalog.lists.metadata import check
from catalog.lists.normalise import is_placeholder, text
from tests.exchange.samples import csv_file, read

# Any text that a database accepts, with what breaks cells over-represented: formula signs, quotes, separators, line breaks, XML escapes.
RAGGED = st.text(
    st.sampled_from(" '\"=+-@\t\n\r,，、;；|：:[]{}《》（）<>&_x0041_甲乙丙abc１２Ａ𠮷\u200b\u3000"), min_size=1, max_size=12
)
TEXTS = st.one_of(RAGGED, st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cn", "Co"]), min_size=1, max_size=12))
IDENTITIES = TEXTS.filter(lambda each: text(each) == each)
NAMES = IDENTITIES.filter(lambda each: not each.startswith("信息资源名称"))
DAYS = st.dates().map(str)


def some(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(strategy, min_size=1, max_size=3, unique_by=repr)


def of(terms: Any) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(terms))


ITEMS = st.fixed_dictionaries(
    {"name": IDENTITIES},
    optional={
        "type": of(vocabulary.DATA_TYPES),
        "length": st.integers(1, 65535),
        "description": TEXTS,
        "sharing_type": of(vocabulary.SHARING_TYPES),
        "openness": of(vocabulary.OPENNESS),
        "update_cycle": of(vocabulary.UPDATE_CYCLES),
        "grade": of(vocabulary.GRADES),
        "local_grade": of(vocabulary.LOCAL_GRADES),
    },
)
DISTRIBUTIONS = st.fixed_dictionaries(
    {"mode": of(vocabulary.DISTRIBUTION_MODES)},
    optional={"format": of(vocabulary.FORMATS), "address": TEXTS, "volume": TEXTS, "issued": DAYS, "refreshed": DAYS},
)
CONTENTS = st.fixed_dictionaries(
    {"name": NAMES},
    optional={
        "abstract": TEXTS,
        "formats": some(of(vocabulary.FORMATS)),
        "format_note": TEXTS,
        "classifications": some(st.sampled_from(["301001", "30100212", "102003"])),
        "sharing_type": of(vocabulary.SHARING_TYPES),
        "sharing_conditions": TEXTS,
        "sharing_purpose": TEXTS,
        "legal_basis": some(st.fixed_dictionaries({"law": TEXTS}, optional={"article": TEXTS})),
        "sharing_modes": some(of(vocabulary.SHARING_MODES)),
        "openness": of(vocabulary.OPENNESS),
        "open_conditions": TEXTS,
        "update_cycle": of(vocabulary.UPDATE_CYCLES),
        "grade": of(vocabulary.GRADES),
        "local_grade": of(vocabulary.LOCAL_GRADES),
        "items": st.lists(ITEMS, min_size=1, max_size=4, unique_by=lambda item: item["name"]),
        "distributions": some(DISTRIBUTIONS),
        "related": some(st.sampled_from(["301001/1", "301001/2"])),
        "secrecy_review": st.fixed_dictionaries({"reviewed_on": DAYS, "signed_by": IDENTITIES}),
        "tags": some(TEXTS),
        "theme": TEXTS,
        "raw": st.dictionaries(
            st.sampled_from(["update_cycle", "openness", "formats", "issued", "abstract", "items[0].type"]), TEXTS, min_size=1
        ),
    },
)
PLACES = st.builds(
    Locality,
    code=st.none() | st.sampled_from(["500112", "500112001", "LJXQ"]),
    name=st.none() | st.just("渝北区"),
    province=st.none() | st.just("重庆市"),
    city=st.none() | st.just("重庆市"),
    district=st.none() | st.just("渝北区"),
    tier=st.none() | st.just("district"),
)
ENTRIES = st.builds(
    Entry,
    content=CONTENTS,
    provider=st.builds(Provider, code=st.none() | st.just("11500000009275780L"), name=st.none() | IDENTITIES),
    place=PLACES,
    code=st.none() | st.just("301001/12"),
    legacy_code=st.none() | st.just("XJ-1"),
    state=st.none() | of(STATES),
    assessed=st.none() | st.booleans(),
    issued_on=st.none() | DAYS,
    placements=st.lists(
        st.fixed_dictionaries(
            {"classification": st.just("301001"), "code": st.sampled_from(["301001/1", "302001/2"]), "primary": st.booleans()},
            optional={"name": TEXTS},
        )
    ).map(tuple),
    origin=st.lists(
        st.fixed_dictionaries(
            {"file": st.sampled_from(["a.jsonl", "甲:1；.csv"]), "lines": st.lists(st.integers(1, 99), min_size=1)}
        )
    ).map(tuple),
)
PROPERTY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def written(path: Path, entries: list[Entry]) -> Path:
    if path.suffix == ".xlsx":
        assert write_resources(path, entries) == len(entries)
    else:
        with path.open("wb") as out:
            count = (write_csv if path.suffix == ".csv" else write_jsonl)(out, entries)
        assert count == len(entries)
    return path


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "jsonl"])
@given(entries=st.lists(ENTRIES, min_size=1, max_size=3, unique_by=lambda entry: (entry.content["name"], entry.provider)))
@PROPERTY
def test_every_entry_reads_back_equal(tmp_path: Path, suffix: str, entries: list[Entry]) -> None:
    back, reading = read(written(tmp_path / f"a.{suffix}", entries))
    assert back == entries
    assert reading.warnings == []


@given(TEXTS)
def test_guarding_is_undone_exactly(value: str) -> None:
    assert unguard(guard(value)) == value
    assert guard(value)[:1] not in "=+-@\t"


def test_no_cell_of_an_export_is_a_formula(tmp_path: Path) -> None:
    entries = [Entry({"name": "甲", "abstract": '=HYPERLINK("http://x")', "theme": "@x"}, Provider(None, "+局"))]
    sheet = openpyxl.load_workbook(written(tmp_path / "a.xlsx", entries))["目录"]
    row = [cell.value for cell in sheet[2]]
    assert '\'=HYPERLINK("http://x")' in row
    assert all(cell.data_type != "f" for cell in sheet[2])
    body = written(tmp_path / "a.csv", entries).read_bytes()
    assert body.startswith(b"\xef\xbb\xbf")
    assert body.count(b"\r\n") == 2
    assert "'+局".encode() in body


def test_a_cell_corrected_by_hand_wins_over_the_exact_value(tmp_path: Path) -> None:
    entry = Entry({"name": "甲", "abstract": "一\n二"}, Provider(None, "局"))
    path = written(tmp_path / "a.csv", [entry])
    assert read(path)[0] == [entry]
    path.write_bytes(path.read_bytes().replace("一\n二".encode(), "三".encode()))
    assert read(path)[0][0].content["abstract"] == "三"


def test_readable_cells_need_no_exact_values(tmp_path: Path) -> None:
    cells = {
        "name": "甲",
        "update_cycle": "每年(更新说明:无)",
        "openness": "登录开放",
        "formats": "数据库-mysql",
        "tags": "a、b",
        "issued": "去年",
    }
    entry = to_entry({**cells, "items": "姓名、性别", "address": "http://a/api/1", "legal_basis": "《法》第一条"}, 1)
    sheet = openpyxl.load_workbook(written(tmp_path / "a.xlsx", [entry]))["目录"]
    exact = [cell.value for cell in sheet[1]].index("精确值")
    assert sheet[2][exact].value is None


def test_items_with_types_stand_as_json_and_mere_names_as_text_in_csv() -> None:
    out = io.BytesIO()
    write_csv(
        out,
        [
            Entry({"name": "甲", "items": [{"name": "a"}, {"name": "b"}]}),
            Entry({"name": "乙", "items": [{"name": "a", "type": "C"}]}),
        ],
    )
    body = out.getvalue().decode("utf-8-sig")
    assert ",a、b," in body
    assert '[{""name"":""a"",""type"":""C""}]' in body
    assert not out.closed


def test_jsonl_speaks_the_fields_of_the_content_document(tmp_path: Path) -> None:
    entry = Entry(
        {"name": "甲", "update_cycle": "yearly"},
        Provider("11500000009275780L", "局"),
        code="301001/1",
        state="published",
        assessed=False,
    )
    line = parse(written(tmp_path / "a.jsonl", [entry]).read_bytes())
    assert line == {
        "name": "甲", "update_cycle": "yearly", "provider_code": "11500000009275780L", "provider_name": "局",
        "code": "301001/1", "state": "published", "assessed": False,
    }  # fmt: skip


def test_a_text_too_long_for_a_cell_is_refused_and_fits_elsewhere(tmp_path: Path) -> None:
    entry = Entry({"name": "甲", "abstract": "长" * 40_000}, Provider(None, "局"))
    with pytest.raises(TooLarge) as refused:
        write_resources(tmp_path / "a.xlsx", [entry])
    assert refused.value.facts["field"] == "abstract"
    assert read(written(tmp_path / "a.csv", [entry]))[0] == [entry]


def test_the_template_is_empty_for_the_importer_and_offers_lists(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_template(path)
    entries, reading = read(path)
    assert (entries, reading.warnings) == ([], [])
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["目录", "信息项", "填写说明"]
    offered = [validation.formula1 for validation in book["目录"].data_validations.dataValidation]
    assert '"无条件共享,有条件共享,不予共享"' in offered
    assert len(offered) == 8
    assert len(book["信息项"].data_validations.dataValidation) == 6
    assert book["目录"].freeze_panes == "C2"
    assert book["目录"]["B1"].comment.text.startswith("必填")
    assert book["目录"]["A2"].value == "示例"


def test_the_template_filled_in_reads_as_filled(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_template(path)
    book = openpyxl.load_workbook(path)
    book["目录"]["B3"], book["目录"]["D3"], book["目录"]["J3"] = "名录", "市民政局", "无条件共享"
    book["信息项"]["B4"], book["信息项"]["C4"], book["信息项"]["D4"] = "名录", "姓名", "字符型C"
    book.save(path)
    entries, reading = read(path)
    assert [(entry.content, entry.provider.name) for entry in entries] == [
        ({"name": "名录", "sharing_type": "unconditional", "items": [{"name": "姓名", "type": "C"}]}, "市民政局")
    ]
    assert reading.warnings == []


def test_the_example_row_is_itself_without_fault(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_template(path)
    book = openpyxl.load_workbook(path)
    for sheet in ("目录", "信息项"):
        for row in book[sheet].iter_rows(min_row=2, max_col=1):
            row[0].value = None
    book.save(path)
    entries, _ = read(path)
    assert len(entries) == 1
    assert entries[0].problems == ()
    assert len(entries[0].content["items"]) == 2
    assert [problem for problem in check(entries[0].content) if problem.severity == "rejected"] == []
    assert not is_placeholder(entries[0].content["abstract"])


def test_the_report_shows_rejected_rows_as_they_were_and_can_be_imported(tmp_path: Path) -> None:
    rows = [["共享目录", "", ""], ["资源名称", "部门", "提供方代码"], ["甲", "一局", "1.1E+17"], ["乙", "=二局", "x"]]
    entries, reading = read(csv_file(tmp_path / "a.csv", rows))
    path = tmp_path / "report.xlsx"
    assert write_report(path, reading.header, entries) == 2
    sheet = openpyxl.load_workbook(path)["目录"]
    table = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert table[0] == ["资源名称", "部门", "提供方代码", CORRECTION]
    assert table[1][:3] == ["甲", "一局", "1.1E+17"]
    assert table[2][:3] == ["乙", "'=二局", "x"]
    correction = table[1][3]
    assert correction.index("文本") < correction.index("format the column as text")
    assert "第 3 行" in correction
    again, second = read(path)
    assert [entry.content["name"] for entry in again] == ["甲", "乙"]
    assert second.warnings == []


def test_the_report_of_json_lines_has_their_members_as_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"title": "甲", "fields": ["a", "b"]}\n{"department": "局", "data_volume": 5}\n', encoding="utf-8")
    entries, reading = read(path)
    rejected = [
        Entry(entry.content, lines=entry.lines, problems=(Problem("name", "missing", "缺", "none"),), source=entry.source)
        for entry in entries
    ]
    write_report(tmp_path / "r.xlsx", reading.header, rejected)
    table = [[cell.value for cell in row] for row in openpyxl.load_workbook(tmp_path / "r.xlsx")["目录"].iter_rows()]
    assert table[0] == ["title", "fields", "department", "data_volume", CORRECTION]
    assert table[1][:2] == ["甲", '["a","b"]']
    assert table[2][2:4] == ["局", 5]
    assert read(tmp_path / "r.xlsx")[0][0].content["items"] == [{"name": "a"}, {"name": "b"}]
