"""What the pages about bodies show: a department whole, lists of departments, the tree of regions.

All of it may be read by whoever may read the catalog, save who is cloud chief, which is for those who are signed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from catalog.errors import NotFound
from catalog.office import Look
from catalog.people import queries
from catalog.people.model import ChiefRow, DepartmentRow, OfficialRow, RegionRow, SuccessionRow, TierRow
from catalog.people.queries import Department, Region, Tier, department_of, region_of, valid_on
from catalog.people.rules import covers
from catalog.rights import may, require


@dataclass(frozen=True, slots=True)
class Named:
    """A department somebody else is shown with: its id and the name it has or had."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a succession: from which ``day`` on, how (rename, merge, split), and the department at the other end."""

    day: date
    kind: str
    department: Named


@dataclass(frozen=True, slots=True)
class Charge:
    """Who is cloud chief of a department, of its whole region, or of its system there (``kind`` as in ``rules.CHIEF_KINDS``)."""

    kind: str
    official: str
    region: str | None
    system: str | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """A department whole; ``regions`` lead from the uppermost down to its own."""

    department: Department
    regions: tuple[Region, ...]
    tier: Tier
    vertical_parent: Named | None
    predecessors: tuple[Link, ...]
    successors: tuple[Link, ...]
    chiefs: tuple[Charge, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list of departments, with the names of its region and that region's tier (code)."""

    department: Department
    region: str
    tier: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A piece of a list of departments, and how many there are in all."""

    lines: tuple[Line, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Branch:
    """A region with everything beneath it; ``departments`` counts those of a day in the region itself."""

    region: Region
    departments: int
    below: tuple[Branch, ...]

    def ids(self) -> Iterable[str]:
        """Yield the ids of the region and of all beneath it."""
        yield self.region.id
        for branch in self.below:
            yield from branch.ids()

    @property
    def departments_in_all(self) -> int:
        """How many departments there are in the region and beneath it."""
        return self.departments + sum(branch.departments_in_all for branch in self.below)


# -- One department


def dossier(look: Look, department_id: str) -> Dossier:
    """Show a department, as it is or was.

    Raises
    ------
    NotFound
        There is none with this id.
    """
    require(look.actor, "department:read")
    department = queries.department(look.session, department_id)
    regions = region_path(look, department.region)
    (tier,) = (tier for tier in queries.tiers(look.session) if tier.code == regions[-1].tier)
    parent = department.vertical_parent
    return Dossier(
        department,
        regions,
        tier,
        Named(parent, queries.department(look.session, parent).name) if parent else None,
        _links(look, department_id, backward=True),
        _links(look, department_id, backward=False),
        _chiefs(look, department, [region.id for region in regions]),
    )


def region_path(look: Look, region_id: str) -> tuple[Region, ...]:
    """Return the regions from the uppermost down to this one.

    Raises
    ------
    NotFound
        There is none with this id.
    """
    require(look.actor, "department:read")
    path = queries.region_path(look.session, region_id) if queries.is_id(region_id) else []
    if not path:
        raise NotFound("没有此区划", "no such region")
    return tuple(reversed(path))


def _links(look: Look, department_id: str, *, backward: bool) -> tuple[Link, ...]:
    here, there = SuccessionRow.to_id, SuccessionRow.from_id
    if not backward:
        here, there = there, here
    query = select(SuccessionRow.day, SuccessionRow.kind, DepartmentRow.id, DepartmentRow.name)
    query = query.join(DepartmentRow, DepartmentRow.id == there).where(here == department_id)
    rows = look.session.execute(query.order_by(SuccessionRow.day, SuccessionRow.main.desc(), DepartmentRow.name))
    return tuple(Link(day, kind, Named(identity, name)) for day, kind, identity, name in rows)


def _chiefs(look: Look, department: Department, regions: list[str]) -> tuple[Charge, ...]:
    """Return who answers for the department today: its own chief, else those of its system and of the regions it lies in."""
    if not may(look.actor, "people:read"):
        return ()
    over_all = ChiefRow.region_id.in_(regions) & or_(ChiefRow.system.is_(None), ChiefRow.system == department.system)
    wanted = ChiefRow.department_id == department.id
    if department.under_chief:
        wanted = or_(wanted, over_all)
    query = select(ChiefRow, OfficialRow.name, RegionRow.name).join(OfficialRow, OfficialRow.id == ChiefRow.official_id)
    query = query.outerjoin(RegionRow, RegionRow.id == ChiefRow.region_id).where(wanted)
    rows = look.session.execute(query.order_by(ChiefRow.department_id.is_(None), ChiefRow.kind, OfficialRow.name))
    return tuple(
        Charge(row.kind, name, region, row.system)
        for row, name, region in rows
        if covers(row.valid_from, row.valid_to, look.today)
    )


# -- Lists of departments


def find_departments(
    look: Look, *, region: str | None = None, words: str = "", offset: int = 0, limit: int | None = None
) -> Listed:
    """List the departments of today, in the order of regions; ``words`` must be in name or code, ``region`` stands for all beneath."""
    require(look.actor, "department:read")
    wanted = [valid_on(look.today)]
    if region is not None:
        wanted.append(DepartmentRow.region_id.in_(queries.region_below(look.session, region) if queries.is_id(region) else ()))
    if words:
        fields = (DepartmentRow.name, DepartmentRow.short_name, DepartmentRow.credit_code, DepartmentRow.local_code)
        wanted.append(or_(*(column.icontains(words, autoescape=True) for column in fields)))
    query = select(DepartmentRow, RegionRow.name, RegionRow.tier_code).join(RegionRow, RegionRow.id == DepartmentRow.region_id)
    query = query.join(TierRow, TierRow.code == RegionRow.tier_code).where(*wanted)
    order = TierRow.level, RegionRow.code, RegionRow.name, DepartmentRow.credit_code, DepartmentRow.name, DepartmentRow.id
    rows = look.session.execute(query.order_by(*order).offset(offset).limit(limit))
    total = look.session.scalar(select(func.count()).select_from(DepartmentRow).where(*wanted)) or 0
    return Listed(tuple(Line(department_of(row), name, tier) for row, name, tier in rows), total)


def lineages_of(look: Look, ids: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return for each department its own id and those of all whose main heir it is, in one statement for all."""
    wanted = list(ids)
    start = select(DepartmentRow.id.label("heir"), DepartmentRow.id.label("id")).where(DepartmentRow.id.in_(wanted))
    back = start.cte("lineages", recursive=True)
    step = select(back.c.heir, SuccessionRow.from_id).join(back, SuccessionRow.to_id == back.c.id).where(SuccessionRow.main)
    back = back.union(step)
    found: dict[str, set[str]] = {identity: {identity} for identity in wanted}
    for heir, identity in look.session.execute(select(back.c.heir, back.c.id)):
        found[heir].add(identity)
    return {heir: frozenset(of) for heir, of in found.items()}


# -- Regions


def tree(look: Look) -> Branch | None:
    """Return the tree of the regions of today with their departments counted; None before there are any."""
    require(look.actor, "department:read")
    counted = select(DepartmentRow.region_id, func.count()).where(valid_on(look.today)).group_by(DepartmentRow.region_id)
    departments: dict[str, int] = dict(look.session.execute(counted).all())
    children: dict[str | None, list[Region]] = {}
    order = func.coalesce(RegionRow.code, RegionRow.local_code, ""), RegionRow.name, RegionRow.id
    for row in look.session.scalars(select(RegionRow).order_by(*order)):
        if covers(row.valid_from, row.valid_to, look.today):
            children.setdefault(row.parent_id, []).append(region_of(row))
    roots = children.get(None, [])
    return _branch(roots[0], children, departments) if roots else None


def _branch(region: Region, children: Mapping[str | None, list[Region]], departments: Mapping[str, int]) -> Branch:
    below = tuple(_branch(child, children, departments) for child in children.get(region.id, ()))
    return Branch(region, departments.get(region.id, 0), below)


def subtree(branch: Branch, region_id: str) -> Branch | None:
    """Return the part of a tree that begins at a region; None where the region is not in it."""
    if branch.region.id == region_id:
        return branch
    return next((found for below in branch.below if (found := subtree(below, region_id))), None)
