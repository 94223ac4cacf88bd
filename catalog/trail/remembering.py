"""What a process remembers from one look to the next: things read once, for exactly as long as they would be read the same again.

Every change of anything stands in the trail, and what a look sees is what the trail tells up to the row at which it ends for
that look: works become visible in the order of the trail, whole. So nothing remembered is ever stale: a look asks, in its own
snapshot, where the trail ends. If that is further on than where it ended for what is remembered, whatever the rows between
may have changed is forgotten first. No process need tell another, since all of them read one trail.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Final, Generic, TypeVar, cast

from catalog.office import Look
from catalog.trail import queries

T = TypeVar("T")

#: Rows of the trail that are read through to learn what to forget; behind more, everything is.
BEARABLE: Final = 1_000


class Memory(Generic[T]):
    """Up to ``room`` things by the name that the trail knows them by (``kind:id``); what was not asked for longest goes first.

    ``common`` tells whether a change in a thing of a kind may change every one of those remembered. A change in a thing of
    any other kind changes at most the one of its name.
    """

    def __init__(self, room: int, common: Callable[[str], bool]) -> None:
        self._room, self._common = room, common
        self._end = 0
        self._kept: OrderedDict[str, T] = OrderedDict()
        self._lock = Lock()

    def recall(self, look: Look, thing: str, find: Callable[[], T], holds: Callable[[T], bool] = lambda _: True) -> T:
        """Return a thing as this look finds it: the one remembered, where it still ``holds``, else what ``find`` reads."""
        if look.snapshot is None:
            return find()
        end = queries.end(look)
        with self._lock:
            self._follow(look, end)
            known = self._kept.get(thing)
            if known is not None and holds(known):
                self._kept.move_to_end(thing)
                return known
        found = find()
        with self._lock:
            # Meanwhile another thread may have followed the trail further than this look sees.
            if self._end == end:
                self._keep(thing, found)
        return found

    def _keep(self, thing: str, found: T) -> None:
        self._kept[thing] = found
        self._kept.move_to_end(thing)
        if len(self._kept) > self._room:
            self._kept.popitem(last=False)

    def _follow(self, look: Look, end: int) -> None:
        """Forget what may be otherwise in a look for which the trail ends at ``end``."""
        if end == self._end:
            return
        # Threads may ask out of order; a look from before is rare enough to begin anew with what it sees.
        if 0 < end - self._end <= BEARABLE:
            for thing in queries.things(look, self._end, limit=end - self._end):
                self._forget(thing)
        else:
            self._kept.clear()
        self._end = end

    def _forget(self, thing: str) -> None:
        if self._common(thing.partition(":")[0]):
            self._kept.clear()
        else:
            self._kept.pop(thing, None)


def memory(look: Look, name: str, room: int, common: Callable[[str], bool]) -> Memory[T]:
    """Return the memory of that name of this process, which is made when first asked for."""
    found = look.memory.get(name)
    if found is None:
        found = look.memory.setdefault(name, Memory(room, common))
    return cast("Memory[T]", found)
