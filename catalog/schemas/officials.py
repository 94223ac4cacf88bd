"""Accounts, roles, rights and cloud chiefs."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from catalog.people.rules import CHIEF_KINDS, GRANTABLE
from catalog.rights import REACHES, ROLES
from catalog.schemas.base import Day, Flag, Instant, Many, Part, Shape, Text, Whole, one_of
from catalog.schemas.registers import DEPARTMENT, NEXT, REGION, REVISION, DepartmentSchema, PagedSchema, RegionSchema, said

_LOGIN = said("登录名 · login", example="li.ming")
_REACHES = said(
    "范围：本部门、本区划、本区划及下级、云长所辖、不限 · reach: own department, own region, own region and below, a chief's span, anywhere",
    enum=list(REACHES),
)

# -- Accounts


class OfficialsQuerySchema(PagedSchema):
    """What a list of accounts is narrowed to."""

    department = Text(metadata=DEPARTMENT)
    name = Text(metadata=said("登录名或姓名所含文字 · words in login or name"))


class OfficialEntrySchema(Shape):
    """An official; a field left out stays as it is."""

    login = Text(required=True, metadata=_LOGIN)
    name = Text(required=True, metadata=said("姓名 · name", maxLength=64))
    department = Text(metadata=DEPARTMENT)
    email = Text(metadata=said("电子邮箱 · e-mail address", maxLength=254))


class AccountSchema(Shape):
    """An account with its one-time password."""

    id = Text(metadata=said("编号 · id", format="uuid"))
    login = Text(metadata=_LOGIN)
    password = Text(
        metadata=said("一次性口令，只显示一次，首次登录须修改 · one-time password, shown this once, to be changed first")
    )


class OfficialSchema(Shape):
    """An account with the roles in force."""

    id = Text(metadata=said("编号 · id", format="uuid"))
    login = Text(metadata=_LOGIN)
    name = Text(metadata=said("姓名 · name"))
    department = Text(allow_none=True, metadata=said("部门编号 · id of the department", format="uuid"))
    department_name = Text(allow_none=True, metadata=said("部门名称 · name of the department"))
    roles = Many(Text(metadata={"enum": list(GRANTABLE)}), metadata=said("现任角色 · roles in force"))
    disabled_at = ma.fields.DateTime(allow_none=True, metadata=said("停用时间 · disabled at"))
    locked_until = ma.fields.DateTime(allow_none=True, metadata=said("锁定至 · locked until"))
    revision = Whole(metadata=REVISION)


class OfficialsSchema(Shape):
    """A page of accounts."""

    officials = Many(Part(OfficialSchema), metadata=said("账号，按登录名 · accounts by login"))
    next = Text(allow_none=True, metadata=NEXT)


class GrantSchema(Shape):
    """A role and its time."""

    role = Text(metadata=said("角色 · role"))
    valid_from = ma.fields.DateTime(metadata=said("起 · from"))
    valid_to = ma.fields.DateTime(allow_none=True, metadata=said("止，不含 · until, that instant is outside"))
    granted_by = Text(allow_none=True, metadata=said("授予人登录名 · login of who granted it"))


_MORE = ("email", "must_change_password", "password_changed_at", "grants")


class OfficialInFullSchema(OfficialSchema):
    """An account with every role that was ever granted to it."""

    email = Text(allow_none=True, metadata=said("电子邮箱 · e-mail address"))
    must_change_password = Flag(metadata=said("首次登录须修改口令 · the password must be changed first"))
    password_changed_at = ma.fields.DateTime(allow_none=True, metadata=said("口令修改时间 · password changed at"))
    grants = Many(Part(GrantSchema), metadata=said("历次授权，最近在前 · every grant, the latest first"))

    @ma.pre_dump
    def _flatten(self, shown: Any, **_: Any) -> dict[str, Any]:
        return {name: getattr(shown if name in _MORE else shown.official, name) for name in self.fields}


class RoleSchema(Shape):
    """A role to be granted."""

    role = Text(required=True, validate=one_of(dict.fromkeys(GRANTABLE)), metadata=said("角色 · role"))
    valid_from = Instant(metadata=said("起，默认现在 · from, now unless said"))
    valid_to = Instant(metadata=said("止，不含；默认至撤销 · until, that instant is outside; until revoked unless said"))


# -- Rights


class RightSchema(Shape):
    """A verb and how far one reaches with it."""

    verb = Text(metadata=said("操作 · verb", example="resource:submit"))
    reaches = Many(Text(metadata=_REACHES), metadata=said("范围 · reaches"))


class SelfSchema(Shape):
    """Who somebody is and what that somebody may do."""

    kind = Text(metadata=said("人员或应用系统 · official or machine", enum=["official", "machine"]))
    id = Text(metadata=said("账号或凭证编号 · id of account or credential", format="uuid"))
    login = Text(metadata=_LOGIN)
    name = Text(allow_none=True, metadata=said("姓名 · name"))
    department = Part(DepartmentSchema, allow_none=True, metadata=said("今日所属部门 · own department as of today"))
    region = Part(RegionSchema, allow_none=True, metadata=said("所属区划 · own region"))
    roles = Many(Text(), metadata=said("角色 · roles"))
    rights = Many(Part(RightSchema), metadata=said("可用操作 · what may be done"))


class RoleNameSchema(Shape):
    """A role and its names."""

    role = Text(metadata=said("角色 · role", enum=list(ROLES)))
    zh = Text(metadata=said("中文名称 · in Chinese"))
    en = Text(metadata=said("英文说明 · in English"))


class RoleRightSchema(Shape):
    """What a role may do."""

    verb = Text(metadata=said("操作 · verb", example="resource:submit"))
    role = Text(metadata=said("角色 · role", enum=list(ROLES)))
    reach = Text(metadata=_REACHES)


class RightsSchema(Shape):
    """The whole table of rights."""

    roles = Many(Part(RoleNameSchema), metadata=said("角色名称 · names of the roles"))
    rights = Many(Part(RoleRightSchema), metadata=said("权限表 · table of rights"))


# -- Chiefs


class ChiefsQuerySchema(PagedSchema):
    """Of which day the chiefs are wanted."""

    on = Day(metadata=said("哪一天的云长，默认今天 · the chiefs of a day, today unless said"))


class ChiefEntrySchema(Shape):
    """An official as a cloud chief, and what the chief answers for."""

    kind = Text(required=True, validate=one_of(CHIEF_KINDS), metadata=said("类别：云长、系统云长、总云长 · kind"))
    official = Text(required=True, metadata=said("人员编号 · id of the official", format="uuid"))
    department = Text(metadata=DEPARTMENT)
    system = Text(metadata=said("系统 · system", maxLength=32, example="交通"))
    region = Text(metadata=REGION)
    valid_from = Day(metadata=said("起始日期 · first day"))
    valid_to = Day(metadata=said("终止日期，当日不含 · end, that day is outside"))


class EndSchema(Shape):
    """The day on which a term ends."""

    on = Day(required=True, metadata=said("终止日期，当日不含 · end, that day is outside"))


class ChiefSchema(Shape):
    """A cloud chief."""

    id = Text(metadata=said("编号 · id", format="uuid"))
    kind = Text(metadata=said("类别 · kind", enum=list(CHIEF_KINDS)))
    official = Text(metadata=said("姓名 · name"))
    login = Text(metadata=_LOGIN)
    department = Text(allow_none=True, metadata=said("部门名称 · name of the department"))
    system = Text(allow_none=True, metadata=said("系统 · system"))
    region = Text(allow_none=True, metadata=said("区划名称 · name of the region"))
    valid_from = Day(allow_none=True, metadata=said("起始日期 · first day"))
    valid_to = Day(allow_none=True, metadata=said("终止日期，当日不含 · end, that day is outside"))
    revision = Whole(metadata=REVISION)


class ChiefsSchema(Shape):
    """A page of chiefs."""

    chiefs = Many(Part(ChiefSchema), metadata=said("云长，按类别与登录名 · chiefs by kind and login"))
    next = Text(allow_none=True, metadata=NEXT)
