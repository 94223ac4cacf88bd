"""Webhooks: what is subscribed to, how it fares, what was not accepted."""

from __future__ import annotations

from typing import Any, Final

from catalog.schemas.base import Instant, Many, Part, Shape, Text, Whole, between
from catalog.webhooks import rules
from catalog.webhooks.sending import FAULTS

_INSTANT: Final = {"format": "date-time", "example": "2026-03-02T01:00:00+00:00"}
_STATES: Final = ("healthy", "failing", "paused")

SUBSCRIPTION: Final[dict[str, Any]] = {
    "department": "11500000009275780L",
    "application": "停车诱导平台",
    "address": "https://parking.example/events",
    "verbs": ["resource:approve", "resource:take_offline"],
}


def _said(description: str, **more: Any) -> dict[str, Any]:
    return {"description": description, **more}


class SubscriptionSchema(Shape):
    """What is wanted: for which application of which department, told where, of which events."""

    department = Text(required=True, metadata=_said("部门编号、代码或名称 · the department's id, code or name"))
    application = Text(required=True, metadata=_said("应用名称 · name of the application"))
    address = Text(required=True, metadata=_said("接收地址，http 或 https · where events are sent, http or https", format="uri"))
    verbs = Many(
        Text(),
        required=True,
        metadata=_said("事件，resource:* 指一类全部 · events; resource:* means all of a kind", example=["resource:approve"]),
    )


class SubscribedSchema(Shape):
    """A webhook as it begins."""

    id = Text(metadata=_said("编号 · id", format="uuid"))
    secret = Text(metadata=_said("签名密钥，只显示一次 · the secret that events are signed with, shown this once"))
    revision = Whole(metadata=_said("版次 · revision", example=1))


class RevisedSchema(Shape):
    """What was changed, and its revision now."""

    id = Text(metadata=_said("编号 · id", format="uuid"))
    revision = Whole(metadata=_said("版次 · revision", example=2))


class WebhookSchema(Shape):
    """A webhook and how it fares."""

    id = Text(metadata=_said("编号 · id", format="uuid"))
    department_id = Text(metadata=_said("部门编号 · id of the department", format="uuid"))
    department = Text(metadata=_said("部门名称 · name of the department"))
    application = Text(metadata=_said("应用名称 · name of the application"))
    address = Text(metadata=_said("接收地址 · where events are sent", format="uri"))
    verbs = Many(Text(), metadata=_said("事件 · events"))
    state = Text(metadata=_said("状态 · how it fares", enum=list(_STATES)))
    backlog = Whole(metadata=_said("尚未处理的审计链行数 · rows of the trail not looked at yet"))
    dead = Whole(metadata=_said("死信数 · dead letters"))
    attempts = Whole(metadata=_said("下一事件已失败次数 · failures of the next event"))
    due_at = Instant(metadata=_said("下次发送不早于 · when the next event may be sent", **_INSTANT))
    succeeded_at = Instant(allow_none=True, metadata=_said("最近一次送达 · when an event was last accepted", **_INSTANT))
    failed_at = Instant(allow_none=True, metadata=_said("最近一次失败 · when one last failed", **_INSTANT))
    fault = Text(allow_none=True, metadata=_said("最近一次失败的原因 · why", enum=[*FAULTS, None]))
    created_at = Instant(metadata=_said("订阅时间 · since when", **_INSTANT))
    revision = Whole(metadata=_said("版次 · revision"))


class WebhooksSchema(Shape):
    """All webhooks."""

    webhooks = Many(Part(WebhookSchema), metadata=_said("订阅 · webhooks"))


class EventSchema(Shape):
    """What a receiver is told."""

    id = Text(metadata=_said("事件编号，重发不变 · the event's id, the same however often it is sent", format="uuid"))
    seq = Whole(metadata=_said("审计链序号 · number in the trail"))
    verb = Text(metadata=_said("做了什么 · what was done", enum=sorted(rules.VERBS)))
    thing = Text(metadata=_said("对象 · to what", example="resource:0199a3c2-7d51-7c3e-9a40-5f0b6d1e2a77"))
    name = Text(allow_none=True, metadata=_said("对象名称 · what it is called"))
    at = Text(metadata=_said("时间 · when", **_INSTANT))
    work_id = Text(metadata=_said("同一操作的事件相同 · the same for all that was done at once", format="uuid"))


class DeadLetterSchema(Shape):
    """An event that was not accepted."""

    id = Text(metadata=_said("编号 · id", format="uuid"))
    seq = Whole(metadata=_said("审计链序号 · number in the trail"))
    event = Part(EventSchema, metadata=_said("事件 · the event"))
    state = Text(metadata=_said("状态 · state", enum=list(rules.LETTER)))
    attempts = Whole(metadata=_said("已发送次数 · how often it was sent"))
    fault = Text(metadata=_said("原因 · why it was not accepted", enum=list(FAULTS)))
    died_at = Instant(metadata=_said("成为死信的时间 · when it was given up", **_INSTANT))
    delivered_at = Instant(allow_none=True, metadata=_said("重发送达的时间 · when it was accepted after all", **_INSTANT))
    revision = Whole(metadata=_said("版次 · revision"))


class DeadLettersSchema(Shape):
    """A page of dead letters."""

    letters = Many(Part(DeadLetterSchema), metadata=_said("死信 · dead letters"))
    next = Text(allow_none=True, metadata=_said("下一页的 cursor · cursor of the following page"))


class DeadLetterQuerySchema(Shape):
    """Which page of the dead letters."""

    cursor = Text(metadata=_said("翻页标记，即上页的 next · next of the page before"))
    limit = Whole(load_default=50, validate=between(1, 200), metadata=_said("每页数量 · how many"))
