"""An entry in the making, and how the cells that go into it are cleaned."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from catalog.canon import canonical
from catalog.errors import Problem, Severity
from catalog.exchange.cells import LARGEST_EXACT
from catalog.lists import normalise

_SHORT: Final = 24
# True is no name; as "isopen" it speaks of an open licence in CKAN's exports, not of the openness of the data.
_NOT_YES_OR_NO: Final = frozenset({"name", "provider_name", "abstract", "openness"})


class Draft:
    """An entry in the making."""

    __slots__ = ("content", "distribution", "identity", "problems", "raw")

    def __init__(self) -> None:
        self.content: dict[str, Any] = {}
        self.raw: dict[str, str] = {}
        self.distribution: dict[str, str] = {}
        self.identity: dict[str, Any] = {}
        self.problems: list[Problem] = []

    def say(self, path: str, code: str, zh: str, en: str, severity: Severity = "warning") -> None:
        """Add a problem."""
        self.problems.append(Problem(path, code, zh, en, severity))

    def unreadable(self, field: str, value: Any, severity: Severity = "warning") -> None:
        """Keep a value that cannot be read, and say so."""
        text = self.raw[field] = spelled(value)
        self.say(
            field,
            "unreadable",
            f"不能识别“{text[:80]}”，已保留原值",
            f"cannot read “{text[:80]}”; the original is kept",
            severity,
        )


def spelled(value: Any) -> str:
    """Return any value as it stands, as a text; an object as JSON."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, Mapping):
        return canonical(value)
    if isinstance(value, float) and abs(value) >= LARGEST_EXACT:
        return repr(value)
    return normalise.text(value) or ""


@lru_cache(maxsize=65536)
def _short_text(value: str) -> str | None:
    """Return the cleaned text of a short cell; such cells repeat throughout a file."""
    return normalise.text(value)


def cleaned(value: Any) -> str | None:
    """Return the cleaned text of a cell, ``None`` for a placeholder."""
    return _short_text(value) if type(value) is str and len(value) <= _SHORT else normalise.text(value)


def said(draft: Draft, field: str, value: Any) -> str | None:
    """Return the cleaned text of a cell; a placeholder is no text and is reported, and so are an object and a bare true or false."""
    text = cleaned(value)
    if (isinstance(value, bool) and field in _NOT_YES_OR_NO) or (isinstance(value, Mapping) and value and text is None):
        draft.unreadable(field, value)
        return None
    if text is None and isinstance(value, str) and (shown := value.strip()):
        draft.say(field, "placeholder", f"“{shown[:20]}”只是占位，按空白处理", f"“{shown[:20]}” is a placeholder; taken as empty")
    return text
