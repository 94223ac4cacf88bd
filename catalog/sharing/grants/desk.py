"""What the verbs of grants share: who sees one, and what it means to the demand that it was asked for."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from catalog.lists.demands import sources
from catalog.lists.sight import bounded
from catalog.office import Look, Work
from catalog.rights import Actor, Place
from catalog.sharing import desk
from catalog.sharing.model import ApplicationRow, GrantRow
from catalog.sharing.rules import last_instant


def at_home(grant: GrantRow) -> Place:
    """Return whom a grant was given to: the consumer, and its region."""
    return Place(grant.consumer_id, grant.region_id)


def at_provider(grant: GrantRow) -> Place:
    """Return who gave it: the provider, and its region."""
    return Place(grant.provider_id, grant.provider_region_id)


def visible(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that holds for the grants an actor may see: the consumer's and the provider's, and their authorities'."""
    home = bounded(actor, "grant:read", GrantRow.consumer_id, GrantRow.region_id)
    return home | bounded(actor, "grant:read", GrantRow.provider_id, GrantRow.provider_region_id)


def load(look: Look, grant_id: str) -> GrantRow:
    """Load a grant that the actor may see.

    Raises
    ------
    NotFound
        There is none, or the actor may not know of it.
    """
    return desk.found(look, GrantRow, grant_id, visible(look.actor))


def load_for_change(work: Work, grant_id: str, revision: int | None) -> GrantRow:
    """Load a grant that the actor has read at ``revision``.

    Raises
    ------
    NotFound, PreconditionRequired, Stale
        As ``load``; no revision was given; it has been changed since.
    """
    return desk.found_for_change(work, GrantRow, grant_id, visible(work.actor), revision)


def stand(work: Work, grant: GrantRow) -> None:
    """Let the demand that a grant was asked for call the entry as long as the grant stands, and judge it anew."""
    work.session.flush()
    demand = work.session.get_one(ApplicationRow, grant.application_id).demand_id
    if demand is None:
        return
    if grant.state in ("provisioning", "active"):
        sources.allow(work, grant.id, demand, grant.resource_id, since=grant.valid_from, until=last_instant(grant))
    else:
        sources.disallow(work, grant.id)
