"""``catalog export …`` and ``catalog template …``: what people take away, and the workbook they fill."""

from __future__ import annotations

from pathlib import Path

import click

from catalog.cli import main
from catalog.cli.common import Door, command
from catalog.exchange.exports import export_resources
from catalog.exchange.workbook import write_template
from catalog.lists.queries import Filter
from catalog.lists.rules import RESOURCE
from catalog.people import find_department, find_region

OUTPUT = click.Path(dir_okay=False, path_type=Path)


@main.group("export")
def export() -> None:
    """导出目录 export the catalog list."""


@command(export, "resources")
@click.option("-o", "--output", type=OUTPUT, required=True, help="目标文件 .xlsx .csv .jsonl the file to write")
@click.option("--department", metavar="CODE", help="只导出此部门 one department only")
@click.option("--region", metavar="CODE", help="只导出此区划及下级 one region and all beneath it")
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
    door.show({"written": written, "file": str(output)}, f"已导出 {written} 条到 {output} entries written")


@main.group("template")
def template() -> None:
    """生成供部门填写的工作簿 workbooks for departments to fill."""


@command(template, "resources")
@click.option("-o", "--output", type=OUTPUT, required=True, help="目标文件 .xlsx the file to write")
def resources_template(door: Door, output: Path) -> None:
    """生成目录填报模板：下拉列表、批注、示例、信息项表 the workbook in which a department compiles its entries."""
    write_template(output)
    door.show({"file": str(output)}, f"已生成 {output} template written")
