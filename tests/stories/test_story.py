"""The whole loop as one story, through the API and through the command line, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.office import Office
from tests.conftest import Clock, Databases
from tests.stories.api import ApiDoor
from tests.stories.cast import settle
from tests.stories.cli import CliDoor
from tests.stories.door import Door
from tests.stories.plot import Plot


@pytest.fixture(params=["api", "cli"])
def door(request: pytest.FixtureRequest, databases: Databases, clock: Clock, tmp_path: Path) -> Iterator[Door]:
    """The one door of a house in which the nine people are known and nothing has been done yet."""
    settings = databases.settings(log_level="ERROR")
    office = Office(settings, clock=clock) if request.param == "api" else Office(settings)
    settle(office)
    yield ApiDoor(office, clock) if request.param == "api" else CliDoor(settings, tmp_path)
    office.close()


def test_from_a_need_of_a_district_to_callable_data(door: Door, tmp_path: Path) -> None:
    Plot(door, tmp_path).play()
