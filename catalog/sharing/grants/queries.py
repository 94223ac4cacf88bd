"""Named questions to grants; every answer shows only what the actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from catalog.calendars import queries as cases
from catalog.calendars.queries import Case
from catalog.lists.demands.queries import Step, by_number, steps
from catalog.lists.model import ResourceRow, VersionRow
from catalog.lists.sight import require_reader
from catalog.office import Look
from catalog.people import queries as people
from catalog.people.model import DepartmentRow
from catalog.people.queries import is_id
from catalog.rights import may
from catalog.sharing.grants import desk
from catalog.sharing.model import ApplicationRow, GrantRow
from catalog.sharing.rules import GRANT, is_usable
from catalog.store import Page, paged


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of grants is narrowed to; departments and resource by id.

    ``party``: those of a department, as consumer or provider; ``usable``: those that may be used now, or not; ``ends_before``:
    those whose term or announced revocation comes before an instant.
    """

    states: Sequence[str] = ()
    consumer: str | None = None
    provider: str | None = None
    party: str | None = None
    resource: str | None = None
    system: str | None = None
    usable: bool | None = None
    ends_before: datetime | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of the list of grants; ``usable``: it may be used at this instant, whatever its recorded state says."""

    id: str
    number: str
    title: str
    consumer_id: str
    consumer: str
    provider_id: str
    provider: str
    resource_id: str
    resource_code: str | None
    system: str | None
    state: str
    usable: bool
    valid_from: datetime
    valid_to: datetime | None
    revoked_at: datetime | None
    updated_at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class Grant:
    """One grant whole: its line, what it allows, the application behind it, its steps and clocks.

    ``version`` is the number of the entry's version that was granted; ``applied_for`` the items that were asked for, all if empty.
    """

    summary: Summary
    application_id: str
    application: str
    version: int
    items: tuple[str, ...]
    applied_for: tuple[str, ...]
    matters: tuple[str, ...]
    purpose: str
    purpose_required: bool
    mode: str
    conditions: str | None
    quota_calls_day: int | None
    quota_calls_month: int | None
    quota_records_day: int | None
    quota_records_month: int | None
    quota_calls_minute: int | None
    provided_at: datetime | None
    suspended_at: datetime | None
    steps: tuple[Step, ...]
    cases: tuple[Case, ...]
    revision: int


def find(look: Look, wanted: Filter, *, cursor: str | None = None, limit: int | None = 50) -> Page[Summary]:
    """List the grants that fit, by number, ``limit`` a page.

    Raises
    ------
    Invalid
        The cursor is not one of this list.
    """
    require_reader(look, "grant:read")
    query = _lines().where(*conditions(look, wanted))

    def make(*row: Any) -> Summary:
        return _summary(look, *row)

    return paged(look.session, query, (GrantRow.year, GrantRow.serial), make, cursor=cursor, limit=limit)


def conditions(look: Look, wanted: Filter) -> list[ColumnElement[bool]]:
    """Return what a filter and the actor's sight say of the rows; a department stands for those it succeeded."""
    row, said = GrantRow, [desk.visible(look.actor)]
    if wanted.states:
        said.append(row.state.in_(wanted.states))
    for column, department in ((row.consumer_id, wanted.consumer), (row.provider_id, wanted.provider)):
        if department:
            said.append(column.in_(_lineage(look, department)))
    if wanted.party:
        ours = _lineage(look, wanted.party)
        said.append(row.consumer_id.in_(ours) | row.provider_id.in_(ours))
    if wanted.resource:
        said.append(row.resource_id == wanted.resource if is_id(wanted.resource) else row.id.is_(None))
    if wanted.system:
        said.append(row.system == wanted.system)
    if wanted.usable is not None:
        said.append(usable(look) if wanted.usable else ~usable(look))
    if wanted.ends_before is not None:
        said.append(or_(row.valid_to < wanted.ends_before, row.revoked_at < wanted.ends_before))
    if wanted.title:
        said.append(row.title.icontains(wanted.title, autoescape=True))
    return said


def usable(look: Look) -> ColumnElement[bool]:
    """Return the condition that a grant may be used now: ``rules.is_usable`` in one piece."""
    row, now = GrantRow, look.now
    held = row.state.in_(("provisioning", "active")) & (row.valid_from <= now)
    in_term = or_(row.valid_to.is_(None), row.valid_to > now)
    return held & in_term & or_(row.revoked_at.is_(None), row.revoked_at > now)


def _lineage(look: Look, department: str) -> frozenset[str]:
    return people.lineage(look.session, department) if is_id(department) else frozenset()


def _lines() -> Any:
    providers = aliased(DepartmentRow)
    return (
        select(GrantRow, DepartmentRow.name, providers.name, ResourceRow.code)
        .join(DepartmentRow, DepartmentRow.id == GrantRow.consumer_id)
        .join(providers, providers.id == GrantRow.provider_id)
        .join(ResourceRow, ResourceRow.id == GrantRow.resource_id)
    )


def _summary(look: Look, row: GrantRow, consumer: str, provider: str, code: str | None) -> Summary:
    return Summary(
        id=row.id,
        number=row.number,
        title=row.title,
        consumer_id=row.consumer_id,
        consumer=consumer,
        provider_id=row.provider_id,
        provider=provider,
        resource_id=row.resource_id,
        resource_code=code,
        system=row.system,
        state=row.state,
        usable=is_usable(row, look.now),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        revoked_at=row.revoked_at,
        updated_at=row.updated_at,
        revision=row.revision,
    )


def counts(look: Look, wanted: Filter | None = None) -> dict[str, int]:
    """Count the grants the actor may see (and that fit, where they are narrowed), by state."""
    require_reader(look, "grant:read")
    query = select(GrantRow.state, func.count()).where(*conditions(look, wanted or Filter()))
    return dict(look.session.execute(query.group_by(GrantRow.state)).all())


def lines_of(look: Look, ids: Sequence[str]) -> list[Summary]:
    """Return the lines of some grants that the actor may see, by number."""
    query = _lines().where(GrantRow.id.in_(ids), desk.visible(look.actor)).order_by(GrantRow.year, GrantRow.serial)
    return [_summary(look, *row) for row in look.session.execute(query)]


def show(look: Look, reference: str) -> Grant:
    """Show one grant by id or number, with everything that its parties may know.

    Raises
    ------
    NotFound
        There is none, or the actor may not know of it.
    """
    row = desk.load(look, resolve(look, reference))
    (summary,) = lines_of(look, [row.id])
    application = look.session.get_one(ApplicationRow, row.application_id)
    return Grant(
        summary=summary,
        application_id=application.id,
        application=application.number,
        version=look.session.get_one(VersionRow, row.version_id).number,
        items=tuple(row.items),
        applied_for=tuple(application.content.get("items", ())),
        matters=tuple(row.matters),
        purpose=row.purpose,
        purpose_required=row.purpose_required,
        mode=row.mode,
        conditions=row.conditions,
        quota_calls_day=row.quota_calls_day,
        quota_calls_month=row.quota_calls_month,
        quota_records_day=row.quota_records_day,
        quota_records_month=row.quota_records_month,
        quota_calls_minute=row.quota_calls_minute,
        provided_at=row.provided_at,
        suspended_at=row.suspended_at,
        steps=tuple(steps(look, f"grant:{row.id}")),
        cases=tuple(cases.cases_of(look, f"grant:{row.id}")),
        revision=row.revision,
    )


def resolve(look: Look, reference: str) -> str:
    """Return the id of the grant that an id or a number (SQ2026-000012) names; what names none is returned as it is."""
    return by_number(look, GrantRow, "SQ", reference)


#: Which right each verb asks for, and at whom.
_RIGHTS: Final = {
    "amend": ("grant:amend", "provider"),
    "suspend": ("grant:suspend", "provider"),
    "resume": ("grant:resume", "provider"),
    "revoke": ("grant:revoke", "provider"),
    "give_up": ("grant:give_up", "home"),
}


def open_verbs(look: Look, grant_id: str) -> frozenset[str]:
    """Return the verbs that the actor may do to a grant in its present state; ``renew`` is among them for its consumer.

    Raises
    ------
    NotFound
        There is no such grant, or the actor may not know of it.
    """
    row = desk.load(look, grant_id)
    places = {"home": desk.at_home(row), "provider": desk.at_provider(row)}
    open_ = {verb for verb in GRANT[row.state] if verb in _RIGHTS and may(look.actor, _RIGHTS[verb][0], places[_RIGHTS[verb][1]])}
    if GRANT[row.state] and may(look.actor, "application:file", places["home"]):
        open_.add("renew")
    return frozenset(open_)
