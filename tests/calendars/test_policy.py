"""The default figures, and what a content must satisfy."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.calendars import policy


@pytest.mark.parametrize(
    ("key", "days", "article"),
    [
        ("catalog_update", 10, 17),
        ("catalog_update_extension", 5, 17),
        ("catalog_review", 2, 17),
        ("reply_unconditional", 1, 22),
        ("reply_conditional", 10, 22),
        ("reply_conditional_extension", 10, 22),
        ("share", 20, 23),
        ("correction", 10, 26),
    ],
)
def test_deadlines_of_the_decree_name_their_article(key: str, days: int, article: int) -> None:
    figure = policy.FIGURES[key]
    assert (figure.default, figure.unit) == (days, "workdays")
    assert f"第{article}条" in figure.source[0]
    assert figure.source[1].endswith(f"art. {article}")


def test_targets_of_the_indicators() -> None:
    assert (policy.DEFAULT["sharing_rate_target"], policy.DEFAULT["field_quality_target"], policy.DEFAULT["idle_grant_days"]) == (
        95,
        80,
        90,
    )
    assert policy.DEFAULT["auto_grant_unconditional"] is False


def test_every_figure_is_named_in_both_languages_and_lies_within_its_bounds() -> None:
    assert policy.problems(policy.DEFAULT) == []
    names = [text for figure in policy.FIGURES.values() for text in (figure.zh, figure.en, *figure.source)]
    assert all(names)
    assert len({figure.zh for figure in policy.FIGURES.values()}) == len(policy.FIGURES)
    assert all(any(character >= "\u4e00" for character in figure.zh) for figure in policy.FIGURES.values())


def test_every_extension_belongs_to_a_deadline() -> None:
    extensions = [key for key in policy.FIGURES if key.endswith("_extension")]
    assert len(extensions) == 3
    assert all(policy.extension_key(key.removesuffix("_extension")) == key for key in extensions)
    assert policy.extension_key("reply_unconditional") is None


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"share": 366}, []),
        ({"share": 367}, [("content.share", "out_of_bounds")]),
        ({"share": 0}, [("content.share", "out_of_bounds")]),
        ({"reply_conditional_extension": 0}, []),
        ({"sharing_rate_target": 101}, [("content.sharing_rate_target", "out_of_bounds")]),
        ({"share": "20"}, [("content.share", "wrong_type")]),
        ({"share": True}, [("content.share", "wrong_type")]),
        ({"auto_grant_unconditional": 1}, [("content.auto_grant_unconditional", "wrong_type")]),
        ({"shares": 20}, [("content.shares", "unknown_key")]),
        ({"yellow_before": 4}, [("content.yellow_before", "out_of_order")]),
        ({"red_after": 4}, [("content.red_after", "out_of_order")]),
        ({"yellow_before": 4, "remind_before": "x"}, [("content.remind_before", "wrong_type")]),
        ({"share": -1, "correction": None}, [("content.share", "out_of_bounds"), ("content.correction", "wrong_type")]),
    ],
)
def test_problems_of_a_content(changes: dict[str, Any], found: list[tuple[str, str]]) -> None:
    assert [(p.path, p.code) for p in policy.problems(policy.complete(changes, policy.DEFAULT))] == found


def test_a_missing_figure_is_named() -> None:
    content = {key: value for key, value in policy.DEFAULT.items() if key != "share"}
    assert [(p.path, p.code, p.zh) for p in policy.problems(content)] == [
        ("content.share", "missing", "缺少政策项“同意后共享期限”")
    ]


def test_known_other_profiles_can_be_told() -> None:
    document_51 = {"catalog_update": 15, "reply_conditional": 10}
    shanxi_county = {"application_check": 2, "auto_grant_unconditional": True, "reply_on_platform": 5}
    for changes in (document_51, shanxi_county):
        assert policy.problems(policy.complete(changes, policy.DEFAULT)) == []
