"""What is told by a schema: the same as marshmallow tells by itself, of whatever kind the thing is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import marshmallow as ma
import pytest

from catalog.schemas.base import Document, Flag, Many, Part, Shape, Text, Whole
from catalog.store import Page


def made_of(base: type[ma.Schema]) -> type[ma.Schema]:
    """Return a schema that has every kind of field that ours have, with parts of its own kind."""
    inner = base.from_dict({"name": Text(), "day": ma.fields.Date(allow_none=True)})

    class Hooked(base):
        double = Whole()

        class Meta:
            register = False

        @ma.pre_dump
        def _doubled(self, value: int, **_: Any) -> dict[str, int]:
            return {"double": 2 * value}

    return base.from_dict(
        {
            "text": Text(attribute="said"),
            "whole": Whole(),
            "flag": Flag(),
            "at": ma.fields.DateTime(allow_none=True, data_key="when"),
            "part": Part(inner, allow_none=True),
            "parts": Many(Part(inner)),
            "spans": Many(Many(Whole())),
            "hooked": Many(Part(Hooked)),
            "content": Document(inner),
            "free": ma.fields.Dict(),
            "by_name": ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.List(ma.fields.Nested(inner))),
        }
    )


Ours, Theirs = made_of(Shape), made_of(ma.Schema)


@dataclass(frozen=True, slots=True)
class Person:
    """A part as rooms make them."""

    name: str
    day: date | None


@dataclass(frozen=True)
class Thing:
    """A thing as rooms make them."""

    said: Any = "文字"
    whole: Any = 7
    flag: Any = True
    at: Any = datetime(2026, 3, 2, 1, tzinfo=UTC)
    part: Any = Person("李明", date(2026, 3, 2))
    parts: Any = (Person("李明", None), {"name": "王芳"})
    spans: Any = ((0, 2), (4, 5))
    hooked: Any = (1, 2)
    content: Any = None
    free: Any = None
    by_name: Any = None


@pytest.mark.parametrize(
    "thing",
    [
        Thing(),
        Thing(said=None, whole=None, flag=None, at=None, part=None, parts=None, spans=None, hooked=None),
        Thing(said=12, whole="7", parts=[], free={"a": [1]}, content={"anything": 1}, by_name={"x": [Person("李明", None)]}),
        vars(Thing()),
        {"said": "一部分"},
        Page([1, 2], "next"),
        object(),
    ],
    ids=["object", "nothing", "other kinds", "mapping", "a part of a mapping", "list", "stranger"],
)
def test_things_are_told_as_the_library_tells_them(thing: Any) -> None:
    assert Ours().dump(thing) == Theirs().dump(thing)


def test_many_are_told_as_one_is() -> None:
    assert Ours(many=True).dump([Thing(), vars(Thing())]) == [Theirs().dump(Thing())] * 2


def test_only_what_is_wanted_is_told() -> None:
    assert Ours(only=("text", "whole")).dump(Thing()) == {"text": "文字", "whole": 7}
