"""Credentials of machines: bearer tokens and HMAC keys."""

from __future__ import annotations

from typing import Any, Final

from flask import url_for

from catalog import people, reception
from catalog.api import references
from catalog.api.registers import LOCATION, PUT, Answer
from catalog.api.room import ETAG, Room, etag
from catalog.people import CredentialKind, Order
from catalog.reception import needs
from catalog.schemas import credentials as schemas

tokens = Room("tokens", __name__, url_prefix="/tokens", description="应用系统的令牌 · Bearer tokens of machines")
keys = Room("keys", __name__, url_prefix="/keys", description="应用系统的签名密钥 · Signing keys of machines")

_PATH: Final = [{"name": "credential", "in": "path", "description": "凭证编号 · id of the credential"}]
_ORDER: Final = {
    "department": "11500000009275780L",
    "application": "停车诱导系统",
    "scopes": ["resource:read"],
    "expires_at": "2027-03-02T00:00:00+08:00",
}
_ISSUED: Final = {**_ORDER, "id": PUT["id"], "department": PUT["id"][:-1] + "8", "secret": "6c1P0n3…"}


@tokens.route("")
@needs("credential:read")
@tokens.arguments(schemas.CredentialsQuerySchema, location="query")
@tokens.sparse(schemas.MachineCredentialsSchema, each="credentials")
@tokens.refuses(404)
def list_tokens(asked: dict[str, Any]) -> dict[str, Any]:
    """列出令牌 · List the tokens.

    含已过期与已吊销的；从不显示密文。

    Expired and revoked ones included; secrets are never shown.
    """
    return _list("token", asked)


@tokens.route("", methods=["POST"])
@needs("token:issue")
@tokens.arguments(schemas.OrderSchema, example=_ORDER)
@tokens.response(201, schemas.IssuedSchema, example=_ISSUED, headers=LOCATION)
@tokens.refuses(404, 409)
def issue_token(body: dict[str, Any]) -> Answer:
    """签发令牌 · Issue a token.

    密文只显示这一次，本服务只存其摘要。

    The secret is shown this once; the service keeps its digest alone.
    """
    with reception.work() as work:
        issued = people.issue_token(work, Order(**references.resolved(work, body)))
    return issued, {"Location": url_for("tokens.show_token", credential=issued.id)}


@tokens.route("/<id:credential>", parameters=_PATH)
@needs("credential:read")
@tokens.sparse(schemas.MachineCredentialSchema, headers={"ETag": ETAG})
@tokens.refuses(404)
def show_token(credential: str) -> Answer:
    """查看令牌 · Show a token.

    不含密文。

    Without its secret.
    """
    return _show("token", credential)


@tokens.route("/<id:credential>/revocation", methods=["POST"], parameters=_PATH)
@needs("token:revoke")
@tokens.response(204)
@tokens.changes
def revoke_token(credential: str) -> None:
    """吊销令牌 · Revoke a token.

    立即失效，不能恢复。

    It is worthless from now on, for ever.
    """
    with reception.work() as work:
        people.revoke_token(work, credential, revision=references.read_revision())


@keys.route("")
@needs("credential:read")
@keys.arguments(schemas.CredentialsQuerySchema, location="query")
@keys.sparse(schemas.MachineCredentialsSchema, each="credentials")
@keys.refuses(404)
def list_keys(asked: dict[str, Any]) -> dict[str, Any]:
    """列出签名密钥 · List the signing keys.

    含已过期与已吊销的；从不显示密文。

    Expired and revoked ones included; secrets are never shown.
    """
    return _list("key", asked)


@keys.route("", methods=["POST"])
@needs("key:issue")
@keys.arguments(schemas.OrderSchema, example=_ORDER)
@keys.response(201, schemas.IssuedSchema, example=_ISSUED, headers=LOCATION)
@keys.refuses(404, 409)
def issue_key(body: dict[str, Any]) -> Answer:
    """签发签名密钥 · Issue a signing key.

    密文只显示这一次；编号即签名请求的 X-Key-Id。

    The secret is shown this once; the id is the X-Key-Id of signed calls.
    """
    house = reception.office()
    vault = people.open_vault(house.settings, house.new_secret)
    with reception.work() as work:
        issued = people.issue_key(work, vault, Order(**references.resolved(work, body)))
    return issued, {"Location": url_for("keys.show_key", credential=issued.id)}


@keys.route("/<id:credential>", parameters=_PATH)
@needs("credential:read")
@keys.sparse(schemas.MachineCredentialSchema, headers={"ETag": ETAG})
@keys.refuses(404)
def show_key(credential: str) -> Answer:
    """查看签名密钥 · Show a signing key.

    不含密文。

    Without its secret.
    """
    return _show("key", credential)


@keys.route("/<id:credential>/revocation", methods=["POST"], parameters=_PATH)
@needs("key:revoke")
@keys.response(204)
@keys.changes
def revoke_key(credential: str) -> None:
    """吊销签名密钥 · Revoke a signing key.

    立即失效，不能恢复。

    It is worthless from now on, for ever.
    """
    with reception.work() as work:
        people.revoke_key(work, credential, revision=references.read_revision())


def _list(kind: CredentialKind, asked: dict[str, Any]) -> dict[str, Any]:
    with reception.look() as look:
        page = people.list_credentials(look, kind, **references.resolved(look, asked))
    return {"credentials": page, "next": page.next}


def _show(kind: CredentialKind, credential: str) -> Answer:
    with reception.look() as look:
        shown = people.show_credential(look, kind, credential)
    return shown, etag(shown)
