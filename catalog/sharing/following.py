"""What becomes of applications and grants when their entry is provided, superseded, merged or retired; told by ``lists.told``."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from catalog.lists.desk import ENDED_STATES
from catalog.lists.model import ResourceRow
from catalog.office import Work
from catalog.sharing import duties
from catalog.sharing.applications.desk import stop_clocks
from catalog.sharing.desk import noted, step, thing_of
from catalog.sharing.grants.giving import begin_share, provide_if_callable
from catalog.sharing.grants.managing import end_with_entry
from catalog.sharing.model import ApplicationRow, GrantRow
from catalog.sharing.rules import LIVE_GRANTS, OPEN_APPLICATIONS


def follow(work: Work, resource_ids: Collection[str]) -> None:
    """Let grants and applications follow entries that were changed.

    A grant goes over to the entry that stands in the place of its own, with the items that it had and no others. It ends with an
    entry that nothing takes the place of, or whose successor is not shared. An application that is on its way cannot go over: its
    statements, items and provider are those of another entry; it ceases, and names the successor.
    """
    query = select(GrantRow).where(GrantRow.resource_id.in_(resource_ids), GrantRow.state.in_(LIVE_GRANTS)).order_by(GrantRow.id)
    for grant in work.session.scalars(query).all():
        _follow(work, grant)
    asked = select(ApplicationRow).where(ApplicationRow.resource_id.in_(resource_ids))
    asked = asked.where(ApplicationRow.state.in_(OPEN_APPLICATIONS)).order_by(ApplicationRow.id)
    for application in work.session.scalars(asked).all():
        _cease(work, application)
    work.session.flush()


def _follow(work: Work, grant: GrantRow) -> None:
    entry = work.session.get_one(ResourceRow, grant.resource_id)
    if entry.successor_id is not None:
        successor = work.session.get_one(ResourceRow, entry.successor_id)
        if successor.sharing_type == "not_shared":
            end_with_entry(work, grant, f"数据资源已由不予共享的“{successor.name}”替代")
            return
        _succeed(work, grant, successor)
    elif entry.state in ENDED_STATES:
        end_with_entry(work, grant, "数据资源已注销")
        return
    if grant.state == "provisioning":
        provide_if_callable(work, grant)


def _succeed(work: Work, grant: GrantRow, successor: ResourceRow) -> None:
    before, provider = grant.resource_id, grant.provider_id
    # What it lets a demand call, goes over by itself: the lists move that together with the demand's sources.
    grant.resource_id, grant.version_id, grant.title = successor.id, str(successor.current_id), successor.name
    grant.provider_id, grant.provider_region_id = successor.provider_id, successor.region_id
    noted(work, grant, "succeed", before=grant.state, resource=successor.id, code=successor.code, replaced=before)
    if grant.provider_id != provider and grant.state == "provisioning":
        duties.finish(work, thing_of(grant), duties.SHARE, "succeed")
        begin_share(work, grant)


def _cease(work: Work, application: ApplicationRow) -> None:
    entry = work.session.get_one(ResourceRow, application.resource_id)
    if entry.state not in ENDED_STATES:
        return
    facts: dict[str, Any] = {"state_of_entry": entry.state}
    if entry.successor_id is not None:
        facts["successor"] = work.session.get_one(ResourceRow, entry.successor_id).code
    step(work, application, "cease", **facts)
    stop_clocks(work, application, "cease")
