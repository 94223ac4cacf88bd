"""What reads the cells of a register: each reader returns the value, ``None`` for an empty cell, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from catalog.errors import Problem
from catalog.exchange.cells import LARGEST_EXACT
from catalog.lists.cells import iso_date, name_key, text

Reader = Callable[[str, Any], Any]
"""Reads ``(field, cell)``."""

_EXPONENT: Final = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{1,2}", re.ASCII)
_FLAGS: Final = dict.fromkeys(("是", "有", "y", "yes", "true", "1", "√"), True) | dict.fromkeys(
    ("否", "n", "no", "false", "0"), False
)


def text_up_to(longest: int) -> Reader:
    """Return the reader of a text of at most ``longest`` characters.

    >>> text_up_to(4)("name", " 渝中区 "), text_up_to(2)("name", "渝中区").code
    ('渝中区', 'too_long')
    """

    def read(field: str, cell: Any) -> str | Problem | None:
        said = text(cell)
        if said is None or len(said) <= longest:
            return said
        zh, en = f"最长{longest}个字符，现为{len(said)}个", f"at most {longest} characters, not {len(said)}"
        return Problem(field, "too_long", zh, en)

    return read


def code(field: str, cell: Any) -> str | Problem | None:
    """Read a code: no spaces, no full-width characters, upper case; one that a spreadsheet made a number is refused.

    >>> code("code", "５００１０３ "), code("code", 500103.0), code("code", 1.1511301008778e17).code
    ('500103', '500103', 'code_as_number')
    """
    exact = not (isinstance(cell, float) and abs(cell) >= LARGEST_EXACT)
    if exact and not (isinstance(cell, str) and _EXPONENT.fullmatch(cell.strip())):
        said = text(cell)
        return None if said is None else "".join(said.split()).upper()
    zh = f"代码“{cell}”被存成了数字，末几位已丢失；请把该列设为“文本”格式后重新填写"
    en = f"the code arrived as a number ({cell}) and has lost its last digits; format the column as text and enter it again"
    return Problem(field, "code_as_number", zh, en)


def checked_code(check: Callable[[str, str], Problem | None]) -> Reader:
    """Return the reader of a code that ``check(code, field)`` must find nothing wrong with."""

    def read(field: str, cell: Any) -> str | Problem | None:
        said = code(field, cell)
        return said if not isinstance(said, str) else check(said, field) or said

    return read


def local_code(field: str, cell: Any) -> str | Problem | None:
    """Read a code of somebody's own: kept as it is written, at most 32 characters."""
    said = code(field, cell)
    return said if not isinstance(said, str) else text_up_to(32)(field, cell)


def day(field: str, cell: Any) -> date | Problem | None:
    """Read a day in any of the ways in which days are written.

    >>> day("valid_from", "2019年1月1日"), day("valid_from", "去年").code
    (datetime.date(2019, 1, 1), 'bad_date')
    """
    if text(cell) is None:
        return None
    if said := iso_date(cell):
        return date.fromisoformat(said)
    return Problem(field, "bad_date", f"不是日期：{cell}；应如 2026-01-31", f"no date: {cell}; write it like 2026-01-31")


def flag(field: str, cell: Any) -> bool | Problem | None:
    """Read yes or no.

    >>> flag("under_chief", "是"), flag("under_chief", False), flag("under_chief", "也许").code
    (True, False, 'bad_flag')
    """
    said = text(cell)
    if said is None or name_key(said) in _FLAGS:
        return None if said is None else _FLAGS[name_key(said)]
    return Problem(field, "bad_flag", f"应填写“是”或“否”，现为“{cell}”", f"expected 是 or 否 (yes or no), not “{cell}”")


def one_of(labels: Mapping[str, Sequence[str]]) -> Reader:
    """Return the reader of an enumeration that is written by its key or by any of its labels.

    >>> one_of({"court": ("法院", "court")})("type", "法院"), one_of({"court": ("法院", "court")})("type", "局").code
    ('court', 'unknown_value')
    """
    known = {name_key(word): key for key, words in labels.items() for word in (key, *words)}

    def read(field: str, cell: Any) -> str | Problem | None:
        said = text(cell)
        if said is None or name_key(said) in known:
            return None if said is None else known[name_key(said)]
        zh, en = "、".join(words[0] for words in labels.values()), ", ".join(labels)
        return Problem(field, "unknown_value", f"没有“{said}”，应为：{zh}", f"“{said}” is none of: {en}")

    return read


def ignored(_field: str, _cell: Any) -> None:
    """Read nothing: the column is known and not taken over."""
