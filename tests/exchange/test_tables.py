"""Files as they are: encodings, delimiters, line numbers, truncation, bombs."""

from __future__ import annotations

import gzip
import json
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from catalog.errors import Invalid, TooLarge
from catalog.exchange.tables import open_table
from tests.exchange.samples import LIMIT, csv_file, problems, read, workbook

HEADER = ["信息资源名称", "信息资源提供方", "更新周期"]
ROW = ["低保对象名单", "市民政局", "每月"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_csv_is_read_in_every_encoding_and_with_every_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = csv_file(
        tmp_path / "a.csv", [HEADER, ["㐂䶮𠮷企业名录", "市场监管局", "每年"]], encoding=encoding, delimiter=delimiter
    )
    entries, _ = read(path)
    assert [(entry.content["name"], entry.provider.name, entry.content["update_cycle"]) for entry in entries] == [
        ("㐂䶮𠮷企业名录", "市场监管局", "yearly")
    ]


def test_gb18030_is_decided_by_the_whole_file_and_not_by_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    body = "name,department,abstract\n" + "a,b,c\n" * 50_000 + "低保,民政局,摘要\n"
    path.write_bytes(body.encode("gb18030"))
    entries, _ = read(path)
    assert entries[-1].content["name"] == "低保"


def test_a_character_across_the_chunk_border_is_no_reason_to_leave_utf8(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"name,department\n" + ("中" * 300_000).encode() + b",b\n")
    with open_table(path, limit_bytes=LIMIT, unpacked_bytes=LIMIT) as table:
        lines = list(table.sheets[0].lines)
    assert lines[1][1] == ["中" * 300_000, "b"]


def test_bytes_of_no_encoding_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("名称,部门\n".encode() + b"\xff\xff\xff,x\n")
    with pytest.raises(Invalid) as refused:
        read(path)
    assert refused.value.code == "unknown_encoding"


def test_the_line_of_a_record_is_its_first_physical_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('名称,部门,摘要\r\n甲,一局,"第一行\r\n第二行\r\n第三行"\r\n\r\n乙,二局,短\r\n', encoding="utf-8", newline="")
    entries, _ = read(path)
    assert [(entry.lines, entry.content["abstract"]) for entry in entries] == [((2,), "第一行 第二行 第三行"), ((6,), "短")]


def test_a_quote_that_is_never_closed_rejects_the_record_and_names_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('名称,部门\n甲,一局\n"乙,二局\n丙,三局\n', encoding="utf-8")
    entries, _ = read(path)
    assert [entry.rejected for entry in entries] == [False, True]
    assert "第 3 行到第 4 行" in entries[1].problems[0].zh


def test_a_cell_without_end_does_not_stop_the_reading(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('名称,部门\n"' + "x" * 1_100_000 + "\n甲,一局\n", encoding="utf-8")
    entries, _ = read(path)
    assert entries[0].problems[0].code == "broken_line"
    assert entries[-1].content["name"] == "甲"


def test_broken_json_lines_are_rejected_rows_with_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    good = json.dumps({"title": "甲", "department": "一局"}, ensure_ascii=False).encode()
    path.write_bytes(
        b"\xef\xbb\xbf" + b"\n".join([good, b"{oops}", b"", b"[1]", b'{"title": "\xff"}', b'"x"', good, b'{"title": "cut'])
    )
    entries, _ = read(path)
    assert [(entry.lines[0], entry.rejected) for entry in entries] == [
        (1, False), (2, True), (4, True), (5, True), (6, True), (7, False), (8, True),
    ]  # fmt: skip
    assert all(entry.problems[0].code == "broken_line" for entry in entries if entry.rejected)


def test_a_json_line_that_is_too_long_is_rejected_and_the_next_one_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"title": "' + b"x" * (1 << 23) + b'"}\n{"title": "ok", "department": "d"}\n')
    entries, _ = read(path)
    assert [entry.lines for entry in entries] == [(1,), (2,)]
    assert entries[0].rejected
    assert entries[1].content["name"] == "ok"


@pytest.mark.parametrize("name", ["a.csv.gz", "a.jsonl.gz", "a.xlsx.gz"])
def test_a_truncated_gzip_is_refused_before_any_row_is_given(tmp_path: Path, name: str) -> None:
    inner = tmp_path / name.removesuffix(".gz")
    if inner.suffix == ".xlsx":
        workbook(inner, {"目录": [HEADER, ROW]})
    else:
        inner.write_text("".join(f'{{"title": "{number}", "department": "d"}}\n' for number in range(50_000)))
    (tmp_path / name).write_bytes(gzip.compress(inner.read_bytes())[:-20])
    with pytest.raises(Invalid) as refused, open_table(tmp_path / name, limit_bytes=LIMIT, unpacked_bytes=LIMIT):
        pytest.fail("the file was opened")
    assert refused.value.code == "damaged_file"


def test_gzipped_files_read_like_the_plain_ones(tmp_path: Path) -> None:
    plain = workbook(tmp_path / "a.xlsx", {"目录": [HEADER, ROW]})
    packed = tmp_path / "b.xlsx.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read(packed)[0] == read(plain)[0] != []


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0", "unknown_extension"),
        ("a.pdf", b"%PDF", "unknown_extension"),
        ("a.csv", b"", "empty_file"),
        ("a.csv", b"\n\n\n", "empty_file"),
        ("a.jsonl", b"  \n", "empty_file"),
        ("a.xlsx", b"name,department\n", "not_what_it_says"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "not_what_it_says"),
        ("a.csv", b"PK\x03\x04rest", "not_what_it_says"),
        ("a.jsonl.gz", b'{"title": 1}', "not_what_it_says"),
        ("a.xlsx", b"PK\x03\x04rest", "damaged_file"),
        ("a.csv", b"what,is,this\n1,2,3\n", "no_header"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Invalid) as refused:
        read(tmp_path / name)
    assert refused.value.code == code
    assert refused.value.zh
    assert refused.value.en


def test_a_zip_bomb_is_refused_before_unpacking(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"目录": [HEADER, ROW]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media/zeros.bin", "w") as bomb:
        for _ in range(100):
            bomb.write(bytes(1 << 20))
    tracemalloc.start()
    with pytest.raises(TooLarge) as refused:
        read(path, limit_bytes=50 << 20)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refused.value.facts["size"] > 100 << 20
    assert peak < 5 << 20


@pytest.mark.parametrize("name", ["a.csv.gz", "a.jsonl.gz", "a.xlsx.gz"])
def test_a_gzip_that_unpacks_to_more_than_the_limit_is_refused_before_any_row_is_given(tmp_path: Path, name: str) -> None:
    inner = csv_file(tmp_path / "a.csv", [HEADER, *[ROW] * 1000])
    if name == "a.jsonl.gz":
        inner.write_text('{"title": "名录"}\n' * 1000, encoding="utf-8")
    (tmp_path / name).write_bytes(gzip.compress(inner.read_bytes()))
    with (
        pytest.raises(TooLarge) as refused,
        open_table(tmp_path / name, limit_bytes=LIMIT, unpacked_bytes=inner.stat().st_size - 1),
    ):
        raise AssertionError("opened")
    assert refused.value.facts["limit"] == inner.stat().st_size - 1


@pytest.mark.parametrize("name", ["a.csv.gz", "a.csv"])
def test_a_gzip_up_to_the_limit_and_any_file_that_is_not_packed_are_read(tmp_path: Path, name: str) -> None:
    rows = csv_file(tmp_path / "a.csv", [HEADER, *[ROW] * 1000])
    packed = name.endswith(".gz")
    (tmp_path / name).write_bytes(gzip.compress(rows.read_bytes()) if packed else rows.read_bytes())
    with open_table(tmp_path / name, limit_bytes=LIMIT, unpacked_bytes=rows.stat().st_size if packed else 1) as table:
        assert sum(1 for _ in table.sheets[0].lines) == 1001


def test_a_gzipped_bomb_is_refused_while_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx.gz"
    path.write_bytes(gzip.compress(b"PK\x03\x04" + bytes(30 << 20)))
    with pytest.raises(TooLarge):
        read(path, limit_bytes=10 << 20)


def test_a_zip_directory_that_lies_is_found_out(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workbook(path, {"目录": [HEADER, ROW]})
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        true_size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    path.write_bytes(content.replace(true_size.to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with pytest.raises(Invalid) as refused:
        read(path)
    assert refused.value.code == "damaged_file"


def test_a_stray_cell_far_off_is_refused_rather_than_laid_out(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"目录": [HEADER, ROW]})
    import openpyxl

    book = openpyxl.load_workbook(path)
    book.active["XFD1048576"] = "x"
    book.save(path)
    with pytest.raises(TooLarge) as refused:
        read(path)
    assert (refused.value.facts["rows"], refused.value.facts["columns"]) == (1_048_576, 16_384)


def test_many_columns_alone_are_no_reason_to_refuse(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"目录": [[*HEADER, *[""] * 200, "x"], ROW]})
    assert len(read(path)[0]) == 1


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_reading_takes_the_same_memory_for_ten_times_the_rows(tmp_path: Path, suffix: str) -> None:
    def peak(rows: int) -> int:
        path = tmp_path / f"{rows}.{suffix}"
        with path.open("w", encoding="utf-8") as file:
            if suffix == "csv":
                file.write("名称,部门,更新周期\n")
            for number in range(rows):
                file.write(
                    f"名录{number % 500},市局,每年\n"
                    if suffix == "csv"
                    else f'{{"title": "名录{number % 500}", "department": "市局"}}\n'
                )
        tracemalloc.start()
        with open_table(path, limit_bytes=LIMIT, unpacked_bytes=LIMIT) as table:
            count = sum(1 for _ in table.sheets[0].lines)
        reached = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == rows + (suffix == "csv")
        return reached

    small = peak(20_000)
    assert peak(200_000) < small * 1.2 + 200_000


def test_entries_take_the_same_memory_for_ten_times_the_rows(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        path = tmp_path / f"{rows}.jsonl"
        path.write_text(
            "".join(f'{{"title": "名录{number % 500}", "department": "市局"}}\n' for number in range(rows)), encoding="utf-8"
        )
        from catalog.exchange.reading import read_entries

        tracemalloc.start()
        with read_entries(path, limit_bytes=LIMIT, unpacked_bytes=LIMIT) as reading:
            assert sum(1 for _ in reading) == rows
        reached = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return reached

    peak(2_000)
    small = peak(2_000)
    assert peak(20_000) < small * 1.2 + 200_000


def test_the_position_runs_to_the_size_of_the_file(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", [HEADER, *[ROW] * 1000])
    with open_table(path, limit_bytes=LIMIT, unpacked_bytes=LIMIT) as table:
        assert sum(1 for _ in table.sheets[0].lines) == 1001
        assert table.position() == table.size == path.stat().st_size


def test_hidden_sheets_are_not_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"旧": [[*HEADER, "摘要"], [*ROW, "旧"]], "目录": [HEADER, ROW]}, hidden=["旧"])
    entries, _ = read(path)
    assert [entry.content.get("abstract") for entry in entries] == [None]


def test_a_code_kept_as_a_number_is_rejected_in_words(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"目录": [["名称", "部门", "提供方代码"], ["甲", "一局", 1.1440100007482e17]]})
    entry = read(path)[0][0]
    assert ("provider_code", "code_as_number", "rejected") in problems(entry)
    assert entry.provider.code is None
    assert entry.content["raw"]["provider_code"] == "1.1440100007482e+17"


def test_a_short_code_that_is_a_number_is_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"目录": [["名称", "部门", "区划代码"], ["甲", "一局", 500112]]})
    assert read(path)[0][0].place.code == "500112"
