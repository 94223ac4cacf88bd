"""What changed between two versions, and what of it breaks those who use the data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.lists import vocabulary
from catalog.lists.diff import WIDENINGS, Diff, breaking, diff

OLD: dict[str, Any] = {
    "name": "企业名录",
    "sharing_type": "unconditional",
    "openness": "unconditional",
    "sharing_modes": ["platform_table", "platform_api"],
    "items": [
        {"name": "名称", "type": "C", "length": 100},
        {"name": "注册资本", "type": "N", "length": 10},
        {"name": "成立日期", "type": "D"},
    ],
    "distributions": [{"mode": "table", "format": "mysql"}, {"mode": "api", "address": "/v1/firms"}],
}


def item(at: int, **changes: Any) -> dict[str, Any]:
    """The old document with one item changed."""
    items = [dict(each) for each in OLD["items"]]
    items[at] |= changes
    return {**OLD, "items": items}


def test_a_diff_names_every_change() -> None:
    new = {
        **{field: value for field, value in OLD.items() if field != "openness"},
        "name": "企业登记名录",
        "items": [{"name": "名称", "type": "C", "length": 200}, {"name": "成立日期", "type": "D"}, {"name": "住所"}],
        "distributions": [{"mode": "table", "format": "oracle"}, OLD["distributions"][1]],
    }
    assert json.loads(json.dumps(diff(OLD, new).as_dict())) == {
        "fields": {"name": ["企业名录", "企业登记名录"], "openness": ["unconditional", None]},
        "items_added": [{"name": "住所"}],
        "items_dropped": [{"name": "注册资本", "type": "N", "length": 10}],
        "items_changed": {"名称": {"length": [100, 200]}},
        "distributions_added": [{"mode": "table", "format": "oracle"}],
        "distributions_dropped": [{"mode": "table", "format": "mysql"}],
    }


def test_original_texts_and_the_order_of_items_are_no_change() -> None:
    assert not diff(OLD, {**OLD, "raw": {"update_cycle": "每 月"}, "items": OLD["items"][::-1]})


def test_items_of_the_same_name_are_told_apart() -> None:
    twice = {"items": [{"name": "甲", "type": "C"}, {"name": "甲", "type": "D"}]}
    assert not diff(twice, twice)
    assert diff(twice, {"items": twice["items"][:1]}).items_dropped == ({"name": "甲", "type": "D"},)


CONTENTS = st.fixed_dictionaries(
    {
        "items": st.lists(
            st.fixed_dictionaries(
                {"name": st.sampled_from("甲乙丙丁")},
                optional={
                    "type": st.sampled_from(sorted(vocabulary.DATA_TYPES)),
                    "sharing_type": st.sampled_from(vocabulary.SHARING_ORDER),
                },
            ),
            unique_by=lambda each: each["name"],
            max_size=4,
        ),
        "distributions": st.lists(
            st.fixed_dictionaries({"mode": st.sampled_from(sorted(vocabulary.DISTRIBUTION_MODES))}), max_size=3
        ),
    },
    optional={
        "name": st.sampled_from("ab"),
        "sharing_type": st.sampled_from(vocabulary.SHARING_ORDER),
        "sharing_modes": st.lists(st.sampled_from(sorted(vocabulary.SHARING_MODES)), unique=True),
    },
)


def applied(changes: Diff, content: Mapping[str, Any]) -> dict[str, Any]:
    """Carry the changes out on a document."""
    dropped = {each["name"] for each in changes.items_dropped}
    kept = [
        _changed(each, changes.items_changed.get(each["name"], {})) for each in content["items"] if each["name"] not in dropped
    ]
    distributions = list(content["distributions"])
    for each in changes.distributions_dropped:
        distributions.remove(each)
    return {
        **_changed({field: value for field, value in content.items() if field not in ("items", "distributions")}, changes.fields),
        "items": [*kept, *changes.items_added],
        "distributions": [*distributions, *changes.distributions_added],
    }


def _changed(record: Mapping[str, Any], changes: Mapping[str, tuple[Any, Any]]) -> dict[str, Any]:
    after = {**record, **{field: new for field, (_, new) in changes.items()}}
    return {field: value for field, value in after.items() if value is not None}


def ordered(content: Mapping[str, Any]) -> str:
    """The document with its items and distributions in one order."""
    parts = {field: sorted(map(json.dumps, content[field])) for field in ("items", "distributions")}
    return json.dumps({**content, **parts}, sort_keys=True)


@given(CONTENTS)
def test_a_document_does_not_differ_from_itself(content: dict[str, Any]) -> None:
    assert not diff(content, content)
    assert breaking(content, content) == []


@given(CONTENTS, CONTENTS)
def test_applying_a_diff_to_the_old_document_gives_the_new_one(old: dict[str, Any], new: dict[str, Any]) -> None:
    normal = {**new, "items": [{**each} for each in new["items"]]}
    changes = diff(old, new)
    # A key whose order differs is no change, so both sides are compared with sorted keys.
    assert ordered(_sorted(applied(changes, old))) == ordered(_sorted(normal))
    assert bool(changes) == (ordered(_sorted(old)) != ordered(_sorted(new)))


def _sorted(content: Mapping[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps(content, sort_keys=True))  # type: ignore[no-any-return]


@given(CONTENTS, CONTENTS)
def test_what_breaks_is_a_change(old: dict[str, Any], new: dict[str, Any]) -> None:
    breaks = breaking(old, new)
    assert not breaks or diff(old, new)
    assert all(each.zh and each.en and each.zh != each.en for each in breaks)


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ({**OLD, "items": OLD["items"][1:]}, [("items[名称]", "item_dropped")]),
        (item(0, name="企业名称"), [("items[名称]", "item_dropped")]),
        (item(0, type="N", length=38), [("items[名称].type", "type_narrowed"), ("items[名称].length", "length_shortened")]),
        (item(1, length=8), [("items[注册资本].length", "length_shortened")]),
        (item(1, type="I"), [("items[注册资本].type", "type_narrowed")]),
        (item(0, length=200), []),
        (item(2, type="T"), []),
        (item(2, description="工商登记日期"), []),
        ({**OLD, "sharing_type": "conditional"}, [("sharing_type", "sharing_type_tightened")]),
        ({**OLD, "openness": "not_open"}, [("openness", "openness_tightened")]),
        (
            item(0, sharing_type="conditional"),
            [("sharing_type", "sharing_type_tightened"), ("items[名称].sharing_type", "sharing_type_tightened")],
        ),
        ({**OLD, "sharing_modes": ["platform_table"]}, [("sharing_modes", "sharing_mode_removed")]),
        ({**OLD, "distributions": OLD["distributions"][:1]}, [("distributions", "distribution_removed")]),
        ({**OLD, "distributions": [{"mode": "table"}, {"mode": "api", "address": "/v2"}]}, []),
    ],
)
def test_breaks(new: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert [(each.path, each.code) for each in breaking(OLD, new)] == expected


def test_loosening_breaks_nobody() -> None:
    strict = {**OLD, "sharing_type": "not_shared", "openness": "not_open"}
    assert breaking(strict, OLD) == []


def test_a_break_is_said_in_words() -> None:
    (only,) = breaking(OLD, {**OLD, "sharing_type": "conditional"})
    assert only.as_dict() == {
        "path": "sharing_type",
        "code": "sharing_type_tightened",
        "zh": "共享类型收紧：无条件共享→有条件共享",
        "en": "sharing is tightened: unconditional sharing → conditional sharing",
    }


def test_the_widening_table_is_about_all_types_and_transitive() -> None:
    assert set(WIDENINGS) == set(vocabulary.DATA_TYPES)
    for start, wider in WIDENINGS.items():
        assert start not in wider
        assert wider <= set(vocabulary.DATA_TYPES)
        for step in wider:
            assert WIDENINGS[step] <= wider, (start, step)
