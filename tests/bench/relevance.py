"""How well matching does on labelled demands over the three real catalogs, beside plain BM25 on the same entries and demands.

The rival indexes pairs of neighbouring characters of name, abstract, items, region and department (tantivy's BM25: k1 1.2,
b 0.75) and is asked with title, items, region and presumed source. It always answers something, so it has no verdict.
``LABELLED`` names another file of demands than the development half.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import tantivy
from sqlalchemy import select

from catalog import matching, search
from catalog.exchange.imports import Options, import_resources
from catalog.lists import streaming
from catalog.lists.model import ResourceRow
from catalog.matching import builtin
from catalog.office import Look, Office
from catalog.people.model import DepartmentRow, RegionRow
from catalog.search.text import fold
from tests.bench.common import DATA, OPERATOR, sqlite_office

CATALOGS: Final = ("zhejiang", "guizhou", "hainan_items")
_SHOWN: Final = 40


def run(_build: Path) -> dict[str, float]:
    """Return the figures of ours, of ours without synonyms of matters, and of BM25; higher is better but for the last of each."""
    path = Path(os.environ.get("LABELLED", DATA / "matching" / "demands_dev.jsonl"))
    labelled = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    with sqlite_office() as office:
        for name in CATALOGS:
            import_resources(office, OPERATOR, DATA / "catalogs" / f"{name}.jsonl.gz", Options(create_departments=True))
        search.tend(office)
        with office.look(OPERATOR) as look:
            ours = list(matching.judge(look, labelled))
            plain = _bm25(look)
            theirs = [replace(each, ranking=plain(demand)) for each, demand in zip(ours, labelled, strict=True)]
        without = _without_matters(office, labelled)
    named = {"relevance": ours, "relevance.without_matters": without, "relevance.bm25": theirs}
    return {f"{name}.{figure}": value for name, judged in named.items() for figure, value in _figures(judged, name)}


def _figures(judged: Sequence[matching.Judged], name: str) -> list[tuple[str, float]]:
    found = matching.figures(judged)
    told = [(each, found[each]) for each in ("recall@5", "mrr", "ndcg@10")]
    if name.endswith("bm25"):
        return told
    verdicts = [
        (f"{verdict}.{each}", found[verdict][each]) for verdict in ("unmatched", "partly") for each in ("precision", "recall")
    ]
    return [*told, *verdicts, ("matched_called_unmatched", found["matched_called_unmatched"])]


def _without_matters(office: Office, labelled: Sequence[Mapping[str, Any]]) -> list[matching.Judged]:
    """Judge with no words for matters, as on demands of whose matters the thesaurus knows nothing."""
    known = builtin.groups
    builtin.groups = lambda kind: () if kind == "matter" else known(kind)
    office.memory.clear()
    try:
        with office.look(OPERATOR) as look:
            return list(matching.judge(look, labelled))
    finally:
        builtin.groups = known


def _bm25(look: Look) -> Callable[[Mapping[str, Any]], list[str]]:
    """Index every entry; return what ranks them for a demand."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("pairs", tokenizer_name="whitespace")
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(heap_size=500_000_000, num_threads=1)
    regions = dict(look.session.execute(select(RegionRow.id, RegionRow.name)).all())
    query = select(ResourceRow.id, DepartmentRow.name, DepartmentRow.region_id)
    owners = {
        id_: (name, region)
        for id_, name, region in look.session.execute(query.join(DepartmentRow, DepartmentRow.id == ResourceRow.provider_id))
    }
    contents = streaming.contents(look, list(owners))
    for id_, (department, region) in owners.items():
        content = contents[id_]
        items = [item["name"] for item in content.get("items") or ()]
        texts = [content["name"], content.get("abstract") or "", *items, regions[region], department]
        writer.add_document(tantivy.Document(pairs=" ".join(map(_pairs, texts)), id=id_))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def rank(demand: Mapping[str, Any]) -> list[str]:
        texts = [demand["title"], *(demand.get("items") or ()), demand.get("region") or "", demand.get("presumed_source") or ""]
        terms = [term for text in texts for term in _pairs(text).split()]
        asked = tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "pairs", term)) for term in terms]
        )
        hits = searcher.search(asked, _SHOWN).hits
        return [searcher.doc(address)["id"][0] for _, address in hits]

    return rank


def _pairs(text: str) -> str:
    """Return the pairs of neighbouring characters of a text, without signs and white space."""
    letters = [character for character in fold(text) if character.isalnum()]
    return " ".join(map("".join, pairwise(letters)))
