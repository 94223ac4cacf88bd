"""Whether a department is the one that a demand presumes to be the source. Pure.

People abbreviate departments: 市卫健委 is 卫生健康委员会, 人社局 人力资源和社会保障局. What is left of a short name, once place, level and kind
of body are taken away, is a part of the long one, character by character in order.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from catalog.search.text import fold

_ASIDE: Final = re.compile(r"\([^()]*\)|[^0-9a-z\u3400-\u9fff]+")
_PLACE: Final = re.compile(r"^(?:.{0,3}省)?(?:.{0,4}?市(?!场)|.{0,9}?州)?(?:.{0,4}?[区县旗](?!域))?")
_BODY: Final = re.compile(r"(?:委员会|管理局|监督局|办公室|服务中心|中心|委|局|厅|办|处|署|院|队|所|部|会)$")
_FILLING: Final = re.compile("[和与及]|管理|监督|行政|事务|发展")
#: From so many characters on, an abbreviation says enough.
_SAYING: Final = 2


@lru_cache(maxsize=20_000)
def core(name: str) -> str:
    """Return what a department's name says of its duty: without place, level and kind of body.

    >>> core("杭州市桐庐县市场监管局"), core("省卫生健康委员会"), core("人力资源和社会保障局")
    ('市场监管', '卫生健康', '人力资源社会保障')
    """
    whole = _ASIDE.sub("", fold(name))
    bare = _PLACE.sub("", whole) or whole
    short = _BODY.sub("", bare)
    return (short if len(short) >= _SAYING else bare).replace("和", "")


@lru_cache(maxsize=50_000)
def likeness(presumed: str, department: str) -> float:
    """Return from 0 to 1 how much a department looks like the presumed one.

    >>> likeness("市卫健委", "杭州市卫生健康委员会"), likeness("省公安厅", "省水利厅")
    (1.0, 0.0)
    """
    mine, theirs = core(presumed), core(department)
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
