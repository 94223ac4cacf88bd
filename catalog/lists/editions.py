"""Editions: the catalog frozen, usually once a year, and what changed between two of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, insert, literal, select
from sqlalchemy.orm import Session, aliased

from catalog import trail
from catalog.errors import Conflict, Invalid, NotFound, Problem
from catalog.lists.desk import ENDED_STATES
from catalog.lists.diff import diff
from catalog.lists.model import EditionEntryRow, EditionRow, ResourceRow, VersionRow
from catalog.office import Look, Work
from catalog.people.model import DepartmentRow
from catalog.people.queries import top_region
from catalog.rights import Place, require
from catalog.store import chunks

#: What stands in an edition: everything that is cataloged on the day of the cut.
FROZEN_STATES: Final = ("published", "offline")

ASKED_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Edition:
    """A frozen catalog: its label, when and by whom it was cut, and its two counts."""

    label: str
    cut_at: datetime
    cut_by: str
    entries: int
    items: int


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one entry between two editions: ``added``, ``retired``, ``merged``, ``superseded``, ``gone`` or ``changed``."""

    kind: str
    department: str
    code: str | None
    name: str
    successor: str | None = None
    details: Mapping[str, Any] | None = None


def cut_edition(work: Work, label: str) -> Edition:
    """Freeze every published and offline entry, as it stands, under a label such as ``2026``.

    Raises
    ------
    Invalid
        The label is empty or too long.
    Conflict
        There is such an edition: a frozen catalog is never cut anew.
    """
    require(work.actor, "edition:cut", Place(region=top_region(work.session)))
    work.take_head()
    label = label.strip()
    if not 0 < len(label) <= 32:
        problem = Problem("label", "bad_label", "版名应为 1 至 32 个字符", "expected 1 to 32 characters")
        raise Invalid("版名不符合要求", "the label is not as required", problems=[problem])
    if work.session.scalar(select(EditionRow.id).where(EditionRow.label == label)):
        raise Conflict(f"{label} 版已存在，不能重新定版", f"edition {label} exists and is never cut anew", code="edition_exists")
    frozen = ResourceRow.state.in_(FROZEN_STATES)
    counted = select(func.count(), func.coalesce(func.sum(ResourceRow.item_count), 0)).where(frozen)
    entries, items = work.session.execute(counted).one()
    edition = EditionRow(id=work.new_id(), label=label, cut_at=work.now, cut_by=work.actor.login, entries=entries, items=items)
    work.session.add(edition)
    work.session.flush()
    columns = ("resource_id", "version_id", "code", "name", "provider_id", "state", "edition_id")
    rows = select(
        ResourceRow.id,
        ResourceRow.current_id,
        ResourceRow.code,
        ResourceRow.name,
        ResourceRow.provider_id,
        ResourceRow.state,
        literal(edition.id, EditionEntryRow.edition_id.type),
    ).where(frozen)
    work.session.execute(insert(EditionEntryRow).from_select(columns, rows))
    changes = {"entries": [None, entries], "items": [None, items]}
    trail.record(work, "edition:cut", edition.id, changes=changes, name=label)
    return _view(edition)


def editions(look: Look) -> list[Edition]:
    """List the editions, oldest first."""
    require(look.actor, "resource:read")
    return [_view(row) for row in look.session.scalars(select(EditionRow).order_by(EditionRow.cut_at))]


def edition_diff(look: Look, old: str, new: str) -> list[Change]:
    """Say what was added, retired, merged, superseded or changed from one edition to another, by department and code.

    Raises
    ------
    NotFound
        There is no such edition.
    """
    require(look.actor, "resource:read")
    before, after = (_frozen(look.session, _find(look.session, label)) for label in (old, new))
    left = [before[key] for key in before.keys() - after.keys()]
    pairs = [(before[key], after[key]) for key in before.keys() & after.keys() if before[key].digest != after[key].digest]
    changes = [Change("added", after[key].department, after[key].code, after[key].name) for key in after.keys() - before.keys()]
    changes += [*_left(look.session, left), *_changed(look.session, pairs)]
    return sorted(changes, key=lambda change: (change.department, change.kind, change.code or "", change.name))


def _view(row: EditionRow) -> Edition:
    return Edition(row.label, row.cut_at, row.cut_by, row.entries, row.items)


def _find(session: Session, label: str) -> EditionRow:
    edition = session.scalar(select(EditionRow).where(EditionRow.label == label))
    if edition is None:
        raise NotFound(f"没有 {label} 版", f"no edition {label}", edition=label)
    return edition


def _frozen(session: Session, edition: EditionRow) -> dict[str, Any]:
    query = (
        select(
            EditionEntryRow.resource_id,
            EditionEntryRow.version_id,
            EditionEntryRow.code,
            EditionEntryRow.name,
            DepartmentRow.name.label("department"),
            VersionRow.digest,
        )
        .join(DepartmentRow, DepartmentRow.id == EditionEntryRow.provider_id)
        .join(VersionRow, VersionRow.id == EditionEntryRow.version_id)
        .where(EditionEntryRow.edition_id == edition.id)
    )
    return {row.resource_id: row for row in session.execute(query)}


def _left(session: Session, entries: Sequence[Any]) -> Iterator[Change]:
    """Say what became of entries of an edition that a later one no longer has; how they ended is final."""
    for chunk in chunks(entries, ASKED_AT_ONCE):
        successor = aliased(ResourceRow)
        query = select(ResourceRow.id, ResourceRow.state, successor.code).outerjoin(
            successor, successor.id == ResourceRow.successor_id
        )
        ended = session.execute(query.where(ResourceRow.id.in_([entry.resource_id for entry in chunk])))
        fates = {identity: (state, code) for identity, state, code in ended}
        for entry in chunk:
            state, code = fates[entry.resource_id]
            yield Change(state if state in ENDED_STATES else "gone", entry.department, entry.code, entry.name, code)


def _changed(session: Session, pairs: Sequence[tuple[Any, Any]]) -> Iterator[Change]:
    for chunk in chunks(pairs, ASKED_AT_ONCE):
        ids = [entry.version_id for pair in chunk for entry in pair]
        query = select(VersionRow.id, VersionRow.content).where(VersionRow.id.in_(ids))
        contents: dict[str, dict[str, Any]] = dict(session.execute(query).all())
        for before, after in chunk:
            details = diff(contents[before.version_id], contents[after.version_id]).as_dict()
            yield Change("changed", after.department, after.code, after.name, details=details)
