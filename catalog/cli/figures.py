"""``catalog lists counts|access-rate|classify``: what the list comes to, and the classification it stands in."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import click

from catalog import lists
from catalog.cli import named, sheet
from catalog.cli.common import Door, command, plain, table
from catalog.cli.lists import group
from catalog.lists import queries

_FATES: Final = {"accepted": "新增 added", "updated": "更新 updated", "unchanged": "未变 unchanged"}


@command(group, "counts")
def counts(door: Door) -> None:
    """各状态资源数 count entries by state."""
    with door.office.look(door.actor) as look:
        states = queries.counts(look)
    rows = [{"state": sheet.state(state), "count": count} for state, count in sorted(states.items())]
    total = sum(states.values())
    door.show(
        {"states": states, "total": total},
        [*table(rows, {"state": "状态 state", "count": "个数 entries"}), f"共 {total} 个 in all"],
    )


@command(group, "access-rate")
@click.option("--department", metavar="CODE", help="提供部门代码或名称，含其前身 provider with its predecessors")
@click.option("--region", metavar="CODE", help="区划代码或名称，含下级 region with all beneath it")
def access_rate(door: Door, department: str | None, region: str | None) -> None:
    """接入率：按资源与按信息项 the access rate, by entries and by items."""
    with door.office.look(door.actor) as look:
        found = queries.access_rate(
            look,
            region=named.region(look, region),
            department=named.department(look, department) if department else None,
        )
    lines = [
        f"资源 entries {found.accessed}/{found.resources}{_percent(found.accessed, found.resources)}",
        f"信息项 items {found.items_accessed}/{found.items}{_percent(found.items_accessed, found.items)}",
    ]
    door.show(plain(found), lines)


def _percent(part: int, whole: int) -> str:
    return f" = {part / whole:.1%}" if whole else ""


@command(group, "classify")
@click.argument("code")
@click.argument("name")
@click.option("--parent", metavar="CODE", help="上级分类代码 code of its parent")
@named.FROM
@named.UNTIL
def classify(
    door: Door, code: str, name: str, *, parent: str | None, valid_from: datetime | None, valid_to: datetime | None
) -> None:
    """新增或更改分类（类 1、类 2） put a node of the classification, classes 1 and 2."""
    with door.office.work(door.actor) as work:
        fate = lists.put_classification(
            work,
            code,
            name,
            parent=parent,
            valid_from=named.day(valid_from),
            valid_to=named.day(valid_to),
        )
    door.show({"code": code, "fate": fate}, f"{code} {name}：{_FATES[fate]}")
