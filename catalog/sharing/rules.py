"""The states of applications, grants, corrections and disputes, whom an application passes, and when a grant may be used. Pure.

An *application* is filed by the department that needs data, signed off by its reviewer, passed on by the data authorities between
the two regions (each with its own clock) and answered by the provider, who agrees, agrees in part or refuses on a legal basis.
Missing material is named once, completely, by each who has it; the clock stands still meanwhile (Decree 809, art. 21-22).

A *grant* is given on agreeing. It is *provisioning* until the data can be called, then *active*. Whether it may be used is always
judged against the clock (``is_usable``); its end is recorded after it has come.

A *correction* is open until the source has corrected the data or said why not (art. 26). A *dispute* goes through three layers:
the parties negotiate, the data authority that both have in common mediates, its government decides (art. 27).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

from catalog.lists import rules
from catalog.lists.rules import DELETED, Names, Table

APPLICATION: Final[Table] = {
    "draft": {"edit": "draft", "submit": "submitted", "delete": DELETED},
    "submitted": {"withdraw": "draft", "return": "draft", "sign": "checking", "cease": "ceased"},
    "checking": {
        "return": "returned",
        "pass": "checking",
        "deliver": "replying",
        "withdraw": "withdrawn",
        "cease": "ceased",
    },
    "replying": {
        "return": "returned",
        "ask_extension": "replying",
        "extend": "replying",
        "agree": "agreed",
        "agree_part": "partly",
        "agree_at_once": "agreed",
        "refuse": "refused",
        "withdraw": "withdrawn",
        "cease": "ceased",
    },
    "returned": {"edit": "returned", "submit": "resubmitted", "withdraw": "withdrawn", "cease": "ceased"},
    "resubmitted": {"withdraw": "returned", "return": "returned", "sign": "checking", "cease": "ceased"},
    "agreed": {},
    "partly": {},
    "refused": {"reopen": "replying"},
    "withdrawn": {},
    "ceased": {},
}

GRANT: Final[Table] = {
    "provisioning": {
        "provide": "active",
        "amend": "provisioning",
        "suspend": "suspended",
        "announce": "provisioning",
        "revoke": "revoked",
        "give_up": "revoked",
        "expire": "expired",
    },
    "active": {
        "amend": "active",
        "suspend": "suspended",
        "announce": "active",
        "revoke": "revoked",
        "give_up": "revoked",
        "expire": "expired",
    },
    "suspended": {
        "resume": "provisioning",
        "amend": "suspended",
        "announce": "suspended",
        "revoke": "revoked",
        "give_up": "revoked",
        "expire": "expired",
    },
    "revoked": {},
    "expired": {},
}

CORRECTION: Final[Table] = {
    "open": {"correct": "corrected", "reject": "rejected", "withdraw": "withdrawn"},
    "corrected": {},
    "rejected": {},
    "withdrawn": {},
}

DISPUTE: Final[Table] = {
    "negotiating": {"answer": "negotiating", "settle": "settled", "escalate": "mediating", "withdraw": "withdrawn"},
    "mediating": {"mediate": "mediated", "withdraw": "withdrawn"},
    "mediated": {"settle": "settled", "escalate": "deciding", "withdraw": "withdrawn"},
    "deciding": {"decide": "decided", "withdraw": "withdrawn"},
    "settled": {},
    "decided": {},
    "withdrawn": {},
}

TABLES: Final[dict[str, Table]] = {
    "application": APPLICATION,
    "grant": GRANT,
    "correction": CORRECTION,
    "dispute": DISPUTE,
}
"""The state tables by kind of thing."""

#: In which state a thing of each kind begins.
BEGIN: Final = {"application": "draft", "grant": "provisioning", "correction": "open", "dispute": "negotiating"}

STATE_NAMES: Final[dict[str, Names]] = {
    "application": {
        "draft": ("草稿", "draft"),
        "submitted": ("待部门审核", "awaiting the department's review"),
        "checking": ("主管部门核转中", "being passed on by the authorities"),
        "replying": ("待提供方答复", "awaiting the provider's reply"),
        "returned": ("已退回补正", "returned for completion"),
        "resubmitted": ("补正待部门审核", "completed, awaiting review"),
        "agreed": ("已同意", "agreed"),
        "partly": ("部分同意", "agreed in part"),
        "refused": ("不同意", "refused"),
        "withdrawn": ("已撤回", "withdrawn"),
        "ceased": ("已终止", "ceased"),
    },
    "grant": {
        "provisioning": ("待提供", "being provided"),
        "active": ("有效", "active"),
        "suspended": ("已暂停", "suspended"),
        "revoked": ("已撤销", "revoked"),
        "expired": ("已到期", "expired"),
    },
    "correction": {
        "open": ("核实中", "being verified"),
        "corrected": ("已更正", "corrected"),
        "rejected": ("不予更正", "not corrected"),
        "withdrawn": ("已撤回", "withdrawn"),
    },
    "dispute": {
        "negotiating": ("协商中", "being negotiated"),
        "mediating": ("主管部门协调中", "before the data authority"),
        "mediated": ("已出协调意见", "the authority has given its opinion"),
        "deciding": ("待政府裁决", "before the government"),
        "settled": ("已达成一致", "settled"),
        "decided": ("已裁决", "decided"),
        "withdrawn": ("已撤回", "withdrawn"),
    },
}

VERB_NAMES: Final[dict[str, Names]] = {
    "application": {
        "file": ("填报", "file"),
        "edit": ("编辑", "edit"),
        "submit": ("提交", "submit"),
        "delete": ("删除", "delete"),
        "withdraw": ("撤回", "withdraw"),
        "return": ("退回补正", "return"),
        "sign": ("部门审核通过", "sign off"),
        "pass": ("核转", "pass on"),
        "deliver": ("送达提供方", "deliver to the provider"),
        "ask_extension": ("申请延期答复", "ask for an extension"),
        "extend": ("同意延期答复", "extend"),
        "agree": ("同意", "agree"),
        "agree_part": ("部分同意", "agree in part"),
        "agree_at_once": ("无条件共享自动授权", "grant at once"),
        "refuse": ("不同意", "refuse"),
        "reopen": ("重新答复", "answer again"),
        "cease": ("终止", "cease"),
    },
    "grant": {
        "give": ("授权", "grant"),
        "provide": ("开通", "provide"),
        "amend": ("变更", "amend"),
        "suspend": ("暂停", "suspend"),
        "resume": ("恢复", "resume"),
        "announce": ("预告撤销", "announce the revocation"),
        "revoke": ("撤销", "revoke"),
        "give_up": ("放弃", "give up"),
        "expire": ("到期", "expire"),
        "succeed": ("改用替代资源", "go over to the successor"),
    },
    "correction": {
        "file": ("提出校核", "file"),
        "correct": ("更正", "correct"),
        "reject": ("不予更正", "reject"),
        "withdraw": ("撤回", "withdraw"),
    },
    "dispute": {
        "file": ("提出争议", "file"),
        "answer": ("回应", "answer"),
        "settle": ("达成一致", "settle"),
        "escalate": ("提请上一层处理", "escalate"),
        "mediate": ("提出协调意见", "give the authority's opinion"),
        "decide": ("录入裁决", "record the decision"),
        "withdraw": ("撤回", "withdraw"),
    },
}

#: States in which somebody still has something to do for an application.
OPEN_APPLICATIONS: Final = ("submitted", "checking", "replying", "returned", "resubmitted")
#: States of a grant that has not ended.
LIVE_GRANTS: Final = ("provisioning", "active", "suspended")
OPEN_DISPUTES: Final = ("negotiating", "mediating", "mediated", "deciding")

OUTCOMES: Final[dict[str, tuple[str, str]]] = {
    "for_claimant": ("支持申请方", "for the claimant"),
    "compromise": ("折中处理", "a compromise"),
    "for_respondent": ("支持被申请方", "for the respondent"),
}
"""How a dispute may end."""


def next_state(kind: str, state: str, verb: str) -> str:
    """Return the state that a verb leads a thing of some kind to.

    Raises
    ------
    Conflict
        The verb is not possible in that state.

    >>> next_state("application", "checking", "deliver"), next_state("grant", "suspended", "resume")
    ('replying', 'provisioning')
    """
    return rules.next_state(TABLES[kind], state, verb, states=STATE_NAMES[kind], verbs=VERB_NAMES[kind])


def common(one: Sequence[str], other: Sequence[str]) -> str | None:
    """Return the lowest region that two have above them, or are; each is given as its chain up to the root, itself first.

    >>> common(["渝中区", "重庆市", "全国"], ["江北区", "重庆市", "全国"])
    '重庆市'
    """
    return next((region for region in one if region in other), None)


def route(consumer: Sequence[str], provider: Sequence[str]) -> list[str]:
    """Return the regions whose authorities pass an application on, in their order: up to the common superior and down again.

    Inside one region nobody stands between the two departments.

    Parameters
    ----------
    consumer, provider
        The chain from the department's region up to the root, the region itself first.

    Examples
    --------
    >>> route(["渝中区", "重庆市", "全国"], ["江北区", "重庆市", "全国"])
    ['渝中区', '重庆市', '江北区']
    >>> route(["渝中区", "重庆市", "全国"], ["全国"]), route(["重庆市", "全国"], ["渝中区", "重庆市", "全国"])
    (['渝中区', '重庆市', '全国'], ['重庆市', '渝中区'])
    >>> route(["重庆市", "全国"], ["重庆市", "全国"])
    []
    """
    top = common(consumer, provider)
    if top is None or consumer[0] == provider[0]:
        return []
    up, down = consumer[: consumer.index(top)], provider[: provider.index(top)]
    return [*up, top, *reversed(down)]


class Usable(Protocol):
    """What ``is_usable`` needs to know of a grant; a row or a dataclass will do."""

    @property
    def state(self) -> str:
        """Its recorded state."""

    @property
    def valid_from(self) -> datetime:
        """From when it holds."""

    @property
    def valid_to(self) -> datetime | None:
        """Until when it holds, that instant outside."""

    @property
    def revoked_at(self) -> datetime | None:
        """From when on it is revoked."""


def is_usable(grant: Usable, now: datetime) -> bool:
    """Tell whether a grant may be used at an instant, whatever has been recorded of its end so far.

    >>> from types import SimpleNamespace
    >>> from datetime import UTC
    >>> day = lambda number: datetime(2026, 3, number, tzinfo=UTC)
    >>> grant = SimpleNamespace(state="active", valid_from=day(2), valid_to=day(9), revoked_at=None)
    >>> [is_usable(grant, day(number)) for number in (1, 2, 8, 9)]
    [False, True, True, False]
    """
    if grant.state not in ("provisioning", "active") or not grant.valid_from <= now:
        return False
    ends = last_instant(grant)
    return ends is None or now < ends


def last_instant(grant: Usable) -> datetime | None:
    """Return the instant at which a grant ends, by its term or its revocation; None if no end is known."""
    return min((end for end in (grant.valid_to, grant.revoked_at) if end is not None), default=None)
