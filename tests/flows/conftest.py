"""A loop on either database."""

from __future__ import annotations

import pytest

from catalog.office import Office
from tests.lists.loop import Loop


@pytest.fixture
def town(office: Office) -> Loop:
    return Loop(office)
