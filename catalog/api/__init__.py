"""The REST door: ``/api/v1``, cut by room, with its OpenAPI document, health probes and problem JSON.

A route parses, opens a look or a work, calls one verb and renders what it answers; it never queries or decides.
"""

from __future__ import annotations

from typing import Any

from flask import Flask

from catalog.api import health, lists, people
from catalog.api.document import Api, serve_document
from catalog.api.room import IdConverter

PREFIX = "/api/v1"


def attach(app: Flask) -> dict[str, Any]:
    """Open the API's routes; return its OpenAPI document."""
    app.url_map.converters["id"] = IdConverter
    api = Api(app)
    api.register_converter(IdConverter, lambda _: {"type": "string", "format": "uuid"})
    for room in (people.room, lists.room):
        api.register_blueprint(room, url_prefix=f"{PREFIX}{room.url_prefix}")
    api.register_blueprint(health.room)
    document: dict[str, Any] = api.spec.to_dict()
    serve_document(app, document)
    return document


def serves(path: str) -> bool:
    """Tell whether a path belongs to the API, so that errors there are problem JSON and not pages."""
    return path.startswith("/api/") or path in ("/livez", "/readyz", "/openapi.json")
