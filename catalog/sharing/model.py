"""The tables of sharing: applications, what was granted on them, correction requests and disputes.

Steps (办理记录) of all four stand in ``lists.demands.model.StepRow``, under ``application:id``, ``grant:id``, ``correction:id`` and
``dispute:id``; their clocks are cases of ``calendars``. Departments are as they were when the thing was made: readers resolve
who stands for them today.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from catalog.store import Base, Id, JsonText, UtcTime


class ApplicationRow(Base):
    """An application (共享申请) for one resource; ``content`` holds the statutory statements as ``rules.check`` holds it to.

    ``route`` are the regions whose authorities pass it on before the provider gets it, ``passed`` how many of them have; ``desk_id``
    is the one that has it now. ``sharing_type`` is the resource's on the day it reached the provider. ``reply`` is what the provider
    said: outcome, withheld items with their reasons, opinion, legal basis. Applications made in one basket share its number.
    """

    __tablename__ = "sharing_application"
    __table_args__ = (
        UniqueConstraint("year", "serial"),
        Index("ix_sharing_application_department_id_state", "department_id", "state"),
        Index("ix_sharing_application_provider_id_state", "provider_id", "state"),
        Index("ix_sharing_application_desk_id_state", "desk_id", "state"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    year: Mapped[int] = mapped_column(Integer)
    serial: Mapped[int] = mapped_column(Integer)
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    region_id: Mapped[str] = mapped_column(ForeignKey("region.id"), index=True)
    system: Mapped[str | None] = mapped_column(String(64))
    resource_id: Mapped[str] = mapped_column(ForeignKey("resource.id"), index=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("version.id"))
    provider_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    provider_region_id: Mapped[str] = mapped_column(ForeignKey("region.id"), index=True)
    demand_id: Mapped[str | None] = mapped_column(ForeignKey("demand.id"), index=True)
    renews_id: Mapped[str | None] = mapped_column(Id, index=True)
    basket: Mapped[str | None] = mapped_column(String(16), index=True)
    title: Mapped[str] = mapped_column(String(128))
    state: Mapped[str] = mapped_column(String(12))
    content: Mapped[dict[str, Any]] = mapped_column(JsonText)
    until_on: Mapped[date | None]
    sharing_type: Mapped[str | None] = mapped_column(String(16))
    route: Mapped[list[str]] = mapped_column(JsonText)
    passed: Mapped[int] = mapped_column(Integer)
    desk_id: Mapped[str | None] = mapped_column(ForeignKey("region.id"))
    submitted_by: Mapped[str | None] = mapped_column(Id)
    signed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcTime)
    reply: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    replied_at: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    revision: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 (SQLAlchemy reads this once, when the class is made)

    @property
    def number(self) -> str:
        """What people call it by: GX (共享), year and serial number."""
        return f"GX{self.year}-{self.serial:06}"


class GrantRow(Base):
    """A grant (授权): which department's system may call which items of a resource (called ``title``), for what, from when until when.

    ``items`` and ``matters`` empty mean all. A grant may be used while its state is *provisioning* or *active*, the instant lies in
    ``[valid_from, valid_to)`` and before ``revoked_at``: always judged against the clock, never by the state alone, for the tick
    records an end only after it has come. ``consumer_id`` is whom it was given to; who stands for them today may use it.
    """

    __tablename__ = "access_grant"
    __table_args__ = (
        UniqueConstraint("year", "serial"),
        Index("ix_access_grant_consumer_id_state", "consumer_id", "state"),
        Index("ix_access_grant_provider_id_state", "provider_id", "state"),
        Index("ix_access_grant_resource_id_state", "resource_id", "state"),
        Index("ix_access_grant_state_valid_to", "state", "valid_to"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    year: Mapped[int] = mapped_column(Integer)
    serial: Mapped[int] = mapped_column(Integer)
    application_id: Mapped[str] = mapped_column(ForeignKey("sharing_application.id"), index=True)
    consumer_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    region_id: Mapped[str] = mapped_column(ForeignKey("region.id"), index=True)
    system: Mapped[str | None] = mapped_column(String(64))
    provider_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    provider_region_id: Mapped[str] = mapped_column(ForeignKey("region.id"), index=True)
    resource_id: Mapped[str] = mapped_column(ForeignKey("resource.id"))
    version_id: Mapped[str] = mapped_column(ForeignKey("version.id"))
    title: Mapped[str] = mapped_column(String(128))
    items: Mapped[list[str]] = mapped_column(JsonText)
    matters: Mapped[list[str]] = mapped_column(JsonText)
    purpose: Mapped[str] = mapped_column(Text)
    purpose_required: Mapped[bool] = mapped_column(Boolean)
    mode: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(12))
    valid_from: Mapped[datetime] = mapped_column(UtcTime)
    valid_to: Mapped[datetime | None] = mapped_column(UtcTime)
    provided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    suspended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    quota_calls_day: Mapped[int | None] = mapped_column(BigInteger)
    quota_calls_month: Mapped[int | None] = mapped_column(BigInteger)
    quota_records_day: Mapped[int | None] = mapped_column(BigInteger)
    quota_records_month: Mapped[int | None] = mapped_column(BigInteger)
    quota_calls_minute: Mapped[int | None] = mapped_column(BigInteger)
    conditions: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    revision: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 (as above)

    @property
    def number(self) -> str:
        """What people call it by: SQ (授权), year and serial number."""
        return f"SQ{self.year}-{self.serial:06}"


class CorrectionRow(Base):
    """A request to correct data (校核): what a consumer doubts in an item of a record, and why; all other consumers see the flag."""

    __tablename__ = "correction"
    __table_args__ = (
        UniqueConstraint("year", "serial"),
        Index("ix_correction_resource_id_state", "resource_id", "state"),
        Index("ix_correction_department_id_state", "department_id", "state"),
        Index("ix_correction_provider_id_state", "provider_id", "state"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    year: Mapped[int] = mapped_column(Integer)
    serial: Mapped[int] = mapped_column(Integer)
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    region_id: Mapped[str] = mapped_column(ForeignKey("region.id"), index=True)
    provider_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    provider_region_id: Mapped[str] = mapped_column(ForeignKey("region.id"), index=True)
    resource_id: Mapped[str] = mapped_column(ForeignKey("resource.id"))
    title: Mapped[str] = mapped_column(String(128))
    state: Mapped[str] = mapped_column(String(12))
    content: Mapped[dict[str, Any]] = mapped_column(JsonText)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    revision: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 (as above)

    @property
    def number(self) -> str:
        """What people call it by: JH (校核), year and serial number."""
        return f"JH{self.year}-{self.serial:06}"


class DisputeRow(Base):
    """A dispute (争议) about an application, a grant or a correction (``thing``), between the claimant and the respondent.

    ``authority_id`` is the region whose authority, and then government, settles it: the one that both sides have in common.
    """

    __tablename__ = "dispute"
    __table_args__ = (
        UniqueConstraint("year", "serial"),
        Index("ix_dispute_department_id_state", "department_id", "state"),
        Index("ix_dispute_respondent_id_state", "respondent_id", "state"),
        Index("ix_dispute_authority_id_state", "authority_id", "state"),
        Index("ix_dispute_thing", "thing"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    year: Mapped[int] = mapped_column(Integer)
    serial: Mapped[int] = mapped_column(Integer)
    thing: Mapped[str] = mapped_column(String(64))
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    region_id: Mapped[str] = mapped_column(ForeignKey("region.id"))
    respondent_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    respondent_region_id: Mapped[str] = mapped_column(ForeignKey("region.id"))
    authority_id: Mapped[str] = mapped_column(ForeignKey("region.id"))
    title: Mapped[str] = mapped_column(String(128))
    state: Mapped[str] = mapped_column(String(12))
    content: Mapped[dict[str, Any]] = mapped_column(JsonText)
    outcome: Mapped[str | None] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    revision: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 (as above)

    @property
    def number(self) -> str:
        """What people call it by: ZY (争议), year and serial number."""
        return f"ZY{self.year}-{self.serial:06}"
