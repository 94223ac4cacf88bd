"""Counting an answer by the values of its facets, the most frequent of them.

What is counted for a value is what choosing it would find: a region stands for all beneath it, a department for those it
succeeded. Registers have thousands of values, so they are counted in one pass over a column and summed up along the tree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from catalog.search.index import Index
from catalog.search.places import Places, Tree
from catalog.search.rules import FACETS, Document

#: At most so many values of a facet are told, besides those that were chosen.
MOST_VALUES: Final = 50

Counts = NDArray[np.int64]


def by_value(index: Index, facet: str, within: BitMap, fresh: Iterable[Document]) -> Mapping[str, int]:
    """Count documents of the fold, and those changed since, by a facet whose values stand for themselves."""
    counts = Counter(index.counted(facet, within))
    for document in fresh:
        counts.update(document.facets.get(facet, ()))
    return counts


def by_place(index: Index, facet: str, tree: Tree, within: BitMap, fresh: Iterable[Document]) -> Counts:
    """Count documents by region or department, in the order of the tree, each place alone."""
    counts = index.counted_along(facet, tree, within)
    for document in fresh:
        for value in document.facets.get(facet, ()):
            counts[tree.position[value]] += 1
    return counts


def rolled(tree: Tree, counts: Counts, chosen: Collection[str]) -> Mapping[str, int]:
    """Sum up along the tree and return the most frequent places and the chosen ones."""
    sums = counts.copy()
    for level in tree.levels:
        np.add.at(sums, tree.parent[level], sums[level])
    wanted = {tree.position[value] for value in chosen if value in tree.position}.union(_largest(sums))
    return {tree.ids[at]: int(sums[at]) for at in wanted if sums[at]}


def _largest(counts: Counts) -> list[int]:
    """Return the places of the largest counts; of equal ones, the first."""
    found = np.flatnonzero(counts)
    if len(found) > MOST_VALUES:
        edge = np.partition(counts[found], len(found) - MOST_VALUES)[len(found) - MOST_VALUES]
        above, equal = found[counts[found] > edge], found[counts[found] == edge]
        found = np.concatenate([above, equal[: MOST_VALUES - len(above)]])
    return [int(at) for at in found]


def by_tier(places: Places, counts: Counts) -> Mapping[str, int]:
    """Sum up what was counted by region by the tiers that the regions are of."""
    sums = np.bincount(places.tier_at, weights=counts, minlength=len(places.tiers))
    return {tier: int(count) for tier, count in zip(places.tiers, sums, strict=True) if count}


VALUED: Final = tuple(facet for facet in FACETS if facet not in ("region", "department"))
"""The facets whose values stand for themselves."""
