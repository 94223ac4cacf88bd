"""All problems of a content document at once, each with its severity; what governs it; codes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.lists import vocabulary
from catalog.lists.codes import code_agrees_with, code_is_well_formed
from catalog.lists.metadata import check, effective

SOUND: dict[str, Any] = {
    "name": "城市低保对象名录（2026年）",
    "abstract": "记录本市享受最低生活保障的对象。",
    "formats": ["mysql", "xlsx"],
    "classifications": ["307001", "201003"],
    "sharing_type": "conditional",
    "sharing_conditions": "经提供部门同意",
    "sharing_purpose": "社会救助核对",
    "sharing_modes": ["platform_table", "platform_api"],
    "openness": "not_open",
    "update_cycle": "monthly",
    "grade": "general",
    "local_grade": "L2",
    "items": [
        {"name": "姓名", "type": "C", "length": 50, "description": "对象姓名"},
        {"name": "月保障金额", "type": "N", "length": 10},
        {"name": "批准日期", "type": "D"},
    ],
    "distributions": [{"mode": "table", "format": "mysql", "refreshed": "2026-03-01"}],
    "secrecy_review": {"reviewed_on": "2026-02-01", "signed_by": "张三"},
}


def found(**changes: Any) -> set[tuple[str, str, str]]:
    """Check the sound document with changes; ``None`` takes a field away."""
    content = {field: value for field, value in (SOUND | changes).items() if value is not None}
    problems = check(content, known_classifications={"307001", "201003"})
    assert all(problem.zh and problem.en and problem.zh != problem.en for problem in problems)
    return {(problem.path, problem.code, problem.severity) for problem in problems}


def test_a_sound_document_has_no_problem() -> None:
    assert found() == set()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": None}, ("name", "missing", "rejected")),
        ({"name": "xxx"}, ("name", "missing", "rejected")),
        ({"name": "名" * 129}, ("name", "too_long", "rejected")),
        ({"code": "407001/1"}, ("code", "code_malformed", "rejected")),
        ({"grade": "core"}, ("grade", "core_refused", "rejected")),
        ({"grade": "机密"}, ("grade", "secret_refused", "rejected")),
        ({"local_grade": "secret"}, ("local_grade", "secret_refused", "rejected")),
        ({"secrecy": "国家秘密"}, ("secrecy", "secret_refused", "rejected")),
        ({"raw": {"secrecy": "秘密"}}, ("raw.secrecy", "secret_refused", "rejected")),
        ({"items": [{"name": "坐标", "grade": "core"}]}, ("items[0].grade", "core_refused", "rejected")),
        ({"abstract": 12}, ("abstract", "wrong_type", "rejected")),
        ({"formats": "xlsx"}, ("formats", "wrong_type", "rejected")),
        ({"formats": ["xlsx", "nonsense"]}, ("formats[1]", "not_in_vocabulary", "rejected")),
        ({"sharing_type": "1"}, ("sharing_type", "not_in_vocabulary", "rejected")),
        ({"update_cycle": "hourly"}, ("update_cycle", "not_in_vocabulary", "rejected")),
        ({"items": [{"name": "甲", "length": "8"}]}, ("items[0].length", "wrong_type", "rejected")),
        ({"items": ["甲"]}, ("items[0]", "wrong_type", "rejected")),
        ({"legal_basis": [{"law": 1}]}, ("legal_basis[0].law", "wrong_type", "rejected")),
        ({"distributions": [{"issued": "2026年"}]}, ("distributions[0].issued", "wrong_type", "rejected")),
        ({"sharing_type": None}, ("sharing_type", "missing", "incomplete")),
        ({"abstract": None}, ("abstract", "missing", "incomplete")),
        ({"abstract": "无"}, ("abstract", "missing", "incomplete")),
        ({"abstract": "摘" * 1001}, ("abstract", "too_long", "incomplete")),
        ({"classifications": []}, ("classifications", "missing", "incomplete")),
        ({"classifications": ["4"]}, ("classifications[0]", "code_malformed", "incomplete")),
        ({"classifications": ["307001", "307009"]}, ("classifications[1]", "unknown_classification", "incomplete")),
        ({"related": ["x/1"]}, ("related[0]", "code_malformed", "incomplete")),
        ({"formats": None}, ("formats", "missing", "incomplete")),
        ({"update_cycle": None}, ("update_cycle", "missing", "incomplete")),
        ({"update_cycle": None, "raw": {"update_cycle": "月/季"}}, ("update_cycle", "unreadable", "incomplete")),
        ({"sharing_conditions": None}, ("sharing_conditions", "missing", "incomplete")),
        ({"sharing_purpose": "/"}, ("sharing_purpose", "missing", "incomplete")),
        ({"sharing_type": "not_shared"}, ("legal_basis", "missing", "incomplete")),
        ({"sharing_type": "not_shared", "legal_basis": [{"law": "统计法"}]}, ("legal_basis[0].article", "missing", "incomplete")),
        ({"sharing_type": "not_shared", "openness": "unconditional"}, ("openness", "open_but_not_shared", "incomplete")),
        ({"openness": "conditional"}, ("open_conditions", "missing", "incomplete")),
        ({"items": None}, ("items", "missing", "incomplete")),
        ({"items": None, "formats": ["service_interface"]}, ("items", "missing", "incomplete")),
        ({"name": "企业/个人名录"}, ("name", "odd_characters", "incomplete")),
        ({"formats": ["other"]}, ("format_note", "unexplained", "incomplete")),
        ({"items": [{"name": "甲", "type": "N", "length": 39}]}, ("items[0].length", "length_out_of_range", "incomplete")),
        ({"items": [{"name": "甲", "type": "C", "length": 0}]}, ("items[0].length", "length_out_of_range", "incomplete")),
        ({"items": [{"name": "甲", "type": "D", "length": 8}]}, ("items[0].length", "length_not_taken", "incomplete")),
        ({"items": [{"name": "甲", "type": "D"}, {"name": "甲 ", "type": "D"}]}, ("items[1].name", "repeated", "incomplete")),
        ({"items": [{"type": "D"}]}, ("items[0].name", "missing", "incomplete")),
        ({"items": [{"name": "甲"}]}, ("items", "type_missing", "warning")),
        ({"name": "涉密载体销毁单位名录"}, ("name", "secrecy_word", "warning")),
        ({"code": "201003/7"}, ("code", "code_disagrees", "warning")),
        ({"formats": ["pdf"]}, ("sharing_modes[0]", "mode_disagrees", "warning")),
        ({"theme": "暂无"}, ("theme", "placeholder", "warning")),
    ],
)
def test_one_fault_is_one_problem(changes: dict[str, Any], problem: tuple[str, str, str]) -> None:
    assert problem in found(**changes)


def test_a_fault_does_not_raise_others() -> None:
    assert found(grade="core") == {("grade", "core_refused", "rejected")}
    assert found(name="涉密载体销毁单位名录") == {("name", "secrecy_word", "warning")}
    assert found(update_cycle="hourly") == {("update_cycle", "not_in_vocabulary", "rejected")}
    assert found(code="307001/7") == set()
    assert found(items=None, formats=["pdf"], sharing_modes=["platform_file"]) == set()
    assert found(formats=["other"], format_note="气象专用格式") == set()
    assert found(openness="unconditional") == set()
    assert found(sharing_type="not_shared", legal_basis=[{"law": "中华人民共和国统计法", "article": "第二十五条"}]) == set()


def test_limits_are_inclusive() -> None:
    assert found(name="名" * 128, abstract="摘" * 1000) == set()
    assert found(items=[{"name": "甲", "type": "N", "length": 38}, {"name": "乙", "type": "C", "length": 65_535}]) == set()


def test_an_item_that_is_not_shared_needs_a_legal_basis_and_must_not_be_open() -> None:
    items = [{"name": "甲", "type": "D", "sharing_type": "not_shared"}, {"name": "乙", "type": "D"}]
    problems = found(items=items, openness="conditional", open_conditions="登录")
    assert ("legal_basis", "missing", "incomplete") in problems
    assert ("items[0].openness", "open_but_not_shared", "incomplete") in problems
    assert ("sharing_type", "item_governs", "warning") in problems
    closed = [{**items[0], "openness": "not_open"}, items[1]]
    assert ("items[0].openness", "open_but_not_shared", "incomplete") not in found(items=closed, openness="unconditional")


def test_everything_is_said_at_once() -> None:
    problems = check({"items": [{"name": "甲", "type": "Q"}, {"name": "甲", "length": 3.5}], "grade": 7})
    assert {problem.path for problem in problems} == {
        "name", "abstract", "classifications", "formats", "sharing_type", "update_cycle", "grade", "items",
        "items[0].type", "items[1].length", "items[1].name",
    }  # fmt: skip


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3), max_leaves=5
)
FIELDS = [*SOUND, "legal_basis", "related", "tags", "raw", "code", "theme", "open_conditions", "secrecy"]


@given(
    st.dictionaries(
        st.sampled_from(FIELDS), JSON | st.lists(st.dictionaries(st.sampled_from(["name", "type", "length", "law"]), JSON))
    )
)
def test_whatever_comes_in_is_checked_without_failing(content: dict[str, Any]) -> None:
    check(content)
    effective(content)


@given(st.permutations(SOUND["items"] + [{"name": "住址", "sharing_type": "not_shared", "local_grade": "L4"}]))
def test_the_strictest_item_governs_in_any_order(items: list[dict[str, Any]]) -> None:
    assert effective({**SOUND, "items": items}) == {
        "sharing_type": "not_shared", "openness": "not_open", "grade": "general", "local_grade": "L4",
    }  # fmt: skip


def test_items_override_and_without_items_the_resource_governs() -> None:
    assert effective({"sharing_type": "conditional", "grade": "important"}) == {
        "sharing_type": "conditional",
        "grade": "important",
    }
    assert effective({"grade": "important", "items": [{"name": "甲", "grade": "general"}]}) == {"grade": "general"}
    assert effective({}) == {}


@given(st.lists(st.sampled_from(vocabulary.OPENNESS_ORDER), min_size=1, max_size=6))
def test_a_stricter_item_never_makes_the_resource_laxer(values: list[str]) -> None:
    order = vocabulary.OPENNESS_ORDER
    items = [{"name": str(at), "openness": value} for at, value in enumerate(values)]
    before = effective({"items": items[:-1]}).get("openness", order[0])
    assert order.index(effective({"items": items})["openness"]) >= order.index(before)


@pytest.mark.parametrize(
    ("code", "sound"),
    [
        ("112461465423/798456", True),
        ("307001/1", True),
        ("407001/1", False),
        ("30700/1", False),
        ("307001/", False),
        ("307001/1\n", False),
        ("３０７００１/1", False),
        ("307001-1", False),
    ],
)
def test_the_form_of_a_code(code: str, sound: bool) -> None:
    assert code_is_well_formed(code) is sound


def test_a_code_belongs_to_its_own_node_only() -> None:
    assert code_agrees_with("307001/12", "307001")
    assert not code_agrees_with("30700101/12", "307001")
