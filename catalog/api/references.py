"""What a request names by word: departments, regions, and the revision that was read of a thing of the people's room."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from catalog import people
from catalog.api.room import expected_revision
from catalog.errors import PreconditionRequired
from catalog.office import Look
from catalog.people.queries import is_id


def department(look: Look, reference: str) -> str:
    """Return the id of the department that stands today for the one an id, a code or a name refers to.

    Raises
    ------
    NotFound, Invalid
        There is none, or several bear the name.
    """
    return people.find_department(look, reference).current.id


def region(look: Look, reference: str) -> str:
    """Return the id of the region that an id, a code or a name refers to; an id is handed on, be there such a region or not.

    Raises
    ------
    NotFound, Invalid
        There is none, or several bear the name.
    """
    return reference if is_id(reference) else people.find_region(look.session, reference).id


_FINDERS: Final[Mapping[str, Callable[[Look, str], str]]] = {
    "region": region,
    "desk": region,
    "department": department,
    "source": department,
    "owner": department,
    "provider": department,
    "consumer": department,
    "party": department,
}
"""What names a region or a department in a request."""


def resolved(look: Look, asked: dict[str, Any]) -> dict[str, Any]:
    """Return what was asked with regions and departments, where they are named, as ids."""
    return {name: _FINDERS[name](look, value) if name in _FINDERS else value for name, value in asked.items()}


def read_revision() -> int:
    """Return the revision that the caller has read, from ``If-Match``; the verbs of people take it but do not ask for it.

    Raises
    ------
    PreconditionRequired
        None is named.
    """
    revision = expected_revision()
    if revision is None:
        raise PreconditionRequired("请给出所读到的版次（If-Match）", "say which revision you have read (If-Match)")
    return revision
