"""How a grant begins: given by the reply to an application, to be provided within the policy's days (Decree 809, art. 23)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from catalog.lists import forms
from catalog.lists.demands.sources import is_callable
from catalog.lists.model import ResourceRow
from catalog.office import Work
from catalog.people.model import DepartmentRow
from catalog.sharing import duties
from catalog.sharing.desk import called, noted, numbered, present, step, thing_of
from catalog.sharing.grants.desk import stand
from catalog.sharing.model import ApplicationRow, GrantRow
from catalog.sharing.statements import QUOTAS
from catalog.store import day_end


def give(work: Work, application: ApplicationRow, items: Sequence[str], terms: Mapping[str, Any]) -> GrantRow:
    """Grant what was applied for, but for what is withheld; ``terms`` are as ``statements.check_terms`` holds them to.

    A renewal begins when the grant that it continues ends.
    """
    row = numbered(work, GrantRow)
    row.application_id, row.resource_id, row.version_id = application.id, application.resource_id, application.version_id
    row.consumer_id, row.region_id = _standing(work, application.department_id)
    row.provider_id, row.provider_region_id = _standing(work, application.provider_id)
    row.title, row.system, row.items = application.title, application.system, list(items)
    row.mode, row.purpose = application.content["mode"], application.content["scenario"]
    row.matters, row.purpose_required = list(application.content.get("matters", ())), False
    row.valid_from = _begin(work, application)
    set_terms(row, {"until": application.content["until"], **terms})
    work.session.add(row)
    work.session.flush()
    to, until = work.session.get_one(DepartmentRow, row.consumer_id).name, terms.get("until") or application.content["until"]
    noted(work, row, "give", before=None, application=application.number, to=to, items=row.items, until=until)
    begin_share(work, row)
    provide_if_callable(work, row)
    stand(work, row)
    return row


def begin_share(work: Work, row: GrantRow) -> None:
    """Start the clock in which the provider must see to it that the data can be called."""
    where = {"region": row.provider_region_id, "department": present(work, row.provider_id)}
    duties.begin(work, thing_of(row), duties.SHARE, title=called(row), **where)


def _standing(work: Work, department: str) -> tuple[str, str]:
    row = work.session.get_one(DepartmentRow, present(work, department))
    return row.id, row.region_id


def _begin(work: Work, application: ApplicationRow) -> datetime:
    renewed = work.session.get(GrantRow, application.renews_id) if application.renews_id else None
    end = renewed.valid_to if renewed and renewed.revoked_at is None else None
    return work.now if end is None else max(work.now, end)


def set_terms(row: GrantRow, terms: Mapping[str, Any]) -> None:
    """Put what a provider sets into a grant; what is not named stays."""
    if (until := forms.day(terms.get("until"))) is not None:
        # The term is half-open like every interval: it is over when its last day is.
        row.valid_to = day_end(until)
    if "conditions" in terms:
        row.conditions = forms.said(terms, "conditions") or None
    if "purpose_required" in terms:
        row.purpose_required = terms["purpose_required"]
    for name in QUOTAS:
        if name in terms:
            setattr(row, name, terms[name])


def provide_if_callable(work: Work, row: GrantRow) -> None:
    """Let a grant be active as soon as the data can be called, or was provided before; the duty to share is done then."""
    resource = work.session.get_one(ResourceRow, row.resource_id)
    work.session.refresh(resource, ("state", "accessed"))
    if row.provided_at is None and not is_callable(resource):
        return
    row.provided_at = row.provided_at or work.now
    step(work, row, "provide")
    duties.finish(work, thing_of(row), duties.SHARE, "provide")
