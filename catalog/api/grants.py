"""Grants: find, show, amend, suspend and resume, revoke, give up, renew."""

from __future__ import annotations

from typing import Any, Final

from flask import url_for

from catalog import reception
from catalog.api import references
from catalog.api.registers import LOCATION
from catalog.api.room import ETAG, Room, etag, expected_revision
from catalog.lists.demands.desk import Receipt
from catalog.lists.queries import resolve as resolve_entry
from catalog.office import Look
from catalog.reception import needs
from catalog.schemas import grants as schemas
from catalog.schemas.applications import ApplicationReceiptSchema
from catalog.schemas.examples import APPLICATION_RECEIPT, GRANT_RECEIPT
from catalog.schemas.forms import GroundsSchema
from catalog.sharing import applications, grants
from catalog.sharing.grants import queries

room = Room("grants", __name__, url_prefix="/grants", description="授权 · Grants")

Answer = tuple[Any, dict[str, str]]

_GRANT: Final = "/<id:grant>"
_PATH: Final = [{"name": "grant", "in": "path", "description": "授权的编号 · id of the grant"}]


@room.route("")
@needs("grant:read")
@room.arguments(schemas.GrantsQuerySchema, location="query")
@room.sparse(schemas.AccessGrantsSchema, each="grants")
@room.refuses(404)
def find(asked: dict[str, Any]) -> dict[str, Any]:
    """查询授权 · List grants.

    只列出可见的授权：授予本部门的、由本部门授予的、本级主管部门辖区内的；next 作为下一页的 cursor。

    Lists what the caller may see: those given to the own department or by it, those in the own authority's region; next is the
    cursor of the following page.
    """
    with reception.look() as look:
        page = queries.find(look, _filter(look, asked), cursor=asked.get("cursor"), limit=asked["limit"])
    return {"grants": page, "next": page.next}


def _filter(look: Look, asked: dict[str, Any]) -> queries.Filter:
    said = references.resolved(look, asked)
    if "resource" in said:
        said["resource"] = resolve_entry(look, said["resource"])
    if "usable" in said:
        said["usable"] = said["usable"] == "true"
    names = ("consumer", "provider", "party", "resource", "system", "usable", "ends_before", "title")
    return queries.Filter(states=said["state"], **{name: said[name] for name in names if name in said})


@room.route(_GRANT, parameters=_PATH)
@needs("grant:read")
@room.sparse(schemas.AccessGrantSchema, headers={"ETag": ETAG})
@room.refuses(404)
def show(grant: str) -> Answer:
    """查看授权 · Show a grant.

    含信息项、服务事项、条件、配额、办理记录与期限；只对各方可见。

    With its items, service matters, conditions, quotas, steps and clocks; shown to its parties.
    """
    with reception.look() as look:
        shown = queries.show(look, grant)
    return shown, etag(shown)


@room.route(f"{_GRANT}/amend", methods=["POST"], parameters=_PATH)
@needs("grant:amend")
@room.arguments(schemas.AmendmentSchema, example={"changes": {"quota_calls_day": 20000}, "opinion": "按实际用量"})
@room.response(200, schemas.GrantReceiptSchema, example=GRANT_RECEIPT, headers={"ETag": ETAG})
@room.changes
def amend(body: dict[str, Any], grant: str) -> Answer:
    """变更授权 · Amend a grant.

    由提供方变更信息项、时限、条件与配额，不超出所申请的；未写的不变。

    By the provider: items, term, conditions and quotas, within what was applied for; what is left out stays.
    """
    with reception.work() as work:
        return _done(grants.amend(work, grant, body["changes"], opinion=body["opinion"], revision=expected_revision()))


@room.route(f"{_GRANT}/suspend", methods=["POST"], parameters=_PATH)
@needs("grant:suspend")
@room.arguments(GroundsSchema, example={"opinion": "发现异常调用"})
@room.response(200, schemas.GrantReceiptSchema, example=GRANT_RECEIPT | {"state": "suspended"}, headers={"ETag": ETAG})
@room.changes
def suspend(body: dict[str, Any], grant: str) -> Answer:
    """暂停授权 · Suspend a grant.

    恢复之前不放行任何调用。

    No call passes until it is resumed.
    """
    with reception.work() as work:
        return _done(grants.suspend(work, grant, **body, revision=expected_revision()))


@room.route(f"{_GRANT}/resume", methods=["POST"], parameters=_PATH)
@needs("grant:resume")
@room.arguments(GroundsSchema, example={"opinion": "已整改"})
@room.response(200, schemas.GrantReceiptSchema, example=GRANT_RECEIPT, headers={"ETag": ETAG})
@room.changes
def resume(body: dict[str, Any], grant: str) -> Answer:
    """恢复授权 · Resume a grant.

    仅限已暂停的。

    Suspended ones only.
    """
    with reception.work() as work:
        return _done(grants.resume(work, grant, **body, revision=expected_revision()))


@room.route(f"{_GRANT}/revoke", methods=["POST"], parameters=_PATH)
@needs("grant:revoke")
@room.arguments(schemas.RevocationSchema, example={"opinion": "超出使用范围", "at": "2026-12-01T00:00:00+08:00"})
@room.response(200, schemas.GrantReceiptSchema, example=GRANT_RECEIPT | {"state": "revoked"}, headers={"ETag": ETAG})
@room.changes
def revoke(body: dict[str, Any], grant: str) -> Answer:
    """撤销授权 · Revoke a grant.

    即刻，或自所写时刻起；在此之前仍可使用。

    At once, or from an instant ahead, until which it may still be used.
    """
    with reception.work() as work:
        return _done(grants.revoke(work, grant, **body, revision=expected_revision()))


@room.route(f"{_GRANT}/give-up", methods=["POST"], parameters=_PATH)
@needs("grant:give_up")
@room.arguments(GroundsSchema, example={"opinion": "系统已下线"})
@room.response(200, schemas.GrantReceiptSchema, example=GRANT_RECEIPT | {"state": "revoked"}, headers={"ETag": ETAG})
@room.changes
def give_up(body: dict[str, Any], grant: str) -> Answer:
    """放弃授权 · Give a grant up.

    由使用部门归还不再需要的授权。

    By the consumer that needs it no longer.
    """
    with reception.work() as work:
        return _done(grants.give_up(work, grant, **body, revision=expected_revision()))


@room.route(f"{_GRANT}/renew", methods=["POST"], parameters=_PATH)
@needs("application:file")
@room.arguments(schemas.RenewalSchema, example={"until": "2027-12-31"})
@room.response(
    201, ApplicationReceiptSchema, example=APPLICATION_RECEIPT | {"state": "draft"}, headers={"ETag": ETAG, **LOCATION}
)
@room.changes
def renew(body: dict[str, Any], grant: str) -> Answer:
    """申请续期 · Apply for a renewal.

    填报一份续期申请的草稿，未写的与原申请相同；同意后自原授权终止时生效。If-Match 为授权的版次，Location 与 ETag 属于该申请。

    Files a draft application that says what the former said, but for what is named; what is granted on it begins when this grant
    ends. If-Match is the grant's revision, Location and ETag are the application's.
    """
    with reception.work() as work:
        made = applications.renew(work, grant, body["content"], until=body.get("until"), revision=expected_revision())
    return made, {**etag(made), "Location": url_for("applications.show", application=made.id)}


def _done(receipt: Receipt) -> Answer:
    return receipt, etag(receipt)
