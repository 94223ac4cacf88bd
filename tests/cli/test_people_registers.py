"""The registers, accounts and cases on the command line: what the API can do, ``catalog`` can."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog import calendars
from catalog.office import Office
from tests import builders
from tests.cli.conftest import Run, answer, runner
from tests.conftest import Clock, Databases

DEPARTMENTS = ("市交通局", "市气象局")


@pytest.fixture
def settled(databases: Databases) -> Iterator[tuple[Run, Office]]:
    """``catalog`` on a city of two departments, and the office on the same database."""
    settings = databases.settings()
    house = Office(settings)
    region = builders.create_region(house, "重庆市", code="500000")
    for name in DEPARTMENTS:
        builders.create_department(house, name, region=region)
    builders.create_official(house, "li.ming", department=None)
    yield runner(settings), house
    house.close()


def test_regions_are_put_shown_and_drawn_as_a_tree(settled: tuple[Run, Office]) -> None:
    run, _ = settled
    assert answer(run("people", "tier", "prepare", "--json")) == {"changed": False}
    put = ("people", "region-put", "渝中区", "district", "重庆市", "--code", "500103", "--json")
    assert [answer(run(*put))["outcome"] for _ in range(2)] == ["accepted", "unchanged"]
    assert answer(run("people", "region", "500103", "--json"))["above"][1]["name"] == "重庆市"
    assert run("people", "region-tree").stdout.splitlines() == ["全国", "  重庆市 500000", "    渝中区 500103"]
    assert run("people", "region-tree", "--depth", "1").stdout.splitlines() == ["全国", "  重庆市 500000"]
    assert [one["name"] for one in answer(run("people", "regions", "--search", "0103", "--json"))] == ["渝中区"]


def test_a_department_is_put_found_and_shown_with_its_history(settled: tuple[Run, Office]) -> None:
    run, _ = settled
    put = ("people", "department-put", "市环境局", "--region", "重庆市", "--system", "生态", "--under-chief", "--json")
    assert [answer(run(*put))["outcome"] for _ in range(2)] == ["accepted", "unchanged"]
    assert [one["under_chief"] for one in answer(run("people", "departments", "--system", "生态", "--json"))] == [True]
    run("people", "rename", "市环境局", "市生态环境局", "--on", "2026-01-01")
    found = answer(run("people", "find", "市环境局", "--json"))
    assert [one["name"] for one in found["present"]] == ["市生态环境局"]
    shown = answer(run("people", "department", "市生态环境局", "--json"))
    assert [(link["department"]["name"], link["kind"]) for link in shown["predecessors"]] == [("市环境局", "rename")]
    assert "前身 from  2026-01-01 rename 市环境局" in run("people", "department", "市生态环境局").stdout
    noted = answer(run("people", "department-note", "市停车中心", "--region", "重庆市", "--json"))
    assert noted["outcome"] == "accepted"
    run("people", "find", "无此部门", code=1)


def test_accounts_are_put_shown_and_tell_who_they_are(settled: tuple[Run, Office]) -> None:
    run, _ = settled
    put = ("people", "put", "ma.li", "马丽", "--department", "市交通局", "--json")
    assert [answer(run(*put))["outcome"] for _ in range(2)] == ["accepted", "unchanged"]
    assert [one["login"] for one in answer(run("people", "officials", "--department", "市交通局", "--json"))] == ["ma.li"]
    assert answer(run("people", "show", "ma.li", "--json"))["official"]["department_name"] == "市交通局"
    me = answer(run("people", "whoami", "--json", "--as", "li.ming", CATALOG_PASSWORD=builders.PASSWORD))
    assert (me["login"], me["roles"]) == ("li.ming", ["official"])
    assert answer(run("people", "whoami", "--json"))["kind"] == "operator"


def test_a_chief_is_entered_and_shown(settled: tuple[Run, Office]) -> None:
    run, _ = settled
    put = ("people", "chief-put", "system_chief", "li.ming", "--system", "交通", "--region", "重庆市", "--json")
    made, again = (answer(run(*put)) for _ in range(2))
    assert (made["outcome"], again) == ("accepted", made | {"outcome": "unchanged"})
    assert answer(run("people", "chief", made["id"], "--json"))["system"] == "交通"


def test_due_days_and_policy_versions_are_told(settled: tuple[Run, Office], tmp_path: Path) -> None:
    run, _ = settled
    told = answer(run("calendar", "deadline", "2026-02-10", "--days", "5", "--json"))
    assert (told["due_on"], told["flagged"]) == ("2026-02-24", False)
    assert answer(run("calendar", "deadline", "2026-02-10", "--figure", "share", "--json"))["days"] == 20
    run("calendar", "deadline", "2026-02-10", code=1)
    figures = tmp_path / "figures.json"
    figures.write_text('{"share": 15}', encoding="utf-8")
    made = answer(run("calendar", "profile-put", figures, "--from", "2026-03-01", "--json"))
    assert [one["id"] for one in answer(run("calendar", "profiles", "--json"))] == [made["id"]]
    assert answer(run("calendar", "profile", "--id", made["id"], "--json"))["content"]["share"] == 15
    assert answer(run("calendar", "recompute", "--json")) == {"recomputed": []}


def test_cases_are_listed_by_their_standing(settled: tuple[Run, Office]) -> None:
    run, house = settled
    house.clock = Clock()
    place = {"region": None, "department": None}
    with house.work(builders.OPERATOR) as work:
        running = calendars.open_case(work, "share", thing="resource:1", title="共享", **place)
        done = calendars.open_case(work, "share", thing="resource:2", title="共享", **place)
        calendars.finish(work, done.id, outcome="done")

    def listed(*which: str) -> set[str]:
        return {one["id"] for one in answer(run("calendar", *which, "--json"))}

    assert listed("cases") == {running.id, done.id}
    assert listed("due") == listed("overdue") == listed("cases", "--until", "2026-12-31") - {done.id} == {running.id}
    assert listed("due", "--kind", "correction") == set()
    assert answer(run("calendar", "case", running.id, "--json"))["title"] == "共享"
    run("calendar", "case", "nothing", code=1)
