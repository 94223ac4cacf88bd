"""Webhooks: a department's application is told of changes, at least once and in order.

Means who wants to hear of which trail verbs, and at which address. Owns how far each has been told and the dead letters:
events that their receiver did not accept. Does not own the changes: each webhook follows the trail by number, so that
nothing is lost or told out of turn. An event tells what was done to what and when, never by whom, nor what it was before.

The verbs here only keep what is wanted; ``sending`` is what speaks to the outside, and no transaction is open meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, update

from catalog import trail
from catalog.errors import Conflict, Invalid, NotFound, Problem
from catalog.lists.desk import require_revision
from catalog.office import Work
from catalog.people import Vault, resolve
from catalog.people.model import DepartmentRow
from catalog.people.queries import is_id
from catalog.rights import Place, require
from catalog.webhooks import rules
from catalog.webhooks.model import DeadLetterRow, DeliveryRow, WebhookRow
from catalog.webhooks.queries import no_webhook

__all__ = ["Receipt", "Subscribed", "Subscription", "pause", "redeliver", "resume", "subscribe", "unsubscribe"]


@dataclass(frozen=True, slots=True)
class Subscription:
    """What is wanted: for which department (id) and application, told where, of which verbs (``resource:*`` means all)."""

    department: str
    application: str
    address: str
    verbs: Sequence[str]


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A webhook as it begins; ``secret`` is shown this once."""

    id: str
    secret: str
    revision: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a verb changed, and its revision now."""

    id: str
    revision: int


def subscribe(work: Work, vault: Vault, wanted: Subscription) -> Subscribed:
    """Begin to tell an application of what is done from now on.

    Raises
    ------
    NotAllowed
        The actor is not the security administrator.
    Invalid
        Department, application, address or verbs are wrong; all problems at once.
    Conflict
        The department has ended.
    """
    require(work.actor, "webhook:subscribe", Place(department=wanted.department))
    if problems := _problems(work, wanted):
        raise Invalid("订阅有误", "the webhook is not right", problems=problems)
    department = resolve(work.session, wanted.department, work.today)
    if department is None:
        raise Conflict("部门已终止", "the department has ended", code="ended")
    # What is committed before this work is before it in the trail, and what comes after is told.
    work.take_head()
    secret = work.new_secret()
    row = _row(work, wanted, department)
    row.sealed, row.vault = vault.seal(secret, row.id, work.new_secret()), vault.fingerprint
    work.session.add(row)
    work.session.flush()
    work.session.add(DeliveryRow(webhook_id=row.id, seq=trail.head(work).seq, due_at=work.now))
    work.session.flush()
    after = {"department_id": department, "address": row.address, "verbs": row.verbs}
    trail.record(work, "webhook:subscribe", row.id, name=row.application, changes=trail.changed({}, after))
    return Subscribed(row.id, secret, row.revision)


def _row(work: Work, wanted: Subscription, department: str) -> WebhookRow:
    return WebhookRow(
        id=work.new_id(),
        department_id=department,
        application=wanted.application.strip(),
        address=wanted.address,
        verbs=sorted(set(wanted.verbs)),
        created_at=work.now,
        created_by=work.actor.id,
    )


def _problems(work: Work, wanted: Subscription) -> list[Problem]:
    problems = [rules.address_problem(wanted.address), rules.verbs_problem(wanted.verbs)]
    if not is_id(wanted.department) or work.session.get(DepartmentRow, wanted.department) is None:
        problems.append(Problem("department", "unknown_department", "没有此部门", "no such department"))
    if not wanted.application.strip() or len(wanted.application) > 64:
        zh, en = "应用名称应为1至64个字符", "an application's name has 1 to 64 characters"
        problems.append(Problem("application", "bad_name", zh, en))
    return [problem for problem in problems if problem is not None]


def unsubscribe(work: Work, webhook_id: str, *, revision: int | None) -> None:
    """Tell the application nothing more; its dead letters go with it.

    Raises
    ------
    NotFound, PreconditionRequired, Stale, NotAllowed
        There is none, or not at ``revision``, or the actor may not.
    """
    row = _load(work, "webhook:unsubscribe", webhook_id, revision)
    for table in (DeadLetterRow, DeliveryRow):
        work.session.execute(delete(table).where(table.webhook_id == row.id))
    work.session.delete(row)
    work.session.flush()
    trail.record(work, "webhook:unsubscribe", row.id, name=row.application, changes={"address": [row.address, None]})


def pause(work: Work, webhook_id: str, *, revision: int | None) -> Receipt:
    """Send nothing until it is resumed; what happens meanwhile is told then.

    Raises
    ------
    NotFound, PreconditionRequired, Stale, NotAllowed
        As ``unsubscribe``.
    Conflict
        It is paused already.
    """
    row = _load(work, "webhook:pause", webhook_id, revision)
    if row.paused_at is not None:
        raise Conflict("订阅已暂停", "it is paused already", code="no_change")
    row.paused_at = work.now
    return _done(work, "webhook:pause", row)


def resume(work: Work, webhook_id: str, *, revision: int | None) -> Receipt:
    """Send again, at once, where it was paused.

    Raises
    ------
    NotFound, PreconditionRequired, Stale, NotAllowed
        As ``unsubscribe``.
    Conflict
        It is not paused.
    """
    row = _load(work, "webhook:resume", webhook_id, revision)
    if row.paused_at is None:
        raise Conflict("订阅未暂停", "it is not paused", code="no_change")
    row.paused_at = None
    work.session.execute(update(DeliveryRow).where(DeliveryRow.webhook_id == row.id).values(due_at=work.now))
    return _done(work, "webhook:resume", row)


def redeliver(work: Work, webhook_id: str, letter_id: str, *, revision: int | None) -> Receipt:
    """Have a dead letter sent once more, outside the order of the others; if it fails, it is a dead letter again.

    Raises
    ------
    NotFound, PreconditionRequired, Stale, NotAllowed
        There is no such letter of this webhook, or not at ``revision``, or the actor may not.
    Conflict
        It is being sent, or has been accepted.
    """
    work.take_head()
    require(work.actor, "webhook:redeliver")
    letter = work.session.get(DeadLetterRow, letter_id) if is_id(letter_id) else None
    if letter is None or letter.webhook_id != webhook_id:
        raise NotFound("没有此死信", "no such dead letter")
    require_revision(letter.revision, revision)
    following = rules.LETTER[letter.state].get("redeliver")
    if following is None:
        zh, en = "该死信正在重发或已送达", "it is being sent, or has been accepted"
        raise Conflict(zh, en, code="no_change", state=letter.state)
    letter.state = following
    work.session.flush()
    trail.record(work, "webhook:redeliver", webhook_id, changes={"seq": [None, letter.seq]})
    return Receipt(letter.id, letter.revision)


def _load(work: Work, verb: str, webhook_id: str, revision: int | None) -> WebhookRow:
    work.take_head()
    require(work.actor, verb)
    row = work.session.get(WebhookRow, webhook_id) if is_id(webhook_id) else None
    if row is None:
        raise no_webhook()
    require_revision(row.revision, revision)
    return row


def _done(work: Work, verb: str, row: WebhookRow) -> Receipt:
    work.session.flush()
    trail.record(work, verb, row.id, name=row.application)
    return Receipt(row.id, row.revision)
