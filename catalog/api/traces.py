"""Traces: how a demand became callable data, and what an entry came from."""

from __future__ import annotations

from typing import Any

from catalog import flows, reception
from catalog.api.room import Room
from catalog.reception import needs
from catalog.schemas import tracing as schemas

room = Room("traces", __name__, url_prefix="/traces", description="追溯 · Traces")

_RIGHTS = ("resource:read", "demand:read", "responsibility:read", "application:read", "grant:read")
_PATH = [
    {
        "name": "reference",
        "in": "path",
        "description": "编号，或需求、责任、申请、授权编号 · id, or number of a demand, responsibility, application or grant",
    }
]


@room.route("")
@needs(*_RIGHTS)
@room.arguments(schemas.TraceQuerySchema, location="query")
@room.sparse(schemas.TraceSchema)
@room.refuses(404)
def trace_by_code(asked: dict[str, Any]) -> flows.Trace:
    """按资源代码追溯 · Trace an entry by its code.

    代码含斜线，故不在路径中。

    Codes hold a slash and therefore do not stand in the path.
    """
    with reception.look() as look:
        return flows.trace(look, asked["code"])


@room.route("/<reference>", parameters=_PATH)
@needs(*_RIGHTS)
@room.sparse(schemas.TraceSchema)
@room.refuses(404)
def trace(reference: str) -> flows.Trace:
    """追溯 · Trace.

    列出与该需求、责任、资源、共享申请或授权相关联的全部对象、其间联系与办理经过，以可见者为限。

    Everything that hangs together with a demand, a responsibility, an entry, an application or a grant, how one leads to
    another, and every step on the way, as far as the caller may see.
    """
    with reception.look() as look:
        return flows.trace(look, reference)
