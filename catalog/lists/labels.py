"""What the fields of an entry and their values are called, in Chinese and in English, in the order of the guide.

Every door that shows an entry to people speaks these words; the values themselves stand in ``vocabulary``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from catalog.lists import vocabulary

Label = tuple[str, str]

#: The fields of a content document, without its name and its items.
FIELDS: Final[dict[str, Label]] = {
    "abstract": ("摘要", "abstract"),
    "formats": ("格式", "formats"),
    "format_note": ("格式说明", "format note"),
    "classifications": ("分类", "classification"),
    "sharing_type": ("共享类型", "sharing"),
    "sharing_conditions": ("共享条件", "conditions"),
    "sharing_purpose": ("使用要求", "purpose"),
    "legal_basis": ("不予共享依据", "legal basis"),
    "sharing_modes": ("共享方式", "sharing modes"),
    "openness": ("开放属性", "openness"),
    "open_conditions": ("开放条件", "open on condition"),
    "update_cycle": ("更新周期", "update cycle"),
    "grade": ("数据分级", "grade"),
    "local_grade": ("地方分级", "local grade"),
    "related": ("关联资源", "related"),
    "tags": ("关键字", "tags"),
    "theme": ("主题", "theme"),
    "secrecy_review": ("保密审查", "secrecy review"),
    "distributions": ("提供形式", "distributions"),
}

ITEM_FIELDS: Final[dict[str, Label]] = {
    "name": ("信息项", "item"),
    "type": ("类型", "type"),
    "length": ("长度", "length"),
    "sharing_type": ("共享", "sharing"),
    "openness": ("开放", "openness"),
    "update_cycle": ("更新", "update"),
    "grade": ("分级", "grade"),
    "local_grade": ("地方分级", "local grade"),
    "description": ("说明", "description"),
}

DISTRIBUTION_FIELDS: Final[dict[str, Label]] = {
    "mode": ("形式", "mode"),
    "format": ("格式", "format"),
    "address": ("地址", "address"),
    "volume": ("数据量", "volume"),
    "issued": ("发布日期", "issued"),
    "refreshed": ("更新日期", "refreshed"),
}

_TERMS: Final[dict[str, dict[str, Label]]] = {
    field: {value: (term.zh, term.en) for value, term in terms.items()}
    for field, terms in (
        ("sharing_type", vocabulary.SHARING_TYPES),
        ("sharing_modes", vocabulary.SHARING_MODES),
        ("openness", vocabulary.OPENNESS),
        ("update_cycle", vocabulary.UPDATE_CYCLES),
        ("grade", vocabulary.GRADES),
        ("formats", vocabulary.FORMAT_KINDS),
        ("format", vocabulary.FORMAT_KINDS),
        ("type", vocabulary.DATA_TYPES),
        ("mode", vocabulary.DISTRIBUTION_MODES),
    )
}

_SPOKEN: Final = ("law", "article", *DISTRIBUTION_FIELDS)

_NAME: Final[Label] = ("名称", "name")
_JOINTS: Final[Label] = ("、", ", ")


def field_label(field: str) -> Label:
    """Return what a field of a content document is called; one that has no other name is called as it is.

    >>> field_label("update_cycle"), field_label("raw")
    (('更新周期', 'update cycle'), ('raw', 'raw'))
    """
    return _NAME if field == "name" else FIELDS.get(field, (field, field))


def item_label(field: str) -> Label:
    """Return what a field of an item is called."""
    return ITEM_FIELDS.get(field, (field, field))


def _place(member: str) -> int:
    """Return where a member of a mapping is said; the stored text has them in the order of the alphabet."""
    return _SPOKEN.index(member) if member in _SPOKEN else len(_SPOKEN)


def term(field: str, value: str) -> Label:
    """Return what a value of a field is called; a value that has no other name is called as it is.

    >>> term("sharing_type", "conditional")
    ('有条件共享', 'conditional sharing')
    >>> term("formats", "mysql")
    ('mysql', 'mysql')
    """
    return _TERMS.get(field, {}).get(value, (value, value))


def said(field: str, value: Any, tongue: int = 0) -> str:
    """Return a value of a field as people read it in Chinese (``tongue`` 0) or English (1); empty where there is none.

    >>> said("sharing_modes", ["platform_api", "mail"]), said("sharing_modes", ["platform_api", "mail"], 1)
    ('共享平台（接口）、邮件', 'shared platform, API, mail')
    >>> said("legal_basis", [{"article": "第二十八条", "law": "《个人信息保护法》"}])
    '《个人信息保护法》 第二十八条'
    """
    if value is None:
        return ""
    if isinstance(value, list):
        return _JOINTS[tongue].join(said(field, member, tongue) for member in value)
    if isinstance(value, Mapping):
        return " ".join(said(name, value[name], tongue) for name in sorted(value, key=_place))
    return term(field, str(value))[tongue]
