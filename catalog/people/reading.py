"""The registers of tiers, regions and departments, and of the chiefs who answer for them, for whoever may read them.

Lists come whole, or page by page where a ``limit`` is named.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from catalog.office import Look
from catalog.people import queries
from catalog.people.loading import load
from catalog.people.model import ChiefRow, DepartmentRow, OfficialRow, RegionRow, SuccessionRow, TierRow
from catalog.people.queries import Department, Region
from catalog.rights import require
from catalog.store import Page, paged


@dataclass(frozen=True, slots=True)
class RegionInFull:
    """A region with those above it, uppermost first."""

    region: Region
    above: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A region with the branches right beneath it, in the order of their codes."""

    region: Region
    beneath: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a succession: the other department, the day on which it took place, how, and whether it is the main one."""

    department: Department
    day: date
    kind: str
    main: bool


@dataclass(frozen=True, slots=True)
class DepartmentInFull:
    """A department as it was or is, what it came from and went into, and who stands for it today, the main heir first."""

    department: Department
    region: Region
    predecessors: tuple[Link, ...]
    successors: tuple[Link, ...]
    present: tuple[Department, ...]


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


# -- Tiers and regions


def list_tiers(look: Look) -> list[queries.Tier]:
    """List the tiers from the uppermost down."""
    require(look.actor, "people:read")
    return queries.tiers(look.session)


def list_regions(
    look: Look, *, under: str | None = None, words: str | None = None, cursor: str | None = None, limit: int | None = None
) -> Page[Region]:
    """List regions by tier and code, all of them or ``under`` (an id) with all beneath it; ``words`` must be in name or code."""
    require(look.actor, "people:read")
    query = select(RegionRow).join(TierRow)
    if under is not None:
        query = query.where(RegionRow.id.in_(queries.below(under)))
    if words:
        fields = (RegionRow.name, RegionRow.code, RegionRow.local_code)
        query = query.where(or_(*(field.contains(words, autoescape=True) for field in fields)))
    order = (TierRow.level, func.coalesce(RegionRow.code, RegionRow.local_code, ""), RegionRow.name, RegionRow.id)
    return paged(look.session, query, order, queries.region_of, cursor=cursor, limit=limit)


def show_region(look: Look, region_id: str) -> RegionInFull:
    """Show one region.

    Raises
    ------
    NotFound
        There is none with this id.
    """
    require(look.actor, "people:read")
    shown, *above = queries.region_path(look.session, queries.region(look.session, region_id).id)
    return RegionInFull(shown, tuple(reversed(above)))


def region_tree(look: Look, region_id: str | None = None, *, depth: int = 2) -> Branch:
    """Return a region (default: the root) as a tree of what lies ``depth`` levels beneath it, ended regions left out.

    Raises
    ------
    NotFound
        There is none with this id.
    """
    require(look.actor, "people:read")
    if region_id is None:
        region_id = look.session.scalar(select(RegionRow.id).where(RegionRow.parent_id.is_(None))) or ""
    top = queries.region(look.session, region_id)
    children: dict[str | None, list[Region]] = {}
    for region in _descendants(look, region_id, depth):
        children.setdefault(region.parent, []).append(region)
    return _branch(top, children)


def _descendants(look: Look, region_id: str, depth: int) -> Iterable[Region]:
    down = select(RegionRow.id, literal(0).label("step")).where(RegionRow.id == region_id).cte("down", recursive=True)
    valid = or_(RegionRow.valid_to.is_(None), RegionRow.valid_to > look.today)
    deeper = select(RegionRow.id, down.c.step + 1).join(down, RegionRow.parent_id == down.c.id)
    down = down.union_all(deeper.where(down.c.step < depth, valid))
    beneath = select(RegionRow).join(down, RegionRow.id == down.c.id).where(down.c.step > 0)
    order = (func.coalesce(RegionRow.code, RegionRow.local_code, ""), RegionRow.name, RegionRow.id)
    return map(queries.region_of, look.session.scalars(beneath.order_by(*order)))


def _branch(region: Region, children: dict[str | None, list[Region]]) -> Branch:
    return Branch(region, tuple(_branch(child, children) for child in children.get(region.id, ())))


# -- Departments


def list_departments(
    look: Look,
    *,
    on: date | None = None,
    region: str | None = None,
    system: str | None = None,
    words: str | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[Department]:
    """List the departments of a day (default: today) by tier, region and code.

    ``region`` (an id) stands for all beneath it, ``system`` is the cloud-chief system, ``words`` must be in name or code.
    """
    require(look.actor, "people:read")
    query = select(DepartmentRow).join(RegionRow, RegionRow.id == DepartmentRow.region_id).join(TierRow)
    query = query.where(queries.valid_on(on or look.today))
    if region is not None:
        query = query.where(DepartmentRow.region_id.in_(queries.below(region)))
    if system is not None:
        query = query.where(DepartmentRow.system == system)
    if words:
        fields = (DepartmentRow.name, DepartmentRow.short_name, DepartmentRow.credit_code, DepartmentRow.local_code)
        query = query.where(or_(*(field.contains(words, autoescape=True) for field in fields)))
    codes = (func.coalesce(RegionRow.code, RegionRow.local_code, ""), func.coalesce(DepartmentRow.credit_code, ""))
    order = (TierRow.level, *codes, DepartmentRow.name, DepartmentRow.id)
    return paged(look.session, query, order, queries.department_of, cursor=cursor, limit=limit)


def show_department(look: Look, department_id: str) -> DepartmentInFull:
    """Show one department, as it was or is.

    Raises
    ------
    NotFound
        There is none with this id.
    """
    require(look.actor, "people:read")
    shown = queries.department(look.session, department_id)
    return DepartmentInFull(
        department=shown,
        region=queries.region(look.session, shown.region),
        predecessors=_links(look, shown.id, SuccessionRow.to_id, SuccessionRow.from_id),
        successors=_links(look, shown.id, SuccessionRow.from_id, SuccessionRow.to_id),
        present=queries.heirs(look.session, shown.id, look.today),
    )


def _links(
    look: Look, department_id: str, here: InstrumentedAttribute[str], there: InstrumentedAttribute[str]
) -> tuple[Link, ...]:
    query = select(DepartmentRow, SuccessionRow).join(SuccessionRow, there == DepartmentRow.id).where(here == department_id)
    rows = look.session.execute(query.order_by(SuccessionRow.main.desc(), DepartmentRow.id))
    return tuple(Link(queries.department_of(row), step.day, step.kind, step.main) for row, step in rows)


def identify_department(look: Look, text: str, *, region_id: str | None = None, on: date | None = None) -> queries.Found:
    """Answer a signed-in caller what ``queries.find_department`` finds.

    Raises
    ------
    NotFound, Invalid
        As there.
    """
    require(look.actor, "people:read")
    return queries.find_department(look, text, region_id=region_id, on=on)


# -- Chiefs


def list_chiefs(look: Look, *, on: date | None = None, cursor: str | None = None, limit: int | None = None) -> Page[Chief]:
    """List the cloud chiefs of a day (default: today) by kind and login."""
    require(look.actor, "people:read")
    query = _chiefs().where(queries.valid_on(on or look.today, ChiefRow))
    order = (ChiefRow.kind, OfficialRow.login, ChiefRow.id)
    return paged(look.session, query, order, _chief, cursor=cursor, limit=limit)


def show_chief(look: Look, chief_id: str) -> Chief:
    """Show one cloud chief, past and future ones too.

    Raises
    ------
    NotFound
        There is none with this id.
    """
    require(look.actor, "people:read")
    known = load(look, ChiefRow, chief_id)
    return _chief(*look.session.execute(_chiefs().where(ChiefRow.id == known.id)).one())


def _chiefs() -> Select[ChiefRow, str, str, str, str]:
    names = (OfficialRow.name, OfficialRow.login, DepartmentRow.name, RegionRow.name)
    rows = select(ChiefRow, *names).join(OfficialRow, OfficialRow.id == ChiefRow.official_id)
    rows = rows.outerjoin(DepartmentRow, DepartmentRow.id == ChiefRow.department_id)
    return rows.outerjoin(RegionRow, RegionRow.id == ChiefRow.region_id)


def _chief(row: ChiefRow, official: str, login: str, department: str | None, region: str | None) -> Chief:
    dates = row.valid_from, row.valid_to
    return Chief(row.id, row.kind, official, login, department, row.system, region, *dates, row.revision)
