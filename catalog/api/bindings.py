"""Bindings: list those of an entry, bind, unbind, ask whether the data answers."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from catalog import lists, reception
from catalog.api.lists import ENTRY, PATH, Answer
from catalog.api.lists import room as resources
from catalog.api.room import ETAG, Room, etag, expected_revision
from catalog.exchange.probes import FAULTS, SilentBinding, check_bindings, secret_sealer, silent_bindings
from catalog.lists.bindings import Binding
from catalog.lists.queries import resolve
from catalog.reception import needs
from catalog.schemas import bindings as schemas

room = Room("bindings", __name__, url_prefix="/bindings", description="挂接 · Bindings to the data")

_PATH = [{"name": "binding", "in": "path", "description": "挂接编号 · id of the binding"}]
_API = {
    "resource": "206001/000017",
    "kind": "api",
    "config": {
        "gateway": "city",
        "host": "data.example.gov.cn",
        "methods": ["GET"],
        "path": "/parking/{district}",
        "probe": "https://data.example.gov.cn/parking/health",
    },
}


@resources.route(f"{ENTRY}/bindings", parameters=PATH)
@needs("resource:read")
@resources.sparse(schemas.BindingsSchema, each="bindings")
@resources.refuses(404)
def bindings(resource: str) -> dict[str, list[Binding]]:
    """列出挂接 · List the bindings of an entry.

    可见资源者皆可见其挂接与健康状况；地址只对提供部门及其主管部门给出。

    Whoever sees the entry sees its bindings and their health; addresses only the provider and its authority.
    """
    with reception.look() as look:
        return {"bindings": lists.bindings(look, resource)}


@room.route("", methods=["POST"])
@needs("binding:set")
@room.arguments(schemas.NewBindingSchema, example=_API)
@room.response(201, schemas.BindingSchema, headers={"ETag": ETAG})
@room.refuses(404, 409)
def bind(body: dict[str, Any]) -> Answer:
    """挂接 · Bind an entry to its data.

    资源须已发布。数据库地址中的口令取出后加密保存，不再示出。

    The entry must be published. The password in a database address is taken out, kept sealed and never shown again.
    """
    house = reception.office()
    with reception.work() as work:
        bound = lists.bind(work, resolve(work, body["resource"]), body["kind"], body["config"], seal=secret_sealer(house))
    return bound, etag(bound)


@room.route("/<id:binding>", methods=["DELETE"], parameters=_PATH)
@needs("binding:set")
@room.response(204)
@room.changes
def unbind(binding: str) -> None:
    """解除挂接 · Remove a binding.

    没有挂接的资源不再计为已接入。

    An entry without a binding no longer counts as accessed.
    """
    with reception.work() as work:
        lists.unbind(work, binding, revision=expected_revision())


@room.route("/checks", methods=["POST"])
@needs("binding:check")
@room.arguments(schemas.BindingCheckSchema, example={"resource": "206001/000017"})
@room.response(200, schemas.CheckedSchema)
@room.refuses(404)
def check(body: dict[str, Any]) -> dict[str, Any]:
    """探测挂接 · Ask whether the data answers.

    逐一探测该资源的挂接并记录结果；探测全部用命令 catalog lists check-bindings。

    Asks every binding of the entry and keeps what was found; all entries are asked by catalog lists check-bindings.
    """
    with reception.look() as look:
        resource = resolve(look, body["resource"])
    checked = check_bindings(reception.office(), reception.caller(), resource=resource)
    with reception.look() as look:
        silent = silent_bindings(look, resource=resource)
    return asdict(checked) | {"silent": [_said(binding) for binding in silent]}


def _said(binding: SilentBinding) -> dict[str, Any]:
    fault = binding.fault or "failed"
    zh, en = FAULTS[fault]
    return asdict(binding) | {"fault": fault, "zh": zh, "en": en}
