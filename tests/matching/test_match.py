"""What the catalog has for a demand, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from catalog import matching
from catalog.errors import Invalid, Unauthenticated
from catalog.matching import Matched, Synonyms, Wanted, rules
from catalog.rights import anonymous
from tests.matching.conftest import Market, names


def test_an_entry_that_satisfies_comes_first_with_its_reasons(market: Market) -> None:
    market.entry("药品零售企业名单", "企业名称", "经营地址", "许可证编号")
    found = market.match("药店名单", "药店名称", "地址", "许可证号", presumed_source="交通局")
    assert (found.verdict, found.missing, found.items_unknown, found.nearest) == ("matched", (), False, ())
    best = found.candidates[0]
    assert (best.summary.name, best.grade, best.missing) == ("药品零售企业名单", "full", ())
    assert {each.wanted: each.item for each in best.covered} == {
        "药店名称": "企业名称",
        "地址": "经营地址",
        "许可证号": "许可证编号",
    }
    said = "".join(zh for zh, _ in best.reasons)
    for expected in ("“药店”即“药品零售企业”", "所需 3 项中有 3 项", "由预期的数源部门提供", "无条件共享"):
        assert expected in said


def test_what_lacks_items_matches_partly_and_says_which(market: Market) -> None:
    market.entry("渔港名录", "渔港名称", "经度")
    found = market.match("渔港", "渔港名称", "港池水深", "避风等级")
    assert (found.verdict, found.missing) == ("partly", ("港池水深", "避风等级"))
    assert found.candidates[0].grade == "partial"


def test_what_tells_no_items_is_never_partly(market: Market) -> None:
    market.bare("渔港名录")
    found = market.match("渔港", "港池水深", "避风等级")
    assert (found.verdict, found.items_unknown, found.missing) == ("matched", True, ())
    assert "未登记信息项" in "".join(zh for zh, _ in found.candidates[0].reasons)


def test_an_abstract_that_lists_the_items_is_believed_unless_it_breaks_off(market: Market) -> None:
    market.bare("渔港名录", abstract="渔港名录，包含渔港名称、经度、纬度")
    found = market.match("渔港", "渔港名称", "港池水深", "避风等级")
    assert (found.verdict, found.items_unknown, found.missing) == ("partly", False, ("港池水深", "避风等级"))
    market.bare("趸船名录", abstract="趸船名录，包含趸船名称、经度、纬度等信息")
    found = market.match("趸船", "趸船名称", "港池水深", "避风等级")
    assert (found.verdict, found.items_unknown, found.missing) == ("matched", True, ())
    assert [each.item for each in found.candidates[0].covered] == ["趸船名称"]


def test_the_verdict_is_the_same_however_few_are_shown(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    market.entry("渔港名录")
    market.entry("渔港锚地水深")
    # As where the nearest entry is merely its department's, and the next one is what is asked for.
    monkeypatch.setattr(rules, "grade", lambda near, *_, **__: "near" if near.name == 1.0 else "full")
    one, all_ = market.match("渔港", limit=1), market.match("渔港")
    assert names(all_)[:2] == ["渔港名录", "渔港锚地水深"]
    assert (one.verdict, all_.verdict, names(one)) == ("matched", "matched", ["渔港名录"])


def test_an_authority_says_how_departments_are_called(market: Market) -> None:
    market.entry("渔港名录")
    ask = {"presumed_source": "渡口局"}
    assert "由其他部门提供" in said(market.match("渔港", **ask))
    market.do(market.operator, matching.put_synonyms, Synonyms("bureau", ["交通", "渡口"], "旧称"))
    assert "由预期的数源部门提供" in said(market.match("渔港", **ask))


def said(found: Matched) -> str:
    return "".join(zh for zh, _ in found.candidates[0].reasons)


def test_what_nobody_has_is_unmatched_and_says_who_is_nearest(market: Market) -> None:
    found = market.match("养犬登记", "犬主姓名", presumed_source="财政局")
    assert (found.verdict, found.missing) == ("unmatched", ())
    assert all(each.grade == "near" for each in found.candidates)
    nearest = found.nearest[0]
    assert (nearest.name, nearest.region) == ("重庆市财政局", "重庆市")
    assert nearest.reasons[0] == ("与预期的数源部门相符", "it is the presumed source")


def test_the_region_asked_decides(market: Market) -> None:
    market.entry("公共厕所")
    market.local_entry("公共厕所位置")
    district = market.match("公厕", region=market.district)
    assert names(district)[:2] == ["公共厕所位置", "公共厕所"]
    assert [each.grade for each in district.candidates[:2]] == ["full", "partial"]
    city = market.match("公厕", place="重庆市")
    assert names(city)[:2] == ["公共厕所", "公共厕所位置"]
    for other in ("四川省", "重庆市江北区"):
        assert "公共厕所位置" not in names(market.match("公厕", place=other)), other
    assert market.match("公厕", place="四川省").verdict == "unmatched"


def test_nobody_is_shown_what_they_may_not_see(market: Market) -> None:
    market.draft(name="渔港名录")
    assert market.match("渔港", actor=market.registrar).verdict == "matched"
    assert market.match("渔港", actor=market.local_registrar).candidates == ()
    with pytest.raises(Unauthenticated):
        market.match("渔港", actor=anonymous())


def test_what_has_ended_is_no_candidate(market: Market) -> None:
    entry = market.entry("渔港名录")
    assert "渔港名录" in names(market.match("渔港"))
    market.step(entry, "retire", reason="业务取消")
    assert "渔港名录" not in names(market.match("渔港"))
    market.fold()
    assert "渔港名录" not in names(market.match("渔港"))


def test_a_committed_change_is_matched_at_once_and_after_the_fold_alike(market: Market) -> None:
    market.fold()
    market.entry("渔港名录", "渔港名称")
    before = market.match("渔港", "渔港名称")
    market.fold()
    after = market.match("渔港", "渔港名称")
    assert names(before)[0] == names(after)[0] == "渔港名录"
    assert (before.verdict, after.verdict) == ("matched", "matched")


def test_a_published_entry_comes_before_a_draft_that_says_the_same(market: Market) -> None:
    market.entry("渔港名录")
    market.local_entry("渔港名录")
    assert [each.summary.state for each in market.match("渔港").candidates[:2]] == ["published", "draft"]


def test_an_authoritys_synonyms_count_from_the_next_demand_on(market: Market) -> None:
    market.entry("船舶靠泊设施")
    assert market.match("趸船").verdict == "unmatched"
    market.do(market.operator, matching.put_synonyms, Synonyms("matter", ("趸船", "靠泊设施")))
    assert market.match("趸船").verdict == "matched"


def test_a_bad_description_is_refused(market: Market) -> None:
    with pytest.raises(Invalid) as caught:
        market.match(" ", "", region="nowhere", limit=0)
    assert {problem.path for problem in caught.value.problems} == {"title", "items.0", "region", "limit"}


def test_a_region_is_meant_by_id_code_or_name(market: Market) -> None:
    with market.look() as look:
        wanted = Wanted("公厕")
        assert matching.placed(look, wanted, None) == wanted
        assert matching.placed(look, wanted, market.city).region == market.city
        assert matching.placed(look, wanted, "500103").region == market.district
        assert matching.placed(look, wanted, "重庆市渝中区").place == "重庆市渝中区"


def test_a_demand_costs_the_same_where_there_is_more(market: Market) -> None:
    statements: list[str] = []

    def cost() -> int:
        market.fold()
        market.match("渔港", "渔港名称")
        event.listen(market.office.engine, "before_cursor_execute", listen)
        statements.clear()
        assert isinstance(market.match("渔港", "渔港名称"), Matched)
        event.remove(market.office.engine, "before_cursor_execute", listen)
        return len(statements)

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    market.entry("渔港名录0")
    few = cost()
    for number in range(1, 8):
        market.bare(f"渔港名录{number}")
    assert cost() <= few
