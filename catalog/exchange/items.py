"""Reads information items from whatever a row holds: a text, a list of names, a list of mappings, JSON of either."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from catalog.errors import Problem
from catalog.exchange import enumerated, headers, structured
from catalog.lists import normalise
from catalog.lists.item_text import items_from_names, items_from_text

Item = dict[str, Any]

FIELDS: Final[tuple[str, ...]] = (
    "name",
    "type",
    "length",
    "description",
    "sharing_type",
    "openness",
    "update_cycle",
    "grade",
    "local_grade",
)

# Inside an item a plain word means the item's own member: a "title" is its name, a "type" its data type.
_WITHIN_ITEM: Final = {"abstract": "description", "formats": "type", "theme": "type"}


class Reading:
    """What was read out of the items of one resource; ``originals`` holds what could not be, by path."""

    __slots__ = ("items", "originals", "problems")

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.problems: list[Problem] = []
        self.originals: dict[str, str] = {}


def read_items(value: Any) -> Reading:
    """Read items.

    Repeated names and placeholders in a mere list of names are dropped with a warning; items that carry more than a name are
    all kept but for exact repetitions, since which of two differing ones is right only a person can say.
    """
    reading = Reading()
    if isinstance(value, str):
        value = structured.from_json(value) or value
    if isinstance(value, str):
        reading.items, reading.problems = _plain(items_from_text(value))
    elif isinstance(value, Mapping):
        _read_mappings(reading, [value])
    elif not any(isinstance(each, Mapping) for each in value):
        reading.items, reading.problems = _plain(items_from_names([str(each) for each in value if each is not None]))
    else:
        _read_mappings(reading, [each if isinstance(each, Mapping) else {"name": each} for each in value])
    return reading


def _plain(read: Any) -> tuple[list[Item], list[Problem]]:
    """Return items and problems of the text readers as lists of this module's types."""
    return list(read.items), list(read.problems)


def _read_mappings(reading: Reading, members: Sequence[Mapping[str, Any]]) -> None:
    """Read each mapping as an item."""
    seen: dict[str, Item] = {}
    for member in members:
        at = len(reading.items)
        read = _Member(reading, f"items[{at}]")
        for key, value in member.items():
            field = _member_field(key)
            if field and value is not None and value != "":
                _MEMBERS[field](read, field, value)
        item = {field: read.item[field] for field in FIELDS if field in read.item}
        if not item:
            continue
        repeats = seen.setdefault(normalise.name_key(str(item.get("name", ""))), item)
        if repeats is not item:
            reading.problems.append(_repeated(at, item))
        if repeats is item or repeats != item:
            reading.items.append(item)


def _repeated(at: int, item: Item) -> Problem:
    """Say that an item is named twice."""
    name = item.get("name", "")
    return Problem(f"items[{at}].name", "repeated", f"信息项“{name}”重复", f"item “{name}” is named twice", "warning")


class _Member:
    """One item in the making."""

    __slots__ = ("item", "path", "reading")

    def __init__(self, reading: Reading, path: str) -> None:
        self.reading = reading
        self.path = path
        self.item: Item = {}

    def unreadable(self, field: str, text: str) -> None:
        """Keep what cannot be read, and say so."""
        path = f"{self.path}.{field}"
        self.reading.originals[path] = text
        zh, en = f"不能识别“{text[:80]}”，已保留原值", f"cannot read “{text[:80]}”; the original is kept"
        self.reading.problems.append(Problem(path, "unreadable", zh, en, "warning"))


@lru_cache(maxsize=1024)
def _member_field(key: str) -> str | None:
    """Return the member of an item that a key or a header means."""
    if key in FIELDS:
        return key
    found = headers.match(key)
    if found is None:
        return None
    field = _WITHIN_ITEM.get(found.field, found.field.removeprefix("item_"))
    return field if field in FIELDS else None


def _name(member: _Member, field: str, value: Any) -> None:
    """Read a name or a description."""
    if (text := normalise.text(value)) is not None:
        member.item[field] = text


def _type(member: _Member, field: str, value: Any) -> None:
    """Read a data type; a length in its brackets counts where no column gives one."""
    text = normalise.text(value)
    if text is None:
        return
    found = normalise.data_type(text)
    if found is None:
        member.unreadable(field, text)
        return
    member.item["type"] = found[0]
    if found[1] is not None:
        member.item.setdefault("length", found[1])


def _length(member: _Member, field: str, value: Any) -> None:
    """Read a length; decimals after a comma are no part of it."""
    text = normalise.text(value)
    if text is None:
        return
    digits = text.replace("，", ",").partition(",")[0].strip()
    if digits.isascii() and digits.isdigit() and len(digits) <= 9:
        member.item[field] = int(digits)
    else:
        member.unreadable(field, text)


def _enumerated(member: _Member, field: str, value: Any) -> None:
    """Read an enumerated member."""
    text = normalise.text(value)
    if text is None:
        return
    found, says_more = enumerated.read(field, text)
    if found is None:
        member.unreadable(field, text)
        return
    member.item[field] = found
    if says_more:
        member.reading.originals[f"{member.path}.{field}"] = text


_MEMBERS: Final[dict[str, Callable[[_Member, str, Any], None]]] = {
    "name": _name,
    "description": _name,
    "type": _type,
    "length": _length,
    **dict.fromkeys(enumerated.FIELDS, _enumerated),
}
