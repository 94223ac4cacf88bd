"""Which of an entry's items are the ones that a demand wants, whatever they are called. Pure.

An item's name is mostly *what of what*: 经营者联系电话 is the 联系电话 of the 经营者. The end of the name, its *head*, says what kind of
thing it holds; what stands before it says whose. Heads are compared by the thesaurus, the rest by its characters.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from catalog.matching.terms import Thesaurus
from catalog.search.text import fold

How = Literal["same", "synonym", "similar"]

#: From what likeness on an item counts as the wanted one.
ALIKE: Final = 0.6
#: Whose something is, said so generally that it may be left out or said otherwise.
_GENERAL: Final = """
    企业 单位 机构 组织 公司 主体 网点 站点 场所 部门 对象 个人 人员 本人 当事人 所在 所属 相关 具体 办公 经营 详细 现 主要 当前 基本
    设施 设备 点位 商户 店铺 门店 服务 业务 是否 详情 有关 登记 注册 申请人 持证人 法人
"""
_ANYBODY: Final = frozenset(_GENERAL.split())
_ASIDE: Final = re.compile(r"\([^()]*\)|[^0-9a-z\u3400-\u9fff]+|(?<=[\u3400-\u9fff])\d{1,2}$")
#: What is wanted where an item is called by who it is of: the name of the company, of the person.
_BODIES: Final = ("企业", "单位", "机构", "公司")
_PERSONS: Final = ("人", "者", "人员")


@dataclass(frozen=True, slots=True)
class Cover:
    """A wanted item, the item of the entry that has it, and how the two names agree."""

    wanted: str
    item: str
    how: How


@lru_cache(maxsize=50_000)
def plain(name: str) -> str:
    """Return an item's name folded, without brackets and signs, and without the number of one of several.

    >>> plain("威胁人数（人）"), plain("代表人/业主"), plain("质地2")
    ('威胁人数', '代表人业主', '质地')
    """
    folded = fold(name)
    return _ASIDE.sub("", folded) or folded


def cover(wanted: str, offered: Sequence[str], words: Thesaurus, subject: str = "") -> Cover | None:
    """Return the offered item that is the wanted one; None if none is.

    Parameters
    ----------
    subject
        What the demand and the entry are about: 药店名称 of a list of 药店 is its 名称.

    Examples
    --------
    >>> from catalog.matching.terms import thesaurus
    >>> words = thesaurus([("身份证号", "公民身份号码"), ("电话", "联系电话")])
    >>> cover("身份证号", ["姓名", "公民身份号码"], words)
    Cover(wanted='身份证号', item='公民身份号码', how='synonym')
    >>> cover("户主联系电话", ["电话"], words) is None
    True
    """
    best: tuple[float, str] = (0.0, "")
    for item in offered:
        best = max(best, (alike(plain(wanted), plain(item), words, subject), item), key=lambda each: each[0])
        if best[0] == 1.0:
            break
    found, item = best
    if found < ALIKE:
        return None
    return Cover(wanted, item, "same" if found == 1.0 else "synonym" if found >= _SYNONYM else "similar")


_SYNONYM: Final = 0.9


@lru_cache(maxsize=200_000)
def _head(name: str, words: Thesaurus) -> tuple[str, str]:
    """Split a name into what stands before its head, and the head: the longest known word at its end ("" if none)."""
    for start in range(len(name) - 1):
        if name[start:] in words.at:
            return name[:start], name[start:]
    return name, ""


@lru_cache(maxsize=200_000)
def alike(wanted: str, item: str, words: Thesaurus, subject: str = "") -> float:
    """Return from 0 to 1 how likely two plain names mean the same item."""
    if wanted == item or not wanted or not item:
        return float(wanted == item)
    if words.same(wanted, item):
        return 0.95
    likeness = _shared(wanted, item)
    mine, my_head = _head(wanted, words)
    theirs, their_head = _head(item, words)
    if my_head and their_head and (my_head == their_head or words.same(my_head, their_head)):
        return _of_one_kind(mine, theirs, words, subject)
    if _named(wanted, item, words):
        return max(likeness, 0.7)
    if my_head and their_head:
        # Two heads that are known to mean different things: 许可证编号 is no 许可证名称, however many characters they share.
        return min(likeness, ALIKE - 0.1)
    return likeness


def _of_one_kind(mine: str, theirs: str, words: Thesaurus, subject: str) -> float:
    if mine == theirs or words.same(mine, theirs):
        return 0.95
    if _anybodys(mine, subject) and _anybodys(theirs, subject):
        return 0.9
    if not mine:
        # Who asks for 证件号码 takes the 承租人证件号码; who asks for the latter does not take anybody's.
        return 0.7
    return 0.35 + 0.6 * _shared(mine, theirs)


def _named(wanted: str, item: str, words: Thesaurus) -> bool:
    """Tell whether an item is the name of those that a wanted one merely mentions: 参保人 is their 姓名, 开发企业 its 企业名称."""
    if wanted.endswith(_BODIES):
        return item == "名称" or words.same("名称", item) or item in (wanted + "名称", f"{wanted[-2:]}名称")
    return wanted.endswith(_PERSONS) and (item == "姓名" or words.same("姓名", item))


def _anybodys(owner: str, subject: str) -> bool:
    return not owner or owner in _ANYBODY or owner in subject


def _shared(one: str, other: str) -> float:
    """Return how much two names have in common in the same order, and a bonus where one holds the other."""
    if set(one).isdisjoint(other):
        return 0.0
    common = _common(one, other)
    ratio = 2 * common / (len(one) + len(other))
    shorter = min(len(one), len(other))
    if common == shorter and shorter >= 2 and (one in other or other in one):
        return max(ratio, 0.5 + 0.4 * shorter / max(len(one), len(other)))
    return ratio if ratio < _SYNONYM else _SYNONYM - 0.01


def _common(one: str, other: str) -> int:
    """Return the length of the longest common subsequence.

    >>> _common("日最大接待量", "日最大承载量")
    4
    """
    above = [0] * (len(other) + 1)
    for character in one:
        row = [0]
        for at, each in enumerate(other):
            row.append(above[at] + 1 if character == each else max(row[at], above[at + 1]))
        above = row
    return above[-1]


def told(wanted: str, text: str, words: Thesaurus) -> bool:
    """Tell whether a folded description names a wanted item or a synonym of it."""
    name = plain(wanted)
    return name in text or any(other in text for other in words.others(name))


def missing(wanted: Collection[str], covers: Sequence[Cover]) -> tuple[str, ...]:
    """Return the wanted items that nothing covers, in their order."""
    have = {each.wanted for each in covers}
    return tuple(item for item in wanted if item not in have)
