"""The page of one data resource: what it is and how it is shared, its items, its versions and what changed between two of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from catalog import lists, reception
from catalog.errors import NotFound
from catalog.exchange.dcat.schema_org import schema_org
from catalog.exchange.distributions import public_address
from catalog.exchange.probes import FAULTS
from catalog.lists import labels, neighbours, queries, vocabulary
from catalog.lists.bindings import Binding
from catalog.lists.diff import Break
from catalog.lists.metadata import effective
from catalog.lists.routes import KINDS
from catalog.office import Look
from catalog.people.overview import dossier
from catalog.people.rules import CHIEF_KINDS
from catalog.reception import needs
from catalog.web.shared import asked, download, language, link, named, say, told

Content = Mapping[str, Any]

SHARING: Final = (
    "sharing_type",
    "sharing_conditions",
    "sharing_purpose",
    "legal_basis",
    "sharing_modes",
    "openness",
    "open_conditions",
)
"""What an applicant reads first; a field that says nothing is left out."""

DESCRIPTION: Final = (
    "update_cycle",
    "formats",
    "format_note",
    "grade",
    "local_grade",
    "theme",
    "tags",
    "secrecy_review",
)


@dataclass(frozen=True, slots=True)
class Fact:
    """What one field says; ``governing`` where the strictest item makes it say more than is written."""

    label: str
    text: str
    governing: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What one field or attribute said before and says after; empty where it said nothing."""

    label: str
    before: str
    after: str


def attach(pages: Blueprint) -> None:
    """Open these pages."""
    pages.add_url_rule("/resources/by-code", "resource_by_code", by_code)
    pages.add_url_rule("/resources/<id:resource>", "resource", show)
    pages.add_url_rule("/resources/<id:resource>/items.csv", "resource_items", items_file)
    pages.add_url_rule("/resources/<id:resource>/versions", "resource_versions", choose_versions)
    pages.add_url_rule("/resources/<id:resource>/versions/<int:old>/diff/<int:new>", "resource_diff", compare)


# -- The page


@needs("resource:read")
def by_code() -> ResponseReturnValue:
    """Lead from any code that a resource has, or had, to its page."""
    code = asked("code")
    if "/" not in code:
        raise NotFound("没有此代码的数据资源", "no resource has this code")
    with reception.look() as look:
        entry = queries.show(look, code)
    return redirect(link("resource", resource=entry.summary.id), 303)


@needs("resource:read")
def show(resource: str) -> str:
    """Show one resource."""
    with reception.look() as look:
        entry = queries.show(look, resource)
        provider = dossier(look, entry.summary.department_id)
        bindings = lists.bindings(look, resource)
        versions = queries.versions(look, resource)
        opinions = _opinions(look, resource)
        around = neighbours.around(look, entry)
    published = entry.summary.state == "published"
    return render_template(
        "resource.html",
        entry=entry,
        provider=provider,
        bindings=bindings,
        versions=versions,
        opinions=opinions,
        around=around,
        choices=choices(versions),
        **words(entry.content),
        sharing=tuple(facts(SHARING, entry)),
        description=tuple(facts(DESCRIPTION, entry)),
        linked_data=schema_org(entry, request.url_root) if published else None,
        draft_apart=entry.draft if entry.draft and entry.draft.version != entry.version else None,
        health=health,
        public_address=public_address,
        KINDS=KINDS,
        CHIEF_KINDS=CHIEF_KINDS,
    )


def _opinions(look: Look, resource: str) -> list[queries.Opinion] | None:
    """Return what reviewers said, or None to whoever is no party of the review."""
    try:
        return queries.history(look, resource)
    except NotFound:
        return None


def words(content: Content) -> dict[str, Any]:
    """Return how a page says what a content document holds: ``told(field, value)``, the labels, the columns of its items."""
    items = content.get("items", ())
    return {
        "told": said,
        "item_columns": [
            (field, say(*label)) for field, label in labels.ITEM_FIELDS.items() if any(item.get(field) for item in items)
        ],
        "distribution_columns": [
            (field, say(*label))
            for field, label in labels.DISTRIBUTION_FIELDS.items()
            if any(each.get(field) for each in content.get("distributions", ()))
        ],
    }


def said(field: str, value: Any) -> str:
    """Return what a value of a content document says in the language of the page; what is data is marked as such."""
    if isinstance(value, list):
        joint = Markup(", ") if language() == "en" else Markup("、")
        return joint.join(said(field, member) for member in value)
    return told(labels.said(field, value, 0), labels.said(field, value, 1))


def facts(fields: Sequence[str], entry: queries.Entry) -> Iterator[Fact]:
    """Yield what an entry's content says, field by field."""
    governing = effective(entry.content)
    for field in fields:
        value = entry.content.get(field)
        if value in (None, "", [], {}) and field not in governing:
            continue
        strictest = governing.get(field)
        stricter = named(field, strictest) if field in vocabulary.GOVERNED and strictest != value else None
        yield Fact(say(*labels.field_label(field)), said(field, value), stricter)


def health(binding: Binding) -> tuple[str, str]:
    """Return how a binding answered, as words and their tone."""
    if binding.answering is None:
        return say("尚未探测", "not checked yet"), "plain"
    if not binding.answering:
        zh, en = FAULTS.get(binding.fault or "failed", FAULTS["failed"])
        return say(f"未应答：{zh}", f"not answering: {en}"), "bad"
    if binding.fresh is False:
        return say("应答，但已过更新周期", "answering, but older than its update cycle"), "warn"
    return say("应答正常", "answering"), "good"


# -- Versions


@needs("resource:read")
def choose_versions(resource: str) -> ResponseReturnValue:
    """Lead from the form that chooses two versions to what changed between them."""
    old, new = asked("old"), asked("new")
    if not (_is_number(old) and _is_number(new)):
        return redirect(link("resource", resource=resource), 303)
    return redirect(link("resource_diff", resource=resource, old=int(old), new=int(new)), 303)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 7


@needs("resource:read")
def compare(resource: str, old: int, new: int) -> str:
    """Show what changed between two versions, and which of it breaks those who use the data."""
    with reception.look() as look:
        entry = queries.show(look, resource)
        versions = {each.version: each for each in queries.versions(look, resource)}
        changes = queries.compare(look, resource, old, new)
        breaks = queries.breaks(look, resource, old, new)
    return render_template(
        "resource_diff.html",
        entry=entry,
        choices=choices(versions.values()),
        old=versions[old],
        new=versions[new],
        changes=changes,
        breaks=breaks,
        broken=broken_items(breaks),
        fields=turns(changes.fields, labels.field_label),
        items={name: turns(attributes, labels.item_label) for name, attributes in changes.items_changed.items()},
        told=said,
    )


def choices(versions: Iterable[queries.VersionInfo]) -> list[tuple[int, str]]:
    """Return the versions to choose from, the newest first."""
    return [
        (each.version, say(f"第 {each.version} 版 {named('state', each.state)}", f"{each.version}, {named('state', each.state)}"))
        for each in reversed(list(versions))
    ]


def turns(changes: Mapping[str, tuple[Any, Any]], label: Any) -> tuple[Turn, ...]:
    """Return changes of fields in the words of the page."""
    return tuple(Turn(say(*label(field)), said(field, before), said(field, after)) for field, (before, after) in changes.items())


def broken_items(breaks: Sequence[Break]) -> frozenset[str]:
    """Return the names of the items whose change breaks those who use them.

    >>> sorted(broken_items([Break("items[姓名].type", "type_narrowed", "", ""), Break("sharing_type", "x", "", "")]))
    ['姓名']
    """
    named_in = (each.path for each in breaks if each.path.startswith("items["))
    return frozenset(path[len("items[") : path.rindex("]")] for path in named_in)


# -- Taken away


@needs("resource:read")
def items_file(resource: str) -> Response:
    """Hand out the items of a resource as csv."""
    with reception.look() as look:
        entry = queries.show(look, resource)
    tongue = int(language() == "en")
    rows = [
        [labels.said(field, item.get(field), tongue) for field in labels.ITEM_FIELDS] for item in entry.content.get("items", ())
    ]
    return download("items", [say(*label) for label in labels.ITEM_FIELDS.values()], rows)
