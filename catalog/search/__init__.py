"""Search: any fragment of a name or an item finds its entry, with exact counts, at once.

Owns the index over the catalog list: postings, documents, generations, all of which can be built again from the lists at
any time. Does not own the entries, nor who may see them (``lists.sight``). It writes nothing when an entry changes: it follows
the trail. What was changed since the last fold is read from the list itself, so that a committed change is found by the next
question, and a fold that fails makes no write fail.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import structlog

from catalog.errors import Conflict
from catalog.office import Look, Office, Work
from catalog.search import folding
from catalog.search.answers import Found, Hit, Marked, Query, Suggestion, find, suggest
from catalog.search.engine import FACETS
from catalog.search.folding import Standing
from catalog.search.present import FOLD_AT, Memory, memory
from catalog.search.rules import SORTS

__all__ = [
    "FACETS",
    "SORTS",
    "Found",
    "Hit",
    "Marked",
    "Query",
    "Standing",
    "Suggestion",
    "attach",
    "find",
    "keep_up",
    "rebuild",
    "status",
    "suggest",
    "tend",
]

_log = structlog.get_logger("catalog.search")

#: So many entries are built into an index within a request; more are built by ``tend``.
_QUICKLY_BUILT: Final = 20_000
#: Folds put new entries last; so often the order of rank is made anew.
_RANKED_AGAIN: Final = timedelta(days=1)


def attach(office: Office) -> None:
    """Let the office's writers keep the index up: whoever's work makes a fold due does it after their commit. Once is enough."""
    if memory(office.memory).attached:
        return

    def follow(work: Work) -> None:
        kept = memory(work.memory)
        kept.behind = None if kept.behind is None else kept.behind + len(work.pending)
        keep_up(office)

    office.after_work.append(follow)
    memory(office.memory).attached = True


def keep_up(office: Office) -> bool:
    """Fold what is due, or build the index where there is none yet and it is soon done; costs nothing where nothing is due.

    Returns whether anything was done: a look that was open before does not see it. A fault is logged and no more: whoever
    writes or asks goes on with the index as it is.
    """
    try:
        return _keep_up(office)
    except Exception:  # Whatever befalls the index, the write is done and the question can be asked.
        _log.exception("keep_up")
        return False


def _keep_up(office: Office) -> bool:
    kept = memory(office.memory)
    if kept.behind is not None and kept.behind < FOLD_AT and not _damaged(kept):
        return False
    with office.look(folding.worker()) as look:
        standing = folding.standing(look, measured=False)
    kept.behind = standing.behind
    if standing.behind < FOLD_AT and not _damaged(kept):
        return False
    anew = standing.generation == 0 or not standing.recipe_current
    if anew and max(standing.behind, standing.documents) > _QUICKLY_BUILT:
        return False
    _bring_up(office, standing)
    return True


def tend(office: Office) -> Standing:
    """Do whatever the index needs, however long it takes.

    Fold what was changed; build anew where there is no index, where its recipe is another, or where a day of folds has left
    its order of rank behind.
    """
    with office.look(folding.worker()) as look:
        standing = folding.standing(look, measured=False)
        worn = standing.fold > 0 and standing.built_at is not None and look.now - standing.built_at >= _RANKED_AGAIN
    if worn or standing.behind or not standing.recipe_current or _damaged(memory(office.memory)):
        _bring_up(office, standing, anew=worn)
    with office.look(folding.worker()) as look:
        return folding.standing(look, measured=False)


def _damaged(kept: Memory) -> bool:
    return kept.index is not None and bool(kept.index.damaged)


def _bring_up(office: Office, standing: Standing, *, anew: bool = False) -> None:
    if anew or standing.generation == 0 or not standing.recipe_current or not folding.fold(office):
        try:
            folding.build(office)
        except Conflict:
            # Somebody else is building or has just built; what they build is as good.
            return


def rebuild(office: Office) -> Standing:
    """Build the index anew beside the one in use, in the order of rank as it is now.

    Raises
    ------
    Conflict
        It is being built already.
    """
    return folding.build(office)


def status(look: Look) -> Standing:
    """Tell where the index stands and how large it is."""
    return folding.standing(look)
