"""nginx: a line of a ``log_format … escape=json``, whose members are texts, or numbers where the format has no quotes.

The time is that at which the request was done. A retried upstream tells several statuses, an upstream that was never asked an
empty one: then nginx itself has answered, and 401, 403 and 429 are its refusals.
"""

from __future__ import annotations

from typing import Final

from catalog.exchange.calls import columns, flat
from catalog.exchange.calls.flat import Flat
from catalog.exchange.calls.shapes import logged
from catalog.exchange.calls.shapes.logged import Logged, Told

_SECOND: Final = 1_000_000


class Record(Logged, gc=False, kw_only=True):
    """One line."""

    request_id: str
    msec: Told = None
    ts: Told = None
    method: Told = None
    uri: Told = None
    host: Told = None
    status: Told = None
    bytes_in: Told = None
    bytes_out: Told = None
    body_bytes_out: Told = None
    request_time: Told = None
    upstream_status: Told = None
    record_count: Told = None
    deny_reason: Told = None


def _at(msec: Told, ts: Told) -> int:
    return columns.moment(ts) if msec in (None, "", "-") else columns.instant(msec, _SECOND)


def _refused(status: Told, upstream: Told, *reasons: Told) -> bool:
    """Tell whether nginx turned the call away: it asked no upstream, or says for what reason."""
    return columns.whole(status) in columns.DENIALS and (upstream in ("", "-", None) or any(map(columns.reason, reasons)))


def _outcome(status: Told, *told: Told) -> str:
    return columns.outcome(columns.whole(status), refused=_refused(status, *told))


def _reason(status: Told, upstream: Told, *reasons: Told) -> str | None:
    return next(filter(None, map(columns.reason, reasons)), None) if _refused(status, upstream, *reasons) else None


def _latency(told: Told) -> int | None:
    return columns.span(told, _SECOND)


def _first(*told: Told) -> int | None:
    """Return the first of several counts that is known: the body before all that was sent, for one."""
    return next((count for each in told if (count := columns.whole(each)) is not None), None)


_REFUSAL: Final = ("status", "upstream_status", "reason", "deny_reason")

SHAPE: Final = Flat(
    Record,
    {
        **logged.COLUMNS,
        "id": (("request_id",), columns.call_id),
        "at": (("msec", "ts"), _at),
        "route": (("method", "host", "uri"), columns.route),
        "outcome": (_REFUSAL, _outcome),
        "reason": (_REFUSAL, _reason),
        "status": (("status",), columns.status),
        "latency": (("request_time",), _latency),
        "records": (("records", "record_count"), _first),
        "bytes_in": (("bytes_in",), columns.whole),
        "bytes_out": (("body_bytes_out", "bytes_out"), _first),
    },
    flat.seconds,
)
