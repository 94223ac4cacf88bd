"""Entries as ``dcat:Dataset`` and the list of them as ``dcat:Catalog``, after DCAT-AP 3; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any, Final

from catalog.exchange.dcat import addresses, terms
from catalog.exchange.dcat.graph import Node, Ref, Text, Value, zh
from catalog.exchange.dcat.schema_org import CATALOG_NAME, keywords
from catalog.exchange.distributions import Distribution, distributions
from catalog.lists import harvest
from catalog.lists.harvest import Published

CATALOG_TEXT: Final = "依据政务信息资源目录编制指南编制的数据资源目录，由各部门登记、数据主管部门审核发布。"

Statements = Iterator[tuple[str, Value | None]]


def catalog(base_url: str, region: str, entries: Sequence[Published], **also: Any) -> Node:
    """Return the catalog with its datasets.

    Parameters
    ----------
    base_url
        The address of the service.
    region
        The name of the region whose catalog it is; its data authority publishes it.
    entries
        The entries of this page.
    also
        Further statements, their predicates with ``_`` for the colon.
    """
    publisher = Node(f"{base_url.rstrip('/')}/#publisher", ("foaf:Agent",), (("foaf:name", zh(f"{region}数据主管部门")),))
    statements: list[tuple[str, Value]] = [
        ("dct:title", zh(CATALOG_NAME)),
        ("dct:description", zh(CATALOG_TEXT)),
        ("dct:publisher", publisher),
        ("dct:language", terms.CHINESE),
        ("foaf:homepage", Node(base_url, ("foaf:Document",))),
        ("dcat:themeTaxonomy", _taxonomy(base_url)),
        *((name.replace("_", ":", 1), value) for name, value in also.items()),
        *(("dcat:dataset", dataset(base_url, entry)) for entry in entries),
    ]
    return Node(addresses.catalog(base_url), ("dcat:Catalog", "hydra:Collection"), tuple(statements))


def dataset(base_url: str, entry: Published) -> Node:
    """Return an entry as a dataset."""
    statements = chain(_described(base_url, entry), _dated(entry), _provided(base_url, entry))
    return _node(addresses.dataset(base_url, entry.id), "dcat:Dataset", statements)


def _described(base_url: str, entry: Published) -> Statements:
    yield "dct:title", zh(entry.name)
    yield "dct:description", zh(entry.content.get("abstract") or entry.name)
    yield "dct:identifier", Text(entry.code or entry.id)
    yield (
        "dct:publisher",
        Node(addresses.agent(base_url, entry.provider.id), ("foaf:Agent",), (("foaf:name", zh(entry.provider.name)),)),
    )
    for node in entry.nodes:
        yield "dcat:theme", _theme(base_url, node)
    for word in keywords(entry.content):
        yield "dcat:keyword", zh(word)
    yield "dct:spatial", Node(None, ("dct:Location",), (("skos:prefLabel", zh(entry.region)),))
    yield "dct:language", terms.CHINESE
    yield "dcat:landingPage", _page(base_url, entry)


def _dated(entry: Published) -> Statements:
    yield "dct:accrualPeriodicity", terms.frequency(entry.update_cycle)
    yield "dct:issued", _day(entry.issued_on)
    yield "dct:modified", _instant(entry.updated_at)
    yield "dcat:version", Text(str(entry.version))


def _provided(base_url: str, entry: Published) -> Statements:
    yield "dct:accessRights", terms.access_rights(entry.sharing_type)
    for each in distributions(entry.content, entry.kinds):
        yield "dcat:distribution", _distribution(base_url, entry, each)


def _distribution(base_url: str, entry: Published, form: Distribution) -> Node:
    return _node(
        f"{addresses.entry_page(base_url, entry.id)}#{form.key}", "dcat:Distribution", _of_distribution(base_url, entry, form)
    )


def _of_distribution(base_url: str, entry: Published, form: Distribution) -> Statements:
    chinese, english = form.name
    yield "dct:title", zh(chinese)
    yield "dct:title", Text(english, language="en")
    yield "dcat:accessURL", _page(base_url, entry)
    if form.address:
        yield "dcat:accessURL", Node(form.address, ("rdfs:Resource",))
    yield "dct:format", terms.file_format(form.format)
    yield "dct:issued", Text(form.issued, datatype="xsd:date") if form.issued else None
    yield "dct:modified", Text(form.refreshed, datatype="xsd:date") if form.refreshed else None


def _page(base_url: str, entry: Published) -> Node:
    return Node(addresses.entry_page(base_url, entry.id), ("foaf:Document", "rdfs:Resource"))


def _theme(base_url: str, node: harvest.Node) -> Node:
    named = (("skos:prefLabel", zh(node.name)), ("skos:notation", Text(node.code)), ("skos:inScheme", _taxonomy(base_url)))
    return Node(addresses.node(base_url, node.code), ("skos:Concept",), named)


def _taxonomy(base_url: str) -> Node:
    return Node(f"{base_url.rstrip('/')}/#classification", ("skos:ConceptScheme",), (("dct:title", zh("信息资源分类")),))


def _day(day: date | None) -> Text | None:
    return Text(day.isoformat(), datatype="xsd:date") if day else None


def _instant(instant: datetime) -> Text:
    return Text(instant.isoformat(), datatype="xsd:dateTime")


def _node(iri: str, kind: str, statements: Statements) -> Node:
    return Node(iri, (kind,), tuple((predicate, value) for predicate, value in statements if value is not None))


def partial_view(address: str, *, page: int, last: int, total: int, size: int) -> Node:
    """Return what tells a harvester where the other pages are.

    It speaks both the words of Hydra (``PartialCollectionView``, ``next``) and the older ones that harvesters in the field
    still look for (``PagedCollection``, ``nextPage``).

    Parameters
    ----------
    address
        The address of the first page, without its number.
    page, last
        The numbers of this page and of the last, from 1.
    total, size
        How many datasets there are in all, and at most on a page.
    """
    links = [("first", "firstPage", 1), ("last", "lastPage", last)]
    links += [("previous", "previousPage", page - 1)] if page > 1 else []
    links += [("next", "nextPage", page + 1)] if page < last else []
    statements = [(f"hydra:{word}", Ref(f"{address}?page={number}")) for new, old, number in links for word in (new, old)]
    numbers = [("hydra:totalItems", Text(str(total), datatype="xsd:integer"))]
    numbers += [("hydra:itemsPerPage", Text(str(size), datatype="xsd:integer"))]
    return Node(f"{address}?page={page}", ("hydra:PartialCollectionView", "hydra:PagedCollection"), (*statements, *numbers))
