"""Letting go of single calls that have been kept long enough. What they added up to stays, and so does the proof of what they were."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update

from catalog.metering.ledger import blobs, keys
from catalog.metering.ledger.appending import horizon
from catalog.metering.ledger.compacting import keys_of
from catalog.metering.ledger.model import AsideRow, PackKeysRow, PackRow
from catalog.metering.ledger.rules import LONG, NEAR, ORDINARY, day_at, micros
from catalog.office import Office
from catalog.rights import Actor


def retain(office: Office, actor: Actor) -> dict[str, int]:
    """Drop packs whose calls have all been kept long enough, and what is remembered of calls beyond the horizon.

    A call that was dropped is still recognised when it is sent again: its key stays, of which more bits are then kept, since
    there is nothing left to compare it with.
    """
    now = office.clock()
    done = {"dropped": 0}
    for kept, days in ((ORDINARY, office.settings.call_days), (LONG, office.settings.call_days_conditional)):
        last = int(day_at(micros(now - timedelta(days=days))))
        query = select(PackRow.id).where(PackRow.kept == kept, PackRow.day < last, PackRow.blob.is_not(None))
        with office.look(actor) as look:
            due = look.session.scalars(query).all()
        for pack in due:
            done["dropped"] += _drop(office, actor, pack)
    beyond = micros(now) - horizon(office) - NEAR
    with office.chore(actor) as look:
        forgotten = look.session.execute(delete(PackKeysRow).where(PackKeysRow.last < beyond))
        aside = look.session.execute(delete(AsideRow).where(AsideRow.seen_at < now - timedelta(microseconds=horizon(office))))
        done["forgotten"] = cast("CursorResult[Any]", forgotten).rowcount
        done["aside"] = cast("CursorResult[Any]", aside).rowcount
    return {name: count for name, count in done.items() if count}


def _drop(office: Office, actor: Actor, pack: str) -> bool:
    """Drop a pack's calls; tell whether they were still there.

    Raises
    ------
    Damaged
        The blob is not what was stored, so that its keys cannot be made; it stays for people to look into.
    """
    with office.look(actor) as look:
        row = look.session.execute(select(PackRow.blob, PackRow.digest).where(PackRow.id == pack)).one()
    if row.blob is None:
        return False
    runs = list(keys_of(blobs.read(blobs.sound(f"pack {pack}", row.blob, row.digest)), keys.BLIND))
    with office.chore(actor) as look:
        for run in runs:
            here = (PackKeysRow.pack_id == pack, PackKeysRow.source_id == run["source_id"])
            look.session.execute(update(PackKeysRow).where(*here).values(keys=run["keys"]))
        dropping = update(PackRow).where(PackRow.id == pack, PackRow.blob.is_not(None)).values(blob=None, dropped_at=look.now)
        return cast("CursorResult[Any]", look.session.execute(dropping)).rowcount == 1
