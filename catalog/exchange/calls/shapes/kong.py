"""Kong: a record of the ``http-log`` plugin. Who called is who Kong has recognised, never what the request says of itself."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from catalog.exchange.calls import columns
from catalog.exchange.calls.columns import Row

_MILLISECOND: Final = 1000


class Record(msgspec.Struct):
    """One call."""

    request: dict[str, Any]
    response: dict[str, Any]
    started_at: int | float | str
    latencies: Any = None
    upstream_status: Any = None
    consumer: Any = None


def row(record: Record) -> Row:
    """Read one record.

    Raises
    ------
    Fault
        It tells no id or no time.
    """
    asked, answered = record.request.get("headers"), record.response.get("headers")
    latencies = record.latencies if isinstance(record.latencies, dict) else {}
    consumer = record.consumer if isinstance(record.consumer, dict) else {}
    status = columns.status(record.response.get("status"))
    reason = columns.reason(columns.header(answered, "x-deny-reason"))
    # Kong tells a time of -1 for an upstream that it has never asked.
    passed_on = record.upstream_status not in (None, "") or columns.number(latencies.get("proxy")) is not None
    refused = status in columns.DENIALS and (reason is not None or not passed_on)
    return (
        columns.call_id(record.request.get("id")),
        columns.instant(record.started_at, _MILLISECOND),
        columns.text(consumer.get("custom_id")),
        columns.text(consumer.get("username")),
        None,
        columns.text(columns.header(answered, "x-resource")),
        columns.text(columns.header(answered, "x-grant")),
        columns.text(columns.header(answered, "x-decision-id")),
        columns.purpose(columns.header(asked, "x-purpose")),
        columns.route(
            record.request.get("method"),
            columns.header(asked, "host"),
            record.request.get("uri") or record.request.get("url"),
        ),
        columns.outcome(status, refused=refused),
        reason if refused else None,
        status,
        columns.span(latencies.get("request"), _MILLISECOND),
        columns.whole(columns.header(answered, "x-record-count")),
        columns.whole(record.request.get("size")),
        columns.whole(record.response.get("size")),
        columns.items(columns.header(answered, "x-items")),
    )
