"""What the catalog list comes to: entries by state, and the access rate."""

from __future__ import annotations

import marshmallow as ma

from catalog.lists.rules import RESOURCE
from catalog.schemas.base import Shape, Text, Whole


class CountsSchema(Shape):
    """How many entries there are, of those the caller may see."""

    states = ma.fields.Dict(
        keys=ma.fields.String(metadata={"enum": list(RESOURCE)}),
        values=ma.fields.Integer(),
        metadata={"description": "各状态的资源数 · entries by state", "example": {"published": 8123, "draft": 12}},
    )
    total = Whole(metadata={"description": "总数 · in all"})


class AccessQuerySchema(Shape):
    """Whose access rate is asked for."""

    department = Text(
        metadata={"description": "提供部门：编号、代码或名称，含其前身 · provider with its predecessors: id, code or name"}
    )
    region = Text(
        metadata={
            "description": "区划：编号、代码或名称，含下级 · region with all beneath it: id, code or name",
            "example": "500103",
        }
    )


class AccessSchema(Shape):
    """The access rate (接入率) by its four numbers."""

    resources = Whole(metadata={"description": "纳入考核的已发布资源数 · entries published and assessed"})
    accessed = Whole(metadata={"description": "其中已接入的资源数 · those of them that are accessed"})
    items = Whole(metadata={"description": "这些资源的信息项数 · items of those entries"})
    items_accessed = Whole(metadata={"description": "其中已接入资源的信息项数 · items of those that are accessed"})
