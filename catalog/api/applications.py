"""Applications for data: find, show, file and sign off, pass on, return, reply; baskets and many changes at once."""

from __future__ import annotations

from typing import Any, Final

from flask import url_for

from catalog import reception
from catalog.api import references
from catalog.api.bulk import answered, carried_out
from catalog.api.registers import LOCATION
from catalog.api.room import ETAG, Room, etag, expected_revision
from catalog.exchange import baskets
from catalog.exchange.bulk import change_application
from catalog.lists.demands.desk import Receipt
from catalog.lists.demands.queries import resolve as resolve_demand
from catalog.lists.queries import resolve as resolve_entry
from catalog.office import Look
from catalog.reception import needs
from catalog.schemas import applications as schemas
from catalog.schemas.base import read_shape
from catalog.schemas.examples import APPLICATION, APPLICATION_RECEIPT, BASIS
from catalog.schemas.forms import GroundsSchema, RefusalSchema, RemarkSchema
from catalog.sharing import applications
from catalog.sharing.applications import queries

room = Room("applications", __name__, url_prefix="/applications", description="共享申请 · Applications for data")

Answer = tuple[Any, dict[str, str]]

_APPLICATION: Final = "/<id:application>"
_PATH: Final = [{"name": "application", "in": "path", "description": "申请的编号 · id of the application"}]
_MADE: Final = {"ETag": ETAG, **LOCATION}
_RIGHTS: Final = tuple(
    f"application:{right}" for right in ("file", "edit", "submit", "withdraw", "delete", "sign", "check", "reply", "extend")
)
_WANTED: Final = [{"resource": "206001/000017"}, {"resource": "206001/000018", "content": {"items": ["泊位总数"]}}]
_CHANGES: Final = [
    {"verb": "file", "department": "11500000009275780L", "resource": "206001/000017", "content": APPLICATION},
    {"verb": "agree", "id": APPLICATION_RECEIPT["id"], "revision": 3, "terms": {"quota_calls_day": 10000}},
]


# -- Reading


@room.route("")
@needs("application:read")
@room.arguments(schemas.ApplicationsQuerySchema, location="query")
@room.sparse(schemas.ApplicationsSchema, each="applications")
@room.refuses(404)
def find(asked: dict[str, Any]) -> dict[str, Any]:
    """查询共享申请 · List applications.

    只列出可见的申请：本部门提出的、向本部门提出的、经本级主管部门核转的；next 作为下一页的 cursor。

    Lists what the caller may see: those of the own department, those addressed to it, those on the way of the own authority;
    next is the cursor of the following page.
    """
    with reception.look() as look:
        page = queries.find(look, _filter(look, asked), cursor=asked.get("cursor"), limit=asked["limit"])
    return {"applications": page, "next": page.next}


def _filter(look: Look, asked: dict[str, Any]) -> queries.Filter:
    said = references.resolved(look, asked)
    if "resource" in said:
        said["resource"] = resolve_entry(look, said["resource"])
    if "demand" in said:
        said["demand"] = resolve_demand(look, said["demand"])
    names = ("department", "provider", "party", "desk", "resource", "demand", "basket", "year", "title")
    return queries.Filter(states=said["state"], **{name: said[name] for name in names if name in said})


@room.route(_APPLICATION, parameters=_PATH)
@needs("application:read")
@room.sparse(schemas.ApplicationSchema, headers={"ETag": ETAG})
@room.refuses(404)
def show(application: str) -> Answer:
    """查看共享申请 · Show an application.

    含申请内容、核转路径、答复、办理记录与期限；只对各方可见。

    With its content, its way, the reply, steps and clocks; shown to its parties.
    """
    with reception.look() as look:
        shown = queries.show(look, application)
    return shown, etag(shown)


# -- By the department that needs the data


@room.route("", methods=["POST"])
@needs("application:file")
@room.arguments(
    schemas.NewApplicationSchema,
    example={"department": "11500000009275780L", "resource": "206001/000017", "content": APPLICATION},
)
@room.response(
    201, schemas.ApplicationReceiptSchema, example=APPLICATION_RECEIPT | {"state": "draft", "revision": 1}, headers=_MADE
)
@room.refuses(404, 409)
def file(body: dict[str, Any]) -> Answer:
    """填报共享申请 · File an application.

    存为草稿；problems 列出提交前仍须补正之处。不予共享的资源不受理申请，并告知其法律依据。

    Kept as a draft; problems lists what must be completed before it is submitted. What is not shared cannot be applied for: the
    refusal names its legal basis.
    """
    with reception.work() as work:
        receipt = change_application(work, "file", **body)
    assert receipt is not None
    return receipt, {**etag(receipt), "Location": url_for("applications.show", application=receipt.id)}


@room.route("/basket", methods=["POST"])
@needs("application:file")
@room.arguments(schemas.BasketSchema, example={"department": "11500000009275780L", "content": APPLICATION, "resources": _WANTED})
@room.response(200, schemas.BasketDoneSchema)
def basket(body: dict[str, Any]) -> dict[str, Any]:
    """一揽子申请 · Apply for several entries at once.

    以共同内容为每个资源各填报一份申请，同属一个一揽子编号；逐项答复，一项被拒绝不影响其他各项。

    Files one application for each entry with common statements, all in one basket; each is answered by itself, and what is
    refused hinders no other.
    """
    number, done = baskets.fill(
        reception.office(),
        reception.caller(),
        body["department"],
        body["content"],
        body["resources"],
        read=lambda each: read_shape(schemas.BasketEntrySchema, each),
    )
    return {"basket": number, **answered(done, makes=("file",))}


@room.route(_APPLICATION, methods=["PUT"], parameters=_PATH)
@needs("application:edit")
@room.arguments(schemas.ApplicationEditSchema, example={"content": APPLICATION})
@room.response(200, schemas.ApplicationReceiptSchema, example=APPLICATION_RECEIPT | {"state": "draft"}, headers={"ETag": ETAG})
@room.changes
def edit(body: dict[str, Any], application: str) -> Answer:
    """编辑共享申请 · Edit an application.

    整体替换草稿或已退回申请的内容。

    Replaces the content of a draft, or of an application that was returned.
    """
    with reception.work() as work:
        return _done(applications.edit(work, application, body["content"], revision=expected_revision()))


@room.route(_APPLICATION, methods=["DELETE"], parameters=_PATH)
@needs("application:delete")
@room.response(204)
@room.changes
def delete(application: str) -> None:
    """删除申请草稿 · Delete a draft.

    仅限草稿；已提交的须先撤回。

    Drafts only; who has submitted one withdraws it first.
    """
    with reception.work() as work:
        applications.delete(work, application, revision=expected_revision())


@room.route(f"{_APPLICATION}/submit", methods=["POST"], parameters=_PATH)
@needs("application:submit")
@room.response(
    200, schemas.ApplicationReceiptSchema, example=APPLICATION_RECEIPT | {"state": "submitted"}, headers={"ETag": ETAG}
)
@room.changes
@room.refuses(422)
def submit(application: str) -> Answer:
    """提交部门审核 · Submit to the department's review.

    内容不完整则一次列出全部问题。

    Of incomplete content every problem is named at once.
    """
    with reception.work() as work:
        return _done(applications.submit(work, application, revision=expected_revision()))


@room.route(f"{_APPLICATION}/sign", methods=["POST"], parameters=_PATH)
@needs("application:sign")
@room.arguments(RemarkSchema, example={"opinion": "确为业务所需"})
@room.response(200, schemas.ApplicationReceiptSchema, example=APPLICATION_RECEIPT, headers={"ETag": ETAG})
@room.changes
def sign(body: dict[str, Any], application: str) -> Answer:
    """部门审核同意 · Sign off for the department.

    审核人不得为提交人；跨级的依次经各级主管部门核转，同级的直达提供方。无条件共享的，依当地政策即时授权或由提供方答复。

    By somebody else than who submitted it. Across tiers the authorities between pass it on; else it goes to the provider at once.
    What is shared unconditionally is granted at once or replied to, as the provider's region has it.
    """
    with reception.work() as work:
        return _done(applications.sign(work, application, **body, revision=expected_revision()))


@room.route(f"{_APPLICATION}/withdraw", methods=["POST"], parameters=_PATH)
@needs("application:withdraw")
@room.arguments(RemarkSchema, example={"opinion": "业务已调整"})
@room.response(
    200, schemas.ApplicationReceiptSchema, example=APPLICATION_RECEIPT | {"state": "withdrawn"}, headers={"ETag": ETAG}
)
@room.changes
def withdraw(body: dict[str, Any], application: str) -> Answer:
    """撤回共享申请 · Withdraw an application.

    部门审核之前撤回为草稿，之后即告终结。

    Before the sign-off it is a draft again, afterwards it has ended.
    """
    with reception.work() as work:
        return _done(applications.withdraw(work, application, **body, revision=expected_revision()))


# -- By authorities and provider


@room.route(f"{_APPLICATION}/pass", methods=["POST"], parameters=_PATH)
@needs("application:check")
@room.arguments(RemarkSchema, example={"opinion": "材料齐全"})
@room.response(200, schemas.ApplicationReceiptSchema, example=APPLICATION_RECEIPT, headers={"ETag": ETAG})
@room.changes
def pass_on(body: dict[str, Any], application: str) -> Answer:
    """核转 · Pass on.

    转至下一级区划的主管部门，另行计时；已是最后一级的送达提供方。

    To the authority of the next region on its way, where a clock of its own begins, or from the last to the provider.
    """
    with reception.work() as work:
        return _done(applications.pass_on(work, application, **body, revision=expected_revision()))


@room.route(f"{_APPLICATION}/return", methods=["POST"], parameters=_PATH)
@needs("application:sign", "application:check", "application:reply")
@room.arguments(schemas.CompletionSchema, example={"missing": ["使用范围到科室", "系统等级保护备案证明"]})
@room.response(200, schemas.ApplicationReceiptSchema, example=APPLICATION_RECEIPT | {"state": "returned"}, headers={"ETag": ETAG})
@room.changes
def return_(body: dict[str, Any], application: str) -> Answer:
    """退回补正 · Return for completion.

    一次告知须补正的全部内容，其间不计时；各级主管部门与提供方各限一次（条例第二十二条）。

    Naming everything that is missing at once; the clock stands still meanwhile. Each authority and the provider may do so once.
    """
    with reception.work() as work:
        return _done(applications.return_(work, application, **body, revision=expected_revision()))


@room.route(f"{_APPLICATION}/agree", methods=["POST"], parameters=_PATH)
@needs("application:reply")
@room.arguments(
    schemas.AgreementSchema,
    example={"terms": {"quota_calls_day": 10000}, "withheld": [{"item": "泊位总数", "reason": "口径正在核定"}]},
)
@room.response(200, schemas.ApplicationReceiptSchema, example=APPLICATION_RECEIPT | {"state": "partly"}, headers={"ETag": ETAG})
@room.changes
def agree(body: dict[str, Any], application: str) -> Answer:
    """同意或部分同意 · Agree, wholly or in part.

    据此授权；不予提供的信息项逐项写明理由。此后须在期限内提供数据（条例第二十三条）。

    What is left is granted; each item that is withheld has its reason. From here on the data is to be provided in time.
    """
    with reception.work() as work:
        return _done(applications.agree(work, application, **body, revision=expected_revision()))


@room.route(f"{_APPLICATION}/refuse", methods=["POST"], parameters=_PATH)
@needs("application:reply")
@room.arguments(RefusalSchema, example={"opinion": "不属于共享范围", "basis": BASIS})
@room.response(200, schemas.ApplicationReceiptSchema, example=APPLICATION_RECEIPT | {"state": "refused"}, headers={"ETag": ETAG})
@room.changes
def refuse(body: dict[str, Any], application: str) -> Answer:
    """不同意 · Refuse.

    须写明理由并列明法律依据（条例第十四、十五、二十二条）。

    With the reason and the law that it stands on (Decree 809, articles 14, 15 and 22).
    """
    with reception.work() as work:
        return _done(applications.refuse(work, application, **body, revision=expected_revision()))


@room.route(f"{_APPLICATION}/ask-extension", methods=["POST"], parameters=_PATH)
@needs("application:reply")
@room.arguments(GroundsSchema, example={"opinion": "涉及多个系统"})
@room.response(200, schemas.ApplicationReceiptSchema, example=APPLICATION_RECEIPT, headers={"ETag": ETAG})
@room.changes
def ask_extension(body: dict[str, Any], application: str) -> Answer:
    """申请延期答复 · Ask for an extension.

    由主管部门决定是否同意。

    Whether it is given, the authority decides.
    """
    with reception.work() as work:
        return _done(applications.ask_extension(work, application, **body, revision=expected_revision()))


@room.route(f"{_APPLICATION}/extend", methods=["POST"], parameters=_PATH)
@needs("application:extend")
@room.arguments(GroundsSchema, example={"opinion": "情况属实，同意延期"})
@room.response(200, schemas.ApplicationReceiptSchema, example=APPLICATION_RECEIPT, headers={"ETag": ETAG})
@room.changes
def extend(body: dict[str, Any], application: str) -> Answer:
    """同意延期答复 · Consent to an extension.

    限一次，办理记录即为对申请方的告知。

    Once; the step is the notice to the applicant.
    """
    with reception.work() as work:
        return _done(applications.extend(work, application, **body, revision=expected_revision()))


@room.route("/bulk", methods=["POST"])
@needs(*_RIGHTS)
@room.arguments(schemas.BulkApplicationsSchema, example={"changes": _CHANGES})
@room.response(200, schemas.BulkApplicationsDoneSchema)
def bulk(body: dict[str, Any]) -> dict[str, Any]:
    """批量办理共享申请 · Many changes of applications at once.

    依次执行，每项自成一体：一项被拒绝不影响其他各项。逐项答复状态码、回执或原因。

    Done in their order, each by itself: what is refused hinders no other. Each is answered with its status and its receipt, or
    with why it was refused.
    """
    return carried_out(body, schemas.CHANGES.read, change_application, makes=("file",))


def _done(receipt: Receipt) -> Answer:
    return receipt, etag(receipt)
