"""Which entries came from which rows of which files."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import select

from catalog.lists.model import ResourceRow
from catalog.lists.queries import visible
from catalog.office import Look

_BATCH: Final = 10_000


def entries(look: Look, rows: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """Return the entry that each row (file without its ending, line) came into, among those the actor may see.

    Origins are documents and not indexed: this reads them all, for questions that are asked once.
    """
    wanted = set(rows)
    query = select(ResourceRow.id, ResourceRow.origin).where(ResourceRow.origin.is_not(None), visible(look.actor))
    found: dict[tuple[str, int], str] = {}
    for id_, origin in look.session.connection().execute(query.execution_options(yield_per=_BATCH)):
        for each in origin or ():
            stem = str(each["file"]).partition(".")[0]
            found |= {(stem, line): id_ for line in each["lines"] if (stem, line) in wanted}
    return found
