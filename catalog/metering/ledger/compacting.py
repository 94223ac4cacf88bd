"""Putting together what batches left: segments into greater ones, closed days into packs, hourly totals of a day into one blob.

Nothing that was counted changes, and no call is lost or doubled: what is read is written again elsewhere and removed in one
transaction, under the locks of all sources that it is about. A blob that is not what was stored is not touched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
from sqlalchemy import delete, exists, func, insert, select
from sqlalchemy.orm import Session

from catalog.metering.ledger import blobs, entries, keys, lines
from catalog.metering.ledger.blobs import Stored
from catalog.metering.ledger.locks import lock_source, lock_totals
from catalog.metering.ledger.model import DeltaRow, HoursRow, PackKeysRow, PackRow, SegmentRow
from catalog.metering.ledger.rules import DAY, LATE, SHANGHAI, Numbers, day_at, micros
from catalog.office import Office
from catalog.rights import Actor

#: So many segments of one level are put together, unless they hold more calls than one blob should.
TOGETHER: Final = 16
#: Calls and bytes of one blob at most.
MOST_CALLS: Final = 1_000_000
MOST_BYTES: Final = 64 << 20
#: Calls that are packed in one transaction.
PORTION: Final = 2_000_000
#: Late calls wait so long for others of their day, so that they do not make a pack each.
WAIT: Final = timedelta(hours=24)
#: Blobs of hourly totals of one day that are put together.
HOURLY: Final = 8


def compact(office: Office, actor: Actor) -> dict[str, int]:
    """Put together what there is to put together; return how many of each. Safe to run at any time, by anybody."""
    done = {"merged": _repeat(_merge, office, actor), "packs": _repeat(_pack, office, actor), "days": _hours(office, actor)}
    return {name: count for name, count in done.items() if count}


def _repeat(step: Callable[[Office, Actor], int], office: Office, actor: Actor) -> int:
    total = 0
    while done := step(office, actor):
        total += done
    return total


# -- Segments


@dataclass(frozen=True, slots=True)
class _Segment:
    """A segment as its row tells, without its blob."""

    id: int
    source: int
    upto: int
    level: int
    count: int
    stored_at: datetime

    @property
    def reaches(self) -> int:
        """The greatest number of a batch in it."""
        return self.upto or self.id


def _folded(session: Session, *conditions: Any) -> list[_Segment]:
    """Return segments that are folded, in their order."""
    columns = (SegmentRow.id, SegmentRow.source_id, SegmentRow.upto, SegmentRow.level, SegmentRow.count, SegmentRow.stored_at)
    query = select(*columns).where(~exists().where(DeltaRow.segment_id == SegmentRow.id), *conditions)
    return [_Segment(*row) for row in session.execute(query.order_by(SegmentRow.id))]


def read(session: Session, segments: Sequence[int]) -> list[Stored]:
    """Return the calls of segments.

    Raises
    ------
    Damaged
        One of them is not what was stored.
    """
    found = []
    for number in segments:
        row = session.execute(select(SegmentRow.blob, SegmentRow.digest).where(SegmentRow.id == number)).one()
        found.append(blobs.read(blobs.sound(f"segment {number}", row.blob, row.digest)))
    return found


def _merge(office: Office, actor: Actor) -> int:
    """Put segments of one source and level together; return how many that were."""
    with office.look(actor) as look:
        chosen = next(_mergeable(_folded(look.session)), None)
        if chosen is None:
            return 0
        part = blobs.joined(read(look.session, [each.id for each in chosen]))
    row = segment(_in_order(part), chosen[0].source, max(each.reaches for each in chosen), chosen[0].level + 1)
    row["stored_at"] = min(each.stored_at for each in chosen)
    return len(chosen) if _swap(office, actor, chosen, [row], [], []) else 0


def _mergeable(segments: Sequence[_Segment]) -> Iterator[list[_Segment]]:
    groups: dict[tuple[int, int], list[_Segment]] = defaultdict(list)
    for each in segments:
        group = groups[each.source, each.level]
        group.append(each)
        if sum(one.count for one in group) > MOST_CALLS:
            group.clear()
        if len(group) == TOGETHER:
            yield group


def _in_order(part: Stored) -> Stored:
    return part.take(np.lexsort((part.at, part.line)))


def segment(part: Stored, source: int, upto: int, level: int) -> dict[str, Any]:
    """Return the row of a segment of these calls, but for when it was stored."""
    blob = blobs.write(part)
    return {
        "source_id": source,
        "upto": upto,
        "level": level,
        "first": int(part.at.min()),
        "last": int(part.at.max()),
        "count": len(part),
        "late": int((part.flags & blobs.LATE > 0).sum()),
        "digest": blobs.digest(blob),
        "keys": keys.encode(np.sort(part.id.hashes())),
        "blob": blob,
    }


def _swap(
    office: Office,
    actor: Actor,
    old: Sequence[_Segment],
    new: Sequence[dict[str, Any]],
    packs: Sequence[dict[str, Any]],
    packed: Sequence[dict[str, Any]],
) -> bool:
    """Remove segments and write what they have become; tell whether they were all still there."""
    numbers = [each.id for each in old]
    with office.chore(actor) as look:
        for source in sorted({each.source for each in old}):
            lock_source(look.session, source)
        if look.session.scalar(select(func.count()).where(SegmentRow.id.in_(numbers))) != len(numbers):
            return False
        for table, rows in ((SegmentRow, new), (PackRow, packs), (PackKeysRow, packed)):
            for row in rows:
                look.session.execute(insert(table).values(**row))
        look.session.execute(delete(SegmentRow).where(SegmentRow.id.in_(numbers)))
    return True


# -- Packs


def closed(now: datetime) -> int:
    """Return the number of the first day that is not closed yet: a day is packed 48 hours after it has ended."""
    return int(day_at(micros(now) - LATE))


def _pack(office: Office, actor: Actor) -> int:
    """Pack calls of closed days, as many as go into one transaction; return how many packs that made."""
    now = office.clock()
    first_open = closed(now)
    with office.look(actor) as look:
        due = _folded(look.session, SegmentRow.first < first_open * DAY - SHANGHAI, SegmentRow.stored_at <= now - WAIT)
        old = _portion(due)
        if not old:
            return 0
        part = blobs.joined(read(look.session, [each.id for each in old]))
        book = lines.book(look)
    kept = np.array([line.kept if line else 0 for line in book.lines])[book.final]
    days = day_at(part.at)
    made = list(_packs(office, part, days, kept[part.line], first_open, now))
    rest = part.take(np.flatnonzero(days >= first_open))
    new = [
        segment(_in_order(own), source, max(each.reaches for each in old if each.source == source), 1)
        | {"stored_at": max(each.stored_at for each in old if each.source == source)}
        for source in np.unique(rest.source).tolist()
        for own in [rest.take(np.flatnonzero(rest.source == source))]
    ]
    done = _swap(office, actor, old, new, [pack for pack, _ in made], [row for _, rows in made for row in rows])
    return len(made) if done else 0


def _portion(due: Sequence[_Segment]) -> list[_Segment]:
    taken: list[_Segment] = []
    for each in due:
        if taken and sum(one.count for one in taken) + each.count > PORTION:
            break
        taken.append(each)
    return taken


def _packs(
    office: Office, part: Stored, days: Numbers, kept: Numbers, first_open: int, now: datetime
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Yield a pack, and the rows of its keys, for each closed day and class of retention."""
    for day in np.unique(days[days < first_open]).tolist():
        for kind in np.unique(kept[days == day]).tolist():
            rows = np.flatnonzero((days == day) & (kept == kind))
            rows = rows[np.lexsort((part.at[rows], part.source[rows], part.line[rows]))]
            for piece, blob in _split(part.take(rows)):
                yield _pack_rows(office.new_id(), day, kind, piece, blob, now)


def _split(part: Stored) -> Iterator[tuple[Stored, bytes]]:
    """Yield calls and their blobs, none of which is too great."""
    blob = blobs.write(part, thorough=True) if len(part) <= MOST_CALLS else None
    if blob is not None and len(blob) <= MOST_BYTES:
        yield part, blob
        return
    half = len(part) // 2
    yield from _split(part.take(np.arange(half)))
    yield from _split(part.take(np.arange(half, len(part))))


def _pack_rows(
    number: str, day: int, kept: int, part: Stored, blob: bytes, now: datetime
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    pack = {"id": number, "day": day, "kept": kept, "first": int(part.at.min()), "last": int(part.at.max()), "count": len(part)}
    pack |= {"size": len(blob), "packed_at": now, "digest": blobs.digest(blob), "blob": blob}
    return pack, [row | {"pack_id": number} for row in keys_of(part, keys.PACKED)]


def keys_of(part: Stored, spare: int) -> Iterator[dict[str, Any]]:
    """Yield the keys of each source in a pack."""
    hashes = part.id.hashes()
    for source in np.unique(part.source).tolist():
        own = part.source == source
        at = part.at[own]
        run = keys.encode(np.sort(hashes[own]), spare)
        yield {"source_id": source, "first": int(at.min()), "last": int(at.max()), "count": len(at), "keys": run}


# -- Totals by the hour


def _hours(office: Office, actor: Actor) -> int:
    """Put the hourly totals of a day together: some of them, and once the day is closed all; return of how many days."""
    first_open = closed(office.clock())
    with office.look(actor) as look:
        found: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for row in look.session.execute(select(HoursRow.day, HoursRow.entries, HoursRow.level, HoursRow.id)):
            found[row.day].append((row.entries, row.level, row.id))
    done = 0
    for day, pieces in sorted(found.items()):
        level, chosen = _together(sorted(pieces), closed=day < first_open)
        done += bool(chosen) and _rewrite_hours(office, actor, day, chosen, level)
    return done


def _together(pieces: Sequence[tuple[int, int, int]], *, closed: bool) -> tuple[int, list[int]]:
    """Return which blobs of a day are put together (the smallest, as long as none is much greater than all before it)."""
    if closed and all(level < 2 for _, level, _ in pieces):
        return 2, [number for _, _, number in pieces]
    taken: list[int] = []
    total = 0
    for size, level, number in pieces:
        if level == 2 or (len(taken) > 1 and size > 2 * total):
            break
        taken.append(number)
        total += size
    return 1, taken if len(taken) >= HOURLY else []


def _rewrite_hours(office: Office, actor: Actor, day: int, numbers: Sequence[int], level: int) -> bool:
    columns = select(HoursRow.id, HoursRow.digest, HoursRow.blob)
    with office.look(actor) as look:
        rows = look.session.execute(columns.where(HoursRow.id.in_(numbers))).all()
        whole = entries.all_of([blobs.sound(f"hours {row.id}", row.blob, row.digest) for row in rows])
    blob = entries.encode(whole := entries.added_up(whole), thorough=level == 2)
    with office.chore(actor) as look:
        lock_totals(look.session)
        if look.session.scalar(select(func.count()).where(HoursRow.id.in_(numbers))) != len(numbers):
            return False
        look.session.execute(delete(HoursRow).where(HoursRow.id.in_(numbers)))
        row = {"day": day, "level": level, "entries": len(whole), "digest": blobs.digest(blob), "blob": blob}
        look.session.execute(insert(HoursRow).values(**row))
    return True
