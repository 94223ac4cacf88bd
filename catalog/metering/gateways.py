"""The register of gateways (网关): what asks whether a call may pass, and reports the calls that were made.

A gateway is a machine: whoever brings a credential of its department and application *is* it. Its name is the source of the
calls that it reports, and stands in the config of the API bindings behind it, compared without regard to case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final, Literal, cast

from sqlalchemy import Select, bindparam, select

from catalog import trail
from catalog.errors import Conflict, Invalid, NotAllowed, NotFound, Problem
from catalog.lists.desk import require_revision
from catalog.metering.model import GatewayRow
from catalog.office import Look, Work
from catalog.people import resolve
from catalog.people.model import DepartmentRow
from catalog.people.queries import is_id
from catalog.prepared import Prepared
from catalog.rights import Actor, require
from catalog.store import Page, paged

Form = Literal["nginx", "forward", "envoy"]

FORMS: Final[Mapping[str, tuple[str, str]]] = {
    "nginx": ("nginx auth_request", "nginx auth_request"),
    "forward": ("转发认证（Caddy、Traefik、APISIX）", "forward authentication (Caddy, Traefik, APISIX)"),
    "envoy": ("Envoy 外部授权", "Envoy external authorisation"),
}
"""The forms in which a gateway asks for permission."""

NAME_LIMIT: Final = 64

# The name is the source of calls, where a bar divides it from what reports through it, and a place in logs.
_NAME: Final = re.compile(r"[\w.\-]+(?: [\w.\-]+)*")
_MACHINE: Final = "machine:"


@dataclass(frozen=True, slots=True)
class Gateway:
    """A gateway as it is registered; ``department`` is the name of the department that runs it."""

    id: str
    name: str
    form: Form
    department_id: str
    department: str
    application: str
    asserts: bool
    reports_records: bool
    reports_items: bool
    created_at: datetime
    retired_at: datetime | None
    revision: int


@dataclass(frozen=True, slots=True)
class GatewayEntry:
    """What a gateway is to be.

    ``department`` (id) and ``application`` are those of its credential. ``asserts``: its configuration overwrites or deletes
    a client's own ``X-Application``, so that an application asserted by it counts. ``reports_records`` and ``reports_items``:
    its logs tell how many records an answer held (``X-Record-Count``) and which items (``X-Items``).
    """

    name: str
    form: str
    department: str
    application: str
    asserts: bool = False
    reports_records: bool = False
    reports_items: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a verb made or changed, and its revision now."""

    id: str
    revision: int


_COLUMNS: Final = tuple(getattr(GatewayRow, field.name) for field in fields(Gateway) if field.name != "department")
_GATEWAYS: Final[Select[Any]] = select(*_COLUMNS, DepartmentRow.name.label("department")).join(
    DepartmentRow, DepartmentRow.id == GatewayRow.department_id
)
_OF: Final = Prepared(
    _GATEWAYS.where(GatewayRow.application == bindparam("application"), GatewayRow.retired_at.is_(None)).order_by(
        GatewayRow.created_at
    )
)


# -- Verbs


def register(work: Work, entry: GatewayEntry) -> Receipt:
    """Register a gateway; one that was retired comes back under its name.

    Raises
    ------
    NotAllowed
        The actor keeps no register.
    Invalid
        The entry is wrong; all problems at once.
    Conflict
        Name or credential is another gateway's, or the department has ended.
    """
    work.take_head()
    require(work.actor, "gateway:register")
    values = _checked(work, entry)
    row = work.session.scalar(select(GatewayRow).where(GatewayRow.key == values["key"]))
    if row is not None and row.retired_at is None:
        raise Conflict(f"已有名为 {row.name} 的网关", f"there is a gateway called {row.name} already", code="name_taken")
    _require_own_credential(work, values, row)
    if row is None:
        row = GatewayRow(id=work.new_id(), created_at=work.now)
    before = _standing(row)
    _set(row, values | {"retired_at": None})
    work.session.add(row)
    return _done(work, "gateway:register", row, before)


def edit(work: Work, gateway_id: str, entry: GatewayEntry, *, revision: int | None) -> Receipt:
    """Change a gateway, all of it but its name: that is the source of the calls it has reported.

    Raises
    ------
    NotFound, PreconditionRequired, Stale, NotAllowed
        There is none, or not at ``revision``, or the actor may not.
    Invalid, Conflict
        As ``register``; another name, or it is retired.
    """
    row = _load(work, "gateway:edit", gateway_id, revision)
    values = _checked(work, entry)
    if values["key"] != row.key:
        zh, en = "网关名称即其上报调用的来源，不能更改", "the name is the source of the calls it has reported, and stays"
        raise Invalid(zh, en, problems=[Problem("name", "fixed", zh, en)])
    _require_own_credential(work, values, row)
    before = _standing(row)
    _set(row, values)
    return _done(work, "gateway:edit", row, before)


def retire(work: Work, gateway_id: str, *, revision: int | None) -> Receipt:
    """Retire a gateway: nobody is it any longer. What it has reported stays.

    Raises
    ------
    NotFound, PreconditionRequired, Stale, NotAllowed
        As ``edit``.
    Conflict
        It is retired already.
    """
    row = _load(work, "gateway:retire", gateway_id, revision)
    row.retired_at = work.now
    return _done(work, "gateway:retire", row, {"retired_at": None})


def _load(work: Work, verb: str, gateway_id: str, revision: int | None) -> GatewayRow:
    work.take_head()
    require(work.actor, verb)
    row = work.session.get(GatewayRow, gateway_id) if is_id(gateway_id) else None
    if row is None:
        raise _no_gateway()
    require_revision(row.revision, revision)
    if row.retired_at is not None:
        raise Conflict("网关已停用", "the gateway is retired", code="retired")
    return row


def _checked(work: Work, entry: GatewayEntry) -> dict[str, Any]:
    """Return the columns of a gateway, for the department that stands for the one named."""
    if problems := _problems(work, entry):
        raise Invalid("网关登记有误", "the gateway is not right", problems=problems)
    present = resolve(work.session, entry.department, work.today)
    if present is None:
        raise Conflict("部门已终止", "the department has ended", code="ended")
    name = entry.name.strip()
    return {
        "name": name,
        "key": name.casefold(),
        "form": entry.form,
        "department_id": present,
        "application": entry.application.strip(),
        "asserts": entry.asserts,
        "reports_records": entry.reports_records,
        "reports_items": entry.reports_items,
    }


def _problems(work: Work, entry: GatewayEntry) -> list[Problem]:
    problems = []
    name = entry.name.strip()
    # The name is compared in small letters, of which there may be more.
    if not _NAME.fullmatch(name) or max(len(name), len(name.casefold())) > NAME_LIMIT:
        zh = f"网关名称应为 1 至 {NAME_LIMIT} 个字母、汉字、数字、点、下划线或连字符"
        en = f"a gateway's name has 1 to {NAME_LIMIT} letters, digits, dots, underscores or hyphens"
        problems.append(Problem("name", "bad_name", zh, en))
    if entry.form not in FORMS:
        expected = ", ".join(FORMS)
        problems.append(Problem("form", "unknown_form", f"形式应为：{expected}", f"expected one of {expected}"))
    if not is_id(entry.department) or work.session.get(DepartmentRow, entry.department) is None:
        problems.append(Problem("department", "unknown_department", "没有此部门", "no such department"))
    if not entry.application.strip() or len(entry.application.strip()) > 64 or "\0" in entry.application:
        zh, en = "应用名称应为1至64个字符", "an application's name has 1 to 64 characters"
        problems.append(Problem("application", "bad_name", zh, en))
    return problems


def _require_own_credential(work: Work, values: Mapping[str, Any], row: GatewayRow | None) -> None:
    """Refuse a credential that is another gateway already: nobody could tell which of the two it is."""
    query = select(GatewayRow).where(GatewayRow.application == values["application"], GatewayRow.retired_at.is_(None))
    for other in work.session.scalars(query):
        same = resolve(work.session, other.department_id, work.today) == values["department_id"]
        if same and (row is None or other.id != row.id):
            zh, en = (
                f"该部门的该应用已是网关 {other.name}",
                f"this application of the department is the gateway {other.name} already",
            )
            raise Conflict(zh, en, code="credential_taken", gateway=other.name)


_KEPT: Final = ("name", "form", "department_id", "application", "asserts", "reports_records", "reports_items", "retired_at")


def _standing(row: GatewayRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _KEPT if getattr(row, name) is not None}


def _set(row: GatewayRow, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _done(work: Work, verb: str, row: GatewayRow, before: Mapping[str, Any]) -> Receipt:
    work.session.flush()
    trail.record(work, verb, row.id, name=row.name, changes=trail.changed(before, _standing(row)))
    return Receipt(row.id, row.revision)


# -- Questions


def list_gateways(
    look: Look, *, department: str | None = None, cursor: str | None = None, limit: int | None = None
) -> Page[Gateway]:
    """List the gateways by name, retired ones included, of one department (id) or of all.

    Raises
    ------
    NotAllowed
        The actor may not read the register.
    """
    require(look.actor, "gateway:read")
    query = _GATEWAYS if department is None else _GATEWAYS.where(GatewayRow.department_id == department)
    return paged(look.session, query, (GatewayRow.key,), _gateway, cursor=cursor, limit=limit)


def show(look: Look, gateway_id: str) -> Gateway:
    """Return one gateway.

    Raises
    ------
    NotFound
        There is none with this id.
    """
    require(look.actor, "gateway:read")
    row = look.session.execute(_GATEWAYS.where(GatewayRow.id == gateway_id)).first() if is_id(gateway_id) else None
    if row is None:
        raise _no_gateway()
    return _gateway(*row)


def named(look: Look, name: str) -> Gateway:
    """Return the gateway of a name, of an id, or of a name in other letters.

    Raises
    ------
    NotFound
        There is none.
    """
    require(look.actor, "gateway:read")
    if is_id(name):
        return show(look, name)
    row = look.session.execute(_GATEWAYS.where(GatewayRow.key == name.strip().casefold())).first()
    if row is None:
        raise _no_gateway(name)
    return _gateway(*row)


def of(look: Look, actor: Actor) -> Gateway | None:
    """Return the gateway that a machine is, None where it is none.

    A department that stands for another since has its gateways too, with the credentials that were issued to the other.
    """
    if actor.kind != "machine" or not actor.login.startswith(_MACHINE):
        return None
    found = [_gateway(*row) for row in look.all(_OF, {"application": actor.login.removeprefix(_MACHINE)})]
    return next((gateway for gateway in found if gateway.department_id in actor.departments), None)


def reporting(look: Look) -> Gateway:
    """Return the gateway that reports calls here.

    Raises
    ------
    Unauthenticated, NotAllowed
        Nobody is signed in; the credential may not report calls; it is that of no gateway.
    """
    require(look.actor, "call:report")
    gateway = of(look, look.actor)
    if gateway is None:
        zh, en = "该凭证不属于任何已登记的网关", "the credential is that of no registered gateway"
        raise NotAllowed(zh, en, code="no_gateway")
    return gateway


def _gateway(*row: Any) -> Gateway:
    *own, department = row
    names = [field.name for field in fields(Gateway) if field.name != "department"]
    return Gateway(**cast("dict[str, Any]", dict(zip(names, own, strict=True))), department=department)


def _no_gateway(name: str | None = None) -> NotFound:
    if name is None:
        return NotFound("没有此网关", "no such gateway")
    return NotFound(f"没有此网关：{name}", f"no such gateway: {name}", gateway=name)
