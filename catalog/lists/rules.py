"""The states of an entry and of its versions, who may follow whom in a review, and when data is fresh.

A table reads ``{state: {verb: next state}}``; what it does not name is not possible. ``DELETED`` is no state: the entry is gone.

Two reviews stand between a draft and publication: the provider's own reviewer *signs*, the data authority *approves*.
A published entry changes only through a revision, a version with the same two reviews: approving it replaces the current one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from catalog.errors import Conflict, NotAllowed
from catalog.lists import vocabulary

Table = Mapping[str, Mapping[str, str]]

#: Where deleting a draft leads: nothing is left.
DELETED: Final = "deleted"

RESOURCE: Final[Table] = {
    "draft": {"edit": "draft", "submit": "submitted", "delete": DELETED},
    "submitted": {"withdraw": "draft", "return": "draft", "refuse": "refused", "sign": "registered"},
    "registered": {"return": "draft", "refuse": "refused", "approve": "published"},
    "published": {"take_offline": "offline", "retire": "retired", "supersede": "superseded", "merge": "merged"},
    "offline": {"put_online": "published", "retire": "retired", "supersede": "superseded", "merge": "merged"},
    "retired": {},
    "superseded": {},
    "merged": {},
    "refused": {"edit": "draft"},
}

#: ``replace`` is what approving the next revision does to the current one.
VERSION: Final[Table] = {
    "draft": {"edit": "draft", "submit": "submitted", "discard": "discarded"},
    "submitted": {"withdraw": "draft", "return": "draft", "refuse": "refused", "sign": "registered"},
    "registered": {"return": "draft", "refuse": "refused", "approve": "current"},
    "current": {"replace": "replaced"},
    "replaced": {},
    "discarded": {},
    "refused": {"edit": "draft", "discard": "discarded"},
}

STATE_NAMES: Final[dict[str, tuple[str, str]]] = {
    "draft": ("草稿", "draft"),
    "submitted": ("待部门审核", "awaiting the department's review"),
    "registered": ("待主管部门审核", "awaiting the authority's review"),
    "published": ("已发布", "published"),
    "offline": ("已下线", "taken offline"),
    "retired": ("已注销", "retired"),
    "superseded": ("已被替代", "superseded"),
    "merged": ("已合并", "merged"),
    "refused": ("不予通过", "refused"),
    "current": ("现行", "current"),
    "replaced": ("已更替", "replaced"),
    "discarded": ("已放弃", "discarded"),
}

VERB_NAMES: Final[dict[str, tuple[str, str]]] = {
    "edit": ("编辑", "edit"),
    "submit": ("提交", "submit"),
    "withdraw": ("撤回", "withdraw"),
    "return": ("退回", "return"),
    "refuse": ("不予通过", "refuse"),
    "sign": ("部门审核通过", "sign off"),
    "approve": ("审核发布", "approve"),
    "take_offline": ("下线", "take offline"),
    "put_online": ("重新上线", "put online"),
    "retire": ("注销", "retire"),
    "supersede": ("替代", "supersede"),
    "merge": ("合并", "merge"),
    "delete": ("删除", "delete"),
    "discard": ("放弃修订", "discard"),
    "replace": ("更替", "replace"),
}


Names = Mapping[str, tuple[str, str]]


def next_state(table: Table, state: str, verb: str, *, states: Names = STATE_NAMES, verbs: Names = VERB_NAMES) -> str:
    """Return the state that a verb leads to.

    Parameters
    ----------
    table
        ``RESOURCE``, ``VERSION``, or the table of another thing, whose ``states`` and ``verbs`` are then named too.
    state, verb
        The present state, one of the table's, and what is to be done.

    Returns
    -------
    str
        The next state, or ``DELETED``.

    Raises
    ------
    Conflict
        The verb is not possible in that state; ``state``, ``verb`` and ``allowed`` stand among the facts.

    Examples
    --------
    >>> next_state(RESOURCE, "registered", "approve")
    'published'
    >>> next_state(RESOURCE, "published", "delete")
    Traceback (most recent call last):
        ...
    catalog.errors.Conflict: cannot delete while published; possible: take offline, retire, supersede, merge
    """
    if following := table[state].get(verb):
        return following
    allowed = list(table[state])
    zh, en = ([verbs[each][language] for each in allowed] for language in (0, 1))
    raise Conflict(
        f"当前状态“{states[state][0]}”不能{verbs[verb][0]}；可以：{'、'.join(zh) or '无'}",
        f"cannot {verbs[verb][1]} while {states[state][1]}; possible: {', '.join(en) or 'nothing'}",
        state=state,
        verb=verb,
        allowed=allowed,
    )


def different_people(submitted_by: str | None, signed_by: str | None, reviewer: str) -> None:
    """Hold a review to other eyes: nobody reviews what they submitted, nor approves what they signed.

    Parameters
    ----------
    submitted_by
        Who compiled and submitted the version; ``None`` where that was a machine.
    signed_by
        Who signed off for the department; ``None`` while that is still to be done.
    reviewer
        Who is about to review.

    Raises
    ------
    NotAllowed
        The reviewer took an earlier step.

    Examples
    --------
    >>> different_people("registrar", None, "reviewer")
    >>> different_people("registrar", "reviewer", "reviewer")
    Traceback (most recent call last):
        ...
    catalog.errors.NotAllowed: who signed off for the department cannot review for the authority
    """
    if reviewer == submitted_by:
        raise NotAllowed("编制、提交人不能审核自己的目录", "who submitted an entry cannot review it", code="same_person")
    if reviewer == signed_by:
        raise NotAllowed(
            "部门审核人不能兼作主管部门审核人",
            "who signed off for the department cannot review for the authority",
            code="same_person",
        )


def other_person(submitted_by: str | None, reviewer: str | None, what: tuple[str, str]) -> None:
    """Hold a sign-off to other eyes than those of whoever submitted it; ``what`` is signed off, in Chinese and English.

    Raises
    ------
    NotAllowed
        They are one person.
    """
    if submitted_by is not None and submitted_by == reviewer:
        zh, en = what
        raise NotAllowed(f"提交人不能审核自己提交的{zh}", f"who submitted {en} cannot sign it off", code="same_person")


def is_fresh(cycle: str | None, refreshed_on: date | None, today: date) -> bool | None:
    """Say whether data was refreshed within its update cycle (更新及时率).

    Parameters
    ----------
    cycle
        The update cycle, ``None`` where it is unknown.
    refreshed_on
        The Asia/Shanghai day of the last refresh, ``None`` where it is unknown.
    today
        The Asia/Shanghai day to judge on.

    Returns
    -------
    bool or None
        ``None`` where nothing can be said: no cycle, an irregular one, or no known refresh.

    Examples
    --------
    >>> is_fresh("monthly", date(2026, 3, 1), date(2026, 4, 1)), is_fresh("monthly", date(2026, 3, 1), date(2026, 4, 2))
    (True, False)
    >>> is_fresh("irregular", date(2026, 3, 1), date(2026, 4, 1)) is None
    True
    """
    days = vocabulary.UPDATE_CYCLES[cycle].days if cycle else None
    if days is None or refreshed_on is None:
        return None
    return (today - refreshed_on).days <= days
