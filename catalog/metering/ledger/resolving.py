"""From what a source says to a line: who called, whose data, under which grant.

A ``Directory`` knows what texts mean; ``Registers`` is the one over departments and the catalog list. What none of it
knows is kept as a hint on the line, short and without what differs from call to call, and can be attributed later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, Protocol

from sqlalchemy import or_, select

from catalog.lists.model import ResourceRow
from catalog.metering.ledger.lines import Line
from catalog.metering.ledger.rules import LONG, ORDINARY
from catalog.office import Look, Office
from catalog.people.model import DepartmentRow, RegionRow
from catalog.people.queries import is_id
from catalog.rights import Actor
from catalog.sharing.model import GrantRow
from catalog.store import chunks

#: What was found is asked for again after so long: a department may have moved to another region meanwhile.
HOLDS: Final = timedelta(seconds=60)
#: So many different things said by sources are remembered with their lines.
ROOM: Final = 200_000

_MEMORY: Final = "metering.told"


class Told(NamedTuple):
    """What a source told of who called what, in its own words."""

    consumer: str | None = None
    application: str | None = None
    provider: str | None = None
    resource: str | None = None
    grant: str | None = None
    purpose: str | None = None
    route: str | None = None


class Party(NamedTuple):
    """A department as it stands: id, tier, region."""

    id: str
    tier: str
    region: str


class Thing(NamedTuple):
    """A resource as it stands: id, provider, whether it is shared on conditions."""

    id: str
    provider: str
    conditional: bool


class Granted(NamedTuple):
    """A grant: id, who may call what."""

    id: str
    consumer: str
    resource: str


class Directory(Protocol):
    """What knows the meaning of what sources say; each answers what it knows and leaves the rest out."""

    def parties(self, look: Look, texts: Iterable[str]) -> Mapping[str, Party]:
        """Find departments by id or code."""

    def things(self, look: Look, texts: Iterable[str]) -> Mapping[str, Thing]:
        """Find resources by id or code."""

    def grants(self, look: Look, texts: Iterable[str]) -> Mapping[str, Granted]:
        """Find grants by id."""

    def routes(self, look: Look, texts: Iterable[str]) -> Mapping[str, str]:
        """Find the resources (ids) that routes lead to."""


class Registers:
    """Departments and resources as the registers and the catalog list have them."""

    def parties(self, look: Look, texts: Iterable[str]) -> dict[str, Party]:
        """Find departments by id, credit code or local code; of several that bore a code, the one that stands, else the last."""
        found: dict[str, Party] = {}
        query = (
            select(
                DepartmentRow.id,
                DepartmentRow.credit_code,
                DepartmentRow.local_code,
                RegionRow.tier_code,
                DepartmentRow.region_id,
            )
            .join(RegionRow, RegionRow.id == DepartmentRow.region_id)
            .order_by(DepartmentRow.valid_to.is_(None), DepartmentRow.valid_to)
        )
        for some in chunks(sorted(texts), 500):
            same = [DepartmentRow.credit_code.in_(some), DepartmentRow.local_code.in_(some)]
            rows = look.session.execute(query.where(or_(DepartmentRow.id.in_(list(filter(is_id, some))), *same)))
            for number, credit, local, tier, region in rows:
                party = Party(number, tier, region)
                found |= {text: party for text in (local, credit, number) if text is not None and text in some}
        return found

    def things(self, look: Look, texts: Iterable[str]) -> dict[str, Thing]:
        """Find resources by id or code."""
        found: dict[str, Thing] = {}
        for some in chunks(sorted(texts), 500):
            query = select(ResourceRow.id, ResourceRow.code, ResourceRow.provider_id, ResourceRow.sharing_type).where(
                or_(ResourceRow.id.in_(list(filter(is_id, some))), ResourceRow.code.in_(some))
            )
            for number, code, provider, sharing in look.session.execute(query):
                thing = Thing(number, provider, sharing != "unconditional")
                found |= {text: thing for text in (code, number) if text is not None and text in some}
        return found

    def grants(self, look: Look, texts: Iterable[str]) -> dict[str, Granted]:
        """Find grants by id; one that has ended still says whose the call was."""
        found: dict[str, Granted] = {}
        for some in chunks(sorted(filter(is_id, texts)), 500):
            query = select(GrantRow.id, GrantRow.consumer_id, GrantRow.resource_id).where(GrantRow.id.in_(some))
            found |= {number: Granted(number, consumer, thing) for number, consumer, thing in look.session.execute(query)}
        return found

    def routes(self, look: Look, texts: Iterable[str]) -> dict[str, str]:  # noqa: ARG002 (the registers know no routes)
        """Leave routes out: where one leads, who keeps the gates says."""
        return {}


@dataclass(slots=True)
class _Remembered:
    """Lines by what was told, until they are asked for again."""

    until: datetime
    lines: dict[Told, Line]


def resolve(office: Office, actor: Actor, told: Iterable[Told], directory: Directory) -> dict[Told, Line]:
    """Return the line of each thing told; what could not be attributed is asked for again each time."""
    with office.look(actor) as look:
        lines = resolve_in(look, list(told), directory)
        recall(look.memory, look.now).update({each: line for each, line in lines.items() if line.hint is None})
        return lines


def recall(memory: dict[str, Any], now: datetime) -> dict[Told, Line]:
    """Return what is remembered."""
    kept: _Remembered | None = memory.get(_MEMORY)
    if kept is None or kept.until <= now or len(kept.lines) > ROOM:
        kept = memory[_MEMORY] = _Remembered(now + HOLDS, {})
    return kept.lines


def resolve_in(look: Look, told: Sequence[Told], directory: Directory) -> dict[Told, Line]:
    """Return the line of each thing told, as this look finds it."""
    grants = directory.grants(look, {each.grant for each in told if each.grant})
    routes = directory.routes(look, {each.route for each in told if each.route})
    named = {each.resource for each in told if each.resource} | set(routes.values()) | {each.resource for each in grants.values()}
    things = directory.things(look, named)
    said = {text for each in told for text in (each.consumer, each.provider) if text}
    said |= {each.consumer for each in grants.values()} | {each.provider for each in things.values()}
    parties = directory.parties(look, said)
    return {each: _line(each, grants, routes, things, parties) for each in told}


def _line(
    told: Told,
    grants: Mapping[str, Granted],
    routes: Mapping[str, str],
    things: Mapping[str, Thing],
    parties: Mapping[str, Party],
) -> Line:
    grant = grants.get(told.grant or "")
    consumer = parties.get(told.consumer or "") or (parties.get(grant.consumer) if grant else None)
    thing = things.get(told.resource or "") or things.get(routes.get(told.route or "", ""))
    if thing is None and grant:
        thing = things.get(grant.resource)
    provider = parties.get(thing.provider) if thing else parties.get(told.provider or "")
    line = Line(
        consumer=consumer.id if consumer else None,
        application=told.application and told.application[:64],
        provider=provider.id if provider else None,
        resource=thing.id if thing else None,
        grant=grant.id if grant else None,
        purpose=told.purpose and told.purpose[:200],
        consumer_tier=consumer.tier if consumer else None,
        provider_tier=provider.tier if provider else None,
        consumer_region=consumer.region if consumer else None,
        provider_region=provider.region if provider else None,
        kept=ORDINARY if consumer and thing and not thing.conditional else LONG,
    )
    return line if line.attributed else line._replace(hint=hint(told, line))


def hint(told: Told, line: Line) -> str:
    """Return in few words what could not be attributed.

    >>> hint(Told(consumer="C-9", route="GET host.example/persons/440106199001011234/photo"), Line())
    'consumer C-9; route GET host.example/persons/*'
    >>> hint(Told(), Line())
    'consumer ?; resource ?'
    """
    parts = []
    if line.consumer is None:
        parts.append(f"consumer {(told.consumer or '?')[:100]}")
    if line.resource is None:
        parts.append(
            f"route {_way(told.route)}" if told.route and not told.resource else f"resource {(told.resource or '?')[:100]}"
        )
    return "; ".join(parts)


def _way(route: str) -> str:
    """Return a route without what differs from call to call: two steps of its path, and of these none with a number in it."""
    head, _, path = route.partition("?")[0].partition("/")
    steps = [step for step in path.split("/") if step]
    kept = ["*" if re.search(r"\d{2}|.{33}", step) else step for step in steps[:2]]
    if len(steps) > 2 and kept[-1] != "*":
        kept.append("*")
    return f"{head[:60]}/{'/'.join(kept)}"
