"""Values with a structure inside one cell: written so that a person can read them, and read back exactly.

A value is written as text where that text reads back as the same value, and as JSON where it does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from catalog.canon import canonical, parse
from catalog.lists.item_text import items_from_text
from catalog.lists.normalise import clean_text
from catalog.lists.normalise import text as text_of

_LIST_ENDS = re.compile(r"[,，、;；|｜\n]+")
_LAW = re.compile(r"《([^《》]+)》([^《》；;]*)")


def from_json(text: str) -> Any:
    """Return the JSON array or object that a text holds, or ``None`` where it holds none.

    >>> from_json('["a"]'), from_json("[a"), from_json("甲")
    (['a'], None, None)
    """
    if text[:1] not in ("[", "{"):
        return None
    try:
        return parse(text)
    except ValueError:
        return None


def texts(value: Any) -> list[str]:
    """Read a list of short texts: a list, JSON, the text of a Python list, or words with any usual mark between them.

    Of an object its label counts (``[{"name": "air", "title": "空气"}]``); one without any is left out.

    >>> texts("交通、 路况，气象"), texts("['其他', '交通']"), texts(["a, b"])
    (['交通', '路况', '气象'], ['其他', '交通'], ['a, b'])
    """
    if isinstance(value, str):
        value = from_json(value) or _parts(value)
    members = value if isinstance(value, (list, tuple)) else [value]
    cleaned = (text_of(each) if isinstance(each, Mapping) else clean_text(str(each)) for each in members if each is not None)
    return list(dict.fromkeys(text for text in cleaned if text))


def _parts(text: str) -> list[str]:
    """Cut a text at every separator; the brackets and quotes of a Python list are no part of it."""
    if text[:1] == "[" and text[-1:] == "]":
        return [part.strip(" '\"") for part in _LIST_ENDS.split(text[1:-1])]
    return _LIST_ENDS.split(text)


def write_texts(value: Sequence[str]) -> str:
    """Write a list of short texts."""
    return _readable(list(value), "、".join, texts)


def legal_basis(value: Any) -> list[dict[str, str]]:
    """Read the legal basis: ``《law》article；《law》article``; a text without book-title marks is all law.

    >>> legal_basis("《统计法》第九条；《档案法》")
    [{'law': '统计法', 'article': '第九条'}, {'law': '档案法'}]
    """
    if isinstance(value, str):
        found = from_json(value)
        value = found if found is not None else _laws(clean_text(value))
    return [each for each in value if isinstance(each, dict) and each] if isinstance(value, list) else []


def _laws(text: str) -> list[dict[str, str]]:
    """Read laws with their articles out of one text."""
    pairs = _LAW.findall(text) or [(text, "")]
    return [
        {"law": law.strip(), "article": article.strip("，,、 ")} if article.strip("，,、 ") else {"law": law.strip()}
        for law, article in pairs
    ]


def write_legal_basis(value: list[dict[str, str]]) -> str:
    """Write a legal basis."""

    def text(laws: list[dict[str, str]]) -> str:
        return "；".join(f"《{each.get('law', '')}》{each.get('article', '')}" for each in laws)

    return _readable(value, text, legal_basis)


def write_items(value: list[dict[str, Any]]) -> str:
    """Write information items: names joined by ``、`` where they carry nothing more, else JSON."""

    def names(items: list[dict[str, Any]]) -> str:
        return "、".join(str(item.get("name", "")) for item in items)

    return _readable(value, names, lambda text: items_from_text(text).items)


def names(value: Any) -> list[str]:
    """Read the names of items: a list, JSON, or a text in which items stand as legacy sheets hold them.

    >>> names("姓名、证件（身份证、护照）"), names(["姓名", {"name": "住址"}])
    (['姓名', '证件（身份证、护照）'], ['姓名', '住址'])
    """
    if isinstance(value, str):
        found = from_json(value)
        value = [item["name"] for item in items_from_text(value).items] if found is None else found
    members = value if isinstance(value, (list, tuple)) else [value]
    return [text for each in members if each is not None and (text := text_of(each))]


def write_names(value: Sequence[str]) -> str:
    """Write the names of items."""
    return _readable(list(value), "、".join, names)


def placements(value: Any) -> list[dict[str, Any]]:
    """Read places in the classification: ``code name``, separated by ``；``, the first being the primary one.

    >>> placements("301001/12 民政业务；102003/4")[1]
    {'classification': '102003', 'code': '102003/4', 'primary': False}
    """
    return _mappings(value, _placements)


def _placements(text: str) -> list[dict[str, Any]]:
    """Read places out of one text."""
    made = []
    for at, part in enumerate(filter(None, text.split("；"))):
        code, _, name = part.partition(" ")
        place = {"classification": code.partition("/")[0], "code": code, "primary": at == 0}
        made.append({**place, "name": name} if name else place)
    return made


def write_placements(value: Sequence[Mapping[str, Any]]) -> str:
    """Write places in the classification."""

    def text(places: list[dict[str, Any]]) -> str:
        return "；".join(f"{each.get('code')} {each.get('name') or ''}".rstrip() for each in places)

    return _readable([dict(each) for each in value], text, placements)


def origins(value: Any) -> list[dict[str, Any]]:
    """Read where an entry came from: ``file:12,15``, separated by ``；``.

    >>> origins("贵州.jsonl:12,15")
    [{'file': '贵州.jsonl', 'lines': [12, 15]}]
    """
    return _mappings(value, lambda text: [found for part in text.split("；") if (found := _file_and_lines(part))])


def _file_and_lines(text: str) -> dict[str, Any] | None:
    """Read a file name and line numbers."""
    file, _, lines = text.rpartition(":")
    numbers = lines.split(",")
    return {"file": file, "lines": [int(each) for each in numbers]} if file and all(map(str.isdecimal, numbers)) else None


def write_origins(value: Sequence[Mapping[str, Any]]) -> str:
    """Write where an entry came from."""

    def text(places: list[dict[str, Any]]) -> str:
        return "；".join(f"{each.get('file')}:{','.join(str(line) for line in each.get('lines', ()))}" for each in places)

    return _readable([dict(each) for each in value], text, origins)


def _mappings(value: Any, read: Callable[[str], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the mappings that a list, JSON or a text holds; anything else is nothing."""
    if isinstance(value, str):
        found = from_json(value)
        value = read(value) if found is None else found
    return [dict(each) for each in value if isinstance(each, Mapping) and each] if isinstance(value, (list, tuple)) else []


def _readable(value: Any, write: Callable[[Any], str], read: Callable[[str], Any]) -> str:
    """Write ``value`` for people if that reads back as it is, else as JSON."""
    written = write(value)
    return written if read(written) == value and from_json(written) is None else canonical(value)
