"""Who sees what lies between departments and authorities: a right's reach as a condition on rows, and who may ask at all."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, false, or_, true

from catalog.office import Look
from catalog.rights import Actor, Place, may, reach, require


def bounded(actor: Actor, right: str, department: Any, region: Any) -> ColumnElement[bool]:
    """Return what a right allows the actor as a condition on a department and a region column."""
    bounds: dict[str, ColumnElement[bool]] = {
        "anywhere": true(),
        "department": department.in_(actor.departments),
        "span": department.in_(actor.span),
        "region": region == actor.region,
        "below": region.in_(actor.below),
    }
    return or_(false(), *(bounds[each] for each in reach(actor, right)))


def require_reader(look: Look, right: str) -> None:
    """Pass whoever may read something at all by this right.

    Raises
    ------
    Unauthenticated, NotAllowed
        Nobody is signed in; the actor reads none.
    """
    actor = look.actor
    places = [Place(actor.department, actor.region), *(Place(department) for department in actor.span)]
    if not any(may(actor, right, place) for place in places):
        require(actor, right)
