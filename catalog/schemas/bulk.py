"""Many changes of entries sent together, each with the members its verb takes, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import marshmallow as ma

from catalog.errors import Invalid, Problem
from catalog.schemas.base import Document, Flag, Many, Part, Shape, Text, Whole, problems
from catalog.schemas.endings import AssessmentSchema, MergerSchema, ReasonSchema, SuccessionSchema, UpdateNoticeSchema
from catalog.schemas.lists import ContentSchema, EditSchema, ReceiptSchema, RegistrationSchema, ReviewSchema
from catalog.schemas.problems import ProblemSchema

MOST: Final = 500
"""Changes that are taken in one request."""

_TAKEN: Final[Mapping[str, type[Shape]]] = {
    "register": RegistrationSchema,
    "edit": EditSchema,
    "delete": Shape,
    "submit": Shape,
    "withdraw": Shape,
    "review": ReviewSchema,
    "require_update": UpdateNoticeSchema,
    "take_offline": ReasonSchema,
    "put_online": Shape,
    "retire": ReasonSchema,
    "supersede": SuccessionSchema,
    "merge": MergerSchema,
    "set_assessed": AssessmentSchema,
}
"""What verbs take beside the entry and its revision; some take nothing."""

VERBS: Final = tuple(_TAKEN)

_VERB: Final = {"description": "动作 · verb", "enum": list(VERBS), "example": "submit"}
_ID: Final = {"description": "资源：编号或代码 · the entry: id or code", "example": "206001/000017"}
_REVISION: Final = {
    "description": "所读到的版次，登记以外必填 · the revision you have read; needed but to register",
    "example": 3,
}


def _shape(verb: str) -> ma.Schema:
    members: dict[str, Any] = {"verb": Text()}
    if verb != "register":
        members |= {"id": Text(required=True), "revision": Whole(strict=True)}
    made: ma.Schema = type(f"Bulk{verb.title()}Schema", (_TAKEN[verb],), members)()
    return made


_SHAPES: Final = {verb: _shape(verb) for verb in VERBS}


class BulkChangeSchema(Shape):
    """One change, for the documentation: every verb takes some of these members."""

    verb = Text(required=True, metadata=_VERB)
    id = Text(metadata=_ID)
    revision = Whole(metadata=_REVISION)
    department = Text(metadata={"description": "提供部门，仅登记：编号、代码或名称 · provider, to register: id, code or name"})
    content = Document(ContentSchema, metadata={"description": "目录内容，登记与编辑 · content, to register and edit"})
    decision = Text(metadata={"description": "审核决定 · decision of a review", "enum": ["pass", "return", "refuse"]})
    opinion = Text(metadata={"description": "审核意见 · opinion of a review"})
    reason = Text(metadata={"description": "原因，下线、注销、考核 · why: take_offline, retire, set_assessed"})
    by = Text(metadata={"description": "替代它的资源 · the entry in its place: supersede"})
    into = Text(metadata={"description": "并入的资源 · the entry it joins: merge"})
    assessed = Flag(metadata={"description": "纳入考核 · counts in assessments: set_assessed"})
    basis = Text(metadata={"description": "变化的法律法规或职责 · what has changed: require_update"})


class Untouched(Part):
    """An object that is handed on as it came, whatever it is: each is judged by itself, later."""

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        return value


class BulkSchema(Shape):
    """Changes sent together."""

    changes = Many(
        Untouched(BulkChangeSchema),
        required=True,
        validate=ma.validate.Length(1, MOST, error=f"out_of_range|应为 1 至 {MOST} 项|expected 1 to {MOST} members"),
        metadata={"description": "变更，依次执行 · changes, done in this order"},
    )


class BulkResultSchema(Shape):
    """What became of one change."""

    index = Whole(metadata={"description": "在请求中的位置，从 0 起 · place in the request, from 0"})
    status = Whole(metadata={"description": "单独请求时的 HTTP 状态码 · the HTTP status it would have had alone", "example": 200})
    receipt = Part(
        ReceiptSchema, allow_none=True, metadata={"description": "回执，删除或被拒绝时为 null · null if deleted or refused"}
    )
    problem = Document(ProblemSchema, allow_none=True, metadata={"description": "被拒绝的原因 · why it was refused, else null"})


class BulkDoneSchema(Shape):
    """What became of each change, in their order."""

    results = Many(Part(BulkResultSchema), metadata={"description": "逐项结果 · results, one for each change"})
    done = Whole(metadata={"description": "完成数 · changes done"})
    refused = Whole(metadata={"description": "被拒绝数 · changes refused"})


def read_change(change: Any) -> dict[str, Any]:
    """Return one change in the shape that its verb takes.

    Raises
    ------
    Invalid
        It is no object, names no verb, or has not what its verb takes.
    """
    return read_as(_SHAPES, change)


def read_as(shapes: Mapping[str, ma.Schema], change: Any) -> dict[str, Any]:
    """Return one change in the shape that its verb takes, out of the shapes by verb.

    Raises
    ------
    Invalid
        It is no object, names no verb, or has not what its verb takes.
    """
    verb = change.get("verb") if isinstance(change, Mapping) else None
    if not isinstance(verb, str) or verb not in shapes:
        listed = ", ".join(shapes)
        problem = Problem("verb", "not_in_vocabulary", f"应为以下之一：{listed}", f"must be one of: {listed}")
        raise Invalid("没有此动作", "there is no such verb", problems=[problem])
    try:
        return dict(shapes[verb].load(change))
    except ma.ValidationError as error:
        found = problems(error.normalized_messages())  # type: ignore[no-untyped-call]  # the library leaves it untyped
        raise Invalid("请求内容有误", "the request is not as expected", problems=found) from error
