"""Reads the enumerated fields, and tells whether what was written said more than the value that was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from catalog.lists import normalise, vocabulary

Terms = Mapping[str, vocabulary.Term] | Mapping[str, vocabulary.Cycle]


class _Kind(NamedTuple):
    """One enumeration: its table, the function that reads it, and the values that only stand for what was written."""

    terms: Terms
    read: Callable[[str], str | None]
    coarse: frozenset[str]


_FIELDS: Final[dict[str, _Kind]] = {
    "sharing_type": _Kind(vocabulary.SHARING_TYPES, normalise.sharing_type, frozenset({"conditional"})),
    "openness": _Kind(vocabulary.OPENNESS, normalise.openness, frozenset({"conditional"})),
    # Hourly is read as real time and "no longer updated" as irregular: the value is right, but the words say more.
    "update_cycle": _Kind(vocabulary.UPDATE_CYCLES, normalise.update_cycle, frozenset({"realtime", "irregular"})),
    "grade": _Kind(vocabulary.GRADES, normalise.grade, frozenset()),
    "local_grade": _Kind(vocabulary.LOCAL_GRADES, normalise.local_grade, frozenset()),
}
FIELDS: Final = frozenset(_FIELDS)
_SAME: Final = frozenset({"即时", "不定时", "其他", "其它", "其他周期", "有条件"})


class Value(NamedTuple):
    """The canonical value, ``None`` where the text cannot be read, and whether the text says more than the value."""

    value: str | None
    says_more: bool


@lru_cache(maxsize=8192)
def read(field: str, text: str) -> Value:
    """Read the text of an enumerated field.

    >>> read("update_cycle", "每年"), read("update_cycle", "每年(更新说明:暂无)")
    (Value(value='yearly', says_more=False), Value(value='yearly', says_more=True))
    """
    kind = _FIELDS[field]
    value = kind.read(text)
    if value is None or value not in kind.terms:
        return Value(value, says_more=False)
    key = normalise.name_key(text)
    if field == "update_cycle" and normalise.several_cycles(text):
        return Value(value, says_more=True)
    return Value(value, key not in _plain(field, value) and (value in kind.coarse or normalise.fold(text) != key))


@lru_cache(maxsize=64)
def _plain(field: str, value: str) -> frozenset[str]:
    """Return the spellings of a value that say no more than the value itself."""
    term = _FIELDS[field].terms[value]
    labels = {value, term.zh, term.en, term.code, *(f"{term.code}{mark}{term.zh}" for mark in (".", "-", "、", ""))}
    return _SAME | {normalise.name_key(label) for label in labels}


def label(field: str, value: str) -> str:
    """Return the Chinese label of a value, or the value itself where it is none of the enumeration.

    >>> label("update_cycle", "yearly")
    '每年'
    """
    term = _FIELDS[field].terms.get(value)
    return term.zh if term else value


def labels(field: str) -> list[str]:
    """Return all Chinese labels of a field in the order of the guide, for a drop-down list."""
    return [term.zh for term in _FIELDS[field].terms.values()]
