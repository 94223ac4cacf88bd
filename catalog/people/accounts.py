"""Accounts of officials and credentials of machines, for whoever may read them; and what a caller is told of itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import or_, select

from catalog.errors import Unauthenticated
from catalog.office import Look
from catalog.people import queries
from catalog.people.loading import load
from catalog.people.model import DepartmentRow, OfficialRow, RoleRow, SigningKeyRow, TokenRow
from catalog.rights import RIGHTS, Reach, reach, require
from catalog.store import Page, paged

CredentialKind = Literal["token", "key"]
_TABLES: Final[Mapping[CredentialKind, Any]] = {"token": TokenRow, "key": SigningKeyRow}


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
class Grant:
    """A role held from one instant until another, ended ones included; ``granted_by`` is a login, absent for the bootstrap."""

    role: str
    valid_from: datetime
    valid_to: datetime | None
    granted_by: str | None


@dataclass(frozen=True, slots=True)
class OfficialInFull:
    """An account with every role that was ever granted to it, the latest first."""

    official: Official
    email: str | None
    must_change_password: bool
    password_changed_at: datetime | None
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True)
class Right:
    """A verb of the table of rights and how far one's roles reach with it."""

    verb: str
    reaches: tuple[Reach, ...]


@dataclass(frozen=True, slots=True)
class Self:
    """Who somebody is: ``department`` and ``region`` as they are today, absent for who belongs to none."""

    kind: str
    id: str | None
    login: str
    name: str | None
    department: queries.Department | None
    region: queries.Region | None
    roles: tuple[str, ...]
    rights: tuple[Right, ...]


@dataclass(frozen=True, slots=True)
class Credential:
    """A token or a signing key, without its secret."""

    id: str
    kind: CredentialKind
    department: str
    application: str
    scopes: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    revision: int


# -- Officials


def list_officials(
    look: Look, *, department: str | None = None, words: str | None = None, cursor: str | None = None, limit: int | None = None
) -> Page[Official]:
    """List the accounts by login, of a department (id) and those it succeeded; ``words`` must be in login or name."""
    require(look.actor, "official:read")
    query = _accounts()
    if department is not None:
        query = query.where(OfficialRow.department_id.in_(queries.lineage(look.session, department)))
    if words:
        query = query.where(or_(*(field.contains(words, autoescape=True) for field in (OfficialRow.login, OfficialRow.name))))
    found = paged(look.session, query, (OfficialRow.login,), _pair, cursor=cursor, limit=limit)
    roles = _roles(look, None if limit is None else [row.id for row, _ in found])
    return Page((_official(row, name, roles.get(row.id, [])) for row, name in found), found.next)


def show_official(look: Look, official_id: str) -> OfficialInFull:
    """Show one account.

    Raises
    ------
    NotFound
        There is none with this id.
    """
    require(look.actor, "official:read")
    row = load(look, OfficialRow, official_id)
    _, department = look.session.execute(_accounts().where(OfficialRow.id == row.id)).one()
    shown = _official(row, department, _roles(look, [row.id]).get(row.id, []))
    password = row.must_change_password, row.password_changed_at
    return OfficialInFull(shown, row.email, *password, _grants(look, row.id))


def whoami(look: Look) -> Self:
    """Tell a caller who it is and what it may do.

    Raises
    ------
    Unauthenticated
        Nobody is signed in.
    """
    actor = look.actor
    if actor.kind == "anonymous":
        raise Unauthenticated("请先登录", "sign in first")
    known = look.session.get(OfficialRow, actor.id) if actor.kind == "official" else None
    rights = (Right(verb, tuple(sorted(reach(actor, verb)))) for verb in RIGHTS)
    usable = (right for right in rights if right.reaches and (actor.kind != "machine" or right.verb in actor.scopes))
    return Self(
        kind=actor.kind,
        id=actor.id,
        login=actor.login,
        name=known.name if known else None,
        department=queries.department(look.session, actor.department) if actor.department else None,
        region=queries.region(look.session, actor.region) if actor.region else None,
        roles=tuple(sorted(actor.roles)),
        rights=tuple(usable),
    )


def _accounts() -> Any:
    return select(OfficialRow, DepartmentRow.name).outerjoin(DepartmentRow, DepartmentRow.id == OfficialRow.department_id)


def _pair(row: OfficialRow, department: str | None) -> tuple[OfficialRow, str | None]:
    return row, department


def _official(row: OfficialRow, department: str | None, roles: Iterable[str]) -> Official:
    state = row.disabled_at, row.locked_until, row.revision
    return Official(row.id, row.login, row.name, row.department_id, department, tuple(roles), *state)


def _roles(look: Look, officials: list[str] | None) -> dict[str, list[str]]:
    """Return the roles in force of these officials, of everybody for None."""
    in_force = (RoleRow.valid_from <= look.now, or_(RoleRow.valid_to.is_(None), RoleRow.valid_to > look.now))
    query = select(RoleRow.official_id, RoleRow.role).where(*in_force).order_by(RoleRow.role)
    roles: dict[str, list[str]] = {}
    for official, role in look.session.execute(query if officials is None else query.where(RoleRow.official_id.in_(officials))):
        roles.setdefault(official, []).append(role)
    return roles


def _grants(look: Look, official_id: str) -> tuple[Grant, ...]:
    query = select(RoleRow, OfficialRow.login).outerjoin(OfficialRow, OfficialRow.id == RoleRow.granted_by)
    rows = look.session.execute(query.where(RoleRow.official_id == official_id).order_by(RoleRow.id.desc()))
    return tuple(Grant(row.role, row.valid_from, row.valid_to, by) for row, by in rows)


# -- Credentials


def list_credentials(
    look: Look, kind: CredentialKind, *, department: str | None = None, cursor: str | None = None, limit: int | None = None
) -> Page[Credential]:
    """List tokens or signing keys, expired and revoked ones included, by department and application."""
    require(look.actor, "credential:read")
    table = _TABLES[kind]
    query = _credentials(kind)
    if department is not None:
        query = query.where(table.department_id.in_(queries.lineage(look.session, department)))
    order = (DepartmentRow.name, table.application, table.id)
    return paged(look.session, query, order, _credential, cursor=cursor, limit=limit)


def show_credential(look: Look, kind: CredentialKind, credential_id: str) -> Credential:
    """Show one token or signing key.

    Raises
    ------
    NotFound
        There is none with this id.
    """
    require(look.actor, "credential:read")
    known = load(look, _TABLES[kind], credential_id)
    return _credential(*look.session.execute(_credentials(kind).where(_TABLES[kind].id == known.id)).one())


def _credentials(kind: CredentialKind) -> Any:
    return select(_TABLES[kind], DepartmentRow.name).join(DepartmentRow)


def _credential(row: TokenRow | SigningKeyRow, department: str) -> Credential:
    kind: CredentialKind = "token" if isinstance(row, TokenRow) else "key"
    dates = row.issued_at, row.expires_at, row.revoked_at
    return Credential(row.id, kind, department, row.application, tuple(row.scopes), *dates, row.revision)
