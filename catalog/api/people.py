"""People: beginning and ending a session, changing one's password."""

from __future__ import annotations

from typing import Any

from catalog import people, reception
from catalog.api.room import Room
from catalog.errors import Unauthenticated
from catalog.reception import open_to_all
from catalog.schemas.people import CredentialsSchema, NewPasswordSchema, SessionSchema

room = Room("sessions", __name__, url_prefix="/sessions", description="登录与口令 · Sessions and passwords")

_SIGN_IN = {"login": "li.ming", "password": "Yunzhang-2019"}


@room.route("", methods=["POST"])
@open_to_all("whoever signs in is not signed in yet")
@room.arguments(CredentialsSchema, example=_SIGN_IN)
@room.response(201, SessionSchema)
@room.refuses(401)
def sign_in(body: dict[str, Any]) -> dict[str, Any]:
    """登录 · Sign in.

    返回的令牌以 Authorization: Bearer 携带，无操作一段时间后失效。首次登录或口令过期时以 password_due 拒绝，须先修改口令。

    The token answered is brought as Authorization: Bearer and ends after a while without use. A first sign-in, or a
    password that is too old, is refused as password_due: change the password first.
    """
    begun = people.sign_in(reception.office(), body["login"], body["password"])
    return {"token": begun.token, "expires_in": begun.idle_minutes * 60, "actor": begun.actor, "roles": sorted(begun.actor.roles)}


@room.route("/current", methods=["DELETE"])
@open_to_all("only a session can end itself: the verb looks for it")
@room.response(204)
@room.doc(security=[{"bearer": []}])
@room.refuses(401)
def sign_out() -> None:
    """退出 · Sign out.

    所携带的令牌立即失效。

    The token that was brought ends at once.
    """
    token = reception.bearer()
    if token is None:
        raise Unauthenticated("请先登录", "sign in first")
    with reception.work() as work:
        people.sign_out(work, token)


@room.route("/current/password", methods=["POST"])
@open_to_all("the present password proves who changes it, also where it has come due and opens no session")
@room.arguments(NewPasswordSchema, example={**_SIGN_IN, "new_password": "Changjiang-2026"})
@room.response(204)
@room.refuses(401)
def change_password(body: dict[str, Any]) -> None:
    """修改口令 · Change one's password.

    凭登录名与现口令修改，无须令牌；此后该账号的所有登录均失效。

    Login and present password prove who asks, no token is needed; afterwards every session of the account has ended.
    """
    people.change_password(reception.office(), body["login"], body["password"], body["new_password"])
