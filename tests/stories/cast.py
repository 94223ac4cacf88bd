"""Nine people of three tiers, and what a story needs before it begins: regions, departments, accounts, one classification."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from catalog.office import Office
from tests import builders

DISTRICT, CITY, NATION = "渝中区", "重庆市", "全国"
CIVIL, POLICE, MINISTRY, AGEING = "渝中区民政局", "重庆市公安局", "民政部", "全国老龄办"
"""Who needs the data; who has some of it and is asked for the rest; who is the source of the rest; who is merged with that."""
AUTHORITIES: Final = {DISTRICT: "渝中区大数据局", CITY: "重庆市大数据局", NATION: "国家数据局"}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the story: the login, the name that others read, the department and the role there."""

    login: str
    name: str
    department: str
    role: str


LIU = Person("liu.fang", "刘芳", CIVIL, "applicant")
TANG = Person("tang.jie", "唐洁", CIVIL, "reviewer")
WU = Person("wu.gang", "吴刚", AUTHORITIES[DISTRICT], "authority")
CHEN = Person("chen.jing", "陈静", AUTHORITIES[CITY], "authority")
LI = Person("li.ming", "李明", POLICE, "registrar")
ZHAO = Person("zhao.wei", "赵伟", POLICE, "reviewer")
ZHOU = Person("zhou.qi", "周琦", AUTHORITIES[NATION], "authority")
SUN = Person("sun.li", "孙丽", MINISTRY, "registrar")
QIAN = Person("qian.yi", "钱毅", MINISTRY, "reviewer")
CAST: Final = (LIU, TANG, WU, CHEN, LI, ZHAO, ZHOU, SUN, QIAN)

_HOMES: Final = {CIVIL: DISTRICT, POLICE: CITY, MINISTRY: NATION, AGEING: NATION} | {
    department: region for region, department in AUTHORITIES.items()
}


def settle(office: Office) -> None:
    """Put in the regions, their departments and the nine people; by the clock of the office, or their passwords were due."""
    nation = builders.create_ground(office)
    city = builders.create_region(office, CITY, code="500000")
    district = builders.create_region(office, DISTRICT, tier="district", parent=city, code="500103")
    regions = {NATION: nation, CITY: city, DISTRICT: district}
    departments = {name: builders.create_department(office, name, region=regions[home]) for name, home in _HOMES.items()}
    for person in CAST:
        home = departments[person.department]
        builders.create_official(office, person.login, name=person.name, department=home, roles=[person.role])
    builders.create_classification(office, "206002", "社会救助")
