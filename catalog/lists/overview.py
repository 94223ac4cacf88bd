"""What the pages about bodies show of the catalog list: entries counted by state and sharing type, and the newest ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from catalog.lists.model import ResourceRow
from catalog.lists.queries import Access, Filter, Summary, access_rate, conditions, summaries, visible
from catalog.office import Look
from catalog.rights import require


@dataclass(frozen=True, slots=True)
class Tally:
    """Entries the actor may see, by state; those of them that are published, by sharing type (None: not said); the access rate."""

    states: Mapping[str, int]
    sharing: Mapping[str | None, int]
    access: Access

    @property
    def total(self) -> int:
        """All entries, whatever their state."""
        return sum(self.states.values())

    @property
    def published(self) -> int:
        """The published entries."""
        return self.states.get("published", 0)


def tally(look: Look, *, region: str | None = None, department: str | None = None) -> Tally:
    """Count the entries of a department (with those it succeeded), of a region (with all beneath it), or all.

    Raises
    ------
    Unauthenticated
        Nobody is signed in and the catalog is not public.
    """
    require(look.actor, "resource:read")
    narrowed = conditions(look, Filter(region=region, department=department))
    columns = ResourceRow.state, ResourceRow.sharing_type
    query = select(*columns, func.count()).where(visible(look.actor), *narrowed).group_by(*columns)
    states: Counter[str] = Counter()
    sharing: Counter[str | None] = Counter()
    for state, sharing_type, count in look.session.execute(query):
        states[state] += count
        if state == "published":
            sharing[sharing_type] += count
    return Tally(states, sharing, access_rate(look, region=region, department=department))


def newest(look: Look, *, region: str | None = None, department: str | None = None, limit: int = 10) -> tuple[Summary, ...]:
    """Return the published entries that were issued last, the latest first."""
    require(look.actor, "resource:read")
    narrowed = conditions(look, Filter(states=("published",), region=region, department=department))
    query = select(ResourceRow.id).where(*narrowed, ResourceRow.issued_on.is_not(None))
    ids = look.session.scalars(query.order_by(ResourceRow.issued_on.desc(), ResourceRow.id.desc()).limit(limit)).all()
    lines = summaries(look, ids)
    return tuple(lines[identity] for identity in ids)


def published_by_department(look: Look, lineages: Mapping[str, Collection[str]]) -> dict[str, int]:
    """Count the published entries of departments, each given with the ids that it stands for."""
    require(look.actor, "resource:read")
    ids = {identity for of in lineages.values() for identity in of}
    query = select(ResourceRow.provider_id, func.count()).where(
        ResourceRow.state == "published", ResourceRow.provider_id.in_(ids)
    )
    counts: dict[str, int] = dict(look.session.execute(query.group_by(ResourceRow.provider_id)).all())
    return {heir: sum(counts.get(identity, 0) for identity in of) for heir, of in lineages.items()}


def published_by_region(look: Look) -> dict[str, int]:
    """Count the published entries of each region, without those beneath it."""
    require(look.actor, "resource:read")
    query = select(ResourceRow.region_id, func.count()).where(ResourceRow.state == "published")
    return dict(look.session.execute(query.group_by(ResourceRow.region_id)).all())
