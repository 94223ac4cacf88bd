"""Envoy: a line of a JSON access log, its members named as Envoy's own default and our configuration name them."""

from __future__ import annotations

from typing import Any, Final

from catalog.exchange.calls import columns, flat
from catalog.exchange.calls.flat import Flat
from catalog.exchange.calls.shapes import logged
from catalog.exchange.calls.shapes.logged import Logged, Told

_MILLISECOND: Final = 1000


class Record(Logged, gc=False, kw_only=True, rename={"x_request_id": "x-request-id"}):
    """One line; numbers are numbers, and what there is not is null."""

    start_time: str
    duration: Told
    request_id: Told = None
    x_request_id: Told = None
    method: Told = None
    authority: Told = None
    host: Told = None
    path: Told = None
    response_code: Told = None
    status: Told = None
    response_flags: Told = None
    response_code_details: Told = None
    bytes_received: Told = None
    bytes_sent: Told = None


def _id(request_id: Told, header: Told) -> str:
    return columns.call_id(request_id or header)


def _status(code: Told, status: Told) -> int | None:
    return columns.status(status if code is None else code)


def _refused(code: Told, status: Told, reason: Told, flags: Told, details: Told) -> bool:
    """Tell whether Envoy says that its external authorisation turned the call away (a failure of it is no refusal)."""
    said = columns.reason(reason) is not None or "UAEX" in str(flags or "") or details == "ext_authz_denied"
    return said and _status(code, status) in columns.DENIALS


def _outcome(code: Told, status: Told, *said: Told) -> str:
    return columns.outcome(_status(code, status), refused=_refused(code, status, *said))


def _reason(code: Told, status: Told, reason: Told, *said: Told) -> str | None:
    return columns.reason(reason) if _refused(code, status, reason, *said) else None


def _route(method: Any, authority: Any, host: Any, path: Any) -> str | None:
    return columns.route(method, authority or host, path)


def _latency(told: Told) -> int | None:
    return columns.span(told, _MILLISECOND)


_REFUSAL: Final = ("response_code", "status", "reason", "response_flags", "response_code_details")

SHAPE: Final = Flat(
    Record,
    {
        **logged.COLUMNS,
        "id": (("request_id", "x_request_id"), _id),
        "at": (("start_time",), columns.moment),
        "route": (("method", "authority", "host", "path"), _route),
        "outcome": (_REFUSAL, _outcome),
        "reason": (_REFUSAL, _reason),
        "status": (("response_code", "status"), _status),
        "latency": (("duration",), _latency),
        "records": (("records",), columns.whole),
        "bytes_in": (("bytes_received",), columns.whole),
        "bytes_out": (("bytes_sent",), columns.whole),
    },
    flat.moments,
)
