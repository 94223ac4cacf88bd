"""Who is told, in the same work, that entries can or can no longer be called, ended, or are another's now.

Rooms above this one keep things about entries that must never disagree with them (a grant on an entry that was merged). This room
knows nothing of those rooms: they add what they do to ``FOLLOWERS`` when they are imported, and are told before the demands
are judged anew. What only has to keep up with changes follows the trail instead.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from catalog.office import Work

FOLLOWERS: Final[list[Callable[[Work, Collection[str]], None]]] = []


def tell(work: Work, resource_ids: Collection[str]) -> None:
    """Tell every room that asked for it of entries that were changed."""
    for follower in FOLLOWERS:
        follower(work, resource_ids)
