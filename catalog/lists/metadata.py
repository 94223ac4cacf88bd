"""What is wrong with a content document, all of it at once, and what governs it.

Severities: *rejected* cannot be stored (no name, a name beyond 128, a malformed code, 核心 or 涉密, a wrong type or enumeration);
*incomplete* is stored as a draft and stands against submitting; a *warning* stands against nothing.
The rules are those of the guide (发改高技〔2017〕1272号) and of the regulation (国务院令第809号) art. 13–15.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from catalog.errors import Problem
from catalog.lists import vocabulary
from catalog.lists.cells import clean_text, is_placeholder, name_key
from catalog.lists.codes import classification_is_well_formed, code_agrees_with, code_is_well_formed
from catalog.lists.shape import is_record, misshapen, refused_grade

Content = Mapping[str, Any]
Rows = Sequence[tuple[int, Content]]

NAME_LIMIT: Final = 128
ABSTRACT_LIMIT: Final = 1000

_REQUIRED: Final[dict[str, tuple[str, str]]] = {
    "abstract": ("摘要", "abstract"),
    "classifications": ("信息资源分类", "classification"),
    "formats": ("信息资源格式", "format"),
    "sharing_type": ("共享类型", "sharing type"),
    "update_cycle": ("更新周期", "update cycle"),
}
_GOVERNED: Final = frozenset(vocabulary.GOVERNED)
_OPTIONAL_TEXTS: Final = ("format_note", "sharing_conditions", "sharing_purpose", "open_conditions", "theme")
_ODD: Final = re.compile(r"[^\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134fA-Za-z0-9_\-（）()]")
_TITLE_SECRETS: Final = re.compile(r"国家秘密|工作秘密|绝密|机密|秘密级|涉密")

#: Which kinds of format a sharing mode can deliver; mail and media carry whatever is a file.
_FILES: Final = frozenset({"electronic_file", "spreadsheet", "image", "streaming", "self_described"})
_DELIVERABLE: Final[dict[str, frozenset[str]]] = {
    "platform_table": frozenset({"database"}),
    "platform_api": frozenset({"database", "service_interface"}),
    "platform_file": _FILES,
    "mail": _FILES,
    "medium": _FILES | {"database"},
}


def check(content: Content, *, known_classifications: Collection[str] | None = None) -> list[Problem]:
    """Return every problem of a content document.

    Parameters
    ----------
    content
        The document; it may hold values of any type, as it came in.
    known_classifications
        The codes of the existing leaves; ``None`` where they cannot be asked for, and only the shape of codes is checked.

    >>> [(each.path, each.severity) for each in check({"name": "低保对象名单", "grade": "core"})][:2]
    [('grade', 'rejected'), ('abstract', 'incomplete')]
    """
    items = _rows(content, "items")
    apart = _apart(items)
    return [
        *misshapen(content),
        *_refused_marks(content),
        *_name(content),
        *_required(content),
        *_codes(content, known_classifications),
        *_abstract(content),
        *_formats(content, items),
        *_sharing(content, apart),
        *_openness(content, apart),
        *_items(items),
        *_placeholders(content),
    ]


def effective(content: Content) -> dict[str, str]:
    """Return what governs the resource: the strictest item, an item without a value of its own having the resource's.

    Parameters
    ----------
    content
        The document. Without items the resource's own values govern.

    Returns
    -------
    dict
        ``sharing_type``, ``openness``, ``grade`` and ``local_grade``, each only where something is stated.

    >>> effective({"sharing_type": "unconditional", "items": [{"name": "a"}, {"name": "b", "sharing_type": "conditional"}]})
    {'sharing_type': 'conditional'}
    """
    items = _rows(content, "items")
    apart = [item for _, item in _apart(items)]
    if not apart:
        return {field: content[field] for field, order in vocabulary.GOVERNED.items() if content.get(field) in order}
    general = len(apart) < len(items)
    governing = {}
    for field, order in vocabulary.GOVERNED.items():
        own = content.get(field)
        values = [own, *(item.get(field, own) for item in apart)] if general else [item.get(field, own) for item in apart]
        if (strictest := vocabulary.strictest(order, [value for value in values if isinstance(value, str)])) is not None:
            governing[field] = strictest
    return governing


def classifications(content: Content) -> list[str]:
    """Return the classification codes that the document names, whatever else stands there.

    >>> classifications({"classifications": ["201001", 5]}), classifications({"classifications": None})
    (['201001'], [])
    """
    return _texts(content, "classifications")


@lru_cache(maxsize=8192)
def _said(text: str) -> str:
    """Return a text without surrounding space; empty where it only holds a place. One document asks several times."""
    cleaned = clean_text(text)
    return "" if is_placeholder(cleaned) else cleaned


def _text(content: Content, field: str) -> str:
    """Return what a text field says; empty where it is absent, misshapen or only holds a place."""
    value = content.get(field)
    return _said(value) if isinstance(value, str) else ""


def _texts(content: Content, field: str) -> list[str]:
    """Return the texts of a list field, skipping what is misshapen."""
    value = content.get(field)
    return [member for member in value if isinstance(member, str)] if isinstance(value, (list, tuple)) else []


def _rows(content: Content, field: str) -> list[tuple[int, Content]]:
    """Return the numbered mappings of a list field, skipping what is misshapen."""
    value = content.get(field)
    if not isinstance(value, (list, tuple)):
        return []
    return [(at, row) for at, row in enumerate(value) if is_record(row)]


def _apart(items: Rows) -> list[tuple[int, Content]]:
    """Return the items that state a governed field for themselves; for the others the resource's own values hold."""
    return [(at, item) for at, item in items if not _GOVERNED.isdisjoint(item)]


def _says(content: Content, apart: Rows, field: str, value: str) -> bool:
    """Say whether a governed field has that value in the resource or in one of its items."""
    return content.get(field) == value or any(item.get(field) == value for _, item in apart)


def _problem(path: str, code: str, zh: str, en: str) -> Problem:
    return Problem(path, code, zh, en, "incomplete")


def _warning(path: str, code: str, zh: str, en: str) -> Problem:
    return Problem(path, code, zh, en, "warning")


def _refused_marks(content: Content) -> Iterator[Problem]:
    """Refuse 核心 and 涉密 that stand in a secrecy column or in a grade column's original text."""
    if "secrecy" in content:
        yield from refused_grade("secrecy", content["secrecy"])
    raw = content.get("raw")
    if not is_record(raw):
        return
    for field in ("grade", "local_grade", "secrecy"):
        if field in raw and field not in content:
            yield from refused_grade(f"raw.{field}", raw[field])


def _name(content: Content) -> Iterator[Problem]:
    """Expect a name of at most 128 permitted characters. A title that speaks of secrets is no secret itself."""
    name = _text(content, "name")
    if not name:
        yield Problem("name", "missing", "缺少信息资源名称", "the resource has no name")
    if len(name) > NAME_LIMIT:
        yield Problem("name", "too_long", f"名称超过{NAME_LIMIT}个字符", f"the name is longer than {NAME_LIMIT} characters")
    if _ODD.search(name):
        odd = "".join(dict.fromkeys(_ODD.findall(name)))
        yield _problem(
            "name", "odd_characters", f"名称含有不允许的字符：{odd}", f"the name has characters that are not permitted: {odd}"
        )
    if "密" in name and (found := _TITLE_SECRETS.search(name)):
        yield _warning(
            "name",
            "secrecy_word",
            f"名称含有“{found[0]}”，请确认数据不涉密",
            f"the name says “{found[0]}”: confirm that the data is no secret",
        )


def _states(content: Content, field: str) -> bool:
    """Say whether the document says anything in a field, be it misshapen."""
    value = content.get(field)
    return bool(_text(content, field)) if isinstance(value, str) else value not in (None, [], ())


_MISSING: Final = {
    field: _problem(field, "missing", f"缺少{zh}", f"the {en} is missing") for field, (zh, en) in _REQUIRED.items()
}


def _required(content: Content) -> Iterator[Problem]:
    """Expect the mandatory fields; say of a text that could not be read what it was."""
    raw = content.get("raw")
    for field, missing in _MISSING.items():
        if field in content and _states(content, field):
            continue
        if is_record(raw) and (text := raw.get(field)):
            zh, en = _REQUIRED[field]
            yield _problem(field, "unreadable", f"{zh}“{text}”无法识别", f"the {en} “{text}” cannot be read")
        else:
            yield missing


def _codes(content: Content, known: Collection[str] | None) -> Iterator[Problem]:
    """Expect well-formed codes, existing classification nodes, and a code that belongs to the primary one."""
    nodes = classifications(content)
    for at, node in enumerate(nodes):
        path = f"classifications[{at}]"
        if not classification_is_well_formed(node):
            yield _problem(path, "code_malformed", f"分类代码“{node}”格式不正确", f"classification code “{node}” is malformed")
        elif known is not None and node not in known:
            yield _problem(path, "unknown_classification", f"分类“{node}”不存在", f"there is no classification “{node}”")
    for at, code in enumerate(_texts(content, "related")):
        if not code_is_well_formed(code):
            yield _problem(
                f"related[{at}]", "code_malformed", f"关联资源代码“{code}”格式不正确", f"related code “{code}” is malformed"
            )
    own = content.get("code")
    if isinstance(own, str) and not code_is_well_formed(own):
        yield Problem("code", "code_malformed", f"信息资源代码“{own}”格式不正确", f"resource code “{own}” is malformed")
    elif isinstance(own, str) and nodes and not code_agrees_with(own, nodes[0]):
        yield _warning(
            "code", "code_disagrees", "信息资源代码与分类不一致", "the resource code does not belong to its classification"
        )


def _abstract(content: Content) -> Iterator[Problem]:
    """Hold the abstract to the guide's length; an import keeps the longer text, so this is not a rejection."""
    if len(_text(content, "abstract")) > ABSTRACT_LIMIT:
        yield _problem(
            "abstract", "too_long", f"摘要超过{ABSTRACT_LIMIT}个字符", f"the abstract is longer than {ABSTRACT_LIMIT} characters"
        )


def _formats(content: Content, items: Rows) -> Iterator[Problem]:
    """Expect 其他 to be explained, structured data to list items, and each sharing mode to be able to deliver a format."""
    kinds = vocabulary.kinds(_texts(content, "formats"))
    if "other" in kinds and not _text(content, "format_note"):
        yield _problem("format_note", "unexplained", "格式为“其他”时应说明", "format “other” needs an explanation")
    if kinds & vocabulary.STRUCTURED_KINDS and not items:
        yield _problem("items", "missing", "结构化数据应填写信息项", "structured data needs its information items")
    if not kinds or "other" in kinds:
        return
    for at, mode in enumerate(_texts(content, "sharing_modes")):
        if mode in _DELIVERABLE and not kinds & _DELIVERABLE[mode]:
            zh, en = vocabulary.SHARING_MODES[mode][1:]
            yield _warning(
                f"sharing_modes[{at}]",
                "mode_disagrees",
                f"共享方式“{zh}”与格式不一致",
                f"sharing mode “{en}” does not fit the formats",
            )


def _sharing(content: Content, apart: Rows) -> Iterator[Problem]:
    """Expect conditions and purpose for conditional sharing, law and article for 不予共享 (art. 14–15)."""
    if _says(content, apart, "sharing_type", "conditional"):
        for field, zh, en in (("sharing_conditions", "共享条件", "conditions"), ("sharing_purpose", "使用要求或用途", "purpose")):
            if not _text(content, field):
                yield _problem(field, "missing", f"有条件共享应填写{zh}", f"conditional sharing needs its {en}")
    if _says(content, apart, "sharing_type", "not_shared"):
        yield from _legal_basis(content)
    if apart:
        yield from _governed(content)


def _governed(content: Content) -> Iterator[Problem]:
    """Notice values of the resource that are laxer than those of its strictest item."""
    for field, governing in effective(content).items():
        own = content.get(field)
        order = vocabulary.GOVERNED[field]
        if own in order and order.index(own) < order.index(governing):
            _, zh, en = vocabulary.GOVERNED_TERMS[field][governing]
            yield _warning(field, "item_governs", f"信息项更严，以“{zh}”为准", f"a stricter item governs: “{en}”")


def _legal_basis(content: Content) -> Iterator[Problem]:
    """Expect at least one law with its article; otherwise say what each entry lacks."""
    rows = _rows(content, "legal_basis")
    if any(_text(row, "law") and _text(row, "article") for _, row in rows):
        return
    if not rows:
        yield _problem(
            "legal_basis", "missing", "不予共享应列明法律依据及条款", "not sharing needs its legal basis: law and article"
        )
    for at, row in rows:
        for field, zh, en in (("law", "法律、行政法规名称", "law"), ("article", "条款", "article")):
            if not _text(row, field):
                yield _problem(f"legal_basis[{at}].{field}", "missing", f"法律依据缺少{zh}", f"the legal basis lacks its {en}")


def _openness(content: Content, apart: Rows) -> Iterator[Problem]:
    """Expect a condition for conditional openness, and nothing open that is not shared."""
    if _says(content, apart, "openness", "conditional") and not _text(content, "open_conditions"):
        yield _problem("open_conditions", "missing", "有条件开放应填写开放条件", "conditional openness needs its condition")
    own, levels = content.get("openness"), [("openness", content)]
    levels += [(f"items[{at}].openness", item) for at, item in apart if "sharing_type" in item or "openness" in item]
    for path, level in levels:
        sharing = level.get("sharing_type", content.get("sharing_type"))
        if sharing == "not_shared" and level.get("openness", own) in ("conditional", "unconditional"):
            yield _problem(path, "open_but_not_shared", "不予共享的数据不得开放", "data that is not shared cannot be open")


def _items(items: Rows) -> Iterator[Problem]:
    """Expect each item to be named, once, with a length that its type takes."""
    seen: set[str] = set()
    for at, item in items:
        name = _text(item, "name")
        key = name_key(name)
        if not name:
            yield _problem(f"items[{at}].name", "missing", "信息项缺少名称", "the item has no name")
        elif key in seen:
            yield _problem(f"items[{at}].name", "repeated", f"信息项“{name}”重复", f"item “{name}” is named twice")
        seen.add(key)
        if "length" in item:
            yield from _length(at, item)
    if untyped := sum("type" not in item for _, item in items):
        yield _warning(
            "items",
            "type_missing",
            f"{untyped}个信息项未填数据类型（共{len(items)}个）",
            f"{untyped} of {len(items)} items have no data type",
        )


def _length(at: int, item: Content) -> Iterator[Problem]:
    """Expect a length within what the item's type takes."""
    data_type = vocabulary.DATA_TYPES.get(str(item.get("type")))
    length = item.get("length")
    if data_type is None or not isinstance(length, int):
        return
    path = f"items[{at}].length"
    if data_type.longest is None:
        yield _problem(path, "length_not_taken", f"{data_type.zh}不填数据长度", f"type {data_type.letter} takes no length")
    elif not 1 <= length <= data_type.longest:
        yield _problem(
            path,
            "length_out_of_range",
            f"{data_type.zh}的长度应为1至{data_type.longest}",
            f"the length of type {data_type.letter} is 1 to {data_type.longest}",
        )


def _placeholders(content: Content) -> Iterator[Problem]:
    """Notice optional texts that only hold a place."""
    for field in _OPTIONAL_TEXTS:
        value = content.get(field)
        if isinstance(value, str) and value and not _text(content, field):
            yield _warning(field, "placeholder", f"“{value}”是占位内容", f"“{value}” is only a placeholder")
