"""What the service can be watched by."""

from __future__ import annotations

from flask import Response
from prometheus_client import CONTENT_TYPE_LATEST

from catalog import metrics, reception
from catalog.api.room import Room
from catalog.reception import needs

room = Room("metrics", __name__, description="运行指标 · Metrics")


@room.route("/metrics")
@needs("metrics:read")
@room.response(200, content_type="text/plain")
def read() -> Response:
    """运行指标 · Metrics.

    Prometheus 文本格式：请求、拒绝、审计链、检索、定期任务、事件订阅与数据库连接；须持授权 metrics:read 的令牌。

    In Prometheus' text format: requests, refusals, trail, search, jobs, webhooks and database connections; bring a token
    whose scopes include metrics:read.
    """
    with reception.look() as look:
        told = metrics.exposition(look)
    return Response(told, content_type=CONTENT_TYPE_LATEST)
