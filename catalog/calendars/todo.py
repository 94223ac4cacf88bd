"""What is due for somebody at a glance: the first running cases, the card each shows, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case as when
from sqlalchemy import func, select

from catalog.calendars import policy
from catalog.calendars.model import CaseRow, ProfileRow
from catalog.calendars.queries import Case, case_view, visible, work_calendar
from catalog.calendars.rules import Card, card
from catalog.office import Look


@dataclass(frozen=True, slots=True)
class Todo:
    """The running cases that the actor may see: the first due of them, each with its card, and the counts of all."""

    first: tuple[tuple[Case, Card | None], ...]
    running: int
    overdue: int


def todo(look: Look, *, limit: int) -> Todo:
    """Return what is due for the actor, the first due first; a paused case is among it, for its clock will run again."""
    wanted = CaseRow.done_at.is_(None) & visible(look.actor)
    late = (CaseRow.due_on < look.today) & CaseRow.paused_on.is_(None)
    counts = select(func.count(), func.coalesce(func.sum(when((late, 1), else_=0)), 0)).where(wanted)
    running, overdue = look.session.execute(counts).one()
    rows = look.session.scalars(select(CaseRow).where(wanted).order_by(CaseRow.due_on, CaseRow.id).limit(limit))
    first = [case_view(look, row) for row in rows]
    shown = cards(look, first)
    return Todo(tuple((one, shown[one.id]) for one in first), running, overdue)


def cards(look: Look, cases: Sequence[Case], on: date | None = None) -> dict[str, Card | None]:
    """Return the card that each running case shows on a day (default: today), by the policy under which it was opened.

    A paused one shows none.
    """
    day = on or look.today
    rows = look.session.scalars(select(ProfileRow).where(ProfileRow.id.in_({each.profile_id for each in cases} - {None})))
    contents: dict[str | None, policy.Content] = {row.id: policy.complete(row.content, policy.DEFAULT) for row in rows}
    calendar = work_calendar(look)

    def shown(one: Case) -> Card | None:
        if one.paused_on is not None:
            return None
        content = contents.get(one.profile_id, policy.DEFAULT)
        figures = {name: int(content[name]) for name in ("yellow_before", "red_after")}
        return card(calendar, one.due_on, day, **figures)

    return {one.id: shown(one) for one in cases}
