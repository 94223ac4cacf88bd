"""What metering is told of grants: everything that a decision on a call needs, resolved to who and what stands today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from catalog.office import Look
from catalog.people import queries as people
from catalog.sharing.model import GrantRow
from catalog.sharing.rules import LIVE_GRANTS
from catalog.trail.model import TrailRow


@dataclass(frozen=True, slots=True)
class GateGrant:
    """A grant as the permission snapshot keeps it; ``items`` and ``matters`` empty mean all, ``system`` None any.

    ``consumer_id`` is the department that stands for the grantee today, None once it was closed without an heir: then nobody may
    use it. Judge the rest against the clock of the decision: ``rules.is_usable`` takes a ``GateGrant`` too.
    """

    id: str
    number: str
    consumer_id: str | None
    system: str | None
    provider_id: str
    resource_id: str
    version_id: str
    items: tuple[str, ...]
    matters: tuple[str, ...]
    purpose_required: bool
    state: str
    valid_from: datetime
    valid_to: datetime | None
    revoked_at: datetime | None
    quota_calls_day: int | None
    quota_calls_month: int | None
    quota_records_day: int | None
    quota_records_month: int | None
    quota_calls_minute: int | None


def gate_grants(look: Look, *, after: int | None = None) -> list[GateGrant]:
    """Return the grants that have not ended, or of those whose trail rows come behind ``after`` all, ended ones included.

    Shown to nobody. A succession of departments has no trail row on the day on which it takes effect: ask for all of them again
    when the Shanghai day changes, and when a row of a department comes by.
    """
    wanted = GrantRow.state.in_(LIVE_GRANTS) if after is None else GrantRow.id.in_(_changed(look, after))
    rows = look.session.scalars(select(GrantRow).where(wanted).order_by(GrantRow.id)).all()
    present = people.resolve_all(look.session, {row.consumer_id for row in rows}, look.today)
    return [_gate_grant(row, present[row.consumer_id]) for row in rows]


def _changed(look: Look, after: int) -> list[str]:
    query = select(TrailRow.thing).where(TrailRow.seq > after, TrailRow.thing.startswith("grant:", autoescape=True)).distinct()
    return [thing.partition(":")[2] for thing in look.session.scalars(query)]


def _gate_grant(row: GrantRow, consumer: str | None) -> GateGrant:
    return GateGrant(
        id=row.id,
        number=row.number,
        consumer_id=consumer,
        system=row.system,
        provider_id=row.provider_id,
        resource_id=row.resource_id,
        version_id=row.version_id,
        items=tuple(row.items),
        matters=tuple(row.matters),
        purpose_required=row.purpose_required,
        state=row.state,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        revoked_at=row.revoked_at,
        quota_calls_day=row.quota_calls_day,
        quota_calls_month=row.quota_calls_month,
        quota_records_day=row.quota_records_day,
        quota_records_month=row.quota_records_month,
        quota_calls_minute=row.quota_calls_minute,
    )
