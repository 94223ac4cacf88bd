"""Where the demonstration city is played: its clock, and where everything is by the keys of the generator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from argon2 import PasswordHasher

from catalog.demo import City
from catalog.lists.desk import Receipt
from catalog.office import Office, Work
from catalog.people.actors import official_actor
from catalog.people.model import OfficialRow
from catalog.rights import Actor
from catalog.store import chunks, day_start

#: Things that are made in one work.
CHUNK: Final = 250


@dataclass(slots=True)
class Moment:
    """The clock of the story; it only goes forward, and never beyond the present."""

    now: datetime
    end: datetime

    def __call__(self) -> datetime:
        """Return the next instant."""
        self.now += timedelta(milliseconds=1)
        return self.now

    def turn_to(self, day: date) -> None:
        """Go to nine o'clock of a day, unless it is later already."""
        self.now = max(self.now, min(day_start(day) + timedelta(hours=9), self.end))


@dataclass(slots=True)
class Stage:
    """The city being loaded: where things are, by the keys of the generator."""

    office: Office
    clock: Moment
    city: City
    today: date
    user: Actor
    hasher: PasswordHasher
    regions: dict[str, str] = field(default_factory=dict)
    departments: dict[str, tuple[str, str]] = field(default_factory=dict)
    officials: dict[str, str] = field(default_factory=dict)
    entries: dict[str, Receipt] = field(default_factory=dict)
    bindings: dict[str, Any] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, login: str) -> Actor:
        """Return an official as who acts."""
        if login not in self.actors:
            with self.office.look(self.user) as look:
                row = look.session.get_one(OfficialRow, self.officials[login])
                self.actors[login] = official_actor(look.session, row, look.now)
        return self.actors[login]


def working(stage: Stage, things: Sequence[Any], actor: Actor | None = None) -> Iterator[tuple[Work, Any]]:
    """Yield each thing with a work to do it in; a work holds a chunk of them."""
    for chunk in chunks(things, CHUNK):
        with stage.office.work(actor or stage.user) as work:
            for thing in chunk:
                yield work, thing
