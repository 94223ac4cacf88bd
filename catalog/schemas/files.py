"""Files in and out: how one is imported, what that came to, what an export is narrowed to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import marshmallow as ma

from catalog.lists import vocabulary
from catalog.lists.demands.rules import DEMAND
from catalog.lists.responsibilities.rules import RESPONSIBILITY
from catalog.lists.rules import RESOURCE
from catalog.schemas.base import Flag, Many, Part, Shape, Text, Whole, between, one_of
from catalog.schemas.problems import FindingSchema


class Switch(Flag):
    """A yes or no in an address, written ``true`` or ``false``."""

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> bool:
        if value not in ("true", "false"):
            raise self.make_error("invalid")
        return bool(value == "true")


class RegisterImportSchema(Shape):
    """How a register's file is imported."""

    name = Text(
        metadata={
            "description": "文件名，其扩展名决定类型；仅在请求体即文件时需要 · name of the file, whose ending tells its kind;"
            " needed only where the body is the file itself",
            "example": "catalog.csv.gz",
        }
    )
    region = Text(metadata={"description": "未写明区划的行归此区划 · region of rows that name none", "example": "500103"})
    dry_run = Switch(load_default=False, metadata={"description": "只检查，不写入 · check only, write nothing"})


class ResourceImportSchema(RegisterImportSchema):
    """How a file of catalog entries is imported."""

    department = Text(
        metadata={"description": "未写明提供方的行归此部门 · department of rows that name none", "example": "11500000009275780L"}
    )
    create_departments = Switch(
        load_default=False,
        metadata={"description": "建立未登记的部门和区划（待确认） · make unknown departments and regions, unconfirmed"},
    )


class ListImportSchema(RegisterImportSchema):
    """How a file of demands or responsibilities is imported."""

    department = Text(
        metadata={"description": "未写明部门的行归此部门 · department of rows that name none", "example": "11500000009275780L"}
    )


class RowSchema(Shape):
    """Rows of one thing, and what is to be said about them."""

    lines = Many(Whole(), metadata={"description": "行号 · lines", "example": [2]})
    name = Text(allow_none=True, metadata={"description": "名称 · name"})
    problems = Many(Part(FindingSchema), metadata={"description": "问题 · findings"})


class RegisterReportSchema(Shape):
    """What an import did, in rows: accepted + updated + unchanged + rejected = read."""

    read = Whole(metadata={"description": "读取行数 · rows read"})
    accepted = Whole(metadata={"description": "新增 · accepted"})
    updated = Whole(metadata={"description": "更新 · updated"})
    unchanged = Whole(metadata={"description": "未变 · unchanged"})
    rejected = Whole(metadata={"description": "拒绝 · rejected"})
    warnings = Whole(metadata={"description": "提示 · remarks on rows that were stored"})
    notes = Many(Part(FindingSchema), metadata={"description": "关于整个文件 · about the file as a whole"})
    remarks = ma.fields.Dict(metadata={"description": "各类问题的次数 · findings by code"})
    rejections = Many(Part(RowSchema), metadata={"description": "被拒绝的行，前 100 条 · the first 100 rejected"})
    incomplete = Many(Part(RowSchema), metadata={"description": "有提示的行，前 100 条 · the first 100 stored with remarks"})


class ResourceReportSchema(RegisterReportSchema):
    """What an import of catalog entries did."""

    departments_created = Whole(metadata={"description": "新建部门 · departments made"})


class ExportQuerySchema(Shape):
    """What an export is narrowed to."""

    state = Many(
        Text(validate=one_of(RESOURCE)), load_default=(), metadata={"description": "状态，可重复 · state, may be repeated"}
    )
    department = Text(
        metadata={"description": "提供部门：编号、代码或名称，含其前身 · provider with its predecessors: id, code or name"}
    )
    region = Text(
        metadata={
            "description": "区划：编号、代码或名称，含下级 · region with all beneath it: id, code or name",
            "example": "500103",
        }
    )
    sharing_type = Text(validate=one_of(vocabulary.SHARING_TYPES), metadata={"description": "共享类型 · sharing type"})
    name = Text(metadata={"description": "名称中的文字 · words in the name"})
    edition = Text(metadata={"description": "某一版 · as it stood in an edition", "example": "2026"})


class _ListQuerySchema(Shape):
    """What an export of demands or responsibilities is narrowed to."""

    department = Text(
        metadata={"description": "部门：编号、代码或名称，含其前身 · department with its predecessors: id, code or name"}
    )
    region = Text(
        metadata={
            "description": "区划：编号、代码或名称，含下级 · region with all beneath it: id, code or name",
            "example": "500103",
        }
    )
    year = Whole(validate=between(2000, 2100), metadata={"description": "编号年度 · year of the number", "example": 2026})


def _states(states: Mapping[str, Any]) -> Any:
    return Many(Text(validate=one_of(states)), load_default=(), metadata={"description": "状态，可重复 · state, may be repeated"})


class DemandExportSchema(_ListQuerySchema):
    """What an export of demands is narrowed to."""

    state = _states(DEMAND)


class ResponsibilityExportSchema(_ListQuerySchema):
    """What an export of responsibilities is narrowed to."""

    state = _states(RESPONSIBILITY)


class YearExportSchema(Shape):
    """What the three lists of a year are narrowed to."""

    region = Text(
        metadata={
            "description": "区划：编号、代码或名称，含下级 · region with all beneath it: id, code or name",
            "example": "500103",
        }
    )
