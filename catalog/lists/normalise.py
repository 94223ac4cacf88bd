"""Text as portals and spreadsheets write it → the canonical values of the content document.

Each field has one function that answers the canonical value, or ``None`` where the text cannot be read; the caller then keeps the
text under ``raw``. Nothing is guessed: a sharing type is never read out of an openness column, nor the reverse.
The functions run on every row of an import, so they are table look-ups behind ``lru_cache``; patterns are tried only once per spelling.
What concerns any cell, text and dates, is made in :mod:`catalog.lists.cells` and offered here too;
item lists written as text are read in :mod:`catalog.lists.item_text`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from catalog.lists import spellings, vocabulary
from catalog.lists.cells import clean_text, fold, is_placeholder, iso_date, name_key, text

__all__ = [
    "Reading",
    "clean_text",
    "data_type",
    "fold",
    "formats",
    "grade",
    "is_placeholder",
    "iso_date",
    "local_grade",
    "name_key",
    "names_secret",
    "openness",
    "several_cycles",
    "sharing_modes",
    "sharing_type",
    "text",
    "update_cycle",
]

_NUMBERING: Final = re.compile(r"^[(\[]?0?[0-9][)\]]?[-_.、:)\s]*(?=[^\d\s])")
_CLASS: Final = re.compile(r"(?<=.)类型?$")


class _Field:
    """The spellings of one enumerated field: its labels, canonical values and synonyms."""

    def __init__(self, terms: Mapping[str, vocabulary.Term | vocabulary.Cycle], synonyms: Mapping[str, str]) -> None:
        labels = {fold(label): value for value, term in terms.items() for label in (value, term.zh, term.en)}
        self.values = labels | dict(synonyms)

    def read(self, text: str) -> str | None:
        """Look the text up, then once more without a leading code and a closing 类 (``1-无条件共享类``)."""
        key = fold(text).removesuffix(".0")
        return self.values.get(key) or self.values.get(_CLASS.sub("", _NUMBERING.sub("", key)))


_SHARING: Final = _Field(vocabulary.SHARING_TYPES, spellings.SHARING_TYPES)
_OPENNESS: Final = _Field(vocabulary.OPENNESS, spellings.OPENNESS)
_CYCLE: Final = _Field(vocabulary.UPDATE_CYCLES, spellings.CYCLES)
_GRADE: Final = _Field(vocabulary.GRADES, spellings.GRADES)


@lru_cache(maxsize=4096)
def sharing_type(text: str) -> str | None:
    """Read a sharing type: ``无条件共享``, ``2``, ``3-不予共享``, ``受限共享``.

    A mark of core data or of a secret is answered instead (``core``, ``secret``), which no entry may hold.

    >>> sharing_type("受限共享"), sharing_type("不予共享（涉密）")
    ('conditional', 'secret')
    """
    return _refused(text, "核心数据") or _SHARING.read(text)


_NOT_OPEN: Final = re.compile(r"^(?:不予?|禁止|暂不|未|非)(?:对外|面?向(?:社会)?(?:公众)?)?(?:开放|公开)")
_NO_CONDITION: Final = re.compile(r"无需|不需|无须|免|禁止|不同意|未授权")
_CONDITIONAL: Final = re.compile(r"申请|审批|受限|登录|实名|注册|授权|同意|有条件")


@lru_cache(maxsize=4096)
def openness(text: str) -> str | None:
    """Read an openness; a text that speaks of sharing, or of a website without a condition, is not read.

    >>> openness("依申请开放"), openness("无条件共享"), openness("开放网站")
    ('conditional', None, None)
    """
    key = fold(text)
    if "共享" in key or "部门间" in key:
        return None
    if found := _OPENNESS.read(text):
        return found
    if _NOT_OPEN.match(key):
        return "not_open"
    if "无条件开放" in key:
        return "unconditional"
    return "conditional" if _CONDITIONAL.search(key) and not _NO_CONDITION.search(key) else None


_NUMERAL: Final = r"\d{1,4}(?:\.\d)?|" + "|".join(sorted(spellings.NUMERALS, key=len, reverse=True))
_UNIT: Final = "|".join(spellings.UNIT_DAYS)
_CYCLE_PREFIX: Final = re.compile(r"^(?:数据)?(?:更新|采集)?(?:周期|频率|频度)?(?:为|是|:)?")
_CYCLE_SUFFIX: Final = re.compile(
    r"(?<=.)(?:(?:全量|增量|定期|定时|自动|数据)*(?:更新|采集|报送|上报|汇总|发布|同步|交换|推送|统计|填报|归集|更)?(?:周期|频率)?|[级报])$"
)
_EVERY: Final = re.compile(
    rf"^(?:按照?|每隔?|逐|隔)?(?P<n>{_NUMERAL})?个?(?P<unit>{_UNIT})度?(?:[/,]?(?:更新|采集)?(?P<times>{_NUMERAL})?(?:次|更|报))?$"
)
_TIMES_PER: Final = re.compile(rf"^(?P<times>{_NUMERAL})?次[/每](?P<n>{_NUMERAL})?个?(?P<unit>{_UNIT})$")
_WHEN: Final = re.compile(rf"^每个?(?P<unit>{_UNIT})度?(?P<n>)(?P<times>)[^每或次、/至~]{{1,12}}$")
_ISO_PERIOD: Final = re.compile(r"^(?:r\d*/)?p(\d{1,4}(?:\.\d+)?)([ymwd])$")
_ON_OCCASION: Final = re.compile(
    r"不定期|不更新|有变化|变化[时后]|变更[时后]|有变[动化更]|变动[时后]|发生[时后]|需要[时后]|^如有|^根据|^视"
)
_SHIFTED: Final[dict[str, str]] = {"t+0": "realtime", "t+1": "daily", "t+7": "weekly"}
# Calendar lengths vary and people round (12 个月, 365 天), so each cycle owns a span of days; what lies between is no cycle of the guide.
_SPANS: Final[tuple[tuple[float, float, str], ...]] = (
    (0, 0.24, "realtime"),
    (0.25, 1, "daily"),
    (7, 7.5, "weekly"),
    (9.5, 11, "ten_days"),
    (28, 31, "monthly"),
    (88, 93, "quarterly"),
    (180, 184, "half_yearly"),
    (350, 366, "yearly"),
)


@lru_cache(maxsize=4096)
def update_cycle(text: str) -> str | None:
    """Read an update cycle; intervals that the guide does not know are its 其他, ``irregular``.

    >>> [update_cycle(each) for each in ("按年更新", "T+1", "每季度末", "2次/年", "P1M", "每两年", "浙江省")]
    ['yearly', 'daily', 'quarterly', 'half_yearly', 'monthly', 'irregular', None]

    Of several that each name a cycle the first counts (``实时更新/每日``); bare units (``月/季``) name none.
    """
    return _one_cycle(text) or _first_cycle(text)


def several_cycles(text: str) -> bool:
    """Say whether a text names several update cycles with a slash between them, of which only the first is read."""
    parts = fold(text).split("/")
    return len(parts) > 1 and all(len(part) > 1 and _one_cycle(part) for part in parts)


def _first_cycle(text: str) -> str | None:
    """Return the first of several update cycles."""
    return _one_cycle(fold(text).partition("/")[0]) if several_cycles(text) else None


def _one_cycle(text: str) -> str | None:
    """Read a text that names one update cycle."""
    key = fold(text)
    if key.startswith("http"):
        key = key.rstrip("/").rpartition("/")[2]
    key = _CYCLE_PREFIX.sub("", key)
    for spelling in (key, _CYCLE_SUFFIX.sub("", key), re.sub(r"[-_]", "", key)):
        if found := _CYCLE.values.get(spelling) or _SHIFTED.get(spelling):
            return found
    return _computed_cycle(key) or _computed_cycle(_CYCLE_SUFFIX.sub("", key))


def _computed_cycle(key: str) -> str | None:
    """Work a cycle out of a count and a unit of time."""
    if key.startswith(("pt", "r/pt")):
        return "realtime"
    if period := _ISO_PERIOD.match(key):
        return _cycle_of(float(period[1]) * spellings.ISO_DAYS[period[2]])
    if _ON_OCCASION.search(key):
        return "irregular"
    found = _EVERY.match(key) or _TIMES_PER.match(key) or _WHEN.match(key)
    if not found:
        return None
    times = _number(found["times"])
    return _cycle_of(_number(found["n"]) * spellings.UNIT_DAYS[found["unit"]] / times) if times else None


def _number(numeral: str | None) -> float:
    """Return the value of a Chinese or Arabic numeral, one where there is none."""
    if not numeral:
        return 1
    return spellings.NUMERALS.get(numeral) or float(numeral)


def _cycle_of(days: float) -> str:
    """Return the cycle that an interval of that many days belongs to."""
    days = round(days, 2)
    return next((cycle for low, high, cycle in _SPANS if low <= days <= high), "irregular")


# A mark counts wherever it stands, in brackets too, unless the words around it deny it or speak of another kind of secret.
_MARK: Final = r"(?:国家|工作|党和国家)*(?:秘密|涉密|机密|绝密|核心|重要)(?:级|数据|信息|事项|级别)*"
_DENIED: Final = re.compile(
    rf"(?:[非不无未]|(?<!是)否|没有|不得|严禁|防止)(?:得?泄[露漏]|涉及?|属于?|包?含有?|存在|是|为|定|予以?(?=定))*(?:任何)?{_MARK}(?:[、和及或与/]{_MARK})*"
    rf"|(?:是否)?涉密(?:情况|标识)?[:=]?(?:否|无$)|是否涉密(?![:=]?是)|{_MARK}[^,;。()]{{0,8}}除外"
    r"|(?:商业|技术|个人|客户)(?:秘密|机密)|non-?(?:core|secret)"
)
_DECLASSIFIED: Final = re.compile(r"(?<![未不没])(?:脱密|解密)(?![期条时日])")
_CORE: Final = re.compile(r"核心|(?<![a-z])core(?:data)?(?![a-z])")


@lru_cache(maxsize=4096)
def _stated(text: str) -> str:
    """Return the whole text, remarks included, without the words that deny a mark."""
    return _DENIED.sub(" ", name_key(text))


def _refused(text: str, core: str) -> str | None:
    """Return ``core`` where the text has that mark, ``secret`` where it states a secret, else ``None``."""
    if names_secret(text):
        return "secret"
    return "core" if core in _stated(text) else None


@lru_cache(maxsize=4096)
def names_secret(text: str) -> bool:
    """Say whether the text of a grade or secrecy column states a state or work secret.

    >>> names_secret("机密★10年"), names_secret("非涉密"), names_secret("涉及商业秘密")
    (True, False, False)
    """
    if _DECLASSIFIED.search(text):
        return False
    stated = _stated(text)
    return any(word in stated for word in spellings.SECRECY_WORDS)


@lru_cache(maxsize=4096)
def grade(text: str) -> str | None:
    """Read a national grade; ``core`` and ``secret`` are read too, and refused by :func:`catalog.lists.metadata.check`.

    A text that names two grades which may both be registered is not read.

    >>> grade("一般数据（核心）"), grade("一般数据（重要数据）"), grade("一般数据（非重要）")
    ('core', None, 'general')
    """
    if names_secret(text):
        return "secret"
    stated = _stated(text)
    if _CORE.search(stated):
        return "core"
    found = _GRADE.read(text)
    return None if found == "general" and "重要" in stated else found


_LOCAL_GRADE: Final = re.compile(r"^(?:l|s|第)?([1-4一二三四])(?:级(?:数据)?)?(?:不?脱敏)?$")


@lru_cache(maxsize=1024)
def local_grade(text: str) -> str | None:
    """Read a local grade: ``L2``, ``二级``, ``1级 不脱敏``; a mark of core data or of a secret is answered instead."""
    if refused := _refused(text, "核心"):
        return refused
    found = _LOCAL_GRADE.match(fold(text))
    return f"L{int(_number(found[1]))}" if found else None


class Reading(NamedTuple):
    """What was read out of a text with several values, and the parts that could not be read."""

    names: tuple[str, ...]
    unread: tuple[str, ...]


_PARTS: Final = re.compile(r"[\[\]'\"\s,;、|/\\:()+&-]+")
_SPACED: Final = re.compile(r"sql[\s_-]+server", re.IGNORECASE)
_FORMAT_SUFFIX: Final = re.compile(r"(?<=.)(?:格式|文件|文档|数据库|数据|类型?|表格|接口|图片|扫描[件版]|压缩包)$")
_VERSION: Final = re.compile(r"(?<=[^\d.])(?:v|版本)?\d{1,4}(?:\.\d{1,3})*[a-z]?(?:版本?)?$")


def formats(value: object) -> Reading:
    """Read formats from a list, the text of a list, a guide code or ``kind-name``; a kind gives way to a name of that kind.

    >>> formats("数据库-mysql"), formats("['xls', '神秘格式']"), formats("03,0310").names
    (Reading(names=('mysql',), unread=()), Reading(names=('xls',), unread=('神秘格式',)), ('mysql',))
    """
    cell = text(value)
    return _formats(cell) if cell else Reading((), ())


@lru_cache(maxsize=4096)
def _formats(cell: str) -> Reading:
    parts = _parts(_SPACED.sub("sqlserver", cell))
    parts = [part for part in parts if part not in spellings.FORMAT_NOISE] or parts
    read = [_format(part) for part in parts]
    names = dict.fromkeys(name for name in read if name)
    explained = {vocabulary.FORMATS[name] for name in names if name not in vocabulary.FORMAT_KINDS}
    if len(names) > 1:
        explained.add("other")
    unread = tuple(part for part, name in zip(parts, read, strict=True) if not name)
    return Reading(tuple(name for name in names if name not in explained), unread)


def _parts(cell: str) -> list[str]:
    """Cut a text with several values at everything that people put between them."""
    return [part for part in _PARTS.split(unicodedata.normalize("NFKC", cell).casefold()) if part]


def _format(part: str) -> str | None:
    """Read one part of a format text."""
    part = part.removeprefix(".").removeprefix("*.")
    bare = _FORMAT_SUFFIX.sub("", part)
    return spellings.FORMATS.get(part) or spellings.FORMATS.get(bare) or spellings.FORMATS.get(_VERSION.sub("", bare))


@lru_cache(maxsize=4096)
def sharing_modes(text: str) -> Reading:
    """Read sharing modes; the words 共享平台 alone leave open which of its three ways is meant.

    >>> sharing_modes("共享平台方式/接口、邮件")
    Reading(names=('platform_api', 'mail'), unread=())
    """
    parts = [part for part in _parts(text) if not part.startswith(("共享平台", "平台"))] or _parts(text)
    read = [spellings.MODES.get(part) for part in parts]
    names = tuple(dict.fromkeys(name for name in read if name))
    return Reading(names, tuple(part for part, name in zip(parts, read, strict=True) if not name))


_TYPE_HEAD: Final = re.compile(r"[(\[,:-]")
_LENGTH: Final = re.compile(r"\d+")
_TRAILING_LENGTH: Final = re.compile(r"^(\D+)(\d+)$")
_TYPE_WORDS: Final[dict[str, str]] = spellings.DATA_TYPES | {
    spelling: letter
    for letter, term in vocabulary.DATA_TYPES.items()
    for word in (term.zh, term.zh.removesuffix("型"))
    for spelling in (word, f"{word}{letter.casefold()}", f"{letter.casefold()}{word}", term.en.replace(" ", ""))
}


@lru_cache(maxsize=4096)
def data_type(text: str) -> tuple[str, int | None] | None:
    """Read an item data type and its length (characters and numbers have one).

    >>> data_type("字符型C"), data_type("varchar2(20)"), data_type("NUMBER(10,2)"), data_type("datetime")
    (('C', None), ('C', 20), ('N', 10), ('T', None))
    """
    key = name_key(text)
    head = _TYPE_HEAD.split(key, maxsplit=1)[0]
    rest = key[len(head) :]
    if head not in _TYPE_WORDS and (parted := _TRAILING_LENGTH.match(head)):
        head, rest = parted[1], parted[2]
    letter = _TYPE_WORDS.get(head)
    if letter is None:
        return None
    found = _LENGTH.search(rest) if vocabulary.DATA_TYPES[letter].longest else None
    return letter, (int(found[0]) or None) if found and len(found[0]) <= 6 else None
