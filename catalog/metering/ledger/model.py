"""The tables of the ledger: segments and packs of calls, what they add up to, and the lines they are counted on.

Calls are no rows: a thousand or a million of them are one blob (see ``blobs``), and a row of these tables is counted in
batches, days or lines. Instants within blobs and beside them are whole microseconds since 1970; days and months are numbered
Asia/Shanghai days and months since then (see ``rules``).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, PrimaryKeyConstraint, SmallInteger, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from catalog.store import Base, Id, UtcTime

#: SQLite numbers rows by itself only where the key is called INTEGER.
Number = BigInteger().with_variant(Integer, "sqlite")


class SourceRow(Base):
    """A source of calls: a gateway, or what reports through one. All copies of a call come from one source."""

    __tablename__ = "meter_source"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(400), unique=True)


class ReasonRow(Base):
    """A reason for which calls were denied; totals are kept by its number."""

    __tablename__ = "meter_reason"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(32), unique=True)


class LineRow(Base):
    """What calls are counted on: who used what of whom, under which grant and for what, as of the call.

    ``digest`` is that of all the columns that tell one line from another. ``hint`` says what could not be attributed, and is
    empty on a line that could. ``moved_to`` is the line that a later attribution gave these calls to; ``moved`` numbers the
    moves, so that a process which remembers lines knows what it has not heard of. ``kept`` is the class of retention.
    """

    __tablename__ = "meter_line"
    __table_args__ = (
        Index("ix_meter_line_consumer_id", "consumer_id"),
        Index("ix_meter_line_provider_id", "provider_id"),
        Index("ix_meter_line_resource_id", "resource_id"),
        Index("ix_meter_line_grant_id", "grant_id"),
        Index("ix_meter_line_moved", "moved", sqlite_where=text("moved IS NOT NULL"), postgresql_where=text("moved IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    consumer_id: Mapped[str | None] = mapped_column(Id)
    application: Mapped[str | None] = mapped_column(String(64))
    provider_id: Mapped[str | None] = mapped_column(Id)
    resource_id: Mapped[str | None] = mapped_column(Id)
    grant_id: Mapped[str | None] = mapped_column(Id)
    purpose: Mapped[str | None] = mapped_column(String(200))
    consumer_tier: Mapped[str | None] = mapped_column(String(16))
    provider_tier: Mapped[str | None] = mapped_column(String(16))
    consumer_region_id: Mapped[str | None] = mapped_column(Id)
    provider_region_id: Mapped[str | None] = mapped_column(Id)
    kept: Mapped[int] = mapped_column(SmallInteger)
    hint: Mapped[str | None] = mapped_column(String(300))
    moved_to: Mapped[int | None] = mapped_column(Integer)
    moved: Mapped[int | None] = mapped_column(Integer)
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 (SQLAlchemy reads this once, when the class is made)


class SegmentRow(Base):
    """The calls of one accepted batch, or of several that were put together; until the day of its calls is packed.

    ``upto`` is the greatest number of a batch in it, 0 where it is one batch itself. ``level`` counts how often it was put together. ``keys`` are the sorted hashes of the calls' ids (see ``keys``), ``digest`` is the SM3 of the blob.
    """

    __tablename__ = "meter_segment"
    # A number is never used again, so that who has read up to one has read everything before it.
    __table_args__ = (Index("ix_meter_segment_source_id_id", "source_id", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    source_id: Mapped[int] = mapped_column(Integer)
    upto: Mapped[int] = mapped_column(BigInteger)
    level: Mapped[int] = mapped_column(SmallInteger)
    first: Mapped[int] = mapped_column(BigInteger)
    last: Mapped[int] = mapped_column(BigInteger)
    count: Mapped[int] = mapped_column(Integer)
    late: Mapped[int] = mapped_column(Integer)
    stored_at: Mapped[datetime] = mapped_column(UtcTime)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    keys: Mapped[bytes] = mapped_column(LargeBinary)
    blob: Mapped[bytes] = mapped_column(LargeBinary)


class DeltaRow(Base):
    """What a batch adds to the totals, until it is folded into them."""

    __tablename__ = "meter_delta"

    segment_id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False)
    entries: Mapped[bytes] = mapped_column(LargeBinary)


class PackRow(Base):
    """The calls of one day and one class of retention, in order of their lines; never rewritten.

    ``blob`` is empty once the last of its calls has been kept long enough; what it held is still proved by the rest.
    """

    __tablename__ = "meter_pack"
    __table_args__ = (Index("ix_meter_pack_day", "day"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    day: Mapped[int] = mapped_column(Integer)
    kept: Mapped[int] = mapped_column(SmallInteger)
    first: Mapped[int] = mapped_column(BigInteger)
    last: Mapped[int] = mapped_column(BigInteger)
    count: Mapped[int] = mapped_column(Integer)
    size: Mapped[int] = mapped_column(Integer)
    packed_at: Mapped[datetime] = mapped_column(UtcTime)
    dropped_at: Mapped[datetime | None] = mapped_column(UtcTime)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    blob: Mapped[bytes | None] = mapped_column(LargeBinary)


class PackKeysRow(Base):
    """The sorted hashes of the ids of one source's calls in a pack; they outlive its blob until the horizon."""

    __tablename__ = "meter_pack_keys"
    __table_args__ = (Index("ix_meter_pack_keys_source_id_last", "source_id", "last"),)

    pack_id: Mapped[str] = mapped_column(Id, primary_key=True)
    source_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    first: Mapped[int] = mapped_column(BigInteger)
    last: Mapped[int] = mapped_column(BigInteger)
    count: Mapped[int] = mapped_column(Integer)
    keys: Mapped[bytes] = mapped_column(LargeBinary)


class AsideRow(Base):
    """A call that was kept apart and is not counted: one that conflicts with another, or came too late or too early."""

    __tablename__ = "meter_aside"
    __table_args__ = (Index("ix_meter_aside_seen_at", "seen_at"),)

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    source_id: Mapped[int] = mapped_column(Integer)
    call_id: Mapped[str] = mapped_column(String(128))
    at: Mapped[int] = mapped_column(BigInteger)
    body: Mapped[str] = mapped_column(Text)
    seen_at: Mapped[datetime] = mapped_column(UtcTime)


class HoursRow(Base):
    """Totals of one day by hour, line and outcome, as one blob; a day has several until they are put together.

    ``level`` is 0 for what was folded at a time, 1 for several of them together, 2 for the whole day once it has been packed.
    """

    __tablename__ = "meter_hours"
    __table_args__ = (Index("ix_meter_hours_day", "day"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    day: Mapped[int] = mapped_column(Integer)
    level: Mapped[int] = mapped_column(SmallInteger)
    entries: Mapped[int] = mapped_column(Integer)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    blob: Mapped[bytes] = mapped_column(LargeBinary)


class _Totals:
    """What every table of totals adds up.

    ``known`` counts the calls whose number of records is known. ``latency`` is a histogram (see ``latency``).
    """

    known: Mapped[int] = mapped_column(BigInteger, sort_order=20)
    calls: Mapped[int] = mapped_column(BigInteger, sort_order=21)
    records: Mapped[int] = mapped_column(BigInteger, sort_order=22)
    bytes_in: Mapped[int] = mapped_column(BigInteger, sort_order=23)
    bytes_out: Mapped[int] = mapped_column(BigInteger, sort_order=24)
    latency: Mapped[bytes] = mapped_column(LargeBinary, sort_order=25)


class DayRow(_Totals, Base):
    """Totals of a day by line and outcome. In the key the month comes first, so that what is new stands together.

    The columns stand in the order in which PostgreSQL need not pad between them: of these rows there are the most.
    """

    __tablename__ = "meter_day"
    __table_args__ = (PrimaryKeyConstraint("month", "line_id", "day", "outcome"), {"sqlite_with_rowid": False})

    month: Mapped[int] = mapped_column(SmallInteger, autoincrement=False)
    outcome: Mapped[int] = mapped_column(SmallInteger, autoincrement=False)
    line_id: Mapped[int] = mapped_column(Integer, autoincrement=False)
    day: Mapped[int] = mapped_column(Integer, autoincrement=False)
    known: Mapped[int] = mapped_column(Integer, sort_order=20)
    calls: Mapped[int] = mapped_column(Integer, sort_order=21)


class MonthRow(_Totals, Base):
    """Totals of a month by line and outcome."""

    __tablename__ = "meter_month"
    __table_args__ = (PrimaryKeyConstraint("month", "line_id", "outcome"), {"sqlite_with_rowid": False})

    month: Mapped[int] = mapped_column(SmallInteger, autoincrement=False)
    outcome: Mapped[int] = mapped_column(SmallInteger, autoincrement=False)
    line_id: Mapped[int] = mapped_column(Integer, autoincrement=False)


class CubeRow(_Totals, Base):
    """Totals of a month by one or two dimensions alone (see ``rules.CUBES``), for questions about the whole platform."""

    __tablename__ = "meter_cube"
    __table_args__ = (PrimaryKeyConstraint("cube", "month", "a", "b", "outcome"), {"sqlite_with_rowid": False})

    cube: Mapped[int] = mapped_column(SmallInteger, autoincrement=False)
    month: Mapped[int] = mapped_column(SmallInteger, autoincrement=False)
    outcome: Mapped[int] = mapped_column(SmallInteger, autoincrement=False)
    a: Mapped[str] = mapped_column(String(36))
    b: Mapped[str] = mapped_column(String(36))
