"""Shapes whose records are flat: each column is read from a few members, of one record or of many at once.

A block has thousands of records, and in most columns few different values: what repeats is read once, which is what makes the
difference between a hundred thousand and half a million records a second. How a value is read is said in one place for both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final, cast

import msgspec
import numpy as np

from catalog.exchange.calls.columns import COLUMNS, ID_LIMIT, Row

Read = Callable[..., Any]
Many = Callable[[Sequence[Any]], Sequence[Any] | None]

_SECOND: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Flat:
    """How the records of a shape are read: for each column the members that tell it, and how.

    ``times`` reads many times at once (``seconds`` or ``moments``), or returns None where they must be looked at one by one.
    """

    record: type[msgspec.Struct]
    columns: Mapping[str, tuple[tuple[str, ...], Read]]
    times: Many

    def row(self, record: Any) -> Row:
        """Read one record.

        Raises
        ------
        Fault
            It tells no id or no time that could be kept.
        """
        found = self.columns
        return cast(
            "Row",
            tuple(
                None if name not in found else found[name][1](*[getattr(record, member) for member in found[name][0]])
                for name in COLUMNS
            ),
        )

    def table(self, records: Sequence[Any]) -> list[Sequence[Any]]:
        """Read many records, column by column.

        Raises
        ------
        Fault
            One of them tells no id or no time that could be kept.
        """
        return [self._column(name, records) for name in COLUMNS]

    def _column(self, name: str, records: Sequence[Any]) -> Sequence[Any]:
        if name not in self.columns:
            return [None] * len(records)
        names, read = self.columns[name]
        if name == "at" and (instants := self.times(list(map(attrgetter(names[0]), records)))) is not None:
            return instants
        values = list(map(attrgetter(*names), records))
        if name == "id" and sound_ids(values):
            return values
        return each(values, read, len(names))


def each(values: Sequence[Any], read: Read, width: int) -> list[Any]:
    """Read every value, those that are equal once; a value that has several members (``width``) is a tuple of them."""
    if width == 1 and values.count(None) == len(values):
        return [read(None)] * len(values)
    try:
        distinct = set(values)
    except TypeError:  # Lists are not hashed, and few records have them.
        return [read(*value) for value in values] if width > 1 else [read(value) for value in values]
    kept = {value: read(*value) if width > 1 else read(value) for value in distinct}
    return [kept[values[0]]] * len(values) if len(kept) == 1 else list(map(kept.__getitem__, values))


def sound_ids(told: Sequence[Any]) -> bool:
    """Tell whether all of these are ids for certain; ids with anything but printable characters are looked at one by one."""
    try:
        printable = "".join(told).isprintable()
    except TypeError:
        return False
    return (
        printable and max(map(len, told)) <= ID_LIMIT and not any(map(str.isspace, told)) and "" not in told and "-" not in told
    )


def seconds(told: Sequence[Any]) -> Sequence[int] | None:
    """Return instants told as seconds since 1970, all as numbers or as texts with digits; None where they are not."""
    try:
        numbers = np.array(list(map(float, told)))
    except (TypeError, ValueError):
        return None
    if not ((numbers >= 0) & (numbers < 1e11)).all():
        return None
    return cast("list[int]", np.rint(numbers * _SECOND).astype(np.int64).tolist())


def moments(told: Sequence[Any]) -> Sequence[int] | None:
    """Return instants that are all written in the same way and in UTC, as they mostly are; None where they are not.

    >>> moments(["2026-03-02T01:00:00.5Z", "2026-03-02T01:00:01.5Z"])
    [1772413200500000, 1772413201500000]
    >>> moments(["2026-02-30T01:00:00Z"]) is moments(["2026-03-02 01:00:00Z"]) is moments([None]) is None
    True
    """
    if not told[0] or not 20 <= (length := len(told[0])) <= 27:
        return None
    if set(map(type, told)) != {str} or set(map(len, told)) != {length}:
        return None
    # Exactly the digits and signs of RFC 3339, before numpy reads more kindly than it should.
    letters = np.array(told, dtype=f"U{length}").view(np.uint32).reshape(len(told), length)
    pattern = np.frombuffer(f"{'0000-00-00T00:00:00.000000'[: length - 1]}Z".encode("utf-32-le"), dtype=np.uint32)
    digit = pattern == ord("0")
    if ((letters[:, digit] - ord("0")) > 9).any() or (letters[:, ~digit] != pattern[~digit]).any():
        return None
    try:
        # Sixty seconds are none that numpy knows, nor is the 30th of February.
        return cast("list[int]", np.array([each[:-1] for each in told], dtype="datetime64[us]").astype(np.int64).tolist())
    except ValueError:
        return None
