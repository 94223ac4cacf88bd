"""The catalog list: filters, entries, contents, receipts, versions, reviews."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from catalog.lists import vocabulary
from catalog.lists.rules import RESOURCE
from catalog.schemas.base import Document, Flag, Many, Part, Shape, Text, Whole, between, one_of
from catalog.schemas.problems import FindingSchema


def _said(description: str, **more: Any) -> dict[str, Any]:
    return {"description": description, **more}


def _term(description: str, values: Any) -> dict[str, Any]:
    return {"description": description, "enum": list(values)}


_DAY = {"format": "date", "example": "2026-03-02"}


# -- The content document


class _GovernedSchema(Shape):
    """What an item may say for itself, and else has from its resource."""

    sharing_type = Text(metadata=_term("共享类型 · sharing type", vocabulary.SHARING_TYPES))
    openness = Text(metadata=_term("开放属性 · openness", vocabulary.OPENNESS))
    update_cycle = Text(metadata=_term("更新周期 · update cycle", vocabulary.UPDATE_CYCLES))
    grade = Text(
        metadata=_term("数据分级，核心与涉密不予登记 · grade; core data and secrets are not registered", vocabulary.GRADES)
    )
    local_grade = Text(metadata=_term("地方分级 · local grade", vocabulary.LOCAL_GRADES))


class ItemSchema(_GovernedSchema):
    """An information item (信息项)."""

    name = Text(metadata=_said("信息项名称 · name"))
    type = Text(metadata=_term("数据类型代号 · letter of the data type", vocabulary.DATA_TYPES))
    length = Whole(metadata=_said("长度，仅 C、N · length, for C and N only"))
    description = Text(metadata=_said("说明 · description"))


class LegalBasisSchema(Shape):
    """A law and its article (不予共享的依据)."""

    law = Text(metadata=_said("法律、行政法规或国务院决定 · law, regulation or decision"))
    article = Text(metadata=_said("条款 · article"))


class DistributionSchema(Shape):
    """One form in which the data is to be had."""

    mode = Text(metadata=_term("提供方式 · mode", vocabulary.DISTRIBUTION_MODES))
    format = Text(metadata=_said("格式 · format", example="csv"))
    address = Text(metadata=_said("地址 · address"))
    volume = Text(metadata=_said("数据量 · volume"))
    issued = Text(metadata=_said("首次提供日期 · first provided on", **_DAY))
    refreshed = Text(metadata=_said("最近更新日期 · last refreshed on", **_DAY))


class SecrecyReviewSchema(Shape):
    """The review before cataloging (条例第十三条)."""

    reviewed_on = Text(metadata=_said("审查日期 · reviewed on", **_DAY))
    signed_by = Text(metadata=_said("签批负责人 · signed by"))


class ContentSchema(_GovernedSchema):
    """What an entry says (核心元数据); a field that is not known is left out, never null or empty."""

    name = Text(metadata=_said("信息资源名称 · name", maxLength=128))
    abstract = Text(metadata=_said("摘要；超过 1000 字可存草稿、不能提交 · abstract; longer than 1000, it stays a draft"))
    formats = Many(Text(), metadata=_said("格式 · formats", example=["mysql"]))
    format_note = Text(metadata=_said("格式为“其他”时的说明 · explains format “other”"))
    classifications = Many(
        Text(), metadata=_said("分类代码，首个为主 · classification codes, the first is primary", example=["206001"])
    )
    sharing_conditions = Text(metadata=_said("共享条件，有条件共享必填 · conditions, needed for conditional sharing"))
    sharing_purpose = Text(metadata=_said("使用要求或用途，有条件共享必填 · purpose, needed for conditional sharing"))
    legal_basis = Many(Part(LegalBasisSchema), metadata=_said("不予共享的法律依据 · legal basis, needed when not shared"))
    sharing_modes = Many(Text(metadata={"enum": list(vocabulary.SHARING_MODES)}), metadata=_said("共享方式 · sharing modes"))
    open_conditions = Text(metadata=_said("开放条件 · conditions of openness"))
    items = Many(Part(ItemSchema), metadata=_said("信息项 · information items"))
    distributions = Many(Part(DistributionSchema), metadata=_said("数据的提供形式 · distributions"))
    related = Many(Text(), metadata=_said("关联资源代码 · related codes"))
    secrecy_review = Part(SecrecyReviewSchema, metadata=_said("保密与个人信息影响审查 · secrecy and privacy review"))
    tags = Many(Text(), metadata=_said("标签 · tags"))
    theme = Text(metadata=_said("主题 · theme"))
    raw = ma.fields.Dict(metadata=_said("导入时的原文，按字段 · original texts kept by an import, by field"))


class RegistrationSchema(Shape):
    """A new entry."""

    department = Text(
        required=True, metadata=_said("提供部门：编号、代码或名称 · provider: id, code or name", example="11500000009275780L")
    )
    content = Document(ContentSchema, required=True, metadata=_said("目录内容 · content"))


class EditSchema(Shape):
    """The whole content in its new form."""

    content = Document(ContentSchema, required=True, metadata=_said("目录内容，整体替换 · content, replaces the present one"))


class ReviewSchema(Shape):
    """A reviewer's word."""

    decision = Text(
        required=True, validate=one_of({"pass": 0, "return": 0, "refuse": 0}), metadata=_said("通过、退回、不予通过 · decision")
    )
    opinion = Text(
        load_default="", metadata=_said("审核意见，退回与不予通过必填 · opinion, needed unless passed", maxLength=1000)
    )


# -- Questions


class ListQuerySchema(Shape):
    """What a list of entries is narrowed to."""

    state = Many(Text(validate=one_of(RESOURCE)), load_default=(), metadata=_said("状态，可重复 · state, may be repeated"))
    department = Text(metadata=_said("提供部门：编号、代码或名称，含其前身 · provider with its predecessors: id, code or name"))
    region = Text(
        metadata=_said("区划：编号、代码或名称，含下级 · region with all beneath it: id, code or name", example="500103")
    )
    sharing_type = Text(validate=one_of(vocabulary.SHARING_TYPES), metadata=_said("共享类型 · sharing type"))
    name = Text(metadata=_said("名称中的文字 · words in the name"))
    cursor = Text(metadata=_said("上一页的 next · the next of the page before"))
    limit = Whole(load_default=50, validate=between(1, 200), metadata=_said("每页条数 · entries a page"))


class CodeQuerySchema(Shape):
    """A resource code; it contains a slash and therefore does not stand in the path."""

    code = Text(
        required=True, metadata=_said("信息资源代码，现用或曾用 · resource code, present or former", example="206001/000017")
    )


# -- Answers


class SummarySchema(Shape):
    """One line of a list of entries."""

    id = Text(metadata=_said("编号 · id", format="uuid"))
    code = Text(allow_none=True, metadata=_said("信息资源代码 · resource code"))
    name = Text(metadata=_said("名称 · name"))
    department_id = Text(metadata=_said("提供部门编号 · id of the provider", format="uuid"))
    department = Text(metadata=_said("提供部门 · provider"))
    region = Text(metadata=_said("区划 · region"))
    state = Text(metadata=_term("状态 · state", RESOURCE))
    sharing_type = Text(allow_none=True, metadata=_said("共享类型，以最严信息项为准 · sharing type, the strictest item governs"))
    openness = Text(allow_none=True, metadata=_said("开放属性 · openness"))
    update_cycle = Text(allow_none=True, metadata=_said("更新周期 · update cycle"))
    grade = Text(allow_none=True, metadata=_said("数据分级 · grade"))
    local_grade = Text(allow_none=True, metadata=_said("地方分级 · local grade"))
    item_count = Whole(metadata=_said("信息项数 · number of items"))
    issued_on = ma.fields.Date(allow_none=True, metadata=_said("发布日期 · issued on"))
    accessed = Flag(metadata=_said("已接入：已挂接且可用 · accessed: bound and answering"))
    assessed = Flag(metadata=_said("纳入考核 · counts in assessments"))
    updated_at = ma.fields.DateTime(metadata=_said("更新时间 · last changed at"))
    revision = Whole(metadata=_said("版次，即 ETag · revision, which is the ETag"))


_SUMMARY = frozenset(SummarySchema().fields)


class PageSchema(Shape):
    """A page of entries."""

    resources = Many(Part(SummarySchema), attribute="entries", metadata=_said("本页资源 · the entries of this page"))
    next = Text(allow_none=True, metadata=_said("下一页的 cursor，末页为 null · cursor of the next page, null on the last"))
    total = Whole(metadata=_said("符合条件的总数 · how many fit in all"))


class PlacementSchema(Shape):
    """A place in the classification."""

    classification = Text(metadata=_said("分类代码 · classification code"))
    name = Text(metadata=_said("分类名称 · its name"))
    code = Text(metadata=_said("在此分类下的资源代码 · the entry's code there"))
    primary = Flag(metadata=_said("主分类 · primary"))


class BreakSchema(Shape):
    """A change that breaks those who use the data."""

    path = Text(metadata=_said("位置 · where"))
    code = Text(metadata=_said("种类 · kind"))
    zh = Text(metadata=_said("中文说明 · in Chinese"))
    en = Text(metadata=_said("英文说明 · in English"))


class DraftSchema(Shape):
    """The version being compiled or reviewed, for its parties only."""

    version = Whole(metadata=_said("版本号 · version"))
    state = Text(metadata=_said("状态 · state"))
    content = Document(ContentSchema, metadata=_said("目录内容 · content"))
    breaking = Many(Part(BreakSchema), metadata=_said("对使用方的破坏性变更 · changes that break consumers"))


class EntrySchema(SummarySchema):
    """One entry whole."""

    version = Whole(allow_none=True, metadata=_said("所示版本 · the version shown"))
    content = Document(ContentSchema, metadata=_said("目录内容 · content"))
    placements = Many(Part(PlacementSchema), metadata=_said("分类位置 · places in the classification"))
    legacy_code = Text(allow_none=True, metadata=_said("旧代码 · legacy code"))
    origin = Many(ma.fields.Dict(), metadata=_said("导入来源：文件与行号 · where it was imported from: file and lines"))
    successor = Text(allow_none=True, metadata=_said("替代或合并后的资源编号 · id of what stands in its place", format="uuid"))
    draft = Part(DraftSchema, allow_none=True, metadata=_said("编制中的版本 · the open version"))

    @ma.pre_dump
    def _flatten(self, entry: Any, **_: Any) -> dict[str, Any]:
        return {name: getattr(entry.summary if name in _SUMMARY else entry, name) for name in self.fields}


class ReceiptSchema(Shape):
    """What a change came to."""

    id = Text(metadata=_said("编号 · id", format="uuid"))
    name = Text(metadata=_said("名称 · name"))
    code = Text(allow_none=True, metadata=_said("信息资源代码，首次提交时赋予 · code, given at the first submission"))
    state = Text(metadata=_term("状态 · state", RESOURCE))
    version = Whole(metadata=_said("版本号 · version"))
    version_state = Text(metadata=_said("版本状态 · state of the version"))
    revision = Whole(metadata=_said("版次，即 ETag · revision, which is the ETag"))
    problems = Many(Part(FindingSchema), metadata=_said("仍待补正之处 · what is still to be completed"))
    breaking = Many(Part(BreakSchema), metadata=_said("对使用方的破坏性变更 · changes that break consumers"))


class VersionSchema(Shape):
    """One version, without its content."""

    version = Whole(metadata=_said("版本号 · version", example=1))
    state = Text(metadata=_said("状态 · state", example="published"))
    created_at = ma.fields.DateTime(metadata=_said("创建时间 · created at"))
    submitted_at = ma.fields.DateTime(allow_none=True, metadata=_said("提交时间 · submitted at"))
    published_at = ma.fields.DateTime(allow_none=True, metadata=_said("发布时间 · published at"))
    breaking = Many(Part(BreakSchema), metadata=_said("对使用方的破坏性变更 · changes that break consumers"))


class VersionsSchema(Shape):
    """All versions that the caller may see."""

    versions = Many(Part(VersionSchema), metadata=_said("版本，旧者在前 · versions, oldest first"))


class DiffSchema(Shape):
    """What changed from one version to another; pairs are [before, after]."""

    fields_ = ma.fields.Dict(attribute="fields", data_key="fields", metadata=_said("字段变更 · changed fields"))
    items_added = Many(Document(ItemSchema), metadata=_said("新增信息项 · items added"))
    items_dropped = Many(Document(ItemSchema), metadata=_said("删除信息项 · items dropped"))
    items_changed = ma.fields.Dict(metadata=_said("变更信息项，按名称 · items changed, by name"))
    distributions_added = Many(Document(DistributionSchema), metadata=_said("新增提供形式 · distributions added"))
    distributions_dropped = Many(Document(DistributionSchema), metadata=_said("删除提供形式 · distributions dropped"))


class OpinionSchema(Shape):
    """One reviewer's word."""

    version = Whole(metadata=_said("版本号 · version"))
    step = Text(metadata=_term("环节：部门、主管部门 · step", ("department", "authority")))
    decision = Text(metadata=_term("决定 · decision", ("pass", "return", "refuse")))
    opinion = Text(allow_none=True, metadata=_said("意见 · opinion"))
    reviewer = Text(metadata=_said("审核人 · reviewer"))
    at = ma.fields.DateTime(metadata=_said("时间 · at"))


class OpinionsSchema(Shape):
    """All that reviewers said."""

    reviews = Many(Part(OpinionSchema), metadata=_said("审核意见，旧者在前 · reviews, oldest first"))
