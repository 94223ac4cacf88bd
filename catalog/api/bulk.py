"""Many changes of entries in one request, each answered by itself."""

from __future__ import annotations

from typing import Any, Final

from catalog import reception
from catalog.api import problems
from catalog.api.lists import room
from catalog.exchange.bulk import VERBS, Done, carry_out
from catalog.reception import needs
from catalog.schemas import bulk as schemas
from catalog.schemas.examples import CONTENT, RECEIPT

_RIGHTS: Final = tuple(f"resource:{verb}" for verb in VERBS if verb != "review")
_CHANGES: Final = [
    {"verb": "register", "department": "11500000009275780L", "content": CONTENT},
    {"verb": "submit", "id": RECEIPT["id"], "revision": 1},
]


@room.route("/bulk", methods=["POST"])
@needs("resource:sign", *_RIGHTS)
@room.arguments(schemas.BulkSchema, example={"changes": _CHANGES})
@room.response(200, schemas.BulkDoneSchema)
def bulk(body: dict[str, Any]) -> dict[str, Any]:
    """批量变更 · Many changes at once.

    依次执行，每项自成一体：一项被拒绝不影响其他各项。逐项答复状态码、回执或原因。

    Done in their order, each by itself: what is refused hinders no other. Each is answered with its status and its receipt, or
    with why it was refused.
    """
    done = carry_out(reception.office(), reception.caller(), body["changes"], read=schemas.read_change)
    results = [_answered(each) for each in done]
    refused = sum(each["problem"] is not None for each in results)
    return {"results": results, "done": len(results) - refused, "refused": refused}


def _answered(done: Done) -> dict[str, Any]:
    if done.refusal is not None:
        answer = problems.translate(done.refusal)
        return {"index": done.index, "status": answer.status, "receipt": None, "problem": problems.body_of(answer)}
    status = 204 if done.receipt is None else 201 if done.verb == "register" else 200
    return {"index": done.index, "status": status, "receipt": done.receipt, "problem": None}
