"""Search: find entries by any fragment, suggestions while typing, and the index itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from catalog import reception, search
from catalog.api import references
from catalog.api.room import Room, offset_of
from catalog.office import Look
from catalog.reception import needs
from catalog.rights import require
from catalog.schemas import search as schemas
from catalog.store import encode_cursor

room = Room("search", __name__, url_prefix="/search", description="检索 · Search")

_REFERENCES: Final[dict[str, Callable[[Look, str], str]]] = {"region": references.region, "department": references.department}


@room.route("")
@needs("resource:read")
@room.arguments(schemas.SearchQuerySchema, location="query")
@room.sparse(schemas.SearchAnswerSchema, each="hits")
@room.refuses(404)
def find(asked: dict[str, Any]) -> dict[str, Any]:
    """检索目录 · Search the catalog.

    按名称、信息项、摘要、部门、代码或拼音的任意片段查找；每个分面的计数不受其自身所选影响。已提交的变更立即可查。

    By any fragment of names, items, abstracts, departments, codes or pinyin; each facet counts under all filters but its own. A
    committed change is found at once.
    """
    offset = offset_of(asked.get("cursor"))
    with reception.searching() as look:
        query = search.Query(asked["text"], _filters(look, asked), asked["sort"], offset, asked["limit"])
        found = search.find(look, query)
    following = offset + len(found.hits)
    return {
        "hits": found.hits,
        "next": encode_cursor(following) if found.hits and following < found.total else None,
        "total": found.total,
        "approximate": found.approximate,
        "facets": found.facets,
        "did_you_mean": found.did_you_mean,
    }


def _filters(look: Look, asked: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the values chosen by facet; departments and regions may have been named by code or name."""
    chosen: dict[str, tuple[str, ...]] = {name: tuple(asked[name]) for name in search.FACETS if name in asked}
    for name, find_id in _REFERENCES.items():
        if name in chosen:
            chosen[name] = tuple(find_id(look, reference) for reference in chosen[name])
    return chosen


@room.route("/suggestions")
@needs("resource:read")
@room.arguments(schemas.SuggestionsQuerySchema, location="query")
@room.sparse(schemas.SuggestionsSchema, each="suggestions")
def suggest(asked: dict[str, Any]) -> dict[str, Any]:
    """检索建议 · Suggestions while typing.

    资源、部门与信息项的名称。

    Names of entries, departments and items.
    """
    with reception.searching() as look:
        return {"suggestions": search.suggest(look, asked["text"], asked["limit"])}


@room.route("/status")
@needs("search:rebuild")
@room.response(200, schemas.StandingSchema)
def status() -> search.Standing:
    """索引状态 · How the index stands.

    behind 为尚未合并入索引的变更，检索时直接判断，不影响结果。

    What is behind has not been folded into the index; it is judged directly, so that results are right all the same.
    """
    with reception.look() as look:
        require(look.actor, "search:rebuild")
        return search.status(look)


@room.route("/rebuild", methods=["POST"])
@needs("search:rebuild")
@room.response(200, schemas.StandingSchema)
@room.refuses(409)
def rebuild() -> search.Standing:
    """重建索引 · Rebuild the index.

    在线重建，检索不中断。

    Done beside the present index, so that search goes on.
    """
    require(reception.caller(), "search:rebuild")
    return search.rebuild(reception.office())
