"""``catalog lists overdue``: what was or will be overdue on a day, by who answers for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import click

from catalog.calendars.overdue import GROUPINGS, By, Group, Overdue, overdue
from catalog.cli import named
from catalog.cli.common import Door, command, table
from catalog.cli.lists import group
from catalog.sharing.duties import DUTIES

KINDS: Final = {
    "department": "",
    "authority": "数据主管部门 data authority",
    "region": "",
    "chief": "云长 cloud chief",
    "nobody": "无人负责 nobody answers",
}
CARDS: Final = {"yellow": "黄牌 yellow", "red": "红牌 red", None: ""}
HEADINGS: Final = {"due": "到期 due", "card": "牌 card", "kind": "类别 kind", "title": "事项 case", "thing": "对象 thing"}


@command(group, "overdue")
@click.option("--at", type=named.Day, required=True, help="哪一天，可早于或晚于今天 the day, before or after today")
@click.option(
    "--by",
    type=click.Choice(GROUPINGS),
    default="department",
    show_default=True,
    help="按部门、区划或云长归集 who answers for it",
)
@click.option("--department", help="只看此部门 one department only, by code or name")
@named.REGION
def show(door: Door, *, at: datetime, by: By, department: str | None, region: str | None) -> None:
    """列出某日逾期的在办事项，按部门、区划或云长归集 list what is overdue at the end of a day, with its cards."""
    with door.office.look(door.actor) as look:
        where = named.department(look, department) if department else None
        found = overdue(look, at.date(), by=by, department=where, region=named.region(look, region))
    door.show(found, _lines(found))


def _lines(found: Overdue) -> Iterator[str]:
    if not found.groups:
        yield f"{found.at} 没有逾期事项 nothing is overdue"
    for each in found.groups:
        yield f"{_called(each)}：{each.count} 件 cases，黄牌 yellow {each.yellow}，红牌 red {each.red}"
        rows = [
            {
                "due": case.due_on,
                "card": CARDS[card],
                "kind": " ".join(DUTIES.get(case.kind, (case.kind,))),
                "title": case.title,
                "thing": case.thing,
            }
            for case, card in each.cases
        ]
        yield from (f"  {line}" for line in table(rows, HEADINGS))
    if found.groups:
        yield f"共 {found.count} 件 in all"


def _called(each: Group) -> str:
    return f"{each.name} {KINDS[each.kind]}".strip()
