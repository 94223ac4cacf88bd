"""The demand list: filters, what is filed and decided, lines, demands whole, many changes at once."""

from __future__ import annotations

from typing import Any, Final

import marshmallow as ma

from catalog.lists.demands.rules import DEMAND, URGENCIES, VERDICTS
from catalog.lists.responsibilities.rules import RESPONSIBILITY
from catalog.schemas.base import Day, Document, Flag, Many, Part, Shape, Text, Whole, one_of
from catalog.schemas.bulk import REVISION_READ, DoneSchema, Reader, ResultSchema, sent_together
from catalog.schemas.calendars import STANDING, CaseSchema
from catalog.schemas.forms import (
    DemandContentSchema,
    EitherReceiptSchema,
    GroundsSchema,
    RefusalSchema,
    RemarkSchema,
    ResponsibilityContentSchema,
    StepSchema,
)
from catalog.schemas.lists import LegalBasisSchema
from catalog.schemas.registers import DEPARTMENT, NEXT, REVISION, PagedSchema, said

_ID: Final = said("编号 · id", format="uuid")
_ENTRY: Final = said("数据资源：编号或代码 · the entry: id or code", example="206001/000017")
_OTHER: Final = said("并入的需求：编号或需求编号 · the demand it joins: id or number", example="XQ2026-000011")
_DUTY: Final = said("责任：编号或责任编号 · the responsibility: id or number", example="ZR2026-000007")
_WANTED: Final = said("所涉的需求信息项，不写为全部 · the wanted items that it is for, all unless named", example=["姓名"])


# -- Questions


class DemandsQuerySchema(PagedSchema):
    """What a list of demands is narrowed to."""

    state = Many(Text(validate=one_of(DEMAND)), load_default=(), metadata=said("状态，可重复 · state, may be repeated"))
    department = Text(metadata=said("需求部门：编号、代码或名称，含其前身 · who needs it, with predecessors: id, code or name"))
    region = Text(
        metadata=said("需求部门的区划，含下级 · region of who needs it, with all beneath: id, code or name", example="500103")
    )
    desk = Text(
        metadata=said("现由该区划的主管部门办理 · the region whose authority has it now: id, code or name", example="500000")
    )
    source = Text(metadata=said("拟数源部门，含其前身 · presumed source department, with predecessors: id, code or name"))
    urgency = Text(validate=one_of(URGENCIES), metadata=said("紧急程度 · urgency"))
    title = Text(metadata=said("名称中的文字 · words in the title"))


# -- What is filed and decided


class NewDemandSchema(Shape):
    """A new demand."""

    department = Text(required=True, metadata=DEPARTMENT)
    content = Document(DemandContentSchema, required=True, metadata=said("需求内容 · content"))


class DemandEditSchema(Shape):
    """The whole content in its new form."""

    content = Document(
        DemandContentSchema, required=True, metadata=said("需求内容，整体替换 · content, replaces the present one")
    )


class ChosenSchema(Shape):
    """An entry that is to satisfy a demand, and what it is for."""

    resource = Text(required=True, metadata=_ENTRY)
    items = Many(Text(), load_default=(), metadata=_WANTED)


class MatchSchema(RemarkSchema):
    """The entries that satisfy a demand."""

    resources = Many(Part(ChosenSchema), required=True, metadata=said("匹配的数据资源 · the entries that satisfy it"))


class JoiningSchema(RemarkSchema):
    """The demand that stands for this one too."""

    into = Text(required=True, metadata=_OTHER)


class AssignmentSchema(RemarkSchema):
    """Whose responsibility a demand becomes."""

    department = Text(required=True, metadata=DEPARTMENT)
    items = Many(Text(), load_default=(), metadata=_WANTED)
    content = Document(
        ResponsibilityContentSchema,
        metadata=said("责任内容，未写的取自需求 · content; what it leaves out is taken from the demand"),
    )


class LinkageSchema(Shape):
    """A responsibility that serves a demand too."""

    responsibility = Text(required=True, metadata=_DUTY)
    items = Many(Text(), load_default=(), metadata=_WANTED)


# -- Answers


class DemandSummarySchema(Shape):
    """One line of the demand list."""

    id = Text(metadata=_ID)
    number = Text(metadata=said("需求编号 · number", example="XQ2026-000012"))
    title = Text(metadata=said("名称 · title"))
    department_id = Text(metadata=said("需求部门编号 · id of who needs it", format="uuid"))
    department = Text(metadata=said("需求部门 · who needs it"))
    region = Text(metadata=said("区划 · region"))
    desk = Text(allow_none=True, metadata=said("现由哪一区划的主管部门办理 · region whose authority has it now"))
    state = Text(metadata=said("状态 · state", enum=list(DEMAND)))
    urgency = Text(metadata=said("紧急程度 · urgency", enum=list(URGENCIES)))
    source = Text(allow_none=True, metadata=said("拟数源部门 · presumed source department"))
    verdict = Text(allow_none=True, metadata=said("匹配结论 · verdict of the match", enum=[*VERDICTS, None]))
    until_on = Day(allow_none=True, metadata=said("使用时限 · last day of the term"))
    due_on = Day(allow_none=True, metadata=said("在办期限 · when its running clock ends"))
    standing = Text(allow_none=True, metadata=STANDING)
    updated_at = ma.fields.DateTime(metadata=said("更新时间 · last changed at"))
    revision = Whole(metadata=REVISION)


_SUMMARY: Final = frozenset(DemandSummarySchema().fields)


class DemandsSchema(Shape):
    """A page of demands."""

    demands = Many(Part(DemandSummarySchema), metadata=said("需求，按编号 · demands by number"))
    next = Text(allow_none=True, metadata=NEXT)


class DemandSourceSchema(Shape):
    """From where a demand is satisfied: an entry, or a responsibility that ends in one."""

    id = Text(metadata=_ID)
    items = Many(Text(), metadata=said("所涉的需求信息项 · the wanted items that it is for"))
    resource_id = Text(allow_none=True, metadata=said("数据资源编号 · id of the entry", format="uuid"))
    resource = Text(allow_none=True, metadata=said("数据资源 · the entry"))
    resource_code = Text(allow_none=True, metadata=said("信息资源代码 · its code"))
    responsibility_id = Text(allow_none=True, metadata=said("责任的编号 · id of the responsibility", format="uuid"))
    responsibility = Text(allow_none=True, metadata=said("责任编号 · number of the responsibility"))
    owner = Text(allow_none=True, metadata=said("提供或责任部门 · who provides, or must"))
    state = Text(allow_none=True, metadata=said("责任的状态 · state of the responsibility", enum=[*RESPONSIBILITY, None]))
    granted = Flag(metadata=said("需求部门有权调用：本部门的，或已获授权 · its own, or granted to it"))
    callable = Flag(metadata=said("现在可以调用：有权且有应答 · can be called now: granted, and answering"))


class DemandSchema(DemandSummarySchema):
    """One demand whole."""

    content = Document(DemandContentSchema, metadata=said("需求内容 · content"))
    missing = Many(Text(), metadata=said("尚无来源的信息项 · wanted items that have no source yet"))
    sources = Many(Part(DemandSourceSchema), metadata=said("满足来源，旧者在前 · its sources, oldest first"))
    steps = Many(Part(StepSchema), metadata=said("办理记录，旧者在前 · steps, oldest first"))
    cases = Many(Part(CaseSchema), metadata=said("期限 · its clocks"))
    merged_into = Part(DemandSummarySchema, allow_none=True, metadata=said("并入的需求 · the demand it was merged into"))
    followers = Many(Part(DemandSummarySchema), metadata=said("并入本需求的需求 · demands merged into it"))

    @ma.pre_dump
    def _flatten(self, demand: Any, **_: Any) -> dict[str, Any]:
        return {name: getattr(demand.summary if name in _SUMMARY else demand, name) for name in self.fields}


class PairSchema(Shape):
    """Two open demands that may be one."""

    first = Part(DemandSummarySchema, metadata=said("较早的需求 · the older"))
    second = Part(DemandSummarySchema, metadata=said("较晚的需求 · the newer"))
    alike = ma.fields.Float(metadata=said("相似程度，0 至 1 · how alike, from 0 to 1", example=0.82))


class PairsSchema(Shape):
    """A page of pairs."""

    pairs = Many(Part(PairSchema), metadata=said("疑似重复的需求，最相似者在前 · pairs, the most alike first"))
    next = Text(allow_none=True, metadata=NEXT)
    total = Whole(metadata=said("总数 · pairs in all"))


# -- Many at once

CHANGES: Final = Reader(
    {
        "file": NewDemandSchema,
        "edit": DemandEditSchema,
        "delete": Shape,
        "submit": Shape,
        "sign": RemarkSchema,
        "withdraw": RemarkSchema,
        "return": GroundsSchema,
        "accept": RemarkSchema,
        "forward": RemarkSchema,
        "refuse": RefusalSchema,
        "match": MatchSchema,
        "merge": JoiningSchema,
        "assign": AssignmentSchema,
        "link": LinkageSchema,
    },
    makes="file",
)
"""What many changes of demands at once may be."""


class DemandChangeSchema(Shape):
    """One change, for the documentation: every verb takes some of these members."""

    verb = Text(required=True, metadata=said("动作 · verb", enum=list(CHANGES.verbs), example="accept"))
    id = Text(metadata=said("需求：编号或需求编号 · the demand: id or number", example="XQ2026-000012"))
    revision = Whole(metadata=REVISION_READ)
    department = Text(metadata=said("填报：需求部门；派发：责任部门 · file: who needs it; assign: who must provide it"))
    content = Document(
        DemandContentSchema, metadata=said("填报、编辑：需求内容；派发：责任内容 · content, to file, edit and assign")
    )
    opinion = Text(metadata=said("意见，退回与不予受理必填 · opinion, needed to return and refuse"))
    basis = Many(Part(LegalBasisSchema), metadata=said("不予受理的法律依据 · legal basis: refuse"))
    resources = Many(Part(ChosenSchema), metadata=said("匹配的数据资源 · the entries that satisfy it: match"))
    into = Text(metadata=_OTHER)
    items = Many(Text(), metadata=_WANTED)
    responsibility = Text(metadata=_DUTY)


class BulkDemandsSchema(Shape):
    """Changes of demands sent together."""

    changes = sent_together(DemandChangeSchema)


class DemandResultSchema(ResultSchema):
    """What became of one change of a demand."""

    receipt = Part(
        EitherReceiptSchema,
        allow_none=True,
        metadata=said(
            "回执，派发为责任的回执，删除或被拒绝时为 null · receipt, of assign the responsibility's; null if deleted or refused"
        ),
    )


class BulkDemandsDoneSchema(DoneSchema):
    """What became of each change of demands, in their order."""

    results = Many(Part(DemandResultSchema), metadata=said("逐项结果 · results, one for each change"))
