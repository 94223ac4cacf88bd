"""``catalog export …`` and ``catalog template …``: what people take away, and the workbook they fill."""

from __future__ import annotations

from pathlib import Path

import click

from catalog.cli import main, named
from catalog.cli.common import Door, command
from catalog.exchange.exports import export_resources
from catalog.exchange.loop.exports import export_demands, export_responsibilities
from catalog.exchange.loop.exports import write_template as write_list_template
from catalog.exchange.loop.issued import write_issue
from catalog.exchange.loop.yearly import write_year
from catalog.exchange.workbook import write_template
from catalog.lists.demands import queries as demand_queries
from catalog.lists.demands.rules import DEMAND
from catalog.lists.queries import Filter
from catalog.lists.responsibilities import queries as responsibility_queries
from catalog.lists.responsibilities.rules import RESPONSIBILITY
from catalog.lists.rules import RESOURCE
from catalog.people import find_department, find_region

OUTPUT = click.Path(dir_okay=False, path_type=Path)
TO = click.option("-o", "--output", type=OUTPUT, required=True, help="目标文件 .xlsx .csv .jsonl the file to write")
TO_WORKBOOK = click.option("-o", "--output", type=OUTPUT, required=True, help="目标文件 .xlsx the file to write")
REGION = click.option("--region", metavar="CODE", help="只导出此区划及下级 one region and all beneath it")
YEAR = click.option("--year", type=click.IntRange(2000, 2100), help="只导出该年编号的 those numbered in this year only")


@main.group("export")
def export() -> None:
    """导出三清单 export the three lists."""


@command(export, "resources")
@TO
@click.option("--department", metavar="CODE", help="只导出此部门 one department only")
@REGION
@click.option("--state", "states", multiple=True, type=click.Choice(tuple(RESOURCE)), help="只导出这些状态 these states only")
@click.option("--edition", metavar="LABEL", help="导出某一版 as it stood in an edition")
def resources(
    door: Door, output: Path, department: str | None, region: str | None, states: tuple[str, ...], edition: str | None
) -> None:
    """导出数据资源目录 export catalog entries."""
    actor = door.actor
    with door.office.look(actor) as look:
        wanted = Filter(
            states=states,
            department=find_department(look, department).department.id if department else None,
            region=find_region(look.session, region).id if region else None,
        )
        written = export_resources(look, output, wanted, edition=edition)
    _written(door, output, written)


@command(export, "demands")
@TO
@click.option("--department", metavar="CODE", help="只导出此部门的需求 demands of one department only")
@REGION
@click.option("--state", "states", multiple=True, type=click.Choice(tuple(DEMAND)), help="只导出这些状态 these states only")
@YEAR
def demands(
    door: Door, *, output: Path, department: str | None, region: str | None, states: tuple[str, ...], year: int | None
) -> None:
    """导出需求清单，可再导入 export the demand list; the file imports again unchanged."""
    with door.office.look(door.actor) as look:
        wanted = demand_queries.Filter(
            states=states,
            department=named.department(look, department) if department else None,
            region=named.region(look, region),
            year=year,
        )
        _written(door, output, export_demands(look, output, wanted))


@command(export, "responsibilities")
@TO
@click.option("--department", metavar="CODE", help="只导出此部门的责任 responsibilities of one department only")
@REGION
@click.option(
    "--state", "states", multiple=True, type=click.Choice(tuple(RESPONSIBILITY)), help="只导出这些状态 these states only"
)
@YEAR
def responsibilities(
    door: Door, *, output: Path, department: str | None, region: str | None, states: tuple[str, ...], year: int | None
) -> None:
    """导出责任清单，可再导入 export the responsibility list; the file imports again unchanged."""
    with door.office.look(door.actor) as look:
        wanted = responsibility_queries.Filter(
            states=states,
            owner=named.department(look, department) if department else None,
            region=named.region(look, region),
            year=year,
        )
        _written(door, output, export_responsibilities(look, output, wanted))


@command(export, "issue")
@click.argument("issue", metavar="ID")
@TO_WORKBOOK
def issue(door: Door, issue: str, output: Path) -> None:
    """导出已下达的责任清单，供打印签收 export an issued responsibility list to be printed and signed for."""
    with door.office.look(door.actor) as look:
        _written(door, output, write_issue(look, issue, output))


@command(export, "year")
@click.argument("year", type=click.IntRange(2000, 2100))
@TO_WORKBOOK
@REGION
def year(door: Door, year: int, output: Path, region: str | None) -> None:
    """导出某年的三清单（一个工作簿，供打印归档） export the three lists of a year in one workbook."""
    with door.office.look(door.actor) as look:
        counts = write_year(look, year, output, region=named.region(look, region))
    said = f"目录 resources {counts['resources']}  需求 demands {counts['demands']}  责任 responsibilities {counts['responsibilities']}"
    door.show({"written": counts, "file": str(output)}, f"已导出到 {output} written  {said}")


def _written(door: Door, output: Path, written: int) -> None:
    door.show({"written": written, "file": str(output)}, f"已导出 {written} 条到 {output} entries written")


@main.group("template")
def template() -> None:
    """生成供部门填写的工作簿 workbooks for departments to fill."""


@command(template, "resources")
@TO_WORKBOOK
def resources_template(door: Door, output: Path) -> None:
    """生成目录填报模板：下拉列表、批注、示例、信息项表 the workbook in which a department compiles its entries."""
    write_template(output)
    door.show({"file": str(output)}, f"已生成 {output} template written")


@command(template, "demands")
@TO_WORKBOOK
def demands_template(door: Door, output: Path) -> None:
    """生成需求清单填报模板 the workbook in which a department lists its demands."""
    write_list_template(output, "demands")
    door.show({"file": str(output)}, f"已生成 {output} template written")


@command(template, "responsibilities")
@TO_WORKBOOK
def responsibilities_template(door: Door, output: Path) -> None:
    """生成责任清单填报模板 the workbook in which the data authority drafts responsibilities."""
    write_list_template(output, "responsibilities")
    door.show({"file": str(output)}, f"已生成 {output} template written")
