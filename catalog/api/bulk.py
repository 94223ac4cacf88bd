"""Many changes in one request, of entries, demands and responsibilities, each answered by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from catalog import reception
from catalog.api import demands, problems, responsibilities
from catalog.api.lists import room
from catalog.exchange.bulk import VERBS, Done, change_demand, change_entry, change_responsibility, one_by_one
from catalog.reception import needs
from catalog.schemas import bulk as schemas
from catalog.schemas.demands import CHANGES as DEMAND_CHANGES
from catalog.schemas.demands import BulkDemandsDoneSchema, BulkDemandsSchema
from catalog.schemas.examples import CONTENT, DEMAND, DEMAND_RECEIPT, DUTY_RECEIPT, RECEIPT
from catalog.schemas.responsibilities import CHANGES as RESPONSIBILITY_CHANGES
from catalog.schemas.responsibilities import BulkResponsibilitiesDoneSchema, BulkResponsibilitiesSchema

_ENTRY_RIGHTS: Final = tuple(f"resource:{verb}" for verb in VERBS if verb != "review")
_DEMAND_RIGHTS: Final = tuple(
    f"demand:{right}" for right in ("file", "edit", "submit", "withdraw", "delete", "sign", "review", "match", "merge")
)
_ENTRIES: Final = [
    {"verb": "register", "department": "11500000009275780L", "content": CONTENT},
    {"verb": "submit", "id": RECEIPT["id"], "revision": 1},
]
_DEMANDS: Final = [
    {"verb": "file", "department": "11500000009275780L", "content": DEMAND},
    {"verb": "accept", "id": DEMAND_RECEIPT["id"], "revision": 3, "opinion": "予以受理"},
]
_RESPONSIBILITIES: Final = [
    {"verb": "claim", "id": DUTY_RECEIPT["id"], "revision": 2},
    {"verb": "object", "id": "ZR2026-000008", "revision": 2, "opinion": "非数源部门"},
]


@room.route("/bulk", methods=["POST"])
@needs("resource:sign", *_ENTRY_RIGHTS)
@room.arguments(schemas.BulkSchema, example={"changes": _ENTRIES})
@room.response(200, schemas.BulkDoneSchema)
def bulk(body: dict[str, Any]) -> dict[str, Any]:
    """批量变更 · Many changes at once.

    依次执行，每项自成一体：一项被拒绝不影响其他各项。逐项答复状态码、回执或原因。

    Done in their order, each by itself: what is refused hinders no other. Each is answered with its status and its receipt, or
    with why it was refused.
    """
    return carried_out(body, schemas.read_change, change_entry, makes=("register",))


@demands.room.route("/bulk", methods=["POST"])
@needs(*_DEMAND_RIGHTS)
@demands.room.arguments(BulkDemandsSchema, example={"changes": _DEMANDS})
@demands.room.response(200, BulkDemandsDoneSchema)
def bulk_demands(body: dict[str, Any]) -> dict[str, Any]:
    """批量办理需求 · Many changes of demands at once.

    依次执行，每项自成一体：一项被拒绝不影响其他各项。逐项答复状态码、回执或原因。

    Done in their order, each by itself: what is refused hinders no other. Each is answered with its status and its receipt, or
    with why it was refused.
    """
    return carried_out(body, DEMAND_CHANGES.read, change_demand, makes=("file", "assign"))


@responsibilities.room.route("/bulk", methods=["POST"])
@needs("responsibility:assign", "responsibility:claim")
@responsibilities.room.arguments(BulkResponsibilitiesSchema, example={"changes": _RESPONSIBILITIES})
@responsibilities.room.response(200, BulkResponsibilitiesDoneSchema)
def bulk_responsibilities(body: dict[str, Any]) -> dict[str, Any]:
    """批量办理责任 · Many changes of responsibilities at once.

    依次执行，每项自成一体：一项被拒绝不影响其他各项。逐项答复状态码、回执或原因。

    Done in their order, each by itself: what is refused hinders no other. Each is answered with its status and its receipt, or
    with why it was refused.
    """
    return carried_out(body, RESPONSIBILITY_CHANGES.read, change_responsibility, makes=("draft",))


def carried_out(
    body: dict[str, Any], read: Callable[[Any], Mapping[str, Any]], do: Callable[..., Any], *, makes: tuple[str, ...]
) -> dict[str, Any]:
    """Do the changes; ``makes`` are the verbs that make a thing."""
    return answered(one_by_one(reception.office(), reception.caller(), body["changes"], read=read, do=do), makes=makes)


def answered(done: Iterable[Done[Any]], *, makes: tuple[str, ...]) -> dict[str, Any]:
    """Answer what became of each of many changes; ``makes`` are the verbs that make a thing."""
    results = [_answered(each, made=each.verb in makes) for each in done]
    refused = sum(each["problem"] is not None for each in results)
    return {"results": results, "done": len(results) - refused, "refused": refused}


def _answered(done: Done[Any], *, made: bool) -> dict[str, Any]:
    if done.refusal is not None:
        answer = problems.translate(done.refusal)
        return {"index": done.index, "status": answer.status, "receipt": None, "problem": problems.body_of(answer)}
    status = 204 if done.receipt is None else 201 if made else 200
    return {"index": done.index, "status": status, "receipt": done.receipt, "problem": None}
