"""What the data authority does with responsibilities: draft, assign, assign elsewhere, rule on objections, cancel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete as delete_from
from sqlalchemy import func, select

from catalog import trail
from catalog.errors import Conflict, Invalid, NotFound, Problem
from catalog.lists import duties, forms
from catalog.lists.demands import desk as demand_desk
from catalog.lists.demands import sources
from catalog.lists.demands.desk import Receipt
from catalog.lists.demands.filing import home_of
from catalog.lists.demands.model import SourceRow, StepRow
from catalog.lists.demands.reviewing import require_wanted, set_verdict
from catalog.lists.demands.rules import next_state as next_demand_state
from catalog.lists.desk import content_digest
from catalog.lists.responsibilities.desk import load_for_change, place_of, receipt, step, thing_of
from catalog.lists.responsibilities.model import OwnerRow, ResponsibilityRow
from catalog.lists.responsibilities.rules import check, next_state
from catalog.office import Work
from catalog.people.model import DepartmentRow
from catalog.people.queries import is_id, resolve
from catalog.rights import Place, require


def draft(work: Work, department: str, content: Mapping[str, Any]) -> Receipt:
    """Draft a responsibility of a department from its statutory duty (拟定责任), to be assigned later.

    Raises
    ------
    NotFound
        There is no such department, nor one that stands for it today.
    NotAllowed
        The actor is no data authority.
    Invalid
        The content cannot be stored; all its problems are named.
    """
    work.take_head()
    region = _region(work)
    owner = home_of(work, department)
    problems = accept(content, from_demand=False)
    return receipt(work, create(work, owner, region, content), problems)


def create(
    work: Work, owner: DepartmentRow, region: str, content: Mapping[str, Any], *, import_digest: str | None = None
) -> ResponsibilityRow:
    """Make the draft of a responsibility from a document that can be stored; whether the actor may, the caller knows."""
    row = _new(work, owner.id, region, content, import_digest)
    changes = {"state": [None, "draft"], "owner": [None, owner.name], "content": [None, content_digest(row.content)]}
    demand_desk.keep(work, thing_of(row), "draft", "draft", facts={"to": owner.name})
    trail.record(work, "responsibility:draft", row.id, changes=changes, name=row.title)
    return row


def _region(work: Work) -> str:
    """Return the region whose authority the actor is."""
    require(work.actor, "responsibility:assign", Place(region=work.actor.region))
    assert work.actor.region is not None
    return work.actor.region


def accept(content: Mapping[str, Any], *, from_demand: bool) -> list[Problem]:
    """Check a document that is to be stored; return what is left to be completed.

    Raises
    ------
    Invalid
        Something in it cannot be stored; all its problems are named.
    """
    problems = check(content, from_demand=from_demand)
    if any(problem.severity == "rejected" for problem in problems):
        raise Invalid("责任不能保存", "the responsibility cannot be stored", problems=problems)
    return problems


def _require_complete(content: Mapping[str, Any], *, from_demand: bool) -> list[Problem]:
    problems = check(content, from_demand=from_demand)
    if any(problem.severity != "warning" for problem in problems):
        zh, en = "责任内容尚不完整，不能派发", "the responsibility is not complete yet; it cannot be assigned"
        raise Invalid(zh, en, code="incomplete", problems=problems)
    return problems


def _new(work: Work, owner: str, region: str, content: Mapping[str, Any], import_digest: str | None = None) -> ResponsibilityRow:
    last = work.session.scalar(select(func.max(ResponsibilityRow.serial)).where(ResponsibilityRow.year == work.today.year))
    row = ResponsibilityRow(id=work.new_id(), year=work.today.year, serial=(last or 0) + 1, state="draft")
    row.region_id, row.owner_id, row.import_digest = region, owner, import_digest
    row.content = forms.tidy(content)
    row.title = row.content["title"]
    row.created_at = row.updated_at = work.now
    work.session.add(row)
    work.session.flush()
    return row


def edit(work: Work, responsibility_id: str, content: Mapping[str, Any], *, revision: int | None) -> Receipt:
    """Replace the content of a draft.

    Raises
    ------
    Conflict
        It has been assigned.
    Invalid
        The content cannot be stored.
    """
    row = _mine(work, responsibility_id, revision)
    problems = accept(content, from_demand=bool(demands_of(work, row)))
    rewrite(work, row, content)
    return receipt(work, row, problems)


def rewrite(work: Work, row: ResponsibilityRow, content: Mapping[str, Any]) -> None:
    """Replace the content of a draft by a document that can be stored.

    Raises
    ------
    Conflict
        It has been assigned.
    """
    next_state(row.state, "edit")
    before = content_digest(row.content)
    row.content = forms.tidy(content)
    row.title = row.content["title"]
    step(work, row, "edit", content=content_digest(row.content), replaced=before)


def _mine(work: Work, responsibility_id: str, revision: int | None) -> ResponsibilityRow:
    row = load_for_change(work, responsibility_id, revision)
    require(work.actor, "responsibility:assign", place_of(row))
    return row


def demands_of(work: Work, row: ResponsibilityRow) -> list[str]:
    """Return the ids of the demands that a responsibility serves."""
    query = select(SourceRow.demand_id).where(SourceRow.responsibility_id == row.id, SourceRow.ended_at.is_(None))
    return list(work.session.scalars(query))


def delete(work: Work, responsibility_id: str, *, revision: int | None) -> None:
    """Delete a draft; the trail keeps the content.

    Raises
    ------
    Conflict
        It has been assigned.
    """
    row = _mine(work, responsibility_id, revision)
    next_state(row.state, "delete")
    work.session.execute(delete_from(StepRow).where(StepRow.thing == thing_of(row)))
    content = row.content
    work.session.delete(row)
    trail.record(work, "responsibility:delete", row.id, changes={"content": [content, None]}, name=row.title)


def assign(work: Work, responsibility_id: str, *, opinion: str = "", revision: int | None) -> Receipt:
    """Assign a draft to its department (派发): the clock of the claim begins.

    Raises
    ------
    Conflict
        It is no draft.
    Invalid
        The content is incomplete; everything is named at once.
    """
    row = _mine(work, responsibility_id, revision)
    problems = _require_complete(row.content, from_demand=bool(demands_of(work, row)))
    owner = home_of(work, row.owner_id)
    step(work, row, "assign", opinion=demand_desk.remark(opinion), to=owner.name)
    _hand_over(work, row, owner.id)
    return receipt(work, row, problems)


def _hand_over(work: Work, row: ResponsibilityRow, owner: str) -> None:
    """Make a department the owner, from whom the claim is due."""
    row.owner_id = owner
    work.session.add(OwnerRow(id=work.new_id(), responsibility_id=row.id, department_id=owner, since=work.now))
    duties.begin(work, thing_of(row), duties.CLAIM, title=row.title, region=row.region_id, department=owner)
    work.session.flush()


def assign_for_demand(
    work: Work,
    demand_id: str,
    department: str,
    *,
    items: Sequence[str] = (),
    content: Mapping[str, Any] | None = None,
    opinion: str = "",
    revision: int | None,
) -> Receipt:
    """Make what a demand wants, or those items of it, the responsibility of a department (派发责任), and assign it.

    What ``content`` does not say is taken from the demand. A demand may have several responsibilities besides the entries that
    it is matched with.

    Raises
    ------
    NotFound
        There is no such demand or department.
    NotAllowed
        The demand is not on the desk of the actor's region.
    Conflict
        The demand is not accepted.
    Invalid
        An item is not wanted, or the content is not complete.
    """
    demand = demand_desk.load_for_change(work, demand_id, revision)
    require(work.actor, "demand:match", demand_desk.at_desk(demand))
    region = _region(work)
    next_demand_state(demand.state, "assign")
    wanted = demand.content.get("items", ())
    require_wanted(wanted, items, "items")
    owner = home_of(work, department)
    said = _from_demand(demand.content, items or wanted) | dict(content or {})
    problems = _require_complete(said, from_demand=True)
    row = _new(work, owner.id, region, said)
    sources.add(work, demand, items or wanted, responsibility_id=row.id)
    # There was no draft of it to tell of, so the trail learns here what its content was.
    said_digest = content_digest(row.content)
    step(work, row, "assign", opinion=demand_desk.remark(opinion), to=owner.name, demand=demand.number, content=said_digest)
    _hand_over(work, row, owner.id)
    demand_desk.step(work, demand, "assign", opinion=demand_desk.remark(opinion), to=owner.name, responsibility=row.number)
    set_verdict(work, demand)
    duties.finish(work, demand_desk.thing_of(demand), duties.DEMAND_MATCH, "assign")
    return receipt(work, row, problems)


def _from_demand(content: Mapping[str, Any], items: Sequence[str]) -> dict[str, Any]:
    """Return a responsibility's document as a demand asks for it."""
    said = {"title": content["title"], "items": list(items), "modes": content.get("modes"), "cycle": content.get("frequency")}
    return {name: value for name, value in said.items() if value}


def link(
    work: Work, responsibility_id: str, demand_id: str, *, items: Sequence[str] = (), revision: int | None
) -> demand_desk.Receipt:
    """Let a responsibility that exists serve another demand too; it is the demand that changes, at its ``revision``.

    Raises
    ------
    NotFound
        There is no such responsibility or demand.
    NotAllowed
        One of them is another authority's.
    Conflict
        The demand is not accepted, the responsibility is a draft or cancelled, or serves the demand already.
    Invalid
        An item is not wanted.
    """
    demand = demand_desk.load_for_change(work, demand_id, revision)
    require(work.actor, "demand:match", demand_desk.at_desk(demand))
    row = _mine(work, responsibility_id, _revision_of(work, responsibility_id))
    if row.state in ("draft", "cancelled"):
        raise Conflict("该责任未派发或已撤销", "the responsibility is a draft or cancelled", code="not_assigned", state=row.state)
    if demand.id in demands_of(work, row):
        raise Conflict("该责任已用于此需求", "the responsibility serves the demand already", code="linked_already")
    wanted = demand.content.get("items", ())
    require_wanted(wanted, items, "items")
    next_demand_state(demand.state, "assign")
    provided = row.resource_id if row.state in ("fulfilled", "interrupted") else None
    sources.add(work, demand, items or wanted, responsibility_id=row.id, resource_id=provided)
    demand_desk.step(work, demand, "assign", responsibility=row.number)
    duties.finish(work, demand_desk.thing_of(demand), duties.DEMAND_MATCH, "assign")
    sources.settle(work, [demand.id])
    return demand_desk.receipt(work, demand)


def _revision_of(work: Work, responsibility_id: str) -> int | None:
    found = work.session.get(ResponsibilityRow, responsibility_id) if is_id(responsibility_id) else None
    if found is None:
        raise NotFound("没有此责任", "no such responsibility", responsibility=responsibility_id)
    return found.revision


def reassign(work: Work, responsibility_id: str, department: str, *, opinion: str, revision: int | None) -> Receipt:
    """Assign a responsibility to another department (改派): its objection was right, or it is no more.

    Raises
    ------
    NotFound
        There is no such department.
    Conflict
        The responsibility is a draft, fulfilled or cancelled, or is that department's already, if only as a successor's.
    Invalid
        No reason is given.
    """
    row = _mine(work, responsibility_id, revision)
    owner = home_of(work, department)
    next_state(row.state, "reassign")
    if owner.id == (resolve(work.session, row.owner_id, work.today) or row.owner_id):
        raise Conflict("该责任已属于此部门", "the responsibility is that department's already", code="same_owner")
    before = row.owner_id
    step(work, row, "reassign", opinion=demand_desk.reason(opinion), to=owner.name, away_from=before)
    _take_away(work, row, "reassign")
    row.plan = None
    _give_up_resource(work, row)
    _hand_over(work, row, owner.id)
    return receipt(work, row)


def _take_away(work: Work, row: ResponsibilityRow, outcome: str) -> None:
    """End the present owner's time, and every clock that runs for it."""
    query = select(OwnerRow).where(OwnerRow.responsibility_id == row.id, OwnerRow.until.is_(None))
    for owner in work.session.scalars(query):
        owner.until, owner.outcome = work.now, outcome
    for kind in (duties.CLAIM, duties.RULING, duties.PLAN, duties.FULFIL):
        duties.finish(work, thing_of(row), kind, outcome)
    work.session.flush()


def _give_up_resource(work: Work, row: ResponsibilityRow) -> None:
    """Let the demands served wait for another entry than the one that could not be called any more."""
    row.resource_id = row.fulfilled_at = None
    query = select(SourceRow).where(SourceRow.responsibility_id == row.id, SourceRow.ended_at.is_(None))
    for source in work.session.scalars(query):
        source.resource_id = None
    work.session.flush()


def uphold(work: Work, responsibility_id: str, *, opinion: str, revision: int | None) -> Receipt:
    """Rule that the objection does not hold (驳回异议): the department must claim, within days that begin anew.

    Raises
    ------
    Conflict
        There is no objection.
    Invalid
        No reason is given.
    """
    row = _mine(work, responsibility_id, revision)
    step(work, row, "uphold", opinion=demand_desk.reason(opinion))
    duties.finish(work, thing_of(row), duties.RULING, "uphold")
    duties.begin(work, thing_of(row), duties.CLAIM, title=row.title, region=row.region_id, department=row.owner_id)
    return receipt(work, row)


def cancel(work: Work, responsibility_id: str, *, opinion: str, revision: int | None) -> Receipt:
    """Cancel a responsibility (撤销); demands that have no other source are to be matched again.

    Raises
    ------
    Conflict
        It is a draft, fulfilled or cancelled already.
    Invalid
        No reason is given.
    """
    row = _mine(work, responsibility_id, revision)
    step(work, row, "cancel", opinion=demand_desk.reason(opinion))
    _take_away(work, row, "cancel")
    query = select(SourceRow).where(SourceRow.responsibility_id == row.id, SourceRow.ended_at.is_(None))
    served = list(work.session.scalars(query))
    for source in served:
        source.ended_at = work.now
    work.session.flush()
    sources.settle(work, {source.demand_id for source in served})
    return receipt(work, row)
