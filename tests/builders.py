"""Things to test with: plain functions with defaults, made by the verbs that make them in life."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from catalog import lists, people
from catalog.lists.desk import Receipt
from catalog.office import Office
from catalog.people.queries import find_region
from catalog.rights import Actor, operator
from tests.haste import QUICK

OPERATOR = operator("tests")
SECURITY_ADMIN = Actor("official", None, "security", frozenset({"official", "security_admin"}))
PASSWORD = "Yunzhang-2019"
"""The password of every official made here."""

_numbers = count(1)


def create_ground(office: Office) -> str:
    """Put in the tiers and the root region, once; return the root's id."""
    with office.work(OPERATOR) as work:
        people.prepare(work)
        return find_region(work.session, "全国").id


def create_region(office: Office, name: str = "重庆市", *, tier: str = "city", parent: str | None = None, **fields: Any) -> str:
    """Put a region under ``parent`` (default: the root); return its id."""
    parent = parent or create_ground(office)
    with office.work(OPERATOR) as work:
        return people.put_region(work, people.RegionEntry(name=name, tier=tier, parent=parent, **fields)).id


def create_department(office: Office, name: str = "市交通局", *, region: str | None = None, **fields: Any) -> str:
    """Put a department into ``region`` (default: 重庆市); return its id."""
    region = region or create_region(office)
    with office.work(OPERATOR) as work:
        return people.put_department(work, people.DepartmentEntry(name=name, region=region, **fields)).id


def create_city(office: Office) -> tuple[str, str, str]:
    """Put 重庆市 with two departments, 市交通局 and 市气象局; return the three ids."""
    region = create_region(office, "重庆市", code="500000")
    traffic = create_department(office, "市交通局", region=region, credit_code="11500000009275780L")
    return region, traffic, create_department(office, "市气象局", region=region, local_code="QX")


def create_official(
    office: Office, login: str | None = None, *, name: str | None = None, department: str | None = None, roles: Sequence[str] = ()
) -> str:
    """Make an official who can sign in with ``PASSWORD`` and holds the roles; return the login, which is the name unless one is given."""
    login = login or f"official{next(_numbers)}"
    with office.work(OPERATOR) as work:
        entry = people.OfficialEntry(login=login, name=name or login, department=department)
        account = people.add_official(work, entry, hasher=QUICK)
    with office.work(SECURITY_ADMIN) as work:
        for role in roles:
            people.grant_role(work, account.id, role)
    people.change_password(office, login, account.password, PASSWORD, hasher=QUICK)
    return login


def create_actor(office: Office, login: str | None = None, **official: Any) -> Actor:
    """Make an official as ``create_official`` does; return the actor that the official is."""
    return people.authenticate(office, create_official(office, login, **official), PASSWORD, hasher=QUICK)


def create_classification(office: Office, code: str = "206001", name: str = "交通出行", **fields: Any) -> str:
    """Put a leaf of the classification; return its code."""
    with office.work(OPERATOR) as work:
        lists.put_classification(work, code, name, **fields)
    return code


def create_content(**fields: Any) -> dict[str, Any]:
    """Return a content document that can be submitted (where ``create_classification`` has been called)."""
    return {
        "name": f"公共停车场泊位信息{next(_numbers)}",
        "abstract": "全市备案公共停车场的位置与泊位数",
        "formats": ["mysql"],
        "classifications": ["206001"],
        "sharing_type": "unconditional",
        "sharing_modes": ["platform_api"],
        "openness": "not_open",
        "update_cycle": "monthly",
        "grade": "general",
        "items": [{"name": "停车场名称", "type": "C", "length": 100}, {"name": "泊位总数", "type": "I"}],
    } | fields


def create_draft(office: Office, registrar: Actor, **content: Any) -> Receipt:
    """Register an entry of the registrar's department."""
    assert registrar.department is not None
    with office.work(registrar) as work:
        return lists.register(work, registrar.department, create_content(**content))


def create_published(office: Office, registrar: Actor, reviewer: Actor, authority: Actor, **content: Any) -> Receipt:
    """Register an entry and take it through both reviews."""
    receipt = create_draft(office, registrar, **content)
    with office.work(registrar) as work:
        receipt = lists.submit(work, receipt.id, revision=receipt.revision)
    for actor in (reviewer, authority):
        with office.work(actor) as work:
            receipt = lists.review(work, receipt.id, decision="pass", revision=receipt.revision)
    return receipt
