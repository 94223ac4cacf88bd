"""The loop once as five people go through it: from a demand that is filed to data that can be called, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, Visiting
from tests.browser.stories import APPLICANT, SIGNER, SUBMITTED
from tests.browser.town import AUTHORITY, REGISTRAR, Town

REVIEWER = "xuzening"
"""Who signs for the source department, the registrar's own."""

SOURCE = "云江市人民政府办公厅"

Coming = Callable[[str, str], AbstractContextManager[Visit]]


def unfold(page: Page, verb: str) -> None:
    """Open the form of a verb."""
    page.locator(f"#act-{verb} > summary").click()


def do(page: Page, verb: str, **fields: str) -> None:
    """Fill in the form of a verb, send it, and see that it was done."""
    unfold(page, verb)
    form = page.locator(f"#act-{verb} form")
    for name, value in fields.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("button").click()
    expect(page.get_by_role("status").filter(has_text="已办理")).to_be_visible()


def file(page: Page, title: str) -> str:
    """File a demand that is not complete at first, complete and submit it; return its address."""
    page.fill("#title", title)
    page.fill("#items", "事项名称\n办理时限")
    page.fill("#source", SOURCE)
    page.click("text=保存并提交")
    expect(page.locator("#scenario-problem")).to_have_text("缺少使用场景")
    page.fill("#scenario", "核对审批事项")
    page.fill("#scope", "本单位审批系统")
    page.fill("#basis-law-0", "政务数据共享条例")
    page.fill("#basis-article-0", "第二十一条")
    page.select_option("#frequency", "daily")
    page.fill("#until", "2031-12-31")
    page.check("[name=modes][value=platform_api]")
    page.click("text=保存并提交")
    expect(page.locator(".traits .badge").first).to_have_text("待部门审核")
    return page.url.partition("?")[0]


@pytest.fixture(params=[True, False], ids=["scripts", "plain"])
def coming(request: pytest.FixtureRequest, visiting: Visiting) -> Coming:
    """Let somebody sign in and open a page in a window of their own."""

    @contextmanager
    def come(login: str, path: str) -> Iterator[Visit]:
        with visiting(scripts=request.param) as visit:
            expect(visit.sign_in(login).locator(".who")).to_be_visible()
            visit.open(path)
            yield visit

    return come


def test_from_a_demand_to_data_that_can_be_called(coming: Coming, town: Town, request: pytest.FixtureRequest) -> None:
    title = f"审批事项核对数据{request.node.callspec.id}"
    with coming(APPLICANT, "/demands/new") as visit:
        demand = file(visit.page, title).removeprefix(town.url)
    with coming(SIGNER, demand) as visit:
        do(visit.page, "sign", opinion="确有需要")
    with coming(AUTHORITY, demand) as visit:
        do(visit.page, "accept")
        expect(visit.page.locator("#candidates")).to_be_visible()
        do(visit.page, "assign", opinion="请认领")
        duty = visit.page.locator("section[aria-labelledby=sources] tbody th a").first.get_attribute("href")
    assert duty
    with coming(REGISTRAR, duty) as visit:
        do(visit.page, "claim")
        do(visit.page, "plan", plan="十日内提供")
        unfold(visit.page, "fulfil")
        visit.page.locator("#act-fulfil [name=resource]").first.check()
        visit.page.locator("#act-fulfil button").click()
        expect(visit.page.locator(".traits .badge").first).to_have_text("已履行")
    with coming(AUTHORITY, "/responsibilities/issues") as visit:
        visit.page.fill("#department", SOURCE)
        visit.page.click("text=下达清单")
        expect(visit.page.locator("h1")).to_contain_text("责任清单")
        issue = visit.page.url.partition("?")[0].removeprefix(town.url)
    with coming(REVIEWER, issue) as visit:
        expect(visit.page.locator("table")).to_contain_text(title)
        visit.page.click("main form button")
        expect(visit.page.locator(".signed")).to_contain_text(REVIEWER)
    with coming(APPLICANT, demand) as visit:
        expect(visit.page.locator(".traits .badge").first).to_have_text("落实中")
    town.grant(demand, APPLICANT, SIGNER, REVIEWER)
    with coming(APPLICANT, demand) as visit:
        expect(visit.page.locator(".traits .badge").first).to_have_text("已满足")
    with coming(AUTHORITY, demand) as visit:
        visit.page.click("text=全链路追溯")
        told = visit.page.locator(".timeline")
        for said in ("填报", "确有需要", "受理", "请认领", "认领", "十日内提供", "履行", "满足"):
            expect(told).to_contain_text(said)


def test_what_is_wrong_stands_at_its_field(coming: Coming, town: Town) -> None:
    with coming(AUTHORITY, town.listed()["困难群众名单"]) as visit:
        unfold(visit.page, "refuse")
        visit.page.fill("#refuse-opinion", "范围不明")
        visit.page.click("#act-refuse button")
        expect(visit.page.locator("#refuse-basis-problem")).to_contain_text("缺少法律依据")
        expect(visit.page.locator("#refuse-opinion")).to_have_value("范围不明")
        visit.expect(422)


def test_whoever_comes_too_late_is_told_to_refresh(coming: Coming, town: Town, request: pytest.FixtureRequest) -> None:
    waiting = town.listed()[SUBMITTED["plain" in request.node.callspec.id]]
    with coming(SIGNER, waiting) as early, coming(SIGNER, waiting) as late:
        do(early.page, "return", opinion="请补充机具类别")
        unfold(late.page, "sign")
        late.page.click("#act-sign button")
        expect(late.page.get_by_role("alert")).to_contain_text("刷新")
        expect(late.page.locator(".timeline")).to_contain_text("请补充机具类别")
        late.expect(412)


def test_actions_are_reached_by_keyboard(visiting: Visiting, town: Town) -> None:
    with visiting() as visit:
        visit.sign_in(AUTHORITY, path=f"/sign-in?next={town.listed()['困难群众名单']}")
        page = visit.page
        page.locator("#act-return > summary").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.locator("#return-opinion")).to_be_focused()
        page.locator("#act-accept > summary").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#act-accept[open]")).to_have_count(1)
        expect(page.locator("#act-return[open]")).to_have_count(0)
