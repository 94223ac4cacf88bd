"""A town whose catalog is asked what it has for a demand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from catalog import matching, search
from catalog.lists.desk import Receipt
from catalog.matching import Matched, Wanted
from catalog.rights import Actor
from tests import builders
from tests.conftest import Clock, Databases
from tests.lists.conftest import Town, settle


class Market(Town):
    """The town of the lists, and its demands."""

    def entry(self, name: str, *items: str, **content: Any) -> Receipt:
        """Publish an entry of the traffic bureau with some items; the abstract says nothing that anybody asks for."""
        told = [{"name": item, "type": "C", "length": 20} for item in items or ("编号",)]
        return self.published(**{"name": name, "items": told, "abstract": "供有关部门使用"} | content)

    def bare(self, name: str, **content: Any) -> Receipt:
        """Draft an entry that tells no items."""
        return self.draft(**{"name": name, "items": [], "abstract": "供有关部门使用"} | content)

    def local_entry(self, name: str, *items: str) -> Receipt:
        """Draft an entry of the district's bureau."""
        told = [{"name": item, "type": "C", "length": 20} for item in items or ("编号",)]
        content = {"name": name, "items": told, "abstract": "供有关部门使用"}
        return builders.create_draft(self.office, self.local_registrar, **content)

    def match(self, title: str, *items: str, actor: Actor | None = None, limit: int = 20, **more: Any) -> Matched:
        with self.look(actor) as look:
            return matching.match(look, Wanted(title, items, **more), limit)

    def fold(self) -> None:
        search.tend(self.office)


def names(found: Matched) -> list[str]:
    return [each.summary.name for each in found.candidates]


@pytest.fixture
def market(databases: Databases, clock: Clock) -> Iterator[Market]:
    """A catalog large enough that words differ in rarity."""
    with databases.house(settle, clock) as (office, ids):
        town = Market(office, ids)
        for name in (
            "公交线路",
            "道路桥梁",
            "出租汽车企业",
            "停车场泊位",
            "港口码头",
            "驾驶培训机构",
            "公路养护工程",
            "充电设施",
        ):
            town.bare(name)
        yield town
