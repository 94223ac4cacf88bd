"""A market on either database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Clock, Databases
from tests.lists.conftest import settle
from tests.sharing.market import Market


@pytest.fixture
def town(databases: Databases, clock: Clock) -> Iterator[Market]:
    with databases.house(settle, clock) as (office, ids):
        yield Market(office, ids)
