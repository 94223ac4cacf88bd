"""Questions about departments that many requests ask, prepared; ``queries`` puts them, and says what the answers mean."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, Select, bindparam, select

from catalog.people.model import DepartmentRow, SuccessionRow
from catalog.prepared import Prepared


def lineage_of(departments: ColumnElement[bool]) -> Select[tuple[str]]:
    """Return the question for the ids of departments that a condition names, and of all whose main heirs they are."""
    back = select(DepartmentRow.id).where(departments).cte("lineage", recursive=True)
    back = back.union(select(SuccessionRow.from_id).where(SuccessionRow.main).join(back, SuccessionRow.to_id == back.c.id))
    return select(back.c.id)


#: A department, in the order of ``Department``.
DEPARTMENT: Final = Prepared(
    select(
        DepartmentRow.id,
        DepartmentRow.type,
        DepartmentRow.region_id,
        DepartmentRow.credit_code,
        DepartmentRow.local_code,
        DepartmentRow.name,
        DepartmentRow.short_name,
        DepartmentRow.vertical_parent_id,
        DepartmentRow.system,
        DepartmentRow.under_chief,
        DepartmentRow.confirmed,
        DepartmentRow.valid_from,
        DepartmentRow.valid_to,
        DepartmentRow.revision,
    ).where(DepartmentRow.id == bindparam("department"))
)
LINEAGE: Final = Prepared(lineage_of(DepartmentRow.id == bindparam("department")))
HEIRS: Final = Prepared(
    select(SuccessionRow.to_id)
    .where(SuccessionRow.from_id == bindparam("department"), SuccessionRow.day <= bindparam("day"))
    .order_by(SuccessionRow.main.desc(), SuccessionRow.to_id)
)
#: The main heir of a department by a day, if it has one, and the day on which it ended, if it has.
HEIR: Final = Prepared(
    select(SuccessionRow.to_id, DepartmentRow.valid_to)
    .select_from(DepartmentRow)
    .outerjoin(
        SuccessionRow,
        (SuccessionRow.from_id == DepartmentRow.id) & SuccessionRow.main & (SuccessionRow.day <= bindparam("day")),
    )
    .where(DepartmentRow.id == bindparam("department"))
)
