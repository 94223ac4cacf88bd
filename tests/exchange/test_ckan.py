"""The catalog as CKAN tells one: names that lead back, packages, questions in Solr's language, walks and searches."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from catalog import lists, people, search
from catalog.errors import Invalid, NotFound, Unauthenticated
from catalog.exchange.ckan import names, question
from catalog.exchange.ckan.actions import ACTIONS, answer
from catalog.exchange.ckan.dump import export_packages
from catalog.lists import harvest
from catalog.lists.harvest import Choice
from catalog.rights import anonymous
from tests import builders
from tests.conftest import Clock, Databases
from tests.exchange.harvested import BUSES, Shelf, fill_shelf, put_many, statements

BASE = "https://data.example/"
ASCII_NAME = re.compile(r"[a-z0-9_-]{2,100}")
TRAFFIC = "11500000009275780l"

Ask = Callable[..., Any]


@pytest.fixture
def shelf(databases: Databases, clock: Clock) -> Iterator[Shelf]:
    with databases.house(fill_shelf, clock) as (office, ids):
        yield Shelf(office, *ids)


@pytest.fixture
def ask(shelf: Shelf) -> Ask:
    def put(action: str, **asked: Any) -> Any:
        search.keep_up(shelf.office)
        with shelf.office.look(builders.OPERATOR) as look:
            return answer(look, action, asked, BASE)

    return put


def found(ask: Ask, **asked: Any) -> tuple[int, list[str]]:
    result = ask("package_search", **asked)
    return result["count"], [package["id"] for package in result["results"]]


# -- Packages


def test_published_entries_are_listed_by_ascii_names_that_lead_back(shelf: Shelf, ask: Ask) -> None:
    listed = ask("package_list")
    assert listed == ["206001-000001", "206001-000002", "207001-000001"]
    assert all(ASCII_NAME.fullmatch(name) for name in listed)
    assert [ask("package_show", id=name)["id"] for name in listed] == list(shelf.published)
    assert ask("package_list", limit=1, offset="1") == listed[1:2]


def test_a_package_says_what_the_entry_says(shelf: Shelf, ask: Ask) -> None:
    package = ask("package_show", id=shelf.buses)
    assert (package["title"], package["notes"]) == (BUSES["name"], BUSES["abstract"])
    assert package["url"] == f"{BASE}resources/{shelf.buses}"
    assert package["organization"]["title"] == "市交通局"
    assert package["organization"]["name"] == TRAFFIC
    assert package["owner_org"] == shelf.traffic
    assert [(group["name"], group["title"]) for group in package["groups"]] == [("206001", "交通出行")]
    assert [tag["name"] for tag in package["tags"]] == ["交通运输"]
    extras = {extra["key"]: extra["value"] for extra in package["extras"]}
    assert extras["code"] == "206001/000002"
    assert extras["sharing_type"] == "conditional"
    assert extras["sharing_conditions"] == BUSES["sharing_conditions"]
    assert json.loads(extras["items"]) == BUSES["items"]
    assert all(isinstance(value, str) and value for value in extras.values())
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}", package["metadata_modified"])


def test_what_was_never_published_or_is_no_more_is_not_there(shelf: Shelf, ask: Ask) -> None:
    with shelf.office.look(builders.OPERATOR) as look:
        hidden = [each for each in lists.queries.find(look, lists.queries.Filter()).entries if each.id not in shelf.published]
    assert {each.state for each in hidden} == {"draft", "offline", "retired"}
    for each in hidden:
        for reference in filter(None, (each.id, each.code and names.package_name(each.id, each.code))):
            with pytest.raises(NotFound):
                ask("package_show", id=reference)
    assert found(ask, rows=100)[0] == found(ask, q="信息", rows=100)[0] == 3


def test_what_is_not_there_is_not_found(ask: Ask) -> None:
    for reference in ("no-such", "206001-999999", "01a20000-0000-7000-8000-000000000000", "名称", "-", "/"):
        for action in ("package_show", "resource_show", "organization_show", "group_show", "tag_show"):
            with pytest.raises(NotFound):
                ask(action, id=reference)


def test_forms_have_ids_that_lead_back_and_tell_no_inner_address(shelf: Shelf, ask: Ask) -> None:
    packages = [ask("package_show", id=each) for each in shelf.published]
    for package in packages:
        assert package["num_resources"] == len({each["id"] for each in package["resources"]}) > 0
        for each in package["resources"]:
            assert ASCII_NAME.fullmatch(each["id"])
            assert ask("resource_show", id=each["id"]) == each
    assert [each["resource_type"] for each in packages[0]["resources"]] == ["table", "api"]
    assert [(each["format"], each["url"]) for each in packages[1]["resources"]] == [
        ("CSV", "https://data.example/buses.csv"),
        ("CSV", packages[1]["url"]),
        ("REST", packages[1]["url"]),
    ]
    assert "inside.example" not in json.dumps(packages)
    with pytest.raises(NotFound):
        ask("resource_show", id=f"{shelf.parking}-no-such")


# -- Organizations, groups, tags


def test_organizations_are_the_departments_that_provide_something(shelf: Shelf, ask: Ask) -> None:
    assert sorted(ask("organization_list")) == sorted([TRAFFIC, shelf.weather])
    listed = ask("organization_list", all_fields="true")
    assert {each["title"]: each["package_count"] for each in listed} == {"市交通局": 2, "市气象局": 1}
    for reference in (TRAFFIC, TRAFFIC.upper(), shelf.traffic):
        shown = ask("organization_show", id=reference, include_datasets=True)
        assert shown["id"] == shelf.traffic
        assert [package["id"] for package in shown["packages"]] == [shelf.parking, shelf.buses]
    assert ask("organization_list", limit=1, offset=1) == ask("organization_list")[1:]


def test_a_reorganised_department_is_one_organization(shelf: Shelf, ask: Ask, clock: Clock) -> None:
    with shelf.office.work(builders.OPERATOR) as work:
        people.rename(work, shelf.traffic, "市交通运输委员会", date(2026, 3, 2))
    clock.advance(days=1)
    shown = ask("organization_show", id=TRAFFIC)
    assert (shown["title"], shown["package_count"]) == ("市交通运输委员会", 2)
    assert shown["id"] != shelf.traffic
    assert ask("package_show", id=shelf.buses)["owner_org"] == shown["id"]
    for reference in (TRAFFIC, shown["id"], shelf.traffic):
        assert found(ask, fq=f"organization:{reference}")[0] == 2
        assert found(ask, q="泊位信息", fq=f"organization:{reference}") == (1, [shelf.parking])


def test_groups_are_the_nodes_that_hold_something(shelf: Shelf, ask: Ask) -> None:
    assert ask("group_list") == ["206001", "207001"]
    assert [each["package_count"] for each in ask("group_list", all_fields=True)] == [2, 1]
    shown = ask("group_show", id="207001", include_datasets="True")
    assert (shown["title"], [package["id"] for package in shown["packages"]]) == ("气象服务", [shelf.forecast])


def test_tags_are_the_themes(shelf: Shelf, ask: Ask) -> None:
    assert ask("tag_list") == ["交通运输", "气象"]
    assert ask("tag_list", query="气") == ["气象"]
    assert ask("tag_list", all_fields=True)[0]["display_name"] == "交通运输"
    assert ask("tag_show", id="交通运输", include_datasets=True).keys() > {"packages", "name"}


# -- Walks and searches


FILTERS = [
    ("organization:{traffic}", "pb"),
    ("organization:TRAFFIC", "pb"),
    ("owner_org:{weather}", "f"),
    ("+organization:TRAFFIC +groups:206001", "pb"),
    ("organization:TRAFFIC AND groups:207001", ""),
    ("organization:TRAFFIC OR organization:{weather}", "pbf"),
    ("organization:(TRAFFIC OR {weather})", "pbf"),
    ("-organization:TRAFFIC", "f"),
    ("NOT groups:206001 dataset_type:dataset", "f"),
    ("organization:no-such", ""),
    ("groups:(206001 OR 207001) +state:active", "pbf"),
    ("state:deleted", ""),
    ("*:*", "pbf"),
    ("metadata_modified:[2026-03-01T00:00:00.000000Z TO *]", "pbf"),
    ("metadata_modified:[2026-03-03T00:00:00Z TO *]", ""),
    ("metadata_modified:[* TO 2026-03-03]", "pbf"),
    ("tags:交通运输", "pb"),
    ('tags:"交通运输" AND organization:TRAFFIC', "pb"),
    ("tags:交通运输 tags:气象", ""),
    ("tags:(交通运输 OR 气象)", "pbf"),
    ("res_format:CSV", "b"),
    ("res_format:database", "p"),
    ("res_format:no-such", ""),
    ("sharing_type:not_shared", "f"),
    ("sharing_type:(conditional OR unconditional) organization:{traffic}", "pb"),
    ("update_cycle:realtime organization:TRAFFIC", ""),
    ("tags:气象 organization:no-such", ""),
]
"""Filters, and by its initial each entry that fits."""


def test_filters_find_exactly_what_they_name(shelf: Shelf, ask: Ask) -> None:
    by_letter = dict(zip("pbf", shelf.published, strict=True))
    for fq, expected in FILTERS:
        said = fq.replace("TRAFFIC", TRAFFIC).format(traffic=shelf.traffic, weather=shelf.weather)
        count, ids = found(ask, fq=said)
        assert (count, sorted(ids)) == (len(expected), sorted(by_letter[letter] for letter in expected)), fq
        assert found(ask, q=said, rows=0) == (count, []), fq
        assert found(ask, q="*:*", fq_list=[said])[0] == count, fq


def test_words_are_searched_for(shelf: Shelf, ask: Ask) -> None:
    assert found(ask, q="线路") == (1, [shelf.buses])
    assert found(ask, q="title:公交*") == (1, [shelf.buses])
    assert found(ask, q='"停车场" AND 泊位', fq=["tags:交通运输", "sharing_type:unconditional"]) == (1, [shelf.parking])
    assert found(ask, q="没有这个词")[0] == 0


def test_a_search_is_paged_like_a_walk_and_rows_may_be_many(shelf: Shelf, ask: Ask) -> None:
    put_many(shelf, 120)
    for asked in (
        {},
        {"q": "观测站"},
        {"fq": "sharing_type:unconditional"},
        {"sort": "id asc"},
        {"sort": "metadata_modified asc"},
    ):
        count, whole = found(ask, rows=1000, **asked)
        assert count == len(whole) == len(set(whole)) >= 120
        steps = [found(ask, rows=50, start=start, **asked)[1] for start in (0, 50, 100)]
        assert [*chain.from_iterable(steps)] == whole
        assert found(ask, rows=115, start="8", **asked)[1] == whole[8:123]


def test_facets_are_counted(shelf: Shelf, ask: Ask) -> None:
    fields = ["organization", "tags", "res_format", "sharing_type", "license_id"]
    for asked in ({}, {"q": "信息"}):
        result = ask("package_search", **asked, **{"facet.field": json.dumps(fields)})
        assert result["facets"]["organization"] == {TRAFFIC: 2, shelf.weather: 1}
        assert result["facets"]["tags"] == {"交通运输": 2, "气象": 1}
        assert result["facets"]["sharing_type"] == {"unconditional": 1, "conditional": 1, "not_shared": 1}
        assert result["facets"]["license_id"] == {}
        names_shown = {item["name"]: item["display_name"] for item in result["search_facets"]["organization"]["items"]}
        assert names_shown == {TRAFFIC: "市交通局", shelf.weather: "市气象局"}
    narrowed = ask("package_search", fq=f"organization:{TRAFFIC}", **{"facet.field": ["tags"]})
    assert narrowed["facets"] == {"tags": {"交通运输": 2}}
    assert ask("package_search", fq="groups:206001", **{"facet.field": ["tags"]})["facets"] == {"tags": {}}


def test_the_last_changed_come_first_where_that_is_asked(shelf: Shelf, ask: Ask, clock: Clock) -> None:
    clock.advance(hours=1)
    put_many(shelf, 1)
    newest = found(ask, sort="metadata_modified desc", rows=1)[1]
    assert newest == [found(ask, q="观测站")[1][0]]
    assert ask("current_package_list_with_resources", limit=1)[0]["id"] == newest[0]
    since = "2026-03-02T01:30:00Z"
    assert found(ask, fq=f"metadata_modified:[{since} TO *]", sort="id asc") == (1, newest)


NOT_UNDERSTOOD: list[dict[str, Any]] = [
    {"fq": "colour:red"},
    {"q": "停车 OR 泊位"},
    {"q": "停车 -泊位"},
    {"q": "停车", "fq": "groups:206001"},
    {"q": "停车", "fq": "-organization:x"},
    {"fq": "organization:a OR groups:b"},
    {"fq": "organization:(a AND b)"},
    {"fq": "res_format:csv res_format:json"},
    {"fq": "metadata_modified:[NOW-1DAY TO *]"},
    {"fq": "metadata_modified:yesterday"},
    {"q": '"open'},
    {"sort": "colour asc"},
    {"sort": "id sideways"},
]


def test_what_is_not_understood_is_said_and_not_passed_over(ask: Ask) -> None:
    for asked in NOT_UNDERSTOOD:
        with pytest.raises(Invalid) as refusal:
            ask("package_search", **asked)
        assert refusal.value.code == "search_query", asked


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("package_show", {}, "id"),
    ("package_list", {"limit": "x"}, "limit"),
    ("package_list", {"limit": -1}, "limit"),
    ("package_list", {"offset": True}, "offset"),
    ("package_search", {"rows": "9" * 10}, "rows"),
    ("package_search", {"q": "a\0"}, "q"),
    ("package_search", {"facet.field": '["a'}, "facet.field"),
    ("package_search", {"facet.field": [1]}, "facet.field"),
    ("package_search", {"q": "信", "start": 10_001}, "offset"),
    ("package_show", {"id": "\0"}, "id"),
]


def test_a_wrong_argument_is_named(ask: Ask) -> None:
    for action, asked, field in WRONG:
        with pytest.raises(Invalid) as refusal:
            ask(action, **asked)
        assert [problem.path for problem in refusal.value.problems] == [field], (action, asked)


def test_a_search_takes_a_few_statements_however_many_it_finds(shelf: Shelf, ask: Ask) -> None:
    ask("package_search", q="信息")
    with statements(shelf.office) as few:
        ask("package_search", fq="-groups:none")
    put_many(shelf, 12)
    with statements(shelf.office) as many:
        ask("package_search", fq="-groups:none", rows=1000)
    assert len(many) <= len(few) + 2


# -- Who may


def test_only_what_tells_nothing_is_told_to_everybody(shelf: Shelf) -> None:
    open_to_all = {"status_show", "help_show", "license_list"}
    with shelf.office.look(anonymous()) as look:
        for action in ACTIONS:
            asked = {"id": shelf.parking, "name": "site_read"}
            if action in open_to_all:
                assert answer(look, action, asked, BASE)
            else:
                with pytest.raises(Unauthenticated):
                    answer(look, action, asked, BASE)


def test_every_action_says_what_it_does(ask: Ask) -> None:
    for action in ACTIONS:
        zh, _, en = ask("help_show", name=action).partition("· ")
        assert zh.strip()
        assert en.isascii()
    with pytest.raises(NotFound):
        ask("help_show", name="package_create")
    with pytest.raises(NotFound):
        ask("package_create")
    assert ask("site_read") is True


# -- In a file


def test_the_file_holds_every_package_as_it_is_shown(
    shelf: Shelf, ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(harvest, "BATCH", 2)
    with shelf.office.look(builders.OPERATOR) as look:
        assert export_packages(look, tmp_path / "packages.jsonl", BASE) == 3
    lines = [json.loads(line) for line in (tmp_path / "packages.jsonl").read_text(encoding="utf-8").splitlines()]
    assert lines == [ask("package_show", id=each) for each in shelf.published]


# -- The language of questions


def test_a_question_is_read_into_words_choices_and_bounds() -> None:
    asked = question.read(
        r"停车 title:泊\位",
        ["groups:(a OR b) -tags:c metadata_modified:[2026-01-01 TO 2026-02-01T08:00:00+08:00]"],
        "score desc, id asc",
    )
    assert asked.text == "停车 泊位"
    assert asked.choices == {"groups": [Choice(("a", "b"))], "tags": [Choice(("c",), excluded=True)]}
    assert (asked.since, asked.until) == (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))
    assert asked.sort == "relevance"


def test_an_empty_question_asks_for_everything() -> None:
    for q in ("", "  ", "*", "*:*", "title:*"):
        assert question.read(q, [], "") == question.Question()
