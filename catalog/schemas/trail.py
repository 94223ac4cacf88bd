"""The trail: its rows, its head, the verdict over it."""

from __future__ import annotations

import marshmallow as ma

from catalog.schemas.base import Flag, Many, Part, Shape, Text, Whole, between
from catalog.schemas.registers import NEXT, PagedSchema, said


class TrailQuerySchema(PagedSchema):
    """Which rows are wanted."""

    after = Whole(
        load_default=0,
        validate=between(0, 2**31),
        metadata=said("从此序号之后；有 cursor 时不计 · behind this number; a cursor overrules it"),
    )
    thing = Text(metadata=said("只看此对象 · of this thing only", example="resource:0199a3c2-7d51-7c3e-9a40-5f0b6d1e2a77"))


class TrailActorSchema(Shape):
    """Who acted."""

    login = Text(metadata=said("登录名 · login"))
    kind = Text(metadata=said("种类 · kind", enum=["official", "machine", "operator", "anonymous"]))
    id = Text(allow_none=True, metadata=said("账号或凭证编号 · id of account or credential"))
    department = Text(allow_none=True, metadata=said("部门编号 · id of the department"))


class TrailRowSchema(Shape):
    """One changed thing."""

    seq = Whole(metadata=said("序号 · number"))
    work_id = Text(metadata=said("同一操作的各行相同 · shared by the rows of one act", format="uuid"))
    at = ma.fields.DateTime(metadata=said("时间 · at"))
    actor = Part(TrailActorSchema, metadata=said("操作者 · who acted"))
    verb = Text(metadata=said("动作 · verb", example="resource:submit"))
    thing = Text(metadata=said("对象 · thing"))
    name = Text(allow_none=True, metadata=said("当时的名称 · what it was called then"))
    changes = ma.fields.Dict(metadata=said("变更：字段与前后值 · changes: field with before and after"))
    basis = Text(allow_none=True, metadata=said("法律依据 · legal basis"))


class TrailRowsSchema(Shape):
    """A page of the trail."""

    rows = Many(Part(TrailRowSchema), metadata=said("记录，按序号 · rows in their order"))
    next = Text(allow_none=True, metadata=NEXT)


class HeadSchema(Shape):
    """The end of the chain at one moment."""

    seq = Whole(required=True, strict=True, validate=between(0, 2**53), metadata=said("最后序号 · last number", example=1024))
    digest = Text(
        required=True,
        metadata=said("SM3 摘要 · SM3 digest", example="66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
    )


class HeadsSchema(Shape):
    """Heads that were kept outside."""

    heads = Many(
        Part(HeadSchema),
        load_default=(),
        validate=ma.validate.Length(0, 1000, error="bad_length|至多 1000 个|at most 1000"),
        metadata=said("此前导出的链头 · heads exported before"),
    )


class VerdictSchema(Shape):
    """What reading the whole chain found."""

    rows = Whole(metadata=said("读到的行数 · rows read", example=52344))
    sound = Flag(metadata=said("完整 · sound", example=True))
    bad_seq = Whole(allow_none=True, metadata=said("首个有误的行 · first bad row"))
    fault = Text(allow_none=True, metadata=said("有何不符 · what is wrong with it"))
    zh = Text(metadata=said("中文说明 · in Chinese"))
    en = Text(metadata=said("英文说明 · in English"))
