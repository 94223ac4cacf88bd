"""``catalog meter gateway``: the register of gateways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import click

from catalog.cli import named
from catalog.cli.common import Door, command, plain, table
from catalog.cli.meter import meter
from catalog.metering import gateways
from catalog.metering.gateways import FORMS, GatewayEntry

gateway = click.Group("gateway", help="网关登记 the register of gateways.")
meter.add_command(gateway)

REVISION: Final = click.option("--revision", type=int, required=True, help="所读到的版次 the revision you have read")
_HEADINGS: Final = {
    "name": "名称 name",
    "form": "形式 form",
    "department": "部门 department",
    "application": "应用 application",
    "asserts": "可断言 asserts",
    "reports_records": "报条数 records",
    "reports_items": "报信息项 items",
    "retired_at": "停用 retired",
    "revision": "版次 revision",
}


def _described(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the arguments that say what a gateway is."""
    for option in (
        click.argument("application"),
        click.argument("department"),
        click.argument("name"),
        click.option("--form", type=click.Choice(list(FORMS)), required=True, help="请求许可的形式 how it asks for permission"),
        click.option("--asserts", is_flag=True, help="其配置覆盖客户端的 X-Application it overwrites a client's X-Application"),
        click.option("--records", "reports_records", is_flag=True, help="日志含返回条数 its logs carry X-Record-Count"),
        click.option("--items", "reports_items", is_flag=True, help="日志含信息项 its logs carry X-Items"),
    ):
        function = option(function)
    return function


def _entry(look: Any, wanted: dict[str, Any]) -> GatewayEntry:
    return GatewayEntry(**{**wanted, "department": named.department(look, wanted["department"])})


@command(gateway, "list")
def list_all(door: Door) -> None:
    """列出网关 list the gateways by name, retired ones included."""
    with door.office.look(door.actor) as look:
        listed = gateways.list_gateways(look)
    door.show(list(listed), table([plain(one) for one in listed], _HEADINGS))


@command(gateway, "show")
@click.argument("name")
def show(door: Door, name: str) -> None:
    """查看网关 show one gateway, by name or id."""
    with door.office.look(door.actor) as look:
        found = gateways.named(look, name)
    door.show(found, table([plain(found)], {"id": "编号 id", **_HEADINGS}))


@command(gateway, "register")
@_described
def register(door: Door, **wanted: Any) -> None:
    """登记网关 register a gateway: a credential of that department and application is it from now on."""
    with door.office.work(door.actor) as work:
        made = gateways.register(work, _entry(work, wanted))
    door.show(made, f"已登记 registered: {wanted['name']}")


@command(gateway, "edit")
@_described
@REVISION
def edit(door: Door, revision: int, **wanted: Any) -> None:
    """修改网关（名称除外，全部替换） change a gateway, all of it but its name."""
    with door.office.work(door.actor) as work:
        found = gateways.named(work, wanted["name"])
        done = gateways.edit(work, found.id, _entry(work, wanted), revision=revision)
    door.show(done, f"已修改 changed: {wanted['name']}")


@command(gateway, "retire")
@click.argument("name")
@REVISION
def retire(door: Door, name: str, revision: int) -> None:
    """停用网关 retire a gateway; what it has reported stays."""
    with door.office.work(door.actor) as work:
        done = gateways.retire(work, gateways.named(work, name).id, revision=revision)
    door.show(done, f"已停用 retired: {name}")
