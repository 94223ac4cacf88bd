"""Editions: list, cut, compare; each is downloaded as ``/exports/resources.…?edition=``."""

from __future__ import annotations

from typing import Any

from catalog import lists, reception
from catalog.api.room import Room, counted
from catalog.lists.editions import Edition
from catalog.reception import needs
from catalog.schemas import editions as schemas

room = Room("editions", __name__, url_prefix="/editions", description="目录版本 · Editions of the catalog")

_EDITION = {"label": "2026", "cut_at": "2026-03-02T01:00:00+00:00", "cut_by": "chen.jing", "entries": 8123, "items": 61240}


@room.route("")
@needs("resource:read")
@room.sparse(schemas.EditionsSchema, each="editions")
def editions() -> dict[str, list[Edition]]:
    """列出各版 · List the editions.

    每版的全部资源由 /exports/resources.csv?edition= 下载。

    What an edition holds is downloaded by /exports/resources.csv?edition=.
    """
    with reception.look() as look:
        return {"editions": lists.editions(look)}


@room.route("", methods=["POST"])
@needs("edition:cut")
@room.arguments(schemas.NewEditionSchema, example={"label": "2026"})
@room.response(201, schemas.EditionSchema, example=_EDITION)
@room.refuses(409)
def cut(body: dict[str, Any]) -> Edition:
    """定版 · Cut an edition.

    冻结当前已发布与已下线的全部资源；同名的版不能重新定版。

    Freezes all that is published or offline; an edition is never cut anew.
    """
    with reception.work() as work:
        return lists.cut_edition(work, body["label"])


@room.route("/changes")
@needs("resource:read")
@room.arguments(schemas.ChangesQuerySchema, location="query")
@room.sparse(schemas.EditionChangesSchema, each="changes")
@room.refuses(404)
def changes(asked: dict[str, Any]) -> dict[str, Any]:
    """比较两版 · Compare two editions.

    列出新增、变更、注销、合并、替代的资源，按部门排序。

    Tells what was added, changed, retired, merged or superseded, by department.
    """
    with reception.look() as look:
        return counted("changes", lists.edition_diff(look, asked["old"], asked["new"]), asked)
