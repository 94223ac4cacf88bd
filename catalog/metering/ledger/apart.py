"""What is kept aside: calls that are not counted, once each, for people to look into."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from catalog.canon import packed, parse
from catalog.metering.ledger import readers
from catalog.metering.ledger.model import AsideRow, SourceRow
from catalog.metering.ledger.rules import Verdict, instant, micros
from catalog.metering.ledger.writing import put_missing
from catalog.office import Look
from catalog.rights import require
from catalog.store import Page, bad_cursor, decode_cursor, encode_cursor


@dataclass(frozen=True, slots=True)
class Kept:
    """A call that is kept aside: why, whose, and what was said of it."""

    kind: Verdict
    source: int
    body: dict[str, Any]


def keep(session: Session, kept: Sequence[Kept], now: datetime) -> None:
    """Keep calls aside; one that is there already is not kept again."""
    if not kept:
        return
    rows = [
        {
            "digest": hashlib.new("sm3", packed([each.kind, each.source, each.body])).digest(),
            "kind": each.kind,
            "source_id": each.source,
            "call_id": each.body["id"],
            "at": each.body["at"],
            "body": packed(each.body).decode(),
            "seen_at": now,
        }
        for each in kept
    ]
    put_missing(session, AsideRow, "digest", rows)


@dataclass(frozen=True, slots=True)
class Aside:
    """A call that was kept aside: why, since when, and all that its source said."""

    kind: Verdict
    source: str
    id: str
    at: datetime
    seen_at: datetime
    said: dict[str, Any]


def aside(
    look: Look, *, kind: Verdict | None = None, source: str | None = None, limit: int = 100, cursor: str | None = None
) -> Page[Aside]:
    """List calls that were kept aside, those seen last first; an auditor's reading is recorded.

    Raises
    ------
    NotAllowed
        The actor does not look into them.
    Invalid
        The cursor is not one of this list.
    """
    require(look.actor, "call:inspect")
    readers.record(look, "call:inspect", "call:aside", {"kind": [None, kind], "source": [None, source]})
    query = select(AsideRow, SourceRow.name).join(SourceRow, SourceRow.id == AsideRow.source_id)
    if kind is not None:
        query = query.where(AsideRow.kind == kind)
    if source is not None:
        query = query.where(SourceRow.name == source)
    if cursor is not None:
        query = query.where(tuple_(AsideRow.seen_at, AsideRow.digest) < tuple_(*_place(cursor)))
    rows = look.session.execute(query.order_by(AsideRow.seen_at.desc(), AsideRow.digest.desc()).limit(limit + 1)).all()
    told = [
        Aside(cast("Verdict", row.kind), name, row.call_id, instant(row.at), row.seen_at, parse(row.body))
        for row, name in rows[:limit]
    ]
    if len(rows) <= limit:
        return Page(told)
    last = rows[limit - 1][0]
    return Page(told, encode_cursor(micros(last.seen_at), last.digest.hex()))


def _place(cursor: str) -> tuple[datetime, bytes]:
    seen, digest = decode_cursor(cursor, 2)
    try:
        return instant(seen), bytes.fromhex(digest)
    except (TypeError, ValueError, OverflowError) as error:
        raise bad_cursor() from error
