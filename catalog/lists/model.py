"""The tables of the catalog list."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from catalog.store import Base, Id, JsonText, UtcTime


class ClassificationRow(Base):
    """A node of the classification (信息资源分类): base, theme or department; ``next_serial`` numbers its entries."""

    __tablename__ = "classification"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(128))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("classification.id"), index=True)
    department_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"), unique=True)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    next_serial: Mapped[int] = mapped_column(BigInteger, default=1)


class ResourceRow(Base):
    """A catalog entry (数据资源): who provides it, what state it is in, and what its governing version says.

    What people read of it (name, sharing type, …) repeats the governing version (the published one, before that the draft),
    so that lists need not open the documents. ``name_key`` is empty once the entry has ended: its name is free again; it may be
    longer than the name, for NFKC spells some characters out.
    ``import_digest`` is the digest of what a file last said of it, which tells a changed row from an edited entry.
    """

    __tablename__ = "resource"
    __table_args__ = (
        UniqueConstraint("provider_id", "name_key"),
        Index("ix_resource_state_id", "state", "id"),
        Index("ix_resource_state_issued_on_id", "state", "issued_on", "id"),
        Index("ix_resource_region_id_state", "region_id", "state"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    code: Mapped[str | None] = mapped_column(String(48), unique=True)
    legacy_code: Mapped[str | None] = mapped_column(Text)
    provider_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    region_id: Mapped[str] = mapped_column(ForeignKey("region.id"))
    name: Mapped[str] = mapped_column(String(128))
    name_key: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(12))
    current_id: Mapped[str | None] = mapped_column(Id)
    draft_id: Mapped[str | None] = mapped_column(Id)
    sharing_type: Mapped[str | None] = mapped_column(String(16))
    openness: Mapped[str | None] = mapped_column(String(16))
    update_cycle: Mapped[str | None] = mapped_column(String(16))
    grade: Mapped[str | None] = mapped_column(String(16))
    local_grade: Mapped[str | None] = mapped_column(String(8))
    item_count: Mapped[int] = mapped_column(Integer, default=0)
    issued_on: Mapped[date | None] = mapped_column(Date)
    assessed: Mapped[bool] = mapped_column(Boolean, default=True)
    accessed: Mapped[bool] = mapped_column(Boolean, default=False)
    successor_id: Mapped[str | None] = mapped_column(ForeignKey("resource.id"))
    origin: Mapped[list[dict[str, Any]] | None] = mapped_column(JsonText)
    import_digest: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    revision: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 (SQLAlchemy reads this once, when the class is made)


class VersionRow(Base):
    """One content document of an entry (see ``metadata``); unchangeable once it has been published.

    ``digest`` is the SM3 of the stored content, repeated in the trail, so that the chain proves contents too.
    """

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("resource_id", "number"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    resource_id: Mapped[str] = mapped_column(ForeignKey("resource.id"))
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(12))
    content: Mapped[dict[str, Any]] = mapped_column(JsonText)
    digest: Mapped[str] = mapped_column(String(64))
    breaking: Mapped[list[dict[str, Any]] | None] = mapped_column(JsonText)
    compiled_by: Mapped[str | None] = mapped_column(Id)
    submitted_by: Mapped[str | None] = mapped_column(Id)
    signed_by: Mapped[str | None] = mapped_column(Id)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcTime)


class ReviewRow(Base):
    """One reviewer's word on one version: step, decision, opinion (审核意见)."""

    __tablename__ = "review"
    __table_args__ = (Index("ix_review_resource_id_at", "resource_id", "at"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    resource_id: Mapped[str] = mapped_column(ForeignKey("resource.id"))
    version_id: Mapped[str] = mapped_column(ForeignKey("version.id"))
    step: Mapped[str] = mapped_column(String(12))
    decision: Mapped[str] = mapped_column(String(8))
    opinion: Mapped[str | None] = mapped_column(String(1000))
    reviewer: Mapped[str] = mapped_column(String(128))
    at: Mapped[datetime] = mapped_column(UtcTime)


class PlacementRow(Base):
    """One place of an entry in the classification, with the code it has there (信息资源代码); codes are never reused.

    The place of a deleted draft stays without its entry, so that its code stays taken.
    """

    __tablename__ = "placement"
    __table_args__ = (UniqueConstraint("resource_id", "classification_id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    resource_id: Mapped[str | None] = mapped_column(ForeignKey("resource.id"))
    classification_id: Mapped[str] = mapped_column(ForeignKey("classification.id"), index=True)
    code: Mapped[str] = mapped_column(String(48), unique=True)
    is_primary: Mapped[bool] = mapped_column(Boolean)
    is_live: Mapped[bool] = mapped_column(Boolean, default=True)


class BindingRow(Base):
    """Where the data of an entry really is (挂接), and how it answered when last asked.

    ``config`` holds what its kind needs (see ``routes.check``); ``secret`` a sealed password. ``shape`` is the API route
    with its variables made equal: two live routes of the same shape on one gateway and host could not be told apart.
    """

    __tablename__ = "binding"
    __table_args__ = (Index("ix_binding_shape", "shape"), Index("ix_binding_resource_id", "resource_id"))

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    resource_id: Mapped[str] = mapped_column(ForeignKey("resource.id"))
    kind: Mapped[str] = mapped_column(String(16))
    config: Mapped[dict[str, Any]] = mapped_column(JsonText)
    secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    shape: Mapped[str | None] = mapped_column(String(800))
    answering: Mapped[bool | None] = mapped_column(Boolean)
    checked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    succeeded_at: Mapped[datetime | None] = mapped_column(UtcTime)
    fault: Mapped[str | None] = mapped_column(String(64))
    data_at: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    revision: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 (as above)


class EditionRow(Base):
    """A frozen state of the whole catalog (版), usually one a year."""

    __tablename__ = "edition"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    label: Mapped[str] = mapped_column(String(32), unique=True)
    cut_at: Mapped[datetime] = mapped_column(UtcTime)
    cut_by: Mapped[str] = mapped_column(String(128))
    entries: Mapped[int] = mapped_column(Integer)
    items: Mapped[int] = mapped_column(Integer)


class EditionEntryRow(Base):
    """One entry as it stood in an edition."""

    __tablename__ = "edition_entry"

    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    resource_id: Mapped[str] = mapped_column(ForeignKey("resource.id"), primary_key=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("version.id"))
    code: Mapped[str | None] = mapped_column(String(48))
    name: Mapped[str] = mapped_column(String(128))
    provider_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    state: Mapped[str] = mapped_column(String(12))
