"""Random verbs by random people on random days: whatever they do, no demand is satisfied by what cannot be called."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, or_, select

from catalog import lists
from catalog.calendars.model import CaseRow
from catalog.errors import Refusal
from catalog.lists import demands, responsibilities
from catalog.lists.demands import Chosen
from catalog.lists.demands.model import DemandRow, SourceRow, StepRow
from catalog.lists.demands.rules import DEMAND
from catalog.lists.model import ResourceRow
from catalog.lists.responsibilities.model import OwnerRow, ResponsibilityRow
from catalog.lists.responsibilities.rules import RESPONSIBILITY
from catalog.office import Look
from catalog.rights import Actor
from catalog.trail.model import TrailRow
from tests.conftest import Clock, Databases
from tests.lists.conftest import settle
from tests.lists.loop import BASIS, Loop, create_demand, create_duty

WALKS, STEPS = 10, 80

Verb = Callable[[], Any]


class Walker:
    """Does one random thing after the other; what is refused must leave nothing behind."""

    def __init__(self, town: Loop, clock: Clock, seed: int) -> None:
        self.town, self.clock, self.random = town, clock, Random(seed)
        self.people = [
            town.applicant,
            town.signer,
            town.local_applicant,
            town.local_signer,
            town.registrar,
            town.outsider,
            town.authority,
            town.local_authority,
        ]
        self.entries = [town.callable().id, town.published().id]
        # A walk that began at the beginning would seldom come to the end.
        demands_ = [town.accepted(title=f"低保对象名单甲{number}") for number in range(2)]
        self.demands = [demand.id for demand in demands_]
        self.owed = [town.claimed(demands_[0]).id]
        self.done: dict[str, int] = {}

    def step(self) -> None:
        name, verb = self.random.choice(self._verbs())
        before = self._trail()
        try:
            verb()
        except Refusal:
            assert self._trail() == before, f"{name} was refused and left something behind"
            return
        self.done[name] = self.done.get(name, 0) + 1

    def _trail(self) -> int:
        with self.town.look() as look:
            return look.session.scalar(select(func.count()).select_from(TrailRow)) or 0

    # -- What may be done

    def _verbs(self) -> list[tuple[str, Verb]]:
        verbs: list[tuple[str, Verb]] = [("file", self._file), ("draft", self._draft), ("wait", self._wait)]
        if self.demands:
            verbs += [(name, self._on_demand(name)) for name in _DEMAND_VERBS]
            verbs += [("match", self._match)] * 4 + [("assign", self._assign), ("merge", self._merge)]
        if self.owed:
            verbs += [(name, self._on_responsibility(name)) for name in _RESPONSIBILITY_VERBS]
            verbs += [("fulfil", self._fulfil)] * 4 + [("reassign", self._reassign)]
        if self.owed and self.demands:
            verbs.append(("link", self._link))
        return [*verbs, *[("turn", self._turn)] * 4, ("end", self._end)]

    def _who(self, *likely: Actor) -> Actor:
        """Return mostly somebody who may, sometimes anybody."""
        return self.random.choice(likely if self.random.random() < 0.85 else self.people)

    def _wait(self) -> None:
        self.clock.advance(days=self.random.randint(1, 4))

    def _file(self) -> None:
        actor = self._who(self.town.applicant, self.town.local_applicant)
        content = create_demand(title=f"低保对象名单{len(self.demands)}")
        self.demands.append(self.town.do(actor, demands.file, actor.department, content).id)

    def _draft(self) -> None:
        owner = self.random.choice([self.town.traffic, self.town.finance])
        self.owed.append(self.town.do(self._who(self.town.authority), responsibilities.draft, owner, create_duty()).id)

    def _on_demand(self, name: str) -> Verb:
        def verb() -> None:
            demand = self._demand(name)
            mine = demand.department_id == self.town.finance
            near = {
                "applicant": self.town.applicant if mine else self.town.local_applicant,
                "signer": self.town.signer if mine else self.town.local_signer,
                "desk": self.town.local_authority if demand.desk_id == self.town.district else self.town.authority,
            }
            role, named = _DEMAND_VERBS[name]
            if name == "return" and demand.state in ("submitted", "resubmitted"):
                role = "signer"
            function = getattr(demands, "return_" if name == "return" else name)
            extra = (create_demand(),) if name == "edit" else ()
            self.town.do(self._who(near[role]), function, demand.id, *extra, revision=self._read(demand.revision), **named)

        return verb

    def _demand(self, verb: str) -> DemandRow:
        """Return a demand to which the verb can mostly be done, as a look reads it."""
        with self.town.look() as look:
            rows = list(look.session.scalars(select(DemandRow).where(DemandRow.id.in_(self.demands)).order_by(DemandRow.id)))
        able = [row for row in rows if verb in DEMAND[row.state]]
        return self.random.choice(able if able and self.random.random() < 0.9 else rows)

    def _read(self, revision: int) -> int:
        return revision if self.random.random() < 0.95 else revision - 1

    def _match(self) -> None:
        demand = self._demand("match")
        items = self.random.choice([(), ("姓名",), ("保障金额",), ("住址",)])
        chosen = [Chosen(self.random.choice(self.entries), items)]
        self.town.do(self._who(self.town.authority), demands.match, demand.id, chosen, revision=self._read(demand.revision))

    def _assign(self) -> None:
        demand = self._demand("assign")
        owner = self.random.choice([self.town.traffic, self.town.finance])
        actor, revision = self._who(self.town.authority), self._read(demand.revision)
        self.owed.append(self.town.do(actor, responsibilities.assign_for_demand, demand.id, owner, revision=revision).id)

    def _merge(self) -> None:
        demand, into = self._demand("merge"), self._demand("merge")
        self.town.do(self._who(self.town.authority), demands.merge, demand.id, into=into.id, revision=self._read(demand.revision))

    def _responsibility(self, verb: str) -> ResponsibilityRow:
        with self.town.look() as look:
            query = select(ResponsibilityRow).where(ResponsibilityRow.id.in_(self.owed)).order_by(ResponsibilityRow.id)
            rows = list(look.session.scalars(query))
        able = [row for row in rows if verb in RESPONSIBILITY[row.state]]
        return self.random.choice(able if able and self.random.random() < 0.9 else rows)

    def _on_responsibility(self, name: str) -> Verb:
        def verb() -> None:
            row = self._responsibility(name)
            owner = self.town.registrar if row.owner_id == self.town.traffic else self.town.outsider
            role, extra, named = _RESPONSIBILITY_VERBS[name]
            function = getattr(responsibilities, "object_" if name == "object" else name)
            actor = self._who(owner if role == "owner" else self.town.authority)
            self.town.do(actor, function, row.id, *extra, revision=self._read(row.revision), **named)

        return verb

    def _fulfil(self) -> None:
        row = self._responsibility("fulfil")
        owner = self.town.registrar if row.owner_id == self.town.traffic else self.town.outsider
        entry = self.random.choice(self.entries)
        self.town.do(self._who(owner), responsibilities.fulfil, row.id, entry, revision=self._read(row.revision))

    def _reassign(self) -> None:
        row = self._responsibility("reassign")
        to = self.random.choice([self.town.traffic, self.town.finance])
        named = {"opinion": "改派", "revision": self._read(row.revision)}
        self.town.do(self._who(self.town.authority), responsibilities.reassign, row.id, to, **named)

    def _link(self) -> None:
        row, demand = self._responsibility("claim"), self._demand("assign")
        self.town.do(self._who(self.town.authority), responsibilities.link, row.id, demand.id, revision=demand.revision)

    def _turn(self) -> None:
        self.town.turn(self.random.choice(self.entries), answering=self.random.random() < 0.6)

    def _end(self) -> None:
        """Take an entry offline, put it back, let another take its place, or end it; a new one comes now and then."""
        entry = self.random.choice(self.entries)
        what = self.random.choice(["take_offline", "put_online", "put_online", "supersede", "retire", "new", "new"])
        if what == "new":
            self.entries.append(self.town.callable().id)
            return
        named: dict[str, Any] = {"take_offline": {"reason": "维护"}, "retire": {"reason": "停用"}}.get(what, {})
        if what == "supersede":
            named = {"by": self.random.choice(self.entries)}
        revision = self.town.show(entry).summary.revision
        self.town.do(self.town.authority, getattr(lists, what), entry, revision=revision, **named)


_DEMAND_VERBS: dict[str, tuple[str, dict[str, Any]]] = {
    "edit": ("applicant", {}),
    "submit": ("applicant", {}),
    "sign": ("signer", {}),
    "withdraw": ("applicant", {}),
    "return": ("desk", {"opinion": "请补正"}),
    "accept": ("desk", {}),
    "forward": ("desk", {}),
    "refuse": ("desk", {"opinion": "不属共享范围", "basis": BASIS}),
}
_RESPONSIBILITY_VERBS: dict[str, tuple[str, tuple[Any, ...], dict[str, Any]]] = {
    "assign": ("authority", (), {}),
    "claim": ("owner", (), {}),
    "object": ("owner", (), {"opinion": "非数源部门"}),
    "plan": ("owner", ("下月挂接",), {}),
    "uphold": ("authority", (), {"opinion": "不成立"}),
    "cancel": ("authority", (), {"opinion": "不再需要"}),
}


def check(look: Look) -> None:
    """Hold what is stored to what must always be true."""
    entries = {row.id: row for row in look.session.scalars(select(ResourceRow))}
    live: dict[str, list[SourceRow]] = {}
    for source in look.session.scalars(select(SourceRow).where(SourceRow.ended_at.is_(None))):
        live.setdefault(source.demand_id, []).append(source)
    for demand in look.session.scalars(select(DemandRow)):
        check_demand(demand, live.get(demand.id, []), entries)
    owners = select(OwnerRow.responsibility_id, func.count()).where(OwnerRow.until.is_(None)).group_by(OwnerRow.responsibility_id)
    open_owners = dict(look.session.execute(owners).all())
    for row in look.session.scalars(select(ResponsibilityRow)):
        assert row.state in RESPONSIBILITY
        assert open_owners.get(row.id, 0) == (row.state not in ("draft", "cancelled")), row.state
        assert (row.state != "fulfilled") or is_callable(entries, row.resource_id)
    check_clocks(look)


def is_callable(entries: dict[str, ResourceRow], entry: str | None) -> bool:
    return entry is not None and entries[entry].state == "published" and entries[entry].accessed


def check_demand(demand: DemandRow, rows: Sequence[SourceRow], entries: dict[str, ResourceRow]) -> None:
    assert demand.state in DEMAND
    satisfied = bool(rows) and all(is_callable(entries, row.resource_id) for row in rows)
    assert (demand.state == "satisfied") == satisfied, demand.state
    assert bool(rows) == (demand.state in ("fulfilling", "satisfied", "interrupted")), demand.state
    assert (demand.merged_into_id is not None) == (demand.state == "merged")


def check_clocks(look: Look) -> None:
    ended = {
        f"{kind}:{row.id}"
        for kind, table, states in (
            ("demand", DemandRow, ("draft", "satisfied", "refused", "withdrawn", "merged")),
            ("responsibility", ResponsibilityRow, ("draft", "fulfilled", "cancelled")),
        )
        for row in look.session.scalars(select(table).where(table.state.in_(states)))
    }
    for case in look.session.scalars(select(CaseRow).where(CaseRow.done_at.is_(None))):
        assert case.thing not in ended, (case.thing, case.kind)
        assert case.paused_days >= 0
        assert case.due_on >= case.opened_on


@pytest.fixture
def town(databases: Databases, clock: Clock) -> Iterator[Loop]:
    with databases.house(settle, clock) as (office, ids):
        yield Loop(office, ids)


@pytest.mark.parametrize("seed", range(WALKS))
def test_whatever_is_done_the_lists_stay_true(town: Loop, clock: Clock, seed: int) -> None:
    walker = Walker(town, clock, seed)
    for _ in range(STEPS):
        walker.step()
        with walker.town.look() as look:
            check(look)
    assert len(walker.done) > 5
    assert walker.town.sound()
    with walker.town.look() as look:
        steps = look.session.scalar(select(func.count()).select_from(StepRow)) or 0
        done = or_(TrailRow.verb.startswith("demand:"), TrailRow.verb.startswith("responsibility:"))
        told = select(func.count()).select_from(TrailRow).where(done)
        assert look.session.scalar(told) == steps
