"""What the catalog has for a demand that was filed."""

from __future__ import annotations

from contextlib import suppress

from catalog.errors import NotFound
from catalog.lists.demands import queries
from catalog.matching.answers import Matched, match, placed
from catalog.matching.demands import Wanted
from catalog.matching.rules import MOST_ITEMS
from catalog.office import Look


def match_filed(look: Look, reference: str, limit: int = 20) -> Matched:
    """Match a filed demand, by id or number, against the entries that the actor may see.

    Raises
    ------
    NotFound
        There is no such demand, or the actor may not know of it.
    Invalid, Unavailable
        As ``match``.
    """
    said = queries.show(look, reference).content
    wanted = Wanted(
        title=said["title"],
        items=tuple(said.get("items", ()))[:MOST_ITEMS],
        scenario=said.get("scenario", ""),
        matter=said.get("matter", ""),
        presumed_source=said.get("source"),
    )
    # A number that no region has says nothing of where the data is; the demand can be matched all the same.
    with suppress(NotFound):
        wanted = placed(look, wanted, said.get("region"))
    return match(look, wanted, limit)
