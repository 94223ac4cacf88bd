"""The OpenAPI 3.1 document and how flask-smorest is kept from what the house does itself (errors, pages from a CDN)."""

from __future__ import annotations

from typing import Any

import flask_smorest
import marshmallow as ma
from flask import Flask, Response
from flask import json as flask_json

from catalog import __version__
from catalog.api.room import STATUSES
from catalog.reception import open_to_all
from catalog.schemas.bulk import Untouched
from catalog.schemas.problems import ProblemSchema

DESCRIPTION = """云长制三清单目录服务的接口。修改须以 If-Match 给出所读到的版次；拒绝一律为 application/problem+json，含稳定代码与中英文说明。

The interface of the three-list catalog service. Changes name the revision that was read in If-Match; every refusal is \
application/problem+json with a stable code and both languages."""


class Api(flask_smorest.Api):  # type: ignore[misc]  # the library ships no types
    """flask-smorest without its error handler and its pages; refusals are documented as problem JSON."""

    ERROR_SCHEMA = ProblemSchema

    def __init__(self, app: Flask) -> None:
        app.config["OPENAPI_URL_PREFIX"] = None
        options = {"title": "云长制三清单目录服务 Cloud-chief catalog", "version": __version__, "openapi_version": "3.1.0"}
        super().__init__(app, spec_kwargs={**options, "info": {"description": DESCRIPTION}})
        self.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
        self.ma_plugin.converter.add_attribute_function(_any_or_better)

    def _register_error_handlers(self) -> None:
        """Leave errors to the app: the library's handler drops headers and turns pages into JSON."""

    def _register_pagination_header(self) -> None:
        """Leave it out: pages of lists carry ``next`` in their body."""

    def _register_responses(self) -> None:
        problem = {"application/problem+json": {"schema": ProblemSchema}}
        for status, description in STATUSES.items():
            self.spec.components.response(str(status), {"description": description, "content": problem}, lazy=True)
        # The library names these two by itself.
        self.spec.components.response("UNPROCESSABLE_ENTITY", {"description": STATUSES[422], "content": problem}, lazy=True)
        other = {"description": "其他拒绝 · any other refusal", "content": problem}
        self.spec.components.response("DEFAULT_ERROR", other, lazy=True)


def _any_or_better(_converter: Any, field: ma.fields.Field[Any], *, ret: dict[str, Any]) -> dict[str, Any]:
    """Say of what is judged by itself, later, which shape it should have, and that another is not refused at once."""
    return {"anyOf": [{"$ref": ret.pop("$ref")}, {}]} if isinstance(field, Untouched) else {}


def serve_document(app: Flask, document: dict[str, Any]) -> None:
    """Serve the document, which is the same for everybody as long as the process lives."""
    body = flask_json.dumps(document, ensure_ascii=False)

    @open_to_all("what the service offers is no secret; what it holds is")
    def openapi() -> Response:
        return Response(body, content_type="application/json", headers={"Cache-Control": "public, max-age=300"})

    app.add_url_rule("/openapi.json", "openapi", openapi)
