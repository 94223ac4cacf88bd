"""Finds the header of a table and says which column is which field.

The header may stand in any of the first rows, under titles and notes, and may be two rows high (共享属性 over 共享类型 and 共享方式).
Header texts are compared after :func:`header_key`; the words are in :mod:`catalog.exchange.synonyms`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from operator import itemgetter
from typing import Any, NamedTuple

from catalog.errors import Invalid, Problem
from catalog.exchange.synonyms import FOREIGN_PREFIXES, HARMLESS_TAILS, SYNONYMS, WEAK

HEADER_ROWS = 20
GATHERED = frozenset({"formats", "sharing_modes", "tags"})
"""Fields that may stand in several columns, all of which count."""

IGNORED = frozenset({"ignored"})
_LONGEST_HEADER = 60
_SHORTEST_CONTAINED = 3
_EXACT, _WEAK, _CONTAINED = 0, 1, 2
_BRACKETS = re.compile(r"[(\[【〔<][^)\]】〕>]*[)\]】〕>]")
_NOISE = re.compile(r"[\s*#:_\-—·.。、,;\"'“”/\\()\[\]【】〔〕<>|★●※]+")
_GENERIC = frozenset(
    {
        "名称",
        "代码",
        "编码",
        "类型",
        "分类",
        "方式",
        "条件",
        "说明",
        "描述",
        "长度",
        "格式",
        "级别",
        "日期",
        "时间",
        "部门",
        "单位",
    }
)


class Match(NamedTuple):
    """A recognised header: the field, and how well (0 exact, 1 by a weak word, 2 contained in a longer phrase)."""

    field: str
    strength: int


@dataclass(frozen=True, slots=True)
class HeaderMap:
    """Which column holds which field.

    ``texts`` are the headers as they stand, ``fields`` the field of each column or ``None``, ``rows`` how many of the rows
    looked at come before the first row of data, ``warnings`` what is worth telling once about the whole file.
    """

    texts: tuple[str, ...]
    fields: tuple[str | None, ...]
    rows: int = 0
    warnings: tuple[Problem, ...] = ()

    @property
    def known(self) -> frozenset[str]:
        """The fields that some column holds."""
        return frozenset(field for field in self.fields if field)


class Columns:
    """Takes the values of the known fields out of a row, with the plan made once."""

    def __init__(self, header: HeaderMap) -> None:
        pairs = [(index, field) for index, field in enumerate(header.fields) if field and field not in IGNORED]
        self._pairs = pairs
        self._names = tuple(field for _, field in pairs)
        self._simple = len(pairs) > 1 and len(set(self._names)) == len(pairs)
        self._getter = itemgetter(*(index for index, _ in pairs)) if self._simple else None

    def values(self, cells: Sequence[Any]) -> dict[str, Any]:
        """Return the row as field → value; a gathered field with several columns becomes a list."""
        if self._getter is not None:
            try:
                return dict(zip(self._names, self._getter(cells), strict=True))
            except IndexError:
                pass
        values: dict[str, Any] = {}
        for index, field in self._pairs:
            cell = cells[index] if index < len(cells) else None
            if field not in values:
                values[field] = cell
            elif cell not in (None, ""):
                values[field] = [*_as_list(values[field]), *_as_list(cell)]
        return values


def _as_list(value: Any) -> list[Any]:
    """Return the parts of a cell: none of an empty one."""
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def header_key(text: str) -> str:
    """Return the part of a header that counts: no width, case, marks, spaces or brackets.

    >>> header_key("＊ 信息资源名称（必填）"), header_key("Update_Frequency")
    ('信息资源名称', 'updatefrequency')
    """
    folded = unicodedata.normalize("NFKC", text).lower()
    return _NOISE.sub("", _BRACKETS.sub("", folded)) or _NOISE.sub("", folded)


def _index(words: dict[str, str], strength: int) -> dict[str, Match]:
    """Turn a table field → words into word → match."""
    return {header_key(word): Match(field, strength) for field, text in words.items() for word in text.split()}


_CANONICAL = {header_key(field): Match(field, _EXACT) for field in SYNONYMS if field not in IGNORED}
_KNOWN: dict[str, Match] = {**_CANONICAL, **_index(SYNONYMS, _EXACT), **_index(WEAK, _WEAK)}
_PHRASES = sorted((key for key, match in _KNOWN.items() if match.strength == _EXACT and not key.isascii()), key=len, reverse=True)


@lru_cache(maxsize=4096)
def match(text: str) -> Match | None:
    """Return the field that a header text means, or ``None``.

    >>> match("数源单位"), match("本市更新频率（天）")
    (Match(field='provider_name', strength=0), Match(field='update_cycle', strength=2))
    """
    if not text.strip():
        return None
    full = _NOISE.sub("", unicodedata.normalize("NFKC", text).lower())
    # What stands in brackets may decide, as in 提供方（代码）; a first line may be followed by a lengthy explanation.
    keys = dict.fromkeys((full, header_key(text), header_key(text.strip().splitlines()[0])))
    found = next((_KNOWN[key] for key in keys if key in _KNOWN), None)
    if found is None and "/" in text:
        upper, _, lower = text.partition("/")
        found = _match_pair(upper, lower)
    if found is not None or len(text) > _LONGEST_HEADER:
        return found
    return next(filter(None, map(_contained, keys)), None)


def _contained(key: str) -> Match | None:
    """Recognise a longer phrase by the longest known word it ends with, but for a tail that adds nothing."""
    for phrase in _PHRASES:
        if len(phrase) < _SHORTEST_CONTAINED:
            return None
        before, found, after = key.rpartition(phrase)
        if (
            found
            and after in HARMLESS_TAILS
            and not before.startswith(FOREIGN_PREFIXES)
            and not before.endswith(FOREIGN_PREFIXES)
        ):
            return Match(_KNOWN[phrase].field, _CONTAINED)
    return None


def recognised_in(row: Iterable[Any]) -> int:
    """Count the different fields that the cells of a row name."""
    return len({found.field for cell in row if (found := match(_text(cell)))})


def _text(cell: Any) -> str:
    """Return a header cell as text; ``None`` is empty."""
    return "" if cell is None else str(cell).strip()


def recognise(rows: Sequence[Sequence[Any]]) -> HeaderMap:
    """Find the header among the first rows of a table.

    Raises
    ------
    Invalid
        No row names a resource and at least one more field; the refusal shows the most likely row.
    """
    best: tuple[int, HeaderMap] | None = None
    for index in range(min(len(rows), HEADER_ROWS)):
        for candidate in _candidates(rows, index):
            score = _score(candidate)
            if score and (best is None or score > best[0]):
                best = score, candidate
    if best is None:
        raise _no_header(rows)
    return best[1]


def _candidates(rows: Sequence[Sequence[Any]], index: int) -> Iterable[HeaderMap]:
    """Yield the header that row ``index`` makes alone, and with the row below it."""
    single = [_text(cell) for cell in rows[index]]
    yield _assign(single, [match(text) for text in single], index + 1)
    if index + 1 < len(rows):
        below = [_text(cell) for cell in rows[index + 1]]
        pairs = list(zip_longest(_carried(single, below), below, fillvalue=""))
        texts = [f"{upper}/{lower}" if upper and lower and upper != lower else lower or upper for upper, lower in pairs]
        yield _assign(texts, [_match_pair(upper, lower) for upper, lower in pairs], index + 2)


def _carried(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Carry the text of a merged group cell over the columns below it that have a text of their own."""
    carried: list[str] = []
    group = ""
    for above, below in zip_longest(upper, lower, fillvalue=""):
        group = above or (group if below else "")
        carried.append(group)
    return carried


def _match_pair(upper: str, lower: str) -> Match | None:
    """Recognise a column by the two texts above it: together, then by the lower one, alone only if it says enough."""
    if not (upper and lower) or upper == lower:
        return match(upper or lower)
    group = re.sub(r"(信息|属性|情况)$", "", header_key(upper))
    below = header_key(lower)
    exact = [_KNOWN.get(header_key(upper) + below), _KNOWN.get(group + below)]
    alone = None if below in _GENERIC else match(lower)
    return next(filter(None, [*exact, alone, match(group + below)]), None)


def _score(header: HeaderMap) -> int:
    """Rate a candidate: nothing unless it names resources (or items) and one field more, or is a single column of names."""
    known = header.known - {"ignored", "serial"}
    if known == {"name"} and sum(map(bool, header.texts)) == 1 and header_key(header.texts[0]) in _KNOWN:
        return 1 if _KNOWN[header_key(header.texts[0])].strength == _EXACT else 0
    if not known & {"name", "item_name"} or len(known) < 2:
        return 0
    return len(known) * 2


def _assign(texts: Sequence[str], matches: Sequence[Match | None], rows: int) -> HeaderMap:
    """Give each field its best column, the first among equals; say which columns are left over."""
    best: dict[str, tuple[int, int]] = {}
    for index, found in enumerate(matches):
        if found and (found.field not in best or found.strength < best[found.field][0]):
            best[found.field] = (found.strength, index)
    fields: list[str | None] = []
    warnings: list[Problem] = []
    for index, found in enumerate(matches):
        kept = found is not None and (best[found.field][1] == index or found.field in GATHERED or found.field in IGNORED)
        fields.append(found.field if found and kept else None)
        if found and not kept:
            warnings.append(_duplicate(texts[index], texts[best[found.field][1]], found.field))
    unknown = [text for text, found in zip(texts, matches, strict=True) if text and not found]
    return HeaderMap(tuple(texts), tuple(fields), rows, (*warnings, *unknown_columns(unknown)))


def recognise_keys(keys: Sequence[str]) -> HeaderMap:
    """Say which member of a JSON object is which field; nothing is demanded of it."""
    return _assign(keys, [match(key) for key in keys], 0)


def unknown_columns(texts: Sequence[str]) -> tuple[Problem, ...]:
    """Say once that these columns are not taken over; nothing if there are none."""
    if not texts:
        return ()
    names = "、".join(texts)
    return (
        Problem(
            "",
            "unknown_columns",
            f"以下列不能识别，没有导入：{names}",
            f"Columns not recognised and not taken over: {names}",
            "warning",
        ),
    )


def _duplicate(text: str, kept: str, field: str) -> Problem:
    """Say that a column is left out because another holds the same field."""
    return Problem(
        field,
        "duplicate_column",
        f"列“{text}”与“{kept}”含义相同，只导入后者。",
        f"The column '{text}' means the same as '{kept}'; only the latter is taken over.",
        "warning",
    )


def _no_header(rows: Sequence[Sequence[Any]]) -> Invalid:
    """Refuse a table in which no header was found, showing the row that came nearest."""
    nearest = max(rows[:HEADER_ROWS], key=recognised_in, default=())
    shown = "、".join(text for cell in nearest if (text := _text(cell)))[:200]
    return Invalid(
        f"前 {HEADER_ROWS} 行中没有找到表头：表头应有“信息资源名称”（或“数据名称”“目录名称”等）和至少另一列，如“信息资源提供方”“更新周期”。"
        f"最接近的一行是：{shown or '（无）'}",
        f"No header found in the first {HEADER_ROWS} rows: it needs a column such as 信息资源名称 (name of the resource) and one more,"
        f" such as 信息资源提供方 (provider). The nearest row reads: {shown or '(none)'}",
        code="no_header",
        nearest=shown,
    )
