"""The classification: its nodes page by page, and putting one."""

from __future__ import annotations

from typing import Any

from catalog import lists, reception
from catalog.api.room import Room
from catalog.lists.placements import find_classifications
from catalog.reception import needs
from catalog.schemas import classifications as schemas

room = Room("classifications", __name__, url_prefix="/classifications", description="信息资源分类 · The classification")

_PATH = [
    {"name": "code", "in": "path", "description": "分类代码 · code of the node", "schema": {"type": "string", "maxLength": 32}}
]


@room.route("")
@needs("resource:read")
@room.arguments(schemas.NodesQuerySchema, location="query")
@room.sparse(schemas.NodesSchema, each="classifications")
def find(asked: dict[str, Any]) -> dict[str, Any]:
    """列出分类 · List the classification.

    按代码排序，上级先于下级；只列当日有效者。

    In the order of codes, parents before their children; only nodes in force today.
    """
    with reception.look() as look:
        page = find_classifications(look, **asked)
    return {"classifications": page, "next": page.next}


@room.route("/<code>", methods=["PUT"], parameters=_PATH)
@needs("classification:put")
@room.arguments(schemas.NewNodeSchema, example={"name": "停车场", "parent": "206"})
@room.response(200, schemas.PutNodeSchema, example={"code": "206002", "fate": "accepted"})
def put(body: dict[str, Any], code: str) -> dict[str, str]:
    """新增或更改分类 · Put a node.

    类 1、类 2 由主管部门维护，类 3 部门类由系统生成；重复执行不产生变化。

    Classes 1 and 2 are kept by the data authority, class 3 by the system; doing it twice changes nothing.
    """
    with reception.work() as work:
        return {"code": code, "fate": lists.put_classification(work, code, **body)}
