"""Named questions to the demand list; every answer shows only what the actor may see."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from catalog.calendars import queries as cases
from catalog.calendars.queries import Case
from catalog.calendars.rules import Standing
from catalog.lists import forms
from catalog.lists.cells import name_key
from catalog.lists.demands import desk, sources
from catalog.lists.demands.model import DemandRow, SourceRow, StepRow
from catalog.lists.demands.rules import ALIKE, MERGEABLE_STATES
from catalog.lists.model import ResourceRow
from catalog.lists.responsibilities.model import ResponsibilityRow
from catalog.lists.sight import require_reader
from catalog.office import Look
from catalog.people import queries as people
from catalog.people.model import DepartmentRow, RegionRow
from catalog.people.queries import is_id
from catalog.store import Page, paged

#: Beyond so many open demands, pairs are looked for among the newest.
COMPARED: Final = 2_000
#: How many rows an export reads at once.
BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of demands is narrowed to; departments and regions by id. ``desk``: those that this region's authority has."""

    states: Sequence[str] = ()
    department: str | None = None
    region: str | None = None
    desk: str | None = None
    source: str | None = None
    urgency: str | None = None
    year: int | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of the demand list; ``due_on`` is when the authority's running clock ends, ``standing`` how that clock stands today."""

    id: str
    number: str
    title: str
    department_id: str
    department: str
    region: str
    desk: str | None
    state: str
    urgency: str
    source: str | None
    verdict: str | None
    until_on: date | None
    due_on: date | None
    updated_at: datetime
    revision: int
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """From where a demand is satisfied: an entry, or a responsibility with its owner.

    ``granted``: the demander may call the entry (its own, or granted to it); ``callable``: and it answers now.
    """

    id: str
    items: tuple[str, ...]
    resource_id: str | None
    resource: str | None
    resource_code: str | None
    responsibility_id: str | None
    responsibility: str | None
    owner: str | None
    state: str | None
    granted: bool
    callable: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who did what when, and why; ``basis`` are laws with their articles."""

    verb: str
    state: str
    actor: str
    name: str
    department: str | None
    opinion: str | None
    basis: tuple[dict[str, str], ...]
    facts: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Demand:
    """One demand whole: its line, its content, its sources and steps, its clocks, and with which others it was merged."""

    summary: Summary
    content: dict[str, Any]
    missing: tuple[str, ...]
    sources: tuple[Source, ...]
    steps: tuple[Step, ...]
    cases: tuple[Case, ...]
    merged_into: Summary | None
    followers: tuple[Summary, ...]
    revision: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two open demands that may be one, the older first; ``alike`` from 0 to 1."""

    first: Summary
    second: Summary
    alike: float


def find(look: Look, wanted: Filter, *, cursor: str | None = None, limit: int | None = 50) -> Page[Summary]:
    """List the demands that fit, by number, ``limit`` a page.

    Raises
    ------
    Invalid
        The cursor is not one of this list.
    """
    require_reader(look, "demand:read")
    query = _lines().where(*conditions(look, wanted))
    page = paged(look.session, query, (DemandRow.year, DemandRow.serial), _summary, cursor=cursor, limit=limit)
    return Page(cases.timed(look, "demand", page), page.next)


def stream(look: Look, wanted: Filter) -> Iterator[tuple[Summary, dict[str, Any]]]:
    """Yield the demands that fit with their contents, by number, in constant memory: what exports are written from."""
    require_reader(look, "demand:read")
    query, order, cursor = _lines().where(*conditions(look, wanted)), (DemandRow.year, DemandRow.serial), None
    while True:
        page = paged(
            look.session, query, order, lambda row, *names: (_summary(row, *names), row.content), cursor=cursor, limit=BATCH
        )
        contents = [content for _, content in page]
        yield from zip(cases.timed(look, "demand", (line for line, _ in page)), contents, strict=True)
        look.session.expunge_all()
        cursor = page.next
        if cursor is None:
            return


def conditions(look: Look, wanted: Filter) -> list[ColumnElement[bool]]:
    """Return what a filter and the actor's sight say of the rows; a department stands for those it succeeded."""
    said: list[ColumnElement[bool]] = [desk.visible(look.actor)]
    if wanted.states:
        said.append(DemandRow.state.in_(wanted.states))
    for column, department in ((DemandRow.department_id, wanted.department), (DemandRow.source_id, wanted.source)):
        if department:
            said.append(column.in_(people.lineage(look.session, department) if is_id(department) else ()))
    if wanted.region:
        said.append(DemandRow.region_id.in_(people.region_below(look.session, wanted.region) if is_id(wanted.region) else ()))
    if wanted.desk:
        said.append(DemandRow.desk_id == wanted.desk if is_id(wanted.desk) else DemandRow.id.is_(None))
    if wanted.urgency:
        said.append(DemandRow.urgency == wanted.urgency)
    if wanted.year is not None:
        said.append(DemandRow.year == wanted.year)
    if wanted.title:
        said.append(DemandRow.title.icontains(wanted.title, autoescape=True))
    return said


def _lines() -> Any:
    desks, presumed = aliased(RegionRow), aliased(DepartmentRow)
    return (
        select(DemandRow, DepartmentRow.name, RegionRow.name, desks.name, presumed.name)
        .join(DepartmentRow, DepartmentRow.id == DemandRow.department_id)
        .join(RegionRow, RegionRow.id == DemandRow.region_id)
        .outerjoin(desks, desks.id == DemandRow.desk_id)
        .outerjoin(presumed, presumed.id == DemandRow.source_id)
    )


def _summary(row: DemandRow, department: str, region: str, on_desk: str | None, presumed: str | None) -> Summary:
    return Summary(
        id=row.id,
        number=row.number,
        title=row.title,
        department_id=row.department_id,
        department=department,
        region=region,
        desk=on_desk,
        state=row.state,
        urgency=row.urgency,
        source=presumed or row.content.get("source"),
        verdict=row.verdict,
        until_on=row.until_on,
        due_on=None,
        updated_at=row.updated_at,
        revision=row.revision,
    )


def counts(look: Look, wanted: Filter | None = None) -> dict[str, int]:
    """Count the demands the actor may see (and that fit, where they are narrowed), by state."""
    require_reader(look, "demand:read")
    query = select(DemandRow.state, func.count()).where(*conditions(look, wanted or Filter())).group_by(DemandRow.state)
    return dict(look.session.execute(query).all())


def show(look: Look, reference: str) -> Demand:
    """Show one demand by id or number, with everything that its parties may know.

    Raises
    ------
    NotFound
        There is none, or the actor may not know of it.
    """
    row = desk.load(look, resolve(look, reference))
    found = sources.live(look, [row.id])
    covered = [item for source in found for item in source.items]
    wanted = tuple(row.content.get("items", ()))
    (summary,) = lines_of(look, [row.id])
    return Demand(
        summary=summary,
        content=row.content,
        missing=tuple(item for item in wanted if not forms.covered([item], covered)),
        sources=tuple(_sources(look, found)),
        steps=tuple(steps(look, desk.thing_of(row))),
        cases=tuple(cases.cases_of(look, desk.thing_of(row))),
        merged_into=next(iter(lines_of(look, [row.merged_into_id])), None) if row.merged_into_id else None,
        followers=tuple(
            lines_of(look, look.session.scalars(select(DemandRow.id).where(DemandRow.merged_into_id == row.id)).all())
        ),
        revision=row.revision,
    )


def resolve(look: Look, reference: str) -> str:
    """Return the id of the demand that an id or a number (XQ2026-000012) names; what names none is returned as it is."""
    return by_number(look, DemandRow, "XQ", reference)


def by_number(look: Look, model: Any, prefix: str, reference: str) -> str:
    """Return the id of the thing of a table that a number with this prefix names; what names none is returned as it is."""
    found = numbered(prefix, reference)
    if found is None:
        return reference
    query = select(model.id).where(model.year == found[0], model.serial == found[1])
    return look.session.scalar(query) or reference


def numbered(prefix: str, reference: str) -> tuple[int, int] | None:
    """Return year and serial of a number, None for what is none of that list.

    >>> numbered("XQ", "XQ2026-000012"), numbered("XQ", "ZR2026-000012")
    ((2026, 12), None)
    """
    found = re.fullmatch(rf"{prefix}(\d{{4}})-(\d{{1,9}})", reference, re.ASCII)
    return (int(found[1]), int(found[2])) if found else None


def served(look: Look, responsibility_id: str) -> list[Summary]:
    """Return the lines of the demands that a responsibility serves; whether the actor may know, the caller says."""
    query = select(SourceRow.demand_id).where(SourceRow.responsibility_id == responsibility_id, SourceRow.ended_at.is_(None))
    return lines_of(look, look.session.scalars(query).all())


def lines_of(look: Look, ids: Sequence[str]) -> list[Summary]:
    """Return the lines of some demands, by number; whose parties the actor is, the caller knows."""
    query = _lines().where(DemandRow.id.in_(ids)).order_by(DemandRow.year, DemandRow.serial)
    return cases.timed(look, "demand", (_summary(*row) for row in look.session.execute(query)))


def _sources(look: Look, rows: Sequence[SourceRow]) -> Iterator[Source]:
    query = (
        select(SourceRow, ResourceRow, ResponsibilityRow, DepartmentRow.name)
        .outerjoin(ResourceRow, ResourceRow.id == SourceRow.resource_id)
        .outerjoin(ResponsibilityRow, ResponsibilityRow.id == SourceRow.responsibility_id)
        .outerjoin(DepartmentRow, DepartmentRow.id == func.coalesce(ResponsibilityRow.owner_id, ResourceRow.provider_id))
        .where(SourceRow.id.in_([row.id for row in rows]))
        .order_by(SourceRow.id)
    )
    may_call = sources.allowed(look, rows)
    for row, resource, responsibility, owner in look.session.execute(query):
        yield Source(
            id=row.id,
            items=tuple(row.items),
            resource_id=row.resource_id,
            resource=resource.name if resource else None,
            resource_code=resource.code if resource else None,
            responsibility_id=row.responsibility_id,
            responsibility=responsibility.number if responsibility else None,
            owner=owner,
            state=responsibility.state if responsibility else None,
            granted=row.id in may_call,
            callable=row.id in may_call and sources.is_callable(resource),
        )


def steps(look: Look, thing: str) -> list[Step]:
    """Return the steps of a demand or responsibility, the oldest first; whether the actor is a party, the caller knows."""
    return steps_of(look, [thing])[thing]


def steps_of(look: Look, things: Collection[str]) -> dict[str, list[Step]]:
    """Return the steps of each of some demands and responsibilities (``kind:id``), as ``steps`` does."""
    found: dict[str, list[Step]] = {thing: [] for thing in things}
    query = select(StepRow, DepartmentRow.name).outerjoin(DepartmentRow, DepartmentRow.id == StepRow.department_id)
    for row, department in look.session.execute(query.where(StepRow.thing.in_(things)).order_by(StepRow.at, StepRow.id)):
        found[row.thing].append(_step(row, department))
    return found


def _step(row: StepRow, department: str | None) -> Step:
    return Step(
        verb=row.verb,
        state=row.state,
        actor=row.actor,
        name=row.name,
        department=department,
        opinion=row.opinion,
        basis=tuple(row.basis or ()),
        facts=row.facts or {},
        at=row.at,
    )


def duplicates(look: Look, *, least: float = ALIKE) -> list[Pair]:
    """List pairs of open demands that may be one, the most alike first: those that the actor could merge or sees at all."""
    require_reader(look, "demand:read")
    query = select(DemandRow.id, DemandRow.title, DemandRow.content).where(desk.visible(look.actor))
    query = query.where(DemandRow.state.in_(MERGEABLE_STATES)).order_by(DemandRow.id.desc()).limit(COMPARED)
    pairs = {id_: pairs_of(title, content.get("items", ())) for id_, title, content in look.session.execute(query)}
    near = sorted(_near(pairs, least), key=lambda each: (-each[2], each[0], each[1]))
    lines = {line.id: line for line in lines_of(look, list({id_ for one, other, _ in near for id_ in (one, other)}))}
    return [Pair(lines[one], lines[other], degree) for one, other, degree in near]


def pairs_of(title: str, items: Sequence[str]) -> frozenset[str]:
    """Return the pairs of characters by which demands are compared: those of the title and of each item."""
    texts = (name_key(title), *(name_key(item) for item in items))
    return frozenset(text[at : at + 2] for text in texts for at in range(max(1, len(text) - 1)))


def _near(pairs: Mapping[str, frozenset[str]], least: float) -> Iterator[tuple[str, str, float]]:
    """Yield those that are alike, the older first; sets are compared as the bits of a number, the smallest first."""
    places: dict[str, int] = {}
    sized = sorted((len(held), id_, _bits(held, places)) for id_, held in pairs.items())
    for at, (size, id_, bits) in enumerate(sized):
        for other_size, other_id, other_bits in sized[at + 1 :]:
            # No set of this size or larger can have enough in common with one so small.
            if 2 * size / (size + other_size) < least:
                break
            degree = 2 * (bits & other_bits).bit_count() / (size + other_size)
            if degree >= least:
                yield min(id_, other_id), max(id_, other_id), round(degree, 3)


def _bits(held: Iterable[str], places: dict[str, int]) -> int:
    """Return a set as a number with one bit for each member; ``places`` says which, and learns those that are new."""
    return sum(1 << places.setdefault(each, len(places)) for each in held)
