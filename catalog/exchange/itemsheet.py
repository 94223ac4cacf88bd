"""The sheet 信息项 beside a catalog sheet: one row for each item, naming the resource to which it belongs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from catalog.errors import Problem
from catalog.exchange.headers import HeaderMap
from catalog.lists.normalise import name_key

_NAMED: Final = re.compile(r"信息项|数据项|字段")
_KEYS: Final = frozenset({"serial", "name", "code", "provider_name", "provider_code"})
# On a sheet of items the plain words mean the item's own sharing type and so on.
_ITEM_MEANING: Final = {
    "sharing_type": "item_sharing_type",
    "openness": "item_openness",
    "update_cycle": "item_update_cycle",
    "grade": "item_grade",
    "local_grade": "item_local_grade",
    "abstract": "item_description",
}

Key = tuple[str, ...]


def is_item_sheet(name: str, header: HeaderMap) -> bool:
    """Tell a sheet of items from a catalog sheet that has one row for each item."""
    if "item_name" not in header.known or not header.known & {"name", "code"}:
        return False
    own = {field for field in header.known if field not in _KEYS and not field.startswith("item_")}
    return bool(_NAMED.search(name)) or not own - _ITEM_MEANING.keys()


def item_fields(header: HeaderMap) -> HeaderMap:
    """Return the header of an items sheet with the plain words taken as the item's."""
    fields = [_ITEM_MEANING.get(field or "", field) for field in header.fields]
    return replace(header, fields=tuple(field if fields.index(field) == at else None for at, field in enumerate(fields)))


class ItemSheet:
    """All items of a workbook, found by the resource's running number, code, provider and name, or name."""

    def __init__(self) -> None:
        self._items: dict[Key, list[dict[str, Any]]] = {}
        self._lines: dict[Key, int] = {}
        self._last: Key | None = None

    def add(self, line: int, values: Mapping[str, Any]) -> None:
        """Take in one row; where it names no resource, the item belongs to the same one as the row above."""
        item = {
            field.removeprefix("item_"): cell
            for field, cell in values.items()
            if field.startswith("item_") and cell not in (None, "")
        }
        key = _keys(values)[0] if any(values.get(field) not in (None, "") for field in ("name", "code")) else self._last
        if not item or key is None:
            return
        self._last = key
        self._items.setdefault(key, []).append(item)
        self._lines.setdefault(key, line)

    def take(self, resource: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the items of a resource, by the surest key that finds any."""
        for key in _keys(resource):
            if (items := self._items.get(key)) is not None:
                self._lines.pop(key, None)
                return items
        return []

    def left_over(self) -> list[Problem]:
        """Say which items belong to no resource of the catalog sheet."""
        if not self._lines:
            return []
        lines = "、".join(str(line) for line in list(self._lines.values())[:20])
        zh = f"信息项工作表中有 {len(self._lines)} 个资源在目录工作表中找不到（起始行 {lines}），其信息项没有导入"
        en = f"{len(self._lines)} resources of the items sheet are not on the catalog sheet (from lines {lines}); their items are not taken over"
        return [Problem("items", "unmatched", zh, en, "warning")]


def _keys(values: Mapping[str, Any]) -> list[Key]:
    """Return the keys by which a row names its resource, the surest first."""
    serial, name, code, provider = (_key(values.get(field)) for field in ("serial", "name", "code", "provider_name"))
    provider_code = _key(values.get("provider_code"))
    keys = [
        ("serial", serial, name) if serial and name else None,
        ("code", code) if code else None,
        ("provider code", provider_code, name) if provider_code and name else None,
        ("provider", provider, name) if provider and name else None,
        ("name", name) if name else None,
    ]
    return [key for key in keys if key is not None] or [("",)]


def _key(value: Any) -> str:
    """Return a key cell in the form in which it is compared; a running number may be a number here and a text there."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return name_key(str(value)) if value not in (None, "") else ""
