"""The tables of people: tiers, regions, departments and their succession, officials and their roles, chiefs, machines.

Days (``Date``) are Asia/Shanghai days and every interval is half-open: the day or instant ``valid_to`` is outside.
``valid_from`` empty means *since before this register*, ``valid_to`` empty means *until further notice*.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from catalog.store import Base, Id, JsonText, UtcTime


def _unique_where(name: str, *columns: str, where: str) -> Index:
    """Return a unique index over part of a table, said for both databases."""
    return Index(name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where))


class TierRow(Base):
    """A level of government: ``level`` grows downward and leaves room between, so that others fit in."""

    __tablename__ = "tier"

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    level: Mapped[int] = mapped_column(unique=True)
    zh: Mapped[str] = mapped_column(String(32))
    en: Mapped[str] = mapped_column(String(32))


class RegionRow(Base):
    """A region of one tier under a parent; unconfirmed ones were made by an import and wait for a confirmation."""

    __tablename__ = "region"
    __table_args__ = (
        Index("ix_region_name", "name"),
        _unique_where("uq_region_root", "tier_code", where="parent_id IS NULL"),
        _unique_where(
            "uq_region_name_uncoded", "parent_id", "name", where="code IS NULL AND local_code IS NULL AND valid_to IS NULL"
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    code: Mapped[str | None] = mapped_column(String(12), unique=True)
    local_code: Mapped[str | None] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    tier_code: Mapped[str] = mapped_column(ForeignKey("tier.code"))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("region.id"), index=True)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    confirmed: Mapped[bool]
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 (SQLAlchemy reads this once, when the class is made)


class DepartmentRow(Base):
    """A department as it was or is: a new name, or a merger, makes a new row and ends the old one.

    Among the rows without an end a code is unique; names are not, for real registers hold namesakes with codes of their own.
    """

    __tablename__ = "department"
    __table_args__ = (
        Index("ix_department_region_id_name", "region_id", "name"),
        Index("ix_department_name", "name"),
        Index("ix_department_credit_code", "credit_code"),
        Index("ix_department_local_code", "local_code"),
        _unique_where("uq_department_credit_code_valid", "credit_code", where="valid_to IS NULL"),
        _unique_where("uq_department_local_code_valid", "local_code", where="valid_to IS NULL"),
        _unique_where(
            "uq_department_name_uncoded",
            "region_id",
            "name",
            where="credit_code IS NULL AND local_code IS NULL AND valid_to IS NULL",
        ),
        CheckConstraint("valid_from IS NULL OR valid_to IS NULL OR valid_from < valid_to", name="period"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    type: Mapped[str] = mapped_column(String(32))
    region_id: Mapped[str] = mapped_column(ForeignKey("region.id"))
    credit_code: Mapped[str | None] = mapped_column(String(18))
    local_code: Mapped[str | None] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(128))
    short_name: Mapped[str | None] = mapped_column(String(64))
    vertical_parent_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"), index=True)
    system: Mapped[str | None] = mapped_column(String(32))
    under_chief: Mapped[bool]
    confirmed: Mapped[bool]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 (SQLAlchemy reads this once, when the class is made)


class SuccessionRow(Base):
    """From ``day`` on, one department stands for another; of several heirs exactly one is the main heir."""

    __tablename__ = "succession"
    __table_args__ = (_unique_where("uq_succession_main", "from_id", where="main"),)

    from_id: Mapped[str] = mapped_column(ForeignKey("department.id"), primary_key=True)
    to_id: Mapped[str] = mapped_column(ForeignKey("department.id"), primary_key=True, index=True)
    day: Mapped[date]
    kind: Mapped[str] = mapped_column(String(16))
    main: Mapped[bool]


class OfficialRow(Base):
    """An official and the account that proves who it is.

    The sign-in counters change by statements that leave ``revision`` alone, so that a mistyped password
    never makes an administrator's edit stale. ``roles_changed_at`` changes with every grant and revocation:
    two at once then collide on the revision and cannot miss each other.
    """

    __tablename__ = "official"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    department_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"), index=True)
    email: Mapped[str | None] = mapped_column(String(254))
    password_hash: Mapped[str | None] = mapped_column(String(256))
    must_change_password: Mapped[bool]
    password_changed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    failures: Mapped[int]
    locked_until: Mapped[datetime | None] = mapped_column(UtcTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcTime)
    roles_changed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 (SQLAlchemy reads this once, when the class is made)


class RoleRow(Base):
    """A role granted to an official from one instant until another."""

    __tablename__ = "role_grant"
    __table_args__ = (
        Index("ix_role_grant_official_id", "official_id"),
        _unique_where("uq_role_grant_open", "official_id", "role", where="valid_to IS NULL"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    official_id: Mapped[str] = mapped_column(ForeignKey("official.id"))
    role: Mapped[str] = mapped_column(String(32))
    valid_from: Mapped[datetime] = mapped_column(UtcTime)
    valid_to: Mapped[datetime | None] = mapped_column(UtcTime)
    granted_by: Mapped[str | None] = mapped_column(ForeignKey("official.id"))


class BootstrapRow(Base):
    """The one bootstrap: its fixed key makes a second one impossible, be it at the same instant."""

    __tablename__ = "bootstrap"
    __table_args__ = (CheckConstraint("id = 1", name="once"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcTime)


class ChiefRow(Base):
    """An official answers as a cloud chief for a department, a system of a region, or a region."""

    __tablename__ = "chief"
    __table_args__ = (Index("ix_chief_official_id", "official_id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    official_id: Mapped[str] = mapped_column(ForeignKey("official.id"))
    department_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"), index=True)
    system: Mapped[str | None] = mapped_column(String(32))
    region_id: Mapped[str | None] = mapped_column(ForeignKey("region.id"), index=True)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 (SQLAlchemy reads this once, when the class is made)


class SignInRow(Base):
    """A sign-in of an official; the bearer token itself is never stored, only its SM3 digest."""

    __tablename__ = "sign_in"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    official_id: Mapped[str] = mapped_column(ForeignKey("official.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    began_at: Mapped[datetime] = mapped_column(UtcTime)
    used_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)


class _Credential:
    """What tokens and keys of machines have in common."""

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"), index=True)
    application: Mapped[str] = mapped_column(String(64))
    scopes: Mapped[Any] = mapped_column(JsonText)
    issued_at: Mapped[datetime] = mapped_column(UtcTime)
    issued_by: Mapped[str | None] = mapped_column(ForeignKey("official.id"))
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 (SQLAlchemy reads this once, when the class is made)


class TokenRow(_Credential, Base):
    """A machine's bearer token, kept as its SM3 digest."""

    __tablename__ = "token"

    digest: Mapped[str] = mapped_column(String(64), unique=True)


class SigningKeyRow(_Credential, Base):
    """A machine's HMAC-SM3 key, kept encrypted under the key file named by ``vault`` (the file's fingerprint)."""

    __tablename__ = "signing_key"

    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    vault: Mapped[str] = mapped_column(String(16))
