"""``catalog export dcat`` and ``catalog export ckan``: what other portals harvest, in a file."""

from __future__ import annotations

from pathlib import Path

import click

from catalog.cli.common import Door, command
from catalog.cli.exports import OUTPUT, export
from catalog.exchange.ckan.dump import export_packages
from catalog.exchange.dcat import pages
from catalog.settings import Settings


@command(export, "dcat")
@click.argument("file", type=OUTPUT)
@click.option(
    "--format", "suffix", type=click.Choice(tuple(pages.FORMATS)), default="ttl", help="Turtle 或 JSON-LD the format of the file"
)
def dcat(door: Door, file: Path, suffix: str) -> None:
    """导出为 DCAT-AP 3 write the published entries as DCAT-AP 3, as /catalog.ttl tells them page by page."""
    with door.office.look(door.actor) as look:
        written = pages.export(look, file, _base_url(door.settings), suffix=suffix)
    door.show({"written": written, "file": str(file)}, f"已导出 {written} 条到 {file} entries written")


@command(export, "ckan")
@click.argument("file", type=OUTPUT)
def ckan(door: Door, file: Path) -> None:
    """导出为 CKAN 数据集（JSON 行） write the published entries as CKAN packages, one a line, as package_show tells them."""
    with door.office.look(door.actor) as look:
        written = export_packages(look, file, _base_url(door.settings))
    door.show({"written": written, "file": str(file)}, f"已导出 {written} 条到 {file} entries written")


def _base_url(settings: Settings) -> str:
    """Return the address that links are made with: the public one, else the one the service listens on."""
    return settings.public_url or f"http://{settings.host}:{settings.port}/"
