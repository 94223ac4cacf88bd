"""Caddy: a line of its JSON access log.

The request in it is what the client sent, before anything was done to it, so nothing there tells who called: only the answer's
headers, and members that the configuration adds, are ours. The time is that at which the request was done.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from catalog.exchange.calls import columns
from catalog.exchange.calls.columns import Row

_SECOND: Final = 1_000_000


class Record(msgspec.Struct):
    """One line."""

    request: dict[str, Any]
    ts: float | str
    duration: float | str
    status: Any = None
    size: Any = None
    bytes_read: Any = None
    resp_headers: Any = None
    consumer: Any = None
    application: Any = None
    provider: Any = None
    resource: Any = None
    grant: Any = None
    decision_id: Any = None
    purpose: Any = None
    records: Any = None
    items: Any = None
    reason: Any = None


def row(record: Record) -> Row:
    """Read one line.

    Raises
    ------
    Fault
        It tells no id or no time.
    """
    answered = record.resp_headers
    status = columns.status(record.status)
    reason = columns.reason(record.reason) or columns.reason(columns.header(answered, "x-deny-reason"))
    refused = status in columns.DENIALS and reason is not None
    decision = record.decision_id or columns.header(answered, "x-decision-id")
    records = columns.whole(record.records)
    return (
        columns.call_id(decision),
        _at(record.ts),
        columns.text(record.consumer or columns.header(answered, "x-consumer")),
        columns.text(record.application),
        columns.text(record.provider),
        columns.text(record.resource or columns.header(answered, "x-resource")),
        columns.text(record.grant or columns.header(answered, "x-grant")),
        columns.text(decision),
        columns.purpose(record.purpose or columns.header(record.request.get("headers"), "x-purpose")),
        columns.route(record.request.get("method"), record.request.get("host"), record.request.get("uri")),
        columns.outcome(status, refused=refused),
        reason if refused else None,
        status,
        _took(record.duration),
        columns.whole(columns.header(answered, "x-record-count")) if records is None else records,
        columns.whole(record.bytes_read),
        columns.whole(record.size),
        columns.items(record.items or columns.header(answered, "x-items")),
    )


def _at(told: float | str) -> int:
    """Read the time, in seconds unless the log is told to write it otherwise."""
    if isinstance(told, str) and "T" in told.upper():
        return columns.moment(told)
    return columns.instant(told, _SECOND)


def _took(told: float | str) -> int | None:
    return columns.span(told, _SECOND)
