"""Who lives in the demonstration city: regions, departments, officials, chiefs, and the few accounts that get a password."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from catalog import people
from catalog.demo import City
from catalog.demo.stage import Stage, working
from catalog.office import Work


@dataclass(frozen=True, slots=True)
class Account:
    """An account that the demonstration gives out: login, generated password, and who it is."""

    login: str
    password: str
    who: str


def populate(stage: Stage) -> tuple[people.Account, ...]:
    """Make administrators, regions, departments, officials with their roles, and cloud chiefs; return the administrators' accounts."""
    with stage.office.work(stage.user) as work:
        people.prepare(work)
        administrators = people.bootstrap(work, hasher=stage.hasher)
    for work, region in working(stage, stage.city.regions):
        _put_region(stage, work, region)
    for work, department in working(stage, stage.city.departments):
        _put_department(stage, work, department)
    for work, official in working(stage, stage.city.officials):
        entry = people.OfficialEntry(official.login, official.name, stage.departments[official.department][0])
        stage.officials[official.login] = people.put_official(work, entry).id
    stage.officials |= {account.login: account.id for account in administrators}
    _grant_roles(stage, administrators[1].login)
    for work, chief in working(stage, stage.city.chiefs):
        _put_chief(stage, work, chief)
    return administrators


def _put_region(stage: Stage, work: Work, region: Any) -> None:
    if region.parent is None:
        stage.regions[region.key] = people.find_region(work.session, region.name).id
        return
    entry = people.RegionEntry(region.name, region.tier, stage.regions[region.parent], region.code, region.local_code)
    stage.regions[region.key] = people.put_region(work, entry).id


def _put_department(stage: Stage, work: Work, department: Any) -> None:
    parent = department.vertical_parent
    region = stage.regions[department.region]
    entry = people.DepartmentEntry(
        name=department.name,
        region=region,
        type=department.type,
        credit_code=department.credit_code,
        short_name=department.short_name,
        vertical_parent=stage.departments[parent][0] if parent else None,
        system=department.system,
        under_chief=department.under_chief,
    )
    stage.departments[department.key] = people.put_department(work, entry).id, region


def _put_chief(stage: Stage, work: Work, chief: Any) -> None:
    entry = people.ChiefEntry(
        kind=chief.kind,
        official=stage.officials[chief.official],
        department=stage.departments[chief.department][0] if chief.department else None,
        system=chief.system,
        region=stage.regions[chief.region] if chief.region else None,
    )
    people.put_chief(work, entry)


def _grant_roles(stage: Stage, login: str) -> None:
    """Let the security administrator grant what each official does."""
    grants = [(official.login, role) for official in stage.city.officials for role in official.roles]
    for work, (whom, role) in working(stage, grants, stage.actor(login)):
        people.grant_role(work, stage.officials[whom], role)
    stage.actors.clear()


def accounts(stage: Stage, administrators: Sequence[Any]) -> tuple[Account, ...]:
    """Give the accounts that the demonstration shows passwords of their own, in place of the one-time ones."""
    shown = [(account.login, account.password, account.role) for account in administrators]
    with stage.office.work(stage.actor(administrators[0].login)) as work:
        for official in _cast(stage.city):
            account = people.reset_password(work, stage.officials[official.login], hasher=stage.hasher)
            shown.append((official.login, account.password, f"{official.name} {'、'.join(official.roles)}"))
    names = {each.key: each.name for each in stage.city.departments}
    homes = {official.login: names[official.department] for official in stage.city.officials}
    return tuple(_own_password(stage, login, password, f"{homes.get(login, '')} {who}".strip()) for login, password, who in shown)


def _cast(city: City) -> Iterator[Any]:
    """Yield the officials whom a visitor may play: a registrar, a reviewer and the authority of the city and of a district, two chiefs."""
    tiers = {each.key: each.tier for each in city.departments}
    able = [official for official in city.officials if official.signs_in]
    chiefs = {chief.kind: chief.official for chief in city.chiefs}
    wanted = [(tier, role) for tier in ("city", "district") for role in ("registrar", "reviewer", "authority")]
    homes: dict[str, str] = {}
    for tier, role in wanted:
        found = next(
            each
            for each in able
            if role in each.roles
            and tiers[each.department] == tier
            and (role == "authority" or homes.setdefault(tier, each.department) == each.department)
        )
        yield found
    yield from (each for each in able if each.login in (chiefs["general_chief"], chiefs["system_chief"]))


def _own_password(stage: Stage, login: str, one_time: str, who: str) -> Account:
    password = "".join(filter(str.isalnum, stage.office.new_secret()))[:14] + "-7"
    people.change_password(stage.office, login, one_time, password, hasher=stage.hasher)
    return Account(login, password, who)
