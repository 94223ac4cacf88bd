"""Which entries each department has: subjects and their aspects chosen from the vocabulary, to fixed totals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from catalog.demo.city import Department
from catalog.demo.vocabulary import ASPECTS, FIELDS, places
from catalog.demo.vocabulary.kinds import FURTHER, WIDE
from catalog.demo.vocabulary.table import Aspect, Subject

SHORTEST: Final = 5
LONGEST: Final = 46

_TWICE: Final = re.compile(r"(..)\1")
_STAR: Final = re.compile(r"\*(\d*)")
_GOVERNMENT_TYPES: Final = frozenset({"government", "vertical_agency"})
_LOCAL_PREFIX_SHARE: Final = 0.35


@dataclass(frozen=True, slots=True)
class Plan:
    """An entry to be: its department and name, the aspect of a subject it records, and the items it may list.

    ``items`` stand in the order in which they matter; the first ``core`` of them make the aspect, the rest is habit.
    """

    department: Department
    name: str
    subject: str
    aspect: Aspect
    rank: int
    items: tuple[str, ...]
    core: int


def plans(departments: Sequence[Department], totals: dict[str, int], random: Random) -> list[Plan]:
    """Return as many plans for each tier as ``totals`` says, by department in their order."""
    chosen = []
    for tier, total in totals.items():
        bodies = [department for department in departments if department.tier == tier]
        offers = [_offers(department, random) for department in bodies]
        weights = [len(offer) * (random.uniform(0.6, 1.4) if tier == "district" else 1.0) for offer in offers]
        for offer, count in zip(offers, shares(weights, total), strict=True):
            chosen.extend(_pick(offer, count, random))
    return chosen


def shares(weights: Sequence[float], total: int) -> list[int]:
    """Return whole shares of ``total`` in proportion to the weights, the largest remainders rounded up.

    >>> shares([1, 1, 2], 10)
    [3, 2, 5]
    """
    exact = [total * weight / sum(weights) for weight in weights]
    counts = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda at: counts[at] - exact[at])
    for at in by_remainder[: total - sum(counts)]:
        counts[at] += 1
    return counts


def _pick(offer: Sequence[Plan], count: int, random: Random) -> list[Plan]:
    """Return ``count`` plans in their order, first aspects rather than later ones."""
    scores = [plan.rank * 0.2 + random.random() for plan in offer]
    best = sorted(range(len(offer)), key=scores.__getitem__)[:count]
    return [offer[at] for at in sorted(best)]


def _offers(department: Department, random: Random) -> list[Plan]:
    """Return everything that the department could catalog, each name once."""
    prefix = _prefix(department, random)
    depth = {"national": 2, "city": 9, "district": 3}[department.tier]
    found: dict[str, Plan] = {}
    for subject in FIELDS[department.field].subjects:
        for rank, aspect in enumerate(ASPECTS[subject.kind][:depth]):
            plan = _plan(department, prefix, subject, aspect, rank)
            found.setdefault(plan.name, plan)
    for rank, aspect in enumerate(_own_affairs(department)):
        plan = _plan(department, prefix, Subject("", "any", ()), aspect, 2 + rank // 3)
        found.setdefault(plan.name, plan)
    return list(found.values())


def _prefix(department: Department, random: Random) -> str:
    """Return what a department's compilers put before every name: some districts their own, ministries 全国."""
    if department.tier == "national":
        return "全国"
    if department.tier == "district" and random.random() < _LOCAL_PREFIX_SHARE:
        return _district_name(department)
    return ""


def _district_name(department: Department) -> str:
    number = int(department.region[1:])
    return (*places.DISTRICTS, *places.ZONES)[number - 1]


def _own_affairs(department: Department) -> Iterable[Aspect]:
    """Return what every such body keeps, whatever its field."""
    if department.tier == "national" or department.type == "public_enterprise":
        return ()
    return (*(ASPECTS["government"] if department.type in _GOVERNMENT_TYPES else ()), *ASPECTS["any"])


def _plan(department: Department, prefix: str, subject: Subject, aspect: Aspect, rank: int) -> Plan:
    core = list(dict.fromkeys(_expand(aspect.items, subject.items)))
    further = list(subject.items) if aspect.nature != "figure" else []
    if rank == 0 and subject.name:
        further += WIDE[aspect.nature]
    name = prefix + _localised(title(aspect.name, subject.name), department)
    items = tuple(dict.fromkeys([*core, *further, *FURTHER[aspect.nature]]))[:LONGEST]
    return Plan(department, name, subject.name, aspect, rank, items, len(core))


def _localised(name: str, department: Department) -> str:
    """Return the name as a district says it: what is the city's at the city is its own there."""
    if department.tier != "district":
        return name
    kind = "县" if _district_name(department).endswith("县") else "区"
    return name.replace("市政府", f"{kind}政府").replace("市级", f"{kind}级")


def title(pattern: str, subject: str) -> str:
    """Return the name of a subject's aspect without a word said twice in a row.

    >>> title("{s}登记信息", "机动车登记")
    '机动车登记信息'
    """
    return _TWICE.sub(r"\1", pattern.format(s=subject))


def _expand(pattern: Sequence[str], own: Sequence[str]) -> list[str]:
    """Return the items of an aspect with the subject's own in the place of the star."""
    names: list[str] = []
    for name in pattern:
        star = _STAR.fullmatch(name)
        names.extend((own[: int(star[1])] if star[1] else own) if star else [name])
    return names
