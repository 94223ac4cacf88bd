"""The register of gateways: who asks whether calls may pass, and reports them."""

from __future__ import annotations

from typing import Any

from flask import url_for

from catalog import reception
from catalog.api import references
from catalog.api.room import ETAG, Room, etag, expected_revision
from catalog.metering import gateways
from catalog.metering.gateways import Gateway, GatewayEntry, Receipt
from catalog.office import Look
from catalog.reception import needs
from catalog.schemas import gateways as schemas
from catalog.schemas.registers import PagedSchema

room = Room("gateways", __name__, url_prefix="/gateways", description="网关 · Gateways")

Answer = tuple[Any, dict[str, str]]

GATEWAY = "/<id:gateway>"
_PATH = [{"name": "gateway", "in": "path", "description": "网关编号 · id of the gateway"}]
_PLACE = {"schema": {"type": "string"}, "description": "新网关的地址 · where it is"}


@room.route("")
@needs("gateway:read")
@room.arguments(PagedSchema, location="query")
@room.response(200, schemas.GatewaysSchema)
@room.refuses(422)
def list_all(asked: dict[str, Any]) -> dict[str, Any]:
    """列出网关 · List gateways.

    按名称，含已停用者。

    By name, retired ones included.
    """
    with reception.look() as look:
        page = gateways.list_gateways(look, cursor=asked.get("cursor"), limit=asked["limit"])
    return {"gateways": page, "next": page.next}


@room.route("", methods=["POST"])
@needs("gateway:register")
@room.arguments(schemas.GatewayEntrySchema, example=schemas.GATEWAY)
@room.response(201, schemas.GatewayReceiptSchema, headers={"ETag": ETAG, "Location": _PLACE})
@room.refuses(404, 409, 422)
def register(body: dict[str, Any]) -> Answer:
    """登记网关 · Register a gateway.

    此后该部门该应用的凭证即为此网关；已停用的同名网关恢复使用。

    From now on a credential of that department and application is this gateway; a retired one of the name comes back.
    """
    with reception.work() as work:
        made = gateways.register(work, _entry(work, body))
    return made, {**etag(made), "Location": url_for("gateways.show", gateway=made.id)}


@room.route(GATEWAY, parameters=_PATH)
@needs("gateway:read")
@room.response(200, schemas.GatewaySchema, headers={"ETag": ETAG})
@room.refuses(404)
def show(gateway: str) -> tuple[Gateway, dict[str, str]]:
    """查看网关 · Show a gateway.

    含已停用者。

    Retired ones included.
    """
    with reception.look() as look:
        found = gateways.show(look, gateway)
    return found, etag(found)


@room.route(GATEWAY, methods=["PUT"], parameters=_PATH)
@needs("gateway:edit")
@room.arguments(schemas.GatewayEntrySchema, example=schemas.GATEWAY)
@room.response(200, schemas.GatewayReceiptSchema, headers={"ETag": ETAG})
@room.refuses(422)
@room.changes
def edit(body: dict[str, Any], gateway: str) -> Answer:
    """修改网关 · Change a gateway.

    名称除外，全部替换。

    All of it but its name.
    """
    with reception.work() as work:
        return _done(gateways.edit(work, gateway, _entry(work, body), revision=expected_revision()))


@room.route(GATEWAY, methods=["DELETE"], parameters=_PATH)
@needs("gateway:retire")
@room.response(204)
@room.changes
def retire(gateway: str) -> None:
    """停用网关 · Retire a gateway.

    其凭证不再是网关；已上报的调用不变。

    Its credential is no gateway any longer; what it has reported stays.
    """
    with reception.work() as work:
        gateways.retire(work, gateway, revision=expected_revision())


def _entry(look: Look, body: dict[str, Any]) -> GatewayEntry:
    return GatewayEntry(**{**body, "department": references.department(look, body["department"])})


def _done(receipt: Receipt) -> Answer:
    return receipt, etag(receipt)
