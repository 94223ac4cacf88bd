"""What one reported call is read to, and the small readings that all shapes share.

A shape turns a record into a ``Row``: the values of ``COLUMNS`` in their order. What a caller can influence (its address, its
purpose, the items it asked for) never makes a call go unrecorded: texts are cut to what is kept. Only what says which call it
was, and when, must be right, as must the numbers that the reporter itself counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import unquote, urlsplit

COLUMNS: Final = (
    "id",
    "at",
    "consumer",
    "application",
    "provider",
    "resource",
    "grant",
    "decision",
    "purpose",
    "route",
    "outcome",
    "reason",
    "status",
    "latency",
    "records",
    "bytes_in",
    "bytes_out",
    "items",
)
"""The columns of a batch, beside its source."""

Row = tuple[
    str,
    int,
    str | None,
    str | None,
    str | None,
    str | None,
    str | None,
    str | None,
    str | None,
    str | None,
    str,
    str | None,
    int | None,
    int | None,
    int | None,
    int | None,
    int | None,
    list[str] | None,
]

CODES: Final[Mapping[str, tuple[str, str]]] = {
    "unknown_shape": ("无法识别的记录格式", "no gateway that is known here reports calls in this shape"),
    "bad_json": ("不是正确的 JSON", "it is not correct JSON"),
    "too_long": ("记录过长", "the record is too long"),
    "too_deep": ("嵌套过深", "it is nested too deep"),
    "no_id": ("没有编号，无法保证只计一次", "it has no id, without which it cannot be counted exactly once"),
    "bad_id": ("编号应为 1 至 128 个字符的文本", "an id is text of 1 to 128 characters"),
    "no_time": ("没有时间", "it does not tell when the call was"),
    "bad_time": ("时间无法读取，应为带时区的时刻", "the time cannot be read; it is an instant with its offset"),
    "bad_value": ("字段的值不符合要求", "the value of a field is not as required"),
    "unknown_field": ("没有此字段", "there is no such field"),
    "conflicting": (
        "与同编号的另一调用不一致，已留存备查，不计数",
        "differs from the call of the same id; kept apart, not counted",
    ),
    "too_old": ("早于账本的保存期，已留存备查，不计数", "older than the ledger reaches; kept apart, not counted"),
    "too_new": ("晚于当前时刻一天以上，已留存备查，不计数", "more than a day ahead of the clock; kept apart, not counted"),
}
"""Why a record is not counted, in both languages."""

ID_LIMIT: Final = 128
TEXT_LIMIT: Final = 64
PURPOSE_LIMIT: Final = 200
ROUTE_LIMIT: Final = 300
SOURCE_LIMIT: Final = 400
ITEMS_LIMIT: Final = 200
LARGEST: Final = 2**53 - 1
"""What every reader of JSON takes for the same whole number."""

DENIALS: Final = frozenset({401, 403, 429})
"""The statuses with which a gateway turns a call away that it does not pass on."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_LAST: Final = (datetime(9999, 12, 31, tzinfo=UTC) - _EPOCH) // _MICROSECOND
_REASON: Final = re.compile(r"[a-z][a-z0-9_]{0,31}", re.ASCII)


class Fault(Exception):
    """A record cannot be counted; ``code`` is one of ``CODES``, ``where`` names the field."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(code)
        self.code, self.where = code, where


def message(code: str, where: str = "") -> str:
    """Say in both languages why a record is not counted.

    >>> message("bad_value", "status")
    '字段的值不符合要求：status · the value of a field is not as required: status'
    """
    zh, en = CODES[code]
    return f"{zh}：{where} · {en}: {where}" if where else f"{zh} · {en}"


def call_id(value: Any) -> str:
    """Return an id as it was given.

    Raises
    ------
    Fault
        There is none, or it is no id.
    """
    if value in (None, "", "-"):
        raise Fault("no_id")
    if not isinstance(value, str) or len(value) > ID_LIMIT or "\0" in value or not value.strip():
        raise Fault("bad_id")
    return value


def text(value: Any, limit: int = TEXT_LIMIT) -> str | None:
    """Return a text as it is kept: cut, and nothing for what only says that there is none.

    >>> text(" GX "), text("-"), text(""), text(None), text("停车场", 2)
    ('GX', None, None, None, '停车')
    """
    if type(value) is not str:
        return None if value is None or isinstance(value, dict | list | bool) else text(str(value), limit)
    value = value.strip()[:limit]
    if "\0" in value:
        value = value.replace("\0", "\ufffd")
    return None if value in ("", "-") else value


def purpose(value: Any) -> str | None:
    """Return a purpose as it is kept."""
    return text(value, PURPOSE_LIMIT)


def status(value: Any) -> int | None:
    """Return a status of HTTP; None where there is none, as when nobody waited for the answer.

    >>> status("200"), status(0), status("000"), status(1000)
    (200, None, None, None)
    """
    found = whole(value)
    return found if found is not None and 0 < found <= 999 else None


def whole(value: Any) -> int | None:
    """Return a count that a gateway tells, whole and not negative, as text or number; None where it tells none.

    >>> whole("12"), whole(7), whole(""), whole("-"), whole(-1), whole("many"), whole(2.0), whole("9" * 30)
    (12, 7, None, None, None, None, 2, None)
    """
    if type(value) is str:
        if not value.isdecimal() or len(value) > 16:
            return None
        value = int(value)
    elif type(value) is float and value.is_integer():
        value = int(value)
    return value if type(value) is int and 0 <= value <= LARGEST else None


def number(value: Any) -> float | None:
    """Return a number that is not negative, told as text or number; None where there is none.

    >>> number("0.004"), number(3), number("0.001, 0.004"), number(""), number("nan"), number(-1)
    (0.004, 3.0, None, None, None, None)
    """
    if type(value) is str:
        try:
            value = float(value) if len(value) <= 32 else None
        except ValueError:
            return None
    if type(value) not in (int, float):
        return None
    return float(value) if 0 <= value <= LARGEST else None


def span(value: Any, unit: int) -> int | None:
    """Return a length of time in whole microseconds, of which there are ``unit`` in what it is told in."""
    told = number(value)
    return None if told is None or told * unit > LARGEST else round(told * unit)


def instant(value: Any, unit: int) -> int:
    """Return an instant that is told as a number of seconds or milliseconds since 1970, in microseconds.

    >>> instant("1795358950.123", 1_000_000), instant(1795358950123, 1000)
    (1795358950123000, 1795358950123000)

    Raises
    ------
    Fault
        It is none.
    """
    if value in (None, "", "-"):
        raise Fault("no_time")
    told = number(value)
    if told is None or told * unit > _LAST:
        raise Fault("bad_time")
    return round(told * unit)


def moment(value: Any) -> int:
    """Return an instant that is told as RFC 3339 does, in microseconds since 1970.

    >>> moment("2026-03-02T09:00:00.5+08:00") == moment("2026-03-02t01:00:00.500000z")
    True

    Raises
    ------
    Fault
        It is none, or tells no offset from UTC.
    """
    if value in (None, "", "-"):
        raise Fault("no_time")
    try:
        said = datetime.fromisoformat(value.upper())
        if said.tzinfo is None:
            raise Fault("bad_time")
        return (said - _EPOCH) // _MICROSECOND
    except (AttributeError, TypeError, ValueError, OverflowError) as error:
        raise Fault("bad_time") from error


def reason(value: Any) -> str | None:
    """Return the reason of a refusal, if it is a word of a list and not just any text.

    >>> reason("quota_day"), reason("What?"), reason("")
    ('quota_day', None, None)
    """
    return value if isinstance(value, str) and _REASON.fullmatch(value) else None


def outcome(status: int | None, *, refused: bool) -> str:
    """Return what became of a call: denied by the gateway, ok, or failed, be it there or behind it.

    >>> outcome(200, refused=False), outcome(403, refused=True), outcome(404, refused=False), outcome(None, refused=False)
    ('ok', 'denied', 'failed', 'failed')
    """
    if refused:
        return "denied"
    return "ok" if status is not None and 100 <= status < 400 else "failed"


def route(method: Any, host: Any, path: Any) -> str | None:
    """Return what a call asked for, without its question: that may hold personal data.

    >>> route("GET", "data.example.gov.cn", "/parking/9?plate=1"), route("GET", None, "https://h.example:8443/a#b"), route("GET", "", "")
    ('GET data.example.gov.cn/parking/9', 'GET h.example:8443/a', None)
    """
    path = text(path, 4096) or ""
    if "://" in path[:16]:
        try:
            parts = urlsplit(path)
        except ValueError:
            return None
        host, path = host or parts.netloc.rpartition("@")[2], parts.path
    path = path.partition("?")[0].partition("#")[0]
    host = text(host, ROUTE_LIMIT) or ""
    if not path and not host:
        return None
    return f"{(text(method, 16) or '').upper()} {host}{path}".strip()[:ROUTE_LIMIT]


def items(value: Any) -> list[str] | None:
    """Return the names of items, told as a list or as one text with commas between, where they may be percent-encoded.

    >>> items("姓名,%E4%BD%8F%E5%9D%80"), items(["姓名"]), items(""), items(None)
    (['姓名', '住址'], ['姓名'], None, None)
    """
    if isinstance(value, str):
        value = [unquote(part) for part in value[:16_384].split(",")]
    if not isinstance(value, list):
        return None
    names = [name for part in value[:ITEMS_LIMIT] if (name := text(part, 128))]
    return names or None


def header(headers: Any, name: str) -> Any:
    """Return the first value of a header, whatever the letters of its name; None where there is none.

    >>> header({"X-Record-Count": ["3", "4"]}, "x-record-count"), header({"x-record-count": "3"}, "x-record-count")
    ('3', '3')
    """
    if not isinstance(headers, dict):
        return None
    found = headers.get(name)
    if found is None:
        found = next((value for key, value in headers.items() if type(key) is str and key.lower() == name), None)
    if isinstance(found, list):
        return found[0] if found else None
    return found
