"""Who may do what, where: one literal table, no database.

``RIGHTS[verb][role]`` is the *reach* of a role for a verb, one of ``REACHES``:

=============  ===================================================================reach          the thing must belong to
=============  ===================================================================``department``  the actor's own department (or one that it succeeded)
``region``      the actor's own region
``below``       the actor's own region or one beneath it
``span``        a department the actor answers for as a cloud chief
``anywhere``    no limit
=============  ===================================================================
What all regions share (the classification, the editions) belongs to the uppermost region of the catalog: the only one right
under the root, else the root (``people.queries.top_region``); ``below`` then lets its authority reach it and no district's.

A verb that does not stand in the table is allowed to nobody.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from catalog.errors import NotAllowed, Unauthenticated

Reach = Literal["department", "region", "below", "span", "anywhere"]
REACHES: Final[tuple[Reach, ...]] = ("department", "region", "below", "span", "anywhere")

ROLES: Final[dict[str, tuple[str, str]]] = {
    "registrar": ("编目员", "compiles entries for the department"),
    "reviewer": ("部门审核员", "signs off for the department"),
    "applicant": ("申请员", "files demands and applies for access"),
    "authority": ("数据主管部门", "data authority of a region"),
    "chief": ("云长", "sees and supervises the span of a cloud chief"),
    "system_admin": ("系统管理员", "system administrator"),
    "security_admin": ("安全管理员", "security administrator"),
    "auditor": ("审计员", "auditor"),
    "operator": ("运维", "command line with direct access to the database"),
    "machine": ("应用系统", "a department's application"),
    "official": ("登录人员", "everyone who is signed in"),
    "visitor": ("访客", "nobody is signed in, where the catalog is public"),
    "anonymous": ("未登录者", "nobody is signed in"),
}

ADMINISTRATORS: Final = frozenset({"system_admin", "security_admin", "auditor"})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: roles and the places that they reach.

    ``departments`` holds the own department and those it succeeded; ``below`` the own region and all beneath it;
    ``span`` the departments a cloud chief answers for. ``user`` is the system's user name for the operator.
    ``name`` is what people call an official; empty for the others.
    """

    kind: Literal["official", "machine", "operator", "anonymous"]
    id: str | None
    login: str
    roles: frozenset[str]
    department: str | None = None
    departments: frozenset[str] = frozenset()
    region: str | None = None
    below: frozenset[str] = frozenset()
    span: frozenset[str] = frozenset()
    scopes: frozenset[str] = field(default_factory=frozenset)
    name: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing belongs: the department that answers for it and that department's region."""

    department: str | None = None
    region: str | None = None


NOWHERE: Final = Place()


def anonymous() -> Actor:
    """Return the actor of whoever is not signed in."""
    return Actor("anonymous", None, "anonymous", frozenset({"anonymous"}))


def operator(user: str) -> Actor:
    """Return the built-in actor of the command line; ``user`` is the system's user name."""
    return Actor("operator", None, f"operator:{user}", frozenset({"operator"}))


_READ: Final[Mapping[str, Reach]] = {"official": "anywhere", "machine": "anywhere", "operator": "anywhere"}
_PARTIES: Final[Mapping[str, Reach]] = {
    "official": "department",
    "machine": "department",
    "authority": "below",
    "chief": "span",
    "operator": "anywhere",
}

RIGHTS: Final[Mapping[str, Mapping[str, Reach]]] = {
    # -- trail: read by the auditor alone, whose reading is recorded; the operator checks the chain without reading it.
    "trail:read": {"auditor": "anywhere"},
    "trail:verify": {"auditor": "anywhere", "operator": "anywhere"},
    # -- people
    "people:bootstrap": {"operator": "anywhere"},
    "people:read": _READ,
    # What the pages show of departments and regions: part of what a public catalog tells, unlike who the officials are.
    "department:read": {"official": "anywhere", "operator": "anywhere", "visitor": "anywhere"},
    "tier:prepare": {"operator": "anywhere", "system_admin": "anywhere"},
    "tier:add": {"operator": "anywhere", "system_admin": "anywhere"},
    "region:put": {"operator": "anywhere", "system_admin": "anywhere", "authority": "below"},
    "department:put": {"operator": "anywhere", "system_admin": "anywhere", "authority": "below"},
    "department:register": {"operator": "anywhere", "authority": "below"},
    "department:rename": {"operator": "anywhere", "system_admin": "anywhere", "authority": "below"},
    "department:merge": {"operator": "anywhere", "system_admin": "anywhere", "authority": "below"},
    "department:split": {"operator": "anywhere", "system_admin": "anywhere", "authority": "below"},
    "department:close": {"operator": "anywhere", "system_admin": "anywhere", "authority": "below"},
    # Accounts are the system administrator's, rights the security administrator's; the operator sets accounts up but gives no rights.
    "official:put": {"operator": "anywhere", "system_admin": "anywhere"},
    "official:add": {"operator": "anywhere", "system_admin": "anywhere"},
    "official:read": {"operator": "anywhere", "system_admin": "anywhere", "security_admin": "anywhere", "auditor": "anywhere"},
    "official:disable": {"system_admin": "anywhere"},
    "official:enable": {"system_admin": "anywhere"},
    "official:reset_password": {"system_admin": "anywhere"},
    # An administrator's new password is seen by whoever makes it, so no other administrator may make it.
    "official:reset_administrator": {"operator": "anywhere"},
    "role:grant": {"security_admin": "anywhere"},
    "role:revoke": {"security_admin": "anywhere"},
    "chief:put": {"operator": "anywhere", "system_admin": "anywhere"},
    "chief:end": {"operator": "anywhere", "system_admin": "anywhere"},
    "token:issue": {"security_admin": "anywhere"},
    "token:revoke": {"security_admin": "anywhere"},
    "key:issue": {"security_admin": "anywhere"},
    "key:revoke": {"security_admin": "anywhere"},
    "credential:read": {"operator": "anywhere", "system_admin": "anywhere", "security_admin": "anywhere", "auditor": "anywhere"},
    # -- webhooks: given out like credentials, since they carry what happens in the house to the outside.
    "webhook:subscribe": {"security_admin": "anywhere"},
    "webhook:unsubscribe": {"security_admin": "anywhere"},
    "webhook:pause": {"security_admin": "anywhere"},
    "webhook:resume": {"security_admin": "anywhere"},
    "webhook:redeliver": {"security_admin": "anywhere"},
    "webhook:read": {"operator": "anywhere", "system_admin": "anywhere", "security_admin": "anywhere", "auditor": "anywhere"},
    # -- running the service
    "job:run": {"operator": "anywhere"},
    "metrics:read": {"operator": "anywhere", "system_admin": "anywhere", "machine": "anywhere"},
    # -- calendars
    # The steps of a case (open, pause, resume, finish) belong to a verb of the thing's room, which asks for its own right.
    "calendar:read": _READ,
    "calendar:load": {"system_admin": "anywhere", "operator": "anywhere"},
    "profile:put": {"authority": "region", "operator": "anywhere"},
    "case:read": {"official": "department", "authority": "below", "chief": "span", "operator": "anywhere"},
    "case:extend": {"authority": "region"},
    # -- lists: published entries are for everyone who is signed in, drafts for the provider and its authority.
    "resource:read": {**_READ, "visitor": "anywhere"},
    "resource:read_draft": {"registrar": "department", "reviewer": "department", "authority": "region", "operator": "anywhere"},
    "resource:register": {"registrar": "department"},
    "resource:edit": {"registrar": "department"},
    "resource:submit": {"registrar": "department"},
    "resource:withdraw": {"registrar": "department"},
    "resource:delete": {"registrar": "department"},
    "resource:sign": {"reviewer": "department"},
    "resource:approve": {"authority": "region"},
    "resource:require_update": {"authority": "region"},
    "resource:take_offline": {"reviewer": "department", "authority": "region"},
    "resource:put_online": {"reviewer": "department", "authority": "region"},
    "resource:retire": {"authority": "region"},
    "resource:supersede": {"authority": "region"},
    "resource:merge": {"authority": "region"},
    "resource:set_assessed": {"authority": "region"},
    "resource:import": {"registrar": "department", "authority": "region", "operator": "anywhere"},
    "resource:bring_code": {"authority": "region", "operator": "anywhere"},
    "resource:take_over": {"operator": "anywhere"},
    "classification:put": {"authority": "below", "operator": "anywhere"},
    "binding:read": {"registrar": "department", "reviewer": "department", "authority": "region", "operator": "anywhere"},
    "binding:set": {"registrar": "department", "operator": "anywhere"},
    "binding:check": {"registrar": "department", "authority": "region", "operator": "anywhere"},
    "edition:cut": {"authority": "below", "operator": "anywhere"},
    # -- lists: a demand is its department's business and that of the authorities on its way; who must provide for it sees it too.
    "demand:read": _PARTIES,
    "demand:file": {"applicant": "department", "registrar": "department"},
    "demand:edit": {"applicant": "department", "registrar": "department"},
    "demand:submit": {"applicant": "department", "registrar": "department"},
    "demand:withdraw": {"applicant": "department", "registrar": "department"},
    "demand:delete": {"applicant": "department", "registrar": "department"},
    "demand:sign": {"reviewer": "department"},
    "demand:review": {"authority": "region"},
    "demand:match": {"authority": "region"},
    "demand:merge": {"authority": "region"},
    "demand:import": {"applicant": "department", "registrar": "department", "operator": "anywhere"},
    "responsibility:read": _PARTIES,
    "responsibility:read_draft": {"operator": "anywhere"},
    "responsibility:assign": {"authority": "region"},
    "responsibility:claim": {"registrar": "department", "reviewer": "department"},
    "responsibility:import": {"authority": "region", "operator": "anywhere"},
    "responsibility:issue": {"authority": "region"},
    "responsibility:acknowledge": {"reviewer": "department"},
    # -- sharing: an application is its two departments' business and that of the authorities on its way, and so is what came of it.
    "application:read": _PARTIES,
    "application:file": {"applicant": "department", "registrar": "department"},
    "application:edit": {"applicant": "department", "registrar": "department"},
    "application:submit": {"applicant": "department", "registrar": "department"},
    "application:withdraw": {"applicant": "department", "registrar": "department"},
    "application:delete": {"applicant": "department", "registrar": "department"},
    "application:sign": {"reviewer": "department"},
    "application:check": {"authority": "region"},
    "application:reply": {"reviewer": "department"},
    # Only the authority consents to an extension, and only the provider's own.
    "application:extend": {"authority": "region"},
    "grant:read": _PARTIES,
    "grant:amend": {"reviewer": "department"},
    "grant:suspend": {"reviewer": "department"},
    "grant:resume": {"reviewer": "department"},
    "grant:revoke": {"reviewer": "department"},
    "grant:give_up": {"reviewer": "department"},
    "correction:read": _PARTIES,
    "correction:file": {"applicant": "department", "registrar": "department", "reviewer": "department"},
    "correction:answer": {"registrar": "department", "reviewer": "department"},
    "dispute:read": _PARTIES,
    "dispute:file": {"reviewer": "department"},
    "dispute:answer": {"reviewer": "department"},
    "dispute:rule": {"authority": "region"},
    # -- metering: each side reads its own calls; the auditor's reading is recorded.
    "call:read": {
        "official": "department",
        "machine": "department",
        "authority": "below",
        "chief": "span",
        "auditor": "anywhere",
        "operator": "anywhere",
    },
    "call:inspect": {"system_admin": "anywhere", "auditor": "anywhere", "operator": "anywhere"},
    "call:attribute": {"authority": "below", "operator": "anywhere"},
    # Gateways are set up like accounts; only a gateway reports calls; the operator brings in files of them.
    "gateway:register": {"operator": "anywhere", "system_admin": "anywhere"},
    "gateway:edit": {"operator": "anywhere", "system_admin": "anywhere"},
    "gateway:retire": {"operator": "anywhere", "system_admin": "anywhere"},
    "gateway:read": {
        "operator": "anywhere",
        "system_admin": "anywhere",
        "security_admin": "anywhere",
        "auditor": "anywhere",
        "authority": "anywhere",
    },
    "call:report": {"machine": "anywhere", "operator": "anywhere"},
    # -- search
    "search:rebuild": {"system_admin": "anywhere", "operator": "anywhere"},
    # -- matching: everyone matches what they may read; the words that all demands are read by are the uppermost authority's.
    "synonym:put": {"authority": "below", "operator": "anywhere"},
}


def reach(actor: Actor, verb: str) -> frozenset[Reach]:
    """Return every reach the actor's roles give for the verb (empty: none)."""
    return _reach(actor.roles, verb)


# The table never changes, and every request asks it about the same few combinations of roles.
@functools.lru_cache(maxsize=4096)
def _reach(roles: frozenset[str], verb: str) -> frozenset[Reach]:
    granted = RIGHTS.get(verb, {})
    return frozenset(granted[role] for role in roles if role in granted)


def may(actor: Actor, verb: str, place: Place = NOWHERE) -> bool:
    """Tell whether the actor may do the verb to a thing at the place.

    >>> may(operator("root"), "trail:verify")
    True
    >>> may(anonymous(), "trail:read")
    False
    """
    if actor.kind == "machine" and verb not in actor.scopes:
        return False
    return any(_within(actor, reached, place) for reached in reach(actor, verb))


def require(actor: Actor, verb: str, place: Place = NOWHERE) -> None:
    """Pass if ``may``.

    Raises
    ------
    Unauthenticated
        Nobody is signed in and the verb is not for everybody.
    NotAllowed
        The actor's roles do not reach that far.
    """
    if may(actor, verb, place):
        return
    if actor.kind == "anonymous":
        raise Unauthenticated("请先登录", "sign in first")
    if actor.kind == "machine" and verb not in actor.scopes:
        raise NotAllowed(f"令牌未授权此操作：{verb}", f"the token's scopes do not include {verb}", verb=verb)
    raise NotAllowed(f"无权执行此操作：{verb}", f"you may not do this: {verb}", verb=verb)


def _within(actor: Actor, reached: Reach, place: Place) -> bool:
    if reached == "anywhere":
        return True
    if reached == "department":
        return place.department in actor.departments
    if reached == "span":
        return place.department in actor.span
    if reached == "region":
        return place.region is not None and place.region == actor.region
    return place.region in actor.below
