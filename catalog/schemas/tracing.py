"""The trace: the things that hang together, how one leads to another, and every step on the way."""

from __future__ import annotations

import marshmallow as ma

from catalog.schemas.base import Flag, Many, Part, Shape, Text
from catalog.schemas.forms import LAWS
from catalog.schemas.registers import said

_RELATIONS = ["matched", "assigned", "fulfilled", "bound", "merged", "applied", "wanted", "granted", "opens"]
_THING = "demand:0199a3c2-7d51-7c3e-9a40-5f0b6d1e2b01"


class TraceQuerySchema(Shape):
    """What is traced, where its name holds a slash."""

    code = Text(
        required=True, metadata=said("信息资源代码，现用或曾用 · resource code, present or former", example="206001/000017")
    )


class TraceNodeSchema(Shape):
    """A thing of the loop."""

    kind = Text(metadata=said("种类 · kind", enum=["demand", "responsibility", "resource", "binding", "application", "grant"]))
    id = Text(metadata=said("编号 · id", format="uuid"))
    number = Text(
        allow_none=True, metadata=said("需求、责任、申请、授权编号或资源代码 · its number or code", example="XQ2026-000012")
    )
    title = Text(metadata=said("名称 · title"))
    department = Text(metadata=said("需求、责任、提供、申请或使用部门 · who needs, owes, provides, applies or uses"))
    state = Text(metadata=said("状态 · state", example="satisfied"))
    callable = Flag(
        allow_none=True, metadata=said("现在可以调用，仅资源与挂接 · can be called now; of entries and bindings alone")
    )


class TraceLinkSchema(Shape):
    """How one thing leads to another; both as kind:id."""

    source = Text(metadata=said("起点 · from", example=_THING))
    target = Text(metadata=said("终点 · to", example="resource:0199a3c2-7d51-7c3e-9a40-5f0b6d1e2a77"))
    relation = Text(metadata=said("关系 · how", enum=_RELATIONS))
    items = Many(Text(), metadata=said("所涉信息项 · the items that it is for"))


class TraceEventSchema(Shape):
    """One step: what was done to which thing, by whom, when and why."""

    at = ma.fields.DateTime(metadata=said("时间 · at"))
    thing = Text(metadata=said("对象 · the thing", example=_THING))
    verb = Text(metadata=said("动作 · verb", example="accept"))
    name = Text(metadata=said("经办人，可为空 · who did it, may be empty"))
    department = Text(allow_none=True, metadata=said("经办部门 · of which department"))
    opinion = Text(allow_none=True, metadata=said("意见 · opinion"))
    basis = LAWS
    facts = ma.fields.Dict(metadata=said("所涉事实 · facts of the step", example={"to": "重庆市民政局"}))


class TraceSchema(Shape):
    """Everything that hangs together with one thing, as far as the caller may see."""

    start = Text(metadata=said("所查的对象 · the thing that was asked for", example=_THING))
    nodes = Many(Part(TraceNodeSchema), metadata=said("对象，由近及远 · things, the nearest first"))
    links = Many(Part(TraceLinkSchema), metadata=said("联系 · links"))
    events = Many(Part(TraceEventSchema), metadata=said("办理经过，旧者在前 · steps, oldest first"))
    complete = Flag(metadata=said("完整；否则过大而截止 · whole; else it was cut off for its size"))
