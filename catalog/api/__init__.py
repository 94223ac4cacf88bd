"""The REST door: ``/api/v1``, cut by room, with its OpenAPI document, health probes and problem JSON.

A route parses, opens a look or a work, calls one verb and renders what it answers; it never queries or decides.
"""

from __future__ import annotations

from typing import Any

from flask import Flask

from catalog.api import (
    applications,
    bindings,
    bulk,
    calendar,
    calls,
    cases,
    ckan,
    classifications,
    credentials,
    dcat,
    demands,
    departments,
    editions,
    endings,
    exports,
    figures,
    gateways,
    grants,
    health,
    imports,
    intake,
    issues,
    lists,
    matching,
    metrics,
    officials,
    people,
    registers,
    responsibilities,
    search,
    traces,
    trail,
    webhooks,
)
from catalog.api.document import Api, serve_document
from catalog.api.room import IdConverter

PREFIX = "/api/v1"

# Several modules may open the routes of one room.
_ROOMS = dict.fromkeys(
    module.room
    for module in (
        people,
        lists,
        endings,
        figures,
        demands,
        responsibilities,
        issues,
        applications,
        grants,
        bulk,
        traces,
        bindings,
        classifications,
        editions,
        imports,
        exports,
        search,
        matching,
        calls,
        webhooks,
        gateways,
        intake,
    )
)
_ROOMS |= dict.fromkeys(
    (
        registers.tiers,
        registers.regions,
        departments.room,
        officials.room,
        officials.rights,
        officials.chiefs,
        credentials.tokens,
        credentials.keys,
        calendar.room,
        calendar.profiles,
        cases.room,
        trail.room,
    )
)


def attach(app: Flask) -> dict[str, Any]:
    """Open the API's routes; return its OpenAPI document."""
    app.url_map.converters["id"] = IdConverter
    api = Api(app)
    api.register_converter(IdConverter, lambda _: {"type": "string", "format": "uuid"})
    for room in _ROOMS:
        api.register_blueprint(room, url_prefix=f"{PREFIX}{room.url_prefix}")
    # What other people's standards put elsewhere stands where they put it.
    for room in (ckan.room, dcat.room, health.room, metrics.room):
        api.register_blueprint(room)
    document: dict[str, Any] = api.spec.to_dict()
    serve_document(app, document)
    return document


def serves(path: str) -> bool:
    """Tell whether a path belongs to the API, so that errors there are problem JSON and not pages."""
    return path.startswith(("/api/", "/catalog.", "/dataset/")) or path in ("/livez", "/readyz", "/metrics", "/openapi.json")
