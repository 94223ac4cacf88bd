"""What one asks and is answered: words, facets, order, pages, highlights, other words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from catalog import people, search
from catalog.errors import Invalid, NotAllowed, Unauthenticated
from catalog.rights import anonymous
from catalog.search import engine
from tests.conftest import Clock, Databases
from tests.lists.conftest import settle
from tests.search.conftest import Library, q

ITEMS = [{"name": "车牌号", "type": "C", "length": 9}, {"name": "泊位总数", "type": "I"}]


def names(found: search.Found) -> list[str]:
    return [hit.name.text for hit in found.hits]


def counted(found: search.Found, facet: str) -> dict[str, int]:
    return {value.value: value.count for value in found.facets[facet]}


def stocked(town: Library) -> Library:
    """Put in five entries: of those that are folded one was changed since, the others are not folded yet."""
    first = town.draft(name="公共停车场", items=ITEMS, theme="金融", abstract="含充电桩位置")
    town.clock.advance(hours=1)
    town.published(name="公共停车场泊位", items=ITEMS, formats=["xlsx"], theme="交通", tags=["智慧城市"])
    town.clock.advance(hours=1)
    town.local_draft(name="银行网点", items=[{"name": "停车场名称", "type": "C", "length": 99}], update_cycle="daily")
    town.fold()
    town.clock.advance(hours=1)
    town.local_draft(name="重庆長安汽車", items=ITEMS, grade="important", local_grade="L2", theme="工业")
    town.draft(name="停车场备案", items=ITEMS, openness="conditional", open_conditions="申请", theme="交通")
    town.clock.advance(hours=1)
    town.edit(first, theme="交通")
    return town


@pytest.fixture
def own(town: Library) -> Library:
    """The five entries, to be changed by one test."""
    return stocked(town)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def stock(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The five entries, for all tests that only ask."""
    databases = Databases(request.param, request, tmp_path_factory.mktemp("stock"))
    with databases.house(settle, Clock()) as (office, ids):
        yield stocked(Library(office, ids))


def test_several_words_may_each_be_found_elsewhere(stock: Library) -> None:
    assert len(stock.ids(q("停车 车牌"))) == 3
    assert names(stock.find(q("停车 银行"))) == ["银行网点"]
    assert names(stock.find(q("停车 渝中区交通局"))) == ["银行网点"]
    assert names(stock.find(q("停车 重庆市交通局 智慧城市 公共"))) == ["公共停车场泊位"]
    assert stock.find(q("停车 智慧城市 银行")).total == 0


def test_an_entry_is_found_however_it_is_asked_for(stock: Library) -> None:
    for text in ("长安", "長安", "changan", "ca", "cqca", "chongqingchang", "重庆长安汽车", "汽车 CHE", "ｃａ"):
        assert "重庆長安汽車" in names(stock.find(q(text))), text
    for text in ("chepaihao", "cph", "泊位总", "充电桩"):
        assert "公共停车场" in names(stock.find(q(text))), text


def test_an_entry_is_found_by_its_code(stock: Library) -> None:
    (hit,) = stock.find(q("公共停车场泊位")).hits
    assert hit.summary.code is not None
    assert names(stock.find(q(hit.summary.code))) == names(stock.find(q(hit.summary.code[-7:]))) == ["公共停车场泊位"]


def test_the_nearest_come_first(stock: Library) -> None:
    assert names(stock.find(q("公共停车场"))) == ["公共停车场", "公共停车场泊位"]
    found = names(stock.find(q("停车场")))
    assert (set(found[:3]), found[3:]) == ({"公共停车场", "公共停车场泊位", "停车场备案"}, ["银行网点"])


def test_an_abstract_stands_behind_an_item(own: Library) -> None:
    own.draft(name="年度总结", items=[{"name": "充电桩编号", "type": "C", "length": 9}])
    assert names(own.find(q("充电桩"))) == ["年度总结", "公共停车场"]


def test_the_freshest_come_first_where_that_is_asked(stock: Library) -> None:
    found = names(stock.find(q("", sort="freshness")))
    assert (found[0], set(found[1:3]), found[3:]) == (
        "公共停车场",
        {"停车场备案", "重庆長安汽車"},
        ["银行网点", "公共停车场泊位"],
    )


def test_everything_is_listed_where_nothing_is_asked(own: Library) -> None:
    for sort in search.SORTS:
        assert own.find(q("", sort=sort)).total == 5
    own.fold()
    search.rebuild(own.office)
    assert names(own.find(q()))[0] == "公共停车场泊位", "what is published comes first"
    assert own.find(q()).hits[0].items == ()
    assert own.find(q()).did_you_mean == ()


@pytest.mark.parametrize("sort", search.SORTS)
def test_pages_show_everything_once(stock: Library, sort: str) -> None:
    whole = [hit.summary.id for hit in stock.find(q("停车", sort=sort)).hits]
    pages = [stock.find(q("停车", sort=sort, offset=at, limit=1)) for at in range(5)]
    assert [hit.summary.id for page in pages for hit in page.hits] == whole
    assert [len(page.hits) for page in pages] == [1, 1, 1, 1, 0]
    assert {page.total for page in pages} == {4}


def test_every_facet_narrows_and_is_counted_under_all_others(stock: Library) -> None:
    for facet, value, total in [
        ("tier", "city", 3),
        ("tier", "district", 2),
        ("region", stock.city, 5),
        ("region", stock.district, 2),
        ("department", stock.traffic, 3),
        ("department", stock.finance, 0),
        ("sharing_type", "unconditional", 5),
        ("openness", "conditional", 1),
        ("update_cycle", "daily", 1),
        ("theme", "交通", 3),
        ("format", "spreadsheet", 1),
        ("state", "published", 1),
        ("grade", "important", 1),
        ("local_grade", "L2", 1),
        ("theme", "没有", 0),
        ("region", "没有", 0),
        ("department", "没有", 0),
    ]:
        assert stock.find(q(**{facet: value})).total == total, (facet, value)
    stock.right(
        *(q(text, theme=("交通", "工业"), state="draft", **more) for text in ("", "停车") for more in ({}, {"tier": "city"})),
        q("停车", region=stock.district),
        q("车牌 停车场", department=stock.traffic, format=("database", "spreadsheet")),
        askers=("registrar", "operator"),
    )


def test_a_filter_leaves_its_own_facet_alone(stock: Library) -> None:
    found = stock.find(q(tier="district"))
    assert counted(found, "tier") == {"city": 3, "district": 2}
    assert counted(found, "theme") == {"工业": 1}
    found = stock.find(q(theme="工业", tier="city"))
    assert (found.total, counted(found, "tier"), counted(found, "theme")) == (
        0,
        {"district": 1, "city": 0},
        {"交通": 3, "工业": 0},
    )
    assert [(value.value, value.chosen) for value in found.facets["theme"]] == [("交通", False), ("工业", True)]


def test_values_are_named_in_both_languages(stock: Library) -> None:
    facets = stock.find(q(local_grade="L9")).facets
    assert {value.label for value in facets["state"]} == set()
    facets = stock.find(q()).facets
    assert ("重庆市", "重庆市") in {value.label for value in facets["region"]}
    assert ("重庆市交通局", "重庆市交通局") in {value.label for value in facets["department"]}
    assert ("无条件共享", "unconditional sharing") in {value.label for value in facets["sharing_type"]}
    for values in facets.values():
        assert all(zh and en for zh, en in (value.label for value in values))
        assert [value.count for value in values] == sorted((value.count for value in values), reverse=True)


def test_a_department_stands_for_those_it_succeeded(own: Library) -> None:
    with own.work(own.operator) as work:
        second = people.rename(work, own.traffic, "重庆市运输局", date(2026, 3, 2)).began[0].id
    with own.work(own.operator) as work:
        heir = people.rename(work, second, "重庆市交通委员会", date(2026, 3, 3)).began[0].id
    assert [own.find(q(department=each)).total for each in (heir, second, own.traffic, own.local)] == [3, 3, 3, 2]
    assert own.find(q("交通委员会")).total == 0, "the entries stand where they stood"
    own.right(q("停车", department=heir), askers=("operator",))


def test_what_was_found_is_marked(stock: Library) -> None:
    (hit,) = stock.find(q("泊位 充电")).hits
    assert (hit.name.text, hit.name.spans) == ("公共停车场", ())
    assert [(item.text, item.spans) for item in hit.items] == [("泊位总数", ((0, 2),))]
    assert hit.abstract is not None
    assert (hit.abstract.text, hit.abstract.spans) == ("含充电桩位置", ((1, 3),))
    (hit,) = stock.find(q("changan ｑiche")).hits
    assert [hit.name.text[start:end] for start, end in hit.name.spans] == ["長安", "汽車"]
    assert hit.abstract is None


def test_a_long_abstract_is_cut_around_what_was_found(town: Library) -> None:
    town.draft(name="年度总结", abstract="前" * 200 + "充电桩" + "后" * 200)
    marked = town.find(q("充电桩")).hits[0].abstract
    assert marked is not None
    assert [marked.text[start:end] for start, end in marked.spans] == ["充电桩"]
    assert marked.text[0] == marked.text[-1] == "…"
    assert len(marked.text) < 100


def test_other_words_are_offered_where_nothing_is_found(stock: Library) -> None:
    found = stock.find(q("停车场备案登记"))
    assert (found.total, found.did_you_mean[0]) == (0, "停车场备案")
    assert "公共停车场泊位" in stock.find(q("公共停车位")).did_you_mean
    assert stock.find(q("火箭发动机")).did_you_mean == ()
    assert stock.find(q("鑫")).did_you_mean == ()


def test_items_are_offered_where_no_name_holds_the_words(stock: Library) -> None:
    assert stock.find(q("车牌")).did_you_mean == ("车牌号",)
    assert stock.find(q("停车场")).did_you_mean == ()


def test_names_are_suggested_while_typing(stock: Library) -> None:
    with stock.look() as look:
        suggested = search.suggest(look, "停车")
        kinds = [each.kind for each in suggested]
        assert kinds == ["resource"] * 3 + ["item"]
        assert all(each.text[start:end] == "停车" for each in suggested for start, end in each.spans)
        assert suggested[-1].text == "停车场名称"
        assert {(each.kind, each.text, each.id) for each in search.suggest(look, "jiaotongj")} >= {
            ("department", "渝中区交通局", stock.local),
            ("department", "重庆市交通局", stock.traffic),
        }
        assert search.suggest(look, "  ") == ()
        assert search.suggest(look, "火箭") == ()
        for limit in range(1, 12):
            assert len(search.suggest(look, "车", limit)) == min(limit, 6)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (q(colour="红"), "unknown_facet"),
        (q(sort="beauty"), "unknown_sort"),
        (q(offset=10_001), "too_deep"),
        (q(offset=-1), "too_deep"),
        (q(limit=0), "bad_limit"),
        (q(limit=101), "bad_limit"),
    ],
)
def test_questions_that_cannot_be_answered_are_refused(stock: Library, query: search.Query, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        stock.find(query)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_long_questions_are_refused(stock: Library) -> None:
    for text in ("保" * 201, " ".join(map(str, range(13)))):
        with pytest.raises(Invalid, match="question"):
            stock.find(q(text))
    assert stock.find(q("", offset=10_000)).hits == ()


def test_who_may_not_read_is_refused(stock: Library) -> None:
    with pytest.raises(Unauthenticated):
        stock.find(q(), anonymous())
    machine = stock.askers["machine"]
    with pytest.raises(NotAllowed), stock.look(replace(machine, scopes=frozenset())) as look:
        search.suggest(look, "停车")


def test_too_many_to_be_read_are_counted_by_their_terms(town: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        town.draft(name=f"停车场{number}", items=ITEMS)
        town.draft(name=f"停车与车场{number}", items=ITEMS)
    town.fold()
    assert (town.find(q("停车场")).total, town.find(q("停车场")).approximate) == (6, False)
    monkeypatch.setattr(engine, "VERIFIED", 5)
    for sort in search.SORTS:
        found = town.find(q("停车场", sort=sort, limit=5))
        assert (found.total, found.approximate) == (12, True)
        rest = town.find(q("停车场", sort=sort, offset=5))
        assert sorted(names(found) + names(rest)) == [f"停车场{number}" for number in range(6)], sort
