"""What must hold of demands, responsibilities, applications and grants whatever was done to them: read in one look, judged without one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from catalog import trail
from catalog.calendars.model import CaseRow
from catalog.lists.demands.model import DemandRow, SourceRow, StandingRow, StepRow
from catalog.lists.demands.rules import DEMAND
from catalog.lists.model import ResourceRow
from catalog.lists.responsibilities.model import OwnerRow, ResponsibilityRow
from catalog.lists.responsibilities.rules import RESPONSIBILITY
from catalog.office import Look
from catalog.sharing.model import ApplicationRow, GrantRow
from catalog.sharing.rules import APPLICATION, BEGIN, GRANT, LIVE_GRANTS, OPEN_APPLICATIONS, last_instant

#: Which clocks run in which state, and how; in every other state none does.
DEMAND_CLOCKS = {
    "reviewing": {"demand_review": "open"},
    "returned": {"demand_review": "paused"},
    "resubmitted": {"demand_review": "paused"},
    "accepted": {"demand_match": "open"},
}
DUTY_CLOCKS = {
    "assigned": {"responsibility_claim": "open"},
    "objected": {"objection_ruling": "open"},
    "claimed": {"responsibility_plan": "open", "responsibility_fulfil": "open"},
    "planned": {"responsibility_fulfil": "open"},
}
#: Steps that tell of something without leading anywhere: they are no verbs of the state tables.
TOLD = ("file", "draft", "give", "follow", "succeed")
STATES = {"demand": DEMAND, "responsibility": RESPONSIBILITY, "application": APPLICATION, "grant": GRANT}
#: What the trail tells of a thing that leaves no step with its parties, for the thing is gone.
UNKEPT = ("delete",)


@dataclass(frozen=True, slots=True)
class Picture:
    """The rows of some demands, responsibilities, applications and their grants at one instant, by id or by ``kind:id``."""

    now: datetime
    demands: dict[str, Any]
    duties: dict[str, Any]
    applications: dict[str, Any]
    grants: dict[str, Any]
    sources: dict[str, list[Any]]
    owners: dict[str, list[str]]
    clocks: dict[str, list[Any]]
    steps: dict[str, list[tuple[str, str]]]
    standing: dict[str, list[Any]]

    def things(self) -> Iterator[tuple[str, Any]]:
        """Yield every thing as the trail calls it, with its row."""
        yield from ((f"demand:{id_}", row) for id_, row in self.demands.items())
        yield from ((f"responsibility:{id_}", row) for id_, row in self.duties.items())
        yield from ((f"application:{id_}", row) for id_, row in self.applications.items())
        yield from ((f"grant:{id_}", row) for id_, row in self.grants.items())


def nothing() -> Picture:
    """Return what is seen before anything is."""
    return Picture(datetime.min.replace(tzinfo=UTC), {}, {}, {}, {}, {}, {}, {}, {}, {})


def read(
    look: Look,
    demands: Collection[str] | None = None,
    duties: Collection[str] | None = None,
    applications: Collection[str] | None = None,
) -> Picture:
    """Read some demands, responsibilities and applications with what was granted on them, or all there are."""
    found = Picture(
        look.now,
        {row.id: row for row in _rows(look, DemandRow, DemandRow.id, demands)},
        {row.id: row for row in _rows(look, ResponsibilityRow, ResponsibilityRow.id, duties)},
        {row.id: row for row in _rows(look, ApplicationRow, ApplicationRow.id, applications)},
        {row.id: row for row in _rows(look, GrantRow, GrantRow.application_id, applications)},
        *(defaultdict(list) for _ in range(5)),
    )
    for row in _rows(look, StandingRow, StandingRow.demand_id, demands):
        found.standing[row.demand_id].append(row)
    things = [thing for thing, _ in found.things()] if demands is not None else None
    query = (
        select(SourceRow.demand_id, SourceRow.responsibility_id, SourceRow.resource_id, SourceRow.items)
        .add_columns(ResourceRow.state, ResourceRow.accessed, ResourceRow.successor_id)
        .outerjoin(ResourceRow, ResourceRow.id == SourceRow.resource_id)
        .where(SourceRow.ended_at.is_(None))
    )
    for row in look.session.execute(query if demands is None else query.where(SourceRow.demand_id.in_(demands))):
        found.sources[row.demand_id].append(row)
    for row in _rows(look, OwnerRow, OwnerRow.responsibility_id, duties):
        if row.until is None:
            found.owners[row.responsibility_id].append(row.department_id)
    for row in _rows(look, CaseRow, CaseRow.thing, things):
        found.clocks[row.thing].append(row)
    for row in sorted(_rows(look, StepRow, StepRow.thing, things), key=lambda row: (row.at, row.id)):
        found.steps[row.thing].append((row.verb, row.state))
    return found


def _rows(look: Look, model: Any, column: Any, wanted: Collection[str] | None) -> Any:
    query = select(*model.__table__.columns)
    return look.session.execute(query if wanted is None else query.where(column.in_(wanted)))


def hold(picture: Picture, resources: dict[str, Any]) -> None:
    """Hold a picture to everything that must be so; ``resources`` are the rows of the entries that responsibilities name."""
    for id_, row in picture.demands.items():
        assert row.state in DEMAND, row
        _hold_sources(row, picture.sources[id_], picture.duties, allowed(picture, id_))
        _hold_clocks(row.state, picture.clocks[f"demand:{id_}"], DEMAND_CLOCKS)
        assert (row.state == "merged") == (row.merged_into_id is not None), row
    for id_, row in picture.duties.items():
        assert row.state in RESPONSIBILITY, row
        expected = [] if row.state in ("draft", "cancelled") else [row.owner_id]
        assert picture.owners[id_] == expected, (row.state, picture.owners[id_], expected)
        _hold_clocks(row.state, picture.clocks[f"responsibility:{id_}"], DUTY_CLOCKS)
        _hold_entry(row, resources.get(row.resource_id))
    for row in picture.applications.values():
        _hold_application(picture, row, resources[row.resource_id])
    for row in picture.grants.values():
        _hold_grant(picture, row, resources[row.resource_id])


def allowed(picture: Picture, demand: str) -> set[str]:
    """Return the entries that a demand may call, by what has been granted to it."""
    now = picture.now
    standing = picture.standing[demand]
    return {row.resource_id for row in standing if row.since <= now and (row.until is None or now < row.until)}


def _hold_application(picture: Picture, row: Any, entry: Any) -> None:
    """An application waits for whom it has last gone to; none is on its way to an entry that has ended."""
    assert row.state in APPLICATION, row
    waiting = "application_check" if row.desk_id else f"reply_{row.sharing_type}"
    expected = {
        "submitted": {"department_review": "open"},
        "checking": {"application_check": "open"},
        "replying": {waiting: "open"},
        "returned": {waiting: "paused"},
        "resubmitted": {waiting: "paused", "department_review": "open"},
    }
    _hold_clocks(row.state, picture.clocks[f"application:{row.id}"], expected)
    assert (row.desk_id is None) or row.route[row.passed] == row.desk_id, row
    assert (row.signed_at is None) == (row.state in ("draft", "submitted") or row.signed_at is None), row
    assert (row.delivered_at is not None) or row.passed < len(row.route) or not row.route, row
    if row.state in OPEN_APPLICATIONS:
        assert entry.state in ("published", "offline"), (row.state, entry)
    given = [each for each in picture.grants.values() if each.application_id == row.id]
    assert len(given) == (row.state in ("agreed", "partly")), (row.state, given)
    assert (row.replied_at is not None) == (row.state in ("agreed", "partly", "refused")), row


def _hold_grant(picture: Picture, row: Any, entry: Any) -> None:
    """A grant is what its entry makes of it, and lets its demand call as long as it stands."""
    assert row.state in GRANT, row
    waits = row.provided_at is None
    expected = {"provisioning": {"share": "open"}, "suspended": {"share": "paused"} if waits else {}}
    _hold_clocks(row.state, picture.clocks[f"grant:{row.id}"], expected)
    assert (row.suspended_at is not None) or row.state != "suspended", row
    can_call = entry.state == "published" and entry.accessed
    if row.state in LIVE_GRANTS:
        assert entry.state in ("published", "offline"), (row.state, entry)
        assert entry.successor_id is None, entry
        end = last_instant(row)
        assert end is None or picture.now < end, "an end that is not recorded"
    if row.state == "provisioning":
        assert waits, row
        assert not can_call, entry
    if row.state == "active":
        assert not waits, row
    demand = picture.applications[row.application_id].demand_id
    standing = [each for each in picture.standing.get(demand, ()) if each.id == row.id]
    expected_standing = [(row.resource_id, row.valid_from, last_instant(row))] if row.state in ("provisioning", "active") else []
    if demand in picture.demands:
        assert [(each.resource_id, each.since, each.until) for each in standing] == expected_standing, row


def _hold_sources(demand: Any, live: list[Any], duties: dict[str, Any], may_call: Collection[str]) -> None:
    """A demand is what its sources make of it, and each source is what its responsibility says."""
    callable_ = [each.state == "published" and each.accessed and each.resource_id in may_call for each in live]
    expected = {"satisfied": all(callable_), "fulfilling": not all(callable_), "interrupted": not all(callable_)}
    if demand.state in expected:
        assert live, f"{demand.state} without sources"
        assert expected[demand.state], (demand.state, callable_)
    else:
        assert not live, f"{demand.state} with sources"
    assert all(each.successor_id is None for each in live), "a source that another stands for"
    direct = [each.resource_id for each in live if each.responsibility_id is None]
    assert len(direct) == len(set(direct)), "an entry twice"
    for each in live:
        duty = duties.get(each.responsibility_id)
        if duty is not None:
            assert duty.state not in ("draft", "cancelled"), f"a source that is {duty.state}"
            assert each.resource_id == (duty.resource_id if duty.state in ("fulfilled", "interrupted") else None), duty.state


def _hold_entry(duty: Any, entry: Any) -> None:
    """A responsibility is fulfilled by what can be called, and interrupted while that cannot."""
    if duty.state in ("fulfilled", "interrupted"):
        assert entry is not None
        assert (entry.state == "published" and entry.accessed) == (duty.state == "fulfilled"), (duty.state, entry)
        assert entry.successor_id is None
    elif duty.state != "cancelled":
        assert duty.resource_id is None, duty.state


def _hold_clocks(state: str, cases: list[Any], expected: dict[str, dict[str, str]]) -> None:
    running = {case.kind: "paused" if case.paused_on else "open" for case in cases if case.done_at is None}
    assert running == expected.get(state, {}), (state, running)
    for case in cases:
        assert case.days > 0, case
        assert min(case.extra_days, case.paused_days) >= 0, case
        assert case.opened_on <= case.due_on, case
        assert case.done_at is None or case.done_at >= case.opened_at, case
        assert all(start <= end for start, end in case.pauses), case


def entries_of(look: Look, picture: Picture) -> dict[str, Any]:
    """Return the rows of the entries with which responsibilities were fulfilled, that were applied for, or granted."""
    wanted = {row.resource_id for row in picture.duties.values() if row.resource_id}
    wanted |= {row.resource_id for row in (*picture.applications.values(), *picture.grants.values())}
    query = select(ResourceRow.id, ResourceRow.state, ResourceRow.accessed, ResourceRow.successor_id)
    return {row.id: row for row in look.session.execute(query.where(ResourceRow.id.in_(wanted)))} if wanted else {}


@dataclass(slots=True)
class Told:
    """What the trail has told so far of demands, responsibilities, applications and grants: their steps, and the state that each is in."""

    seq: int = 0
    steps: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    states: dict[str, str] = field(default_factory=dict)

    def follow(self, look: Look) -> list[trail.Row]:
        """Read on, and hold each row to the state tables; return what is new."""
        new = trail.follow(look, self.seq, limit=100_000)
        for row in new:
            kind, _, id_ = row.thing.partition(":")
            if kind in STATES and id_:
                self._take(row, STATES[kind])
        self.seq = new[-1].seq if new else self.seq
        return new

    def _take(self, row: trail.Row, table: Any) -> None:
        verb = row.verb.partition(":")[2]
        known = self.states.get(row.thing)
        before, after = row.changes.get("state", (known, known))
        if known is None and verb == "assign":
            # A responsibility that comes from a demand was never seen as a draft; the trail has its content all the same.
            assert row.changes["content"][1], row
            known = "draft"
        assert before == known, (row.verb, before, known)
        if verb in UNKEPT:
            assert verb in table[known], (known, verb)
            del self.states[row.thing], self.steps[row.thing]
            return
        if verb in TOLD:
            assert after == (known or BEGIN.get(row.thing.partition(":")[0], "draft")), row
        else:
            assert table[known].get(verb) == after, (known, verb, after)
        self.states[row.thing] = after
        self.steps[row.thing].append((verb, after))

    def agree(self, picture: Picture) -> None:
        """Hold rows and steps to what the trail has told of them."""
        for thing, row in picture.things():
            assert self.states.get(thing) == row.state, (thing, self.states.get(thing), row.state)
            assert self.steps[thing] == picture.steps[thing], (thing, self.steps[thing], picture.steps[thing])
