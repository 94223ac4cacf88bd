"""Which department a row of a file means: by code, by name within its region, or a new unconfirmed one.

Resolving only reads and remembers; what is missing is *planned*, and made afterwards in works of its own, so that a file
that turns out to be unreadable makes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import Final

from catalog import people
from catalog.errors import Invalid, NotAllowed, NotFound, Problem, Refusal
from catalog.exchange.entry import Entry, Locality, Provider
from catalog.exchange.registers.regions import tier_of
from catalog.office import Look, Work
from catalog.people import queries
from catalog.people.departments import DepartmentEntry
from catalog.people.regions import RegionEntry
from catalog.people.rules import (
    ROOT_REGION,
    TIERS,
    credit_code_problem,
    department_problems,
    region_code_problem,
    region_stem,
)
from catalog.rights import Place, may

#: What a department is called that a file leaves unnamed.
UNCONFIRMED: Final = "（未确认部门）"

#: Portals of provinces list one tier more than a municipality has; it is added when such a file is the first to need it.
PROVINCE: Final = ("province", 15, "省级", "provincial")

#: How a name begins that leaves out the region it is relative to.
RELATIVE: Final = ("省", "市", "州", "盟", "区", "县", "旗", "镇", "乡", "街道")

#: What the register holds of a region's name and of a code that is none of GB/T 2260.
LONGEST_REGION: Final = 64
LONGEST_LOCAL_CODE: Final = 32

Steps = tuple[tuple[str, str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """A department that is not registered yet: its region as ``(name, tier, code)`` steps below ``base``, and what the file calls it."""

    base: str | None
    steps: Steps
    name: str
    code: str | None = None


@dataclass(slots=True)
class Providers:
    """Resolves the providers of one file.

    Parameters
    ----------
    department, region
        Ids given on the command line: whose the rows are that name no department, where the rows are that name no region.
    create
        Whether unknown departments and regions are planned; otherwise they are a problem.
    file
        The file's name, which stands for a region when nothing else does.
    """

    look: Look
    file: str
    department: str | None = None
    region: str | None = None
    create: bool = False
    _names: dict[tuple[str, str], str] = field(default_factory=dict)
    _known: dict[tuple[Provider, Locality], str | Planned | Problem] = field(default_factory=dict)
    _regions: dict[Locality, tuple[str | None, Steps]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._names = queries.names_of_departments(self.look.session)

    def resolve(self, entry: Entry) -> str | Planned | Problem:
        """Return the id of the department that provides the entry, the plan of a new one, or what is wrong."""
        key = (entry.provider, entry.place)
        if key not in self._known:
            try:
                self._known[key] = self._permitted(self._resolve(*key))
            except Refusal as refusal:
                self._known[key] = _as_problem(refusal)
        return self._known[key]

    @property
    def planned(self) -> list[Planned]:
        """Every department that is to be made, once each, in the order of the file."""
        return list(dict.fromkeys(each for each in self._known.values() if isinstance(each, Planned)))

    def _resolve(self, provider: Provider, place: Locality) -> str | Planned:
        if provider.code is not None and (found := self._find(provider.code, None)):
            return found
        region, steps = self._where(place)
        if provider.name is None:
            return self._unnamed(provider, region, steps)
        # A full name says itself where the department belongs; only one like 市财政局 needs a region to be read in.
        full = place.code is None and not _steps(place) and not provider.name.startswith(RELATIVE)
        if full and (found := self._find(provider.name, None)):
            return found
        if not steps and (found := self._find(provider.name, region)):
            return found
        if region is not None and (found := self._above(provider.name, region)):
            return found
        if not self.create:
            raise _unknown(provider, region is None and bool(_steps(place)))
        code = provider.code if provider.code and credit_code_problem(provider.code, "provider_code") is None else None
        return self._plan(Planned(region, steps, provider.name, code))

    def _permitted(self, resolved: str | Planned) -> str | Planned:
        """Return what was resolved if the actor may import for it; one foreign row must not stop the others."""
        verbs: tuple[str, ...] = ("resource:import",)
        if isinstance(resolved, Planned):
            name, place = resolved.name, Place(region=None if resolved.steps else resolved.base)
            verbs = ("department:register", *verbs)
        else:
            department = queries.department(self.look.session, resolved)
            name, place = department.name, Place(department.id, department.region)
        if all(may(self.look.actor, verb, place) for verb in verbs):
            return resolved
        raise NotAllowed(f"无权为此部门导入：{name}", f"you may not import for this department: {name}")

    def _above(self, name: str, region: str) -> str | None:
        """Find a department by its full name in the regions above, nearest first.

        A full name says where it belongs, by its region's name or by belonging to none; 民政局 may be anybody's.
        """
        if name.startswith(RELATIVE):
            return None
        for each in queries.region_chain(self.look.session, region):
            above = queries.region(self.look.session, each)
            told = above.parent is None or region_stem(above.name) in name
            if told and (found := self._find(name, above.id)):
                return found
        return None

    def _plan(self, planned: Planned) -> Planned:
        """Return the plan if it can be carried out, so that one impossible row does not stop the others."""
        problems = [*department_problems(planned.name, "other", None), *chain(*map(_step_problems, planned.steps))]
        if problems or self._inverted(planned):
            zh, en = f"不能建立部门：{planned.name[:80]}", f"the department cannot be made: {planned.name[:80]}"
            raise Invalid(zh, en, code="impossible_provider", problems=problems or [_INVERTED])
        return planned

    def _inverted(self, planned: Planned) -> bool:
        """Tell whether a region would stand under one of its own tier or a lower one, or has an unknown tier."""
        if not planned.steps:
            return False
        levels = {PROVINCE[0]: PROVINCE[1]} | {tier.code: tier.level for tier in queries.tiers(self.look.session)}
        base = queries.region(self.look.session, planned.base).tier if planned.base else TIERS[0][0]
        going_down = [levels.get(tier, 0) for tier in (base, *(tier for _, tier, _ in planned.steps))]
        return any(lower <= upper for upper, lower in pairwise(going_down))

    def _where(self, place: Locality) -> tuple[str | None, Steps]:
        if place not in self._regions:
            self._regions[place] = self._region(place)
        return self._regions[place]

    def _find(self, text: str, region: str | None) -> str | None:
        if region is not None and (known := self._names.get((region, text))):
            return known
        try:
            found = queries.find_department(self.look, text, region_id=region)
        except NotFound:
            return None
        return standing(found).id

    def _unnamed(self, provider: Provider, region: str | None, steps: Steps) -> str | Planned:
        if self.department is not None:
            return self.department
        if not self.create or provider.code is not None:
            raise _unknown(provider, unknown_region=False)
        if not steps and (found := self._find(UNCONFIRMED, region)):
            return found
        return self._plan(Planned(region, steps, UNCONFIRMED))

    def _region(self, place: Locality) -> tuple[str | None, Steps]:
        """Return the region of a row: the id of the known part, and the steps below it that are still unknown."""
        if place.code is not None:
            try:
                return queries.find_region(self.look.session, place.code).id, ()
            except NotFound:
                if not _steps(place):
                    raise
        steps = _steps(place)
        if not steps:
            return (self.region, ()) if self.region else self._file_region()
        for known in range(len(steps), 0, -1):
            try:
                region = queries.find_region(self.look.session, *(name for name, _, _ in steps[:known])).id
            except NotFound:
                continue
            return region, steps[known:]
        return None, steps

    def _file_region(self) -> tuple[str | None, Steps]:
        steps = ((self.file, "city", None),)
        try:
            return queries.find_region(self.look.session, self.file).id, ()
        except NotFound:
            return None, steps


def standing(found: queries.Found) -> queries.Department:
    """Return the department that stands today for the one found.

    Raises
    ------
    Invalid
        It was closed and nobody took its place.
    """
    if not found.present:
        zh = f"部门已撤销且无承接部门：{found.department.name}"
        raise Invalid(zh, f"the department was closed without a successor: {found.department.name}", code="department_closed")
    return found.present[0]


_INVERTED: Final = Problem(
    "region", "bad_tier", "区划的层级应低于其上级区划", "a region must be of a lower tier than the one above it"
)


def _step_problems(step: tuple[str, str, str | None]) -> Iterator[Problem]:
    """Yield why a region cannot be made of a step."""
    name, _, code = step
    if not name.strip() or len(name) > LONGEST_REGION:
        zh, en = f"区划名称应为1至{LONGEST_REGION}个字符", f"a region's name has 1 to {LONGEST_REGION} characters"
        yield Problem("region", "bad_name", zh, en)
    if code and code.isdigit():
        if problem := region_code_problem(code, "region_code"):
            yield problem
    elif code and len(code) > LONGEST_LOCAL_CODE:
        zh, en = f"区划代码不应超过{LONGEST_LOCAL_CODE}个字符", f"a region's code has at most {LONGEST_LOCAL_CODE} characters"
        yield Problem("region_code", "bad_length", zh, en)


def _steps(place: Locality) -> Steps:
    """Return the names a row gives its region, uppermost first, each with its tier; a name repeated on the next level is one.

    >>> _steps(Locality(province="浙江省", city="杭州市", district="杭州市"))
    (('浙江省', 'province', None), ('杭州市', 'city', None))
    >>> _steps(Locality(province="重庆市", city="重庆市", district="渝中区", code="500103"))
    (('重庆市', 'city', None), ('渝中区', 'district', '500103'))
    >>> _steps(Locality(name="广东省", code="440000"))
    (('广东省', 'province', '440000'),)
    """
    levels = (("province", place.province), ("city", place.city), ("district", place.district or place.name))
    steps = {name: tier for tier, name in levels if name}
    if place.province and place.province == place.city and place.province.endswith(("省", "自治区")):
        steps[place.province] = "province"
    elif place.district and place.district == place.city:
        steps[place.city] = "city"
    last = next(reversed(steps), None)
    if last is not None and (told := (place.tier if place.name == last else None) or tier_of(place.code or "")):
        steps[last] = told
    return tuple((name, tier, place.code if name == last else None) for name, tier in steps.items())


def make(work: Work, planned: Sequence[Planned]) -> dict[Planned, str]:
    """Make planned departments with the regions they need, or find what others have made meanwhile; return their ids."""
    regions: dict[tuple[str, Steps], str] = {}
    root = queries.find_region(work.session, ROOT_REGION).id
    nameless: dict[str, list[Planned]] = {}
    made: dict[Planned, str] = {}
    for each in planned:
        region = _make_regions(work, each.base or root, each.steps, regions)
        if each.code is None:
            nameless.setdefault(region, []).append(each)
        else:
            made[each] = people.put_department(work, DepartmentEntry(name=each.name, region=region, credit_code=each.code)).id
    for region, members in nameless.items():
        ids = people.register_unconfirmed_many(work, region, [each.name for each in members])
        made |= {each: ids[each.name] for each in members}
    return made


def _make_regions(work: Work, base: str, steps: Steps, regions: dict[tuple[str, Steps], str]) -> str:
    if not steps:
        return base
    if (base, steps) not in regions:
        above = _make_regions(work, base, steps[:-1], regions)
        regions[base, steps] = _make_region(work, above, *steps[-1])
    return regions[base, steps]


def _make_region(work: Work, parent: str, name: str, tier: str, code: str | None) -> str:
    if tier == PROVINCE[0] and all(known.code != tier for known in queries.tiers(work.session)):
        people.add_tier(work, *PROVINCE)
    national = code if code and code.isdigit() else None
    entry = RegionEntry(name, tier, parent, code=national, local_code=None if national else code, confirmed=False)
    return people.put_region(work, entry).id


def _unknown(provider: Provider, unknown_region: bool) -> Invalid:
    said = provider.name or provider.code
    if said is None:
        zh, en = "未写明提供方；可用 --department 指明，或用 --create-departments 归入未确认部门", "no provider is named"
    elif unknown_region:
        zh, en = (
            f"“{said}”所在区划未登记；可先导入区划，或用 --create-departments 建立",
            f"the region of “{said}” is not registered",
        )
    else:
        zh, en = f"没有此部门：{said}；可先导入部门，或用 --create-departments 建立", f"no such department: {said}"
    return Invalid(zh, f"{en}; see --department and --create-departments", code="unknown_provider")


def _as_problem(refusal: Refusal) -> Problem:
    details: Mapping[str, str] = {"zh": refusal.zh, "en": refusal.en}
    if refusal.problems:
        details = {"zh": f"{refusal.zh}：{refusal.problems[0].zh}", "en": f"{refusal.en}: {refusal.problems[0].en}"}
    return Problem("provider", refusal.code, details["zh"], details["en"])
