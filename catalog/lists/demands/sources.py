"""From where a demand is satisfied, and whether it is: the links to entries and responsibilities, and what follows when these change.

A demand is satisfied only by callable data: each of its sources must be a published entry whose binding answers. So whoever
changes that of an entry calls ``follow`` in the same work; no demand is ever satisfied by what cannot be called.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from catalog import trail
from catalog.lists import duties
from catalog.lists.demands.desk import cited, keep, step, thing_of
from catalog.lists.demands.model import DemandRow, SourceRow
from catalog.lists.demands.rules import is_satisfied
from catalog.lists.model import ResourceRow
from catalog.office import Look, Work

_WITH_SOURCES = ("fulfilling", "satisfied", "interrupted")


def is_callable(resource: ResourceRow | None) -> bool:
    """Tell whether the data of an entry can be called: it is published, and one of its bindings answers."""
    return resource is not None and resource.state == "published" and resource.accessed


def live(look: Look, demand_ids: Collection[str]) -> list[SourceRow]:
    """Return the sources that some demands have now, the oldest first."""
    query = select(SourceRow).where(SourceRow.demand_id.in_(demand_ids), SourceRow.ended_at.is_(None))
    return list(look.session.scalars(query.order_by(SourceRow.id)))


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
    if not rows:
        return
    _move(work, rows)
    settle(work, {row.demand_id for row in rows})


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
    for id_ in sorted(by_demand):
        demand = work.session.get_one(DemandRow, id_)
        if demand.state in _WITH_SOURCES:
            _settle(work, demand, by_demand[id_])


def _settle(work: Work, demand: DemandRow, rows: Sequence[SourceRow]) -> None:
    resources = [work.session.get(ResourceRow, row.resource_id) if row.resource_id else None for row in rows]
    # What a bulk statement has written of an entry in this work, the objects at hand do not know yet.
    for resource in resources:
        if resource is not None:
            work.session.refresh(resource, ("state", "accessed"))
    satisfied = is_satisfied([is_callable(resource) for resource in resources])
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
