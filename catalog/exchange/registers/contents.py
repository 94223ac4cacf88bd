"""What the columns of the demand list and of the responsibility list have in common: how their cells are read, whose a row is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from catalog.errors import Invalid, NotAllowed, NotFound, Problem
from catalog.exchange import enumerated, structured
from catalog.exchange.registers import places
from catalog.exchange.registers.readers import day, text_up_to
from catalog.exchange.registers.register import Record, problems_of
from catalog.lists import normalise
from catalog.lists.cells import text
from catalog.lists.vocabulary import SHARING_MODES, UPDATE_CYCLES
from catalog.office import Work

NUMBER: Final = text_up_to(32)


def items(_field: str, cell: Any) -> list[str] | None:
    """Read the names of items."""
    return structured.names(cell) or None if cell not in (None, "") else None


def basis(field: str, cell: Any) -> list[dict[str, str]] | Problem | None:
    """Read laws with their articles.

    >>> basis("basis", "《社会救助暂行办法》第九条"), basis("basis", 5).code
    ([{'law': '社会救助暂行办法', 'article': '第九条'}], 'unknown_value')
    """
    if cell in (None, []) or (isinstance(cell, str) and text(cell) is None):
        return None
    said = structured.legal_basis(cell)
    return said or _unknown(field, cell, "《法律法规名称》条款，如《社会救助暂行办法》第九条", "《law》article")


def cycle(field: str, cell: Any) -> str | Problem | None:
    """Read an update cycle, or a frequency, which is told in the same words.

    >>> cycle("cycle", "每月"), cycle("cycle", "daily"), cycle("cycle", "浙江省").code
    ('monthly', 'daily', 'unknown_value')
    """
    said = text(cell)
    if said is None:
        return None
    value = enumerated.read("update_cycle", said).value
    return value if value in UPDATE_CYCLES else _unknown(field, cell, *_spelled(UPDATE_CYCLES))


def modes(field: str, cell: Any) -> list[str] | Problem | None:
    """Read sharing modes.

    >>> modes("modes", "共享平台（接口）、邮件"), modes("modes", ["platform_api"]), modes("modes", "飞鸽").code
    (['platform_api', 'mail'], ['platform_api'], 'unknown_value')
    """
    if text(cell) is None:
        return None
    read = normalise.sharing_modes("、".join(structured.texts(cell)))
    if read.unread:
        return _unknown(field, cell, *_spelled(SHARING_MODES))
    return list(read.names)


def iso_day(field: str, cell: Any) -> str | Problem | None:
    """Read a day as documents hold it.

    >>> iso_day("until", "2027年12月31日")
    '2027-12-31'
    """
    said = day(field, cell)
    return said.isoformat() if isinstance(said, date) else said


def _spelled(terms: Mapping[str, Any]) -> tuple[str, str]:
    return "、".join(term.zh for term in terms.values()), ", ".join(terms)


def _unknown(field: str, cell: Any, zh: str, en: str) -> Problem:
    return Problem(
        field, "unknown_value", f"不能识别“{str(cell)[:80]}”，应为：{zh}", f"cannot read “{str(cell)[:80]}”, expected: {en}"
    )


def content(record: Record, fields: Collection[str]) -> dict[str, Any]:
    """Return the document that a row holds."""
    return {name: value for name, value in record.fields.items() if name in fields}


def department(work: Work, record: Record, home: str | None) -> str:
    """Return the id of the department whose row it is: by code, by name in the region of such rows or anywhere, else the actor's own.

    Raises
    ------
    Invalid
        There is none, or there are several.
    """
    if code := record.get("department_code"):
        return places.department(work, code, None, "department_code")
    if said := record.get("department"):
        return _named(work, said, home or work.actor.region)
    if work.actor.department is None:
        zh, en = "请填写部门，或用 --department 指明", "the department is needed: fill it in, or give --department"
        raise Invalid(zh, en, problems=[Problem("department", "required", zh, en)])
    return work.actor.department


def _named(work: Work, said: str, where: str | None) -> str:
    try:
        return places.department(work, said, where, "department")
    except Invalid as refusal:
        if where is None or refusal.code != NotFound.default_code:
            raise
    return places.department(work, said, None, "department")


def out_of_reach(refusal: NotAllowed) -> tuple[Problem, ...]:
    """Return why a row is rejected whose department is not the actor's to import for."""
    return problems_of(refusal, "department")
