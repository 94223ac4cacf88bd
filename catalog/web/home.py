"""What the home page shows."""

from __future__ import annotations

from dataclasses import dataclass

from catalog import reception
from catalog.errors import Unauthenticated
from catalog.lists import queries
from catalog.lists.queries import Access
from catalog.lists.rules import RESOURCE, STATE_NAMES
from catalog.people import queries as people


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many entries are in a state; ``name`` in Chinese and English."""

    state: str
    name: tuple[str, str]
    count: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What is there: entries by state, access rate, bodies."""

    total: int
    states: tuple[StateCount, ...]
    access: Access
    departments: int
    regions: int


def overview() -> Overview | None:
    """Return what is there as the caller may see it; None when the caller must sign in first."""
    try:
        with reception.look() as look:
            counts = queries.counts(look)
            access = queries.access_rate(look)
            departments = people.count_departments(look.session, on=look.today)
            regions = len(people.regions(look.session))
    except Unauthenticated:
        return None
    states = tuple(StateCount(state, STATE_NAMES[state], counts[state]) for state in RESOURCE if counts.get(state))
    return Overview(sum(counts.values()), states, access, departments, regions)
