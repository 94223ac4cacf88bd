"""The command line as a user runs it: a new process's settings, one command, its output and exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result

from catalog.cli import main
from catalog.settings import Settings

Run = Callable[..., Result]


def runner(settings: Settings) -> Run:
    """Return what runs ``catalog`` on a database and checks the exit code."""
    environment = {"CATALOG_HOME": str(settings.home), "CATALOG_DATABASE_URL": settings.database_url, "CATALOG_PASSWORD": None}

    def run(*arguments: object, code: int = 0, **more: str) -> Result:
        result = CliRunner().invoke(main, [str(argument) for argument in arguments], env=environment | more)
        assert result.exit_code == code, (result.output, result.exception)
        return result

    return run


def answer(result: Result) -> Any:
    """Return the one JSON document on standard output."""
    return json.loads(result.stdout)


@pytest.fixture
def run(databases: Any) -> Run:
    """``catalog`` on an empty, migrated database."""
    return runner(databases.settings())
