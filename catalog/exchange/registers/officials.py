"""The register of officials: their accounts, and the cloud chiefs among them. Roles are granted, never imported."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any, Final

from catalog import people
from catalog.errors import Invalid, Problem
from catalog.exchange.registers import places
from catalog.exchange.registers.readers import day, ignored, one_of, text_up_to
from catalog.exchange.registers.register import Column, Done, Record, Register
from catalog.office import Look, Work
from catalog.people import ChiefEntry, OfficialEntry
from catalog.people.rules import CHIEF_KINDS

_ROLES: Final = Problem(
    "roles",
    "roles_not_imported",
    "角色不导入：由安全管理员用 catalog people roles grant 授予",
    "Roles are not imported: the security administrator grants them with catalog people roles grant",
    "warning",
)


COLUMNS: Final[Mapping[str, Column]] = {
    "login": Column("login 登录名 登陆名 登录账号 账号 帐号 用户名 username account", text_up_to(64), required=True),
    "name": Column("姓名 人员姓名 真实姓名 name 名称", text_up_to(64), required=True),
    "department": Column(
        "所属部门代码 部门代码 统一社会信用代码 department 所属部门 所在部门 部门 部门名称 工作单位 所在单位 单位 单位名称",
        text_up_to(128),
    ),
    "region": Column("region 部门区划 所属区划代码 所属区划 行政区划代码 行政区划 区划代码 区划", text_up_to(128)),
    "email": Column("email 电子邮箱 电子邮件 邮箱 mail", text_up_to(254)),
    "roles": Column("roles 角色 系统角色 role", ignored, note=_ROLES),
    "kind": Column("云长类别 云长类型 chief_kind kind 云长", one_of({key: labels[:2] for key, labels in CHIEF_KINDS.items()})),
    "chief_department": Column("分管部门 负责部门 分管单位 chief_department", text_up_to(128)),
    "chief_system": Column("分管系统 负责系统 chief_system 系统 system", text_up_to(32)),
    "chief_region": Column("分管区划 分管区县 负责区划 分管地区 chief_region", text_up_to(128)),
    "valid_from": Column("valid_from 任期起 任职日期 起始日期 开始日期 生效日期 自 from", day),
    "valid_to": Column("valid_to 任期止 离任日期 终止日期 结束日期 截止日期 失效日期 至 to", day),
}

_SPAN: Final = ("chief_department", "chief_system", "chief_region")


def put(work: Work, record: Record, home: str | None) -> Done:
    """Put one official in, and the term as a cloud chief if the row has one."""
    where = places.home(work.session, record, home)
    chief = _chief(work, record, where)
    named = record.get("department")
    department = places.department(work, named, where, "department") if named else None
    official = people.put_official(
        work, OfficialEntry(record.fields["login"], record.fields["name"], department, record.get("email"))
    )
    if chief is None:
        return Done(official.outcome)
    term = people.put_chief(work, ChiefEntry(official=official.id, **chief))
    if official.outcome == term.outcome:
        return Done(official.outcome)
    return Done("accepted" if official.outcome == "accepted" else "updated")


def _chief(work: Work, record: Record, where: str | None) -> dict[str, Any] | None:
    """Return what a row says of a term as a cloud chief, with ids, or ``None`` if it says nothing."""
    kind, given = record.get("kind"), {name: record.get(name) for name in _SPAN}
    if kind is None:
        if not any(given.values()):
            return None
        zh, en = "填写了分管范围，请填写云长类别", "a span is given: the kind of chief is needed"
        raise Invalid(zh, en, problems=[Problem("kind", "required", zh, en)])
    department, system, area = given.values()
    return {
        "kind": kind,
        "department": places.department(work, department, where, "chief_department") if department else None,
        "system": system,
        "region": places.region(work.session, area, "chief_region") if area else where if kind != "chief" else None,
        "valid_from": record.get("valid_from"),
        "valid_to": record.get("valid_to"),
    }


def ordered(_look: Look, records: Sequence[Record]) -> list[Record]:
    """Return the rows as they stand: no official points to another."""
    return list(records)


def keys(record: Record) -> Iterator[tuple[Any, ...]]:
    """Yield the login, and the term of a chief: an official may have several terms, on a line each."""
    yield "login", record.fields["login"]
    yield "kind", record.fields["login"], *(record.get(name) for name in ("kind", *_SPAN, "valid_from"))


def compatible(earlier: Record, later: Record, key: Hashable) -> bool:
    """Tell whether two rows may share a key: the login, where they say the same of the official and differ in the term."""
    same = all(earlier.get(name) == later.get(name) for name in ("name", "department", "region", "email"))
    return same and isinstance(key, tuple) and key[0] == "login"


REGISTER: Final = Register(COLUMNS, put, keys, ordered, compatible)
