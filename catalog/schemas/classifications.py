"""The classification: nodes, and what is said to put one."""

from __future__ import annotations

from catalog.schemas.base import Day, Flag, Many, Part, Shape, Text, Whole, between

_DAY = {"format": "date", "example": "2026-03-02"}


class NodesQuerySchema(Shape):
    """Which part of the classification is asked for."""

    parent = Text(metadata={"description": "只列此分类的下一级 · only the nodes right below this one", "example": "206"})
    cursor = Text(metadata={"description": "上一页的 next · the next of the page before"})
    limit = Whole(load_default=200, validate=between(1, 1000), metadata={"description": "每页条数 · nodes a page"})


class NodeSchema(Shape):
    """A node of the classification."""

    id = Text(metadata={"description": "编号 · id", "format": "uuid"})
    code = Text(metadata={"description": "分类代码 · code", "example": "206001"})
    name = Text(metadata={"description": "名称 · name"})
    parent = Text(allow_none=True, metadata={"description": "上级分类代码 · code of its parent"})
    department_id = Text(
        allow_none=True, metadata={"description": "部门类所属部门编号 · id of a class-3 node's department", "format": "uuid"}
    )
    is_leaf = Flag(metadata={"description": "末级，可放资源 · a leaf, which may hold entries"})


class NodesSchema(Shape):
    """A page of the classification, in the order of codes."""

    classifications = Many(Part(NodeSchema), metadata={"description": "本页分类 · the nodes of this page"})
    next = Text(
        allow_none=True, metadata={"description": "下一页的 cursor，末页为 null · cursor of the next page, null on the last"}
    )


class NewNodeSchema(Shape):
    """What a node is to be."""

    name = Text(required=True, metadata={"description": "名称 · name", "maxLength": 128})
    parent = Text(metadata={"description": "上级分类代码 · code of its parent", "example": "206"})
    valid_from = Day(metadata={"description": "启用日期 · in force from", **_DAY})
    valid_to = Day(metadata={"description": "停用日期，当日起停用 · no longer in force from", **_DAY})


class PutNodeSchema(Shape):
    """What putting a node came to."""

    code = Text(metadata={"description": "分类代码 · code"})
    fate = Text(
        metadata={"description": "新增、更新或未变 · added, updated or unchanged", "enum": ["accepted", "updated", "unchanged"]}
    )
