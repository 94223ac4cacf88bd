"""Lists: the catalog list (目录清单), what data exists and how it is shared; the demand and responsibility lists join it here.

Owns entries with their versions, reviews, places in the classification, bindings and editions.
Does not own departments and people, deadlines (it opens and ends cases in ``calendars``), the reading and writing of files,
nor the asking of bound data (``exchange`` probes, and hands over what it found).

An entry is compiled as a draft, submitted, signed off by its department, published by the data authority; a published entry
changes only through a revision that goes the same way. See ``rules`` for the states, ``metadata`` for what an entry must say.
"""

from __future__ import annotations

from catalog.lists.bindings import bind, bindings, record_checks, targets, unbind
from catalog.lists.bulk import foresee, put_entries
from catalog.lists.editions import cut_edition, edition_diff, editions
from catalog.lists.endings import merge, put_online, retire, set_assessed, supersede, take_offline
from catalog.lists.entries import delete, edit, register
from catalog.lists.placements import classifications, put_classification
from catalog.lists.reviews import require_update, review, submit, withdraw
from catalog.lists.takeover import link_successors, take_over

__all__ = [
    "bind",
    "bindings",
    "classifications",
    "cut_edition",
    "delete",
    "edit",
    "edition_diff",
    "editions",
    "foresee",
    "link_successors",
    "merge",
    "put_classification",
    "put_entries",
    "put_online",
    "record_checks",
    "register",
    "require_update",
    "retire",
    "review",
    "set_assessed",
    "submit",
    "supersede",
    "take_offline",
    "take_over",
    "targets",
    "unbind",
    "withdraw",
]
