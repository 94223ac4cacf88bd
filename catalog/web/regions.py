"""The tree of the tiers: nation, city, district; and a page for each region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, render_template

from catalog import reception
from catalog.lists import overview as lists
from catalog.office import Look
from catalog.people import overview as people
from catalog.people.overview import Branch
from catalog.people.queries import Region, Tier, tiers
from catalog.reception import needs
from catalog.web.shared import download, say

OPEN_DEPTH = 1
"""How many levels of the tree stand open at first."""


@dataclass(frozen=True, slots=True)
class Limb:
    """A region in the tree with its counts, those beneath it included; ``depth`` is 0 at the root."""

    region: Region
    tier: Tier
    depth: int
    departments: int
    published: int
    below: tuple[Limb, ...]

    def lines(self) -> Iterator[Limb]:
        """Yield the region and all beneath it, each before what is beneath it."""
        yield self
        for limb in self.below:
            yield from limb.lines()


def attach(pages: Blueprint) -> None:
    """Open these pages."""
    pages.add_url_rule("/regions", "regions", regions)
    pages.add_url_rule("/regions.csv", "regions_csv", regions_csv)
    pages.add_url_rule("/regions/<id:region>", "region", region)


@needs("department:read")
def regions() -> str:
    """Show the tree."""
    with reception.look() as look:
        root = _tree(look)
    return render_template("regions.html", root=root, open_depth=OPEN_DEPTH)


@needs("department:read")
def regions_csv() -> Response:
    """Download the tree, one region a line."""
    with reception.look() as look:
        root = _tree(look)
    header = (
        say("区划", "region"),
        say("代码", "code"),
        say("层级", "tier"),
        say("部门", "departments"),
        say("已发布资源", "published resources"),
    )
    rows = [
        [
            limb.region.name,
            limb.region.code or limb.region.local_code,
            say(limb.tier.zh, limb.tier.en),
            limb.departments,
            limb.published,
        ]
        for limb in (root.lines() if root else ())
    ]
    return download("regions", header, rows)


@needs("department:read")
def region(region: str) -> str:
    """Show a region: where it lies, what is beneath it, what is provided there."""
    with reception.look() as look:
        path = people.region_path(look, region)
        limb = _tree(look, region)
        tally = lists.tally(look, region=region)
        newest = lists.newest(look, region=region)
        known = {tier.code: tier for tier in tiers(look.session)}
    return render_template("region.html", path=path, tier=known[path[-1].tier], limb=limb, tally=tally, newest=newest)


def _tree(look: Look, region: str | None = None) -> Limb | None:
    root = people.tree(look)
    branch = people.subtree(root, region) if root and region else root
    if branch is None:
        return None
    return _limb(branch, lists.published_by_region(look), {tier.code: tier for tier in tiers(look.session)}, 0)


def _limb(branch: Branch, published: Mapping[str, int], known: Mapping[str, Tier], depth: int) -> Limb:
    below = tuple(_limb(each, published, known, depth + 1) for each in branch.below)
    entries = published.get(branch.region.id, 0) + sum(limb.published for limb in below)
    departments = branch.departments + sum(limb.departments for limb in below)
    return Limb(branch.region, known[branch.region.tier], depth, departments, entries, below)
