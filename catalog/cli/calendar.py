"""``catalog calendar``: load and show working days, list what is due, show the policy in force."""

from __future__ import annotations

import csv
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import click

from catalog import calendars
from catalog.calendars import Consent, Day, policy, queries
from catalog.calendars.rules import read_days
from catalog.canon import parse
from catalog.cli import main
from catalog.cli.common import Door, command, table
from catalog.errors import Invalid, Problem
from catalog.people import queries as people

COLUMNS = ("date", "is_workday", "name")

STANDINGS = {"in_time": "期限内 in time", "due_soon": "即将到期 due soon", "overdue": "已逾期 overdue", "paused": "已暂停 paused"}

DATE = click.DateTime(["%Y-%m-%d"])


@main.group("calendar")
def calendar() -> None:
    """工作日与办理期限 working days, policy profiles and what is due."""


@command(calendar, "load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(door: Door, file: Path) -> None:
    """载入工作日历 load days from a CSV file (date,is_workday,name) and compute the running cases anew."""
    days = _days(file)
    with door.office.work(door.actor) as work:
        loaded = calendars.load_days(work, days, source=file.name)
    read, moved = (loaded.read, loaded.added, loaded.changed, loaded.unchanged), len(loaded.recomputed)
    lines = [
        "读入 {} 天：新增 {}，更改 {}，不变 {}".format(*read) + f"；{moved} 个在办事项重新计算",
        "{} days: {} added, {} changed, {} unchanged".format(*read) + f"; {moved} running cases computed anew",
        f"工作日历已公布至 published through {loaded.published_through}",
    ]
    lines += [f"{year} 年不完整，其期限仍为暂定 is not whole, due days in it stay provisional" for year in loaded.unpublished]
    door.show(loaded, lines)


@command(calendar, "show")
@click.argument("year", type=click.IntRange(2000, 2100))
def show(door: Door, year: int) -> None:
    """显示一年的调休与节假日 show the days of a year that differ from the plain week."""
    with door.office.look(door.actor) as look:
        shown = queries.year(look, year)
    state = (
        "已公布 published" if shown.published else "尚未公布，按周一至周五推算 not published, every weekday is taken as worked"
    )
    rows = [
        {"day": day.day, "kind": "上班 worked" if day.workday else "休息 off", "name": day.name, "source": day.source}
        for day in shown.exceptions
    ]
    headings = {"day": "日期 day", "kind": "", "name": "节日 holiday", "source": "来源 source"}
    door.show(shown, [f"{year}：{state}；工作日 working days {shown.workdays}", *(table(rows, headings) if rows else ())])


@command(calendar, "due")
@click.option("--region", help="区划代码或名称 region by code or name")
@click.option("--until", type=DATE, help="到期不晚于 due by this day")
def due(door: Door, region: str | None, until: datetime | None) -> None:
    """列出在办事项，先到期者在前 list the running cases, the first due first."""
    with door.office.look(door.actor) as look:
        region_id = people.find_region(look.session, region).id if region else None
        cases = queries.due_list(look, region=region_id, until=until.date() if until else None)
        names = {department.id: department.name for department in people.departments(look.session, on=look.today)}
    rows = [
        {
            "id": case.id,
            "revision": case.revision,
            "due": f"{case.due_on}{' ?' if case.flagged else ''}",
            "standing": STANDINGS[case.standing],
            "kind": case.kind,
            "title": case.title,
            "department": names.get(case.department_id or ""),
        }
        for case in cases
    ]
    headings = {
        "id": "办件 case id",
        "revision": "修订号 revision",
        "due": "到期 due",
        "standing": "状态 standing",
        "kind": "类别 kind",
        "department": "部门 department",
        "title": "事项 case",
    }
    note = (
        ["? 到期日在尚未公布的年份，暂定 the due day lies in a year not yet published"]
        if any(case.flagged for case in cases)
        else []
    )
    door.show(cases, [*table(rows, headings), *note] if rows else "没有在办事项 nothing is due")


@command(calendar, "profile")
@click.option("--region", help="区划代码或名称；缺省为全局 region by code or name; everywhere if not given")
@click.option("--on", type=DATE, help="哪一天有效的政策；缺省为今天 the day asked for; today if not given")
def profile(door: Door, region: str | None, on: datetime | None) -> None:
    """显示有效的期限与阈值 show the policy figures in force."""
    with door.office.look(door.actor) as look:
        region_id = people.find_region(look.session, region).id if region else None
        found = queries.profile_for(look, region_id, on.date() if on else look.today)
        owner = people.region(look.session, found.region_id).name if found.region_id else "全局 everywhere"
    version = (
        f"{owner} 第 {found.version} 版 version {found.version}，自 since {found.valid_from} {found.note}"
        if found.id
        else "内置 built-in"
    )
    rows = [
        {"key": key, "value": f"{found.content[key]} {policy.UNITS[figure.unit][0]}", "zh": figure.zh, "source": figure.source[0]}
        for key, figure in policy.FIGURES.items()
    ]
    door.show(
        found, [version.strip(), *table(rows, {"key": "key", "value": "值 value", "zh": "名称 name", "source": "来源 source"})]
    )


@command(calendar, "profile-put")
@click.argument("file", metavar="FILE.json", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--region", help="区划代码或名称；缺省为全局 region by code or name; everywhere if not given")
@click.option("--from", "valid_from", type=DATE, required=True, help="生效日期 first day on which it holds")
@click.option("--note", default="", help="文号与标题 number and title of the document that says so")
def profile_put(door: Door, file: Path, region: str | None, valid_from: datetime, note: str) -> None:
    """施行新的期限与阈值 put the policy figures of a JSON file ({"share": 15, …}) in force; the others stay."""
    content = _figures(file)
    with door.office.work(door.actor) as work:
        region_id = people.find_region(work.session, region).id if region else None
        made = calendars.put_profile(work, region=region_id, valid_from=valid_from.date(), content=content, note=note)
    door.show(made, f"第 {made.version} 版自 {made.valid_from} 起施行 version {made.version} is in force from {made.valid_from}")


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


def _figures(file: Path) -> dict[str, Any]:
    """Read the object of a JSON file; what its figures may be is for the verb to say.

    Raises
    ------
    Invalid
        It is no JSON, or no object.
    """
    try:
        content = parse(file.read_bytes())
    except ValueError as error:
        raise Invalid(f"不是 JSON 文件：{error}", f"this is no JSON file: {error}", code="bad_json") from error
    if not isinstance(content, dict):
        raise Invalid("文件应为一个 JSON 对象", "the file must hold one JSON object", code="bad_json")
    return content


def _days(file: Path) -> list[Day]:
    """Read the file whole: a calendar has a few hundred lines.

    Raises
    ------
    Invalid
        It is no CSV with the three columns, or some lines cannot be read; all of them are named.
    """
    reader = csv.DictReader(StringIO(_text(file.read_bytes()), newline=""))
    if missing := [column for column in COLUMNS if column not in (reader.fieldnames or ())]:
        raise Invalid(
            f"缺少列：{'、'.join(missing)}",
            f"columns are missing: {', '.join(missing)}",
            code="missing_columns",
            problems=[Problem(column, "missing", "缺少此列", "this column is missing") for column in missing],
        )
    days, problems = read_days((row["date"] or "", row["is_workday"] or "", row["name"] or "") for row in reader)
    if problems:
        raise Invalid("工作日历文件有误，未载入任何一天", "the calendar file has problems; nothing was loaded", problems=problems)
    return days


def _text(data: bytes) -> str:
    """Decode UTF-8 with or without a mark, else GB18030, the two that spreadsheets write here."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise Invalid("文件编码应为 UTF-8 或 GB18030", "the file is neither UTF-8 nor GB18030", code="bad_encoding") from error
