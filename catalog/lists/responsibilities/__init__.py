"""Responsibilities: the responsibility list (责任清单), which department must provide what, by when.

Owns responsibilities with the departments that had them one after the other, and the lists issued to departments for a year.
The demands behind a responsibility belong to ``lists.demands``; its clocks are cases of ``calendars``. See ``rules`` for the states.
"""

from __future__ import annotations

from catalog.lists.responsibilities.assigning import (
    assign,
    assign_for_demand,
    cancel,
    delete,
    draft,
    edit,
    link,
    reassign,
    uphold,
)
from catalog.lists.responsibilities.importing import take_in
from catalog.lists.responsibilities.issuing import acknowledge, issue
from catalog.lists.responsibilities.owning import claim, fulfil, object_, plan

__all__ = [
    "acknowledge",
    "assign",
    "assign_for_demand",
    "cancel",
    "claim",
    "delete",
    "draft",
    "edit",
    "fulfil",
    "issue",
    "link",
    "object_",
    "plan",
    "reassign",
    "take_in",
    "uphold",
]
