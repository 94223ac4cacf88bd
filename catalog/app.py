"""The composition root: settings, logs, office, doors."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, request
from flask.json.provider import DefaultJSONProvider
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from catalog import api, logs, metrics, reception, search, web
from catalog.api import problems
from catalog.api.answers import text
from catalog.errors import Refusal
from catalog.office import Office
from catalog.settings import Settings, read


class _App(Flask):
    """An app whose views all just return, which need not be found out again for each layer of each request."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function."""
        return func


class _Json(DefaultJSONProvider):
    """JSON as the house writes it."""

    # Chinese stays Chinese in answers: people read them with curl.
    ensure_ascii = False

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """Return an answer, in a fraction of the time that the library's own way takes."""
        return Response(text(self._prepare_response_obj(args, kwargs)), mimetype=self.mimetype)


def create_app(settings: Settings, office: Office | None = None) -> Flask:
    """Make the WSGI application.

    Parameters
    ----------
    settings
        The settings in force.
    office
        The office to work in; a new one on the settings' database unless given (tests give theirs, with its clock).
    """
    logs.configure(settings.log_level)
    app = _App("catalog", static_folder=None)
    app.json = _Json(app)
    app.config["MAX_CONTENT_LENGTH"] = settings.request_limit_mb * 1024 * 1024
    office = office or Office(settings)
    search.attach(office)
    if hops := settings.proxy_hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]  # how Flask is wrapped
    reception.attach(app, office)
    document = api.attach(app)
    web.attach(app, document, api.serves)
    for kind in (Refusal, HTTPException, Exception):
        app.register_error_handler(kind, _refuse)
    return app


def from_environment() -> Flask:
    """Make the application of a server process: settings from its environment and ``settings.toml``."""
    app = create_app(read())
    # What is there now stays as long as the process: the collector need not walk through it again and again.
    gc.collect()
    gc.freeze()
    return app


def _refuse(error: Exception) -> ResponseReturnValue:
    """Answer whatever was raised: as problem JSON to the API's callers, as a page to everybody else."""
    answer = problems.translate(error)
    metrics.refused(answer.code)
    if api.serves(request.path):
        return problems.respond(answer)
    return web.error_page(answer.status, answer.title, (answer.zh, answer.en), answer.headers)
