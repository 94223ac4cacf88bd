"""The states of a demand, and what a demand must say (domain: 需求清单; Decree 809, art. 21). Pure.

A demand is filed by a department's applicant, signed off by its reviewer and pre-reviewed by the data authority of its region,
which may pass it up to the authority of the region above. Accepted, it is matched with entries that exist, or responsibilities
are drafted from it, or both. It is *satisfied* only while every source of it can be called; a source that fails *interrupts* it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from catalog.errors import Problem
from catalog.lists import forms, rules
from catalog.lists.forms import Content, Field
from catalog.lists.rules import DELETED, Table
from catalog.lists.vocabulary import SHARING_MODES, UPDATE_CYCLES

DEMAND: Final[Table] = {
    "draft": {"edit": "draft", "submit": "submitted", "delete": DELETED},
    "submitted": {"withdraw": "draft", "return": "draft", "sign": "reviewing"},
    "reviewing": {
        "return": "returned",
        "refuse": "refused",
        "forward": "reviewing",
        "accept": "accepted",
        "merge": "merged",
        "withdraw": "withdrawn",
    },
    "returned": {"edit": "returned", "submit": "resubmitted", "withdraw": "withdrawn"},
    "resubmitted": {"withdraw": "returned", "return": "returned", "sign": "reviewing"},
    "accepted": {
        "match": "fulfilling",
        "assign": "fulfilling",
        "refuse": "refused",
        "forward": "reviewing",
        "merge": "merged",
        "withdraw": "withdrawn",
    },
    "fulfilling": {
        "match": "fulfilling",
        "assign": "fulfilling",
        "satisfy": "satisfied",
        "reopen": "accepted",
        "refuse": "refused",
        "merge": "merged",
        "withdraw": "withdrawn",
    },
    "satisfied": {"interrupt": "interrupted", "match": "fulfilling", "assign": "fulfilling"},
    "interrupted": {
        "satisfy": "satisfied",
        "match": "fulfilling",
        "assign": "fulfilling",
        "reopen": "accepted",
        "withdraw": "withdrawn",
    },
    "refused": {},
    "withdrawn": {},
    "merged": {"revive": "accepted"},
}

STATE_NAMES: Final[dict[str, tuple[str, str]]] = {
    "draft": ("草稿", "draft"),
    "submitted": ("待部门审核", "awaiting the department's review"),
    "reviewing": ("待预审", "awaiting pre-review"),
    "returned": ("已退回补正", "returned for completion"),
    "resubmitted": ("补正待部门审核", "completed, awaiting review"),
    "accepted": ("已受理", "accepted"),
    "fulfilling": ("落实中", "being fulfilled"),
    "satisfied": ("已满足", "satisfied"),
    "interrupted": ("供给中断", "interrupted"),
    "refused": ("不予受理", "refused"),
    "withdrawn": ("已撤回", "withdrawn"),
    "merged": ("已合并", "merged"),
}

VERB_NAMES: Final[dict[str, tuple[str, str]]] = {
    "file": ("填报", "file"),
    "edit": ("编辑", "edit"),
    "submit": ("提交", "submit"),
    "delete": ("删除", "delete"),
    "withdraw": ("撤回", "withdraw"),
    "return": ("退回", "return"),
    "sign": ("部门审核通过", "sign off"),
    "refuse": ("不予受理", "refuse"),
    "forward": ("转报上级", "pass up"),
    "accept": ("受理", "accept"),
    "match": ("匹配资源", "match"),
    "assign": ("派发责任", "assign"),
    "satisfy": ("满足", "satisfy"),
    "interrupt": ("中断", "interrupt"),
    "reopen": ("重新匹配", "reopen"),
    "merge": ("合并", "merge"),
    "revive": ("恢复办理", "revive"),
    "follow": ("随并入需求", "follow"),
    "succeed": ("改用替代资源", "go over to the successor"),
}

#: States in which somebody still has something to do for the demand.
OPEN_STATES: Final = ("submitted", "reviewing", "returned", "resubmitted", "accepted", "fulfilling", "interrupted")
#: States in which another demand may be merged into it.
MERGEABLE_STATES: Final = ("reviewing", "accepted", "fulfilling")

#: The share of common pairs of characters (Dice) from which on two open demands may be one.
ALIKE: Final = 0.6

URGENCIES: Final[dict[str, tuple[str, str]]] = {"normal": ("一般", "normal"), "urgent": ("紧急", "urgent")}
VERDICTS: Final[dict[str, tuple[str, str]]] = {
    "matched": ("匹配", "matched"),
    "partly": ("部分匹配", "partly matched"),
    "unmatched": ("不匹配", "unmatched"),
}

TEXTS: Final[dict[str, Field]] = {
    "scenario": Field("使用场景", "scenario", 1000, needed=True),
    "matter": Field("服务事项", "service matter", 200),
    "scope": Field("使用范围", "scope", 1000, needed=True),
    "source": Field("拟数源部门", "presumed source department", 128),
    "region": Field("所需数据的区域", "region of the data", 128),
    "note": Field("备注", "note", 1000),
}
FIELDS: Final = frozenset({"title", "items", "basis", "frequency", "modes", "until", "urgency", *TEXTS})


def check(content: Content, today: date) -> list[Problem]:
    """Return every problem of a demand's document.

    Parameters
    ----------
    content
        ``title``; ``items`` (names); ``basis`` (laws and articles); ``scenario``, ``matter``, ``scope``, ``source``, ``region``,
        ``note`` (texts); ``frequency`` (an update cycle); ``modes`` (sharing modes); ``until`` (the last day of the term);
        ``urgency``. It may hold values of any type, as it came in.
    today
        The day to judge on.

    >>> [(each.path, each.severity) for each in check({"title": "低保对象名单"}, date(2026, 3, 2))][:3]
    [('items', 'warning'), ('basis', 'incomplete'), ('scenario', 'incomplete')]
    """
    return [
        *forms.check_known(content, FIELDS),
        *forms.check_title(content),
        *forms.check_items(content),
        *forms.check_basis(content, "basis", needed=True),
        *forms.check_texts(content, TEXTS),
        *forms.check_term(content, "frequency", UPDATE_CYCLES, "需求频率", "frequency", needed=True),
        *forms.check_terms(content, "modes", SHARING_MODES, "共享方式", "sharing modes", needed=True),
        *forms.check_day(content, "until", "使用时限", "last day of the term", needed=True),
        *forms.check_term(content, "urgency", URGENCIES, "紧急程度", "urgency", needed=False),
        *_past(content, today),
    ]


def _past(content: Content, today: date) -> list[Problem]:
    until = forms.day(content.get("until"))
    if until is None or until >= today:
        return []
    return [Problem("until", "past", "使用时限已过", "the term is over", "incomplete")]


def next_state(state: str, verb: str) -> str:
    """Return the state that a verb leads to.

    Raises
    ------
    Conflict
        The verb is not possible in that state.

    >>> next_state("reviewing", "accept")
    'accepted'
    """
    return rules.next_state(DEMAND, state, verb, states=STATE_NAMES, verbs=VERB_NAMES)


def is_satisfied(sources: Sequence[bool]) -> bool:
    """Say whether a demand is satisfied: it has sources, and each of them can be called.

    >>> is_satisfied([]), is_satisfied([True, False]), is_satisfied([True, True])
    (False, False, True)
    """
    return bool(sources) and all(sources)


def verdict(wanted: Sequence[str], items: Mapping[str, Sequence[str]]) -> str:
    """Return what the chosen entries are to a demand, by the wanted items that each covers.

    Without wanted items, any entry that was chosen matches.

    >>> verdict(["姓名", "住址"], {"a": ["姓名"], "b": ["住址"]}), verdict(["姓名", "住址"], {"a": ["姓名"]}), verdict([], {"a": []})
    ('matched', 'partly', 'matched')
    """
    if not items:
        return "unmatched"
    found = {item for each in items.values() for item in each}
    return "matched" if len(forms.covered(wanted, found)) == len(wanted) else "partly"
