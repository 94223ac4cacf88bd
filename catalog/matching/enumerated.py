"""The items that an abstract enumerates, of an entry that lists none. Pure.

Portals that register no items say them in the abstract: 包含站点名称、检测时间、总磷, or nothing but 序号,地块名称,面积. Such a list that
ends in 等 breaks off: then what it names is there, and of what it does not name nothing is known.
"""

from __future__ import annotations

import re
from typing import Final

_BEGINS: Final = re.compile(r"(?:包含|包括|涵盖|含有|提供|字段[为有]?|属性[为有]?)[了:：]?")
_ENDS: Final = re.compile(r"[。；;\n]")
_BETWEEN: Final = re.compile(r"[、,，/]")
_TAIL: Final = re.compile(r"(?:等?(?:属性)?字段|等?相?关?(?:数据|信息|内容|情况)|等)+$")
_BREAKS_OFF: Final = re.compile(r"等[^、,，]{0,8}$|(?:…|\.\.\.)$")
#: A list of fewer names than this may be a sentence, and a longer name than that is one.
_FEWEST: Final = 3
_LONGEST: Final = 20


def items(abstract: str) -> tuple[list[str], bool]:
    """Return the items that an abstract enumerates, and whether the list is whole.

    >>> items("水质信息，包含站点名称、检测时间、总磷、氨氮等信息")
    (['站点名称', '检测时间', '总磷', '氨氮'], False)
    >>> items("序号,地块名称,所属村,面积,"), items("公路养护工程的数据")
    ((['序号', '地块名称', '所属村', '面积'], True), ([], False))
    """
    begun = _BEGINS.search(abstract)
    text = _ENDS.split(abstract[begun.end() :] if begun else abstract.strip(), maxsplit=1)[0].strip(" ,，、")
    broken = _BREAKS_OFF.search(text) is not None
    names = [name.strip() for name in _BETWEEN.split(_TAIL.sub("", text)) if name.strip()]
    if len(names) < _FEWEST or any(len(name) > _LONGEST for name in names):
        return [], False
    return names, not broken
