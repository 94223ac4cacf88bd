"""Where an entry's data is of, beside the region that a demand asks for. Pure.

Registers know some regions; catalogs speak of more. A portal files the lists of its counties under the city and says 花溪区 in the
title or in the department's name, so a region is looked for in the register first and then in the words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from catalog.people.rules import REGION_SUFFIXES, region_stem

#: How an entry's place fits: of the region asked; of one that it lies in; of a part of it; not known; elsewhere.
Fit = Literal["same", "above", "part", "unsaid", "elsewhere"]

_KIND: Final = "|".join(sorted(REGION_SUFFIXES, key=len, reverse=True))
_STEP: Final = re.compile(rf".{{2,}}?(?:{_KIND})")
#: What a department's name begins with where it says whose it is: 【三门县】三门县水利局, 龙华区大同街道办.
_OWNER: Final = re.compile(r"[^\u3400-\u9fff]*((?:.{2,3}省)?(?:.{2,4}?市|.{2,9}?州)?(?:.{2,5}?[区县旗])?)")
#: A name that so many departments begin with is a place.
_HEARD: Final = 3
_LONGEST: Final = 6
#: Such a share of the entries that name a place must be filed in one region for the place to lie there.
_MOSTLY: Final = 0.8
_PROVINCES: Final = ("省", "自治区")


@dataclass(frozen=True, slots=True)
class Atlas:
    """The regions of the register with their parents, and the names of places that departments' names begin with."""

    names: Mapping[str, str]
    parents: Mapping[str, str | None]
    heard: frozenset[str]

    def above(self, region: str) -> frozenset[str]:
        """Return the regions that a region lies in."""
        found, parent = set(), self.parents.get(region)
        while parent is not None:
            found.add(parent)
            parent = self.parents.get(parent)
        return frozenset(found)


def atlas(names: Mapping[str, str], parents: Mapping[str, str | None], departments: Iterable[str]) -> Atlas:
    """Return the atlas of a register: its regions, and every place that several departments are of."""
    heard = Counter(step for name in departments for step in owners(name))
    places = {name for name, count in heard.items() if count >= _HEARD}
    return Atlas(names, parents, frozenset(places | {name for name in names.values() if is_place(name)}))


def is_place(name: str) -> bool:
    """Tell whether a region's name says what kind of region it is; an import that names no region makes one of its file's name.

    >>> is_place("花溪区"), is_place("catalog.csv")
    (True, False)
    """
    return region_stem(name) != name


def owners(department: str) -> tuple[str, ...]:
    """Return the places that a department's name begins with, uppermost first.

    >>> owners("毕节市七星关区应急管理局"), owners("【三门县】三门县水利局"), owners("省公安厅")
    (('毕节市', '七星关区'), ('三门县',), ())
    """
    begun = _OWNER.match(department)
    return tuple(steps(begun[1])) if begun and begun[1] else ()


def steps(name: str) -> list[str]:
    """Return the names that a region's name is composed of, uppermost first.

    >>> steps("贵阳市花溪区"), steps("黔南布依族苗族自治州"), steps("杭州市")
    (['贵阳市', '花溪区'], ['黔南布依族苗族自治州'], ['杭州市'])
    """
    found = _STEP.findall(name)
    rest = name[sum(map(len, found)) :]
    return [*found, rest] if rest else found


def same_region(asked: str, name: str) -> bool:
    """Tell whether two names are of one region: without the word for its kind, or 黔南州 for 黔南布依族苗族自治州.

    >>> same_region("黔南州", "黔南布依族苗族自治州"), same_region("杭州", "杭州市"), same_region("南明区", "南昌市")
    (True, True, False)
    """
    short = region_stem(asked)
    return asked == name or short == region_stem(name) or ("族" in name and asked[-1] == name[-1] and name.startswith(short))


@dataclass(frozen=True, slots=True)
class Asked:
    """The region a demand asks for.

    ``regions`` are the ids of what the register knows of it, ``within`` these and all beneath, ``above`` all they lie in;
    ``stem`` is how texts would name it; ``finer`` where it is a part of ``regions`` that the register does not know.
    """

    name: str
    regions: frozenset[str]
    within: frozenset[str]
    above: frozenset[str]
    stem: str
    finer: bool


def asked(map_: Atlas, below: Mapping[str, frozenset[str]], name: str) -> Asked | None:
    """Return what a region's name means, however much of it the register knows; None for no name.

    Names may be composed (贵阳市花溪区) and may lack the word for their kind (杭州).
    """
    parts = _split(map_, name.strip())
    if not parts:
        return None
    known: frozenset[str] = frozenset()
    unknown: list[str] = []
    for part in parts:
        found = {id_ for id_, each in map_.names.items() if same_region(part, each)}
        inside = {id_ for id_ in found if not known or known & map_.above(id_)}
        if inside and not unknown:
            known = frozenset(inside)
        elif not any(part == map_.names[id_] for id_ in known):
            unknown.append(part)
    return _asked(map_, below, name, known, unknown)


def _split(map_: Atlas, name: str) -> list[str]:
    """Return the steps of a name; one that begins with a known region and lacks its word is cut behind it (浙江杭州)."""
    found = []
    for step in steps(name):
        heads = [stem for each in map_.names.values() if len(stem := region_stem(each)) >= 2 and step.startswith(stem)]
        head = max(heads, key=len, default="")
        rest = step[len(head) :]
        found += [head, rest] if head and len(rest) >= 2 and rest not in REGION_SUFFIXES and "族" not in rest else [step]
    return found


def _asked(map_: Atlas, below: Mapping[str, frozenset[str]], name: str, known: frozenset[str], unknown: Sequence[str]) -> Asked:
    within = frozenset().union(*(below.get(id_, frozenset({id_})) for id_ in known))
    above = frozenset().union(*(map_.above(id_) for id_ in known))
    last = unknown[-1] if unknown else next((map_.names[id_] for id_ in known), name)
    return Asked(name, known, within, above, region_stem(last), bool(unknown and known))


def of_region(map_: Atlas, below: Mapping[str, frozenset[str]], region: str) -> Asked:
    """Return what a region of the register means."""
    return _asked(map_, below, map_.names[region], frozenset({region}), ())


def home(map_: Atlas, below: Mapping[str, frozenset[str]], place: Asked, naming: Mapping[str, int]) -> Asked:
    """Return a region that the register does not know, put where the entries that name it are filed.

    A portal of 宁波市 that files many lists of 慈溪市 tells that the latter lies in the former, and so not in another province.

    Parameters
    ----------
    naming
        How many entries that name the region are filed in each region.
    """
    whole = sum(naming.values())
    found = max(naming, key=lambda id_: (naming[id_], id_), default=None)
    if found is None or place.regions or naming[found] < max(_HEARD, _MOSTLY * whole) or not is_place(map_.names.get(found, "")):
        return place
    return _asked(map_, below, place.name, frozenset({found}), steps(place.name)[-1:])


def fit(map_: Atlas, wanted: Asked, region: str, name: str, department: str) -> Fit:
    """Tell how an entry's place fits the region asked.

    Parameters
    ----------
    region
        The entry's region.
    name, department
        What the entry and its provider are called: they may name the place better than the region does.
    """
    named = wanted.stem in name or wanted.stem in department
    elsewhere = _other_place(map_, wanted, name) or _other_place(map_, wanted, department)
    if region in wanted.within and not wanted.finer:
        return "part" if region not in wanted.regions or _other_place(map_, wanted, name) else "same"
    if region in wanted.within or region in wanted.above:
        return "same" if named else "elsewhere" if elsewhere else "above"
    return _nowhere(map_, wanted, region, named=named, elsewhere=elsewhere is not None)


def _nowhere(map_: Atlas, wanted: Asked, region: str, *, named: bool, elsewhere: bool) -> Fit:
    """Tell how an entry fits that the register does not put where the asked region is: only its words can."""
    if is_place(map_.names.get(region, "")) and (wanted.regions or not named):
        return "elsewhere"
    if named or wanted.regions:
        return "same" if named else "elsewhere"
    if wanted.name.endswith(_PROVINCES):
        return "part" if elsewhere else "unsaid"
    return "elsewhere" if elsewhere else "above"


def _other_place(map_: Atlas, wanted: Asked, text: str) -> str | None:
    """Return a place that a text names and that is not the one asked, nor one it lies in."""
    above = {map_.names[id_] for id_ in wanted.above}
    for end, character in enumerate(text):
        if character in "市区县州旗":
            for start in range(max(0, end - _LONGEST), end - 1):
                found = text[start : end + 1]
                ours = wanted.stem in found or region_stem(found) in wanted.name or found in above
                if found in map_.heard and not ours:
                    return found
    return None
