"""What every verb of sharing does first and last: load what the actor may see, keep the step, answer with a receipt.

Everything here lies between two departments: the consumer or claimant, and the provider or respondent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar, cast

from sqlalchemy import ColumnElement, func, select

from catalog.errors import Invalid, NotFound, Problem
from catalog.lists.demands import desk as demand_desk
from catalog.lists.demands.desk import Receipt
from catalog.lists.desk import require_revision
from catalog.office import Look, Work
from catalog.people import queries as people
from catalog.people.queries import is_id
from catalog.sharing import rules
from catalog.sharing.model import ApplicationRow, CorrectionRow, DisputeRow, GrantRow

Row = ApplicationRow | GrantRow | CorrectionRow | DisputeRow
R = TypeVar("R", ApplicationRow, GrantRow, CorrectionRow, DisputeRow)

KINDS: Final[Mapping[type[Any], str]] = {
    ApplicationRow: "application",
    GrantRow: "grant",
    CorrectionRow: "correction",
    DisputeRow: "dispute",
}
_NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "application": ("共享申请", "application"),
    "grant": ("授权", "grant"),
    "correction": ("校核", "correction request"),
    "dispute": ("争议", "dispute"),
}


def kind_of(row: Row) -> str:
    """Return what kind of thing a row is."""
    return KINDS[type(row)]


def thing_of(row: Row) -> str:
    """Return what the trail and the cases call a thing."""
    return f"{kind_of(row)}:{row.id}"


def called(row: Row) -> str:
    """Return what the clocks of a thing are called: its number and title."""
    return f"{row.number} {row.title}"


def numbered(work: Work, model: type[R]) -> R:
    """Return a new thing of this year with the next number, in the state in which such a thing begins."""
    last = work.session.scalar(select(func.max(model.serial)).where(model.year == work.today.year))
    row = model(id=work.new_id(), year=work.today.year, serial=(last or 0) + 1, state=rules.BEGIN[KINDS[model]])
    row.created_at = row.updated_at = work.now
    return row


def found(look: Look, model: type[R], id_: str, condition: ColumnElement[bool]) -> R:
    """Load a thing that the actor may see, which ``condition`` says.

    Raises
    ------
    NotFound
        There is none, or the actor may not know of it.
    """
    query = select(model).where(model.id == id_, condition)
    row = look.session.scalars(query).first() if is_id(id_) else None
    if row is None:
        kind = KINDS[model]
        (zh, en), facts = _NAMES[kind], cast("dict[str, Any]", {kind: id_})
        raise NotFound(f"没有此{zh}", f"no such {en}", **facts)
    return row


def found_for_change(work: Work, model: type[R], id_: str, condition: ColumnElement[bool], revision: int | None) -> R:
    """Load a thing that the actor has read at ``revision``; from here on, nobody else changes anything.

    Raises
    ------
    NotFound, PreconditionRequired, Stale
        As ``found``; no revision was given; it has been changed since.
    """
    work.take_head()
    row = found(work, model, id_, condition)
    require_revision(row.revision, revision)
    return row


def step(
    work: Work,
    row: Row,
    verb: str,
    *,
    opinion: str | None = None,
    basis: Sequence[Mapping[str, str]] | None = None,
    **facts: Any,
) -> None:
    """Lead a thing to its next state, keep the step for its parties and the change for the trail.

    Raises
    ------
    Conflict
        The verb is not possible in the present state.
    """
    before = row.state
    row.state = rules.next_state(kind_of(row), before, verb)
    noted(work, row, verb, before=before, opinion=opinion, basis=basis, **facts)


def noted(
    work: Work,
    row: Row,
    verb: str,
    *,
    before: str | None,
    opinion: str | None = None,
    basis: Sequence[Mapping[str, str]] | None = None,
    **facts: Any,
) -> None:
    """Keep a step and its trail row of a thing whose state has been set; ``before`` is None for what is new."""
    demand_desk.noted(work, kind_of(row), row, verb, before=before, opinion=opinion, basis=basis, facts=facts)


def refuse_rejected(problems: Iterable[Problem], zh: str, en: str) -> list[Problem]:
    """Return the problems of what can be stored.

    Raises
    ------
    Invalid
        Something cannot be stored; all problems are named.
    """
    listed = list(problems)
    if any(problem.severity == "rejected" for problem in listed):
        raise Invalid(zh, en, problems=listed)
    return listed


def present(look: Look, department: str) -> str:
    """Return the department that stands for one today, itself where nobody does."""
    return people.resolve(look.session, department, look.today) or department


def receipt(work: Work, row: Row, problems: Sequence[Problem] = ()) -> Receipt:
    """Write what was changed so far, so that conflicts show now, and answer with the new revision."""
    work.session.flush()
    return Receipt(row.id, row.number, row.title, row.state, row.revision, tuple(problems))
