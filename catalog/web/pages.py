"""The door of the pages: who comes in, by which cookie and under which protection, and the pages that there are."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import Blueprint, Flask, current_app, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect

from catalog import __version__, people, reception
from catalog.errors import Invalid, NotAllowed
from catalog.rights import ROLES
from catalog.sharing.duties import DUTIES
from catalog.web import (
    demands,
    departments,
    home,
    issues,
    manual,
    regions,
    resource,
    responsibilities,
    search,
    session,
    shared,
    tracing,
)

# The version stands in every address of a static file, so that a new release is fetched at once.
KEEP_FILES_SECONDS: Final = 7 * 86400

_MODULES: Final = (home, session, search, resource, demands, responsibilities, issues, tracing, departments, regions)
"""Every module of pages; each opens its own in ``attach(blueprint)``."""

_protection: Final = CSRFProtect()


def attach(app: Flask, document: dict[str, Any], elsewhere: Callable[[str], bool]) -> None:
    """Open the pages.

    Parameters
    ----------
    app
        The application.
    document
        The API's OpenAPI document, which ``/docs`` sets for people.
    elsewhere
        Tells whether a path belongs to another door, where neither the cookie nor its protection means anything.
    """
    pages = Blueprint("web", __name__, template_folder="templates", static_folder="static", static_url_path="/static")
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = KEEP_FILES_SECONDS
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.context_processor(_shared)
    _protect(app)
    app.before_request(lambda: None if elsewhere(request.path) or request.endpoint == "web.static" else _enter())
    for module in _MODULES:
        module.attach(pages)
    manual.attach(pages, document)
    app.register_blueprint(pages)


def _protect(app: Flask) -> None:
    """Protect forms by a token that only our own pages carry; the cookie it is checked against is signed under the key file."""
    house = reception.office_of(app)
    key = people.open_vault(house.settings, house.new_secret).key
    app.secret_key = hmac.new(key, b"web: forms", "sm3").digest()
    app.session_interface = session.FormCookie()
    app.config.update(
        SESSION_COOKIE_NAME=session.FORM_COOKIE,
        SESSION_COOKIE_SAMESITE="Lax",
        # Checked in `_enter`, for pages alone: the API takes no cookie, so nothing can be forged there.
        WTF_CSRF_CHECK_DEFAULT=False,
        # A form stays good as long as the browser is open; what ends by the clock is the sign-in.
        WTF_CSRF_TIME_LIMIT=None,
    )
    _protection.init_app(app)


def _enter() -> ResponseReturnValue | None:
    """Recognise whoever asks for a page by their cookie, and nobody who sends a form that is not ours."""
    reception.enter(reception.visitor(), None)
    if any("\0" in value for values in (request.args, request.form) for _, value in values.items(multi=True)):
        raise Invalid("内容含有不允许的字符", "there is a character in it that is not permitted", code="bad_character")
    away = session.recognise()
    # In the name of nobody nothing can be forged: who must be signed in is taken to where that is done.
    if request.endpoint and away is None and not _turned_away():
        _refuse_forgeries()
    return away


def _turned_away() -> bool:
    authority = getattr(current_app.view_functions[request.endpoint or ""], "authority", None)
    return reception.caller().kind == "anonymous" and bool(authority and authority.rights)


def _refuse_forgeries() -> None:
    try:
        _protection.protect()
    except CSRFError as error:
        zh, en = (
            "表单已失效或来自别处，请返回刷新页面后重试",
            "the form is out of date or not ours; go back, load the page again and retry",
        )
        raise NotAllowed(zh, en, code="forged_form") from error


def error_page(status: int, title: tuple[str, str], said: tuple[str, str], headers: Mapping[str, str]) -> ResponseReturnValue:
    """Render a refusal for people; ``title`` and ``said`` are in Chinese and English. Whoever must sign in is taken there."""
    if status == 401:
        return redirect(session.way_in(), 303)
    return make_response(render_template("error.html", status=status, title=title, said=said), status, dict(headers))


def _shared() -> dict[str, Any]:
    """Return what every template may use."""
    return {
        "lang": shared.language(),
        "say": shared.say,
        "link": shared.link,
        "here": shared.here,
        "amount": shared.amount,
        "percent": shared.percent,
        "named": shared.named,
        "options": shared.options,
        "moment": shared.moment,
        "day": shared.day,
        "han": shared.han(),
        "quoted": shared.quoted,
        "NAMES": shared.NAMES,
        "STANDINGS": shared.STANDINGS,
        "DUTIES": DUTIES,
        "ROLES": ROLES,
        # A request that is refused at the door has nobody yet.
        "actor": reception.recognised() or reception.visitor(),
        "version": __version__,
        "request_id": reception.request_id(),
    }
