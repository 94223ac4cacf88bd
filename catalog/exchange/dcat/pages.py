"""The catalog page by page, one dataset alone, and the whole in a file, each in the format asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from catalog.errors import NotFound
from catalog.exchange.dcat import datasets, graph
from catalog.exchange.dcat.graph import Node, Text
from catalog.exchange.target import replacing
from catalog.lists import harvest
from catalog.lists.harvest import Published
from catalog.office import Look
from catalog.people import queries as people

PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Format:
    """A text that a graph is written as: its media type, and how batches of nodes become pieces of it."""

    media_type: str
    write: Callable[[Iterable[Iterable[Node]]], Iterator[str]]


FORMATS: Final[dict[str, Format]] = {
    "ttl": Format("text/turtle", graph.turtle),
    "jsonld": Format("application/ld+json", graph.jsonld),
}


def catalog_page(look: Look, base_url: str, number: int, *, suffix: str) -> str:
    """Return a page of the catalog, 100 datasets each, with the addresses of the others.

    Parameters
    ----------
    look
        Who asks sees what is published.
    base_url
        The address of the service.
    number
        The page, from 1; the first is there even when nothing is published.
    suffix
        One of ``FORMATS``.

    Raises
    ------
    Unauthenticated
        Nobody is signed in and the catalog is not public.
    NotFound
        There is no page of this number.
    """
    total = harvest.count(look)
    last = max(1, -(-total // PAGE))
    if not 1 <= number <= last:
        raise NotFound(f"没有第 {number} 页，共 {last} 页", f"there is no page {number}, only {last}", code="no_such_page")
    address = f"{base_url.rstrip('/')}/catalog.{suffix}"
    view = datasets.partial_view(address, page=number, last=last, total=total, size=PAGE)
    counted = Text(str(total), datatype="xsd:integer")
    entries = harvest.page(look, offset=(number - 1) * PAGE, limit=PAGE)
    made = datasets.catalog(base_url, _region(look), entries, hydra_totalItems=counted, hydra_view=view)
    return "".join(FORMATS[suffix].write([[made]]))


def dataset(entry: Published, base_url: str, *, suffix: str) -> str:
    """Return one entry as a dataset."""
    return "".join(FORMATS[suffix].write([[datasets.dataset(base_url, entry)]]))


def export(look: Look, path: Path, base_url: str, *, suffix: str) -> int:
    """Write the whole catalog into one file, in constant memory; return how many datasets it holds.

    Raises
    ------
    NotFound, Invalid
        The file cannot be written there.
    """
    total, region = harvest.count(look), _region(look)
    batches = ([datasets.catalog(base_url, region, entries)] for entries in chain([()], harvest.walk(look)))
    with replacing(path) as partial, partial.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(FORMATS[suffix].write(batches))
    return total


def _region(look: Look) -> str:
    top = people.top_region(look.session)
    return people.region(look.session, top).name if top else ""
