"""Editions: the catalog frozen, and what changed between two of them."""

from __future__ import annotations

import marshmallow as ma

from catalog.schemas.base import Many, Part, Shape, Text, Whole, between

KINDS = ("added", "changed", "retired", "merged", "superseded", "gone")


class EditionSchema(Shape):
    """A frozen catalog."""

    label = Text(metadata={"description": "版名 · label", "example": "2026"})
    cut_at = ma.fields.DateTime(metadata={"description": "定版时间 · cut at"})
    cut_by = Text(metadata={"description": "定版人 · cut by"})
    entries = Whole(metadata={"description": "资源数 · entries"})
    items = Whole(metadata={"description": "信息项数 · items"})


class EditionsSchema(Shape):
    """All editions."""

    editions = Many(Part(EditionSchema), metadata={"description": "各版，旧者在前 · editions, oldest first"})


class NewEditionSchema(Shape):
    """An edition to be cut."""

    label = Text(required=True, metadata={"description": "版名，1 至 32 字 · label, 1 to 32 characters", "maxLength": 32})


class ChangesQuerySchema(Shape):
    """Which two editions are compared."""

    old = Text(required=True, metadata={"description": "较旧的一版 · the older edition", "example": "2025"})
    new = Text(required=True, metadata={"description": "较新的一版 · the newer edition", "example": "2026"})
    cursor = Text(metadata={"description": "上一页的 next · the next of the page before"})
    limit = Whole(load_default=200, validate=between(1, 1000), metadata={"description": "每页条数 · changes a page"})


class EditionChangeSchema(Shape):
    """What became of one entry."""

    kind = Text(metadata={"description": "变化 · change", "enum": list(KINDS)})
    department = Text(metadata={"description": "提供部门 · provider"})
    code = Text(allow_none=True, metadata={"description": "信息资源代码 · resource code"})
    name = Text(metadata={"description": "名称 · name"})
    successor = Text(allow_none=True, metadata={"description": "替代或并入的资源代码 · code of what stands in its place"})
    details = ma.fields.Dict(
        allow_none=True, metadata={"description": "逐项差异，仅 changed · the differences, of changed ones only"}
    )


class EditionChangesSchema(Shape):
    """A page of what changed."""

    changes = Many(
        Part(EditionChangeSchema), metadata={"description": "本页变化，按部门 · the changes of this page, by department"}
    )
    next = Text(
        allow_none=True, metadata={"description": "下一页的 cursor，末页为 null · cursor of the next page, null on the last"}
    )
    total = Whole(metadata={"description": "变化总数 · changes in all"})
