"""Search: what is asked, what is found, facets and suggestions, and how the index stands."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from catalog.schemas.base import Flag, Many, Part, Shape, Text, Whole, between, one_of
from catalog.schemas.lists import SummarySchema
from catalog.search import FACETS, SORTS

_FACETS = {
    "tier": "层级代码 · code of the tier",
    "region": "区划：编号、代码或名称，含下级 · region with all beneath it: id, code or name",
    "department": "提供部门：编号、代码或名称，含其前身 · provider with its predecessors: id, code or name",
    "sharing_type": "共享类型 · sharing type",
    "openness": "开放属性 · openness",
    "update_cycle": "更新周期 · update cycle",
    "theme": "主题 · theme",
    "format": "格式类别 · kind of format",
    "state": "状态 · state",
    "grade": "数据分级 · grade",
    "local_grade": "地方分级 · local grade",
}


def _facet(name: str) -> Many:
    zh, _, en = _FACETS[name].partition(" · ")
    return Many(Text(), metadata={"description": f"{zh}，可重复 · {en}, may be repeated"})


class SearchQuerySchema(Shape):
    """What is searched for; values of one facet are alternatives, facets narrow each other."""

    text = Text(
        load_default="",
        metadata={
            "description": "文字：名称、信息项、摘要、部门、代码、拼音的任意片段，空格分隔的词须同时符合；不写则列出全部"
            " · any fragment of names, items, abstracts, departments, codes or pinyin; all words must fit; without it everything",
            "example": "停车 泊位",
        },
    )
    tier = _facet("tier")
    region = _facet("region")
    department = _facet("department")
    sharing_type = _facet("sharing_type")
    openness = _facet("openness")
    update_cycle = _facet("update_cycle")
    theme = _facet("theme")
    format = _facet("format")
    state = _facet("state")
    grade = _facet("grade")
    local_grade = _facet("local_grade")
    sort = Text(
        load_default="relevance",
        validate=one_of(dict.fromkeys(SORTS)),
        metadata={"description": "排序：相关、最新、使用量 · order: relevance, freshness, usage"},
    )
    cursor = Text(metadata={"description": "上一页的 next · the next of the page before"})
    limit = Whole(load_default=20, validate=between(1, 100), metadata={"description": "每页条数 · hits a page"})


class MarkedSchema(Shape):
    """A text and what of it fitted."""

    text = Text(metadata={"description": "文字 · the text"})
    spans = Many(
        Many(Whole()),
        metadata={"description": "符合之处，[起, 止) 以字符计 · what fitted, [from, to) in characters", "example": [[2, 4]]},
    )


class HitSchema(Shape):
    """An entry that was found, and why."""

    summary = Part(SummarySchema, metadata={"description": "资源 · the entry"})
    name = Part(MarkedSchema, metadata={"description": "名称 · its name"})
    items = Many(Part(MarkedSchema), metadata={"description": "符合的信息项 · items that fitted"})
    abstract = Part(MarkedSchema, allow_none=True, metadata={"description": "摘要中符合之处 · where its abstract fitted"})


class FacetValueSchema(Shape):
    """One value of a facet and how many entries it would leave."""

    value = Text(metadata={"description": "值，作为参数 · the value, as a parameter"})
    zh = Text(metadata={"description": "中文名称 · name in Chinese"})
    en = Text(metadata={"description": "英文名称 · name in English"})
    count = Whole(metadata={"description": "选此值将有的资源数 · entries there would be"})
    chosen = Flag(metadata={"description": "是否已选 · chosen now"})

    @ma.pre_dump
    def _flatten(self, value: Any, **_: Any) -> dict[str, Any]:
        zh, en = value.label
        return {"value": value.value, "zh": zh, "en": en, "count": value.count, "chosen": value.chosen}


class SearchAnswerSchema(Shape):
    """A page of what was found."""

    hits = Many(Part(HitSchema), metadata={"description": "本页结果 · the hits of this page"})
    next = Text(
        allow_none=True, metadata={"description": "下一页的 cursor，末页为 null · cursor of the next page, null on the last"}
    )
    total = Whole(metadata={"description": "符合的总数 · how many fit in all"})
    approximate = Flag(metadata={"description": "总数与分面为约数 · total and facets are estimates"})
    facets = ma.fields.Dict(
        keys=ma.fields.String(metadata={"enum": list(FACETS)}),
        values=ma.fields.List(ma.fields.Nested(FacetValueSchema)),
        metadata={"description": "各分面的值，多者在前 · values by facet, the largest first"},
    )
    did_you_mean = Many(Text(), metadata={"description": "也许要找 · what may have been meant"})


class SuggestionsQuerySchema(Shape):
    """What has been typed so far."""

    text = Text(required=True, metadata={"description": "已键入的文字 · what has been typed", "example": "停车"})
    limit = Whole(load_default=8, validate=between(1, 20), metadata={"description": "条数 · suggestions"})


class SuggestionSchema(MarkedSchema):
    """What might be meant."""

    kind = Text(
        metadata={"description": "资源、部门或信息项 · entry, department or item", "enum": ["resource", "department", "item"]}
    )
    id = Text(allow_none=True, metadata={"description": "资源或部门编号 · id of the entry or department", "format": "uuid"})


class SuggestionsSchema(Shape):
    """Suggestions while typing."""

    suggestions = Many(Part(SuggestionSchema), metadata={"description": "建议，最可能者在前 · the likeliest first"})


class StandingSchema(Shape):
    """How the index stands beside the catalog."""

    generation = Whole(metadata={"description": "索引代次 · generation of the index", "example": 3})
    documents = Whole(metadata={"description": "已收资源数 · entries in it", "example": 12840})
    fold = Whole(metadata={"description": "合并次数 · folds done", "example": 17})
    folded_seq = Whole(metadata={"description": "已合并至的日志序号 · trail number folded up to", "example": 52310})
    head_seq = Whole(metadata={"description": "日志最新序号 · head of the trail", "example": 52344})
    behind = Whole(metadata={"description": "尚未合并的变更数 · changes not folded yet", "example": 34})
    bytes = Whole(metadata={"description": "索引大小，字节 · size in bytes", "example": 20480000})
    recipe_current = Flag(metadata={"description": "编制方法为现行 · built by the present recipe"})
    built_at = ma.fields.DateTime(allow_none=True, metadata={"description": "建成时间 · built at"})
