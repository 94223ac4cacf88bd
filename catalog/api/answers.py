"""The JSON text of answers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final

from catalog.canon import packed

REMEMBERED: Final = 1_000


def text(data: Any) -> bytes:
    """Return an answer as it goes out; it ends with a line end, for people who read it with curl."""
    return packed(data) + b"\n"


class Texts:
    """The texts of the answers given last: what a query answers again, being the very same unchangeable object, reads the same.

    An answer is told from others by being that object, which is kept as long as its text, so that no other can take its id.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[int, tuple[Any, bytes]] = OrderedDict()

    def of(self, answer: Any, render: Callable[[], bytes]) -> bytes:
        """Return the text of an answer, rendered if it has not been."""
        known = self._kept.get(id(answer))
        if known is not None:
            return known[1]
        body = render()
        self._kept[id(answer)] = answer, body
        if len(self._kept) > REMEMBERED:
            self._kept.popitem(last=False)
        return body
