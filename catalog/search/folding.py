"""Keeping the index up: folding what was changed into the postings, and building a generation anew beside the old.

Both read in a look and write in short chores. A fold is written only if the generation still is as it was read, so that
any number of processes may fold at the same time: one of them succeeds. None of it is a change of anything, so none of it
stands in the trail.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from itertools import islice
from typing import Any, Final, cast
from uuid import UUID

import structlog
from pyroaring import BitMap
from sqlalchemy import CursorResult, delete, func, insert, select, tuple_, update
from sqlalchemy.orm import Session

from catalog import trail
from catalog.errors import Conflict
from catalog.lists import streaming
from catalog.office import Look, Office
from catalog.rights import Actor, operator
from catalog.search import postings, sources, stored
from catalog.search.model import GenerationRow, PostingRow
from catalog.search.postings import BLOCK, FRESHNESS, Gathered, Place
from catalog.search.present import Memory, live, memory
from catalog.search.rules import Document
from catalog.store import chunks

#: How terms are made, and by what: postings made another way are built anew.
RECIPE: Final = f"1 pypinyin-{version('pypinyin')} opencc-{version('opencc')}"

#: A build that has not written anything for so long is given up, and another may begin.
_ABANDONED: Final = timedelta(minutes=10)
#: Above so many changed entries, and a quarter of all, building anew is quicker than folding.
_MANY: Final = 20_000
_READ: Final = 500
#: Bytes of an entry's id while its place in the order of rank is remembered.
_ID: Final = 16
_WRITE: Final = 5_000

_log = structlog.get_logger("catalog.search")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the index stands; ``behind`` in rows of the trail, ``bytes`` of the postings, generation 0: there is none."""

    generation: int
    documents: int
    fold: int
    folded_seq: int
    head_seq: int
    bytes: int
    recipe_current: bool
    built_at: datetime | None = None

    @property
    def behind(self) -> int:
        """The rows of the trail that the postings do not know of."""
        return self.head_seq - self.folded_seq


def standing(look: Look, *, measured: bool = True) -> Standing:
    """Tell where the index stands; ``measured`` adds up its size, which reads all of it."""
    row, head = live(look), trail.head(look).seq
    if row is None:
        return Standing(0, 0, 0, 0, head, 0, recipe_current=True)
    size = select(func.sum(func.length(PostingRow.bitmap))).where(PostingRow.generation == row.id)
    size_found = int(look.session.scalar(size) or 0) if measured else 0
    return Standing(row.id, row.documents, row.fold, row.folded_seq, head, size_found, row.recipe == RECIPE, row.built_at)


def worker() -> Actor:
    """Return who keeps the index: part of the service, whoever's change made it necessary."""
    return operator("search")


# -- Folding


def fold(office: Office) -> bool:
    """Bring the live generation up to the trail's head; False where that would take longer than building one anew.

    If another process folds at the same time, one of the two folds stands and the other is forgotten.
    """
    with office.look(worker()) as look:
        row, head = live(look), trail.head(look).seq
        if row is None:
            return False
        generation, number, since, next_ = row.id, row.fold, row.folded_seq, row.documents
        changed = _changed(look, since, head)
        if len(changed) > max(_MANY, next_ // 4):
            return False
        change = _Change.read(look, generation, next_, changed)
        blocks = list(_blocks(look.session, generation, change, number + 1))
        damaged = _damaged(office, generation)
        mended = [_mended(look.session, generation, place, number + 1) for place in damaged]
    with office.chore(worker()) as chore:
        moved = (
            update(GenerationRow)
            .where(GenerationRow.id == generation, GenerationRow.live, GenerationRow.fold == number)
            .values(fold=number + 1, folded_seq=head, documents=change.documents)
        )
        if cast("CursorResult[Any]", chore.session.execute(moved)).rowcount == 0:
            return True
        _write_documents(chore.session, generation, change)
        _write_blocks(chore.session, generation, [*mended, *blocks])
    _forget(memory(office.memory), generation, damaged)
    _log.info("folded", generation=generation, fold=number + 1, entries=len(changed), seq=head)
    return True


def _changed(look: Look, since: int, head: int) -> list[str]:
    things = trail.things(look, since, limit=head - since)
    return sorted(id_ for kind, _, id_ in (thing.partition(":") for thing in things) if kind == "resource")


@dataclass(frozen=True, slots=True)
class _Change:
    """What a fold does: the stored documents it takes out and the present ones it puts in, by number; the next free number."""

    old: Mapping[int, Document]
    new: Mapping[int, Document]
    documents: int

    @classmethod
    def read(cls, look: Look, generation: int, next_: int, changed: Sequence[str]) -> _Change:
        numbers = stored.numbers_of(look.session, generation, changed)
        new: dict[int, Document] = {}
        for ids in chunks(changed, _READ):
            for document in sources.documents(look, ids):
                number = numbers.get(document.id)
                if number is None:
                    number, next_ = next_, next_ + 1
                new[number] = document
        return cls(stored.documents(look.session, generation, list(numbers.values())), new, next_)


def _blocks(session: Session, generation: int, change: _Change, fold_: int) -> Iterator[dict[str, Any]]:
    """Yield the rows of every block that the change touches, as they will be."""
    gone, come = _by_place(change.old), _by_place(change.new)
    # What a document keeps is written again only with what it gains or loses: untouched terms stay as they are.
    touched = {place for place in gone.keys() | come.keys() if gone.get(place) != come.get(place)}
    known = _known(session, generation, touched)
    for place in touched:
        before = known.get(place, BitMap())
        bitmap = (before - gone.get(place, BitMap())) | come.get(place, BitMap())
        yield _posting(generation, place, postings.packed(bitmap), fold_)
    yield from _freshness_blocks(session, generation, change, fold_)


def _by_place(documents: Mapping[int, Document]) -> dict[Place, BitMap]:
    by_block: dict[int, Gathered] = {}
    for number, document in documents.items():
        by_block.setdefault(number // BLOCK, Gathered()).add(number, document)
    return {
        Place(field, term, block): found for block, gathered in by_block.items() for (field, term), found in gathered.bitmaps()
    }


def _known(session: Session, generation: int, places: set[Place]) -> dict[Place, BitMap]:
    wanted = {(place.field, place.term) for place in places}
    return {
        place: postings.bitmap(session, generation, place, content)[0]
        for place, content in postings.read(session, generation, wanted)
        if place in places
    }


def _freshness_blocks(session: Session, generation: int, change: _Change, fold_: int) -> Iterator[dict[str, Any]]:
    known = {
        place.block: postings.freshness(session, generation, place, content)[0].tolist()
        for place, content in postings.read(session, generation, {FRESHNESS})
    }
    for block in sorted({number // BLOCK for number in change.new}):
        fresh = {number: document.freshness for number, document in change.new.items() if number // BLOCK == block}
        column = postings.column(block, dict(enumerate(known.get(block, ()), block * BLOCK)) | fresh)
        yield _freshness(generation, block, column, fold_)


def _freshness(generation: int, block: int, column: postings.Column, fold_: int) -> dict[str, Any]:
    return _posting(generation, Place(*FRESHNESS, block), postings.seal(column.tobytes()), fold_)


def _posting(generation: int, place: Place, content: bytes, fold_: int) -> dict[str, Any]:
    key = {"generation": generation, "term": place.term, "field": place.field, "block": place.block}
    return {**key, "bitmap": content, "fold": fold_}


def _damaged(office: Office, generation: int) -> list[Place]:
    """Return the blocks that this process found damaged."""
    index = memory(office.memory).index
    if index is None or index.generation != generation:
        return []
    return sorted(set(index.damaged), key=lambda place: (place.field, place.term, place.block))


def _mended(session: Session, generation: int, place: Place, fold_: int) -> dict[str, Any]:
    """Return the row of a damaged block, worked out again."""
    if (place.field, place.term) == FRESHNESS:
        return _freshness(generation, place.block, postings.refreshed(session, generation, place.block), fold_)
    return _posting(generation, place, postings.packed(postings.recomputed(session, generation, place)), fold_)


def _forget(kept: Memory, generation: int, mended: Sequence[Place]) -> None:
    kept.behind = 0
    if kept.index is not None and kept.index.generation == generation:
        kept.index.damaged.difference_update(mended)


def _write_documents(session: Session, generation: int, change: _Change) -> None:
    stored.drop(session, generation, list(change.old))
    stored.put(session, [stored.row_of(generation, number, document) for number, document in change.new.items()])


def _write_blocks(session: Session, generation: int, rows: Sequence[dict[str, Any]]) -> None:
    """Put blocks in the place of those that stand there; of two for the same place, the later holds."""
    latest = {(row["term"], row["field"], row["block"]): row for row in rows}
    for some in chunks(list(latest.values()), _READ):
        terms = {row["term"] for row in some}
        query = select(PostingRow.term, PostingRow.field, PostingRow.block).where(
            PostingRow.generation == generation, PostingRow.term.in_(terms)
        )
        there = {tuple(found) for found in session.execute(query)}
        known = [row for row in some if (row["term"], row["field"], row["block"]) in there]
        if known:
            session.execute(update(PostingRow), known)
        _insert(session, [row for row in some if (row["term"], row["field"], row["block"]) not in there])


def _insert(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        # Straight on the connection: nobody holds these rows as objects.
        session.connection().execute(insert(PostingRow), list(rows))


# -- Building


def build(office: Office) -> Standing:
    """Build a new generation beside the live one, in the order of rank as it is now, and let it take its place.

    Questions are answered by the old one meanwhile, and what is changed meanwhile is folded into the new one.

    Raises
    ------
    Conflict
        Another build is running.
    """
    generation = _begin(office)
    try:
        documents, head = _fill(office, generation)
        _take_place(office, generation, documents, head)
    except Conflict:
        # What was written after the generation had been discarded, nobody else would know to be left over.
        _clear(office, generation)
        raise
    _log.info("built", generation=generation, documents=documents, seq=head)
    with office.look(worker()) as look:
        return standing(look)


def _fill(office: Office, generation: int) -> tuple[int, int]:
    """Write a generation's documents and postings; return how many numbers were given, and the row of the trail they are of.

    Entries are read a few at a time, each time as they are by then: what is changed after that row is folded in afterwards
    anyway, and one snapshot held all the while would let no write-ahead log be taken in.
    """
    with office.look(worker()) as look:
        head = trail.head(look).seq
        ids = b"".join(UUID(id_).bytes for id_ in streaming.ranked(look))
    for block in range(0, len(ids) // _ID, BLOCK):
        _build_block(office, generation, block // BLOCK, ids[block * _ID : (block + BLOCK) * _ID])
    return len(ids) // _ID, head


def _begin(office: Office) -> int:
    with office.chore(worker()) as chore:
        running = select(GenerationRow).where(~GenerationRow.live, GenerationRow.built_at > chore.now - _ABANDONED)
        if chore.session.scalar(running) is not None:
            raise _built_elsewhere()
        last = chore.session.scalar(select(func.max(GenerationRow.id))) or 0
        row = GenerationRow(id=last + 1, recipe=RECIPE, live=False, documents=0, fold=0, folded_seq=0, built_at=chore.now)
        chore.session.add(row)
        chore.session.flush()
        generation = row.id
    _discard(office, besides=generation)
    return generation


def _built_elsewhere() -> Conflict:
    return Conflict("索引正在重建", "the index is being built already", code="building")


def _build_block(office: Office, generation: int, block: int, ids: bytes) -> None:
    """Write one block's documents and postings; an entry that was deleted meanwhile leaves its number without a document."""
    gathered, freshness = Gathered(), dict[int, int]()
    numbered = [(str(UUID(bytes=ids[at : at + _ID])), block * BLOCK + at // _ID) for at in range(0, len(ids), _ID)]
    for some in chunks(numbered, _READ):
        number_of = dict(some)
        with office.look(worker()) as look:
            found = {number_of[document.id]: document for document in sources.documents(look, list(number_of))}
        rows = [stored.row_of(generation, number, found[number]) for number in sorted(found)]
        with office.chore(worker()) as chore:
            stored.put(chore.session, rows)
        for number, document in found.items():
            gathered.add(number, document)
            freshness[number] = document.freshness
    _write_gathered(office, generation, block, gathered, freshness)


def _write_gathered(office: Office, generation: int, block: int, gathered: Gathered, freshness: Mapping[int, int]) -> None:
    bitmaps = gathered.bitmaps()
    rows = [_freshness(generation, block, postings.column(block, freshness), 0)]
    while rows:
        with office.chore(worker()) as chore:
            _insert(chore.session, rows)
            beat = update(GenerationRow).where(GenerationRow.id == generation).values(built_at=chore.now)
            if cast("CursorResult[Any]", chore.session.execute(beat)).rowcount == 0:
                raise _built_elsewhere()
        rows = [
            _posting(generation, Place(field, term, block), postings.packed(found), 0)
            for (field, term), found in islice(bitmaps, _WRITE)
        ]


def _take_place(office: Office, generation: int, documents: int, head: int) -> None:
    with office.chore(worker()) as chore:
        chore.session.execute(update(GenerationRow).where(GenerationRow.live).values(live=False))
        came = update(GenerationRow).where(GenerationRow.id == generation)
        came = came.values(live=True, documents=documents, folded_seq=head, built_at=chore.now)
        if cast("CursorResult[Any]", chore.session.execute(came)).rowcount == 0:
            # It was given up for dead and discarded by another build; without this, no generation would be live.
            raise _built_elsewhere()
    _discard(office, besides=generation)


def _discard(office: Office, *, besides: int) -> None:
    """Delete the generations that are neither live nor the one being built; who still reads one reads its own snapshot of it."""
    with office.look(worker()) as look:
        query = select(GenerationRow.id).where(~GenerationRow.live, GenerationRow.id != besides)
        old = list(look.session.scalars(query))
    for generation in old:
        _clear(office, generation)
        with office.chore(worker()) as chore:
            chore.session.execute(delete(GenerationRow).where(GenerationRow.id == generation))


def _clear(office: Office, generation: int) -> None:
    while _discard_some(office, generation):
        pass


def _discard_some(office: Office, generation: int) -> bool:
    """Delete a piece of a generation, so that nobody waits long; tell whether there was anything."""
    with office.chore(worker()) as chore:
        key = tuple_(PostingRow.generation, PostingRow.term, PostingRow.field, PostingRow.block)
        some = select(*key.clauses).where(PostingRow.generation == generation).limit(4 * _WRITE)
        gone = chore.session.connection().execute(delete(PostingRow).where(key.in_(some))).rowcount
        return stored.drop_some(chore.session, generation, 4 * _WRITE) + gone > 0
