"""``catalog demo``: a city to look at, loaded once, served."""

from __future__ import annotations

import getpass
from collections.abc import Iterator

import click

from catalog import upkeep
from catalog.cli import main, serve
from catalog.cli.common import Door, command, table
from catalog.demo.loader import Loaded, load
from catalog.people import list_departments
from catalog.settings import Settings


@command(main, "demo")
@click.option("--no-serve", is_flag=True, help="只装入数据，不启动服务 load only, do not serve")
def demo(door: Door, no_serve: bool) -> None:
    """装入演示城市并启动服务 load the demonstration city and serve it."""
    upkeep.upgrade(door.office.engine)
    with door.office.look(door.actor) as look:
        loaded_before = bool(list_departments(look))
    if loaded_before:
        door.show({"loaded": False}, "演示数据已装入；口令只在首次装入时显示 loaded before; passwords were shown then")
    else:
        _publish_settings(door)
        click.echo("正在装入演示城市，约需半分钟 loading the demonstration city, about half a minute", err=True)
        loaded = load(door.settings, getpass.getuser())
        door.show({"loaded": True, "demo": loaded}, _lines(loaded, door.settings))
    if not no_serve:
        serve.run(door)


def _publish_settings(door: Door) -> None:
    """Let visitors read the demonstration's published entries; real catalogs are for those who sign in."""
    file = door.settings.home / "settings.toml"
    if not file.exists():
        file.write_text(
            "# 演示城市：未登录者可查看已发布目录 the demonstration's catalog is public\npublic_catalog = true\n",
            encoding="utf-8",
        )


def _lines(loaded: Loaded, settings: Settings) -> Iterator[str]:
    yield f"已装入 {loaded.departments} 个部门、{loaded.resources} 条目录 departments and entries loaded"
    yield "演示账号（口令只显示这一次） accounts, shown this once:"
    rows = [{"login": each.login, "password": each.password, "who": each.who} for each in loaded.accounts]
    yield from table(rows, {"login": "登录名 login", "password": "口令 password", "who": "身份 who"})
    yield f"浏览器打开 http://{settings.host}:{settings.port}/ ，点“登录”，用上面任一账号 open it in a browser and sign in there"
    yield "命令行加 --as 登录名；接口见 /docs on the command line, --as LOGIN; the API at /docs"
