"""The tables of the calendars room."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from catalog.calendars.rules import Clock, State
from catalog.store import Base, Id, JsonText, UtcTime, shanghai_day


def _index_where(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Return an index over part of a table, said for both databases."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


class ProfileRow(Base):
    """One version of the policy figures of a region, or of everywhere where ``region_id`` is null; rows are only ever added.

    ``content`` holds every figure, so that a version says the same for ever, whatever its parents do later.
    """

    __tablename__ = "policy_profile"
    __table_args__ = (
        UniqueConstraint("region_id", "version"),
        # Nulls are distinct to a unique constraint, so the versions of "everywhere" need an index of their own.
        _index_where("uq_policy_profile_everywhere", "version", where="region_id IS NULL", unique=True),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    region_id: Mapped[str | None] = mapped_column(ForeignKey("region.id"))
    version: Mapped[int]
    valid_from: Mapped[date]
    content: Mapped[dict[str, Any]] = mapped_column(JsonText)
    note: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class DayRow(Base):
    """A loaded day, which overrides the library; ``source`` says where it comes from (a file name)."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    workday: Mapped[bool]
    name: Mapped[str] = mapped_column(String(128))
    source: Mapped[str] = mapped_column(String(256))


class CaseRow(Base):
    """A duty with a clock. What the policy said when it was opened is copied into it, so that later profiles cannot reach it.

    ``days``, ``extension_days`` (allowed), ``extra_days`` (taken), ``paused_days`` and ``remind_before`` are working days;
    ``pauses`` are the ended pauses as ``[[paused on, resumed on], …]``; ``due_on``, ``flagged``, ``paused_days`` and ``remind_on``
    follow from the others and the calendar, and are kept because lists are sorted and cut by them.
    """

    __tablename__ = "duty_case"
    __table_args__ = (
        # A thing has one running case of a kind; the lists of running cases are cut by department or region and sorted by due day.
        _index_where("uq_duty_case_running", "thing", "kind", where="done_at IS NULL", unique=True),
        _index_where("ix_duty_case_department_due", "department_id", "due_on", where="done_at IS NULL"),
        _index_where("ix_duty_case_region_due", "region_id", "due_on", where="done_at IS NULL"),
        Index("ix_duty_case_thing", "thing"),
        CheckConstraint("days >= 1 AND extra_days >= 0 AND paused_days >= 0", name="days"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    thing: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(256))
    region_id: Mapped[str | None] = mapped_column(ForeignKey("region.id"))
    department_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"))
    profile_id: Mapped[str | None] = mapped_column(ForeignKey("policy_profile.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcTime)
    opened_on: Mapped[date]
    days: Mapped[int]
    extension_days: Mapped[int]
    remind_before: Mapped[int]
    extra_days: Mapped[int] = mapped_column(default=0)
    extension: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    pauses: Mapped[list[list[str]]] = mapped_column(JsonText, default=list)
    paused_on: Mapped[date | None]
    paused_days: Mapped[int] = mapped_column(default=0)
    due_on: Mapped[date]
    remind_on: Mapped[date]
    flagged: Mapped[bool]
    done_at: Mapped[datetime | None] = mapped_column(UtcTime)
    outcome: Mapped[str | None] = mapped_column(String(64))
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 (SQLAlchemy reads this once, when the class is made)

    @property
    def state(self) -> State:
        """Where the case stands in the state table."""
        if self.done_at is not None:
            return "done"
        return "open" if self.paused_on is None else "paused"

    @property
    def done_on(self) -> date | None:
        """The Asia/Shanghai day on which it was finished."""
        return None if self.done_at is None else shanghai_day(self.done_at)

    @property
    def clock(self) -> Clock:
        """The history from which its due day follows."""
        pauses = tuple((date.fromisoformat(start), date.fromisoformat(end)) for start, end in self.pauses)
        return Clock(self.opened_on, self.days, self.extra_days, pauses, self.paused_on)
