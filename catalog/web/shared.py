"""What every page is made with: its language, its addresses, how numbers, times and states are said, its downloads.

A page function declares its authority (``reception.needs`` or ``open_to_all``), opens one look, asks one room and renders.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal
from urllib.parse import urlencode

from flask import Response, request, url_for
from markupsafe import Markup

from catalog.calendars.rules import Standing
from catalog.lists.demands import rules as demands
from catalog.lists.responsibilities import rules as responsibilities
from catalog.lists.rules import STATE_NAMES
from catalog.lists.vocabulary import (
    GRADES,
    LOCAL_GRADES,
    OPENNESS,
    SHARING_MODES,
    SHARING_TYPES,
    UPDATE_CYCLES,
    Cycle,
    Term,
)
from catalog.sharing import rules as sharing
from catalog.store import SHANGHAI

Language = Literal["zh", "en"]

PAGE_SIZE: Final = 50
"""Lines on one page of a list."""

_HAN: Final = re.compile("[\u3400-\u9fff]")

_UNITS: Final[Mapping[Language, tuple[tuple[int, str], ...]]] = {
    "zh": ((100_000_000, " 亿"), (10_000, " 万")),
    "en": ((1_000_000_000, " bn"), (1_000_000, " m"), (10_000, " k")),
}
"""From which number on a unit is used, largest first; below the smallest the number stands exactly."""

_TERMS: Final[Mapping[str, Mapping[str, Term | Cycle]]] = {
    "sharing_type": SHARING_TYPES,
    "openness": OPENNESS,
    "update_cycle": UPDATE_CYCLES,
    "grade": GRADES,
    "local_grade": LOCAL_GRADES,
    "sharing_mode": SHARING_MODES,
}
NAMES: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "state": STATE_NAMES,
    "demand": demands.STATE_NAMES,
    "demand_verb": demands.VERB_NAMES,
    **sharing.STATE_NAMES,
    **{f"{kind}_verb": names for kind, names in sharing.VERB_NAMES.items()},
    "responsibility": responsibilities.STATE_NAMES,
    "responsibility_verb": responsibilities.VERB_NAMES,
    "urgency": demands.URGENCIES,
    "verdict": demands.VERDICTS,
    **{kind: {value: (term.zh, term.en) for value, term in terms.items()} for kind, terms in _TERMS.items()},
}
"""What the values of an entry, and the states and verbs of the lists, are called in Chinese and English: ``NAMES[kind][value]``."""

STANDINGS: Final[Mapping[Standing, tuple[str, str]]] = {
    "in_time": ("期限内", "in time"),
    "due_soon": ("即将到期", "due soon"),
    "overdue": ("已逾期", "overdue"),
    "paused": ("已暂停", "paused"),
    "done_in_time": ("按期办结", "done in time"),
    "done_late": ("逾期办结", "done late"),
}
"""How a case stands, in words: colour alone says nothing to whoever cannot see it."""


# -- Language and addresses


def language() -> Language:
    """Return the language of the page being shown."""
    return "en" if request.args.get("lang") == "en" else "zh"


def say(zh: str, en: str) -> str:
    """Return the text in the language of the page."""
    return en if language() == "en" else zh


def han() -> Markup:
    """Return the attribute of an element that holds data: its text is Chinese, whatever the language of the page around it."""
    return Markup(' lang="zh-CN"') if language() == "en" else Markup()


def told(zh: str, en: str) -> str:
    """Return the text in the language of the page; what says the same in both is data, and marked as such (``han``)."""
    text = say(zh, en)
    return Markup("<span{}>{}</span>").format(han(), text) if han() and zh == en and _HAN.search(text) else text


def quoted(text: str) -> Markup:
    """Return a sentence whose quotations are data, marked as such (``han``)."""
    return Markup("").join(
        Markup("“<span{}>{}</span>”").format(han(), piece[1:-1]) if han() and piece.startswith("“") else piece
        for piece in re.split("(“[^”]*”)", text)
    )


def link(endpoint: str, **values: Any) -> str:
    """Return the address of a page (``link("department", department=id)``) in the language of this one; a list repeats its name."""
    return url_for(f"web.{endpoint}", **values, lang=language() if language() == "en" else None)


def here(**changes: Any) -> str:
    """Return the address of this very page with some of its parameters changed; None takes one away, a list repeats it.

    What stands in an address is written by anybody, so it is spelled out again here and never handed to the router.
    """
    values: dict[str, Any] = {**request.args.to_dict(flat=False), **changes}
    told = urlencode([(name, each) for name, value in values.items() for each in _several(value)])
    path = url_for(request.endpoint, **(request.view_args or {})) if request.endpoint else ""
    return f"{path}?{told}" if told or not path else path


def _several(value: Any) -> list[Any]:
    return [each for each in (value if isinstance(value, list | tuple) else [value]) if each not in (None, "")]


def asked(name: str) -> str:
    """Return a parameter of the address without the white space around it; empty where it is not given."""
    return request.args.get(name, "").strip()


# -- How things are said


def amount(number: int, shown: Language | None = None) -> str:
    """Return a number as people read it: exact when small, in 万 and 亿 (k, m, bn) when large.

    >>> amount(3_840, "zh"), amount(12_345_678, "zh"), amount(230_000_000, "zh"), amount(12_345, "en")
    ('3,840', '1,234.6 万', '2.3 亿', '12.3 k')
    """
    shown = shown or language()
    for size, unit in _UNITS[shown]:
        if number >= size:
            least = 1_000 if unit == " k" else size
            return f"{number / least:,.1f}".removesuffix(".0") + unit
    return f"{number:,}"


def percent(part: int, whole: int) -> str:
    """Return a rate in per cent, a dash where there is nothing to take it of.

    >>> percent(1, 8), percent(0, 0)
    ('12.5 %', '—')
    """
    return f"{100 * part / whole:.1f} %" if whole else "—"


def named(kind: str, value: str | None) -> str:
    """Return what a value is called in the language of the page: ``named("state", "published")``."""
    return say(*NAMES[kind][value]) if value else "—"


def options(kind: str) -> list[tuple[str, str]]:
    """Return the values of a kind with what they are called, for a field that offers them."""
    return [(value, say(*label)) for value, label in NAMES[kind].items()]


def moment(at: datetime) -> str:
    """Return an instant as Asia/Shanghai clocks show it.

    >>> from datetime import UTC
    >>> moment(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    '2026-03-02 09:00'
    """
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def day(at: datetime | date) -> str:
    """Return the Asia/Shanghai day of an instant, or a day as it is."""
    return f"{at.astimezone(SHANGHAI) if isinstance(at, datetime) else at:%Y-%m-%d}"


# -- Pages of a list


@dataclass(frozen=True, slots=True)
class Paging:
    """Which piece of a list is shown: the ``number``-th (from 1) of ``size`` lines out of ``total``."""

    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def last(self) -> int:
        """The number of the last page; 1 of an empty list."""
        return max(1, -(-self.total // self.size))

    @property
    def first_line(self) -> int:
        """The number of the first line shown, from 1; 0 of an empty list."""
        return min(self.total, (self.number - 1) * self.size + 1)

    @property
    def last_line(self) -> int:
        """The number of the last line shown."""
        return min(self.total, self.number * self.size)


def page_number() -> int:
    """Return which page of a list the address asks for (``?page=``); what is no number of a page is the first."""
    text = asked("page")
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 7 else 1


# -- Downloads


def download(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """Return a table as csv for spreadsheets: UTF-8 with byte order mark, and no cell that a spreadsheet would compute."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    answer = Response(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.csv")
    return answer


def _cell(value: Any) -> Any:
    """Return what stands in a cell; text that begins like a formula is made text by an apostrophe, as spreadsheets do it."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value
