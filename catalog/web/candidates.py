"""Which entries may satisfy a demand, for whoever matches it; how they are found is the business of this module alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from catalog import search
from catalog.errors import Invalid, Unavailable
from catalog.lists import forms, streaming
from catalog.lists.demands.queries import Demand
from catalog.lists.queries import Summary
from catalog.office import Look

MOST: Final = 10

_ITEMS_ASKED: Final = 3
"""Where the title finds little, so many of the wanted items are looked for too."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A published entry with what of the wanted items it has and what not; ``reasons`` in Chinese and English."""

    resource: str
    name: str
    provider: str
    code: str | None
    callable: bool
    covered: tuple[str, ...]
    missing: tuple[str, ...]
    reasons: tuple[tuple[str, str], ...]


def candidates(look: Look, demand: Demand) -> tuple[Candidate, ...]:
    """Return the entries that come near to a demand and are no source of it yet, those that cover most items first."""
    taken = {source.resource_id for source in demand.sources}
    found: dict[str, tuple[Summary, tuple[str, str]]] = {}
    for text, reason in _questions(demand):
        for hit in _hits(look, text):
            if hit.id not in taken:
                found.setdefault(hit.id, (hit, reason))
    contents = streaming.contents(look, list(found)) if found else {}
    made = [
        _candidate(demand, summary, reason, [item["name"] for item in contents.get(id_, {}).get("items", ())])
        for id_, (summary, reason) in found.items()
    ]
    return tuple(sorted(made, key=lambda each: -len(each.covered))[:MOST])


def _questions(demand: Demand) -> Iterator[tuple[str, tuple[str, str]]]:
    title = demand.summary.title
    yield title, (f"名称含“{title}”", f"the name holds “{title}”")
    for item in demand.content.get("items", ())[:_ITEMS_ASKED]:
        yield item, (f"有信息项“{item}”", f"it has the item “{item}”")


def _hits(look: Look, text: str) -> Iterator[Summary]:
    try:
        found = search.find(look, search.Query(text=text, filters={"state": ("published",)}, limit=MOST))
    except (Invalid, Unavailable):
        # A text that cannot be looked for, or an index that cannot be asked, finds nothing; the page stands without it.
        return
    yield from (hit.summary for hit in found.hits)


def _candidate(demand: Demand, summary: Summary, reason: tuple[str, str], items: list[str]) -> Candidate:
    wanted = tuple(demand.content.get("items", ()))
    covered = forms.covered(wanted, items)
    state = ("已接入，可调用", "it can be called") if summary.accessed else ("未接入，暂不可调用", "it cannot be called yet")
    return Candidate(
        resource=summary.id,
        name=summary.name,
        provider=summary.department,
        code=summary.code,
        callable=summary.accessed,
        covered=covered,
        missing=tuple(item for item in wanted if item not in covered),
        reasons=(reason, state),
    )
