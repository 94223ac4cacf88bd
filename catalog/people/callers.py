"""What a process remembers of those who call: the same few call all day, and an actor takes a dozen statements to find.

An actor is made of registers, whose changes the trail tells of (``trail.Memory``), and of spans that begin and end at instants
known beforehand: it is found anew at the next one at which a role of its begins or ends, and when the Shanghai day is over,
since departments, successions and chiefs are valid by days. Whether a session, a token or an account still holds is never
remembered: that is read with every request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from catalog import trail
from catalog.office import Look
from catalog.rights import Actor

REMEMBERED: Final = 10_000

#: Kinds of things on which the actor of anybody may depend; beside these, it depends on its own account or credential alone.
_REGISTERS: Final = frozenset({"tier", "region", "department", "chief"})


@dataclass(frozen=True, slots=True)
class Found:
    """An actor, and the span (half-open) within which it is the same unless a register changes."""

    actor: Actor
    since: datetime
    until: datetime


def recalled(look: Look, thing: str, find: Callable[[], Found]) -> Actor:
    """Return the actor that an account or credential (``official:…``, ``token:…``) is in a look, remembered or found."""
    kept: trail.Memory[Found] = trail.memory(look, "callers", REMEMBERED, _REGISTERS.__contains__)
    return kept.recall(look, thing, find, lambda known: known.since <= look.now < known.until).actor
