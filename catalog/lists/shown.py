"""One entry as it is shown, and the lines of lists: what people read of an entry, put together from its rows.

These are what is read most in the house. The statements are made once, since making one takes longer than running it, and run on
the connection, for nobody changes what they read. What a whole entry consists of is remembered (``trail.Memory``) apart from
who may see it, which is judged each time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Row, Select, bindparam, select

from catalog import trail
from catalog.errors import NotFound
from catalog.lists import desk
from catalog.lists.model import ClassificationRow, PlacementRow, ResourceRow, VersionRow
from catalog.office import Look
from catalog.people.model import DepartmentRow, RegionRow
from catalog.people.queries import is_id
from catalog.rights import Place as Home
from catalog.rights import may

REMEMBERED: Final = 2_000

#: Kinds of things in which a change changes what is shown of no entry, or of the one that it names; in any other, of any.
APART: Final = frozenset(
    {
        "resource",
        "demand",
        "responsibility",
        "application",
        "grant",
        "correction",
        "dispute",
        "official",
        "token",
        "key",
        "chief",
        "case",
        "calendar",
        "profile",
        "webhook",
        "trail",
    }
)


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of a list of entries; ``accessed`` (接入) = bound and answering."""

    id: str
    code: str | None
    name: str
    department_id: str
    department: str
    region: str
    state: str
    sharing_type: str | None
    openness: str | None
    update_cycle: str | None
    grade: str | None
    local_grade: str | None
    item_count: int
    issued_on: date | None
    accessed: bool
    assessed: bool
    updated_at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands in the classification, with its code there."""

    classification: str
    name: str
    code: str
    primary: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """The open version of an entry, for those who compile and review it."""

    version: int
    state: str
    content: dict[str, Any]
    breaking: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry whole: its summary, its governing content, its places, where it came from and what it became.

    It is shared by all who read it: nobody may change what it holds.
    """

    summary: Summary
    version: int | None
    content: dict[str, Any]
    placements: tuple[Place, ...]
    legacy_code: str | None
    origin: tuple[dict[str, Any], ...]
    successor: str | None
    draft: Draft | None


@dataclass(frozen=True, slots=True)
class _Whole:
    """Everything of an entry: as its parties see it and as all others do, and where it belongs."""

    home: Home
    to_parties: Entry
    to_others: Entry


_RESOURCE: Final = ResourceRow.__table__.c
_PLACEMENT: Final = PlacementRow.__table__.c
_CLASSIFICATION: Final = ClassificationRow.__table__.c
_CURRENT: Final = VersionRow.__table__.alias("current")
_DRAFT: Final = VersionRow.__table__.alias("draft")

SUMMARIES: Final[Select[Any]] = (
    select(
        _RESOURCE.id,
        _RESOURCE.code,
        _RESOURCE.name,
        _RESOURCE.provider_id,
        DepartmentRow.__table__.c.name.label("department"),
        RegionRow.__table__.c.name.label("region"),
        _RESOURCE.state,
        _RESOURCE.sharing_type,
        _RESOURCE.openness,
        _RESOURCE.update_cycle,
        _RESOURCE.grade,
        _RESOURCE.local_grade,
        _RESOURCE.item_count,
        _RESOURCE.issued_on,
        _RESOURCE.accessed,
        _RESOURCE.assessed,
        _RESOURCE.updated_at,
        _RESOURCE.revision,
    )
    .join_from(ResourceRow.__table__, DepartmentRow.__table__, DepartmentRow.__table__.c.id == _RESOURCE.provider_id)
    .join(RegionRow.__table__, RegionRow.__table__.c.id == _RESOURCE.region_id)
)
"""The lines of entries; a row of it is what ``Summary`` is made of, in its order."""

_SUMMARY: Final = len(SUMMARIES.selected_columns)
_ENTRY: Final = (
    SUMMARIES.add_columns(
        _RESOURCE.region_id,
        _RESOURCE.legacy_code,
        _RESOURCE.origin,
        _RESOURCE.successor_id,
        *(_CURRENT.c.number, _CURRENT.c.content),
        *(_DRAFT.c.number, _DRAFT.c.state, _DRAFT.c.content, _DRAFT.c.breaking),
    )
    .outerjoin(_CURRENT, _CURRENT.c.id == _RESOURCE.current_id)
    .outerjoin(_DRAFT, _DRAFT.c.id == _RESOURCE.draft_id)
    .where(_RESOURCE.id == bindparam("resource"))
)
_PLACES: Final = (
    select(_CLASSIFICATION.code, _CLASSIFICATION.name, _PLACEMENT.code, _PLACEMENT.is_primary)
    .join_from(PlacementRow.__table__, ClassificationRow.__table__, _CLASSIFICATION.id == _PLACEMENT.classification_id)
    .where(_PLACEMENT.resource_id == bindparam("resource"), _PLACEMENT.is_live)
    .order_by(_PLACEMENT.is_primary.desc(), _PLACEMENT.code)
)


def entry(look: Look, resource_id: str) -> Entry:
    """Show one entry; its open version only to those who compile and review it.

    Raises
    ------
    NotFound
        There is none, or the actor may not know of it.
    """
    kept: trail.Memory[_Whole | None] = trail.memory(look, "entries", REMEMBERED, lambda kind: kind not in APART)
    whole = kept.recall(look, f"resource:{resource_id}", lambda: _read(look, resource_id))
    if whole is None or not desk.sees_at(look.actor, whole.to_others.summary.state, whole.home):
        raise NotFound("没有此数据资源", "no such resource", resource=resource_id)
    return whole.to_parties if may(look.actor, "resource:read_draft", whole.home) else whole.to_others


def _read(look: Look, resource_id: str) -> _Whole | None:
    if not is_id(resource_id):
        return None
    connection, wanted = look.session.connection(), {"resource": resource_id}
    row = connection.execute(_ENTRY, wanted).first()
    if row is None:
        return None
    places = tuple(Place(*each) for each in connection.execute(_PLACES, wanted))
    return _whole(row, places)


def _whole(row: Row[Any], places: tuple[Place, ...]) -> _Whole:
    summary = Summary(*row[:_SUMMARY])
    region, legacy_code, origin, successor, number, content, *drafted = row[_SUMMARY:]
    draft = _draft(*drafted) if drafted[0] is not None else None
    if number is None and draft is not None:
        number, content = draft.version, draft.content
    whole = Entry(summary, number, content or {}, places, legacy_code, tuple(origin or ()), successor, draft)
    return _Whole(Home(summary.department_id, region), whole, replace(whole, draft=None) if draft else whole)


def _draft(number: int, state: str, content: dict[str, Any], breaking: list[dict[str, Any]] | None) -> Draft:
    return Draft(number, state, content, tuple(breaking or ()))
