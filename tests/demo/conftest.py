"""The demonstration city of one fixed day, made once."""

from __future__ import annotations

from datetime import date

import pytest

from catalog.demo import City, generate

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def today() -> date:
    return TODAY


@pytest.fixture(scope="session")
def city() -> City:
    return generate(TODAY)
