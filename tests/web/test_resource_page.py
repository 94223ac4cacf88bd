"""The page of a resource: who sees what of it, its versions and what changed between them, what programs read there."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from catalog import lists, people
from catalog.lists import queries
from catalog.lists.bindings import Finding
from catalog.lists.desk import Receipt
from catalog.lists.known import Incoming
from catalog.rights import Actor
from tests import builders
from tests.api.paging import statements
from tests.conftest import Clock, Databases
from tests.web.conftest import City, opened
from tests.web.reading import Page, actor, reviewers

API: dict[str, Any] = {
    "gateway": "gw",
    "host": "api.example",
    "methods": ["GET"],
    "path": "/parking",
    "probe": "http://api.example/health",
}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A city open to the public; what one test does to an entry of its own is no concern of another."""
    databases = Databases(request.param, request, tmp_path_factory.mktemp("town"))
    with opened(databases, Clock(), public_catalog=True) as made:
        builders.create_official(made.office, "sun.li", department=made.other, roles=("registrar",))
        yield made


def do(city: City, who: Actor, verb: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    with city.office.work(who) as work:
        return verb(work, *arguments, **named)


def published(city: City, **content: Any) -> Receipt:
    return builders.create_published(city.office, *reviewers(city), **content)


def revised(city: City, receipt: Receipt, *, approve: bool = True, **changes: Any) -> Receipt:
    """Change an entry's content by a revision, and publish it unless it is to stay a draft."""
    compiling, signing, publishing = reviewers(city)
    with city.office.look(compiling) as look:
        entry = queries.show(look, receipt.id)
    content = {name: value for name, value in {**entry.content, **changes}.items() if value is not None}
    made: Receipt = do(city, compiling, lists.edit, receipt.id, content, revision=entry.summary.revision)
    if approve:
        made = do(city, compiling, lists.submit, receipt.id, revision=made.revision)
        for reviewing in (signing, publishing):
            made = do(city, reviewing, lists.review, receipt.id, decision="pass", revision=made.revision)
    return made


def address(receipt: Receipt, tail: str = "") -> str:
    return f"/resources/{receipt.id}{tail}"


def facts(page: Page) -> dict[str, str]:
    """Return what the page says, name by name."""
    return {name.text: said.text for name, said in zip(page.all("dt"), page.all("dd"), strict=True)}


def test_an_entry_is_told_in_the_words_of_the_guide(town: City) -> None:
    receipt = published(
        town,
        name="客运车辆运营信息",
        sharing_type="conditional",
        sharing_conditions="限交通执法",
        sharing_purpose="营运资质核验",
        openness="conditional",
        open_conditions="实名申请",
        formats=["mysql", "xlsx"],
        sharing_modes=["platform_table", "platform_file"],
        update_cycle="weekly",
        local_grade="L2",
        tags=["客运", "车辆"],
        theme="交通运输",
        secrecy_review={"reviewed_on": "2026-01-05", "signed_by": "周敏"},
    )
    page = Page(town.browser().text(address(receipt)))
    said = facts(page)
    expected = {
        "共享类型": "有条件共享",
        "共享条件": "限交通执法",
        "使用要求": "营运资质核验",
        "共享方式": "共享平台（库表）、共享平台（文件）",
        "开放属性": "有条件开放",
        "开放条件": "实名申请",
        "更新周期": "每周",
        "格式": "mysql、xlsx",
        "数据分级": "一般数据",
        "地方分级": "L2",
        "主题": "交通运输",
        "关键字": "客运、车辆",
        "保密审查": "2026-01-05 周敏",
        "部门": "市交通局",
        "代码": "11500000009275780L",
        "区划": "重庆市 市",
        "主分类": f"交通出行 {receipt.code}",
        "发布日期": "2026-03-02",
        "现行版本": "1",
        "纳入考核": "是",
    }
    assert {name: said.get(name) for name in expected} == expected
    assert page.one("h1").text == "客运车辆运营信息"


def test_what_is_not_shared_names_the_law(town: City) -> None:
    basis = [{"law": "《中华人民共和国个人信息保护法》", "article": "第二十八条"}]
    receipt = published(town, sharing_type="not_shared", legal_basis=basis)
    assert facts(Page(town.browser().text(address(receipt))))["不予共享依据"] == "《中华人民共和国个人信息保护法》 第二十八条"


def test_items_show_what_they_state_of_their_own(town: City) -> None:
    receipt = published(
        town,
        sharing_conditions="限执法",
        sharing_purpose="核验",
        items=[
            {"name": "车牌号", "type": "C", "length": 12, "description": "机动车号牌"},
            {"name": "车主", "type": "C", "length": 50, "sharing_type": "conditional", "openness": "not_open"},
        ],
    )
    page = Page(town.browser().text(address(receipt)))
    assert [each.text for each in page.all("th", scope="col")][:7] == ["序号", "信息项", "类型", "长度", "共享", "开放", "说明"]
    rows = [each.text for each in page.all("tr")]
    assert any(row.startswith("1 车牌号") and "字符型 C 12" in row and row.endswith("机动车号牌") for row in rows)
    assert any("车主" in row and "有条件共享" in row and "不予开放" in row for row in rows)
    assert "因信息项从严，整体按“有条件共享”" in facts(page)["共享类型"]
    header, *lines = csv.reader(io.StringIO(town.browser().get(page.link("下载 CSV 信息项一览")).get_data().decode("utf-8-sig")))
    assert header[:3] == ["信息项", "类型", "长度"]
    assert [line[0] for line in lines] == ["车牌号", "车主"]


def test_a_draft_is_not_there_for_others_and_its_parties_see_its_reviews(town: City) -> None:
    compiling, signing, _ = reviewers(town)
    draft = builders.create_draft(town.office, compiling, name="隧道机电台账")
    sent = do(town, compiling, lists.submit, draft.id, revision=draft.revision)
    do(town, signing, lists.review, draft.id, decision="return", opinion="请补充来源", revision=sent.revision)
    for stranger in (town.browser(), town.browser("sun.li")):
        for tail in ("", "/items.csv", "/versions/1/diff/1"):
            assert "隧道机电台账" not in stranger.text(address(draft, tail), status=404)
    page = town.browser("li.ming").text(address(draft))
    for said in ("隧道机电台账", "本目录尚未发布", "请补充来源", "退回", "zhao.wei"):
        assert said in page
    assert "application/ld+json" not in page


def test_an_open_revision_and_its_reviews_are_for_the_parties(town: City) -> None:
    receipt = published(town)
    revised(town, receipt, approve=False, abstract="修订后的摘要")
    party, stranger = town.browser("li.ming").text(address(receipt)), town.browser("sun.li").text(address(receipt))
    assert "有一个修订中的版本（第 2 版，草稿）" in party
    assert "审核记录" in party
    for hidden in ("修订", "审核记录", "第 2 版", "zhao.wei"):
        assert hidden not in stranger
    assert "修订后的摘要" in town.browser("li.ming").text(Page(party).link("查看改动"))
    town.browser("sun.li").get(address(receipt, "/versions/1/diff/2"), status=404)


def test_any_code_leads_to_the_page(town: City) -> None:
    browser = town.browser()
    answer = browser.get(f"/resources/by-code?code={town.published.code}&lang=en", status=303)
    assert answer.headers["Location"] == f"{address(town.published)}?lang=en"
    for unknown in ("999999/1", "", "nothing"):
        browser.get(f"/resources/by-code?code={unknown}", status=404)
    browser.get("/resources/01a20000-0000-7000-8000-000000000000", status=404)


def test_two_versions_are_compared_at_a_glance(town: City) -> None:
    receipt = published(
        town,
        items=[
            {"name": "车牌号", "type": "C", "length": 12},
            {"name": "座位数", "type": "I"},
            {"name": "车主电话", "type": "C", "length": 20},
        ],
    )
    items = [
        {"name": "车牌号", "type": "C", "length": 8},
        {"name": "座位数", "type": "I"},
        {"name": "能源类型", "type": "C", "length": 10},
    ]
    revised(town, receipt, items=items, update_cycle="daily")
    browser = town.browser()
    page = Page(browser.text(address(receipt)))
    assert [each.text for each in page.all("option")] == ["第 2 版 现行", "第 1 版 已更替"] * 2
    assert [each.text for each in page.all("option", selected="")] == ["第 1 版 已更替", "第 2 版 现行"]
    chosen = browser.get(address(receipt, "/versions?old=1&new=2"), status=303).headers["Location"]
    assert chosen == address(receipt, "/versions/1/diff/2")
    shown = Page(browser.text(chosen))
    assert [each.text for each in shown.all("del")] == ["每月", "车主电话", "12"]
    assert [each.text for each in shown.all("ins")] == ["每日", "8", "能源类型"]
    breaks = shown.one("section", class_="breaks").text
    for said in ("影响使用方的改动 2", "删除信息项“车主电话”", "信息项“车牌号”的长度由12缩短为8"):
        assert said in breaks
    assert [each.text.split()[1] for each in shown.all("li", class_="dropped")] == ["车主电话"]
    assert "影响使用方" in shown.one("li", class_="dropped").text
    assert "影响使用方" in shown.one("li", class_="changed").text
    assert "座位数" not in shown.one("ul", class_="changes").text
    back = Page(browser.text(address(receipt, "/versions/2/diff/1")))
    assert [each.text.split()[1] for each in back.all("li", class_="added")] == ["车主电话"]


def test_versions_that_say_the_same_and_versions_that_are_not_there(town: City) -> None:
    browser = town.browser()
    assert "两个版本内容相同" in browser.text(address(town.published, "/versions/1/diff/1"))
    for tail in ("/versions/1/diff/2", "/versions/0/diff/1", f"/versions/1/diff/{'9' * 40}"):
        browser.get(address(town.published, tail), status=404)
    for asked in ("", "?old=1", "?old=x&new=2", "?old=²&new=1"):
        answer = browser.get(address(town.published, f"/versions{asked}"), status=303)
        assert answer.headers["Location"] == address(town.published)


def test_everybody_sees_how_a_binding_answers_and_its_parties_where_it_is(town: City) -> None:
    receipt = published(town)
    compiling = actor(town, "li.ming")
    bound = do(town, compiling, lists.bind, receipt.id, "api", API, seal=str.encode)
    assert "尚未探测" in town.browser().text(address(receipt))
    for finding, words in (
        (Finding(bound.id, answering=True), "应答正常"),
        (Finding(bound.id, answering=False, fault="timed_out"), "未应答："),
    ):
        do(town, builders.OPERATOR, lists.record_checks, [finding])
        stranger, party = town.browser("sun.li").text(address(receipt)), town.browser("li.ming").text(address(receipt))
        assert words in stranger
        assert words in party
        assert "api.example" not in stranger
        assert "<code>api.example</code>" in party


def test_distributions_are_told_and_only_addresses_of_the_web_are_links(town: City) -> None:
    distributions = [
        {"mode": "file", "format": "xlsx", "address": "https://data.example/a.xlsx", "volume": "3 MB", "refreshed": "2026-02-01"},
        {"mode": "link", "address": "javascript:alert(1)"},
    ]
    page = Page(town.browser().text(address(published(town, distributions=distributions))))
    told = [each.text for each in page.all("td")]
    assert told[told.index("文件") :][:5] == ["文件", "xlsx", "https://data.example/a.xlsx", "3 MB", "2026-02-01"]
    targets = [each.attributes["href"] for each in page.all("a")]
    assert "https://data.example/a.xlsx" in targets
    assert not [target for target in targets if target.startswith("javascript")]


def test_what_has_ended_leads_to_what_took_its_place(town: City) -> None:
    old, new = published(town, name="出租汽车台账"), published(town, name="出租汽车登记信息")
    do(town, actor(town, "chen.jing"), lists.supersede, old.id, by=new.id, revision=old.revision)
    browser = town.browser()
    page = browser.text(address(old))
    assert "本资源已被替代，不再提供" in page
    assert Page(page).link("出租汽车登记信息") == address(new)
    assert "application/ld+json" not in page


def test_related_entries_are_links_and_unknown_codes_stay_codes(town: City) -> None:
    draft = builders.create_draft(town.office, actor(town, "li.ming"))
    sent = do(town, actor(town, "li.ming"), lists.submit, draft.id, revision=draft.revision)
    receipt = published(town, related=[town.published.code, "206001/999999", sent.code])
    page = Page(town.browser().text(address(receipt)))
    assert page.link("公共停车场泊位信息") == address(town.published)
    for code in ("206001/999999", sent.code):
        assert f"{code} 目录中没有或不可见" in page.one("body").text


def test_an_imported_entry_says_from_where_it_came(town: City) -> None:
    content = builders.create_content(name="港口岸线信息")
    incoming = Incoming(town.department, town.region, content, origin=({"file": "港航.xlsx", "lines": [7, 9]},))
    (outcome,) = do(town, builders.OPERATOR, lists.put_entries, [incoming])
    assert facts(Page(town.browser("li.ming").text(f"/resources/{outcome.resource_id}")))["导入来源"] == "港航.xlsx 第 7、9 行"


def test_programs_read_name_provider_and_access_in_the_page(town: City) -> None:
    receipt = published(
        town, name="网约车平台信息", abstract='</script><script>alert("x")</script>', sharing_type="conditional",
        sharing_conditions="限监管", sharing_purpose="监管",
    )  # fmt: skip
    text = town.browser().text(address(receipt))
    assert "<script>alert" not in text
    (block,) = Page(text).all("script", type="application/ld+json")
    said = json.loads(block.text)
    assert said["@type"] == "Dataset"
    assert said["name"] == "网约车平台信息"
    assert said["publisher"]["name"] == "市交通局"
    assert said["conditionsOfAccess"] == "有条件共享：限监管"
    assert said["description"] == '</script><script>alert("x")</script>'
    assert said["url"].endswith(address(receipt))


def test_links_for_programs_lead_somewhere(town: City) -> None:
    client = town.app.test_client()
    page = Page(town.browser().text(address(town.published)))
    for text in ("JSON", "Turtle", "JSON-LD"):
        assert client.get(page.link(text)).status_code == 200, text


def test_who_provides_it_and_who_answers_for_it(town: City) -> None:
    public, signed_in = town.browser(), town.browser("sun.li")
    page = Page(public.text(address(town.published)))
    assert page.one("ol", class_="crumbs").text == "重庆市 市交通局"
    assert "云长" not in facts(page)
    make_chief(town)
    assert facts(Page(signed_in.text(address(town.published))))["云长"] == "li.ming"
    assert "云长" not in facts(Page(public.text(address(town.published)))), "who is cloud chief is for those who are signed in"


def make_chief(city: City) -> None:
    """Let li.ming answer for the department."""
    official = actor(city, "li.ming").id
    assert official
    do(city, builders.OPERATOR, people.put_chief, people.ChiefEntry("chief", official, department=city.department))


def test_in_english_nothing_but_the_data_is_chinese(town: City) -> None:
    receipt = published(town, name="轨道交通线路", local_grade="L1")
    revised(town, receipt, update_cycle="daily", items=[{"name": "停车场名称", "type": "C", "length": 50}])
    data = ("轨道交通线路", "市交通局", "重庆市", "全市备案公共停车场的位置与泊位数", "停车场名称", "泊位总数", "交通出行")
    browser = town.browser()
    for tail in ("", "/versions/1/diff/2", "/versions/1/diff/1"):
        page = Page(browser.text(address(receipt, f"{tail}?lang=en")))
        assert page.foreign(*data) == set(), tail


def test_a_richer_entry_takes_no_more_statements(town: City) -> None:
    poor = published(town, items=[{"name": "名称", "type": "C", "length": 5}], related=[town.published.code])
    others = [published(town) for _ in range(3)]
    items = [{"name": f"第{at}项", "type": "I"} for at in range(60)]
    rich = revised(town, published(town, items=items), abstract="改过一次", related=[other.code for other in others])
    for _ in range(3):
        do(town, actor(town, "li.ming"), lists.bind, rich.id, "link", {"url": "https://data.example/"}, seal=str.encode)
    browser = town.browser()
    for each in (rich, poor):
        browser.get(address(each))
    assert statements(town.office, lambda: browser.get(address(rich))) == statements(
        town.office, lambda: browser.get(address(poor))
    )
