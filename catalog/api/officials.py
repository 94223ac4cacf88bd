"""Accounts and their roles, the table of rights, and cloud chiefs."""

from __future__ import annotations

from typing import Any, Final

from flask import url_for

from catalog import people, reception
from catalog.api import references
from catalog.api.registers import LOCATION, PUT, Answer, located
from catalog.api.room import ETAG, Room, etag
from catalog.people import Account, ChiefEntry, OfficialEntry, Self
from catalog.reception import needs, open_to_all
from catalog.rights import RIGHTS, ROLES
from catalog.schemas import officials as schemas
from catalog.schemas.registers import PutSchema

room = Room("officials", __name__, url_prefix="/officials", description="人员与角色 · Officials and roles")
rights = Room("rights", __name__, url_prefix="/rights", description="权限表 · The table of rights")
chiefs = Room("chiefs", __name__, url_prefix="/chiefs", description="云长 · Cloud chiefs")

_OFFICIAL: Final = "/<id:official>"
_PATH: Final = [{"name": "official", "in": "path", "description": "账号编号 · id of the account"}]
_ROLE: Final = [*_PATH, {"name": "role", "in": "path", "description": "角色 · role"}]
_CHIEF: Final = [{"name": "chief", "in": "path", "description": "云长编号 · id of the chief"}]
_ENTRY: Final = {"login": "li.ming", "name": "李明", "department": "11500000009275780L"}
_ACCOUNT: Final = {"id": PUT["id"], "login": "li.ming", "password": "q7Tn-2bKx9Lm_4Rw"}


# -- Accounts


@room.route("")
@needs("official:read")
@room.arguments(schemas.OfficialsQuerySchema, location="query")
@room.sparse(schemas.OfficialsSchema, each="officials")
@room.refuses(404)
def list_officials(asked: dict[str, Any]) -> dict[str, Any]:
    """列出账号 · List the accounts.

    按登录名，含现任角色；next 作为下一页的 cursor。

    By login, with the roles in force; next is the cursor of the following page.
    """
    with reception.look() as look:
        wanted = references.resolved(look, asked)
        page = people.list_officials(look, words=wanted.pop("name", None), **wanted)
    return {"officials": page, "next": page.next}


@room.route("/me")
@open_to_all("whoever is signed in is told who that is; the query refuses everybody else")
@room.response(200, schemas.SelfSchema)
@room.doc(security=[{"bearer": []}])
@room.refuses(401)
def whoami() -> Self:
    """我是谁 · Who am I.

    所携带的令牌代表谁，属于哪个部门与区划，可做什么。

    Whose token was brought, which department and region that is, and what it may do.
    """
    with reception.look() as look:
        return people.whoami(look)


@room.route(_OFFICIAL, parameters=_PATH)
@needs("official:read")
@room.sparse(schemas.OfficialInFullSchema, headers={"ETag": ETAG})
@room.refuses(404)
def show_official(official: str) -> Answer:
    """查看账号 · Show an account.

    连同历次授予的角色。

    With every role that was ever granted to it.
    """
    with reception.look() as look:
        shown = people.show_official(look, official)
    return shown, etag(shown.official)


@room.route("", methods=["POST"])
@needs("official:add")
@room.arguments(schemas.OfficialEntrySchema, example=_ENTRY)
@room.response(201, schemas.AccountSchema, example=_ACCOUNT, headers=LOCATION)
@room.refuses(404, 409)
def add_official(body: dict[str, Any]) -> Answer:
    """建立账号 · Make an account.

    一次性口令只显示这一次，首次登录须修改。

    Its one-time password is shown this once and must be changed before signing in.
    """
    with reception.work() as work:
        account = people.add_official(work, OfficialEntry(**references.resolved(work, body)))
    return account, {"Location": url_for("officials.show_official", official=account.id)}


@room.route("/register", methods=["POST"])
@needs("official:put")
@room.arguments(schemas.OfficialEntrySchema, example=_ENTRY)
@room.response(200, PutSchema, example=PUT, headers=LOCATION)
@room.refuses(404)
def put_official(body: dict[str, Any]) -> Answer:
    """登记或更新人员 · Put an official into the register.

    按登录名认出已有的账号；新账号没有口令，须重置后方可登录。重复提交不产生变化。

    A known account is recognised by its login; a new one has no password before one is made by a reset. Doing it twice changes
    nothing.
    """
    with reception.work() as work:
        put = people.put_official(work, OfficialEntry(**references.resolved(work, body)))
    return located(put, "officials.show_official", official=put.id)


@room.route(f"{_OFFICIAL}/disable", methods=["POST"], parameters=_PATH)
@needs("official:disable")
@room.response(204)
@room.changes
def disable(official: str) -> None:
    """停用账号 · Disable an account.

    不能再登录，其所有登录立即失效；历史保留。

    No sign-in from now on, and every session ends; its history stays.
    """
    with reception.work() as work:
        people.disable(work, official, revision=references.read_revision())


@room.route(f"{_OFFICIAL}/enable", methods=["POST"], parameters=_PATH)
@needs("official:enable")
@room.response(204)
@room.changes
def enable(official: str) -> None:
    """恢复账号 · Enable a disabled account.

    口令与角色如前。

    With its password and roles as they were.
    """
    with reception.work() as work:
        people.enable(work, official, revision=references.read_revision())


@room.route(f"{_OFFICIAL}/password-reset", methods=["POST"], parameters=_PATH)
@needs("official:reset_password")
@room.response(200, schemas.AccountSchema, example=_ACCOUNT)
@room.changes
def reset_password(official: str) -> Account:
    """重置口令 · Reset a password.

    给出新的一次性口令，只显示这一次；其所有登录失效，锁定解除。管理员的口令只能在命令行重置。

    A new one-time password, shown this once; every session ends and a lock is lifted. An administrator's is reset only on the
    command line.
    """
    with reception.work() as work:
        return people.reset_password(work, official, revision=references.read_revision())


# -- Roles and rights


@room.route(f"{_OFFICIAL}/roles", methods=["POST"], parameters=_PATH)
@needs("role:grant")
@room.arguments(schemas.RoleSchema, example={"role": "registrar"})
@room.response(204)
@room.changes
def grant_role(body: dict[str, Any], official: str) -> None:
    """授予角色 · Grant a role.

    不得授予自己；三员与业务角色须分立。

    Never to oneself; the three administrators are kept apart from each other and from those who handle entries.
    """
    with reception.work() as work:
        people.grant_role(work, official, revision=references.read_revision(), **body)


@room.route(f"{_OFFICIAL}/roles/<string:role>", methods=["DELETE"], parameters=_ROLE)
@needs("role:revoke")
@room.response(204)
@room.changes
def revoke_role(official: str, role: str) -> None:
    """撤销角色 · Revoke a role.

    自现在起失效。

    From now on.
    """
    with reception.work() as work:
        people.revoke_role(work, official, role, revision=references.read_revision())


@rights.route("")
@open_to_all("what the roles allow is part of the documentation")
@rights.response(200, schemas.RightsSchema)
def table_of_rights() -> dict[str, Any]:
    """权限表 · The table of rights.

    各角色可做什么、及于何处；表中没有的操作谁也不得执行。

    What each role may do and how far it reaches; what does not stand in it is allowed to nobody.
    """
    named = [{"role": role, "zh": zh, "en": en} for role, (zh, en) in ROLES.items()]
    cells = [{"verb": verb, "role": role, "reach": reach} for verb, held in RIGHTS.items() for role, reach in held.items()]
    return {"roles": named, "rights": cells}


# -- Chiefs


@chiefs.route("")
@needs("people:read")
@chiefs.arguments(schemas.ChiefsQuerySchema, location="query")
@chiefs.sparse(schemas.ChiefsSchema, each="chiefs")
def list_chiefs(asked: dict[str, Any]) -> dict[str, Any]:
    """列出某日的云长 · List the cloud chiefs of a day.

    按类别与登录名；next 作为下一页的 cursor。

    By kind and login; next is the cursor of the following page.
    """
    with reception.look() as look:
        page = people.list_chiefs(look, **asked)
    return {"chiefs": page, "next": page.next}


@chiefs.route("", methods=["POST"])
@needs("chief:put")
@chiefs.arguments(
    schemas.ChiefEntrySchema,
    example={"kind": "system_chief", "official": PUT["id"], "system": "交通", "region": "500000", "valid_from": "2026-04-01"},
)
@chiefs.response(200, PutSchema, example=PUT, headers=LOCATION)
@chiefs.refuses(404)
def put_chief(body: dict[str, Any]) -> Answer:
    """登记云长 · Enter a cloud chief.

    已登记的则更新其终止日期；重复提交不产生变化。

    Of a known one the end is set; doing it twice changes nothing.
    """
    with reception.work() as work:
        put = people.put_chief(work, ChiefEntry(**references.resolved(work, body)))
    return located(put, "chiefs.show_chief", chief=put.id)


@chiefs.route("/<id:chief>", parameters=_CHIEF)
@needs("people:read")
@chiefs.sparse(schemas.ChiefSchema, headers={"ETag": ETAG})
@chiefs.refuses(404)
def show_chief(chief: str) -> Answer:
    """查看云长 · Show a cloud chief.

    任期已结束或尚未开始的亦可查看。

    Past and future ones too.
    """
    with reception.look() as look:
        shown = people.show_chief(look, chief)
    return shown, etag(shown)


@chiefs.route("/<id:chief>/end", methods=["POST"], parameters=_CHIEF)
@needs("chief:end")
@chiefs.arguments(schemas.EndSchema, example={"on": "2026-04-01"})
@chiefs.response(204)
@chiefs.changes
def end_chief(body: dict[str, Any], chief: str) -> None:
    """结束云长任期 · End a chief's term.

    于该日结束，当日不含。

    On the day, which is outside.
    """
    with reception.work() as work:
        people.end_chief(work, chief, body["on"], revision=references.read_revision())
