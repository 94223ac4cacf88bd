"""Named questions about tiers, regions and departments; what is asked about officials stands in ``actors``.

Everything takes the session of a look or a work. Lists of a register are small (thousands of rows), so they come whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal, or_, select
from sqlalchemy.orm import Session

from catalog.errors import Invalid, NotFound, Problem
from catalog.office import Look
from catalog.people import questions, rules
from catalog.people.model import ChiefRow, DepartmentRow, RegionRow, SuccessionRow, TierRow


@dataclass(frozen=True, slots=True)
class Tier:
    """A level of government; a smaller ``level`` stands above a greater one."""

    code: str
    level: int
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Region:
    """A region; ``parent`` is the id of the one above, ``valid_to`` the first day on which it is no more."""

    id: str
    code: str | None
    local_code: str | None
    name: str
    tier: str
    parent: str | None
    valid_from: date | None
    valid_to: date | None
    confirmed: bool
    revision: int


@dataclass(frozen=True, slots=True)
class Department:
    """A department as it was or is between two days (half-open); ``region`` and ``vertical_parent`` are ids."""

    id: str
    type: str
    region: str
    credit_code: str | None
    local_code: str | None
    name: str
    short_name: str | None
    vertical_parent: str | None
    system: str | None
    under_chief: bool
    confirmed: bool
    valid_from: date | None
    valid_to: date | None
    revision: int


@dataclass(frozen=True, slots=True)
class Found:
    """A department as it was called on the day asked for, and the departments that stand for it today, main heir first."""

    department: Department
    present: tuple[Department, ...]

    @property
    def current(self) -> Department:
        """The department that stands today, or the one found where nobody took its place."""
        return self.present[0] if self.present else self.department


def is_id(text: str) -> bool:
    """Tell whether a text can be an id at all; PostgreSQL refuses to compare an id with anything else."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def tiers(session: Session) -> list[Tier]:
    """List the tiers from the uppermost down."""
    rows = session.scalars(select(TierRow).order_by(TierRow.level))
    return [Tier(row.code, row.level, row.zh, row.en) for row in rows]


# -- Regions


def region(session: Session, region_id: str) -> Region:
    """Return one region.

    Raises
    ------
    NotFound
        There is none with this id.
    """
    row = session.get(RegionRow, region_id) if is_id(region_id) else None
    if row is None:
        raise NotFound("没有此区划", "no such region")
    return region_of(row)


def region_of(row: RegionRow) -> Region:
    """Return the frozen form of a row."""
    dates = row.valid_from, row.valid_to
    return Region(row.id, row.code, row.local_code, row.name, row.tier_code, row.parent_id, *dates, row.confirmed, row.revision)


def every_region(session: Session) -> list[Region]:
    """Return every region that is or was, for a part of the house that needs them all."""
    return [region_of(row) for row in session.scalars(select(RegionRow))]


def region_path(session: Session, region_id: str) -> list[Region]:
    """Return the regions from a region up to the root, the region itself first; empty if there is no such region."""
    return [region_of(row) for row in _chain(session, region_id)]


def region_chain(session: Session, region_id: str) -> list[str]:
    """Return the ids from a region up to the root, the region itself first; empty if there is no such region."""
    return [row.id for row in _chain(session, region_id)]


def region_below(session: Session, region_id: str) -> frozenset[str]:
    """Return the ids of a region and of all beneath it."""
    return frozenset(session.scalars(below(region_id)))


def top_region(session: Session) -> str | None:
    """Return the id of the uppermost region whose catalog this is: the only region right under the root, else the root itself.

    Regions that have ended, or that only an import has heard of, do not count.
    """
    root = session.scalars(select(RegionRow.id).where(RegionRow.parent_id.is_(None))).first()
    right_under = select(RegionRow.id).where(RegionRow.parent_id == root, RegionRow.confirmed, RegionRow.valid_to.is_(None))
    found = session.scalars(right_under.limit(2)).all() if root is not None else []
    return found[0] if len(found) == 1 else root


def _chain(session: Session, region_id: str) -> list[RegionRow]:
    start = select(RegionRow.id, RegionRow.parent_id, literal(0).label("step")).where(RegionRow.id == region_id)
    up = start.cte("chain", recursive=True)
    up = up.union_all(select(RegionRow.id, RegionRow.parent_id, up.c.step + 1).join(up, RegionRow.id == up.c.parent_id))
    return list(session.scalars(select(RegionRow).join(up, RegionRow.id == up.c.id).order_by(up.c.step)))


def below(region_id: str) -> Select[tuple[str]]:
    """Return the question for the ids of a region and of all beneath it."""
    down = select(RegionRow.id).where(RegionRow.id == region_id).cte("below", recursive=True)
    down = down.union_all(select(RegionRow.id).join(down, RegionRow.parent_id == down.c.id))
    return select(down.c.id)


def find_region(session: Session, *names: str) -> Region:
    """Find a region by code, local code, name, or a chain of names, uppermost first (省, 市, 区县).

    A name may lack the word for its kind (渝中 for 渝中区); a chain may skip levels.

    Raises
    ------
    NotFound
        There is none.
    Invalid
        Several fit (朝阳区 without its city); the problem lists them.
    """
    steps = rules.region_steps(names)
    if not steps:
        raise NotFound("未指明区划", "no region was named")
    found = _coded_region(session, steps) or _named_regions(session, steps)
    shown = " ".join(steps)
    if not found:
        raise NotFound(f"没有此区划：{shown}", f"no such region: {shown}", region=shown)
    if len(found) > 1:
        listed = "、".join("/".join(step.name for step in reversed(_chain(session, row.id))) for row in found)
        problem = Problem("region", "ambiguous", f"请写明上级：{listed}", f"name the region above: {listed}")
        raise Invalid(f"有多个区划名为{shown}", f"several regions are called {shown}", code="ambiguous", problems=[problem])
    return region_of(found[0])


def _coded_region(session: Session, steps: Sequence[str]) -> list[RegionRow]:
    if len(steps) != 1:
        return []
    return list(session.scalars(select(RegionRow).where(or_(RegionRow.code == steps[0], RegionRow.local_code == steps[0]))))


def _named_regions(session: Session, steps: Sequence[str]) -> list[RegionRow]:
    last = steps[-1]
    near = or_(RegionRow.name == last, RegionRow.name.in_([last + suffix for suffix in rules.REGION_SUFFIXES]))
    rows = session.scalars(select(RegionRow).where(near).order_by(RegionRow.valid_to.is_not(None), RegionRow.code))
    fitting = [row for row in rows if rules.region_matches(steps, [step.name for step in reversed(_chain(session, row.id))])]
    exact = [row for row in fitting if row.name == last]
    valid = [row for row in exact or fitting if row.valid_to is None]
    return valid or exact or fitting


# -- Departments


def department_of(row: DepartmentRow) -> Department:
    """Return the frozen form of a row."""
    return Department(
        id=row.id,
        type=row.type,
        region=row.region_id,
        credit_code=row.credit_code,
        local_code=row.local_code,
        name=row.name,
        short_name=row.short_name,
        vertical_parent=row.vertical_parent_id,
        system=row.system,
        under_chief=row.under_chief,
        confirmed=row.confirmed,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        revision=row.revision,
    )


def department(session: Session, department_id: str) -> Department:
    """Return one department, as it was or is.

    Raises
    ------
    NotFound
        There is none with this id.
    """
    found = known_department(session, department_id)
    if found is None:
        raise NotFound("没有此部门", "no such department")
    return found


def known_department(session: Session, department_id: str) -> Department | None:
    """Return one department, None where there is none with this id."""
    row = questions.DEPARTMENT.first(session.connection(), {"department": department_id}) if is_id(department_id) else None
    return None if row is None else Department(*row)


def regions_of(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Return the region (id) of each department."""
    query = select(DepartmentRow.id, DepartmentRow.region_id).where(DepartmentRow.id.in_(list(ids)))
    return dict(session.execute(query).all())


def names_of_departments(session: Session) -> dict[tuple[str, str], str]:
    """Return ``{(region, name): id}`` of every department whose name leaves no doubt: nobody else in its region bears or bore it."""
    bearers: dict[tuple[str, str], list[tuple[str, date | None, date | None]]] = {}
    columns = (DepartmentRow.id, DepartmentRow.region_id, DepartmentRow.name, DepartmentRow.valid_from, DepartmentRow.valid_to)
    for identity, region_id, name, begun, ended in session.execute(select(*columns)):
        bearers.setdefault((region_id, name), []).append((identity, begun, ended))
    alone = ((key, rows[0]) for key, rows in bearers.items() if len(rows) == 1)
    return {key: identity for key, (identity, begun, ended) in alone if begun is None and ended is None}


def department_names(session: Session) -> dict[str, str]:
    """Return the name of every department that is or was, by id."""
    return dict(session.execute(select(DepartmentRow.id, DepartmentRow.name)).all())


def main_heirs(session: Session) -> dict[str, str]:
    """Return the main heir of every department that has one, by id."""
    return dict(session.execute(select(SuccessionRow.from_id, SuccessionRow.to_id).where(SuccessionRow.main)).all())


def count_departments(session: Session, *, on: date) -> int:
    """Count the departments of a day."""
    return session.scalar(select(func.count()).select_from(DepartmentRow).where(valid_on(on))) or 0


def valid_on(on: date, kind: type[DepartmentRow | ChiefRow] = DepartmentRow) -> ColumnElement[bool]:
    """Return the condition that a row is valid on a day; the SQL form of ``rules.covers``."""
    begun = or_(kind.valid_from.is_(None), kind.valid_from <= on)
    return begun & or_(kind.valid_to.is_(None), kind.valid_to > on)


# -- Succession


def resolve(session: Session, department_id: str, on: date) -> str | None:
    """Return the id of the department that stands for this one on a day: its main heir, or itself; None if closed without heir."""
    standing, ended = department_id, None
    while found := questions.HEIR.first(session.connection(), {"department": standing, "day": on}):
        heir, ended = found
        if heir is None:
            break
        standing = heir
    return None if ended is not None and ended <= on else standing


def resolve_all(session: Session, ids: Iterable[str], on: date) -> dict[str, str | None]:
    """Return for each department what ``resolve`` says, in as many statements as the longest chain has links."""
    standing: dict[str, str] = {start: start for start in ids}
    frontier = set(standing)
    while frontier:
        succeeded = SuccessionRow.from_id.in_(frontier) & SuccessionRow.main & (SuccessionRow.day <= on)
        heirs_of = dict(session.execute(select(SuccessionRow.from_id, SuccessionRow.to_id).where(succeeded)).all())
        standing = {start: heirs_of.get(now, now) for start, now in standing.items()}
        frontier = set(heirs_of.values())
    closed = set(
        session.scalars(select(DepartmentRow.id).where(DepartmentRow.id.in_(standing.values()), DepartmentRow.valid_to <= on))
    )
    return {start: None if now in closed else now for start, now in standing.items()}


def heirs(session: Session, department_id: str, on: date) -> tuple[Department, ...]:
    """Return every department that stands for this one on a day, main heirs first: several after a split, none after a closure."""
    leaves: list[Department] = []
    waiting, seen = [department_id], {department_id}
    while waiting:
        current = waiting.pop(0)
        following = [heir for (heir,) in questions.HEIRS.all(session.connection(), {"department": current, "day": on})]
        if not following:
            leaves.append(department(session, current))
        waiting += [heir for heir in following if heir not in seen]
        seen.update(following)
    return tuple(leaf for leaf in leaves if leaf.valid_to is None or leaf.valid_to > on)


def lineage(session: Session, department_id: str) -> frozenset[str]:
    """Return the ids of a department and of all whose main heir it is: each thing ever has one department that answers for it."""
    return frozenset(each for (each,) in questions.LINEAGE.all(session.connection(), {"department": department_id}))


def lineages(session: Session, ids: Iterable[str]) -> frozenset[str]:
    """Return the union of the lineages of several departments."""
    return frozenset(session.scalars(questions.lineage_of(DepartmentRow.id.in_(list(ids)))))


def find_department(look: Look, text: str, *, region_id: str | None = None, on: date | None = None) -> Found:
    """Find a department by id, code or name as they were on a day (default: today), and who stands for it today.

    A name or code given up before that day is still found: of several bearers the last before the day counts.

    A name is looked for in the region ``region_id``, where 市财政局 finds 重庆市财政局 as well; codes need no region.

    Raises
    ------
    NotFound
        No department has or had it.
    Invalid
        Several departments bear the name; the problem lists them with region and code.
    """
    text, on = text.strip(), on or look.today
    bearers = _at(_coded(look.session, text) or _called(look.session, text, region_id), on)
    if not bearers:
        raise NotFound(f"没有此部门：{text}", f"no such department: {text}", department=text)
    found = [Found(each, heirs(look.session, each.id, look.today)) for each in bearers]
    if len({one.present or one.department for one in found}) > 1:
        listed = "、".join(
            f"{region(look.session, each.region).name} {each.name} {each.credit_code or each.local_code or each.id}"
            for each in bearers
        )
        problem = Problem("department", "ambiguous", f"请用代码指明：{listed}", f"name one by its code: {listed}")
        raise Invalid(f"有多个部门名为{text}", f"several departments are called {text}", code="ambiguous", problems=[problem])
    return found[0]


def _coded(session: Session, text: str) -> list[Department]:
    if is_id(text):
        found = known_department(session, text)
        return [] if found is None else [found]
    code = or_(DepartmentRow.credit_code == text, DepartmentRow.local_code == text)
    return [department_of(row) for row in session.scalars(select(DepartmentRow).where(code))]


def _called(session: Session, text: str, region_id: str | None) -> list[Department]:
    if region_id is None:
        query = select(DepartmentRow).where(or_(DepartmentRow.name == text, DepartmentRow.short_name == text))
        return [department_of(row) for row in session.scalars(query)]
    here = select(DepartmentRow).where(DepartmentRow.region_id == region_id)
    for name in rules.name_variants(text, region(session, region_id).name):
        query = here.where(or_(DepartmentRow.name == name, DepartmentRow.short_name == name))
        if found := [department_of(row) for row in session.scalars(query)]:
            return found
    return []


def _at(rows: Sequence[Department], on: date) -> list[Department]:
    """Return the rows of the day; without any, those that ended last before it; without these, those that began first after it."""
    if valid := [row for row in rows if rules.covers(row.valid_from, row.valid_to, on)]:
        return valid
    if ended := [row.valid_to for row in rows if row.valid_to is not None and row.valid_to <= on]:
        return [row for row in rows if row.valid_to == max(ended)]
    begun = [row.valid_from for row in rows if row.valid_from is not None]
    return [row for row in rows if row.valid_from == min(begun)] if begun else []
