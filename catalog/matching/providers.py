"""Whether a department is the one that a demand presumes to be the source. Pure.

People abbreviate departments: 市卫健委 is 卫生健康委员会, 人社局 人力资源和社会保障局. What is left of a short name, once place, level and kind
of body are taken away, is a part of the long one, character by character in order. Departments are also called as they were before
they were reformed (国土局, 环保局), and some file what is not theirs: a data bureau fills the catalog for the others.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from catalog.matching.terms import Thesaurus
from catalog.search.text import fold

_BRACKETS: Final = re.compile(r"\(([^()]*)\)")
_ASIDE: Final = re.compile(r"\([^()]*\)|[^0-9a-z\u3400-\u9fff]+")
_PLACE: Final = re.compile(r"^(?:.{0,3}省)?(?:.{0,4}?市(?!场)|.{0,9}?州)?(?:.{0,4}?[区县旗](?!域))?")
_BODY: Final = re.compile(r"(?:委员会|管理局|监督局|办公室|服务中心|中心|委|局|厅|办|处|署|院|队|所|部|会)$")
_FILLING: Final = re.compile("[和与及]|管理|监督|行政|事务|发展")
#: Who keeps the catalog: what they file may be anybody's.
_KEEPER: Final = re.compile("大数据|数据资源|数据局|数据管理|数改|数字化|地区管理员")
#: From so many characters on, an abbreviation says enough.
_SAYING: Final = 2
#: What it says that a department is the presumed one by another or former name.
RENAMED: Final = 0.9


@lru_cache(maxsize=20_000)
def bare(name: str) -> str:
    """Return a department's folded name without its place and level, as a title would say it.

    >>> bare("贵阳市自然资源和规划局"), bare("【仙居县】仙居县农业农村局"), bare("省公安厅")
    ('自然资源和规划局', '农业农村局', '公安厅')
    """
    whole = _ASIDE.sub("", fold(name))
    return _PLACE.sub("", _PLACE.sub("", whole)) or whole


@lru_cache(maxsize=20_000)
def core(name: str) -> str:
    """Return what a department's name says of its duty: without place, level and kind of body.

    >>> core("杭州市桐庐县市场监管局"), core("省卫生健康委员会"), core("人力资源和社会保障局")
    ('市场监管', '卫生健康', '人力资源社会保障')
    >>> core("常山县-县住建局"), core("【仙居县】仙居县农业农村局")
    ('住建', '农业农村')
    """
    whole = bare(name)
    short = _BODY.sub("", whole)
    return (short if len(short) >= _SAYING else whole).replace("和", "")


def keeps(department: str) -> bool:
    """Tell whether a department keeps the catalog, so that what it files may be another's.

    >>> keeps("贵阳市大数据发展管理局"), keeps("贵阳市民政局")
    (True, False)
    """
    return _KEEPER.search(department) is not None


def told(presumed: str, text: str) -> bool:
    """Tell whether a folded text names the presumed source itself, whatever its place and level.

    >>> told("市民政局", "该数据由清镇市民政局提供"), told("局", "局")
    (True, False)
    """
    name, duty = bare(presumed), core(presumed)
    return len(duty) >= _SAYING and len(name) > len(duty) and name in text


def presumed(source: str, department: str, text: str, words: Thesaurus) -> float | None:
    """Return how much speaks for an entry's being of the presumed source; None if who filed it says nothing.

    Parameters
    ----------
    text
        What else the entry says, folded: it may name its source.
    """
    share = likeness(source, department, words)
    if share < RENAMED and told(source, text):
        return RENAMED
    return None if keeps(department) and share < RENAMED else share


@lru_cache(maxsize=50_000)
def likeness(presumed: str, department: str, words: Thesaurus) -> float:
    """Return from 0 to 1 how much a department looks like the presumed one, by its names or those it had.

    >>> from catalog.matching.terms import thesaurus
    >>> words = thesaurus([("自然资源", "国土")])
    >>> likeness("市卫健委", "杭州市卫生健康委员会", words), likeness("省公安厅", "省水利厅", words)
    (1.0, 0.0)
    >>> likeness("市国土局", "杭州市自然资源和规划局", words)
    0.9
    """
    names = [core(department), *map(core, _BRACKETS.findall(fold(department)))]
    mine = core(presumed)
    best = max(_alike(mine, theirs) for theirs in names)
    if best < RENAMED and any(_alike(other, theirs) == 1.0 for other in words.others(mine) for theirs in names):
        return RENAMED
    return best


def _alike(mine: str, theirs: str) -> float:
    if not mine or not theirs:
        return 0.0
    if mine == theirs or mine in theirs or theirs in mine:
        return 1.0
    short, long = sorted((_FILLING.sub("", mine) or mine, _FILLING.sub("", theirs) or theirs), key=len)
    if len(short) >= _SAYING and short[0] == long[0] and _abbreviates(short, long):
        return 1.0
    return 0.5 if len(short) >= _SAYING and any(short[at : at + 2] in long for at in range(len(short) - 1)) else 0.0


def _abbreviates(short: str, long: str) -> bool:
    rest = iter(long)
    return all(character in rest for character in short)
