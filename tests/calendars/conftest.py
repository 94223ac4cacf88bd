"""A city with a district, a department in each, and the actors that the calendars room knows apart."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from catalog.office import Office
from catalog.people.model import DepartmentRow, RegionRow, TierRow
from catalog.rights import Actor

NATION, CITY, DISTRICT, BUREAU, OFFICE = (f"01920000-0000-7000-8000-00000000000{n}" for n in range(1, 6))
TIERS = {"national": 100, "city": 200, "district": 300}


CLERK = Actor("official", None, "clerk", frozenset({"official", "registrar"}), BUREAU, frozenset({BUREAU}), CITY)
AUTHORITY = Actor(
    "official", None, "authority", frozenset({"official", "authority"}), region=CITY, below=frozenset({CITY, DISTRICT})
)
CHIEF = Actor("official", None, "chief", frozenset({"official", "chief"}), span=frozenset({OFFICE}))


@dataclass(frozen=True)
class City:
    """Ids of the regions (nation over city over district), of a city bureau and a district office, and who acts for them."""

    nation: str = NATION
    city: str = CITY
    district: str = DISTRICT
    bureau: str = BUREAU
    office: str = OFFICE
    clerk: Actor = CLERK
    authority: Actor = AUTHORITY
    chief: Actor = CHIEF


@pytest.fixture
def city(office: Office) -> City:
    """Write the rows of the city."""
    with office.work(CLERK) as work:
        if work.session.get(TierRow, "national") is None:
            work.session.add_all(TierRow(code=code, level=level, zh=code, en=code) for code, level in TIERS.items())
        for id_, parent, tier, name in (
            (NATION, None, "national", "全国"),
            (CITY, NATION, "city", "重庆市"),
            (DISTRICT, CITY, "district", "渝中区"),
        ):
            work.session.flush()
            work.session.add(RegionRow(id=id_, name=name, tier_code=tier, parent_id=parent, confirmed=True))
        work.session.flush()
        for id_, region, code, name in ((BUREAU, CITY, "cz", "市财政局"), (OFFICE, DISTRICT, "qcz", "区财政局")):
            department = DepartmentRow(
                id=id_, type="government", region_id=region, local_code=code, name=name, under_chief=True, confirmed=True
            )
            work.session.add(department)
    return City()
