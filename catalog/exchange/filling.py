"""Errors that show only from row to row: codes that a spreadsheet counted up when somebody dragged the cell down."""

from __future__ import annotations

import re
from typing import Final

from catalog.errors import Problem
from catalog.exchange.entry import Entry

_TRAILING: Final = re.compile(r"(.*?)(\d+)\D?", re.ASCII)


def counted_up(before: str, after: str) -> bool:
    """Tell whether ``after`` is ``before`` with the number at its end one higher.

    >>> counted_up("115000000092757801", "115000000092757802"), counted_up("A9X", "A10X"), counted_up("A1", "A3")
    (True, True, False)
    """
    first, second = _TRAILING.fullmatch(before), _TRAILING.fullmatch(after)
    if not first or not second or first[1] != second[1] or before[first.end(2) :] != after[second.end(2) :]:
        return False
    return int(second[2]) == int(first[2]) + 1


class DragFill:
    """Looks at entries in the order of the file and finds provider codes that were counted up.

    One department has one code, so a code that goes up by one while the department's name stays is wrong; the first of the
    run is the one that was typed. Without a name nothing is concluded.
    """

    def __init__(self) -> None:
        self._last: tuple[str | None, str | None] = (None, None)

    def look_at(self, entry: Entry) -> Problem | None:
        """Return the problem of this entry's provider code, if it was counted up from the row before."""
        last_code, last_name = self._last
        code, name = self._last = entry.provider
        if not code or not last_code or code == last_code or name is None or name != last_name or not counted_up(last_code, code):
            return None
        return Problem(
            "provider_code",
            "drag_filled",
            f"提供方代码“{code}”像是下拉填充时递增出来的，没有采用；请改为该部门的统一社会信用代码",
            f"the provider code “{code}” looks counted up by dragging the cell down and is not used; enter the department's own code",
            "incomplete",
        )


def repeated_name(first_line: int, name: str) -> Problem:
    """Return the problem of a second resource of the same name from the same provider in one file."""
    return Problem(
        "name",
        "repeated_resource",
        f"本文件第 {first_line} 行已有同一提供方的“{name}”，内容不同，不能再登记一次",
        f"line {first_line} of this file already has “{name}” of the same provider with other content",
    )
