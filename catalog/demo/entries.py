"""The entries of the demonstration city: how many stand in which state, how many items they list, which ones answer.

The counts are those of the end of 2019: of 3,640 published entries with 53,253 items, 3,309 with 47,928 items are bound and answering.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from catalog.demo.city import AUTHORITY, Bodies
from catalog.demo.contents import content, revised, signed, with_items
from catalog.demo.histories import Binding, Event, Staff, binding, history
from catalog.demo.plans import SHORTEST, Plan, plans

PUBLISHED: Final[Mapping[str, int]] = {"national": 100, "city": 2300, "district": 1240}
ITEMS: Final = 53_253
ACCESSED: Final = 3_309
ACCESSED_ITEMS: Final = 47_928

#: The entries that are not published, by state; superseded and merged ones stand beside their successors.
OTHERS: Final[Mapping[str, int]] = {"draft": 55, "submitted": 35, "registered": 35, "refused": 10, "offline": 20, "retired": 15}
ENDED: Final[Mapping[str, int]] = {"superseded": 15, "merged": 15}
REVISIONS: Final = 25

_OTHER_TIERS: Final[Mapping[str, int]] = {"national": 2, "city": 105, "district": 63}
_ENDED_NAMES: Final = {"superseded": "（2019年版）", "merged": "（历史数据）"}
_SILENT_BINDINGS: Final = 0.6
_SETTLED_DAYS: Final = 90


@dataclass(frozen=True, slots=True)
class Revision:
    """A change of a published entry that is under review: the new content, its state and what happened to it."""

    content: dict[str, Any]
    state: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class DemoResource:
    """An entry: the key of its department, its content document, the state it ends in and how it came there.

    ``successor`` is the key of the published entry in whose favour it was superseded or into which it was merged.
    """

    key: str
    department: str
    content: dict[str, Any]
    state: str
    events: tuple[Event, ...]
    binding: Binding | None
    successor: str | None
    revision: Revision | None

    @property
    def accessed(self) -> bool:
        """Whether it is published, bound and answering (接入)."""
        return self.state == "published" and self.binding is not None and self.binding.answering


def entries(people: Bodies, today: date, random: Random) -> tuple[DemoResource, ...]:
    """Return the entries of all departments as they stand on ``today``, those that others refer to first."""
    totals = {tier: count + _OTHER_TIERS[tier] for tier, count in PUBLISHED.items()}
    planned = plans(people.departments, totals, random)
    states = _states(planned, random)
    staff = _staff(people)
    published = list(_published(planned, states, staff, today, random))
    others = list(_others(planned, states, staff, today, random))
    return (*published, *others, *_ended(published, staff, today, random))


def _states(planned: Sequence[Plan], random: Random) -> list[str]:
    """Return a state for each plan: the unpublished ones drawn tier by tier, the rest published."""
    drawn: list[int] = []
    for tier, count in _OTHER_TIERS.items():
        drawn += random.sample([at for at, plan in enumerate(planned) if plan.department.tier == tier], count)
    random.shuffle(drawn)
    states = ["published"] * len(planned)
    for at, state in zip(drawn, (state for state, count in OTHERS.items() for _ in range(count)), strict=True):
        states[at] = state
    return states


def _staff(people: Bodies) -> dict[str, Staff]:
    """Return who acts for each department: its registrar, its reviewer and the authority of its region."""
    posts = {(official.department, official.roles[0]): official.login for official in people.officials}
    return {
        each.key: Staff(
            posts[each.key, "registrar"], posts[each.key, "reviewer"], posts[f"{each.region}-{AUTHORITY}", "authority"]
        )
        for each in people.departments
    }


def _published(
    planned: Sequence[Plan], states: Sequence[str], staff: Mapping[str, Staff], today: date, random: Random
) -> Iterator[DemoResource]:
    """Yield the published entries; which of them answer, and how many items they list, is settled before the first."""
    kept = [plan for plan, state in zip(planned, states, strict=True) if state == "published"]
    contents = [content(plan, random) for plan in kept]
    accessed = _accessed([each["sharing_type"] for each in contents], random)
    counts = _counts(kept, accessed, random)
    revising = set(random.sample(sorted(accessed), REVISIONS))
    for at, (plan, document) in enumerate(zip(kept, contents, strict=True)):
        key, people = f"r{at + 1:04}", staff[plan.department.key]
        events = history("published", people, today, random)
        full = signed(with_items(document, plan, counts[at], random), plan.department.head, events[0].on)
        bound = None
        if full["sharing_type"] != "not_shared" and (at in accessed or random.random() < _SILENT_BINDINGS):
            bound = binding(key, full, _published_on(events), today, answering=at in accessed, random=random)
        revision = _revision(full, plan, people, today, random) if at in revising else None
        yield DemoResource(key, plan.department.key, full, "published", events, bound, None, revision)


def _accessed(sharing: Sequence[str], random: Random) -> frozenset[int]:
    """Return which entries answer: never those that are not shared."""
    shared = [at for at, kind in enumerate(sharing) if kind != "not_shared"]
    return frozenset(random.sample(shared, ACCESSED))


def _counts(kept: Sequence[Plan], accessed: frozenset[int], random: Random) -> list[int]:
    """Return how many items each entry lists, so that both totals of 2019 come out."""
    counts = [_wish(plan, random) for plan in kept]
    silent = [at for at in range(len(kept)) if at not in accessed]
    _settle(counts, kept, sorted(accessed), ACCESSED_ITEMS, random)
    _settle(counts, kept, silent, ITEMS - ACCESSED_ITEMS, random)
    return counts


def _wish(plan: Plan, random: Random) -> int:
    """Return a likely number of items: about that of the aspect, some sheets far wider."""
    wanted = round(plan.core * random.lognormvariate(0.28, 0.3))
    return min(max(wanted, SHORTEST), len(plan.items))


def _settle(counts: list[int], kept: Sequence[Plan], members: Sequence[int], total: int, random: Random) -> None:
    """Change the counts of the members by one here and there until they add up to ``total``."""
    order = random.sample(members, len(members))
    missing = total - sum(counts[at] for at in members)
    while missing:
        step = 1 if missing > 0 else -1
        movable = [at for at in order if SHORTEST <= counts[at] + step <= len(kept[at].items)][: abs(missing)]
        for at in movable:
            counts[at] += step
        missing -= step * len(movable)


def _revision(full: dict[str, Any], plan: Plan, people: Staff, today: date, random: Random) -> Revision:
    """Return a change of a published entry that waits for one of its two reviews."""
    state = random.choice(("submitted", "registered"))
    events = history(state, people, today, random)
    return Revision(signed(revised(full, plan), plan.department.head, events[0].on), state, events)


def _others(
    planned: Sequence[Plan], states: Sequence[str], staff: Mapping[str, Staff], today: date, random: Random
) -> Iterator[DemoResource]:
    """Yield the entries before publication and those taken offline or retired after it."""
    unpublished = [(plan, state) for plan, state in zip(planned, states, strict=True) if state != "published"]
    for number, (plan, state) in enumerate(unpublished, start=1):
        key, people = f"u{number:04}", staff[plan.department.key]
        events = history(state, people, today, random)
        document = with_items(content(plan, random), plan, _wish(plan, random), random)
        full = signed(document, plan.department.head, events[0].on)
        bound = None
        if state in ("offline", "retired") and full["sharing_type"] != "not_shared":
            bound = binding(key, full, _published_on(events), today, answering=False, random=random)
        yield DemoResource(key, plan.department.key, full, state, events, bound, None, None)


def _ended(published: Sequence[DemoResource], staff: Mapping[str, Staff], today: date, random: Random) -> Iterator[DemoResource]:
    """Yield the entries in whose place a published one of the same department now stands, with fewer items and an old name."""
    settled = [each for each in published if _published_on(each.events) < today - timedelta(days=_SETTLED_DAYS)]
    successors = random.sample(settled, sum(ENDED.values()))
    states = [state for state, count in ENDED.items() for _ in range(count)]
    for number, (successor, state) in enumerate(zip(successors, states, strict=True), start=1):
        events = history(state, staff[successor.department], today, random)
        items = successor.content["items"]
        changed = {"name": successor.content["name"] + _ENDED_NAMES[state], "items": items[: max(SHORTEST, len(items) - 3)]}
        head = successor.content["secrecy_review"]["signed_by"]
        document = signed(successor.content | changed, head, events[0].on)
        yield DemoResource(f"e{number:04}", successor.department, document, state, events, None, successor.key, None)


def _published_on(events: Sequence[Event]) -> date:
    return next(event.on for event in events if event.verb == "approve")
