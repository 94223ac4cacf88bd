"""The tables of the webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from catalog.store import Base, Id, JsonText, UtcTime


class WebhookRow(Base):
    """An application of a department that wants to be told of changes, and where.

    The secret that its events are signed with is sealed under the key file named by ``vault`` (the file's fingerprint).
    """

    __tablename__ = "webhook"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"), index=True)
    application: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(500))
    verbs: Mapped[list[str]] = mapped_column(JsonText)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    vault: Mapped[str] = mapped_column(String(16))
    paused_at: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    created_by: Mapped[str | None] = mapped_column(ForeignKey("official.id"))
    revision: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 (SQLAlchemy reads this once, when the class is made)


class DeliveryRow(Base):
    """How far a webhook has been told: everything up to ``seq`` is accepted, a dead letter, or not for it.

    It changes with every event and is nobody's to edit, so it stands apart from the webhook and its revision.
    ``attempts`` counts the failures of the next event; ``fault`` is the word of the last one.
    """

    __tablename__ = "webhook_delivery"

    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhook.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    succeeded_at: Mapped[datetime | None] = mapped_column(UtcTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    fault: Mapped[str | None] = mapped_column(String(32))


class DeadLetterRow(Base):
    """An event that a receiver did not accept, however often it was sent (``state``: see ``rules.LETTER``)."""

    __tablename__ = "webhook_dead_letter"
    __table_args__ = (UniqueConstraint("webhook_id", "seq"), Index("ix_webhook_dead_letter_state", "state", "webhook_id"))

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhook.id"))
    seq: Mapped[int] = mapped_column(BigInteger)
    event: Mapped[dict[str, Any]] = mapped_column(JsonText)
    state: Mapped[str] = mapped_column(String(12))
    attempts: Mapped[int] = mapped_column(Integer)
    fault: Mapped[str] = mapped_column(String(32))
    died_at: Mapped[datetime] = mapped_column(UtcTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcTime)
    revision: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 (as above)
