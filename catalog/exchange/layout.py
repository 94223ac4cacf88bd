"""How an entry is laid out in columns: the guide's headers, and the text of each cell.

What a person can read stands in the cells; where a cell reads back as something else than was stored (a raw text with line breaks,
several distributions), the column 精确值 notes both, so that every export reads back as the same entry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from catalog.canon import canonical
from catalog.exchange import enumerated, structured
from catalog.exchange.books import Column
from catalog.exchange.entry import Entry
from catalog.exchange.items import FIELDS as ITEM_FIELDS
from catalog.exchange.rows import to_entry
from catalog.exchange.states import STATES
from catalog.lists import vocabulary

COLUMNS: Final[tuple[Column, ...]] = (
    Column("serial", "序号", 8, "写“示例”的行不导入。"),
    Column("name", "*信息资源名称", 32, "必填，不超过 128 字，同一提供方不得重名。可用中文、字母、数字和 _ - （）()。"),
    Column("code", "信息资源代码", 20, "由系统编制，一般不填。形式：分类代码/顺序号。"),
    Column("provider_name", "*信息资源提供方", 26, "必填，已登记的部门名称。"),
    Column("provider_code", "提供方代码", 22, "18 位统一社会信用代码。单元格须为“文本”格式，不要下拉填充。"),
    Column("abstract", "*信息资源摘要", 44, "必填，不超过 1000 字。"),
    Column("formats", "*信息资源格式", 18, "必填，如 xlsx、mysql；多个用顿号分开。"),
    Column("format_note", "其他类型资源格式描述", 20, "格式为“其他”时必填。"),
    Column("classifications", "*信息资源分类", 18, "必填，分类代码；多个用顿号分开，第一个为主分类。"),
    Column("sharing_type", "*共享类型", 14, "必填，从列表中选。"),
    Column("sharing_conditions", "共享条件", 24, "有条件共享时必填。"),
    Column("sharing_purpose", "使用要求", 24, "有条件共享时必填：可用于何种用途。"),
    Column("legal_basis", "不予共享依据", 28, "不予共享时必填：《法律、行政法规》及条款，多个用分号分开。"),
    Column("sharing_modes", "共享方式", 20, "从列表中选；多个用顿号分开。"),
    Column("openness", "是否向社会开放", 14, "从列表中选。"),
    Column("open_conditions", "开放条件", 24, "有条件开放时必填。"),
    Column("update_cycle", "*更新周期", 12, "必填，从列表中选。"),
    Column("grade", "数据分级", 12, "一般数据或重要数据；核心数据、涉密数据不得登记。"),
    Column("local_grade", "地方分级", 10, "L1 至 L4。"),
    Column("issued", "发布日期", 12, "如 2026-11-22；已登记的由系统填写。"),
    Column("refreshed", "更新日期", 12, "数据最近一次更新的日期。"),
    Column("address", "数据地址", 32, "接口、文件或网页的地址。"),
    Column("distribution_mode", "分发方式", 10, "库表、接口、文件或链接；不填则按格式判断。"),
    Column("volume", "数据量", 12, "如 12000 条。"),
    Column("related", "关联资源代码", 20, "多个用顿号分开。"),
    Column("tags", "关键字", 20, "多个用顿号分开。"),
    Column("theme", "所属主题", 16),
    Column("reviewed_on", "保密审查日期", 14, "条例第十三条：编目前的保密与个人信息影响审查。"),
    Column("signed_by", "审查签发人", 12),
)
"""The columns that a department fills."""

ITEMS_COLUMN: Final = Column("items", "信息项信息", 40)

EXPORTED: Final[tuple[Column, ...]] = (
    Column("region_code", "区划代码", 12),
    Column("region_name", "区划名称", 14),
    Column("province", "省份", 10),
    Column("city", "城市", 10),
    Column("district", "区县", 10),
    Column("tier", "层级", 8),
    Column("state", "目录状态", 10),
    Column("issued_on", "目录发布日期", 14),
    Column("assessed", "是否考核", 10),
    Column("placements", "分类编目", 24),
    Column("successor", "替代资源代码", 20),
    Column("legacy_code", "原代码", 20),
    Column("origin", "来源文件与行", 24),
    Column("exact", "精确值", 12),
)
"""The columns that an export adds."""

ITEM_COLUMNS: Final[tuple[Column, ...]] = (
    Column("serial", "序号", 8, "该资源在“目录”表中的序号，可不填。写“示例”的行不导入。"),
    Column("name", "*信息资源名称", 32, "必填，与“目录”表一致。"),
    Column("item_name", "*信息项名称", 28, "必填，同一资源内不得重名。"),
    Column("item_type", "数据类型", 14, "从列表中选。"),
    Column("item_length", "数据长度", 10, "数值型 1–38，字符型 1–65535，其他类型不填。"),
    Column("item_description", "信息项描述", 36),
    Column("item_sharing_type", "信息项共享类型", 16, "与资源不同时填写，从列表中选。"),
    Column("item_openness", "信息项是否开放", 16, "与资源不同时填写，从列表中选。"),
    Column("item_update_cycle", "信息项更新周期", 16, "与资源不同时填写，从列表中选。"),
    Column("item_grade", "信息项数据分级", 16, "与资源不同时填写，从列表中选。"),
    Column("item_local_grade", "信息项地方分级", 16, "与资源不同时填写。"),
)
"""The columns of the sheet of items."""

Document = dict[str, Any]


def _label_of(terms: Mapping[str, vocabulary.Term]) -> Callable[[Any], str]:
    """Return a writer of one or several values by their Chinese labels."""

    def write(value: Any) -> str:
        values = value if isinstance(value, (list, tuple)) else [value]
        return "、".join(terms[each].zh if each in terms else str(each) for each in values)

    return write


def _format_names(value: list[str]) -> str:
    """Write formats: the bare kinds by their Chinese names, the others as they are called."""
    return _label_of(vocabulary.FORMAT_KINDS)(value)


_WRITERS: Final[dict[str, Callable[[Any], str]]] = {
    "formats": _format_names,
    "sharing_modes": _label_of(vocabulary.SHARING_MODES),
    "classifications": structured.write_texts,
    "related": structured.write_texts,
    "tags": structured.write_texts,
    "legal_basis": structured.write_legal_basis,
    "items": structured.write_items,
}


def document(entry: Entry) -> Document:
    """Return an entry as one JSON object: the content document with what identifies the entry beside it.

    Reading it with :func:`catalog.exchange.rows.to_entry` gives an equal entry.
    """
    made = {
        **entry.content,
        **_identity(entry),
        "state": entry.state,
        "assessed": entry.assessed,
        "issued_on": entry.issued_on,
        "placements": [dict(each) for each in entry.placements],
        "origin": [dict(each) for each in entry.origin],
    }
    return _with_exact(entry, {field: value for field, value in made.items() if value not in (None, [])}, lambda exact: exact)


def cells(entry: Entry, *, items_apart: bool) -> Document:
    """Return an entry as field → text of its cell.

    ``items_apart`` leaves ``items`` as a list of field → text, for a sheet of their own; otherwise they are one text.
    """
    content = entry.content
    made: Document = {field: _cell(content, field, value) for field, value in content.items() if field not in _APART}
    made.update(_originals(content))
    made.update(_distribution_cells(content))
    made.update(content.get("secrecy_review", {}))
    made.update(_identity(entry))
    made.update(_record_cells(entry))
    items = items_with_originals(content)
    if items:
        made["items"] = [_item_cells(item) for item in items] if items_apart else structured.write_items(items)
    return _with_exact(entry, {field: value for field, value in made.items() if value}, canonical)


_APART: Final = frozenset({"items", "distributions", "secrecy_review", "raw"})


def _cell(content: Mapping[str, Any], field: str, value: Any) -> str:
    """Return the text of a cell: what was once written there if that still reads as the value, else the value's label."""
    if field in enumerated.FIELDS:
        original = content.get("raw", {}).get(field)
        if isinstance(original, str) and enumerated.read(field, original).value == value:
            return original
        return enumerated.label(field, value)
    writer = _WRITERS.get(field)
    return writer(value) if writer else str(value)


def _originals(content: Mapping[str, Any]) -> Document:
    """Return the original texts of fields that could not be read at all, as far as they have a column."""
    raw = content.get("raw", {})
    return {field: text for field, text in raw.items() if field not in content and isinstance(text, str) and field in _HEADED}


_HEADED: Final = frozenset(column.field for column in COLUMNS) - {"serial", "name", "code", "provider_name"}


def _distribution_cells(content: Mapping[str, Any]) -> Document:
    """Return the cells of the first distribution; further ones and its own format are noted as exact."""
    distributions = content.get("distributions") or [{}]
    first = distributions[0]
    mode = vocabulary.DISTRIBUTION_MODES.get(first.get("mode", ""))
    made = {field: str(first[field]) for field in ("issued", "refreshed", "address", "volume") if field in first}
    return {**made, "distribution_mode": mode.zh} if mode else made


def _identity(entry: Entry) -> Document:
    """Return what identifies an entry."""
    place = entry.place
    return {
        "provider_name": entry.provider.name,
        **({"provider_code": entry.provider.code} if entry.provider.code else {}),
        "code": entry.code,
        "legacy_code": entry.legacy_code,
        "successor": entry.successor,
        "region_code": place.code,
        "region_name": place.name,
        "province": place.province,
        "city": place.city,
        "district": place.district,
        "tier": place.tier,
    }


def _record_cells(entry: Entry) -> Document:
    """Return the cells that only an export has."""
    return {
        "state": STATES.get(entry.state or "", entry.state),
        "assessed": None if entry.assessed is None else "是" if entry.assessed else "否",
        "issued_on": entry.issued_on,
        "placements": structured.write_placements(entry.placements) if entry.placements else None,
        "origin": structured.write_origins(entry.origin) if entry.origin else None,
    }


def items_with_originals(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the items with the original text wherever a member could not be read."""
    raw = content.get("raw", {})
    made = []
    for at, item in enumerate(content.get("items", ())):
        originals = {field: raw.get(f"items[{at}].{field}") for field in ITEM_FIELDS if field not in item} if raw else {}
        made.append({**item, **{field: text for field, text in originals.items() if text}})
    return made


def _item_cells(item: Mapping[str, Any]) -> dict[str, str]:
    """Return an item as member → text of its cell."""
    return {field: _item_cell(field, item[field]) for field in ITEM_FIELDS if field in item}


def _item_cell(field: str, value: Any) -> str:
    """Return the text of one member of an item."""
    if field == "type" and value in vocabulary.DATA_TYPES:
        return type_label(value)
    return enumerated.label(field, value) if field in enumerated.FIELDS else str(value)


def type_label(letter: str) -> str:
    """Return a data type as the drop-down shows it.

    >>> type_label("C")
    '字符型C'
    """
    return f"{vocabulary.DATA_TYPES[letter].zh}{letter}"


def _with_exact(entry: Entry, made: Document, write: Callable[[dict[str, Any]], Any]) -> Document:
    """Add the column of exact values for whatever does not read back as it is stored."""
    back = to_entry(made, 0).content
    fields = dict.fromkeys((*entry.content, *back))
    exact = {
        field: [back.get(field), entry.content.get(field)] for field in fields if back.get(field) != entry.content.get(field)
    }
    return {**made, "exact": write(exact)} if exact else made
