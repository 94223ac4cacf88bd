"""What becomes of a published entry: offline and back, retired, superseded, merged; assessed or not; called to be updated."""

from __future__ import annotations

from typing import Any

from catalog import lists, reception
from catalog.api.lists import ENTRY, PATH, Answer, done, room
from catalog.api.room import ETAG, expected_revision
from catalog.lists.queries import resolve
from catalog.reception import needs
from catalog.schemas import endings as schemas
from catalog.schemas.examples import RECEIPT
from catalog.schemas.lists import ReceiptSchema

_REASON = {"reason": "系统升级，暂停提供"}
_RETIRED = {"reason": "业务已取消，不再产生数据"}


@room.route(f"{ENTRY}/offline", methods=["POST"], parameters=PATH)
@needs("resource:take_offline")
@room.arguments(schemas.ReasonSchema, example=_REASON)
@room.response(200, ReceiptSchema, example=RECEIPT | {"state": "offline"}, headers={"ETag": ETAG})
@room.changes
def take_offline(body: dict[str, Any], resource: str) -> Answer:
    """下线 · Take offline.

    暂停提供，仍可查看，可重新上线。

    For a while: the entry stays visible and can be put online again.
    """
    with reception.work() as work:
        return done(lists.take_offline(work, resource, **body, revision=expected_revision()))


@room.route(f"{ENTRY}/offline", methods=["DELETE"], parameters=PATH)
@needs("resource:put_online")
@room.response(200, ReceiptSchema, example=RECEIPT | {"state": "published"}, headers={"ETag": ETAG})
@room.changes
def put_online(resource: str) -> Answer:
    """重新上线 · Put online again.

    仅限已下线的资源。

    Only what is offline.
    """
    with reception.work() as work:
        return done(lists.put_online(work, resource, revision=expected_revision()))


@room.route(f"{ENTRY}/retirement", methods=["POST"], parameters=PATH)
@needs("resource:retire")
@room.arguments(schemas.ReasonSchema, example=_RETIRED)
@room.response(200, ReceiptSchema, example=RECEIPT | {"state": "retired"}, headers={"ETag": ETAG})
@room.changes
def retire(body: dict[str, Any], resource: str) -> Answer:
    """注销 · Retire.

    数据不再存在；代码不再使用，名称可重新使用。不可撤销。

    The data no longer exists; its code is never used again, its name is free. It cannot be undone.
    """
    with reception.work() as work:
        return done(lists.retire(work, resource, **body, revision=expected_revision()))


@room.route(f"{ENTRY}/supersession", methods=["POST"], parameters=PATH)
@needs("resource:supersede")
@room.arguments(schemas.SuccessionSchema, example={"by": "206001/000018"})
@room.response(200, ReceiptSchema, example=RECEIPT | {"state": "superseded"}, headers={"ETag": ETAG})
@room.changes
def supersede(body: dict[str, Any], resource: str) -> Answer:
    """替代 · Supersede.

    由另一已发布的资源替代。不可撤销。

    Another published entry now stands in its place. It cannot be undone.
    """
    with reception.work() as work:
        return done(lists.supersede(work, resource, by=resolve(work, body["by"]), revision=expected_revision()))


@room.route(f"{ENTRY}/merger", methods=["POST"], parameters=PATH)
@needs("resource:merge")
@room.arguments(schemas.MergerSchema, example={"into": "206001/000018"})
@room.response(200, ReceiptSchema, example=RECEIPT | {"state": "merged"}, headers={"ETag": ETAG})
@room.changes
def merge(body: dict[str, Any], resource: str) -> Answer:
    """合并 · Merge.

    数据并入另一已发布的资源。不可撤销。

    Its data is now part of another published entry. It cannot be undone.
    """
    with reception.work() as work:
        return done(lists.merge(work, resource, into=resolve(work, body["into"]), revision=expected_revision()))


@room.route(f"{ENTRY}/assessment", methods=["PUT"], parameters=PATH)
@needs("resource:set_assessed")
@room.arguments(schemas.AssessmentSchema, example={"assessed": False, "reason": "试点资源，本年度不纳入考核"})
@room.response(200, ReceiptSchema, example=RECEIPT | {"state": "published"}, headers={"ETag": ETAG})
@room.changes
def set_assessed(body: dict[str, Any], resource: str) -> Answer:
    """纳入或不纳入考核 · Include in assessments, or exclude.

    影响提供部门的接入率等指标。

    What is excluded counts in no figure of its department.
    """
    with reception.work() as work:
        return done(lists.set_assessed(work, resource, **body, revision=expected_revision()))


@room.route(f"{ENTRY}/update-notice", methods=["POST"], parameters=PATH)
@needs("resource:require_update")
@room.arguments(schemas.UpdateNoticeSchema, example={"basis": "机构职责调整"})
@room.response(200, ReceiptSchema, example=RECEIPT | {"state": "published"}, headers={"ETag": ETAG})
@room.changes
def require_update(body: dict[str, Any], resource: str) -> Answer:
    """要求更新 · Call for an update.

    法律法规或职责变化，提供部门须在期限内更新目录。

    Law or duties have changed: the provider must bring the entry up to date within the time limit.
    """
    with reception.work() as work:
        return done(lists.require_update(work, resource, **body, revision=expected_revision()))
