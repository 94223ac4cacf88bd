"""Deadlines of sharing: which duties there are, what they are called, and who may do what is due."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from catalog.lists import duties
from catalog.lists.duties import begin, finish, turn

__all__ = [
    "ACTS",
    "AUTHORITY",
    "CHECK",
    "CORRECTION",
    "DUTIES",
    "GOVERNMENT",
    "NEGOTIATION",
    "REPLIES",
    "REVIEW",
    "SHARE",
    "begin",
    "finish",
    "turn",
]

REVIEW: Final = "department_review"
CHECK: Final = "application_check"
REPLIES: Final[Mapping[str, str]] = {"unconditional": "reply_unconditional", "conditional": "reply_conditional"}
SHARE: Final = "share"
CORRECTION: Final = "correction"
NEGOTIATION: Final = "dispute_negotiation"
AUTHORITY: Final = "dispute_authority"
GOVERNMENT: Final = "dispute_government"

DUTIES: Final[Mapping[str, tuple[str, str]]] = {
    **duties.DUTIES,
    REVIEW: ("部门内部审核", "review inside the department"),
    CHECK: ("共享申请核转", "passing an application on"),
    REPLIES["unconditional"]: ("无条件共享答复", "reply on unconditionally shared data"),
    REPLIES["conditional"]: ("有条件共享答复", "reply on conditionally shared data"),
    SHARE: ("提供数据", "providing the data"),
    CORRECTION: ("校核答复", "answer to a correction request"),
    NEGOTIATION: ("争议协商", "negotiation of a dispute"),
    AUTHORITY: ("争议协调", "opinion of the authority on a dispute"),
    GOVERNMENT: ("争议裁决", "decision of the government on a dispute"),
}
"""What the duties of this room and of the lists are called, Chinese and English; each is a policy figure of the same name."""

ACTS: Final[Mapping[str, str]] = {
    **duties.ACTS,
    REVIEW: "application:sign",
    CHECK: "application:check",
    REPLIES["unconditional"]: "application:reply",
    REPLIES["conditional"]: "application:reply",
    SHARE: "binding:set",
    CORRECTION: "correction:answer",
    NEGOTIATION: "dispute:answer",
    AUTHORITY: "dispute:rule",
    GOVERNMENT: "dispute:rule",
}
"""Which right doing what is due takes, for each duty of this room and of the lists."""
