"""Files in and out over HTTP: the same as the commands, nothing left behind."""

from __future__ import annotations

import gzip
import io
import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from catalog import people
from catalog.app import create_app
from catalog.lists import responsibilities
from tests import builders
from tests.api.conftest import Caller, Town
from tests.api.test_lists import RESOURCES, publish, register
from tests.lists.loop import create_duty

IMPORTS, EXPORTS = "/api/v1/imports", "/api/v1/exports"
CSV = "名称,摘要,共享类型\n停车场,全市停车场,无条件共享\n,没有名称,无条件共享\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary files are made; every test leaves it empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert not list(folder.iterdir())


def send(by: Caller, path: str, body: bytes, status: int = 200, **query: str) -> Any:
    return by(
        "POST", f"{IMPORTS}/{path}", status=status, data=body, content_type="application/octet-stream", query_string=query
    ).json


def form(by: Caller, path: str, body: bytes, name: str, status: int = 200, **query: str) -> Any:
    # Written here by hand, since the client would keep a large form in a file and leave that open.
    head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    sent = {"data": head + body + b"\r\n--edge--\r\n", "content_type": "multipart/form-data; boundary=edge"}
    return by("POST", f"{IMPORTS}/{path}", status=status, query_string=query, **sent).json


def download(by: Caller, path: str, status: int = 200) -> bytes:
    with by("GET", f"{EXPORTS}/{path}", status=status) as response:
        return bytes(response.get_data())


# -- In


def counted(report: Any) -> dict[str, int]:
    return {name: report[name] for name in ("read", "accepted", "updated", "unchanged", "rejected")}


def test_a_file_is_imported_row_by_row_and_twice_changes_nothing(town: Town) -> None:
    li = town.at("li.ming")
    query = {"department": "市交通局", "name": "目录.csv"}
    rehearsed = send(li, "resources", CSV.encode(), **query, dry_run="true")
    assert li("GET", RESOURCES).json["total"] == 0
    report = send(li, "resources", CSV.encode(), **query)
    assert counted(report) == counted(rehearsed) == {"read": 2, "accepted": 1, "updated": 0, "unchanged": 0, "rejected": 1}
    (rejected,) = report["rejections"]
    assert (rejected["lines"], rejected["problems"][0]["path"]) == ([3], "name")
    assert counted(send(li, "resources", CSV.encode(), **query))["unchanged"] == 1
    (entry,) = li("GET", RESOURCES).json["resources"]
    shown = li("GET", f"{RESOURCES}/{entry['id']}").json
    assert (shown["name"], shown["origin"]) == ("停车场", [{"file": "目录.csv", "lines": [2]}])


def test_each_kind_is_taken_gzipped_or_not_as_a_form_or_as_the_body(town: Town) -> None:
    li = town.at("li.ming")
    line = json.dumps({"name": "泊位", "abstract": "全市泊位"}, ensure_ascii=False).encode() + b"\n"
    book = io.BytesIO()
    workbook = openpyxl.Workbook()
    for row in (["名称", "摘要"], ["车场", "全市车场"]):
        workbook.active.append(row)
    workbook.save(book)
    for name, body in (("a.csv", CSV.encode()), ("a.jsonl", line), ("a.xlsx", book.getvalue())):
        assert form(li, "resources", body, f"C:/目录/{name}", department="市交通局")["accepted"] == 1, name
        zipped = gzip.compress(body)
        assert send(li, "resources", zipped, department="市交通局", name=f"{name}.gz")["unchanged"] == 1, name


def test_a_file_that_cannot_be_taken_is_refused_whole(town: Town) -> None:
    li = town.at("li.ming")
    for name in ("", "..", "a" * 81, "𠮷" * 76 + ".csv", "a\nb.csv"):
        assert send(li, "resources", CSV.encode(), status=422, name=name)["errors"][0]["code"] == "bad_file_name", name
    assert send(li, "resources", CSV.encode(), status=422, name="a.pdf")["code"] == "unknown_extension"
    assert send(li, "resources", b"", status=422, name="a.csv")["code"] == "empty_file"
    assert send(li, "resources", CSV.encode(), status=422, name="a.csv", dry_run="yes")["errors"][0]["path"] == "dry_run"
    assert send(li, "resources", CSV.encode(), status=404, name="a.csv", department="nowhere")["code"] == "not_found"
    path = f"{IMPORTS}/resources"
    assert li("POST", path, status=422, data={"other": (io.BytesIO(b"x"), "a.csv")}).json["errors"][0]["path"] == "file"
    assert li("POST", path, status=415, json={}).json["code"] == "unsupported_media_type"


def test_a_body_over_the_limit_is_refused_however_it_is_sent(town: Town) -> None:
    small = create_app(replace(town.office.settings, request_limit_mb=1), town.office)
    li = Caller(small.test_client(), town.at("li.ming").token)
    body = CSV.encode() + b"x" * (1 << 20)
    assert send(li, "resources", body, status=413, name="a.csv")["code"] == "too_large"
    assert form(li, "resources", body, "a.csv", status=413)["code"] == "too_large"
    assert li("GET", RESOURCES).json["total"] == 0


def test_who_may_not_import_is_told_so_and_for_others_rows_are_rejected(town: Town) -> None:
    send(town.at("zhao.wei"), "resources", CSV.encode(), status=403, name="a.csv")
    send(town.nobody, "resources", CSV.encode(), status=401, name="a.csv")
    assert counted(send(town.at("sun.li"), "resources", CSV.encode(), department="市交通局", name="a.csv"))["rejected"] == 2
    assert town.at("li.ming")("GET", RESOURCES).json["total"] == 0


def test_registers_are_imported_by_whom_they_belong_to(town: Town) -> None:
    chen = town.at("chen.jing")
    rows = {
        "departments": "名称,本地代码,区划\n市水利局,SL,重庆市\n",
        "regions": "名称,层级,上级,代码\n渝中区,district,重庆市,500103\n",
        "classifications": "代码,名称\n207,医疗\n",
    }
    for register_name, text in rows.items():
        for fate in ("accepted", "unchanged"):
            report = send(chen, register_name, text.encode(), name="register.csv")
            assert counted(report)[fate] == report["read"] == 1, (register_name, report)
    for name in (*rows, "officials"):
        send(town.at("li.ming"), name, b"x", status=403, name="register.csv")
    send(chen, "officials", b"x", status=403, name="register.csv")


# -- Out


def test_a_list_is_taken_away_in_three_kinds_as_far_as_it_is_seen(town: Town) -> None:
    publish(town, name="已发布")
    register(town.at("li.ming"), town, name="草稿")
    li, sun = town.at("li.ming"), town.at("sun.li")

    def names(by: Caller, query: str = "") -> list[str]:
        lines = download(by, f"resources.jsonl{query}").decode().splitlines()
        return sorted(json.loads(line)["name"] for line in lines)

    assert names(li) == ["已发布", "草稿"]
    assert names(sun) == ["已发布"]
    assert names(li, "?state=draft&department=市交通局&region=500000&name=草") == ["草稿"]
    assert names(li, "?department=QX") == []
    assert "已发布" in download(sun, "resources.csv").decode("utf-8-sig")
    sheet = openpyxl.load_workbook(io.BytesIO(download(sun, "resources.xlsx"))).worksheets[0]
    assert "已发布" in [cell.value for row in sheet.iter_rows() for cell in row]


def test_a_file_says_what_it_is_and_how_large(town: Town) -> None:
    with town.at("li.ming")("GET", f"{EXPORTS}/resources.csv") as response:
        body = response.get_data()
        assert response.headers["Content-Length"] == str(len(body))
        assert response.headers["Content-Disposition"] == 'attachment; filename="resources-2026-03-02.csv"'
        assert response.content_type == "text/csv; charset=utf-8"
        assert response.headers["Cache-Control"] == "no-store"


def test_what_is_exported_comes_back_unchanged(town: Town) -> None:
    publish(town, name="已发布")
    body = download(town.at("li.ming"), "resources.jsonl")
    assert counted(send(town.at("li.ming"), "resources", body, name="resources.jsonl"))["unchanged"] == 1


def test_what_cannot_be_exported_is_refused(town: Town) -> None:
    li = town.at("li.ming")
    assert json.loads(download(li, "resources.pdf", status=422))["code"] == "bad_file_kind"
    download(li, "resources.csv?department=nowhere", status=404)
    download(li, "resources.csv?state=asleep", status=422)
    download(town.nobody, "resources.csv", status=401)


def test_the_workbook_to_fill_is_there_for_whoever_is_signed_in(town: Town) -> None:
    assert openpyxl.load_workbook(io.BytesIO(download(town.at("sun.li"), "template.xlsx"))).sheetnames
    download(town.nobody, "template.xlsx", status=401)


# -- The demand list and the responsibility list

DEMANDS = "需求名称,使用场景,需求频率\n低保对象名单,核对,每日\n驾驶证,核对,飞快\n"
DUTIES = "责任名称,责任部门,更新周期\n低保对象名单,市交通局,每日\n"


def test_the_other_lists_go_in_and_out_as_the_commands_do(town: Town) -> None:
    li, chen = town.at("li.ming"), town.at("chen.jing")
    report = send(li, "demands", DEMANDS.encode("gb18030"), name="需求.csv")
    assert counted(report) == {"read": 2, "accepted": 1, "updated": 0, "unchanged": 0, "rejected": 1}
    assert report["rejections"][0]["problems"][0]["path"] == "frequency"
    assert counted(send(chen, "responsibilities", DUTIES.encode(), name="责任.csv"))["accepted"] == 1
    for by, name in ((li, "demands"), (chen, "responsibilities")):
        for kind in ("csv", "jsonl", "xlsx"):
            body = download(by, f"{name}.{kind}?state=draft&department=市交通局&region=500000&year=2026")
            again = send(by, name, body, name=f"{name}.{kind}", dry_run="true")
            assert counted(again) == {"read": 1, "accepted": 0, "updated": 0, "unchanged": 1, "rejected": 0}
        assert download(by, f"{name}.jsonl?year=2025") == b""
        download(by, f"{name}.csv?state=asleep", status=422)
        assert openpyxl.load_workbook(io.BytesIO(download(by, f"templates/{name}.xlsx"))).sheetnames
    assert download(town.at("sun.li"), "demands.jsonl") == b""
    send(li, "responsibilities", DUTIES.encode(), status=403, name="责任.csv")
    send(town.at("zhao.wei"), "demands", DEMANDS.encode(), status=403, name="需求.csv")


def test_what_is_printed_is_downloaded(town: Town) -> None:
    chen = town.at("chen.jing")
    actor = people.authenticate(town.office, "chen.jing", builders.PASSWORD, hasher=builders.QUICK)
    with town.office.work(actor) as work:
        owed = responsibilities.draft(work, town.department, create_duty())
        responsibilities.assign(work, owed.id, revision=owed.revision)
        issue = responsibilities.issue(work, town.department, 2026)
    book = openpyxl.load_workbook(io.BytesIO(download(chen, f"issues/{issue.id}.xlsx")))
    assert book.active["A1"].value == "责任清单（2026年）"
    book = openpyxl.load_workbook(io.BytesIO(download(chen, "years/2026.xlsx?region=重庆市")))
    assert book.sheetnames == ["总览", "目录清单", "需求清单", "责任清单"]
    download(town.at("sun.li"), f"issues/{issue.id}.xlsx", status=404)
    download(chen, "years/1999.xlsx", status=404)
