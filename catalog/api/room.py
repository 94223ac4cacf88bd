"""What the blueprints of the API share: strict parsing, revisions in ``ETag`` and ``If-Match``, declared authority and refusals."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any, Final, NoReturn, Protocol, cast

import flask_smorest
import marshmallow as ma
from flask import Request, Response, current_app, request
from flask_smorest.utils import deepupdate, unpack_tuple_response
from webargs.core import is_json
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.routing import BaseConverter

from catalog.api.answers import Texts, text
from catalog.api.problems import BadJson
from catalog.api.sparse import Tree, paths, prune, read_fields
from catalog.canon import parse
from catalog.errors import Invalid
from catalog.reception import Authority, View
from catalog.rights import RIGHTS
from catalog.schemas.base import problems
from catalog.store import bad_cursor, decode_cursor, encode_cursor

_FARTHEST: Final = 2**31
_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")

STATUSES: Final[Mapping[int, str]] = {
    400: "请求格式有误 · the request cannot be read",
    401: "未登录，或登录名、口令、令牌不正确 · not signed in, or the credentials do not hold",
    403: "无权操作 · not allowed",
    404: "不存在或不可见 · not there, or not to be seen",
    409: "当前状态不允许 · the present state stands against it",
    412: "已被他人修改，见 revision · changed by somebody else, see revision",
    413: "请求体过大 · the body is too large",
    415: "不接受此类请求体，一般应为 application/json · the body is of a kind not accepted; most must be application/json",
    422: "内容有误，见 errors · the content is wrong, see errors",
    428: "缺少 If-Match · If-Match is missing",
    429: "请求过于频繁，见 Retry-After · too many requests, see Retry-After",
    503: "暂不可用 · cannot answer now",
}
"""The statuses that refusals are documented with."""

DONE: Final[Mapping[int, str]] = {200: "成功 · done", 201: "已创建 · made", 204: "成功，无内容 · done, nothing to show"}
"""The statuses of success."""

IF_MATCH: Final = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "所读到的版次，即 ETag；不接受 * 与弱标签 · the revision you have read, from ETag; neither * nor a weak tag will do",
    "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
    "example": '"3"',
}
ETAG: Final = {"description": "版次 · revision", "schema": {"type": "string"}, "example": '"3"'}


class IdConverter(BaseConverter):
    """An id in a path; anything else is no address at all. Ids are kept in lower case, and handed on so."""

    regex = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"

    def to_python(self, value: str) -> str:
        """Return the id as it is kept."""
        return value.lower()


class Revised(Protocol):
    """Anything that carries its revision."""

    @property
    def revision(self) -> int:
        """The revision."""


class Parser(FlaskParser):
    """Reads bodies and questions strictly, and says what is wrong as refusals.

    The NUL character is refused in both: one of the two databases cannot keep it.
    """

    def _raw_load_json(self, req: Request) -> Any:
        if not is_json(req.mimetype):
            raise UnsupportedMediaType
        body = req.get_data()
        try:
            if not _NUL.search(body):
                return parse(body)
        except (ValueError, RecursionError) as error:
            raise BadJson from error
        raise BadJson

    def load_querystring(self, req: Request, schema: ma.Schema) -> Any:
        """Return the question part of the address."""
        if any("\0" in value for _, value in req.args.items(multi=True)):
            raise Invalid("地址中含有不允许的字符", "the address holds a character that is not permitted", code="bad_character")
        asked = MultiDict(req.args)
        if req.endpoint and getattr(current_app.view_functions[req.endpoint], "sparse", False):
            asked.poplist("fields")
        return self._makeproxy(asked, schema)

    def handle_error(self, error: ma.ValidationError, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse what does not have the schema's shape; every finding is named."""
        by_location = error.normalized_messages()  # type: ignore[no-untyped-call]  # the library leaves it untyped
        found = [problem for findings in by_location.values() for problem in problems(findings)]
        raise Invalid("请求内容有误", "the request is not as expected", problems=found) from error


class Room(flask_smorest.Blueprint):  # type: ignore[misc]  # the library ships no types
    """The routes of one room. A route without declared authority is not opened; its refusals are documented by what it declares."""

    ARGUMENTS_PARSER = Parser(unknown=None)

    def add_url_rule(self, rule: str, endpoint: str | None = None, view_func: Any = None, *args: Any, **options: Any) -> None:
        """Open a route."""
        documented = self.doc(**_documented(view_func))(view_func)
        super().add_url_rule(rule, endpoint, documented, *args, **options)

    # The library is untyped; these four say what its decorators do to a view, which is nothing to its type.

    def route(self, rule: str, **options: Any) -> Callable[[View], View]:
        """Open a route at ``rule``."""
        return cast("Callable[[View], View]", super().route(rule, **options))

    def arguments(self, schema: type[ma.Schema], **options: Any) -> Callable[[View], View]:
        """Read body or question by a schema and hand it to the view first."""
        # Given the class, the library would make the schema and those inside it anew for each request.
        return cast("Callable[[View], View]", super().arguments(schema(), **options))

    def response(self, status: int, schema: type[ma.Schema] | None = None, **options: Any) -> Callable[[View], View]:
        """Render what the view answers by a schema."""
        return cast("Callable[[View], View]", super().response(status, schema, description=DONE[status], **options))

    def sparse(
        self, schema: type[ma.Schema], *, each: str | None = None, lasting: bool = False, **options: Any
    ) -> Callable[[View], View]:
        """Render what the view answers by a schema, or of it only the ``fields`` that were asked for.

        Where the answer is a list, ``each`` is the member that holds it: fields are then chosen of its members,
        and what stands beside the list is always told. A ``lasting`` answer is the same object as long as it reads the same.
        """
        shape, texts = schema(), Texts()
        known = paths(shape if each is None else _members(shape, each))

        def render(answer: Any, kept: Tree) -> bytes:
            data = shape.dump(answer)
            return text(prune(data, kept if each is None or not kept else {**{name: {} for name in data}, each: kept}))

        def declare(view: View) -> View:
            @functools.wraps(view)
            def chosen(*args: Any, **kwargs: Any) -> Any:
                kept = read_fields(request.args.getlist("fields"), known)
                answer, _, headers = unpack_tuple_response(view(*args, **kwargs))
                body = texts.of(answer, lambda: render(answer, kept)) if lasting and not kept else render(answer, kept)
                return Response(body, mimetype="application/json"), headers or {}

            cast("Any", chosen).sparse = True
            documented = self.doc(parameters=[_fields(known)])(cast("View", chosen))
            return self.refuses(422)(self.response(200, schema, **options)(documented))

        return declare

    def doc(self, **said: Any) -> Callable[[View], View]:
        """Add to the documentation of the view.

        The library's own way would wrap the view once more each time, which every request then goes through.
        """

        def declare(view: View) -> View:
            noted = {**getattr(view, "_apidoc", {})}
            noted["manual_doc"] = deepupdate(deepcopy(noted.get("manual_doc", {})), said)
            cast("Any", view)._apidoc = noted  # noqa: SLF001 (where the library keeps it)
            return view

        return declare

    def refuses(self, *statuses: int) -> Callable[[View], View]:
        """Document the statuses with which a route's verb may refuse."""
        return self.doc(responses={status: str(status) for status in statuses})

    def changes(self, view: View) -> View:
        """Document that a route changes a thing at the revision the caller has read."""
        return self.refuses(404, 409, 412, 428)(self.doc(parameters=[IF_MATCH])(view))


def _members(schema: ma.Schema, name: str) -> ma.Schema:
    """Return the schema of the members of a list."""
    return cast("ma.Schema", cast("Any", schema.fields[name]).inner.schema)


def _fields(known: tuple[str, ...]) -> dict[str, Any]:
    return {
        "name": "fields",
        "in": "query",
        "description": "只返回这些字段，以逗号分隔；不写则全部返回 · answer these members only, with commas between; all unless named",
        "schema": {"type": "array", "minItems": 1, "items": {"type": "string", "enum": list(known)}},
        "style": "form",
        "explode": False,
        "example": [known[0]],
    }


def _documented(view: Any) -> dict[str, Any]:
    authority: Authority = view.authority
    statuses = {503} | (set() if authority.unlimited else {429}) | ({401, 403} if authority.rights else set())
    if any(parameter["in"] == "json" for parameter in getattr(view, "_apidoc", {}).get("arguments", {}).get("parameters", ())):
        statuses |= {400, 413, 415}
    return {
        "responses": {status: str(status) for status in sorted(statuses)},
        "security": _security(authority),
        **({"x-rights": list(authority.rights)} if authority.rights else {"x-open-to-all": authority.why_open}),
    }


def _security(authority: Authority) -> list[dict[str, list[str]]]:
    """Return how one may come in; a right that visitors have needs no token where the catalog is public."""
    if not authority.rights:
        return []
    return [{"bearer": []}, {}] if any("visitor" in RIGHTS[right] for right in authority.rights) else [{"bearer": []}]


def etag(thing: Revised) -> dict[str, str]:
    """Return the header that tells a thing's revision."""
    return {"ETag": f'"{thing.revision}"'}


def expected_revision() -> int | None:
    """Return the revision that the caller has read, from ``If-Match``; None where none is named.

    A tag that is weak or none of ours names a revision that no thing ever has, and is thus refused as stale.
    Neither ``*`` nor several tags say which revision was read.
    """
    given = request.headers.get("If-Match", "").strip()
    if not given or given == "*" or "," in given:
        return None
    ours = re.fullmatch(r'"(\d{1,9})"', given, re.ASCII)
    return int(ours[1]) if ours else -1


def offset_of(cursor: str | None) -> int:
    """Return the place in a list that a cursor marks by counting, 0 without one.

    Raises
    ------
    Invalid
        The cursor is not one of ours.
    """
    if cursor is None:
        return 0
    (offset,) = decode_cursor(cursor, 1)
    if type(offset) is not int or not 0 <= offset < _FARTHEST:
        raise bad_cursor()
    return offset


def counted(name: str, found: Sequence[Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """Answer the page that was asked for (``cursor``, ``limit``) of a list that is worked out whole, and how long the list is.

    Raises
    ------
    Invalid
        The cursor is not one of ours.
    """
    start = offset_of(asked.get("cursor"))
    stop = start + asked["limit"]
    following = encode_cursor(stop) if stop < len(found) else None
    return {name: found[start:stop], "next": following, "total": len(found)}
