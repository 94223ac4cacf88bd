"""Binding entries to the real data (挂接) and keeping how it answered; asking it is ``exchange.probes``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from catalog import trail
from catalog.errors import Conflict, Invalid, NotFound, Problem
from catalog.lists import routes
from catalog.lists.desk import load, place_of, require_revision
from catalog.lists.model import BindingRow, ResourceRow
from catalog.lists.responsibilities.owning import follow
from catalog.lists.rules import is_fresh
from catalog.office import Look, Work
from catalog.people.queries import is_id
from catalog.rights import may, require
from catalog.store import chunks, shanghai_day

#: An entry counts as accessed only while one may still call it.
BINDABLE_STATES: Final = ("published", "offline")

CHECKED_AT_ONCE: Final = 500

FAULT_LIMIT: Final = 64

#: Written past the revision: a nightly check must not make stale what somebody read the evening before.
_WRITE_HEALTH: Final = (
    update(BindingRow)
    .where(BindingRow.id == bindparam("checked"))
    .values({name: bindparam(name) for name in ("answering", "fault", "checked_at", "succeeded_at", "data_at")})
)


@dataclass(frozen=True, slots=True)
class Binding:
    """A binding and its health. ``config`` is empty for whoever may see the entry but not its addresses."""

    id: str
    resource_id: str
    kind: str
    config: Mapping[str, Any]
    answering: bool | None
    checked_at: datetime | None
    succeeded_at: datetime | None
    fault: str | None
    data_at: datetime | None
    fresh: bool | None
    revision: int


@dataclass(frozen=True, slots=True)
class Target:
    """What a probe needs to ask one binding; ``secret`` is still sealed."""

    id: str
    kind: str
    config: Mapping[str, Any]
    secret: bytes | None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a probe found: whether the data answered, else a word for the fault (64 characters are kept); how old the data is, if that can be told."""

    binding_id: str
    answering: bool
    fault: str | None = None
    data_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What recording findings changed: bindings asked, answering, and those whose answer differs from the one before."""

    checked: int
    answering: int
    turned: int


def bind(work: Work, resource_id: str, kind: str, config: Mapping[str, Any], *, seal: Callable[[str], bytes]) -> Binding:
    """Bind a published entry to where its data is; a password in a database address is sealed and kept apart.

    Raises
    ------
    NotFound, NotAllowed
        As for every entry; binding is the provider's.
    Conflict
        The entry is not published, or another entry's API answers the same requests.
    Invalid
        The config lacks something its kind needs.
    """
    work.take_head()
    resource = load(work, resource_id)
    require(work.actor, "binding:set", place_of(resource))
    if resource.state not in BINDABLE_STATES:
        raise Conflict(
            "发布后才能挂接", "an entry is bound after it has been published", code="not_published", state=resource.state
        )
    config, password = _without_password(kind, config)
    if problems := routes.check(kind, config):
        raise Invalid("挂接信息不符合要求", "the binding is not as required", problems=problems)
    row = BindingRow(id=work.new_id(), resource_id=resource.id, kind=kind, config=config, created_at=work.now)
    row.secret = seal(password) if password else None
    row.shape = routes.shape(kind, config)
    _require_distinct(work, row)
    work.session.add(row)
    work.session.flush()
    trail.record(work, "binding:set", row.id, changes={"kind": [None, kind], "config": [None, config]}, name=resource.name)
    return _view(work, row, resource)


def _without_password(kind: str, config: Mapping[str, Any]) -> tuple[dict[str, Any], str | None]:
    """Return the config without the password of its database address, and the password."""
    if kind != "table" or "://" not in str(config.get("url", "")):
        return dict(config), None
    url = _address(config["url"])
    if secret := sorted(name for name in url.query if routes.is_secret(name)):
        zh, en = f"口令请写在用户名之后，不要写作参数 {secret[0]}", f"write the password after the user name, not as {secret[0]}"
        raise Invalid(
            "挂接信息不符合要求", "the binding is not as required", problems=[Problem("url", "secret_in_address", zh, en)]
        )
    password = str(url.password) if url.password else None
    open_url = URL.create(url.drivername, url.username, None, url.host, url.port, url.database, url.query)
    return {**config, "url": open_url.render_as_string(hide_password=False)}, password


def _address(url: Any) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        problem = Problem("url", "bad_address", "数据库地址无法读取", "the database address cannot be read")
        # What could not be read may hold a password; it must not travel on as the cause.
        raise Invalid("挂接信息不符合要求", "the binding is not as required", problems=[problem]) from None


def _require_distinct(work: Work, row: BindingRow) -> None:
    """Refuse an API route that another live entry answers; the head is held, so nobody takes it meanwhile."""
    if row.shape is None:
        return
    query = select(BindingRow).join(ResourceRow, ResourceRow.id == BindingRow.resource_id)
    query = query.where(ResourceRow.state.in_(BINDABLE_STATES), BindingRow.resource_id != row.resource_id)
    for other in work.session.scalars(query.where(BindingRow.shape == row.shape)):
        if methods := routes.overlapping(row.config["methods"], other.config["methods"]):
            zh = f"该路由已属于另一数据资源（{'、'.join(methods)} {row.shape}）"
            en = f"the route belongs to another entry ({', '.join(methods)} {row.shape})"
            raise Conflict(zh, en, code="route_taken", methods=methods)


def unbind(work: Work, binding_id: str, *, revision: int | None) -> None:
    """Remove a binding; an entry without one is no longer accessed.

    Raises
    ------
    NotFound, PreconditionRequired, Stale
        There is none the actor may know of; no revision was given; it has been changed since.
    """
    work.take_head()
    row = work.session.get(BindingRow, binding_id) if is_id(binding_id) else None
    resource = work.session.get(ResourceRow, row.resource_id) if row else None
    if row is None or resource is None or not may(work.actor, "binding:read", place_of(resource)):
        raise NotFound("没有此挂接", "no such binding", binding=binding_id)
    require(work.actor, "binding:set", place_of(resource))
    require_revision(row.revision, revision)
    changes = {"kind": [row.kind, None], "config": [row.config, None]}
    work.session.delete(row)
    work.session.flush()
    _settle_access(work, [resource.id])
    trail.record(work, "binding:remove", binding_id, changes=changes, name=resource.name)


def bindings(look: Look, resource_id: str) -> list[Binding]:
    """List the bindings of an entry; addresses only for the provider, its authority and the operator.

    Raises
    ------
    NotFound
        There is no such entry, or the actor may not know of it.
    """
    resource = load(look, resource_id)
    query = select(BindingRow).where(BindingRow.resource_id == resource.id).order_by(BindingRow.id)
    return [_view(look, row, resource) for row in look.session.scalars(query)]


def _view(look: Look, row: BindingRow, resource: ResourceRow) -> Binding:
    config = row.config if may(look.actor, "binding:read", place_of(resource)) else {}
    refreshed = _refreshed(row)
    return Binding(
        id=row.id,
        resource_id=row.resource_id,
        kind=row.kind,
        config=config,
        answering=row.answering,
        checked_at=row.checked_at,
        succeeded_at=row.succeeded_at,
        fault=row.fault,
        data_at=row.data_at,
        fresh=is_fresh(resource.update_cycle, refreshed, look.today),
        revision=row.revision,
    )


def _refreshed(row: BindingRow) -> date | None:
    if row.kind == "manual_table":
        return date.fromisoformat(row.config["refreshed"])
    return shanghai_day(row.data_at) if row.data_at else None


def targets(look: Look, *, resource_id: str | None = None) -> list[Target]:
    """List what is to be probed: every binding of a live entry that the actor may check, or those of one entry."""
    query = select(BindingRow, ResourceRow).join(ResourceRow, ResourceRow.id == BindingRow.resource_id)
    query = query.where(ResourceRow.state.in_(BINDABLE_STATES)).order_by(BindingRow.id)
    if resource_id is not None:
        query = query.where(ResourceRow.id == resource_id)
    return [
        Target(binding.id, binding.kind, binding.config, binding.secret)
        for binding, resource in look.session.execute(query)
        if may(look.actor, "binding:check", place_of(resource))
    ]


def record_checks(work: Work, findings: Sequence[Finding]) -> Checked:
    """Keep what probes found. Only an answer that differs from the one before is a change, and stands in the trail.

    Findings about bindings that have been removed meanwhile are dropped, and not counted.

    Raises
    ------
    NotAllowed
        The actor may not check the bindings of one of the entries.
    """
    work.take_head()
    checked = answering = 0
    turned: list[str] = []
    health: list[dict[str, Any]] = []
    for chunk in chunks(findings, CHECKED_AT_ONCE):
        by_id = {finding.binding_id: finding for finding in chunk}
        query = select(BindingRow, ResourceRow).join(ResourceRow, ResourceRow.id == BindingRow.resource_id)
        for row, resource in work.session.execute(query.where(BindingRow.id.in_(by_id))):
            require(work.actor, "binding:check", place_of(resource))
            finding = by_id[row.id]
            checked, answering = checked + 1, answering + finding.answering
            health.append(_health(work, row, finding))
            if row.answering != finding.answering:
                turned.append(resource.id)
                changes = {"answering": [row.answering, finding.answering], "fault": [row.fault, finding.fault]}
                trail.record(work, "binding:turn", row.id, changes=changes, name=resource.name)
    if health:
        work.session.connection().execute(_WRITE_HEALTH, health)
    for ids in chunks(turned, CHECKED_AT_ONCE):
        _settle_access(work, ids)
    return Checked(checked, answering, len(turned))


def _health(work: Work, row: BindingRow, finding: Finding) -> dict[str, Any]:
    return {
        "checked": row.id,
        "answering": finding.answering,
        "fault": finding.fault and finding.fault[:FAULT_LIMIT],
        "checked_at": work.now,
        "succeeded_at": work.now if finding.answering else row.succeeded_at,
        "data_at": finding.data_at or row.data_at,
    }


def _settle_access(work: Work, resource_ids: Sequence[str]) -> None:
    """Let each entry's row say whether one of its bindings answers (接入); an entry that has ended stays without access."""
    answering = exists().where(BindingRow.resource_id == ResourceRow.id, BindingRow.answering.is_(True))
    statement = update(ResourceRow).where(ResourceRow.id.in_(resource_ids), ResourceRow.state.in_(BINDABLE_STATES))
    work.session.execute(statement.values(accessed=answering).execution_options(synchronize_session=False))
    follow(work, resource_ids)
