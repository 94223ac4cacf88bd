"""Webhooks: applications that are told of changes, how that goes, and what they did not accept."""

from __future__ import annotations

from typing import Any

from flask import url_for

from catalog import people, reception, webhooks
from catalog.api.room import ETAG, Room, etag, expected_revision
from catalog.reception import needs
from catalog.schemas import webhooks as schemas
from catalog.webhooks import Receipt, Subscribed, Subscription, queries

room = Room("webhooks", __name__, url_prefix="/webhooks", description="事件订阅 · Webhooks")

Answer = tuple[Any, dict[str, str]]

WEBHOOK = "/<id:webhook>"
_PATH = [{"name": "webhook", "in": "path", "description": "订阅编号 · id of the webhook"}]
_LETTER = [*_PATH, {"name": "letter", "in": "path", "description": "死信编号 · id of the dead letter"}]
_PLACE = {"schema": {"type": "string"}, "description": "新订阅的地址 · where it is"}


@room.route("")
@needs("webhook:read")
@room.response(200, schemas.WebhooksSchema)
def list_all() -> dict[str, list[queries.Webhook]]:
    """列出订阅 · List webhooks.

    含发送状态、积压与死信数。

    With how they fare, what is still to be looked at, and dead letters.
    """
    with reception.look() as look:
        return {"webhooks": queries.list_webhooks(look)}


@room.route("", methods=["POST"])
@needs("webhook:subscribe")
@room.arguments(schemas.SubscriptionSchema, example=schemas.SUBSCRIPTION)
@room.response(201, schemas.SubscribedSchema, headers={"ETag": ETAG, "Location": _PLACE})
@room.refuses(404, 409)
def subscribe(body: dict[str, Any]) -> tuple[Subscribed, dict[str, str]]:
    """新增订阅 · Subscribe.

    此后发生的事件以 POST 按审计链顺序送达，至少一次；事件编号（X-Event-Id）重发不变。签名 X-Signature 为以密钥对
    “X-Timestamp.X-Event-Id.正文”所作 HMAC-SM3 的 Base64。未以 2xx 应答则按 10 秒至 6 小时递增重试，第八次失败后成为死信。
    只告知所属部门可见的对象，不含修改内容与人员。密钥只显示一次。

    What is done from now on is sent by POST in the order of the trail, at least once; the event's id (X-Event-Id) stays
    the same when it is sent again. X-Signature is the HMAC-SM3, in Base64, of "X-Timestamp.X-Event-Id.body" under the
    secret. What is not answered 2xx is sent again after 10 seconds, later after up to 6 hours, and is a dead letter when
    it fails for the eighth time. Only things that the department may see are told of, never what they were or by whom.
    The secret is shown this once.
    """
    office = reception.office()
    vault = people.open_vault(office.settings, office.new_secret)
    with reception.work() as work:
        found = people.find_department(work, body["department"])
        department = (found.present or (found.department,))[0].id
        made = webhooks.subscribe(work, vault, Subscription(**{**body, "department": department}))
    return made, {**etag(made), "Location": url_for("webhooks.show", webhook=made.id)}


@room.route(WEBHOOK, parameters=_PATH)
@needs("webhook:read")
@room.response(200, schemas.WebhookSchema, headers={"ETag": ETAG})
@room.refuses(404)
def show(webhook: str) -> Answer:
    """查看订阅 · Show a webhook.

    含发送状态、积压与死信数；不含密钥。

    With how it fares, what is still to be looked at, and dead letters; without its secret.
    """
    with reception.look() as look:
        found = queries.show(look, webhook)
    return found, etag(found)


@room.route(WEBHOOK, methods=["DELETE"], parameters=_PATH)
@needs("webhook:unsubscribe")
@room.response(204)
@room.changes
def unsubscribe(webhook: str) -> None:
    """取消订阅 · Unsubscribe.

    其死信一并删除。

    Its dead letters go with it.
    """
    with reception.work() as work:
        webhooks.unsubscribe(work, webhook, revision=expected_revision())


@room.route(f"{WEBHOOK}/pause", methods=["POST"], parameters=_PATH)
@needs("webhook:pause")
@room.response(200, schemas.RevisedSchema, headers={"ETag": ETAG})
@room.changes
def pause(webhook: str) -> Answer:
    """暂停发送 · Pause.

    暂停期间的事件在恢复后送达。

    What happens meanwhile is told when it is resumed.
    """
    with reception.work() as work:
        return _done(webhooks.pause(work, webhook, revision=expected_revision()))


@room.route(f"{WEBHOOK}/pause", methods=["DELETE"], parameters=_PATH)
@needs("webhook:resume")
@room.response(200, schemas.RevisedSchema, headers={"ETag": ETAG})
@room.changes
def resume(webhook: str) -> Answer:
    """恢复发送 · Resume.

    从暂停处继续，按原有顺序。

    From where it was paused, in the same order.
    """
    with reception.work() as work:
        return _done(webhooks.resume(work, webhook, revision=expected_revision()))


@room.route(f"{WEBHOOK}/dead-letters", parameters=_PATH)
@needs("webhook:read")
@room.arguments(schemas.DeadLetterQuerySchema, location="query")
@room.response(200, schemas.DeadLettersSchema)
@room.refuses(404)
def dead_letters(asked: dict[str, Any], webhook: str) -> dict[str, Any]:
    """列出死信 · List dead letters.

    按审计链顺序，含其后已重发送达者。

    In the order of the trail, those accepted meanwhile included.
    """
    with reception.look() as look:
        page = queries.dead_letters(look, webhook, cursor=asked.get("cursor"), limit=asked["limit"])
    return {"letters": page, "next": page.next}


@room.route(f"{WEBHOOK}/dead-letters/<id:letter>/redelivery", methods=["POST"], parameters=_LETTER)
@needs("webhook:redeliver")
@room.response(200, schemas.RevisedSchema, headers={"ETag": ETAG})
@room.changes
def redeliver(webhook: str, letter: str) -> Answer:
    """重发死信 · Redeliver a dead letter.

    数秒内重发一次，不受顺序限制；再失败仍为死信。If-Match 为死信自身的版次。

    It is sent once more within seconds, outside the order of the others, and is a dead letter again if that fails.
    If-Match is the letter's own revision.
    """
    with reception.work() as work:
        return _done(webhooks.redeliver(work, webhook, letter, revision=expected_revision()))


def _done(receipt: Receipt) -> Answer:
    return receipt, etag(receipt)
