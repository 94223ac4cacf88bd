"""The catalog list: find, show, compile, submit and review entries."""

from __future__ import annotations

from typing import Any

from flask import url_for

from catalog import lists, reception
from catalog.api import references
from catalog.api.room import ETAG, Room, etag, expected_revision
from catalog.lists import queries
from catalog.lists.desk import Receipt
from catalog.lists.diff import Diff
from catalog.office import Look
from catalog.reception import needs
from catalog.schemas import lists as schemas
from catalog.schemas.examples import CONTENT, RECEIPT

room = Room("resources", __name__, url_prefix="/resources", description="目录清单 · The catalog list")

Answer = tuple[Any, dict[str, str]]

ENTRY = "/<id:resource>"
PATH = [{"name": "resource", "in": "path", "description": "资源编号 · id of the entry"}]
_VERSIONS = [
    {"name": "old", "in": "path", "description": "较旧的版本号 · the older version"},
    {"name": "new", "in": "path", "description": "较新的版本号 · the newer version"},
]


# -- Reading


@room.route("")
@needs("resource:read")
@room.arguments(schemas.ListQuerySchema, location="query")
@room.sparse(schemas.PageSchema, each="resources")
def find(asked: dict[str, Any]) -> queries.Page:
    """查询目录 · List entries.

    只列出可见的资源，最新登记的在前；next 作为下一页的 cursor。

    Lists what the caller may see, the newest first; next is the cursor of the following page.
    """
    with reception.look() as look:
        return queries.find(look, filter_of(look, asked), cursor=asked.get("cursor"), limit=asked["limit"])


@room.route("/by-code")
@needs("resource:read")
@room.arguments(schemas.CodeQuerySchema, location="query")
@room.sparse(schemas.EntrySchema, lasting=True, headers={"ETag": ETAG})
@room.refuses(404)
def show_by_code(asked: dict[str, Any]) -> Answer:
    """按代码查看 · Show an entry by its code.

    接受现用或曾用的信息资源代码；Content-Location 为资源自身的地址。

    Takes any code that the entry has or had; Content-Location is the entry's own address.
    """
    with reception.look() as look:
        entry = queries.show(look, asked["code"])
    return entry, {**etag(entry.summary), "Content-Location": _address(entry.summary.id)}


@room.route(ENTRY, parameters=PATH)
@needs("resource:read")
@room.sparse(schemas.EntrySchema, lasting=True, headers={"ETag": ETAG})
@room.refuses(404)
def show(resource: str) -> Answer:
    """查看资源 · Show an entry.

    编制中的版本只对编制与审核各方可见。

    The open version is shown only to those who compile and review it.
    """
    with reception.look() as look:
        entry = queries.show(look, resource)
    return entry, etag(entry.summary)


@room.route(f"{ENTRY}/versions", parameters=PATH)
@needs("resource:read")
@room.sparse(schemas.VersionsSchema, each="versions")
@room.refuses(404)
def versions(resource: str) -> dict[str, list[queries.VersionInfo]]:
    """列出版本 · List versions.

    已发布的版本人人可见，其余只对各方可见。

    Published versions are shown to everyone, the others to the parties.
    """
    with reception.look() as look:
        return {"versions": queries.versions(look, resource)}


@room.route(f"{ENTRY}/versions/<int:old>/diff/<int:new>", parameters=PATH + _VERSIONS)
@needs("resource:read")
@room.response(200, schemas.DiffSchema)
@room.refuses(404)
def compare(resource: str, old: int, new: int) -> Diff:
    """比较两个版本 · Compare two versions.

    逐字段、逐信息项列出差异。

    Tells the differences field by field and item by item.
    """
    with reception.look() as look:
        return queries.compare(look, resource, old, new)


@room.route(f"{ENTRY}/reviews", parameters=PATH)
@needs("resource:read_draft")
@room.sparse(schemas.OpinionsSchema, each="reviews")
@room.refuses(404)
def reviews(resource: str) -> dict[str, list[queries.Opinion]]:
    """列出审核意见 · List reviews.

    只对编制与审核各方可见。

    Shown to those who compile and review.
    """
    with reception.look() as look:
        return {"reviews": queries.history(look, resource)}


# -- Compiling


@room.route("", methods=["POST"])
@needs("resource:register")
@room.arguments(schemas.RegistrationSchema, example={"department": "11500000009275780L", "content": CONTENT})
@room.response(201, schemas.ReceiptSchema, example=RECEIPT, headers={"ETag": ETAG, "Location": {"schema": {"type": "string"}}})
@room.refuses(404)
def register(body: dict[str, Any]) -> Answer:
    """登记资源 · Register an entry.

    存为草稿；problems 列出提交前仍须补正之处。

    Kept as a draft; problems lists what must be completed before it is submitted.
    """
    with reception.work() as work:
        receipt = lists.register(work, references.department(work, body["department"]), body["content"])
    return receipt, {**etag(receipt), "Location": _address(receipt.id)}


@room.route(ENTRY, methods=["PUT"], parameters=PATH)
@needs("resource:edit")
@room.arguments(schemas.EditSchema, example={"content": CONTENT})
@room.response(200, schemas.ReceiptSchema, example=RECEIPT, headers={"ETag": ETAG})
@room.changes
def edit(body: dict[str, Any], resource: str) -> Answer:
    """编辑资源 · Edit an entry.

    整体替换草稿的内容；已发布的资源则开启或更改其修订草稿。

    Replaces the content of a draft; of a published entry, opens or changes its draft revision.
    """
    with reception.work() as work:
        return done(lists.edit(work, resource, body["content"], revision=expected_revision()))


@room.route(ENTRY, methods=["DELETE"], parameters=PATH)
@needs("resource:delete")
@room.response(204)
@room.changes
def delete(resource: str) -> None:
    """删除草稿 · Delete a draft.

    已发布的资源则放弃其修订草稿；其代码不再使用。

    Of a published entry, gives up its draft revision; a code once given is never used again.
    """
    with reception.work() as work:
        lists.delete(work, resource, revision=expected_revision())


# -- Submitting and reviewing


@room.route(f"{ENTRY}/submission", methods=["POST"], parameters=PATH)
@needs("resource:submit")
@room.response(200, schemas.ReceiptSchema, example=RECEIPT, headers={"ETag": ETAG})
@room.changes
@room.refuses(422)
def submit(resource: str) -> Answer:
    """提交审核 · Submit for review.

    首次提交时赋予信息资源代码；内容不完整则一次列出全部问题。

    The first submission gives the entry its code; of incomplete content every problem is named at once.
    """
    with reception.work() as work:
        return done(lists.submit(work, resource, revision=expected_revision()))


@room.route(f"{ENTRY}/submission", methods=["DELETE"], parameters=PATH)
@needs("resource:withdraw")
@room.response(200, schemas.ReceiptSchema, example=RECEIPT, headers={"ETag": ETAG})
@room.changes
def withdraw(resource: str) -> Answer:
    """撤回提交 · Withdraw a submission.

    仅在审核开始之前。

    Only before the review has begun.
    """
    with reception.work() as work:
        return done(lists.withdraw(work, resource, revision=expected_revision()))


@room.route(f"{ENTRY}/reviews", methods=["POST"], parameters=PATH)
@needs("resource:sign", "resource:approve")
@room.arguments(schemas.ReviewSchema, example={"decision": "return", "opinion": "请补充信息项“收费标准”"})
@room.response(200, schemas.ReceiptSchema, example=RECEIPT, headers={"ETag": ETAG})
@room.changes
def review(body: dict[str, Any], resource: str) -> Answer:
    """审核 · Review.

    先由部门审核员审核，再由数据主管部门审核发布；提交、部门审核、主管部门审核须为不同的人。

    The department's reviewer signs off, then the data authority publishes; submitter and both reviewers are different people.
    """
    with reception.work() as work:
        return done(lists.review(work, resource, **body, revision=expected_revision()))


def done(receipt: Receipt) -> Answer:
    """Answer a receipt with its revision as ``ETag``."""
    return receipt, etag(receipt)


def _address(resource: str) -> str:
    return url_for("resources.show", resource=resource)


def filter_of(look: Look, asked: dict[str, Any]) -> queries.Filter:
    """Return what a list or an export is narrowed to."""
    said = references.resolved(look, asked)
    narrowed = {name: said[name] for name in ("department", "region", "sharing_type", "name") if name in said}
    return queries.Filter(states=said["state"], **narrowed)
