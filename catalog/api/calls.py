"""Calls: single ones, those kept aside, those to be attributed."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Final

from catalog import reception
from catalog.api import references
from catalog.api.room import Room
from catalog.metering import ledger
from catalog.office import Look
from catalog.reception import needs
from catalog.schemas import metering as schemas

room = Room("calls", __name__, url_prefix="/calls", description="调用 · Calls")

_PATH: Final = [
    {"name": "number", "in": "path", "description": "调用标识或许可判定编号 · id of the call, or of the decision behind it"}
]
_ATTRIBUTION: Final = {"line": 17, "consumer": "11500000009275780L", "reason": "网关漏传应用标识，经核实"}


def _opened() -> AbstractContextManager[Look]:
    """Open a look, or for those whose reading is recorded a work."""
    return reception.work() if ledger.recorded(reception.caller()) else reception.look()


@room.route("")
@needs("call:read")
@room.arguments(schemas.CallsQuerySchema, location="query")
@room.response(200, schemas.CallsSchema)
@room.refuses(404)
def listed(asked: dict[str, Any]) -> dict[str, Any]:
    """查阅调用明细 · List calls.

    使用方与提供方各见其调用，主管部门见本区划及下级，审计员见全部且查阅被记录。未给时段则为最近 31 天，新者在前。

    Each side sees its own calls, an authority those of its region and beneath, the auditor all, whose reading is recorded.
    """
    with _opened() as look:
        filters: dict[str, set[str | None]] = {
            name: {value} for name, value in asked.items() if name in ("resource", "grant", "application", "purpose", "outcome")
        }
        filters |= {name: {references.department(look, asked[name])} for name in ("consumer", "provider") if name in asked}
        period = ledger.period(look, asked.get("since"), asked.get("until"))
        wanted = ledger.Asked(*period, filters=filters, limit=asked["limit"], cursor=asked.get("cursor"))
        page = ledger.calls(look, wanted)
    return {"calls": page, "next": page.next}


@room.route("/aside")
@needs("call:inspect")
@room.arguments(schemas.AsideQuerySchema, location="query")
@room.response(200, schemas.AsideSchema)
def aside(asked: dict[str, Any]) -> dict[str, Any]:
    """另存的调用 · Calls kept aside.

    同一标识而内容不同、过早或来自未来的调用，不计入用量，各存一份备查。

    Calls that contradict one of the same id, came too late or lie in the future: not counted, kept once each.
    """
    with _opened() as look:
        page = ledger.aside(look, **asked)
    return {"calls": page, "next": page.next}


@room.route("/unattributed")
@needs("call:attribute")
@room.response(200, schemas.OpenLinesSchema)
def unattributed() -> dict[str, Any]:
    """待归属的计量线 · Lines that wait to be attributed.

    调用方或资源未能识别的调用按其原话归在若干计量线下，不逐次列出。

    Calls of which it could not be told who called or what: together under what their source said, not one by one.
    """
    with reception.look() as look:
        return {"lines": ledger.unattributed(look)}


@room.route("/attribute", methods=["POST"])
@needs("call:attribute")
@room.arguments(schemas.AttributionSchema, example=_ATTRIBUTION)
@room.response(200, schemas.AttributedSchema)
@room.refuses(404, 409)
def attribute(body: dict[str, Any]) -> dict[str, int]:
    """归属调用 · Attribute calls.

    说明某计量线的调用属于谁；已有与将来的调用一并归属，合计随之移动。

    Says whose the calls of a line are, those that came and those to come; what they add up to moves with them.
    """
    with reception.work() as work:
        return {"line": ledger.attribute(work, body.pop("line"), **body)}


@room.route("/<path:number>", parameters=_PATH)
@needs("call:read")
@room.arguments(schemas.CallQuerySchema, location="query")
@room.response(200, schemas.CallsFoundSchema)
def found(asked: dict[str, Any], number: str) -> dict[str, Any]:
    """按标识查调用 · Find a call.

    按调用标识或许可判定编号查找；未给时段则为最近 31 天。无此调用或不可见时为空。

    By the id of the call or of the decision behind it, in the last 31 days unless a period is given. Empty where there is none to be seen.
    """
    with _opened() as look:
        return {"calls": ledger.call(look, number, *ledger.period(look, asked.get("since"), asked.get("until")))}
