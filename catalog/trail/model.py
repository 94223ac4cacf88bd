"""The table of the trail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from catalog.store import Base, Id, UtcTime


class TrailRow(Base):
    """One changed thing. ``body`` is what the chain proves; the other columns repeat parts of it for looking up.

    It references no other table on purpose: a foreign key would take locks outside the head's order,
    and the trail must outlive what it tells of.
    """

    __tablename__ = "trail"
    __table_args__ = (Index("ix_trail_thing_seq", "thing", "seq"), Index("ix_trail_at", "at"))

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    work_id: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(UtcTime)
    actor: Mapped[str] = mapped_column(String(128))
    verb: Mapped[str] = mapped_column(String(64))
    thing: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
