"""Grants: filters, what is said to them, lines, grants whole."""

from __future__ import annotations

from typing import Any, Final

import marshmallow as ma

from catalog.lists import vocabulary
from catalog.schemas.applications import ENTRY, ApplicationContentSchema, TermsSchema
from catalog.schemas.base import Document, Flag, Instant, Many, Part, Shape, Text, Whole, one_of
from catalog.schemas.calendars import CaseSchema
from catalog.schemas.forms import DemandReceiptSchema, GroundsSchema, StepSchema
from catalog.schemas.registers import NEXT, REVISION, PagedSchema, said
from catalog.sharing.rules import GRANT

_ID: Final = said("编号 · id", format="uuid")
_ITEMS: Final = said("授权的信息项，空为全部 · items granted, all if empty", example=["泊位总数"])
_FLAGS: Final = {"true": True, "false": False}


class GrantsQuerySchema(PagedSchema):
    """What a list of grants is narrowed to."""

    state = Many(Text(validate=one_of(GRANT)), load_default=(), metadata=said("状态，可重复 · state, may be repeated"))
    consumer = Text(metadata=said("使用部门：编号、代码或名称，含其前身 · consumer, with predecessors: id, code or name"))
    provider = Text(metadata=said("提供部门：编号、代码或名称，含其前身 · provider, with predecessors: id, code or name"))
    party = Text(metadata=said("使用或提供部门 · consumer or provider: id, code or name"))
    resource = Text(metadata=ENTRY)
    system = Text(metadata=said("使用数据的应用系统 · consuming system", example="停车诱导"))
    usable = Text(validate=one_of(_FLAGS), metadata=said("此刻可用：true 或 false · may be used now: true or false"))
    ends_before = Instant(metadata=said("在此刻之前终止 · ends before this instant", example="2026-12-31T00:00:00+08:00"))
    title = Text(metadata=said("名称中的文字 · words in the title"))


class AmendmentsSchema(TermsSchema):
    """What a grant is changed to; what is left out stays."""

    items = Many(Text(), metadata=said("信息项，不超出所申请的 · items, of those applied for", example=["泊位总数"]))


class AmendmentSchema(GroundsSchema):
    """A change of a grant, and why."""

    changes = Part(AmendmentsSchema, required=True, metadata=said("变更之处 · what is changed"))


class RevocationSchema(GroundsSchema):
    """Why a grant is revoked, and from when on."""

    at = Instant(metadata=said("生效时刻，不写为即刻 · from when on, at once unless said", example="2026-12-01T00:00:00+08:00"))


class RenewalSchema(Shape):
    """What the application for a renewal says anew; what is left out is as it was."""

    until = Text(metadata=said("新的使用时限 · last day of the new term", format="date", example="2027-12-31"))
    content = Document(
        ApplicationContentSchema, load_default=dict, metadata=said("申请内容的变更之处 · what else is stated anew")
    )


class GrantReceiptSchema(DemandReceiptSchema):
    """What a change of a grant came to."""

    number = Text(metadata=said("授权编号 · number", example="SQ2026-000007"))
    title = Text(metadata=said("所授权的数据资源 · the entry granted"))
    state = Text(metadata=said("状态 · state", enum=list(GRANT)))


class AccessGrantSummarySchema(Shape):
    """One line of the list of grants."""

    id = Text(metadata=_ID)
    number = Text(metadata=said("授权编号 · number", example="SQ2026-000007"))
    title = Text(metadata=said("所授权的数据资源 · the entry granted"))
    consumer_id = Text(metadata=said("使用部门编号 · id of the consumer", format="uuid"))
    consumer = Text(metadata=said("使用部门 · consumer"))
    provider_id = Text(metadata=said("提供部门编号 · id of the provider", format="uuid"))
    provider = Text(metadata=said("提供部门 · provider"))
    resource_id = Text(metadata=said("数据资源编号 · id of the entry", format="uuid"))
    resource_code = Text(allow_none=True, metadata=said("信息资源代码 · code of the entry"))
    system = Text(allow_none=True, metadata=said("限用的应用系统，null 为不限 · the one system that may use it, null for any"))
    state = Text(metadata=said("状态 · state", enum=list(GRANT)))
    usable = Flag(metadata=said("此刻可用，按时钟判定 · may be used now, judged by the clock"))
    valid_from = ma.fields.DateTime(metadata=said("生效时刻 · from when"))
    valid_to = ma.fields.DateTime(allow_none=True, metadata=said("终止时刻，不含 · until when, that instant outside"))
    revoked_at = ma.fields.DateTime(allow_none=True, metadata=said("撤销生效时刻 · from when on it is revoked"))
    updated_at = ma.fields.DateTime(metadata=said("更新时间 · last changed at"))
    revision = Whole(metadata=REVISION)


_SUMMARY: Final = frozenset(AccessGrantSummarySchema().fields)


class AccessGrantsSchema(Shape):
    """A page of grants."""

    grants = Many(Part(AccessGrantSummarySchema), metadata=said("授权，按编号 · grants by number"))
    next = Text(allow_none=True, metadata=NEXT)


class AccessGrantSchema(AccessGrantSummarySchema):
    """One grant whole."""

    application_id = Text(metadata=said("共享申请编号 · id of the application", format="uuid"))
    application = Text(metadata=said("共享申请 · number of the application", example="GX2026-000012"))
    version = Whole(metadata=said("所授权的资源版次 · number of the version granted", example=1))
    items = Many(Text(), metadata=_ITEMS)
    applied_for = Many(Text(), metadata=said("所申请的信息项，空为全部 · items applied for, all if empty"))
    matters = Many(Text(), metadata=said("服务事项，空为不限 · service matters, any if empty", example=["停车场备案"]))
    purpose = Text(metadata=said("使用场景 · purpose"))
    purpose_required = Flag(metadata=said("每次调用须注明服务事项 · each call must state its service matter"))
    mode = Text(metadata=said("共享方式 · sharing mode", enum=list(vocabulary.SHARING_MODES)))
    conditions = Text(allow_none=True, metadata=said("使用条件 · conditions"))
    quota_calls_day = Whole(allow_none=True, metadata=said("每日调用次数上限 · most calls a day"))
    quota_calls_month = Whole(allow_none=True, metadata=said("每月调用次数上限 · most calls a month"))
    quota_records_day = Whole(allow_none=True, metadata=said("每日记录条数上限 · most records a day"))
    quota_records_month = Whole(allow_none=True, metadata=said("每月记录条数上限 · most records a month"))
    quota_calls_minute = Whole(allow_none=True, metadata=said("每分钟调用次数上限 · most calls a minute"))
    provided_at = ma.fields.DateTime(allow_none=True, metadata=said("开通时间 · provided at"))
    suspended_at = ma.fields.DateTime(allow_none=True, metadata=said("暂停时间 · suspended at"))
    steps = Many(Part(StepSchema), metadata=said("办理记录，旧者在前 · steps, oldest first"))
    cases = Many(Part(CaseSchema), metadata=said("期限 · its clocks"))

    @ma.pre_dump
    def _flatten(self, grant: Any, **_: Any) -> dict[str, Any]:
        return {name: getattr(grant.summary if name in _SUMMARY else grant, name) for name in self.fields}
