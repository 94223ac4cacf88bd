"""Many changes of demands or responsibilities sent together, each with the members its verb takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import marshmallow as ma

from catalog.schemas.base import Many, Shape, Text, Whole
from catalog.schemas.bulk import read_as


class _Change(Shape):
    """What every change names."""

    verb = Text()
    id = Text(required=True)
    revision = Whole(strict=True)
    opinion = Text(load_default="")


class _Assignment(_Change):
    """A demand, or some of its items, is made the responsibility of a department."""

    department = Text(required=True)
    items = Many(Text(), load_default=())


_DEMANDS: Final[Mapping[str, ma.Schema]] = {"accept": _Change(), "assign": _Assignment()}
_RESPONSIBILITIES: Final[Mapping[str, ma.Schema]] = {"assign": _Change(), "claim": _Change()}


def read_demand_change(change: Any) -> dict[str, Any]:
    """Return one change of a demand in the shape that its verb takes.

    Raises
    ------
    Invalid
        It has not this shape.
    """
    return read_as(_DEMANDS, change)


def read_responsibility_change(change: Any) -> dict[str, Any]:
    """Return one change of a responsibility in the shape that its verb takes.

    Raises
    ------
    Invalid
        It has not this shape.
    """
    return read_as(_RESPONSIBILITIES, change)
