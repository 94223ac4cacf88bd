"""Signing in: lockout, forced change, sessions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher

from catalog import people
from catalog.errors import Invalid, Unauthenticated
from catalog.people import OfficialEntry
from catalog.people.model import OfficialRow, SignInRow

if TYPE_CHECKING:
    from tests.conftest import Clock
    from tests.people.conftest import City

PASSWORD = "Yunzhang-2019"


class Door:
    """One official at the door, with the cheap hasher."""

    def __init__(self, city: City, hasher: PasswordHasher) -> None:
        self.city, self.office, self.hasher = city, city.office, hasher
        with city.work() as work:
            self.one_time = people.add_official(work, OfficialEntry("lisi", "李四"), hasher=hasher).password

    def authenticate(self, password: str, login: str = "lisi") -> people.officials.Account:
        return people.authenticate(self.office, login, password, hasher=self.hasher)

    def refused(self, password: str, login: str = "lisi") -> str:
        with pytest.raises(Unauthenticated) as refusal:
            self.authenticate(password, login)
        return refusal.value.code

    def change(self, password: str, new: str) -> None:
        people.change_password(self.office, "lisi", password, new, hasher=self.hasher)

    def sign_in(self, password: str = PASSWORD) -> people.SignIn:
        return people.sign_in(self.office, "lisi", password, hasher=self.hasher)


@pytest.fixture
def door(city: City, hasher: PasswordHasher) -> Door:
    return Door(city, hasher)


@pytest.fixture
def opened(door: Door) -> Door:
    door.change(door.one_time, PASSWORD)
    return door


def test_a_generated_password_must_be_changed_first(door: Door) -> None:
    assert door.refused(door.one_time) == "password_due"
    with pytest.raises(Unauthenticated):
        door.sign_in(door.one_time)
    door.change(door.one_time, PASSWORD)
    assert door.authenticate(PASSWORD).login == "lisi"
    assert door.refused(door.one_time) == "bad_credentials"


def test_a_new_password_obeys_the_rules(door: Door) -> None:
    for new, code in (("short", "weak_password"), ("Lisi-2026-x", "password_holds_login"), (door.one_time, "same_password")):
        with pytest.raises(Invalid) as refused:
            door.change(door.one_time, new)
        assert refused.value.code == code
    with pytest.raises(Unauthenticated):
        door.change("wrong", PASSWORD)


def test_five_failures_lock_for_fifteen_minutes(opened: Door, clock: Clock) -> None:
    assert [opened.refused("wrong") for _ in range(6)] == ["bad_credentials"] * 5 + ["locked"]
    assert opened.refused(PASSWORD) == "locked"
    with pytest.raises(Unauthenticated):
        opened.change(PASSWORD, "Another-2019")
    clock.advance(minutes=14, seconds=59)
    assert opened.refused(PASSWORD) == "locked"
    clock.advance(seconds=1)
    assert opened.authenticate(PASSWORD).login == "lisi"


def test_a_success_forgives_earlier_failures(opened: Door) -> None:
    for _ in range(3):
        assert [opened.refused("wrong") for _ in range(4)] == ["bad_credentials"] * 4
        opened.authenticate(PASSWORD)


def test_after_a_lock_counting_begins_anew(opened: Door, clock: Clock) -> None:
    for _ in range(5):
        opened.refused("wrong")
    clock.advance(minutes=15)
    assert [opened.refused("wrong") for _ in range(4)] == ["bad_credentials"] * 4
    opened.authenticate(PASSWORD)


def test_failures_at_the_same_time_are_all_counted(opened: Door) -> None:
    with ThreadPoolExecutor(6) as pool:
        codes = list(pool.map(opened.refused, ["wrong"] * 8))
    assert sorted(codes) == ["bad_credentials"] * 5 + ["locked"] * 3
    assert opened.refused(PASSWORD) == "locked"


def test_a_lock_is_lifted_by_a_reset(opened: Door) -> None:
    for _ in range(5):
        opened.refused("wrong")
    with opened.city.work(opened.city.system) as work:
        new = people.reset_password(work, people.official_id(work, "lisi"), hasher=opened.hasher).password
    assert opened.refused(new) == "password_due"


def test_every_attempt_is_recorded_with_its_outcome(opened: Door) -> None:
    opened.refused("wrong")
    opened.refused("whatever", login=PASSWORD)
    opened.authenticate(PASSWORD)
    rows = opened.city.trail()[-4:]
    assert [(row.verb, row.name, row.actor["login"]) for row in rows] == [
        ("official:change_password", "lisi", "lisi"),
        ("official:sign_in_refused", "lisi", "anonymous"),
        ("official:sign_in_refused", people.signin.digest(PASSWORD)[:12], "anonymous"),
        ("official:sign_in", "lisi", "lisi"),
    ]
    assert PASSWORD not in repr(opened.city.trail())


def test_unknown_disabled_and_passwordless_accounts_look_alike(opened: Door) -> None:
    opened.city.official("nopass")
    with opened.city.work(opened.city.system) as work:
        people.disable(work, people.official_id(work, "lisi"))
    assert {opened.refused(PASSWORD), opened.refused("x", "nobody"), opened.refused("", "nopass")} == {"bad_credentials"}


def test_a_password_expires_after_ninety_days(opened: Door, clock: Clock) -> None:
    clock.advance(days=89, hours=23)
    opened.authenticate(PASSWORD)
    clock.advance(hours=1)
    assert opened.refused(PASSWORD) == "password_due"
    opened.change(PASSWORD, "Yunzhang-2020")
    opened.authenticate("Yunzhang-2020")


def test_a_session_opens_ends_and_keeps_only_a_digest(opened: Door) -> None:
    begun = opened.sign_in()
    assert people.actor_of_session(opened.office, begun.token) == begun.actor
    with opened.city.look() as look:
        row = look.session.get_one(SignInRow, begun.id)
        assert row.digest == people.signin.digest(begun.token)
        assert begun.token not in repr(vars(row))
    with opened.city.work(begun.actor) as work:
        people.sign_out(work, begun.token)
    for token in (begun.token, "", "made up"):
        with pytest.raises(Unauthenticated):
            people.actor_of_session(opened.office, token)
    with opened.city.work(begun.actor) as work, pytest.raises(Unauthenticated):
        people.sign_out(work, begun.token)
    assert opened.city.verbs()[-2:] == ["official:sign_in", "official:sign_out"]


def test_a_session_ends_when_idle_and_lives_while_used(opened: Door, clock: Clock) -> None:
    begun = opened.sign_in()
    for _ in range(4):
        clock.advance(minutes=14)
        people.actor_of_session(opened.office, begun.token)
    clock.advance(minutes=15)
    with pytest.raises(Unauthenticated):
        people.actor_of_session(opened.office, begun.token)


def test_use_is_written_once_a_minute_at_most(opened: Door, clock: Clock) -> None:
    begun, start = opened.sign_in(), clock.now

    def used() -> float:
        people.actor_of_session(opened.office, begun.token)
        with opened.city.look() as look:
            return (look.session.get_one(SignInRow, begun.id).used_at - start).total_seconds()

    clock.advance(seconds=59)
    assert used() == 0
    clock.advance(seconds=1)
    assert used() == 60
    clock.advance(seconds=30)
    assert used() == 60


def test_a_session_has_the_roles_of_the_moment(opened: Door) -> None:
    begun = opened.sign_in()
    with opened.city.work(opened.city.security) as work:
        people.grant_role(work, people.official_id(work, "lisi"), "registrar")
    assert "registrar" in people.actor_of_session(opened.office, begun.token).roles


@pytest.mark.parametrize("ending", ["change", "reset", "disable"])
def test_a_session_ends_with_its_password_or_account(opened: Door, ending: str) -> None:
    token = opened.sign_in().token
    if ending == "change":
        opened.change(PASSWORD, "Yunzhang-2020")
    else:
        with opened.city.work(opened.city.system) as work:
            identity = people.official_id(work, "lisi")
            people.disable(work, identity) if ending == "disable" else people.reset_password(work, identity, hasher=opened.hasher)
    with pytest.raises(Unauthenticated):
        people.actor_of_session(opened.office, token)


def test_nobody_ends_somebody_elses_session(opened: Door) -> None:
    begun = opened.sign_in()
    with opened.city.work(opened.city.official("wangwu")) as work, pytest.raises(Unauthenticated):
        people.sign_out(work, begun.token)
    people.actor_of_session(opened.office, begun.token)


def test_failures_leave_the_revision_alone(opened: Door) -> None:
    with opened.city.look() as look:
        before = look.session.get_one(OfficialRow, people.official_id(look, "lisi")).revision
    opened.refused("wrong")
    with opened.city.look() as look:
        row = look.session.get_one(OfficialRow, people.official_id(look, "lisi"))
        assert (row.revision, row.failures) == (before, 1)
