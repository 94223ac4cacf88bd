"""The table of synonyms that an authority has put beside the built-in ones."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from catalog.store import Base, Id, JsonText, UtcTime


class SynonymRow(Base):
    """One group of words that mean the same; ``head`` is its first word, folded, and names it within its kind."""

    __tablename__ = "synonym"
    __table_args__ = (UniqueConstraint("kind", "head"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    head: Mapped[str] = mapped_column(String(64))
    words: Mapped[list[str]] = mapped_column(JsonText)
    note: Mapped[str | None] = mapped_column(String(500))
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    revision: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 (SQLAlchemy reads this once, when the class is made)
