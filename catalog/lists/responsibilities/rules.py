"""The states of a responsibility, and what it must say (domain: 责任清单). Pure.

The data authority drafts it, from a demand or from a statutory duty, and assigns it to the source department, which claims it or
objects that it is not the source (非数源部门). A ruling on the objection assigns it elsewhere, upholds it or cancels it. Who has
claimed it says how it will be provided (*plan*) and fulfils it with a published entry whose binding answers; when that can no
longer be called, the responsibility is *interrupted*.
"""

from __future__ import annotations

from typing import Final

from catalog.errors import Problem
from catalog.lists import forms, rules
from catalog.lists.forms import Content, Field
from catalog.lists.rules import DELETED, Table
from catalog.lists.vocabulary import SHARING_MODES, UPDATE_CYCLES

RESPONSIBILITY: Final[Table] = {
    "draft": {"edit": "draft", "assign": "assigned", "delete": DELETED},
    "assigned": {"claim": "claimed", "object": "objected", "reassign": "assigned", "cancel": "cancelled"},
    "objected": {"reassign": "assigned", "uphold": "assigned", "cancel": "cancelled"},
    "claimed": {"plan": "planned", "fulfil": "fulfilled", "reassign": "assigned", "cancel": "cancelled"},
    "planned": {"plan": "planned", "fulfil": "fulfilled", "reassign": "assigned", "cancel": "cancelled"},
    "fulfilled": {"interrupt": "interrupted"},
    "interrupted": {"restore": "fulfilled", "fulfil": "fulfilled", "reassign": "assigned", "cancel": "cancelled"},
    "cancelled": {},
}

STATE_NAMES: Final[dict[str, tuple[str, str]]] = {
    "draft": ("拟定", "draft"),
    "assigned": ("待认领", "awaiting claim"),
    "objected": ("有异议", "objected to"),
    "claimed": ("已认领", "claimed"),
    "planned": ("落实中", "being carried out"),
    "fulfilled": ("已履行", "fulfilled"),
    "interrupted": ("供给中断", "interrupted"),
    "cancelled": ("已撤销", "cancelled"),
}

VERB_NAMES: Final[dict[str, tuple[str, str]]] = {
    "draft": ("拟定", "draft"),
    "edit": ("编辑", "edit"),
    "delete": ("删除", "delete"),
    "assign": ("派发", "assign"),
    "claim": ("认领", "claim"),
    "object": ("提出异议", "object"),
    "reassign": ("改派", "reassign"),
    "uphold": ("驳回异议", "uphold"),
    "plan": ("提交计划", "plan"),
    "fulfil": ("履行", "fulfil"),
    "extend": ("延期", "extend"),
    "interrupt": ("中断", "interrupt"),
    "restore": ("恢复", "restore"),
    "succeed": ("改用替代资源", "go over to the successor"),
    "cancel": ("撤销", "cancel"),
}

#: States in which the owner, or the authority, still has something to do.
OPEN_STATES: Final = ("assigned", "objected", "claimed", "planned", "interrupted")

TEXTS: Final[dict[str, Field]] = {
    "consumers": Field("使用部门", "consumers", 1000),
    "note": Field("备注", "note", 1000),
}
FIELDS: Final = frozenset({"title", "items", "basis", "cycle", "modes", *TEXTS})


def check(content: Content, *, from_demand: bool) -> list[Problem]:
    """Return every problem of a responsibility's document.

    Parameters
    ----------
    content
        ``title``; ``items`` (names); ``basis`` (laws and articles); ``cycle`` (update cycle); ``modes`` (sharing modes);
        ``consumers``, ``note`` (texts). It may hold values of any type, as it came in.
    from_demand
        Whether a confirmed demand stands behind it; otherwise the statutory duty must be named.

    >>> [(each.path, each.severity) for each in check({"title": "低保对象名单"}, from_demand=False)][:2]
    [('items', 'warning'), ('basis', 'incomplete')]
    """
    return [
        *forms.check_known(content, FIELDS),
        *forms.check_title(content),
        *forms.check_items(content),
        *forms.check_basis(content, "basis", needed=not from_demand),
        *forms.check_texts(content, TEXTS),
        *forms.check_term(content, "cycle", UPDATE_CYCLES, "更新周期", "update cycle", needed=True),
        *forms.check_terms(content, "modes", SHARING_MODES, "共享方式", "sharing modes", needed=True),
    ]


def next_state(state: str, verb: str) -> str:
    """Return the state that a verb leads to.

    Raises
    ------
    Conflict
        The verb is not possible in that state.

    >>> next_state("assigned", "claim")
    'claimed'
    """
    return rules.next_state(RESPONSIBILITY, state, verb, states=STATE_NAMES, verbs=VERB_NAMES)
