"""``catalog people departments|department…|rename|merge|split|close``: departments as they were and are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import click

from catalog import people
from catalog.cli import named
from catalog.cli.common import Door, command, plain, table
from catalog.cli.people import OUTCOMES, group
from catalog.people import Department, DepartmentEntry, Succeeded
from catalog.people.rules import DEPARTMENT_TYPES


@command(group, "departments")
@click.option("--on", type=named.Day, help="哪一天的部门，默认今天 the departments of a day; today unless given")
@click.option("--search", help="名称或代码所含文字 words in name or code")
@click.option("--system", help="所属系统 cloud-chief system")
@named.REGION
def departments(door: Door, *, on: datetime | None, search: str | None, system: str | None, region: str | None) -> None:
    """列出某日的部门 list the departments of a day."""
    with door.office.look(door.actor) as look:
        where = named.region(look, region)
        listed = people.list_departments(look, on=named.day(on), region=where, system=system, words=search)
        names = {one.id: one.name for one in people.list_regions(look)}
    rows = [plain(one) | {"region": names[one.region], "type": DEPARTMENT_TYPES[one.type][0]} for one in listed]
    headings = {"credit_code": "信用代码 credit code", "local_code": "地方代码 local", "name": "名称 name", "type": "类型 type"}
    door.show(listed, table(rows, headings | {"region": "区划 region", "valid_from": "起 from", "valid_to": "止 until"}))


@command(group, "department")
@click.argument("department")
@named.REGION
def show(door: Door, department: str, region: str | None) -> None:
    """查看部门及其沿革 show a department, what it came from, what it went into, and who stands for it today."""
    with door.office.look(door.actor) as look:
        found = people.identify_department(look, department, region_id=named.region(look, region))
        shown = people.show_department(look, found.department.id)
    lines = [f"{shown.region.name} {_told(shown.department)}"]
    lines += [f"前身 from  {link.day} {link.kind} {_told(link.department)}" for link in shown.predecessors]
    lines += [f"后继 into  {link.day} {link.kind} {_told(link.department)}" for link in shown.successors]
    door.show(shown, [*lines, f"今日 today {_listed(shown.present)}"])


@command(group, "find")
@click.argument("text")
@named.REGION
@click.option("--on", type=named.Day, help="哪一天的称谓，默认今天 as it was called on a day; today unless given")
def find(door: Door, text: str, region: str | None, on: datetime | None) -> None:
    """按名称或代码查找部门及今日的承继部门 find a department by name or code, and who stands for it today."""
    with door.office.look(door.actor) as look:
        found = people.identify_department(look, text, region_id=named.region(look, region), on=named.day(on))
    door.show(found, [_told(found.department), f"今日 today {_listed(found.present)}"])


def _told(department: Department) -> str:
    code = department.credit_code or department.local_code or department.id
    return f"{department.name} {code} {department.valid_from or ''}–{department.valid_to or ''}"


def _listed(present: Iterable[Department]) -> str:
    return "、".join(one.name for one in present) or "无 none"


@command(group, "department-put")
@click.argument("name")
@click.option("--region", required=True, help="区划代码或名称 region, by code or name")
@click.option("--type", "kind", type=click.Choice([*DEPARTMENT_TYPES]), help="类型 type")
@click.option("--credit-code", help="统一社会信用代码 credit code")
@click.option("--local-code", help="地方代码 local code")
@click.option("--short-name", help="简称 short name")
@click.option("--system", help="所属系统 cloud-chief system")
@click.option("--under-chief/--not-under-chief", default=None, help="是否归云长管理 whether a cloud chief answers for it")
@click.option("--vertical-parent", help="上级主管部门代码或名称 department above in the vertical line, by code or name")
@named.FROM
@named.UNTIL
def put(door: Door, *, name: str, region: str, kind: str | None, vertical_parent: str | None, **said: Any) -> None:
    """登记或更新部门；多个部门请用 catalog import departments put a department into the register; for many, import them."""
    said |= {field: named.day(said[field]) for field in ("valid_from", "valid_to")}
    with door.office.work(door.actor) as work:
        above = named.department(work, vertical_parent) if vertical_parent else None
        entry = DepartmentEntry(name, named.region(work, region) or "", type=kind, vertical_parent=above, **said)
        done = people.put_department(work, entry)
    door.show(done, f"{OUTCOMES[done.outcome]}: {name}")


@command(group, "department-note")
@click.argument("name")
@click.option("--region", required=True, help="区划代码或名称 region, by code or name")
def note(door: Door, name: str, region: str) -> None:
    """登记未确认的部门 note a department that somebody has heard of; it waits for a confirmation."""
    with door.office.work(door.actor) as work:
        done = people.register_unconfirmed(work, named.region(work, region) or "", name)
    door.show(done, f"{OUTCOMES[done.outcome]}: {name}")


# -- Succession


def _show_succeeded(door: Door, done: Succeeded) -> None:
    lines = [f"终止 ended on {done.on}: {one.name} {one.credit_code or ''}" for one in done.ended]
    door.show(done, lines + [f"起始 began on {done.on}: {one.name} {one.credit_code or ''}" for one in done.began])


@command(group, "rename")
@click.argument("department")
@click.argument("name")
@click.option("--code", help="新信用代码 new credit code, if it got one")
@click.option("--short-name", help="简称 short name")
@named.REGION
@named.ON
def rename(
    door: Door, *, department: str, name: str, code: str | None, short_name: str | None, region: str | None, on: datetime
) -> None:
    """部门更名 rename a department from a day on; the old name stays in history."""
    with door.office.work(door.actor) as work:
        which = named.department(work, department, region)
        done = people.rename(work, which, name, on.date(), short_name=short_name, credit_code=code)
    _show_succeeded(door, done)


@command(group, "merge")
@click.argument("departments", nargs=-1, required=True)
@click.option("--name", required=True, help="合并后的名称 name of the new department")
@click.option("--code", help="信用代码，默认沿用第一个 credit code; the first one's unless given")
@named.REGION
@named.ON
def merge(door: Door, *, departments: Sequence[str], name: str, code: str | None, region: str | None, on: datetime) -> None:
    """部门合并 merge departments into a new one."""
    with door.office.work(door.actor) as work:
        which = [named.department(work, department, region) for department in departments]
        home = people.find_department(work, which[0]).department.region
        done = people.merge(work, which, DepartmentEntry(name, home, credit_code=code), on.date())
    _show_succeeded(door, done)


@command(group, "split")
@click.argument("department")
@click.argument("parts", nargs=-1, required=True)
@named.REGION
@named.ON
def split(door: Door, department: str, parts: Sequence[str], region: str | None, on: datetime) -> None:
    """部门拆分 split a department into PARTS (NAME or NAME=CODE); the first is the main heir."""
    with door.office.work(door.actor) as work:
        which = named.department(work, department, region)
        home = people.find_department(work, which).department.region
        said = [part.partition("=") for part in parts]
        entries = [DepartmentEntry(name, home, credit_code=code or None) for name, _, code in said]
        done = people.split(work, which, entries, on.date())
    _show_succeeded(door, done)


@command(group, "close")
@click.argument("department")
@named.REGION
@named.ON
def close(door: Door, department: str, region: str | None, on: datetime) -> None:
    """部门终止 close a department without an heir."""
    with door.office.work(door.actor) as work:
        done = people.close(work, named.department(work, department, region), on.date())
    _show_succeeded(door, done)
