"""A small graph in memory: typed nodes with their statements, and the two texts it is written as, Turtle and JSON-LD; pure.

It is written directly because a page of 100 entries is some 4,000 statements: a general RDF library takes about 0.4 s of
processor for them, this a twentieth of that. The tests read every page back with such a library.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from catalog.canon import canonical

PREFIXES: Final[dict[str, str]] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

#: What an IRI may hold as it is; everything else is percent-encoded, so that no text can break out of its brackets.
_IN_IRI: Final = ":/?#[]@!$&'()*+,;=%~"


@dataclass(frozen=True, slots=True)
class Text:
    """A literal: in a language, of a datatype (``xsd:date``), or plain."""

    text: str
    language: str | None = None
    datatype: str | None = None


@dataclass(frozen=True, slots=True)
class Ref:
    """The name of a node that is described elsewhere."""

    iri: str


@dataclass(frozen=True, slots=True)
class Node:
    """A thing with its types and its statements (predicate, object); without an IRI it is told where it is used."""

    iri: str | None
    types: tuple[str, ...]
    statements: tuple[tuple[str, Value], ...] = ()


Value = Text | Ref | Node


def zh(text: str) -> Text:
    """Return a text in Chinese."""
    return Text(text, language="zh")


def flat(nodes: Iterable[Node]) -> list[Node]:
    """Return the named nodes and those named inside them, each once, in the order in which they are met."""
    found: dict[str, Node] = {}
    for node in _within(nodes):
        if node.iri is not None:
            found.setdefault(node.iri, node)
    return list(found.values())


def _within(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _within(value for _, value in node.statements if isinstance(value, Node))


# -- Turtle


def turtle(batches: Iterable[Iterable[Node]]) -> Iterator[str]:
    """Write a graph as Turtle (RDF 1.1), a piece for each batch; what several batches say is said several times.

    >>> pieces = turtle([[Node("https://h/1", ("foaf:Agent",), (("foaf:name", zh("市交通局")),))]])
    >>> print(list(pieces)[-1].strip())
    <https://h/1> a foaf:Agent ;
      foaf:name "市交通局"@zh .
    """
    yield "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    for nodes in batches:
        yield "".join(f"\n{_named(node.iri)} {_told(node)} .\n" for node in flat(nodes))


def _told(node: Node) -> str:
    statements = (f"{predicate} {_object(value)}" for predicate, value in node.statements)
    return " ;\n  ".join([f"a {', '.join(node.types)}", *statements])


def _object(value: Value) -> str:
    if isinstance(value, Text):
        return _literal(value)
    if isinstance(value, Node) and value.iri is None:
        return f"[ {_told(value)} ]"
    return _named(value.iri)


def _literal(value: Text) -> str:
    # The escapes of a JSON string are a part of those of a Turtle string, and cover what must be escaped.
    quoted = json.dumps(value.text, ensure_ascii=False)
    if value.language:
        return f"{quoted}@{value.language}"
    return f"{quoted}^^{value.datatype}" if value.datatype else quoted


def _named(iri: str | None) -> str:
    return f"<{_iri(iri)}>"


def _iri(iri: str | None) -> str:
    return quote(iri or "", safe=_IN_IRI)


# -- JSON-LD


def jsonld(batches: Iterable[Iterable[Node]]) -> Iterator[str]:
    """Write a graph as JSON-LD 1.1, a piece for each batch: prefixes in the context, every named node in ``@graph``."""
    yield f'{{"@context":{canonical(PREFIXES)},"@graph":['
    separator = ""
    for nodes in batches:
        for node in flat(nodes):
            yield f"{separator}{canonical(_object_of(node))}"
            separator = ","
    yield "]}"


def _object_of(node: Node) -> dict[str, Any]:
    made: dict[str, Any] = {"@type": list(node.types)}
    if node.iri is not None:
        made["@id"] = _iri(node.iri)
    for predicate, value in node.statements:
        made.setdefault(predicate, []).append(_value_of(value))
    return made


def _value_of(value: Value) -> dict[str, Any]:
    if isinstance(value, Text):
        members = {"@value": value.text, "@language": value.language, "@type": value.datatype}
        return {name: member for name, member in members.items() if member is not None}
    if isinstance(value, Node) and value.iri is None:
        return _object_of(value)
    return {"@id": _iri(value.iri)}
