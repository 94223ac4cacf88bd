"""The long runs are collected only when asked for (``make soak``); each is bounded in time and says how much it did."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

import pytest

#: Seconds that one scenario may take on one database; ``SOAK=full`` runs to the full numbers instead.
BOX = 60.0
FULL = os.environ.get("SOAK") == "full"


@pytest.fixture
def rounds() -> Callable[[int], Iterator[int]]:
    """Count rounds until the full number is reached or the time-box is used up."""

    def count(full: int) -> Iterator[int]:
        end = time.monotonic() + BOX
        for number in range(full):
            if not FULL and number and time.monotonic() > end:
                return
            yield number

    return count


@pytest.fixture
def say(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Print how much a scenario did, past pytest's capture."""

    def tell(text: str) -> None:
        with capsys.disabled():
            print(f"\n  {request.node.name}: {text}")

    return tell
