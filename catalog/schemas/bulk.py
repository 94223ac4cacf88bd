"""Many changes sent together, each with the members its verb takes, and what became of each; and those of entries."""

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

REVISION_READ: Final = {
    "description": "所读到的版次，新增以外必填 · the revision you have read; needed but for what is new",
    "example": 3,
}
"""What the revision of a change is."""


class Untouched(Part):
    """An object that is handed on as it came, whatever it is: each is judged by itself, later."""

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        return value


def sent_together(change: type[Shape]) -> Many:
    """Return the field of the changes of a request; ``change`` documents what one of them looks like."""
    return Many(
        Untouched(change),
        required=True,
        validate=ma.validate.Length(1, MOST, error=f"out_of_range|应为 1 至 {MOST} 项|expected 1 to {MOST} members"),
        metadata={"description": "变更，依次执行 · changes, done in this order"},
    )


class ResultSchema(Shape):
    """What became of one change, besides its receipt."""

    index = Whole(metadata={"description": "在请求中的位置，从 0 起 · place in the request, from 0"})
    status = Whole(metadata={"description": "单独请求时的 HTTP 状态码 · the HTTP status it would have had alone", "example": 200})
    problem = Document(ProblemSchema, allow_none=True, metadata={"description": "被拒绝的原因 · why it was refused, else null"})


class DoneSchema(Shape):
    """How many changes were done and refused."""

    done = Whole(metadata={"description": "完成数 · changes done"})
    refused = Whole(metadata={"description": "被拒绝数 · changes refused"})


class Reader:
    """Gives each change the shape that its verb takes."""

    def __init__(self, taken: Mapping[str, type[Shape]], *, makes: str) -> None:
        """Say what each verb takes besides the thing and its revision; ``makes`` is the one that makes a thing, and so names none."""
        self.verbs = tuple(taken)
        self._shapes = {verb: _shape(verb, takes, to_make=verb == makes) for verb, takes in taken.items()}

    def read(self, change: Any) -> dict[str, Any]:
        """Return one change in the shape that its verb takes.

        Raises
        ------
        Invalid
            It is no object, names no verb, or has not what its verb takes.
        """
        verb = change.get("verb") if isinstance(change, Mapping) else None
        if not isinstance(verb, str) or verb not in self._shapes:
            listed = ", ".join(self.verbs)
            problem = Problem("verb", "not_in_vocabulary", f"应为以下之一：{listed}", f"must be one of: {listed}")
            raise Invalid("没有此动作", "there is no such verb", problems=[problem])
        try:
            return dict(self._shapes[verb].load(change))
        except ma.ValidationError as error:
            found = problems(error.normalized_messages())  # type: ignore[no-untyped-call]  # the library leaves it untyped
            raise Invalid("请求内容有误", "the request is not as expected", problems=found) from error


def _shape(verb: str, takes: type[Shape], *, to_make: bool) -> ma.Schema:
    members: dict[str, Any] = {"verb": Text()}
    if not to_make:
        members |= {"id": Text(required=True), "revision": Whole(strict=True)}
    made: ma.Schema = type(f"Bulk{verb.title()}Schema", (takes,), members)()
    return made


# -- Of entries

_ENTRIES: Final = Reader(
    {
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
    },
    makes="register",
)

VERBS: Final = _ENTRIES.verbs
"""What may be done to many entries at once."""

read_change = _ENTRIES.read

_VERB: Final = {"description": "动作 · verb", "enum": list(VERBS), "example": "submit"}
_ID: Final = {"description": "资源：编号或代码 · the entry: id or code", "example": "206001/000017"}


class BulkChangeSchema(Shape):
    """One change, for the documentation: every verb takes some of these members."""

    verb = Text(required=True, metadata=_VERB)
    id = Text(metadata=_ID)
    revision = Whole(metadata=REVISION_READ)
    department = Text(metadata={"description": "提供部门，仅登记：编号、代码或名称 · provider, to register: id, code or name"})
    content = Document(ContentSchema, metadata={"description": "目录内容，登记与编辑 · content, to register and edit"})
    decision = Text(metadata={"description": "审核决定 · decision of a review", "enum": ["pass", "return", "refuse"]})
    opinion = Text(metadata={"description": "审核意见 · opinion of a review"})
    reason = Text(metadata={"description": "原因，下线、注销、考核 · why: take_offline, retire, set_assessed"})
    by = Text(metadata={"description": "替代它的资源 · the entry in its place: supersede"})
    into = Text(metadata={"description": "并入的资源 · the entry it joins: merge"})
    assessed = Flag(metadata={"description": "纳入考核 · counts in assessments: set_assessed"})
    basis = Text(metadata={"description": "变化的法律法规或职责 · what has changed: require_update"})


class BulkSchema(Shape):
    """Changes sent together."""

    changes = sent_together(BulkChangeSchema)


class BulkResultSchema(ResultSchema):
    """What became of one change."""

    receipt = Part(
        ReceiptSchema, allow_none=True, metadata={"description": "回执，删除或被拒绝时为 null · null if deleted or refused"}
    )


class BulkDoneSchema(DoneSchema):
    """What became of each change, in their order."""

    results = Many(Part(BulkResultSchema), metadata={"description": "逐项结果 · results, one for each change"})
