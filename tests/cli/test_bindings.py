"""``catalog lists check-bindings`` as an operator runs it, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner, Result

from catalog.cli import bindings
from catalog.cli.lists import group
from catalog.office import Office
from tests.cli.conftest import answer
from tests.exchange.bound import Bound, WebServer, web_server

Run = Callable[..., Result]


@pytest.fixture
def web() -> Iterator[WebServer]:
    with web_server() as server:
        yield server


@pytest.fixture
def bound(office: Office) -> Bound:
    return Bound(office)


@pytest.fixture
def run(office: Office, bound: Bound) -> Run:
    environment = {"CATALOG_HOME": str(office.settings.home), "CATALOG_DATABASE_URL": office.settings.url}

    def invoke(*arguments: str, code: int = 0) -> Result:
        result = CliRunner(env=environment).invoke(group, ["check-bindings", *arguments])
        assert result.exit_code == code, result.output
        return result

    return invoke


def test_it_is_a_command_of_the_lists() -> None:
    assert group.commands["check-bindings"] is bindings.check


def test_counts_and_what_is_silent(run: Run, bound: Bound, web: WebServer) -> None:
    good, bad = bound.entry("公交线路"), bound.entry("出租车")
    bound.bind(good, "link", url=f"{web.address}/ok")
    bound.bind(bad, "api", gateway="g", host="h", methods=["GET"], path="/a", probe=f"{web.address}/500")
    result = run("--json")
    told = answer(result)
    (silent,) = told.pop("silent")
    assert told == {"checked": 2, "answering": 1, "turned": 2}
    assert {name: silent[name] for name in ("name", "kind", "fault", "zh", "en", "resource_id")} == {
        "name": "出租车",
        "kind": "api",
        "fault": "server_error",
        "zh": "服务端故障（HTTP 5xx）",
        "en": "the server has a fault (HTTP 5xx)",
        "resource_id": bad,
    }
    text = run()
    assert text.stdout.splitlines()[0] == "探测 checked 2  应答 answering 1  未应答 silent 1  变化 turned 0"
    assert text.stdout.splitlines()[2].split() == ["出租车", "接口", "API", "服务端故障（HTTP", "5xx）", *silent["en"].split()]
    assert str(web.server_port) not in result.output + text.output


def test_one_entry_by_its_id(run: Run, bound: Bound, web: WebServer) -> None:
    one, other = bound.entry("公交线路"), bound.entry("出租车")
    for entry in (one, other):
        bound.bind(entry, "link", url=f"{web.address}/404")
    told = answer(run(one, "--json"))
    assert told["checked"] == 1
    assert [silent["resource_id"] for silent in told["silent"]] == [one]
    assert bound.health(other) == [(None, None)]


def test_nothing_bound(run: Run) -> None:
    assert run().stdout == "探测 checked 0  应答 answering 0  未应答 silent 0  变化 turned 0\n"


@pytest.mark.parametrize("reference", ["307001/1", "abc", "018f0000-0000-7000-8000-000000000000"])
def test_an_entry_that_is_not_there(run: Run, reference: str) -> None:
    assert answer(run(reference, "--json", code=1))["error"]["code"] == "not_found"


def test_the_settings_say_how_long_it_waits(run: Run, bound: Bound, web: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    bound.bind(bound.entry("公交线路"), "link", url=f"{web.address}/wait")
    monkeypatch.setenv("CATALOG_PROBE_SECONDS", "0.3")
    (silent,) = answer(run("--json"))["silent"]
    assert silent["fault"] == "timed_out"
