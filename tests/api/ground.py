"""A filled catalog, somebody for every role, and at least one of everything that an address of the service can name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog import calendars
from catalog.lists import demands, responsibilities
from catalog.office import Office
from catalog.rights import RIGHTS, Actor
from tests import builders
from tests.api.conftest import Caller, Town, make_town
from tests.lists.loop import create_demand

API = "/api/v1"
CLERK = ("registrar", "reviewer", "authority")
"""What one person may be at once; the three administrators are three people."""


@dataclass
class Ground:
    """A filled catalog, somebody for every role, and ids of what is there, by the name that a path gives them."""

    town: Town
    tokens: Mapping[str, str] = field(default_factory=dict)
    things: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def token_for(self, rights: Collection[str]) -> str:
        """Return the token of somebody whose role has one of the rights; of anybody, if none is asked for."""
        asked = rights or ("people:read",)
        return next(token for role, token in self.tokens.items() if any(role in RIGHTS[right] for right in asked))


def sign_in(town: Town) -> dict[str, str]:
    """Return a token for each role."""
    made = {}
    for role in ("system_admin", "security_admin", "auditor"):
        builders.create_official(town.office, f"the.{role}", roles=(role,))
        made[role] = town.at(f"the.{role}").token
    builders.create_official(town.office, "clerk", department=town.department, roles=CLERK)
    clerk = town.at("clerk").token
    order = {
        "department": town.department,
        "application": "采集",
        "scopes": ["metrics:read"],
        "expires_at": "2027-01-01T00:00:00Z",
    }
    issued = Caller(town.nobody.client, made["security_admin"])("POST", f"{API}/tokens", status=201, json=order)
    return dict.fromkeys((*CLERK, "official"), clerk) | made | {"machine": issued.json["secret"]}


def fill(ground: Ground, number: int = 0) -> dict[str, tuple[str, ...]]:
    """Make at least one of every kind of thing that a path can name; every filling has a number of its own."""
    town, office = ground.town, ground.town.office

    def made(role: str, path: str, body: dict[str, Any]) -> str:
        status = 200 if path == "chiefs" else 201  # an appointment that is known already is not made again
        answer = Caller(town.nobody.client, ground.tokens[role])("POST", f"{API}/{path}", status=status, json=body)
        return str(answer.json["id"])

    actors = [builders.create_actor(office, department=town.department, roles=(role,)) for role in CLERK]
    receipts = [builders.create_published(office, *actors) for _ in range(3)] + [builders.create_draft(office, actors[0])]
    spare = made("system_admin", "officials", {"login": f"zhou.tao{number}", "name": "周涛", "department": town.other})
    with office.work(builders.OPERATOR) as work:
        place = {"region": town.region, "department": town.department}
        cases = [
            calendars.open_case(work, "catalog_update", thing=f"resource:{receipt.id}", title="更新", **place).id
            for receipt in receipts[:2]
        ]
    credential = {
        "department": town.other,
        "application": "停车诱导",
        "scopes": ["people:read"],
        "expires_at": "2027-01-01T00:00:00Z",
    }
    binding = {"resource": receipts[0].id, "kind": "file", "config": {"path": "/data/parking.csv"}}
    profile = {"region": town.region, "valid_from": "2026-03-01", "content": {"share": 15}}
    webhook = {"department": town.other, "application": "平台", "address": "http://127.0.0.1:9/", "verbs": ["region:put"]}
    return {
        **demanded(office, actors, town.department),
        "resource": tuple(receipt.id for receipt in receipts),
        "binding": (made("registrar", "bindings", binding),),
        "case": tuple(cases),
        "chief": (made("system_admin", "chiefs", {"kind": "chief", "official": spare, "department": town.other}),),
        "credential": tuple(made("security_admin", path, credential) for path in ("tokens", "keys")),
        "department": (town.other, builders.create_department(office, f"市农业局{number}", region=town.region)),
        "official": (spare,),
        "profile": (made("registrar", "policy/profiles", profile),),
        "region": (town.region, builders.create_region(office, f"渝中区{number}", tier="district", parent=town.region)),
        "webhook": (made("security_admin", "webhooks", webhook),),
    }


def demanded(office: Office, actors: Sequence[Actor], department: str) -> dict[str, tuple[str, ...]]:
    """Make a demand that waits to be matched and one that is a draft, a responsibility of it, and the list issued with that."""
    registrar, reviewer, authority = actors

    def done(actor: Actor, verb: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        with office.work(actor) as work:
            return verb(work, *arguments, **named)

    one = done(registrar, demands.file, department, create_demand())
    one = done(registrar, demands.submit, one.id, revision=one.revision)
    one = done(reviewer, demands.sign, one.id, revision=one.revision)
    one = done(authority, demands.accept, one.id, revision=one.revision)
    draft = done(registrar, demands.file, department, create_demand())
    duty = done(authority, responsibilities.assign_for_demand, one.id, department, items=["姓名"], revision=one.revision)
    issue = done(authority, responsibilities.issue, department, 2026)
    return {"demand": (one.id, draft.id), "responsibility": (duty.id,), "issue": (issue.id,)}


def make_ground(office: Office) -> Ground:
    """Fill a database and open the doors on it."""
    ground = Ground(make_town(office))
    ground.tokens = sign_in(ground.town)
    ground.things = fill(ground)
    return ground
