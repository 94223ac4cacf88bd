"""The tables of the demand list, and the steps that demands and responsibilities went through."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from catalog.store import Base, Id, JsonText, UtcTime


class DemandRow(Base):
    """A demand (需求): what a department needs, on which legal basis; ``content`` is as ``rules.check`` holds it to.

    ``desk_id`` is the region whose data authority has it now, empty until its department has signed it off; ``title``,
    ``urgency``, ``until_on`` and ``source_id`` (the presumed source department) repeat the content, for lists.
    """

    __tablename__ = "demand"
    __table_args__ = (
        UniqueConstraint("year", "serial"),
        Index("ix_demand_department_id_state", "department_id", "state"),
        Index("ix_demand_desk_id_state", "desk_id", "state"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    year: Mapped[int] = mapped_column(Integer)
    serial: Mapped[int] = mapped_column(Integer)
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    region_id: Mapped[str] = mapped_column(ForeignKey("region.id"), index=True)
    desk_id: Mapped[str | None] = mapped_column(ForeignKey("region.id"))
    title: Mapped[str] = mapped_column(String(128))
    state: Mapped[str] = mapped_column(String(12))
    content: Mapped[dict[str, Any]] = mapped_column(JsonText)
    source_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"))
    urgency: Mapped[str] = mapped_column(String(8))
    until_on: Mapped[date | None]
    verdict: Mapped[str | None] = mapped_column(String(12))
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("demand.id"), index=True)
    submitted_by: Mapped[str | None] = mapped_column(Id)
    import_digest: Mapped[str | None] = mapped_column(String(64))
    satisfied_at: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    revision: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 (SQLAlchemy reads this once, when the class is made)

    @property
    def number(self) -> str:
        """What people call it by: XQ (需求), year and serial number."""
        return f"XQ{self.year}-{self.serial:06}"


class SourceRow(Base):
    """Where a demand is to be satisfied from: an entry that exists, or a responsibility that will end in one.

    ``resource_id`` of a responsibility's source is filled when it is fulfilled. ``items`` are the wanted items that it is for.
    Sources that were given up keep their row with the day they ended.
    """

    __tablename__ = "demand_source"
    __table_args__ = (
        Index(
            "uq_demand_source_responsibility",
            "demand_id",
            "responsibility_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_demand_source_resource_id", "resource_id"),
        Index("ix_demand_source_responsibility_id", "responsibility_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    demand_id: Mapped[str] = mapped_column(ForeignKey("demand.id"))
    resource_id: Mapped[str | None] = mapped_column(ForeignKey("resource.id"))
    responsibility_id: Mapped[str | None] = mapped_column(ForeignKey("responsibility.id"))
    items: Mapped[list[str]] = mapped_column(JsonText)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)


class StandingRow(Base):
    """That a demand may call an entry: something which the room above has granted (``id``), in ``[since, until)``.

    Whether it may, is said by whoever grants; what follows for the demand, ``sources`` says.
    """

    __tablename__ = "demand_standing"
    __table_args__ = (Index("ix_demand_standing_demand_id", "demand_id"), Index("ix_demand_standing_resource_id", "resource_id"))

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    demand_id: Mapped[str] = mapped_column(ForeignKey("demand.id"))
    resource_id: Mapped[str] = mapped_column(ForeignKey("resource.id"))
    since: Mapped[datetime] = mapped_column(UtcTime)
    until: Mapped[datetime | None] = mapped_column(UtcTime)


class StepRow(Base):
    """One step of a demand or a responsibility (办理记录): who did what when, and why; ``basis`` as the content's."""

    __tablename__ = "step"
    __table_args__ = (Index("ix_step_thing_at", "thing", "at"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    thing: Mapped[str] = mapped_column(String(64))
    verb: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(12))
    actor: Mapped[str] = mapped_column(String(128))
    name: Mapped[str] = mapped_column(String(128))
    department_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"))
    opinion: Mapped[str | None] = mapped_column(Text)
    basis: Mapped[list[dict[str, str]] | None] = mapped_column(JsonText)
    facts: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    at: Mapped[datetime] = mapped_column(UtcTime)
