"""What is exported comes back equal: into the same instance nothing changes, into an empty one the same catalog arises."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from catalog import lists, people
from catalog.demo import City, DemoResource, generate
from catalog.errors import Invalid, NotFound
from catalog.exchange.exports import export_resources
from catalog.exchange.imports import Options, import_resources
from catalog.lists.bulk import Incoming
from catalog.lists.queries import Filter, counts
from catalog.lists.rules import RESOURCE
from catalog.office import Office
from catalog.people import DepartmentEntry, RegionEntry
from catalog.rights import Actor, operator
from tests.conftest import Clock, Databases

EVERYTHING = Filter()
TAKE_OVER = Options(create_departments=True, take_over=True)
PER_STATE = 6


@cache
def sample() -> tuple[list[DemoResource], City]:
    """Return some demonstration entries of every state, those that replace others included, and their city."""
    city = generate(date(2026, 3, 2))
    chosen: dict[str, DemoResource] = {}
    by_key = {each.key: each for each in city.resources}
    for state in RESOURCE:
        for each in [each for each in city.resources if each.state == state][:PER_STATE]:
            chosen[each.key] = each
            if each.successor:
                chosen[each.successor] = by_key[each.successor]
    return list(chosen.values()), city


def fill(office: Office) -> None:
    """Put the sample in as an operator takes a catalog over."""
    op = operator("tests")
    resources, city = sample()
    homes = {each.key: each for each in city.departments}
    with office.work(op) as work:
        people.prepare(work)
        regions = {"cn": people.find_region(work.session, "全国").id}
        for region in city.regions[1:]:
            entry = RegionEntry(region.name, region.tier, regions[region.parent], region.code, region.local_code)
            regions[region.key] = people.put_region(work, entry).id
        departments = {}
        for key in {each.department for each in resources}:
            home = homes[key]
            entry = DepartmentEntry(home.name, regions[home.region], credit_code=home.credit_code)
            departments[key] = people.put_department(work, entry).id, regions[home.region]
        for node in city.classifications:
            lists.put_classification(work, node.code, node.name, parent=node.parent)
    incoming, codes = [], {}
    for number, each in enumerate(resources, start=1):
        places = (
            [f"{node}/{number:06d}" for node in each.content["classifications"]]
            if each.state not in ("draft", "refused")
            else [None]
        )
        codes[each.key] = places[0]
        provider, region = departments[each.department]
        origin = [{"file": "旧平台.xlsx", "lines": [number, number + 1]}]
        row = Incoming(
            provider, region, each.content, origin, places[0], state=each.state, placements=places[1:], assessed=number % 5 != 0
        )
        incoming.append(row)
    with office.work(op) as work:
        outcomes = lists.take_over(work, incoming)
        assert {outcome.fate for outcome in outcomes} == {"accepted"}
        lists.link_successors(work, {codes[each.key]: codes[each.successor] for each in resources if each.successor})


@pytest.fixture
def house(databases: Databases, clock: Clock) -> Iterator[Office]:
    with databases.house(fill, clock) as (office, _):
        yield office


@pytest.fixture
def empty(databases: Databases, clock: Clock, op: Actor) -> Iterator[Office]:
    """A second instance that holds nothing but the tiers."""
    other = Office(databases.settings(), clock=clock)
    with other.work(op) as work:
        people.prepare(work)
    yield other
    other.close()


def _export(office: Office, op: Actor, path: Path, wanted: Filter = EVERYTHING, **options: str) -> int:
    with office.look(op) as look:
        return export_resources(look, path, wanted, **options)


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".jsonl"])
def test_an_export_imported_into_the_same_instance_changes_nothing(house: Office, op: Actor, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    written = _export(house, op, path)
    report = import_resources(house, op, path, Options())
    assert (report.read, report.unchanged) == (written, written), report.as_dict()


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".jsonl"])
def test_an_export_taken_over_by_an_empty_instance_makes_an_equal_catalog(
    house: Office, empty: Office, op: Actor, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"out{suffix}"
    written = _export(house, op, path)
    report = import_resources(empty, op, path, TAKE_OVER)
    assert (report.read, report.accepted) == (written, written), report.as_dict()
    with house.look(op) as ours, empty.look(op) as theirs:
        assert counts(ours) == counts(theirs)
    _export(house, op, tmp_path / "ours.jsonl")
    _export(empty, op, tmp_path / "theirs.jsonl")
    ours, theirs = (sorted((tmp_path / f"{name}.jsonl").read_text("utf-8").splitlines()) for name in ("ours", "theirs"))
    # Names of classification nodes come by their own register.
    assert [_nodeless(line) for line in ours] == [_nodeless(line) for line in theirs]
    again = import_resources(empty, op, path, TAKE_OVER)
    assert again.unchanged == written, again.as_dict()


def _nodeless(line: str) -> dict[str, object]:
    from catalog.canon import parse

    entry = parse(line)
    for place in entry.get("placements", ()):
        place.pop("name")
    return entry


def test_a_part_is_exported_by_state_department_and_edition(house: Office, op: Actor, tmp_path: Path) -> None:
    assert _export(house, op, tmp_path / "a.jsonl", Filter(states=("retired",))) == PER_STATE
    with house.work(op) as work:
        lists.cut_edition(work, "2026")
    frozen = _export(house, op, tmp_path / "b.jsonl", edition="2026")
    with house.look(op) as look:
        standing = counts(look)
    assert frozen == standing["published"] + standing["offline"]
    with pytest.raises(NotFound):
        _export(house, op, tmp_path / "c.jsonl", edition="1999")


def test_only_what_the_actor_may_see_is_exported(house: Office, op: Actor, tmp_path: Path) -> None:
    somebody = Actor("official", "x", "somebody", frozenset({"official"}))
    with house.look(op) as look:
        drafts = sum(count for state, count in counts(look).items() if state in ("draft", "submitted", "registered", "refused"))
    everything = _export(house, op, tmp_path / "a.jsonl")
    assert _export(house, somebody, tmp_path / "b.jsonl") == everything - drafts
    assert drafts >= 4 * PER_STATE


def test_the_workbook_opens_in_another_program_with_both_sheets(house: Office, op: Actor, tmp_path: Path) -> None:
    written = _export(house, op, tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx", read_only=True)
    assert book.sheetnames[:2] == ["目录", "信息项"]
    assert sum(1 for _ in book["目录"].iter_rows(values_only=True)) == written + 1
    book.close()


def test_an_unknown_kind_of_file_is_refused_before_anything_is_written(house: Office, op: Actor, tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        _export(house, op, tmp_path / "out.ods")
    assert not (tmp_path / "out.ods").exists()
