"""The routes of the pages and what all of them share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from flask import Blueprint, Flask, Response, make_response, render_template, request

from catalog import __version__, reception
from catalog.reception import open_to_all
from catalog.web.home import overview
from catalog.web.manual import manual

Language = Literal["zh", "en"]

# The version stands in every address of a static file, so that a new release is fetched at once.
KEEP_FILES_SECONDS = 7 * 86400


def attach(app: Flask, document: dict[str, Any]) -> None:
    """Open the pages; ``document`` is the API's OpenAPI document, which ``/docs`` sets for people."""
    pages = Blueprint("web", __name__, template_folder="templates", static_folder="static", static_url_path="/static")
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = KEEP_FILES_SECONDS
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.context_processor(_shared)
    pages.add_url_rule("/", "home", home)
    pages.add_url_rule("/docs", "docs", _docs(document))
    app.register_blueprint(pages)


@open_to_all("the page tells whoever may not read what the service is and how to sign in")
def home() -> str:
    """Show what is there."""
    return render_template("home.html", overview=overview())


def _docs(document: dict[str, Any]) -> Callable[[], str]:
    written = {language: manual(document, language) for language in ("zh", "en")}

    @open_to_all("what the service offers is no secret; what it holds is")
    def docs() -> str:
        return render_template("docs.html", manual=written[language()])

    return docs


def error_page(status: int, title: tuple[str, str], said: tuple[str, str], headers: Mapping[str, str]) -> Response:
    """Render a refusal for people; ``title`` and ``said`` are in Chinese and English."""
    page = render_template("error.html", status=status, title=title, said=said)
    return make_response(page, status, dict(headers))


def language() -> Language:
    """Return the language of the page being shown."""
    return "en" if request.args.get("lang") == "en" else "zh"


def _shared() -> dict[str, Any]:
    shown = language()

    def say(zh: str, en: str) -> str:
        return en if shown == "en" else zh

    return {"lang": shown, "say": say, "version": __version__, "request_id": reception.request_id()}
