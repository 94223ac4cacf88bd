"""``catalog calendar cases|due|overdue|case|extend``: duties with a clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from catalog import calendars
from catalog.calendars import Case, Consent, queries
from catalog.cli import named
from catalog.cli.calendar import DATE, calendar
from catalog.cli.common import Door, command, table
from catalog.people.queries import department_names, resolve_all
from catalog.store import Page

STANDINGS = {
    "in_time": "期限内 in time",
    "due_soon": "即将到期 due soon",
    "overdue": "已逾期 overdue",
    "paused": "已暂停 paused",
    "done_in_time": "按期办结 done in time",
    "done_late": "逾期办结 done late",
}

HEADINGS = {
    "id": "办件 case id",
    "revision": "修订号 revision",
    "due": "到期 due",
    "standing": "状态 standing",
    "kind": "类别 kind",
    "department": "部门 department",
    "title": "事项 case",
}


def _narrowing(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options by which its list of cases is narrowed."""
    options = (
        click.option("--department", help="部门代码或名称 department by code or name"),
        click.option("--region", help="区划代码或名称 region by code or name"),
        click.option("--kind", help="类别 kind of the case"),
        click.option("--until", type=DATE, help="到期不晚于 due by this day"),
    )
    for option in reversed(options):
        function = option(function)
    return function


@command(calendar, "cases")
@_narrowing
def cases(door: Door, **asked: Any) -> None:
    """列出办件，含已办结的 list the cases, done ones included, the first due first."""
    _list(door, queries.list_cases, **asked)


@command(calendar, "due")
@_narrowing
def due(door: Door, **asked: Any) -> None:
    """列出在办事项，先到期者在前 list the running cases, the first due first."""
    _list(door, queries.due_list, **asked)


@command(calendar, "overdue")
@_narrowing
def overdue(door: Door, **asked: Any) -> None:
    """列出逾期事项，逾期最久者在前 list the cases whose due day is over, the longest overdue first."""
    _list(door, queries.overdue, **asked)


@command(calendar, "case")
@click.argument("case")
def show(door: Door, case: str) -> None:
    """查看办件 show a case by its id."""
    with door.office.look(door.actor) as look:
        shown = queries.show_case(look, case)
    door.show(shown, table([_row(shown, {})], HEADINGS))


@command(calendar, "extend")
@click.argument("case")
@click.option("--revision", type=int, required=True, help="所见修订号（due 列出） revision of the case as listed by due")
@click.option("--by", required=True, help="同意延期的单位或负责人 who consented")
@click.option("--reason", required=True, help="延期理由 reason of the extension")
@click.option("--on", type=DATE, required=True, help="同意日期 day of the consent")
def extend(door: Door, *, case: str, revision: int, by: str, reason: str, on: datetime) -> None:
    """经同意延期一次（数据主管部门） extend a case once, with consent; the data authority's right, so use --as."""
    with door.office.work(door.actor) as work:
        extended = calendars.extend(work, case, consent=Consent(by, reason, on.date()), revision=revision)
    door.show(extended, f"已延至 extended until {extended.due_on}: {extended.title}")


def _list(
    door: Door,
    question: Callable[..., Page[Case]],
    *,
    department: str | None,
    region: str | None,
    kind: str | None,
    until: datetime | None,
) -> None:
    with door.office.look(door.actor) as look:
        where = named.department(look, department) if department else None
        found = question(look, department=where, region=named.region(look, region), kind=kind, until=named.day(until))
        ids = {case.department_id for case in found if case.department_id is not None}
        names, present = department_names(look.session), resolve_all(look.session, ids, look.today)
        names = {id_: names[present[id_] or id_] for id_ in ids}
    door.show(
        found,
        [*table([_row(case, names) for case in found], HEADINGS), *_note(found)] if found else "没有在办事项 nothing is due",
    )


def _row(case: Case, names: dict[str, str]) -> dict[str, Any]:
    return {
        "id": case.id,
        "revision": case.revision,
        "due": f"{case.due_on}{' ?' if case.flagged else ''}",
        "standing": STANDINGS[case.standing],
        "kind": case.kind,
        "title": case.title,
        "department": names.get(case.department_id or "", case.department_id),
    }


def _note(found: Page[Case]) -> list[str]:
    flagged = any(case.flagged for case in found)
    return ["? 到期日在尚未公布的年份，暂定 the due day lies in a year not yet published"] if flagged else []
