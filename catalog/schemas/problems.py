"""What a refusal looks like on the wire (RFC 9457); written for the documentation, problems are rendered in ``api/problems``."""

from __future__ import annotations

import marshmallow as ma

from catalog.schemas.base import Many, Part, Shape, Text, Whole


class FindingSchema(Shape):
    """One finding about one field."""

    path = Text(metadata={"description": "字段位置，空为整体 · the field, empty for the whole", "example": "items[3].length"})
    code = Text(metadata={"description": "稳定代码 · stable code", "example": "wrong_type"})
    zh = Text(metadata={"description": "中文说明 · in Chinese"})
    en = Text(metadata={"description": "英文说明 · in English"})
    severity = Text(
        metadata={
            "description": "rejected 不能保存；incomplete 可存草稿、不能提交；warning 仅提示"
            " · rejected cannot be stored, incomplete can be stored but not submitted, warning hinders nothing",
            "enum": ["rejected", "incomplete", "warning"],
        }
    )


class ProblemSchema(Shape):
    """A refusal as problem JSON; further members are facts of the case, for example the present ``revision``."""

    class Meta:
        """Which facts there are depends on the refusal."""

        unknown = ma.INCLUDE

    type = Text(metadata={"description": "问题类型，稳定 · kind of problem, stable", "example": "urn:cloud-chief:problem:stale"})
    title = Text(metadata={"description": "类别名称 · name of the kind"})
    status = Whole(metadata={"description": "HTTP 状态码 · HTTP status", "example": 412})
    code = Text(metadata={"description": "稳定代码 · stable code", "example": "stale"})
    detail = Text(metadata={"description": "按 Accept-Language 选择的说明 · the sentence, in the language asked for"})
    zh = Text(metadata={"description": "中文说明 · in Chinese"})
    en = Text(metadata={"description": "英文说明 · in English"})
    errors = Many(Part(FindingSchema), metadata={"description": "各字段的问题 · findings about single fields"})
    request_id = Text(metadata={"description": "请求编号，见日志 · the request's id, as in the logs"})
