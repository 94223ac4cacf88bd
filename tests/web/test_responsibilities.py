"""The responsibility list by page: drafted, claimed, planned and fulfilled by form; issued, acknowledged and compared."""

from __future__ import annotations

import csv
import io

from catalog.lists import responsibilities
from catalog.lists.responsibilities import queries
from tests import builders
from tests.conftest import Clock
from tests.web.conftest import City
from tests.web.lists import act, assigned, at, demand, let_answer, responsibility
from tests.web.reading import Page, actor

DATA = (
    *("低保对象名单", "停车设施目录", "公共停车场泊位信息", "市交通局", "区气象局", "重庆市", "渝中区", "全国"),
    *("姓名", "公民身份号码", "保障金额", "条例", "第三条", "年内编目", "停车场名称"),
)
FORM: dict[str, str | list[str]] = {
    "department": "市交通局",
    "title": "停车设施目录",
    "items": "停车场名称",
    "basis_law": "条例",
    "basis_article": "第三条",
    "cycle": "yearly",
    "modes": "platform_file",
}


def test_a_duty_goes_its_way_by_forms_alone(city: City) -> None:
    li, chen = city.browser("li.ming"), city.browser("chen.jing")
    let_answer(city)
    landed = chen.post("/responsibilities/new", **FORM).headers["Location"]
    one = responsibility(city, "ZR2026-000001")
    assert landed == f"{at(one.summary)}?done=draft"
    li.get(at(one.summary), status=404)
    act(chen, one.summary, "assign")
    assert "等待责任部门认领或提出异议。 异议应在" in " ".join(li.text(at(one.summary)).split())
    act(li, one.summary, "claim", opinion="认领")
    empty = Page(act(li, one.summary, "plan", status=422, plan=" "))
    assert empty.one("div", id="plan-text-problem").text == "须填写落实计划"
    act(li, one.summary, "plan", plan="年内编目")
    assert "年内编目" in li.text(at(one.summary))
    assert "请选择数据资源" in act(li, one.summary, "fulfil", status=422)
    act(li, one.summary, "fulfil", resource=city.published.id)
    assert responsibility(city, one.summary.id).summary.state == "fulfilled"
    page = Page(li.text(at(one.summary)))
    assert page.link("公共停车场泊位信息") == f"/resources/{city.published.id}"
    assert "按法定职责拟定" in page.one("main", id="main").text


def test_a_draft_says_at_its_fields_what_is_wrong(city: City) -> None:
    chen = city.browser("chen.jing")
    answer = chen.post("/responsibilities/new", status=422, **{**FORM, "department": "没有此局"})
    page = Page(answer.get_data(as_text=True))
    assert page.one("div", id="department-problem").text == "没有此部门：没有此局"
    assert page.one("input", name="department").attributes["value"] == "没有此局"
    assert page.one("textarea", name="items").text == "停车场名称"
    chen.post("/responsibilities/new", department="市交通局", title="停车设施目录")
    one = responsibility(city, "ZR2026-000001")
    assert "派发前还须补全" in chen.text(at(one.summary))
    assert "不能派发" in act(chen, one.summary, "assign", status=422)
    path = f"{at(one.summary)}/edit"
    assert Page(chen.text(path)).one("div", id="cycle-problem").text == "缺少更新周期"
    changed = {**FORM, "note": "按年"}
    stale = chen.post(path, status=412, revision="0", **changed).get_data(as_text=True)
    assert "载入最新内容" in stale
    chen.post(path, revision=str(one.revision), **changed)
    assert responsibility(city, one.summary.id).content["note"] == "按年"
    assert act(chen, one.summary, "delete") == "/responsibilities?done=delete"


def test_an_objection_is_ruled_on(city: City, clock: Clock) -> None:
    li, chen = city.browser("li.ming"), city.browser("chen.jing")
    one = assigned(city)
    assert "须说明非数源部门的理由" in act(li, one, "object", status=422, opinion=" ")
    act(li, one, "object", opinion="数据由民政部门产生")
    page = chen.text(at(one))
    assert "数据由民政部门产生" in page
    assert "异议裁定" in page
    act(chen, one, "uphold", opinion="系统由贵局建设")
    act(chen, one, "reassign", department="区气象局", opinion="改由其提供")
    owners = Page(chen.text(at(one)))
    assert "市交通局" in owners.one("main", id="main").text
    act(chen, one, "cancel", opinion="不再需要")
    assert responsibility(city, one.id).summary.state == "cancelled"
    assert demand(city, "XQ2026-000001").summary.state == "accepted"
    late = assigned(city)
    clock.advance(days=60)
    later = city.browser("li.ming").text(at(late))
    assert "异议期已于" in later
    assert "act-object" not in later
    assert "已逾期" in later


def test_the_list_narrows_and_shows_a_board(city: City) -> None:
    chen = city.browser("chen.jing")
    one = assigned(city)
    with city.office.work(actor(city, "chen.jing")) as work:
        draft = responsibilities.draft(work, city.other, {"title": "停车设施目录"})
    for question, expected in (
        ("title=停车", draft),
        ("state=open", one),
        ("state=draft", draft),
        (f"owner={city.department}", one),
    ):
        page = chen.text(f"/responsibilities?{question}")
        assert [each.id for each in (one, draft) if f'href="{at(each)}"' in page] == [expected.id], question
    assert f'href="{at(one)}"' in chen.text(f"/responsibilities?year=2026&region={city.region}")
    assert "没有符合条件的责任" in chen.text("/responsibilities?year=2025")
    board = Page(chen.text("/responsibilities?view=board")).one("div", class_="board").text
    assert "拟定 1" in board
    assert "待认领 1" in board
    rows = list(csv.reader(io.StringIO(chen.get("/responsibilities.csv").get_data().decode("utf-8-sig"))))
    assert [row[:4] for row in rows[1:]] == [
        ["ZR2026-000001", "低保对象名单", "市交通局", "重庆市"],
        ["ZR2026-000002", "停车设施目录", "区气象局", "重庆市"],
    ]


def test_empty_lists_say_what_to_do_next(city: City) -> None:
    assert "按法定职责拟定" in city.browser("chen.jing").text("/responsibilities")
    assert "届时请认领" in city.browser("li.ming").text("/responsibilities")
    assert "在上面填写部门和年度" in city.browser("chen.jing").text("/responsibilities/issues")
    assert "由部门审核员签收" in city.browser("li.ming").text("/responsibilities/issues")


def test_a_list_is_issued_acknowledged_and_compared(city: City) -> None:
    zhao, chen = city.browser("zhao.wei"), city.browser("chen.jing")
    wrong = chen.post("/responsibilities/issues", status=409, department="市交通局", year="2026").get_data(as_text=True)
    assert "该部门本年度没有责任" in wrong
    one = assigned(city)
    landed = chen.post("/responsibilities/issues", department="市交通局", year="2026").headers["Location"]
    path = landed.partition("?")[0]
    assert "这是本年度第一次下达" in chen.text(path)
    assert "签收表示" not in chen.text(path), "she issues it and does not receive it"
    document = Page(zhao.text(path))
    assert document.one("h1").text == "市交通局 2026 年责任清单"
    assert "签收表示" in document.one("main", id="main").text
    stale = zhao.post(path, status=412, revision="0").get_data(as_text=True)
    assert "内容已被他人修改" in stale
    revision = document.one("input", name="revision").attributes["value"]
    assert zhao.post(path, revision=revision).headers["Location"] == f"{path}?done=acknowledge"
    assert "zhao.wei" in zhao.text(path)
    act(city.browser("li.ming"), one, "claim")
    assigned(city)
    again = chen.post("/responsibilities/issues", department="市交通局", year="2026").headers["Location"]
    compared = Page(chen.text(again.partition("?")[0]))
    assert "ZR2026-000002 低保对象名单" in compared.one("li", class_="added").text
    changed = compared.one("li", class_="changed").text
    assert "待认领" in changed
    assert "已认领" in changed
    assert compared.link("第 1 次") == path
    lines = list(csv.reader(io.StringIO(chen.get(f"{path}/lines.csv").get_data().decode("utf-8-sig"))))
    assert lines[1][0] == "ZR2026-000001"
    assert "姓名、公民身份号码、保障金额" in lines[1]
    both = list(csv.reader(io.StringIO(chen.get("/responsibilities/issues.csv").get_data().decode("utf-8-sig"))))
    assert [row[:4] for row in both[1:]] == [["市交通局", "2026", "1", "1"], ["市交通局", "2026", "2", "2"]]


def test_who_is_no_party_sees_nothing(city: City) -> None:
    builders.create_official(city.office, "sun.qi", department=city.other, roles=("registrar", "reviewer"))
    one = assigned(city)
    with city.office.work(actor(city, "chen.jing")) as work:
        issue = responsibilities.issue(work, city.department, 2026)
    sun, nobody = city.browser("sun.qi"), city.browser()
    for path in (at(one), f"/responsibilities/issues/{issue.id}"):
        sun.get(path, status=404)
    assert "低保" not in sun.text("/responsibilities") + sun.text("/responsibilities/issues")
    for path in ("/responsibilities", at(one), "/responsibilities/issues", "/responsibilities/new", "/responsibilities.csv"):
        nobody.get(path, status=303)
    city.browser("li.ming").get("/responsibilities/new", status=403)
    act(city.browser("li.ming"), one, "clam", status=404)
    with city.office.look(actor(city, "chen.jing")) as look:
        assert queries.show(look, one.id).summary.state == "assigned"


def test_english_pages_hold_no_chinese_but_data(city: City) -> None:
    let_answer(city)
    chen, li = city.browser("chen.jing"), city.browser("li.ming")
    one = assigned(city)
    act(li, one, "claim")
    with city.office.work(actor(city, "chen.jing")) as work:
        draft = responsibilities.draft(work, city.other, {"title": "停车设施目录"})
        issue = responsibilities.issue(work, city.department, 2026)
    paths = ["/responsibilities", "/responsibilities?view=board", at(one), at(draft), f"{at(draft)}/edit"]
    paths += ["/responsibilities/new", "/responsibilities/issues", f"/responsibilities/issues/{issue.id}", "/"]
    for path in paths:
        page = Page(chen.text(f"{path}{'&' if '?' in path else '?'}lang=en"))
        assert not page.foreign(*DATA), path
    assert not Page(li.text(f"{at(one)}?lang=en")).foreign(*DATA)
