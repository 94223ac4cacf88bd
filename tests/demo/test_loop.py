"""The demonstration's demands and responsibilities stand in every state, with clocks around today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog import trail
from catalog.calendars import queries as cases
from catalog.demo.loader import load
from catalog.lists.demands import queries as demands
from catalog.lists.demands.rules import DEMAND
from catalog.lists.responsibilities import queries as responsibilities
from catalog.lists.responsibilities.rules import RESPONSIBILITY
from catalog.office import Look, Office
from catalog.settings import Settings
from catalog.sharing.applications import queries as applications
from catalog.sharing.grants import queries as grants
from catalog.sharing.rules import APPLICATION, GRANT
from tests import builders
from tests.databases import SqliteFiles, nothing


@pytest.fixture(scope="module")
def loaded(sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Look]:
    """The whole city, loaded once: to look at it changes nothing."""
    home: Path = tmp_path_factory.mktemp("demo")
    sqlite_files.furnish(home, nothing)
    settings = Settings(home=home)
    load(settings, "tests", hasher=builders.QUICK)
    office = Office(settings)
    with office.look(builders.OPERATOR) as look:
        yield look
    office.close()


def test_every_state_occurs(loaded: Look) -> None:
    assert demands.counts(loaded).keys() == DEMAND.keys()
    assert responsibilities.counts(loaded).keys() == RESPONSIBILITY.keys()
    assert sum(demands.counts(loaded).values()) >= 60
    assert sum(responsibilities.counts(loaded).values()) >= 29


def test_applications_and_grants_occur_in_every_state_but_that_of_an_entry_that_has_ended(loaded: Look) -> None:
    assert applications.counts(loaded).keys() == APPLICATION.keys() - {"ceased"}
    assert grants.counts(loaded).keys() == GRANT.keys()
    running = {case.kind for case in cases.due_list(loaded)}
    assert {"department_review", "application_check", "reply_conditional", "share"} <= running


def test_clocks_stand_around_today(loaded: Look) -> None:
    running = [case for case in cases.due_list(loaded) if case.kind.startswith(("demand", "responsibility", "objection"))]
    standings = Counter(case.standing for case in running)
    assert standings.keys() == {"in_time", "due_soon", "overdue", "paused"}
    assert any(case.extension for case in running)


def test_two_lists_are_issued_and_one_is_acknowledged(loaded: Look) -> None:
    issued = responsibilities.issues(loaded)
    assert len({each.department for each in issued}) == 2
    assert sorted(each.acknowledged_at is not None for each in issued) == [False, True]


def test_what_was_played_stands_in_a_sound_trail_in_the_order_of_time(loaded: Look) -> None:
    assert trail.verify(loaded).sound
    rows = trail.follow(loaded, 0, limit=100_000)
    assert [row.at for row in rows] == sorted(row.at for row in rows)
