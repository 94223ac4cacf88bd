"""What is told of demands and responsibilities: to their parties, and to nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from catalog import people
from catalog.lists import demands, responsibilities
from catalog.rights import Actor
from catalog.sharing import applications
from tests import builders
from tests.lists.loop import BASIS, create_demand, create_duty
from tests.sharing.market import create_application
from tests.webhooks.conftest import Receiver, Town

KINDS = ("demand:*", "responsibility:*", "application:*", "grant:*")


class Parties:
    """``town.other`` needs data, ``town.department`` has it, a third bureau has nothing to do with it; all of them listen."""

    def __init__(self, town: Town, receiver: Receiver) -> None:
        self.town, self.receiver = town, receiver
        self.applicant = town.actor("applicant", department=town.other)
        self.signer = town.actor("reviewer", department=town.other)
        self.registrar, self.reviewer, self.authority = (town.actor(role) for role in ("registrar", "reviewer", "authority"))
        with town.office.work(builders.OPERATOR) as work:
            self.third = people.put_department(work, people.DepartmentEntry("市水利局", town.region)).id
        for department in (town.other, town.department, self.third):
            town.subscribe(f"{receiver.address}/{department}", *KINDS, department=department)

    def do(self, actor: Actor, verb: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        with self.town.office.work(actor) as work:
            return verb(work, *arguments, **named)

    def accepted(self) -> Any:
        filed = self.do(self.applicant, demands.file, self.town.other, create_demand())
        submitted = self.do(self.applicant, demands.submit, filed.id, revision=filed.revision)
        signed = self.do(self.signer, demands.sign, filed.id, revision=submitted.revision)
        return self.do(self.authority, demands.accept, filed.id, revision=signed.revision)

    def assigned(self) -> Any:
        demand = self.accepted()
        owner = self.town.department
        return self.do(self.authority, responsibilities.assign_for_demand, demand.id, owner, revision=demand.revision)

    def heard(self, department: str) -> list[str]:
        """Deliver what is due, and return which verbs a department has been told of since the last time."""
        self.town.deliver()
        told = [each.event["verb"] for each in self.receiver.told if each.path == f"/{department}"]
        self.receiver.told = [each for each in self.receiver.told if each.path != f"/{department}"]
        return told


@pytest.fixture
def parties(town: Town, receiver: Receiver) -> Parties:
    return Parties(town, receiver)


def test_a_demand_is_told_to_who_needs_it_and_a_responsibility_to_who_owes_it(parties: Parties) -> None:
    owed = parties.assigned()
    parties.do(parties.registrar, responsibilities.claim, owed.id, revision=owed.revision)
    every = ["file", "submit", "sign", "accept", "assign"]
    assert parties.heard(parties.town.other) == [f"demand:{verb}" for verb in every]
    assert parties.heard(parties.town.department) == ["responsibility:assign", "responsibility:claim"]
    assert parties.heard(parties.third) == []


def test_an_application_and_what_is_granted_is_told_to_both_sides(parties: Parties) -> None:
    builders.create_classification(parties.town.office)
    entry = builders.create_published(parties.town.office, parties.registrar, parties.reviewer, parties.authority)
    filed = parties.do(parties.applicant, applications.file, parties.town.other, entry.id, create_application())
    submitted = parties.do(parties.applicant, applications.submit, filed.id, revision=filed.revision)
    assert parties.heard(parties.town.other) == ["application:file", "application:submit"]
    assert parties.heard(parties.town.department) == []
    signed = parties.do(parties.signer, applications.sign, filed.id, revision=submitted.revision)
    parties.do(parties.reviewer, applications.agree, filed.id, revision=signed.revision)
    told = ["application:sign", "application:deliver", "application:agree", "grant:give"]
    assert parties.heard(parties.town.other) == parties.heard(parties.town.department) == told
    assert parties.heard(parties.third) == []


def test_what_is_drafted_or_deleted_is_told_to_nobody(parties: Parties) -> None:
    filed = parties.do(parties.applicant, demands.file, parties.town.other, create_demand())
    parties.do(parties.applicant, demands.delete, filed.id, revision=filed.revision)
    drafted = parties.do(parties.authority, responsibilities.draft, parties.town.department, create_duty())
    parties.do(parties.authority, responsibilities.edit, drafted.id, create_duty(), revision=drafted.revision)
    assert [parties.heard(each) for each in (parties.town.other, parties.town.department, parties.third)] == [[], [], []]


def test_who_had_it_hears_that_it_went_and_who_has_it_hears_from_then_on(parties: Parties) -> None:
    owed = parties.assigned()
    objected = parties.do(parties.registrar, responsibilities.object_, owed.id, opinion="非数源部门", revision=owed.revision)
    parties.town.clock.advance(hours=1)
    moved = parties.do(
        parties.authority, responsibilities.reassign, owed.id, parties.third, opinion="改派", revision=objected.revision
    )
    parties.town.clock.advance(hours=1)
    parties.do(parties.authority, responsibilities.cancel, owed.id, opinion="停止产生", revision=moved.revision)
    assert parties.heard(parties.town.department) == [f"responsibility:{verb}" for verb in ("assign", "object", "reassign")]
    assert parties.heard(parties.third) == ["responsibility:reassign", "responsibility:cancel"]
    assert parties.heard(parties.town.other)[-1] == "demand:reopen"


def test_an_issued_list_is_told_to_its_department(parties: Parties) -> None:
    parties.assigned()
    parties.heard(parties.town.department)
    issued = parties.do(parties.authority, responsibilities.issue, parties.town.department, 2026)
    parties.do(parties.reviewer, responsibilities.acknowledge, issued.id, revision=issued.revision)
    assert parties.heard(parties.town.department) == ["responsibility:issue", "responsibility:acknowledge"]
    assert parties.heard(parties.third) == []


def test_who_succeeds_the_department_hears_in_its_place(parties: Parties) -> None:
    demand = parties.accepted()
    parties.heard(parties.town.other)
    parties.do(builders.OPERATOR, people.rename, parties.town.other, "市气候局", parties.town.clock.now.date())
    basis = {"basis": BASIS, "opinion": "不属共享范围", "revision": demand.revision}
    parties.do(parties.authority, demands.refuse, demand.id, **basis)
    assert parties.heard(parties.town.other) == ["demand:refuse"]
