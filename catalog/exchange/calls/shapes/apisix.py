"""Apache APISIX: a record of the ``http-logger`` plugin in its default form.

Its headers are those at the end of the request. What forward-auth sets it overwrites, so that the decision's id is ours; that of
a refused call comes with the answer.
"""

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
    start_time: int | float | str
    latency: Any = None
    upstream: Any = None
    upstream_latency: Any = None
    consumer: Any = None


def row(record: Record) -> Row:
    """Read one record.

    Raises
    ------
    Fault
        It tells no id or no time.
    """
    asked, answered = record.request.get("headers"), record.response.get("headers")
    status = columns.status(record.response.get("status"))
    reason = columns.reason(columns.header(answered, "x-deny-reason"))
    passed_on = record.upstream not in (None, "") or record.upstream_latency is not None
    refused = status in columns.DENIALS and (reason is not None or not passed_on)
    decision = columns.header(answered, "x-decision-id") or columns.header(asked, "x-decision-id")
    consumer = record.consumer if isinstance(record.consumer, dict) else {}
    return (
        columns.call_id(decision),
        columns.instant(record.start_time, _MILLISECOND),
        columns.text(columns.header(asked, "x-consumer")),
        columns.text(consumer.get("username")),
        None,
        columns.text(columns.header(asked, "x-resource")),
        columns.text(columns.header(asked, "x-grant")),
        columns.text(decision),
        columns.purpose(columns.header(asked, "x-purpose")),
        columns.route(
            record.request.get("method"),
            columns.header(asked, "host"),
            record.request.get("uri") or record.request.get("url"),
        ),
        columns.outcome(status, refused=refused),
        reason if refused else None,
        status,
        columns.span(record.latency, _MILLISECOND),
        columns.whole(columns.header(answered, "x-record-count")),
        columns.whole(record.request.get("size")),
        columns.whole(record.response.get("size")),
        columns.items(columns.header(answered, "x-items")),
    )
