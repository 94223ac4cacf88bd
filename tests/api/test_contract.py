"""The whole API keeps to its own document: whatever is asked, rightly or wrongly, is answered as the document says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zlib import crc32

import pytest
import schemathesis
from flask import Flask
from openapi_spec_validator import validate
from schemathesis.config import SchemathesisConfig

from catalog.app import create_app
from catalog.office import Office
from catalog.settings import Settings
from tests import builders
from tests.api.ground import Ground, make_ground
from tests.conftest import Clock, Databases

EXAMPLES = 2
"""How many requests are made up for each operation, besides those that the document's own edges ask for."""

# No text may hold NUL, which one of the two databases cannot keep; that this is refused is shown in test_requests.
CONFIG = {
    "seed": 20261122,
    "generation": {"deterministic": True, "max-examples": EXAMPLES, "no-shrink": True, "database": "none", "allow-x00": False},
    # Two methods that no operation has stand for all that one may not have.
    "phases": {"stateful": {"enabled": False}, "coverage": {"unexpected-methods": ["patch", "trace"]}},
    "checks": {
        # What is well formed may still be refused: the revision may be another (412), the rules may object (422).
        "positive_data_acceptance": {"expected-statuses": ["2xx", "401", "403", "404", "409", "412", "422"]},
        # A malformed If-Match names no revision that there is (412).
        "negative_data_rejection": {"expected-statuses": ["400", "401", "403", "404", "405", "409", "412", "415", "422", "428"]},
        # Whoever names a thing that is not there is told so first (404).
        "missing_required_header": {"expected-statuses": ["401", "403", "404", "428"]},
    },
}


@schemathesis.serializer("application/x-ndjson")
def lines(_context: Any, value: Any) -> bytes:
    """Send what was made up for a body of lines as it is."""
    return value.encode() if isinstance(value, str) else str(value).encode()


@pytest.fixture(scope="module", params=["postgres"])
def ground(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """On PostgreSQL alone, which refuses more than SQLite does: some six thousand requests take their time.

    It stays a parameter: only beside one does every operation get a test of its own name, without which several
    processes would take them all for the same.
    """
    databases = Databases(request.param, request, tmp_path_factory.mktemp("contract"))
    settings = databases.settings(log_level="CRITICAL", rate_per_minute=10**9, webhook_inward=True, webhook_seconds=0.1)
    office = Office(settings, clock=Clock())
    yield make_ground(office)
    office.close()


@pytest.fixture(scope="module")
def leaver(ground: Ground) -> str:
    """The token of somebody who does nothing but leave."""
    return str(ground.town.at(builders.create_official(ground.town.office)).token)


@dataclass(frozen=True)
class Server:
    """The application as a server calls it: what was answered is read to its end and closed."""

    app: Flask

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        with closing(self.app(environ, start_response)) as answer:
            return [b"".join(answer)]


def aim(case: schemathesis.Case, things: Mapping[str, tuple[str, ...]]) -> None:
    """Let every other request that is well formed meet something that is there, at a revision that it may have."""
    turn = crc32(repr((case.path_parameters, case.query, case.body)).encode())
    if turn % 2:
        return
    for name, value in case.path_parameters.items():
        if name in things and len(str(value)) == 36:
            case.path_parameters[name] = things[name][turn // 2 % len(things[name])]
    if case.headers.get("If-Match", "").startswith('"'):
        case.headers["If-Match"] = f'"{turn // 2 % 4 + 1}"'


def published() -> Any:
    """Return the document that the service publishes; it is the same whatever the database holds."""
    with TemporaryDirectory() as home:
        settings = Settings(home=Path(home), log_level="CRITICAL")
        office = Office(settings)
        document = create_app(settings, office).test_client().get("/openapi.json").json
        office.close()
    return document


def without_default(document: Any) -> Any:
    """Leave out what the document says of all other refusals: whatever a route answers, it must name."""
    for methods in document["paths"].values():
        for operation in methods.values():
            if isinstance(operation, dict):
                operation["responses"].pop("default", None)
    return document


described = schemathesis.openapi.from_dict(without_default(published()), config=SchemathesisConfig.from_dict(CONFIG))


@described.parametrize()
def test_every_operation_keeps_to_the_document(case: schemathesis.Case, ground: Ground, leaver: str) -> None:
    case.operation.app = case.operation.schema.app = Server(ground.town.app)
    aim(case, ground.things)
    operation = case.operation.definition.raw
    # Whoever signs out, or forgets a password, is needed no more.
    token = leaver if "sessions" in operation["tags"] else ground.token_for(operation.get("x-rights", ()))
    case.call_and_validate(headers={"Authorization": f"Bearer {token}"})


def test_the_document_is_valid() -> None:
    validate(published())
