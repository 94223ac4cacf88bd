"""Actors that a process remembers: whatever another process does to them holds at the next request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from catalog import people
from catalog.errors import Unauthenticated, Unavailable
from catalog.office import Office
from catalog.people import ChiefEntry, Order, RegionEntry, signin
from catalog.rights import Actor
from catalog.settings import Settings
from catalog.trail import remembering
from tests.conftest import Clock
from tests.people.conftest import City


class Elsewhere:
    """Another process on the same database, which has already met the official and the token."""

    def __init__(self, city: City, office: Office) -> None:
        self.city, self.office = city, office
        self.finance = city.department("重庆市财政局")
        self.official = city.official("lisi", "registrar", "chief", department=self.finance).id or ""
        with city.work(city.actor("lisi")) as work:
            self.session = signin.begin(work, self.official, office.settings)
        with city.work(city.security) as work:
            order = Order(self.finance, "一网通办", ["people:read"], work.now + timedelta(days=3))
            self.token = people.issue_token(work, order)
        self.before = self.actor()
        self.machine()

    def actor(self) -> Actor:
        return people.actor_of_session(self.office, self.session.token)

    def machine(self) -> Actor:
        with self.office.look(self.city.operator) as look:
            return people.actor_of_token(look, self.token.secret)

    def statements(self, ask: Callable[[], object]) -> list[str]:
        """Return what the database is asked through SQLAlchemy meanwhile."""
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(self.office.engine, "before_cursor_execute", note)
        ask()
        event.remove(self.office.engine, "before_cursor_execute", note)
        return seen


@pytest.fixture
def elsewhere(city: City) -> Iterator[Elsewhere]:
    office = Office(city.office.settings, clock=city.office.clock)
    yield Elsewhere(city, office)
    office.close()


def test_nothing_is_found_again_while_nothing_changes(elsewhere: Elsewhere) -> None:
    elsewhere.machine()
    assert [elsewhere.statements(ask) for ask in (elsewhere.actor, elsewhere.machine)] == [[], []]
    assert elsewhere.actor() is elsewhere.before
    elsewhere.city.department("重庆市民政局")
    assert elsewhere.statements(elsewhere.actor)
    assert elsewhere.actor() == elsewhere.before


def test_what_befalls_others_is_not_forgotten_for(elsewhere: Elsewhere) -> None:
    elsewhere.city.official("wangwu", "reviewer")
    assert elsewhere.actor() is elsewhere.before


def test_roles_hold_and_end_at_once(elsewhere: Elsewhere, clock: Clock) -> None:
    with elsewhere.city.work(elsewhere.city.security) as work:
        people.revoke_role(work, elsewhere.official, "registrar")
    assert elsewhere.actor().roles == elsewhere.before.roles - {"registrar"}
    with elsewhere.city.work(elsewhere.city.security) as work:
        people.grant_role(
            work,
            elsewhere.official,
            "reviewer",
            valid_from=work.now + timedelta(minutes=5),
            valid_to=work.now + timedelta(minutes=8),
        )
    for minutes, held in ((4, False), (1, True), (2, True), (1, False)):
        clock.advance(minutes=minutes)
        assert ("reviewer" in elsewhere.actor().roles) is held


def test_a_chief_answers_from_day_to_day(elsewhere: Elsewhere, clock: Clock) -> None:
    entry = ChiefEntry("chief", elsewhere.official, department=elsewhere.finance)
    with elsewhere.city.work() as work:
        chief = people.put_chief(work, entry)
    assert elsewhere.actor().span == {elsewhere.finance}
    with elsewhere.city.work() as work:
        people.end_chief(work, chief.id, work.today + timedelta(days=1))
    # Ten minutes at a time, or the session would end. The Shanghai day ends at 16:00 UTC.
    while clock.now.hour < 16:
        assert elsewhere.actor().span == {elsewhere.finance}
        clock.advance(minutes=10)
    assert elsewhere.actor().span == frozenset()


def test_a_department_is_succeeded_and_regions_are_added(elsewhere: Elsewhere) -> None:
    with elsewhere.city.work() as work:
        heir = people.rename(work, elsewhere.finance, "重庆市财政委", work.today).began[0].id
    assert elsewhere.actor().department == elsewhere.machine().department == heir
    added = elsewhere.city.region("江北区", "district", elsewhere.city.city, code="500105")
    assert added in elsewhere.actor().below
    assert added in elsewhere.machine().below


def test_a_department_that_is_closed_is_nobodys(elsewhere: Elsewhere) -> None:
    with elsewhere.city.work() as work:
        people.close(work, elsewhere.finance, work.today)
    assert elsewhere.actor().department is None
    with pytest.raises(Unauthenticated):
        elsewhere.machine()


def test_sessions_and_accounts_end_at_once(elsewhere: Elsewhere) -> None:
    with elsewhere.city.work(elsewhere.city.system) as work:
        people.disable(work, elsewhere.official)
    with pytest.raises(Unauthenticated):
        elsewhere.actor()


def test_signing_out_and_leaving_alone_end_a_session(elsewhere: Elsewhere, clock: Clock) -> None:
    with elsewhere.city.work(elsewhere.before) as work:
        again = signin.begin(work, elsewhere.official, elsewhere.office.settings)
    assert people.actor_of_session(elsewhere.office, again.token) is elsewhere.before
    with elsewhere.city.work(elsewhere.before) as work:
        people.sign_out(work, again.token)
    with pytest.raises(Unauthenticated):
        people.actor_of_session(elsewhere.office, again.token)
    clock.advance(minutes=elsewhere.office.settings.session_minutes)
    with pytest.raises(Unauthenticated):
        elsewhere.actor()


@pytest.mark.parametrize("ending", ["revoked", "expired"])
def test_tokens_end_at_once(elsewhere: Elsewhere, clock: Clock, ending: str) -> None:
    if ending == "revoked":
        with elsewhere.city.work(elsewhere.city.security) as work:
            people.revoke_token(work, elsewhere.token.id, revision=1)
    else:
        clock.advance(days=3)
    with pytest.raises(Unauthenticated):
        elsewhere.machine()


def test_a_look_from_before_sees_what_it_saw(elsewhere: Elsewhere) -> None:
    """A look that began before a change and asks after a newer one has asked finds the actor of its own snapshot."""
    with elsewhere.office.look(elsewhere.city.operator) as old:
        signin.open_session(old, elsewhere.session.token, elsewhere.office.settings)
        with elsewhere.city.work(elsewhere.city.security) as work:
            people.revoke_role(work, elsewhere.official, "registrar")
        assert "registrar" not in elsewhere.actor().roles
        assert "registrar" in signin.open_session(old, elsewhere.session.token, elsewhere.office.settings).actor.roles
    assert "registrar" not in elsewhere.actor().roles


def test_a_burst_behind_which_nobody_reads_forgets_everything(elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "BEARABLE", 1)
    with elsewhere.city.work() as work:
        people.put_region(work, RegionEntry("江北区", "district", elsewhere.city.city, code="500105"))
        people.put_region(work, RegionEntry("南岸区", "district", elsewhere.city.city, code="500108"))
    assert len(elsewhere.actor().below) == len(elsewhere.before.below) + 2


def test_a_database_without_tables_is_named_as_such(tmp_path: Path) -> None:
    office = Office(Settings(home=tmp_path))
    with pytest.raises(Unavailable) as caught:
        people.actor_of_session(office, "any")
    office.close()
    assert caught.value.code == "not_migrated"
