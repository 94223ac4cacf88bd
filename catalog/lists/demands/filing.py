"""What the department that needs data does: file a demand, edit, submit, sign it off, withdraw or delete it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete as delete_from
from sqlalchemy import func, select

from catalog import trail
from catalog.errors import Invalid, NotFound, Problem
from catalog.lists import duties, forms
from catalog.lists.demands import sources
from catalog.lists.demands.desk import Receipt, at_home, keep, load_for_change, mirror, receipt, remark, step, thing_of
from catalog.lists.demands.model import DemandRow, StepRow
from catalog.lists.demands.rules import check, next_state
from catalog.lists.desk import content_digest
from catalog.lists.rules import other_person
from catalog.office import Look, Work
from catalog.people import queries as people
from catalog.people.model import DepartmentRow
from catalog.rights import Place, require


def file(work: Work, department: str, content: Mapping[str, Any]) -> Receipt:
    """File a demand of a department as a draft (填报需求); of a department that has ended, of its successor.

    Raises
    ------
    NotFound
        There is no such department, nor one that stands for it today.
    NotAllowed
        The actor files no demands for it.
    Invalid
        The content cannot be stored; all its problems are named.
    """
    work.take_head()
    home = home_of(work, department)
    require(work.actor, "demand:file", Place(home.id, home.region_id))
    problems = accept(work, content)
    return receipt(work, create(work, home, content), problems)


def create(work: Work, home: DepartmentRow, content: Mapping[str, Any], *, import_digest: str | None = None) -> DemandRow:
    """Make the draft of a demand of a department from a document that can be stored; whether the actor may, the caller knows."""
    demand = DemandRow(id=work.new_id(), year=work.today.year, serial=_serial(work), state="draft")
    demand.department_id, demand.region_id, demand.import_digest = home.id, home.region_id, import_digest
    demand.created_at = demand.updated_at = work.now
    fill(work, demand, content)
    work.session.add(demand)
    work.session.flush()
    keep(work, thing_of(demand), "file", "draft")
    changes = {"state": [None, "draft"], "department": [None, home.name], "content": [None, content_digest(demand.content)]}
    trail.record(work, "demand:file", demand.id, changes=changes, name=demand.title)
    return demand


def home_of(look: Look, department: str) -> DepartmentRow:
    """Return the department that stands for one today.

    Raises
    ------
    NotFound
        There is none.
    """
    present = people.resolve(look.session, department, look.today) if people.is_id(department) else None
    home = look.session.get(DepartmentRow, present) if present else None
    if home is None:
        raise NotFound("没有此部门", "no such department", department=department)
    return home


def accept(look: Look, content: Mapping[str, Any]) -> list[Problem]:
    """Check a document that is to be stored; return what is left to be completed.

    Raises
    ------
    Invalid
        Something in it cannot be stored; all its problems are named.
    """
    problems = check(content, look.today)
    if any(problem.severity == "rejected" for problem in problems):
        raise Invalid("需求不能保存", "the demand cannot be stored", problems=problems)
    return problems


def fill(work: Work, demand: DemandRow, content: Mapping[str, Any]) -> None:
    """Put a document into a demand, and find the department that it presumes to be the source."""
    mirror(demand, forms.tidy(content))
    demand.source_id = _presumed(work, demand, demand.content.get("source", ""))


def _presumed(look: Look, demand: DemandRow, text: str) -> str | None:
    """Return the one department that a text names, in the demand's region or anywhere; the text stays as it was said."""
    for region in (demand.region_id, None):
        try:
            return people.find_department(look, text, region_id=region).current.id if text else None
        except (NotFound, Invalid):
            continue
    return None


def _serial(work: Work) -> int:
    last = work.session.scalar(select(func.max(DemandRow.serial)).where(DemandRow.year == work.today.year))
    return (last or 0) + 1


def edit(work: Work, demand_id: str, content: Mapping[str, Any], *, revision: int | None) -> Receipt:
    """Replace the content of a draft, or of a demand that was returned.

    Raises
    ------
    Conflict
        It is under review or has been accepted.
    Invalid
        The content cannot be stored.
    """
    demand = load_for_change(work, demand_id, revision)
    require(work.actor, "demand:edit", at_home(demand))
    problems = accept(work, content)
    rewrite(work, demand, content)
    return receipt(work, demand, problems)


def rewrite(work: Work, demand: DemandRow, content: Mapping[str, Any]) -> None:
    """Replace the content of a demand by a document that can be stored.

    Raises
    ------
    Conflict
        The demand is under review or has been accepted.
    """
    next_state(demand.state, "edit")
    before = content_digest(demand.content)
    fill(work, demand, content)
    step(work, demand, "edit", content=content_digest(demand.content), replaced=before)


def submit(work: Work, demand_id: str, *, revision: int | None) -> Receipt:
    """Hand a demand to the department's reviewer.

    Raises
    ------
    Conflict
        It is no draft.
    Invalid
        The content is incomplete; everything that is missing is named at once (Decree 809, art. 22).
    """
    demand = load_for_change(work, demand_id, revision)
    require(work.actor, "demand:submit", at_home(demand))
    step(work, demand, "submit")
    problems = _require_complete(work, demand)
    demand.submitted_by = work.actor.id
    return receipt(work, demand, problems)


def _require_complete(work: Work, demand: DemandRow) -> list[Problem]:
    problems = check(demand.content, work.today)
    if any(problem.severity != "warning" for problem in problems):
        zh, en = "需求内容尚不完整，不能提交", "the demand is not complete yet; it cannot be submitted"
        raise Invalid(zh, en, code="incomplete", problems=problems)
    return problems


def sign(work: Work, demand_id: str, *, opinion: str = "", revision: int | None) -> Receipt:
    """Sign a demand off for the department; from here on the data authority's clock of the pre-review runs.

    A demand that the authority had returned goes back to the desk it came from, and its clock runs again.

    Raises
    ------
    NotAllowed
        The actor is no reviewer of the department, or has submitted the demand.
    Conflict
        It is not submitted.
    """
    demand = load_for_change(work, demand_id, revision)
    require(work.actor, "demand:sign", at_home(demand))
    next_state(demand.state, "sign")
    other_person(demand.submitted_by, work.actor.id, ("需求", "a demand"))
    _require_complete(work, demand)
    if demand.desk_id is None:
        demand.desk_id = demand.region_id
        duties.begin(work, thing_of(demand), duties.DEMAND_REVIEW, title=demand.title, region=demand.desk_id)
    else:
        duties.turn(work, thing_of(demand), duties.DEMAND_REVIEW, on=True)
    step(work, demand, "sign", opinion=remark(opinion))
    return receipt(work, demand)


def withdraw(work: Work, demand_id: str, *, opinion: str = "", revision: int | None) -> Receipt:
    """Take a demand back: before the sign-off it is a draft again, afterwards it has ended.

    Raises
    ------
    Conflict
        It has ended, or the data is provided.
    """
    demand = load_for_change(work, demand_id, revision)
    require(work.actor, "demand:withdraw", at_home(demand))
    step(work, demand, "withdraw", opinion=remark(opinion))
    if demand.state == "withdrawn":
        sources.end_all(work, demand, "withdrawn")
        _revive_followers(work, demand)
    return receipt(work, demand)


def _revive_followers(work: Work, demand: DemandRow) -> None:
    """Let those that were merged into a demand stand for themselves again: who withdrew it did not speak for them."""
    for follower in work.session.scalars(select(DemandRow).where(DemandRow.merged_into_id == demand.id).order_by(DemandRow.id)):
        step(work, follower, "revive")
        follower.merged_into_id = None
        duties.begin(work, thing_of(follower), duties.DEMAND_MATCH, title=follower.title, region=str(follower.desk_id))


def delete(work: Work, demand_id: str, *, revision: int | None) -> None:
    """Delete a draft; the trail keeps the content.

    Raises
    ------
    Conflict
        It is no draft.
    """
    demand = load_for_change(work, demand_id, revision)
    require(work.actor, "demand:delete", at_home(demand))
    next_state(demand.state, "delete")
    work.session.execute(delete_from(StepRow).where(StepRow.thing == thing_of(demand)))
    content = demand.content
    work.session.delete(demand)
    trail.record(work, "demand:delete", demand.id, changes={"content": [content, None]}, name=demand.title)
