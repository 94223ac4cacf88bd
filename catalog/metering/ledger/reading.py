"""Single calls: by filters, the newest first, page by page; and one call by its id or that of the decision behind it.

Each side sees the calls that it made or answered, an authority those of its region, the auditor all, whose reading is recorded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import numpy as np
from sqlalchemy import select

from catalog.metering.ledger import blobs, ids, keys, known, lines, readers
from catalog.metering.ledger.blobs import Stored
from catalog.metering.ledger.known import Holder
from catalog.metering.ledger.lines import Book, Line
from catalog.metering.ledger.model import PackKeysRow, PackRow, SegmentRow, SourceRow
from catalog.metering.ledger.rules import DIMENSIONS, OUTCOMES, Numbers, Outcome, instant, micros
from catalog.office import Look
from catalog.rights import Actor, reach, require
from catalog.store import Page, bad_cursor, decode_cursor, encode_cursor

#: The rows of a page at most.
MOST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Call:
    """One call. ``said`` is what its source told of who called what; the rest is what that was found to mean.

    ``latency`` is in microseconds; what is unknown is None.
    """

    source: str
    id: str
    at: datetime
    outcome: Outcome
    reason: str | None
    decision: str | None
    line: int
    attributed: bool
    consumer: str | None
    application: str | None
    provider: str | None
    resource: str | None
    grant: str | None
    purpose: str | None
    status: int | None
    latency: int | None
    records: int | None
    bytes_in: int | None
    bytes_out: int | None
    items: tuple[str, ...] | None
    late: bool
    said: dict[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which calls are wanted: of a period, and by what they say in any of ``rules.DIMENSIONS`` or as outcome."""

    since: datetime
    until: datetime
    filters: Mapping[str, Collection[str | None]] = field(default_factory=dict)
    limit: int = 100
    cursor: str | None = None


def calls(look: Look, asked: Asked) -> Page[Call]:
    """List calls that the actor may see, the newest first.

    Raises
    ------
    NotAllowed
        The actor sees no calls at all.
    Invalid
        The cursor is not one of this list.
    Damaged
        A blob of the period is not what was stored.
    """
    book = lines.book(look)
    wanted = _wanted(look, book, asked.filters)
    readers.record(look, "call:read", "call:all", {name: [None, sorted(map(str, said))] for name, said in asked.filters.items()})
    since, until, behind = micros(asked.since), micros(asked.until), _place(asked.cursor)
    if behind is not None:
        until = min(until, behind[0] + 1)
    limit = min(asked.limit, MOST)
    found: list[tuple[tuple[int, int, str], Stored, int]] = []
    for holder in _holders(look, since, until):
        if len(found) > limit and holder.last < -found[limit][0][0]:
            break
        part = known.opened(look.session, known.remembered(look.memory), holder)
        if part is not None:
            found = sorted([*found, *_newest(part, wanted, asked, (since, until), behind, limit + 1)], key=lambda each: each[0])
            found = found[: limit + 1]
    told = [_call(part, row, book, _sources(look)) for _, part, row in found[:limit]]
    if len(found) <= limit:
        return Page(told)
    at, source, number = found[limit - 1][0]
    return Page(told, encode_cursor(-at, source, number))


def _place(cursor: str | None) -> tuple[int, int, str] | None:
    if cursor is None:
        return None
    at, source, number = decode_cursor(cursor, 3)
    if not (type(at) is int and type(source) is int and isinstance(number, str) and abs(at) < 2**62):
        raise bad_cursor()
    return at, source, number


def _wanted(look: Look, book: Book, filters: Mapping[str, Collection[str | None]]) -> Numbers:
    """Return for each line whether its calls are wanted and may be seen."""
    found = _visible(look.actor, book)
    for name in DIMENSIONS:
        if name in filters:
            labels, codes = book.codes(name)
            values = {value or "" for value in filters[name]}
            found &= np.array([label in values for label in labels], bool)[codes]
    return found


def _visible(actor: Actor, book: Book) -> Numbers:
    reaches = reach(actor, "call:read")
    if not reaches or (actor.kind == "machine" and "call:read" not in actor.scopes):
        require(actor, "call:read")
    if "anywhere" in reaches:
        return np.ones(len(book.lines), bool)
    departments = (actor.departments if "department" in reaches else set()) | (actor.span if "span" in reaches else set())
    regions = actor.below if "below" in reaches else set()
    found = np.zeros(len(book.lines), bool)
    for names, values in ((("consumer", "provider"), departments), (("consumer_region", "provider_region"), regions)):
        for name in names:
            labels, codes = book.codes(name)
            found |= np.array([label in values for label in labels], bool)[codes]
    return found


def _holders(look: Look, since: int, until: int) -> list[Holder]:
    """Return every segment and pack with calls of a time, the latest first."""
    segments = select(SegmentRow.id, SegmentRow.first, SegmentRow.last).where(SegmentRow.last >= since, SegmentRow.first < until)
    packs = select(PackRow.id, PackRow.first, PackRow.last).where(
        PackRow.last >= since, PackRow.first < until, PackRow.blob.is_not(None)
    )
    found = [Holder(number, "", first, last) for number, first, last in look.session.execute(segments)]
    found += [Holder(0, number, first, last) for number, first, last in look.session.execute(packs)]
    return sorted(found, key=lambda holder: -holder.last)


def _newest(
    part: Stored, wanted: Numbers, asked: Asked, period: tuple[int, int], behind: tuple[int, int, str] | None, most: int
) -> Iterator[tuple[tuple[int, int, str], Stored, int]]:
    """Yield the newest calls of a blob that are wanted, with their places in the order of the list."""
    found = (part.at >= period[0]) & (part.at < period[1]) & wanted[part.line]
    if "outcome" in asked.filters:
        found &= np.isin(part.outcome, [OUTCOMES.index(each) for each in asked.filters["outcome"] if each in OUTCOMES])
    rows = np.flatnonzero(found)
    if len(rows) > most:
        # The oldest that can be on the page, and whatever happened at the same instant; more, where some of it was told before.
        again = 0 if behind is None else int((part.at[rows] == behind[0]).sum())
        most = min(most + again, len(rows))
        rows = rows[part.at[rows] >= -np.partition(-part.at[rows], most - 1)[most - 1]]
    for row in rows.tolist():
        place = -int(part.at[row]), int(part.source[row]), str(part.id.at(row))
        if behind is None or place > (-behind[0], behind[1], behind[2]):
            yield place, part, row


def _sources(look: Look) -> dict[int, str]:
    return {row.id: row.name for row in look.session.execute(select(SourceRow.id, SourceRow.name))}


def _call(part: Stored, row: int, book: Book, sources: Mapping[int, str]) -> Call:
    told = part.said(np.array([row]), book.own).row(0)
    final = book.lines[book.final[part.line[row]]] or Line()
    own = book.lines[part.line[row]] or Line()
    # The line of many purposes or applications says only that they are many; the call itself says which.
    free = {name: told.get(name, getattr(final, name)) for name in ("application", "purpose")}
    return Call(
        source=sources[int(part.source[row])],
        id=told["id"],
        at=instant(told["at"]),
        outcome=told["outcome"],
        reason=told.get("reason"),
        decision=told.get("decision"),
        line=int(book.final[part.line[row]]),
        attributed=final.attributed,
        consumer=final.consumer,
        application=free["application"],
        provider=final.provider,
        resource=final.resource,
        grant=final.grant,
        purpose=free["purpose"],
        **{name: told.get(name) for name in ("status", "latency", "records", "bytes_in", "bytes_out")},
        items=tuple(told["items"]) if "items" in told else None,
        late=bool(part.flags[row] & blobs.LATE),
        said={name: told[name] for name in ("consumer", "provider", "resource", "grant", "route") if name in told}
        if not own.attributed
        else {},
    )


def call(look: Look, number: str, since: datetime, until: datetime) -> list[Call]:
    """Return the calls of a period that have this id, or were made upon the decision of this id; several sources may have one.

    Raises
    ------
    NotAllowed, Damaged
        As ``calls``.
    """
    book = lines.book(look)
    visible = _visible(look.actor, book)
    readers.record(look, "call:read", f"call:{number}", {})
    wanted, memory = ids.of([number]), known.remembered(look.memory)
    period = micros(since), micros(until)
    found: list[tuple[Stored, int]] = []
    for by_decision, holders in ((False, _holding(look, wanted.hashes(), *period)), (True, _holders(look, *period))):
        if found:
            break
        for holder in holders:
            if (part := known.opened(look.session, memory, holder)) is not None:
                column = part.decision if by_decision else part.id
                found += [(part, row) for row in _rows(column, wanted, number) if period[0] <= part.at[row] < period[1]]
    shown = [(part, row) for part, row in found if visible[part.line[row]]]
    return [_call(part, row, book, _sources(look)) for part, row in shown]


def _rows(column: ids.Ids, wanted: ids.Ids, number: str) -> Sequence[int]:
    """Return the rows that have an id."""
    if wanted.form[0] == ids.TEXT:
        return [row for row, text in column.text.items() if text == number]
    same = (column.form == wanted.form[0]) & (column.number == wanted.number[0]).all(axis=1)
    rows: list[int] = np.flatnonzero(same).tolist()
    return rows


def _holding(look: Look, hashes: Numbers, since: int, until: int) -> Iterator[Holder]:
    """Yield the segments and packs whose keys say that they may hold a call of a period."""
    query = select(SegmentRow.id, SegmentRow.first, SegmentRow.last, SegmentRow.keys)
    for number, first, last, text in look.session.execute(query.where(SegmentRow.last >= since, SegmentRow.first < until)):
        if keys.decode(text).holds(hashes)[0]:
            yield Holder(number, "", first, last)
    packed = select(PackKeysRow.pack_id, PackKeysRow.first, PackKeysRow.last, PackKeysRow.keys)
    seen = set()
    for pack, first, last, text in look.session.execute(packed.where(PackKeysRow.last >= since, PackKeysRow.first < until)):
        if pack not in seen and keys.decode(text).holds(hashes)[0]:
            seen.add(pack)
            yield Holder(0, pack, first, last)
