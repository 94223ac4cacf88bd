"""What demands and responsibilities have in common: their documents, what is said to a verb, steps and receipts."""

from __future__ import annotations

import marshmallow as ma

from catalog.lists import forms, vocabulary
from catalog.lists.demands.rules import DEMAND, URGENCIES
from catalog.lists.responsibilities.rules import RESPONSIBILITY
from catalog.schemas.base import Document, Many, Part, Shape, Text, Whole
from catalog.schemas.lists import LegalBasisSchema
from catalog.schemas.problems import FindingSchema
from catalog.schemas.registers import REVISION, said

LAWS = Many(Part(LegalBasisSchema), metadata=said("法律依据：法律法规与条款 · legal basis: laws with their articles"))
"""The laws that something is said to stand on, in answers."""

_ITEMS = Many(Text(), metadata=said("信息项名称 · names of the items", example=["姓名", "公民身份号码"]))
_MODES = Many(Text(metadata={"enum": list(vocabulary.SHARING_MODES)}), metadata=said("共享方式 · sharing modes"))
_TITLE = Text(metadata=said("名称 · title", maxLength=forms.TITLE_LIMIT, example="最低生活保障对象名单"))
_NOTE = Text(metadata=said("备注 · note", maxLength=1000))


# -- Documents


class DemandContentSchema(Shape):
    """What a demand says (条例第二十一条); a field that is not known is left out, never null or empty."""

    title = _TITLE
    items = _ITEMS
    basis = Many(Part(LegalBasisSchema), metadata=said("使用依据，提交必填 · legal basis, needed to submit"))
    scenario = Text(metadata=said("使用场景，提交必填 · scenario, needed to submit", maxLength=1000))
    matter = Text(metadata=said("服务事项 · service matter", maxLength=200))
    scope = Text(metadata=said("使用范围，提交必填 · scope, needed to submit", maxLength=1000))
    source = Text(metadata=said("拟数源部门的名称或代码 · presumed source department: name or code", maxLength=128))
    region = Text(metadata=said("所需数据的区域 · region of the data", maxLength=128))
    frequency = Text(metadata=said("需求频率，提交必填 · frequency, needed to submit", enum=list(vocabulary.UPDATE_CYCLES)))
    modes = _MODES
    until = Text(
        metadata=said("使用时限，提交必填 · last day of the term, needed to submit", format="date", example="2027-12-31")
    )
    urgency = Text(metadata=said("紧急程度 · urgency", enum=list(URGENCIES)))
    note = _NOTE


class ResponsibilityContentSchema(Shape):
    """What a responsibility says; a field that is not known is left out, never null or empty."""

    title = _TITLE
    items = _ITEMS
    basis = Many(Part(LegalBasisSchema), metadata=said("法定职责，非因需求拟定时必填 · statutory duty, needed without a demand"))
    cycle = Text(metadata=said("更新周期，派发必填 · update cycle, needed to assign", enum=list(vocabulary.UPDATE_CYCLES)))
    modes = _MODES
    consumers = Text(metadata=said("使用部门 · consumers", maxLength=1000))
    note = _NOTE


# -- What is said to a verb


class RemarkSchema(Shape):
    """What may be added to a step."""

    opinion = Text(load_default="", metadata=said("意见，可不填 · opinion, need not be given", maxLength=1000))


class GroundsSchema(Shape):
    """Why: what a step cannot be taken without."""

    opinion = Text(required=True, metadata=said("理由或意见 · why", maxLength=1000, example="请补充使用范围"))


class RefusalSchema(GroundsSchema):
    """Why something is refused, and by which law (条例第十四、十五、二十二条)."""

    basis = Many(
        Document(LegalBasisSchema), required=True, metadata=said("法律依据，至少一条 · legal basis, one law at the least")
    )


# -- Answers


class StepSchema(Shape):
    """One step on the way: who did what when, and why."""

    verb = Text(metadata=said("动作 · verb", example="sign"))
    state = Text(metadata=said("此后的状态 · state from then on", example="reviewing"))
    actor = Text(metadata=said("登录名 · login"))
    name = Text(metadata=said("姓名 · name"))
    department = Text(allow_none=True, metadata=said("所在部门 · department"))
    opinion = Text(allow_none=True, metadata=said("意见 · opinion"))
    basis = LAWS
    facts = ma.fields.Dict(metadata=said("所涉事实 · facts of the step", example={"to": "重庆市民政局"}))
    at = ma.fields.DateTime(metadata=said("时间 · at"))


class DemandReceiptSchema(Shape):
    """What a change of a demand came to."""

    id = Text(metadata=said("编号 · id", format="uuid"))
    number = Text(metadata=said("需求编号 · number", example="XQ2026-000012"))
    title = Text(metadata=said("名称 · title"))
    state = Text(metadata=said("状态 · state", enum=list(DEMAND)))
    revision = Whole(metadata=REVISION)
    problems = Many(Part(FindingSchema), metadata=said("仍待补正之处 · what is still to be completed"))


class ResponsibilityReceiptSchema(DemandReceiptSchema):
    """What a change of a responsibility came to."""

    number = Text(metadata=said("责任编号 · number", example="ZR2026-000007"))
    state = Text(metadata=said("状态 · state", enum=list(RESPONSIBILITY)))


class EitherReceiptSchema(DemandReceiptSchema):
    """What a change came to, of a demand or of the responsibility that was made from it."""

    number = Text(metadata=said("需求或责任编号 · number of the demand or responsibility", example="XQ2026-000012"))
    state = Text(metadata=said("状态 · state", enum=list(dict.fromkeys([*DEMAND, *RESPONSIBILITY]))))
