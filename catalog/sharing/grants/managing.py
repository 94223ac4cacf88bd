"""What becomes of a grant: amended, suspended and resumed, revoked by the provider, given up by the consumer, ended by the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import or_, select

from catalog.errors import Invalid, Problem
from catalog.lists import forms
from catalog.lists.demands.desk import Receipt, reason
from catalog.lists.model import VersionRow
from catalog.office import Work
from catalog.rights import require
from catalog.sharing import duties
from catalog.sharing.desk import receipt, step, thing_of
from catalog.sharing.grants.desk import at_home, at_provider, load_for_change, stand
from catalog.sharing.grants.giving import provide_if_callable, set_terms
from catalog.sharing.model import ApplicationRow, GrantRow
from catalog.sharing.rules import LIVE_GRANTS, last_instant, next_state
from catalog.sharing.statements import QUOTAS, check_terms, offer_of

#: Ends that are recorded in one work.
AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Lapsed:
    """How many ends were recorded; ``more``: there are others still."""

    expired: int
    revoked: int
    more: bool


def amend(work: Work, grant_id: str, changes: Mapping[str, Any], *, opinion: str, revision: int | None) -> Receipt:
    """Change what a grant allows (变更): its items within what was applied for, its term within what was stated, conditions, quotas.

    Parameters
    ----------
    changes
        ``items`` and the terms of ``sharing.statements.check_terms``; what is not named stays.

    Raises
    ------
    NotAllowed
        The actor is no reviewer of the provider.
    Conflict
        It has ended.
    Invalid
        No reason is given, nothing is changed, or something is not as it must be; all problems are named.
    """
    row = load_for_change(work, grant_id, revision)
    require(work.actor, "grant:amend", at_provider(row))
    next_state("grant", row.state, "amend")
    application = work.session.get_one(ApplicationRow, row.application_id)
    terms = {name: value for name, value in changes.items() if name != "items"}
    unconditional = application.sharing_type == "unconditional"
    problems = check_terms(terms, latest=application.until_on, today=work.today, unconditional=unconditional)
    if "items" in changes:
        problems += _items_problems(work, application, changes["items"])
    if problems:
        raise Invalid("变更不符合要求", "the amendment is not as required", problems=problems)
    before = _told(row)
    set_terms(row, terms)
    if "items" in changes:
        row.items = forms.tidy({"items": changes["items"]})["items"]
    after = {name: value for name, value in _told(row).items() if value != before[name]}
    if not after:
        raise Invalid("未作任何变更", "nothing is changed", code="nothing_changed")
    step(work, row, "amend", opinion=reason(opinion), changed={name: [before[name], value] for name, value in after.items()})
    stand(work, row)
    return receipt(work, row)


def _items_problems(work: Work, application: ApplicationRow, items: Any) -> list[Problem]:
    found = list(forms.check_items({"items": items}))
    if any(problem.severity == "rejected" for problem in found):
        return found
    asked = application.content.get("items") or offer_of(work.session.get_one(VersionRow, application.version_id).content).items
    if not items:
        zh, en = "至少保留一个信息项；全部停止提供应撤销授权", "keep one item at the least; to give none, revoke the grant"
        return [Problem("items", "required", zh, en)]
    others = [(at, item) for at, item in enumerate(items) if not forms.covered([item], asked)]
    return [
        Problem(f"items[{at}]", "not_wanted", f"未申请信息项“{item}”", f"item “{item}” was not applied for")
        for at, item in others
    ]


def _told(row: GrantRow) -> dict[str, Any]:
    """Return what may be amended, as steps and trail tell it."""
    quotas = {name: getattr(row, name) for name in QUOTAS}
    until = row.valid_to.isoformat() if row.valid_to else None
    said = {"items": list(row.items), "conditions": row.conditions, "purpose_required": row.purpose_required}
    return {**said, "valid_to": until, **quotas}


def suspend(work: Work, grant_id: str, *, opinion: str, revision: int | None) -> Receipt:
    """Suspend a grant (暂停): no call passes until it is resumed.

    Raises
    ------
    NotAllowed
        The actor is no reviewer of the provider.
    Conflict
        It is suspended already, or has ended.
    Invalid
        No reason is given.
    """
    row = load_for_change(work, grant_id, revision)
    require(work.actor, "grant:suspend", at_provider(row))
    step(work, row, "suspend", opinion=reason(opinion))
    row.suspended_at = work.now
    duties.turn(work, thing_of(row), duties.SHARE, on=False)
    stand(work, row)
    return receipt(work, row)


def resume(work: Work, grant_id: str, *, opinion: str, revision: int | None) -> Receipt:
    """Resume a suspended grant (恢复).

    Raises
    ------
    NotAllowed
        The actor is no reviewer of the provider.
    Conflict
        It is not suspended.
    Invalid
        No reason is given.
    """
    row = load_for_change(work, grant_id, revision)
    require(work.actor, "grant:resume", at_provider(row))
    step(work, row, "resume", opinion=reason(opinion))
    row.suspended_at = None
    duties.turn(work, thing_of(row), duties.SHARE, on=True)
    provide_if_callable(work, row)
    stand(work, row)
    return receipt(work, row)


def revoke(work: Work, grant_id: str, *, opinion: str, at: datetime | None = None, revision: int | None) -> Receipt:
    """Revoke a grant (撤销), now or at an instant ahead, until which it may still be used; a later word replaces an earlier one.

    Raises
    ------
    NotAllowed
        The actor is no reviewer of the provider.
    Conflict
        It has ended.
    Invalid
        No reason is given, or the grant ends before that instant by itself.
    """
    row = load_for_change(work, grant_id, revision)
    require(work.actor, "grant:revoke", at_provider(row))
    next_state("grant", row.state, "revoke")
    why = reason(opinion)
    if at is None or at <= work.now:
        _end(work, row, "revoke", opinion=why)
        return receipt(work, row)
    if row.valid_to is not None and at >= row.valid_to:
        zh, en = "授权在此之前已到期", "the grant ends before that"
        raise Invalid(zh, en, problems=[Problem("at", "too_late", zh, en)])
    row.revoked_at = at
    step(work, row, "announce", opinion=why, revoked_at=at.isoformat())
    stand(work, row)
    return receipt(work, row)


def _end(work: Work, row: GrantRow, verb: str, *, opinion: str | None = None, at: datetime | None = None, **facts: Any) -> None:
    """End a grant; whatever of it was due is so no longer."""
    step(work, row, verb, opinion=opinion, **facts)
    if row.state == "revoked":
        row.revoked_at = at or work.now
    duties.finish(work, thing_of(row), duties.SHARE, verb)
    stand(work, row)


def give_up(work: Work, grant_id: str, *, opinion: str, revision: int | None) -> Receipt:
    """Give a grant up that the consumer needs no longer (放弃).

    Raises
    ------
    NotAllowed
        The actor is no reviewer of the consumer.
    Conflict
        It has ended.
    Invalid
        No reason is given.
    """
    row = load_for_change(work, grant_id, revision)
    require(work.actor, "grant:give_up", at_home(row))
    next_state("grant", row.state, "give_up")
    _end(work, row, "give_up", opinion=reason(opinion))
    return receipt(work, row)


def end_with_entry(work: Work, row: GrantRow, opinion: str) -> None:
    """Revoke a grant on an entry that is there no longer; the step of the entry is somebody else's."""
    _end(work, row, "revoke", opinion=opinion)


def lapse(work: Work) -> Lapsed:
    """Record the ends that have come: of terms, and of revocations that were announced. They held without it.

    Raises
    ------
    NotAllowed
        The actor runs no jobs.
    """
    require(work.actor, "job:run")
    work.take_head()
    over = or_(GrantRow.valid_to <= work.now, GrantRow.revoked_at <= work.now)
    query = select(GrantRow).where(GrantRow.state.in_(LIVE_GRANTS), over).order_by(GrantRow.id).limit(AT_ONCE + 1)
    rows = list(work.session.scalars(query))
    revoked = 0
    for row in rows[:AT_ONCE]:
        end = last_instant(row)
        was_revoked = row.revoked_at is not None and row.revoked_at == end
        revoked += was_revoked
        _end(work, row, "revoke" if was_revoked else "expire", at=end)
    work.session.flush()
    return Lapsed(len(rows[:AT_ONCE]) - revoked, revoked, len(rows) > AT_ONCE)
