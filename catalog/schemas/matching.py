"""Matching: what is wanted, what the catalog has for it and why; synonyms."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from catalog.matching import GRADES, KINDS, LONGEST_ANSWER, VERDICTS
from catalog.schemas.base import Flag, Many, Part, Shape, Text, Whole, between
from catalog.schemas.lists import SummarySchema


class WantedSchema(Shape):
    """A description of data that is wanted."""

    title = Text(
        required=True, metadata={"description": "需求名称 · what data is wanted", "maxLength": 200, "example": "药店名单"}
    )
    items = Many(
        Text(), metadata={"description": "所需信息项 · the items wanted", "maxItems": 100, "example": ["药店名称", "地址"]}
    )
    scenario = Text(metadata={"description": "使用场景 · what for", "maxLength": 2000})
    matter = Text(metadata={"description": "服务事项 · the service matter", "maxLength": 2000})
    region = Text(
        metadata={
            "description": "区划：编号、代码或名称；登记册不知道的部分按名称中的文字判断 · region: id, code or name;"
            " what the register does not know of it is looked for in the texts",
            "maxLength": 2000,
            "example": "贵阳市花溪区",
        }
    )
    presumed_source = Text(metadata={"description": "预期数源部门 · the presumed source department", "maxLength": 2000})
    limit = Whole(load_default=20, validate=between(1, LONGEST_ANSWER), metadata={"description": "候选数 · candidates"})


class CandidatesQuerySchema(Shape):
    """How many candidates are asked for."""

    limit = Whole(load_default=20, validate=between(1, LONGEST_ANSWER), metadata={"description": "候选数 · candidates"})


class SaidSchema(Shape):
    """A sentence in both languages."""

    zh = Text(metadata={"description": "中文 · in Chinese"})
    en = Text(metadata={"description": "英文 · in English"})


def _said(reasons: Any) -> list[dict[str, str]]:
    return [{"zh": zh, "en": en} for zh, en in reasons]


class CoverSchema(Shape):
    """A wanted item and the entry's item that has it."""

    wanted = Text(metadata={"description": "所需信息项 · the item wanted", "example": "身份证号"})
    item = Text(metadata={"description": "资源的信息项 · the entry's item", "example": "公民身份号码"})
    how = Text(
        metadata={
            "description": "名称相同、同义或相近 · by the same name, a synonym or a similar one",
            "enum": ["same", "synonym", "similar"],
        }
    )


class CandidateSchema(Shape):
    """An entry that may satisfy the demand."""

    summary = Part(SummarySchema, metadata={"description": "资源 · the entry"})
    score = ma.fields.Float(
        metadata={"description": "所需内容被说明的份额，0–1 · share of the demand explained", "example": 0.83}
    )
    grade = Text(metadata={"description": "满足、部分满足、仅相近 · satisfies, in part, merely near", "enum": list(GRADES)})
    covered = Many(Part(CoverSchema), metadata={"description": "已有的信息项 · wanted items it has"})
    missing = Many(Text(), metadata={"description": "所缺信息项 · wanted items it lacks"})
    items_unknown = Flag(metadata={"description": "未登记信息项 · it tells no items"})
    reasons = Many(Part(SaidSchema), metadata={"description": "理由，重者在前 · why, the weightiest first"})

    @ma.pre_dump
    def _in_words(self, candidate: Any, **_: Any) -> dict[str, Any]:
        names = ("summary", "score", "grade", "covered", "missing", "items_unknown")
        return {name: getattr(candidate, name) for name in names} | {"reasons": _said(candidate.reasons)}


class NearDepartmentSchema(Shape):
    """A department whose catalog lies nearest to a demand that no entry satisfies."""

    id = Text(metadata={"description": "部门编号 · id of the department", "format": "uuid"})
    name = Text(metadata={"description": "部门名称 · its name"})
    region = Text(metadata={"description": "所属区划 · its region"})
    score = ma.fields.Float(metadata={"description": "其最接近资源的份额 · share explained by its nearest entry", "example": 0.2})
    entries = Many(Text(metadata={"format": "uuid"}), metadata={"description": "最接近的资源编号 · ids of its nearest entries"})
    reasons = Many(Part(SaidSchema), metadata={"description": "理由 · why"})

    @ma.pre_dump
    def _in_words(self, department: Any, **_: Any) -> dict[str, Any]:
        names = ("id", "name", "region", "score", "entries")
        return {name: getattr(department, name) for name in names} | {"reasons": _said(department.reasons)}


class MatchedSchema(Shape):
    """What the catalog has for a demand."""

    verdict = Text(metadata={"description": "匹配、部分匹配、未匹配 · matched, partly, unmatched", "enum": list(VERDICTS)})
    items_unknown = Flag(metadata={"description": "结论所依据的资源未登记信息项 · what the verdict rests on tells no items"})
    candidates = Many(Part(CandidateSchema), metadata={"description": "候选资源，最近者在前 · candidates, the nearest first"})
    missing = Many(Text(), metadata={"description": "所缺信息项 · wanted items that are lacking"})
    nearest = Many(
        Part(NearDepartmentSchema), metadata={"description": "未匹配时最接近的部门 · nearest departments, where nothing matches"}
    )


class SynonymsQuerySchema(Shape):
    """Which synonyms are asked for."""

    kind = Text(metadata={"description": "类别：信息项、事项或部门 · kind: items, matters or bureaus", "enum": list(KINDS)})
    word = Text(metadata={"description": "含此文字的组 · groups that hold this", "example": "药店"})


class NewSynonymsSchema(Shape):
    """What a group of synonyms is to be."""

    kind = Text(
        required=True, metadata={"description": "类别：信息项、事项或部门 · kind: items, matters or bureaus", "enum": list(KINDS)}
    )
    words = Many(
        Text(),
        required=True,
        metadata={"description": "同义的词，首词为组名 · words that mean the same; the first names the group", "maxItems": 50},
    )
    note = Text(allow_none=True, metadata={"description": "说明 · why", "maxLength": 500})


class GroupSchema(Shape):
    """A group of synonyms in force."""

    id = Text(allow_none=True, metadata={"description": "编号，内置组为 null · id, null for a built-in group", "format": "uuid"})
    kind = Text(metadata={"description": "类别 · kind", "enum": list(KINDS)})
    head = Text(metadata={"description": "组名 · name of the group", "example": "药店"})
    words = Many(Text(), metadata={"description": "同义的词 · words that mean the same"})
    note = Text(allow_none=True, metadata={"description": "说明 · why"})
    built_in = Flag(metadata={"description": "内置 · it comes with the service"})
    revision = Whole(metadata={"description": "版次，内置组为 0 · revision, 0 for a built-in group", "example": 1})


class GroupsSchema(Shape):
    """The synonyms in force."""

    synonyms = Many(Part(GroupSchema), metadata={"description": "同义词组 · groups of synonyms"})
