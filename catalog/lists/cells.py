"""Cells and JSON values → clean text and dates, before anybody asks what field they belong to.

These run on every cell of an import: text that is already clean is recognised by one pattern and returned as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

from catalog.lists import spellings

_SHANGHAI: Final = timezone(timedelta(hours=8))

# Full-width digits and letters become half-width; full-width punctuation is part of how Chinese is written and stays.
_WIDTH: Final[dict[int, str | None]] = {
    code: chr(code - 0xFEE0)
    for start, end in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
    for code in range(start, end + 1)
}
# Zero-width and direction marks, control characters and lone surrogates: unseen by people, refused by databases.
_UNSEEN: Final[tuple[tuple[int, int], ...]] = (
    (0x00, 0x08), (0x0E, 0x1B), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064),
    (0xFEFF, 0xFEFF), (0xD800, 0xDFFF), (0xFFFE, 0xFFFF),
)  # fmt: skip
# A zero-width joiner makes one picture of several emoji; anywhere else it is as unseen as the others.
_JOINER: Final = "\u200d"
_EMOJI: Final = r"\u2600-\u27BF\u2B00-\u2BFF\uFE0F\U0001F000-\U0001FAFF"
_STRAY_JOINER: Final = re.compile(rf"(?<![{_EMOJI}]){_JOINER}|{_JOINER}(?![{_EMOJI}])")
_CLEANING: Final[dict[int, str | None]] = _WIDTH | {
    code: None for start, end in _UNSEEN for code in range(start, end + 1) if code != ord(_JOINER)
}
_UNCLEAN: Final = re.compile(
    r"^\s|\s$|\s\s|[^\S ]|[<&０-９Ａ-Ｚａ-ｚ" + "".join(f"\\U{start:08x}-\\U{end:08x}" for start, end in _UNSEEN) + "]"
)
_ENTITY: Final = re.compile(r"&(?:nbsp|ensp|emsp|thinsp);")
_TAG: Final = re.compile(r"</?(?:p|br|div|span|strong|font|table|tbody|tr|td|ul|ol|li|img|h[1-6])\b[^<>]*>", re.IGNORECASE)
_MARKS_ONLY: Final = re.compile(r"[-—–_/\\.。…*#?？×~～·]+|[xX]{1,10}")


def clean_text(text: str) -> str:
    r"""Trim; collapse white space; drop unseen characters and HTML tags; make full-width digits and letters half-width.

    >>> clean_text("<p>２０２２年　　企业（ＡＢＣ）\n名录</p>")
    '2022年 企业（ABC） 名录'
    """
    if not _UNCLEAN.search(text):
        return text
    text = text.translate(_CLEANING)
    if _JOINER in text:
        text = _STRAY_JOINER.sub("", text)
    if "&" in text:
        text = _ENTITY.sub(" ", text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    return " ".join(text.split())


def is_placeholder(text: str) -> bool:
    """Say whether a cleaned text only holds a place: ``无``, ``/``, ``--``, ``xxx``, ``N/A`` or nothing at all."""
    return not text or _MARKS_ONLY.fullmatch(text) is not None or (len(text) <= 9 and text.casefold() in spellings.PLACEHOLDERS)


def text(value: object) -> str | None:
    r"""Return any cell or JSON value as cleaned text; ``None`` for nothing and for placeholders.

    >>> text(" 市财政局\u200b "), text(12.0), text("暂无"), text(["a", "b"]), text({"name": "sepb", "title": "市环境局"})
    ('市财政局', '12', None, 'a、b', '市环境局')
    """
    if isinstance(value, str):
        cleaned = clean_text(value)
        return None if is_placeholder(cleaned) else cleaned
    if value is None:
        return None
    return text(_spelled(value))


# Under which key JSON exports keep what a person reads, the best first: a "name" beside a "title" is a slug.
_LABELS: Final = ("title", "display_name", "displayName", "label", "zh", "zh-CN", "zh_CN", "name")


def _spelled(value: object) -> str:
    """Spell a value that is not text as a person would have typed it; of an object, what it is labelled with."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return next((label for key in _LABELS if (label := text(value.get(key)))), "")
    if isinstance(value, Sequence):
        return "、".join(part for part in map(text, value) if part)
    return str(value)


@lru_cache(maxsize=16384)
def name_key(name: str) -> str:
    """Return what two names of one provider are compared by: NFKC, case-folded, without white space.

    >>> name_key("企业 名录（Ａ）") == name_key("企业名录(a)")
    True
    """
    return "".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", clean_text(name)).casefold()).split())


_REMARK: Final = re.compile(r"(?<=.)[(\[【].*$")


def fold(text: str) -> str:
    """Return the form in which spellings are looked up: :func:`name_key` without a remark in parentheses.

    >>> fold("每年(更新说明:暂无新业务数据产生)")
    '每年'
    """
    return _REMARK.sub("", name_key(text))


_EPOCH: Final = date(1899, 12, 30)
_DAY: Final = re.compile(r"^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?![\d])")
_COMPACT: Final = re.compile(r"^((?:19|20|21)\d\d)(\d\d)(\d\d)(?:\d{6})?$")
_DIGITS: Final = {digit: at for at, digit in enumerate("一二三四五六七八九", start=1)}
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_CHINESE_DAY: Final = re.compile(
    r"^([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]?"
)
_MONTHS: Final = {
    month: at
    for at, month in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1)
}
_WEEKDAY: Final = r"^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?"
_TIME: Final = r"[\d:]{4,8}(?: ?(?:cst|gmt\+0?8(?::?00)?|\+0800))?"
_DAY_MONTH: Final = re.compile(rf"{_WEEKDAY}(\d{{1,2}})[ -]([a-z]{{3}})[a-z]*,?[ -](\d{{4}})(?: {_TIME})?$")
_MONTH_DAY: Final = re.compile(rf"{_WEEKDAY}([a-z]{{3}})[a-z]* (\d{{1,2}}),?(?: {_TIME})? (\d{{4}})$")
_YEAR_LAST: Final = re.compile(r"^(\d{1,2})[-./](\d{1,2})[-./](\d{4})(?!\d)")
_OFFSET: Final = re.compile(r"T.*(?:Z|[+-]\d\d:?\d\d)$")


def iso_date(value: object) -> str | None:
    r"""Read a day as an ISO date in Asia/Shanghai; a month or a year alone is not a day.

    >>> iso_date("2026年11月22日"), iso_date("2026-11-22\n09:45"), iso_date(1795358950000), iso_date(46348.5)
    ('2026-11-22', '2026-11-22', '2026-11-22', '2026-11-22')
    """
    if isinstance(value, datetime):
        return (value.astimezone(_SHANGHAI) if value.tzinfo else value).date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _numeric_date(value)
    return _written_date(clean_text(value)) if isinstance(value, str) else None


@lru_cache(maxsize=16384)
def _written_date(written: str) -> str | None:
    """Read a date that is text; digits alone are a compact date, else a number of days or milliseconds."""
    try:
        if _OFFSET.search(written):
            return iso_date(datetime.fromisoformat(written))
        if found := _DAY.match(written) or _COMPACT.match(written):
            return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
        return _worded_date(written) or _numeric_date(float(written))
    except ValueError:
        return None


def _worded_date(written: str) -> str | None:
    """Read a day in Chinese numerals, with an English month, or with the year last where only one order is possible."""
    folded = unicodedata.normalize("NFKC", written).translate(_DASHES).casefold()
    if found := _DAY.match(folded):
        year, month, day = map(int, found.groups())
    elif found := _CHINESE_DAY.match(written):
        year = int("".join(str(_numeral(digit)) for digit in found[1]))
        month, day = _numeral(found[2]), _numeral(found[3])
    elif found := _DAY_MONTH.match(folded):
        day, month, year = int(found[1]), _MONTHS.get(found[2], 0), int(found[3])
    elif found := _MONTH_DAY.match(folded):
        month, day, year = _MONTHS.get(found[1], 0), int(found[2]), int(found[3])
    elif (found := _YEAR_LAST.match(folded)) and max(int(found[1]), int(found[2])) > 12:
        month, day = sorted((int(found[1]), int(found[2])))
        year = int(found[3])
    else:
        return None
    return date(year, month, day).isoformat()


def _numeral(written: str) -> int:
    """Return the value of a Chinese numeral below one hundred: ``〇``, ``十一``, ``二十二``."""
    tens, ten, ones = written.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _numeric_date(number: float) -> str | None:
    """Read an Excel serial number (1954–2119), a compact date, or seconds or milliseconds since 1970 (from 2001 on)."""
    if 20_000 <= number < 80_200:
        return (_EPOCH + timedelta(days=int(number))).isoformat()
    if 19_000_101 <= number < 21_200_000:
        return _written_date(str(int(number)))
    if 1e12 <= number < 5e12:
        number /= 1000
    if 1e9 <= number < 5e9:
        return iso_date(datetime.fromtimestamp(number, tz=UTC))
    return None
