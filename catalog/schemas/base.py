"""The fields that schemas are made of, and how their findings become problems in both languages.

Every message is ``code|Chinese|English``, so that a finding of marshmallow says as much as a finding of the rules.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

import marshmallow as ma

from catalog.errors import Invalid, Problem

_COMMON: Final = {
    "required": "missing|缺少此字段|the field is missing",
    "null": "null|不能为 null，没有则不写此字段|must not be null; leave the field out instead",
    "validator_failed": "not_permitted|值不被允许|the value is not permitted",
}
_NOT_TEXT: Final = "wrong_type|应为文本|must be text"
_NOT_WHOLE: Final = "wrong_type|应为整数|must be a whole number"
_NOT_INSTANT: Final = (
    "bad_instant|应为带时区的时刻，如 2026-03-02T09:00:00+08:00|must be an instant with its offset, 2026-03-02T09:00:00+08:00"
)
_NOT_OBJECT: Final = "wrong_type|应为对象|must be an object"
_UNKNOWN: Final = "unknown_field|没有此字段|there is no such field"


class Shape(ma.Schema):
    """Base of every schema: fields that nobody knows are refused, never dropped in silence."""

    error_messages = {"unknown": _UNKNOWN, "type": _NOT_OBJECT}  # noqa: RUF012 (marshmallow reads it from the class)

    class Meta:
        """Refuse what is unknown."""

        unknown = ma.RAISE

    @functools.cached_property
    def _plan(self) -> _Plan:
        return _Plan(self)

    def _serialize(self, obj: Any, *, many: bool = False) -> Any:
        """Return what the library would, which asks every field of every object in turn; a list of entries is mostly that."""
        if many:
            return super()._serialize(obj, many=True)
        told = self._plan.of(obj)
        return super()._serialize(obj) if told is None else told


class _Plan:
    """How the objects of a schema are told: all their values are read at once, and only those turned that may need it."""

    def __init__(self, schema: ma.Schema) -> None:
        fields = schema.dump_fields
        self._keys = tuple(field.data_key or name for name, field in fields.items())
        names = [field.attribute or name for name, field in fields.items()]
        # One name more than there is keeps the getters' answer a tuple.
        self._items, self._attributes = operator.itemgetter(*names, names[0]), operator.attrgetter(*names, names[0])
        self._turns = [
            (key, turn) for key, field in zip(self._keys, fields.values(), strict=True) if (turn := _turn(field)) is not None
        ]

    def of(self, thing: Any) -> dict[str, Any] | None:
        """Return what is told of a thing, None where that is left to the library: it lacks something, or is none of the usual."""
        is_dict = type(thing) is dict
        if not is_dict and hasattr(thing, "__getitem__"):
            return None
        try:
            told = dict(zip(self._keys, (self._items if is_dict else self._attributes)(thing), strict=False))
        except (KeyError, AttributeError):
            return None
        for key, turn in self._turns:
            told[key] = turn(told[key])
        return told


def _turn(field: ma.fields.Field[Any]) -> Callable[[Any], Any] | None:
    """Return what a field makes of a value; None where it makes nothing of any."""
    if type(field)._serialize is ma.fields.Field._serialize or isinstance(field, Document):  # noqa: SLF001 (whether it is another)
        return None
    if isinstance(field, ma.fields.List):
        return functools.partial(_each, _turn(field.inner))
    same: type | None = str if isinstance(field, ma.fields.String) else int if isinstance(field, ma.fields.Integer) else None
    write = field._serialize  # noqa: SLF001 (what the library calls)

    def turn(value: Any) -> Any:
        return value if type(value) is same else write(value, None, None)

    return turn


def _each(turn: Callable[[Any], Any] | None, values: Any) -> list[Any] | None:
    if values is None:
        return None
    return list(values) if turn is None else [turn(value) for value in values]


class Text(ma.fields.String):
    """A text."""

    default_error_messages = {**_COMMON, "invalid": _NOT_TEXT, "invalid_utf8": _NOT_TEXT}  # noqa: RUF012 (as above)


class Whole(ma.fields.Integer):
    """A whole number; in an address it is written in digits."""

    default_error_messages = {**_COMMON, "invalid": _NOT_WHOLE, "too_large": _NOT_WHOLE}  # noqa: RUF012 (as above)


class Flag(ma.fields.Boolean):
    """A yes or no; asked for as ``true`` or ``false`` and nothing that merely means it."""

    default_error_messages = {**_COMMON, "invalid": "wrong_type|应为 true 或 false|must be true or false"}  # noqa: RUF012 (as above)

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


class Day(ma.fields.Date):
    """A day, written YYYY-MM-DD."""

    default_error_messages = {  # noqa: RUF012 (as above)
        **_COMMON,
        "invalid": "bad_date|应为日期 YYYY-MM-DD|must be a day, YYYY-MM-DD",
    }

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> date:
        if not isinstance(value, str) or len(value) != len("YYYY-MM-DD"):
            raise self.make_error("invalid")
        return super()._deserialize(value, *args, **kwargs)


class Instant(ma.fields.AwareDateTime):
    """An instant in ISO 8601, with its offset from UTC; handed on in UTC."""

    default_error_messages = {  # noqa: RUF012 (as above)
        **_COMMON,
        "invalid": _NOT_INSTANT,
        "invalid_awareness": _NOT_INSTANT,
    }

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> datetime:
        try:
            return super()._deserialize(value, *args, **kwargs).astimezone(UTC)
        except OverflowError as error:
            raise self.make_error("invalid") from error


class Many(ma.fields.List[Any]):
    """A list of things of one kind."""

    default_error_messages = {**_COMMON, "invalid": "wrong_type|应为列表|must be a list"}  # noqa: RUF012 (as above)


class Part(ma.fields.Nested):
    """An object inside an object."""

    default_error_messages = {**_COMMON, "type": _NOT_OBJECT}  # noqa: RUF012 (as above)


class Document(Part):
    """An object that is handed on as it came, its shape documented here and judged by the rules.

    The rules name everything that is wrong with it at once, in the words of the guide. Only names that nobody knows
    and nulls are refused here, at any depth: the rules leave them alone, and what was meant would be lost without a word.
    """

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        if not isinstance(value, Mapping):
            raise self.make_error("type")
        if unknown := _unknown(self.schema, value):
            raise ma.ValidationError(unknown)
        return value

    def _serialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:  # type: ignore[override]  # the library's names differ
        return value


def _unknown(schema: ma.Schema, value: Mapping[str, Any]) -> dict[str | int, Any]:
    """Return ``{name: finding}`` for the names that a schema does not know and for nulls, members of lists by their number."""
    found: dict[str | int, Any] = {name: [_UNKNOWN] for name in value if name not in schema.fields}
    found |= {name: [_COMMON["null"]] for name, said in value.items() if said is None and name not in found}
    for name, field in schema.fields.items():
        inner = field.inner if isinstance(field, ma.fields.List) else field
        if not isinstance(inner, ma.fields.Nested) or name not in value:
            continue
        said = value[name]
        if isinstance(said, Mapping) and (below := _unknown(inner.schema, said)):
            found[name] = below
        elif isinstance(said, list) and (members := _unknown_members(inner.schema, said)):
            found[name] = members
    return found


def _unknown_members(schema: ma.Schema, members: list[Any]) -> dict[int, Any]:
    findings = ((at, _unknown(schema, member)) for at, member in enumerate(members) if isinstance(member, Mapping))
    return {at: finding for at, finding in findings if finding}


def one_of(values: Mapping[str, Any]) -> ma.validate.OneOf:
    """Return the check that a value is one of a table's keys."""
    listed = ", ".join(values)
    return ma.validate.OneOf(tuple(values), error=f"not_in_vocabulary|应为以下之一：{listed}|must be one of: {listed}")


def between(least: int, most: int) -> ma.validate.Range:
    """Return the check that a number lies between two others, both included."""
    return ma.validate.Range(least, most, error=f"out_of_range|应在 {least} 至 {most} 之间|must lie between {least} and {most}")


def read_shape(schema: type[ma.Schema], value: Any) -> dict[str, Any]:
    """Return a value in the shape of a schema; for what is read apart from the body it came in.

    Raises
    ------
    Invalid
        It has not this shape; every finding is named.
    """
    try:
        return dict(schema().load(value))
    except ma.ValidationError as error:
        found = problems(error.normalized_messages())  # type: ignore[no-untyped-call]  # the library leaves it untyped
        raise Invalid("请求内容有误", "the request is not as expected", problems=found) from error


def problems(findings: Any, path: str = "") -> Iterator[Problem]:
    """Yield marshmallow's findings (nested mappings and lists of messages) as problems with their paths.

    >>> [problem.path for problem in problems({"items": {3: {"length": ["wrong_type|应为整数|must be a whole number"]}}})]
    ['items[3].length']
    """
    if isinstance(findings, str):
        code, zh, en = findings.split("|")
        yield Problem(path, code, zh, en)
    elif isinstance(findings, Mapping):
        for name, below in findings.items():
            yield from problems(below, _deeper(path, name))
    else:
        for finding in findings:
            yield from problems(finding, path)


def _deeper(path: str, name: str | int) -> str:
    if name == "_schema":
        return path
    if isinstance(name, int):
        return f"{path}[{name}]"
    return f"{path}.{name}" if path else name
