"""The bodies and people of the demonstration city: regions, departments, officials and cloud chiefs.

Everything follows from the seed; nothing here exists. The region codes lie under the prefix 59, which GB/T 2260 gives to nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from catalog.demo.vocabulary import FIELDS, places
from catalog.people.rules import ROOT_REGION, credit_code_check_digit, region_stem

AUTHORITY: Final = "dsj"
GENERAL_OFFICE: Final = "zfb"
SYSTEMS: Final = ("政法", "组工", "城乡建设", "交通", "农业", "对外开放")

_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_CODE_PREFIX: Final = {"public_institution": "12", "mass_organisation": "13", "public_enterprise": "91"}
_SIGNING_DISTRICTS: Final = 3


@dataclass(frozen=True, slots=True)
class Region:
    """A region by its key; ``code`` as in GB/T 2260, absent for units that only have a ``local_code``."""

    key: str
    name: str
    tier: str
    parent: str | None
    code: str | None
    local_code: str | None


@dataclass(frozen=True, slots=True)
class Department:
    """A department by its key (``region-field``); ``head`` is the name of who signs for it."""

    key: str
    name: str
    short_name: str
    type: str
    tier: str
    region: str
    credit_code: str
    vertical_parent: str | None
    system: str | None
    under_chief: bool
    field: str
    head: str


@dataclass(frozen=True, slots=True)
class Official:
    """An official of one department; ``signs_in`` says that the demonstration gives out a password."""

    login: str
    name: str
    department: str
    roles: tuple[str, ...]
    signs_in: bool


@dataclass(frozen=True, slots=True)
class Chief:
    """A cloud chief: an official (by login) who answers for a department, a region, or a system of a region."""

    kind: str
    official: str
    department: str | None
    system: str | None
    region: str | None


@dataclass(frozen=True, slots=True)
class Bodies:
    """Regions (parents first), departments (vertical parents first), officials and chiefs."""

    regions: tuple[Region, ...]
    departments: tuple[Department, ...]
    officials: tuple[Official, ...]
    chiefs: tuple[Chief, ...]


def bodies(random: Random) -> Bodies:
    """Return the bodies and people of the city."""
    regions = _regions()
    register = _Register(random)
    departments = (*_national(register), *_municipal(register), *_local(register, regions[2:]))
    officials = tuple(_officials(register, departments))
    return Bodies(regions, departments, officials, tuple(_chiefs(departments, officials)))


def _regions() -> tuple[Region, ...]:
    """Return the root, the city, its districts and counties, and the zones that have no official code."""
    found = [
        Region("cn", ROOT_REGION, "national", None, None, "CN"),
        Region("yj", places.CITY, "city", "cn", "590000", None),
    ]
    for number, name in enumerate(places.DISTRICTS, start=1):
        kind = 1 if name.endswith("区") else 2
        found.append(Region(f"d{number:02}", name, "district", "yj", f"59{kind:02}{number:02}", None))
    for number, name in enumerate(places.ZONES, start=len(places.DISTRICTS) + 1):
        found.append(Region(f"d{number:02}", name, "district", "yj", None, f"YJ-{number:02}"))
    return tuple(found)


class _Register:
    """Hands out names, logins and credit codes, each once."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._people: set[str] = set()
        self._numbers: set[int] = set()

    def person(self) -> tuple[str, str]:
        """Return a name and its login (surname and given name in pinyin, numbered when taken)."""
        parts = [self.random.choice(places.SURNAMES), *self.random.sample(places.GIVEN, self.random.choice((1, 2, 2)))]
        stem = "".join(part[1:] for part in parts)
        login = next(each for each in _numbered(stem) if each not in self._people)
        self._people.add(login)
        return "".join(part[0] for part in parts), login

    def name(self) -> str:
        """Return the name of somebody who has no login."""
        return self.person()[0]

    def credit_code(self, type_: str, region_code: str) -> str:
        """Return a new credit code: registrar and kind, region, organisation code (GB 11714), check character."""
        number = next(each for each in iter(lambda: self.random.randrange(10**6, 10**7), None) if each not in self._numbers)
        self._numbers.add(number)
        digits = f"{number:08}"
        rest = -sum(int(digit) * weight for digit, weight in zip(digits, _ORGANISATION_WEIGHTS, strict=True)) % 11
        first17 = _CODE_PREFIX.get(type_, "11") + region_code + digits + "0123456789X"[rest]
        return first17 + credit_code_check_digit(first17)


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}{number}"
        number += 1


def _national(register: _Register) -> Iterator[Department]:
    for field, (name, short) in places.NATIONAL.items():
        code = register.credit_code("government", "990000")
        yield Department(
            key=f"cn-{field}",
            name=name,
            short_name=short,
            type="government",
            tier="national",
            region="cn",
            credit_code=code,
            vertical_parent=None,
            system=None,
            under_chief=False,
            field=field,
            head=register.name(),
        )


def _municipal(register: _Register) -> Iterator[Department]:
    for field in FIELDS.values():
        above = f"cn-{field.key}" if field.key in places.NATIONAL else None
        title = places.TITLES.get(field.key, "{r}" + field.name).format(r=places.CITY, s=region_stem(places.CITY))
        enterprise = field.type == "public_enterprise"
        yield Department(
            key=f"yj-{field.key}",
            name=title,
            short_name=field.short_name if enterprise else f"市{field.short_name}",
            type=field.type,
            tier="city",
            region="yj",
            credit_code=register.credit_code(field.type, "590000"),
            vertical_parent=above,
            system=field.system,
            under_chief=not enterprise,
            field=field.key,
            head=register.name(),
        )


def _local(register: _Register, districts: Sequence[Region]) -> Iterator[Department]:
    for region in districts:
        rural = region.name.endswith("县")
        chosen = register.random.sample(places.DISTRICT_RURAL if rural else places.DISTRICT_URBAN, 4)
        for key in (*places.DISTRICT_ALWAYS, *chosen):
            field = FIELDS[key]
            yield Department(
                key=f"{region.key}-{key}",
                name=_local_name(region, key),
                short_name=_local_stem(region) + (_office(region) if key == GENERAL_OFFICE else field.short_name),
                type=field.type,
                tier="district",
                region=region.key,
                credit_code=register.credit_code(field.type, region.code or "590000"),
                vertical_parent=f"yj-{key}",
                system=field.system,
                under_chief=True,
                field=key,
                head=register.name(),
            )


def _local_name(region: Region, key: str) -> str:
    """Return what the department is called in a district: zones have an administrative committee, governments an office."""
    if key != GENERAL_OFFICE:
        return region.name + FIELDS[key].name
    return region.name + ("管理委员会办公室" if region.code is None else "人民政府办公室")


def _office(region: Region) -> str:
    """Return the short form of a district's general office."""
    return "管委会办公室" if region.code is None else "政府办公室"


def _local_stem(region: Region) -> str:
    """Return the short form of a district's name: without the word for its kind and, in autonomous counties, the peoples."""
    return region.name if region.code is None else region_stem(region.name).partition("土家族")[0]


def _officials(register: _Register, departments: Sequence[Department]) -> Iterator[Official]:
    signing = {"cn", "yj", *(f"d{number:02}" for number in range(1, _SIGNING_DISTRICTS + 1))}
    for department in departments:
        for roles in _posts(department):
            name, login = register.person()
            signs_in = department.region in signing or "authority" in roles
            yield Official(login, department.head if roles == ("chief",) else name, department.key, roles, signs_in)


def _posts(department: Department) -> Iterator[tuple[str, ...]]:
    """Yield the roles of each of the department's officials."""
    yield ("registrar", "applicant")
    yield ("reviewer",)
    if department.field == AUTHORITY:
        yield ("authority",)
    if department.tier == "city" and department.under_chief:
        yield ("chief",)
    if department.key == f"yj-{GENERAL_OFFICE}":
        yield from [("chief", "applicant")] * (1 + len(SYSTEMS))
    if department.tier == "district" and department.field == GENERAL_OFFICE:
        yield ("chief",)


def _chiefs(departments: Sequence[Department], officials: Sequence[Official]) -> Iterator[Chief]:
    """Yield the mayor as the general chief, six city leaders for the systems, and the heads of departments and districts."""
    leaders = [each.login for each in officials if each.roles == ("chief", "applicant")]
    yield Chief("general_chief", leaders[0], None, None, "yj")
    for login, system in zip(leaders[1:], SYSTEMS, strict=True):
        yield Chief("system_chief", login, None, system, "yj")
    place = {department.key: department for department in departments}
    for official in officials:
        if official.roles == ("chief",):
            home = place[official.department]
            local = home.tier == "district"
            yield Chief("chief", official.login, None if local else home.key, None, home.region if local else None)
