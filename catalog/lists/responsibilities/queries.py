"""Named questions to the responsibility list; every answer shows only what the actor may see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from catalog.calendars import queries as cases
from catalog.calendars.queries import Case
from catalog.calendars.rules import Standing
from catalog.errors import NotFound
from catalog.lists.demands import queries as demands
from catalog.lists.demands import sources
from catalog.lists.demands.model import DemandRow, SourceRow
from catalog.lists.demands.queries import Step
from catalog.lists.demands.queries import Summary as DemandSummary
from catalog.lists.duties import FULFIL
from catalog.lists.model import ResourceRow
from catalog.lists.responsibilities import desk
from catalog.lists.responsibilities.model import IssueRow, OwnerRow, ResponsibilityRow
from catalog.lists.sight import bounded, require_reader
from catalog.office import Look
from catalog.people import queries as people
from catalog.people.model import DepartmentRow, RegionRow
from catalog.people.queries import is_id
from catalog.store import Page, paged


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of responsibilities is narrowed to; departments and regions by id. ``region``: of that region's authority."""

    states: Sequence[str] = ()
    owner: str | None = None
    region: str | None = None
    year: int | None = None
    demand: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of the responsibility list; ``due_on`` is when the first of its running clocks ends, ``standing`` how it stands today."""

    id: str
    number: str
    title: str
    owner_id: str
    owner: str
    region: str
    state: str
    items: int
    resource_id: str | None
    resource: str | None
    due_on: date | None
    updated_at: datetime
    revision: int
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class Tenure:
    """From when until when a department had a responsibility, and how that ended."""

    department_id: str
    department: str
    since: datetime
    until: datetime | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Responsibility:
    """One responsibility whole: its line, content, plan, owners, demands, steps and clocks; ``callable``: its entry, now."""

    summary: Summary
    content: dict[str, Any]
    plan: str | None
    resource_code: str | None
    callable: bool
    owners: tuple[Tenure, ...]
    demands: tuple[DemandSummary, ...]
    steps: tuple[Step, ...]
    cases: tuple[Case, ...]
    revision: int


@dataclass(frozen=True, slots=True)
class Issue:
    """The responsibility list of a department for a year, as it was issued; ``entries`` as they stood then."""

    id: str
    department_id: str
    department: str
    region: str
    year: int
    number: int
    entries: tuple[dict[str, Any], ...]
    digest: str
    issued_at: datetime
    issued_by: str
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    revision: int


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between two issued lists in one responsibility: ``added``, ``removed`` or ``changed``, by field."""

    number: str
    title: str
    change: str
    fields: dict[str, tuple[Any, Any]]


def find(look: Look, wanted: Filter, *, cursor: str | None = None, limit: int | None = 50) -> Page[Summary]:
    """List the responsibilities that fit, by number, ``limit`` a page.

    Raises
    ------
    Invalid
        The cursor is not one of this list.
    """
    require_reader(look, "responsibility:read")
    query = _lines().where(*conditions(look, wanted))
    page = paged(look.session, query, (ResponsibilityRow.year, ResponsibilityRow.serial), _summary, cursor=cursor, limit=limit)
    return Page(cases.timed(look, "responsibility", page), page.next)


def stream(look: Look, wanted: Filter) -> Iterator[tuple[Summary, dict[str, Any]]]:
    """Yield the responsibilities that fit with their contents, by number, in constant memory: what exports are written from."""
    require_reader(look, "responsibility:read")
    query, order, cursor = _lines().where(*conditions(look, wanted)), (ResponsibilityRow.year, ResponsibilityRow.serial), None
    while True:
        page = paged(
            look.session,
            query,
            order,
            lambda row, *names: (_summary(row, *names), row.content),
            cursor=cursor,
            limit=demands.BATCH,
        )
        contents = [content for _, content in page]
        yield from zip(cases.timed(look, "responsibility", (line for line, _ in page)), contents, strict=True)
        look.session.expunge_all()
        cursor = page.next
        if cursor is None:
            return


def conditions(look: Look, wanted: Filter) -> list[ColumnElement[bool]]:
    """Return what a filter and the actor's sight say of the rows; a department stands for those it succeeded."""
    said: list[ColumnElement[bool]] = [desk.visible(look.actor)]
    if wanted.states:
        said.append(ResponsibilityRow.state.in_(wanted.states))
    if wanted.owner:
        said.append(ResponsibilityRow.owner_id.in_(people.lineage(look.session, wanted.owner) if is_id(wanted.owner) else ()))
    if wanted.region:
        below = people.region_below(look.session, wanted.region) if is_id(wanted.region) else ()
        said.append(ResponsibilityRow.region_id.in_(below))
    if wanted.year is not None:
        said.append(ResponsibilityRow.year == wanted.year)
    if wanted.demand:
        served = select(SourceRow.responsibility_id).where(SourceRow.demand_id == wanted.demand, SourceRow.ended_at.is_(None))
        said.append(ResponsibilityRow.id.in_(served if is_id(wanted.demand) else ()))
    if wanted.title:
        said.append(ResponsibilityRow.title.icontains(wanted.title, autoescape=True))
    return said


def _lines() -> Any:
    return (
        select(ResponsibilityRow, DepartmentRow.name, RegionRow.name, ResourceRow.name)
        .join(DepartmentRow, DepartmentRow.id == ResponsibilityRow.owner_id)
        .join(RegionRow, RegionRow.id == ResponsibilityRow.region_id)
        .outerjoin(ResourceRow, ResourceRow.id == ResponsibilityRow.resource_id)
    )


def _summary(row: ResponsibilityRow, owner: str, region: str, resource: str | None) -> Summary:
    return Summary(
        id=row.id,
        number=row.number,
        title=row.title,
        owner_id=row.owner_id,
        owner=owner,
        region=region,
        state=row.state,
        items=len(row.content.get("items", ())),
        resource_id=row.resource_id,
        resource=resource,
        due_on=None,
        updated_at=row.updated_at,
        revision=row.revision,
    )


def lines_of(look: Look, ids: Sequence[str]) -> list[Summary]:
    """Return the lines of some responsibilities, by number; whose parties the actor is, the caller knows."""
    query = _lines().where(ResponsibilityRow.id.in_(ids)).order_by(ResponsibilityRow.year, ResponsibilityRow.serial)
    return cases.timed(look, "responsibility", (_summary(*row) for row in look.session.execute(query)))


def counts(look: Look, wanted: Filter | None = None) -> dict[str, int]:
    """Count the responsibilities the actor may see (and that fit, where they are narrowed), by state."""
    require_reader(look, "responsibility:read")
    narrowed = conditions(look, wanted or Filter())
    query = select(ResponsibilityRow.state, func.count()).where(*narrowed).group_by(ResponsibilityRow.state)
    return dict(look.session.execute(query).all())


def resolve(look: Look, reference: str) -> str:
    """Return the id of the responsibility that an id or a number (ZR2026-000012) names; what names none is returned as it is."""
    return demands.by_number(look, ResponsibilityRow, "ZR", reference)


def show(look: Look, reference: str) -> Responsibility:
    """Show one responsibility by id or number, with everything that its parties may know.

    Raises
    ------
    NotFound
        There is none, or the actor may not know of it.
    """
    row = desk.load(look, resolve(look, reference))
    (summary,) = lines_of(look, [row.id])
    resource = look.session.get(ResourceRow, row.resource_id) if row.resource_id else None
    return Responsibility(
        summary=summary,
        content=row.content,
        plan=row.plan,
        resource_code=resource.code if resource else None,
        callable=sources.is_callable(resource),
        owners=tuple(_owners(look, row.id)),
        demands=tuple(demands.served(look, row.id)),
        steps=tuple(demands.steps(look, desk.thing_of(row))),
        cases=tuple(cases.cases_of(look, desk.thing_of(row))),
        revision=row.revision,
    )


def _owners(look: Look, responsibility_id: str) -> list[Tenure]:
    query = select(OwnerRow, DepartmentRow.name).join(DepartmentRow, DepartmentRow.id == OwnerRow.department_id)
    query = query.where(OwnerRow.responsibility_id == responsibility_id).order_by(OwnerRow.since, OwnerRow.id)
    return [Tenure(row.department_id, name, row.since, row.until, row.outcome) for row, name in look.session.execute(query)]


def due_days(look: Look, ids: Sequence[str]) -> dict[str, str]:
    """Return the day on which each of some responsibilities is or was to be fulfilled, of those that have been claimed."""
    found = cases.latest(look, [f"responsibility:{id_}" for id_ in ids], FULFIL)
    return {thing.partition(":")[2]: case.due_on.isoformat() for thing, case in found.items()}


def consumers(look: Look, ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the departments whose demands each responsibility serves."""
    query = (
        select(SourceRow.responsibility_id, DepartmentRow.name)
        .join(DemandRow, DemandRow.id == SourceRow.demand_id)
        .join(DepartmentRow, DepartmentRow.id == DemandRow.department_id)
        .where(SourceRow.responsibility_id.in_(ids), SourceRow.ended_at.is_(None))
        .order_by(DemandRow.year, DemandRow.serial)
    )
    found: dict[str, list[str]] = {}
    for responsibility, name in look.session.execute(query):
        names = found.setdefault(str(responsibility), [])
        if name not in names:
            names.append(name)
    return found


# -- Issued lists


def issues(
    look: Look, *, department: str | None = None, year: int | None = None, cursor: str | None = None, limit: int | None = 50
) -> Page[Issue]:
    """List the issued lists that the actor may see, the oldest first.

    Raises
    ------
    Invalid
        The cursor is not one of this list.
    """
    require_reader(look, "responsibility:read")
    query = _issues().where(_visible_issues(look))
    if department is not None:
        query = query.where(IssueRow.department_id.in_(people.lineage(look.session, department) if is_id(department) else ()))
    if year is not None:
        query = query.where(IssueRow.year == year)
    return paged(look.session, query, (IssueRow.year, IssueRow.id), _issue, cursor=cursor, limit=limit)


def _visible_issues(look: Look) -> ColumnElement[bool]:
    return bounded(look.actor, "responsibility:read", IssueRow.department_id, IssueRow.region_id)


def _issues() -> Any:
    return (
        select(IssueRow, DepartmentRow.name, RegionRow.name)
        .join(DepartmentRow, DepartmentRow.id == IssueRow.department_id)
        .join(RegionRow, RegionRow.id == IssueRow.region_id)
    )


def _issue(row: IssueRow, department: str, region: str) -> Issue:
    return Issue(
        id=row.id,
        department_id=row.department_id,
        department=department,
        region=region,
        year=row.year,
        number=row.number,
        entries=tuple(row.content),
        digest=row.digest,
        issued_at=row.issued_at,
        issued_by=row.issued_by,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
        revision=row.revision,
    )


def issue_view(look: Look, row: IssueRow) -> Issue:
    """Return an issued list as doors see it; whether the actor may see it, the caller knows."""
    department = look.session.get_one(DepartmentRow, row.department_id)
    return _issue(row, department.name, look.session.get_one(RegionRow, row.region_id).name)


def show_issue(look: Look, issue_id: str) -> Issue:
    """Show one issued list.

    Raises
    ------
    NotFound
        There is none, or the actor may not see it.
    """
    query = _issues().where(IssueRow.id == issue_id, _visible_issues(look))
    found = look.session.execute(query).first() if is_id(issue_id) else None
    if found is None:
        raise NotFound("没有此责任清单", "no such responsibility list", issue=issue_id)
    return _issue(*found)


def compare(look: Look, old: str, new: str) -> list[Change]:
    """Compare two issued lists responsibility by responsibility.

    Raises
    ------
    NotFound
        One of them is not there, or the actor may not see it.
    """
    before, after = ({entry["number"]: entry for entry in show_issue(look, each).entries} for each in (old, new))
    changes = []
    for number in sorted(before.keys() | after.keys()):
        one, other = before.get(number), after.get(number)
        fields = _differing(one or {}, other or {})
        if fields:
            kind = "added" if one is None else "removed" if other is None else "changed"
            changes.append(Change(number, (other or one or {})["title"], kind, fields))
    return changes


def _differing(one: dict[str, Any], other: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    names = [*one, *(name for name in other if name not in one)]
    return {name: (one.get(name), other.get(name)) for name in names if one.get(name) != other.get(name)}
