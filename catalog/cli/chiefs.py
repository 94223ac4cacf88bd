"""``catalog people chief…``: cloud chiefs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from catalog import people
from catalog.cli import named
from catalog.cli.common import Door, command, plain, table
from catalog.cli.people import OUTCOMES, group
from catalog.people import ChiefEntry
from catalog.people.rules import CHIEF_KINDS


@command(group, "chiefs")
@click.option("--on", type=named.Day, help="哪一天的云长，默认今天 the chiefs of a day; today unless given")
def chiefs(door: Door, on: datetime | None) -> None:
    """列出云长 list the cloud chiefs of a day."""
    with door.office.look(door.actor) as look:
        listed = people.list_chiefs(look, on=named.day(on))
    rows = [plain(one) | {"kind": CHIEF_KINDS[one.kind][0]} for one in listed]
    headings = {"kind": "类别 kind", "official": "姓名 name", "department": "部门 department", "system": "系统 system"}
    headings |= {"region": "区划 region", "valid_from": "起 from", "valid_to": "止 until"}
    door.show(listed, table(rows, {"id": "编号 id", "revision": "修订号 revision"} | headings))


@command(group, "chief-end")
@click.argument("chief")
@click.option("--revision", type=int, required=True, help="所见修订号（chiefs 列出） revision as listed by chiefs")
@named.ON
def chief_end(door: Door, chief: str, revision: int, on: datetime) -> None:
    """结束云长任期 end a cloud chief's term on a day; that day is outside."""
    with door.office.work(door.actor) as work:
        people.end_chief(work, chief, on.date(), revision=revision)
    door.show({"id": chief, "ended_on": on.date()}, f"已结束 ended on {on.date()}: {chief}")


@command(group, "chief")
@click.argument("chief")
def show(door: Door, chief: str) -> None:
    """查看云长 show a cloud chief by its id, past and future ones too."""
    with door.office.look(door.actor) as look:
        shown = people.show_chief(look, chief)
    span = " ".join(filter(None, (shown.region, shown.system, shown.department)))
    door.show(shown, f"{CHIEF_KINDS[shown.kind][0]} {shown.official} {span} {shown.valid_from or ''}–{shown.valid_to or ''}")


@command(group, "chief-put")
@click.argument("kind", type=click.Choice([*CHIEF_KINDS]))
@click.argument("who", metavar="LOGIN")
@click.option("--department", help="负责的部门 department answered for, by code or name")
@click.option("--system", help="负责的系统 system answered for")
@named.REGION
@named.FROM
@named.UNTIL
def put(
    door: Door,
    *,
    kind: str,
    who: str,
    department: str | None,
    system: str | None,
    region: str | None,
    valid_from: datetime | None,
    valid_to: datetime | None,
) -> None:
    """登记云长 enter a cloud chief, or set the end of a known one."""
    days: dict[str, Any] = {"valid_from": named.day(valid_from), "valid_to": named.day(valid_to)}
    with door.office.work(door.actor) as work:
        where = named.department(work, department) if department else None
        entry = ChiefEntry(kind, people.official_id(work, who), where, system, named.region(work, region), **days)
        done = people.put_chief(work, entry)
    door.show(done, f"{OUTCOMES[done.outcome]}: {CHIEF_KINDS[kind][0]} {who}")
