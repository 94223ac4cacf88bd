"""The labelled demands of the development half over the three real catalogs: what is reached stays reached."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from catalog import matching, people, search
from catalog.exchange.imports import Options, import_resources
from catalog.matching import builtin
from catalog.office import Office
from catalog.rights import operator
from catalog.search.text import fold
from catalog.settings import Settings
from tests.conftest import Clock, Databases

OPERATOR = operator("tests")
#: A little below what is reached: an entry or two may change places.
FLOORS = {"recall@5": 0.91, "mrr": 0.90, "ndcg@10": 0.88, "verdict_accuracy": 0.82}


@pytest.fixture(scope="module")
def demands(shared_data: Path) -> list[dict[str, Any]]:
    lines = (shared_data / "matching" / "demands_dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def office(request: pytest.FixtureRequest, shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """All three catalogs on SQLite: what is matched is the same on either database, and importing takes a minute."""
    settings: Settings = Databases("sqlite", request, tmp_path_factory.mktemp("matching")).settings()
    house = Office(settings, clock=Clock())
    with house.work(OPERATOR) as work:
        people.prepare(work)
    for name in ("zhejiang", "guizhou", "hainan_items"):
        import_resources(house, OPERATOR, shared_data / "catalogs" / f"{name}.jsonl.gz", Options(create_departments=True))
    search.tend(house)
    yield house
    house.close()


@pytest.fixture(scope="module")
def judged(office: Office, demands: list[dict[str, Any]]) -> list[matching.Judged]:
    with office.look(OPERATOR) as look:
        return list(matching.judge(look, demands))


def test_the_figures_stay_above_their_floors(judged: list[matching.Judged]) -> None:
    found = matching.figures(judged)
    assert {name: found[name] for name, floor in FLOORS.items() if found[name] < floor} == {}
    assert found["unmatched"]["recall"] >= 0.8
    assert found["matched_called_unmatched"] <= 0.05


def test_nearly_every_label_has_its_entry(judged: list[matching.Judged], demands: list[dict[str, Any]]) -> None:
    labelled = sum(bool(demand["relevant"]) for demand in demands)
    assert sum(bool(each.grades) for each in judged) == labelled


def test_no_synonym_is_made_for_a_demand(demands: list[dict[str, Any]]) -> None:
    """A word of the thesaurus is a word of many; a title of a demand is none."""
    words = {fold(word) for kind in matching.KINDS for group in builtin.groups(kind) for word in group}
    titles = [fold(demand["title"]) for demand in demands]
    assert [title for title in titles if title in words] == []
    assert max(map(len, words)) <= 20
