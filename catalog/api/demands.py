"""The demand list: find, show, file and sign off, pre-review, pass up, match, merge, assign."""

from __future__ import annotations

from typing import Any, Final

from flask import url_for

from catalog import reception
from catalog.api import references
from catalog.api.registers import LOCATION
from catalog.api.responsibilities import address_of
from catalog.api.room import ETAG, Room, counted, etag, expected_revision
from catalog.exchange.bulk import chosen
from catalog.lists import demands, responsibilities
from catalog.lists.demands import queries
from catalog.lists.demands.desk import Receipt
from catalog.lists.responsibilities.queries import resolve as resolve_responsibility
from catalog.office import Look
from catalog.reception import needs
from catalog.schemas import demands as schemas
from catalog.schemas.examples import BASIS, DEMAND, DEMAND_RECEIPT, DUTY_RECEIPT
from catalog.schemas.forms import DemandReceiptSchema, GroundsSchema, RefusalSchema, RemarkSchema, ResponsibilityReceiptSchema
from catalog.schemas.registers import PagedSchema

room = Room("demands", __name__, url_prefix="/demands", description="需求清单 · The demand list")

Answer = tuple[Any, dict[str, str]]

_DEMAND: Final = "/<id:demand>"
PATH: Final = [{"name": "demand", "in": "path", "description": "需求的编号 · id of the demand"}]
_MADE: Final = {"ETag": ETAG, **LOCATION}


# -- Reading


@room.route("")
@needs("demand:read")
@room.arguments(schemas.DemandsQuerySchema, location="query")
@room.sparse(schemas.DemandsSchema, each="demands")
@room.refuses(404)
def find(asked: dict[str, Any]) -> dict[str, Any]:
    """查询需求 · List demands.

    只列出可见的需求：本部门提出的、经本级主管部门办理的、由本部门提供的；next 作为下一页的 cursor。

    Lists what the caller may see: those of the own department, those on the way of the own authority, those that the own
    department provides for; next is the cursor of the following page.
    """
    with reception.look() as look:
        page = queries.find(look, _filter(look, asked), cursor=asked.get("cursor"), limit=asked["limit"])
    return {"demands": page, "next": page.next}


def _filter(look: Look, asked: dict[str, Any]) -> queries.Filter:
    said = references.resolved(look, asked)
    names = ("department", "region", "desk", "source", "urgency", "title")
    return queries.Filter(states=said["state"], **{name: said[name] for name in names if name in said})


@room.route("/duplicates")
@needs("demand:read")
@room.arguments(PagedSchema, location="query")
@room.sparse(schemas.PairsSchema, each="pairs")
def duplicates(asked: dict[str, Any]) -> dict[str, Any]:
    """列出疑似重复的需求 · List demands that may be one.

    比较在办需求的名称与信息项，最相似者在前；合并由主管部门决定。

    Compares titles and items of open demands, the most alike first; whether two are merged, the authority decides.
    """
    with reception.look() as look:
        return counted("pairs", queries.duplicates(look), asked)


@room.route(_DEMAND, parameters=PATH)
@needs("demand:read")
@room.sparse(schemas.DemandSchema, headers={"ETag": ETAG})
@room.refuses(404)
def show(demand: str) -> Answer:
    """查看需求 · Show a demand.

    含内容、来源、办理记录与期限；只对各方可见。

    With its content, sources, steps and clocks; shown to its parties.
    """
    with reception.look() as look:
        shown = queries.show(look, demand)
    return shown, etag(shown)


# -- Filing


@room.route("", methods=["POST"])
@needs("demand:file")
@room.arguments(schemas.NewDemandSchema, example={"department": "11500000009275780L", "content": DEMAND})
@room.response(201, DemandReceiptSchema, example=DEMAND_RECEIPT | {"state": "draft", "revision": 1}, headers=_MADE)
@room.refuses(404)
def file(body: dict[str, Any]) -> Answer:
    """填报需求 · File a demand.

    存为草稿；problems 列出提交前仍须补正之处。

    Kept as a draft; problems lists what must be completed before it is submitted.
    """
    with reception.work() as work:
        receipt = demands.file(work, references.department(work, body["department"]), body["content"])
    return receipt, {**etag(receipt), "Location": url_for("demands.show", demand=receipt.id)}


@room.route(_DEMAND, methods=["PUT"], parameters=PATH)
@needs("demand:edit")
@room.arguments(schemas.DemandEditSchema, example={"content": DEMAND})
@room.response(200, DemandReceiptSchema, example=DEMAND_RECEIPT | {"state": "draft"}, headers={"ETag": ETAG})
@room.changes
def edit(body: dict[str, Any], demand: str) -> Answer:
    """编辑需求 · Edit a demand.

    整体替换草稿或已退回需求的内容。

    Replaces the content of a draft, or of a demand that was returned.
    """
    with reception.work() as work:
        return _done(demands.edit(work, demand, body["content"], revision=expected_revision()))


@room.route(_DEMAND, methods=["DELETE"], parameters=PATH)
@needs("demand:delete")
@room.response(204)
@room.changes
def delete(demand: str) -> None:
    """删除需求草稿 · Delete a draft.

    仅限草稿；已提交的须先撤回。

    Drafts only; who has submitted one withdraws it first.
    """
    with reception.work() as work:
        demands.delete(work, demand, revision=expected_revision())


@room.route(f"{_DEMAND}/submit", methods=["POST"], parameters=PATH)
@needs("demand:submit")
@room.response(200, DemandReceiptSchema, example=DEMAND_RECEIPT | {"state": "submitted"}, headers={"ETag": ETAG})
@room.changes
@room.refuses(422)
def submit(demand: str) -> Answer:
    """提交部门审核 · Submit to the department's review.

    内容不完整则一次列出全部问题。

    Of incomplete content every problem is named at once.
    """
    with reception.work() as work:
        return _done(demands.submit(work, demand, revision=expected_revision()))


@room.route(f"{_DEMAND}/sign", methods=["POST"], parameters=PATH)
@needs("demand:sign")
@room.arguments(RemarkSchema, example={"opinion": "确为业务所需"})
@room.response(200, DemandReceiptSchema, example=DEMAND_RECEIPT, headers={"ETag": ETAG})
@room.changes
def sign(body: dict[str, Any], demand: str) -> Answer:
    """部门审核通过 · Sign off for the department.

    审核人不得为提交人；此后主管部门预审计时。

    By somebody else than who submitted it; from here on the clock of the authority's pre-review runs.
    """
    with reception.work() as work:
        return _done(demands.sign(work, demand, **body, revision=expected_revision()))


@room.route(f"{_DEMAND}/withdraw", methods=["POST"], parameters=PATH)
@needs("demand:withdraw")
@room.arguments(RemarkSchema, example={"opinion": "业务已调整"})
@room.response(200, DemandReceiptSchema, example=DEMAND_RECEIPT | {"state": "withdrawn"}, headers={"ETag": ETAG})
@room.changes
def withdraw(body: dict[str, Any], demand: str) -> Answer:
    """撤回需求 · Withdraw a demand.

    部门审核之前撤回为草稿，之后即告终结；并入的需求恢复办理。

    Before the sign-off it is a draft again, afterwards it has ended; those merged into it stand for themselves again.
    """
    with reception.work() as work:
        return _done(demands.withdraw(work, demand, **body, revision=expected_revision()))


# -- Reviewing


@room.route(f"{_DEMAND}/return", methods=["POST"], parameters=PATH)
@needs("demand:sign", "demand:review")
@room.arguments(GroundsSchema, example={"opinion": "请补充使用范围与法律依据条款"})
@room.response(200, DemandReceiptSchema, example=DEMAND_RECEIPT | {"state": "returned"}, headers={"ETag": ETAG})
@room.changes
def return_(body: dict[str, Any], demand: str) -> Answer:
    """退回补正 · Return for completion.

    由部门审核员或主管部门退回，一次写明须补正的全部内容；其间不计时。

    By the department's reviewer or the authority, saying everything that is missing at once; the clock stands still meanwhile.
    """
    with reception.work() as work:
        return _done(demands.return_(work, demand, **body, revision=expected_revision()))


@room.route(f"{_DEMAND}/accept", methods=["POST"], parameters=PATH)
@needs("demand:review")
@room.arguments(RemarkSchema, example={"opinion": "依据充分，予以受理"})
@room.response(200, DemandReceiptSchema, example=DEMAND_RECEIPT | {"state": "accepted"}, headers={"ETag": ETAG})
@room.changes
def accept(body: dict[str, Any], demand: str) -> Answer:
    """受理 · Accept.

    此后须在期限内匹配资源或派发责任。

    From here on it is to be matched or assigned within the time limit.
    """
    with reception.work() as work:
        return _done(demands.accept(work, demand, **body, revision=expected_revision()))


@room.route(f"{_DEMAND}/forward", methods=["POST"], parameters=PATH)
@needs("demand:review")
@room.arguments(RemarkSchema, example={"opinion": "数源在市级部门"})
@room.response(200, DemandReceiptSchema, example=DEMAND_RECEIPT, headers={"ETag": ETAG})
@room.changes
def forward(body: dict[str, Any], demand: str) -> Answer:
    """转报上级 · Pass up.

    转由上一级区划的主管部门预审，另行计时。

    To the authority of the region above, where a clock of its own begins.
    """
    with reception.work() as work:
        return _done(demands.forward(work, demand, **body, revision=expected_revision()))


@room.route(f"{_DEMAND}/refuse", methods=["POST"], parameters=PATH)
@needs("demand:review")
@room.arguments(RefusalSchema, example={"opinion": "不属于共享范围", "basis": BASIS})
@room.response(200, DemandReceiptSchema, example=DEMAND_RECEIPT | {"state": "refused"}, headers={"ETag": ETAG})
@room.changes
def refuse(body: dict[str, Any], demand: str) -> Answer:
    """不予受理 · Refuse.

    须写明理由并列明法律依据（《政务数据共享条例》第十四、十五、二十二条）。

    With the reason and the law that it stands on (Decree 809, articles 14, 15 and 22).
    """
    with reception.work() as work:
        return _done(demands.refuse(work, demand, **body, revision=expected_revision()))


# -- Satisfying


@room.route(f"{_DEMAND}/match", methods=["POST"], parameters=PATH)
@needs("demand:match")
@room.arguments(
    schemas.MatchSchema,
    example={"resources": [{"resource": "206001/000017", "items": ["姓名"]}], "opinion": "已有资源可满足"},
)
@room.response(200, DemandReceiptSchema, example=DEMAND_RECEIPT | {"state": "fulfilling"}, headers={"ETag": ETAG})
@room.changes
def match(body: dict[str, Any], demand: str) -> Answer:
    """匹配资源 · Match with entries.

    可匹配多个已发布的资源；全部来源均可调用时需求即告满足。

    With one or more published entries; the demand is satisfied as soon as all its sources can be called.
    """
    with reception.work() as work:
        found = chosen(work, body["resources"])
        return _done(demands.match(work, demand, found, opinion=body["opinion"], revision=expected_revision()))


@room.route(f"{_DEMAND}/merge", methods=["POST"], parameters=PATH)
@needs("demand:merge")
@room.arguments(schemas.JoiningSchema, example={"into": "XQ2026-000011", "opinion": "同一数据，合并办理"})
@room.response(200, DemandReceiptSchema, example=DEMAND_RECEIPT | {"state": "merged"}, headers={"ETag": ETAG})
@room.changes
def merge(body: dict[str, Any], demand: str) -> Answer:
    """合并重复需求 · Merge into another.

    由另一在办需求代表；其办理结果记入本需求。

    Another open demand stands for it; what becomes of that one is told here.
    """
    with reception.work() as work:
        into = queries.resolve(work, body["into"])
        return _done(demands.merge(work, demand, into=into, opinion=body["opinion"], revision=expected_revision()))


@room.route(f"{_DEMAND}/assign", methods=["POST"], parameters=PATH)
@needs("demand:match")
@room.arguments(
    schemas.AssignmentSchema,
    example={"department": "11500000009275780L", "items": ["保障金额"], "opinion": "三定规定为其职责"},
)
@room.response(201, ResponsibilityReceiptSchema, example=DUTY_RECEIPT, headers=_MADE)
@room.changes
def assign(body: dict[str, Any], demand: str) -> Answer:
    """派发责任 · Assign to a department.

    据此需求拟定并派发一项责任，答复该责任；If-Match 为需求的版次，Location 与 ETag 属于该责任。

    Makes a responsibility of the demand and assigns it, and answers the responsibility: If-Match is the demand's revision,
    Location and ETag are the responsibility's.
    """
    with reception.work() as work:
        owner = references.department(work, body.pop("department"))
        made = responsibilities.assign_for_demand(work, demand, owner, **body, revision=expected_revision())
    return made, {**etag(made), "Location": address_of(made)}


@room.route(f"{_DEMAND}/link", methods=["POST"], parameters=PATH)
@needs("demand:match")
@room.arguments(schemas.LinkageSchema, example={"responsibility": "ZR2026-000007", "items": ["保障金额"]})
@room.response(200, DemandReceiptSchema, example=DEMAND_RECEIPT | {"state": "fulfilling"}, headers={"ETag": ETAG})
@room.changes
def link(body: dict[str, Any], demand: str) -> Answer:
    """关联已有责任 · Let a responsibility serve it too.

    由已派发的责任同时满足本需求。

    A responsibility that has been assigned before satisfies this demand as well.
    """
    with reception.work() as work:
        duty = resolve_responsibility(work, body["responsibility"])
        return _done(responsibilities.link(work, duty, demand, items=body["items"], revision=expected_revision()))


def _done(receipt: Receipt) -> Answer:
    return receipt, etag(receipt)
