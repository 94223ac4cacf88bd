"""Signing in and out."""

from __future__ import annotations

from catalog.schemas.base import Many, Shape, Text, Whole


class CredentialsSchema(Shape):
    """What an official signs in with."""

    login = Text(required=True, metadata={"description": "登录名 · login", "example": "li.ming"})
    password = Text(required=True, metadata={"description": "口令 · password", "format": "password", "writeOnly": True})


class NewPasswordSchema(CredentialsSchema):
    """The present credentials and the password to come."""

    new_password = Text(
        required=True,
        metadata={
            "description": "新口令，至少 8 位且含三类字符 · the new password, 8 characters or more of three classes",
            "format": "password",
            "writeOnly": True,
        },
    )


class SessionSchema(Shape):
    """A session as it begins."""

    token = Text(metadata={"description": "令牌，只显示一次 · bearer token, shown this once"})
    expires_in = Whole(metadata={"description": "无操作多少秒后失效 · idle seconds after which it ends", "example": 900})
    login = Text(attribute="actor.login", metadata={"description": "登录名 · login"})
    department = Text(
        attribute="actor.department", allow_none=True, metadata={"description": "所属部门编号 · id of the own department"}
    )
    region = Text(attribute="actor.region", allow_none=True, metadata={"description": "所属区划编号 · id of the own region"})
    roles = Many(Text(), metadata={"description": "角色 · roles"})
