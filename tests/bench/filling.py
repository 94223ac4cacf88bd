"""The made-up nation in the product's own tables: inserted straight by Core, for a million registrations would take hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Final

from sqlalchemy import Table, insert

from catalog import people
from catalog.lists.cells import name_key
from catalog.lists.model import ResourceRow, VersionRow
from catalog.office import Office
from catalog.people.model import DepartmentRow, RegionRow
from catalog.people.queries import find_region
from tests.bench.common import OPERATOR
from tests.bench.nation import FORMATS, TIERS, VALUES, Nation

_NOW: Final = datetime(2026, 11, 20, tzinfo=UTC)
_CHUNK: Final = 10_000
#: What the trail would prove of a content; nobody verifies it here.
_NO_DIGEST: Final = "0" * 64
_REGION, _DEPARTMENT, _RESOURCE, _VERSION = range(1, 5)


def _id(kind: int, number: int) -> str:
    return f"{number:08x}-0000-7000-8000-{kind:012x}"


def number_of(id_: str) -> int:
    """Return the number of a region, department or entry by its id; the root region, which was there before, is the first."""
    return int(id_[:8], 16) if id_[9:18] == "0000-7000" else 0


def department_id(number: int) -> str:
    """Return the id of a department."""
    return _id(_DEPARTMENT, number)


def value_of(facet: str, number: int, root: str) -> str:
    """Return what the product calls a value of a facet."""
    if facet == "region":
        return _id(_REGION, number) if number else root
    return department_id(number) if facet == "department" else VALUES[facet][number]


def fill(office: Office, made: Nation) -> None:
    """Put the nation's regions, departments, entries and their one version each into an empty, prepared office."""
    with office.work(OPERATOR) as work:
        people.add_tier(work, TIERS[1], 15, "省级", "province")
        root = find_region(work.session, made.regions[0].name).id
    for table, rows in (
        (RegionRow, _regions(made, root)),
        (DepartmentRow, _departments(made, root)),
        (ResourceRow, _resources(made, root)),
        (VersionRow, _versions(made)),
    ):
        _insert(office, table.__table__, rows)


def _insert(office: Office, table: Any, rows: Iterator[dict[str, Any]]) -> None:
    assert isinstance(table, Table)
    while chunk := list(islice(rows, _CHUNK)):
        with office.engine.begin() as connection:
            connection.execute(insert(table), chunk)


def _regions(made: Nation, root: str) -> Iterator[dict[str, Any]]:
    for number, region in enumerate(made.regions):
        if number:
            yield {
                "id": _id(_REGION, number),
                "local_code": f"R{number}",
                "name": region.name,
                "tier_code": TIERS[region.tier],
                "parent_id": _id(_REGION, region.parent) if region.parent else root,
                "confirmed": True,
                "revision": 1,
            }


def _departments(made: Nation, root: str) -> Iterator[dict[str, Any]]:
    for number, department in enumerate(made.departments):
        yield {
            "id": department_id(number),
            "type": "government",
            "region_id": value_of("region", department.region, root),
            "local_code": f"D{number}",
            "name": department.name,
            "under_chief": True,
            "confirmed": True,
            "revision": 1,
        }


def _resources(made: Nation, root: str) -> Iterator[dict[str, Any]]:
    columns = {facet: column.tolist() for facet, column in made.columns.items()}
    for number, name in enumerate(made.names):
        values = {facet: value_of(facet, column[number], root) for facet, column in columns.items()}
        at = _NOW - timedelta(seconds=20 * number)
        yield {
            "id": _id(_RESOURCE, number),
            "code": f"{number:09}",
            "provider_id": values["department"],
            "region_id": values["region"],
            "name": name,
            "name_key": None if values["state"] == "retired" else name_key(name),
            "current_id": _id(_VERSION, number),
            "item_count": len(made.items[number]),
            "issued_on": at.date(),
            "assessed": True,
            "accessed": False,
            "created_at": at,
            "updated_at": at,
            "revision": 1,
            **{facet: values[facet] for facet in ("state", "sharing_type", "openness", "update_cycle", "grade")},
        }


def _versions(made: Nation) -> Iterator[dict[str, Any]]:
    columns = {facet: column.tolist() for facet, column in made.columns.items()}
    for number, name in enumerate(made.names):
        stated = {facet: VALUES[facet][columns[facet][number]] for facet in VALUES}
        at = _NOW - timedelta(seconds=20 * number)
        content = {
            "name": name,
            "formats": [FORMATS[stated["format"]]],
            "items": [{"name": made.item_names[item], "type": "C", "length": 50} for item in made.items[number]],
            **{field: stated[field] for field in ("theme", "sharing_type", "openness", "update_cycle", "grade")},
        }
        yield {
            "id": _id(_VERSION, number),
            "resource_id": _id(_RESOURCE, number),
            "number": 1,
            "state": "current",
            "content": content,
            "digest": _NO_DIGEST,
            "created_at": at,
            "published_at": at,
        }
