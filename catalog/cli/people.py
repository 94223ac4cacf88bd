"""``catalog people``: administrators, accounts, roles, machines' credentials, and the registers of regions and departments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import click

from catalog import people
from catalog.cli import main
from catalog.cli.common import Door, command, plain, table
from catalog.office import Look, Work
from catalog.people import Account, DepartmentEntry, Issued, Order, Succeeded
from catalog.people.officials import FIRST_LOGINS
from catalog.people.rules import CHIEF_KINDS, DEPARTMENT_TYPES, GRANTABLE
from catalog.rights import RIGHTS, ROLES

Day = click.DateTime(["%Y-%m-%d"])
ON = click.option("--on", type=Day, required=True, help="生效日期 first day on which it holds")
REGION = click.option("--region", help="区划代码或名称 region, by code or name")


@main.group("people")
def group() -> None:
    """区划、部门、人员、角色与凭证 regions, departments, officials, roles and credentials."""


roles = click.Group("roles", help="人员角色 roles of officials.")
token = click.Group("token", help="应用系统的令牌 bearer tokens of applications.")
key = click.Group("key", help="应用系统的签名密钥 signing keys of applications.")
tier = click.Group("tier", help="层级 tiers of government.")
for part in (roles, token, key, tier):
    group.add_command(part)


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


def _region(look: Look, text: str | None) -> str | None:
    return people.find_region(look.session, *text.split("/")).id if text else None


def _department(look: Look, text: str, region: str | None = None) -> str:
    """Return the id of the department that stands today for the one of this code or name, or of itself when none does."""
    found = people.find_department(look, text, region_id=_region(look, region))
    return (found.present or (found.department,))[0].id


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
@REGION
@click.option("--email", metavar="ADDRESS", help="电子邮箱 e-mail address")
def add(door: Door, *, who: str, name: str, department: str | None, region: str | None, email: str | None) -> None:
    """建立人员账号 make an account; its one-time password is shown this once."""
    with door.office.work(door.actor) as work:
        where = _department(work, department, region) if department else None
        account = people.add_official(work, people.OfficialEntry(who, name, where, email))
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


@command(group, "officials")
def officials(door: Door) -> None:
    """列出账号 list the accounts."""
    with door.office.look(door.actor) as look:
        listed = people.list_officials(look)
    rows = [plain(one) | {"roles": "、".join(ROLES[role][0] for role in one.roles)} for one in listed]
    headings = {"login": "登录名 login", "name": "姓名 name", "department_name": "部门 department", "roles": "角色 roles"}
    door.show(listed, table(rows, headings | {"disabled_at": "停用 disabled", "locked_until": "锁定至 locked until"}))


# -- Roles and rights


@command(roles, "grant")
@click.argument("who", metavar="LOGIN")
@click.argument("role", type=click.Choice(GRANTABLE))
def grant(door: Door, who: str, role: str) -> None:
    """授予角色（安全管理员） grant a role; the security administrator's right."""
    with door.office.work(door.actor) as work:
        people.grant_role(work, people.official_id(work, who), role)
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


# -- Machines


def _order(look: Look, department: str, application: str, scopes: Iterable[str], days: int) -> Order:
    return Order(_department(look, department), application, tuple(scopes), look.now + timedelta(days=days))


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


def _list_credentials(door: Door, kind: str) -> None:
    with door.office.look(door.actor) as look:
        listed = [one for one in people.list_credentials(look) if one.kind == kind]
    rows = [plain(one) | {"scopes": " ".join(one.scopes)} for one in listed]
    headings = {"id": "编号 id", "department": "部门 department", "application": "应用 application", "scopes": "权限 scopes"}
    door.show(listed, table(rows, headings | {"expires_at": "有效至 until", "revoked_at": "吊销 revoked"}))


@command(token, "list")
def list_tokens(door: Door) -> None:
    """列出令牌 list the tokens, without their secrets."""
    _list_credentials(door, "token")


@command(key, "list")
def list_keys(door: Door) -> None:
    """列出签名密钥 list the signing keys, without their secrets."""
    _list_credentials(door, "key")


# -- Registers


@command(tier, "add")
@click.argument("code")
@click.argument("level", type=int)
@click.argument("zh")
@click.argument("en")
def add_tier(door: Door, code: str, level: int, zh: str, en: str) -> None:
    """增加层级 add a tier between or below the present ones (street 40 镇街 street)."""
    with door.office.work(door.actor) as work:
        added = people.add_tier(work, code, level, zh, en)
    door.show(added, f"已增加 added: {code} {level} {zh} {en}")


@command(tier, "list")
def list_tiers(door: Door) -> None:
    """列出层级 list the tiers."""
    with door.office.look(door.actor) as look:
        listed = people.list_tiers(look)
    door.show(
        listed, table([plain(one) for one in listed], {"level": "级 level", "code": "代码 code", "zh": "名称", "en": "name"})
    )


@command(group, "regions")
@click.option("--under", help="仅此区划及以下，如 重庆市/渝中区 only this region and beneath it, by code or names")
def regions(door: Door, under: str | None) -> None:
    """列出区划 list the regions."""
    with door.office.look(door.actor) as look:
        listed = people.list_regions(look, under=_region(look, under))
    rows = [plain(one) | {"confirmed": "" if one.confirmed else "未确认 unconfirmed"} for one in listed]
    headings = {"code": "代码 code", "local_code": "地方代码 local", "name": "名称 name", "tier": "层级 tier"}
    door.show(listed, table(rows, headings | {"confirmed": "", "valid_to": "终止 until"}))


@command(group, "departments")
@click.option("--on", type=Day, help="哪一天的部门，默认今天 the departments of a day; today unless given")
@click.option("--search", help="名称或代码所含文字 words in name or code")
@REGION
def departments(door: Door, on: datetime | None, search: str | None, region: str | None) -> None:
    """列出某日的部门 list the departments of a day."""
    with door.office.look(door.actor) as look:
        listed = people.list_departments(look, on=_day(on), region=_region(look, region), words=search)
        names = {one.id: one.name for one in people.list_regions(look)}
    rows = [plain(one) | {"region": names[one.region], "type": DEPARTMENT_TYPES[one.type][0]} for one in listed]
    headings = {"credit_code": "信用代码 credit code", "local_code": "地方代码 local", "name": "名称 name", "type": "类型 type"}
    door.show(listed, table(rows, headings | {"region": "区划 region", "valid_from": "起 from", "valid_to": "止 until"}))


def _show_succeeded(door: Door, done: Succeeded) -> None:
    lines = [f"终止 ended on {done.on}: {one.name} {one.credit_code or ''}" for one in done.ended]
    door.show(done, lines + [f"起始 began on {done.on}: {one.name} {one.credit_code or ''}" for one in done.began])


@command(group, "rename")
@click.argument("department")
@click.argument("name")
@click.option("--code", help="新信用代码 new credit code, if it got one")
@click.option("--short-name", help="简称 short name")
@REGION
@ON
def rename(
    door: Door, *, department: str, name: str, code: str | None, short_name: str | None, region: str | None, on: datetime
) -> None:
    """部门更名 rename a department from a day on; the old name stays in history."""
    with door.office.work(door.actor) as work:
        which = _department(work, department, region)
        done = people.rename(work, which, name, on.date(), short_name=short_name, credit_code=code)
    _show_succeeded(door, done)


@command(group, "merge")
@click.argument("departments", nargs=-1, required=True)
@click.option("--name", required=True, help="合并后的名称 name of the new department")
@click.option("--code", help="信用代码，默认沿用第一个 credit code; the first one's unless given")
@REGION
@ON
def merge(door: Door, *, departments: Sequence[str], name: str, code: str | None, region: str | None, on: datetime) -> None:
    """部门合并 merge departments into a new one."""
    with door.office.work(door.actor) as work:
        which = [_department(work, department, region) for department in departments]
        home = people.find_department(work, which[0]).department.region
        done = people.merge(work, which, DepartmentEntry(name, home, credit_code=code), on.date())
    _show_succeeded(door, done)


@command(group, "split")
@click.argument("department")
@click.argument("parts", nargs=-1, required=True)
@REGION
@ON
def split(door: Door, department: str, parts: Sequence[str], region: str | None, on: datetime) -> None:
    """部门拆分 split a department into PARTS (NAME or NAME=CODE); the first is the main heir."""
    with door.office.work(door.actor) as work:
        which = _department(work, department, region)
        home = people.find_department(work, which).department.region
        named = [part.partition("=") for part in parts]
        entries = [DepartmentEntry(name, home, credit_code=code or None) for name, _, code in named]
        done = people.split(work, which, entries, on.date())
    _show_succeeded(door, done)


@command(group, "close")
@click.argument("department")
@REGION
@ON
def close(door: Door, department: str, region: str | None, on: datetime) -> None:
    """部门终止 close a department without an heir."""
    with door.office.work(door.actor) as work:
        done = people.close(work, _department(work, department, region), on.date())
    _show_succeeded(door, done)


@command(group, "chiefs")
@click.option("--on", type=Day, help="哪一天的云长，默认今天 the chiefs of a day; today unless given")
def chiefs(door: Door, on: datetime | None) -> None:
    """列出云长 list the cloud chiefs of a day."""
    with door.office.look(door.actor) as look:
        listed = people.list_chiefs(look, on=_day(on))
    rows = [plain(one) | {"kind": CHIEF_KINDS[one.kind][0]} for one in listed]
    headings = {"kind": "类别 kind", "official": "姓名 name", "department": "部门 department", "system": "系统 system"}
    headings |= {"region": "区划 region", "valid_from": "起 from", "valid_to": "止 until"}
    door.show(listed, table(rows, {"id": "编号 id", "revision": "修订号 revision"} | headings))


@command(group, "chief-end")
@click.argument("chief")
@click.option("--revision", type=int, required=True, help="所见修订号（chiefs 列出） revision as listed by chiefs")
@ON
def chief_end(door: Door, chief: str, revision: int, on: datetime) -> None:
    """结束云长任期 end a cloud chief's term on a day; that day is outside."""
    with door.office.work(door.actor) as work:
        people.end_chief(work, chief, on.date(), revision=revision)
    door.show({"id": chief, "ended_on": on.date()}, f"已结束 ended on {on.date()}: {chief}")
