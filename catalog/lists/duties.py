"""Deadlines of the catalog list: the authority's review, and the update that a changed law asks for (Decree 809, art. 17)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from catalog import calendars
from catalog.calendars import queries as cases
from catalog.lists.model import ResourceRow
from catalog.office import Work

REVIEW: Final = "catalog_review"
UPDATE: Final = "catalog_update"

DUTIES: Final[Mapping[str, tuple[str, str]]] = {REVIEW: ("目录审核", "catalog review"), UPDATE: ("目录更新", "catalog update")}
"""What the duties of this room are called, Chinese and English."""


def open_review(work: Work, resource: ResourceRow) -> None:
    """Start the clock of the data authority's review; the duty is the region's, not a department's."""
    calendars.open_case(work, REVIEW, thing=_thing(resource), title=resource.name, region=resource.region_id, department=None)


def open_update(work: Work, resource: ResourceRow) -> None:
    """Start the clock of the provider's update.

    Raises
    ------
    Conflict
        It is running already.
    """
    place = {"region": resource.region_id, "department": resource.provider_id}
    calendars.open_case(work, UPDATE, thing=_thing(resource), title=resource.name, **place)


def finish(work: Work, resource: ResourceRow, kind: str, outcome: str) -> None:
    """Stop the clock of that kind, if one is running."""
    running = cases.case_of(work, _thing(resource), kind)
    if running is not None and running.state != "done":
        calendars.finish(work, running.id, outcome=outcome)


def _thing(resource: ResourceRow) -> str:
    return f"resource:{resource.id}"
