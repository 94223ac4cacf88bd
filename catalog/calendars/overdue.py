"""What is overdue on a day, brought together by who answers for it: department, region or cloud chief."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final, Literal

from catalog.calendars.queries import FIRST_YEAR, LAST_YEAR, Case, overdue_at
from catalog.calendars.rules import Card
from catalog.calendars.todo import cards
from catalog.errors import Invalid, Problem
from catalog.office import Look
from catalog.people import queries as people
from catalog.people.charge import charges

By = Literal["department", "region", "chief"]
GROUPINGS: Final[tuple[By, ...]] = ("department", "region", "chief")


@dataclass(frozen=True, slots=True)
class Group:
    """The overdue cases of one who answers for them, each with its card, the longest overdue first.

    ``kind`` says what ``id`` and ``name`` are of: a ``department``, the ``authority`` of a region, a ``region`` or a ``chief``;
    ``nobody`` (no id, no name) holds what is nobody's.
    """

    kind: str
    id: str | None
    name: str
    cases: tuple[tuple[Case, Card | None], ...]

    @property
    def count(self) -> int:
        """How many cases there are."""
        return len(self.cases)

    @property
    def yellow(self) -> int:
        """How many of them show a yellow card."""
        return sum(card == "yellow" for _, card in self.cases)

    @property
    def red(self) -> int:
        """How many of them show a red card."""
        return sum(card == "red" for _, card in self.cases)


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is overdue on a day, those with most cases first."""

    at: date
    by: By
    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        """How many cases there are in all."""
        return sum(group.count for group in self.groups)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values, each case with its card."""
        counted = ("kind", "id", "name", "count", "yellow", "red")
        groups = [
            {name: getattr(group, name) for name in counted}
            | {"cases": [asdict(case) | {"card": card} for case, card in group.cases]}
            for group in self.groups
        ]
        return {"at": self.at, "by": self.by, "count": self.count, "groups": groups}


_Named = tuple[str, str | None, str]
_NOBODY: Final[_Named] = ("nobody", None, "")


def overdue(look: Look, at: date, *, by: By, department: str | None = None, region: str | None = None) -> Overdue:
    """Bring together what was or will be overdue at the end of a day, before or after today, as far as is known now.

    Departments are those that stand on that day, the cards those that the cases show on it, by the policy of each.

    Parameters
    ----------
    at
        The day.
    by
        Who answers: the department (where a duty is nobody's in particular, its region's data authority), the region, or the
        cloud chief of the department, else of the nearest region above it.
    department, region
        Ids that the cases are narrowed to.

    Raises
    ------
    Invalid
        The day lies outside the years of which is answered.
    """
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        zh, en = f"应在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间", f"must lie in the years {FIRST_YEAR} to {LAST_YEAR}"
        raise Invalid(zh, en, problems=[Problem("at", "out_of_range", zh, en)])
    found = overdue_at(look, at, department=department, region=region)
    shown = cards(look, found, at)
    name_of = _NAMERS[by](look, at, found)
    groups: dict[_Named, list[tuple[Case, Card | None]]] = {}
    for case in found:
        groups.setdefault(name_of(case), []).append((case, shown[case.id]))
    ordered = sorted(groups.items(), key=lambda group: (group[0] == _NOBODY, -len(group[1]), group[0][2], group[0][1]))
    return Overdue(at, by, tuple(Group(*named, tuple(cases)) for named, cases in ordered))


_Namer = Callable[[Case], _Named]


def _by_department(look: Look, at: date, found: list[Case]) -> _Namer:
    standing = _standing(look, at, found)
    departments = people.department_names(look.session)
    regions = _region_names(look)

    def named(case: Case) -> _Named:
        if case.department_id is not None:
            present = standing[case.department_id]
            return "department", present, departments[present]
        return ("authority", case.region_id, regions[case.region_id]) if case.region_id else _NOBODY

    return named


def _standing(look: Look, at: date, found: list[Case]) -> dict[str, str]:
    """Return the department that stands on the day for each that has a case; itself, where none does."""
    ids = {case.department_id for case in found if case.department_id is not None}
    return {one: present or one for one, present in people.resolve_all(look.session, ids, at).items()}


def _region_names(look: Look) -> dict[str, str]:
    return {region.id: region.name for region in people.every_region(look.session)}


def _by_region(look: Look, _at: date, _found: list[Case]) -> _Namer:
    regions = _region_names(look)
    return lambda case: ("region", case.region_id, regions[case.region_id]) if case.region_id else _NOBODY


def _by_chief(look: Look, at: date, found: list[Case]) -> _Namer:
    standing, known = _standing(look, at, found), charges(look.session, at)

    def named(case: Case) -> _Named:
        chief = known.of(standing.get(case.department_id or ""), case.region_id)
        return ("chief", chief.id, chief.name) if chief else _NOBODY

    return named


_NAMERS: Final[Mapping[By, Callable[[Look, date, list[Case]], _Namer]]] = {
    "department": _by_department,
    "region": _by_region,
    "chief": _by_chief,
}
