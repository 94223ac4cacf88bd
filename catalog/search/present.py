"""The index as a look finds it: the fold its snapshot holds, and what was changed since.

Nothing is written when an entry changes: the trail says what did. What was changed since the fold is *dirty*: masked out of
the postings and read from the list itself, so that a committed change is found by the next question. A process keeps the
fold, the dirty documents and the registers from one look to the next and asks the trail only for what is new.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pyroaring import BitMap
from sqlalchemy import Row, select

from catalog import trail
from catalog.errors import Unavailable
from catalog.office import Look
from catalog.search import places, sources, stored
from catalog.search.index import Index
from catalog.search.model import GenerationRow
from catalog.search.places import Places
from catalog.search.rules import Document

#: Rows of the trail behind the fold at which a fold is due.
FOLD_AT: Final = 2_000
#: Bytes of postings that a process remembers.
REMEMBERED: Final = 64 << 20
#: Rows of the trail behind the fold that a question still reads through.
BEARABLE: Final = 10_000

_REGISTERS: Final = ("department", "region", "tier")
_ENTRIES: Final = "resource"


@dataclass(frozen=True, slots=True)
class Dirty:
    """The entries changed behind the fold, up to the trail's row ``seq``: as they are now (None: gone), and their old numbers."""

    seq: int
    documents: Mapping[str, Document | None]
    numbers: Mapping[str, int]
    masked: BitMap


@dataclass(frozen=True, slots=True)
class Present:
    """Everything that a question is asked of."""

    look: Look
    index: Index
    dirty: Dirty
    places: Places


@dataclass(slots=True)
class Memory:
    """What a process keeps: the last fold, its dirty documents, the registers and the row of the trail they are of."""

    index: Index | None = None
    dirty: Dirty | None = None
    places: Places | None = None
    places_seq: int = 0
    #: Rows of the trail behind the fold when last asked, and those this process has written since (None: not asked yet).
    behind: int | None = None
    attached: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)


def memory(kept: dict[str, object]) -> Memory:
    """Return what this process keeps for the room."""
    found = kept.setdefault("search", Memory())
    assert isinstance(found, Memory)
    return found


_LIVE: Final = select(GenerationRow.__table__).where(GenerationRow.live)


def live(look: Look) -> Row[Any] | None:
    """Return the generation that is asked, as it stands in its table."""
    return look.session.connection().execute(_LIVE).first()


def present(look: Look) -> Present:
    """Return the index as this look finds it.

    Raises
    ------
    Unavailable
        The index is too far behind to be asked; it is being folded or built.
    """
    kept = memory(look.memory)
    row, head = live(look), trail.head(look).seq
    generation, fold, documents, folded = (row.id, row.fold, row.documents, row.folded_seq) if row else (0, 0, 0, 0)
    kept.behind = head - folded
    if kept.behind > BEARABLE:
        zh, en = "检索索引正在更新，请稍后再试", "the search index is being brought up to date; try again in a moment"
        raise Unavailable(zh, en, code="index_behind", retry_after=5, behind=kept.behind)
    with kept.lock:
        index = kept.index
        if index is None or (index.generation, index.fold) != (generation, fold):
            index = Index(generation, fold, documents, room=REMEMBERED).load(look.session, index)
        dirty = _dirty(look, kept, index, folded, head)
        registers = _places(look, kept, head)
        _keep(kept, index, dirty)
    return Present(look, index, dirty, registers)


def _keep(kept: Memory, index: Index, dirty: Dirty) -> None:
    """Keep what is newer than what is kept: an older snapshot's view must not come back."""
    known = kept.index
    newer = known is None or (index.generation, index.fold) > (known.generation, known.fold)
    if newer or (known is index and (kept.dirty is None or dirty.seq >= kept.dirty.seq)):
        kept.index, kept.dirty = index, dirty


def _dirty(look: Look, kept: Memory, index: Index, folded: int, head: int) -> Dirty:
    known = kept.dirty if kept.index is index else None
    if known is None or known.seq > head:
        known = Dirty(folded, {}, {}, BitMap())
    if known.seq == head:
        return known
    changed = [thing.partition(":")[2] for thing in trail.things(look, known.seq, limit=head - known.seq) if _is(thing, _ENTRIES)]
    if not changed:
        return Dirty(head, known.documents, known.numbers, known.masked)
    documents = dict(known.documents) | dict.fromkeys(changed) | {each.id: each for each in sources.documents(look, changed)}
    numbers = dict(known.numbers) | stored.numbers_of(look.session, index.generation, changed)
    return Dirty(head, documents, numbers, BitMap(numbers.values()))


def _is(thing: str, kind: str) -> bool:
    return thing.partition(":")[0] == kind


def _places(look: Look, kept: Memory, head: int) -> Places:
    """Return the registers, read again if the trail tells of a change in them."""
    if kept.places is None or _moved(look, kept.places_seq, head):
        kept.places = places.read(look)
    kept.places_seq = head
    return kept.places


def _moved(look: Look, since: int, head: int) -> bool:
    """Tell whether the registers may differ from those at another row of the trail."""
    if not 0 <= head - since <= BEARABLE:
        return True
    return any(_is(thing, kind) for thing in trail.things(look, since, limit=head - since) for kind in _REGISTERS)
