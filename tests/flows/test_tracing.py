"""The trace: from a demand to callable data and back, as far as one may see."""

from __future__ import annotations

import pytest

from catalog import calendars, flows
from catalog.calendars import Consent
from catalog.errors import NotFound
from catalog.lists import demands, responsibilities
from catalog.lists.demands import Chosen
from catalog.rights import Actor
from tests.api.paging import statements
from tests.lists.loop import Loop


def traced(town: Loop, reference: str, actor: Actor | None = None) -> flows.Trace:
    with town.look(actor) as look:
        return flows.trace(look, reference)


def test_a_demand_is_traced_to_callable_data_from_either_end(town: Loop) -> None:
    demand, other = town.accepted(), town.reviewing(title="低保名册")
    town.do(town.authority, demands.merge, other.id, into=demand.id, revision=other.revision)
    ready = town.callable()
    revision = town.demand(demand.id).revision
    town.do(town.authority, demands.match, demand.id, [Chosen(ready.id, ("姓名",))], revision=revision)
    owed = town.claimed(demand, items=("保障金额",))
    made = town.callable()
    town.do(town.registrar, responsibilities.fulfil, owed.id, made.id, revision=owed.revision)
    for entry in (ready, made):
        town.permit(demand, entry)
    whole = traced(town, demand.number)
    assert [(node.kind, node.state) for node in whole.nodes if node.kind != "binding"] == [
        ("demand", "satisfied"),
        ("resource", "published"),
        ("responsibility", "fulfilled"),
        ("demand", "merged"),
        ("resource", "published"),
    ]
    assert {(link.relation, link.items) for link in whole.links} == {
        ("matched", ("姓名",)),
        ("assigned", ("保障金额",)),
        ("fulfilled", ()),
        ("bound", ()),
        ("merged", ()),
    }
    verbs = [event.verb for event in whole.events]
    assert verbs.index("file") < verbs.index("accept") < verbs.index("claim") < verbs.index("fulfil")
    assert {"publish", "answer", "pass", "satisfy"} <= set(verbs)
    assert [event.at for event in whole.events] == sorted(event.at for event in whole.events)
    assert whole.complete
    for reference in (owed.id, made.id, made.code, other.number):
        again = traced(town, str(reference))
        assert {node.id for node in again.nodes} == {node.id for node in whole.nodes}
        assert (again.links, len(again.events)) == (whole.links, len(whole.events))


def test_a_trace_shows_nothing_that_its_asker_may_not_see(town: Loop) -> None:
    demand = town.accepted()
    owed = town.claimed(demand)
    made = town.callable()
    town.do(town.registrar, responsibilities.fulfil, owed.id, made.id, revision=owed.revision)
    assert {node.kind for node in traced(town, made.id, town.local_applicant).nodes} == {"resource", "binding"}
    theirs = traced(town, demand.id, town.applicant)
    assert [node.kind for node in theirs.nodes] == ["demand", "resource", "binding"]
    assert (f"demand:{demand.id}", f"resource:{made.id}", "fulfilled") in {
        (link.source, link.target, link.relation) for link in theirs.links
    }
    assert {node.kind for node in traced(town, made.id, town.registrar).nodes} == {
        "resource",
        "binding",
        "demand",
        "responsibility",
    }
    with pytest.raises(NotFound):
        traced(town, demand.id, town.local_applicant)
    with pytest.raises(NotFound):
        traced(town, "XQ2026-999999")


def test_a_trace_tells_of_more_time_and_of_what_follows_after_its_cause(town: Loop) -> None:
    demand, other = town.accepted(), town.reviewing(title="低保名册")
    town.do(town.authority, demands.merge, other.id, into=demand.id, revision=other.revision)
    owed = town.claimed(demand)
    (clock,) = (case for case in town.responsibility(owed.id).cases if case.kind == "responsibility_fulfil")
    consent = Consent("分管市长", "系统改造", clock.opened_on)
    longer = town.do(town.authority, calendars.extend, clock.id, consent=consent, revision=clock.revision)
    entry = town.callable()
    town.permit(demand, entry)
    town.do(town.registrar, responsibilities.fulfil, owed.id, entry.id, revision=owed.revision)
    events = traced(town, other.number).events
    (told,) = (event for event in events if event.verb == "extend")
    assert (told.name, told.opinion) == ("authority", "系统改造")
    assert told.facts == {"consent": "分管市长", "consent_on": "2026-03-02", "due_on": longer.due_on.isoformat()}
    assert [event.verb for event in events][-2:] == ["satisfy", "follow"]


def test_a_trace_that_is_too_large_says_so(town: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    demand = town.accepted()
    town.assigned(demand)
    monkeypatch.setattr(flows.tracing, "MOST_NODES", 1)
    assert not traced(town, demand.id).complete


def test_a_trace_costs_as_many_questions_for_many_demands_as_for_one(town: Loop) -> None:
    entry = town.callable()

    def demand(number: int) -> None:
        one = town.accepted(title=f"低保对象名单{number}")
        town.do(town.authority, demands.match, one.id, [Chosen(entry.id, ("姓名",))], revision=one.revision)
        owed = town.claimed(one, items=("保障金额",))
        town.do(town.registrar, responsibilities.fulfil, owed.id, entry.id, revision=owed.revision)

    demand(1)
    cost = statements(town.office, lambda: traced(town, entry.id))
    for number in range(2, 6):
        demand(number)
    assert statements(town.office, lambda: traced(town, entry.id)) == cost
    assert len(traced(town, entry.id).nodes) == 2 + 5 * 2
