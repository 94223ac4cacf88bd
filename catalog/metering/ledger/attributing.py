"""Attributing later what could not be attributed when it came: a line's calls are given to another line, past and to come.

The totals by line stay as they are, since whoever reads them asks where a line's calls count now; the cubes, which know no
lines, are changed by what is moved, in the transaction that moves it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from sqlalchemy import delete, func, select, update

from catalog import trail
from catalog.errors import Conflict, Invalid, NotFound, Problem
from catalog.metering.ledger import entries, latency, lines
from catalog.metering.ledger.entries import MEASURES, Group
from catalog.metering.ledger.folding import Sheet, add
from catalog.metering.ledger.lines import Line
from catalog.metering.ledger.locks import lock_lines, lock_totals
from catalog.metering.ledger.model import CubeRow, LineRow, MonthRow
from catalog.metering.ledger.queries import totals
from catalog.metering.ledger.resolving import Directory, Registers, Told, resolve_in
from catalog.metering.ledger.rules import CUBES, EPOCH
from catalog.metering.ledger.writing import put_missing
from catalog.office import Look, Work
from catalog.rights import Place, require
from catalog.trail import changed


@dataclass(frozen=True, slots=True)
class Open:
    """A line whose calls could not be attributed: its number, what is known of it, what could not be told, how many they are."""

    line: int
    consumer: str | None
    application: str | None
    provider: str | None
    resource: str | None
    purpose: str | None
    hint: str
    calls: int


def unattributed(look: Look) -> list[Open]:
    """List the lines whose calls wait to be attributed, those with the most calls first.

    Raises
    ------
    NotAllowed
        The actor attributes nothing.
    """
    require(look.actor, "call:attribute", Place(region=look.actor.region))
    book = lines.book(look)
    waiting = {
        number: line
        for number, line in enumerate(book.lines)
        if line is not None and not line.attributed and number not in book.moved_to
    }
    period = EPOCH, look.now + timedelta(days=2)
    counted = totals(look, *period, group_by=("line",), filters={"line": waiting.keys()}) if waiting else []
    found = []
    for each in sorted(counted, key=lambda total: (-total.calls, total.key)):
        line = waiting[each.key[0]]
        known = line.consumer, line.application, line.provider, line.resource, line.purpose
        found.append(Open(each.key[0], *known, line.hint or "", each.calls))
    return found


def attribute(
    work: Work,
    number: int,
    *,
    consumer: str | None = None,
    resource: str | None = None,
    grant: str | None = None,
    reason: str,
    directory: Directory | None = None,
) -> int:
    """Say whose calls those of a line are; return the number of the line that they count on now.

    Parameters
    ----------
    consumer, resource, grant
        Ids or codes; what the line knows already need not be said again.
    reason
        On what grounds; it stands in the trail.

    Raises
    ------
    NotFound
        There is no such line.
    NotAllowed
        The actor's reach does not include the provider's region.
    Conflict
        The line has been attributed.
    Invalid
        Something is unknown, missing, or not what the line says itself.
    """
    work.take_head()
    lock_lines(work.session)
    lock_totals(work.session)
    # Read once all that could change it is held.
    book = lines.book(work)
    line = book.lines[number] if 0 < number < len(book.lines) else None
    if line is None:
        raise NotFound("没有此计量线", "there is no such line")
    told = Told(consumer or line.consumer, line.application, None, resource or line.resource, grant, line.purpose)
    target = resolve_in(work, [told], directory or Registers())[told]
    require(work.actor, "call:attribute", Place(department=target.provider, region=target.provider_region or work.actor.region))
    if line.attributed or number in book.moved_to:
        raise Conflict("该计量线已归属", "the line is attributed already", code="attributed")
    if problems := _problems(line, target, grant, reason):
        raise Invalid("归属有误", "the attribution is not right", problems=problems)
    to = _numbered(work, target)
    moved = (work.session.scalar(select(func.max(LineRow.moved))) or 0) + 1
    here = LineRow.id == number, LineRow.moved_to.is_(None)
    work.session.execute(update(LineRow).where(*here).values(moved_to=to, moved=moved, revision=LineRow.revision + 1))
    _move(work, number, line, target)
    before = {"consumer": line.consumer, "resource": line.resource, "grant": line.grant, "line": number}
    after = {"consumer": target.consumer, "resource": target.resource, "grant": target.grant, "line": to, "reason": reason}
    trail.record(work, "call:attribute", f"line:{number}", name=line.hint, changes=changed(before, after))
    return to


def _problems(line: Line, target: Line, grant: str | None, reason: str) -> list[Problem]:
    problems = []
    if target.consumer is None:
        problems.append(Problem("consumer", "unknown_department", "没有此部门", "no such department"))
    if target.resource is None:
        problems.append(Problem("resource", "unknown_resource", "没有此资源", "no such resource"))
    if grant is not None and target.grant is None:
        problems.append(Problem("grant", "unknown_grant", "没有此授权", "no such grant"))
    for name in ("consumer", "resource"):
        known = getattr(line, name)
        if known is not None and getattr(target, name) not in (None, known):
            problems.append(Problem(name, "differs", "与调用本身所载不符", "the calls themselves say something else"))
    if not reason.strip() or len(reason) > 500:
        problems.append(Problem("reason", "bad_reason", "请填写理由，至多500字", "a reason of at most 500 characters is needed"))
    return problems


def _numbered(work: Work, target: Line) -> int:
    """Return the number of a line, making it within this work where it is not there yet."""
    row = lines.row_of(target)
    put_missing(work.session, LineRow, "digest", [row])
    return work.session.scalars(select(LineRow.id).where(LineRow.digest == row["digest"])).one()


def _move(work: Work, number: int, line: Line, target: Line) -> None:
    """Take the calls of a line that are folded out of the cubes where they stand, and put them where they belong."""
    columns = (MonthRow.month, MonthRow.outcome, *(getattr(MonthRow, name) for name in MEASURES), MonthRow.latency)
    by_month: dict[int, list[Any]] = {}
    for row in work.session.execute(select(*columns).where(MonthRow.line_id == number)):
        by_month.setdefault(row.month, []).append(row)
    for month, rows in by_month.items():
        for cube, dimensions in CUBES.items():
            old, new = (tuple(getattr(each, name) or "" for name in dimensions) for each in (line, target))
            if old != new:
                add(work.session, _sheet(cube, month, (old, new), rows))
    work.session.execute(delete(CubeRow).where(CubeRow.calls == 0))


def _sheet(cube: int, month: int, sides: tuple[tuple[str, ...], tuple[str, ...]], rows: list[Any]) -> Sheet:
    """Return what moving rows from one side to the other changes in a cube: as much less there as more here."""
    keys: dict[str, list[Any]] = {"a": [], "b": [], "outcome": []}
    for side in sides:
        for row in rows:
            keys["a"].append(side[0])
            keys["b"].append(side[1] if len(side) > 1 else "")
            keys["outcome"].append(row.outcome)
    sums = np.array([[getattr(row, name) for name in MEASURES] for row in rows], np.int64).T
    entry, kind, count = latency.decode_many([row.latency for row in rows])
    both = np.concatenate((-sums, sums), axis=1)
    shifted = np.concatenate((entry, entry + len(rows)))
    group: Group = entries.group(
        np.arange(2 * len(rows)), both, shifted, np.concatenate((kind, kind)), np.concatenate((-count, count))
    )
    return Sheet(CubeRow, {"cube": cube, "month": month}, keys, group)
