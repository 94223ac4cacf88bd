"""Demands: the demand list (需求清单), who needs what data on which legal basis, and what became of it.

Owns demands, their steps, and the links to what satisfies them. A demand's clocks are cases of ``calendars``; the responsibilities
that are drafted from it belong to ``lists.responsibilities``, which tells this list when they are fulfilled; which entries
come near to it, ``matching`` says. See ``rules`` for the states.
"""

from __future__ import annotations

from catalog.lists.demands.filing import delete, edit, file, sign, submit, withdraw
from catalog.lists.demands.importing import take_in
from catalog.lists.demands.reviewing import Chosen, accept, forward, match, merge, refuse, return_

__all__ = [
    "Chosen",
    "accept",
    "delete",
    "edit",
    "file",
    "forward",
    "match",
    "merge",
    "refuse",
    "return_",
    "sign",
    "submit",
    "take_in",
    "withdraw",
]
