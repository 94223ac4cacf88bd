"""The home page: what there is, how much of it answers, and what is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, render_template

from catalog import reception
from catalog.calendars.rules import Standing
from catalog.calendars.todo import Todo, todo
from catalog.lists import overview as lists
from catalog.lists.duties import DUTIES
from catalog.lists.overview import Tally
from catalog.lists.queries import Summary, summaries
from catalog.lists.rules import RESOURCE
from catalog.office import Look
from catalog.people import overview as people
from catalog.reception import needs, open_to_all
from catalog.rights import may
from catalog.web.shared import download, named, percent, say

SHOWN = 10
"""Lines of what is due and of the newest entries; the rest is behind a link."""

STANDINGS: Final[Mapping[Standing, tuple[str, str]]] = {
    "in_time": ("期限内", "in time"),
    "due_soon": ("即将到期", "due soon"),
    "overdue": ("已逾期", "overdue"),
    "paused": ("已暂停", "paused"),
    "done_in_time": ("按期办结", "done in time"),
    "done_late": ("逾期办结", "done late"),
}
"""How a case stands, in words: colour alone says nothing to whoever cannot see it."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What is there as the caller may see it."""

    tally: Tally
    departments: int
    regions: int
    newest: tuple[Summary, ...]
    todo: Todo | None
    open_to_caller: frozenset[str]
    """The entries among what is due that the caller may read: an authority answers for cases beneath whose drafts it never sees."""


def attach(pages: Blueprint) -> None:
    """Open these pages."""
    pages.add_url_rule("/", "home", home)
    pages.add_url_rule("/overview.csv", "overview_csv", overview_csv)


@open_to_all("the page tells whoever may not read what the service is and how to sign in")
def home() -> str:
    """Show what is there."""
    with reception.look() as look:
        shown = _overview(look) if may(look.actor, "resource:read") else None
    return render_template("home.html", overview=shown, standings=STANDINGS, duties=DUTIES)


@needs("resource:read")
def overview_csv() -> Response:
    """Download the figures of the home page."""
    with reception.look() as look:
        found = lists.tally(look)
    access = found.access
    counted = [(named("state", state), found.states[state], found.total) for state in RESOURCE if state in found.states]
    rates = [
        (say("接入率（资源）", "access rate (resources)"), access.accessed, access.resources),
        (say("接入率（信息项）", "access rate (items)"), access.items_accessed, access.items),
    ]
    rows = [(name, part, whole, percent(part, whole)) for name, part, whole in counted + rates]
    return download("overview", [say("项目", "figure"), say("数量", "count"), say("总数", "out of"), say("比率", "rate")], rows)


def _overview(look: Look) -> Overview:
    tree = people.tree(look)
    due = todo(look, limit=SHOWN) if look.actor.kind == "official" else None
    return Overview(
        tally=lists.tally(look),
        departments=tree.departments_in_all if tree else 0,
        regions=len(list(tree.ids())) if tree else 0,
        newest=lists.newest(look, limit=SHOWN),
        todo=due,
        open_to_caller=frozenset(summaries(look, [case.thing.partition(":")[2] for case, _ in due.first]) if due else ()),
    )
