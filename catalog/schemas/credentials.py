"""Tokens and signing keys of machines."""

from __future__ import annotations

import marshmallow as ma

from catalog.people import machine_scopes
from catalog.schemas.base import Instant, Many, Part, Shape, Text, Whole
from catalog.schemas.registers import DEPARTMENT, NEXT, REVISION, PagedSchema, said

_SCOPES = said("可用操作 · verbs it may be used for")


class CredentialsQuerySchema(PagedSchema):
    """What a list of credentials is narrowed to."""

    department = Text(metadata=DEPARTMENT)


class OrderSchema(Shape):
    """What a credential is to be."""

    department = Text(required=True, metadata=DEPARTMENT)
    application = Text(required=True, metadata=said("应用系统名称 · name of the application", maxLength=64))
    scopes = Many(Text(metadata={"enum": sorted(machine_scopes())}), required=True, metadata=_SCOPES)
    expires_at = Instant(required=True, metadata=said("有效期至 · expires at", format="date-time"))


class IssuedSchema(Shape):
    """A credential as issued."""

    id = Text(metadata=said("编号；密钥即以此为 X-Key-Id · id; of a key, its X-Key-Id", format="uuid"))
    secret = Text(metadata=said("密文，只显示一次 · secret, shown this once"))
    department = Text(metadata=said("部门编号 · id of the department", format="uuid"))
    application = Text(metadata=said("应用系统名称 · name of the application"))
    scopes = Many(Text(), metadata=_SCOPES)
    expires_at = ma.fields.DateTime(metadata=said("有效期至 · expires at"))


class MachineCredentialSchema(Shape):
    """A credential without its secret."""

    id = Text(metadata=said("编号 · id", format="uuid"))
    kind = Text(metadata=said("令牌或签名密钥 · token or signing key", enum=["token", "key"]))
    department = Text(metadata=said("部门名称 · name of the department"))
    application = Text(metadata=said("应用系统名称 · name of the application"))
    scopes = Many(Text(), metadata=_SCOPES)
    issued_at = ma.fields.DateTime(metadata=said("签发时间 · issued at"))
    expires_at = ma.fields.DateTime(metadata=said("有效期至 · expires at"))
    revoked_at = ma.fields.DateTime(allow_none=True, metadata=said("吊销时间 · revoked at"))
    revision = Whole(metadata=REVISION)


class MachineCredentialsSchema(Shape):
    """A page of credentials."""

    credentials = Many(
        Part(MachineCredentialSchema), metadata=said("凭证，按部门与应用 · credentials by department and application")
    )
    next = Text(allow_none=True, metadata=NEXT)
