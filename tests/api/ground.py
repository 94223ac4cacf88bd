"""A filled catalog, somebody for every role, and at least one of everything that an address of the service can name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog import calendars
from catalog.lists import demands, responsibilities
from catalog.lists.demands import Chosen
from catalog.lists.demands import queries as demand_queries
from catalog.office import Office
from catalog.rights import RIGHTS, Actor
from catalog.sharing import applications
from catalog.sharing.applications import queries as application_queries
from tests import builders
from tests.api.conftest import Caller, Town, open_town, settle_town
from tests.lists.loop import create_demand
from tests.sharing.market import create_application

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
    gateway = {"name": f"gateway-{number}", "form": "nginx", "department": town.other, "application": f"网关{number}"}
    return {
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
        "gateway": (made("system_admin", "gateways", gateway),),
        **fill_lists(office, town.department, actors, receipts[1].id),
        **fill_sharing(office, town.other, actors[1], [receipt.id for receipt in receipts[:3]]),
    }


def fill_lists(office: Office, department: str, actors: Sequence[Actor], entry: str) -> dict[str, tuple[str, ...]]:
    """Make demands on their way from draft to match, a responsibility that is claimed and another, and two issued lists."""
    registrar, reviewer, authority = actors

    def do(actor: Actor, verb: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        with office.work(actor) as work:
            return verb(work, *arguments, **named)

    def on_desk(title: str) -> Any:
        filed = do(registrar, demands.file, department, create_demand(title=title))
        submitted = do(registrar, demands.submit, filed.id, revision=filed.revision)
        return do(reviewer, demands.sign, filed.id, revision=submitted.revision)

    def accepted(title: str) -> Any:
        signed = on_desk(title)
        return do(authority, demands.accept, signed.id, revision=signed.revision)

    whole, other = accepted("低保对象名单"), accepted("公共停车场泊位")
    do(authority, demands.match, whole.id, [Chosen(entry, ("姓名",))], revision=whole.revision)
    with office.look(authority) as look:
        read = demand_queries.show(look, whole.id).revision
    assign = {"items": ("保障金额",), "revision": read}
    owed = do(authority, responsibilities.assign_for_demand, whole.id, department, **assign)
    first = do(authority, responsibilities.issue, department, 2026)
    do(reviewer, responsibilities.claim, owed.id, revision=owed.revision)
    open_ = do(authority, responsibilities.assign_for_demand, other.id, department, revision=other.revision)
    second = do(authority, responsibilities.issue, department, 2026)
    draft = do(registrar, demands.file, department, create_demand(title="草稿"))
    return {
        "demand": (whole.id, other.id, on_desk("低保家庭").id, draft.id),
        "responsibility": (owed.id, open_.id),
        "issue": (first.id, second.id),
        "newer": (second.id, first.id),
        "reference": (whole.id, owed.id),
    }


def fill_sharing(office: Office, consumer: str, reviewer: Actor, entries: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Let another department apply: for one entry it is a grant, for one it waits for the reply, for one it is a draft."""
    applicant, signer = (builders.create_actor(office, department=consumer, roles=(role,)) for role in ("applicant", "reviewer"))
    made = []
    for entry in entries:
        with office.work(applicant) as work:
            made.append(applications.file(work, consumer, entry, create_application()))
    for at, receipt in enumerate(made[:2]):
        with office.work(applicant) as work:
            submitted = applications.submit(work, receipt.id, revision=receipt.revision)
        with office.work(signer) as work:
            made[at] = applications.sign(work, receipt.id, revision=submitted.revision)
    with office.work(reviewer) as work:
        applications.agree(work, made[0].id, revision=made[0].revision)
    with office.look(reviewer) as look:
        granted = application_queries.show(look, made[0].id).grant_id
    assert granted is not None
    return {"application": tuple(receipt.id for receipt in reversed(made)), "grant": (granted,)}


def make_ground(office: Office) -> Ground:
    """Fill a database and open the doors on it."""
    ground = Ground(open_town(office, settle_town(office)))
    ground.tokens = sign_in(ground.town)
    ground.things = fill(ground)
    return ground
