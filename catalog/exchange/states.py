"""The Chinese names of an entry's states, as files show them."""

from __future__ import annotations

from typing import Final

from catalog.lists.rules import RESOURCE, STATE_NAMES

STATES: Final[dict[str, str]] = {state: STATE_NAMES[state][0] for state in RESOURCE}
_BY_LABEL: Final = {label: state for state, label in STATES.items()} | {state: state for state in STATES}


def read_state(text: str) -> str | None:
    """Return the state that a text names, by its Chinese name or as the API spells it.

    >>> read_state("已发布"), read_state("有效")
    ('published', None)
    """
    return _BY_LABEL.get(text)
