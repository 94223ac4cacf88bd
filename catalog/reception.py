"""What every request meets at the door, page and API alike: its id, its caller, its right to enter, its line in the log.

The caller is found when first asked for: a route that is open to all also answers whoever brings a token that has ended,
since signing in again is how one gets another.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any, Final, TypeVar, cast

import structlog
from flask import Flask, Request, Response, current_app, g, request

from catalog import bodies, logs, metrics, people, search
from catalog.errors import Exhausted, Unauthenticated
from catalog.limits import Buckets
from catalog.office import Look, Looking, Office, Work
from catalog.people.signin import digest
from catalog.rights import Actor, anonymous, reach, require

T = TypeVar("T")
View = TypeVar("View", bound=Callable[..., Any])

SANE_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""An inbound request id that may stand in the log as it is; anything else gets a new one."""

SESSION_COOKIE: Final = "catalog_session"
"""The cookie in which a browser brings its session to the pages."""

_QUESTIONS: Final = frozenset({"GET", "HEAD"})

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    # What the catalog answers depends on who asks; only files that are the same for everyone may be kept.
    "Cache-Control": "no-store",
}
"""What every answer says, unless it says otherwise itself."""

_SAID: Final = tuple((name.lower(), name, value) for name, value in HEADERS.items())

_log = structlog.get_logger("catalog.request")


# -- Every request


def attach(app: Flask, house: Office) -> None:
    """Let every request of the app come past here."""
    move_in(app, house)
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_let_go)


def move_in(app: Flask, house: Office) -> None:
    """Let an app serve a house from now on; what callers have used up elsewhere does not count here."""
    app.extensions["office"] = house
    app.extensions["buckets"] = Buckets(house.settings.rate_per_minute / house.settings.workers)
    metrics.attach(house)


@dataclass(slots=True)
class _Visit:
    """A request while it is served, and what is known of it: in one place, since Flask's own take time to be asked.

    ``token`` is what was brought to say who asks, ``credential`` its digest; ``held`` a look that is open and not yet used.
    """

    house: Office
    buckets: Buckets
    id: str
    began: float
    token: str = ""
    credential: str = ""
    caller: Actor | None = None
    held: Looking | None = None


def _visit() -> _Visit:
    return cast("_Visit", g.visit)


def _real(proxy: T) -> T:
    """Return what one of Flask's proxies stands for, which it would find anew each time that it is asked."""
    return cast("T", cast("Any", proxy)._get_current_object())  # noqa: SLF001 (the documented way)


def _begin() -> None:
    asked, app = _real(request), _real(current_app)
    given, house = asked.headers.get("X-Request-Id", ""), office_of(app)
    visit = _Visit(house, app.extensions["buckets"], given if SANE_ID.fullmatch(given) else house.new_id(), perf_counter())
    g.visit = visit
    # A worker thread serves one request after another; what the last one bound must not stand in this one's lines.
    logs.begin(request_id=visit.id)
    _admit(visit, asked, app)
    bodies.prepare(asked, house.settings.request_limit_mb * 1024 * 1024)


def _admit(visit: _Visit, asked: Request, app: Flask) -> None:
    """Let a request in, unless its caller has asked too often.

    Only a credential that has been seen to hold has a bucket of its own: whoever guesses credentials, or signs in, pays for
    every try from the bucket of the address.
    """
    view = app.view_functions.get(asked.endpoint or "")
    if getattr(getattr(view, "authority", None), "unlimited", False):
        return
    visit.token = _brought(asked)
    visit.credential = digest(visit.token) if visit.token else ""
    payer = visit.credential if visit.credential in visit.buckets else f"address {asked.remote_addr}"
    if wait := visit.buckets.take(payer, visit.began):
        zh, en = f"请求过于频繁，请于 {wait} 秒后再试", f"too many requests; try again in {wait} seconds"
        raise Exhausted(zh, en, code="rate", retry_after=wait)


def _brought(asked: Request) -> str:
    """Return what was brought to say who asks, however it is written; empty where nothing was."""
    told = asked.headers
    given = (told.get("Authorization") or told.get("X-CKAN-API-Key") or "").strip()
    return given.partition(" ")[2].strip() or given or asked.cookies.get(SESSION_COOKIE, "")


def _end(response: Response) -> Response:
    visit, asked, told = _visit(), _real(request), response.headers
    said = {name.lower() for name, _ in told}
    told.add("X-Request-Id", visit.id)
    for lower, name, value in _SAID:
        if lower not in said:
            told.add(name, value)
    elapsed = perf_counter() - visit.began
    metrics.answered(asked.url_rule.rule if asked.url_rule else None, asked.method, response.status_code, elapsed)
    ms = round(elapsed * 1000, 1)
    _log.info("request", method=asked.method, path=asked.path, status=response.status_code, ms=ms)
    return response


def request_id() -> str:
    """Return the id of the request being served."""
    return _visit().id


# -- Who asks


def office() -> Office:
    """Return the office that the app was made with."""
    return office_of(current_app)


def office_of(app: Flask) -> Office:
    """Return the office that an app was made with, while it is being put together."""
    return cast("Office", app.extensions["office"])


def look() -> AbstractContextManager[Look]:
    """Open a look under the caller. The first look of a question is the one its caller was found in: one snapshot for both."""
    visit = _visit()
    asker = _caller(visit)
    held, visit.held = visit.held, None
    return held or visit.house.look(asker)


@contextmanager
def searching() -> Iterator[Look]:
    """Open a look under the caller for a search, with the index brought up before it."""
    caller()
    if search.keep_up(office()):
        let_go()
    with look() as seen:
        yield seen


def work() -> AbstractContextManager[Work]:
    """Open a work under the caller."""
    visit = _visit()
    return visit.house.work(_caller(visit))


def caller() -> Actor:
    """Return who asks: the official of the session or the machine whose token was brought, else nobody.

    Raises
    ------
    Unauthenticated
        What was brought is no bearer token, or does not hold.
    """
    return _caller(_visit())


def _caller(visit: _Visit) -> Actor:
    if visit.caller is None:
        token = bearer()
        enter(visitor() if token is None else _actor_of(visit, token), token)
    return cast("Actor", visit.caller)


def recognised() -> Actor | None:
    """Return who asks where that is known already."""
    visit: _Visit | None = g.get("visit")
    return None if visit is None else visit.caller


def enter(actor: Actor, proof: str | None) -> None:
    """Let the request act as somebody whom its door has recognised by ``proof``: a token, or the session in a page's cookie.

    Only what proved who asks gets a bucket of its own; whatever else the request brought does not.
    """
    visit = _visit()
    visit.caller = actor
    if proof:
        visit.buckets.open(visit.credential if proof == visit.token else digest(proof), visit.began)
    logs.bind(actor=actor.login)


def bearer() -> str | None:
    """Return the bearer token that was brought, if any.

    Raises
    ------
    Unauthenticated
        Something else was brought in its place.
    """
    given = request.headers.get("Authorization")
    if given is None:
        return None
    scheme, _, token = given.strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("请使用 Authorization: Bearer 令牌", "bring a token as Authorization: Bearer", code="bad_token")
    return token.strip()


def visitor() -> Actor:
    """Return who asks without bringing anything; where the catalog is public, visitors may read what is published."""
    nobody = anonymous()
    return replace(nobody, roles=nobody.roles | {"visitor"}) if office().settings.public_catalog else nobody


def let_go() -> None:
    """Close the look that the caller was found in: the next one sees what was committed since."""
    visit: _Visit | None = g.get("visit")
    if visit is not None and visit.held is not None:
        held, visit.held = visit.held, None
        held.close()


def _let_go(_error: BaseException | None) -> None:
    let_go()


def _actor_of(visit: _Visit, token: str) -> Actor:
    """Find whose a token is, and hold the look for the question; bodies may be slow to come, so their requests hold none."""
    looking = visit.house.look(anonymous())
    with looking as seen:
        session = _session(seen, token, visit.house)
        seen.actor = session.actor if session else _machine(seen, token)
        if request.method in _QUESTIONS:
            visit.held = looking.held()
    if session and session.due:
        let_go()
        people.extend_session(visit.house, session)
    return seen.actor


def _session(seen: Look, token: str, house: Office) -> people.OpenSession | None:
    try:
        return people.open_session(seen, token, house.settings)
    except Unauthenticated:
        return None


def _machine(seen: Look, token: str) -> Actor:
    try:
        return people.actor_of_token(seen, token)
    except Unauthenticated as error:
        zh, en = "令牌无效或已失效，请重新登录或更换令牌", "the token does not hold or has ended; sign in again or use another"
        raise Unauthenticated(zh, en, code="bad_token") from error


# -- What a route declares


@dataclass(frozen=True, slots=True)
class Authority:
    """What a route asks of the caller: one of these rights, or, with the reason, nothing; ``unlimited``: however often."""

    rights: tuple[str, ...] = ()
    why_open: str | None = None
    unlimited: bool = False


def needs(*rights: str) -> Callable[[View], View]:
    """Declare the right (or the rights, one of which is enough) that a route's verb asks for.

    A caller whom no role gives any of them is turned away before the request is read; where the right reaches is
    the verb's to judge.
    """

    def declare(view: View) -> View:
        @functools.wraps(view)
        def admitted(*args: Any, **kwargs: Any) -> Any:
            actor = caller()
            if not any(reach(actor, right) for right in rights):
                require(actor, rights[0])
            return view(*args, **kwargs)

        return _declared(cast("View", admitted), Authority(rights))

    return declare


def open_to_all(why: str, *, unlimited: bool = False) -> Callable[[View], View]:
    """Declare that a route asks nothing of the caller, and why; ``unlimited``: not even that it is not asked too often."""

    def declare(view: View) -> View:
        return _declared(view, Authority(why_open=why, unlimited=unlimited))

    return declare


def _declared(view: View, authority: Authority) -> View:
    cast("Any", view).authority = authority
    return view
