"""The town of the lists with those who demand and provide: a loop from a demand to callable data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from catalog import lists
from catalog.lists import demands, responsibilities
from catalog.lists.bindings import Finding
from catalog.lists.demands import queries as demand_queries
from catalog.lists.demands import sources
from catalog.lists.desk import Receipt as EntryReceipt
from catalog.lists.responsibilities import queries as responsibility_queries
from catalog.office import Office
from catalog.rights import Actor
from tests.lists.conftest import Town

BASIS = ({"law": "社会救助暂行办法", "article": "第九条"},)


def create_demand(**fields: Any) -> dict[str, Any]:
    """Return the document of a demand that can be submitted."""
    return {
        "title": "低保对象名单",
        "items": ["姓名", "公民身份号码", "保障金额"],
        "basis": [dict(each) for each in BASIS],
        "scenario": "临时救助申请的核对",
        "matter": "临时救助",
        "scope": "本局业务系统",
        "frequency": "daily",
        "modes": ["platform_api"],
        "until": "2027-12-31",
    } | fields


def create_duty(**fields: Any) -> dict[str, Any]:
    """Return the document of a responsibility that can be assigned."""
    return {
        "title": "低保对象名单",
        "items": ["姓名", "公民身份号码"],
        "basis": [dict(each) for each in BASIS],
        "cycle": "daily",
        "modes": ["platform_api"],
    } | fields


class Loop(Town):
    """The finance bureau needs data, the traffic bureau has some; the district's bureau asks upward."""

    def __init__(self, office: Office, ids: Mapping[str, str]) -> None:
        super().__init__(office, ids)
        self.applicant = self.official("applicant", self.finance, "applicant")
        self.signer = self.official("signer", self.finance, "reviewer")
        self.local_applicant = self.official("local_applicant", self.local, "applicant")
        self.local_signer = self.official("local_signer", self.local, "reviewer")

    def filed(self, actor: Actor | None = None, **fields: Any) -> demands.Receipt:
        actor = actor or self.applicant
        return self.do(actor, demands.file, actor.department, create_demand(**fields))

    def reviewing(self, actor: Actor | None = None, **fields: Any) -> demands.Receipt:
        actor = actor or self.applicant
        signer = self.local_signer if actor is self.local_applicant else self.signer
        receipt = self.filed(actor, **fields)
        receipt = self.do(actor, demands.submit, receipt.id, revision=receipt.revision)
        return self.do(signer, demands.sign, receipt.id, revision=receipt.revision)

    def accepted(self, **fields: Any) -> demands.Receipt:
        receipt = self.reviewing(**fields)
        return self.do(self.authority, demands.accept, receipt.id, revision=receipt.revision)

    def assigned(self, demand: demands.Receipt, department: str | None = None, **named: Any) -> responsibilities.Receipt:
        """Make an accepted demand the responsibility of a department (the traffic bureau)."""
        revision = self.demand(demand.id).revision
        owner = department or self.traffic
        return self.do(self.authority, responsibilities.assign_for_demand, demand.id, owner, revision=revision, **named)

    def claimed(self, demand: demands.Receipt, **named: Any) -> responsibilities.Receipt:
        receipt = self.assigned(demand, **named)
        return self.do(self.registrar, responsibilities.claim, receipt.id, revision=receipt.revision)

    def callable(self, **content: Any) -> EntryReceipt:
        """Publish an entry of the traffic bureau, bind it and let its binding answer."""
        entry = self.published(**content)
        self.bound(entry.id)
        return entry

    def bound(self, entry: str, *, answering: bool = True) -> None:
        with self.work(self.registrar) as work:
            binding = lists.bind(work, entry, "link", {"url": "https://data.example/dibao"}, seal=str.encode)
        self.check(binding.id, answering=answering)

    def check(self, binding: str, *, answering: bool) -> None:
        self.do(self.registrar, lists.record_checks, [Finding(binding, answering)])

    def turn(self, entry: str, *, answering: bool) -> None:
        """Let every binding of an entry answer, or fail."""
        with self.look() as look:
            found = lists.bindings(look, entry)
        self.do(self.operator, lists.record_checks, [Finding(binding.id, answering) for binding in found])

    def demand(self, reference: str, actor: Actor | None = None) -> demand_queries.Demand:
        with self.look(actor) as look:
            return demand_queries.show(look, reference)

    def responsibility(self, reference: str, actor: Actor | None = None) -> responsibility_queries.Responsibility:
        with self.look(actor) as look:
            return responsibility_queries.show(look, reference)

    def permit(self, demand: demands.Receipt, entry: EntryReceipt) -> str:
        """Let a demand call an entry, as a grant would; return what it may be taken back by."""
        permit = self.office.new_id()
        with self.work(self.operator) as work:
            sources.allow(work, permit, demand.id, entry.id, since=work.now, until=None)
        return permit

    def state(self, demand: demands.Receipt) -> str:
        return self.demand(demand.id).summary.state

    def heir(self, actor: Actor, department: str) -> Actor:
        """Return an official as they are once another department stands for theirs."""
        return replace(actor, department=department, departments=frozenset({department, *actor.departments}))
