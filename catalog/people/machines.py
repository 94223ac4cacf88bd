"""Credentials of machines: bearer tokens and signing keys, each bound to one department and application."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select

from catalog import trail
from catalog.errors import Conflict, Invalid, Problem, Unauthenticated
from catalog.office import Look, Work
from catalog.people.actors import found_machine, machine_actor
from catalog.people.callers import recalled
from catalog.people.loading import load
from catalog.people.model import DepartmentRow, SigningKeyRow, TokenRow
from catalog.people.queries import is_id, resolve
from catalog.people.signin import digest
from catalog.people.vault import Vault
from catalog.prepared import Prepared
from catalog.rights import RIGHTS, Actor, Place, require

_TOKENS: Final = TokenRow.__table__.c
_TOKEN: Final = Prepared(
    select(
        _TOKENS.id,
        _TOKENS.application,
        _TOKENS.department_id,
        _TOKENS.scopes,
        _TOKENS.expires_at,
        _TOKENS.revoked_at,
        trail.newest(),
    ).where(_TOKENS.digest == bindparam("token"))
)


@dataclass(frozen=True, slots=True)
class Order:
    """What a credential is to be: for which department (id) and application, which verbs, until when."""

    department: str
    application: str
    scopes: Sequence[str]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Issued:
    """A credential as issued; ``secret`` is shown this once. A key's ``id`` is its ``X-Key-Id``."""

    id: str
    secret: str
    department: str
    application: str
    scopes: tuple[str, ...]
    expires_at: datetime


def issue_token(work: Work, order: Order) -> Issued:
    """Issue a bearer token; only its SM3 digest is kept.

    Raises
    ------
    NotAllowed
        The actor is not the security administrator.
    Invalid
        Department, application, scopes or expiry are wrong; all problems at once.
    Conflict
        The department has ended.
    """
    order = _checked(work, "token:issue", order)
    secret = work.new_secret()
    row = TokenRow(id=work.new_id(), digest=digest(secret))
    return _issue(work, "token:issue", row, order, secret)


def issue_key(work: Work, vault: Vault, order: Order) -> Issued:
    """Issue a key for signed calls; it is kept encrypted under the key file of the instance.

    Raises
    ------
    NotAllowed, Invalid, Conflict
        As ``issue_token``.
    """
    order = _checked(work, "key:issue", order)
    secret = work.new_secret()
    row = SigningKeyRow(id=work.new_id(), vault=vault.fingerprint)
    row.sealed = vault.seal(secret, row.id, work.new_secret())
    return _issue(work, "key:issue", row, order, secret)


def _checked(work: Work, verb: str, order: Order) -> Order:
    """Return the order for the department that stands for the one named."""
    require(work.actor, verb, Place(department=order.department))
    if problems := _problems(work, order):
        raise Invalid("凭证有误", "the credential is not right", problems=problems)
    present = resolve(work.session, order.department, work.today)
    if present is None:
        raise Conflict("部门已终止", "the department has ended", code="ended")
    return Order(present, order.application.strip(), sorted(set(order.scopes)), order.expires_at)


def _problems(work: Work, order: Order) -> list[Problem]:
    problems = []
    if not is_id(order.department) or work.session.get(DepartmentRow, order.department) is None:
        problems.append(Problem("department", "unknown_department", "没有此部门", "no such department"))
    if not order.application.strip() or len(order.application) > 64:
        problems.append(
            Problem("application", "bad_name", "应用名称应为1至64个字符", "an application's name has 1 to 64 characters")
        )
    allowed = machine_scopes()
    if not order.scopes or not allowed.issuperset(order.scopes):
        known = ", ".join(sorted(allowed))
        problems.append(Problem("scopes", "unknown_scope", f"权限范围应取自：{known}", f"scopes are some of: {known}"))
    if order.expires_at <= work.now:
        problems.append(Problem("expires_at", "bad_period", "有效期应晚于现在", "the expiry must lie ahead"))
    return problems


def machine_scopes() -> frozenset[str]:
    """Return the verbs a credential can be given: those the table of rights allows to machines at all."""
    return frozenset(verb for verb, reaches in RIGHTS.items() if "machine" in reaches)


def _issue(work: Work, verb: str, row: TokenRow | SigningKeyRow, order: Order, secret: str) -> Issued:
    row.department_id, row.application, row.scopes = order.department, order.application, list(order.scopes)
    row.issued_at, row.expires_at, row.issued_by = work.now, order.expires_at, work.actor.id
    work.session.add(row)
    work.session.flush()
    after = {
        "department_id": order.department,
        "application": order.application,
        "scopes": list(order.scopes),
        "expires_at": order.expires_at,
    }
    trail.record(work, verb, row.id, name=order.application, changes=trail.changed({}, after))
    return Issued(row.id, secret, order.department, order.application, tuple(order.scopes), order.expires_at)


def revoke_token(work: Work, token_id: str, *, revision: int | None = None) -> None:
    """Make a token worthless from now on.

    Raises
    ------
    NotFound, Stale, NotAllowed
        There is none, or not at ``revision``, or the actor may not.
    Conflict
        It is revoked already.
    """
    _revoke(work, "token:revoke", load(work, TokenRow, token_id, revision))


def revoke_key(work: Work, key_id: str, *, revision: int | None = None) -> None:
    """Make a signing key worthless from now on.

    Raises
    ------
    NotFound, Stale, NotAllowed, Conflict
        As ``revoke_token``.
    """
    _revoke(work, "key:revoke", load(work, SigningKeyRow, key_id, revision))


def _revoke(work: Work, verb: str, row: TokenRow | SigningKeyRow) -> None:
    require(work.actor, verb, Place(department=row.department_id))
    if row.revoked_at is not None:
        raise Conflict("已经吊销", "it is revoked already", code="no_change")
    row.revoked_at = work.now
    work.session.flush()
    trail.record(work, verb, row.id, name=row.application, changes={"revoked_at": [None, work.now]})


def actor_of_token(look: Look, token: str) -> Actor:
    """Return the machine whose token this is.

    Raises
    ------
    Unauthenticated
        There is no such token, or it has expired or was revoked, or its department has ended.
    """
    row = look.first(_TOKEN, {"token": digest(token)})
    if row is None:
        raise _bad_credential()
    id_, application, department, scopes, expires_at, revoked_at, look.end = row
    _judge(look, expires_at, revoked_at)
    return _bound(recalled(look, f"token:{id_}", lambda: found_machine(look, id_, application, department, scopes)))


def open_key(look: Look, vault: Vault, key_id: str) -> tuple[str, Actor]:
    """Return the secret of a signing key, to verify a signature with, and the machine whose key it is.

    Raises
    ------
    Unauthenticated
        There is no such key, or it has expired or was revoked, or its department has ended.
    Unavailable
        The key was sealed under another key file.
    """
    row = look.session.get(SigningKeyRow, key_id) if is_id(key_id) else None
    if row is None:
        raise _bad_credential()
    return vault.open(row.sealed, row.id), _actor(look, row)


def _actor(look: Look, row: SigningKeyRow) -> Actor:
    _judge(look, row.expires_at, row.revoked_at)
    return _bound(machine_actor(look, row.id, row.application, row.department_id, row.scopes))


def _judge(look: Look, expires_at: datetime, revoked_at: datetime | None) -> None:
    if revoked_at is not None or look.now >= expires_at:
        raise _bad_credential()


def _bound(actor: Actor) -> Actor:
    """Pass an actor on if a department stands for the one that the credential was issued to."""
    if actor.department is None:
        raise _bad_credential()
    return actor


def _bad_credential() -> Unauthenticated:
    return Unauthenticated("凭证无效、已过期或已吊销", "the credential is unknown, expired or revoked", code="bad_credentials")
