"""The search page: one box, filters with counts, what was found; every state of it is an address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from catalog import reception, search
from catalog.errors import Invalid
from catalog.office import Look
from catalog.reception import needs
from catalog.web.shared import Paging, asked, download, here, link, named, page_number, say, told

Label = tuple[str, str]

FACETS: Final[Mapping[str, Label]] = {
    "sharing_type": ("共享类型", "Sharing"),
    "tier": ("层级", "Tier"),
    "region": ("区划", "Region"),
    "department": ("提供部门", "Provider"),
    "theme": ("主题", "Theme"),
    "update_cycle": ("更新周期", "Update cycle"),
    "state": ("状态", "State"),
    "openness": ("开放属性", "Openness"),
    "format": ("格式", "Format"),
    "grade": ("数据分级", "Grade"),
    "local_grade": ("地方分级", "Local grade"),
}
"""The filters in the order in which somebody who looks for data narrows."""

SORTS: Final[Mapping[str, Label]] = {
    "relevance": ("相关度", "Relevance"),
    "freshness": ("最近更新", "Last changed"),
    "usage": ("使用量", "Usage"),
}

PAGE: Final = 20
SHOWN_AT_ONCE: Final = 6
"""Values of one filter that stand open; the rest unfolds."""

MOST_VALUES: Final = 50
"""So many values of one filter does the search room tell, the commonest."""

OPEN_AT_FIRST: Final = 6
"""Filters that stand open; those after them unfold, unless something in them is chosen."""

TAKEN_AT_ONCE: Final = 100

DEEPEST: Final = 10_000
"""The last offset that the search room answers."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, and the address of this page with it chosen, or no longer chosen."""

    label: str
    count: int
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class Group:
    """One filter with its values; ``more`` are those that unfold, ``cut`` tells that there may be rarer ones still."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...]
    unfolded: bool
    cut: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen value, and the address of this page without it."""

    group: str
    label: str
    address: str


def attach(pages: Blueprint) -> None:
    """Open these pages."""
    pages.add_url_rule("/search", "search", results)
    pages.add_url_rule("/search.csv", "search_csv", results_file)
    pages.add_url_rule("/search/suggestions", "search_suggestions", suggestions)


# -- The page


@needs("resource:read")
def results() -> ResponseReturnValue:
    """Show what is found, or, at the box, why it cannot be looked for."""
    query = asked_query()
    try:
        found = _find(query)
    except Invalid as refusal:
        wrong = refusal.problems[0] if refusal.problems else refusal
        return render_template("search.html", query=query, wrong=say(wrong.zh, wrong.en)), 422
    return render_template(
        "search.html",
        query=query,
        found=found,
        groups=tuple(groups(found)),
        chips=tuple(chips(found)),
        pieces=pieces,
        taken=link("search_csv", text=query.text or None, sort=query.sort, **query.filters),
        paging=Paging(page_number(), min(found.total, DEEPEST + PAGE), PAGE),
        sorts=[(say(*label), here(sort=name, page=None), name == query.sort) for name, label in SORTS.items()],
    )


def asked_query() -> search.Query:
    """Return what the address asks for."""
    filters = {name: tuple(values) for name in FACETS if (values := [text for text in request.args.getlist(name) if text])}
    return search.Query(
        text=asked("text"),
        filters=filters,
        sort=asked("sort") or "relevance",
        offset=(page_number() - 1) * PAGE,
        limit=PAGE,
    )


def _find(query: search.Query) -> search.Found:
    with reception.searching() as look:
        return search.find(look, query)


def groups(found: search.Found) -> Iterator[Group]:
    """Yield the filters that can still narrow, or are chosen."""
    for at, (name, label) in enumerate(FACETS.items()):
        values = found.facets.get(name, ())
        chosen = [value for value in values if value.chosen]
        if not chosen and all(value.count >= found.total for value in values):
            continue
        choices = [
            Choice(told(*value.label), value.count, value.chosen, _toggled(name, value.value, chosen=value.chosen))
            for value in sorted(values, key=lambda value: not value.chosen)
        ]
        open_choices = max(SHOWN_AT_ONCE, len(chosen))
        unfolded = at < OPEN_AT_FIRST or bool(chosen)
        yield Group(
            name, say(*label), tuple(choices[:open_choices]), tuple(choices[open_choices:]), unfolded, len(choices) >= MOST_VALUES
        )


def chips(found: search.Found) -> Iterator[Chip]:
    """Yield every chosen value."""
    for name, label in FACETS.items():
        for value in found.facets.get(name, ()):
            if value.chosen:
                yield Chip(say(*label), told(*value.label), _toggled(name, value.value, chosen=True))


def _toggled(name: str, value: str, *, chosen: bool) -> str:
    """Return the address of this page with one value more, or one less, from the first line on."""
    values = [each for each in request.args.getlist(name) if each != value]
    return here(**{name: values if chosen else [*values, value]}, page=None)


def pieces(marked: search.Marked) -> Iterator[tuple[str, bool]]:
    """Yield the text in pieces, each with whether it is what was looked for."""
    last = 0
    for begin, end in marked.spans:
        yield marked.text[last:begin], False
        yield marked.text[begin:end], True
        last = end
    yield marked.text[last:], False


# -- While typing


@needs("resource:read")
def suggestions() -> Response:
    """Answer what somebody who is typing may mean, each with the address that it leads to."""
    try:
        with reception.searching() as look:
            suggested = search.suggest(look, asked("text"))
    except Invalid:
        # A text too long to be looked for suggests nothing; the page says why when it is sent.
        suggested = ()
    return jsonify([_suggestion(one) for one in suggested])


_KINDS: Final[Mapping[str, Label]] = {
    "resource": ("数据资源", "Resource"),
    "department": ("部门", "Department"),
    "item": ("信息项", "Item"),
}


def _suggestion(one: search.Suggestion) -> dict[str, object]:
    address = link("search", text=one.text)
    if one.id is not None:
        address = link("resource", resource=one.id) if one.kind == "resource" else link("search", department=one.id)
    return {"text": one.text, "spans": one.spans, "kind": say(*_KINDS[one.kind]), "address": address}


# -- Taken away

_COLUMNS: Final[tuple[Label, ...]] = (
    ("信息资源名称", "Name"),
    ("信息资源代码", "Code"),
    ("提供方", "Provider"),
    ("区划", "Region"),
    ("状态", "State"),
    ("共享类型", "Sharing"),
    ("开放属性", "Openness"),
    ("更新周期", "Update cycle"),
    ("数据分级", "Grade"),
    ("信息项数", "Items"),
    ("是否接入", "Accessed"),
    ("发布日期", "Issued"),
)


@needs("resource:read")
def results_file() -> Response:
    """Hand out everything that is found, as far as the search room counts off, as csv."""
    query = asked_query()
    with reception.searching() as look:
        rows = [_row(hit) for hit in _everything(look, query)]
    return download("search", [say(*label) for label in _COLUMNS], rows)


def _everything(look: Look, query: search.Query) -> Iterator[search.Hit]:
    for offset in range(0, DEEPEST + 1, TAKEN_AT_ONCE):
        found = search.find(look, replace(query, offset=offset, limit=TAKEN_AT_ONCE))
        yield from found.hits
        if offset + TAKEN_AT_ONCE >= found.total:
            return


def _row(hit: search.Hit) -> tuple[object, ...]:
    entry = hit.summary
    return (
        entry.name,
        entry.code,
        entry.department,
        entry.region,
        named("state", entry.state),
        *(named(kind, getattr(entry, kind)) for kind in ("sharing_type", "openness", "update_cycle", "grade")),
        entry.item_count,
        say("是", "yes") if entry.accessed else say("否", "no"),
        entry.issued_on,
    )
