"""What the department that wants data does: file an application, edit, submit, sign it off, withdraw or delete it, renew a grant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import delete as delete_from
from sqlalchemy import select

from catalog import trail
from catalog.errors import Conflict, Invalid, NotFound, Problem
from catalog.lists import forms
from catalog.lists.demands import desk as demand_desk
from catalog.lists.demands import sources
from catalog.lists.demands.desk import Receipt, remark
from catalog.lists.demands.filing import home_of
from catalog.lists.demands.model import DemandRow, StepRow
from catalog.lists.desk import content_digest
from catalog.lists.model import ResourceRow, VersionRow
from catalog.lists.rules import other_person
from catalog.office import Work
from catalog.people import queries as people
from catalog.people.model import DepartmentRow
from catalog.rights import Place, require
from catalog.sharing import duties
from catalog.sharing.applications.desk import (
    advance,
    at_home,
    deliver,
    load_for_change,
    offered,
    set_route,
    shareable,
    stop_clocks,
)
from catalog.sharing.desk import called, noted, numbered, present, receipt, refuse_rejected, step, thing_of
from catalog.sharing.grants import desk as grant_desk
from catalog.sharing.model import ApplicationRow, GrantRow
from catalog.sharing.rules import LIVE_GRANTS, OPEN_APPLICATIONS, next_state
from catalog.sharing.statements import Offer, check, offer_of, tidy

#: What asks for a basket of its own, into which further applications can be put by its number.
NEW_BASKET: Final = "new"


def file(
    work: Work,
    department: str,
    resource: str,
    content: Mapping[str, Any],
    *,
    demand: str | None = None,
    basket: str | None = None,
) -> Receipt:
    """File an application of a department for an entry as a draft (填报共享申请); of one that has ended, of its successor.

    Parameters
    ----------
    department, resource
        Who needs it, and what (ids).
    content
        The statutory statements; what it leaves out is taken from the demand, where one is named.
    demand
        The demand (id) of the department that the entry was matched with; it is satisfied by what is granted.
    basket
        The number of the basket that the application is put into (一揽子申请), ``NEW_BASKET`` for a new one.

    Raises
    ------
    NotFound
        There is no such department, entry, demand or basket.
    NotAllowed
        The actor files no applications for it.
    Conflict
        The entry is not published, not shared, or the department's own; the demand is not matched with it, or has applied already.
    Invalid
        The content cannot be stored; all its problems are named.
    """
    work.take_head()
    home = home_of(work, department)
    require(work.actor, "application:file", Place(home.id, home.region_id))
    entry = shareable(work, resource)
    _require_anothers(work, home, entry)
    needed = _matched(work, home, entry, demand) if demand is not None else None
    offer = _offer(work, entry)
    said = {**(_from_demand(needed.content, offer) if needed else {}), **content}
    row, problems = _create(work, home, entry, said)
    row.demand_id = needed.id if needed else None
    row.basket = _basket(work, row, basket)
    facts: dict[str, Any] = {
        "demand": needed.number if needed else None,
        "basket": row.basket,
        "content": content_digest(row.content),
    }
    noted(work, row, "file", before=None, **{name: value for name, value in facts.items() if value})
    return receipt(work, row, problems)


def _require_anothers(work: Work, home: DepartmentRow, entry: ResourceRow) -> None:
    if present(work, entry.provider_id) == home.id:
        zh, en = "本部门提供的数据资源无须申请", "the department provides the entry itself"
        raise Conflict(zh, en, code="own_resource")


def _matched(work: Work, home: DepartmentRow, entry: ResourceRow, demand_id: str) -> DemandRow:
    """Return a demand of the department that the entry satisfies, and for which nobody has applied yet."""
    demand = demand_desk.load(work, demand_id)
    if demand.department_id not in people.lineage(work.session, home.id):
        raise NotFound("没有此需求", "no such demand", demand=demand_id)
    if all(source.resource_id != entry.id for source in sources.live(work, [demand.id])):
        zh, en = f"需求 {demand.number} 未匹配此数据资源", f"demand {demand.number} is not matched with the entry"
        raise Conflict(zh, en, code="not_matched")
    open_ = ("draft", *OPEN_APPLICATIONS)
    query = select(ApplicationRow).where(ApplicationRow.demand_id == demand.id, ApplicationRow.resource_id == entry.id)
    if (other := work.session.scalars(query.where(ApplicationRow.state.in_(open_))).first()) is not None:
        zh, en = f"已为此需求提出申请 {other.number}", f"the demand has applied by {other.number} already"
        raise Conflict(zh, en, code="applied_already", application=other.id)
    return demand


def _offer(work: Work, entry: ResourceRow) -> Offer:
    return offer_of(work.session.get_one(VersionRow, entry.current_id).content)


def _from_demand(content: Mapping[str, Any], offer: Offer) -> dict[str, Any]:
    """Return what a demand has said already of what an application must state."""
    modes = [mode for mode in content.get("modes", ()) if not offer.modes or mode in offer.modes]
    taken: dict[str, Any] = {name: content.get(name) for name in ("basis", "scenario", "scope", "until")}
    taken["items"] = list(forms.covered(content.get("items", ()), offer.items)) if offer.items else None
    taken["mode"] = modes[0] if modes else None
    taken["matters"] = [content["matter"]] if content.get("matter") else None
    return {name: value for name, value in taken.items() if value}


def _create(
    work: Work, home: DepartmentRow, entry: ResourceRow, content: Mapping[str, Any]
) -> tuple[ApplicationRow, list[Problem]]:
    """Make the draft of an application; its first step is the caller's."""
    problems = _accept(work, content, _offer(work, entry))
    row = numbered(work, ApplicationRow)
    row.department_id, row.region_id = home.id, home.region_id
    row.resource_id, row.provider_id, row.provider_region_id = entry.id, entry.provider_id, entry.region_id
    row.title, row.route, row.passed = entry.name, [], 0
    _fill(row, entry, content)
    work.session.add(row)
    return row, problems


def _accept(work: Work, content: Mapping[str, Any], offer: Offer) -> list[Problem]:
    problems = check(content, offer, work.today)
    return refuse_rejected(problems, "申请不能保存", "the application cannot be stored")


def _fill(row: ApplicationRow, entry: ResourceRow, content: Mapping[str, Any]) -> None:
    """Put a document into an application, against the entry as it is published now."""
    row.content = tidy(content)
    row.version_id = str(entry.current_id)
    row.system = row.content.get("system")
    row.until_on = forms.day(row.content.get("until"))


def _basket(work: Work, row: ApplicationRow, basket: str | None) -> str | None:
    if basket == NEW_BASKET:
        return f"LZ{row.year}-{row.serial:06}"
    if basket is None:
        return None
    query = select(ApplicationRow.id).where(ApplicationRow.basket == basket, ApplicationRow.department_id == row.department_id)
    if work.session.scalars(query).first() is None:
        raise NotFound("没有此一揽子申请", "no such basket", basket=basket)
    return basket


def renew(
    work: Work, grant_id: str, content: Mapping[str, Any] | None = None, *, until: str | None = None, revision: int | None
) -> Receipt:
    """File the application that continues a grant (续期): the term is one of the statutory statements, so it is stated anew (art. 21).

    What ``content`` does not say is as it was; what is granted on it begins when the old grant ends. The ``revision`` is the grant's.

    Raises
    ------
    NotFound, PreconditionRequired, Stale
        There is no such grant; no revision was given; it has been changed since.
    NotAllowed
        The actor files no applications for its consumer.
    Conflict
        The grant has ended, or is being renewed already; or as ``file``.
    """
    grant = grant_desk.load_for_change(work, grant_id, revision)
    home = home_of(work, grant.consumer_id)
    require(work.actor, "application:file", Place(home.id, home.region_id))
    _require_renewable(work, grant)
    entry = shareable(work, grant.resource_id)
    before = work.session.get_one(ApplicationRow, grant.application_id)
    said = {**before.content, "items": list(grant.items), **({"until": until} if until else {}), **(content or {})}
    row, problems = _create(work, home, entry, said)
    row.renews_id, row.demand_id = grant.id, before.demand_id
    noted(work, row, "file", before=None, renews=grant.number, content=content_digest(row.content))
    return receipt(work, row, problems)


def _require_renewable(work: Work, grant: GrantRow) -> None:
    if grant.state not in LIVE_GRANTS:
        raise Conflict("该授权已终止，请另行申请", "the grant has ended; apply anew", code="grant_ended", state=grant.state)
    query = select(ApplicationRow).where(ApplicationRow.renews_id == grant.id)
    query = query.where(ApplicationRow.state.in_(("draft", *OPEN_APPLICATIONS)))
    if (other := work.session.scalars(query).first()) is not None:
        zh, en = f"已在续期：{other.number}", f"it is being renewed already by {other.number}"
        raise Conflict(zh, en, code="renewed_already", application=other.id)


def edit(work: Work, application_id: str, content: Mapping[str, Any], *, revision: int | None) -> Receipt:
    """Replace the content of a draft, or of an application that was returned.

    Raises
    ------
    Conflict
        It is under review or has been answered; or the entry cannot be applied for any more.
    Invalid
        The content cannot be stored.
    """
    row = load_for_change(work, application_id, revision)
    require(work.actor, "application:edit", at_home(row))
    next_state("application", row.state, "edit")
    entry = shareable(work, row.resource_id)
    problems = _accept(work, content, _offer(work, entry))
    before = content_digest(row.content)
    _fill(row, entry, content)
    step(work, row, "edit", content=content_digest(row.content), replaced=before)
    return receipt(work, row, problems)


def submit(work: Work, application_id: str, *, revision: int | None) -> Receipt:
    """Hand an application to the department's own reviewer, whose clock begins.

    Raises
    ------
    Conflict
        It is no draft; or the entry cannot be applied for any more.
    Invalid
        The content is incomplete; everything that is missing is named at once (art. 22).
    """
    row = load_for_change(work, application_id, revision)
    require(work.actor, "application:submit", at_home(row))
    step(work, row, "submit")
    shareable(work, row.resource_id)
    problems = _require_complete(work, row)
    row.submitted_by = work.actor.id
    department = present(work, row.department_id)
    duties.begin(work, thing_of(row), duties.REVIEW, title=called(row), region=row.region_id, department=department)
    return receipt(work, row, problems)


def _require_complete(work: Work, row: ApplicationRow) -> list[Problem]:
    problems = check(row.content, offered(work, row), work.today)
    if any(problem.severity != "warning" for problem in problems):
        zh, en = "申请内容尚不完整，不能提交", "the application is not complete yet; it cannot be submitted"
        raise Invalid(zh, en, code="incomplete", problems=problems)
    return problems


def sign(work: Work, application_id: str, *, opinion: str = "", revision: int | None) -> Receipt:
    """Sign an application off for the department (本部门审核同意); it goes to the authorities on its way, then to the provider.

    One that was returned goes back to who had returned it, and their clock runs again.

    Raises
    ------
    NotAllowed
        The actor is no reviewer of the department, or has submitted the application.
    Conflict
        It is not submitted; or the entry cannot be applied for any more.
    """
    row = load_for_change(work, application_id, revision)
    require(work.actor, "application:sign", at_home(row))
    next_state("application", row.state, "sign")
    other_person(row.submitted_by, work.actor.id, ("申请", "an application"))
    shareable(work, row.resource_id)
    _require_complete(work, row)
    duties.finish(work, thing_of(row), duties.REVIEW, "sign")
    first = row.signed_at is None
    row.signed_at = row.signed_at or work.now
    step(work, row, "sign", opinion=remark(opinion))
    if first:
        set_route(work, row)
        advance(work, row)
    elif row.desk_id is not None:
        duties.turn(work, thing_of(row), duties.CHECK, on=True)
    else:
        deliver(work, row)
    return receipt(work, row)


def withdraw(work: Work, application_id: str, *, opinion: str = "", revision: int | None) -> Receipt:
    """Take an application back: before the sign-off it is a draft again, afterwards it has ended.

    Raises
    ------
    Conflict
        It has been answered, or has ended.
    """
    row = load_for_change(work, application_id, revision)
    require(work.actor, "application:withdraw", at_home(row))
    step(work, row, "withdraw", opinion=remark(opinion))
    duties.finish(work, thing_of(row), duties.REVIEW, "withdraw")
    if row.state == "withdrawn":
        stop_clocks(work, row, "withdrawn")
    return receipt(work, row)


def delete(work: Work, application_id: str, *, revision: int | None) -> None:
    """Delete a draft; the trail keeps the content.

    Raises
    ------
    Conflict
        It is no draft.
    """
    row = load_for_change(work, application_id, revision)
    require(work.actor, "application:delete", at_home(row))
    next_state("application", row.state, "delete")
    work.session.execute(delete_from(StepRow).where(StepRow.thing == thing_of(row)))
    content = row.content
    work.session.delete(row)
    trail.record(work, "application:delete", row.id, changes={"content": [content, None]}, name=row.title)
