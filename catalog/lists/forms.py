"""What the documents of demands and responsibilities have in common, and what can be wrong with it. Pure.

A document is a mapping of fields to plain values; what is not known is left out. Severities are those of ``metadata``:
*rejected* cannot be stored, *incomplete* can be stored as a draft but not be submitted, a *warning* hinders nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from catalog.errors import Problem
from catalog.lists.cells import clean_text, is_placeholder, name_key

Content = Mapping[str, Any]

TITLE_LIMIT: Final = 128
ITEMS_LIMIT: Final = 500
ITEM_LIMIT: Final = 128
LAW_LIMIT: Final = 200
BASES_LIMIT: Final = 20

# What Python takes for a day of ISO 8601 may be written in weeks, which nobody here means.
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Field:
    """A text field: its names, how long it may be, and whether a document is incomplete without it."""

    zh: str
    en: str
    limit: int
    needed: bool = False


def said(content: Content, field: str) -> str:
    """Return what a text field says, cleaned; empty where it is absent or only holds a place.

    >>> said({"scope": " 全市　"}, "scope"), said({"scope": "无"}, "scope")
    ('全市', '')
    """
    value = content.get(field)
    cleaned = clean_text(value) if isinstance(value, str) else ""
    return "" if is_placeholder(cleaned) else cleaned


def check_texts(content: Content, fields: Mapping[str, Field]) -> Iterator[Problem]:
    """Hold text fields to their type and length, and find those that are needed and missing."""
    for name, field in fields.items():
        value = content.get(name)
        if value is not None and not isinstance(value, str):
            yield wrong_type(name, "文本", "text")
        elif isinstance(value, str) and "\0" in value:
            yield Problem(name, "control_characters", f"{field.zh}不得含有控制字符", f"the {field.en} holds a control character")
        elif isinstance(value, str) and len(value) > field.limit:
            zh, en = f"{field.zh}超过{field.limit}个字符", f"the {field.en} is longer than {field.limit} characters"
            yield Problem(name, "too_long", zh, en)
        elif field.needed and not said(content, name):
            yield missing(name, field.zh, field.en)


def check_title(content: Content) -> Iterator[Problem]:
    """Expect a title: what cannot be called anything cannot be stored."""
    yield from check_texts(content, {"title": Field("名称", "title", TITLE_LIMIT)})
    if isinstance(content.get("title", ""), str) and not said(content, "title"):
        yield Problem("title", "missing", "缺少名称", "the title is missing")


def check_items(content: Content) -> Iterator[Problem]:
    """Expect a list of items, each named, each once; who names none may mean all that there are."""
    items = content.get("items", ())
    if not isinstance(items, (list, tuple)):
        yield wrong_type("items", "列表", "a list")
        return
    if len(items) > ITEMS_LIMIT:
        zh, en = f"信息项不超过{ITEMS_LIMIT}个", f"at most {ITEMS_LIMIT} items"
        yield Problem("items", "too_many", zh, en)
    if not items:
        yield Problem("items", "missing", "未列明信息项", "no items are named", "warning")
    seen: set[str] = set()
    for at, item in enumerate(items[:ITEMS_LIMIT]):
        yield from _item(f"items[{at}]", item, seen)


def _item(path: str, item: object, seen: set[str]) -> Iterator[Problem]:
    if not isinstance(item, str):
        yield wrong_type(path, "文本", "text")
        return
    name = clean_text(item)
    if not name or len(name) > ITEM_LIMIT or "\0" in item:
        yield Problem(path, "bad_item", f"信息项名称应为1–{ITEM_LIMIT}个字符", f"expected a name of 1–{ITEM_LIMIT} characters")
    elif name_key(name) in seen:
        yield Problem(path, "repeated", f"信息项“{name}”重复", f"item “{name}” is named twice", "warning")
    seen.add(name_key(name))


def check_basis(content: Content, field: str, *, needed: bool) -> Iterator[Problem]:
    """Expect a structured legal basis: a list of laws, each with its article (条例第二十一条、第十四条)."""
    rows = content.get(field, ())
    if not isinstance(rows, (list, tuple)) or not all(isinstance(row, Mapping) for row in rows):
        yield wrong_type(field, "法律依据列表", "a list of laws with their articles")
        return
    if len(rows) > BASES_LIMIT:
        yield Problem(field, "too_many", f"法律依据不超过{BASES_LIMIT}条", f"at most {BASES_LIMIT} laws")
    if needed and not rows:
        yield missing(field, "法律依据（法律法规名称和条款）", "legal basis (law and article)")
    for at, row in enumerate(rows[:BASES_LIMIT]):
        if unknown := set(row) - {"law", "article"}:
            yield Problem(f"{field}[{at}]", "unknown_field", f"没有此字段：{min(unknown)}", f"no such field: {min(unknown)}")
        for name, zh, en in (("law", "法律法规名称", "law"), ("article", "条款", "article")):
            yield from check_texts(
                {f"{field}[{at}].{name}": row.get(name)}, {f"{field}[{at}].{name}": Field(zh, en, LAW_LIMIT, needed=True)}
            )


def check_term(content: Content, field: str, terms: Collection[str], zh: str, en: str, *, needed: bool) -> Iterator[Problem]:
    """Expect one of an enumeration's values."""
    value = content.get(field)
    if value is None:
        if needed:
            yield missing(field, zh, en)
    elif not isinstance(value, str) or value not in terms:
        yield Problem(field, "unknown_value", f"{zh}应为：{'、'.join(terms)}", f"expected one of: {', '.join(terms)}")


def check_terms(content: Content, field: str, terms: Collection[str], zh: str, en: str, *, needed: bool) -> Iterator[Problem]:
    """Expect a list of an enumeration's values."""
    values = content.get(field, ())
    if not isinstance(values, (list, tuple)):
        yield wrong_type(field, "列表", "a list")
        return
    if needed and not values:
        yield missing(field, zh, en)
    for at, value in enumerate(values):
        # A member that says nothing is no term either: it would be stored as it came.
        path = f"{field}[{at}]"
        yield from check_term({path: "" if value is None else value}, path, terms, zh, en, needed=True)


def check_day(content: Content, field: str, zh: str, en: str, *, needed: bool) -> Iterator[Problem]:
    """Expect a day as ``YYYY-MM-DD``."""
    value = content.get(field)
    if value is None:
        if needed:
            yield missing(field, zh, en)
    elif day(value) is None:
        yield Problem(field, "bad_day", f"{zh}应为日期（YYYY-MM-DD）", f"the {en} must be a day (YYYY-MM-DD)")


def day(value: object) -> date | None:
    """Return the day that a value names, None if it names none.

    >>> day("2026-03-02"), day("2026年3月"), day("2026-W10-1")
    (datetime.date(2026, 3, 2), None, None)
    """
    try:
        return date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else None
    except ValueError:
        return None


def check_known(content: Content, fields: Collection[str]) -> Iterator[Problem]:
    """Refuse fields that no such document has: a misspelt one would be lost unseen."""
    for name in content:
        if name not in fields:
            yield Problem(str(name), "unknown_field", f"没有此字段：{name}", f"no such field: {name}")


def tidy(content: Content) -> dict[str, Any]:
    """Return a document that can be stored as it is stored: texts cleaned, each item once, nothing that says nothing.

    >>> tidy({"title": " 低保对象 名单", "items": ["姓名", "姓 名"], "note": "", "modes": []})
    {'title': '低保对象 名单', 'items': ['姓名']}
    """
    tidied = {name: clean_text(value) if isinstance(value, str) else value for name, value in content.items()}
    if items := tidied.get("items"):
        tidied["items"] = list({name_key(item): clean_text(item) for item in reversed(items)}.values())[::-1]
    return {name: value for name, value in tidied.items() if value not in (None, "", [], ())}


def covered(items: Sequence[str], found: Collection[str]) -> tuple[str, ...]:
    """Return those of some items that are among others, by the key that names are compared by.

    >>> covered(["姓名", "住址"], ["姓 名"])
    ('姓名',)
    """
    keys = {name_key(each) for each in found}
    return tuple(item for item in items if name_key(item) in keys)


def missing(path: str, zh: str, en: str) -> Problem:
    """Return the finding that a field is needed before submission."""
    return Problem(path, "missing", f"缺少{zh}", f"the {en} is missing", "incomplete")


def wrong_type(path: str, zh: str, en: str) -> Problem:
    """Return the finding that a value is of another type than expected."""
    return Problem(path, "wrong_type", f"应为{zh}", f"must be {en}")
