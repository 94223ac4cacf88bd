"""Accounts of officials and the roles they hold; the three administrators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from argon2 import PasswordHasher
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from catalog import trail
from catalog.errors import Conflict, Invalid, NotAllowed, NotFound, Problem
from catalog.office import Look, Work
from catalog.people import rules
from catalog.people.loading import Put, load
from catalog.people.model import BootstrapRow, DepartmentRow, OfficialRow, RoleRow
from catalog.people.passwords import HASHER, one_time
from catalog.people.queries import is_id
from catalog.people.signin import end_sessions
from catalog.rights import ADMINISTRATORS, ROLES, require

FIRST_LOGINS: Final[Mapping[str, str]] = {"system_admin": "sysadmin", "security_admin": "secadmin", "auditor": "auditor"}
"""Logins of the three administrators unless bootstrap is told others."""


@dataclass(frozen=True, slots=True)
class OfficialEntry:
    """An official as a register or an import says it; ``department`` is an id, an absent field is left as it is."""

    login: str
    name: str
    department: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """An account with its one-time password, shown this once."""

    id: str
    login: str
    password: str
    role: str | None = None


# -- Accounts


def put_official(work: Work, entry: OfficialEntry) -> Put:
    """Make an account, or bring the known one (by login) up to date; doing it twice changes nothing.

    A new account has no password: nobody signs in with it before ``reset_password`` made one.

    Raises
    ------
    NotAllowed
        The actor may not set up accounts.
    Invalid
        A field is wrong; or the official would take roles along into another department (``holds_roles``).
    """
    require(work.actor, "official:put")
    _check(work.session, entry)
    row = find_official(work, entry.login)
    if row is None:
        return Put(_insert(work, entry, "official:put").id, "accepted")
    before = _state(row)
    row.name = entry.name.strip()
    row.email = entry.email or row.email
    _move(work, row, entry.department)
    changes = trail.changed(before, _state(row))
    if not changes:
        return Put(row.id, "unchanged")
    work.session.flush()
    trail.record(work, "official:put", row.id, name=row.login, changes=changes)
    return Put(row.id, "updated")


def add_official(work: Work, entry: OfficialEntry, *, hasher: PasswordHasher = HASHER) -> Account:
    """Make an account with a one-time password that must be changed at the first sign-in.

    Raises
    ------
    NotAllowed
        The actor may not set up accounts.
    Conflict
        The login is taken.
    Invalid
        A field is wrong; all problems at once.
    """
    require(work.actor, "official:add")
    _check(work.session, entry)
    if find_official(work, entry.login) is not None:
        raise Conflict(f"登录名已被占用：{entry.login}", f"the login is taken: {entry.login}", code="login_taken")
    row = _insert(work, entry, "official:add")
    return Account(row.id, row.login, _give_password(work, row, hasher))


def reset_password(work: Work, official_id: str, *, revision: int | None = None, hasher: PasswordHasher = HASHER) -> Account:
    """Give an official a one-time password; all sessions end and a lock is lifted. One's own is changed, never reset.

    Raises
    ------
    NotFound, Stale
        The official is not there, or not at ``revision``.
    NotAllowed
        Not the system administrator's right, or the official is an administrator (the operator's right alone), or oneself.
    """
    row = load(work, OfficialRow, official_id, revision)
    administrator = not ADMINISTRATORS.isdisjoint(roles_from(work.session, row.id, work.now))
    require(work.actor, "official:reset_administrator" if administrator else "official:reset_password")
    if row.id == work.actor.id:
        raise NotAllowed("请使用修改口令", "change your own password instead", code="own_password")
    password = _give_password(work, row, hasher)
    row.failures, row.locked_until = 0, None
    end_sessions(work, row.id)
    trail.record(work, "official:reset_password", row.id, name=row.login)
    return Account(row.id, row.login, password)


def disable(work: Work, official_id: str, *, revision: int | None = None) -> None:
    """Close an account from now on: no sign-in, every session ends. Its history stays.

    Raises
    ------
    NotFound, Stale, NotAllowed
        It is not there, not at ``revision``, or the actor may not.
    Conflict
        It is disabled already.
    """
    row = load(work, OfficialRow, official_id, revision)
    require(work.actor, "official:disable")
    _switch(work, row, "official:disable", work.now)
    end_sessions(work, row.id)


def enable(work: Work, official_id: str, *, revision: int | None = None) -> None:
    """Open a disabled account again, with its password and roles as they were.

    Raises
    ------
    NotFound, Stale, NotAllowed
        It is not there, not at ``revision``, or the actor may not.
    Conflict
        It is not disabled.
    """
    row = load(work, OfficialRow, official_id, revision)
    require(work.actor, "official:enable")
    _switch(work, row, "official:enable", None)


def _switch(work: Work, row: OfficialRow, verb: str, disabled_at: datetime | None) -> None:
    if (row.disabled_at is None) == (disabled_at is None):
        zh, en = (
            ("账号已停用", "the account is disabled already") if disabled_at else ("账号未停用", "the account is not disabled")
        )
        raise Conflict(zh, en, code="no_change")
    before = {"disabled_at": row.disabled_at}
    row.disabled_at = disabled_at
    trail.record(work, verb, row.id, name=row.login, changes=trail.changed(before, {"disabled_at": disabled_at}))


def find_official(look: Look, login: str) -> OfficialRow | None:
    """Return the account with this login, or None."""
    return look.session.scalars(select(OfficialRow).where(OfficialRow.login == login)).first()


def official_id(look: Look, login: str) -> str:
    """Return the id of the account with this login.

    Raises
    ------
    NotFound
        There is none.
    """
    row = find_official(look, login)
    if row is None:
        raise NotFound(f"没有此人员：{login}", f"no such official: {login}")
    return row.id


def _check(session: Session, entry: OfficialEntry) -> None:
    problems = [problem for problem in (rules.login_problem(entry.login),) if problem]
    if not entry.name.strip() or len(entry.name) > 64:
        problems.append(Problem("name", "bad_name", "姓名应为1至64个字符", "a name has 1 to 64 characters"))
    if entry.email is not None and ("@" not in entry.email or len(entry.email) > 254):
        problems.append(Problem("email", "bad_email", "邮箱格式不正确", "this is no e-mail address"))
    known = entry.department is None or (is_id(entry.department) and session.get(DepartmentRow, entry.department) is not None)
    if not known:
        problems.append(Problem("department", "unknown_department", "没有此部门", "no such department"))
    if problems:
        raise Invalid("人员有误", "the official is not right", problems=problems)


def _insert(work: Work, entry: OfficialEntry, verb: str) -> OfficialRow:
    row = OfficialRow(
        id=work.new_id(), login=entry.login, name=entry.name.strip(), department_id=entry.department, email=entry.email
    )
    row.must_change_password, row.failures = True, 0
    work.session.add(row)
    work.session.flush()
    trail.record(work, verb, row.id, name=row.login, changes=trail.changed({}, _state(row)))
    return row


def _move(work: Work, row: OfficialRow, department: str | None) -> None:
    """Put the official into another department; roles are granted for a department, so none may go along."""
    if department is None or department == row.department_id:
        return
    if held := roles_from(work.session, row.id, work.now):
        zh, en = f"调动前请先撤销角色：{'、'.join(sorted(held))}", f"revoke the roles before the move: {', '.join(sorted(held))}"
        raise Invalid(zh, en, code="holds_roles", problems=[Problem("department", "holds_roles", zh, en)])
    row.department_id = department


def _give_password(work: Work, row: OfficialRow, hasher: PasswordHasher) -> str:
    password = one_time(work.new_secret, row.login)
    row.password_hash, row.must_change_password, row.password_changed_at = hasher.hash(password), True, work.now
    work.session.flush()
    return password


def _state(row: OfficialRow) -> dict[str, Any]:
    return {"login": row.login, "name": row.name, "department_id": row.department_id, "email": row.email}


# -- Roles


def grant_role(
    work: Work,
    official_id: str,
    role: str,
    *,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
    revision: int | None = None,
) -> None:
    """Grant a role from an instant (default: now) until another (default: until revoked).

    Raises
    ------
    NotFound, Stale
        The official is not there, or not at ``revision``.
    NotAllowed
        Not the security administrator's right, or to oneself.
    Conflict
        The official holds the role already.
    Invalid
        There is no such role, the duties must be separated (``separation``), or the time is wrong.
    """
    row = load(work, OfficialRow, official_id, revision)
    _may_change_roles(work, "role:grant", row)
    held = roles_from(work.session, row.id, work.now)
    if role in held:
        raise Conflict(f"{row.login}已有此角色", f"{row.login} holds this role already", code="role_held")
    begins = valid_from or work.now
    problems = [problem for problem in (rules.role_problem(role, held),) if problem]
    if valid_to is not None and valid_to <= begins:
        problems.append(Problem("valid_to", "bad_period", "终止应晚于起始", "the end must be later than the beginning"))
    if problems:
        raise Invalid(problems[0].zh, problems[0].en, code=problems[0].code, problems=problems)
    _grant(work, row, role, begins, valid_to)


def revoke_role(work: Work, official_id: str, role: str, *, revision: int | None = None) -> None:
    """Take a role away from now on.

    Raises
    ------
    NotFound, Stale
        The official is not there or holds no such role, or is not at ``revision``.
    NotAllowed
        Not the security administrator's right, or one's own.
    """
    row = load(work, OfficialRow, official_id, revision)
    _may_change_roles(work, "role:revoke", row)
    grant = work.session.scalars(_grants_from(row.id, work.now).where(RoleRow.role == role)).first()
    if grant is None:
        raise NotFound(f"{row.login}没有此角色：{role}", f"{row.login} does not hold the role {role}")
    ended = grant.valid_to
    # A grant that has not begun ends before it begins: it then holds at no instant.
    grant.valid_to = work.now
    row.roles_changed_at = work.now
    trail.record(
        work,
        "role:revoke",
        f"official:{row.id}",
        name=row.login,
        changes={"role": [role, None], "valid_to": [ended, grant.valid_to]},
    )


def roles_from(session: Session, official_id: str, now: datetime) -> frozenset[str]:
    """Return the roles an official holds or is going to hold: what separation of duties is judged by."""
    return frozenset(grant.role for grant in session.scalars(_grants_from(official_id, now)))


def _grants_from(official_id: str, now: datetime) -> Any:
    return select(RoleRow).where(RoleRow.official_id == official_id, or_(RoleRow.valid_to.is_(None), RoleRow.valid_to > now))


def _may_change_roles(work: Work, verb: str, row: OfficialRow) -> None:
    require(work.actor, verb)
    if row.id == work.actor.id:
        raise NotAllowed("不得变更自己的角色", "nobody changes their own roles", code="own_roles")


def _grant(work: Work, row: OfficialRow, role: str, begins: datetime, ends: datetime | None = None) -> None:
    grant = RoleRow(id=work.new_id(), official_id=row.id, role=role, valid_from=begins, valid_to=ends)
    grant.granted_by = work.actor.id
    work.session.add(grant)
    row.roles_changed_at = work.now
    work.session.flush()
    changes = {"role": [None, role], "valid_from": [None, begins], "valid_to": [None, ends]}
    trail.record(work, "role:grant", f"official:{row.id}", name=row.login, changes=changes)


# -- The three administrators


def bootstrap(work: Work, logins: Mapping[str, str] = FIRST_LOGINS, *, hasher: PasswordHasher = HASHER) -> tuple[Account, ...]:
    """Make the three separated administrators, once, on a database that has none.

    Raises
    ------
    NotAllowed
        The actor is not the operator.
    Conflict
        There are administrators already, or somebody is making them this moment.
    Invalid
        A login is wrong, or the three are not three.
    """
    require(work.actor, "people:bootstrap")
    entries = {role: OfficialEntry(logins[role], ROLES[role][0]) for role in FIRST_LOGINS}
    if len({entry.login for entry in entries.values()}) < len(entries):
        raise Invalid("三员须为三个不同的账号", "the three administrators need three logins", code="separation")
    for entry in entries.values():
        _check(work.session, entry)
    if work.session.scalars(select(RoleRow).where(RoleRow.role.in_(ADMINISTRATORS))).first() or work.session.get(BootstrapRow, 1):
        raise Conflict("管理员已存在，不能再次初始化", "there are administrators already", code="bootstrapped")
    work.session.add(BootstrapRow(id=1, at=work.now))
    work.session.flush()
    return tuple(_administrator(work, role, entry, hasher) for role, entry in entries.items())


def _administrator(work: Work, role: str, entry: OfficialEntry, hasher: PasswordHasher) -> Account:
    row = _insert(work, entry, "official:add")
    password = _give_password(work, row, hasher)
    _grant(work, row, role, work.now)
    return Account(row.id, row.login, password, role)
