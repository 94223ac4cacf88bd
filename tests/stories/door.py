"""What a story can do at any door: the same words for the REST API and for the command line.

Answers are what the door says, as plain values, with the line of a demand, responsibility or entry (its *summary*) told among its
other members. ``things`` is ``demands``, ``responsibilities``, ``applications`` or ``grants``, ``ref`` the id that a receipt told. A change is made at the
revision that its maker reads just before. What cannot be done is asked for by ``refused``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from tests.stories.cast import Person

Answer = Any
Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a door says of what it does not do: the code, and which fields are at fault."""

    code: str
    paths: tuple[str, ...]


class Door(Protocol):
    """A way into the house."""

    @property
    def today(self) -> date:
        """The day, as the house reckons it."""

    def rest(self) -> None:
        """Let a night pass, where the door has a clock that can be turned."""

    # -- Demands and responsibilities

    def file(self, who: Person, department: str, content: Content) -> Answer:
        """File a demand; answer its receipt."""

    def apply(self, who: Person, department: str, resource: str, demand: str, content: Content) -> Answer:
        """File an application for an entry from a demand; answer its receipt."""

    def edit(self, who: Person, ref: str, content: Content) -> Answer:
        """Replace the content of a demand; answer its receipt."""

    def do(self, who: Person, things: str, verb: str, ref: str, **said: Any) -> Answer:
        """Do a verb; answer the receipt."""

    def refused(self, who: Person, things: str, verb: str, ref: str, **said: Any) -> Refusal:
        """Try a verb that is refused."""

    def show(self, who: Person, things: str, ref: str) -> Answer:
        """Read one demand or responsibility."""

    def find(self, who: Person, things: str, **narrowed: str) -> Sequence[Answer]:
        """List demands or responsibilities."""

    def duplicates(self, who: Person) -> Sequence[Answer]:
        """List the pairs of open demands that may be one."""

    def candidates(self, who: Person, ref: str) -> Answer:
        """Ask what the catalog has for a demand."""

    def issue(self, who: Person, department: str, year: int) -> Answer:
        """Issue the responsibility list of a department."""

    def acknowledge(self, who: Person, issue: Answer) -> Answer:
        """Acknowledge an issued list."""

    def trace(self, who: Person, ref: str) -> Answer:
        """Trace a demand or responsibility by id or number, or an entry by id."""

    # -- Clocks

    def put_policy(self, who: Person, region: str, **days: int) -> None:
        """Put figures of the policy of a region in force today."""

    def deadline(self, who: Person, start: str, days: int) -> str:
        """Ask when so many working days are over."""

    def todo(self, who: Person, **narrowed: str) -> Sequence[Answer]:
        """List the running cases; ``region``, ``department`` and ``kind`` narrow them."""

    def overdue(self, who: Person, at: str) -> Answer:
        """Ask what will be overdue on a day, by department."""

    def extend(self, who: Person, case: Answer, by: str, reason: str) -> Answer:
        """Extend a case with a consent of today."""

    def not_extended(self, who: Person, case: Answer) -> Refusal:
        """Try to extend a case in vain."""

    # -- Entries and departments

    def register(self, who: Person, department: str, content: Content) -> Answer:
        """Register an entry; answer its receipt."""

    def submit(self, who: Person, entry: str) -> Answer:
        """Submit an entry; answer its receipt."""

    def review(self, who: Person, entry: str, opinion: str) -> Answer:
        """Pass an entry in review; answer its receipt."""

    def entry(self, who: Person, entry: str) -> Answer:
        """Read an entry."""

    def bind(self, who: Person, entry: str, path: str) -> Answer:
        """Bind an entry to a file."""

    def check(self, who: Person, entry: str) -> Answer:
        """Ask the bound data of an entry whether it answers; answer the counts."""

    def merge_departments(self, who: Person, names: Sequence[str], into: str) -> Answer:
        """Close departments today and let a new one stand for them."""
