"""``package_search``: the walk of a harvester goes by the list itself, the question of a person through the index.

A question without words that only names organizations, groups and times is a walk: it is answered from the list in a steady
order and to any depth. Everything else is a search, in the order of the index and 10,000 deep; there, two questions cannot be
put, groups and exclusions, and are refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from catalog import search
from catalog.exchange.ckan import names, question
from catalog.exchange.ckan.arguments import MOST_ROWS, Arguments, several, text, whole
from catalog.exchange.ckan.packages import package
from catalog.exchange.ckan.question import Question
from catalog.lists import harvest, vocabulary
from catalog.lists.harvest import Choice, Published, Wanted
from catalog.office import Look
from catalog.search.answers import DEEPEST, LONGEST_PAGE, FacetValue

ROWS: Final = 10

#: What a field is to the index.
_FACETS: Final[Mapping[str, str]] = {
    "organization": "department",
    "tags": "theme",
    "res_format": "format",
    **{name: name for name in ("sharing_type", "openness", "update_cycle", "grade", "local_grade", "tier")},
}
#: Fields of which an entry has several values; two of them can hold at once.
_MANIFOLD: Final = ("res_format",)
_WALKED: Final = frozenset({"organization", "groups"})
_ORDERS: Final[Mapping[question.Sort, str]] = {"usage": "usage", "modified_desc": "freshness"}

Filters = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Answer:
    total: int
    entries: list[Published]
    facets: Mapping[str, Sequence[FacetValue]] = field(default_factory=dict)


def package_search(look: Look, asked: Arguments, base_url: str) -> dict[str, Any]:
    """Answer ``package_search``.

    ``res_format`` takes a format or a kind of format, and stands for the kind; facets that the index does not count are empty.

    Raises
    ------
    Unauthenticated
        Nobody is signed in and the catalog is not public.
    Invalid
        An argument is not understood (code ``search_query`` where it is the question itself), or lies beyond the index.
    """
    wanted = question.read(text(asked, "q"), [*several(asked, "fq"), *several(asked, "fq_list")], text(asked, "sort"))
    rows = whole(asked, "rows", ROWS, most=MOST_ROWS) or 0
    start = whole(asked, "start", 0) or 0
    counted = several(asked, "facet.field")
    answer = _walk(look, wanted, start, rows, counted) if _is_walk(wanted) else _search(look, wanted, start, rows)
    facets = {name: _facet(look, name, answer.facets.get(_FACETS.get(name, ""), ())) for name in counted}
    return {
        "count": answer.total,
        "sort": text(asked, "sort", "score desc, metadata_modified desc"),
        "results": [package(entry, base_url) for entry in answer.entries],
        "facets": {name: {item["name"]: item["count"] for item in items} for name, items in facets.items()},
        "search_facets": {name: {"title": name, "items": items} for name, items in facets.items()},
    }


def tags(look: Look) -> list[FacetValue]:
    """Return the themes of the published entries, the most frequent first, as many as the index counts."""
    return list(search.find(look, search.Query(filters={"state": ("published",)}, limit=1)).facets.get("theme", ()))


# -- Walking


def _is_walk(asked: Question) -> bool:
    return not asked.text and asked.choices.keys() <= _WALKED and asked.sort != "usage"


def _walk(look: Look, asked: Question, start: int, rows: int, counted: Sequence[str]) -> _Answer:
    wanted = Wanted(
        departments=[_departments(look, choice) for choice in asked.choices.get("organization", ())],
        nodes=asked.choices.get("groups", ()),
        since=asked.since,
        until=asked.until,
    )
    order = asked.sort if asked.sort in ("modified", "modified_desc") else "id"
    entries = harvest.page(look, wanted, offset=start, limit=rows, order=order) if rows else []
    return _Answer(harvest.count(look, wanted), entries, _counts(look, asked) if counted else {})


def _departments(look: Look, choice: Choice) -> Choice:
    return Choice(harvest.departments(look, [names.department_of(each) for each in choice.values]), choice.excluded)


def _counts(look: Look, asked: Question) -> Mapping[str, Sequence[FacetValue]]:
    """Return the facets of a walk as far as the index can be asked the same question."""
    if asked.choices.keys() - {"organization"} or asked.since or asked.until or _excludes(asked):
        return {}
    filters = _filters(look, asked)
    return {} if filters is None else search.find(look, search.Query(filters=filters, limit=1)).facets


# -- Searching


def _search(look: Look, asked: Question, start: int, rows: int) -> _Answer:
    if "groups" in asked.choices or asked.since or asked.until or _excludes(asked):
        raise question.refused(
            "分类、时间与排除只能单独或与 organization 一起查询，不能与词或其他字段同用",
            "groups, times and exclusions go with organization alone, not with words or other fields",
        )
    filters = _filters(look, asked)
    if filters is None:
        return _Answer(0, [])
    sort = _ORDERS.get(asked.sort, "relevance")
    first = search.find(look, search.Query(asked.text, filters, sort, start, min(rows, LONGEST_PAGE) or 1))
    ids = [hit.summary.id for hit in first.hits[:rows]]
    # The index answers by the hundred, CKAN by the thousand.
    for at in range(start + LONGEST_PAGE, min(start + rows, first.total, DEEPEST + 1), LONGEST_PAGE):
        limit = min(LONGEST_PAGE, start + rows - at)
        ids += [hit.summary.id for hit in search.find(look, search.Query(asked.text, filters, sort, at, limit)).hits]
    return _Answer(first.total, harvest.entries(look, ids), first.facets)


def _excludes(asked: Question) -> bool:
    return any(choice.excluded for chosen in asked.choices.values() for choice in chosen)


def _filters(look: Look, asked: Question) -> Filters | None:
    """Return the choices as the index knows them; None where nothing can satisfy them all."""
    filters: Filters = {"state": ("published",)}
    for name, chosen in asked.choices.items():
        each = [set(_values(look, name, choice)) for choice in chosen]
        if name in _MANIFOLD and len(each) > 1:
            raise question.refused(f"{name} 只能给出一次", f"{name} can be given once")
        values = set.intersection(*each)
        if not values:
            return None
        filters[_FACETS[name]] = tuple(sorted(values))
    return filters


def _values(look: Look, name: str, choice: Choice) -> Sequence[str]:
    if name == "organization":
        return list(_departments(look, choice).values)
    if name == "res_format":
        return [vocabulary.FORMATS[each.lower()] for each in choice.values if each.lower() in vocabulary.FORMATS]
    return list(choice.values)


def _facet(look: Look, name: str, values: Sequence[FacetValue]) -> list[dict[str, Any]]:
    known = harvest.providers_of(look, [value.value for value in values]) if name == "organization" else {}
    return [
        {
            "name": names.organization_name(known[value.value]) if value.value in known else value.value,
            "display_name": value.label[0],
            "count": value.count,
        }
        for value in values
    ]
