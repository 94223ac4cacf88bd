"""The published entries, whole and page by page, as other portals harvest them.

Entries that are offline or have ended are not there: a harvester removes what it no longer finds. What it is told of a provider
is who stands for it today, so that a reorganised body is one organization and not two.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, exists, func, or_, select

from catalog.errors import NotFound
from catalog.lists.model import BindingRow, ClassificationRow, PlacementRow, ResourceRow, VersionRow
from catalog.lists.queries import resolve
from catalog.office import Look
from catalog.people import queries as people
from catalog.people.model import DepartmentRow, RegionRow
from catalog.people.queries import is_id
from catalog.rights import require

BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class Provider:
    """A department that provides entries; ``code`` is its unified social credit code."""

    id: str
    code: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the classification that holds entries."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Published:
    """One published entry whole; ``nodes`` its places, the primary one first, ``kinds`` how it is bound."""

    id: str
    code: str | None
    name: str
    provider: Provider
    region: str
    tier: str
    sharing_type: str | None
    openness: str | None
    update_cycle: str | None
    grade: str | None
    local_grade: str | None
    issued_on: date | None
    created_at: datetime
    updated_at: datetime
    accessed: bool
    version: int
    content: Mapping[str, Any]
    nodes: tuple[Node, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Values of which one must hold, or, ``excluded``, none may."""

    values: Collection[str]
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a harvest is narrowed to; all of it must hold.

    ``departments`` are ids, standing for those they succeeded too; ``nodes`` codes of the classification; ``since`` and
    ``until`` bound the last change and are both included.
    """

    departments: Sequence[Choice] = ()
    nodes: Sequence[Choice] = ()
    since: datetime | None = None
    until: datetime | None = None


EVERYTHING: Final = Wanted()

Order = Literal["id", "modified", "modified_desc"]
_ORDERS: Final[dict[Order, tuple[Any, ...]]] = {
    "id": (ResourceRow.id,),
    "modified": (ResourceRow.updated_at, ResourceRow.id),
    "modified_desc": (ResourceRow.updated_at.desc(), ResourceRow.id),
}


def count(look: Look, wanted: Wanted = EVERYTHING) -> int:
    """Count the published entries that fit.

    Raises
    ------
    Unauthenticated
        Nobody is signed in and the catalog is not public.
    """
    return look.session.scalar(select(func.count()).select_from(ResourceRow).where(*_conditions(look, wanted))) or 0


def names(look: Look, *, offset: int = 0, limit: int | None = None) -> list[tuple[str, str | None]]:
    """List id and code of the published entries, oldest first, so that what is new comes last."""
    query = select(ResourceRow.id, ResourceRow.code).where(*_conditions(look, EVERYTHING))
    rows = look.session.execute(query.order_by(ResourceRow.id).offset(offset).limit(limit))
    return [(identity, code) for identity, code in rows]


def page(look: Look, wanted: Wanted = EVERYTHING, *, offset: int = 0, limit: int = 100, order: Order = "id") -> list[Published]:
    """Return a page of the published entries that fit: oldest first, or by their last change."""
    query = select(ResourceRow.id).where(*_conditions(look, wanted)).order_by(*_ORDERS[order])
    # The ids alone come out of the index; only those of the page are opened.
    return entries(look, look.session.scalars(query.offset(offset).limit(limit)).all())


def walk(look: Look) -> Iterator[list[Published]]:
    """Yield every published entry, oldest first, batch by batch in constant memory."""
    query = select(ResourceRow.id).where(*_conditions(look, EVERYTHING)).order_by(ResourceRow.id).limit(BATCH)
    last = None
    while ids := look.session.scalars(query.where(ResourceRow.id > last) if last else query).all():
        yield entries(look, ids)
        last = ids[-1]
        look.session.expunge_all()


def show(look: Look, reference: str) -> Published:
    """Return one published entry by its id or a code it has or had.

    Raises
    ------
    NotFound
        There is none, or it is not published.
    """
    require(look.actor, "resource:read")
    identity = resolve(look, reference)
    found = entries(look, [identity]) if is_id(identity) else []
    if not found:
        raise NotFound("没有此数据资源", "no such resource", resource=reference)
    return found[0]


def entries(look: Look, ids: Sequence[str]) -> list[Published]:
    """Return those of the entries that are published, in the order asked for."""
    require(look.actor, "resource:read")
    query = (
        select(ResourceRow, VersionRow.number, VersionRow.content, RegionRow.name, RegionRow.tier_code)
        .join(VersionRow, VersionRow.id == ResourceRow.current_id)
        .join(RegionRow, RegionRow.id == ResourceRow.region_id)
        .where(ResourceRow.id.in_(ids), ResourceRow.state == "published")
    )
    rows = look.session.execute(query).all()
    providers = _standing(look, {row[0].provider_id for row in rows})
    nodes, kinds = _nodes(look, ids), _kinds(look, ids)
    made = {row[0].id: _published(row, providers[row[0].provider_id], nodes[row[0].id], kinds[row[0].id]) for row in rows}
    return [made[identity] for identity in ids if identity in made]


def providers(look: Look) -> list[tuple[Provider, int]]:
    """List who provides published entries, and how many, by name."""
    query = select(ResourceRow.provider_id, func.count()).where(*_conditions(look, EVERYTHING)).group_by(ResourceRow.provider_id)
    provided = dict(look.session.execute(query).all())
    counted: Counter[Provider] = Counter()
    for identity, provider in _standing(look, provided).items():
        counted[provider] += provided[identity]
    return sorted(counted.items(), key=lambda each: (each[0].name, each[0].id))


def departments(look: Look, references: Collection[str]) -> list[str]:
    """Return the ids of the departments that ids or unified social credit codes name; none for what is unknown."""
    require(look.actor, "resource:read")
    ids = [each for each in references if is_id(each)]
    codes = [each for each in references if not is_id(each)]
    query = select(DepartmentRow.id).where(or_(DepartmentRow.id.in_(ids), DepartmentRow.credit_code.in_(codes)))
    return list(look.session.scalars(query.order_by(DepartmentRow.id)))


def providers_of(look: Look, ids: Collection[str]) -> dict[str, Provider]:
    """Return who stands today for each of the departments."""
    require(look.actor, "resource:read")
    return _standing(look, ids)


def classified(look: Look) -> list[tuple[Node, int]]:
    """List the nodes of the classification that hold published entries, and how many, by code."""
    query = (
        select(ClassificationRow.code, ClassificationRow.name, func.count())
        .join(PlacementRow, PlacementRow.classification_id == ClassificationRow.id)
        .join(ResourceRow, ResourceRow.id == PlacementRow.resource_id)
        .where(PlacementRow.is_live, *_conditions(look, EVERYTHING))
        .group_by(ClassificationRow.code, ClassificationRow.name)
        .order_by(ClassificationRow.code)
    )
    return [(Node(code, name), entries) for code, name, entries in look.session.execute(query)]


def _conditions(look: Look, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    require(look.actor, "resource:read")
    yield ResourceRow.state == "published"
    for choice in wanted.departments:
        yield _chosen(ResourceRow.provider_id.in_(people.lineages(look.session, choice.values)), choice)
    for choice in wanted.nodes:
        placed = exists().where(
            PlacementRow.resource_id == ResourceRow.id,
            PlacementRow.is_live,
            PlacementRow.classification_id == ClassificationRow.id,
            ClassificationRow.code.in_(choice.values),
        )
        yield _chosen(placed, choice)
    if wanted.since is not None:
        yield ResourceRow.updated_at >= wanted.since
    if wanted.until is not None:
        yield ResourceRow.updated_at <= wanted.until


def _chosen(condition: ColumnElement[bool], choice: Choice) -> ColumnElement[bool]:
    return ~condition if choice.excluded else condition


def _standing(look: Look, ids: Collection[str]) -> dict[str, Provider]:
    """Return for each department who stands for it today; one closed without heir stands for itself."""
    heirs = {identity: heir or identity for identity, heir in people.resolve_all(look.session, ids, look.today).items()}
    columns = (DepartmentRow.id, DepartmentRow.credit_code, DepartmentRow.name)
    query = select(*columns).where(DepartmentRow.id.in_(set(heirs.values())))
    known = {row[0]: Provider(*row) for row in look.session.execute(query)}
    return {identity: known[heir] for identity, heir in heirs.items() if heir in known}


def _nodes(look: Look, ids: Sequence[str]) -> Mapping[str, tuple[Node, ...]]:
    query = (
        select(PlacementRow.resource_id, ClassificationRow.code, ClassificationRow.name)
        .join(ClassificationRow, ClassificationRow.id == PlacementRow.classification_id)
        .where(PlacementRow.resource_id.in_(ids), PlacementRow.is_live)
        .order_by(PlacementRow.is_primary.desc(), ClassificationRow.code)
    )
    nodes: defaultdict[str, tuple[Node, ...]] = defaultdict(tuple)
    for resource, code, name in look.session.execute(query):
        nodes[str(resource)] += (Node(code, name),)
    return nodes


def _kinds(look: Look, ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    query = select(BindingRow.resource_id, BindingRow.kind).where(BindingRow.resource_id.in_(ids)).distinct()
    kinds: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for resource, kind in look.session.execute(query.order_by(BindingRow.resource_id, BindingRow.kind)):
        kinds[resource] += (kind,)
    return kinds


def _published(row: Any, provider: Provider, nodes: tuple[Node, ...], kinds: tuple[str, ...]) -> Published:
    resource, version, content, region, tier = row
    return Published(
        id=resource.id,
        code=resource.code,
        name=resource.name,
        provider=provider,
        region=region,
        tier=tier,
        sharing_type=resource.sharing_type,
        openness=resource.openness,
        update_cycle=resource.update_cycle,
        grade=resource.grade,
        local_grade=resource.local_grade,
        issued_on=resource.issued_on,
        created_at=resource.created_at,
        updated_at=resource.updated_at,
        accessed=resource.accessed,
        version=version,
        content=content,
        nodes=nodes,
        kinds=kinds,
    )
