"""``catalog people tier|regions|region…``: tiers of government and regions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import click

from catalog import people
from catalog.cli import named
from catalog.cli.common import Door, command, plain, table
from catalog.cli.people import OUTCOMES, group
from catalog.people import Branch, RegionEntry

tier = click.Group("tier", help="层级 tiers of government.")
group.add_command(tier)


@command(tier, "add")
@click.argument("code")
@click.argument("level", type=int)
@click.argument("zh")
@click.argument("en")
def add_tier(door: Door, code: str, level: int, zh: str, en: str) -> None:
    """增加层级 add a tier between or below the present ones (street 40 镇街 street)."""
    with door.office.work(door.actor) as work:
        added = people.add_tier(work, code, level, zh, en)
    door.show(added, f"已增加 added: {code} {level} {zh} {en}")


@command(tier, "list")
def list_tiers(door: Door) -> None:
    """列出层级 list the tiers."""
    with door.office.look(door.actor) as look:
        listed = people.list_tiers(look)
    door.show(
        listed, table([plain(one) for one in listed], {"level": "级 level", "code": "代码 code", "zh": "名称", "en": "name"})
    )


@command(tier, "prepare")
def prepare(door: Door) -> None:
    """补入三级层级与根区划，可重复执行 put in the three tiers and the root region; safe to run again."""
    with door.office.work(door.actor) as work:
        changed = people.prepare(work)
    door.show({"changed": changed}, "已补入 put in" if changed else "已齐备 nothing was missing")


@command(group, "regions")
@click.option("--under", help="仅此区划及以下，如 重庆市/渝中区 only this region and beneath it, by code or names")
@click.option("--search", help="名称或代码所含文字 words in name or code")
def regions(door: Door, under: str | None, search: str | None) -> None:
    """列出区划 list the regions."""
    with door.office.look(door.actor) as look:
        listed = people.list_regions(look, under=named.region(look, under), words=search)
    rows = [plain(one) | {"confirmed": "" if one.confirmed else "未确认 unconfirmed"} for one in listed]
    headings = {"code": "代码 code", "local_code": "地方代码 local", "name": "名称 name", "tier": "层级 tier"}
    door.show(listed, table(rows, headings | {"confirmed": "", "valid_to": "终止 until"}))


@command(group, "region")
@click.argument("region")
def region(door: Door, region: str) -> None:
    """查看区划及其各级上级 show a region with those above it."""
    with door.office.look(door.actor) as look:
        shown = people.show_region(look, named.region(look, region) or "")
    path = " / ".join(one.name for one in (*shown.above, shown.region))
    door.show(shown, f"{path}  {shown.region.code or ''} {shown.region.tier}")


@command(group, "region-tree")
@click.argument("region", required=False)
@click.option("--depth", type=click.IntRange(1, 5), default=2, show_default=True, help="向下几级 levels beneath")
def region_tree(door: Door, region: str | None, depth: int) -> None:
    """区划树，缺省自根区划起 show the tree of regions, from the root unless one is named."""
    with door.office.look(door.actor) as look:
        branch = people.region_tree(look, named.region(look, region), depth=depth)
    door.show(branch, _lines(branch))


def _lines(branch: Branch, indent: str = "") -> Iterator[str]:
    yield f"{indent}{branch.region.name} {branch.region.code or ''}".rstrip()
    for below in branch.beneath:
        yield from _lines(below, f"{indent}  ")


@command(group, "region-put")
@click.argument("name")
@click.argument("level", metavar="TIER")
@click.argument("parent")
@click.option("--code", help="区划代码 region code (GB/T 2260)")
@click.option("--local-code", help="地方代码 local code")
@named.FROM
@named.UNTIL
def region_put(
    door: Door, *, name: str, level: str, parent: str, valid_from: datetime | None, valid_to: datetime | None, **codes: Any
) -> None:
    """登记或更新区划 put a region under PARENT (code or name) into the register."""
    days: dict[str, Any] = {"valid_from": named.day(valid_from), "valid_to": named.day(valid_to)}
    with door.office.work(door.actor) as work:
        done = people.put_region(work, RegionEntry(name, level, named.region(work, parent) or "", **codes, **days))
    door.show(done, f"{OUTCOMES[done.outcome]}: {name}")
