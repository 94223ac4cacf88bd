"""A town with everyone who has a hand in its catalog, on either database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from catalog import lists, people, trail
from catalog.errors import Refusal
from catalog.lists import queries
from catalog.lists.desk import Receipt
from catalog.office import Look, Office, Work
from catalog.rights import Actor
from tests import builders
from tests.databases import Clock, Databases


class Town:
    """重庆市 with two departments and 渝中区 with one; who compiles, signs and publishes; three leaves of the classification.

    The officials have no accounts: how an account becomes an actor is another room's business, and tested there.
    """

    def __init__(self, office: Office, ids: Mapping[str, str]) -> None:
        self.office = office
        self.operator = builders.OPERATOR
        self.city, self.district = ids["city"], ids["district"]
        self.traffic, self.finance, self.bureau, self.local = (ids[name] for name in ("traffic", "finance", "bureau", "local"))
        self.registrar = self.official("registrar", self.traffic, "registrar")
        self.second = self.official("second", self.traffic, "registrar", "reviewer")
        self.reviewer = self.official("reviewer", self.traffic, "reviewer")
        self.authority = self.official("authority", self.bureau, "authority")
        self.outsider = self.official("outsider", self.finance, "registrar", "reviewer")
        self.local_registrar = self.official("local", self.local, "registrar")
        self.local_authority = self.official("local_authority", self.local, "authority")

    def official(self, login: str, department: str, *roles: str, before: str | None = None) -> Actor:
        """Return an official of a department, which may have succeeded another."""
        region, below = (self.district, {self.district}) if department == self.local else (self.city, {self.city, self.district})
        departments = frozenset({department, before or department})
        granted = frozenset({"official", *roles})
        return Actor("official", self.office.new_id(), login, granted, department, departments, region, frozenset(below))

    @contextmanager
    def work(self, actor: Actor) -> Iterator[Work]:
        with self.office.work(actor) as work:
            yield work

    @contextmanager
    def look(self, actor: Actor | None = None) -> Iterator[Look]:
        with self.office.look(actor or self.operator) as look:
            yield look

    def do(self, actor: Actor, verb: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Do one verb in a work of its own."""
        with self.office.work(actor) as work:
            return verb(work, *arguments, **named)

    def draft(self, **content: Any) -> Receipt:
        return builders.create_draft(self.office, self.registrar, **content)

    def submitted(self, **content: Any) -> Receipt:
        return self.step(self.draft(**content), "submit")

    def registered(self, **content: Any) -> Receipt:
        return self.step(self.submitted(**content), "sign")

    def published(self, **content: Any) -> Receipt:
        return self.step(self.registered(**content), "approve")

    def step(self, receipt: Receipt, *verbs: str, **named: Any) -> Receipt:
        """Do verbs one after the other, each by who normally does it."""
        for verb in verbs:
            receipt = self._step(receipt, verb, named)
        return receipt

    def _step(self, receipt: Receipt, verb: str, named: dict[str, Any]) -> Receipt:
        if verb in ("sign", "approve"):
            actor = self.reviewer if verb == "sign" else self.authority
            return self.do(actor, lists.review, receipt.id, decision="pass", revision=receipt.revision, **named)
        actor = self.registrar if verb in ("submit", "withdraw", "edit", "delete") else self.authority
        return self.do(actor, getattr(lists, verb), receipt.id, revision=receipt.revision, **named)

    def edit(self, receipt: Receipt, **changes: Any) -> Receipt:
        """Change some fields of the open or else the published version; a field that is None is taken away."""
        entry = self.show(receipt.id, self.registrar)
        content = {**(entry.draft.content if entry.draft else entry.content), **changes}
        content = {field: value for field, value in content.items() if value is not None}
        return self.do(self.registrar, lists.edit, receipt.id, content, revision=entry.summary.revision)

    def show(self, reference: str, actor: Actor | None = None) -> queries.Entry:
        with self.look(actor) as look:
            return queries.show(look, reference)

    def verbs(self, resource: str | None = None) -> list[str]:
        """List what the trail says was done, to one entry or at all."""
        rows = self.trail()
        return [row.verb for row in rows if resource is None or row.thing == f"resource:{resource}"]

    def trail(self) -> list[trail.Row]:
        with self.look() as look:
            return trail.follow(look, 0, limit=100_000)

    def sound(self) -> bool:
        with self.look() as look:
            return trail.verify(look).sound


def settle(office: Office) -> dict[str, str]:
    """Put in regions, departments and classification; return the ids by the names that the town gives them."""
    with office.work(builders.OPERATOR) as work:
        people.prepare(work)
        root = people.find_region(work.session, "全国").id
        city = people.put_region(work, people.RegionEntry("重庆市", "city", root, code="500000")).id
        district = people.put_region(work, people.RegionEntry("渝中区", "district", city, code="500103")).id
        departments = {"traffic": "重庆市交通局", "finance": "重庆市财政局", "bureau": "重庆市大数据局"}
        ids = {key: people.put_department(work, people.DepartmentEntry(name, city)).id for key, name in departments.items()}
        local = people.put_department(work, people.DepartmentEntry("渝中区交通局", district)).id
        for code, name in (("206001", "交通出行"), ("206002", "交通设施"), ("101001", "人口")):
            lists.put_classification(work, code, name)
    return {**ids, "city": city, "district": district, "local": local}


@pytest.fixture
def town(databases: Databases, clock: Clock) -> Iterator[Town]:
    with databases.house(settle, clock) as (office, ids):
        yield Town(office, ids)


def refused(caught: pytest.ExceptionInfo[Refusal]) -> tuple[str, list[tuple[str, str]]]:
    """Return what a refusal says: its code, and path and code of its problems."""
    return caught.value.code, [(problem.path, problem.code) for problem in caught.value.problems]
