"""What the index is told of entries, read from the list as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catalog.lists import streaming
from catalog.lists.streaming import Governing
from catalog.lists.vocabulary import kinds
from catalog.office import Look
from catalog.search.rules import Document, Source, document


def documents(look: Look, ids: Sequence[str]) -> Iterator[Document]:
    """Yield the documents of those entries that are still there."""
    for entry in streaming.governing(look, ids):
        yield document(_source(entry))


def _source(entry: Governing) -> Source:
    resource, content = entry.resource, entry.resource.content
    values = {
        "region": resource.region_id,
        "department": resource.provider_id,
        "sharing_type": resource.sharing_type,
        "openness": resource.openness,
        "update_cycle": resource.update_cycle,
        "theme": content.get("theme"),
        "state": resource.state,
        "grade": resource.grade,
        "local_grade": resource.local_grade,
    }
    facets: dict[str, tuple[str, ...]] = {facet: (value,) for facet, value in values.items() if value}
    facets["format"] = tuple(sorted(kinds(content.get("formats", ()))))
    rest = (content.get("abstract"), *content.get("tags", ()), *entry.codes, resource.legacy_code)
    return Source(
        id=resource.id,
        name=resource.name,
        items=tuple(item["name"] for item in content.get("items", ())),
        rest=tuple(text for text in rest if text),
        facets=facets,
        freshness=int(resource.updated_at.timestamp()),
    )
