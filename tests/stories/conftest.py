"""Let what is held in the plot and at its doors be told as fully as in a test."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.stories.api", "tests.stories.cli", "tests.stories.plot")
