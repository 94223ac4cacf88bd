"""Who is cloud chief (云长) of a department on a day: of itself, else of the nearest region above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.people.model import ChiefRow, OfficialRow, RegionRow
from catalog.people.queries import resolve_all, valid_on


class InCharge(NamedTuple):
    """An official (id) with the name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Charges:
    """The cloud chiefs of a day: by the department that stands that day, by region, and which region lies in which."""

    of_departments: Mapping[str, InCharge]
    of_regions: Mapping[str, InCharge]
    above: Mapping[str, str | None]

    def of(self, department: str | None, region: str | None) -> InCharge | None:
        """Return who answers for a department (as it stands that day) of a region, or for the region alone; None if nobody does."""
        if department is not None and department in self.of_departments:
            return self.of_departments[department]
        while region is not None and region not in self.of_regions:
            region = self.above.get(region)
        return self.of_regions[region] if region is not None else None


def charges(session: Session, on: date) -> Charges:
    """Return the cloud chiefs of a day; of several of one department or region, the one who began last."""
    query = select(ChiefRow, OfficialRow.name).join(OfficialRow, OfficialRow.id == ChiefRow.official_id)
    query = query.where(ChiefRow.kind == "chief", valid_on(on, ChiefRow))
    rows = sorted(session.execute(query).all(), key=lambda row: (row[0].valid_from or date.min, row[0].id))
    standing = resolve_all(session, {row.department_id for row, _ in rows if row.department_id}, on)
    return Charges(
        {
            standing[row.department_id] or row.department_id: InCharge(row.official_id, name)
            for row, name in rows
            if row.department_id
        },
        {row.region_id: InCharge(row.official_id, name) for row, name in rows if row.region_id},
        dict(session.execute(select(RegionRow.id, RegionRow.parent_id)).all()),
    )
