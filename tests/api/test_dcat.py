"""The door of DCAT: addresses, media types, tags, visibility, and the files of the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import DCAT, RDF, Graph

from tests.api.conftest import Caller
from tests.cli.conftest import answer, runner
from tests.conftest import Clock, Databases, standing_app
from tests.exchange.harvested import Shelf, fill_shelf

# rdflib's reader of JSON-LD uses what rdflib itself has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

FORMATS = {"ttl": ("text/turtle", "turtle"), "jsonld": ("application/ld+json", "json-ld")}


@pytest.fixture
def shelf(databases: Databases, clock: Clock) -> Iterator[Shelf]:
    """A public catalog."""
    public = {"public_catalog": True, "public_url": "https://data.example"}
    with databases.house(fill_shelf, clock, log_level="ERROR", **public) as (office, ids):
        yield Shelf(office, *ids)


@pytest.fixture
def visitor(shelf: Shelf) -> Caller:
    return Caller(standing_app(shelf.office).test_client())


def datasets(text: str, parser: str) -> set[str]:
    return {str(each) for each in Graph().parse(data=text, format=parser).subjects(RDF.type, DCAT.Dataset)}


def test_the_catalog_and_each_dataset_are_there_in_both_formats(shelf: Shelf, visitor: Caller) -> None:
    named = [f"https://data.example/resources/{each}#dataset" for each in shelf.published]
    for suffix, (media_type, parser) in FORMATS.items():
        page = visitor("GET", f"/catalog.{suffix}")
        assert page.mimetype == media_type
        assert datasets(page.get_data(as_text=True), parser) == set(named)
        for entry, name in zip(shelf.published, named, strict=True):
            alone = visitor("GET", f"/dataset/{entry}.{suffix}")
            assert alone.mimetype == media_type
            assert datasets(alone.get_data(as_text=True), parser) == {name}


def test_what_has_not_changed_is_not_sent_again(shelf: Shelf, visitor: Caller) -> None:
    for path in ("/catalog.ttl", f"/dataset/{shelf.buses}.jsonld"):
        first = visitor("GET", path)
        assert "no-store" not in first.headers["Cache-Control"]
        again = visitor("GET", path, status=304, headers={"If-None-Match": first.headers["ETag"]})
        assert not again.data
        assert visitor("GET", path, headers={"If-None-Match": '"other"'}).data == first.data


def test_what_is_not_there_is_a_problem_and_not_a_page(shelf: Shelf, visitor: Caller) -> None:
    nothing = "01a20000-0000-7000-8000-000000000000"
    for path in (
        "/catalog.rdf",
        "/catalog.ttl?page=2",
        f"/dataset/{nothing}.ttl",
        f"/dataset/{shelf.buses}.rdf",
        "/dataset/x.ttl",
    ):
        assert visitor("GET", path, status=404).mimetype == "application/problem+json"
    for page in ("0", "x", "1.5", "-1"):
        assert visitor("GET", f"/catalog.ttl?page={page}", status=422).json["errors"][0]["path"] == "page"


def test_nobody_reads_a_catalog_that_is_not_public(databases: Databases, clock: Clock) -> None:
    with databases.house(fill_shelf, clock, log_level="ERROR") as (office, ids):
        nobody = Caller(standing_app(office).test_client())
        for path in ("/catalog.ttl", "/catalog.jsonld", f"/dataset/{Shelf(office, *ids).buses}.ttl"):
            assert nobody("GET", path, status=401).mimetype == "application/problem+json"


def test_links_lead_to_where_the_request_was_sent_unless_an_address_is_set(databases: Databases, clock: Clock) -> None:
    with databases.house(fill_shelf, clock, log_level="ERROR", public_catalog=True) as (office, _):
        client = standing_app(office).test_client()
        text = client.get("/catalog.ttl", base_url="https://portal.example/").get_data(as_text=True)
    assert "<https://portal.example/#catalog> a dcat:Catalog" in text


def test_the_command_line_writes_the_same_into_files(shelf: Shelf, tmp_path: Path) -> None:
    run = runner(shelf.office.settings)
    for suffix, (_, parser) in FORMATS.items():
        target = tmp_path / f"catalog.{suffix}"
        written = answer(run("export", "dcat", target, "--format", suffix, "--json", CATALOG_PUBLIC_URL="https://data.example"))
        assert written == {"written": 3, "file": str(target)}
        names = {f"https://data.example/resources/{each}#dataset" for each in shelf.published}
        assert datasets(target.read_text(encoding="utf-8"), parser) == names
    assert "已导出 3 条" in run("export", "ckan", tmp_path / "packages.jsonl").stdout
    assert len((tmp_path / "packages.jsonl").read_text(encoding="utf-8").splitlines()) == 3
    run("export", "dcat", tmp_path / "missing" / "x.ttl", code=1)
