"""Signing in and out, sessions, changing one's own password.

A failed attempt must be counted and recorded although the caller is refused. The entrances therefore take the office:
they weigh the password in a look (hashing is slow on purpose and must hold no lock), settle the outcome in a work of
its own, and refuse when that is committed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, cast

from argon2 import PasswordHasher
from sqlalchemy import CursorResult, bindparam, or_, select, update
from sqlalchemy.orm import Session

from catalog import trail
from catalog.errors import Invalid, Problem, Refusal, Unauthenticated
from catalog.office import Look, Office, Work
from catalog.people import rules
from catalog.people.actors import found_official, official_actor
from catalog.people.callers import recalled
from catalog.people.model import OfficialRow, SignInRow
from catalog.people.passwords import HASHER, holds
from catalog.prepared import Prepared
from catalog.rights import Actor, anonymous
from catalog.settings import Settings

EXTEND_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Proof:
    """What weighing a password told: which account was meant, and whether the password fits it.

    ``due`` says that the password fits but must be changed before anything else (first sign-in, or too old).
    """

    login: str
    official: str | None
    actor: Actor
    fits: bool
    due: bool


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in: ``token`` is shown this once; it ends after ``idle_minutes`` without use."""

    id: str
    token: str
    actor: Actor
    idle_minutes: int


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that holds, and whose it is; ``due``: its use is to be written down, so that it goes on."""

    id: str
    actor: Actor
    due: bool


_SESSIONS: Final = SignInRow.__table__.c
_OFFICIALS: Final = OfficialRow.__table__.c
_SESSION: Final = Prepared(
    select(
        _SESSIONS.id, _SESSIONS.official_id, _SESSIONS.used_at, _SESSIONS.ended_at, _OFFICIALS.disabled_at, trail.newest()
    ).where(_SESSIONS.digest == bindparam("token"), _OFFICIALS.id == _SESSIONS.official_id)
)


def digest(secret: str) -> str:
    """Return the SM3 digest (hex) under which a token is kept.

    >>> digest("abc")[:8]
    '66c7f0f4'
    """
    return hashlib.new("sm3", secret.encode()).hexdigest()


# -- Entrances


def authenticate(office: Office, login: str, password: str, *, hasher: PasswordHasher = HASHER) -> Actor:
    """Return the official whose login and password these are; success and failure are recorded.

    Raises
    ------
    Unauthenticated
        They do not hold, the account is locked or disabled, or the password must be changed first
        (``code`` says which: ``bad_credentials``, ``locked``, ``password_due``).
    """
    proof = weigh(office, login, password, hasher=hasher)
    with office.work(proof.actor) as work:
        refusal = settle(work, proof, office.settings)
    if refusal is not None:
        raise refusal
    return proof.actor


def sign_in(office: Office, login: str, password: str, *, hasher: PasswordHasher = HASHER) -> SignIn:
    """Begin a session and return its bearer token.

    Raises
    ------
    Unauthenticated
        As ``authenticate``.
    """
    proof = weigh(office, login, password, hasher=hasher)
    with office.work(proof.actor) as work:
        refusal = settle(work, proof, office.settings)
        begun = begin(work, proof.official, office.settings) if refusal is None and proof.official else None
    if begun is None:
        raise refusal or bad_credentials()
    return begun


def change_password(office: Office, login: str, password: str, new: str, *, hasher: PasswordHasher = HASHER) -> None:
    """Replace one's own password; every session of the official ends. A wrong present one counts as a failed sign-in.

    Raises
    ------
    Unauthenticated
        Login and password do not hold, or the account is locked or disabled.
    Invalid
        The new password is too weak, holds the login, or is the present one.
    """
    proof = weigh(office, login, password, hasher=hasher)
    hashed = hasher.hash(new)
    with office.work(proof.actor) as work:
        refusal = settle(work, proof, office.settings, changing=True)
        if refusal is None:
            refusal = renew(work, proof, new, hashed, unchanged=new == password)
    if refusal is not None:
        raise refusal


def actor_of_session(office: Office, token: str) -> Actor:
    """Return the official whose session the token opens, and keep it from ending.

    Raises
    ------
    Unauthenticated
        As ``open_session``.
    """
    with office.look(anonymous()) as look:
        session = open_session(look, token, office.settings)
    extend_session(office, session)
    return session.actor


def open_session(look: Look, token: str, settings: Settings) -> OpenSession:
    """Return the session that a token opens, read now, and the official whose it is.

    Raises
    ------
    Unauthenticated
        There is no such session, it was ended, nobody used it for longer than the settings allow, or its official is disabled.
    """
    row = look.first(_SESSION, {"token": digest(token)})
    if row is None:
        raise _session_ended()
    id_, official, used_at, ended_at, disabled_at, look.end = row
    if ended_at is not None or look.now >= used_at + timedelta(minutes=settings.session_minutes):
        raise _session_ended()
    if disabled_at is not None:
        raise Unauthenticated("账号已停用", "the account is disabled", code="session_ended")
    actor = recalled(look, f"official:{official}", lambda: found_official(look, official))
    return OpenSession(id_, actor, look.now - used_at >= EXTEND_EVERY)


def _session_ended() -> Unauthenticated:
    return Unauthenticated("登录已失效，请重新登录", "the session has ended; sign in again", code="session_ended")


def extend_session(office: Office, session: OpenSession) -> None:
    """Keep a session from ending, which is written at most once a minute.

    It changes nothing anybody could ask about later, so it leaves no trail row.
    """
    if session.due:
        with office.work(session.actor) as work:
            work.session.execute(update(SignInRow).where(SignInRow.id == session.id).values(used_at=work.now))


# -- Verbs


def weigh(office: Office, login: str, password: str, *, hasher: PasswordHasher) -> Proof:
    """Find out what login and password prove, changing nothing."""
    with office.look(anonymous()) as look:
        official = look.session.scalars(select(OfficialRow).where(OfficialRow.login == login)).first()
        stored = official.password_hash if official and official.disabled_at is None else None
        due = _due(look, official, office.settings) if official else False
        actor = official_actor(look.session, official, look.now) if official else anonymous()
        official_id = official.id if official else None
    fits = holds(hasher, stored, password)
    return Proof(login, official_id, actor if fits else anonymous(), fits, fits and due)


def _due(look: Look, official: OfficialRow, settings: Settings) -> bool:
    changed = official.password_changed_at
    return official.must_change_password or changed is None or rules.password_expired(changed, settings.password_days, look.now)


def settle(work: Work, proof: Proof, settings: Settings, *, changing: bool = False) -> Refusal | None:
    """Count and record an attempt; return why it is refused, or None. ``changing``: a password that is due will do.

    The first statement takes the writers' lock, so that attempts at the same time are settled one after the other
    and none slips past the limit.
    """
    if proof.official is None:
        # People type their password where the login belongs, so what was typed is told apart but not kept.
        trail.record(work, "official:sign_in_refused", "official:unknown", name=digest(proof.login)[:12])
        return bad_credentials()
    if not proof.fits:
        return _refuse(work, proof.official, proof.login, settings)
    if _unlocked(work, proof.official, {"failures": 0, "locked_until": None}) == 0:
        trail.record(work, "official:sign_in_refused", f"official:{proof.official}", name=proof.login)
        return _locked(work.session, proof.official)
    if proof.due and not changing:
        trail.record(work, "official:sign_in_refused", f"official:{proof.official}", name=proof.login)
        return Unauthenticated("口令须先修改（首次登录或已过期）", "the password must be changed first", code="password_due")
    if not changing:
        trail.record(work, "official:sign_in", f"official:{proof.official}", name=proof.login)
    return None


def _refuse(work: Work, official_id: str, login: str, settings: Settings) -> Refusal:
    counted = _unlocked(work, official_id, {"failures": OfficialRow.failures + 1})
    trail.record(work, "official:sign_in_refused", f"official:{official_id}", name=login)
    if not counted:
        return _locked(work.session, official_id)
    failures = work.session.scalars(select(OfficialRow.failures).where(OfficialRow.id == official_id)).one()
    if failures >= settings.lock_failures:
        until = work.now + timedelta(minutes=settings.lock_minutes)
        _unlocked(work, official_id, {"failures": 0, "locked_until": until})
        changes = {"locked_until": [None, until]}
        trail.record(work, "official:lock", f"official:{official_id}", name=login, changes=changes)
    return bad_credentials()


def _unlocked(work: Work, official_id: str, values: dict[str, object]) -> int:
    """Set sign-in counters of an account unless it is locked or disabled; return the number of accounts changed (1 or 0)."""
    open_ = or_(OfficialRow.locked_until.is_(None), OfficialRow.locked_until <= work.now) & OfficialRow.disabled_at.is_(None)
    statement = update(OfficialRow).where(OfficialRow.id == official_id, open_).values(**values)
    result = work.session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", result).rowcount


def _locked(session: Session, official_id: str) -> Refusal:
    until = session.scalars(select(OfficialRow.locked_until).where(OfficialRow.id == official_id)).one()
    if until is None:
        return bad_credentials()
    return Unauthenticated(
        "账号因多次失败已暂时锁定",
        "the account is locked for a while after failed attempts",
        code="locked",
        until=until.isoformat(),
    )


def bad_credentials() -> Unauthenticated:
    """Return the refusal of a wrong login or password; it does not tell which of them is wrong."""
    return Unauthenticated("登录名或口令不正确", "login or password is wrong", code="bad_credentials")


def begin(work: Work, official_id: str, settings: Settings) -> SignIn:
    """Open a session for the official, who is the work's actor."""
    row = SignInRow(id=work.new_id(), official_id=official_id, began_at=work.now, used_at=work.now)
    token = work.new_secret()
    row.digest = digest(token)
    work.session.add(row)
    return SignIn(row.id, token, work.actor, settings.session_minutes)


def sign_out(work: Work, token: str) -> None:
    """End the session that the token opens.

    Raises
    ------
    Unauthenticated
        The work's official has no such session, or it has ended already.
    """
    row = work.session.scalars(select(SignInRow).where(SignInRow.digest == digest(token), SignInRow.ended_at.is_(None))).first()
    if row is None or row.official_id != work.actor.id:
        raise Unauthenticated("没有此登录", "no such session", code="session_ended")
    row.ended_at = work.now
    trail.record(work, "official:sign_out", f"official:{row.official_id}", name=work.actor.login)


def renew(work: Work, proof: Proof, new: str, hashed: str, *, unchanged: bool) -> Refusal | None:
    """Put the new password in place of the proven one; return why not, or None."""
    problem = rules.password_problem(new, proof.login)
    if unchanged and problem is None:
        problem = Problem(
            "password", "same_password", "新口令不得与原口令相同", "the new password must differ from the present one"
        )
    if problem is not None:
        return Invalid(problem.zh, problem.en, code=problem.code, problems=[problem])
    official = work.session.get_one(OfficialRow, proof.official)
    official.password_hash, official.must_change_password, official.password_changed_at = hashed, False, work.now
    end_sessions(work, official.id)
    trail.record(work, "official:change_password", official.id, name=official.login)
    return None


def end_sessions(work: Work, official_id: str) -> None:
    """End every session of an official."""
    open_ = update(SignInRow).where(SignInRow.official_id == official_id, SignInRow.ended_at.is_(None))
    work.session.execute(open_.values(ended_at=work.now).execution_options(synchronize_session=False))
