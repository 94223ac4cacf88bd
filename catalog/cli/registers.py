"""``catalog import regions|departments|…|demands|responsibilities``: registers and lists from the files that people have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from catalog.cli.common import Door, command
from catalog.cli.imports import FILE, group
from catalog.exchange.imports import Report
from catalog.exchange.registers import REGISTERS
from catalog.exchange.registers.jobs import Options, import_register


def _options(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the file and the options that all registers share."""
    given = (
        click.argument("file", type=FILE),
        click.option("--region", metavar="CODE", help="未写明区划的行归此区划（代码或名称） region of rows that name none"),
        click.option("--dry-run", is_flag=True, help="只检查，不写入 check only, write nothing"),
        click.option(
            "--report", type=click.Path(dir_okay=False, path_type=Path), help="将被拒绝的行写入此工作簿 write rejected rows here"
        ),
    )
    for option in reversed(given):
        function = option(function)
    return function


@command(group, "regions")
@_options
def regions(door: Door, **arguments: Any) -> None:
    """导入行政区划（.xlsx .csv .json .jsonl，可 gzip） import regions, in any order; running it twice changes nothing."""
    _import(door, "regions", **arguments)


@command(group, "departments")
@_options
def departments(door: Door, **arguments: Any) -> None:
    """导入部门（名称、统一社会信用代码、区划等） import departments; running it twice changes nothing."""
    _import(door, "departments", **arguments)


@command(group, "officials")
@_options
def officials(door: Door, **arguments: Any) -> None:
    """导入人员与云长，不含角色 import officials and cloud chiefs, without roles; running it twice changes nothing."""
    _import(door, "officials", **arguments)


@command(group, "classifications")
@_options
def classifications(door: Door, **arguments: Any) -> None:
    """导入信息资源分类（类 1、类 2） import classification nodes of classes 1 and 2; running it twice changes nothing."""
    _import(door, "classifications", **arguments)


_DEPARTMENT = click.option("--department", metavar="CODE", help="未写明部门的行归此部门 department of rows that name none")


@command(group, "demands")
@_options
@_DEPARTMENT
def demands(door: Door, **arguments: Any) -> None:
    """导入需求清单为草稿（.xlsx .csv .jsonl，可 gzip） import demands as drafts; running it twice changes nothing."""
    _import(door, "demands", **arguments)


@command(group, "responsibilities")
@_options
@_DEPARTMENT
def responsibilities(door: Door, **arguments: Any) -> None:
    """导入责任清单为拟定稿（.xlsx .csv .jsonl，可 gzip） import responsibilities as drafts; running it twice changes nothing."""
    _import(door, "responsibilities", **arguments)


def _import(
    door: Door, name: str, *, file: Path, region: str | None, dry_run: bool, report: Path | None, department: str | None = None
) -> None:
    answer = import_register(door.office, door.actor, REGISTERS[name], file, Options(region, dry_run, report, department))
    door.show(answer, _lines(answer, dry_run))


def _lines(report: Report, dry_run: bool) -> Iterator[str]:
    if dry_run:
        yield "演练，未写入 rehearsal, nothing was written"
    yield f"读取 read {report.read}  新增 accepted {report.accepted}  更新 updated {report.updated}  未变 unchanged {report.unchanged}"
    yield f"拒绝 rejected {report.rejected}  提示 warnings {report.warnings}"
    for note in report.notes:
        yield f"注意 note: {note.zh} / {note.en}"
    for rejection in report.rejections[:20]:
        reasons = "；".join(f"{problem['zh']} {problem['en']}" for problem in rejection["problems"])
        yield f"  第 {rejection['lines'][0]} 行 {rejection['name'] or ''}：{reasons}"
    if report.rejected > 20:
        yield "  其余见 --report 或 --json  the rest: --report or --json"
