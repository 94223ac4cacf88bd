"""The tables of the index: generations, their documents, and the postings over them. All of it can be rebuilt from the lists."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Index, Integer, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from catalog.store import Base, Id, JsonText, UtcTime


class GenerationRow(Base):
    """One numbering of the entries in the order of their rank; at most one is live.

    ``documents`` is the next number to be given; ``fold`` counts the folds; ``folded_seq`` is the last row of the trail that
    the postings know of; ``recipe`` names the way terms were made, since postings of another way cannot be asked.
    """

    __tablename__ = "search_generation"
    __table_args__ = (
        Index(
            "uq_search_generation_live",
            "live",
            unique=True,
            sqlite_where=text("live"),
            postgresql_where=text("live"),
        ),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    recipe: Mapped[str] = mapped_column(String(100))
    live: Mapped[bool] = mapped_column(Boolean)
    documents: Mapped[int] = mapped_column(Integer)
    fold: Mapped[int] = mapped_column(Integer)
    folded_seq: Mapped[int] = mapped_column(BigInteger)
    built_at: Mapped[datetime] = mapped_column(UtcTime)


class DocumentRow(Base):
    """One entry as the postings know it: its folded texts (several in one column stand apart by U+001F) and its facets.

    ``key`` is made of the generation and the number in it (see ``stored``).
    """

    __tablename__ = "search_document"
    __table_args__ = (Index("ix_search_document_resource_id", "resource_id"),)

    # SQLite finds a row by an INTEGER key at once, and by any other key in two steps.
    key: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    resource_id: Mapped[str] = mapped_column(Id)
    name: Mapped[str] = mapped_column(Text)
    items: Mapped[str] = mapped_column(Text)
    rest: Mapped[str] = mapped_column(Text)
    sounds: Mapped[str] = mapped_column(Text)
    facets: Mapped[dict[str, Any]] = mapped_column(JsonText)
    freshness: Mapped[int] = mapped_column(BigInteger)


class PostingRow(Base):
    """The numbers of a block's documents that hold a term in a field: a checksum and a roaring bitmap.

    ``fold`` is the fold that last wrote it, so that a process that remembers an earlier one reads again only what is new.
    """

    __tablename__ = "search_posting"
    __table_args__ = (Index("ix_search_posting_fold", "generation", "fold"),)

    generation: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    term: Mapped[str] = mapped_column(Text, primary_key=True)
    field: Mapped[str] = mapped_column(String(16), primary_key=True)
    block: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    bitmap: Mapped[bytes] = mapped_column(LargeBinary)
    fold: Mapped[int] = mapped_column(Integer)
