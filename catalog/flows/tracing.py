"""The trace of a demand, a responsibility, an entry, an application or a grant: everything that hangs together with it, and every step on the way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from catalog.calendars import Case
from catalog.calendars.queries import extended
from catalog.errors import NotFound
from catalog.lists import queries as catalog
from catalog.lists.demands import desk as demand_desk
from catalog.lists.demands import queries as demands
from catalog.lists.demands import sources
from catalog.lists.demands.model import DemandRow, SourceRow
from catalog.lists.demands.queries import Step
from catalog.lists.desk import place_of
from catalog.lists.model import BindingRow, ResourceRow, ReviewRow, VersionRow
from catalog.lists.responsibilities import desk
from catalog.lists.responsibilities import queries as responsibilities
from catalog.lists.responsibilities.model import ResponsibilityRow
from catalog.office import Look
from catalog.people.model import DepartmentRow, OfficialRow
from catalog.rights import may
from catalog.sharing.applications import queries as applications
from catalog.sharing.applications.desk import visible as visible_applications
from catalog.sharing.grants import queries as grants
from catalog.sharing.grants.desk import visible as visible_grants
from catalog.sharing.model import ApplicationRow, GrantRow

Kind = Literal["demand", "responsibility", "resource", "binding", "application", "grant"]

#: A trace goes no further than this: what hangs together with a base register is half the catalog.
MOST_NODES: Final = 200

#: Steps of a demand that follow from what was done to another thing at the same instant, and are told after it.
_FOLLOWING: Final = ("succeed", "reopen", "satisfy", "interrupt", "follow")


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
    """How one thing (``kind:id``) leads to another: matched, assigned, fulfilled, …, granted, opens; ``items`` that it is for."""

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
    """What was read of one thing, and to which others it leads; ``passing``: links past a thing that may be hidden, by that thing."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    events: tuple[Event, ...]
    onward: tuple[str, ...]
    passing: tuple[tuple[str, Link], ...] = ()


def trace(look: Look, reference: str) -> Trace:
    """Follow a demand, responsibility, entry, application or grant (by id, number or code) to everything that hangs together with it.

    Raises
    ------
    NotFound
        There is no such thing, or the actor may not know of it.
    """
    start = _start(look, reference)
    found: dict[str, _Found] = {}
    hidden: set[str] = set()
    level = [start]
    while level and len(found) < MOST_NODES:
        taken, left = level[: MOST_NODES - len(found)], level[MOST_NODES - len(found) :]
        read = _read(look, taken)
        # Part of the whole belongs to others, and is not shown.
        hidden.update(thing for thing in taken if thing not in read)
        found |= {thing: read[thing] for thing in taken if thing in read}
        onward = [*left, *(thing for each in read.values() for thing in each.onward)]
        level = [thing for thing in dict.fromkeys(onward) if thing not in found and thing not in hidden]
    return Trace(
        start=start,
        nodes=tuple(node for each in found.values() for node in each.nodes),
        links=_links(found.values()),
        events=tuple(sorted((event for each in found.values() for event in each.events), key=_moment)),
        complete=not level,
    )


def _links(found: Collection[_Found]) -> tuple[Link, ...]:
    seen = {f"{node.kind}:{node.id}" for each in found for node in each.nodes}
    links = {link for each in found for link in each.links}
    links |= {link for each in found for via, link in each.passing if via not in seen}
    shown = (link for link in links if {link.source, link.target} <= seen)
    return tuple(sorted(shown, key=lambda link: (link.source, link.relation, link.target)))


def _moment(event: Event) -> tuple[datetime, bool, bool]:
    return event.at, event.thing.startswith("demand:") and event.verb in _FOLLOWING, event.verb == "follow"


def _start(look: Look, reference: str) -> str:
    """Return what a reference names as ``kind:id``."""
    for kind, show in _SHOWN:
        try:
            shown = show(look, reference)
        except NotFound:
            continue
        return f"{kind}:{shown.summary.id}"
    return f"resource:{catalog.show(look, reference).summary.id}"


def _read(look: Look, things: Sequence[str]) -> dict[str, _Found]:
    """Read things of any kind, those of one kind together, in the order they are named; what may not be seen is left out."""
    ids: dict[str, list[str]] = {}
    for kind, _, id_ in (thing.partition(":") for thing in things):
        ids.setdefault(kind, []).append(id_)
    read = {f"{kind}:{id_}": each for kind in ids for id_, each in _READERS[kind](look, ids[kind]).items()}
    return {thing: read[thing] for thing in things if thing in read}


def _demands(look: Look, ids: Sequence[str]) -> dict[str, _Found]:
    query = select(DemandRow, DepartmentRow.name).join(DepartmentRow, DepartmentRow.id == DemandRow.department_id)
    rows = look.session.execute(query.where(DemandRow.id.in_(ids), demand_desk.visible(look.actor))).all()
    seen = [row.id for row, _ in rows]
    steps = demands.steps_of(look, [f"demand:{id_}" for id_ in seen])
    sourced: dict[str, list[SourceRow]] = {}
    for source in sources.live(look, seen):
        sourced.setdefault(source.demand_id, []).append(source)
    merged = select(DemandRow.merged_into_id, DemandRow.id).where(DemandRow.merged_into_id.in_(seen))
    followers: dict[str, list[str]] = {}
    for into, follower in look.session.execute(merged.order_by(DemandRow.year, DemandRow.serial)):
        followers.setdefault(str(into), []).append(f"demand:{follower}")
    asked = _asked(look, ApplicationRow.demand_id, seen)
    return {
        row.id: _demand(
            row,
            department,
            sourced.get(row.id, []),
            followers.get(row.id, []),
            asked.get(row.id, []),
            steps[f"demand:{row.id}"],
        )
        for row, department in rows
    }


def _asked(look: Look, column: InstrumentedAttribute[Any], ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the applications that have each of some ids in a column."""
    found: dict[str, list[str]] = {}
    query = select(column, ApplicationRow.id).where(column.in_(ids)).order_by(ApplicationRow.year, ApplicationRow.serial)
    for id_, application in look.session.execute(query):
        found.setdefault(str(id_), []).append(f"application:{application}")
    return found


def _demand(
    row: DemandRow,
    department: str,
    sourced: Sequence[SourceRow],
    followers: Sequence[str],
    asked: Sequence[str],
    steps: Sequence[Step],
) -> _Found:
    me = f"demand:{row.id}"
    links, passing = [Link(me, application, "applied") for application in asked], []
    for source in sourced:
        via = f"responsibility:{source.responsibility_id}" if source.responsibility_id else f"resource:{source.resource_id}"
        links.append(Link(me, via, "assigned" if source.responsibility_id else "matched", tuple(source.items)))
        if source.responsibility_id and source.resource_id:
            # Who needs the data does not see whose duty it was, but does see the data.
            passing.append((via, Link(me, f"resource:{source.resource_id}", "fulfilled", tuple(source.items))))
    into = [f"demand:{row.merged_into_id}"] if row.merged_into_id else []
    onward = [*(link.target for link in links), *into, *followers, *(link.target for _, link in passing)]
    links += [Link(me, other, "merged") for other in into] + [Link(other, me, "merged") for other in followers]
    node = Node("demand", row.id, row.number, row.title, department, row.state)
    return _Found((node,), tuple(links), tuple(_events(me, steps)), tuple(onward), tuple(passing))


def _events(thing: str, steps: Sequence[Step]) -> Iterator[Event]:
    for step in steps:
        yield Event(step.at, thing, step.verb, step.name, step.department, step.opinion, step.basis, step.facts)


def _responsibilities(look: Look, ids: Sequence[str]) -> dict[str, _Found]:
    query = select(ResponsibilityRow, DepartmentRow.name).join(DepartmentRow, DepartmentRow.id == ResponsibilityRow.owner_id)
    rows = look.session.execute(query.where(ResponsibilityRow.id.in_(ids), desk.visible(look.actor))).all()
    seen = [row.id for row, _ in rows]
    things = [f"responsibility:{id_}" for id_ in seen]
    steps, longer = demands.steps_of(look, things), extended(look, things)
    served = select(SourceRow.responsibility_id, SourceRow.demand_id).order_by(SourceRow.id)
    onward: dict[str, list[str]] = {}
    for id_, demand in look.session.execute(served.where(SourceRow.responsibility_id.in_(seen), SourceRow.ended_at.is_(None))):
        onward.setdefault(str(id_), []).append(f"demand:{demand}")
    return {
        row.id: _responsibility(
            row, owner, onward.get(row.id, []), (*_events(thing, steps[thing]), *_extensions(longer.get(thing, ())))
        )
        for thing, (row, owner) in zip((f"responsibility:{row.id}" for row, _ in rows), rows, strict=True)
    }


def _extensions(cases: Sequence[Case]) -> Iterator[Event]:
    """Tell of clocks that were given more days: who entered it, with whose consent, and why."""
    for case in cases:
        said = case.extension or {}
        facts = {"consent": said["by"], "consent_on": said["on"], "due_on": case.due_on.isoformat()}
        at = datetime.fromisoformat(said["at"])
        yield Event(at, case.thing, "extend", said["entered_by"], None, said["reason"], facts=facts)


def _responsibility(row: ResponsibilityRow, owner: str, served: Sequence[str], events: Sequence[Event]) -> _Found:
    me = f"responsibility:{row.id}"
    links = (Link(me, f"resource:{row.resource_id}", "fulfilled"),) if row.resource_id else ()
    node = Node("responsibility", row.id, row.number, row.title, owner, row.state)
    return _Found((node,), links, tuple(events), (*served, *(link.target for link in links)))


def _resources(look: Look, ids: Sequence[str]) -> dict[str, _Found]:
    query = select(ResourceRow, DepartmentRow.name).join(DepartmentRow, DepartmentRow.id == ResourceRow.provider_id)
    rows = look.session.execute(query.where(ResourceRow.id.in_(ids), catalog.visible(look.actor))).all()
    seen = [row.id for row, _ in rows]
    events = _published(look, seen)
    # Reviews are shown to the parties of the review alone.
    parties = [row.id for row, _ in rows if may(look.actor, "resource:read_draft", place_of(row))]
    for id_, reviews in _reviews(look, parties).items():
        events[id_] = [*reviews, *events.get(id_, ())]
    bound, back = _bindings(look, seen), _back(look, seen)
    return {
        row.id: _resource(row, department, events.get(row.id, ()), bound.get(row.id, ()), back.get(row.id, ()))
        for row, department in rows
    }


def _resource(
    row: ResourceRow, department: str, events: Sequence[Event], bound: Sequence[BindingRow], back: Sequence[str]
) -> _Found:
    me = f"resource:{row.id}"
    nodes = [Node("resource", row.id, row.code, row.name, department, row.state, sources.is_callable(row))]
    nodes += (_binding(each, department) for each in bound)
    links = tuple(Link(me, f"binding:{each.id}", "bound") for each in bound)
    return _Found(tuple(nodes), links, (*events, *_answers(bound)), tuple(back))


def _answers(bound: Sequence[BindingRow]) -> Iterator[Event]:
    for each in bound:
        if each.succeeded_at is not None:
            yield Event(each.succeeded_at, f"binding:{each.id}", "answer", "", None)


def _binding(row: BindingRow, department: str) -> Node:
    return Node("binding", row.id, None, row.kind, department, "answering" if row.answering else "silent", bool(row.answering))


def _published(look: Look, ids: Sequence[str]) -> dict[str, list[Event]]:
    """Return when versions of some entries were published."""
    query = select(VersionRow.resource_id, VersionRow.published_at, VersionRow.number).where(VersionRow.resource_id.in_(ids))
    found: dict[str, list[Event]] = {}
    for id_, at, number in look.session.execute(query.order_by(VersionRow.number)):
        if at is not None:
            found.setdefault(id_, []).append(Event(at, f"resource:{id_}", "publish", "", None, facts={"version": number}))
    return found


def _reviews(look: Look, ids: Sequence[str]) -> dict[str, list[Event]]:
    """Return who submitted versions of some entries, and what their reviewers said."""
    found: dict[str, list[Event]] = {}
    submitted = select(VersionRow.resource_id, VersionRow.submitted_at, VersionRow.number, OfficialRow.name)
    submitted = submitted.join(OfficialRow, OfficialRow.id == VersionRow.submitted_by).where(VersionRow.resource_id.in_(ids))
    for id_, at, number, name in look.session.execute(submitted.order_by(VersionRow.number)):
        if at is not None:
            found.setdefault(id_, []).append(Event(at, f"resource:{id_}", "submit", name, None, facts={"version": number}))
    reviewed = select(ReviewRow, OfficialRow.name).outerjoin(OfficialRow, OfficialRow.login == ReviewRow.reviewer)
    reviewed = reviewed.where(ReviewRow.resource_id.in_(ids))
    for row, name in look.session.execute(reviewed.order_by(ReviewRow.at, ReviewRow.id)):
        thing, facts = f"resource:{row.resource_id}", {"step": row.step}
        event = Event(row.at, thing, row.decision, name or row.reviewer, None, row.opinion, facts=facts)
        found.setdefault(row.resource_id, []).append(event)
    return found


def _bindings(look: Look, ids: Sequence[str]) -> dict[str, list[BindingRow]]:
    found: dict[str, list[BindingRow]] = {}
    for row in look.session.scalars(select(BindingRow).where(BindingRow.resource_id.in_(ids)).order_by(BindingRow.id)):
        found.setdefault(row.resource_id, []).append(row)
    return found


def _back(look: Look, ids: Sequence[str]) -> dict[str, list[str]]:
    """Return what some entries are the sources of, who has applied for them, and to whom they are granted."""
    served = select(SourceRow.resource_id, SourceRow.demand_id).where(
        SourceRow.resource_id.in_(ids), SourceRow.ended_at.is_(None)
    )
    owed = select(ResponsibilityRow.resource_id, ResponsibilityRow.id).where(ResponsibilityRow.resource_id.in_(ids))
    found = _asked(look, ApplicationRow.resource_id, ids)
    given = select(GrantRow.resource_id, GrantRow.id).where(GrantRow.resource_id.in_(ids))
    for entry, grant in look.session.execute(given.order_by(GrantRow.year, GrantRow.serial)):
        found.setdefault(entry, []).append(f"grant:{grant}")
    for kind, query in (("demand", served.order_by(SourceRow.id)), ("responsibility", owed.order_by(ResponsibilityRow.id))):
        for id_, other in look.session.execute(query):
            found.setdefault(str(id_), []).append(f"{kind}:{other}")
    return found


def _applications(look: Look, ids: Sequence[str]) -> dict[str, _Found]:
    query = select(ApplicationRow, DepartmentRow.name).join(DepartmentRow, DepartmentRow.id == ApplicationRow.department_id)
    rows = look.session.execute(query.where(ApplicationRow.id.in_(ids), visible_applications(look.actor))).all()
    seen = [row.id for row, _ in rows]
    steps = demands.steps_of(look, [f"application:{id_}" for id_ in seen])
    given: dict[str, list[str]] = {}
    for application, grant in look.session.execute(
        select(GrantRow.application_id, GrantRow.id).where(GrantRow.application_id.in_(seen))
    ):
        given.setdefault(application, []).append(f"grant:{grant}")
    return {
        row.id: _application(row, department, given.get(row.id, []), steps[f"application:{row.id}"]) for row, department in rows
    }


def _application(row: ApplicationRow, department: str, given: Sequence[str], steps: Sequence[Step]) -> _Found:
    me = f"application:{row.id}"
    links = [Link(me, f"resource:{row.resource_id}", "wanted", tuple(row.content.get("items", ())))]
    links += [Link(me, grant, "granted") for grant in given]
    onward = [*(link.target for link in links), *([f"demand:{row.demand_id}"] if row.demand_id else [])]
    node = Node("application", row.id, row.number, row.title, department, row.state)
    return _Found((node,), tuple(links), tuple(_events(me, steps)), tuple(onward))


def _grants(look: Look, ids: Sequence[str]) -> dict[str, _Found]:
    query = select(GrantRow, DepartmentRow.name).join(DepartmentRow, DepartmentRow.id == GrantRow.consumer_id)
    rows = look.session.execute(query.where(GrantRow.id.in_(ids), visible_grants(look.actor))).all()
    steps = demands.steps_of(look, [f"grant:{row.id}" for row, _ in rows])
    return {row.id: _grant(row, consumer, steps[f"grant:{row.id}"]) for row, consumer in rows}


def _grant(row: GrantRow, consumer: str, steps: Sequence[Step]) -> _Found:
    me = f"grant:{row.id}"
    links = (Link(me, f"resource:{row.resource_id}", "opens", tuple(row.items)),)
    node = Node("grant", row.id, row.number, row.title, consumer, row.state)
    return _Found((node,), links, tuple(_events(me, steps)), (links[0].target, f"application:{row.application_id}"))


_SHOWN: Final[tuple[tuple[str, Callable[[Look, str], Any]], ...]] = (
    ("demand", demands.show),
    ("responsibility", responsibilities.show),
    ("application", applications.show),
    ("grant", grants.show),
)
"""How what a reference names is found, kind by kind; what is none of these is an entry."""

_READERS: Final[Mapping[str, Callable[[Look, Sequence[str]], dict[str, _Found]]]] = {
    "demand": _demands,
    "responsibility": _responsibilities,
    "resource": _resources,
    "application": _applications,
    "grant": _grants,
}
