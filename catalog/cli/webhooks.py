"""``catalog webhooks``: who is told of changes, how that goes, and what was not accepted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import click

from catalog import people, webhooks
from catalog.cli import main
from catalog.cli.common import Door, command, plain, table
from catalog.webhooks import Subscription, queries
from catalog.webhooks.sending import FAULTS

_STATES: Final[Mapping[str, tuple[str, str]]] = {
    "healthy": ("正常", "healthy"),
    "failing": ("发送失败", "failing"),
    "paused": ("已暂停", "paused"),
    "dead": ("死信", "dead"),
    "queued": ("待重发", "queued"),
    "delivered": ("已送达", "delivered"),
}
REVISION: Final = click.option("--revision", type=int, required=True, help="所读到的版次 the revision you have read")


@main.group("webhooks")
def group() -> None:
    """事件订阅：向部门应用推送变更事件 webhooks: tell departments' applications of changes."""


@command(group, "add")
@click.argument("application")
@click.argument("department")
@click.argument("address")
@click.option(
    "--verb", "verbs", multiple=True, required=True, help="事件，如 resource:approve 或 resource:*，可重复 an event; repeat it"
)
def add(door: Door, *, application: str, department: str, address: str, verbs: tuple[str, ...]) -> None:
    """新增订阅（安全管理员），签名密钥只显示一次 subscribe an application; the secret is shown this once."""
    vault = people.open_vault(door.settings, door.office.new_secret)
    with door.office.work(door.actor) as work:
        found = people.find_department(work, department)
        whose = (found.present or (found.department,))[0].id
        made = webhooks.subscribe(work, vault, Subscription(whose, application, address, verbs))
    note = "密钥只显示这一次 the secret is shown this once"
    door.show(made, [f"编号 id      {made.id}", f"密钥 secret  {made.secret}", note])


@command(group, "list")
def list_all(door: Door) -> None:
    """列出订阅及其状态 list the webhooks and how they fare."""
    with door.office.look(door.actor) as look:
        listed = queries.list_webhooks(look)
    headings = {"id": "编号 id", "department": "部门 department", "application": "应用 application", "address": "地址 address"}
    more = {"state": "状态 state", "backlog": "积压 backlog", "dead": "死信 dead", "revision": "版次 revision"}
    door.show(listed, table([_named(one) for one in listed], headings | more))


@command(group, "show")
@click.argument("webhook")
def show(door: Door, webhook: str) -> None:
    """查看一个订阅 show one webhook."""
    with door.office.look(door.actor) as look:
        found = queries.show(look, webhook)
    rows = [{"name": name, "value": value} for name, value in _named(found).items()]
    door.show(found, table(rows, {"name": "字段 field", "value": "值 value"}))


@command(group, "dead")
@click.argument("webhook")
def dead(door: Door, webhook: str) -> None:
    """列出死信 list the events that were not accepted."""
    with door.office.look(door.actor) as look:
        letters = queries.dead_letters(look, webhook)
    rows = [_named(letter) | {"verb": letter.event["verb"], "name": letter.event["name"]} for letter in letters]
    headings = {"id": "编号 id", "seq": "序号 no.", "verb": "事件 verb", "name": "名称 name", "state": "状态 state"}
    more = {"fault": "原因 reason", "died_at": "时间 at", "revision": "版次 revision"}
    door.show(list(letters), table(rows, headings | more))


@command(group, "redeliver")
@click.argument("webhook")
@click.argument("letter")
@REVISION
def redeliver(door: Door, *, webhook: str, letter: str, revision: int) -> None:
    """重发一封死信（安全管理员） have a dead letter sent once more."""
    with door.office.work(door.actor) as work:
        receipt = webhooks.redeliver(work, webhook, letter, revision=revision)
    door.show(receipt, f"待重发 queued: {letter}")


@command(group, "pause")
@click.argument("webhook")
@REVISION
def pause(door: Door, webhook: str, revision: int) -> None:
    """暂停发送（安全管理员） send nothing until it is resumed."""
    with door.office.work(door.actor) as work:
        receipt = webhooks.pause(work, webhook, revision=revision)
    door.show(receipt, f"已暂停 paused: {webhook}")


@command(group, "resume")
@click.argument("webhook")
@REVISION
def resume(door: Door, webhook: str, revision: int) -> None:
    """恢复发送（安全管理员） send again where it was paused."""
    with door.office.work(door.actor) as work:
        receipt = webhooks.resume(work, webhook, revision=revision)
    door.show(receipt, f"已恢复 resumed: {webhook}")


@command(group, "remove")
@click.argument("webhook")
@REVISION
def remove(door: Door, webhook: str, revision: int) -> None:
    """取消订阅，死信一并删除（安全管理员） unsubscribe; its dead letters go with it."""
    with door.office.work(door.actor) as work:
        webhooks.unsubscribe(work, webhook, revision=revision)
    door.show({"id": webhook, "removed": True}, f"已取消 removed: {webhook}")


def _named(thing: queries.Webhook | queries.DeadLetter) -> dict[str, Any]:
    """Return a row whose state and fault are told in words."""
    words: dict[str, Any] = {"state": " ".join(_STATES[thing.state])}
    if thing.fault is not None:
        words["fault"] = " ".join(FAULTS[thing.fault])
    return dict(_flat(plain(thing) | words))


def _flat(row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        yield name, " ".join(value) if isinstance(value, list) else value
