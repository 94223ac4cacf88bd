"""Adding a batch of calls to the ledger, exactly once, durable when it is answered.

What takes time is done before any lock: the calls are resolved to lines, checked against what is known, and made into a blob
and a delta. Then the source is locked, only what came of it meanwhile is checked, and blob, keys and delta are written in one
transaction. A batch that is refused or lost can be sent again: what was stored is *duplicate*.

Two calls of a source with one id are the same call if they are at most 24 hours apart; they must then say the same. Beyond that
a source may use an id again. What says something else, comes after the horizon, or lies in the future, is kept aside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import numpy as np
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from catalog.metering.ledger import blobs, entries, keys, known, lines, resolving, rules
from catalog.metering.ledger.apart import Kept, keep
from catalog.metering.ledger.columns import TOLD, Calls, Said, said
from catalog.metering.ledger.known import CONFLICTING, DUPLICATE, NEW, Asked, Union
from catalog.metering.ledger.lines import Line
from catalog.metering.ledger.locks import lock_lines, lock_source
from catalog.metering.ledger.model import DeltaRow, ReasonRow, SegmentRow, SourceRow
from catalog.metering.ledger.resolving import Directory, Registers, Told
from catalog.metering.ledger.rules import Numbers, Verdict
from catalog.metering.ledger.writing import put_missing
from catalog.office import Look, Office
from catalog.rights import Actor

#: Calls that are checked and stored together; a greater batch is taken in such parts, each durable by itself.
MOST: Final = 50_000

#: Verdicts that have to do with the time alone.
OLD, AHEAD = 3, 4
_NAMES: Final[dict[int, Verdict]] = {CONFLICTING: "conflicting", DUPLICATE: "duplicate", OLD: "too_old", AHEAD: "too_new"}


@dataclass(slots=True)
class Answer:
    """What became of a batch; ``verdicts`` names each call that was not accepted, by its place in the batch."""

    received: int = 0
    accepted: int = 0
    duplicate: int = 0
    conflicting: int = 0
    too_old: int = 0
    too_new: int = 0
    late: int = 0
    unattributed: int = 0
    verdicts: dict[int, Verdict] = field(default_factory=dict)


@dataclass(slots=True)
class _Batch:
    """A batch on its way: what it says, the hashes of its ids, its lines, and what is thought of each call.

    ``against`` is the verdict on a call by its time and by what is stored, ``verdict`` that by the rest of the batch too.
    """

    source: int
    said: Said
    hashes: Numbers
    line: Numbers
    book: lines.Book
    reasons: dict[str, int]
    against: Numbers
    verdict: Numbers
    late: Numbers
    early: Numbers


@dataclass(frozen=True, slots=True)
class _Made:
    """What is written of a batch."""

    segment: dict[str, Any]
    delta: bytes
    run: Numbers


def horizon(office: Office) -> int:
    """Return for how many microseconds a call is remembered: never less than the longest that one is kept."""
    told = office.settings
    return max(told.call_horizon_days, told.call_days, told.call_days_conditional) * rules.DAY


def append(office: Office, actor: Actor, calls: Calls, directory: Directory | None = None) -> Answer:
    """Add a batch of calls from one source; what is answered as accepted is durable and counted, once.

    Whether the actor may report calls of this source, the door has asked.

    Raises
    ------
    Damaged
        A blob that must be compared with is damaged; nothing of this part of the batch was added.
    Unavailable
        The database is away or busy; the same batch may be sent again.
    """
    answer = Answer()
    for begin in range(0, len(calls), MOST):
        part = calls if len(calls) <= MOST else calls.part(begin, begin + MOST)
        _append(office, actor, part, directory or Registers(), answer, begin)
    return answer


def _append(office: Office, actor: Actor, calls: Calls, directory: Directory, answer: Answer, base: int) -> None:
    now = office.clock()
    batch = _prepared(office, actor, calls, directory, now)
    checked, seen = _check_before(office, actor, batch)
    _check_within(batch)
    made = _made(batch, now)
    aside = _aside(batch)
    if made is not None or aside:
        _store(office, actor, batch, made, aside, checked, seen, now)
    _tell(answer, batch, base)


def _prepared(office: Office, actor: Actor, calls: Calls, directory: Directory, now: datetime) -> _Batch:
    told = said(calls)
    source = _source(office, actor, calls.source)
    line, book = _lines(office, actor, calls, told, directory, now)
    instant = rules.micros(now)
    verdict = np.full(len(told), NEW, np.int64)
    verdict[told.at < instant - horizon(office)] = OLD
    verdict[told.at > instant + rules.AHEAD] = AHEAD
    late = instant >= (rules.day_at(told.at) + 1) * rules.DAY - rules.SHANGHAI + rules.LATE
    reasons = _reasons(office, actor, told)
    return _Batch(source, told, told.id.hashes(), line, book, reasons, verdict, verdict, late, told.at > instant)


def _lines(
    office: Office, actor: Actor, calls: Calls, told: Said, directory: Directory, now: datetime
) -> tuple[Numbers, lines.Book]:
    """Return the line of each call; what was told before is not looked up again."""
    nothing: Sequence[None] = (None,) * len(calls)
    columns = [getattr(calls, name) or nothing for name in TOLD]
    routes = told.text["route"].to_pylist() if "route" in told.text else nothing
    rows = list(zip(*columns, routes, strict=True))
    remembered = resolving.recall(office.memory, now)
    found: dict[Any, Line] = {each: remembered[each] for each in set(rows) if each in remembered}
    if unknown := [Told(*each) for each in set(rows) if each not in found]:
        found |= resolving.resolve(office, actor, unknown, directory)
    numbers, book = lines.numbered(office, actor, list(set(found.values())))
    by_told = {each: numbers[line] for each, line in found.items()}
    return np.fromiter(map(by_told.__getitem__, rows), np.int64, len(rows)), book


def _source(office: Office, actor: Actor, name: str) -> int:
    """Return the number of a source, making it when it is heard of first."""
    kept: dict[str, int] = office.memory.setdefault("metering.sources", {})
    if name not in kept:
        with office.chore(actor) as look:
            put_missing(look.session, SourceRow, "name", [{"name": name}])
            kept[name] = look.session.scalars(select(SourceRow.id).where(SourceRow.name == name)).one()
    return kept[name]


def _reasons(office: Office, actor: Actor, told: Said) -> dict[str, int]:
    """Return the numbers of reasons; so many are counted apart, and calls denied for others without one."""
    kept: dict[str, int] = office.memory.setdefault("metering.reasons", {})
    if "reason" not in told.text:
        return kept
    wanted = {name for name in told.text["reason"].unique().to_pylist() if name and len(name) <= 32}
    if wanted <= kept.keys():
        return kept
    with office.chore(actor) as look:
        lock_lines(look.session)
        room = rules.MOST_REASONS - (look.session.scalar(select(func.count()).select_from(ReasonRow)) or 0)
        present = set(look.session.scalars(select(ReasonRow.name)))
        if missing := sorted(wanted - present)[: max(room, 0)]:
            put_missing(look.session, ReasonRow, "name", [{"name": name} for name in missing])
        kept.update({row.name: row.id for row in look.session.execute(select(ReasonRow.name, ReasonRow.id))})
    return kept


# -- Checking


def _check_before(office: Office, actor: Actor, batch: _Batch) -> tuple[Union, frozenset[str]]:
    """Check a batch against all that is stored by now; return how far that was, and which packs there were."""
    memory = known.remembered(office.memory)
    before = memory.union(batch.source)
    with office.look(actor) as look:
        union, _ = known.read_on(look.session, batch.source, before)
        first, last = int(batch.said.at.min()), int(batch.said.at.max())
        packs = known.packs(look.session, batch.source, first, last)
        hits = union.holds(batch.hashes) | known.hits(look.session, memory, batch.source, packs, batch.hashes, batch.said.at)
        _judge(look, batch, np.flatnonzero(hits & (batch.against < OLD)))
    memory.advance(batch.source, before, union)
    return union, frozenset(holder.pack for holder in packs)


def _judge(look: Look, batch: _Batch, rows: Numbers) -> None:
    """Compare calls whose hashes are known with what is stored."""
    if not len(rows):
        return
    asked = Asked(batch.source, batch.said.take(rows), batch.hashes[rows], lines.book(look).own)
    found = known.verdicts(look.session, known.remembered(look.memory), asked)
    batch.against[rows] = np.maximum(batch.against[rows], found)


def _check_within(batch: _Batch) -> None:
    """Judge the calls of one batch that have one id by each other, in their order."""
    batch.verdict = batch.against.copy()
    order = np.argsort(batch.hashes, kind="stable")
    again = np.flatnonzero(np.diff(batch.hashes[order].astype(np.uint64)) == 0)
    if not len(again):
        return
    groups: dict[str, list[int]] = {}
    for row in sorted({int(order[place]) for near in again for place in (near, near + 1)}):
        groups.setdefault(str(batch.said.id.at(row)), []).append(row)
    for rows in groups.values():
        accepted: list[int] = []
        for row in rows:
            if batch.verdict[row] in (NEW, CONFLICTING):
                batch.verdict[row] = max(batch.verdict[row], _beside(batch.said, row, accepted))
            if batch.verdict[row] == NEW:
                accepted.append(row)


def _beside(told: Said, row: int, accepted: Sequence[int]) -> int:
    if not accepted:
        return NEW
    others = np.array(accepted)
    near = others[np.abs(told.at[others] - told.at[row]) <= rules.NEAR]
    same = told.take(np.full(len(near), row)).same(told.take(near))
    return DUPLICATE if same.any() else CONFLICTING if len(near) else NEW


# -- Writing


def _made(batch: _Batch, now: datetime) -> _Made | None:
    """Make what is written of the calls that are new, None where none is."""
    rows = np.flatnonzero(batch.verdict == NEW)
    if not len(rows):
        return None
    rows = rows[np.lexsort((batch.said.at[rows], batch.line[rows]))]
    told, line = batch.said.take(rows), batch.line[rows]
    part = blobs.stored(told, line, batch.book.own, batch.source)
    part.flags = (batch.late[rows] * blobs.LATE | batch.early[rows] * blobs.EARLY).astype(np.uint8)
    delta = entries.encode(entries.of(told, line, entries.outcomes(told, batch.reasons)))
    blob, run = blobs.write(part), np.sort(batch.hashes[rows])
    segment = {
        "source_id": batch.source,
        "level": 0,
        "first": int(told.at.min()),
        "last": int(told.at.max()),
        "count": len(rows),
        "late": int(batch.late[rows].sum()),
        "stored_at": now,
        "digest": blobs.digest(blob),
        "keys": keys.encode(run),
        "blob": blob,
    }
    return _Made(segment, delta, run)


def _aside(batch: _Batch) -> list[Kept]:
    rows = np.flatnonzero((batch.verdict != NEW) & (batch.verdict != DUPLICATE))
    return [Kept(_NAMES[int(batch.verdict[row])], batch.source, batch.said.row(row)) for row in rows.tolist()]


def _store(
    office: Office,
    actor: Actor,
    batch: _Batch,
    made: _Made | None,
    aside: list[Kept],
    checked: Union,
    seen: frozenset[str],
    now: datetime,
) -> None:
    memory = known.remembered(office.memory)
    before = memory.union(batch.source)
    with office.chore(actor) as look:
        lock_source(look.session, batch.source)
        union = _check_since(look, batch, checked, seen)
        if union is not checked:
            made, aside = _made(batch, now), _aside(batch)
        if made is not None:
            number = _write(look.session, made)
            union = union.grown(number, made.run)
        keep(look.session, aside, now)
    memory.advance(batch.source, before, union)


def _check_since(look: Look, batch: _Batch, checked: Union, seen: frozenset[str]) -> Union:
    """Check a batch, now that its source is locked, against what has come since: segments first, since these become packs."""
    union, fresh = known.read_on(look.session, batch.source, checked)
    first, last = int(batch.said.at.min()), int(batch.said.at.max())
    packs = [each for each in known.packs(look.session, batch.source, first, last) if each.pack not in seen]
    if not fresh and not packs:
        return checked
    memory = known.remembered(look.memory)
    hits = known.hits(look.session, memory, batch.source, packs, batch.hashes, batch.said.at)
    for run in fresh:
        hits |= keys.Run(keys.BITS, run).holds(batch.hashes)
    _judge(look, batch, np.flatnonzero(hits & (batch.against < DUPLICATE)))
    _check_within(batch)
    return union if fresh else Union(checked.upto, checked.runs)


def _write(session: Session, made: _Made) -> int:
    """Write a segment with its delta; its number is also that of the last batch in it."""
    row = session.execute(insert(SegmentRow).values(**made.segment, upto=0).returning(SegmentRow.id)).scalar_one()
    session.execute(insert(DeltaRow).values(segment_id=row, entries=made.delta))
    return row


def _tell(answer: Answer, batch: _Batch, base: int) -> None:
    answer.received += len(batch.said)
    accepted = batch.verdict == NEW
    answer.accepted += int(accepted.sum())
    answer.late += int((accepted & batch.late).sum())
    answer.unattributed += int((accepted & batch.book.waiting[batch.line]).sum())
    for row in np.flatnonzero(~accepted).tolist():
        name = _NAMES[int(batch.verdict[row])]
        answer.verdicts[base + row] = name
        setattr(answer, name, getattr(answer, name) + 1)
