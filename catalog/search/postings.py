"""Postings in the database: which documents have a term, in blocks of a roaring bitmap with a checksum."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import structlog
from numpy.typing import NDArray
from pyroaring import BitMap
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from catalog.search import rules, stored
from catalog.search.model import PostingRow
from catalog.search.rules import Document, Term
from catalog.search.text import APART

#: Documents in one block: a fold rewrites whole blocks, so they must not be large; a question reads them all, so not small either.
BLOCK: Final = 1 << 17
#: The field of a block's freshness: for each of its documents in order four bytes, seconds since 1970.
FRESHNESS: Final[Term] = ("freshness", "")

_CHECKSUM: Final = 4
_log = structlog.get_logger("catalog.search")


Column = NDArray[np.uint32]


class Damaged(Exception):
    """A block's bytes are not those that were written."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block of a posting stands."""

    field: str
    term: str
    block: int


def seal(content: bytes) -> bytes:
    """Return a block's content behind its checksum."""
    return zlib.crc32(content).to_bytes(_CHECKSUM) + content


def unseal(kept: bytes) -> bytes:
    """Return the content of a stored block.

    Raises
    ------
    Damaged
        The content does not have the checksum before it.
    """
    content = kept[_CHECKSUM:]
    if len(kept) < _CHECKSUM or zlib.crc32(content) != int.from_bytes(kept[:_CHECKSUM]):
        raise Damaged
    return content


def packed(bitmap: BitMap) -> bytes:
    """Return a bitmap as it is stored."""
    bitmap.run_optimize()
    return seal(bitmap.serialize())


_READ: Final = select(PostingRow.field, PostingRow.term, PostingRow.block, PostingRow.bitmap).where(
    PostingRow.generation == bindparam("generation"),
    PostingRow.term.in_(bindparam("terms", expanding=True)),
    PostingRow.field.in_(bindparam("fields", expanding=True)),
)
#: Databases take only so many values in one statement.
_AT_ONCE: Final = 500


def read(session: Session, generation: int, wanted: Collection[Term]) -> Iterator[tuple[Place, bytes]]:
    """Yield the stored blocks of some terms."""
    terms, fields = sorted({term for _, term in wanted}), sorted({field for field, _ in wanted})
    for start in range(0, len(terms), _AT_ONCE):
        asked = {"generation": generation, "terms": terms[start : start + _AT_ONCE], "fields": fields}
        for field, term, block, content in session.connection().execute(_READ, asked):
            if (field, term) in wanted:
                yield Place(field, term, block), content


def read_since(session: Session, generation: int, fold: int, fields: Collection[str]) -> Iterator[tuple[Place, bytes]]:
    """Yield the blocks of some fields that were written after a fold."""
    query = select(PostingRow.field, PostingRow.term, PostingRow.block, PostingRow.bitmap).where(
        PostingRow.generation == generation, PostingRow.fold > fold, PostingRow.field.in_(fields)
    )
    for field, term, block, content in session.connection().execute(query):
        yield Place(field, term, block), content


def bitmap(session: Session, generation: int, place: Place, content: bytes) -> tuple[BitMap, bool]:
    """Return a block's bitmap and whether it was sound; a damaged one is worked out from the documents again."""
    try:
        return BitMap.deserialize(unseal(content)), True
    except Damaged:
        _log.error("damaged", field=place.field, term=place.term, block=place.block, generation=generation)
        return recomputed(session, generation, place), False


def freshness(session: Session, generation: int, place: Place, content: bytes) -> tuple[Column, bool]:
    """Return the freshness of a block's documents in their order and whether it was sound; else worked out again."""
    try:
        return np.frombuffer(unseal(content), dtype="<u4"), True
    except Damaged:
        _log.error("damaged", field=place.field, block=place.block, generation=generation)
        return refreshed(session, generation, place.block), False


def refreshed(session: Session, generation: int, block: int) -> Column:
    """Work out the freshness of a block's documents from the documents."""
    return column(block, {number: document.freshness for number, document in stored_documents(session, generation, block)})


def column(block: int, values: Mapping[int, int]) -> Column:
    """Return what each of a block's documents has, by its number, as it is stored: in their order, 0 for what is not there."""
    found = np.zeros(max(values, default=block * BLOCK - 1) + 1 - block * BLOCK, dtype="<u4")
    for number, value in values.items():
        found[number - block * BLOCK] = value
    return found


def recomputed(session: Session, generation: int, place: Place) -> BitMap:
    """Work out a block of a posting from the documents."""
    term = (place.field, place.term)
    return BitMap(
        number for number, document in stored_documents(session, generation, place.block) if term in rules.terms(document)
    )


def stored_documents(session: Session, generation: int, block: int) -> Iterator[tuple[int, Document]]:
    """Yield the documents of a block with their numbers, in their order."""
    return stored.between(session, generation, block * BLOCK, (block + 1) * BLOCK)


class Gathered:
    """The postings of some documents, gathered text by text: equal texts are cut into terms once."""

    def __init__(self) -> None:
        self._of_text: dict[tuple[str, str], array[int]] = {}
        self._of_facet: dict[Term, array[int]] = {}

    def add(self, number: int, document: Document) -> None:
        """Take in a document."""
        for section, content in (("name", document.name), ("items", document.items), ("rest", document.rest)):
            for text in content.split(APART):
                if text:
                    self._of_text.setdefault((section, text), array("I")).append(number)
        for facet, values in document.facets.items():
            for value in values:
                self._of_facet.setdefault((facet, value), array("I")).append(number)

    def bitmaps(self) -> Iterator[tuple[Term, BitMap]]:
        """Yield every term with its documents; what was gathered is given up."""
        numbers = self._of_facet
        for (section, text), of_text in self._of_text.items():
            for term in rules.text_terms(section, text):
                known = numbers.get(term)
                if known is None:
                    numbers[term] = array("I", of_text)
                else:
                    known.extend(of_text)
        self._of_text = {}
        while numbers:
            term, found = numbers.popitem()
            yield term, BitMap(found)
