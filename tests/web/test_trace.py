"""The trace by page: a timeline of everything that hangs together with one thing."""

from __future__ import annotations

from tests.conftest import Clock
from tests.web.conftest import City
from tests.web.lists import act, assigned, at, demand, let_answer
from tests.web.reading import Page


def test_the_trace_tells_who_did_what_and_why_from_the_demand_to_the_data(city: City, clock: Clock) -> None:
    let_answer(city)
    li, zhao = city.browser("li.ming"), city.browser("zhao.wei")
    one = assigned(city)
    clock.advance(minutes=2)
    act(li, one, "claim", opinion="已列入计划")
    clock.advance(minutes=2)
    act(li, one, "fulfil", resource=city.published.id)
    start = demand(city, "XQ2026-000001").summary
    assert start.state == "satisfied"
    for reference in (start.id, start.number, one.id, one.number, city.published.id, city.published.code):
        page = Page(zhao.text(f"/trace/{reference}"))
        told = page.one("ol", class_="timeline").text
        for said in ("填报", "部门审核通过", "受理", "派发", "认领", "已列入计划", "履行", "满足", "发布", "最近应答", "li.ming"):
            assert said in told, (reference, said)
        assert told.index("填报") < told.index("认领") < told.index("满足")
        assert page.link("公共停车场泊位信息") == f"/resources/{city.published.id}"
        things = page.one("aside", class_="side").text
        assert f"低保对象名单 {start.number} 派发 低保对象名单 {one.number}" in things
    assert Page(zhao.text(at(start))).link("全链路追溯") == f"/trace/{start.id}"
    assert Page(zhao.text(f"/resources/{city.published.id}")).link("全链路追溯") == f"/trace/{city.published.id}"


def test_what_cannot_be_called_is_counted_and_what_is_not_there_is_not_found(city: City) -> None:
    li = city.browser("li.ming")
    page = li.text(f"/trace/{city.published.id}")
    assert "其中 1 件不能调用" in page
    li.get("/trace/XQ2026-000099", status=404)
    city.browser().get(f"/trace/{city.published.id}", status=303)


def test_the_english_trace_holds_no_chinese_but_data(city: City) -> None:
    let_answer(city)
    one = assigned(city)
    page = Page(city.browser("li.ming").text(f"/trace/{one.id}?lang=en"))
    assert not page.foreign("低保对象名单", "市交通局", "姓名、公民身份号码、保障金额", "姓名", "公民身份号码", "保障金额")
    resource = Page(city.browser("chen.jing").text(f"/trace/{city.published.id}?lang=en"))
    assert not resource.foreign("公共停车场泊位信息", "市交通局")
