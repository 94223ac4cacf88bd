"""``catalog people``: administrators, accounts, roles and the table of rights; credentials and registers stand in modules of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import click

from catalog import people
from catalog.cli import main, named
from catalog.cli.common import Door, command, plain, table
from catalog.people import Account, OfficialEntry
from catalog.people.officials import FIRST_LOGINS
from catalog.people.rules import GRANTABLE
from catalog.rights import RIGHTS, ROLES
from catalog.store import day_start

OUTCOMES = {"accepted": "已登记 made", "updated": "已更新 updated", "unchanged": "未变 unchanged"}
"""What putting a thing into a register did to it."""


@main.group("people")
def group() -> None:
    """区划、部门、人员、角色与凭证 regions, departments, officials, roles and credentials."""


roles = click.Group("roles", help="人员角色 roles of officials.")
group.add_command(roles)


# -- Administrators and accounts


@command(group, "bootstrap")
@click.option("--system-admin", default=FIRST_LOGINS["system_admin"], show_default=True, help="系统管理员登录名 login")
@click.option("--security-admin", default=FIRST_LOGINS["security_admin"], show_default=True, help="安全管理员登录名 login")
@click.option("--auditor", default=FIRST_LOGINS["auditor"], show_default=True, help="审计员登录名 login")
def bootstrap(door: Door, **logins: str) -> None:
    """一次性建立三员，口令只显示一次 make the three administrators; their one-time passwords are shown this once."""
    with door.office.work(door.actor) as work:
        accounts = people.bootstrap(work, logins)
    _show_accounts(door, accounts)


def _show_accounts(door: Door, accounts: Sequence[Account]) -> None:
    rows = [plain(account) | {"role": " ".join(ROLES[account.role]) if account.role else None} for account in accounts]
    note = "口令只显示这一次，首次登录须修改：catalog people password LOGIN\nshown this once; change it before signing in"
    door.show(
        accounts, [*table(rows, {"login": "登录名 login", "password": "一次性口令 one-time password", "role": "角色 role"}), note]
    )


@command(group, "add")
@click.argument("who", metavar="LOGIN")
@click.argument("name")
@click.option("--department", help="部门代码或名称 department, by code or name")
@named.REGION
@click.option("--email", metavar="ADDRESS", help="电子邮箱 e-mail address")
def add(door: Door, *, who: str, name: str, department: str | None, region: str | None, email: str | None) -> None:
    """建立人员账号 make an account; its one-time password is shown this once."""
    with door.office.work(door.actor) as work:
        where = named.department(work, department, region) if department else None
        account = people.add_official(work, OfficialEntry(who, name, where, email))
    _show_accounts(door, [account])


@command(group, "reset")
@click.argument("who", metavar="LOGIN")
def reset(door: Door, who: str) -> None:
    """重置口令 give an account a new one-time password."""
    with door.office.work(door.actor) as work:
        account = people.reset_password(work, people.official_id(work, who))
    _show_accounts(door, [account])


@command(group, "password")
@click.argument("who", metavar="LOGIN")
@click.option("--new", envvar="CATALOG_NEW_PASSWORD", hidden=True)
def password(door: Door, who: str, new: str | None) -> None:
    """修改自己的口令 change one's own password."""
    present = door.password or click.prompt("现口令 present password", hide_input=True, err=True)
    wanted = new or click.prompt("新口令 new password", hide_input=True, confirmation_prompt=True, err=True)
    people.change_password(door.office, who, present, wanted)
    door.show({"login": who, "changed": True}, f"口令已修改 password changed: {who}")


@command(group, "disable")
@click.argument("who", metavar="LOGIN")
def disable(door: Door, who: str) -> None:
    """停用账号 close an account."""
    with door.office.work(door.actor) as work:
        people.disable(work, people.official_id(work, who))
    door.show({"login": who, "disabled": True}, f"已停用 disabled: {who}")


@command(group, "enable")
@click.argument("who", metavar="LOGIN")
def enable(door: Door, who: str) -> None:
    """恢复账号 open a disabled account again."""
    with door.office.work(door.actor) as work:
        people.enable(work, people.official_id(work, who))
    door.show({"login": who, "disabled": False}, f"已恢复 enabled: {who}")


@command(group, "put")
@click.argument("who", metavar="LOGIN")
@click.argument("name")
@click.option("--department", help="部门代码或名称 department, by code or name")
@named.REGION
@click.option("--email", metavar="ADDRESS", help="电子邮箱 e-mail address")
def put(door: Door, *, who: str, name: str, department: str | None, region: str | None, email: str | None) -> None:
    """登记或更新人员，新账号无口令 put an official into the register; a new account has no password before a reset."""
    with door.office.work(door.actor) as work:
        where = named.department(work, department, region) if department else None
        done = people.put_official(work, OfficialEntry(who, name, where, email))
    door.show(done, f"{OUTCOMES[done.outcome]}: {who}")


@command(group, "officials")
@click.option("--department", help="部门代码或名称，含其前身 department with its predecessors, by code or name")
@click.option("--search", help="登录名或姓名所含文字 words in login or name")
def officials(door: Door, department: str | None, search: str | None) -> None:
    """列出账号 list the accounts."""
    with door.office.look(door.actor) as look:
        where = named.department(look, department) if department else None
        listed = people.list_officials(look, department=where, words=search)
    rows = [plain(one) | {"roles": "、".join(ROLES[role][0] for role in one.roles)} for one in listed]
    headings = {"login": "登录名 login", "name": "姓名 name", "department_name": "部门 department", "roles": "角色 roles"}
    door.show(listed, table(rows, headings | {"disabled_at": "停用 disabled", "locked_until": "锁定至 locked until"}))


@command(group, "show")
@click.argument("who", metavar="LOGIN")
def show(door: Door, who: str) -> None:
    """查看账号及历次授予的角色 show an account with every role that was ever granted to it."""
    with door.office.look(door.actor) as look:
        shown = people.show_official(look, people.official_id(look, who))
    one = shown.official
    headings = {"role": "角色 role", "valid_from": "起 from", "valid_to": "止 until", "granted_by": "授予人 by"}
    grants = table([asdict(grant) for grant in shown.grants], headings)
    door.show(shown, [f"{one.login} {one.name} {one.department_name or ''} {shown.email or ''}".rstrip(), *grants])


@command(group, "whoami")
def whoami(door: Door) -> None:
    """我是谁、可做什么 show who acts and what that may do; with --as, that official."""
    with door.office.look(door.actor) as look:
        me = people.whoami(look)
    where = " ".join(place.name for place in (me.region, me.department) if place)
    rows = [{"verb": right.verb, "reaches": "、".join(right.reaches)} for right in me.rights]
    headings = {"verb": "操作 verb", "reaches": "范围 reach"}
    door.show(
        me,
        [f"{me.login} {me.name or ''} {where}".rstrip(), "、".join(ROLES[role][0] for role in me.roles), *table(rows, headings)],
    )


# -- Roles and rights


@command(roles, "grant")
@click.argument("who", metavar="LOGIN")
@click.argument("role", type=click.Choice(GRANTABLE))
@named.FROM
@named.UNTIL
def grant(door: Door, *, who: str, role: str, valid_from: datetime | None, valid_to: datetime | None) -> None:
    """授予角色（安全管理员） grant a role; the security administrator's right."""
    begins, ends = (day_start(given.date()) if given else None for given in (valid_from, valid_to))
    with door.office.work(door.actor) as work:
        people.grant_role(work, people.official_id(work, who), role, valid_from=begins, valid_to=ends)
    door.show({"login": who, "granted": role}, f"已授予 granted: {who} {' '.join(ROLES[role])}")


@command(roles, "revoke")
@click.argument("who", metavar="LOGIN")
@click.argument("role", type=click.Choice(GRANTABLE))
def revoke(door: Door, who: str, role: str) -> None:
    """撤销角色（安全管理员） revoke a role; the security administrator's right."""
    with door.office.work(door.actor) as work:
        people.revoke_role(work, people.official_id(work, who), role)
    door.show({"login": who, "revoked": role}, f"已撤销 revoked: {who} {' '.join(ROLES[role])}")


@command(roles, "show")
@click.argument("who", metavar="[LOGIN]", required=False)
def show_roles(door: Door, who: str | None) -> None:
    """列出人员的角色 show who holds which roles."""
    with door.office.look(door.actor) as look:
        listed = [one for one in people.list_officials(look) if who in (None, one.login)]
    rows = [{"login": one.login, "role": role, "zh": ROLES[role][0]} for one in listed for role in one.roles]
    door.show(rows, table(rows, {"login": "登录名 login", "role": "角色 role", "zh": ""}))


@command(group, "rights")
def rights(door: Door) -> None:
    """列出权限表 show which role may do what, and how far it reaches."""
    rows = [
        {"verb": verb, "role": role, "zh": ROLES[role][0], "en": ROLES[role][1], "reach": reach}
        for verb, granted in RIGHTS.items()
        for role, reach in granted.items()
    ]
    door.show(rows, table(rows, {"verb": "操作 verb", "role": "角色 role", "zh": "", "en": "", "reach": "范围 reach"}))
