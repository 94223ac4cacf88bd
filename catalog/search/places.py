"""Departments, regions and tiers as a search needs them: by name, by what stands beneath and by who succeeded whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from catalog.office import Look
from catalog.people import queries as people
from catalog.search import rules, sounds
from catalog.search.rules import Texts, Word
from catalog.search.text import fold


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """A register as a tree: each place (in the order of ids) stands for what is counted at those whose parent it is.

    ``levels`` are the places that have a parent, the deepest first, so that summing up passes each once.
    """

    ids: tuple[str, ...]
    position: Mapping[str, int]
    parent: NDArray[np.int64]
    levels: tuple[NDArray[np.int64], ...]


@dataclass(frozen=True, slots=True)
class Places:
    """The registers of departments and regions at one moment; ``tier_at`` has the tier of each region in its tree's order."""

    departments: Mapping[str, str]
    regions: Mapping[str, str]
    tiers: Mapping[str, tuple[str, str]]
    tier_of: Mapping[str, str]
    below: Mapping[str, frozenset[str]]
    succeeded: Mapping[str, frozenset[str]]
    texts: Mapping[str, Texts]
    trees: Mapping[str, Tree]
    tier_at: NDArray[np.int64]
    called: dict[Word, frozenset[str]] = field(default_factory=dict)

    def departments_called(self, word: Word) -> frozenset[str]:
        """Return the departments whose names hold a word."""
        known = self.called.get(word)
        if known is None:
            known = frozenset(id_ for id_, texts in self.texts.items() if texts.holds(word, "name"))
            if len(self.called) > 1000:
                self.called.clear()
            self.called[word] = known
        return known

    def meant(self, facet: str, values: Iterable[str]) -> frozenset[str]:
        """Return the values of the documents that are meant by those chosen in a facet.

        A tier is a set of regions, a region stands for all beneath it, a department for those it succeeded.
        """
        if facet == "tier":
            chosen = set(values)
            return frozenset(region for region, tier in self.tier_of.items() if tier in chosen)
        if facet == "region":
            return frozenset().union(*(self.below.get(value, frozenset()) for value in values))
        if facet == "department":
            return frozenset().union(*(self.succeeded.get(value, {value}) for value in values))
        return frozenset(values)


def read(look: Look) -> Places:
    """Read the registers."""
    regions = people.every_region(look.session)
    departments = people.department_names(look.session)
    tiers = people.tiers(look.session)
    parents, heirs = {region.id: region.parent for region in regions}, people.main_heirs(look.session)
    texts = {}
    for id_, name in departments.items():
        folded = fold(name)
        initials, spelling = sounds.spoken(folded)
        texts[id_] = Texts(folded, "", "", rules.spoken_parts(initials, "", spelling, ""))
    tree, tier_of, codes = _tree(parents), {region.id: region.tier for region in regions}, [tier.code for tier in tiers]
    return Places(
        departments=departments,
        regions={region.id: region.name for region in regions},
        tiers={tier.code: (tier.zh, tier.en) for tier in tiers},
        tier_of=tier_of,
        tier_at=np.array([codes.index(tier_of[region]) for region in tree.ids], dtype=np.int64),
        below=_below(parents),
        succeeded=_succeeded(heirs),
        texts=texts,
        trees={
            "region": tree,
            "department": _tree({id_: heirs.get(id_) for id_ in departments}),
        },
    )


def _tree(parents: Mapping[str, str | None]) -> Tree:
    ids = tuple(sorted(parents))
    position = {id_: at for at, id_ in enumerate(ids)}
    above = [position[parent] if (parent := parents[id_]) is not None else -1 for id_ in ids]
    by_depth: dict[int, list[int]] = {}
    for at in range(len(ids)):
        depth, place = 0, above[at]
        while place >= 0:
            depth, place = depth + 1, above[place]
        by_depth.setdefault(depth, []).append(at)
    levels = tuple(np.array(by_depth[depth]) for depth in sorted(by_depth, reverse=True) if depth)
    return Tree(ids, position, np.array(above, dtype=np.int64), levels)


def _below(parents: Mapping[str, str | None]) -> dict[str, frozenset[str]]:
    """Return for each region itself and all beneath it."""
    below: dict[str, set[str]] = {region: set() for region in parents}
    for region in parents:
        above: str | None = region
        while above is not None:
            below[above].add(region)
            above = parents[above]
    return {region: frozenset(members) for region, members in below.items()}


def _succeeded(heirs: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return for each department that succeeded others itself and all whose main heir it is, however far back."""
    lineages: dict[str, set[str]] = {}
    for department in heirs:
        heir = heirs.get(department)
        while heir is not None:
            lineages.setdefault(heir, {heir}).add(department)
            heir = heirs.get(heir)
    return {department: frozenset(members) for department, members in lineages.items()}
