"""The documents of demands and responsibilities as commands take them: from a JSON file, from options, or from both."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import click

from catalog.canon import parse
from catalog.errors import Invalid, Problem
from catalog.exchange import structured
from catalog.lists.demands.rules import URGENCIES
from catalog.lists.vocabulary import SHARING_MODES, UPDATE_CYCLES

FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
BASIS: Final = click.option(
    "--basis", multiple=True, metavar="《LAW》ARTICLE", help="法律依据，可重复 law and article, may be repeated"
)
ENTRY_ITEMS: Final = "CODE[=ITEM、ITEM]"
"""How an option names an entry, with some of its items or without."""


def entry_items(text: str) -> tuple[str, list[str]]:
    """Return the entry and the items that an option of the form ``ENTRY_ITEMS`` names.

    >>> entry_items("206001/000017=泊位总数、停车场名称"), entry_items("206001/000017")
    (('206001/000017', ['泊位总数', '停车场名称']), ('206001/000017', []))
    """
    entry, _, items = text.partition("=")
    return entry, list(filter(None, re.split("[、,，]", items)))


ITEMS: Final = click.option("--item", "items", multiple=True, help="信息项，可重复 an item, may be repeated")


class _Quota(click.ParamType[int]):
    """A whole number, or ``none`` for no limit, which is told from a quota that is not named."""

    name = "N|none"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number, or the mark of no limit."""
        if value in ("none", UNLIMITED):
            return UNLIMITED
        return click.INT.convert(value, param, ctx)


UNLIMITED: Final = -1
QUOTA: Final = _Quota()

_MODES: Final = click.option(
    "--mode",
    "modes",
    multiple=True,
    type=click.Choice(tuple(SHARING_MODES)),
    help="共享方式，可重复 sharing mode, may be repeated",
)
_TITLE: Final = click.option("--title", help="名称 title")
_NOTE: Final = click.option("--note", help="备注 note")
_DOCUMENT: Final = click.argument("file", required=False, type=FILE)

_DEMAND: Final = (
    _DOCUMENT,
    _TITLE,
    ITEMS,
    BASIS,
    click.option("--scenario", help="使用场景 scenario"),
    click.option("--matter", help="服务事项 service matter"),
    click.option("--scope", help="使用范围 scope"),
    click.option("--frequency", type=click.Choice(tuple(UPDATE_CYCLES)), help="需求频率 frequency"),
    _MODES,
    click.option("--until", metavar="YYYY-MM-DD", help="使用时限 last day of the term"),
    click.option("--source", help="拟数源部门 presumed source department"),
    click.option("--urgency", type=click.Choice(tuple(URGENCIES)), help="紧急程度 urgency"),
    click.option("--data-region", "region", help="所需数据的区域 region of the data"),
    _NOTE,
)
_RESPONSIBILITY: Final = (
    _DOCUMENT,
    _TITLE,
    ITEMS,
    BASIS,
    click.option("--cycle", type=click.Choice(tuple(UPDATE_CYCLES)), help="更新周期 update cycle"),
    _MODES,
    click.option("--consumers", help="使用部门 consumers"),
    _NOTE,
)

_APPLICATION: Final = (
    _DOCUMENT,
    ITEMS,
    BASIS,
    click.option("--scenario", help="使用场景 scenario"),
    click.option("--scope", help="使用范围 scope"),
    click.option("--mode", type=click.Choice(tuple(SHARING_MODES)), help="共享方式 sharing mode"),
    click.option("--until", metavar="YYYY-MM-DD", help="使用时限 last day of the term"),
    click.option("--matter", "matters", multiple=True, help="服务事项，可重复 service matter, may be repeated"),
    click.option("--system", help="使用数据的应用系统 consuming system"),
    _NOTE,
)
_TERMS: Final = (
    click.option("--term", "until", metavar="YYYY-MM-DD", help="授权时限 last day of the grant"),
    click.option("--conditions", help="使用条件 conditions"),
    click.option("--purpose-required/--purpose-free", default=None, help="每次调用须注明服务事项 calls must state their matter"),
    click.option("--calls-day", "quota_calls_day", type=QUOTA, help="每日调用次数，none 为不限 calls a day, none for no limit"),
    click.option("--calls-month", "quota_calls_month", type=QUOTA, help="每月调用次数 calls a month"),
    click.option("--records-day", "quota_records_day", type=QUOTA, help="每日记录条数 records a day"),
    click.option("--records-month", "quota_records_month", type=QUOTA, help="每月记录条数 records a month"),
    click.option("--calls-minute", "quota_calls_minute", type=QUOTA, help="每分钟调用次数 calls a minute"),
)


def _with(options: tuple[Callable[..., Any], ...]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    def give(function: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(options):
            function = option(function)
        return function

    return give


demand_content: Final = _with(_DEMAND)
"""Give a command the document of a demand: FILE, and an option for each field."""
responsibility_content: Final = _with(_RESPONSIBILITY)
"""Give a command the document of a responsibility: FILE, and an option for each field."""
application_content: Final = _with(_APPLICATION)
"""Give a command the document of an application: FILE, and an option for each field."""
terms_options: Final = _with(_TERMS)
"""Give a command an option for each term of a grant."""


def terms(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the terms of a grant that options name."""
    return {name: None if value == UNLIMITED else value for name, value in said.items() if value is not None}


def document(file: Path | None, said: Mapping[str, Any], present: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a document: that of the file, else the present one, with what options say put over it.

    Raises
    ------
    Invalid
        The file holds no JSON object.
    """
    content = dict(present or {}) if file is None else read_object(file)
    for name, value in said.items():
        if value not in (None, ()):
            content[name] = laws(value) if name == "basis" else list(value) if isinstance(value, tuple) else value
    return content


def laws(said: tuple[str, ...]) -> list[dict[str, str]]:
    """Return what ``--basis`` names, a law with its article each."""
    return [law for text in said for law in structured.legal_basis(text)]


def read_object(file: Path) -> dict[str, Any]:
    """Read one JSON object.

    Raises
    ------
    Invalid
        The file holds none.
    """
    try:
        found = parse(file.read_bytes())
    except ValueError:
        found = None
    if not isinstance(found, dict):
        problem = Problem("", "bad_json", "应为一个 JSON 对象", "expected one JSON object")
        raise Invalid(f"{file.name} 无法读取", f"{file.name} cannot be read", code="bad_json", problems=[problem])
    return found
