"""CloudEvents 1.0: an event is a call whose ``data`` tells what our own record would, as far as the producer knows it.

``id`` and ``source`` together say which call it is. ``time`` may be left out by the standard, but a call that does not tell when
it was cannot be counted in its day, and not exactly once either. ``subject`` is the consumer unless the data names one, as it is
where events are sent to OpenMeter. Other attributes, and members of the data that nobody here knows, are left alone.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

import msgspec

from catalog.exchange.calls import columns
from catalog.exchange.calls.columns import Fault, Row

OUTCOMES = ("ok", "denied", "failed")


class Record(msgspec.Struct):
    """One event in its structured form."""

    specversion: str
    id: str
    source: str
    type: str
    time: str | None = None
    subject: str | None = None
    data: Any = None
    data_base64: str | None = None


def source(record: Record) -> str:
    """Return the source that the event names.

    Raises
    ------
    Fault
        It names none.
    """
    if not record.source.strip() or len(record.source) > columns.SOURCE_LIMIT - 80 or "\0" in record.source:
        raise Fault("bad_value", "source")
    return record.source


def row(record: Record) -> Row:
    """Read one event.

    Raises
    ------
    Fault
        It tells no id or no time, or its data says something that cannot be.
    """
    if record.specversion.split(".")[0] != "1":
        raise Fault("bad_value", "specversion")
    if not record.type:
        raise Fault("bad_value", "type")
    data = _data(record)
    status = _counted(data, "status")
    outcome = data.get("outcome") or ("ok" if status is None else columns.outcome(status, refused=False))
    if outcome not in OUTCOMES:
        raise Fault("bad_value", "data.outcome")
    latency = "latency_ms" if "latency_ms" in data else "duration_ms"
    return (
        columns.call_id(record.id),
        columns.moment(record.time),
        columns.text(data.get("consumer")) or columns.text(record.subject),
        columns.text(data.get("application")),
        columns.text(data.get("provider")),
        columns.text(data.get("resource")),
        columns.text(data.get("grant")),
        columns.text(data.get("decision")),
        columns.purpose(data.get("purpose")),
        columns.route(data.get("method"), data.get("host"), data.get("path") or data.get("route")),
        outcome,
        columns.reason(data.get("reason")) if outcome == "denied" else None,
        status if status is None or status <= 999 else None,
        _latency(data, latency),
        _counted(data, "records"),
        _counted(data, "bytes_in"),
        _counted(data, "bytes_out"),
        columns.items(data.get("items")),
    )


def _data(record: Record) -> dict[str, Any]:
    data = record.data
    if record.data_base64 is not None:
        try:
            data = msgspec.json.decode(base64.b64decode(record.data_base64, validate=True))
        except (binascii.Error, ValueError, RecursionError):
            data = None
    return data if isinstance(data, dict) else {}


def _counted(data: dict[str, Any], name: str) -> int | None:
    """Return a count of the data; a number that cannot be one is refused, since the sum would be wrong without a word."""
    told = data.get(name)
    if told is None:
        return None
    found = columns.whole(told)
    if found is None:
        raise Fault("bad_value", f"data.{name}")
    return found


def _latency(data: dict[str, Any], name: str) -> int | None:
    told = data.get(name)
    found = columns.span(told, 1000)
    if told is not None and found is None:
        raise Fault("bad_value", f"data.{name}")
    return found
