"""What becomes of a published entry: reasons, successors, assessments."""

from __future__ import annotations

from catalog.schemas.base import Flag, Shape, Text

_REFERENCE = {"example": "206001/000017"}


class ReasonSchema(Shape):
    """Why."""

    reason = Text(required=True, metadata={"description": "原因 · why", "maxLength": 1000, "example": "系统升级，暂停提供"})


class SuccessionSchema(Shape):
    """Which entry now stands in its place."""

    by = Text(
        required=True, metadata={"description": "替代它的资源：编号或代码 · the entry in its place: id or code", **_REFERENCE}
    )


class MergerSchema(Shape):
    """Which entry it becomes part of."""

    into = Text(required=True, metadata={"description": "并入的资源：编号或代码 · the entry it joins: id or code", **_REFERENCE})


class AssessmentSchema(ReasonSchema):
    """Whether an entry counts in the assessment of its department, and why."""

    assessed = Flag(required=True, metadata={"description": "纳入考核 · counts in assessments"})


class UpdateNoticeSchema(Shape):
    """What has changed, so that the entry must follow."""

    basis = Text(
        required=True,
        metadata={
            "description": "变化的法律法规或职责 · the law or duty that has changed",
            "maxLength": 1000,
            "example": "机构职责调整",
        },
    )
