"""Information items that stand in one cell as text, as legacy sheets and portals hold them.

Items are separated by ``、`` (and by commas, semicolons, bars and line breaks), groups by ``；``, and a group's title ends with ``：``.
Nothing inside matched parentheses separates: ``企业名称（全称、简称）、法定代表人`` are two items.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from catalog.errors import Problem
from catalog.lists.cells import clean_text, is_placeholder, name_key

_OPENING: Final = "（([【〔"
_CLOSING: Final = "）)]】〕"
_ITEM_ENDS: Final = frozenset("、，,|｜\t")
_GROUP_ENDS: Final = frozenset("；;\n\r")
_TITLE_ENDS: Final = frozenset("：:")
# ``1、姓名；2、性别``: a number that begins an item is not an item.
_NUMBERED: Final = re.compile(r"(^|[、，,；;：:\s])[(（]?\d{1,3}[、.．)）]\s*(?=[^\d\s.])")
_CLOSING_WORDS: Final = re.compile(r"(?:(?<=\S\S)等(?:信息项?|字段|数据项?|内容|项)?)?[。．.\s]*$")
_SPACED_NAMES: Final = re.compile(
    r"[\u3400-\u9fff][^\s、，,；;：:|]*(?: +[^\s、，,；;：:|]*[\u3400-\u9fff][^\s、，,；;：:|]*){2,}"
)


class ItemReading(NamedTuple):
    """The items that were read, as ``{"name", "description"?}``, and what was noticed."""

    items: list[dict[str, str]]
    problems: list[Problem]


def items_from_text(text: str) -> ItemReading:
    """Read items out of one text; a group's title becomes the description of its items.

    >>> items_from_text("企业名称（全称、简称）、法定代表人；处罚信息：文号、日期、文号").items
    ... # doctest: +NORMALIZE_WHITESPACE
    [{'name': '企业名称（全称、简称）'}, {'name': '法定代表人'}, {'name': '文号', 'description': '处罚信息'},
     {'name': '日期', 'description': '处罚信息'}]
    """
    text = _NUMBERED.sub(r"\1", text.strip())
    if _SPACED_NAMES.fullmatch(text):
        return items_from_names(text.split())
    return _collected(_grouped(_marked(text)))


def items_from_names(names: Iterable[str]) -> ItemReading:
    """Make items of names that are already separated; repeated names and placeholders are dropped and said.

    >>> items_from_names(["姓名", "姓 名", "-"]).items
    [{'name': '姓名'}]
    """
    return _collected((name, None) for name in names)


def _collected(named: Iterable[tuple[str, str | None]]) -> ItemReading:
    """Build the items from names with their group titles."""
    items: dict[str, dict[str, str]] = {}
    problems: list[Problem] = []
    for written, title in named:
        name = clean_text(written)
        key = name_key(name)
        if is_placeholder(name):
            problems.append(_dropped("placeholder", "占位内容", "a placeholder", name))
        elif key in items:
            problems.append(_dropped("repeated", "重复的信息项", "a repeated item", name))
        else:
            items[key] = {"name": name, "description": title} if title else {"name": name}
    return ItemReading(list(items.values()), problems)


def _dropped(code: str, zh: str, en: str, name: str) -> Problem:
    """Say that a part of the text became no item."""
    return Problem("items", code, f"略去{zh}“{name}”", f"dropped {en}: “{name}”", "warning")


def _grouped(marked: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str | None]]:
    """Pair each name with the title of its group; ``marked`` holds parts with the mark that ended them."""
    title = None
    for part, mark in marked:
        if mark in _TITLE_ENDS:
            title = clean_text(part) or None
            continue
        if name := clean_text(part if mark else _CLOSING_WORDS.sub("", part)):
            yield name, title
        if mark in _GROUP_ENDS:
            title = None


def _marked(text: str) -> Iterator[tuple[str, str]]:
    """Cut the text at every mark outside parentheses; yield each part with its mark, the last one with ``""``."""
    start = 0
    inside = _enclosed(text)
    for at, char in enumerate(text):
        if at not in inside and (char in _ITEM_ENDS or char in _GROUP_ENDS or char in _TITLE_ENDS):
            yield text[start:at], char
            start = at + 1
    yield text[start:], ""


def _enclosed(text: str) -> set[int]:
    """Return the positions inside matched parentheses; one that is never closed encloses nothing."""
    opened: list[int] = []
    enclosed: set[int] = set()
    for at, char in enumerate(text):
        if char in _OPENING:
            opened.append(at)
        elif char in _CLOSING and opened:
            enclosed.update(range(opened.pop(), at))
    return enclosed
