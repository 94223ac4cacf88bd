"""Issuing the responsibility list of a department for a year (下达责任清单): frozen, acknowledged, comparable."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import select

from catalog import trail
from catalog.canon import canonical
from catalog.errors import Conflict, NotFound
from catalog.lists.demands.filing import home_of
from catalog.lists.desk import require_revision
from catalog.lists.responsibilities import queries
from catalog.lists.responsibilities.model import IssueRow, ResponsibilityRow
from catalog.lists.responsibilities.queries import Issue
from catalog.office import Work
from catalog.people import queries as people
from catalog.people.model import DepartmentRow
from catalog.people.queries import is_id
from catalog.rights import Place, may, require
from catalog.trail.rules import digest

#: What is not assigned or no longer anybody's duty stands on no issued list.
_NOT_LISTED: Final = ("draft", "cancelled")


def issue(work: Work, department: str, year: int) -> Issue:
    """Issue what a department is responsible for in a year, as it stands now; another time in the year gives another number.

    Raises
    ------
    NotFound
        There is no such department.
    NotAllowed
        The actor is not the data authority that assigned it anything.
    Conflict
        There is nothing to issue, or nothing has changed since the last time.
    """
    work.take_head()
    owner = home_of(work, department)
    require(work.actor, "responsibility:issue", Place(owner.id, work.actor.region))
    assert work.actor.region is not None
    content = _content(work, owner, work.actor.region, year)
    last = _last(work, owner.id, year)
    _require_new(content, last)
    row = IssueRow(id=work.new_id(), department_id=owner.id, region_id=work.actor.region, year=year, content=content)
    row.number, row.digest = (last.number if last else 0) + 1, digest(canonical(content))
    row.issued_at, row.issued_by = work.now, work.actor.login
    work.session.add(row)
    work.session.flush()
    changes = {"year": [None, year], "number": [None, row.number], "entries": [None, len(content)], "digest": [None, row.digest]}
    trail.record(work, "responsibility:issue", f"issue:{row.id}", changes=changes, name=owner.name)
    return queries.issue_view(work, row)


def _require_new(content: list[dict[str, Any]], last: IssueRow | None) -> None:
    if not content:
        raise Conflict("该部门本年度没有责任", "the department has no responsibilities of that year", code="nothing_to_issue")
    if last is not None and last.digest == digest(canonical(content)):
        raise Conflict("与上次下达的清单相同", "nothing has changed since the last list", code="nothing_new", issue=last.id)


def _last(work: Work, department: str, year: int) -> IssueRow | None:
    query = select(IssueRow).where(IssueRow.department_id == department, IssueRow.year == year)
    return work.session.scalars(query.order_by(IssueRow.number.desc())).first()


def _content(work: Work, owner: DepartmentRow, region: str, year: int) -> list[dict[str, Any]]:
    """Return the department's responsibilities of a year as the list says them, by number."""
    query = select(ResponsibilityRow).where(
        ResponsibilityRow.owner_id.in_(people.lineage(work.session, owner.id)),
        ResponsibilityRow.region_id == region,
        ResponsibilityRow.year == year,
        ResponsibilityRow.state.not_in(_NOT_LISTED),
    )
    rows = list(work.session.scalars(query.order_by(ResponsibilityRow.serial)))
    clocks = queries.due_days(work, [row.id for row in rows])
    consumers = queries.consumers(work, [row.id for row in rows])
    return [_line(row, clocks.get(row.id), consumers.get(row.id, [])) for row in rows]


def _line(row: ResponsibilityRow, due: str | None, consumers: list[str]) -> dict[str, Any]:
    line = {"number": row.number, "id": row.id, "state": row.state, "due_on": due, "consumers": consumers, **row.content}
    if row.content.get("consumers"):
        line["consumers"] = [row.content["consumers"], *consumers]
    return {name: value for name, value in line.items() if value not in (None, [])}


def acknowledge(work: Work, issue_id: str, *, revision: int | None) -> Issue:
    """Acknowledge for the department that its list was received (签收); the list stays as it is.

    Raises
    ------
    NotFound, PreconditionRequired, Stale
        There is no such list; no revision was given; it has been changed since.
    NotAllowed
        The actor does not sign for the department.
    Conflict
        It was acknowledged already.
    """
    work.take_head()
    row = work.session.get(IssueRow, issue_id) if is_id(issue_id) else None
    if row is None or not may(work.actor, "responsibility:read", Place(row.department_id, row.region_id)):
        raise NotFound("没有此责任清单", "no such responsibility list", issue=issue_id)
    require_revision(row.revision, revision)
    require(work.actor, "responsibility:acknowledge", Place(row.department_id, row.region_id))
    if row.acknowledged_at is not None:
        raise Conflict("清单已签收", "the list was acknowledged already", code="acknowledged_already")
    row.acknowledged_at, row.acknowledged_by = work.now, work.actor.login
    work.session.flush()
    changes = {"acknowledged_by": [None, work.actor.login]}
    trail.record(
        work, "responsibility:acknowledge", f"issue:{row.id}", changes=changes, name=queries.issue_view(work, row).department
    )
    return queries.issue_view(work, row)
