"""What every verb of the demand list does first and last: load a demand the actor may see, keep the step, answer with a receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm.attributes import flag_modified

from catalog import trail
from catalog.errors import Invalid, NotFound, Problem
from catalog.lists import forms
from catalog.lists.demands import rules
from catalog.lists.demands.model import DemandRow, SourceRow, StepRow
from catalog.lists.desk import REMARK_LIMIT, limited, require_revision, required
from catalog.lists.responsibilities.model import OwnerRow, ResponsibilityRow
from catalog.lists.sight import bounded
from catalog.office import Look, Work
from catalog.people.queries import is_id
from catalog.rights import Actor, Place, may

NAME_LIMIT: Final = 128


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a verb did: the thing, its state and revision now, and what is still to be said about its content."""

    id: str
    number: str
    title: str
    state: str
    revision: int
    problems: tuple[Problem, ...] = ()


def thing_of(demand: DemandRow) -> str:
    """Return what the trail and the cases call a demand."""
    return f"demand:{demand.id}"


def at_home(demand: DemandRow) -> Place:
    """Return where a demand belongs: the department that needs the data, and its region."""
    return Place(demand.department_id, demand.region_id)


def at_desk(demand: DemandRow) -> Place:
    """Return whose business a demand is now: the department's, and that of the authority that has it."""
    return Place(demand.department_id, demand.desk_id)


def sees(look: Look, demand: DemandRow) -> bool:
    """Tell whether the actor may know of a demand: its department, the authorities on its way, and who is to provide for it."""
    if may(look.actor, "demand:read", at_home(demand)) or may(look.actor, "demand:read", at_desk(demand)):
        return True
    provides = _provides(look.actor).where(SourceRow.demand_id == demand.id)
    return bool(look.session.scalar(select(provides.exists())))


def visible(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that holds for the demands an actor may see: ``sees`` in one piece."""
    provides = exists().where(SourceRow.demand_id == DemandRow.id, SourceRow.id.in_(_provides(actor)))
    home = bounded(actor, "demand:read", DemandRow.department_id, DemandRow.region_id)
    return provides | home | bounded(actor, "demand:read", DemandRow.department_id, DemandRow.desk_id)


def _provides(actor: Actor) -> Any:
    """Return the question for the sources that the actor's department is or was to provide."""
    owned = select(OwnerRow.responsibility_id).where(OwnerRow.department_id.in_(actor.departments))
    return select(SourceRow.id).where(SourceRow.responsibility_id.in_(owned))


def load(look: Look, demand_id: str) -> DemandRow:
    """Load a demand that the actor may see.

    Raises
    ------
    NotFound
        There is none, or the actor may not know of it.
    """
    demand = look.session.get(DemandRow, demand_id) if is_id(demand_id) else None
    if demand is None or not sees(look, demand):
        raise NotFound("没有此需求", "no such demand", demand=demand_id)
    return demand


def load_for_change(work: Work, demand_id: str, revision: int | None) -> DemandRow:
    """Load a demand that the actor has read at ``revision``; from here on, nobody else changes anything.

    Raises
    ------
    NotFound, PreconditionRequired, Stale
        As ``load``; no revision was given; the demand has been changed since.
    """
    work.take_head()
    demand = load(work, demand_id)
    require_revision(demand.revision, revision)
    return demand


def mirror(demand: DemandRow, content: Mapping[str, Any]) -> None:
    """Put a document into a demand and repeat in its row what lists read."""
    demand.content = dict(content)
    demand.title = content["title"]
    demand.urgency = content.get("urgency", "normal")
    demand.until_on = forms.day(content.get("until"))


def step(
    work: Work,
    demand: DemandRow,
    verb: str,
    *,
    opinion: str | None = None,
    basis: Sequence[Mapping[str, str]] | None = None,
    **facts: Any,
) -> None:
    """Lead a demand to its next state, keep the step for its parties and the change for the trail.

    Raises
    ------
    Conflict
        The verb is not possible in the present state.
    """
    before = demand.state
    demand.state = rules.next_state(before, verb)
    noted(work, "demand", demand, verb, before=before, opinion=opinion, basis=basis, facts=facts)


def noted(
    work: Work,
    kind: str,
    row: Any,
    verb: str,
    *,
    before: str | None,
    opinion: str | None = None,
    basis: Sequence[Mapping[str, str]] | None = None,
    facts: Mapping[str, Any],
) -> None:
    """Keep the step of a thing whose state has been set for its parties, and the change for the trail.

    Parameters
    ----------
    kind, row
        What the trail calls such a thing, and its row, with ``id``, ``title``, ``state`` and ``updated_at``.
    before
        The state it was in, None for what is new.
    facts
        What else the step tells.
    """
    keep(work, f"{kind}:{row.id}", verb, row.state, opinion=opinion, basis=basis, facts=facts)
    row.updated_at = work.now
    flag_modified(row, "updated_at")
    changes = trail.changed({"state": before}, {"state": row.state, "opinion": opinion, **facts})
    trail.record(work, f"{kind}:{verb}", row.id, changes=changes, name=row.title, basis=cited(basis))


def keep(
    work: Work,
    thing: str,
    verb: str,
    state: str,
    *,
    opinion: str | None = None,
    basis: Sequence[Mapping[str, str]] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Keep one step of a demand or responsibility."""
    actor = work.actor
    row = StepRow(id=work.new_id(), thing=thing, verb=verb, state=state, actor=actor.login, at=work.now)
    row.name, row.department_id = (actor.name or actor.login)[:NAME_LIMIT], actor.department
    row.opinion, row.basis, row.facts = opinion, [dict(each) for each in basis] if basis else None, dict(facts) if facts else None
    work.session.add(row)


def cited(basis: Sequence[Mapping[str, str]] | None) -> str | None:
    """Return a legal basis in one text, as the trail keeps it.

    >>> cited([{"law": "政务数据共享条例", "article": "第十四条"}])
    '政务数据共享条例 第十四条'
    """
    return "；".join(f"{each['law']} {each['article']}" for each in basis) if basis else None


def reason(text: str, zh: str = "须写明原因", en: str = "say why") -> str:
    """Return a reason that a verb cannot do without.

    Raises
    ------
    Invalid
        There is none, or it is too long.
    """
    return limited(required(text, "opinion", zh, en), "opinion", REMARK_LIMIT)


def remark(text: str) -> str | None:
    """Return what somebody adds to a step, None where that is nothing.

    Raises
    ------
    Invalid
        It is too long.
    """
    return limited(text, "opinion", REMARK_LIMIT) or None


def legal_basis(basis: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the legal basis that a refusal cannot do without: laws with their articles (Decree 809, art. 14, 22).

    Raises
    ------
    Invalid
        There is none, or a law or an article is missing.
    """
    problems = [problem for problem in forms.check_basis({"basis": basis}, "basis", needed=True) if problem.severity != "warning"]
    if problems:
        raise Invalid("须列明法律依据", "the legal basis must be named", problems=problems)
    return [dict(each) for each in basis]


def owners(work: Look, responsibility_ids: Sequence[str]) -> dict[str, ResponsibilityRow]:
    """Return some responsibilities by id."""
    query = select(ResponsibilityRow).where(ResponsibilityRow.id.in_(responsibility_ids))
    return {row.id: row for row in work.session.scalars(query)}


def receipt(work: Work, demand: DemandRow, problems: Sequence[Problem] = ()) -> Receipt:
    """Write what was changed so far, so that conflicts show now, and answer with the new revision."""
    work.session.flush()
    return Receipt(demand.id, demand.number, demand.title, demand.state, demand.revision, tuple(problems))
