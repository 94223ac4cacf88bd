"""What the writers of the ledger hold until their transaction ends, so that none passes the other where it must not.

On PostgreSQL these are advisory locks, and whoever reads under one reads what its last holder committed (READ COMMITTED). On
SQLite there is one writer at a time, who needs no other lock.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

SOURCE: Final = 0x7C11
LINES: Final = 0x7C12
TOTALS: Final = 0x7C13


def _lock(session: Session, kind: int, number: int) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:kind, :number)"), {"kind": kind, "number": number})


def lock_source(session: Session, source: int) -> None:
    """Hold a source: no other adds calls of it, or moves them, before this transaction ends."""
    _lock(session, SOURCE, source)


def lock_lines(session: Session) -> None:
    """Hold the lines: they become visible in the order of their numbers."""
    _lock(session, LINES, 0)


def lock_totals(session: Session) -> None:
    """Hold the totals: who adds to them reads them first."""
    _lock(session, TOTALS, 0)
