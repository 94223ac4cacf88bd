"""What a binding must say of itself, by kind, and when two API routes could not be told apart; pure.

==============  ==========================================================================================
kind            config
==============  ==========================================================================================
``table``       ``url`` (SQLAlchemy address without password), ``table``, optional ``time_column``
``api``         ``gateway``, ``host``, ``methods``, ``path`` (template), ``probe`` (address asked for health)
``file``        ``path`` of a file whose age tells freshness
``manual_table``  ``note`` on who keeps it, ``refreshed`` (day)
``link``        ``url`` of a page
==============  ==========================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final
from urllib.parse import unquote_plus, urlsplit

from catalog.errors import Problem

KINDS: Final[dict[str, tuple[str, str]]] = {
    "table": ("库表", "table"),
    "api": ("接口", "API"),
    "file": ("文件", "file"),
    "manual_table": ("手工表", "table kept by hand"),
    "link": ("链接", "link"),
}

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")

_FIELDS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "table": (("url", "table"), ("time_column",)),
    "api": (("gateway", "host", "methods", "path", "probe"), ()),
    "file": (("path",), ()),
    "manual_table": (("note", "refreshed"), ()),
    "link": (("url",), ()),
}

LIMITS: Final[dict[str, int]] = {"gateway": 128, "host": 253}
TEXT_LIMIT: Final = 500
SHAPE_LIMIT: Final = 800

_SECRET: Final = re.compile(
    r"pass(word|wd)?|pwd|secret|token|credential|signature|authorization|odbc_?connect"
    r"|(api|app|access|private|shared|client|subscription)[_-]?key|^(key|sig|sign|auth)$",
    re.IGNORECASE,
)
_PARAMETER: Final = re.compile(r"[?&;#]([^=?&;#]*)=")
# Control characters, line separators and lone surrogates: no address has them, and some no database keeps.
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_HOST: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?", re.ASCII)
_VARIABLE: Final = re.compile(r"\{[A-Za-z_][A-Za-z0-9_]*\}", re.ASCII)
_SEGMENT: Final = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@%-]+|" + _VARIABLE.pattern, re.ASCII)
_TABLE: Final = re.compile(r"\w+(\.\w+)?")


def check(kind: str, config: Mapping[str, Any]) -> list[Problem]:
    """List what is wrong with a binding's config.

    >>> [problem.path for problem in check("link", {"url": "ftp://x"})]
    ['url']
    >>> check("api", {"gateway": "g", "host": "h", "methods": ["GET"], "path": "/a/{id}", "probe": "http://h/health"})
    []
    """
    if kind not in KINDS:
        expected = "、".join(KINDS)
        return [Problem("kind", "unknown_kind", f"挂接方式应为：{expected}", f"expected one of {', '.join(KINDS)}")]
    required, optional = _FIELDS[kind]
    problems = [Problem(name, "required", f"{name} 必填", f"{name} is required") for name in required if not config.get(name)]
    problems += [
        Problem(name, "unknown_field", f"此挂接方式没有 {name}", f"this kind has no {name}")
        for name in config
        if name not in required + optional
    ]
    problems += [problem for name, value in config.items() if name != "methods" and value for problem in _check_text(name, value)]
    return problems or ([*_CHECKS[kind](config)] if kind in _CHECKS else [])


def _check_text(name: str, value: Any) -> Iterator[Problem]:
    limit = LIMITS.get(name, TEXT_LIMIT)
    if not isinstance(value, str) or len(value) > limit:
        yield Problem(name, "bad_text", f"应为不超过 {limit} 字的文本", f"expected text of at most {limit} characters")
    elif _CONTROL.search(value):
        yield Problem(name, "control_characters", "不得含有控制字符", "expected no control characters")


def is_secret(name: str) -> bool:
    """Tell whether a parameter of that name holds a secret, which belongs into no address.

    >>> is_secret("password"), is_secret("access_token"), is_secret("sig"), is_secret("sslmode")
    (True, True, True, False)
    """
    return _SECRET.search(name) is not None


def carries_secret(address: str) -> bool:
    """Tell whether an address has a parameter that holds a secret, or any parameter in its fragment, where tokens travel.

    >>> carries_secret("https://h/a?key=x"), carries_secret("https://h/a#page=2"), carries_secret("https://h/a?page=2#top")
    (True, True, False)
    """
    return "=" in address.partition("#")[2] or any(is_secret(unquote_plus(name)) for name in _PARAMETER.findall(address))


def _check_table(config: Mapping[str, Any]) -> Iterator[Problem]:
    if "://" not in config["url"]:
        yield Problem("url", "bad_address", "应为数据库地址，如 postgresql+psycopg://主机/库", "expected a database address")
    elif carries_secret(config["url"]):
        yield _secret("url")
    for name in ("table", "time_column"):
        if config.get(name) and not _TABLE.fullmatch(config[name]):
            yield Problem(name, "bad_identifier", "应为表名或 模式.表名", "expected a name, or schema.name")


def _check_api(config: Mapping[str, Any]) -> Iterator[Problem]:
    methods = config["methods"]
    if not isinstance(methods, list) or not all(method in METHODS for method in methods):
        yield Problem(
            "methods", "bad_method", f"应为下列之一或多个：{'、'.join(METHODS)}", f"expected some of {', '.join(METHODS)}"
        )
    if not _HOST.fullmatch(config["host"]):
        yield Problem("host", "bad_host", "应为主机名，可带端口", "expected a host name, with a port if need be")
    path = config["path"]
    if (
        not path.startswith("/")
        or not all(_SEGMENT.fullmatch(part) for part in path.strip("/").split("/") if part)
        or "//" in path
    ):
        zh, en = "应为以 / 开头的路径模板，变量写作 {名称}", "expected a path template that begins with /, variables as {name}"
        yield Problem("path", "bad_path", zh, en)
    # Small letters may be more than the capitals they stand for, so it is the shape that is measured.
    if len(shape("api", config) or "") > SHAPE_LIMIT:
        zh, en = f"网关、主机与路径合计不超过 {SHAPE_LIMIT} 字", f"gateway, host and path have at most {SHAPE_LIMIT} characters"
        yield Problem("path", "too_long", zh, en)
    yield from _check_web("probe", config["probe"])


def _check_manual(config: Mapping[str, Any]) -> Iterator[Problem]:
    try:
        date.fromisoformat(config["refreshed"])
    except (TypeError, ValueError):
        yield Problem("refreshed", "bad_date", "应为日期，如 2026-11-22", "expected a day such as 2026-11-22")


def _check_link(config: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _check_web("url", config["url"])


def _check_web(field: str, address: str) -> Iterator[Problem]:
    try:
        parts = urlsplit(address)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        yield Problem(field, "bad_address", "应为 http 或 https 地址", "expected an http or https address")
    elif parts.username or parts.password or carries_secret(address):
        yield _secret(field)


def _secret(field: str) -> Problem:
    return Problem(field, "secret_in_address", "地址中不得带用户名、口令或令牌", "an address must not carry credentials")


#: What is asked beyond the fields and their texts; of a file, nothing is.
_CHECKS: Final[dict[str, Callable[[Mapping[str, Any]], Iterator[Problem]]]] = {
    "table": _check_table,
    "api": _check_api,
    "manual_table": _check_manual,
    "link": _check_link,
}


def shape(kind: str, config: Mapping[str, Any]) -> str | None:
    """Return the route of an API binding with its variables made equal, or None for other kinds.

    Routes of one shape on one gateway and host answer the same requests; where shapes differ, a literal segment
    beats a variable and the longer template wins, so a request always finds one route.

    >>> shape("api", {"gateway": "G1", "host": "Data.example", "path": "/people/{id}/cars/"})
    'g1 data.example /people/{}/cars'
    """
    if kind != "api":
        return None
    path = _VARIABLE.sub("{}", config["path"]).rstrip("/") or "/"
    return f"{config['gateway'].lower()} {config['host'].lower()} {path}"


def overlapping(methods: list[str], others: list[str]) -> list[str]:
    """Return the methods that two routes of one shape both answer.

    >>> overlapping(["GET", "POST"], ["POST", "PUT"])
    ['POST']
    """
    return sorted(set(methods) & set(others))
