"""The responsibility list: filters, what is drafted and answered, lines, responsibilities whole, issued lists, many at once."""

from __future__ import annotations

from typing import Any, Final

import marshmallow as ma

from catalog.lists.responsibilities.rules import RESPONSIBILITY
from catalog.schemas.base import Day, Document, Flag, Many, Part, Shape, Text, Whole, between, one_of
from catalog.schemas.bulk import REVISION_READ, DoneSchema, Reader, ResultSchema, sent_together
from catalog.schemas.calendars import STANDING, CaseSchema
from catalog.schemas.demands import DemandSummarySchema
from catalog.schemas.forms import (
    GroundsSchema,
    RemarkSchema,
    ResponsibilityContentSchema,
    ResponsibilityReceiptSchema,
    StepSchema,
)
from catalog.schemas.registers import DEPARTMENT, NEXT, REVISION, PagedSchema, said

_ID: Final = said("编号 · id", format="uuid")
_ENTRY: Final = said("数据资源：编号或代码 · the entry: id or code", example="206001/000017")
_YEAR: Final = said("年度 · year", example=2026)
_PLAN: Final = said("落实计划 · how and when it will be provided", maxLength=1000, example="三月底前编目并挂接")
_IN_YEARS: Final = between(1, 9999)


# -- Questions


class ResponsibilitiesQuerySchema(PagedSchema):
    """What a list of responsibilities is narrowed to."""

    state = Many(Text(validate=one_of(RESPONSIBILITY)), load_default=(), metadata=said("状态，可重复 · state, may be repeated"))
    owner = Text(metadata=said("责任部门：编号、代码或名称，含其前身 · owner, with predecessors: id, code or name"))
    region = Text(metadata=said("派发的主管部门的区划，含下级 · region of the authority, with all beneath: id, code or name"))
    year = Whole(validate=_IN_YEARS, metadata=_YEAR)
    demand = Text(metadata=said("所满足的需求：编号或需求编号 · the demand it serves: id or number", example="XQ2026-000012"))
    title = Text(metadata=said("名称中的文字 · words in the title"))


class IssuesQuerySchema(PagedSchema):
    """What a list of issued lists is narrowed to."""

    department = Text(metadata=said("责任部门：编号、代码或名称，含其前身 · the department, with predecessors: id, code or name"))
    year = Whole(validate=_IN_YEARS, metadata=_YEAR)


# -- What is drafted and answered


class NewResponsibilitySchema(Shape):
    """A responsibility to be drafted from a statutory duty."""

    department = Text(required=True, metadata=DEPARTMENT)
    content = Document(ResponsibilityContentSchema, required=True, metadata=said("责任内容 · content"))


class ResponsibilityEditSchema(Shape):
    """The whole content in its new form."""

    content = Document(
        ResponsibilityContentSchema, required=True, metadata=said("责任内容，整体替换 · content, replaces the present one")
    )


class PlanSchema(Shape):
    """How a responsibility will be carried out."""

    plan = Text(required=True, metadata=_PLAN)


class FulfilmentSchema(RemarkSchema):
    """The entry that a responsibility is fulfilled with."""

    resource = Text(required=True, metadata=_ENTRY)


class ReassignmentSchema(GroundsSchema):
    """Who has the responsibility from now on, and why."""

    department = Text(required=True, metadata=DEPARTMENT)


class NewIssueSchema(Shape):
    """Whose list of which year is issued."""

    department = Text(required=True, metadata=DEPARTMENT)
    year = Whole(required=True, strict=True, validate=_IN_YEARS, metadata=_YEAR)


# -- Answers


class ResponsibilitySummarySchema(Shape):
    """One line of the responsibility list."""

    id = Text(metadata=_ID)
    number = Text(metadata=said("责任编号 · number", example="ZR2026-000007"))
    title = Text(metadata=said("名称 · title"))
    owner_id = Text(metadata=said("责任部门编号 · id of the owner", format="uuid"))
    owner = Text(metadata=said("责任部门 · owner"))
    region = Text(metadata=said("派发的主管部门的区划 · region of the authority"))
    state = Text(metadata=said("状态 · state", enum=list(RESPONSIBILITY)))
    items = Whole(metadata=said("信息项数 · number of items"))
    resource_id = Text(allow_none=True, metadata=said("履行的数据资源编号 · id of the entry it is fulfilled with", format="uuid"))
    resource = Text(allow_none=True, metadata=said("履行的数据资源 · the entry it is fulfilled with"))
    due_on = Day(allow_none=True, metadata=said("在办期限 · when the first of its running clocks ends"))
    standing = Text(allow_none=True, metadata=STANDING)
    updated_at = ma.fields.DateTime(metadata=said("更新时间 · last changed at"))
    revision = Whole(metadata=REVISION)


_SUMMARY: Final = frozenset(ResponsibilitySummarySchema().fields)


class ResponsibilitiesSchema(Shape):
    """A page of responsibilities."""

    responsibilities = Many(Part(ResponsibilitySummarySchema), metadata=said("责任，按编号 · responsibilities by number"))
    next = Text(allow_none=True, metadata=NEXT)


class TenureSchema(Shape):
    """From when until when a department had a responsibility."""

    department_id = Text(metadata=said("部门编号 · id of the department", format="uuid"))
    department = Text(metadata=said("部门 · department"))
    since = ma.fields.DateTime(metadata=said("起 · since"))
    until = ma.fields.DateTime(allow_none=True, metadata=said("止，现责任部门为 null · until, null of the present owner"))
    outcome = Text(allow_none=True, metadata=said("如何结束 · how it ended", example="reassign"))


class ResponsibilitySchema(ResponsibilitySummarySchema):
    """One responsibility whole."""

    content = Document(ResponsibilityContentSchema, metadata=said("责任内容 · content"))
    plan = Text(allow_none=True, metadata=_PLAN)
    resource_code = Text(allow_none=True, metadata=said("履行的信息资源代码 · code of the entry it is fulfilled with"))
    callable = Flag(metadata=said("现在可以调用 · can be called now"))
    owners = Many(Part(TenureSchema), metadata=said("历任责任部门，旧者在前 · owners, oldest first"))
    demands = Many(Part(DemandSummarySchema), metadata=said("所满足的需求 · the demands it serves"))
    steps = Many(Part(StepSchema), metadata=said("办理记录，旧者在前 · steps, oldest first"))
    cases = Many(Part(CaseSchema), metadata=said("期限 · its clocks"))

    @ma.pre_dump
    def _flatten(self, shown: Any, **_: Any) -> dict[str, Any]:
        return {name: getattr(shown.summary if name in _SUMMARY else shown, name) for name in self.fields}


class IssueLineSchema(Shape):
    """An issued list, without what stands on it."""

    id = Text(metadata=_ID)
    department_id = Text(metadata=said("责任部门编号 · id of the department", format="uuid"))
    department = Text(metadata=said("责任部门 · the department"))
    region = Text(metadata=said("下达的主管部门的区划 · region of the authority that issued it"))
    year = Whole(metadata=_YEAR)
    number = Whole(metadata=said("本年度第几次下达 · which one of that year", example=1))
    digest = Text(metadata=said("内容的 SM3 摘要，审计链中亦有 · SM3 digest of the content, which the trail repeats"))
    issued_at = ma.fields.DateTime(metadata=said("下达时间 · issued at"))
    issued_by = Text(metadata=said("下达人 · issued by"))
    acknowledged_at = ma.fields.DateTime(allow_none=True, metadata=said("签收时间 · acknowledged at"))
    acknowledged_by = Text(allow_none=True, metadata=said("签收人 · acknowledged by"))
    revision = Whole(metadata=REVISION)


class IssueSchema(IssueLineSchema):
    """An issued list with the responsibilities as they stood."""

    entries = Many(
        ma.fields.Dict(),
        metadata=said(
            "各项责任当时的内容，按编号 · the responsibilities as they stood, by number",
            example=[{"number": "ZR2026-000007", "title": "最低生活保障对象名单", "state": "assigned"}],
        ),
    )


class IssuesSchema(Shape):
    """A page of issued lists."""

    issues = Many(Part(IssueLineSchema), metadata=said("下达的责任清单，旧者在前 · issued lists, oldest first"))
    next = Text(allow_none=True, metadata=NEXT)


class IssueChangeSchema(Shape):
    """What differs in one responsibility between two issued lists."""

    number = Text(metadata=said("责任编号 · number", example="ZR2026-000007"))
    title = Text(metadata=said("名称 · title"))
    change = Text(metadata=said("新增、取消或变更 · what became of it", enum=["added", "removed", "changed"]))
    fields_ = ma.fields.Dict(
        attribute="fields",
        data_key="fields",
        metadata=said("变更的字段：[前, 后] · changed fields: [before, after]", example={"state": ["assigned", "claimed"]}),
    )


class IssueDiffSchema(Shape):
    """What differs between two issued lists."""

    changes = Many(Part(IssueChangeSchema), metadata=said("差异，按责任编号 · differences by number"))


# -- Many at once

CHANGES: Final = Reader(
    {
        "draft": NewResponsibilitySchema,
        "edit": ResponsibilityEditSchema,
        "delete": Shape,
        "assign": RemarkSchema,
        "claim": RemarkSchema,
        "object": GroundsSchema,
        "plan": PlanSchema,
        "fulfil": FulfilmentSchema,
        "reassign": ReassignmentSchema,
        "uphold": GroundsSchema,
        "cancel": GroundsSchema,
    },
    makes="draft",
)
"""What many changes of responsibilities at once may be."""


class ResponsibilityChangeSchema(Shape):
    """One change, for the documentation: every verb takes some of these members."""

    verb = Text(required=True, metadata=said("动作 · verb", enum=list(CHANGES.verbs), example="claim"))
    id = Text(metadata=said("责任：编号或责任编号 · the responsibility: id or number", example="ZR2026-000007"))
    revision = Whole(metadata=REVISION_READ)
    department = Text(metadata=said("拟定、改派：责任部门 · who must provide it: draft, reassign"))
    content = Document(ResponsibilityContentSchema, metadata=said("责任内容，拟定与编辑 · content, to draft and edit"))
    opinion = Text(metadata=said("意见，异议、改派、驳回、撤销必填 · opinion, needed to object, reassign, uphold and cancel"))
    plan = Text(metadata=said("落实计划 · how it will be provided: plan"))
    resource = Text(metadata=_ENTRY)


class BulkResponsibilitiesSchema(Shape):
    """Changes of responsibilities sent together."""

    changes = sent_together(ResponsibilityChangeSchema)


class ResponsibilityResultSchema(ResultSchema):
    """What became of one change of a responsibility."""

    receipt = Part(
        ResponsibilityReceiptSchema,
        allow_none=True,
        metadata=said("回执，删除或被拒绝时为 null · null if deleted or refused"),
    )


class BulkResponsibilitiesDoneSchema(DoneSchema):
    """What became of each change of responsibilities, in their order."""

    results = Many(Part(ResponsibilityResultSchema), metadata=said("逐项结果 · results, one for each change"))
