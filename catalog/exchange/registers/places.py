"""What a cell of a register points to: a region or a department, by code or by name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy.orm import Session

from catalog.errors import Invalid, NotFound
from catalog.exchange.registers.register import Record, problems_of
from catalog.office import Look
from catalog.people import queries


@contextmanager
def about(field: str) -> Iterator[None]:
    """Let a refusal of the block be about this field of the row."""
    try:
        yield
    except (Invalid, NotFound) as refusal:
        problems = [replace(problem, path=field) for problem in problems_of(refusal)]
        raise Invalid(refusal.zh, refusal.en, code=refusal.code, problems=problems) from refusal


def region(session: Session, text: str, field: str) -> str:
    """Return the id of the region of this code, name, or chain of names (重庆市/渝中区).

    Raises
    ------
    Invalid
        There is none, or there are several; the problem is about ``field``.
    """
    with about(field):
        return queries.find_region(session, *text.split("/")).id


def home(session: Session, record: Record, default: str | None) -> str | None:
    """Return the id of the region that a row names, else the region of rows that name none.

    Raises
    ------
    Invalid
        As ``region``.
    """
    named = record.get("region")
    return region(session, named, "region") if named else default


def department(look: Look, text: str, where: str | None, field: str) -> str:
    """Return the id of the department of this code or of this name in a region (id), or of its main heir today.

    Raises
    ------
    Invalid
        There is none, there are several, or it was closed without an heir; the problem is about ``field``.
    """
    with about(field):
        found = queries.find_department(look, text, region_id=where)
        if not found.present:
            name = found.department.name
            zh, en = f"部门已撤销且无承接部门：{name}", f"the department was closed without a successor: {name}"
            raise Invalid(zh, en, code="department_closed")
        return found.present[0].id


def department_above(look: Look, text: str, where: str, field: str) -> str:
    """Return the id of a department that a department of the region ``where`` names: one of its region or of a region above.

    市财政局 named in 渝中区 is 重庆市财政局: a relative name belongs to the nearest region above that has it.

    Raises
    ------
    Invalid
        As ``department``.
    """
    for step in queries.region_chain(look.session, where):
        try:
            return department(look, text, step, field)
        except Invalid as refusal:
            if refusal.code != NotFound.default_code:
                raise
    return department(look, text, where, field)
