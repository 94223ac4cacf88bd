"""Which entries may satisfy a demand, as the page of a demand offers them to whoever matches it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from catalog import matching
from catalog.errors import Invalid, Unavailable
from catalog.lists.demands.queries import Demand
from catalog.matching import NearDepartment
from catalog.office import Look

MOST: Final = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """A published entry with what of the wanted items it has and what not; ``items`` says by which names it has them."""

    resource: str
    name: str
    provider: str
    code: str | None
    covered: tuple[str, ...]
    missing: tuple[str, ...]
    items: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """What the catalog has for a demand: its verdict (None: it could not be asked), candidates, and who is nearest if none."""

    verdict: str | None = None
    candidates: tuple[Candidate, ...] = ()
    nearest: tuple[NearDepartment, ...] = ()


def offer(look: Look, demand: Demand) -> Offer:
    """Return the published entries that come near to a demand and are no source of it yet, the nearest first."""
    taken = {source.resource_id for source in demand.sources}
    try:
        found = matching.match_filed(look, demand.summary.id, MOST + len(taken))
    except (Invalid, Unavailable):
        # An index that cannot be asked just now finds nothing; the page stands without it.
        return Offer()
    able = [each for each in found.candidates if each.summary.state == "published" and each.summary.id not in taken]
    return Offer(found.verdict, tuple(map(_candidate, able[:MOST])), found.nearest)


def _candidate(found: matching.Candidate) -> Candidate:
    summary = found.summary
    state = ("已接入，可调用", "it can be called") if summary.accessed else ("未接入，暂不可调用", "it cannot be called yet")
    return Candidate(
        resource=summary.id,
        name=summary.name,
        provider=summary.department,
        code=summary.code,
        covered=tuple(cover.wanted for cover in found.covered),
        missing=found.missing,
        items=tuple((cover.wanted, cover.item) for cover in found.covered if cover.how != "same"),
        reasons=(*found.reasons, state),
    )
