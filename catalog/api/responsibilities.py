"""The responsibility list: find, show, draft and assign, claim, carry out, rule on objections."""

from __future__ import annotations

from typing import Any, Final

from flask import url_for

from catalog import reception
from catalog.api import references
from catalog.api.registers import LOCATION
from catalog.api.room import ETAG, Room, etag, expected_revision
from catalog.lists import responsibilities
from catalog.lists.demands.desk import Receipt
from catalog.lists.demands.queries import resolve as resolve_demand
from catalog.lists.queries import resolve as resolve_entry
from catalog.lists.responsibilities import queries
from catalog.office import Look
from catalog.reception import needs
from catalog.schemas import responsibilities as schemas
from catalog.schemas.examples import DUTY, DUTY_RECEIPT
from catalog.schemas.forms import GroundsSchema, RemarkSchema, ResponsibilityReceiptSchema

room = Room("responsibilities", __name__, url_prefix="/responsibilities", description="责任清单 · The responsibility list")

Answer = tuple[Any, dict[str, str]]

_DUTY: Final = "/<id:responsibility>"
_PATH: Final = [{"name": "responsibility", "in": "path", "description": "责任的编号 · id of the responsibility"}]


# -- Reading


@room.route("")
@needs("responsibility:read")
@room.arguments(schemas.ResponsibilitiesQuerySchema, location="query")
@room.sparse(schemas.ResponsibilitiesSchema, each="responsibilities")
@room.refuses(404)
def find(asked: dict[str, Any]) -> dict[str, Any]:
    """查询责任 · List responsibilities.

    只列出可见的责任：现由或曾由本部门承担的、由本级主管部门派发的；next 作为下一页的 cursor。

    Lists what the caller may see: those that the own department has or had, those that the own authority assigned; next is
    the cursor of the following page.
    """
    with reception.look() as look:
        page = queries.find(look, _filter(look, asked), cursor=asked.get("cursor"), limit=asked["limit"])
    return {"responsibilities": page, "next": page.next}


def _filter(look: Look, asked: dict[str, Any]) -> queries.Filter:
    said = references.resolved(look, asked)
    if "demand" in said:
        said["demand"] = resolve_demand(look, said["demand"])
    names = ("owner", "region", "year", "demand", "title")
    return queries.Filter(states=said["state"], **{name: said[name] for name in names if name in said})


@room.route(_DUTY, parameters=_PATH)
@needs("responsibility:read")
@room.sparse(schemas.ResponsibilitySchema, headers={"ETag": ETAG})
@room.refuses(404)
def show(responsibility: str) -> Answer:
    """查看责任 · Show a responsibility.

    含内容、落实计划、历任责任部门、所满足的需求、办理记录与期限；只对各方可见。

    With its content, plan, owners, the demands it serves, steps and clocks; shown to its parties.
    """
    with reception.look() as look:
        shown = queries.show(look, responsibility)
    return shown, etag(shown)


# -- The data authority


@room.route("", methods=["POST"])
@needs("responsibility:assign")
@room.arguments(schemas.NewResponsibilitySchema, example={"department": "11500000009275780L", "content": DUTY})
@room.response(
    201,
    ResponsibilityReceiptSchema,
    example=DUTY_RECEIPT | {"state": "draft", "revision": 1},
    headers={"ETag": ETAG, **LOCATION},
)
@room.refuses(404)
def draft(body: dict[str, Any]) -> Answer:
    """拟定责任 · Draft a responsibility.

    依法定职责拟定，派发前仅本级主管部门可见；problems 列出派发前仍须补正之处。据需求派发见 /demands/{demand}/assign。

    From a statutory duty; until it is assigned the own authority alone sees it, and problems lists what must be completed
    before. Those that come of a demand are made by /demands/{demand}/assign.
    """
    with reception.work() as work:
        receipt = responsibilities.draft(work, references.department(work, body["department"]), body["content"])
    return receipt, {**etag(receipt), "Location": address_of(receipt)}


@room.route(_DUTY, methods=["PUT"], parameters=_PATH)
@needs("responsibility:assign")
@room.arguments(schemas.ResponsibilityEditSchema, example={"content": DUTY})
@room.response(200, ResponsibilityReceiptSchema, example=DUTY_RECEIPT | {"state": "draft"}, headers={"ETag": ETAG})
@room.changes
def edit(body: dict[str, Any], responsibility: str) -> Answer:
    """编辑责任草稿 · Edit a draft.

    整体替换内容；派发之后不再更改。

    Replaces its content; once it is assigned, nothing of it changes.
    """
    with reception.work() as work:
        return _done(responsibilities.edit(work, responsibility, body["content"], revision=expected_revision()))


@room.route(_DUTY, methods=["DELETE"], parameters=_PATH)
@needs("responsibility:assign")
@room.response(204)
@room.changes
def delete(responsibility: str) -> None:
    """删除责任草稿 · Delete a draft.

    已派发的责任不能删除，只能撤销。

    What has been assigned is not deleted, but cancelled.
    """
    with reception.work() as work:
        responsibilities.delete(work, responsibility, revision=expected_revision())


@room.route(f"{_DUTY}/assign", methods=["POST"], parameters=_PATH)
@needs("responsibility:assign")
@room.arguments(RemarkSchema, example={"opinion": "三定规定为其职责"})
@room.response(200, ResponsibilityReceiptSchema, example=DUTY_RECEIPT, headers={"ETag": ETAG})
@room.changes
def assign(body: dict[str, Any], responsibility: str) -> Answer:
    """派发 · Assign a draft.

    此后责任部门须在期限内认领或提出异议；内容不完整则一次列出全部问题。

    From here on its department claims it or objects within the time limit; of incomplete content every problem is named at
    once.
    """
    with reception.work() as work:
        return _done(responsibilities.assign(work, responsibility, **body, revision=expected_revision()))


@room.route(f"{_DUTY}/reassign", methods=["POST"], parameters=_PATH)
@needs("responsibility:assign")
@room.arguments(schemas.ReassignmentSchema, example={"department": "重庆市民政局", "opinion": "异议成立，改由民政局提供"})
@room.response(200, ResponsibilityReceiptSchema, example=DUTY_RECEIPT, headers={"ETag": ETAG})
@room.changes
def reassign(body: dict[str, Any], responsibility: str) -> Answer:
    """改派 · Assign to another department.

    异议成立，或原部门已不能提供；期限重新计算。

    The objection was right, or the department can no longer provide it; its clocks begin anew.
    """
    with reception.work() as work:
        owner = references.department(work, body.pop("department"))
        return _done(responsibilities.reassign(work, responsibility, owner, **body, revision=expected_revision()))


@room.route(f"{_DUTY}/uphold", methods=["POST"], parameters=_PATH)
@needs("responsibility:assign")
@room.arguments(GroundsSchema, example={"opinion": "三定规定为其职责，异议不成立"})
@room.response(200, ResponsibilityReceiptSchema, example=DUTY_RECEIPT, headers={"ETag": ETAG})
@room.changes
def uphold(body: dict[str, Any], responsibility: str) -> Answer:
    """驳回异议 · Rule that an objection does not hold.

    责任部门须认领，期限重新计算。

    The department must claim it, within days that begin anew.
    """
    with reception.work() as work:
        return _done(responsibilities.uphold(work, responsibility, **body, revision=expected_revision()))


@room.route(f"{_DUTY}/cancel", methods=["POST"], parameters=_PATH)
@needs("responsibility:assign")
@room.arguments(GroundsSchema, example={"opinion": "数据已停止产生"})
@room.response(200, ResponsibilityReceiptSchema, example=DUTY_RECEIPT | {"state": "cancelled"}, headers={"ETag": ETAG})
@room.changes
def cancel(body: dict[str, Any], responsibility: str) -> Answer:
    """撤销责任 · Cancel a responsibility.

    没有其他来源的需求重新匹配。不可撤销。

    Demands that have no other source are to be matched again. It cannot be undone.
    """
    with reception.work() as work:
        return _done(responsibilities.cancel(work, responsibility, **body, revision=expected_revision()))


# -- The department


@room.route(f"{_DUTY}/claim", methods=["POST"], parameters=_PATH)
@needs("responsibility:claim")
@room.arguments(RemarkSchema, example={"opinion": "同意认领"})
@room.response(200, ResponsibilityReceiptSchema, example=DUTY_RECEIPT | {"state": "claimed"}, headers={"ETag": ETAG})
@room.changes
def claim(body: dict[str, Any], responsibility: str) -> Answer:
    """认领 · Claim.

    此后须在期限内提交落实计划并提供数据（《政务数据共享条例》第二十三条）。

    From here on a plan and the data are due within the time limits (Decree 809, article 23).
    """
    with reception.work() as work:
        return _done(responsibilities.claim(work, responsibility, **body, revision=expected_revision()))


@room.route(f"{_DUTY}/object", methods=["POST"], parameters=_PATH)
@needs("responsibility:claim")
@room.arguments(GroundsSchema, example={"opinion": "非数源部门，该数据由民政部门产生"})
@room.response(200, ResponsibilityReceiptSchema, example=DUTY_RECEIPT | {"state": "objected"}, headers={"ETag": ETAG})
@room.changes
def object_(body: dict[str, Any], responsibility: str) -> Answer:
    """提出异议 · Object.

    认为本部门非数源部门，须在期限内提出并说明理由，由主管部门裁定。

    The department is not the source: said within the time limit, with the reason; the authority rules on it.
    """
    with reception.work() as work:
        return _done(responsibilities.object_(work, responsibility, **body, revision=expected_revision()))


@room.route(f"{_DUTY}/plan", methods=["POST"], parameters=_PATH)
@needs("responsibility:claim")
@room.arguments(schemas.PlanSchema, example={"plan": "三月底前完成编目并挂接接口"})
@room.response(200, ResponsibilityReceiptSchema, example=DUTY_RECEIPT | {"state": "planned"}, headers={"ETag": ETAG})
@room.changes
def plan(body: dict[str, Any], responsibility: str) -> Answer:
    """提交落实计划 · Say how it will be provided.

    认领之后提交，落实期间可以更换。

    After the claim; while it is carried out, another plan may take its place.
    """
    with reception.work() as work:
        return _done(responsibilities.plan(work, responsibility, body["plan"], revision=expected_revision()))


@room.route(f"{_DUTY}/fulfil", methods=["POST"], parameters=_PATH)
@needs("responsibility:claim")
@room.arguments(schemas.FulfilmentSchema, example={"resource": "206001/000017"})
@room.response(200, ResponsibilityReceiptSchema, example=DUTY_RECEIPT | {"state": "fulfilled"}, headers={"ETag": ETAG})
@room.changes
def fulfil(body: dict[str, Any], responsibility: str) -> Answer:
    """履行 · Fulfil.

    以本部门已发布且挂接可用的资源履行；所满足的需求随之有了来源。

    With an entry of the department that is published and whose binding answers; the demands it serves have their source then.
    """
    with reception.work() as work:
        entry = resolve_entry(work, body["resource"])
        done = responsibilities.fulfil(work, responsibility, entry, opinion=body["opinion"], revision=expected_revision())
    return _done(done)


def _done(receipt: Receipt) -> Answer:
    return receipt, etag(receipt)


def address_of(receipt: Receipt) -> str:
    """Return the address of a responsibility."""
    return url_for("responsibilities.show", responsibility=receipt.id)
