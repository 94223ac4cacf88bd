"""``catalog meter gateway`` and ``catalog meter ingest``: the register, and calls out of a log."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests import builders
from tests.cli.conftest import Run, answer, runner
from tests.databases import Databases

SCOPE = ("city-gw", "市交通局", "网关", "--form", "nginx")


@pytest.fixture
def run(databases: Databases) -> Run:
    with databases.house(builders.create_city) as (office, _ids):
        return runner(office.settings)


def line(number: int, **said: Any) -> str:
    at = datetime.now(UTC).timestamp()
    told = {"msec": f"{at:.3f}", "request_id": f"r{number}", "method": "GET", "uri": "/parking", "host": "h", "status": "200"}
    return json.dumps(told | {"upstream_status": "200", "body_bytes_out": "10"} | said)


def test_the_register_of_gateways(run: Run) -> None:
    run("meter", "gateway", "register", *SCOPE, "--records")
    shown = answer(run("meter", "gateway", "show", "CITY-GW", "--json"))
    assert (shown["name"], shown["form"], shown["reports_records"], shown["revision"]) == ("city-gw", "nginx", True, 1)
    run("meter", "gateway", "register", *SCOPE, code=1)
    run("meter", "gateway", "edit", *SCOPE, "--asserts", "--revision", 1)
    run("meter", "gateway", "retire", "city-gw", "--revision", 2)
    listed = answer(run("meter", "gateway", "list", "--json"))
    assert [(each["asserts"], each["retired_at"] is None) for each in listed] == [(True, False)]
    assert "city-gw" in run("meter", "gateway", "list").output


def test_a_log_is_counted_once_however_often_it_is_ingested(run: Run, tmp_path: Path) -> None:
    run("meter", "gateway", "register", *SCOPE)
    log = tmp_path / "access.log"
    log.write_text("\n".join([line(1), line(2), "{", line(3)]))
    told = answer(run("meter", "ingest", log, "--gateway", "city-gw", "--json"))
    assert (told["received"], told["accepted"], told["rejected"]) == (4, 3, 1)
    packed = tmp_path / "access.log.gz"
    packed.write_bytes(gzip.compress(log.read_bytes()))
    again = run("meter", "ingest", packed, "--gateway", "city-gw")
    assert "已计 duplicate 3" in again.output
    assert "第 3 条" in again.output
    run("meter", "fold")
    assert answer(run("meter", "verify", "--json"))["calls"] == 3


def test_a_log_of_no_known_gateway_is_refused(run: Run, tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text(line(1))
    run("meter", "ingest", log, "--gateway", "nobody", code=1)
