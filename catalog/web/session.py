"""Signing in and out by page, and changing one's password.

The session of the people room stands in a cookie that scripts cannot read; it is the same session, in the same table,
with the same lockout and idle end as the API's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Request, redirect, render_template, request
from flask import session as form_cookie
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask.typing import ResponseReturnValue

from catalog import people, reception
from catalog.errors import Invalid, Unauthenticated
from catalog.people.signin import SignIn
from catalog.reception import open_to_all
from catalog.web.shared import asked, link

COOKIE: Final = reception.SESSION_COOKIE
FORM_COOKIE: Final = "catalog_form"
_LONGEST: Final = 2_000

Said = tuple[str, str]


class FormCookie(SecureCookieSessionInterface):
    """The cookie that forms are checked against; like the session's, for https alone when it was set over https."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return what the cookie holds; whoever brings none costs nothing, and the API's callers never bring any."""
        if "HTTP_COOKIE" not in request.environ or self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002 (the library's signature)
        """Tell whether the browser may send it over https only."""
        return request.is_secure


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed that may be shown again, and what is wrong with it, by field."""

    login: str = ""
    wrong: Mapping[str, Said] = field(default_factory=dict)


def attach(pages: Blueprint) -> None:
    """Open these pages."""
    pages.add_url_rule("/sign-in", "sign_in", sign_in, methods=["GET", "POST"])
    pages.add_url_rule("/sign-out", "sign_out", sign_out, methods=["POST"])
    pages.add_url_rule("/password", "password", password, methods=["GET", "POST"])


# -- Who comes


def recognise() -> ResponseReturnValue | None:
    """Let the request act as the official whose session its cookie opens; when that has ended, say so on the page that signs in."""
    token = request.cookies.get(COOKIE)
    if token is None:
        return None
    try:
        reception.enter(people.actor_of_session(reception.office(), token), token)
    except Unauthenticated:
        if request.endpoint in ("web.sign_in", "web.password"):
            return None
        answer = redirect(way_in(ended="1"), 303)
        answer.delete_cookie(COOKIE)
        return answer
    return None


def way_in(**told: str) -> str:
    """Return the address of the page that signs in and then leads back to the page asked for."""
    asked_for = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else ""
    return link("sign_in", next=asked_for or None, **told)


def destination() -> str:
    """Return where to go after signing in: the page of ours that ``next`` names, else the home page."""
    wanted = asked("next")
    return wanted if is_ours(wanted) else link("home")


def is_ours(address: str) -> bool:
    r"""Tell whether an address leads to a page of this house and nowhere else.

    >>> is_ours("/search?text=停车"), is_ours("//evil.example/"), is_ours("/\\evil.example"), is_ours("https://evil.example/")
    (True, False, False, False)
    """
    if not address.startswith("/") or address.startswith("//") or "\\" in address or not address.isprintable():
        return False
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc


# -- Pages


@open_to_all("whoever signs in is not signed in yet")
def sign_in() -> ResponseReturnValue:
    """Show the form, or begin a session."""
    if reception.caller().kind == "official":
        return redirect(destination(), 303)
    if request.method == "GET":
        return _sign_in_page(Form())
    login, secret = _typed("login").strip(), _typed("password")
    try:
        return _begun(people.sign_in(reception.office(), login, secret))
    except Unauthenticated as refusal:
        if refusal.code == "password_due":
            return redirect(link("password", login=login, due="1", next=asked("next") or None), 303)
        return _sign_in_page(Form(login, {"password": _not_proven()}))


@open_to_all("only a session can end itself: the verb looks for it")
def sign_out() -> ResponseReturnValue:
    """End the session."""
    token = request.cookies.get(COOKIE, "")
    with reception.work() as work:
        people.sign_out(work, token)
    answer = redirect(link("sign_in", out="1"), 303)
    answer.delete_cookie(COOKIE)
    form_cookie.clear()
    return answer


@open_to_all("the present password proves who changes it, also where it has come due and opens no session")
def password() -> ResponseReturnValue:
    """Show the form, or put a new password in place of the present one and sign in with it."""
    known = reception.caller().login if reception.caller().kind == "official" else asked("login")
    if request.method == "GET":
        return _password_page(Form(known))
    login, present, new = _typed("login").strip(), _typed("password"), _typed("new_password")
    if new != _typed("again"):
        return _password_page(Form(login, {"again": ("两次输入的新口令不一致", "the two new passwords differ")}))
    try:
        people.change_password(reception.office(), login, present, new)
        return _begun(people.sign_in(reception.office(), login, new))
    except Invalid as refusal:
        return _password_page(Form(login, {"new_password": (refusal.zh, refusal.en)}))
    except Unauthenticated:
        return _password_page(Form(login, {"password": _not_proven()}))


def _typed(name: str) -> str:
    return request.form.get(name, "")[:_LONGEST]


def _begun(begun: SignIn) -> ResponseReturnValue:
    """Hand the session over as a cookie. The form cookie begins anew, so that no form from before works after."""
    form_cookie.clear()
    answer = redirect(destination(), 303)
    answer.set_cookie(COOKIE, begun.token, httponly=True, samesite="Lax", secure=request.is_secure, path="/")
    return answer


def _not_proven() -> Said:
    """Say that login and password do not hold; the same for every login, so that nobody learns which ones there are."""
    settings = reception.office().settings
    tries, minutes = settings.lock_failures, settings.lock_minutes
    return (
        f"登录名或口令不正确，或账号已暂时锁定（连续失败 {tries} 次锁定 {minutes} 分钟）",
        f"login or password is wrong, or the account is locked for now ({tries} failures in a row lock it for {minutes} minutes)",
    )


def _sign_in_page(form: Form) -> ResponseReturnValue:
    page = render_template("sign_in.html", form=form, idle_minutes=reception.office().settings.session_minutes)
    return page, 422 if form.wrong else 200


def _password_page(form: Form) -> ResponseReturnValue:
    page = render_template("password.html", form=form, days=reception.office().settings.password_days)
    return page, 422 if form.wrong else 200
