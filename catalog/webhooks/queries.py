"""Named questions to the webhooks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Select, and_, exists, func, or_, select

from catalog import trail
from catalog.errors import NotFound
from catalog.lists.demands.model import DemandRow
from catalog.lists.desk import PUBLIC_STATES
from catalog.lists.model import ResourceRow
from catalog.lists.responsibilities.model import IssueRow, OwnerRow
from catalog.office import Look
from catalog.people.model import DepartmentRow
from catalog.people.queries import is_id, lineages, resolve
from catalog.rights import require
from catalog.sharing.model import ApplicationRow, GrantRow
from catalog.store import Page, paged
from catalog.webhooks import rules
from catalog.webhooks.model import DeadLetterRow, DeliveryRow, WebhookRow

State = Literal["healthy", "failing", "paused"]

_Spell = tuple[datetime, datetime | None]
_Entries = Mapping[str, Mapping[str, bool]]

_PARTIES_ALONE: Final = ("demand", "issue", "application", "grant")


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook and how it fares: ``backlog`` counts the trail rows not looked at yet, ``dead`` the dead letters."""

    id: str
    department_id: str
    department: str
    application: str
    address: str
    verbs: tuple[str, ...]
    state: State
    backlog: int
    dead: int
    attempts: int
    due_at: datetime
    succeeded_at: datetime | None
    failed_at: datetime | None
    fault: str | None
    created_at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event that was not accepted."""

    id: str
    seq: int
    event: dict[str, Any]
    state: str
    attempts: int
    fault: str
    died_at: datetime
    delivered_at: datetime | None
    revision: int


@dataclass(frozen=True, slots=True)
class Standing:
    """All webhooks together: how many there are, the longest backlog, dead letters."""

    webhooks: int
    backlog: int
    dead: int


@dataclass(frozen=True, slots=True)
class Receiver:
    """What sending needs of a webhook; ``due``: its next event may be sent, it is not being waited for."""

    id: str
    department_id: str
    address: str
    verbs: tuple[str, ...]
    sealed: bytes
    seq: int
    attempts: int
    due: bool


# -- For those who look after them


def list_webhooks(look: Look) -> list[Webhook]:
    """List the webhooks by department and application."""
    require(look.actor, "webhook:read")
    head = trail.head(look).seq
    rows = look.session.execute(_webhooks().order_by(DepartmentRow.name, WebhookRow.application, WebhookRow.id))
    return [_webhook(head, *row) for row in rows]


def show(look: Look, webhook_id: str) -> Webhook:
    """Return one webhook.

    Raises
    ------
    NotFound
        There is none with this id.
    """
    require(look.actor, "webhook:read")
    found = look.session.execute(_webhooks().where(WebhookRow.id == webhook_id)).first() if is_id(webhook_id) else None
    if found is None:
        raise no_webhook()
    return _webhook(trail.head(look).seq, *found)


def no_webhook() -> NotFound:
    """Return the refusal where there is no such webhook."""
    return NotFound("没有此订阅", "no such webhook")


def _webhooks() -> Select[Any]:
    dead = select(func.count()).where(DeadLetterRow.webhook_id == WebhookRow.id, DeadLetterRow.state != "delivered")
    rows = select(WebhookRow, DeliveryRow, DepartmentRow.name, dead.scalar_subquery())
    return rows.join(DeliveryRow, DeliveryRow.webhook_id == WebhookRow.id).join(
        DepartmentRow, DepartmentRow.id == WebhookRow.department_id
    )


def _webhook(head: int, row: WebhookRow, told: DeliveryRow, department: str, dead: int) -> Webhook:
    state: State = "paused" if row.paused_at else "failing" if told.attempts else "healthy"
    return Webhook(
        id=row.id,
        department_id=row.department_id,
        department=department,
        application=row.application,
        address=row.address,
        verbs=tuple(row.verbs),
        state=state,
        backlog=head - told.seq,
        dead=dead,
        attempts=told.attempts,
        due_at=told.due_at,
        succeeded_at=told.succeeded_at,
        failed_at=told.failed_at,
        fault=told.fault,
        created_at=row.created_at,
        revision=row.revision,
    )


def dead_letters(look: Look, webhook_id: str, *, cursor: str | None = None, limit: int | None = None) -> Page[DeadLetter]:
    """List the dead letters of a webhook in the order of the trail, those delivered meanwhile included.

    Raises
    ------
    NotFound
        There is no such webhook.
    Invalid
        The cursor is not one of this list.
    """
    require(look.actor, "webhook:read")
    if not is_id(webhook_id) or look.session.get(WebhookRow, webhook_id) is None:
        raise no_webhook()
    query = select(DeadLetterRow).where(DeadLetterRow.webhook_id == webhook_id)
    return paged(look.session, query, [DeadLetterRow.seq], _letter, cursor=cursor, limit=limit)


def _letter(row: DeadLetterRow) -> DeadLetter:
    when = row.died_at, row.delivered_at
    return DeadLetter(row.id, row.seq, row.event, row.state, row.attempts, row.fault, *when, row.revision)


def standing(look: Look) -> Standing:
    """Return how all webhooks together stand; it tells no more than numbers."""
    dead = select(func.count()).select_from(DeadLetterRow).where(DeadLetterRow.state != "delivered").scalar_subquery()
    running = select(func.count(DeliveryRow.webhook_id), func.min(DeliveryRow.seq), dead)
    count, behind, letters = look.session.execute(running.select_from(DeliveryRow)).one()
    return Standing(count, trail.head(look).seq - behind if count else 0, letters)


# -- For sending


def receivers(look: Look) -> list[Receiver]:
    """List the webhooks that something can be sent to now: not paused, and not waiting after a failure."""
    queued = exists().where(DeadLetterRow.webhook_id == WebhookRow.id, DeadLetterRow.state == "queued")
    due = and_(DeliveryRow.due_at <= look.now, DeliveryRow.seq < trail.head(look).seq)
    rows = select(WebhookRow, DeliveryRow).join(DeliveryRow, DeliveryRow.webhook_id == WebhookRow.id)
    rows = rows.where(WebhookRow.paused_at.is_(None), or_(queued, due)).order_by(DeliveryRow.due_at)
    return [
        Receiver(
            row.id,
            row.department_id,
            row.address,
            tuple(row.verbs),
            row.sealed,
            told.seq,
            told.attempts,
            due=told.due_at <= look.now,
        )
        for row, told in look.session.execute(rows)
    ]


def is_active(look: Look, webhook_id: str) -> bool:
    """Tell whether the webhook is still there and not paused."""
    return (
        look.session.scalar(select(WebhookRow.id).where(WebhookRow.id == webhook_id, WebhookRow.paused_at.is_(None))) is not None
    )


def queued_letters(look: Look, webhook_id: str) -> list[DeadLetter]:
    """List the dead letters that are to be sent again."""
    query = select(DeadLetterRow).where(DeadLetterRow.webhook_id == webhook_id, DeadLetterRow.state == "queued")
    return [_letter(row) for row in look.session.scalars(query.order_by(DeadLetterRow.seq))]


def audible(look: Look, department_id: str, rows: Sequence[trail.Row]) -> list[trail.Row]:
    """Keep of trail rows what a department may hear of, judged by what it may see now; nothing once it has ended."""
    present = resolve(look.session, department_id, look.today)
    if present is None:
        return []
    departments = lineages(look.session, [present])
    things = {row.thing for row in rows}
    entries = _entries(look, departments, _ids(things, "resource"))
    own = _demands(look, departments, _ids(things, "demand")) | _issues(look, departments, _ids(things, "issue"))
    own |= _applications(look, departments, _ids(things, "application")) | _grants(look, departments, _ids(things, "grant"))
    owned = _owned(look, departments, _ids(things, "responsibility"))
    return [row for row in rows if _heard(row, entries, own, owned)]


def _ids(things: Iterable[str], kind: str) -> list[str]:
    return [id_ for name, _, id_ in (thing.partition(":") for thing in things) if name == kind]


def _entries(look: Look, departments: Collection[str], ids: Collection[str]) -> _Entries:
    found = select(ResourceRow.id, ResourceRow.state, ResourceRow.provider_id).where(ResourceRow.id.in_(ids))
    return {
        f"resource:{each}": {"public": state in PUBLIC_STATES, "own": provider in departments}
        for each, state, provider in look.session.execute(found)
    }


def _demands(look: Look, departments: Collection[str], ids: Collection[str]) -> set[str]:
    query = select(DemandRow.id).where(DemandRow.id.in_(ids), DemandRow.department_id.in_(departments))
    return {f"demand:{each}" for each in look.session.scalars(query)}


def _issues(look: Look, departments: Collection[str], ids: Collection[str]) -> set[str]:
    query = select(IssueRow.id).where(IssueRow.id.in_(ids), IssueRow.department_id.in_(departments))
    return {f"issue:{each}" for each in look.session.scalars(query)}


def _applications(look: Look, departments: Collection[str], ids: Collection[str]) -> set[str]:
    row = ApplicationRow
    addressed = row.provider_id.in_(departments) & row.signed_at.is_not(None)
    query = select(row.id).where(row.id.in_(ids), or_(row.department_id.in_(departments), addressed))
    return {f"application:{each}" for each in look.session.scalars(query)}


def _grants(look: Look, departments: Collection[str], ids: Collection[str]) -> set[str]:
    row = GrantRow
    query = select(row.id).where(row.id.in_(ids), or_(row.consumer_id.in_(departments), row.provider_id.in_(departments)))
    return {f"grant:{each}" for each in look.session.scalars(query)}


def _owned(look: Look, departments: Collection[str], ids: Collection[str]) -> dict[str, list[_Spell]]:
    """Return from when until when the departments had each of some responsibilities."""
    query = select(OwnerRow.responsibility_id, OwnerRow.since, OwnerRow.until)
    query = query.where(OwnerRow.responsibility_id.in_(ids), OwnerRow.department_id.in_(departments))
    found: dict[str, list[_Spell]] = {}
    for each, since, until in look.session.execute(query):
        found.setdefault(f"responsibility:{each}", []).append((since, until))
    return found


def _heard(row: trail.Row, entries: _Entries, own: Collection[str], owned: Mapping[str, Sequence[_Spell]]) -> bool:
    kind = row.thing.partition(":")[0]
    if kind == "resource":
        return row.thing in entries and rules.audible(row.verb, **entries[row.thing])
    if kind == "responsibility":
        # Both hear of it when it goes from one to the other.
        return any(since <= row.at and (until is None or row.at <= until) for since, until in owned.get(row.thing, ()))
    return kind not in _PARTIES_ALONE or row.thing in own
