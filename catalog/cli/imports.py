"""``catalog import …``: registers and catalogs from the files that people have."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from catalog.cli import main
from catalog.cli.common import Door, command
from catalog.exchange.imports import Options, Report, import_resources, unseen

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@main.group("import")
def group() -> None:
    """导入目录与各类登记表 import catalogs and registers from files."""


@command(group, "resources")
@click.argument("file", type=FILE)
@click.option("--department", metavar="CODE", help="未写明提供方的行归此部门 department of rows that name none")
@click.option("--region", metavar="CODE", help="未写明区划的行归此区划 region of rows that name none")
@click.option("--create-departments", is_flag=True, help="建立未登记的部门和区划（待确认） make unknown departments, unconfirmed")
@click.option("--take-over", is_flag=True, help="接管另一实例导出的目录，含代码与状态 take codes and states over from an export")
@click.option("--dry-run", is_flag=True, help="只检查，不写入 check only, write nothing")
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="将被拒绝的行写入此工作簿 write rejected rows here"
)
def resources(
    door: Door,
    file: Path,
    department: str | None,
    region: str | None,
    create_departments: bool,
    take_over: bool,
    dry_run: bool,
    report: Path | None,
) -> None:
    """导入数据资源目录（.xlsx .csv .jsonl，可 gzip） import catalog entries; running it twice changes nothing."""
    options = Options(department, region, create_departments, dry_run, take_over, report)
    with _progress() as progress:
        answer = import_resources(door.office, door.actor, file, options, progress=progress)
    door.show(answer, _lines(answer, dry_run))


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Show a bar on a terminal; elsewhere nothing, so that logs stay readable."""
    if not sys.stderr.isatty():
        yield unseen
        return
    with click.progressbar(length=1000, label="读取 reading", file=sys.stderr) as bar:
        yield lambda done, size: bar.update(int(1000 * done / max(size, 1)) - bar.pos)


def _lines(report: Report, dry_run: bool) -> Iterator[str]:
    if dry_run:
        yield "演练，未写入 rehearsal, nothing was written"
    yield f"读取 read {report.read}  新增 accepted {report.accepted}  更新 updated {report.updated}  未变 unchanged {report.unchanged}"
    yield f"拒绝 rejected {report.rejected}  提示 warnings {report.warnings}  新建部门 departments created {report.departments_created}"
    for note in report.notes:
        yield f"注意 note: {note.zh} / {note.en}"
    for rejection in report.rejections[:20]:
        reasons = "；".join(problem["zh"] for problem in rejection["problems"] if problem["severity"] == "rejected")
        yield f"  第 {'、'.join(map(str, rejection['lines']))} 行 {rejection['name'] or ''}：{reasons}"
    if report.rejected > 20:
        yield "  其余见 --report 或 --json  the rest: --report or --json"
