"""The shape of a content document: which fields it has, of which type, with values of which enumeration.

The document is described by composing kinds, each a quick test and the words for a value that fails it; what they find is
always *rejected*, because a value of the wrong type or outside its enumeration cannot be stored. Imports check every document
and nearly all pass, so the words are looked for only after the test of the whole has failed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, TypeGuard

from catalog.errors import Problem
from catalog.lists import vocabulary
from catalog.lists.normalise import grade, names_secret


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a value must be; ``explain`` yields the problems of a value, at a path, that ``accepts`` does not accept."""

    accepts: Callable[[object], bool]
    explain: Callable[[str, object], Iterator[Problem]]


def misshapen(content: Mapping[str, object]) -> Iterator[Problem]:
    """Yield a problem for each value of the content document that has the wrong type or is outside its enumeration."""
    if not _CONTENT.accepts(content):
        yield from _CONTENT.explain("", content)


def is_record(value: object) -> TypeGuard[Mapping[str, object]]:
    """Say whether a value is a mapping; asking about ``dict`` first spares the slower question nearly always."""
    return isinstance(value, dict) or isinstance(value, Mapping)  # noqa: SIM101 (the order is the point)


def refused_grade(path: str, value: object) -> Iterator[Problem]:
    """Yield why data of that grade, or with that secrecy mark, is not registered at all; nothing if it may be."""
    if not isinstance(value, str):
        return
    if grade(value) == "core" or value == "core":
        yield Problem(path, "core_refused", "核心数据不得登记目录", "core data is not registered in the catalog")
    elif names_secret(value) or value == "secret":
        yield Problem(
            path, "secret_refused", "涉及国家秘密、工作秘密的数据不得登记目录", "state and work secrets are not registered"
        )


def _wrong_type(zh: str, en: str) -> Callable[[str, object], Iterator[Problem]]:
    def explain(path: str, _value: object) -> Iterator[Problem]:
        yield Problem(path, "wrong_type", f"应为{zh}", f"must be {en}")

    return explain


@lru_cache(maxsize=16384)
def _written_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


_TEXT: Final = _Kind(lambda value: isinstance(value, str), _wrong_type("文本", "text"))
_WHOLE: Final = _Kind(lambda value: isinstance(value, int) and not isinstance(value, bool), _wrong_type("整数", "a whole number"))
_DAY: Final = _Kind(
    lambda value: isinstance(value, str) and _written_day(value), _wrong_type("日期（YYYY-MM-DD）", "a date (YYYY-MM-DD)")
)


def _one_of(values: Collection[str]) -> _Kind:
    """Expect one of the values; a short enumeration is told in full."""
    zh, en = (f"：{'、'.join(values)}", f": {', '.join(values)}") if len(values) <= 12 else ("", "")
    known = frozenset(values)

    def explain(path: str, value: object) -> Iterator[Problem]:
        yield Problem(path, "not_in_vocabulary", f"“{value}”不是允许的值{zh}", f"“{value}” is not a permitted value{en}")

    return _Kind(lambda value: isinstance(value, str) and value in known, explain)


def _grade_of(values: Collection[str]) -> _Kind:
    """Expect one of the grades that may be registered, and say of the others which rule refuses them."""
    known = _one_of(values)

    def explain(path: str, value: object) -> Iterator[Problem]:
        refusals = list(refused_grade(path, value))
        yield from refusals or known.explain(path, value)

    return _Kind(known.accepts, explain)


def _list_of(kind: _Kind) -> _Kind:
    """Expect a list, each member of which is of the kind."""

    def accepts(value: object) -> bool:
        return isinstance(value, (list, tuple)) and all(map(kind.accepts, value))

    def explain(path: str, value: object) -> Iterator[Problem]:
        if not isinstance(value, (list, tuple)):
            yield from _wrong_type("列表", "a list")(path, value)
            return
        for at, member in enumerate(value):
            if not kind.accepts(member):
                yield from kind.explain(f"{path}[{at}]", member)

    return _Kind(accepts, explain)


def _record(fields: Mapping[str, _Kind]) -> _Kind:
    """Expect a mapping; fields that the table does not name are left alone."""
    tests = {field: kind.accepts for field, kind in fields.items()}

    def accepts(value: object) -> bool:
        if not is_record(value):
            return False
        for field, member in value.items():
            test = tests.get(field)
            if test is not None and not test(member):
                return False
        return True

    def explain(path: str, value: object) -> Iterator[Problem]:
        if not is_record(value):
            yield from _wrong_type("对象", "an object")(path, value)
            return
        for field, kind in fields.items():
            if field in value and not kind.accepts(value[field]):
                yield from kind.explain(f"{path}.{field}" if path else field, value[field])

    return _Kind(accepts, explain)


_GOVERNED: Final[dict[str, _Kind]] = {
    "sharing_type": _grade_of(vocabulary.SHARING_TYPES),
    "openness": _one_of(vocabulary.OPENNESS),
    "update_cycle": _one_of(vocabulary.UPDATE_CYCLES),
    "grade": _grade_of(vocabulary.GRADES),
    "local_grade": _grade_of(vocabulary.LOCAL_GRADES),
}
_ITEM: Final = _record(
    {"name": _TEXT, "type": _one_of(vocabulary.DATA_TYPES), "length": _WHOLE, "description": _TEXT, **_GOVERNED}
)
_DISTRIBUTION: Final = _record(
    {
        "mode": _one_of(vocabulary.DISTRIBUTION_MODES),
        "format": _one_of(vocabulary.FORMATS),
        **dict.fromkeys(("address", "volume"), _TEXT),
        **dict.fromkeys(("issued", "refreshed"), _DAY),
    }
)
_CONTENT: Final = _record(
    {
        **dict.fromkeys(
            ("name", "abstract", "format_note", "sharing_conditions", "sharing_purpose", "open_conditions", "theme"), _TEXT
        ),
        **dict.fromkeys(("classifications", "related", "tags"), _list_of(_TEXT)),
        **_GOVERNED,
        "formats": _list_of(_one_of(vocabulary.FORMATS)),
        "sharing_modes": _list_of(_one_of(vocabulary.SHARING_MODES)),
        "legal_basis": _list_of(_record({"law": _TEXT, "article": _TEXT})),
        "items": _list_of(_ITEM),
        "distributions": _list_of(_DISTRIBUTION),
        "secrecy_review": _record({"reviewed_on": _DAY, "signed_by": _TEXT}),
        "raw": _record({}),
    }
)
