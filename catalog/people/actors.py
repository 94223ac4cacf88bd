"""Who an account or a credential acts as: roles in force, the department that stands for its own, and what these reach."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from catalog.office import Look
from catalog.people.callers import Found
from catalog.people.model import ChiefRow, DepartmentRow, OfficialRow, RoleRow
from catalog.people.queries import lineage, lineages, region_below, resolve, resolve_all, valid_on
from catalog.people.rules import covers
from catalog.rights import Actor
from catalog.store import day_end, shanghai_day


def official_actor(session: Session, official: OfficialRow, now: datetime) -> Actor:
    """Return the actor an official is at an instant."""
    roles = roles_at(session, official.id, now)
    on = shanghai_day(now)
    department, departments, region, below = _place(session, official.department_id, on)
    return Actor(
        kind="official",
        id=official.id,
        login=official.login,
        roles=roles | {"official"},
        department=department,
        departments=departments,
        region=region,
        below=below,
        span=span(session, official.id, on) if "chief" in roles else frozenset(),
        name=official.name,
    )


def machine_actor(look: Look, credential: str, application: str, department_id: str, scopes: Iterable[str]) -> Actor:
    """Return the actor a token or key (``credential`` is its id) is now."""
    department, departments, region, below = _place(look.session, department_id, look.today)
    return Actor(
        kind="machine",
        id=credential,
        login=f"machine:{application}",
        roles=frozenset({"machine"}),
        department=department,
        departments=departments,
        region=region,
        below=below,
        scopes=frozenset(scopes),
    )


def found_official(look: Look, official_id: str) -> Found:
    """Return the actor an official is now, and until when the spans of roles, departments and chiefs let it be the same."""
    actor = official_actor(look.session, look.session.get_one(OfficialRow, official_id), look.now)
    return Found(actor, look.now, min([day_end(look.today), *_turns(look.session, official_id, look.now)]))


def found_machine(look: Look, credential: str, application: str, department_id: str, scopes: Iterable[str]) -> Found:
    """Return what ``machine_actor`` does, and until when its department's validity lets it be the same."""
    return Found(machine_actor(look, credential, application, department_id, scopes), look.now, day_end(look.today))


def _turns(session: Session, official_id: str, now: datetime) -> list[datetime]:
    """Return the instants ahead at which a role of an official begins or ends."""
    spans = session.execute(select(RoleRow.valid_from, RoleRow.valid_to).where(RoleRow.official_id == official_id))
    return [instant for span in spans for instant in span if instant is not None and instant > now]


def _place(
    session: Session, department_id: str | None, on: date
) -> tuple[str | None, frozenset[str], str | None, frozenset[str]]:
    """Return department, lineage, region and regions below for the department that stands for this one; nothing if none does."""
    present = resolve(session, department_id, on) if department_id else None
    if present is None:
        return None, frozenset(), None, frozenset()
    region = session.scalars(select(DepartmentRow.region_id).where(DepartmentRow.id == present)).one()
    return present, lineage(session, present), region, region_below(session, region)


def roles_at(session: Session, official_id: str, now: datetime) -> frozenset[str]:
    """Return the roles an official holds at an instant."""
    open_end = or_(RoleRow.valid_to.is_(None), RoleRow.valid_to > now)
    held = select(RoleRow.role).where(RoleRow.official_id == official_id, RoleRow.valid_from <= now, open_end)
    return frozenset(session.scalars(held))


def span(session: Session, official_id: str, on: date) -> frozenset[str]:
    """Return the ids of the departments an official answers for as a cloud chief on a day, those that they succeeded included.

    A chief of a department answers for whoever stands for it; one of a region or of a region's system, for the
    departments there and beneath that are under the cloud-chief system.
    """
    chiefs = session.scalars(select(ChiefRow).where(ChiefRow.official_id == official_id))
    current = [chief for chief in chiefs if covers(chief.valid_from, chief.valid_to, on)]
    named = resolve_all(session, [chief.department_id for chief in current if chief.department_id], on).values()
    ids = {department for department in named if department is not None}
    for chief in current:
        if chief.region_id is not None:
            ids |= _departments_under(session, chief.region_id, chief.system, on)
    return lineages(session, ids) if ids else frozenset()


def _departments_under(session: Session, region_id: str, system: str | None, on: date) -> set[str]:
    query = select(DepartmentRow.id).where(valid_on(on), DepartmentRow.under_chief)
    query = query.where(DepartmentRow.region_id.in_(region_below(session, region_id)))
    if system is not None:
        query = query.where(DepartmentRow.system == system)
    return set(session.scalars(query))


def signatory(session: Session, login: str) -> tuple[str, str | None]:
    """Return who stands behind a login on paper: the official's name and department; the login itself where it is no official's."""
    query = select(OfficialRow.name, DepartmentRow.name).outerjoin(DepartmentRow, DepartmentRow.id == OfficialRow.department_id)
    found = session.execute(query.where(OfficialRow.login == login)).first()
    return (found[0], found[1]) if found else (login, None)
