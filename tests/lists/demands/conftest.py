"""A loop on either database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Clock, Databases
from tests.lists.conftest import settle
from tests.lists.loop import Loop


@pytest.fixture
def town(databases: Databases, clock: Clock) -> Iterator[Loop]:
    with databases.house(settle, clock) as (office, ids):
        yield Loop(office, ids)
