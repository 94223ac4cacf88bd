"""What the source department does: claim a responsibility or object to it, say how it will be provided, and provide it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from catalog import trail
from catalog.calendars import queries as cases
from catalog.errors import Conflict, Invalid, Problem
from catalog.lists import desk as catalog_desk
from catalog.lists import duties, told
from catalog.lists.demands import sources
from catalog.lists.demands.desk import Receipt, keep, reason, remark
from catalog.lists.demands.model import SourceRow
from catalog.lists.model import ResourceRow
from catalog.lists.responsibilities.desk import load_for_change, place_of, receipt, step, thing_of
from catalog.lists.responsibilities.model import ResponsibilityRow
from catalog.lists.responsibilities.rules import next_state
from catalog.office import Look, Work
from catalog.people import queries as people
from catalog.rights import require


def claim(work: Work, responsibility_id: str, *, opinion: str = "", revision: int | None) -> Receipt:
    """Claim a responsibility (认领): a plan is due, and the data within the policy's days (Decree 809, art. 23).

    Raises
    ------
    NotAllowed
        The actor does not stand for its owner.
    Conflict
        It is not to be claimed.
    """
    row = _own(work, responsibility_id, revision)
    step(work, row, "claim", opinion=remark(opinion))
    duties.finish(work, thing_of(row), duties.CLAIM, "claim")
    for kind in (duties.PLAN, duties.FULFIL):
        duties.begin(work, thing_of(row), kind, title=row.title, region=row.region_id, department=row.owner_id)
    return receipt(work, row)


def _own(work: Work, responsibility_id: str, revision: int | None) -> ResponsibilityRow:
    row = load_for_change(work, responsibility_id, revision)
    require(work.actor, "responsibility:claim", place_of(row))
    return row


def object_(work: Work, responsibility_id: str, *, opinion: str, revision: int | None) -> Receipt:
    """Object that the department is not the source of the data (非数源部门), within the policy's days; the authority rules on it.

    Raises
    ------
    Conflict
        It is not to be claimed any more, or the days are over (``too_late``).
    Invalid
        No reason is given.
    """
    row = _own(work, responsibility_id, revision)
    next_state(row.state, "object")
    _require_in_time(work, row)
    step(work, row, "object", opinion=reason(opinion, "须说明非数源部门的理由", "say why the department is not the source"))
    duties.finish(work, thing_of(row), duties.CLAIM, "object")
    duties.begin(work, thing_of(row), duties.RULING, title=row.title, region=row.region_id)
    return receipt(work, row)


def last_day_to_object(look: Look, row: ResponsibilityRow) -> date:
    """Return the last day on which the owner of an assigned responsibility may object to it."""
    case = cases.case_of(look, thing_of(row), duties.CLAIM)
    assert case is not None
    days = cases.profile_for(look, row.region_id, case.opened_on).content["responsibility_objection"]
    return cases.work_calendar(look).add_workdays(case.opened_on, days).day


def _require_in_time(work: Work, row: ResponsibilityRow) -> None:
    last = last_day_to_object(work, row)
    if work.today > last:
        zh, en = f"异议应在 {last} 前提出", f"an objection was to be made by {last}"
        raise Conflict(zh, en, code="too_late", last=last.isoformat())


def plan(work: Work, responsibility_id: str, text: str, *, revision: int | None) -> Receipt:
    """Say how and when the data will be provided (落实计划); a plan may be replaced while it is carried out.

    Raises
    ------
    Conflict
        It has not been claimed, or has ended.
    Invalid
        Nothing is said.
    """
    row = _own(work, responsibility_id, revision)
    said = catalog_desk.required(text, "plan", "须填写落实计划", "say how the data will be provided")
    row.plan = catalog_desk.limited(said, "plan", catalog_desk.REMARK_LIMIT)
    step(work, row, "plan", opinion=row.plan)
    duties.finish(work, thing_of(row), duties.PLAN, "plan")
    return receipt(work, row)


def fulfil(work: Work, responsibility_id: str, resource: str, *, opinion: str = "", revision: int | None) -> Receipt:
    """Fulfil a responsibility with an entry of the department that is published and whose binding answers (履行).

    Every demand that it serves has its source from here on, and is satisfied once all its sources can be called.

    Raises
    ------
    NotFound
        There is no such entry.
    Conflict
        The responsibility has not been claimed, or the entry is not published, not answering, or another department's.
    """
    row = _own(work, responsibility_id, revision)
    next_state(row.state, "fulfil")
    entry = catalog_desk.load(work, resource)
    _require_provided(work, row, entry)
    row.resource_id, row.fulfilled_at = entry.id, work.now
    step(work, row, "fulfil", opinion=remark(opinion), resource=entry.id, code=entry.code)
    for kind in (duties.PLAN, duties.FULFIL):
        duties.finish(work, thing_of(row), kind, "fulfil")
    query = select(SourceRow).where(SourceRow.responsibility_id == row.id, SourceRow.ended_at.is_(None))
    served = list(work.session.scalars(query))
    for source in served:
        source.resource_id = entry.id
    work.session.flush()
    sources.settle(work, {source.demand_id for source in served})
    return receipt(work, row)


def _require_provided(work: Work, row: ResponsibilityRow, entry: ResourceRow) -> None:
    owner = people.resolve(work.session, row.owner_id, work.today) or row.owner_id
    if entry.provider_id not in people.lineage(work.session, owner):
        zh, en = "该数据资源不是责任部门提供的", "the entry is not the owner's"
        raise Conflict(zh, en, code="another_provider")
    if not sources.is_callable(entry):
        zh, en = "数据资源须已发布且挂接可用", "the entry must be published and its binding must answer"
        problem = Problem("resource", "not_callable", zh, en)
        raise Invalid(zh, en, code="not_callable", problems=[problem])


def follow(work: Work, resource_ids: Collection[str]) -> None:
    """Let responsibilities, those who asked to be told, and then demands, follow entries that can no longer, or again, be called.

    Called by every verb that changes whether an entry can be called, in the same work.
    """
    # What was changed of the entries is written first, since it is read again below.
    work.session.flush()
    query = select(ResponsibilityRow).where(ResponsibilityRow.resource_id.in_(resource_ids))
    query = query.where(ResponsibilityRow.state.in_(("fulfilled", "interrupted"))).order_by(ResponsibilityRow.id)
    for row in work.session.scalars(query):
        _follow(work, row)
    work.session.flush()
    told.tell(work, resource_ids)
    sources.follow(work, resource_ids)


def _follow(work: Work, row: ResponsibilityRow) -> None:
    entry = work.session.get_one(ResourceRow, row.resource_id)
    work.session.refresh(entry, ("state", "accessed"))
    if entry.successor_id is not None:
        entry = work.session.get_one(ResourceRow, entry.successor_id)
        _succeed(work, row, entry)
    if row.state == "fulfilled" and not sources.is_callable(entry):
        step(work, row, "interrupt", resource=entry.id)
    elif row.state == "interrupted" and sources.is_callable(entry):
        step(work, row, "restore", resource=entry.id)


def _succeed(work: Work, row: ResponsibilityRow, entry: ResourceRow) -> None:
    """Let the entry that stands in the place of the one provided so far be what the responsibility is fulfilled with."""
    keep(work, thing_of(row), "succeed", row.state, facts={"resource": entry.id, "code": entry.code})
    trail.record(work, "responsibility:succeed", row.id, changes={"resource": [row.resource_id, entry.id]}, name=row.title)
    row.resource_id, row.updated_at = entry.id, work.now
