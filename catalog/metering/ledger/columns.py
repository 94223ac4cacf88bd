"""Calls as columns: what a batch says of them, and the same as it is stored and compared.

A call is what its source said: nothing of it is changed or left out, so that the same call said again can be told from one that
says something else. Only a route is dropped where the resource is named too, since it is then no more than the way to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from catalog.canon import canonical, parse
from catalog.metering.ledger import ids
from catalog.metering.ledger.ids import Ids
from catalog.metering.ledger.rules import OUTCOMES, Numbers

#: What a source says of who called what, in its own words: these resolve to a line.
TOLD: Final = ("consumer", "application", "provider", "resource", "grant", "purpose")
WHOLE: Final = ("status", "latency", "records", "bytes_in", "bytes_out")
TEXTS: Final = (*TOLD, "route", "reason")

_OUTCOME: Final[dict[str, int]] = {name: place for place, name in enumerate(OUTCOMES)}


@dataclass(slots=True)
class Calls:
    """The calls of one batch from one source, as columns of one length; what no call of it says may be left out.

    ``at`` and ``latency`` are microseconds. ``consumer``, ``provider``, ``resource`` and ``grant`` are ids or codes as reported;
    ``route`` is host, method and path. ``outcome`` is ``ok``, ``denied`` or ``failed``. What is unknown is None, never 0.
    """

    source: str
    id: Sequence[str]
    at: Sequence[int] | Numbers
    outcome: Sequence[str]
    consumer: Sequence[str | None] | None = None
    application: Sequence[str | None] | None = None
    provider: Sequence[str | None] | None = None
    resource: Sequence[str | None] | None = None
    grant: Sequence[str | None] | None = None
    decision: Sequence[str | None] | None = None
    purpose: Sequence[str | None] | None = None
    route: Sequence[str | None] | None = None
    reason: Sequence[str | None] | None = None
    status: Sequence[int | None] | Numbers | None = None
    latency: Sequence[int | None] | Numbers | None = None
    records: Sequence[int | None] | Numbers | None = None
    bytes_in: Sequence[int | None] | Numbers | None = None
    bytes_out: Sequence[int | None] | Numbers | None = None
    items: Sequence[Sequence[str] | None] | None = None

    def __len__(self) -> int:
        return len(self.id)

    def part(self, begin: int, end: int) -> Calls:
        """Return the calls from one place to another."""
        named: dict[str, Any] = {spec.name: getattr(self, spec.name) for spec in fields(self) if spec.name != "source"}
        cut: dict[str, Any] = {name: value if value is None else value[begin:end] for name, value in named.items()}
        return Calls(self.source, **cut)


@dataclass(slots=True)
class Said:
    """The same calls as they are compared: numbers as numbers, texts as Arrow columns; a column that says nothing is not there.

    ``outcome`` is the place in ``rules.OUTCOMES``; items are one text.
    """

    id: Ids
    decision: Ids
    at: Numbers
    outcome: Numbers
    whole: dict[str, pa.Array] = field(default_factory=dict)
    text: dict[str, pa.Array] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.at)

    def take(self, rows: Numbers) -> Said:
        """Return these rows."""
        picked = pa.array(rows)
        return Said(
            self.id.take(rows),
            self.decision.take(rows),
            self.at[rows],
            self.outcome[rows],
            {name: column.take(picked) for name, column in self.whole.items()},
            {name: column.take(picked) for name, column in self.text.items()},
        )

    def same(self, other: Said) -> Numbers:
        """Tell of each row whether both say the same of the call there (the ids of the calls are compared elsewhere)."""
        found = (self.at == other.at) & (self.outcome == other.outcome) & self.decision.equal(other.decision)
        for mine, theirs in ((self.whole, other.whole), (self.text, other.text)):
            for name in mine.keys() | theirs.keys():
                found &= _equal(mine.get(name), theirs.get(name))
        return np.asarray(found)

    def row(self, row: int) -> dict[str, Any]:
        """Return what is said of one call; what is unknown is left out."""
        told: dict[str, Any] = {"id": self.id.at(row), "at": int(self.at[row]), "outcome": OUTCOMES[self.outcome[row]]}
        told["decision"] = self.decision.at(row)
        for columns in (self.whole, self.text):
            told |= {name: column[row].as_py() for name, column in columns.items()}
        if told.get("items") is not None:
            told["items"] = parse(told["items"])
        return {name: value for name, value in told.items() if value is not None}


def _equal(mine: pa.Array | None, theirs: pa.Array | None) -> Numbers:
    if mine is None or theirs is None:
        empty = pc.is_null(theirs if mine is None else mine)
        return np.asarray(empty)
    same = pc.if_else(pc.and_(pc.is_null(mine), pc.is_null(theirs)), True, pc.fill_null(pc.equal(mine, theirs), False))
    return np.asarray(same)


def said(calls: Calls) -> Said:
    """Return what a batch says, as it is compared and stored.

    Raises
    ------
    ValueError, KeyError
        The columns are not of one length, or an outcome is none: the doors see to that.
    """
    made = Said(
        ids.of(calls.id),
        nothing(len(calls)) if calls.decision is None else ids.of(calls.decision),
        np.asarray(calls.at, np.int64),
        np.fromiter(map(_OUTCOME.__getitem__, calls.outcome), np.uint8, len(calls)),
    )
    for name in WHOLE:
        _keep(made.whole, name, getattr(calls, name), pa.int64())
    for name in TEXTS:
        _keep(made.text, name, getattr(calls, name), pa.string())
    if calls.items is not None:
        listed = [None if each is None else canonical(list(each)) for each in calls.items]
        _keep(made.text, "items", listed, pa.string())
    if "route" in made.text and "resource" in made.text:
        dropped = pc.if_else(pc.is_null(made.text["resource"]), made.text.pop("route"), pa.scalar(None, pa.string()))
        _keep(made.text, "route", dropped, pa.string())
    if any(len(each) != len(calls) for each in (made.at, *made.whole.values(), *made.text.values())):
        raise ValueError("columns of different lengths")
    return made


def nothing(rows: int) -> Ids:
    """Return a column of no ids."""
    return Ids(np.full(rows, ids.NONE, np.uint8), np.zeros((rows, 16), np.uint8), {})


def _keep(columns: dict[str, pa.Array], name: str, values: Any, kind: pa.DataType) -> None:
    """Keep a column, unless it says nothing at all."""
    if values is None:
        return
    column = values if isinstance(values, pa.Array) else pa.array(values, kind)
    if column.null_count < len(column):
        columns[name] = column


def one_after_another(parts: Sequence[Said]) -> Said:
    """Return calls one after the other."""
    whole = {name: _joined([part.whole.get(name) for part in parts], parts, pa.int64()) for name in _named(parts, "whole")}
    text = {name: _joined([part.text.get(name) for part in parts], parts, pa.string()) for name in _named(parts, "text")}
    return Said(
        ids.joined([part.id for part in parts]),
        ids.joined([part.decision for part in parts]),
        np.concatenate([part.at for part in parts]),
        np.concatenate([part.outcome for part in parts]),
        whole,
        text,
    )


def _named(parts: Sequence[Said], kind: str) -> list[str]:
    return sorted({name for part in parts for name in getattr(part, kind)})


def _joined(columns: Sequence[pa.Array | None], parts: Sequence[Said], kind: pa.DataType) -> pa.Array:
    whole = [pa.nulls(len(part), kind) if column is None else column for column, part in zip(columns, parts, strict=True)]
    return pa.concat_arrays(whole)
