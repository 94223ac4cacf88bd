"""``catalog people token|key``: the credentials of machines."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import click

from catalog import people
from catalog.cli import named
from catalog.cli.common import Door, command, plain, table
from catalog.cli.people import group
from catalog.office import Look, Work
from catalog.people import CredentialKind, Issued, Order

token = click.Group("token", help="应用系统的令牌 bearer tokens of applications.")
key = click.Group("key", help="应用系统的签名密钥 signing keys of applications.")
for part in (token, key):
    group.add_command(part)


def _order(look: Look, department: str, application: str, scopes: Iterable[str], days: int) -> Order:
    return Order(named.department(look, department), application, tuple(scopes), look.now + timedelta(days=days))


def _show_issued(door: Door, issued: Issued) -> None:
    lines = [f"编号 id      {issued.id}", f"密文 secret  {issued.secret}", f"有效至 until {issued.expires_at:%Y-%m-%d %H:%M} UTC"]
    door.show(issued, [*lines, "只显示这一次 shown this once"])


def _issuing(function: Any) -> Any:
    """Give a command the arguments of an order."""
    options = (
        click.argument("application"),
        click.argument("department"),
        click.option("--scope", "scopes", multiple=True, required=True, help="可用操作 a verb of the table of rights; repeat it"),
        click.option(
            "--days", default=365, show_default=True, type=click.IntRange(1, 3660), help="有效天数 days until it expires"
        ),
    )
    for option in options:
        function = option(function)
    return function


@command(token, "issue")
@_issuing
def issue_token(door: Door, **wanted: Any) -> None:
    """签发令牌（安全管理员） issue a token; the security administrator's right."""
    with door.office.work(door.actor) as work:
        issued = people.issue_token(work, _order(work, **wanted))
    _show_issued(door, issued)


@command(key, "issue")
@_issuing
def issue_key(door: Door, **wanted: Any) -> None:
    """签发签名密钥（安全管理员） issue a signing key; the security administrator's right."""
    vault = people.open_vault(door.settings, door.office.new_secret)
    with door.office.work(door.actor) as work:
        issued = people.issue_key(work, vault, _order(work, **wanted))
    _show_issued(door, issued)


def _revoke(door: Door, credential: str, verb: Callable[[Work, str], None]) -> None:
    with door.office.work(door.actor) as work:
        verb(work, credential)
    door.show({"id": credential, "revoked": True}, f"已吊销 revoked: {credential}")


@command(token, "revoke")
@click.argument("token_id")
def revoke_token(door: Door, token_id: str) -> None:
    """吊销令牌 make a token worthless."""
    _revoke(door, token_id, people.revoke_token)


@command(key, "revoke")
@click.argument("key_id")
def revoke_key(door: Door, key_id: str) -> None:
    """吊销签名密钥 make a signing key worthless."""
    _revoke(door, key_id, people.revoke_key)


def _list_credentials(door: Door, kind: CredentialKind, department: str | None) -> None:
    with door.office.look(door.actor) as look:
        where = named.department(look, department) if department else None
        listed = people.list_credentials(look, kind, department=where)
    rows = [plain(one) | {"scopes": " ".join(one.scopes)} for one in listed]
    headings = {"id": "编号 id", "department": "部门 department", "application": "应用 application", "scopes": "权限 scopes"}
    door.show(listed, table(rows, headings | {"expires_at": "有效至 until", "revoked_at": "吊销 revoked"}))


def _show_credential(door: Door, kind: CredentialKind, credential: str) -> None:
    with door.office.look(door.actor) as look:
        shown = people.show_credential(look, kind, credential)
    told = plain(shown) | {"scopes": " ".join(shown.scopes)}
    door.show(
        shown, table([{"name": name, "value": value} for name, value in told.items()], {"name": "项 field", "value": "值 value"})
    )


OF = click.option("--department", help="部门代码或名称，含其前身 department with its predecessors, by code or name")


@command(token, "list")
@OF
def list_tokens(door: Door, department: str | None) -> None:
    """列出令牌 list the tokens, without their secrets."""
    _list_credentials(door, "token", department)


@command(key, "list")
@OF
def list_keys(door: Door, department: str | None) -> None:
    """列出签名密钥 list the signing keys, without their secrets."""
    _list_credentials(door, "key", department)


@command(token, "show")
@click.argument("token_id")
def show_token(door: Door, token_id: str) -> None:
    """查看令牌 show a token, without its secret."""
    _show_credential(door, "token", token_id)


@command(key, "show")
@click.argument("key_id")
def show_key(door: Door, key_id: str) -> None:
    """查看签名密钥 show a signing key, without its secret."""
    _show_credential(door, "key", key_id)
