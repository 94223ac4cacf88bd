"""The catalog as DCAT-AP 3, in Turtle and JSON-LD: the door by which portals of the web of data harvest it."""

from __future__ import annotations

from typing import Any, Final

from flask import Response, abort, request

from catalog import reception
from catalog.api.address import base_url
from catalog.api.room import Room
from catalog.exchange.dcat import pages
from catalog.lists import harvest
from catalog.reception import needs
from catalog.schemas.dcat import PageQuerySchema

room = Room("dcat", __name__, description="DCAT-AP 3：Turtle 与 JSON-LD · DCAT-AP 3 in Turtle and JSON-LD")

_SUFFIX: Final = {
    "name": "suffix",
    "in": "path",
    "description": "格式：ttl 或 jsonld · format: ttl or jsonld",
    "schema": {"type": "string", "enum": list(pages.FORMATS)},
}
_DATASET: Final = {"name": "resource", "in": "path", "description": "资源编号 · id of the entry"}
_GRAPH: Final = {
    pages.FORMATS["ttl"].media_type: {"schema": {"type": "string"}},
    pages.FORMATS["jsonld"].media_type: {"schema": {"type": "object"}},
}


def _graph(zh: str, en: str) -> dict[int, Any]:
    tag = {"ETag": {"description": "内容的标识 · tag of the content", "schema": {"type": "string"}}}
    unchanged = {"description": "与 If-None-Match 所示相同 · the same as If-None-Match names"}
    return {200: {"description": f"{zh} · {en}", "content": _GRAPH, "headers": tag}, 304: unchanged}


@room.route("/catalog.<suffix>", parameters=[_SUFFIX])
@needs("resource:read")
@room.arguments(PageQuerySchema, location="query")
@room.doc(responses=_graph("目录的一页", "a page of the catalog"))
@room.refuses(404, 422)
def catalog(asked: dict[str, Any], suffix: str) -> Response:
    """DCAT 目录 · The catalog as DCAT.

    已发布的资源，每页 100 条，最早登记的在前；hydra:next 为下一页。

    The published entries, 100 a page, the oldest first; hydra:next is the following page.
    """
    _require_format(suffix)
    with reception.look() as look:
        body = pages.catalog_page(look, base_url(), asked["page"], suffix=suffix)
    return _sent(body, suffix)


@room.route("/dataset/<id:resource>.<suffix>", parameters=[_DATASET, _SUFFIX])
@needs("resource:read")
@room.doc(responses=_graph("一条资源", "one entry"))
@room.refuses(404)
def dataset(resource: str, suffix: str) -> Response:
    """DCAT 数据集 · One entry as a DCAT dataset.

    已发布的资源。

    A published entry.
    """
    _require_format(suffix)
    with reception.look() as look:
        entry = harvest.show(look, resource)
    return _sent(pages.dataset(entry, base_url(), suffix=suffix), suffix)


def _require_format(suffix: str) -> None:
    if suffix not in pages.FORMATS:
        abort(404)


def _sent(body: str, suffix: str) -> Response:
    response = Response(body, content_type=f"{pages.FORMATS[suffix].media_type}; charset=utf-8")
    response.add_etag()
    # It may be kept, by whoever asked for it, and is asked for again before it is used.
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Authorization")
    response.make_conditional(request)
    return response
