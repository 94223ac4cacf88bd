"""What people come for, done as they do it: with scripts and without them."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, Visiting
from tests.browser.town import AUTHORITY, NEW_PASSWORD, REGISTRAR


def _total(page: Page) -> int:
    return int(re.sub(r"\D", "", page.locator(".total b").inner_text()))


def test_signing_in_and_out(visit: Visit) -> None:
    page = visit.sign_in(REGISTRAR)
    expect(page.locator(".who")).to_have_text("曾鹏")
    page.click(".account button")
    expect(page.get_by_role("status").filter(has_text="您已退出")).to_be_visible()
    visit.open("/")
    expect(page.locator(".who")).to_have_count(0)


def test_a_wrong_password_is_told_at_the_field(visit: Visit) -> None:
    page = visit.sign_in(REGISTRAR, "Wrong-2026")
    expect(page.locator("#password-problem")).to_contain_text("登录名或口令不正确")
    expect(page.locator("#login")).to_have_value(REGISTRAR)
    assert page.get_attribute("#password", "aria-describedby") == "password-problem"
    visit.expect(422)


def test_a_generated_password_must_be_changed_before_anything_opens(visit: Visit) -> None:
    login = f"chen.xiaoyu{id(visit)}"
    visit.town.add_official(login)
    page = visit.sign_in(login, path="/sign-in?next=/regions")
    given = visit.town.passwords[login]
    expect(page.get_by_role("status").first).to_contain_text("请设置新口令")
    page.fill("#password", given)
    page.fill("#new_password", "short")
    page.fill("#again", "short")
    page.click("main button")
    expect(page.locator("#new_password-problem")).to_be_visible()
    visit.expect(422)
    for field, value in (("#password", given), ("#new_password", NEW_PASSWORD), ("#again", NEW_PASSWORD)):
        page.fill(field, value)
    page.click("main button")
    expect(page.locator(".who")).to_have_text("陈小雨")
    assert page.url == f"{visit.town.url}/regions"


def test_finding_by_two_characters_and_narrowing(visit: Visit) -> None:
    page = visit.open("/")
    page.fill("#find", "人口")
    page.press("#find", "Enter")
    page.wait_for_url("**/search?*")
    everything = _total(page)
    assert everything > 1
    assert set(page.locator(".hits mark").all_inner_texts()) == {"人口"}
    narrowed = page.locator(".groups details").filter(has_text="共享类型").locator("li a").last
    count = int(narrowed.locator(".count").inner_text())
    narrowed.click()
    expect(page.locator(".chips li")).to_have_count(1)
    assert _total(page) == count < everything
    page.locator(".chips li a").click()
    expect(page.locator(".chips")).to_have_count(0)
    assert _total(page) == everything


def test_what_finds_nothing_says_what_to_do(visit: Visit) -> None:
    page = visit.open("/search?text=犇骉")
    expect(page.locator("main .empty")).to_contain_text("没有找到与“犇骉”相符的数据资源")
    page.click("text=查看全部数据资源")
    assert _total(page) > 100


def test_a_resource_tells_what_it_is(visit: Visit) -> None:
    page = visit.open("/search?text=人口")
    first = page.locator(".hits h2 a").first
    name = first.inner_text()
    first.click()
    expect(page.locator("h1")).to_have_text(name)
    headings = page.locator("h2").all_inner_texts()
    assert {"共享与开放", "数据接入", "版本", "提供方", "目录信息"} <= set(headings)
    assert page.locator("section[aria-labelledby=items] tbody tr").count() > 0


def test_comparing_two_versions(visit: Visit) -> None:
    page = visit.sign_in(AUTHORITY, path=f"/sign-in?next={visit.town.revised()}")
    page.select_option("#old", "1")
    page.select_option("#new", "2")
    page.click(".compare button")
    page.wait_for_url("**/versions/1/diff/2*")
    expect(page.locator("h1")).to_have_text("版本比较")
    assert page.locator(".turn, .changes > li").count() > 0


def test_the_language_is_switched_on_the_page_that_is_open(visit: Visit) -> None:
    page = visit.open("/search?text=人口")
    total = _total(page)
    page.click("text=English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert _total(page) == total
    expect(page.locator(".places")).to_contain_text("Departments")
    page.click("text=中文")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_the_tree_leads_to_departments(visit: Visit) -> None:
    page = visit.open("/regions")
    districts = page.locator(".tree ul ul > li")
    assert districts.first.is_visible()
    districts.first.locator("a").first.click()
    expect(page.locator(".crumbs")).to_contain_text("云江市")
    page.locator(".figures a").first.click()
    department = page.locator("tbody th a").first
    name = department.inner_text()
    department.click()
    expect(page.locator("h1")).to_have_text(name)
    expect(page.locator("#provides")).to_be_visible()


def test_an_official_is_told_what_is_due(visit: Visit) -> None:
    page = visit.sign_in(AUTHORITY)
    expect(page.locator("#due")).to_have_text("待办与期限")
    due = page.locator("section[aria-labelledby=due]")
    standings = due.locator("tbody td .badge").all_inner_texts()
    assert standings
    assert set(standings) <= {"期限内", "即将到期", "已逾期", "已暂停", "黄牌", "红牌"}
    due.locator("tbody th a").first.click()
    expect(page.locator("main h1")).to_be_visible()


def test_suggestions_are_taken_by_keyboard(visiting: Visiting) -> None:
    with visiting() as visit:
        for path in ("/", "/departments", "/search"):
            page = visit.open(path)
            box = page.locator("#find")
            box.press_sequentially("人口")
            options = page.locator(".suggested").get_by_role("option")
            expect(options.first).to_be_visible()
            assert set(page.locator(".suggested mark").all_inner_texts()) == {"人口"}
            expect(box).to_have_attribute("aria-expanded", "true")
            box.press("ArrowDown")
            expect(options.first).to_have_attribute("aria-selected", "true")
            box.press("Escape")
            expect(options).to_have_count(0)
        box.press("ArrowDown")
        expect(options.first).to_be_visible()
        box.press("ArrowDown")
        said = options.first.locator("span").first.inner_text()
        box.press("Enter")
        page.wait_for_url(re.compile("/(resources/|search[?])"))
        assert said in page.locator("main").inner_text()
