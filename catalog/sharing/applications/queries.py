"""Named questions to applications; every answer shows only what the actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from catalog.calendars import queries as cases
from catalog.calendars.queries import Case
from catalog.calendars.rules import Standing
from catalog.lists.demands.queries import Step, by_number, steps
from catalog.lists.model import ResourceRow
from catalog.lists.sight import require_reader
from catalog.office import Look
from catalog.people import queries as people
from catalog.people.model import DepartmentRow, RegionRow
from catalog.people.queries import is_id
from catalog.rights import Place, may
from catalog.sharing.applications import desk
from catalog.sharing.model import ApplicationRow, GrantRow
from catalog.sharing.rules import APPLICATION
from catalog.store import Page, paged


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of applications is narrowed to; departments, regions, resource and demand by id.

    ``desk``: those that this region's authority has; ``party``: those of a department, as applicant or provider.
    """

    states: Sequence[str] = ()
    department: str | None = None
    provider: str | None = None
    party: str | None = None
    desk: str | None = None
    resource: str | None = None
    demand: str | None = None
    basket: str | None = None
    year: int | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of the list of applications; ``due_on`` is when its first running clock ends, ``standing`` how that stands today."""

    id: str
    number: str
    title: str
    department_id: str
    department: str
    provider_id: str
    provider: str
    resource_id: str
    resource_code: str | None
    system: str | None
    basket: str | None
    state: str
    sharing_type: str | None
    desk: str | None
    until_on: date | None
    due_on: date | None
    updated_at: datetime
    revision: int
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """An authority on the way of an application: its region, and whether it has passed it on."""

    region_id: str
    region: str
    passed: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """What the provider answered: outcome (the verb), opinion, legal basis, and ``{"item", "reason"}`` of what it withholds."""

    outcome: str
    opinion: str | None
    basis: tuple[dict[str, str], ...]
    withheld: tuple[dict[str, str], ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Application:
    """One application whole: its line, its content, its way, the reply, what was granted, its steps and clocks."""

    summary: Summary
    content: dict[str, Any]
    version_id: str
    demand_id: str | None
    renews_id: str | None
    route: tuple[Stop, ...]
    reply: Reply | None
    grant_id: str | None
    grant: str | None
    steps: tuple[Step, ...]
    cases: tuple[Case, ...]
    revision: int


def find(look: Look, wanted: Filter, *, cursor: str | None = None, limit: int | None = 50) -> Page[Summary]:
    """List the applications that fit, by number, ``limit`` a page.

    Raises
    ------
    Invalid
        The cursor is not one of this list.
    """
    require_reader(look, "application:read")
    query = _lines().where(*conditions(look, wanted))
    order = (ApplicationRow.year, ApplicationRow.serial)
    page = paged(look.session, query, order, _summary, cursor=cursor, limit=limit)
    return Page(cases.timed(look, "application", page), page.next)


def conditions(look: Look, wanted: Filter) -> list[ColumnElement[bool]]:
    """Return what a filter and the actor's sight say of the rows; a department stands for those it succeeded."""
    row, said = ApplicationRow, [desk.visible(look.actor)]
    if wanted.states:
        said.append(row.state.in_(wanted.states))
    for column, department in ((row.department_id, wanted.department), (row.provider_id, wanted.provider)):
        if department:
            said.append(column.in_(_lineage(look, department)))
    if wanted.party:
        ours = _lineage(look, wanted.party)
        said.append(row.department_id.in_(ours) | row.provider_id.in_(ours))
    named: dict[Any, str | None] = {row.desk_id: wanted.desk, row.resource_id: wanted.resource, row.demand_id: wanted.demand}
    said += [column == id_ if is_id(id_) else row.id.is_(None) for column, id_ in named.items() if id_]
    if wanted.basket:
        said.append(row.basket == wanted.basket)
    if wanted.year is not None:
        said.append(row.year == wanted.year)
    if wanted.title:
        said.append(row.title.icontains(wanted.title, autoescape=True))
    return said


def _lineage(look: Look, department: str) -> frozenset[str]:
    return people.lineage(look.session, department) if is_id(department) else frozenset()


def _lines() -> Any:
    providers, desks = aliased(DepartmentRow), aliased(RegionRow)
    return (
        select(ApplicationRow, DepartmentRow.name, providers.name, ResourceRow.code, desks.name)
        .join(DepartmentRow, DepartmentRow.id == ApplicationRow.department_id)
        .join(providers, providers.id == ApplicationRow.provider_id)
        .join(ResourceRow, ResourceRow.id == ApplicationRow.resource_id)
        .outerjoin(desks, desks.id == ApplicationRow.desk_id)
    )


def _summary(row: ApplicationRow, department: str, provider: str, code: str | None, on_desk: str | None) -> Summary:
    return Summary(
        id=row.id,
        number=row.number,
        title=row.title,
        department_id=row.department_id,
        department=department,
        provider_id=row.provider_id,
        provider=provider,
        resource_id=row.resource_id,
        resource_code=code,
        system=row.system,
        basket=row.basket,
        state=row.state,
        sharing_type=row.sharing_type,
        desk=on_desk,
        until_on=row.until_on,
        due_on=None,
        updated_at=row.updated_at,
        revision=row.revision,
    )


def counts(look: Look, wanted: Filter | None = None) -> dict[str, int]:
    """Count the applications the actor may see (and that fit, where they are narrowed), by state."""
    require_reader(look, "application:read")
    query = select(ApplicationRow.state, func.count()).where(*conditions(look, wanted or Filter()))
    return dict(look.session.execute(query.group_by(ApplicationRow.state)).all())


def lines_of(look: Look, ids: Sequence[str]) -> list[Summary]:
    """Return the lines of some applications that the actor may see, by number."""
    query = _lines().where(ApplicationRow.id.in_(ids), desk.visible(look.actor))
    rows = look.session.execute(query.order_by(ApplicationRow.year, ApplicationRow.serial))
    return cases.timed(look, "application", (_summary(*row) for row in rows))


def show(look: Look, reference: str) -> Application:
    """Show one application by id or number, with everything that its parties may know.

    Raises
    ------
    NotFound
        There is none, or the actor may not know of it.
    """
    row = desk.load(look, resolve(look, reference))
    thing = f"application:{row.id}"
    (summary,) = lines_of(look, [row.id])
    given = look.session.scalars(select(GrantRow).where(GrantRow.application_id == row.id)).first()
    return Application(
        summary=summary,
        content=row.content,
        version_id=row.version_id,
        demand_id=row.demand_id,
        renews_id=row.renews_id,
        route=_route(look, row),
        reply=_reply(row),
        grant_id=given.id if given else None,
        grant=given.number if given else None,
        steps=tuple(steps(look, thing)),
        cases=tuple(cases.cases_of(look, thing)),
        revision=row.revision,
    )


def _route(look: Look, row: ApplicationRow) -> tuple[Stop, ...]:
    names = dict(look.session.execute(select(RegionRow.id, RegionRow.name).where(RegionRow.id.in_(row.route))).all())
    return tuple(Stop(region, names[region], at < row.passed) for at, region in enumerate(row.route))


def _reply(row: ApplicationRow) -> Reply | None:
    if row.reply is None or row.replied_at is None:
        return None
    said = row.reply
    basis, withheld = tuple(said.get("basis", ())), tuple(said.get("withheld", ()))
    return Reply(said["outcome"], said.get("opinion"), basis, withheld, row.replied_at)


def resolve(look: Look, reference: str) -> str:
    """Return the id of the application that an id or a number (GX2026-000012) names; what names none is returned as it is."""
    return by_number(look, ApplicationRow, "GX", reference)


#: Which right each verb asks for, and where: at the applicant, at the authority that has it, or at the provider.
_RIGHTS: Final = {
    "edit": ("application:edit", "home"),
    "submit": ("application:submit", "home"),
    "delete": ("application:delete", "home"),
    "withdraw": ("application:withdraw", "home"),
    "sign": ("application:sign", "home"),
    "pass": ("application:check", "desk"),
    "ask_extension": ("application:reply", "provider"),
    "extend": ("application:extend", "provider"),
    "agree": ("application:reply", "provider"),
    "agree_part": ("application:reply", "provider"),
    "refuse": ("application:reply", "provider"),
}


def open_verbs(look: Look, application_id: str) -> frozenset[str]:
    """Return the verbs that the actor may do to an application in its present state.

    Raises
    ------
    NotFound
        There is no such application, or the actor may not know of it.
    """
    row = desk.load(look, application_id)
    return frozenset(verb for verb in APPLICATION[row.state] if _is_open(look, row, verb))


def _is_open(look: Look, row: ApplicationRow, verb: str) -> bool:
    places = {"home": desk.at_home(row), "desk": Place(region=row.desk_id), "provider": desk.at_provider(row)}
    if verb == "return":
        if row.state in ("submitted", "resubmitted"):
            return may(look.actor, "application:sign", places["home"])
        right, where = ("application:check", "desk") if row.desk_id else ("application:reply", "provider")
        return may(look.actor, right, places[where]) and not desk.returned_by(look, row, desk.stage_of(row))
    if verb not in _RIGHTS:
        return False
    right, where = _RIGHTS[verb]
    if not may(look.actor, right, places[where]):
        return False
    if verb == "sign":
        return row.submitted_by is None or row.submitted_by != look.actor.id
    return verb not in ("ask_extension", "extend") or _extendable(look, row)


def _extendable(look: Look, row: ApplicationRow) -> bool:
    running = [case for case in cases.cases_of(look, f"application:{row.id}") if case.state != "done"]
    return any(case.extension is None and case.extension_days for case in running)
