"""What the catalog list comes to: entries by state, and the access rate."""

from __future__ import annotations

from typing import Any

from catalog import reception
from catalog.api import references
from catalog.api.lists import room
from catalog.lists import queries
from catalog.reception import needs
from catalog.schemas import figures as schemas


@room.route("/counts")
@needs("resource:read")
@room.response(200, schemas.CountsSchema, example={"states": {"published": 8123, "draft": 12}, "total": 8135})
def counts() -> dict[str, Any]:
    """各状态资源数 · Count entries by state.

    只计可见的资源。

    Only what the caller may see.
    """
    with reception.look() as look:
        states = queries.counts(look)
    return {"states": states, "total": sum(states.values())}


@room.route("/access-rate")
@needs("resource:read")
@room.arguments(schemas.AccessQuerySchema, location="query")
@room.response(200, schemas.AccessSchema, example={"resources": 8123, "accessed": 7311, "items": 61240, "items_accessed": 55018})
@room.refuses(404)
def access_rate(asked: dict[str, Any]) -> queries.Access:
    """接入率 · Access rate.

    接入率为 accessed ÷ resources（按资源）或 items_accessed ÷ items（按信息项）；只计已发布且纳入考核者。

    The rate is accessed ÷ resources, or items_accessed ÷ items; only what is published and assessed counts.
    """
    with reception.look() as look:
        return queries.access_rate(look, **references.resolved(look, asked))
