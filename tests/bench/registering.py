"""What the index costs whoever registers: the same registrations in two copies of a filled catalog, one with the index kept up."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from catalog import lists, search
from catalog.office import Office
from catalog.rights import Actor
from catalog.search.present import FOLD_AT
from catalog.settings import Settings
from tests.bench.common import Postgres, driven, seconds
from tests.bench.filling import department_id

#: Registrations in each copy: two folds are among them.
ENTRIES: Final = 2 * FOLD_AT
_AT_ONCE: Final = 200


def cost(name: str, home: Path, server: Postgres) -> float:
    """Return the time of registering with the index kept up, folds included, by the time of registering without."""
    taken = {"with": 0.0, "without": 0.0}
    with _copy(name, home, server, "with") as keeping, _copy(name, home, server, "without") as plain:
        search.attach(keeping)
        for start in range(0, ENTRIES, _AT_ONCE):
            for kind, office in (("with", keeping), ("without", plain)):
                taken[kind] += seconds(partial(_register, office, start))
    return taken["with"] / taken["without"]


def _register(office: Office, start: int) -> None:
    for number in range(start, start + _AT_ONCE):
        content = {
            "name": f"{number:06}号停车场泊位基本信息",
            "formats": ["mysql"],
            "items": [{"name": item, "type": "C", "length": 50} for item in _ITEMS],
            "sharing_type": "unconditional",
            "sharing_modes": ["platform_api"],
            "openness": "not_open",
            "update_cycle": "monthly",
            "grade": "general",
        }
        department = department_id(number % 5_000)
        with office.work(_registrar(department)) as work:
            lists.register(work, department, content)


def _registrar(department: str) -> Actor:
    return Actor("official", None, "registrar", frozenset({"official", "registrar"}), department, frozenset({department}))


_ITEMS: Final = ("停车场名称", "泊位总数", "行政区划代码", "经营单位名称", "收费标准", "联系电话", "数据更新时间")


@contextmanager
def _copy(name: str, home: Path, server: Postgres, kind: str) -> Iterator[Office]:
    """Open an office on a copy of the filled catalog; it is gone afterwards."""
    place = home / f"copy-{kind}"
    place.mkdir(exist_ok=True)
    address = ""
    if name == "sqlite":
        shutil.copy(home / "ours" / "catalog.db", place / "catalog.db")
    else:
        server.drop(kind)
        address = driven(server.database(kind, copy_of="ours"))
    office = Office(Settings(home=place, database_url=address))
    try:
        yield office
    finally:
        office.close()
        shutil.rmtree(place)
        if address:
            server.drop(kind)
