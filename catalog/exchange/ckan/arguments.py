"""What an action is asked with: CKAN takes every value as text or as JSON, so each is read leniently and refused in its shape; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from catalog.canon import parse
from catalog.errors import Invalid, Problem

Arguments = Mapping[str, Any]

#: CKAN's own limit of what one answer holds.
MOST_ROWS: Final = 1000


def text(asked: Arguments, name: str, default: str = "") -> str:
    """Return an argument as text."""
    value = asked.get(name)
    return default if value is None else _clean(str(value), name)


def required(asked: Arguments, *names: str) -> str:
    """Return the first of the arguments that is there.

    Raises
    ------
    Invalid
        None of them is.
    """
    for name in names:
        if found := text(asked, name):
            return found
    raise _wrong(names[0], "missing", "缺少此参数", "Missing value")


def whole(asked: Arguments, name: str, default: int | None = None, *, most: int | None = None) -> int | None:
    """Return an argument as a natural number; what is more than ``most`` counts as ``most``.

    Raises
    ------
    Invalid
        It is no natural number.
    """
    value = asked.get(name)
    if value is None or value == "":
        return default
    if isinstance(value, bool) or not str(value).isdecimal() or len(str(value)) > 9:
        raise _wrong(name, "wrong_type", "应为自然数", "Must be a natural number")
    return int(value) if most is None else min(int(value), most)


def flag(asked: Arguments, name: str) -> bool:
    """Return an argument as yes or no; not given is no."""
    return str(asked.get(name, "")).lower() in ("true", "1", "yes", "t")


def several(asked: Arguments, name: str) -> list[str]:
    """Return an argument as texts: a list, a list as JSON text, or one text.

    Raises
    ------
    Invalid
        It is a list of something else, or no correct JSON.
    """
    value = asked.get(name)
    if isinstance(value, str) and value.lstrip().startswith('["'):
        try:
            value = parse(value)
        except ValueError:
            raise _wrong(name, "bad_json", "不是正确的 JSON", "Cannot parse JSON") from None
    listed = value if isinstance(value, list) else [] if value in (None, "") else [str(value)]
    if not all(isinstance(each, str) for each in listed):
        raise _wrong(name, "wrong_type", "应为文本的列表", "Must be a list of strings")
    return [_clean(each, name) for each in listed]


def _clean(value: str, name: str) -> str:
    if "\0" in value:
        raise _wrong(name, "bad_character", "含有不允许的字符", "Holds a character that is not permitted")
    return value


def _wrong(name: str, code: str, zh: str, en: str) -> Invalid:
    return Invalid(f"{name}：{zh}", f"{name}: {en}", problems=[Problem(name, code, zh, en)])
