"""The search page: what it finds and shows, that every state of it is an address, and what it says when there is nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests import builders
from tests.api.paging import statements
from tests.conftest import Clock, Databases
from tests.web.conftest import City, opened
from tests.web.reading import Page, actor, reviewers

BRIDGES: Final = 21


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def public_city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A city open to the public with some more entries; nothing that a test does changes it."""
    databases = Databases(request.param, request, tmp_path_factory.mktemp("city"))
    with opened(databases, Clock(), public_catalog=True) as city:
        fill(city, BRIDGES)
        builders.create_official(city.office, "sun.li", department=city.other, roles=("registrar",))
        yield city


def address(**values: object) -> str:
    return f"/search?{urlencode(values, doseq=True)}"


def names(page: Page) -> list[str]:
    """Return what was found, in order."""
    return [each.text for each in page.all("a") if each.attributes["href"].startswith("/resources/")]


def total(page: Page) -> int:
    (said,) = page.all("p", class_="total") or [None]
    return int(said.text.split()[1].replace(",", "")) if said else 0


def fill(city: City, count: int) -> None:
    """Publish entries that differ in what the filters ask for."""
    people = reviewers(city)
    for at in range(count):
        builders.create_published(
            city.office,
            *people,
            name=f"公路桥梁{at}",
            abstract="全市公路桥梁的技术状况",
            items=[{"name": "桥梁编码", "type": "C", "length": 20}],
            sharing_type="conditional" if at % 2 else "unconditional",
            **({"sharing_conditions": "限本市", "sharing_purpose": "巡检"} if at % 2 else {}),
            update_cycle="daily" if at % 3 else "yearly",
            theme=("交通" if at % 2 else "城建"),
        )


def test_two_characters_find_an_entry_by_its_name_and_show_what_there_is_to_know(public_city: City) -> None:
    page = Page(public_city.browser().text(address(text="泊位")))
    assert names(page) == ["公共停车场泊位信息"]
    assert {each.text for each in page.all("mark")} == {"泊位"}
    said = page.one("ol", class_="hits").text
    for word in (
        "市交通局",
        "重庆市",
        "206001/000001",
        "已发布",
        "无条件共享",
        "未接入",
        "每月更新",
        "2 个信息项",
        "2026-03-02",
        "泊位总数",
    ):
        assert word in said
    assert total(page) == 1
    assert page.one("input", id="find").attributes["value"] == "泊位"


def test_what_is_found_leads_to_its_page_and_its_provider(public_city: City) -> None:
    browser = public_city.browser()
    page = Page(browser.text(address(text="停车场")))
    assert "<h1>公共停车场泊位信息</h1>" in browser.text(page.link("公共停车场泊位信息"))
    assert "市交通局" in browser.text(page.link("市交通局"))


def test_without_words_everything_is_listed(public_city: City) -> None:
    assert total(Page(public_city.browser().text("/search"))) == 1 + BRIDGES


def test_a_draft_is_found_by_its_own_department_alone(public_city: City) -> None:
    own, strange = public_city.browser("li.ming"), public_city.browser("sun.li")
    assert names(Page(own.text(address(text="养护")))) == ["道路养护计划"]
    assert "草稿" in own.text(address(text="养护"))
    unseen = strange.text(address(text="养护"))
    assert names(Page(unseen)) == []
    assert "草稿" not in unseen
    assert total(Page(strange.text("/search"))) == 1 + BRIDGES


def test_whoever_must_sign_in_is_taken_there_and_back(city: City) -> None:
    answer = city.browser().get(address(text="停车"), status=303)
    assert parse_qs(urlsplit(answer.headers["Location"]).query)["next"] == [address(text="停车")]
    city.browser().get("/search/suggestions?text=停车", status=303)
    city.browser().get("/search.csv", status=303)


def test_names_and_words_are_text_and_never_markup(public_city: City) -> None:
    city = public_city
    builders.create_draft(city.office, actor(city, "li.ming"), name="桥隧<script>alert(1)</script>名录", abstract="桥隧<b>粗</b>")
    page = city.browser("li.ming").text(address(text="隧<script>"))
    assert "<script>alert" not in page
    assert names(Page(page)) == ["桥隧<script>alert(1)</script>名录"]
    assert Page(page).all("mark")[0].text == "隧<script>"
    assert '"><script>' not in city.browser("li.ming").text(address(text='"><script>alert(2)</script>'))


def test_every_filter_link_finds_as_many_as_it_says_and_its_chip_leads_back(public_city: City) -> None:
    browser = public_city.browser()
    start = Page(browser.text("/search"))
    links = [each for each in start.all("a") if "count" in "".join(map(str, each.pieces)) or _count(each.text) is not None]
    choices = [each for each in links if each.attributes["href"].startswith("/search?")]
    assert len(choices) >= 6
    for choice in choices:
        narrowed = Page(browser.text(choice.attributes["href"]))
        assert total(narrowed) == _count(choice.text), choice.text
        (chip,) = (each for each in narrowed.all("a") if each.text.endswith("，去掉"))
        assert total(Page(browser.text(chip.attributes["href"]))) == 1 + BRIDGES
        again = [each for each in narrowed.all("a", aria_current="true") if _count(each.text) is not None]
        assert [each.text.rpartition(" ")[0] for each in again] == [choice.text.rpartition(" ")[0]]


def _count(text: str) -> int | None:
    last = text.rpartition(" ")[2]
    return int(last) if last.isdecimal() else None


def test_values_of_one_filter_add_up_and_filters_narrow_each_other(public_city: City) -> None:
    browser = public_city.browser()
    both = Page(browser.text(address(sharing_type=["unconditional", "conditional"])))
    assert total(both) == 1 + BRIDGES
    one = Page(browser.text(address(sharing_type="conditional")))
    more = next(each for each in one.all("a") if each.text.startswith("无条件共享 "))
    assert total(one) + (_count(more.text) or 0) == total(Page(browser.text(more.attributes["href"]))) == 1 + BRIDGES
    assert total(Page(browser.text(address(sharing_type="conditional", update_cycle="yearly")))) == 3
    kept = {each.attributes["name"]: each.attributes["value"] for each in both.all("input", type="hidden")}
    assert kept == {"sharing_type": "conditional"}, "searching again keeps what is chosen"
    assert [each.attributes["value"] for each in both.all("input", name="sharing_type")] == ["unconditional", "conditional"]


def test_all_filters_go_at_once_and_the_words_stay(public_city: City) -> None:
    browser = public_city.browser()
    page = Page(browser.text(address(text="桥梁", sharing_type="conditional", sort="freshness")))
    assert parse_qs(urlsplit(page.link("全部去掉")).query) == {"text": ["桥梁"], "sort": ["freshness"]}


def test_sorting_is_an_address_that_keeps_the_rest(public_city: City) -> None:
    browser = public_city.browser()
    page = Page(browser.text(address(text="桥梁", theme="城建")))
    asked = parse_qs(urlsplit(page.link("最近更新")).query)
    assert asked == {"text": ["桥梁"], "theme": ["城建"], "sort": ["freshness"]}
    sorted_page = Page(browser.text(page.link("最近更新")))
    assert [each.text for each in sorted_page.all("a", aria_current="true")][-1] == "最近更新"


def test_pages_of_the_answer_are_addresses(public_city: City) -> None:
    browser = public_city.browser()
    first = Page(browser.text(address(text="公路")))
    assert len(names(first)) == 20
    last = Page(browser.text(first.link("下一页")))
    assert len(names(last)) == 1
    assert not set(names(first)) & set(names(last))
    assert names(Page(browser.text(last.link("上一页")))) == names(first)
    assert "这一页没有内容" in browser.text(address(text="公路", page=9))


def test_when_nothing_is_found_it_says_what_to_try(public_city: City) -> None:
    browser = public_city.browser()
    page = browser.text(address(text="天文望远镜", tier="city"))
    assert "没有找到与“天文望远镜”相符的数据资源" in page
    for link in ("去掉全部筛选条件再找", "按部门浏览", "按区划浏览", "查看全部数据资源"):
        browser.get(Page(page).link(link))
    assert "没有符合条件的数据资源" in browser.text(address(theme="没有"))


def test_a_near_miss_is_answered_by_what_may_be_meant(public_city: City) -> None:
    browser = public_city.browser()
    page = Page(browser.text(address(text="停车场名册")))
    assert names(page) == []
    meant = next(each for each in page.all("p") if "您要找的是不是" in each.text)
    (first, *_) = meant.text.partition("：")[2].split("、")
    assert names(Page(browser.text(page.link(first)))) == ["公共停车场泊位信息"]


@pytest.mark.parametrize("wrong", [{"sort": "colour"}, {"page": 900}, {"text": "长" * 3000}])
def test_what_cannot_be_looked_for_is_said_at_the_box(public_city: City, wrong: dict[str, object]) -> None:
    browser = public_city.browser()
    page = Page(browser.text(address(**wrong), status=422))
    assert page.one("p", id="wrong").text
    assert page.one("input", id="find").attributes["aria-invalid"] == "true"
    browser.get(page.link("重新查找"))


def test_what_stands_in_the_address_and_is_no_filter_is_left_alone(public_city: City) -> None:
    assert total(Page(public_city.browser().text(address(utm="x", page="abc", theme="")))) == 1 + BRIDGES


def test_suggestions_lead_somewhere(public_city: City) -> None:
    browser = public_city.browser()
    found = browser.get("/search/suggestions?text=交通").json
    assert {"kind": "部门", "text": "市交通局", "spans": [[1, 3]]} in [
        {k: v for k, v in one.items() if k != "address"} for one in found
    ]
    resource = next(one for one in browser.get("/search/suggestions?text=停车场泊").json if one["kind"] == "数据资源")
    assert "<h1>公共停车场泊位信息</h1>" in browser.text(resource["address"])
    item = next(one for one in browser.get("/search/suggestions?text=泊位总&lang=en").json if one["kind"] == "Item")
    assert names(Page(browser.text(item["address"]))) == ["公共停车场泊位信息"]
    assert "lang=en" in item["address"]
    department = next(one for one in found if one["kind"] == "部门")
    assert total(Page(browser.text(department["address"]))) == 1 + BRIDGES


def test_suggestions_show_no_draft_and_fear_no_text(public_city: City) -> None:
    browser = public_city.browser("sun.li")
    assert browser.get("/search/suggestions?text=养护").json == []
    assert browser.get("/search/suggestions").json == []
    assert browser.get(f"/search/suggestions?text={'长' * 3000}").json == []


def test_what_is_found_can_be_taken_away_whole(public_city: City) -> None:
    browser = public_city.browser()
    taken = Page(browser.text(address(text="公路", sharing_type="unconditional", page=1))).link("下载结果（CSV）")
    answer = browser.get(taken)
    assert answer.mimetype == "text/csv"
    header, *rows = csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")))
    assert header[0] == "信息资源名称"
    assert len(rows) == 11
    assert {row[5] for row in rows} == {"无条件共享"}
    assert "attachment" in answer.headers["Content-Disposition"]
    english = browser.get(f"{taken}&lang=en").get_data().decode("utf-8-sig")
    assert english.startswith("Name,Code,Provider")


def test_in_english_nothing_but_the_data_is_chinese(public_city: City) -> None:
    browser = public_city.browser()
    data = (
        "市交通局",
        "重庆市",
        "交通",
        "城建",
        "公共停车场泊位信息",
        "停车场名称",
        "泊位总数",
        "公路桥梁",
        "全市备案公共停车场的位置与泊位数",
        "泊位",
        "桥",
        "全市公路桥梁的技术状况",
        "桥梁编码",
    )
    for values in (
        {"text": "泊位"},
        {"sharing_type": "conditional"},
        {"text": "桥桥桥", "tier": "city"},
        {"sort": "colour"},
        {"page": 9},
    ):
        page = Page(browser.text(address(lang="en", **values), status=422 if "sort" in values else 200))
        assert page.foreign(*data, str(values.get("text", ""))) == set(), values
        for each in page.all("a"):
            if each.attributes["href"].startswith("/") and each.text != "中文":
                assert "lang=en" in each.attributes["href"], each.text


def test_a_longer_answer_takes_no_more_statements(public_city: City) -> None:
    browser = public_city.browser()
    cost = {}
    for text, found in (("泊位", 1), ("公路", 20)):
        browser.get(address(text=text))
        cost[found] = statements(public_city.office, lambda text=text: browser.get(address(text=text)))
        assert len(names(Page(browser.text(address(text=text))))) == found
    assert cost[20] <= cost[1]
