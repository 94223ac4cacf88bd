"""The demand list by page: filed by form, decided by form, matched with what comes near, listed as table and board."""

from __future__ import annotations

import csv
import io

import pytest

from catalog.lists import demands
from catalog.lists.demands import queries
from tests import builders
from tests.web.conftest import City
from tests.web.lists import FORM, accepted, act, at, demand, filed, let_answer, reviewing
from tests.web.reading import Page, actor

NOWHERE = "01a20000-0000-7000-8000-000000000000"
DATA = (
    *("停车收费核对所需数据", "低保对象名单", "公共停车场泊位信息", "道路养护计划", "市交通局", "区气象局", "重庆市", "渝中区"),
    *("停车场名称", "泊位总数", "收费标准", "姓名", "公民身份号码", "保障金额", "社会救助暂行办法", "第九条"),
    *("临时救助申请的核对", "临时救助", "本局业务系统", "全国"),
)


def only(city: City) -> queries.Demand:
    """Return the one demand that there is."""
    with city.office.look(actor(city, "chen.jing")) as look:
        (line,) = queries.find(look, queries.Filter())
        return queries.show(look, line.id)


def test_a_demand_goes_its_way_by_forms_alone(city: City) -> None:
    li, zhao, chen = (city.browser(login) for login in ("li.ming", "zhao.wei", "chen.jing"))
    let_answer(city)
    landed = li.post("/demands/new", **FORM, then="submit").headers["Location"]
    one = only(city)
    assert landed == f"{at(one.summary)}?done=submit"
    assert one.content["items"] == ["停车场名称", "泊位总数", "收费标准"], "a blank line names no item"
    assert one.content["basis"] == [{"law": "政务数据共享条例", "article": "第二十一条"}], "an empty row is no basis"
    assert "已办理：提交" in li.text(landed)
    assert "等待本部门审核员审核" in li.text(landed)
    act(zhao, one.summary, "sign", opinion="同意")
    act(chen, one.summary, "accept")
    page = chen.text(at(one.summary))
    assert "公共停车场泊位信息" in page
    act(chen, one.summary, "match", resource=city.published.id, named="1", items=["停车场名称", "泊位总数"])
    shown = demand(city, one.summary.id)
    assert (shown.summary.state, shown.summary.verdict, shown.missing) == ("satisfied", "partly", ("收费标准",))
    page = li.text(at(one.summary))
    for said in ("已满足", "部分匹配", "尚无来源的信息项", "可调用", "部门审核通过", "同意", "需求匹配派发", "按期办结"):
        assert said in page


def test_what_cannot_be_stored_is_told_at_its_field_and_kept(city: City) -> None:
    li = city.browser("li.ming")
    answer = li.post("/demands/new", status=422, **{**FORM, "title": "低" * 129, "scenario": "核对甲"})
    page = Page(answer.get_data(as_text=True))
    field = page.one("input", name="title")
    assert field.attributes["aria-invalid"] == "true"
    assert page.one("div", id="title-problem").text == "名称超过128个字符"
    assert page.one("textarea", name="scenario").text == "核对甲"
    assert [each.attributes["value"] for each in page.all("input", name="modes") if "checked" in each.attributes] == [
        "platform_api",
        "platform_file",
    ]


def test_what_is_not_complete_is_saved_and_says_what_is_missing(city: City) -> None:
    li = city.browser("li.ming")
    landed = li.post("/demands/new", title="低保对象名单", then="submit").headers["Location"]
    one = only(city)
    assert landed == f"{at(one.summary)}/edit?kept=1"
    page = Page(li.text(landed))
    assert "已保存为草稿" in page.one("p", class_="note", role="status").text
    for field in ("scenario", "scope", "basis", "frequency", "modes", "until"):
        assert page.one("div", id=f"{field}-problem").text.startswith("缺少"), field
    assert "提交前还须补全" in li.text(at(one.summary))
    refused = act(li, one.summary, "submit", status=422)
    assert "需求内容尚不完整，不能提交" in refused
    li.post(f"{at(one.summary)}/edit", revision=str(one.revision), then="submit", **FORM)
    assert only(city).summary.state == "submitted"
    assert li.get(f"{at(one.summary)}/edit", status=303).headers["Location"] == at(one.summary), "it is no draft any more"


def test_whoever_reads_an_old_state_is_told_to_refresh(city: City) -> None:
    chen = city.browser("chen.jing")
    one = reviewing(city)
    refused = chen.post(at(one), status=412, verb="return", revision="1", opinion="补充范围").get_data(as_text=True)
    assert "内容已被他人修改" in refused
    assert "刷新本页" in refused
    assert "补充范围" in refused, "what was typed is still there"
    li = city.browser("li.ming")
    draft = filed(city)
    old = li.post(f"{at(draft)}/edit", status=412, revision="0", page=f"{at(draft)}/edit", **FORM).get_data(as_text=True)
    assert "载入最新内容" in old
    assert 'name="revision" value="0"' in old, "sending it again must not overwrite what the other wrote"
    assert "停车收费核对所需数据" in old


def test_a_refusal_needs_its_reason_and_its_law(city: City) -> None:
    chen = city.browser("chen.jing")
    one = reviewing(city)
    page = Page(act(chen, one, "refuse", status=422, opinion="超出范围", basis_law=["条例", ""], basis_article=["", ""]))
    opened = next(each for each in page.all("details") if each.attributes["id"] == "act-refuse")
    assert "open" in opened.attributes
    assert page.one("div", id="refuse-basis-problem").text == "缺少条款"
    assert page.one("textarea", id="refuse-opinion").text == "超出范围"
    assert page.one("input", id="refuse-basis-law-0").attributes["value"] == "条例"
    assert "不能恢复" in opened.text
    act(chen, one, "refuse", opinion="超出范围", basis_law="政务数据共享条例", basis_article="第十五条")
    page = Page(city.browser("li.ming").text(at(one)))
    assert "政务数据共享条例 第十五条" in page.one("ol", class_="timeline").text
    assert not page.all("details"), "nothing can be done to it any more"


def test_candidates_show_what_they_have_beside_what_they_lack(city: City) -> None:
    chen = city.browser("chen.jing")
    one = accepted(city, title="公共停车场泊位信息", items=["停车场名称", "收费标准"])
    page = Page(chen.text(at(one)))
    has, lacks = page.one("fieldset", class_="covered").text, page.one("fieldset", class_="lacking").text
    assert (has, lacks) == ("有 1 项 停车场名称", "缺 1 项 收费标准")
    assert "所需 2 项中有 1 项" in page.one("article", class_="candidate").text
    none = act(chen, one, "match", status=422, resource=city.published.id, named="1")
    assert "请至少选择一个信息项" in none
    act(chen, one, "match", resource=city.published.id, named="1", items="停车场名称")
    assert demand(city, one.id).summary.state == "fulfilling", "the entry cannot be called yet"
    assert "候选资源" in chen.text(at(one))
    assert "没有找到接近的资源" in chen.text(at(one)), "what is a source already is no candidate"


def test_a_demand_is_assigned_to_a_department_by_its_name(city: City) -> None:
    chen = city.browser("chen.jing")
    one = accepted(city, source="市交通局")
    assert 'id="assign-department" name="department" type="text" value="市交通局"' in chen.text(at(one))
    wrong = Page(act(chen, one, "assign", status=422, department="没有此局", named="1", items="姓名"))
    assert wrong.one("div", id="assign-department-problem").text == "没有此部门：没有此局"
    act(chen, one, "assign", department="市交通局", named="1", items=["姓名", "保障金额"])
    page = Page(chen.text(at(one)))
    assert page.link("责任 ZR2026-000001").startswith("/responsibilities/")
    assert demand(city, one.id).missing == ("公民身份号码",)
    other = accepted(city)
    act(chen, other, "link", responsibility="ZR2026-000001")
    assert demand(city, other.id).sources[0].responsibility == "ZR2026-000001"
    assert "没有此责任" in act(chen, accepted(city), "link", status=404, responsibility="ZR2026-000099")


def test_what_may_be_the_same_is_merged_by_one_click(city: City) -> None:
    chen = city.browser("chen.jing")
    one, same = reviewing(city), reviewing(city)
    page = Page(chen.text(at(one)))
    assert "100%" in page.one("li", class_="twin").text
    act(chen, one, "merge", into=same.number)
    assert f'href="{at(same)}"' in chen.text(at(one))
    assert "并入本需求的" in chen.text(at(same))


def test_the_list_narrows_and_its_address_restores_it(city: City) -> None:
    chen = city.browser("chen.jing")
    draft, urgent = filed(city, title="道路巡查记录"), reviewing(city, urgency="urgent")
    everything = Page(chen.text("/demands"))
    assert [each.text for each in everything.all("a") if each.attributes["href"].startswith("/demands/0")] == [
        "道路巡查记录",
        "低保对象名单",
    ]
    for question, expected in (
        ("title=巡查", draft),
        ("urgency=urgent", urgent),
        ("state=reviewing", urgent),
        ("state=open", urgent),
        (f"desk={city.region}", urgent),
    ):
        page = chen.text(f"/demands?{question}")
        shown = [each.title for each in (draft, urgent) if f'href="{at(each)}"' in page]
        assert shown == [expected.title], question
    assert "没有符合条件的需求" in chen.text(f"/demands?department={NOWHERE}")
    kept = Page(chen.text("/demands?title=低保&state=reviewing&view=board"))
    assert kept.one("input", name="title").attributes["value"] == "低保"
    assert [each.attributes["value"] for each in kept.all("input", name="state")] == ["reviewing"]
    rows = list(csv.reader(io.StringIO(chen.get("/demands.csv?urgency=urgent").get_data().decode("utf-8-sig"))))
    assert [row[:5] for row in rows[1:]] == [["XQ2026-000002", "低保对象名单", "市交通局", "重庆市", "待预审"]]


def test_the_board_shows_every_state_with_its_count_and_clocks(city: City) -> None:
    chen = city.browser("chen.jing")
    for _ in range(9):
        filed(city)
    reviewing(city)
    page = Page(chen.text("/demands?view=board"))
    board = page.one("div", class_="board")
    assert "草稿 9" in board.text
    assert "待预审 1" in board.text
    assert len(page.all("li", class_="card in_time") + page.all("li", class_="card due_soon")) == 1
    assert page.link("全部 9 件") == "/demands?state=draft"


def test_pages_follow_one_another_by_cursor(city: City) -> None:
    with city.office.work(actor(city, "li.ming")) as work:
        for number in range(52):
            demands.file(work, city.department, {"title": f"第{number:02}项"})
    li = city.browser("li.ming")
    first = Page(li.text("/demands?state=draft"))
    following = first.link("下一页")
    assert "state=draft" in following
    second = li.text(following)
    assert "第51项" in second
    assert "第00项" not in second
    assert "第一页" in second
    li.get("/demands?cursor=x", status=422)


def test_an_empty_list_says_what_to_do_next(city: City) -> None:
    assert "填报第一项需求" in city.browser("li.ming").text("/demands")
    assert "由其申请员填报" in city.browser("chen.jing").text("/demands")
    assert "填报需求" not in city.browser("chen.jing").text("/demands")


def test_who_is_no_party_sees_nothing(city: City) -> None:
    builders.create_official(city.office, "sun.qi", department=city.other, roles=("registrar",))
    one = reviewing(city)
    sun, nobody = city.browser("sun.qi"), city.browser()
    sun.get(at(one), status=404)
    assert "低保" not in sun.text("/demands")
    for path in ("/demands", "/demands/new", at(one), f"{at(one)}/edit", "/demands.csv"):
        nobody.get(path, status=303)
    assert nobody.client.post(at(one)).status_code == 303
    forged = city.browser("chen.jing").client.post(at(one), data={"verb": "accept", "revision": str(one.revision)})
    assert forged.status_code == 403
    assert demand(city, one.id).summary.state == "reviewing"
    act(city.browser("chen.jing"), one, "sing", status=404)


def test_a_draft_is_deleted_and_a_demand_withdrawn(city: City) -> None:
    li = city.browser("li.ming")
    draft = filed(city)
    assert act(li, draft, "delete") == "/demands?done=delete"
    assert "草稿已删除" in li.text("/demands?done=delete")
    li.get(at(draft), status=404)
    one = reviewing(city)
    act(li, one, "withdraw", opinion="不再需要")
    assert demand(city, one.id).summary.state == "withdrawn"


@pytest.mark.parametrize("login", ["li.ming", "chen.jing"])
def test_english_pages_hold_no_chinese_but_data(city: City, login: str) -> None:
    let_answer(city)
    browser = city.browser(login)
    one, draft = accepted(city, title="公共停车场泊位信息", items=["停车场名称", "收费标准"]), filed(city)
    paths = ["/demands", "/demands?view=board", at(one), at(draft)]
    paths += ["/demands/new", f"{at(draft)}/edit"] if login == "li.ming" else []
    for path in paths:
        page = Page(browser.text(f"{path}{'&' if '?' in path else '?'}lang=en"))
        assert not page.foreign(*DATA), path
