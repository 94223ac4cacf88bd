"""Sparse fields: what is asked for is answered and nothing else, everywhere in the same way."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.api.sparse import paths, prune, read_fields
from catalog.errors import Invalid
from catalog.schemas.lists import EntrySchema
from tests.api.conftest import Town
from tests.api.test_lists import RESOURCES, register

KNOWN = ("id", "name", "content", "content.name", "content.items", "content.items.name", "content.items.type")


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        (["id"], {"id": 1}),
        (["name,id"], {"id": 1, "name": None}),
        (["content.items.name"], {"content": {"items": [{"name": "a"}, {"name": "b"}]}}),
        (["content.items.type", "content.name"], {"content": {"name": "n", "items": [{"type": "C"}, {}]}}),
        (["content.items.name,content"], {"content": {"name": "n", "items": [{"name": "a", "type": "C"}, {"name": "b"}]}}),
        ([], {"id": 1, "name": None, "content": {"name": "n", "items": [{"name": "a", "type": "C"}, {"name": "b"}]}}),
    ],
)
def test_what_is_kept(asked: list[str], kept: Any) -> None:
    data = {"id": 1, "name": None, "content": {"name": "n", "items": [{"name": "a", "type": "C"}, {"name": "b"}]}}
    assert prune(data, read_fields(asked, KNOWN)) == kept


@pytest.mark.parametrize(
    ("asked", "beside"),
    [
        ("colour", "id, name, content"),
        ("content.items.size", "content.items.name, content.items.type"),
        ("name.zh", "id, name, content"),
        ("", "id"),
    ],
)
def test_an_unknown_field_is_refused_and_its_neighbours_named(asked: str, beside: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_fields([asked], KNOWN)
    (problem,) = refused.value.problems
    assert (problem.path, problem.code) == ("fields", "unknown_field")
    assert f"known are {beside}" in problem.en


def test_the_paths_are_those_of_the_schema() -> None:
    known = paths(EntrySchema())
    assert {"id", "state", "content.items.name", "placements.code", "draft.content.name"} <= set(known)
    assert len(known) == len(set(known))


def test_a_list_shows_chosen_members_of_its_rows_and_its_frame(town: Town) -> None:
    li = town.at("li.ming")
    register(li, town, name="停车场")
    page = li("GET", f"{RESOURCES}?fields=name,state").json
    assert page == {"resources": [{"name": "停车场", "state": "draft"}], "next": None, "total": 1}
    assert li("GET", f"{RESOURCES}?fields=name&fields=state&limit=5&state=draft").json == page


def test_an_entry_shows_chosen_members_and_its_revision_all_the_same(town: Town) -> None:
    li = town.at("li.ming")
    address = register(li, town, name="停车场").headers["Location"]
    shown = li("GET", f"{address}?fields=name,content.items.name,draft.version")
    items = [{"name": "停车场名称"}, {"name": "泊位总数"}]
    assert shown.json == {"name": "停车场", "content": {"items": items}, "draft": {"version": 1}}
    assert shown.headers["ETag"] == li("GET", address).headers["ETag"]


def test_an_unknown_field_is_a_problem_before_anything_is_read(town: Town) -> None:
    li = town.at("li.ming")
    for path in (RESOURCES, f"{RESOURCES}/01a20000-0000-7000-8000-000000000000"):
        refused = li("GET", f"{path}?fields=id,colour", status=422)
        (error,) = refused.json["errors"]
        assert error["code"] == "unknown_field"
        assert "department_id" in error["zh"]
    town.nobody("GET", f"{RESOURCES}?fields=colour", status=401)


def test_every_path_is_documented_as_a_choice(town: Town) -> None:
    document = town.nobody("GET", "/openapi.json").json
    parameters = document["paths"][RESOURCES]["get"]["parameters"]
    (fields,) = [parameter for parameter in parameters if parameter["name"] == "fields"]
    assert (fields["style"], fields["explode"]) == ("form", False)
    assert {"id", "name", "item_count"} <= set(fields["schema"]["items"]["enum"])
    assert "total" not in fields["schema"]["items"]["enum"]
