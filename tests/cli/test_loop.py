"""``catalog demands|responsibilities|trace`` as people type it: from a demand to callable data, on a real SQLite home."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from catalog import lists, people
from catalog.canon import canonical
from catalog.lists.bindings import Finding
from catalog.office import Office
from catalog.settings import Settings
from tests import builders
from tests.cli.conftest import Run, answer, runner
from tests.databases import SqliteFiles, nothing
from tests.lists import loop
from tests.lists.loop import create_duty


def create_demand(**fields: Any) -> dict[str, Any]:
    """Return a demand's document; commands read the clock on the wall, so its term ends far off."""
    return loop.create_demand(until="2099-12-31", **fields)


class Desk:
    """A terminal at which the people of three bureaus take turns; ``*`` stands for the revision that a thing has now."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.catalog: Run = runner(settings)
        self.settings, self.folder = settings, folder

    def run(self, *arguments: object, actor: str | None = None, code: int = 0) -> Any:
        signed = {"CATALOG_PASSWORD": builders.PASSWORD} if actor else {}
        return self.catalog(*arguments, *(["--as", actor] if actor else []), code=code, **signed)

    def ask(self, *arguments: object, actor: str | None = None, code: int = 0) -> Any:
        return answer(self.run(*arguments, "--json", actor=actor, code=code))

    def revision(self, group: str, reference: str) -> int:
        return int(self.ask(group, "show", reference)["revision"])

    def change(self, group: str, verb: str, reference: str, *more: object, actor: str) -> Any:
        return self.ask(group, verb, reference, *more, "--revision", self.revision(group, reference), actor=actor)

    def file(self, name: str, *documents: Any) -> Path:
        path = self.folder / name
        path.write_text("".join(f"{canonical(each)}\n" for each in documents), encoding="utf-8")
        return path

    def accepted(self, **content: Any) -> Any:
        filed = self.ask(
            "demands", "file", "--department", "市财政局", self.file("d.json", create_demand(**content)), actor="applicant"
        )
        self.change("demands", "submit", filed["number"], actor="applicant")
        self.change("demands", "sign", filed["number"], actor="signer")
        return self.change("demands", "accept", filed["number"], actor="authority")

    def assigned(self, demand: str, department: str = "市交通局") -> Any:
        return self.change("demands", "assign", demand, "--department", department, actor="authority")

    def granted(self, demand: str, code: str) -> str:
        """Let the finance bureau apply for an entry from its demand, and the traffic bureau agree; return the grant's number."""
        where = ("--department", "市财政局", "--resource", code, "--demand", demand, "--item", "泊位总数")
        number = self.ask("applications", "file", *where, actor="applicant")["number"]
        for verb, actor in (("submit", "applicant"), ("sign", "signer"), ("agree", "reviewer")):
            self.change("applications", verb, number, actor=actor)
        return str(self.ask("applications", "show", number)["grant"])

    def callable(self) -> str:
        """Publish and bind an entry of the traffic bureau; return its code."""
        office = Office(self.settings)
        registrar, reviewer, authority = (
            people.authenticate(office, login, builders.PASSWORD, hasher=builders.QUICK)
            for login in ("registrar", "reviewer", "authority")
        )
        entry = builders.create_published(office, registrar, reviewer, authority)
        with office.work(registrar) as work:
            binding = lists.bind(work, entry.id, "link", {"url": "https://data.example/dibao"}, seal=str.encode)
        with office.work(registrar) as work:
            lists.record_checks(work, [Finding(binding.id, True)])
        office.close()
        assert entry.code is not None
        return entry.code


@pytest.fixture
def desk(sqlite_files: SqliteFiles, tmp_path: Path) -> Desk:
    home = tmp_path / "home"
    home.mkdir()
    sqlite_files.furnish(home, nothing)
    settings = Settings(home=home)
    office = Office(settings)
    _settle(office)
    office.close()
    return Desk(settings, tmp_path)


def _settle(office: Office) -> None:
    """Put in three bureaus of a city with the people who take a demand through; by today's clock, or their passwords were due."""
    region = builders.create_region(office, code="500000")
    bureaus = {name: builders.create_department(office, name, region=region) for name in ("市交通局", "市财政局", "市大数据局")}
    for login, role, department in (
        ("applicant", "applicant", "市财政局"),
        ("signer", "reviewer", "市财政局"),
        ("registrar", "registrar", "市交通局"),
        ("reviewer", "reviewer", "市交通局"),
        ("authority", "authority", "市大数据局"),
    ):
        builders.create_official(office, login, department=bureaus[department], roles=[role])
    builders.create_classification(office)


def test_a_demand_is_filed_from_options_edited_and_deleted(desk: Desk) -> None:
    said = (
        "--title",
        "低保对象名单",
        "--item",
        "姓名",
        "--item",
        "住址",
        "--basis",
        "《社会救助暂行办法》第九条",
        "--mode",
        "mail",
    )
    filed = desk.ask("demands", "file", "--department", "市财政局", *said, actor="applicant")
    assert [each["path"] for each in filed["problems"]] == ["scenario", "scope", "frequency", "until"]
    assert (
        desk.ask("demands", "submit", filed["number"], "--revision", 1, actor="applicant", code=1)["error"]["code"]
        == "incomplete"
    )
    more = ("--scenario", "核对", "--scope", "本局", "--frequency", "weekly", "--until", "2099-12-31", "--urgency", "urgent")
    assert desk.change("demands", "edit", filed["number"], *more, actor="applicant")["problems"] == []
    shown = desk.ask("demands", "show", filed["number"], actor="applicant")
    assert (shown["content"]["items"], shown["content"]["scenario"]) == (["姓名", "住址"], "核对")
    sheet = desk.run("demands", "show", filed["number"]).stdout
    for line in (
        "低保对象名单",
        "法律依据 legal basis: 《社会救助暂行办法》第九条",
        "需求频率 frequency: 每周",
        "填报 file  市财政局 applicant",
    ):
        assert line in sheet
    stale = desk.ask("demands", "delete", filed["number"], "--revision", 1, actor="applicant", code=1)
    assert stale["error"]["code"] == "stale"
    assert desk.change("demands", "delete", filed["number"], actor="applicant")["deleted"] is True
    assert desk.ask("demands", "list")["demands"] == []
    assert "没有需求" in desk.run("demands", "list").stdout


def test_from_a_demand_to_callable_data_and_its_trace(desk: Desk) -> None:
    demand = desk.accepted()
    owed = desk.assigned(demand["number"])
    assert (owed["number"][:2], owed["state"]) == ("ZR", "assigned")
    assert "待认领 awaiting claim" in desk.run("responsibilities", "show", owed["number"]).stdout
    desk.change("responsibilities", "object", owed["number"], "--opinion", "非数源部门", actor="registrar")
    desk.change("responsibilities", "uphold", owed["number"], "--opinion", "三定规定为其职责", actor="authority")
    desk.change("responsibilities", "claim", owed["number"], actor="registrar")
    desk.change("responsibilities", "plan", owed["number"], "--text", "月底前挂接", actor="registrar")
    done = desk.change("responsibilities", "fulfil", owed["number"], "--resource", desk.callable(), actor="registrar")
    assert done["state"] == "fulfilled"
    shown = desk.ask("demands", "show", demand["number"])
    assert (shown["summary"]["state"], shown["sources"][0]["granted"]) == ("fulfilling", False)
    granted = desk.granted(demand["number"], shown["sources"][0]["resource_code"])
    shown = desk.ask("demands", "show", demand["number"])
    assert (shown["summary"]["state"], shown["sources"][0]["callable"]) == ("satisfied", True)
    sheet = desk.run("responsibilities", "show", owed["number"]).stdout
    for line in (
        "落实计划 plan: 月底前挂接",
        "可调用 callable",
        f"对应需求 demand: {demand['number']}",
        "驳回异议 uphold  市大数据局 authority：三定",
    ):
        assert line in sheet
    trace = desk.ask("trace", demand["id"])
    kinds = {"demand", "responsibility", "resource", "binding", "application", "grant"}
    assert {node["kind"] for node in trace["nodes"]} == kinds
    assert f"授权 grant  {granted}" in desk.run("trace", granted).stdout
    told = desk.run("trace", owed["number"]).stdout
    lines = told.splitlines()
    assert any(line.startswith(f"* 责任 responsibility  {owed['number']}") for line in lines)
    assert any(f"{demand['number']} → 派发 assigned → {owed['number']}" in line for line in lines)
    verbs = [line.split("  ")[1] for line in lines[lines.index("办理过程 step by step") + 1 :]]
    assert verbs[:4] == ["填报 file", "提交 submit", "部门审核通过 sign off", "受理 accept"]
    assert "意见 opinion：非数源部门" in told
    assert desk.ask("trace", "XQ2026-999999", code=1)["error"]["code"] == "not_found"


def test_what_the_authority_does_with_demands(desk: Desk) -> None:
    first, second, third = (desk.accepted(title=f"低保对象名单{name}")["number"] for name in "甲乙丙")
    pairs = desk.ask("demands", "duplicates")
    assert pairs[0]["first"]["number"] == first
    assert f"{first} 低保对象名单甲" in desk.run("demands", "duplicates").stdout
    assert desk.change("demands", "merge", second, "--into", first, actor="authority")["state"] == "merged"
    matched = desk.change("demands", "match", first, "--resource", f"{desk.callable()}=姓名、保障金额", actor="authority")
    assert matched["state"] == "fulfilling"
    assert desk.ask("demands", "show", first)["missing"] == ["公民身份号码"]
    desk.granted(first, desk.ask("demands", "show", first)["sources"][0]["resource_code"])
    assert f"随并入需求 follow  市交通局 reviewer：{first} 满足 satisfy" in desk.run("demands", "show", second).stdout
    assert "满足 satisfy" in next(line for line in desk.run("trace", second).stdout.splitlines() if "随并入需求 follow" in line)
    desk.assigned(third)
    refused = desk.ask(
        "demands",
        "refuse",
        third,
        "--opinion",
        "不提供",
        "--revision",
        desk.revision("demands", third),
        actor="authority",
        code=1,
    )
    assert refused["error"]["problems"][0]["path"] == "basis"
    ended = desk.change("demands", "refuse", third, "--opinion", "不提供", "--basis", "《统计法》第九条", actor="authority")
    assert ended["state"] == "refused"
    assert "统计法 第九条" in desk.run("demands", "show", third).stdout
    assert [each["number"] for each in desk.ask("demands", "list", "--state", "merged")["demands"]] == [second]
    page = desk.ask("demands", "list", "--limit", 2, "--department", "市财政局", "--region", "重庆市", "--year", first[2:6])
    assert [each["number"] for each in page["demands"]] == [first, second]
    assert "下一页 next" in desk.run("demands", "list", "--limit", 1).stdout


def test_a_demand_goes_back_and_one_responsibility_serves_another(desk: Desk) -> None:
    first, second = desk.accepted()["number"], desk.accepted(title="低保家庭")["number"]
    owed = desk.assigned(first)["number"]
    linked = desk.change("demands", "link", second, "--responsibility", owed, "--item", "姓名", actor="authority")
    assert linked["number"] == second
    assert [each["number"] for each in desk.ask("responsibilities", "list", "--demand", second)["responsibilities"]] == [owed]
    filed = desk.ask(
        "demands", "file", "--department", "市财政局", desk.file("d.json", create_demand(title="泊位")), actor="applicant"
    )
    desk.change("demands", "submit", filed["number"], actor="applicant")
    assert desk.change("demands", "withdraw", filed["number"], actor="applicant")["state"] == "draft"
    desk.change("demands", "submit", filed["number"], actor="applicant")
    desk.change("demands", "sign", filed["number"], actor="signer")
    assert desk.change("demands", "return", filed["number"], "--opinion", "补依据", actor="authority")["state"] == "returned"
    assert "补依据" in desk.run("demands", "show", filed["number"]).stdout
    desk.change("demands", "submit", filed["number"], actor="applicant")
    desk.change("demands", "sign", filed["number"], actor="signer")
    assert desk.change("demands", "forward", filed["number"], actor="authority")["state"] == "reviewing"


def test_many_are_accepted_assigned_and_claimed_each_by_itself(desk: Desk) -> None:
    numbers = []
    for name in ("甲", "乙"):
        filed = desk.ask(
            "demands", "file", "--department", "市财政局", desk.file("d.json", create_demand(title=name)), actor="applicant"
        )
        desk.change("demands", "submit", filed["number"], actor="applicant")
        numbers.append(desk.change("demands", "sign", filed["number"], actor="signer"))
    named = [f"{each['number']}@{each['revision']}" for each in numbers]
    done = desk.ask("demands", "bulk", "accept", *named, "XQ2026-000099@1", actor="authority", code=1)
    assert (done["done"], done["refused"], done["results"][2]["problem"]["code"]) == (2, 1, "not_found")
    lines = [
        {"verb": "assign", "id": each["receipt"]["number"], "revision": each["receipt"]["revision"], "department": "市交通局"}
        for each in done["results"][:2]
    ]
    assigned = desk.ask("demands", "bulk", "--file", desk.file("a.jsonl", *lines, {"verb": "explode"}), actor="authority", code=1)
    assert [each["problem"] and each["problem"]["code"] for each in assigned["results"]] == [None, None, "invalid"]
    claims = [f"{each['receipt']['number']}@{each['receipt']['revision']}" for each in assigned["results"][:2]]
    said = desk.run("responsibilities", "bulk", "claim", *claims, actor="registrar").stdout
    assert "完成 done 2  拒绝 refused 0" in said
    again = desk.ask("responsibilities", "bulk", "claim", *claims, actor="registrar", code=1)
    assert [each["problem"]["code"] for each in again["results"]] == ["stale", "stale"]
    assert "REF@REVISION" in desk.run("responsibilities", "bulk", "claim", "ZR2026-000001", actor="registrar", code=2).output
    desk.run("responsibilities", "bulk", actor="registrar", code=2)


def test_a_responsibility_is_drafted_assigned_elsewhere_and_cancelled(desk: Desk) -> None:
    file = desk.file("r.json", create_duty())
    drafted = desk.ask("responsibilities", "draft", "--department", "市交通局", file, "--title", "停车场泊位", actor="authority")
    number = drafted["number"]
    edited = desk.change("responsibilities", "edit", number, "--cycle", "weekly", "--consumers", "市财政局", actor="authority")
    assert (edited["title"], desk.ask("responsibilities", "show", number)["content"]["cycle"]) == ("停车场泊位", "weekly")
    desk.change("responsibilities", "assign", number, actor="authority")
    moved = desk.change(
        "responsibilities", "reassign", number, "--department", "市财政局", "--opinion", "改派", actor="authority"
    )
    assert moved["state"] == "assigned"
    assert [each["owner"] for each in desk.ask("responsibilities", "list", "--department", "市财政局")["responsibilities"]] == [
        "市财政局"
    ]
    assert "改派 reassign" in desk.run("responsibilities", "show", number).stdout
    assert desk.change("responsibilities", "cancel", number, "--opinion", "停止产生", actor="authority")["state"] == "cancelled"
    spare = desk.ask("responsibilities", "draft", "--department", "市交通局", "--title", "泊位", actor="authority")
    assert desk.change("responsibilities", "delete", spare["number"], actor="authority")["deleted"] is True
    refused = desk.ask("responsibilities", "draft", "--department", "市交通局", "--title", "泊位", code=1)
    assert refused["error"]["code"] == "not_allowed"
    assert "没有责任" in desk.run("responsibilities", "list", "--title", "无此").stdout


def test_a_list_is_issued_acknowledged_and_compared(desk: Desk) -> None:
    owed = desk.assigned(desk.accepted()["number"])
    year = int(owed["number"][2:6])
    first = desk.ask("responsibilities", "issue", "市交通局", year, actor="authority")
    assert desk.ask("responsibilities", "issue", "市交通局", year, actor="authority", code=1)["error"]["code"] == "nothing_new"
    signed = desk.ask("responsibilities", "acknowledge", first["id"], "--revision", first["revision"], actor="reviewer")
    assert signed["acknowledged_by"] == "reviewer"
    desk.change("responsibilities", "claim", owed["number"], actor="registrar")
    second = desk.ask("responsibilities", "issue", "市交通局", year, actor="authority")
    assert [each["id"] for each in desk.ask("responsibilities", "issues", "--year", year)["issues"]] == [
        first["id"],
        second["id"],
    ]
    assert "未签收 not yet" in desk.run("responsibilities", "issues", "--department", "市交通局").stdout
    assert f"责任清单（{year}年第2次）市交通局" in desk.run("responsibilities", "show-issue", second["id"]).stdout
    assert desk.ask("responsibilities", "compare", first["id"], second["id"])[0]["change"] == "changed"
    said = desk.run("responsibilities", "compare", first["id"], second["id"]).stdout
    assert "状态 state: 待认领 awaiting claim → 已认领 claimed" in said
    assert "没有差异" in desk.run("responsibilities", "compare", second["id"], second["id"]).stdout


def test_lists_are_imported_exported_and_their_workbooks_made(desk: Desk) -> None:
    for name in ("demands", "responsibilities"):
        template = desk.folder / f"{name}.xlsx"
        assert "已生成" in desk.run("template", name, "-o", template).stdout
        sheet = openpyxl.load_workbook(template)
        sheet.worksheets[0].append(["1", "低保对象名单", "姓名"])
        sheet.save(template)
        report = desk.ask("import", name, template, "--department", "市财政局", "--region", "500000")
        assert (report["accepted"], report["rejected"], len(report["incomplete"])) == (1, 0, 1)
        assert desk.ask("import", name, template, "--department", "市财政局", "--dry-run")["unchanged"] == 1
        out = desk.folder / f"{name}.csv"
        assert desk.ask("export", name, "-o", out, "--state", "draft", "--department", "市财政局", "--region", "重庆市") == {
            "written": 1,
            "file": str(out),
        }
        assert "未变 unchanged 1" in desk.run("import", name, out).stdout
    assert desk.ask("export", "demands", "-o", desk.folder / "x.pdf", code=1)["error"]["code"] == "bad_file_kind"
