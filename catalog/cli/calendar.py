"""``catalog calendar``: load and show working days, list what is due, show the policy in force."""

from __future__ import annotations

import csv
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import click

from catalog import calendars
from catalog.calendars import Day, policy, queries
from catalog.calendars.rules import read_days
from catalog.canon import parse
from catalog.cli import main
from catalog.cli.common import Door, command, table
from catalog.errors import Invalid, Problem
from catalog.people import queries as people

COLUMNS = ("date", "is_workday", "name")

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


@command(calendar, "deadline")
@click.argument("start", type=DATE)
@click.option("--days", type=int, help="工作日数 working days")
@click.option("--figure", help="代替 --days 的政策项，如 reply_conditional a policy figure in place of --days")
@click.option("--region", help="区划代码或名称 region by code or name")
def deadline(door: Door, *, start: datetime, days: int | None, figure: str | None, region: str | None) -> None:
    """何日到期：自 START 次日起计 show the due day of so many working days, counted from the day after START."""
    with door.office.look(door.actor) as look:
        region_id = people.find_region(look.session, region).id if region else None
        due = queries.deadline(look, start.date(), days=days, figure=figure, region=region_id)
    flag = " ?" if due.flagged else ""
    door.show(due, f"{due.start} + {due.days} 个工作日 working days = {due.due_on}{flag}")


@command(calendar, "profiles")
@click.option("--region", help="区划代码或名称 region by code or name")
def profiles(door: Door, region: str | None) -> None:
    """列出各版期限与阈值 list the versions of the policy figures that were ever put."""
    with door.office.look(door.actor) as look:
        region_id = people.find_region(look.session, region).id if region else None
        listed = queries.list_profiles(look, region=region_id)
    rows = [{name: getattr(one, name) for name in ("id", "region_id", "version", "valid_from", "note")} for one in listed]
    headings = {
        "id": "编号 id",
        "region_id": "区划 region",
        "version": "版本 version",
        "valid_from": "起 from",
        "note": "文号 note",
    }
    door.show(listed, table(rows, headings))


@command(calendar, "profile")
@click.option("--region", help="区划代码或名称；缺省为全局 region by code or name; everywhere if not given")
@click.option("--on", type=DATE, help="哪一天有效的政策；缺省为今天 the day asked for; today if not given")
@click.option("--id", "version_id", help="查看此编号的一版 show the version of this id instead")
def profile(door: Door, region: str | None, on: datetime | None, version_id: str | None) -> None:
    """显示有效的期限与阈值 show the policy figures in force."""
    with door.office.look(door.actor) as look:
        region_id = people.find_region(look.session, region).id if region else None
        day = on.date() if on else None
        found = queries.show_profile(look, version_id) if version_id else queries.profile_in_force(look, region=region_id, on=day)
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


@command(calendar, "recompute")
def recompute(door: Door) -> None:
    """重新计算在办事项 compute the running cases anew, after a newer source of working days was installed."""
    with door.office.work(door.actor) as work:
        moved = calendars.recompute(work)
    door.show({"recomputed": moved}, f"{len(moved)} 个在办事项到期日有变 running cases moved")


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
