"""Who reads single calls: whose reading is recorded, and the period that is read where none is named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from catalog import trail
from catalog.office import Look, Work
from catalog.rights import Actor

#: Where no period is named, so long a one is read; it ends behind now, for the clocks of sources may be ahead of ours.
USUAL: Final = timedelta(days=31)
BEHIND: Final = timedelta(days=2)


def recorded(actor: Actor) -> bool:
    """Tell whether this actor's reading of calls is recorded, so that it needs a work."""
    return "auditor" in actor.roles


def record(look: Look, verb: str, thing: str, changes: Mapping[str, list[Any]]) -> None:
    """Record what is read, where this actor's reading is."""
    if recorded(look.actor):
        assert isinstance(look, Work), "what an auditor reads is recorded, and a look cannot"
        trail.record(look, verb, thing, changes=dict(changes))


def period(look: Look, since: datetime | None = None, until: datetime | None = None) -> tuple[datetime, datetime]:
    """Return the period that is asked about, half-open: up to now and 31 days long, unless it is said otherwise."""
    end = until or look.now + BEHIND
    return since or min(end, look.now) - USUAL, end
