"""The trail: every change of anything, in commit order, provable; audit record and change feed in one.

Owns the append-only chain: one row per changed thing, numbered without gaps in commit order, each linked to the
one before by SM3. Does not own what the rows tell of, nor calls, decisions and binding checks that change nothing.
Whatever must keep up with changes (search, permission snapshot, flow graph) follows it by number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import insert

from catalog.office import Look, Work
from catalog.rights import require
from catalog.store import Page, bad_cursor, decode_cursor, encode_cursor
from catalog.trail import queries
from catalog.trail.model import TrailRow
from catalog.trail.queries import Row, newest
from catalog.trail.remembering import Memory, memory
from catalog.trail.rules import Head, Verdict, chain, judge

__all__ = [
    "Head",
    "Memory",
    "Row",
    "Verdict",
    "changed",
    "follow",
    "head",
    "memory",
    "newest",
    "read",
    "record",
    "things",
    "verify",
]


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return ``{field: [before, after]}`` for every field that differs; a missing field counts as None.

    >>> changed({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4})
    {'b': [2, 3], 'c': [None, 4]}
    """
    names = [*before, *(name for name in after if name not in before)]
    return {name: [before.get(name), after.get(name)] for name in names if before.get(name) != after.get(name)}


def record(
    work: Work,
    verb: str,
    thing: str,
    *,
    changes: Mapping[str, Any] | None = None,
    name: str | None = None,
    basis: str | None = None,
) -> None:
    """Keep one changed thing for the trail; the office writes it when the work commits.

    Parameters
    ----------
    verb
        ``kind:what``, for example ``resource:publish``.
    thing
        ``kind:id`` of the changed thing, or its bare id when ``verb`` names its kind.
    changes
        ``{field: [before, after]}``, as ``changed`` makes it.
    name
        What people call the thing now, so that the row can be read when the thing has another name.
    basis
        Law and article, where the verb has one.
    """
    kind = verb.partition(":")[0]
    body = {"work": work.id, "at": work.now.isoformat(), "actor": work.actor.login, "by": _by(work), "verb": verb}
    body["thing"] = thing if ":" in thing else f"{kind}:{thing}"
    body |= {key: value for key, value in (("changes", changes), ("name", name), ("basis", basis)) if value}
    work.pending.append(body)
    work.seal = _seal


def _by(work: Work) -> dict[str, Any]:
    actor = work.actor
    return {"kind": actor.kind, "id": actor.id, "department": actor.department}


def _seal(work: Work) -> None:
    """Write the kept rows behind the head; the caller holds the head lock, so nobody else can."""
    rows = [
        {"seq": seq, "work_id": kept["work"], "at": work.now, "body": body, "digest": digest}
        | {name: kept[name] for name in ("actor", "verb", "thing")}
        for kept, (seq, body, digest) in zip(work.pending, chain(queries.head(work), work.pending), strict=True)
    ]
    # Straight on the connection: nobody holds these rows as objects, and a bulk of them is what imports write most.
    work.session.connection().execute(insert(TrailRow), rows)


def read(work: Work, *, after_seq: int = 0, limit: int = 100, thing: str | None = None, cursor: str | None = None) -> Page[Row]:
    """List recorded changes for the auditor, page by page; the reading itself is recorded.

    A walk from page to page ends where the trail ended when it began, since each of its steps adds a row.

    Raises
    ------
    NotAllowed
        The actor is no auditor (等保三级: only the auditor reads audit records).
    Invalid
        The cursor is not one of this list.
    """
    require(work.actor, "trail:read")
    behind, until = (after_seq, queries.head(work).seq) if cursor is None else _place(cursor)
    found = queries.after(work.session, behind, limit=limit + 1, thing=thing, until=until)
    rows = found[:limit]
    asked = {"after_seq": [None, behind], "thing": [None, thing], "rows": [None, len(rows)]}
    record(work, "trail:read", thing or "trail:all", changes=asked)
    return Page(rows, encode_cursor(rows[-1].seq, until) if len(rows) < len(found) else None)


def _place(cursor: str) -> tuple[int, int]:
    behind, until = decode_cursor(cursor, 2)
    if not all(type(seq) is int and 0 <= seq < 2**63 for seq in (behind, until)):
        raise bad_cursor()
    return behind, until


def follow(look: Look, after_seq: int, *, limit: int = 1000) -> list[Row]:
    """List the changes behind ``after_seq`` for a part of the house that keeps up with them; shown to nobody."""
    return queries.after(look.session, after_seq, limit=limit)


def things(look: Look, after_seq: int, *, limit: int) -> list[str]:
    """List what was changed behind ``after_seq``, each thing once, from at most ``limit`` rows; shown to nobody."""
    return queries.things(look, after_seq, limit=limit)


def head(look: Look) -> Head:
    """Return the end of the chain, to be kept outside; anyone may hold one, for it tells nothing but a number."""
    return queries.head(look)


def verify(look: Look, heads: Sequence[Head] = ()) -> Verdict:
    """Read the whole chain and name the first bad row, if any; ``heads`` exported before also tell a cut or rewritten tail.

    Raises
    ------
    NotAllowed
        The actor is neither auditor nor operator.
    """
    require(look.actor, "trail:verify")
    with closing(queries.links(look.session)) as links:
        return judge(links, heads)
