"""``catalog lists`` as people type it: an entry's whole life, on a real SQLite home."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.canon import canonical
from catalog.office import Office
from catalog.settings import Settings
from tests import builders
from tests.cli.conftest import Run, answer, runner
from tests.conftest import Databases

SECRET = "Tr0ub4dor"
CODE = "11500000MB1670604W"


class Desk:
    """A terminal at which the registrar, the reviewer, the authority and the operator take turns."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.catalog: Run = runner(settings)
        self.folder = folder
        self.revision = 0

    def file(self, name: str, document: Any) -> Path:
        path = self.folder / name
        path.write_text(document if isinstance(document, str) else canonical(document), encoding="utf-8")
        return path

    def run(self, *arguments: object, actor: str | None = None, code: int = 0) -> Any:
        signed = {"CATALOG_PASSWORD": builders.PASSWORD} if actor else {}
        return self.catalog("lists", *arguments, *(["--as", actor] if actor else []), code=code, **signed)

    def ask(self, *arguments: object, actor: str | None = None, code: int = 0) -> Any:
        return answer(self.run(*arguments, "--json", actor=actor, code=code))

    def change(self, *arguments: object, actor: str) -> Any:
        """Run a command that needs the revision that the one before printed."""
        receipt = self.ask(*arguments, "--revision", self.revision, actor=actor)
        self.revision = receipt["revision"]
        return receipt

    def publish(self, **content: Any) -> Any:
        file = self.file("entry.json", builders.create_content(**content))
        receipt = self.ask("register", "--department", CODE, file, actor="registrar")
        self.revision = receipt["revision"]
        self.change("submit", receipt["id"], actor="registrar")
        for reviewer in ("reviewer", "authority"):
            receipt = self.change("review", receipt["id"], "--decision", "pass", actor=reviewer)
        return receipt


@pytest.fixture
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    settings = Databases("sqlite", request, tmp_path).settings()
    office = Office(settings)
    region = builders.create_region(office)
    traffic = builders.create_department(office, region=region, credit_code=CODE)
    bureau = builders.create_department(office, "市大数据局", region=region)
    for login, role, department in (
        ("registrar", "registrar", traffic),
        ("reviewer", "reviewer", traffic),
        ("authority", "authority", bureau),
    ):
        builders.create_official(office, login, department=department, roles=[role])
    builders.create_classification(office)
    office.close()
    return Desk(settings, tmp_path)


def test_from_register_to_published_and_shown(desk: Desk) -> None:
    file = desk.file("entry.json", builders.create_content(name="公共停车场", abstract="无"))
    draft = desk.ask("register", "--department", "市交通局", file, actor="registrar")
    assert [problem["code"] for problem in draft["problems"]] == ["missing"]
    refused = desk.ask("submit", draft["id"], "--revision", draft["revision"], actor="registrar", code=1)
    assert (refused["error"]["code"], refused["error"]["problems"][0]["path"]) == ("incomplete", "abstract")
    desk.revision = draft["revision"]
    desk.change("edit", draft["id"], desk.file("better.json", builders.create_content(name="公共停车场")), actor="registrar")
    desk.change("submit", draft["id"], actor="registrar")
    desk.change("withdraw", draft["id"], actor="registrar")
    desk.change("submit", "206001/000001", actor="registrar")
    back = desk.change("review", draft["id"], "--decision", "return", "--opinion", "请补充", actor="reviewer")
    assert back["state"] == "draft"
    desk.change("submit", draft["id"], actor="registrar")
    desk.change("review", draft["id"], "--decision", "pass", actor="reviewer")
    said = desk.run("review", draft["id"], "--decision", "pass", "--revision", desk.revision, actor="authority").stdout
    assert "公共停车场  206001/000001  已发布 published" in said
    assert "版次 revision" in said
    sheet = desk.run("show", "206001/000001").stdout
    for line in ("代码 code: 206001/000001", "共享类型 sharing: 无条件共享", "提供部门 provider: 市交通局（重庆市）", "字符型"):
        assert line in sheet
    assert desk.ask("show", draft["id"])["summary"]["state"] == "published"
    assert [one["decision"] for one in desk.ask("history", draft["id"])] == ["return", "pass", "pass"]
    assert "请补充" in desk.run("history", draft["id"]).stdout
    assert "206001 交通出行" in desk.run("classifications").stdout


def test_a_revision_and_its_difference(desk: Desk) -> None:
    published = desk.publish()
    document = desk.ask("show", published["id"])["content"] | {"items": [{"name": "停车场名称", "type": "C", "length": 50}]}
    said = desk.run("edit", published["id"], desk.file("b.json", document), "--revision", desk.revision, actor="registrar").stdout
    assert "影响使用方 breaks consumers: 删除信息项“泊位总数”" in said
    assert "修订中 revision: 版本 version 2" in desk.run("show", published["id"], actor="registrar").stdout
    assert desk.ask("diff", published["id"], 1, 2)["items_changed"] == {"停车场名称": {"length": [100, 50]}}
    lines = desk.run("diff", published["id"], 1, 2).stdout
    assert "- 信息项 item 泊位总数" in lines
    assert "长度 length: 100 → 50" in lines
    assert [one["state"] for one in desk.ask("versions", published["id"])] == ["current", "draft"]
    assert "现行 current" in desk.run("versions", published["id"]).stdout
    desk.revision = desk.ask("show", published["id"])["summary"]["revision"]
    assert desk.ask("delete", published["id"], "--revision", desk.revision, actor="registrar")["deleted"] is True
    stale = desk.ask("delete", published["id"], "--revision", desk.revision, actor="registrar", code=1)
    assert stale["error"]["code"] == "stale"


def test_lists_are_narrowed_and_paged(desk: Desk) -> None:
    names = [desk.publish(name=f"站点{number}")["name"] for number in range(3)]
    page = desk.ask("list", "--limit", 2)
    assert ([entry["name"] for entry in page["entries"]], page["total"]) == (names[:0:-1], 3)
    assert [entry["name"] for entry in desk.ask("list", "--cursor", page["next"])["entries"]] == names[:1]
    assert desk.ask("list", "--state", "draft")["total"] == 0
    assert desk.ask("list", "--department", CODE, "--region", "重庆市", "--name", "点1")["total"] == 1
    said = desk.run("list", "--limit", 1).stdout
    assert "站点2" in said
    assert "共 3 个 in all" in said
    assert "下一页 next: --cursor" in said


def test_endings_and_editions(desk: Desk) -> None:
    first, second, third = (desk.publish(name=name) for name in "甲乙丙")
    assert "2025：3 个资源 entries，6 个信息项 items" in desk.run("edition", "cut", "2025").stdout
    desk.revision = first["revision"]
    desk.change("offline", first["id"], "--reason", "维护", actor="authority")
    desk.change("online", first["id"], actor="authority")
    desk.change("require-update", first["id"], "--basis", "条例修订", actor="authority")
    desk.change("assess", first["id"], "--no", "--reason", "涉外", actor="authority")
    desk.change("merge", first["id"], "--into", third["code"], actor="authority")
    assert desk.ask("show", first["id"])["successor"] == third["id"]
    desk.revision = second["revision"]
    assert desk.change("retire", second["id"], "--reason", "停用", actor="authority")["state"] == "retired"
    fourth = desk.publish(name="丁")
    desk.revision = desk.ask("show", third["id"])["summary"]["revision"]
    assert desk.change("supersede", third["id"], "--by", fourth["id"], actor="authority")["state"] == "superseded"
    desk.run("edition", "cut", "2026", actor="authority")
    assert [one["label"] for one in desk.ask("edition", "list")] == ["2025", "2026"]
    kinds = {one["name"]: one["kind"] for one in desk.ask("edition", "diff", "2025", "2026")}
    assert kinds == {"甲": "merged", "乙": "retired", "丙": "superseded", "丁": "added"}
    said = desk.run("edition", "diff", "2025", "2026").stdout
    assert "新增 added 1；注销 retired 1；合并 merged 1；替代 superseded 1" in said
    assert "2026：1 个资源 entries" in desk.run("edition", "list").stdout


def test_a_binding_keeps_its_password_to_itself(desk: Desk) -> None:
    published = desk.publish()
    config = {"url": f"postgresql+psycopg://reader:{SECRET}@db.example/exchange", "table": "share.parking"}
    file = desk.file("config.json", config)
    said = desk.run("bind", published["code"], "table", file, actor="registrar").stdout
    assert "postgresql+psycopg://reader@db.example/exchange" in said
    bound = desk.ask("bindings", published["id"])
    listed = desk.run("bindings", published["id"]).stdout + json.dumps(bound) + desk.run("show", published["id"]).stdout
    assert SECRET not in said + listed
    assert "库表 table，未探测 not checked" in listed
    assert desk.ask("unbind", bound[0]["id"], "--revision", bound[0]["revision"], actor="registrar")["removed"] is True
    assert "尚未挂接 not bound" in desk.run("bindings", published["id"]).stdout


def test_what_is_refused_at_the_terminal(desk: Desk) -> None:
    published = desk.publish()
    assert desk.ask("show", "206001/000099", code=1)["error"]["code"] == "not_found"
    assert desk.ask("show", "公共停车场", code=1)["error"]["code"] == "not_found"
    wrong = desk.file("wrong.json", "[1]")
    assert desk.ask("register", "--department", CODE, wrong, actor="registrar", code=1)["error"]["code"] == "bad_json"
    allowed = desk.ask("retire", published["id"], "--reason", "停用", "--revision", desk.revision, code=1)
    assert allowed["error"]["code"] == "not_allowed"
    assert "Missing option '--revision'" in desk.run("submit", published["id"], actor="registrar", code=2).output
