"""The whole list, or a part of it, entry by entry: what exports are written from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import aliased

from catalog.errors import NotFound
from catalog.lists.model import ClassificationRow, EditionEntryRow, EditionRow, PlacementRow, ResourceRow, VersionRow
from catalog.lists.queries import Filter, conditions, visible
from catalog.office import Look
from catalog.rights import require

BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry as an export tells it: ``placements`` are ``{"classification", "name", "code", "primary"}``, ``successor`` a code."""

    provider: str
    region: str
    content: Mapping[str, Any]
    code: str | None
    legacy_code: str | None
    state: str
    assessed: bool
    issued_on: date | None
    placements: tuple[Mapping[str, Any], ...]
    origin: tuple[Mapping[str, Any], ...]
    successor: str | None


def stream(look: Look, wanted: Filter, *, edition: str | None = None) -> Iterator[Listed]:
    """Yield the entries the actor may see that fit, oldest first, in constant memory; of an edition as they stood in it.

    Raises
    ------
    NotFound
        There is no such edition.
    """
    require(look.actor, "resource:read")
    query = _of_edition(look, edition) if edition else _present()
    query = query.where(visible(look.actor), *conditions(look, wanted)).order_by(ResourceRow.id).limit(BATCH)
    last = None
    while batch := look.session.execute(query.where(ResourceRow.id > last) if last else query).all():
        places = _places(look, [row[0].id for row in batch])
        for resource, content, code, state, successor in batch:
            yield _listed(resource, content, code, state, successor, places.get(resource.id, ()))
        last = batch[-1][0].id
        look.session.expunge_all()


@dataclass(frozen=True, slots=True)
class Governing:
    """What governs one entry: what its row says, with the content document in force as ``content``, and the codes it has."""

    resource: Row[*tuple[Any, ...]]
    codes: tuple[str, ...]


def ranked(look: Look) -> Iterator[str]:
    """Yield the id of every entry, the published ones first, then the freshest, for a part of the house that keeps up with the list; shown to nobody."""
    rank = (ResourceRow.state != "published", ResourceRow.updated_at.desc(), ResourceRow.code, ResourceRow.id)
    query = select(ResourceRow.id).order_by(*rank).execution_options(yield_per=10_000)
    yield from look.session.scalars(query)


_GOVERNING: Final = (
    select(
        ResourceRow.id,
        ResourceRow.name,
        ResourceRow.legacy_code,
        ResourceRow.provider_id,
        ResourceRow.region_id,
        ResourceRow.state,
        ResourceRow.sharing_type,
        ResourceRow.openness,
        ResourceRow.update_cycle,
        ResourceRow.grade,
        ResourceRow.local_grade,
        ResourceRow.updated_at,
        VersionRow.content,
    )
    .join(VersionRow, VersionRow.id == func.coalesce(ResourceRow.current_id, ResourceRow.draft_id))
    .where(ResourceRow.id.in_(bindparam("ids", expanding=True)))
)


def governing(look: Look, ids: Sequence[str]) -> list[Governing]:
    """Return what governs the entries that are still there, for a part of the house that keeps up with the list; shown to nobody."""
    # Straight on the connection: a nation's entries are read here one by one, and none of them is changed.
    rows = look.session.connection().execute(_GOVERNING, {"ids": list(ids)}).all()
    places = _places(look, [row.id for row in rows])
    return [Governing(row, tuple(place["code"] for place in places.get(row.id, ()))) for row in rows]


_CONTENTS: Final = (
    select(ResourceRow.id, VersionRow.content)
    .join(VersionRow, VersionRow.id == func.coalesce(ResourceRow.current_id, ResourceRow.draft_id))
    .where(ResourceRow.id.in_(bindparam("ids", expanding=True)))
)


def contents(look: Look, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """Return the content documents in force of entries that the caller knows the actor may see."""
    return dict(look.session.connection().execute(_CONTENTS, {"ids": list(ids)}).all())


def _present() -> Select[Any]:
    successor = aliased(ResourceRow)
    return (
        select(ResourceRow, VersionRow.content, ResourceRow.code, ResourceRow.state, successor.code)
        .join(VersionRow, VersionRow.id == func.coalesce(ResourceRow.current_id, ResourceRow.draft_id))
        .outerjoin(successor, successor.id == ResourceRow.successor_id)
    )


def _of_edition(look: Look, label: str) -> Select[Any]:
    edition = look.session.scalar(select(EditionRow.id).where(EditionRow.label == label))
    if edition is None:
        raise NotFound(f"没有 {label} 版", f"no edition {label}", edition=label)
    successor = aliased(ResourceRow)
    return (
        select(ResourceRow, VersionRow.content, EditionEntryRow.code, EditionEntryRow.state, successor.code)
        .join(EditionEntryRow, EditionEntryRow.resource_id == ResourceRow.id)
        .join(VersionRow, VersionRow.id == EditionEntryRow.version_id)
        # What an edition holds was in force, so nothing stood in its place yet.
        .outerjoin(successor, successor.id.is_(None))
        .where(EditionEntryRow.edition_id == edition)
    )


def _places(look: Look, ids: list[str]) -> dict[str, tuple[Mapping[str, Any], ...]]:
    query = (
        select(PlacementRow, ClassificationRow.code, ClassificationRow.name)
        .join(ClassificationRow, ClassificationRow.id == PlacementRow.classification_id)
        .where(PlacementRow.resource_id.in_(ids), PlacementRow.is_live)
        .order_by(PlacementRow.is_primary.desc(), PlacementRow.code)
    )
    places: dict[str, tuple[Mapping[str, Any], ...]] = {}
    for row, code, name in look.session.execute(query):
        place = {"classification": code, "name": name, "code": row.code, "primary": row.is_primary}
        resource = str(row.resource_id)
        places[resource] = (*places.get(resource, ()), place)
    return places


def _listed(
    resource: ResourceRow,
    content: Mapping[str, Any],
    code: str | None,
    state: str,
    successor: str | None,
    places: tuple[Mapping[str, Any], ...],
) -> Listed:
    return Listed(
        provider=resource.provider_id,
        region=resource.region_id,
        content=content,
        code=code,
        legacy_code=resource.legacy_code,
        state=state,
        assessed=resource.assessed,
        issued_on=resource.issued_on,
        placements=places,
        origin=tuple(resource.origin or ()),
        successor=successor,
    )
