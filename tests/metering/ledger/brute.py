"""The ledger as it would be if it were slow and simple: a list of calls, looked through each time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from catalog.metering.ledger.columns import Calls
from catalog.metering.ledger.resolving import Granted, Party, Thing
from catalog.metering.ledger.rules import DAY, HOUR, SECOND, day_of, instant, micros
from catalog.office import Look
from catalog.store import shanghai_day

HORIZON = 1_096 * DAY


def uid(number: int) -> str:
    return f"00000000-0000-7000-8000-{number:012d}"


PARTIES = {f"C{n}": Party(uid(100 + n), "city" if n % 2 else "district", uid(200 + n % 2)) for n in range(6)}
THINGS = {f"R{n}": Thing(uid(300 + n), PARTIES[f"C{n % 3}"].id, n % 2 == 0) for n in range(6)}
GRANTS = {"G0": Granted(uid(400), PARTIES["C5"].id, THINGS["R1"].id)}


class Town:
    """A directory of a few departments, resources and a grant, known by id and by a short code."""

    def parties(self, look: Look, texts: Iterable[str]) -> dict[str, Party]:
        return _of(PARTIES, texts)

    def things(self, look: Look, texts: Iterable[str]) -> dict[str, Thing]:
        return _of(THINGS, texts)

    def grants(self, look: Look, texts: Iterable[str]) -> dict[str, Granted]:
        return _of(GRANTS, texts)

    def routes(self, look: Look, texts: Iterable[str]) -> dict[str, str]:
        return {text: THINGS["R4"].id for text in texts if text.startswith("GET known/")}


def _of(known: Mapping[str, Any], texts: Iterable[str]) -> dict[str, Any]:
    named = {**known, **{each.id: each for each in known.values()}}
    return {text: named[text] for text in texts if text in named}


@dataclass
class Call:
    """One call, as a source says it; what is None was not said."""

    id: str
    at: int
    outcome: str = "ok"
    consumer: str | None = None
    application: str | None = None
    provider: str | None = None
    resource: str | None = None
    grant: str | None = None
    decision: str | None = None
    purpose: str | None = None
    route: str | None = None
    reason: str | None = None
    status: int | None = None
    latency: int | None = None
    records: int | None = None
    bytes_in: int | None = None
    bytes_out: int | None = None
    items: tuple[str, ...] | None = None

    def body(self) -> tuple[Any, ...]:
        said = vars(self) | ({"route": None} if self.resource else {})
        return tuple(said.values())

    def parties(self) -> dict[str, str | None]:
        """Return the ids that the call resolves to in the town."""
        town = Town()
        grant = town.grants(None, [self.grant or ""]).get(self.grant or "")  # type: ignore[arg-type]
        thing = town.things(None, [self.resource or ""]).get(self.resource or "")  # type: ignore[arg-type]
        if thing is None and not self.resource and (self.route or "").startswith("GET known/"):
            thing = THINGS["R4"]
        if thing is None and grant:
            thing = next(each for each in THINGS.values() if each.id == grant.resource)
        consumer = town.parties(None, [self.consumer or ""]).get(self.consumer or "")  # type: ignore[arg-type]
        if consumer is None and grant:
            consumer = next(each for each in PARTIES.values() if each.id == grant.consumer)
        named = PARTIES.get(self.provider or "")
        return {
            "consumer": consumer.id if consumer else None,
            "resource": thing.id if thing else None,
            "provider": thing.provider if thing else named.id if named else None,
            "grant": grant.id if grant else None,
            "consumer_tier": consumer.tier if consumer else None,
        }


def batch(source: str, calls: Collection[Call]) -> Calls:
    """Return calls as the ledger takes them."""
    columns = {name: [getattr(call, name) for call in calls] for name in vars(next(iter(calls)))}
    return Calls(source, **columns)


@dataclass
class Brute:
    """All calls that count, by source, in their order; and what was kept aside."""

    accepted: dict[str, list[Call]] = field(default_factory=dict)
    aside: set[Any] = field(default_factory=set)

    def append(self, source: str, calls: Iterable[Call], now: datetime) -> list[str]:
        """Add calls one by one; return what became of each."""
        return [self._one(source, call, micros(now)) for call in calls]

    def _one(self, source: str, call: Call, now: int) -> str:
        verdict = self._verdict(source, call, now)
        if verdict == "accepted":
            self.accepted.setdefault(source, []).append(call)
        elif verdict != "duplicate":
            self.aside.add((verdict, source, call.body()))
        return verdict

    def _verdict(self, source: str, call: Call, now: int) -> str:
        if call.at < now - HORIZON:
            return "too_old"
        if call.at > now + DAY:
            return "too_new"
        near = [each for each in self.accepted.get(source, []) if each.id == call.id and abs(each.at - call.at) <= DAY]
        if any(each.body() == call.body() for each in near):
            return "duplicate"
        return "conflicting" if near else "accepted"

    def totals(self, group: Callable[[Call], tuple[Any, ...]], counts: Callable[[Call], bool]) -> dict[Any, tuple[int, ...]]:
        """Return sums by group: calls, denied, failed, known, records, bytes in, bytes out."""
        sums: dict[Any, Counter[int]] = {}
        for calls in self.accepted.values():
            for call in filter(counts, calls):
                row = sums.setdefault(group(call), Counter())
                row[0] += 1
                row[1] += call.outcome == "denied"
                row[2] += call.outcome == "failed"
                row[3] += call.records is not None
                for place, name in enumerate(("records", "bytes_in", "bytes_out"), 4):
                    row[place] += getattr(call, name) or 0
        return {key: tuple(row[place] for place in range(7)) for key, row in sums.items()}


def value(call: Call, name: str) -> Any:
    """Return what a call is grouped by."""
    if name == "hour":
        return instant(call.at // HOUR * HOUR)
    day = shanghai_day(instant(call.at))
    times = {"day": day, "month": day.replace(day=1), "year": day.year}
    if name in times:
        return times[name]
    if name == "reason":
        return call.reason if call.outcome == "denied" else None
    known = call.parties()
    return known[name] if name in known else getattr(call, name)


__all__ = ["DAY", "HOUR", "SECOND", "Brute", "Call", "Town", "batch", "day_of", "uid", "value"]
