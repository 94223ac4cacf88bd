"""Taking over a catalog from another instance: states, codes and places as they were there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from sqlalchemy import exists, select

from catalog import trail
from catalog.errors import Conflict, Problem
from catalog.lists import codes, metadata
from catalog.lists.bulk import (
    Batch,
    Outcome,
    is_rejected,
    judge,
    name_problem,
    new_placement,
    new_resource,
    new_version,
    put_entries,
)
from catalog.lists.desk import ENDED_STATES, PUBLIC_STATES
from catalog.lists.known import Found, Incoming, Known, known
from catalog.lists.model import ClassificationRow, ResourceRow, ReviewRow
from catalog.lists.placements import add_node, leaves, pass_serials
from catalog.lists.reviews import open_review
from catalog.lists.rules import RESOURCE
from catalog.office import Work
from catalog.people.model import DepartmentRow
from catalog.rights import require

#: States in which an entry may never have been submitted, and so may have no code.
_UNCODED: Final = ("draft", "refused")


def take_over(work: Work, incoming: Sequence[Incoming], *, latest: date | None = None) -> list[Outcome]:
    """Put a batch of entries in as another instance had them; what is here already is treated as ``put_entries`` does.

    Nodes of the classification that are missing are made, those of class 3 in the provider's name; entries waiting for the
    authority get a running case; no day of issue may be after ``latest`` (default: today). Codes at nodes that a content no longer names stay taken.

    Raises
    ------
    NotAllowed
        The actor is not the operator.
    Conflict
        This instance has reviewed entries of its own: only a new one takes over a catalog.
    """
    require(work.actor, "resource:take_over")
    work.take_head()
    _require_new(work)
    there = known(work, incoming)
    here = [_match(there, entry) is not None for entry in incoming]
    put = iter(put_entries(work, [entry for entry, is_here in zip(incoming, here, strict=True) if is_here]))
    new = [entry for entry, is_here in zip(incoming, here, strict=True) if not is_here]
    taken = iter(_take_all(work, there, new, latest or work.today))
    return [next(put if is_here else taken) for is_here in here]


def _require_new(work: Work) -> None:
    # Entries alone do not tell: they may be those of a take-over that was interrupted.
    if work.session.scalar(select(exists().where(ReviewRow.id.is_not(None)))):
        zh, en = (
            "本系统已有自己审核的目录，只能向新系统整体迁入",
            "this instance has reviews of its own; only a new one takes over",
        )
        raise Conflict(zh, en, code="not_empty")


def _match(there: Known, entry: Incoming) -> Found | None:
    # The name of an ended entry may be another's by now, so only its code can tell it.
    return there.by_code.get(entry.code or "") if entry.state in ENDED_STATES else there.match(entry)


def _take_all(work: Work, there: Known, incoming: Sequence[Incoming], latest: date) -> list[Outcome]:
    nodes = _nodes(work, incoming)
    there.leaves |= leaves(work.session, nodes.keys(), work.today)
    batch = Batch()
    outcomes = [_take(work, batch, there, nodes, entry, latest) for entry in incoming]
    batch.write(work)
    pass_serials(work.session, there.passed)
    for entry, outcome in zip(incoming, outcomes, strict=True):
        if entry.state == "registered" and outcome.resource_id:
            open_review(work, work.session.get_one(ResourceRow, outcome.resource_id))
    return outcomes


def _nodes(work: Work, incoming: Sequence[Incoming]) -> dict[str, str]:
    """Return ``{code: id}`` of every node at which the entries have codes, making those that are missing."""
    wanted = {node: entry.provider for entry in incoming for node in _nodes_of(entry)}
    query = select(ClassificationRow.code, ClassificationRow.id).where(ClassificationRow.code.in_(wanted))
    nodes = dict(work.session.execute(query).all())
    for code in sorted(wanted.keys() - nodes.keys()):
        department = work.session.get_one(DepartmentRow, wanted[code]) if code.startswith("3") else None
        nodes[code] = add_node(work, code, department.name if department else code, _owner(work, department))
        work.session.flush()
    return nodes


def _owner(work: Work, department: DepartmentRow | None) -> str | None:
    """Return the department's id unless it has a node of its own already: what it stood at before a rename is nobody's."""
    if department is None:
        return None
    owned = select(ClassificationRow.id).where(ClassificationRow.department_id == department.id)
    return None if work.session.scalar(owned) else department.id


def _nodes_of(entry: Incoming) -> Iterator[str]:
    return (parts[0] for parts in map(codes.split, entry.codes) if parts)


def _take(work: Work, batch: Batch, there: Known, nodes: Mapping[str, str], entry: Incoming, latest: date) -> Outcome:
    judged = judge(entry.content, there.leaves)
    problems = (*judged.problems, *_identity_problems(there, entry, latest))
    if is_rejected(problems):
        return Outcome("rejected", None, problems)
    row = new_resource(work, entry, judged)
    version = new_version(work, row["id"], judged, state="current" if entry.state in PUBLIC_STATES else entry.state)
    row |= {"state": entry.state, "code": entry.code, "assessed": entry.assessed}
    row["current_id" if entry.state in PUBLIC_STATES else "draft_id"] = version["id"]
    if entry.state in PUBLIC_STATES:
        row["issued_on"] = entry.issued_on or work.today
    if entry.state in ENDED_STATES:
        row["name_key"] = None
    batch.resources.append(row)
    batch.versions.append(version)
    live = metadata.classifications(entry.content)
    for code in entry.codes:
        node = code.partition("/")[0]
        primary = node in live[:1]
        batch.placements.append(new_placement(work, there, row["id"], nodes[node], code, primary=primary, live=node in live))
    changes = {"state": [None, entry.state], "code": [None, entry.code], "content": [None, judged.digest]}
    trail.record(work, "resource:take_over", row["id"], changes=changes, name=row["name"])
    return Outcome("accepted", row["id"], problems)


def _identity_problems(there: Known, entry: Incoming, latest: date) -> Iterator[Problem]:
    """Expect a state of ours, a day of issue that has come, a code from the first submission on, well-formed free codes, and a name of its own."""
    if entry.state not in RESOURCE:
        yield Problem("state", "unknown_state", f"没有“{entry.state}”状态", f"there is no state “{entry.state}”")
    if entry.issued_on is not None and entry.issued_on > latest:
        zh, en = f"发布日期 {entry.issued_on} 尚未到来", f"the day of issue, {entry.issued_on}, has not come yet"
        yield Problem("issued_on", "issued_on", zh, en)
    if entry.code is None and entry.state not in _UNCODED:
        yield Problem("code", "missing", "已提交的资源须有信息资源代码", "an entry that was submitted has a code")
    for code in entry.codes:
        if codes.split(code) is None:
            yield Problem("code", "code_malformed", f"信息资源代码“{code}”格式不正确", f"resource code “{code}” is malformed")
        elif there.is_taken(code):
            yield Problem("code", "code_taken", f"信息资源代码“{code}”已被占用", f"resource code “{code}” is taken")
    if entry.state not in ENDED_STATES and (repeated := name_problem(there, entry)):
        yield repeated


def link_successors(work: Work, successors: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Say which entry stands for an ended one, both by code, once all of a catalog is taken over; twice changes nothing.

    Returns
    -------
    tuple
        The pairs (ended, successor) that could not be linked, for one of their codes is no entry's here.

    Raises
    ------
    NotAllowed
        The actor is not the operator.
    """
    require(work.actor, "resource:take_over")
    work.take_head()
    wanted = {*successors, *successors.values()}
    rows = {row.code: row for row in work.session.scalars(select(ResourceRow).where(ResourceRow.code.in_(wanted)))}
    for code, successor in successors.items():
        ended, heir = rows.get(code), rows.get(successor)
        if ended is not None and heir is not None and ended.successor_id != heir.id:
            changes = {"successor": [ended.successor_id, heir.id]}
            ended.successor_id = heir.id
            trail.record(work, "resource:take_over", ended.id, changes=changes, name=ended.name)
    return tuple(pair for pair in successors.items() if not rows.keys() >= set(pair))
