"""X-Road: an operational monitoring record of a security server, for import.

The security servers of both sides record a message under one id; whichever comes first is counted.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from catalog.exchange.calls import columns
from catalog.exchange.calls.columns import Row

_MILLISECOND: Final = 1000


class Record(msgspec.Struct, rename="camel"):
    """One record."""

    message_id: str
    request_in_ts: int | float | str
    response_out_ts: Any = None
    client_member_code: Any = None
    client_subsystem_code: Any = None
    service_member_code: Any = None
    service_subsystem_code: Any = None
    service_code: Any = None
    message_issue: Any = None
    request_size: Any = None
    response_size: Any = None
    succeeded: Any = None
    status_code: Any = None


def row(record: Record) -> Row:
    """Read one record.

    Raises
    ------
    Fault
        It tells no id or no time.
    """
    at = columns.instant(record.request_in_ts, _MILLISECOND)
    until = columns.number(record.response_out_ts)
    service = (record.service_member_code, record.service_subsystem_code, record.service_code)
    return (
        columns.call_id(record.message_id),
        at,
        columns.text(record.client_member_code),
        columns.text(record.client_subsystem_code),
        columns.text(record.service_member_code),
        columns.text(record.service_code),
        None,
        None,
        columns.purpose(record.message_issue),
        columns.route("", "", "/".join(text for each in service if (text := columns.text(each)))),
        "ok" if record.succeeded in (True, 1, "true", "1") else "failed",
        None,
        columns.status(record.status_code),
        None if until is None else max(0, round(until * _MILLISECOND) - at),
        None,
        columns.whole(record.request_size),
        columns.whole(record.response_size),
        None,
    )
