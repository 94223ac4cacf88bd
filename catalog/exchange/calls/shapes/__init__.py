"""What one record of each gateway looks like, and which of them a record is: by its own fields, never by where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from catalog.exchange.calls.columns import Row
from catalog.exchange.calls.flat import Flat
from catalog.exchange.calls.shapes import apisix, caddy, cloudevents, envoy, kong, nginx, own, xroad


@dataclass(frozen=True, slots=True)
class Shape:
    """A wire shape: what its records are decoded to, how one is read, how many are at once where that is quicker."""

    name: str
    zh: str
    en: str
    record: type[msgspec.Struct]
    row: Callable[[Any], Row]
    table: Callable[[Sequence[Any]], list[Sequence[Any]]] | None = None
    source: Callable[[Any], str] | None = None


def _flat(name: str, zh: str, en: str, flat: Flat) -> Shape:
    return Shape(name, zh, en, flat.record, flat.row, flat.table)


OWN: Final = _flat("own", "本服务的调用记录", "our own record", own.SHAPE)
CLOUDEVENTS: Final = Shape(
    "cloudevents", "CloudEvents 1.0", "CloudEvents 1.0", cloudevents.Record, cloudevents.row, source=cloudevents.source
)

SHAPES: Final[Mapping[str, Shape]] = {
    shape.name: shape
    for shape in (
        OWN,
        CLOUDEVENTS,
        _flat("nginx", "nginx JSON 日志", "nginx JSON log", nginx.SHAPE),
        Shape("apisix", "APISIX http-logger", "APISIX http-logger", apisix.Record, apisix.row),
        Shape("kong", "Kong http-log", "Kong http-log", kong.Record, kong.row),
        Shape("caddy", "Caddy JSON 日志", "Caddy JSON log", caddy.Record, caddy.row),
        _flat("envoy", "Envoy JSON 日志", "Envoy JSON log", envoy.SHAPE),
        Shape("xroad", "X-Road 运行监测记录", "X-Road operational record", xroad.Record, xroad.row),
    )
}
"""Every shape by its name."""

_OWN_FIELDS: Final = frozenset(own.FIELDS)
_LOGGED: Final = frozenset({"msec", "request_time", "upstream_status"})


#: What tells a record of a shape from all others, in the order in which it is asked.
_SIGNS: Final[Sequence[tuple[str, Callable[[Mapping[str, Any]], bool]]]] = (
    ("cloudevents", lambda record: "specversion" in record),
    ("xroad", lambda record: "requestInTs" in record),
    ("kong", lambda record: _asked(record) and "started_at" in record),
    ("apisix", lambda record: _asked(record) and "start_time" in record),
    ("caddy", lambda record: _asked(record) and "ts" in record and "duration" in record),
    ("nginx", lambda record: bool(record.keys() & _LOGGED and record.keys() & {"request_id", "status"})),
    ("envoy", lambda record: isinstance(record.get("start_time"), str) and "duration" in record),
    # What has our names alone and lacks one that it must have is still ours, so that it can be told what it lacks.
    (
        "own",
        lambda record: {"id", "time"} <= record.keys() or bool(record.keys() & {"id", "time"} and record.keys() <= _OWN_FIELDS),
    ),
)


def _asked(record: Mapping[str, Any]) -> bool:
    return isinstance(record.get("request"), dict)


def recognise(record: Mapping[str, Any]) -> Shape | None:
    """Tell which shape a record has; None where it has none that is known.

    >>> shape = recognise({"request_id": "4f", "msec": "1795358950.123"})
    >>> shape.name if shape else None
    'nginx'
    >>> recognise({"hello": "world"}) is None
    True
    """
    return next((SHAPES[name] for name, has in _SIGNS if has(record)), None)
