"""The tables of the responsibility list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from catalog.store import Base, Id, JsonText, UtcTime


class ResponsibilityRow(Base):
    """A responsibility (责任): what a department must provide; ``content`` is as ``rules.check`` holds it to.

    ``region_id`` is the region of the data authority that drafted it and supervises it; ``owner_id`` the department that must
    provide it now, as the open row of ``OwnerRow`` says too. ``resource_id`` is the entry it was fulfilled with.
    """

    __tablename__ = "responsibility"
    __table_args__ = (
        UniqueConstraint("year", "serial"),
        Index("ix_responsibility_owner_id_state", "owner_id", "state"),
        Index("ix_responsibility_region_id_state", "region_id", "state"),
        Index("ix_responsibility_resource_id", "resource_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    year: Mapped[int] = mapped_column(Integer)
    serial: Mapped[int] = mapped_column(Integer)
    region_id: Mapped[str] = mapped_column(ForeignKey("region.id"))
    owner_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    title: Mapped[str] = mapped_column(String(128))
    state: Mapped[str] = mapped_column(String(12))
    content: Mapped[dict[str, Any]] = mapped_column(JsonText)
    plan: Mapped[str | None] = mapped_column(String(1000))
    resource_id: Mapped[str | None] = mapped_column(ForeignKey("resource.id"))
    import_digest: Mapped[str | None] = mapped_column(String(64))
    fulfilled_at: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    revision: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 (SQLAlchemy reads this once, when the class is made)

    @property
    def number(self) -> str:
        """What people call it by: ZR (责任), year and serial number."""
        return f"ZR{self.year}-{self.serial:06}"


class OwnerRow(Base):
    """From when until when a department had a responsibility, and how that ended; the database itself refuses a second open one."""

    __tablename__ = "responsibility_owner"
    __table_args__ = (
        Index(
            "uq_responsibility_owner_open",
            "responsibility_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    responsibility_id: Mapped[str] = mapped_column(ForeignKey("responsibility.id"), index=True)
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    since: Mapped[datetime] = mapped_column(UtcTime)
    until: Mapped[datetime | None] = mapped_column(UtcTime)
    outcome: Mapped[str | None] = mapped_column(String(16))


class IssueRow(Base):
    """The responsibility list of a department for a year as it was issued (下达): frozen, and acknowledged (签收) by the department.

    ``content`` lists the responsibilities as they stood; ``digest`` is its SM3, which the trail repeats.
    """

    __tablename__ = "responsibility_issue"
    __table_args__ = (UniqueConstraint("department_id", "year", "number"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    region_id: Mapped[str] = mapped_column(ForeignKey("region.id"), index=True)
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    content: Mapped[list[dict[str, Any]]] = mapped_column(JsonText)
    digest: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime] = mapped_column(UtcTime)
    issued_by: Mapped[str] = mapped_column(String(128))
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcTime)
    acknowledged_by: Mapped[str | None] = mapped_column(String(128))
    revision: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 (as above)
