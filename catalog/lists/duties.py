"""Deadlines of the three lists: which duties there are, and the clocks of an entry's review and update (Decree 809, art. 17)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from catalog import calendars
from catalog.calendars import queries as cases
from catalog.lists.model import ResourceRow
from catalog.office import Work

REVIEW: Final = "catalog_review"
UPDATE: Final = "catalog_update"
DEMAND_REVIEW: Final = "demand_review"
DEMAND_MATCH: Final = "demand_match"
CLAIM: Final = "responsibility_claim"
RULING: Final = "objection_ruling"
PLAN: Final = "responsibility_plan"
FULFIL: Final = "responsibility_fulfil"

DUTIES: Final[Mapping[str, tuple[str, str]]] = {
    REVIEW: ("目录审核", "catalog review"),
    UPDATE: ("目录更新", "catalog update"),
    DEMAND_REVIEW: ("需求预审", "pre-review of a demand"),
    DEMAND_MATCH: ("需求匹配派发", "matching of a demand"),
    CLAIM: ("责任认领", "claim of a responsibility"),
    RULING: ("异议裁定", "ruling on an objection"),
    PLAN: ("责任落实计划", "plan of a responsibility"),
    FULFIL: ("责任履行", "fulfilment of a responsibility"),
}
"""What the duties of this room are called, Chinese and English; each is a policy figure of the same name."""

ACTS: Final[Mapping[str, str]] = {
    REVIEW: "resource:approve",
    UPDATE: "resource:edit",
    DEMAND_REVIEW: "demand:review",
    DEMAND_MATCH: "demand:match",
    CLAIM: "responsibility:claim",
    RULING: "responsibility:assign",
    PLAN: "responsibility:claim",
    FULFIL: "responsibility:claim",
}
"""Which right doing what is due takes."""


def begin(work: Work, thing: str, kind: str, *, title: str, region: str, department: str | None = None) -> None:
    """Start the clock of a duty about a thing (``kind:id``): a department's, or where none is named, the region's authority's.

    Raises
    ------
    Conflict
        It is running already.
    """
    calendars.open_case(work, kind, thing=thing, title=title, region=region, department=department)


def finish(work: Work, thing: str, kind: str, outcome: str) -> None:
    """Stop the clock of that kind of a thing (``kind:id``), if one is running."""
    running = cases.case_of(work, thing, kind)
    if running is not None and running.state != "done":
        calendars.finish(work, running.id, outcome=outcome)


def turn(work: Work, thing: str, kind: str, *, on: bool) -> None:
    """Let the clock of that kind of a thing run again, or stand still; nothing if none is running."""
    running = cases.case_of(work, thing, kind)
    if running is not None and running.state == ("paused" if on else "open"):
        (calendars.resume if on else calendars.pause)(work, running.id)


def thing_of(resource: ResourceRow) -> str:
    """Return what the trail and the cases call an entry."""
    return f"resource:{resource.id}"
