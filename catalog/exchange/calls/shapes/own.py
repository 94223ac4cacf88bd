"""Our own record: one JSON object a call, its members named as the ledger names them.

It is written by programs that know this service, so what is not as documented is refused and never put right in silence.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

import msgspec

from catalog.exchange.calls import columns, flat
from catalog.exchange.calls.flat import Flat

Count = Annotated[int, msgspec.Meta(ge=0, le=columns.LARGEST)]


class Record(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """One call."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=columns.ID_LIMIT)]
    time: str
    consumer: str | None = None
    application: str | None = None
    provider: str | None = None
    resource: str | None = None
    grant: str | None = None
    decision: str | None = None
    purpose: str | None = None
    method: str | None = None
    host: str | None = None
    path: str | None = None
    outcome: Literal["ok", "denied", "failed"] | None = None
    reason: str | None = None
    status: Annotated[int, msgspec.Meta(ge=0, le=999)] | None = None
    latency_ms: Annotated[float, msgspec.Meta(ge=0, le=1e12)] | None = None
    records: Count | None = None
    bytes_in: Count | None = None
    bytes_out: Count | None = None
    items: list[str] | None = None


FIELDS: Final = Record.__struct_fields__


def _as_it_is(value: Any) -> Any:
    return value


def _outcome(told: str | None, status: int | None) -> str:
    """Return what became of a call; one that was reported without a status took place, and nothing is said against it."""
    return told or ("ok" if status is None else columns.outcome(status, refused=False))


def _reason(outcome: str | None, told: str | None) -> str | None:
    return columns.reason(told) if outcome == "denied" else None


def _latency(told: float | None) -> int | None:
    return columns.span(told, 1000)


SHAPE: Final = Flat(
    Record,
    {
        "id": (("id",), columns.call_id),
        "at": (("time",), columns.moment),
        "consumer": (("consumer",), columns.text),
        "application": (("application",), columns.text),
        "provider": (("provider",), columns.text),
        "resource": (("resource",), columns.text),
        "grant": (("grant",), columns.text),
        "decision": (("decision",), columns.text),
        "purpose": (("purpose",), columns.purpose),
        "route": (("method", "host", "path"), columns.route),
        "outcome": (("outcome", "status"), _outcome),
        "reason": (("outcome", "reason"), _reason),
        "status": (("status",), _as_it_is),
        "latency": (("latency_ms",), _latency),
        "records": (("records",), _as_it_is),
        "bytes_in": (("bytes_in",), _as_it_is),
        "bytes_out": (("bytes_out",), _as_it_is),
        "items": (("items",), columns.items),
    },
    flat.moments,
)
