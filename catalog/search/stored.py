"""The documents of the index in the database, each under one number that tells its generation and its place in it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, Row, Select, Text, any_, bindparam, delete, func, insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from catalog.search import rules
from catalog.search.model import DocumentRow
from catalog.search.rules import Document, Word
from catalog.store import chunks

#: A generation's keys begin at its number times this; within it, documents are numbered from 0.
SPAN: Final = 1 << 32
#: Databases take only so many values in one statement.
AT_ONCE: Final = 1000

_KEYS: Final = DocumentRow.key.in_(bindparam("keys", expanding=True))
_COLUMNS: Final = {"name": DocumentRow.name, "items": DocumentRow.items, "rest": DocumentRow.rest}


def _read(columns: Sequence[Any], *, sqlite: bool) -> Select[Any]:
    """Return the statement that reads some columns of many documents.

    A list of thousands is handed over as one value: as so many parameters it would take longer to write than to read.
    """
    if sqlite:
        given = func.json_each(bindparam("keys", type_=Text)).table_valued("value")
        return select(*columns).join_from(given, DocumentRow, DocumentRow.key == given.c.value)
    every = any_(bindparam("keys", type_=ARRAY(BigInteger)))
    return select(*columns).where(DocumentRow.key == every)


def _written(column: InstrumentedAttribute[str], *, sqlite: bool) -> Select[Any]:
    """Return the statement that reads which documents hold a text in a column: most do not, and the database knows soonest."""
    text = bindparam("text", type_=Text)
    place = func.instr(column, text) if sqlite else func.strpos(column, text)
    return _read([DocumentRow.key, column == text], sqlite=sqlite).where(place > 0)


_WRITTEN: Final = {
    (section, sqlite): _written(column, sqlite=sqlite) for section, column in _COLUMNS.items() for sqlite in (True, False)
}
_SPOKEN: Final = {
    (section, sqlite): _read([DocumentRow.key, column, DocumentRow.sounds], sqlite=sqlite)
    for section, column in _COLUMNS.items()
    for sqlite in (True, False)
}
_DOCUMENTS: Final = select(DocumentRow.__table__).where(_KEYS)
_IDS: Final = select(DocumentRow.key, DocumentRow.resource_id).where(_KEYS)
_NUMBERS: Final = select(DocumentRow.resource_id, DocumentRow.key).where(
    DocumentRow.key >= bindparam("first"),
    DocumentRow.key < bindparam("end"),
    DocumentRow.resource_id.in_(bindparam("ids", expanding=True)),
)


def row_of(generation: int, number: int, document: Document) -> dict[str, Any]:
    """Return a document as a row to be stored."""
    return {
        "key": generation * SPAN + number,
        "resource_id": document.id,
        "name": document.name,
        "items": document.items,
        "rest": document.rest,
        "sounds": document.sounds,
        "facets": dict(document.facets),
        "freshness": document.freshness,
    }


def put(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Store documents that are not there yet."""
    for some in chunks(rows, AT_ONCE):
        # Straight on the connection: nobody holds these rows as objects.
        session.connection().execute(insert(DocumentRow), list(some))


def drop(session: Session, generation: int, numbers: Sequence[int]) -> None:
    """Delete documents."""
    for some in chunks(numbers, AT_ONCE):
        session.connection().execute(
            delete(DocumentRow).where(DocumentRow.key.in_([generation * SPAN + number for number in some]))
        )


def drop_some(session: Session, generation: int, most: int) -> int:
    """Delete at most so many of a generation's documents; return how many there were."""
    keys = select(DocumentRow.key).where(DocumentRow.key >= generation * SPAN, DocumentRow.key < (generation + 1) * SPAN)
    return session.connection().execute(delete(DocumentRow).where(DocumentRow.key.in_(keys.limit(most)))).rowcount


def between(session: Session, generation: int, first: int, end: int) -> Iterator[tuple[int, Document]]:
    """Yield the documents of a stretch of numbers (half-open), in their order."""
    base = generation * SPAN
    query = select(DocumentRow).where(DocumentRow.key >= base + first, DocumentRow.key < base + end).order_by(DocumentRow.key)
    for row in session.scalars(query.execution_options(yield_per=2000)):
        yield row.key - base, _document(row)


def documents(session: Session, generation: int, numbers: Sequence[int]) -> dict[int, Document]:
    """Return some documents by number."""
    base = generation * SPAN
    found: dict[int, Document] = {}
    for some in chunks(numbers, AT_ONCE):
        # Straight on the connection: hundreds are read for one question, and nobody holds these rows as objects.
        rows = session.connection().execute(_DOCUMENTS, {"keys": [base + number for number in some]})
        found |= {row.key - base: _document(row) for row in rows}
    return found


def _document(row: DocumentRow | Row[Any]) -> Document:
    return Document(row.resource_id, row.name, row.items, row.rest, row.sounds, row.facets, row.freshness)


def holding(session: Session, generation: int, numbers: Sequence[int], word: Word, section: str) -> Iterator[tuple[int, bool]]:
    """Yield which of some documents hold a word in a section, each with whether it is all that is written there."""
    base, connection = generation * SPAN, session.connection()
    sqlite = connection.dialect.name == "sqlite"
    keys = [base + number for number in numbers]
    given = {"keys": json.dumps(keys) if sqlite else keys}
    if word.spoken:
        found = connection.execute(_SPOKEN[section, sqlite], given).all()
        yield from ((key - base, text == word.text) for key, text, said in found if rules.holds(word, section, text, said))
        return
    for key, whole in connection.execute(_WRITTEN[section, sqlite], given | {"text": word.text}).all():
        yield key - base, bool(whole)


def ids_of(session: Session, generation: int, numbers: Collection[int]) -> Mapping[int, str]:
    """Return the entries that have some numbers."""
    base = generation * SPAN
    found = session.connection().execute(_IDS, {"keys": [base + number for number in numbers]})
    return {key - base: resource_id for key, resource_id in found}


def numbers_of(session: Session, generation: int, ids: Sequence[str]) -> dict[str, int]:
    """Return the numbers that some entries have; whoever is new has none."""
    base = generation * SPAN
    found: dict[str, int] = {}
    for some in chunks(ids, AT_ONCE):
        asked = {"first": base, "end": base + SPAN, "ids": some}
        found |= {resource_id: key - base for resource_id, key in session.connection().execute(_NUMBERS, asked)}
    return found
