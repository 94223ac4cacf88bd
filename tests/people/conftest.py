"""A small city with three administrators, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from argon2 import PasswordHasher

from catalog import people, trail
from catalog.office import Look, Office, Work
from catalog.people import DepartmentEntry, RegionEntry
from catalog.people.actors import official_actor
from catalog.people.model import OfficialRow
from catalog.rights import Actor, operator
from tests import builders
from tests.databases import Clock, Databases
from tests.haste import QUICK


class City:
    """Regions 全国 / 重庆市 / 渝中区, and short ways to do one thing as somebody."""

    def __init__(self, office: Office, root: str, city: str, district: str) -> None:
        self.office, self.root, self.city, self.district = office, root, city, district
        self.operator = operator("tests")

    @contextmanager
    def work(self, actor: Actor | None = None) -> Iterator[Work]:
        with self.office.work(actor or self.operator) as work:
            yield work

    @contextmanager
    def look(self, actor: Actor | None = None) -> Iterator[Look]:
        with self.office.look(actor or self.operator) as look:
            yield look

    def region(self, name: str, tier: str, parent: str, **fields: Any) -> str:
        with self.work() as work:
            return people.put_region(work, RegionEntry(name, tier, parent, **fields)).id

    def department(self, name: str, region: str | None = None, **fields: Any) -> str:
        with self.work() as work:
            return people.put_department(work, DepartmentEntry(name, region or self.city, **fields)).id

    def official(self, login: str, *roles: str, department: str | None = None) -> Actor:
        """Make an official with roles granted by a security administrator, and return the actor."""
        with self.work() as work:
            identity = people.put_official(work, people.OfficialEntry(login, login.title(), department)).id
        for role in roles:
            with self.work(self.security) as work:
                people.grant_role(work, identity, role)
        return self.actor(login)

    def actor(self, login: str) -> Actor:
        with self.look() as look:
            return official_actor(look.session, look.session.get_one(OfficialRow, people.official_id(look, login)), look.now)

    @property
    def security(self) -> Actor:
        """A security administrator who never signed in; what the administrator may do is tested elsewhere."""
        return Actor("official", None, "security", frozenset({"security_admin", "official"}))

    @property
    def system(self) -> Actor:
        return Actor("official", None, "system", frozenset({"system_admin", "official"}))

    def trail(self) -> list[trail.Row]:
        with self.look() as look:
            return trail.follow(look, 0)

    def verbs(self) -> list[str]:
        return [row.verb for row in self.trail()]


def settle(office: Office) -> tuple[str, str, str]:
    """Put in the regions; return the ids of 全国, 重庆市 and 渝中区."""
    root = builders.create_ground(office)
    city = builders.create_region(office, "重庆市", parent=root, code="500000")
    return root, city, builders.create_region(office, "渝中区", tier="district", parent=city, code="500103")


@pytest.fixture
def city(databases: Databases, clock: Clock) -> Iterator[City]:
    with databases.house(settle, clock) as (office, ids):
        yield City(office, *ids)


@pytest.fixture
def hasher() -> PasswordHasher:
    """Argon2 with the least work it accepts: what is tested is not its cost."""
    return QUICK
