"""Loading the demonstration city through the same verbs that people use, each on its day and in its person's name.

The catalog that stood before this year is taken over, as from a platform that went before; what happened since is played
day by day, so that the trail reads in the order of time. Only a handful of accounts get a password.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final

from argon2 import PasswordHasher
from sqlalchemy import func, select

from catalog import lists
from catalog.demo import City, DemoResource, generate, loop
from catalog.demo.histories import Event
from catalog.demo.population import Account, accounts, populate
from catalog.demo.stage import CHUNK, Moment, Stage, working
from catalog.errors import Conflict
from catalog.lists.bindings import Finding
from catalog.lists.bulk import Incoming
from catalog.lists.desk import Receipt
from catalog.lists.reviews import Decision
from catalog.office import Office, Work, system_clock
from catalog.people.model import DepartmentRow
from catalog.people.passwords import HASHER
from catalog.rights import operator
from catalog.settings import Settings
from catalog.store import chunks, day_start, shanghai_day

#: How long before today the catalog was taken over: long enough for an edition of last year to stand behind it.
TAKEN_OVER_DAYS: Final = 400

_DECISIONS: Final[Mapping[str, Decision]] = {"sign": "pass", "approve": "pass", "return": "return", "refuse": "refuse"}
_ENDINGS: Final = frozenset({"offline", "retired", "superseded", "merged"})


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded, and the accounts whose passwords are told this once."""

    departments: int
    resources: int
    accounts: tuple[Account, ...]


def load(settings: Settings, user: str, city_of: Callable[[date], City] = generate, hasher: PasswordHasher = HASHER) -> Loaded:
    """Load the demonstration city into an empty, migrated database.

    Parameters
    ----------
    settings
        Where the database is.
    user
        Who loads it, as the trail will name them.
    city_of, hasher
        What makes the city as it stands on a day, and hashes the passwords; whoever only tests with it may take smaller ones.

    Raises
    ------
    Conflict
        The database has departments already: a demonstration never mixes with real data.
    """
    present = system_clock()
    today = shanghai_day(present)
    clock = Moment(day_start(today - timedelta(days=TAKEN_OVER_DAYS)), present - timedelta(minutes=5))
    office = Office(settings, clock=clock)
    stage = Stage(office, clock, city_of(today), today, operator(user), hasher)
    try:
        _require_empty(stage)
        administrators = populate(stage)
        _classifications(stage)
        _take_over(stage)
        _play(stage)
        clock.now = max(clock.now, system_clock() - timedelta(seconds=1))
        _check_bindings(stage)
        shown = accounts(stage, administrators)
    finally:
        office.close()
    return Loaded(len(stage.departments), len(stage.city.resources), shown)


def _require_empty(stage: Stage) -> None:
    with stage.office.look(stage.user) as look:
        if look.session.scalar(select(func.count()).select_from(DepartmentRow)):
            zh, en = "数据库中已有部门，演示数据只能装入空库", "the database has departments already; the demo needs an empty one"
            raise Conflict(zh, en, code="not_empty")


# -- The catalog


def _classifications(stage: Stage) -> None:
    for work, node in working(stage, stage.city.classifications):
        lists.put_classification(work, node.code, node.name, parent=node.parent)


def _take_over(stage: Stage) -> None:
    """Take over what was published, freeze last year's edition behind it, and bind what is bound."""
    settled = [each for each in stage.city.resources if _published_on(each) is not None]
    this_year = date(stage.today.year, 1, 1)
    codes = _Codes()
    _take(stage, [each for each in settled if _published_on(each) < this_year], codes)
    stage.clock.turn_to(this_year - timedelta(days=1))
    with stage.office.work(stage.user) as work:
        lists.cut_edition(work, str(this_year.year - 1))
    _take(stage, [each for each in settled if _published_on(each) >= this_year], codes)
    for work, each in working(stage, [each for each in settled if each.binding]):
        bound = lists.bind(work, stage.entries[each.key].id, each.binding.kind, each.binding.config, seal=_no_secret)
        stage.bindings[bound.id] = each.binding


def _no_secret(_secret: str) -> bytes:
    raise AssertionError("the demonstration binds nothing that has a password")


class _Codes:
    """Numbers the places of taken-over entries as the platform before had done."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def next(self, classification: str) -> str:
        """Return the next code at a node."""
        self._last[classification] = self._last.get(classification, 0) + 1
        return f"{classification}/{self._last[classification]:06d}"


def _published_on(resource: DemoResource) -> Any:
    if resource.state != "published" and resource.state not in _ENDINGS:
        return None
    return next(event.on for event in resource.events if event.verb == "approve")


def _take(stage: Stage, resources: Sequence[DemoResource], codes: _Codes) -> None:
    for chunk in chunks(resources, CHUNK):
        incoming = [_incoming(stage, resource, codes) for resource in chunk]
        with stage.office.work(stage.user) as work:
            outcomes = lists.take_over(work, incoming, latest=stage.today)
        for resource, outcome in zip(chunk, outcomes, strict=True):
            assert outcome.resource_id, outcome.problems
            stage.entries[resource.key] = Receipt(
                outcome.resource_id, resource.content["name"], None, "published", 1, "current", 1
            )


def _incoming(stage: Stage, resource: DemoResource, codes: _Codes) -> Incoming:
    provider, region = stage.departments[resource.department]
    places = [codes.next(node) for node in resource.content["classifications"]]
    return Incoming(
        provider=provider,
        region=region,
        content=resource.content,
        code=places[0],
        placements=places[1:],
        state="published",
        issued_on=_published_on(resource),
    )


# -- What happened since


def _play(stage: Stage) -> None:
    """Play every event of entries and revisions that is not history, in the order of days, each official's in one work."""
    scenes = sorted(_scenes(stage.city.resources), key=lambda scene: (scene[0].on, scene[0].official))
    schedule = loop.Schedule([_asked(stage), *loop.plots(_scene(stage))], stage.today)
    for (day, login), group in groupby(_in_order(scenes), key=lambda scene: (scene[0].on, scene[0].official)):
        schedule.until(day, stage.clock.turn_to)
        stage.clock.turn_to(max(day, date(stage.today.year, 1, 1)))
        actor = stage.actor(login)
        with stage.office.work(actor) as work:
            for event, resource, content in group:
                stage.entries[resource.key] = _perform(stage, work, event, resource, content)
    schedule.until(stage.today + timedelta(days=1), stage.clock.turn_to)


def _scene(stage: Stage) -> loop.Scene:
    """Return where the demands and responsibilities are played."""
    return loop.Scene(
        stage.office,
        stage.city,
        stage.today,
        actor=stage.actor,
        department=lambda key: stage.departments[key][0],
        entry=lambda key: stage.entries[key].id,
    )


def _asked(stage: Stage) -> loop.Plot:
    """Record that the data which ever answered did so before the first demand was matched with it."""
    yield loop.BEGUN
    _check_bindings(stage, lambda binding: binding.succeeded_on is not None)


Scene = tuple[Event, DemoResource, Mapping[str, Any]]


def _scenes(resources: Sequence[DemoResource]) -> Iterator[Scene]:
    for resource in resources:
        if resource.state in _ENDINGS:
            yield resource.events[-1], resource, resource.content
        elif resource.state != "published":
            yield from ((event, resource, resource.content) for event in resource.events)
        if resource.revision is not None:
            yield from ((event, resource, resource.revision.content) for event in resource.revision.events)


def _in_order(scenes: list[Scene]) -> Iterator[Scene]:
    """Keep the events of one entry in their order where several fall on one day."""
    for _, group in groupby(scenes, key=lambda scene: scene[0].on):
        waiting = list(group)
        ranks = {id(event): rank for _, resource, _ in waiting for rank, event in enumerate(_events(resource))}
        yield from sorted(waiting, key=lambda scene: (ranks[id(scene[0])], scene[0].official))


def _events(resource: DemoResource) -> tuple[Event, ...]:
    return (*resource.events, *(resource.revision.events if resource.revision else ()))


def _perform(stage: Stage, work: Work, event: Event, resource: DemoResource, content: Mapping[str, Any]) -> Receipt:
    """Do one verb as the official would."""
    entry = stage.entries.get(resource.key)
    if entry is None:
        return lists.register(work, stage.departments[resource.department][0], content)
    entry_id, revision, reason = entry.id, entry.revision, event.opinion or ""
    successor = stage.entries[resource.successor].id if resource.successor else ""
    if event.verb in _DECISIONS:
        return lists.review(work, entry_id, decision=_DECISIONS[event.verb], opinion=reason, revision=revision)
    acts: dict[str, Callable[[], Receipt]] = {
        # A revision begins with the same word as a new entry; of what is published already it is an edit.
        "register": lambda: lists.edit(work, entry_id, content, revision=revision),
        "edit": lambda: lists.edit(work, entry_id, content, revision=revision),
        "submit": lambda: lists.submit(work, entry_id, revision=revision),
        "take_offline": lambda: lists.take_offline(work, entry_id, reason=reason, revision=revision),
        "retire": lambda: lists.retire(work, entry_id, reason=reason, revision=revision),
        "supersede": lambda: lists.supersede(work, entry_id, by=successor, revision=revision),
        "merge": lambda: lists.merge(work, entry_id, into=successor, revision=revision),
    }
    return acts[event.verb]()


def _check_bindings(stage: Stage, answers: Callable[[Any], bool] = lambda binding: bool(binding.answering)) -> None:
    """Record how the data answered when asked; the story has no real addresses to ask."""
    for chunk in chunks(list(stage.bindings.items()), CHUNK):
        with stage.office.work(stage.user) as work:
            lists.record_checks(work, [_finding(id_, binding, answering=answers(binding)) for id_, binding in chunk])


def _finding(binding_id: str, binding: Any, *, answering: bool) -> Finding:
    refreshed = day_start(binding.refreshed_on) + timedelta(hours=8) if binding.refreshed_on else None
    return Finding(binding_id, answering, None if answering else "unreachable", refreshed)
