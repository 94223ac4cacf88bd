"""Names that come near a question that found nothing: those sharing most pairs of characters with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from pyroaring import BitMap

from catalog.lists import streaming
from catalog.lists.queries import Sight
from catalog.search import stored
from catalog.search.engine import seen
from catalog.search.index import as_array
from catalog.search.present import Present
from catalog.search.rules import Word
from catalog.search.text import fold, grams

#: A pair that more entries have than this says little about any of them, and is slow to weigh.
_COMMON: Final = 100_000
_ENTRIES: Final = 30
#: The least share of common pairs (Dice) at which a name is worth saying.
_NEAR: Final = 0.3


def names(at: Present, words: Sequence[Word], sight: Sight) -> list[str]:
    """Return names of entries and items that the actor may see, the nearest first."""
    wanted = set().union(*(_pairs(word.text) for word in words))
    if not wanted:
        return []
    ids = _sharing(at, wanted, sight)
    texts: dict[str, float] = {}
    for entry in streaming.governing(at.look, ids):
        for text in (entry.resource.name, *(item["name"] for item in entry.resource.content.get("items", ()))):
            texts[text] = _nearness(wanted, _pairs(fold(text)))
    return sorted((text for text, near in texts.items() if near >= _NEAR), key=lambda text: (-texts[text], text))


def _pairs(folded: str) -> set[str]:
    return {gram for gram in grams(folded) if len(gram) == 2}


def _nearness(wanted: set[str], there: set[str]) -> float:
    return 2 * len(wanted & there) / (len(wanted) + len(there))


def _sharing(at: Present, wanted: set[str], sight: Sight) -> list[str]:
    """Return the ids of the visible entries that share most pairs."""
    fresh = [
        (sum(pair in document.name or pair in document.items for pair in wanted), document.id)
        for document in at.dirty.documents.values()
        if document is not None and seen(document, sight)
    ]
    shared = [*_stored(at, wanted, at.index.visible(sight) - at.dirty.masked), *fresh]
    return [id_ for count, id_ in sorted(shared, key=lambda each: -each[0])[:_ENTRIES] if count]


def _stored(at: Present, wanted: set[str], visible: BitMap) -> list[tuple[int, str]]:
    """Return those documents of the fold that share most pairs: how many, and the entry's id."""
    sections = at.index.candidates(at.look.session, [Word(pair) for pair in wanted])
    sharing = [(found["name"] | found["items"]) & visible for found in sections.values()]
    arrays = [as_array(found) for found in sharing if len(found) <= _COMMON]
    if not arrays:
        return []
    numbers, counts = np.unique(np.concatenate(arrays), return_counts=True)
    nearest = np.lexsort((numbers, -counts))[:_ENTRIES]
    ids = stored.ids_of(at.look.session, at.index.generation, numbers[nearest].tolist())
    return [(int(counts[place]), ids[int(numbers[place])]) for place in nearest]
