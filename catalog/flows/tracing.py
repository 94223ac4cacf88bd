"""The trace of a demand, a responsibility or an entry: everything that hangs together with it, and every step on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import select

from catalog import lists
from catalog.errors import NotFound
from catalog.lists import queries as catalog
from catalog.lists.demands import queries as demands
from catalog.lists.demands.model import SourceRow
from catalog.lists.demands.queries import Step
from catalog.lists.responsibilities import queries as responsibilities
from catalog.lists.responsibilities.model import ResponsibilityRow
from catalog.office import Look

Kind = Literal["demand", "responsibility", "resource", "binding"]

#: A trace goes no further than this: what hangs together with a base register is half the catalog.
MOST_NODES: Final = 200


@dataclass(frozen=True, slots=True)
class Node:
    """A thing of the loop: ``number`` is what people call it by, ``callable`` is told of entries and bindings alone."""

    kind: Kind
    id: str
    number: str | None
    title: str
    department: str
    state: str
    callable: bool | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """How one thing (``kind:id``) leads to another: matched, assigned, fulfilled, bound, merged; ``items`` that it is for."""

    source: str
    target: str
    relation: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One step: which thing (``kind:id``), who did what when, and why."""

    at: datetime
    thing: str
    verb: str
    name: str
    department: str | None
    opinion: str | None = None
    basis: tuple[Mapping[str, str], ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything that hangs together with one thing, as far as the asker may see; events the oldest first."""

    start: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    events: tuple[Event, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """What was read of one thing, and to which others it leads."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    events: tuple[Event, ...]
    onward: tuple[str, ...]


def trace(look: Look, reference: str) -> Trace:
    """Follow a demand, responsibility or entry (by id, number or code) to everything that hangs together with it.

    Raises
    ------
    NotFound
        There is no such thing, or the actor may not know of it.
    """
    start = _start(look, reference)
    found: dict[str, _Found] = {}
    waiting = [start]
    while waiting and len(found) < MOST_NODES:
        thing = waiting.pop(0)
        if thing in found:
            continue
        try:
            found[thing] = _READERS[thing.partition(":")[0]](look, thing.partition(":")[2])
        except NotFound:
            # Part of the whole belongs to others, and is not shown.
            continue
        waiting += found[thing].onward
    seen = {f"{node.kind}:{node.id}" for each in found.values() for node in each.nodes}
    links = {link for each in found.values() for link in each.links if {link.source, link.target} <= seen}
    return Trace(
        start=start,
        nodes=tuple(node for each in found.values() for node in each.nodes),
        links=tuple(sorted(links, key=lambda link: (link.source, link.relation, link.target))),
        events=tuple(sorted((event for each in found.values() for event in each.events), key=lambda event: event.at)),
        complete=not any(thing not in found for thing in waiting),
    )


def _start(look: Look, reference: str) -> str:
    """Return what a reference names as ``kind:id``."""
    for kind, show in (("demand", demands.show), ("responsibility", responsibilities.show)):
        try:
            shown = show(look, reference)
        except NotFound:
            continue
        return f"{kind}:{shown.summary.id}"
    return f"resource:{catalog.show(look, reference).summary.id}"


def _demand(look: Look, id_: str) -> _Found:
    shown = demands.show(look, id_)
    me, summary = f"demand:{id_}", shown.summary
    node = Node("demand", id_, summary.number, summary.title, summary.department, summary.state)
    links, onward = [], []
    for source in shown.sources:
        via = f"responsibility:{source.responsibility_id}" if source.responsibility_id else f"resource:{source.resource_id}"
        links.append(Link(me, via, "assigned" if source.responsibility_id else "matched", source.items))
        onward.append(via)
    others = [(each.id, me, f"demand:{each.id}") for each in (shown.merged_into,) if each]
    others += [(each.id, f"demand:{each.id}", me) for each in shown.followers]
    for other, source_, target in others:
        links.append(Link(source_, target, "merged"))
        onward.append(f"demand:{other}")
    return _Found((node,), tuple(links), tuple(_steps(me, shown.steps)), tuple(onward))


def _steps(thing: str, steps: tuple[Step, ...]) -> Iterator[Event]:
    for step in steps:
        yield Event(step.at, thing, step.verb, step.name, step.department, step.opinion, step.basis, step.facts)


def _responsibility(look: Look, id_: str) -> _Found:
    shown = responsibilities.show(look, id_)
    me, summary = f"responsibility:{id_}", shown.summary
    node = Node("responsibility", id_, summary.number, summary.title, summary.owner, summary.state)
    onward = [f"demand:{each.id}" for each in shown.demands]
    links = []
    if summary.resource_id is not None:
        links.append(Link(me, f"resource:{summary.resource_id}", "fulfilled"))
        onward.append(f"resource:{summary.resource_id}")
    return _Found((node,), tuple(links), tuple(_steps(me, shown.steps)), tuple(onward))


def _resource(look: Look, id_: str) -> _Found:
    summary = catalog.show(look, id_).summary
    me = f"resource:{id_}"
    callable_ = summary.state == "published" and summary.accessed
    nodes = [Node("resource", id_, summary.code, summary.name, summary.department, summary.state, callable_)]
    links, events = [], list(_reviews(look, id_))
    events += (
        Event(version.published_at, me, "publish", "", None, facts={"version": version.version})
        for version in catalog.versions(look, id_)
        if version.published_at is not None
    )
    for binding in lists.bindings(look, id_):
        state = "answering" if binding.answering else "silent"
        nodes.append(Node("binding", binding.id, None, binding.kind, summary.department, state, bool(binding.answering)))
        links.append(Link(me, f"binding:{binding.id}", "bound"))
        if binding.succeeded_at is not None:
            events.append(Event(binding.succeeded_at, f"binding:{binding.id}", "answer", "", None))
    return _Found(tuple(nodes), tuple(links), tuple(events), tuple(_back(look, id_)))


def _reviews(look: Look, id_: str) -> Iterator[Event]:
    try:
        opinions = catalog.history(look, id_)
    except NotFound:
        # Reviews are shown to the parties of the review alone.
        return
    for said in opinions:
        yield Event(said.at, f"resource:{id_}", said.decision, said.reviewer, None, said.opinion, facts={"step": said.step})


def _back(look: Look, resource_id: str) -> Iterator[str]:
    """Yield what an entry is the source of."""
    served = select(SourceRow.demand_id).where(SourceRow.resource_id == resource_id, SourceRow.ended_at.is_(None))
    yield from (f"demand:{id_}" for id_ in look.session.scalars(served.order_by(SourceRow.id)))
    owed = select(ResponsibilityRow.id).where(ResponsibilityRow.resource_id == resource_id)
    yield from (f"responsibility:{id_}" for id_ in look.session.scalars(owed.order_by(ResponsibilityRow.id)))


_READERS: Final[Mapping[str, Callable[[Look, str], _Found]]] = {
    "demand": _demand,
    "responsibility": _responsibility,
    "resource": _resource,
}
