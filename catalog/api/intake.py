"""Calls in: what gateways report, whatever shape they report it in."""

from __future__ import annotations

import io
from typing import Final

from flask import Response, request

from catalog import reception
from catalog.api.room import Room
from catalog.exchange.calls import taking
from catalog.exchange.calls.shapes import SHAPES
from catalog.exchange.calls.taking import Report
from catalog.metering import gateways
from catalog.reception import needs
from catalog.schemas import intake as schemas

room = Room("intake", __name__, url_prefix="", description="调用上报 · Calls reported")

_LINES: Final = frozenset({"application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"})
_EVENT: Final = {"type": "object", "description": "CloudEvents 1.0"}
_LOGGED: Final = {"type": "object", "description": "、".join(shape.zh for shape in SHAPES.values())}
_RECORD: Final = {"anyOf": [schemas.CALL_SCHEMA, _EVENT, _LOGGED]}

BODY: Final = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {"anyOf": [_RECORD, {"type": "array", "items": _RECORD}]},
            "example": [schemas.CALL],
        },
        "application/x-ndjson": {"schema": {"type": "string"}, "example": '{"id": "5f0e", "time": "2026-03-02T01:00:00Z"}\n'},
        "text/plain": {"schema": {"type": "string"}, "example": '{"id": "5f0e", "time": "2026-03-02T01:00:00Z"}\n'},
        "application/cloudevents+json": {
            "schema": _EVENT,
            "example": {"specversion": "1.0", "id": "1", "source": "/a", "type": "call", "time": "2026-03-02T01:00:00Z"},
        },
        "application/cloudevents-batch+json": {"schema": {"type": "array", "items": _EVENT}, "example": []},
    },
}
_NOTHING_REFUSED: Final = {204: {"description": "全部已计入或此前已计入 · all of them are counted, now or before"}}


@room.route("/calls", methods=["POST"])
@needs("call:report")
@room.response(200, schemas.CallReportSchema)
@room.doc(requestBody=BODY)
@room.refuses(400, 413, 415, 422)
def report() -> Report:
    """上报调用 · Report calls.

    单个对象、数组或每行一条；本服务的记录、CloudEvents 1.0、nginx、APISIX、Kong、Caddy、Envoy 的日志与 X-Road 运行记录，按其自身
    字段识别。同一来源同一编号只计一次，重发即 duplicate；逐条答复，一条有误不影响其他。答复即已持久保存。

    One object, an array or one a line: our own record, CloudEvents 1.0, logs of nginx, APISIX, Kong, Caddy and Envoy, X-Road's
    operational records, recognised by their own fields. A call is counted once by source and id; sent again it is
    duplicate. One bad record hinders no other. What is answered is durable.
    """
    return _take()


@room.route("/events", methods=["POST"])
@needs("call:report")
@room.response(200, schemas.CallReportSchema)
@room.doc(requestBody=BODY, responses=_NOTHING_REFUSED)
@room.refuses(400, 413, 415, 422)
def events() -> Report | Response:
    """上报事件 · Report events.

    与 /calls 相同，供按 OpenMeter 方式上报的程序使用：没有被拒绝的记录时答复 204。

    As /calls, for programs that report as to OpenMeter: answers 204 when nothing was refused.
    """
    told = _take()
    return told if told.refused else Response(status=204)


def _take() -> Report:
    with reception.look() as look:
        gateway = gateways.reporting(look)
    house = reception.office()
    body = request.get_data()
    event = taking.event_in_headers(dict(request.headers), body)
    return taking.take(
        house,
        reception.caller(),
        gateway.name,
        io.BytesIO(body if event is None else event).read,
        limit=house.settings.request_limit_mb * 1024 * 1024,
        lines_only=request.mimetype in _LINES,
    )
