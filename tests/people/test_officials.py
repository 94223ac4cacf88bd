"""Accounts, roles, the three administrators."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from argon2 import PasswordHasher

from catalog import people
from catalog.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal, Stale
from catalog.office import Office
from catalog.people import OfficialEntry
from catalog.people.model import OfficialRow
from catalog.people.officials import FIRST_LOGINS
from catalog.people.rules import password_problem
from catalog.rights import Actor, operator

if TYPE_CHECKING:
    from tests.conftest import Clock, Databases
    from tests.people.conftest import City


def test_bootstrap_makes_three_separated_administrators_once(office: Office, hasher: PasswordHasher) -> None:
    with office.work(operator("tests")) as work:
        accounts = people.bootstrap(work, hasher=hasher)
    assert {account.login: account.role for account in accounts} == {
        "sysadmin": "system_admin",
        "secadmin": "security_admin",
        "auditor": "auditor",
    }
    assert len({account.password for account in accounts}) == 3
    assert all(password_problem(account.password, account.login) is None for account in accounts)
    with office.look(operator("tests")) as look:
        assert [one.roles for one in people.list_officials(look)] == [("auditor",), ("security_admin",), ("system_admin",)]
    with office.work(operator("tests")) as work, pytest.raises(Conflict):
        people.bootstrap(work, {role: f"{login}2" for role, login in FIRST_LOGINS.items()}, hasher=hasher)


def test_bootstrap_wants_three_logins_and_the_operator(city: City, hasher: PasswordHasher) -> None:
    with city.work() as work, pytest.raises(Invalid):
        people.bootstrap(work, dict.fromkeys(FIRST_LOGINS, "admin"), hasher=hasher)
    with city.work(city.system) as work, pytest.raises(NotAllowed):
        people.bootstrap(work, hasher=hasher)


def test_simultaneous_bootstraps_make_one_set(databases: Databases, clock: Clock, hasher: PasswordHasher) -> None:
    settings, start = databases.settings(), Barrier(4)

    def attempt(number: int) -> str:
        office = Office(settings, clock=clock)
        try:
            start.wait()
            with office.work(operator("tests")) as work:
                people.bootstrap(work, {role: f"{login}{number}" for role, login in FIRST_LOGINS.items()}, hasher=hasher)
        except Refusal as refusal:
            return type(refusal).__name__
        else:
            return "made"
        finally:
            office.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, range(4))) == ["Conflict", "Conflict", "Conflict", "made"]
    office = Office(settings, clock=clock)
    with office.look(operator("tests")) as look:
        assert len(people.list_officials(look)) == 3
    office.close()


def test_officials_are_put_once_and_brought_up_to_date(city: City) -> None:
    finance = city.department("重庆市财政局")
    outcomes = []
    for entry in (
        OfficialEntry("zhang.san", "张三"),
        OfficialEntry("zhang.san", "张三"),
        OfficialEntry("zhang.san", "张三", finance, "zs@example.gov.cn"),
        OfficialEntry("zhang.san", "张三"),
    ):
        with city.work() as work:
            outcomes.append(people.put_official(work, entry).outcome)
    assert outcomes == ["accepted", "unchanged", "updated", "unchanged"]
    with city.look() as look:
        official = people.list_officials(look)[0]
        assert (official.name, official.department_name) == ("张三", "重庆市财政局")


@pytest.mark.parametrize(
    ("fields", "path"),
    [({"login": "张三"}, "login"), ({"name": ""}, "name"), ({"email": "nowhere"}, "email"), ({"department": "x"}, "department")],
)
def test_a_wrong_official_is_refused_with_its_field(city: City, fields: dict[str, str], path: str) -> None:
    with city.work() as work, pytest.raises(Invalid) as refused:
        people.put_official(work, OfficialEntry(**{"login": "zhangsan", "name": "张三"} | fields))
    assert [problem.path for problem in refused.value.problems] == [path]


def test_nobody_takes_roles_along_into_another_department(city: City) -> None:
    city.official("bianmu", "registrar", department=city.department("重庆市财政局"))
    other = city.department("重庆市水利局")
    with city.work() as work, pytest.raises(Invalid) as refused:
        people.put_official(work, OfficialEntry("bianmu", "Bianmu", other))
    assert refused.value.code == "holds_roles"
    with city.work(city.security) as work:
        people.revoke_role(work, people.official_id(work, "bianmu"), "registrar")
    with city.work() as work:
        assert people.put_official(work, OfficialEntry("bianmu", "Bianmu", other)).outcome == "updated"


def test_a_taken_login_is_refused(city: City, hasher: PasswordHasher) -> None:
    with city.work(city.system) as work:
        people.add_official(work, OfficialEntry("zhangsan", "张三"), hasher=hasher)
    with city.work(city.system) as work, pytest.raises(Conflict):
        people.add_official(work, OfficialEntry("zhangsan", "张三丰"), hasher=hasher)


def grant(city: City, actor: Actor, login: str, role: str, **fields: Any) -> None:
    with city.work(actor) as work:
        people.grant_role(work, people.official_id(work, login), role, **fields)


def test_only_another_security_administrator_grants(city: City) -> None:
    city.official("lisi")
    second = city.official("anquan", "security_admin")
    for actor in (city.operator, city.system, city.actor("lisi")):
        with pytest.raises(NotAllowed):
            grant(city, actor, "lisi", "registrar")
    with pytest.raises(NotAllowed) as refused:
        grant(city, second, "anquan", "chief")
    assert refused.value.code == "own_roles"
    grant(city, second, "lisi", "registrar")
    assert city.actor("lisi").roles == {"registrar", "official"}


def test_administrators_are_separated_in_both_directions(city: City) -> None:
    city.official("guanli", "system_admin")
    city.official("bianmu", "registrar")
    for login, role in (("guanli", "auditor"), ("guanli", "registrar"), ("bianmu", "security_admin")):
        with pytest.raises(Invalid) as refused:
            grant(city, city.security, login, role)
        assert refused.value.code == "separation"
    grant(city, city.security, "bianmu", "reviewer")


def test_a_future_grant_counts_for_separation_already(city: City) -> None:
    city.official("lisi")
    with city.look() as look:
        tomorrow = look.now + timedelta(days=1)
    grant(city, city.security, "lisi", "auditor", valid_from=tomorrow)
    assert city.actor("lisi").roles == {"official"}
    with pytest.raises(Invalid):
        grant(city, city.security, "lisi", "registrar")
    with city.work(city.security) as work:
        people.revoke_role(work, people.official_id(work, "lisi"), "auditor")
    grant(city, city.security, "lisi", "registrar")


def test_a_grant_ends_by_itself_or_by_revocation(city: City, clock: Clock) -> None:
    city.official("lisi", "reviewer")
    grant(city, city.security, "lisi", "registrar", valid_to=clock.now + timedelta(days=30))
    assert city.actor("lisi").roles == {"registrar", "reviewer", "official"}
    with pytest.raises(Conflict):
        grant(city, city.security, "lisi", "registrar")
    clock.advance(days=30)
    with city.work(city.security) as work:
        people.revoke_role(work, people.official_id(work, "lisi"), "reviewer")
    assert city.actor("lisi").roles == {"official"}
    with city.work(city.security) as work, pytest.raises(NotFound):
        people.revoke_role(work, people.official_id(work, "lisi"), "reviewer")
    grant(city, city.security, "lisi", "registrar")


@pytest.mark.parametrize("databases", ["postgres"], indirect=True)
def test_two_grants_at_once_cannot_miss_each_other(city: City) -> None:
    """Both administrators see no role; together their grants would break the separation. SQLite lets one work begin at a time."""
    city.official("lisi")
    with pytest.raises(Stale), city.work(city.security) as first:
        row = first.session.get_one(OfficialRow, people.official_id(first, "lisi"))
        assert people.officials.roles_from(first.session, row.id, first.now) == frozenset()
        grant(city, city.security, "lisi", "auditor")
        people.officials._grant(first, row, "registrar", first.now)
    assert city.actor("lisi").roles == {"auditor", "official"}


def test_accounts_are_disabled_and_enabled(city: City) -> None:
    city.official("lisi")
    for verb, other in ((people.disable, people.enable), (people.enable, people.disable)):
        with city.work(city.system) as work:
            verb(work, people.official_id(work, "lisi"))
        with city.work(city.system) as work, pytest.raises(Conflict):
            verb(work, people.official_id(work, "lisi"))
        with city.work(city.security) as work, pytest.raises(NotAllowed):
            other(work, people.official_id(work, "lisi"))
    assert city.verbs()[-2:] == ["official:disable", "official:enable"]


def test_an_administrators_password_is_reset_by_the_operator_alone(city: City, hasher: PasswordHasher) -> None:
    city.official("anquan", "security_admin")
    city.official("lisi", "registrar")
    for actor, login in ((city.system, "anquan"), (city.operator, "lisi"), (city.security, "lisi")):
        with city.work(actor) as work, pytest.raises(NotAllowed):
            people.reset_password(work, people.official_id(work, login), hasher=hasher)
    for actor, login in ((city.operator, "anquan"), (city.system, "lisi")):
        with city.work(actor) as work:
            account = people.reset_password(work, people.official_id(work, login), hasher=hasher)
        with city.look() as look:
            row = look.session.get_one(OfficialRow, account.id)
            assert row.must_change_password
            assert hasher.verify(str(row.password_hash), account.password)


def test_the_trail_tells_of_accounts_but_holds_no_secret(city: City, hasher: PasswordHasher) -> None:
    with city.work() as work:
        accounts = people.bootstrap(work, hasher=hasher)
    rows = city.trail()
    assert [row.verb for row in rows[-6:]] == ["official:add", "role:grant"] * 3
    text = repr(rows)
    assert not any(account.password in text for account in accounts)
    assert "$argon2" not in text
