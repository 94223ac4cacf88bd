"""Named questions to the trail."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Integer, ScalarSelect, bindparam, func, literal_column, select
from sqlalchemy.orm import Session

from catalog.canon import parse
from catalog.office import Look
from catalog.prepared import Prepared
from catalog.trail.model import TrailRow
from catalog.trail.rules import GENESIS, Head, Link

_END: Final = Prepared(select(func.max(TrailRow.seq)))
_HEAD: Final = Prepared(select(TrailRow.seq, TrailRow.digest).order_by(TrailRow.seq.desc()).limit(literal_column("1")))
_THINGS: Final = Prepared(
    select(TrailRow.thing).where(TrailRow.seq > bindparam("seq")).order_by(TrailRow.seq).limit(bindparam("rows", type_=Integer))
)


@dataclass(frozen=True, slots=True)
class Row:
    """One changed thing, as recorded.

    ``changes`` is ``{field: [before, after]}``; ``basis`` the legal basis where there is one; the rows of one verb share ``work_id``.
    """

    seq: int
    work_id: str
    at: datetime
    actor: dict[str, Any]
    verb: str
    thing: str
    name: str | None
    changes: dict[str, list[Any]]
    basis: str | None


def head(look: Look) -> Head:
    """Return the end of the chain as the look sees it."""
    row = look.first(_HEAD, {})
    return Head(*row) if row else Head(0, GENESIS)


def end(look: Look) -> int:
    """Return the number of the last row in the snapshot of a look, asked for once."""
    if look.end is None:
        look.end = (look.first(_END, {}) or (0,))[0] or 0
    return look.end


def newest() -> ScalarSelect[int]:
    """Return the number of the last row (0: there is none) as part of another question, to be answered in the same statement."""
    return select(func.coalesce(func.max(TrailRow.seq), 0)).scalar_subquery()


def after(session: Session, seq: int, *, limit: int, thing: str | None = None, until: int | None = None) -> list[Row]:
    """List rows behind ``seq`` in their order, at most ``limit``, of one thing if named, up to and including ``until``."""
    query = select(TrailRow.at, TrailRow.body).where(TrailRow.seq > seq).order_by(TrailRow.seq).limit(limit)
    if thing is not None:
        query = query.where(TrailRow.thing == thing)
    if until is not None:
        query = query.where(TrailRow.seq <= until)
    return [_row(at, parse(body)) for at, body in session.execute(query)]


def things(look: Look, seq: int, *, limit: int) -> list[str]:
    """List what was changed behind ``seq``, each thing once, from at most ``limit`` rows."""
    return list(dict.fromkeys(thing for (thing,) in look.all(_THINGS, {"seq": seq, "rows": limit})))


def links(session: Session) -> Generator[Link, None, None]:
    """Stream the whole chain from its first row, for judging; closing the generator gives the cursor back."""
    wanted = (
        TrailRow.seq,
        TrailRow.body,
        TrailRow.digest,
        TrailRow.work_id,
        TrailRow.at,
        TrailRow.actor,
        TrailRow.verb,
        TrailRow.thing,
    )
    query = select(*wanted).order_by(TrailRow.seq).execution_options(yield_per=2000)
    with session.execute(query) as rows:
        for seq, body, digest, work_id, at, actor, verb, thing in rows:
            columns = {"work": work_id, "at": at.isoformat(), "actor": actor, "verb": verb, "thing": thing}
            yield Link(seq, body, digest, columns, _parsed(body))


def _parsed(body: str) -> dict[str, Any]:
    try:
        parsed = parse(body)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _row(at: datetime, body: dict[str, Any]) -> Row:
    return Row(
        seq=body["seq"],
        work_id=body["work"],
        at=at,
        actor={"login": body["actor"], **body["by"]},
        verb=body["verb"],
        thing=body["thing"],
        name=body.get("name"),
        changes=body.get("changes", {}),
        basis=body.get("basis"),
    )
