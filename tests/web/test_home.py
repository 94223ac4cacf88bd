"""The home page: the lists, the access rate with its counts, what is due, what is new."""

from __future__ import annotations

import re

from catalog import lists
from tests import builders
from tests.conftest import Clock
from tests.web.conftest import City

HAN = re.compile("[\u4e00-\u9fff]+")


def test_whoever_may_not_read_learns_what_this_is_and_where_to_sign_in(city: City) -> None:
    page = city.browser().text("/")
    assert "本目录不对未登录者开放" in page
    assert 'href="/sign-in"' in page
    assert "接入率" not in page
    assert HAN.findall(city.browser().text("/?lang=en")) == ["中文"], "only the switch to Chinese is Chinese"
    city.browser().get("/overview.csv", status=303)


def test_an_official_sees_the_lists_and_the_rate_with_its_two_counts(city: City) -> None:
    page = city.browser("li.ming").text("/")
    for said in ("目录清单", "其中已发布 1", "0 / 1 个资源", "公共停车场泊位信息", "没有在办的事项"):
        assert said in page
    assert '<a href="/demands">0</a>' in page
    assert '<a href="/responsibilities">0</a>' in page
    cells = re.findall(r'<td class="number">(.*?)</td>', page.partition("口径")[2])[:6]
    assert cells == ["0", "1", "0.0 %", "0", "2", "0.0 %"], "entries and items, each with both counts"
    assert '<a href="/search?state=draft">草稿</a>' in page


def test_drafts_and_duties_are_not_for_visitors(public_city: City) -> None:
    page = public_city.browser().text("/")
    assert "已发布" in page
    assert "草稿" not in page
    assert "待办" not in page
    assert page.count("仅相关部门可见") == 2, "the other two lists are not public"
    assert "/demands" not in page
    assert 'href="/sign-in"' in page


def test_what_is_due_shows_its_card_in_words(city: City, clock: Clock) -> None:
    li, zhao, chen = city.browser("li.ming"), city.browser("zhao.wei"), city.browser("chen.jing")
    with city.office.work(builders.create_actor(city.office, department=city.department, roles=("registrar",))) as work:
        submitted = lists.submit(work, city.draft.id, revision=city.draft.revision)
    with city.office.work(builders.create_actor(city.office, department=city.department, roles=("reviewer",))) as work:
        lists.review(work, submitted.id, decision="pass", revision=submitted.revision)
    first = chen.text("/")
    assert "道路养护计划" in first
    assert "即将到期" in first
    clock.advance(days=1)
    assert "黄牌" in city.browser("chen.jing").text("/")
    clock.advance(days=2)
    late = city.browser("chen.jing")
    assert "已逾期" in late.text("/")
    assert "红牌" in late.text("/")
    assert "overdue" in late.text("/?lang=en")
    for browser in (li, zhao):
        assert browser.client.get("/").status_code == 303, "their sign-in has ended meanwhile"


def test_the_figures_can_be_downloaded(city: City) -> None:
    answer = city.browser("li.ming").get("/overview.csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=overview.csv"
    lines = answer.get_data().decode("utf-8-sig").splitlines()
    assert lines[0] == "项目,数量,总数,比率"
    assert "接入率（信息项）,0,2,0.0 %" in lines
    assert all(line.count(",") == 3 for line in lines)


def test_english_pages_hold_no_chinese_but_data(city: City) -> None:
    browser = city.browser("li.ming")
    data = {"公共停车场泊位信息", "道路养护计划", "市交通局", "区气象局", "交通局", "重庆市", "渝中区", "全国", "中文"}
    paths = (
        "/",
        "/departments",
        f"/departments/{city.department}",
        f"/departments/{city.other}",
        "/regions",
        f"/regions/{city.region}",
    )
    for path in (*paths, "/password", "/nothing"):
        page = browser.client.get(f"{path}?lang=en").get_data(as_text=True)
        assert set(HAN.findall(page)) <= data, path
