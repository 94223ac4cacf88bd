"""Policy figures: what each one is called, where it comes from, what it is unless a region says otherwise; pure.

A *content* is a flat mapping of every key to its figure. Figures are never constants elsewhere: verbs ask the profile in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from catalog.errors import Problem

__all__ = ["DEFAULT", "FIGURES", "LOCAL", "UNITS", "Content", "Figure", "complete", "extension_key", "problems"]

Content = Mapping[str, int | bool]
Unit = Literal["workdays", "days", "percent", "switch"]

UNITS: Mapping[str, tuple[str, str]] = {
    "workdays": ("个工作日", "working days"),
    "days": ("天", "days"),
    "percent": ("%", "%"),
    "switch": ("是否", "yes or no"),
}

LOCAL = ("地方政策", "local policy")
"""Source of every figure that no text prescribes and each region may set as it likes."""


@dataclass(frozen=True)
class Figure:
    """One policy figure: its default, unit, Chinese and English name, and the source that prescribes it (both languages)."""

    key: str
    default: int | bool
    unit: Unit
    zh: str
    en: str
    source: tuple[str, str] = LOCAL

    @property
    def bounds(self) -> tuple[int, int]:
        """Smallest and largest figure that makes sense, both inclusive.

        Examples
        --------
        >>> FIGURES["sharing_rate_target"].bounds, FIGURES["share"].bounds, FIGURES["remind_before"].bounds
        ((0, 100), (1, 366), (0, 366))
        """
        if self.unit == "percent":
            return 0, 100
        return (0 if self.key.endswith(("_extension", "_before", "_after")) else 1), 366


def _decree(article: int) -> tuple[str, str]:
    return (
        f"《政务数据共享条例》（国务院令第809号）第{article}条",
        f"Regulation on Government Data Sharing (State Council Decree 809), art. {article}",
    )


_CHONGQING = ("重庆市公布的目标", "target published by Chongqing")

FIGURES: Mapping[str, Figure] = {
    figure.key: figure
    for figure in (
        # -- Deadlines of Decree 809.
        Figure(
            "catalog_update", 10, "workdays", "目录更新期限", "update of the catalog after laws or duties changed", _decree(17)
        ),
        Figure("catalog_update_extension", 5, "workdays", "目录更新延长期限", "extension of the catalog update", _decree(17)),
        Figure("catalog_review", 2, "workdays", "数据主管部门目录审核期限", "catalog review by the data authority", _decree(17)),
        Figure("reply_unconditional", 1, "workdays", "无条件共享答复期限", "reply on unconditionally shared data", _decree(22)),
        Figure("reply_conditional", 10, "workdays", "有条件共享答复期限", "reply on conditionally shared data", _decree(22)),
        Figure(
            "reply_conditional_extension",
            10,
            "workdays",
            "有条件共享答复延长期限",
            "extension of the conditional reply",
            _decree(22),
        ),
        Figure("share", 20, "workdays", "同意后共享期限", "sharing after agreement", _decree(23)),
        Figure("correction", 10, "workdays", "校核答复期限", "answer to a correction request", _decree(26)),
        # -- Deadlines of duties for which the decree names no days.
        Figure("department_review", 3, "workdays", "部门内部审核期限", "review inside the department"),
        Figure("application_check", 2, "workdays", "数据主管部门申请初审期限", "check of an application by the data authority"),
        Figure("reply_on_platform", 10, "workdays", "数据已在平台的答复期限", "reply when the data is on the platform already"),
        Figure("demand_review", 5, "workdays", "需求预审期限", "pre-review of a demand by the data authority"),
        Figure("demand_match", 5, "workdays", "需求匹配派发期限", "matching and dispatch of a demand"),
        Figure("responsibility_claim", 5, "workdays", "责任认领期限", "claim of a responsibility"),
        Figure(
            "responsibility_objection",
            5,
            "workdays",
            "责任异议提出期限",
            "objection to a responsibility (not the source department)",
        ),
        Figure("objection_ruling", 5, "workdays", "责任异议裁定期限", "ruling on an objection"),
        Figure("responsibility_plan", 5, "workdays", "责任落实计划期限", "plan of a responsibility"),
        Figure(
            "responsibility_fulfil",
            20,
            "workdays",
            "责任履行（编目并挂接）期限",
            "cataloging and binding what one is responsible for",
        ),
        Figure(
            "responsibility_fulfil_extension",
            10,
            "workdays",
            "责任履行延长期限",
            "extension of the fulfilment of a responsibility",
        ),
        Figure("return_flow", 20, "workdays", "数据回流期限", "return flow to the area where the data arose"),
        Figure("one_source_ruling", 20, "workdays", "数源部门认定期限", "naming the lead source department"),
        Figure("dispute_negotiation", 10, "workdays", "争议协商期限", "negotiation of a dispute"),
        Figure("dispute_authority", 10, "workdays", "争议由主管部门协调期限", "settlement of a dispute by the data authority"),
        Figure("dispute_government", 20, "workdays", "争议由政府裁决期限", "decision of a dispute by the government"),
        Figure(
            "breaking_change_notice", 10, "workdays", "不兼容变更提前告知期限", "notice to consumers before a breaking change"
        ),
        Figure(
            "auto_grant_unconditional",
            default=False,
            unit="switch",
            zh="无条件共享自动授权",
            en="grant unconditionally shared data without a reply",
        ),
        # -- Thresholds of indicators.
        Figure("sharing_rate_target", 95, "percent", "归集共享率目标", "target of the sharing rate", _CHONGQING),
        Figure("field_quality_target", 80, "percent", "字段合格率目标", "target of the field quality", _CHONGQING),
        Figure("idle_grant_days", 90, "days", "僵尸授权认定天数", "days without a call after which a grant is idle"),
        # -- Thresholds of supervision, counted from the due day.
        Figure("remind_before", 3, "workdays", "到期前催办", "reminder before the due day"),
        Figure("yellow_before", 1, "workdays", "到期前发黄牌", "yellow card before the due day"),
        Figure("red_after", 1, "workdays", "逾期后发红牌", "red card after the due day"),
        Figure("escalate_chief_after", 3, "workdays", "逾期后上报云长", "escalation to the cloud chief"),
        Figure("escalate_system_chief_after", 5, "workdays", "逾期后上报系统云长", "escalation to the system cloud chief"),
        Figure("escalate_general_chief_after", 10, "workdays", "逾期后上报总云长", "escalation to the general cloud chief"),
    )
}
"""Every deadline and threshold, by key."""

DEFAULT: Content = {key: figure.default for key, figure in FIGURES.items()}
"""The content in force where no region and nobody above it has set one."""

_ORDERED = (
    ("yellow_before", "remind_before"),
    ("red_after", "escalate_chief_after"),
    ("escalate_chief_after", "escalate_system_chief_after"),
    ("escalate_system_chief_after", "escalate_general_chief_after"),
)


def extension_key(key: str) -> str | None:
    """Return the key of the extension that the deadline ``key`` allows, or None if it allows none.

    Examples
    --------
    >>> extension_key("catalog_update"), extension_key("catalog_review")
    ('catalog_update_extension', None)
    """
    name = f"{key}_extension"
    return name if name in FIGURES else None


def complete(changes: Mapping[str, Any], inherited: Content) -> dict[str, Any]:
    """Return a whole content: what ``changes`` names, and for the rest what was in force before.

    Examples
    --------
    >>> complete({"share": 15}, DEFAULT)["share"], complete({"share": 15}, DEFAULT)["correction"]
    (15, 10)
    """
    return {**inherited, **changes}


def problems(content: Mapping[str, Any]) -> list[Problem]:
    """List everything that is wrong with a content: unknown and missing keys, wrong types, figures out of bounds or order.

    Parameters
    ----------
    content : Mapping[str, Any]
        A whole content, as `complete` makes it.

    Returns
    -------
    list of Problem
        Empty for a content that can be put in force; paths are ``content.<key>``.

    Examples
    --------
    >>> problems(DEFAULT)
    []
    >>> [(p.path, p.code) for p in problems({**DEFAULT, "share": 0, "remind": 3, "remind_before": 0})]
    [('content.remind', 'unknown_key'), ('content.share', 'out_of_bounds'), ('content.yellow_before', 'out_of_order')]
    """
    found = [
        Problem(f"content.{key}", "unknown_key", f"没有这一政策项：{key}", f"there is no policy figure {key}")
        for key in content
        if key not in FIGURES
    ]
    for figure in FIGURES.values():
        found += _figure_problems(figure, content)
    return found + _order_problems(content)


def _figure_problems(figure: Figure, content: Mapping[str, Any]) -> list[Problem]:
    path, key = f"content.{figure.key}", figure.key
    if key not in content:
        return [Problem(path, "missing", f"缺少政策项“{figure.zh}”", f"the figure is missing: {figure.en}")]
    value = content[key]
    # A bool is an int in Python, so the exact type is asked.
    if type(value) is not type(figure.default):
        zh, en = ("是或否", "true or false") if figure.unit == "switch" else ("整数", "a whole number")
        return [Problem(path, "wrong_type", f"“{figure.zh}”应为{zh}", f"must be {en}: {figure.en}")]
    low, high = figure.bounds
    if figure.unit != "switch" and not low <= value <= high:
        return [
            Problem(
                path,
                "out_of_bounds",
                f"“{figure.zh}”应在 {low} 与 {high} 之间",
                f"must lie between {low} and {high}: {figure.en}",
            )
        ]
    return []


def _order_problems(content: Mapping[str, Any]) -> list[Problem]:
    return [
        Problem(
            f"content.{low}",
            "out_of_order",
            f"“{FIGURES[low].zh}”不应大于“{FIGURES[high].zh}”",
            f"must not exceed {high}: {FIGURES[low].en}",
        )
        for low, high in _ORDERED
        if type(content.get(low)) is type(content.get(high)) is int and content[low] > content[high]
    ]
