"""Applications for data: filters, what is filed and replied, lines, applications whole, baskets, many changes at once."""

from __future__ import annotations

from typing import Any, Final

import marshmallow as ma

from catalog.lists import vocabulary
from catalog.schemas.base import Day, Document, Flag, Many, Part, Shape, Text, Whole, one_of
from catalog.schemas.bulk import REVISION_READ, DoneSchema, Reader, ResultSchema, sent_together
from catalog.schemas.calendars import CaseSchema
from catalog.schemas.forms import LAWS, DemandReceiptSchema, GroundsSchema, RefusalSchema, RemarkSchema, StepSchema
from catalog.schemas.lists import LegalBasisSchema
from catalog.schemas.registers import DEPARTMENT, NEXT, REVISION, PagedSchema, said
from catalog.sharing import statements
from catalog.sharing.rules import APPLICATION

ENTRY: Final = said("数据资源：编号或代码 · the entry: id or code", example="206001/000017")
_ID: Final = said("编号 · id", format="uuid")
_DEMAND: Final = said("所依据的需求：编号或需求编号 · the demand it comes from: id or number", example="XQ2026-000012")
_BASKET: Final = said("一揽子申请编号，new 为新的一揽子 · number of the basket, new for a new one", example="LZ2026-000003")
_MODES: Final = list(vocabulary.SHARING_MODES)


class ApplicationsQuerySchema(PagedSchema):
    """What a list of applications is narrowed to."""

    state = Many(Text(validate=one_of(APPLICATION)), load_default=(), metadata=said("状态，可重复 · state, may be repeated"))
    department = Text(metadata=said("申请部门：编号、代码或名称，含其前身 · who applies, with predecessors: id, code or name"))
    provider = Text(metadata=said("提供部门：编号、代码或名称，含其前身 · who provides, with predecessors: id, code or name"))
    party = Text(metadata=said("申请或提供部门 · who applies or provides: id, code or name"))
    desk = Text(metadata=said("现由该区划的主管部门核转 · the region whose authority has it now", example="500000"))
    resource = Text(metadata=ENTRY)
    demand = Text(metadata=_DEMAND)
    basket = Text(metadata=said("一揽子申请编号 · number of the basket", example="LZ2026-000003"))
    year = Whole(metadata=said("编号年度 · year of the number", example=2026))
    title = Text(metadata=said("名称中的文字 · words in the title"))


# -- What is filed and replied


class ApplicationContentSchema(Shape):
    """What an application states (条例第二十一条); a field that is not known is left out, never null or empty."""

    items = Many(Text(), metadata=said("所需信息项，不写为全部 · items wanted, all unless named", example=["泊位总数"]))
    basis = Many(Part(LegalBasisSchema), metadata=said("使用依据，提交必填 · legal basis, needed to submit"))
    scenario = Text(metadata=said("使用场景，提交必填 · scenario, needed to submit", maxLength=1000))
    scope = Text(metadata=said("使用范围，提交必填 · scope, needed to submit", maxLength=1000))
    mode = Text(metadata=said("共享方式，提交必填 · sharing mode, needed to submit", enum=_MODES))
    until = Text(
        metadata=said("使用时限，提交必填 · last day of the term, needed to submit", format="date", example="2027-12-31")
    )
    matters = Many(Text(), metadata=said("服务事项 · service matters", example=["停车场备案"]))
    system = Text(metadata=said("使用数据的应用系统 · consuming system", maxLength=64, example="停车诱导"))
    note = Text(metadata=said("备注 · note", maxLength=1000))


class NewApplicationSchema(Shape):
    """A new application."""

    department = Text(required=True, metadata=DEPARTMENT)
    resource = Text(required=True, metadata=ENTRY)
    content = Document(
        ApplicationContentSchema,
        required=True,
        metadata=said("申请内容，未写的取自所依据的需求 · content; what it leaves out is taken from the demand"),
    )
    demand = Text(metadata=_DEMAND)
    basket = Text(metadata=_BASKET)


class ApplicationEditSchema(Shape):
    """The whole content in its new form."""

    content = Document(
        ApplicationContentSchema, required=True, metadata=said("申请内容，整体替换 · content, replaces the present one")
    )


class CompletionSchema(RemarkSchema):
    """What is missing, all of it at once (条例第二十二条)."""

    missing = Many(
        Text(),
        required=True,
        metadata=said("须补正的全部内容，逐项列明 · everything that is missing", example=["使用范围到科室"]),
    )


def _quota(name: str) -> Whole:
    zh, en = statements.QUOTAS[name]
    return Whole(strict=True, allow_none=True, metadata=said(f"{zh}上限，null 为不限 · most {en}, null for no limit"))


class TermsSchema(Shape):
    """What a provider sets of a grant besides its items."""

    until = Text(metadata=said("使用时限，不晚于所申请的 · last day of the term, not after the one applied for", format="date"))
    conditions = Text(metadata=said("使用条件，无条件共享的不得附加 · conditions; none on unconditional data", maxLength=1000))
    purpose_required = Flag(metadata=said("每次调用须注明服务事项 · each call must state its service matter"))
    quota_calls_day = _quota("quota_calls_day")
    quota_calls_month = _quota("quota_calls_month")
    quota_records_day = _quota("quota_records_day")
    quota_records_month = _quota("quota_records_month")
    quota_calls_minute = _quota("quota_calls_minute")


class WithheldSchema(Shape):
    """An item that is not given, and why."""

    item = Text(required=True, metadata=said("信息项 · the item", example="泊位总数"))
    reason = Text(required=True, metadata=said("不予提供的理由 · why it is withheld", maxLength=500, example="口径正在核定"))


class AgreementSchema(RemarkSchema):
    """What is agreed to: the terms of the grant, and what is withheld."""

    terms = Part(TermsSchema, load_default=dict, metadata=said("授权条件 · terms of the grant"))
    withheld = Many(
        Part(WithheldSchema), load_default=(), metadata=said("不予提供的信息项 · items withheld, each with its reason")
    )


# -- Answers


class ApplicationReceiptSchema(DemandReceiptSchema):
    """What a change of an application came to."""

    number = Text(metadata=said("申请编号 · number", example="GX2026-000012"))
    title = Text(metadata=said("所申请的数据资源 · the entry applied for"))
    state = Text(metadata=said("状态 · state", enum=list(APPLICATION)))


class ApplicationSummarySchema(Shape):
    """One line of the list of applications."""

    id = Text(metadata=_ID)
    number = Text(metadata=said("申请编号 · number", example="GX2026-000012"))
    title = Text(metadata=said("所申请的数据资源 · the entry applied for"))
    department_id = Text(metadata=said("申请部门编号 · id of who applies", format="uuid"))
    department = Text(metadata=said("申请部门 · who applies"))
    provider_id = Text(metadata=said("提供部门编号 · id of the provider", format="uuid"))
    provider = Text(metadata=said("提供部门 · provider"))
    resource_id = Text(metadata=said("数据资源编号 · id of the entry", format="uuid"))
    resource_code = Text(allow_none=True, metadata=said("信息资源代码 · code of the entry"))
    system = Text(allow_none=True, metadata=said("使用数据的应用系统 · consuming system"))
    basket = Text(allow_none=True, metadata=said("一揽子申请编号 · number of its basket"))
    state = Text(metadata=said("状态 · state", enum=list(APPLICATION)))
    sharing_type = Text(
        allow_none=True,
        metadata=said("送达时的共享类型 · sharing type when it was delivered", enum=[*vocabulary.SHARING_TYPES, None]),
    )
    desk = Text(allow_none=True, metadata=said("现由哪一区划的主管部门核转 · region whose authority has it now"))
    until_on = Day(allow_none=True, metadata=said("使用时限 · last day of the term"))
    due_on = Day(allow_none=True, metadata=said("在办期限 · when its running clock ends"))
    updated_at = ma.fields.DateTime(metadata=said("更新时间 · last changed at"))
    revision = Whole(metadata=REVISION)


_SUMMARY: Final = frozenset(ApplicationSummarySchema().fields)


class ApplicationsSchema(Shape):
    """A page of applications."""

    applications = Many(Part(ApplicationSummarySchema), metadata=said("共享申请，按编号 · applications by number"))
    next = Text(allow_none=True, metadata=NEXT)


class StopSchema(Shape):
    """An authority on the way."""

    region_id = Text(metadata=said("区划编号 · id of the region", format="uuid"))
    region = Text(metadata=said("区划 · region", example="渝中区"))
    passed = Flag(metadata=said("已核转 · has passed it on"))


class ReplySchema(Shape):
    """What the provider answered."""

    outcome = Text(metadata=said("答复 · outcome", enum=["agree", "agree_part", "agree_at_once", "refuse"]))
    opinion = Text(allow_none=True, metadata=said("意见 · opinion"))
    basis = LAWS
    withheld = Many(Part(WithheldSchema), metadata=said("不予提供的信息项 · items withheld"))
    at = ma.fields.DateTime(metadata=said("时间 · at"))


class ApplicationSchema(ApplicationSummarySchema):
    """One application whole."""

    content = Document(ApplicationContentSchema, metadata=said("申请内容 · content"))
    version_id = Text(metadata=said("所申请的资源版本编号 · id of the version applied for", format="uuid"))
    demand_id = Text(allow_none=True, metadata=said("所依据的需求编号 · id of the demand it comes from", format="uuid"))
    renews_id = Text(allow_none=True, metadata=said("所续期的授权编号 · id of the grant that it renews", format="uuid"))
    route = Many(Part(StopSchema), metadata=said("依次核转的主管部门 · the authorities on its way, in order"))
    reply = Part(ReplySchema, allow_none=True, metadata=said("答复 · the reply, null until there is one"))
    grant_id = Text(allow_none=True, metadata=said("授权编号 · id of what was granted", format="uuid"))
    grant = Text(allow_none=True, metadata=said("授权 · number of what was granted", example="SQ2026-000007"))
    steps = Many(Part(StepSchema), metadata=said("办理记录，旧者在前 · steps, oldest first"))
    cases = Many(Part(CaseSchema), metadata=said("期限 · its clocks"))

    @ma.pre_dump
    def _flatten(self, application: Any, **_: Any) -> dict[str, Any]:
        return {name: getattr(application.summary if name in _SUMMARY else application, name) for name in self.fields}


# -- Many at once

CHANGES: Final = Reader(
    {
        "file": NewApplicationSchema,
        "edit": ApplicationEditSchema,
        "delete": Shape,
        "submit": Shape,
        "sign": RemarkSchema,
        "withdraw": RemarkSchema,
        "pass": RemarkSchema,
        "return": CompletionSchema,
        "agree": AgreementSchema,
        "refuse": RefusalSchema,
        "ask_extension": GroundsSchema,
        "extend": GroundsSchema,
    },
    makes="file",
)
"""What many changes of applications at once may be."""


class ApplicationChangeSchema(Shape):
    """One change, for the documentation: every verb takes some of these members."""

    verb = Text(required=True, metadata=said("动作 · verb", enum=list(CHANGES.verbs), example="submit"))
    id = Text(metadata=said("申请：编号或申请编号 · the application: id or number", example="GX2026-000012"))
    revision = Whole(metadata=REVISION_READ)
    department = Text(metadata=said("申请部门，填报 · who applies: file", example="11500000009275780L"))
    resource = Text(metadata=ENTRY)
    content = Document(ApplicationContentSchema, metadata=said("申请内容，填报与编辑 · content, to file and edit"))
    demand = Text(metadata=_DEMAND)
    basket = Text(metadata=_BASKET)
    missing = Many(Text(), metadata=said("须补正的全部内容：退回 · everything that is missing: return"))
    opinion = Text(metadata=said("意见，不同意与延期必填 · opinion, needed to refuse and to extend"))
    basis = Many(Part(LegalBasisSchema), metadata=said("不同意的法律依据 · legal basis: refuse"))
    terms = Part(TermsSchema, metadata=said("授权条件：同意 · terms of the grant: agree"))
    withheld = Many(Part(WithheldSchema), metadata=said("不予提供的信息项：同意 · items withheld: agree"))


class BulkApplicationsSchema(Shape):
    """Changes of applications sent together."""

    changes = sent_together(ApplicationChangeSchema)


class ApplicationResultSchema(ResultSchema):
    """What became of one change of an application."""

    receipt = Part(
        ApplicationReceiptSchema, allow_none=True, metadata=said("回执，删除或被拒绝时为 null · null if deleted or refused")
    )


class BulkApplicationsDoneSchema(DoneSchema):
    """What became of each change of applications, in their order."""

    results = Many(Part(ApplicationResultSchema), metadata=said("逐项结果 · results, one for each change"))


class BasketEntrySchema(Shape):
    """One entry of a basket."""

    resource = Text(required=True, metadata=ENTRY)
    content = Document(
        ApplicationContentSchema,
        load_default=dict,
        metadata=said("与共同内容不同之处，如信息项 · what differs from the common statements, such as items"),
    )
    demand = Text(metadata=_DEMAND)


class BasketSchema(Shape):
    """Several entries applied for with common statements (一揽子申请)."""

    department = Text(required=True, metadata=DEPARTMENT)
    content = Document(ApplicationContentSchema, required=True, metadata=said("共同的申请内容 · common statements"))
    resources = sent_together(BasketEntrySchema)


class BasketDoneSchema(BulkApplicationsDoneSchema):
    """What became of each entry of a basket, in their order."""

    basket = Text(
        allow_none=True,
        metadata=said(
            "一揽子申请编号，全部被拒绝时为 null · number of the basket, null if all were refused", example="LZ2026-000003"
        ),
    )
