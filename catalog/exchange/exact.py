"""The column 精确值: what a readable cell cannot carry, as an export notes it.

It is ``{field: [what the cell reads as, the value]}``. Anybody may have written it, so only what an export could have noted counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from catalog.errors import Problem
from catalog.exchange import structured
from catalog.lists.shape import misshapen

_FIELDS: Final = frozenset(
    [
        "name",
        "abstract",
        "formats",
        "format_note",
        "classifications",
        "sharing_type",
        "sharing_conditions",
        "sharing_purpose",
        "legal_basis",
        "sharing_modes",
        "openness",
        "open_conditions",
        "update_cycle",
        "grade",
        "local_grade",
        "items",
        "distributions",
        "related",
        "secrecy_review",
        "tags",
        "theme",
        "raw",
    ]
)


def restore(content: dict[str, Any], exact: Any) -> Iterator[Problem]:
    """Put exact values back into a content document; yield a warning for each that no export can have noted.

    A value counts only while its cell still reads as it did, so that a correction made by hand in the cell wins.
    """
    noted = structured.from_json(exact) if isinstance(exact, str) else exact
    if not isinstance(noted, Mapping):
        yield _ignored("", exact)
        return
    for field, pair in noted.items():
        if field not in _FIELDS or not isinstance(pair, list) or len(pair) != 2 or not _fits(field, pair[1]):
            yield _ignored(str(field), pair)
        elif content.get(field) == pair[0]:
            _put(content, field, pair[1])


def _fits(field: str, value: Any) -> bool:
    if field == "raw" and isinstance(value, Mapping):
        return all(isinstance(text, str) for text in value.values())
    return value is None or next(misshapen({field: value}), None) is None


def _put(content: dict[str, Any], field: str, value: Any) -> None:
    if value is None:
        content.pop(field, None)
    else:
        content[field] = value


def _ignored(field: str, value: Any) -> Problem:
    shown = str(value)[:80]
    zh, en = f"“精确值”中的“{shown}”不能采用，已略去", f"“{shown}” among the exact values cannot be used and is left out"
    return Problem(field[:80], "exact_ignored", zh, en, "warning")
