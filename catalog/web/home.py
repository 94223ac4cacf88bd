"""The home page: what there is, how much of it answers, and what is due."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, render_template

from catalog import reception
from catalog.calendars.todo import Todo, todo
from catalog.errors import NotAllowed, Unauthenticated
from catalog.lists import overview as lists
from catalog.lists.demands import boards as demands
from catalog.lists.demands import queries as demand_queries
from catalog.lists.overview import Tally
from catalog.lists.queries import Summary, summaries
from catalog.lists.responsibilities import boards as responsibilities
from catalog.lists.responsibilities import queries as responsibility_queries
from catalog.lists.rules import RESOURCE
from catalog.office import Look
from catalog.people import overview as people
from catalog.reception import needs, open_to_all
from catalog.rights import may
from catalog.web.shared import NAMES, download, named, percent, say

SHOWN = 10
"""Lines of what is due and of the newest entries; the rest is behind a link."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What is there as the caller may see it."""

    tally: Tally
    departments: int
    regions: int
    newest: tuple[Summary, ...]
    todo: Todo | None
    demands: Mapping[str, int] | None
    responsibilities: Mapping[str, int] | None
    """Counts by state; None to whoever reads the catalog list alone: visitors, and officials of no department."""
    open_to_caller: frozenset[str]
    """The things among what is due that the caller may read: an authority answers for cases beneath whose drafts it never sees."""


def attach(pages: Blueprint) -> None:
    """Open these pages."""
    pages.add_url_rule("/", "home", home)
    pages.add_url_rule("/overview.csv", "overview_csv", overview_csv)


@open_to_all("the page tells whoever may not read what the service is and how to sign in")
def home() -> str:
    """Show what is there."""
    with reception.look() as look:
        shown = _overview(look) if may(look.actor, "resource:read") else None
    return render_template("home.html", overview=shown)


@needs("resource:read")
def overview_csv() -> Response:
    """Download the figures of the home page."""
    with reception.look() as look:
        found = lists.tally(look)
        others = _others(look)
    access = found.access
    counted = [(named("state", state), found.states[state], found.total) for state in RESOURCE if state in found.states]
    rates = [
        (say("接入率（资源）", "access rate (resources)"), access.accessed, access.resources),
        (say("接入率（信息项）", "access rate (items)"), access.items_accessed, access.items),
    ]
    rows = [(name, part, whole, percent(part, whole)) for name, part, whole in counted + others + rates]
    return download("overview", [say("项目", "figure"), say("数量", "count"), say("总数", "out of"), say("比率", "rate")], rows)


def _seen(look: Look, counts: Callable[[Look], dict[str, int]]) -> dict[str, int] | None:
    try:
        return counts(look)
    except (NotAllowed, Unauthenticated):
        return None


def _others(look: Look) -> list[tuple[str, int, int]]:
    """Return the figures of the demand and responsibility lists, state by state, to those who read them."""
    found = (
        ("demand", say("需求", "demands"), _seen(look, demand_queries.counts) or {}),
        ("responsibility", say("责任", "responsibilities"), _seen(look, responsibility_queries.counts) or {}),
    )
    return [
        (f"{called} {named(kind, state)}", counts[state], sum(counts.values()))
        for kind, called, counts in found
        for state in NAMES[kind]
        if state in counts
    ]


def _overview(look: Look) -> Overview:
    tree = people.tree(look)
    due = todo(look, limit=SHOWN) if look.actor.kind == "official" else None
    return Overview(
        tally=lists.tally(look),
        departments=tree.departments_in_all if tree else 0,
        regions=len(list(tree.ids())) if tree else 0,
        newest=lists.newest(look, limit=SHOWN),
        todo=due,
        demands=_seen(look, demand_queries.counts),
        responsibilities=_seen(look, responsibility_queries.counts),
        open_to_caller=_open(look, [case.thing for case, _ in due.first]) if due else frozenset(),
    )


def _open(look: Look, things: Sequence[str]) -> frozenset[str]:
    """Return those of some things (``kind:id``) that the caller may read."""
    ids: dict[str, list[str]] = {"resource": [], "demand": [], "responsibility": []}
    for thing in things:
        kind, _, id_ = thing.partition(":")
        ids.setdefault(kind, []).append(id_)
    seen = frozenset(summaries(look, ids["resource"]))
    return seen | demands.readable(look, ids["demand"]) | responsibilities.readable(look, ids["responsibility"])
