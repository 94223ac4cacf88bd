"""``catalog search`` as people type it: a question, or a command about the index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from catalog import lists
from catalog.office import Office
from catalog.settings import Settings
from tests import builders
from tests.cli.conftest import Run, answer, runner
from tests.conftest import Databases


@dataclass(frozen=True)
class House:
    """A catalog with two published entries and a draft, and the command line on it."""

    settings: Settings
    run: Run

    def ask(self, *arguments: object, code: int = 0, actor: str | None = None) -> Any:
        signed = {"CATALOG_PASSWORD": builders.PASSWORD} if actor else {}
        return answer(self.run("search", *arguments, "--json", *(["--as", actor] if actor else []), code=code, **signed))


@pytest.fixture
def house(databases: Databases) -> House:
    settings = databases.settings()
    office = Office(settings)
    department = builders.create_department(office, "市交通局", local_code="JT")
    builders.create_classification(office)
    roles = ("registrar", "reviewer", "authority")
    people = [builders.create_actor(office, role, department=department, roles=(role,)) for role in roles]
    builders.create_official(office, "stranger", department=builders.create_department(office, "市气象局", local_code="QX"))
    builders.create_published(office, *people, name="公共停车场")
    builders.create_published(office, *people, name="公交线路", openness="unconditional")
    with office.work(people[0]) as work:
        lists.register(work, department, builders.create_content(name="停车草稿"))
    office.close()
    return House(settings, runner(settings))


def names(found: Any) -> list[str]:
    return sorted(hit["summary"]["name"] for hit in found["hits"])


def test_a_question_needs_no_command(house: House) -> None:
    found = house.ask("停车场")
    assert (names(found), found["total"]) == (names(house.ask("find", "停车场")), found["total"])
    assert "公共停车场" in names(found)
    said = house.run("search", "公交", "线路").output
    assert "公交线路" in said
    assert "共 1 个 in all" in said


def test_a_question_is_narrowed_ordered_and_cut(house: House) -> None:
    assert names(house.ask("--filter", "openness=unconditional")) == ["公交线路"]
    assert names(house.ask("--filter", "state=draft", "停车")) == ["停车草稿"]
    assert (
        house.ask("--filter", "department=JT", "--filter", "region=重庆市", "--sort", "freshness", "--limit", "1")["total"] == 3
    )
    assert house.ask("--filter", "department=QX")["total"] == 0
    assert len(house.ask("--limit", "2", "--offset", "2", "--filter", "department=JT")["hits"]) == 1
    assert house.ask("--filter", "department=nowhere", code=1)["error"]["code"] == "not_found"
    for wrong in ("colour=red", "openness"):
        assert "sharing_type" in house.run("search", "--filter", wrong, code=2).output


def test_who_asks_finds_what_they_may_see(house: House) -> None:
    assert names(house.ask("草稿", actor="stranger")) == []
    assert names(house.ask("草稿", actor="registrar")) == ["停车草稿"]


def test_names_are_suggested(house: House) -> None:
    assert "公共停车场" in [each["text"] for each in house.ask("suggest", "停车")]
    assert "公共停车场" in house.run("search", "suggest", "停车").output


def test_the_index_is_rebuilt_and_tells_how_it_stands(house: House) -> None:
    built = house.ask("rebuild")
    assert (built["documents"], built["behind"]) == (3, 0)
    standing = house.ask("status")
    assert (standing["generation"], standing["head_seq"]) == (built["generation"], built["folded_seq"])
    assert f"代次 generation {built['generation']}" in house.run("search", "status").output
    for command in ("rebuild", "status"):
        assert house.ask(command, actor="registrar", code=1)["error"]["code"] == "not_allowed"


def test_help_names_the_commands(house: House) -> None:
    for arguments in (("search", "--help"), ("search", "-h")):
        said = house.run(*arguments).output
        assert all(command in said for command in ("find", "rebuild", "status", "suggest"))
