"""From where a demand is satisfied, and whether it is: the links to entries and responsibilities, and what follows when these change.

A demand is satisfied only by data that it can call: each of its sources must be a published entry whose binding answers, and the
demander must be allowed to call it: it is its own, or has been granted to it. So whoever changes the first calls ``follow``, and
whoever grants or takes away calls ``allow`` or ``disallow``, in the same work; no demand is ever satisfied by what it cannot call.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select

from catalog import trail
from catalog.lists import duties
from catalog.lists.demands.desk import cited, keep, step, thing_of
from catalog.lists.demands.model import DemandRow, SourceRow, StandingRow
from catalog.lists.demands.rules import is_satisfied
from catalog.lists.model import ResourceRow
from catalog.office import Look, Work
from catalog.people import queries as people

_WITH_SOURCES = ("fulfilling", "satisfied", "interrupted")


def is_callable(resource: ResourceRow | None) -> bool:
    """Tell whether the data of an entry can be called: it is published, and one of its bindings answers."""
    return resource is not None and resource.state == "published" and resource.accessed


def live(look: Look, demand_ids: Collection[str]) -> list[SourceRow]:
    """Return the sources that some demands have now, the oldest first."""
    query = select(SourceRow).where(SourceRow.demand_id.in_(demand_ids), SourceRow.ended_at.is_(None))
    return list(look.session.scalars(query.order_by(SourceRow.id)))


def allowed(look: Look, rows: Iterable[SourceRow]) -> frozenset[str]:
    """Return the ids of those sources whose entry their demander may call now: its own, or one that it has been granted."""
    ids = [row.id for row in rows]
    query = (
        select(SourceRow.id, SourceRow.demand_id, SourceRow.resource_id, DemandRow.department_id, ResourceRow.provider_id)
        .join(DemandRow, DemandRow.id == SourceRow.demand_id)
        .join(ResourceRow, ResourceRow.id == SourceRow.resource_id)
        .where(SourceRow.id.in_(ids))
    )
    found = look.session.execute(query).all() if ids else []
    parties = {party for row in found for party in (row.department_id, row.provider_id)}
    present = people.resolve_all(look.session, parties, look.today)
    standing = _standing(look, {row.demand_id for row in found})
    return frozenset(
        row.id
        for row in found
        if (row.demand_id, row.resource_id) in standing
        or (present[row.provider_id] is not None and present[row.provider_id] == present[row.department_id])
    )


def _standing(look: Look, demand_ids: Collection[str]) -> set[tuple[str, str]]:
    now = (StandingRow.since <= look.now) & or_(StandingRow.until.is_(None), StandingRow.until > look.now)
    query = select(StandingRow.demand_id, StandingRow.resource_id).where(StandingRow.demand_id.in_(demand_ids), now)
    return {(demand, resource) for demand, resource in look.session.execute(query)} if demand_ids else set()


def allow(work: Work, grant: str, demand_id: str, resource_id: str, *, since: datetime, until: datetime | None) -> None:
    """Let a demand call an entry from one instant until another; ``grant`` names what allows it, whose last word counts."""
    row = work.session.get(StandingRow, grant)
    if row is None:
        row = StandingRow(id=grant, demand_id=demand_id)
        work.session.add(row)
    row.resource_id, row.since, row.until = resource_id, since, until
    work.session.flush()
    settle(work, [demand_id])


def disallow(work: Work, grant: str) -> None:
    """Let what has been granted (``grant``) stand no longer; nothing if it does not."""
    row = work.session.get(StandingRow, grant)
    if row is not None:
        work.session.delete(row)
        work.session.flush()
        settle(work, [row.demand_id])


def add(
    work: Work, demand: DemandRow, items: Sequence[str], *, resource_id: str | None = None, responsibility_id: str | None = None
) -> SourceRow:
    """Give a demand a source for some of its items."""
    row = SourceRow(id=work.new_id(), demand_id=demand.id, items=list(items), created_at=work.now)
    row.resource_id, row.responsibility_id = resource_id, responsibility_id
    work.session.add(row)
    work.session.flush()
    return row


def end_all(work: Work, demand: DemandRow, outcome: str) -> None:
    """Give up every source of a demand that has ended, and stop its clocks."""
    for row in live(work, [demand.id]):
        row.ended_at = work.now
    for kind in (duties.DEMAND_REVIEW, duties.DEMAND_MATCH):
        duties.finish(work, thing_of(demand), kind, outcome)
    work.session.flush()


def follow(work: Work, resource_ids: Collection[str]) -> None:
    """Let demands follow entries that were changed: to a successor, into satisfaction and out of it.

    Called by every verb that changes whether an entry can be called, in the same work.
    """
    query = select(SourceRow).where(SourceRow.resource_id.in_(resource_ids), SourceRow.ended_at.is_(None))
    rows = list(work.session.scalars(query))
    _move_standing(work, resource_ids)
    if not rows:
        return
    _move(work, rows)
    settle(work, {row.demand_id for row in rows})


def _move_standing(work: Work, resource_ids: Collection[str]) -> None:
    """Let what stood for an entry stand for the one in its place."""
    query = select(StandingRow, ResourceRow.successor_id).join(ResourceRow, ResourceRow.id == StandingRow.resource_id)
    query = query.where(StandingRow.resource_id.in_(resource_ids), ResourceRow.successor_id.is_not(None))
    for standing, successor in work.session.execute(query).all():
        standing.resource_id = str(successor)
    work.session.flush()


def _move(work: Work, rows: Sequence[SourceRow]) -> None:
    """Let sources whose entry was superseded or merged be the entry that stands in its place."""
    for row in rows:
        resource = work.session.get_one(ResourceRow, row.resource_id)
        if resource.successor_id is None:
            continue
        if row.responsibility_id is None:
            _succeed(work, row, work.session.get_one(ResourceRow, resource.successor_id))
        else:
            row.resource_id = resource.successor_id
    work.session.flush()


def _succeed(work: Work, row: SourceRow, successor: ResourceRow) -> None:
    """Match a demand with the entry that stands in the place of another; if it is already, one source is for the items of both."""
    demand = work.session.get_one(DemandRow, row.demand_id)
    same = (each for each in live(work, [demand.id]) if each.responsibility_id is None and each.resource_id == successor.id)
    present = next(same, None)
    if present is not None:
        present.items = list(dict.fromkeys((*present.items, *row.items)))
        row.ended_at = work.now
    keep(work, thing_of(demand), "succeed", demand.state, facts={"resource": successor.id, "code": successor.code})
    changes = {"resource": [row.resource_id, successor.id]}
    trail.record(work, "demand:succeed", demand.id, changes=changes, name=demand.title)
    if present is None:
        row.resource_id = successor.id
    work.session.flush()


def settle(work: Work, demand_ids: Collection[str]) -> None:
    """Judge demands by the sources they have now: satisfy, interrupt, or let those be matched again that have none left."""
    by_demand: dict[str, list[SourceRow]] = {id_: [] for id_ in demand_ids}
    for row in live(work, demand_ids):
        by_demand[row.demand_id].append(row)
    may_call = allowed(work, (row for rows in by_demand.values() for row in rows))
    for id_ in sorted(by_demand):
        demand = work.session.get_one(DemandRow, id_)
        if demand.state in _WITH_SOURCES:
            _settle(work, demand, by_demand[id_], may_call)


def _settle(work: Work, demand: DemandRow, rows: Sequence[SourceRow], may_call: Collection[str]) -> None:
    resources = [work.session.get(ResourceRow, row.resource_id) if row.resource_id else None for row in rows]
    # What a bulk statement has written of an entry in this work, the objects at hand do not know yet.
    for resource in resources:
        if resource is not None:
            work.session.refresh(resource, ("state", "accessed"))
    found = zip(rows, resources, strict=True)
    satisfied = is_satisfied([row.id in may_call and is_callable(resource) for row, resource in found])
    if not rows and demand.state != "satisfied":
        step(work, demand, "reopen")
        duties.begin(work, thing_of(demand), duties.DEMAND_MATCH, title=demand.title, region=str(demand.desk_id))
    elif satisfied and demand.state != "satisfied":
        step(work, demand, "satisfy")
        demand.satisfied_at = work.now
        tell(work, demand, "satisfy")
    elif not satisfied and demand.state == "satisfied":
        step(work, demand, "interrupt")
        tell(work, demand, "interrupt")


def tell(
    work: Work, demand: DemandRow, verb: str, *, opinion: str | None = None, basis: Sequence[Mapping[str, str]] | None = None
) -> None:
    """Tell those whose demands were merged into this one what became of it; of a refusal, why and by which law (Decree 809, art. 22)."""
    for follower in work.session.scalars(select(DemandRow).where(DemandRow.merged_into_id == demand.id).order_by(DemandRow.id)):
        said = {"verb": verb, "demand": demand.number}
        keep(work, thing_of(follower), "follow", follower.state, opinion=opinion, basis=basis, facts=said)
        changes = {"followed": [None, verb], "demand": [None, demand.id]}
        trail.record(work, "demand:follow", follower.id, changes=changes, name=follower.title, basis=cited(basis))
        tell(work, follower, verb, opinion=opinion, basis=basis)
