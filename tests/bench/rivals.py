"""The rivals of the search, each in the fastest form we know, answering the same question with the same answer.

The question: the entries in which every word occurs in one text (the name, an item, the provider's name) under the filters.
The answer: the first twenty by rank, the total, and of every facet the counts under all filters but its own.
All three index pairs of characters made here. SQLite and PostgreSQL only find the numbers of the entries; counting them is
left to NumPy over columns in memory, which is several times as fast as their own ``GROUP BY``. tantivy counts by itself.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from pathlib import Path
from typing import Any, Final

import numpy as np
import psycopg
import tantivy

from tests.bench.nation import FACETS, Nation, Query

TOP: Final = 20
_RUN: Final = re.compile(r"\w+")

Counts = np.ndarray[Any, np.dtype[np.int64]]
Numbers = np.ndarray[Any, np.dtype[np.int32]]


@dataclass(frozen=True, slots=True)
class Answer:
    """The first entries by rank, how many there are, and how often each value of each facet occurs (by its number).

    An engine that tells only the most frequent values gives a mapping; ``approximate`` is what it says of its own total.
    """

    top: list[int]
    total: int
    facets: Mapping[str, Counts | dict[int, int]]
    approximate: bool = False


def pairs(text: str) -> Iterator[str]:
    """Yield the pairs of characters of a text; none spans what is no letter or digit."""
    for run in _RUN.findall(text):
        yield from (run[at : at + 2] for at in range(len(run) - 1))


class Tally:
    """Counts entries by facet over columns in memory."""

    def __init__(self, made: Nation) -> None:
        self._columns = made.columns
        self._ends = np.array([region.end for region in made.regions])
        self._sizes = {facet: int(column.max()) + 1 for facet, column in made.columns.items()}
        self._sizes |= {"region": len(made.regions), "department": len(made.departments)}

    def answer(self, found: Numbers, filters: Mapping[str, int]) -> Answer:
        """Return the answer for the entries in which the words occur, in the order of their rank."""
        kept = {facet: self._kept(found, facet, value) for facet, value in filters.items()}
        hits = found[reduce(np.logical_and, kept.values())] if kept else found
        facets: dict[str, Counts | dict[int, int]] = {}
        for facet in FACETS:
            others = [mask for other, mask in kept.items() if other != facet]
            counted = hits if facet not in kept else found[reduce(np.logical_and, others)] if others else found
            facets[facet] = self._counts(counted, facet)
        return Answer(hits[:TOP].tolist(), len(hits), facets)

    def _kept(self, found: Numbers, facet: str, value: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
        column = self._columns[facet][found]
        end = self._ends[value] if facet == "region" else value + 1
        return np.logical_and(column >= value, column < end)

    def _counts(self, found: Numbers, facet: str) -> Counts:
        return self._rolled(facet, np.bincount(self._columns[facet][found], minlength=self._sizes[facet]))

    def _rolled(self, facet: str, counts: Counts) -> Counts:
        """Count for a region all that is beneath it, whose numbers follow its own."""
        if facet != "region":
            return counts
        sums = np.concatenate(([0], np.cumsum(counts)))
        return sums[self._ends] - sums[:-1]

    def sized(self, facet: str, counts: Mapping[int, int]) -> Counts:
        """Return counts by value as an array."""
        array = np.zeros(self._sizes[facet], np.int64)
        array[list(counts.keys())] = list(counts.values())
        return self._rolled(facet, array)


class BruteForce:
    """Looks into every text: slow, and certainly right."""

    def __init__(self, made: Nation) -> None:
        self._texts = ["\n".join(made.texts(number)) for number in range(len(made.names))]
        self._tally = Tally(made)

    def answer(self, query: Query) -> Answer:
        """Answer a query."""
        found = [number for number, text in enumerate(self._texts) if all(word in text for word in query.words)]
        return self._tally.answer(np.array(found, np.int32), query.filters)


class Fts5:
    """SQLite FTS5: contentless, positions kept (a word of three or more characters is a phrase), merged into one segment."""

    name = "fts5"

    def __init__(self, home: Path, made: Nation) -> None:
        self._path = home / "fts5.db"
        self._tally = Tally(made)
        self._database = sqlite3.connect(self._path, isolation_level=None)
        for pragma in ("page_size=8192", "journal_mode=OFF", "synchronous=OFF", "cache_size=-1048576", "mmap_size=8589934592"):
            self._database.execute(f"PRAGMA {pragma}")

    def build(self, made: Nation) -> None:
        """Index every entry; the row's number is its rank. A token that nobody asks for keeps phrases within one text."""
        self._database.execute(
            "CREATE VIRTUAL TABLE entry USING fts5(pairs, content='', columnsize=0, detail=full, tokenize='unicode61')"
        )
        rows = ((number, " x ".join(" ".join(pairs(text)) for text in made.texts(number))) for number in range(len(made.names)))
        self._database.execute("BEGIN")
        self._database.executemany("INSERT INTO entry (rowid, pairs) VALUES (?, ?)", rows)
        self._database.execute("COMMIT")
        self._database.execute("INSERT INTO entry (entry) VALUES ('optimize')")

    def answer(self, query: Query) -> Answer:
        """Answer a query."""
        asked = " AND ".join(f'"{" ".join(pairs(word))}"' for word in query.words)
        rows = self._database.execute("SELECT rowid FROM entry WHERE entry MATCH ?", [asked])
        return self._tally.answer(np.fromiter(chain.from_iterable(rows), np.int32), query.filters)

    def bytes(self) -> int:
        """Return the size of the index."""
        return self._path.stat().st_size


class Gin:
    """PostgreSQL: GIN over the pairs as an expression, so that the table stays narrow; longer words are looked up in the text.

    ``pg_trgm`` has nothing to say about words of two characters. Plans other than the index's are switched off.
    """

    name = "gin"

    def __init__(self, address: str, made: Nation) -> None:
        self._tally = Tally(made)
        self._connection = psycopg.connect(address, autocommit=True)
        for setting in ("enable_seqscan = off", "jit = off", "work_mem = '512MB'", "maintenance_work_mem = '1GB'"):
            self._connection.execute(f"SET {setting}")

    def build(self, made: Nation) -> None:
        """Load every entry in the order of rank, and index it."""
        self._connection.execute("CREATE TABLE entry (id integer, texts text)")
        with self._connection.cursor().copy("COPY entry (id, texts) FROM STDIN") as copy:
            for number in range(len(made.names)):
                copy.write_row((number, "\n".join(made.texts(number))))
        self._connection.execute(
            """CREATE FUNCTION pairs(texts text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT array_to_tsvector(array_agg(substr(one, at, 2)))
            FROM unnest(string_to_array(texts, E'\n')) one, generate_series(1, length(one) - 1) at $$"""
        )
        self._connection.execute("CREATE INDEX entry_pairs ON entry USING gin (pairs(texts)) WITH (fastupdate = off)")
        self._connection.execute("VACUUM ANALYZE entry")

    def answer(self, query: Query) -> Answer:
        """Answer a query; the numbers travel as binary COPY: 19 bytes before them, 10 for each, 2 after them."""
        asked = " & ".join(f"'{pair}'" for word in query.words for pair in pairs(word))
        conditions = [
            "pairs(texts) @@ {}::tsquery",
            *("texts LIKE {}" for word in query.words if len(word) > 2),
        ]
        values = [asked, *(f"%{word}%" for word in query.words if len(word) > 2)]
        text = "COPY (SELECT id FROM entry WHERE " + " AND ".join(conditions) + ") TO STDOUT (FORMAT binary)"
        with self._connection.cursor().copy(psycopg.sql.SQL(text).format(*values)) as copy:
            packed = b"".join(copy)
        rows = np.frombuffer(packed, np.dtype([("head", "V6"), ("id", ">i4")]), (len(packed) - 21) // 10, 19)
        return self._tally.answer(np.sort(rows["id"].astype(np.int32)), query.filters)

    def bytes(self) -> int:
        """Return the size of the table and its index."""
        row = self._connection.execute("SELECT pg_total_relation_size('entry')").fetchone()
        assert row is not None
        return int(row[0])


class Tantivy:
    """tantivy: pairs with positions (each text a value of its own), phrases, facets by terms aggregation over fast fields."""

    name = "tantivy"

    def __init__(self, home: Path, made: Nation) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("pairs", tokenizer_name="whitespace", index_option="position")
        builder.add_integer_field("rank", fast=True)
        for facet in FACETS:
            builder.add_integer_field(facet, indexed=True, fast=True)
        self._schema = builder.build()
        self._home = home / "tantivy"
        self._home.mkdir(exist_ok=True)
        self._index = tantivy.Index(self._schema, str(self._home))
        self._index.reload()
        self._searcher = self._index.searcher()
        self._tally = Tally(made)
        self._ends = [region.end for region in made.regions]

    def build(self, made: Nation) -> None:
        """Index every entry with one thread, which leaves the fewest segments."""
        writer = self._index.writer(heap_size=2_000_000_000, num_threads=1)
        columns = {facet: column.tolist() for facet, column in made.columns.items()}
        for number in range(len(made.names)):
            document = tantivy.Document()
            for text in made.texts(number):
                document.add_text("pairs", " ".join(pairs(text)))
            document.add_integer("rank", number)
            for facet, column in columns.items():
                document.add_integer(facet, column[number])
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def answer(self, query: Query) -> Answer:
        """Answer a query: the first twenty, the counts under all filters, and one pass more for every filtered facet."""
        text = [self._word(word) for word in query.words]
        filters = {facet: self._filter(facet, value) for facet, value in query.filters.items()}
        every = self._all([*text, *filters.values()])
        hits = self._searcher.search(every, TOP, count=False, order_by_field="rank", order=tantivy.Order.Asc).hits
        facets = self._counts(every, [facet for facet in FACETS if facet not in filters])
        total = int(facets["state"].sum())
        for facet in filters:
            others = [each for other, each in filters.items() if other != facet]
            facets |= self._counts(self._all([*text, *others]), [facet])
        return Answer([rank for rank, _ in hits], total, facets)

    def _word(self, word: str) -> Any:
        asked: list[Any] = list(pairs(word))
        if len(asked) == 1:
            return tantivy.Query.term_query(self._schema, "pairs", asked[0])
        return tantivy.Query.phrase_query(self._schema, "pairs", asked)

    def _filter(self, facet: str, value: int) -> Any:
        if facet == "region":
            kind = tantivy.FieldType.Integer
            return tantivy.Query.range_query(self._schema, facet, kind, value, self._ends[value], include_upper=False)
        return tantivy.Query.term_query(self._schema, facet, value)

    @staticmethod
    def _all(parts: list[Any]) -> Any:
        return parts[0] if len(parts) == 1 else tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])

    def _counts(self, query: Any, facets: list[str]) -> dict[str, Counts]:
        asked = {facet: {"terms": {"field": facet, "size": 10_000, "segment_size": 10_000}} for facet in facets}
        counted = self._searcher.aggregate(query, asked)
        return {
            facet: self._tally.sized(facet, {int(each["key"]): each["doc_count"] for each in counted[facet]["buckets"]})
            for facet in facets
        }

    def bytes(self) -> int:
        """Return the size of the index."""
        return sum(path.stat().st_size for path in self._home.iterdir())
