"""Tiers, regions and departments: what their lists are narrowed to, what is put into them, what they answer."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from catalog.people.rules import DEPARTMENT_TYPES
from catalog.schemas.base import Day, Flag, Many, Part, Shape, Text, Whole, between
from catalog.schemas.bulk import Untouched
from catalog.schemas.problems import ProblemSchema

BULK_MOST = 500
"""Most departments of one bulk request."""


def said(description: str, **more: Any) -> dict[str, Any]:
    """Return the metadata of a field that is explained in both languages."""
    return {"description": description, **more}


def _id(description: str) -> dict[str, Any]:
    return said(description, format="uuid")


NEXT = said("下一页的 cursor，末页为 null · cursor of the next page, null on the last")
REGION = said("区划：编号、代码或名称 · region: id, code or name", example="500103")
DEPARTMENT = said("部门：编号、代码或名称 · department: id, code or name", example="11500000009275780L")
REVISION = said("版次，即 ETag · revision, which is the ETag")
OUTCOME = said("已新增、已更新或未变 · made, changed or left as it was", enum=["accepted", "updated", "unchanged"])


class PagedSchema(Shape):
    """Which page of a list is wanted."""

    cursor = Text(metadata=said("上一页的 next · the next of the page before"))
    limit = Whole(load_default=50, validate=between(1, 200), metadata=said("每页条数 · rows a page"))


class PutSchema(Shape):
    """What putting a thing into a register did to it."""

    id = Text(metadata=_id("编号 · id"))
    outcome = Text(metadata=OUTCOME)


# -- Tiers and regions


class NewTierSchema(Shape):
    """A level of government to be added."""

    code = Text(required=True, metadata=said("代码，小写字母 · code, lower-case letters", example="street"))
    level = Whole(required=True, strict=True, metadata=said("级数，越小越高 · level, smaller stands higher", example=40))
    zh = Text(required=True, metadata=said("中文名称 · Chinese name", example="镇街"))
    en = Text(required=True, metadata=said("英文名称 · English name", example="street"))


class TierSchema(Shape):
    """A level of government."""

    code = Text(metadata=said("代码 · code", example="street"))
    level = Whole(metadata=said("级数，越小越高 · level, smaller stands higher", example=40))
    zh = Text(metadata=said("中文名称 · Chinese name", example="镇街"))
    en = Text(metadata=said("英文名称 · English name", example="street"))


class TiersSchema(Shape):
    """All tiers."""

    tiers = Many(Part(TierSchema), metadata=said("层级，由高到低 · tiers, uppermost first"))


class PreparedSchema(Shape):
    """What preparing the ground did."""

    changed = Flag(metadata=said("是否补入了缺少的层级或根区划 · whether a tier or the root region was missing", example=True))


class RegionsQuerySchema(PagedSchema):
    """What a list of regions is narrowed to."""

    under = Text(
        metadata=said("区划及其下级：编号、代码或名称 · a region with all beneath it: id, code or name", example="500000")
    )
    name = Text(metadata=said("名称或代码所含文字 · words in name or code"))


class RegionEntrySchema(Shape):
    """A region as a register says it; a field left out stays as it is."""

    name = Text(required=True, metadata=said("名称 · name", maxLength=64))
    tier = Text(required=True, metadata=said("层级代码 · code of the tier", example="district"))
    parent = Text(required=True, metadata=said("上级区划：编号、代码或名称 · region above: id, code or name", example="500000"))
    code = Text(metadata=said("区划代码 GB/T 2260 · region code, GB/T 2260", example="500103"))
    local_code = Text(metadata=said("地方代码 · local code", maxLength=32))
    valid_from = Day(metadata=said("起始日期 · first day"))
    valid_to = Day(metadata=said("终止日期，当日不含 · end, that day is outside"))


class RegionSchema(Shape):
    """A region."""

    id = Text(metadata=_id("编号 · id"))
    code = Text(allow_none=True, metadata=said("区划代码 · region code", example="500103"))
    local_code = Text(allow_none=True, metadata=said("地方代码 · local code"))
    name = Text(metadata=said("名称 · name", example="渝中区"))
    tier = Text(metadata=said("层级代码 · code of the tier", example="district"))
    parent = Text(allow_none=True, metadata=_id("上级区划编号 · id of the region above"))
    valid_from = Day(allow_none=True, metadata=said("起始日期 · first day"))
    valid_to = Day(allow_none=True, metadata=said("终止日期，当日不含 · end, that day is outside"))
    confirmed = Flag(metadata=said("已确认；否则仅见于导入 · confirmed; else only an import has heard of it"))
    revision = Whole(metadata=REVISION)


class RegionsSchema(Shape):
    """A page of regions."""

    regions = Many(Part(RegionSchema), metadata=said("区划，按层级与代码 · regions by tier and code"))
    next = Text(allow_none=True, metadata=NEXT)


class RegionInFullSchema(RegionSchema):
    """A region with those above it."""

    above = Many(Part(RegionSchema), metadata=said("各级上级区划，由高到低 · those above it, uppermost first"))

    @ma.pre_dump
    def _flatten(self, shown: Any, **_: Any) -> dict[str, Any]:
        own = {name: getattr(shown.region, name) for name in self.fields if name != "above"}
        return own | {"above": shown.above}


class TreeQuerySchema(Shape):
    """How deep a tree is wanted."""

    depth = Whole(load_default=2, validate=between(1, 5), metadata=said("向下几级 · levels beneath"))


class BranchSchema(RegionSchema):
    """A region with the branches right beneath it."""

    beneath = Many(Part("BranchSchema"), metadata=said("下级区划，按代码 · branches beneath, by code"))

    @ma.pre_dump
    def _flatten(self, branch: Any, **_: Any) -> dict[str, Any]:
        own = {name: getattr(branch.region, name) for name in self.fields if name != "beneath"}
        return own | {"beneath": branch.beneath}


# -- Departments


class DepartmentsQuerySchema(PagedSchema):
    """What a list of departments is narrowed to."""

    on = Day(metadata=said("哪一天的部门，默认今天 · the departments of a day, today unless said"))
    region = Text(metadata=said("区划及其下级：编号、代码或名称 · a region with all beneath it: id, code or name"))
    name = Text(metadata=said("名称或代码所含文字 · words in name or code"))
    system = Text(metadata=said("所属系统 · cloud-chief system", example="交通"))


class IdentifyQuerySchema(Shape):
    """The words by which a department is known."""

    text = Text(required=True, metadata=DEPARTMENT)
    region = Text(metadata=REGION)
    on = Day(metadata=said("哪一天的称谓，默认今天 · as it was called on a day, today unless said"))


class PartSchema(Shape):
    """A department that a merger or a split makes; what is left out goes over from the one before."""

    name = Text(required=True, metadata=said("名称 · name", maxLength=128))
    type = Text(metadata=said("类型 · type", enum=list(DEPARTMENT_TYPES)))
    credit_code = Text(metadata=said("统一社会信用代码 GB 32100 · credit code, GB 32100", example="11500000009275780L"))
    local_code = Text(metadata=said("地方代码 · local code", maxLength=32))
    short_name = Text(metadata=said("简称 · short name", maxLength=64))
    system = Text(metadata=said("所属系统 · cloud-chief system", maxLength=32, example="交通"))
    under_chief = Flag(metadata=said("是否归云长管理 · whether a cloud chief answers for it"))
    vertical_parent = Text(metadata=said("上级主管部门编号 · id of the department above in the vertical line", format="uuid"))


class DepartmentEntrySchema(PartSchema):
    """A department as a register says it; a field left out stays as it is."""

    region = Text(required=True, metadata=REGION)
    valid_from = Day(metadata=said("起始日期 · first day"))
    valid_to = Day(metadata=said("终止日期，当日不含 · end, that day is outside"))


class BulkDepartmentsSchema(Shape):
    """Many departments at once, each judged by itself."""

    departments = Many(
        Untouched(DepartmentEntrySchema),
        required=True,
        validate=ma.validate.Length(
            1, BULK_MOST, error=f"out_of_range|应为 1 至 {BULK_MOST} 项|expected 1 to {BULK_MOST} members"
        ),
        metadata=said("部门，字段同单个登记 · departments, each with the members of a single one"),
    )


class PutResultSchema(Shape):
    """What became of one member of a bulk request."""

    index = Whole(metadata=said("序号，自 0 起 · number of the member, from 0"))
    status = Whole(metadata=said("该项的状态码 · status of this member", example=200))
    id = Text(metadata=_id("编号 · id"))
    outcome = Text(metadata=OUTCOME)
    problem = Part(ProblemSchema, metadata=said("被拒绝的原因 · why it was refused"))


class PutResultsSchema(Shape):
    """One answer for each member, in their order."""

    results = Many(Part(PutResultSchema), metadata=said("逐项结果 · one result for each"))
    done = Whole(metadata=said("完成数 · members done"))
    refused = Whole(metadata=said("被拒绝数 · members refused"))


class UnconfirmedSchema(Shape):
    """A department that somebody has heard of."""

    region = Text(required=True, metadata=REGION)
    name = Text(required=True, metadata=said("名称 · name", maxLength=128))


class DepartmentSchema(Shape):
    """A department as it was or is."""

    id = Text(metadata=_id("编号 · id"))
    type = Text(metadata=said("类型 · type", enum=list(DEPARTMENT_TYPES)))
    region = Text(metadata=_id("区划编号 · id of the region"))
    credit_code = Text(allow_none=True, metadata=said("统一社会信用代码 · credit code"))
    local_code = Text(allow_none=True, metadata=said("地方代码 · local code"))
    name = Text(metadata=said("名称 · name"))
    short_name = Text(allow_none=True, metadata=said("简称 · short name"))
    vertical_parent = Text(allow_none=True, metadata=_id("上级主管部门编号 · id of the department above in the vertical line"))
    system = Text(allow_none=True, metadata=said("所属系统 · cloud-chief system"))
    under_chief = Flag(metadata=said("是否归云长管理 · whether a cloud chief answers for it"))
    confirmed = Flag(metadata=said("已确认；否则仅见于导入 · confirmed; else only an import has heard of it"))
    valid_from = Day(allow_none=True, metadata=said("起始日期 · first day"))
    valid_to = Day(allow_none=True, metadata=said("终止日期，当日不含 · end, that day is outside"))
    revision = Whole(metadata=REVISION)


class DepartmentsSchema(Shape):
    """A page of departments."""

    departments = Many(Part(DepartmentSchema), metadata=said("部门，按层级、区划与代码 · departments by tier, region and code"))
    next = Text(allow_none=True, metadata=NEXT)


class LinkSchema(Shape):
    """One step of a succession."""

    department = Part(DepartmentSchema, metadata=said("另一方部门 · the other department"))
    day = Day(metadata=said("生效日期 · day on which it took place"))
    kind = Text(metadata=said("方式：更名、合并、拆分 · how", enum=["rename", "merge", "split"]))
    main = Flag(metadata=said("主要承继者 · main heir"))


class DepartmentInFullSchema(DepartmentSchema):
    """A department with its lineage."""

    predecessors = Many(Part(LinkSchema), metadata=said("前身 · what it came from"))
    successors = Many(Part(LinkSchema), metadata=said("后继 · what it went into"))
    present = Many(Part(DepartmentSchema), metadata=said("今日的承继部门，主要者在前 · who stands for it today, main heir first"))

    @ma.pre_dump
    def _flatten(self, shown: Any, **_: Any) -> dict[str, Any]:
        own = {"predecessors", "successors", "present"}
        return {name: getattr(shown if name in own else shown.department, name) for name in self.fields}


class FoundSchema(Shape):
    """A department as it was called, and who stands for it today."""

    department = Part(DepartmentSchema, metadata=said("当日的部门 · the department as of that day"))
    present = Many(Part(DepartmentSchema), metadata=said("今日的承继部门，主要者在前 · who stands for it today, main heir first"))


class RenameSchema(Shape):
    """A new name from a day on."""

    name = Text(required=True, metadata=said("新名称 · new name", maxLength=128))
    on = Day(required=True, metadata=said("生效日期 · first day of the new name"))
    short_name = Text(metadata=said("新简称 · new short name", maxLength=64))
    credit_code = Text(metadata=said("新信用代码，如有 · new credit code, if it got one"))


class MergeSchema(Shape):
    """Several departments that become one."""

    departments = Many(
        Text(), required=True, metadata=said("被合并的部门编号，首个为主 · ids of those that end, the first is the main one")
    )
    into = Part(PartSchema, required=True, metadata=said("合并后的部门 · the department that begins"))
    on = Day(required=True, metadata=said("生效日期 · day on which they end and it begins"))


class SplitSchema(Shape):
    """One department that becomes several."""

    parts = Many(
        Part(PartSchema), required=True, metadata=said("新部门，首个为主要承继者 · those that begin, the first is the main heir")
    )
    on = Day(required=True, metadata=said("生效日期 · day on which it ends and they begin"))


class CloseSchema(Shape):
    """The day on which a department is no more."""

    on = Day(required=True, metadata=said("终止日期，当日不含 · end, that day is outside"))


class SucceededSchema(Shape):
    """What a succession did."""

    on = Day(metadata=said("生效日期 · day"))
    ended = Many(Part(DepartmentSchema), metadata=said("终止的部门 · those that ended"))
    began = Many(Part(DepartmentSchema), metadata=said("新设的部门，主要承继者在前 · those that began, main heir first"))
