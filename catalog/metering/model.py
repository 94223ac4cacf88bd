"""The register of gateways."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from catalog.store import Base, Id, UtcTime


class GatewayRow(Base):
    """A gateway: what asks whether a call may pass, and reports calls.

    A credential of ``department_id`` and ``application`` *is* this gateway. ``key`` is the name as it is compared. ``asserts``
    says that its configuration overwrites or deletes a client's own X-Application header; ``reports_records`` and
    ``reports_items`` whether its logs carry X-Record-Count and X-Items.
    """

    __tablename__ = "gateway"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(64), unique=True)
    form: Mapped[str] = mapped_column(String(16))
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"), index=True)
    application: Mapped[str] = mapped_column(String(64))
    asserts: Mapped[bool] = mapped_column(Boolean)
    reports_records: Mapped[bool] = mapped_column(Boolean)
    reports_items: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcTime)
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 (SQLAlchemy reads this once, when the class is made)
