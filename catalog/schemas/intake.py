"""Calls as they are reported, and what became of them.

Of the calls only the documentation stands here: they are read by ``exchange.calls``, thousands at a time.
"""

from __future__ import annotations

from typing import Any, Final

from catalog.schemas.base import Many, Part, Shape, Text, Whole

CALL: Final[dict[str, Any]] = {
    "id": "5f0e9c1e8f5b4b1f9a3a0c1d2e3f4a5b",
    "time": "2026-03-02T09:00:00.500+08:00",
    "grant": "01937b6e-5c1e-7a40-9a51-3b0c5a1d2e3f",
    "outcome": "ok",
    "status": 200,
    "latency_ms": 12.5,
    "records": 3,
    "bytes_out": 826,
}


def _said(kind: str, description: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "description": description, **more}


CALL_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["id", "time"],
    "additionalProperties": False,
    "properties": {
        "id": _said(
            "string", "该来源内的调用编号，重发不变 · id of the call within its source, the same when sent again", maxLength=128
        ),
        "time": _said("string", "调用时刻，带时区 · when, with its offset", format="date-time"),
        "consumer": _said("string", "使用部门编号或代码 · the consuming department's id or code"),
        "application": _said("string", "使用方应用系统 · the consuming application"),
        "provider": _said("string", "提供部门编号或代码 · the providing department's id or code"),
        "resource": _said("string", "数据资源编号或代码 · the resource's id or code"),
        "grant": _said("string", "授权编号 · id of the grant"),
        "decision": _said("string", "许可决定编号 · id of the decision (X-Decision-Id)"),
        "purpose": _said("string", "服务事项 · the service matter", maxLength=200),
        "method": _said("string", "请求方法 · method"),
        "host": _said("string", "主机 · host"),
        "path": _said("string", "路径 · path"),
        "outcome": _said("string", "结果 · outcome", enum=["ok", "denied", "failed"]),
        "reason": _said("string", "拒绝原因代码 · code of the reason, where it was denied"),
        "status": _said("integer", "HTTP 状态码 · status of HTTP"),
        "latency_ms": _said("number", "耗时，毫秒 · how long it took, milliseconds"),
        "records": _said("integer", "返回条数，未知则不写 · records in the answer; left out where unknown"),
        "bytes_in": _said("integer", "请求体字节数 · bytes of the request's body"),
        "bytes_out": _said("integer", "响应体字节数 · bytes of the answer's body"),
        "items": {"type": "array", "items": {"type": "string"}, "description": "返回的信息项 · items in the answer"},
    },
}
"""Our own record of a call (JSON Schema)."""


class CallFindingSchema(Shape):
    """Why one record is not counted."""

    index = Whole(metadata={"description": "第几条，自 0 起 · its place among the records, from 0"})
    code = Text(metadata={"description": "原因代码 · code of the reason", "example": "no_id"})
    message = Text(metadata={"description": "原因 · the reason in words"})


class CallReportSchema(Shape):
    """What became of the records: accepted + duplicate + conflicting + rejected = received."""

    received = Whole(metadata={"description": "收到条数 · records received", "example": 1})
    accepted = Whole(metadata={"description": "已计入 · counted now, and durable", "example": 1})
    duplicate = Whole(metadata={"description": "此前已计入 · counted before", "example": 0})
    conflicting = Whole(metadata={"description": "同编号而内容不同，留存不计 · same id, another body: kept apart", "example": 0})
    rejected = Whole(metadata={"description": "不能计入 · cannot be counted", "example": 0})
    errors = Many(
        Part(CallFindingSchema),
        metadata={"description": "未计入者，最多列出 1000 条 · those not counted, 1,000 at most", "example": []},
    )
