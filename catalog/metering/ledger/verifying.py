"""Proving the ledger: that every blob is what was stored, and that everything adds up to the calls that are kept and were dropped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.types import BigInteger

from catalog.metering.ledger import blobs, entries
from catalog.metering.ledger.blobs import Damaged
from catalog.metering.ledger.model import CubeRow, DayRow, DeltaRow, HoursRow, MonthRow, PackRow, SegmentRow
from catalog.metering.ledger.rules import CUBES
from catalog.office import Look


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found: how many blobs were read, how many calls there are by each count of them, and what is wrong."""

    blobs: int
    calls: int
    counts: dict[str, int]
    faults: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def verify(look: Look) -> Proof:
    """Read every blob and add everything up, in one snapshot.

    The calls in segments and packs, dropped ones too, must be as many as each level of totals says with what is not folded yet.
    """
    session = look.session
    counts = {"segments": 0, "packs": _sum(session, PackRow.count, PackRow.blob.is_(None))}
    read, faults = 0, []
    for kind, name, row in _blobs(session):
        read += 1
        try:
            found = len(blobs.read(blobs.sound(name, row.blob, row.digest)))
        except Damaged:
            faults.append(f"{name}: damaged")
            found = row.count
        if found != row.count:
            faults.append(f"{name}: {found} calls instead of {row.count}")
        counts[kind] += row.count
    open_ = entries.all_of(list(session.scalars(select(DeltaRow.entries)))).calls
    calls = counts["segments"] + counts["packs"]
    counts |= {"hours": open_ + _hours(session, faults), "days": open_ + _sum(session, DayRow.calls)}
    counts["months"] = open_ + _sum(session, MonthRow.calls)
    for cube, dimensions in CUBES.items():
        counts[" × ".join(dimensions)] = open_ + _sum(session, CubeRow.calls, CubeRow.cube == cube)
    off = {name: count for name, count in counts.items() if name not in ("segments", "packs") and count != calls}
    faults += [f"{name}: {count} calls instead of {calls}" for name, count in off.items()]
    return Proof(read, calls, counts, tuple(faults))


def _blobs(session: Session) -> Iterator[tuple[str, str, Any]]:
    """Yield every segment and pack that holds calls, one at a time."""
    for number in session.scalars(select(SegmentRow.id).order_by(SegmentRow.id)).all():
        query = select(SegmentRow.blob, SegmentRow.digest, SegmentRow.count).where(SegmentRow.id == number)
        yield "segments", f"segment {number}", session.execute(query).one()
    for pack in session.scalars(select(PackRow.id).where(PackRow.blob.is_not(None)).order_by(PackRow.id)).all():
        yield (
            "packs",
            f"pack {pack}",
            session.execute(select(PackRow.blob, PackRow.digest, PackRow.count).where(PackRow.id == pack)).one(),
        )


def _hours(session: Session, faults: list[str]) -> int:
    total = 0
    for number in session.scalars(select(HoursRow.id).order_by(HoursRow.id)).all():
        row = session.execute(select(HoursRow.blob, HoursRow.digest).where(HoursRow.id == number)).one()
        try:
            total += entries.decode(blobs.sound(f"hours {number}", row.blob, row.digest)).calls
        except Damaged:
            faults.append(f"hours {number}: damaged")
    return total


def _sum(session: Session, column: Any, *conditions: Any) -> int:
    return cast("int", session.scalar(select(func.coalesce(func.sum(column), 0).cast(BigInteger)).where(*conditions)))
