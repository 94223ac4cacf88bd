"""The table of periodic jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from catalog.store import Base, JsonText, UtcTime


class JobRow(Base):
    """When a job is due, who holds it and until when, and what came of it last; ``said`` is what its last success counted."""

    __tablename__ = "job"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    holder: Mapped[str | None] = mapped_column(String(36))
    until: Mapped[datetime | None] = mapped_column(UtcTime)
    succeeded_at: Mapped[datetime | None] = mapped_column(UtcTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    said: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
