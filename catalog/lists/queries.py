"""Named questions to the catalog list; every answer shows only what the actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select, true

from catalog import trail
from catalog.errors import Invalid, NotFound
from catalog.lists import shown
from catalog.lists.desk import PUBLIC_STATES, load, place_of
from catalog.lists.diff import Break, Diff, breaking, diff
from catalog.lists.model import PlacementRow, ResourceRow, ReviewRow, VersionRow
from catalog.lists.shown import APART, SUMMARIES, Draft, Entry, Place, Summary
from catalog.office import Look
from catalog.people import queries as people
from catalog.people.queries import is_id
from catalog.rights import Actor, may, reach, require
from catalog.store import decode_cursor, encode_cursor

__all__ = [
    "Access",
    "Draft",
    "Entry",
    "Filter",
    "Opinion",
    "Page",
    "Place",
    "Sight",
    "Summary",
    "VersionInfo",
    "access_rate",
    "breaks",
    "compare",
    "conditions",
    "counts",
    "find",
    "history",
    "resolve",
    "show",
    "sight",
    "summaries",
    "versions",
    "visible",
]

#: Totals that are remembered, by what is asked for and seen.
REMEMBERED: Final = 200


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of entries is narrowed to; departments and regions by id, the rest by canonical value."""

    states: Sequence[str] = ()
    department: str | None = None
    region: str | None = None
    sharing_type: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of a list, the mark where the next begins (None: this is the last), and how many fit the filter in all."""

    entries: tuple[Summary, ...]
    next: str | None
    total: int


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """One version of an entry, without its content."""

    version: int
    state: str
    created_at: datetime
    submitted_at: datetime | None
    published_at: datetime | None
    breaking: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Opinion:
    """One reviewer's word: step (department or authority), decision, opinion."""

    version: int
    step: str
    decision: str
    opinion: str | None
    reviewer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Access:
    """The access rate (接入率) in both granularities, each with its two counts."""

    resources: int
    accessed: int
    items: int
    items_accessed: int


@dataclass(frozen=True, slots=True)
class Sight:
    """Which entries an actor may see: all, those in public states, all of some departments, all of some regions."""

    everything: bool
    public: bool
    departments: frozenset[str]
    regions: frozenset[str]


def sight(actor: Actor) -> Sight:
    """Return what an actor may see: ``desk.sees`` in one piece, for questions about many entries."""
    reached = reach(actor, "resource:read_draft")
    departments = (actor.departments if "department" in reached else frozenset()) | (
        actor.span if "span" in reached else frozenset()
    )
    regions = (actor.below if "below" in reached else frozenset()) | (
        {actor.region} if "region" in reached and actor.region else frozenset()
    )
    return Sight("anywhere" in reached, may(actor, "resource:read"), departments, regions)


def visible(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that holds for the entries an actor may see."""
    return _seen(sight(actor))


def _seen(seen: Sight) -> ColumnElement[bool]:
    if seen.everything:
        return true()
    public = ResourceRow.state.in_(PUBLIC_STATES) if seen.public else false()
    own = or_(ResourceRow.provider_id.in_(seen.departments), ResourceRow.region_id.in_(seen.regions))
    # Most see most of what there is: asked case by case, no index is gone through, and sorted, that leaves hardly anything out.
    return case((public, true()), else_=own)


def summaries(look: Look, ids: Sequence[str]) -> dict[str, Summary]:
    """Return the lines of those entries among ``ids`` that the actor may see."""
    query = SUMMARIES.where(ResourceRow.id.in_(ids), visible(look.actor))
    return {row.id: Summary(*row) for row in look.session.connection().execute(query)}


def find(look: Look, wanted: Filter, *, cursor: str | None = None, limit: int = 50) -> Page:
    """List the entries that fit, newest id first, ``limit`` a page.

    Raises
    ------
    Unauthenticated
        Nobody is signed in and the catalog is not public.
    Invalid
        The cursor is not one of ours.
    """
    require(look.actor, "resource:read")
    condition = and_(visible(look.actor), *conditions(look, wanted))
    # The ids of the page are chosen first, or whole lines of all that fit are joined and sorted to show a few of them.
    page = select(ResourceRow.id).where(condition).order_by(ResourceRow.id.desc()).limit(limit + 1)
    if cursor is not None:
        page = page.where(ResourceRow.id < _mark(cursor))
    query = SUMMARIES.where(ResourceRow.id.in_(page)).order_by(ResourceRow.id.desc())
    rows = [Summary(*row) for row in look.session.connection().execute(query)]
    total = _total(look, wanted, condition)
    more = encode_cursor(rows[limit - 1].id) if len(rows) > limit else None
    return Page(tuple(rows[:limit]), more, total)


def _total(look: Look, wanted: Filter, condition: ColumnElement[bool]) -> int:
    """Count all that fit; the same for everybody who sees the same, until an entry or a register changes."""

    def count() -> int:
        return look.session.scalar(select(func.count()).select_from(ResourceRow).where(condition)) or 0

    kept: trail.Memory[int] = trail.memory(look, "totals", REMEMBERED, lambda kind: kind == "resource" or kind not in APART)
    return kept.recall(look, f"total:{sight(look.actor)} {wanted}", count)


def _mark(cursor: str) -> str:
    (last,) = decode_cursor(cursor, 1)
    if not is_id(str(last)):
        raise Invalid("翻页标记无效", "the cursor is not one of ours", code="bad_cursor")
    return str(last)


def conditions(look: Look, wanted: Filter) -> list[ColumnElement[bool]]:
    """Return the conditions that a filter sets; a department stands for those it succeeded, a region for all beneath it."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.states:
        conditions.append(ResourceRow.state.in_(wanted.states))
    if wanted.department:
        providers = people.lineage(look.session, wanted.department) if is_id(wanted.department) else ()
        conditions.append(ResourceRow.provider_id.in_(providers))
    if wanted.region:
        regions = people.region_below(look.session, wanted.region) if is_id(wanted.region) else ()
        conditions.append(ResourceRow.region_id.in_(regions))
    if wanted.sharing_type:
        conditions.append(ResourceRow.sharing_type == wanted.sharing_type)
    if wanted.name:
        conditions.append(ResourceRow.name.icontains(wanted.name, autoescape=True))
    return conditions


def resolve(look: Look, reference: str) -> str:
    """Return the id of the entry that an id, or any code it has or had, names.

    Raises
    ------
    NotFound
        Nothing has that id or code.
    """
    if "/" not in reference:
        return reference
    found = look.session.scalar(select(PlacementRow.resource_id).where(PlacementRow.code == reference))
    if found is None:
        raise NotFound("没有此代码的数据资源", "no resource has this code", code_asked=reference)
    return found


def show(look: Look, reference: str) -> Entry:
    """Show one entry by id or code; its open version only to those who compile and review it.

    Raises
    ------
    NotFound
        There is none, or the actor may not know of it.
    """
    return shown.entry(look, resolve(look, reference))


def versions(look: Look, reference: str) -> list[VersionInfo]:
    """List an entry's versions, oldest first: the published ones to everyone, the others to those who compile and review."""
    return [
        VersionInfo(row.number, row.state, row.created_at, row.submitted_at, row.published_at, tuple(row.breaking or ()))
        for row in _versions(look, reference)
    ]


def _versions(look: Look, reference: str) -> Sequence[VersionRow]:
    resource = load(look, resolve(look, reference))
    query = select(VersionRow).where(VersionRow.resource_id == resource.id).order_by(VersionRow.number)
    if not may(look.actor, "resource:read_draft", place_of(resource)):
        query = query.where(VersionRow.published_at.is_not(None))
    return look.session.scalars(query).all()


def compare(look: Look, reference: str, old: int, new: int) -> Diff:
    """Compare two versions of an entry item by item.

    Raises
    ------
    NotFound
        The entry has no such version, or the actor may not see it.
    """
    return diff(*_contents(look, reference, old, new))


def breaks(look: Look, reference: str, old: int, new: int) -> list[Break]:
    """Name each change from one version of an entry to another that breaks those who use the data.

    Raises
    ------
    NotFound
        As ``compare``.
    """
    return breaking(*_contents(look, reference, old, new))


def _contents(look: Look, reference: str, old: int, new: int) -> tuple[dict[str, Any], dict[str, Any]]:
    contents = {row.number: row.content for row in _versions(look, reference)}
    if missing := {old, new} - contents.keys():
        raise NotFound("没有此版本", "no such version", version=min(missing))
    return contents[old], contents[new]


def history(look: Look, reference: str) -> list[Opinion]:
    """List what reviewers said, oldest first, for the parties of the review.

    Raises
    ------
    NotFound
        The actor is no party.
    """
    resource = load(look, resolve(look, reference))
    if not may(look.actor, "resource:read_draft", place_of(resource)):
        raise NotFound("没有可查看的审核记录", "no reviews to be seen", resource=reference)
    query = (
        select(ReviewRow, VersionRow.number)
        .join(VersionRow, VersionRow.id == ReviewRow.version_id)
        .where(ReviewRow.resource_id == resource.id)
        .order_by(ReviewRow.at, ReviewRow.id)
    )
    return [
        Opinion(number, row.step, row.decision, row.opinion, row.reviewer, row.at) for row, number in look.session.execute(query)
    ]


def counts(look: Look) -> dict[str, int]:
    """Count the entries the actor may see, by state."""
    require(look.actor, "resource:read")
    query = select(ResourceRow.state, func.count()).where(visible(look.actor)).group_by(ResourceRow.state)
    return dict(look.session.execute(query).all())


def access_rate(look: Look, *, region: str | None = None, department: str | None = None) -> Access:
    """Count cataloged (published, assessed) entries and items, and those of them that are bound and answering."""
    require(look.actor, "resource:read")
    narrowed = conditions(look, Filter(states=("published",), department=department, region=region))
    items = func.coalesce(func.sum(ResourceRow.item_count), 0)
    query = (
        select(ResourceRow.accessed, func.count(), items).where(ResourceRow.assessed, *narrowed).group_by(ResourceRow.accessed)
    )
    found = {accessed: (entries, total) for accessed, entries, total in look.session.execute(query)}
    (no, no_items), (yes, yes_items) = found.get(False, (0, 0)), found.get(True, (0, 0))
    return Access(no + yes, yes, no_items + yes_items, yes_items)
