"""Lists of people, for whoever may read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from catalog.office import Look
from catalog.people import queries
from catalog.people.model import ChiefRow, DepartmentRow, OfficialRow, RegionRow, RoleRow, SigningKeyRow, TokenRow
from catalog.people.rules import covers
from catalog.rights import require


@dataclass(frozen=True, slots=True)
class Official:
    """An official with the roles in force; ``department`` is an id, ``department_name`` the name it had when assigned."""

    id: str
    login: str
    name: str
    department: str | None
    department_name: str | None
    roles: tuple[str, ...]
    disabled_at: datetime | None
    locked_until: datetime | None
    revision: int


@dataclass(frozen=True, slots=True)
class Chief:
    """A cloud chief: who (login), as what, for what, and from when until when."""

    id: str
    kind: str
    official: str
    login: str
    department: str | None
    system: str | None
    region: str | None
    valid_from: date | None
    valid_to: date | None
    revision: int


@dataclass(frozen=True, slots=True)
class Credential:
    """A token or a signing key, without its secret."""

    id: str
    kind: str
    department: str
    application: str
    scopes: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    revision: int


def list_tiers(look: Look) -> list[queries.Tier]:
    """List the tiers from the uppermost down."""
    require(look.actor, "people:read")
    return queries.tiers(look.session)


def list_regions(look: Look, *, under: str | None = None) -> list[queries.Region]:
    """List regions by tier and code, all of them or ``under`` (an id) with all beneath it."""
    require(look.actor, "people:read")
    return queries.regions(look.session, under=under)


def list_departments(
    look: Look, *, on: date | None = None, region: str | None = None, words: str | None = None
) -> list[queries.Department]:
    """List the departments of a day (default: today), of a region (id) and all beneath it; ``words`` must be in name or code."""
    require(look.actor, "people:read")
    return queries.departments(look.session, on=on or look.today, region_id=region, words=words)


def list_officials(look: Look) -> list[Official]:
    """List the accounts by login."""
    require(look.actor, "official:read")
    roles: dict[str, list[str]] = {}
    for grant in look.session.scalars(select(RoleRow).order_by(RoleRow.role)):
        if grant.valid_from <= look.now and (grant.valid_to is None or look.now < grant.valid_to):
            roles.setdefault(grant.official_id, []).append(grant.role)
    rows = select(OfficialRow, DepartmentRow.name).outerjoin(DepartmentRow, DepartmentRow.id == OfficialRow.department_id)
    return [_official(row, name, roles.get(row.id, [])) for row, name in look.session.execute(rows.order_by(OfficialRow.login))]


def _official(row: OfficialRow, department: str | None, roles: list[str]) -> Official:
    state = row.disabled_at, row.locked_until, row.revision
    return Official(row.id, row.login, row.name, row.department_id, department, tuple(roles), *state)


def list_chiefs(look: Look, *, on: date | None = None) -> list[Chief]:
    """List the cloud chiefs of a day (default: today)."""
    require(look.actor, "people:read")
    names = (OfficialRow.name, OfficialRow.login, DepartmentRow.name, RegionRow.name)
    rows = select(ChiefRow, *names).join(OfficialRow, OfficialRow.id == ChiefRow.official_id)
    rows = rows.outerjoin(DepartmentRow, DepartmentRow.id == ChiefRow.department_id).outerjoin(
        RegionRow, RegionRow.id == ChiefRow.region_id
    )
    day = on or look.today
    return [
        Chief(row.id, row.kind, official, login, department, row.system, region, row.valid_from, row.valid_to, row.revision)
        for row, official, login, department, region in look.session.execute(rows.order_by(ChiefRow.kind, OfficialRow.login))
        if covers(row.valid_from, row.valid_to, day)
    ]


def list_credentials(look: Look) -> list[Credential]:
    """List tokens and signing keys, expired and revoked ones included, by department and application."""
    require(look.actor, "credential:read")
    tokens = look.session.execute(select(TokenRow, DepartmentRow.name).join(DepartmentRow))
    keys = look.session.execute(select(SigningKeyRow, DepartmentRow.name).join(DepartmentRow))
    found = [_credential("token", row, name) for row, name in tokens] + [_credential("key", row, name) for row, name in keys]
    return sorted(found, key=lambda one: (one.department, one.application, one.issued_at))


def _credential(kind: str, row: TokenRow | SigningKeyRow, department: str) -> Credential:
    dates = row.issued_at, row.expires_at, row.revoked_at
    return Credential(row.id, kind, department, row.application, tuple(row.scopes), *dates, row.revision)
