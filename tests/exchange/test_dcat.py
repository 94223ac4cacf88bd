"""The catalog as DCAT-AP 3 and schema.org, read back by rdflib."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from catalog.errors import NotFound, Unauthenticated
from catalog.exchange.dcat import graph, pages
from catalog.exchange.dcat.graph import Node, Ref, Text, zh
from catalog.exchange.dcat.schema_org import schema_org
from catalog.exchange.distributions import distributions
from catalog.lists import harvest, queries
from catalog.office import Office
from catalog.rights import anonymous
from tests import builders
from tests.conftest import Clock, Databases
from tests.exchange.harvested import FORECAST, PARKING, Shelf, fill_shelf, put_many, statements

# rdflib's reader of JSON-LD uses what rdflib itself has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

BASE = "https://data.example/"
HYDRA = "http://www.w3.org/ns/hydra/core#"
EU = "http://publications.europa.eu/resource/authority"
FORMAT_NAMES = {"ttl": "turtle", "jsonld": "json-ld"}

MANDATORY = {
    DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.dataset),
    DCAT.Dataset: (DCTERMS.title, DCTERMS.description),
    DCAT.Distribution: (DCAT.accessURL,),
}
"""What DCAT-AP 3 asks of every instance."""

RANGES = {
    DCTERMS.publisher: FOAF.Agent,
    DCAT.dataset: DCAT.Dataset,
    DCAT.distribution: DCAT.Distribution,
    DCAT.landingPage: FOAF.Document,
    FOAF.homepage: FOAF.Document,
    DCAT.theme: URIRef("http://www.w3.org/2004/02/skos/core#Concept"),
    DCAT.themeTaxonomy: URIRef("http://www.w3.org/2004/02/skos/core#ConceptScheme"),
    DCTERMS.accrualPeriodicity: DCTERMS.Frequency,
    DCTERMS.accessRights: DCTERMS.RightsStatement,
    DCTERMS.language: DCTERMS.LinguisticSystem,
    DCTERMS.spatial: DCTERMS.Location,
    DCTERMS.format: DCTERMS.MediaTypeOrExtent,
    DCAT.accessURL: URIRef("http://www.w3.org/2000/01/rdf-schema#Resource"),
}
"""What DCAT-AP 3 asks the objects to be."""


@pytest.fixture
def shelf(databases: Databases, clock: Clock) -> Iterator[Shelf]:
    with databases.house(fill_shelf, clock) as (office, ids):
        yield Shelf(office, *ids)


def page(shelf: Shelf, number: int = 1, suffix: str = "ttl") -> Graph:
    with shelf.office.look(builders.OPERATOR) as look:
        return read(pages.catalog_page(look, BASE, number, suffix=suffix), suffix)


def read(text: str, suffix: str) -> Graph:
    return Graph().parse(data=text, format=FORMAT_NAMES[suffix])


def dataset(entry_id: str) -> URIRef:
    return URIRef(f"{BASE}resources/{entry_id}#dataset")


def require_profile(found: Graph) -> None:
    """Check a graph against the constraints of DCAT-AP 3: mandatory properties, ranges, every object typed, dates."""
    for kind, properties in MANDATORY.items():
        for subject in found.subjects(RDF.type, kind):
            for each in properties:
                assert list(found.objects(subject, each)), (subject, each)
    for predicate, kind in RANGES.items():
        for thing in found.objects(None, predicate):
            assert (thing, RDF.type, kind) in found, (predicate, thing)
    for predicate, thing in set(found.predicate_objects()):
        if not isinstance(thing, Literal) and predicate != RDF.type and not str(predicate).startswith(HYDRA):
            assert list(found.objects(thing, RDF.type)), (predicate, thing)
    for thing in found.objects():
        assert not isinstance(thing, Literal) or thing.ill_typed is not True, thing
    for agent in found.subjects(RDF.type, FOAF.Agent):
        assert list(found.objects(agent, FOAF.name)), agent


# -- The catalog


@pytest.mark.parametrize("suffix", ["ttl", "jsonld"])
def test_the_catalog_is_read_back_with_what_is_published_and_nothing_else(shelf: Shelf, suffix: str) -> None:
    found = page(shelf, suffix=suffix)

    assert set(found.subjects(RDF.type, DCAT.Dataset)) == {dataset(each) for each in shelf.published}
    assert len(list(found.subjects(RDF.type, DCAT.Catalog))) == 1
    require_profile(found)


def test_both_formats_say_the_same(shelf: Shelf) -> None:
    turtle, jsonld = page(shelf), page(shelf, suffix="jsonld")
    for view in list(turtle.subjects(RDF.type, URIRef(f"{HYDRA}PartialCollectionView"))):
        turtle.remove((view, None, None))
        turtle.remove((None, None, view))
    for view in list(jsonld.subjects(RDF.type, URIRef(f"{HYDRA}PartialCollectionView"))):
        jsonld.remove((view, None, None))
        jsonld.remove((None, None, view))
    assert isomorphic(turtle, jsonld)


def test_sharing_types_and_cycles_are_terms_of_the_publications_office(shelf: Shelf) -> None:
    found = page(shelf)
    for entry, right, cycle in (
        (shelf.parking, "PUBLIC", "MONTHLY"),
        (shelf.buses, "RESTRICTED", "MONTHLY_3"),
        (shelf.forecast, "NON_PUBLIC", "CONT"),
    ):
        assert list(found.objects(dataset(entry), DCTERMS.accessRights)) == [URIRef(f"{EU}/access-right/{right}")]
        assert list(found.objects(dataset(entry), DCTERMS.accrualPeriodicity)) == [URIRef(f"{EU}/frequency/{cycle}")]


def test_a_dataset_says_what_the_entry_says(shelf: Shelf) -> None:
    found, subject = page(shelf), dataset(shelf.parking)
    assert list(found.objects(subject, DCTERMS.title)) == [Literal(PARKING["name"], lang="zh")]
    assert list(found.objects(subject, DCTERMS.identifier)) == [Literal("206001/000001")]
    assert set(found.objects(subject, DCAT.keyword)) == {Literal(word, lang="zh") for word in ("停车", "泊位", "交通运输")}
    (theme,) = found.objects(subject, DCAT.theme)
    assert found.value(theme, URIRef("http://www.w3.org/2004/02/skos/core#notation")) == Literal("206001")
    (publisher,) = found.objects(subject, DCTERMS.publisher)
    assert found.value(publisher, FOAF.name) == Literal("市交通局", lang="zh")
    assert list(found.objects(subject, DCTERMS.issued))
    assert list(found.objects(subject, DCTERMS.modified))


def test_quotes_and_backslashes_come_through(shelf: Shelf) -> None:
    for suffix in pages.FORMATS:
        assert page(shelf, suffix=suffix).value(dataset(shelf.forecast), DCTERMS.title) == Literal(FORECAST["name"], lang="zh")


def test_a_distribution_leads_to_the_page_and_to_public_addresses_alone(shelf: Shelf) -> None:
    found = page(shelf)
    addresses = {
        str(address)
        for form in found.objects(dataset(shelf.buses), DCAT.distribution)
        for address in found.objects(form, DCAT.accessURL)
    }
    assert addresses == {f"{BASE}resources/{shelf.buses}", "https://data.example/buses.csv"}
    with shelf.office.look(builders.OPERATOR) as look:
        text = pages.catalog_page(look, BASE, 1, suffix="ttl")
    assert "inside.example" not in text
    assert "token" not in text
    assert [str(form) for form in found.objects(dataset(shelf.parking), DCAT.distribution) if str(form).endswith("#api")]


# -- Pages


def test_pages_follow_each_other_and_hold_every_dataset_once(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    assert pages.PAGE == 100
    monkeypatch.setattr(pages, "PAGE", 3)
    put_many(shelf, 5)
    seen: list[URIRef] = []
    address: URIRef | None = URIRef(f"{BASE}catalog.ttl?page=1")
    while address is not None:
        number = int(str(address).partition("=")[2])
        found = page(shelf, number)
        seen += found.subjects(RDF.type, DCAT.Dataset)
        assert int(found.value(address, URIRef(f"{HYDRA}totalItems"))) == 8
        assert found.value(address, URIRef(f"{HYDRA}last")) == URIRef(f"{BASE}catalog.ttl?page=3")
        assert found.value(address, URIRef(f"{HYDRA}first")) == URIRef(f"{BASE}catalog.ttl?page=1")
        back = found.value(address, URIRef(f"{HYDRA}previous"))
        assert back == (URIRef(f"{BASE}catalog.ttl?page={number - 1}") if number > 1 else None)
        address = found.value(address, URIRef(f"{HYDRA}next"))
    assert len(seen) == len(set(seen)) == 8


def test_there_is_always_a_first_page_and_never_one_after_the_last(office: Office) -> None:
    builders.create_region(office)
    with office.look(builders.OPERATOR) as look:
        found = read(pages.catalog_page(look, BASE, 1, suffix="ttl"), "ttl")
        assert not list(found.subjects(RDF.type, DCAT.Dataset))
        for number in (0, 2):
            with pytest.raises(NotFound):
                pages.catalog_page(look, BASE, number, suffix="ttl")


def test_nobody_reads_it_unless_the_catalog_is_public(shelf: Shelf) -> None:
    with shelf.office.look(anonymous()) as look, pytest.raises(Unauthenticated):
        pages.catalog_page(look, BASE, 1, suffix="ttl")


def test_a_page_takes_a_few_questions_however_much_stands_on_it(shelf: Shelf) -> None:
    with statements(shelf.office) as few:
        page(shelf)
    put_many(shelf, 12)
    with statements(shelf.office) as many:
        page(shelf)
    assert len(many) == len(few) < 20


# -- The whole in a file


@pytest.mark.parametrize("suffix", ["ttl", "jsonld"])
def test_the_file_holds_the_whole_catalog(shelf: Shelf, tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harvest, "BATCH", 2)
    target = tmp_path / f"catalog.{suffix}"
    with shelf.office.look(builders.OPERATOR) as look:
        assert pages.export(look, target, BASE, suffix=suffix) == 3
    found = read(target.read_text(encoding="utf-8"), suffix)
    assert {*found.objects(None, DCAT.dataset)} == {dataset(each) for each in shelf.published}
    require_profile(found)


# -- Graphs


HOSTILE = ['"; <x> <y> <z> .', "\\", "\n\r\t\x01\x7f", "</script>", "'''\"\"\"", "𠮷\u2028"]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("suffix", ["ttl", "jsonld"])
def test_no_text_breaks_out_of_its_literal_or_its_brackets(text: str, suffix: str) -> None:
    inner = Node(None, ("dct:Location",), (("dct:title", zh(text)),))
    node = Node(
        f"https://h/{text}",
        ("dcat:Dataset",),
        (("dct:title", Text(text)), ("dct:spatial", inner), ("dct:relation", Ref("https://h/>"))),
    )
    found = read("".join(pages.FORMATS[suffix].write([[node]])), suffix)
    assert len(found) == 6
    (subject,) = found.subjects(RDF.type, DCAT.Dataset)
    assert found.value(subject, DCTERMS.title) == Literal(text)


def test_what_is_named_twice_is_told_once() -> None:
    agent = Node("https://h/agent", ("foaf:Agent",), (("foaf:name", zh("局")),))
    nodes = [Node(f"https://h/{at}", ("dcat:Dataset",), (("dct:publisher", agent),)) for at in range(3)]
    assert "".join(graph.turtle([nodes])).count("foaf:name") == 1


# -- schema.org


def test_a_page_carries_its_entry_for_search_engines(shelf: Shelf) -> None:
    with shelf.office.look(builders.OPERATOR) as look:
        made = schema_org(queries.show(look, shelf.buses), BASE)
    assert json.loads(json.dumps(made)) == made
    assert made["@type"] == "Dataset"
    assert made["@id"] == made["url"] == f"{BASE}resources/{shelf.buses}"
    assert made["publisher"] == {"@type": "GovernmentOrganization", "name": "市交通局"}
    assert made["conditionsOfAccess"] == "有条件共享：限用于公共交通规划"
    assert [each["name"] for each in made["variableMeasured"]] == ["停车场名称", "泊位总数"]
    assert [each["url"] for each in made["distribution"]][:2] == ["https://data.example/buses.csv", made["url"]]
    assert None not in made.values()


# -- Distributions


def test_the_key_of_a_form_stays_when_others_come_and_go() -> None:
    one = {"mode": "file", "format": "csv", "address": "https://h/1"}
    other = {"mode": "file", "format": "xlsx"}
    keys = [[each.key for each in distributions({"distributions": said})] for said in ([one, other], [other, one], [one])]
    assert keys == [["file-csv", "file-xlsx"], ["file-xlsx", "file-csv"], ["file-csv"]]


@pytest.mark.parametrize(
    ("content", "kinds", "keys"),
    [
        ({}, [], []),
        ({"formats": ["mysql"]}, ["table"], ["table-mysql"]),
        ({"formats": ["mysql"]}, ["manual_table", "api", "api"], ["table-mysql", "api"]),
        ({"formats": ["csv"], "distributions": [{"format": "csv"}, {"format": "csv"}]}, [], ["file-csv", "file-csv-2"]),
        ({"formats": ["database"], "distributions": [{"mode": "link"}]}, [], ["link", "table-database"]),
    ],
)
def test_forms_are_those_listed_those_of_further_formats_and_those_bound(content: Any, kinds: list[str], keys: list[str]) -> None:
    assert [each.key for each in distributions(content, kinds)] == keys


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ftp://h/a",
        "http://",
        "https://user:pw@h/a",
        "https://user@h/",
        "https://h/a?sign=1",
        "https://h/a#t=1",
        "https://[",
        "https://h/a b",
    ],
)
def test_an_address_that_is_not_public_does_not_travel(address: str) -> None:
    (form,) = distributions({"distributions": [{"mode": "link", "address": address}]})
    assert form.address is None
