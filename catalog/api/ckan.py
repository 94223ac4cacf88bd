"""CKAN's Action API v3, read side: the door by which portals and tools made for CKAN harvest the catalog."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, request

from catalog import reception
from catalog.api.address import base_url
from catalog.api.room import Room
from catalog.canon import canonical, parse
from catalog.errors import Invalid, NotAllowed, NotFound, Refusal, Unauthenticated
from catalog.exchange.ckan import actions
from catalog.reception import open_to_all

room = Room("ckan", __name__, description="CKAN Action API v3，只读 · read side of the CKAN Action API v3")

ROOT: Final = "/api/3/action"

_KINDS: Final[Mapping[type[Refusal], tuple[int, str, str]]] = {
    Unauthenticated: (403, "Authorization Error", "Access denied"),
    NotAllowed: (403, "Authorization Error", "Access denied"),
    NotFound: (404, "Not Found Error", "Not found"),
    Invalid: (409, "Validation Error", ""),
}
"""The refusals that CKAN has a word for; the others are answered as everywhere in the API."""

_WHY_OPEN: Final = "status_show and the like are for everybody; every other action asks for the right to read the catalog"
_PATH: Final = [
    {
        "name": "action",
        "in": "path",
        "description": "操作名称 · name of the action",
        "schema": {"type": "string", "enum": list(actions.ACTIONS)},
        "example": "package_list",
    }
]
_ERROR: Final = {"application/json": {"schema": {"type": ["object", "string"]}}}
_ANSWERS: Final = {
    200: {
        "description": "成功 · done",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {"help": {"type": "string"}, "success": {"const": True}, "result": {}},
                    "required": ["help", "success", "result"],
                },
                "example": {"help": "/api/3/action/help_show?name=package_list", "success": True, "result": ["206001-000017"]},
            }
        },
    },
    400: {"description": "请求或检索式无法识别 · the request or the query is not understood", "content": _ERROR},
    403: {"description": "无权读取 · the caller may not read the catalog", "content": _ERROR},
    404: {"description": "没有此操作或对象 · no such action or thing", "content": _ERROR},
    409: {"description": "参数有误 · an argument is wrong", "content": _ERROR},
}


class _BadRequest(Exception):
    """The body is not what CKAN takes."""


def _as_bearer() -> None:
    """Take the token as CKAN's clients bring it, bare in ``Authorization`` or in ``X-CKAN-API-Key``, for a bearer token."""
    bare = request.headers.get("Authorization", request.headers.get("X-CKAN-API-Key", "")).strip()
    if bare and " " not in bare:
        request.environ["HTTP_AUTHORIZATION"] = f"Bearer {bare}"


room.before_request(_as_bearer)


@room.route(f"{ROOT}/<action>", methods=["GET", "POST"], parameters=_PATH)
@room.route("/api/action/<action>", methods=["GET", "POST"], parameters=_PATH, endpoint="act_unversioned")
@open_to_all(_WHY_OPEN)
@room.doc(responses=_ANSWERS)
def act(action: str) -> Response:
    """CKAN 操作 · A CKAN action.

    参数写在地址中（GET），或以 JSON 或表单写在请求体中（POST）；各操作的参数见 help_show。令牌可不带 Bearer 直接写入 Authorization。
    应答与错误均为 CKAN 的形式。

    Arguments stand in the address (GET), or in the body as JSON or as a form (POST); help_show tells those of each action. The
    token may stand in Authorization without Bearer. Answers and errors have CKAN's shapes.
    """
    try:
        result = _answer(action, _asked())
    except _BadRequest as error:
        return _json(400, f"Bad request - {error}")
    except (Unauthenticated, NotAllowed, NotFound, Invalid) as refusal:
        return _refused(action, refusal)
    return _json(200, {"help": _help(action), "success": True, "result": result})


def _answer(action: str, asked: Mapping[str, Any]) -> Any:
    known = actions.ACTIONS.get(action)
    with reception.searching() if known is not None and known.searches else reception.look() as look:
        return actions.answer(look, action, asked, base_url())


def _asked() -> Mapping[str, Any]:
    if request.method == "GET":
        return _flat(request.args.to_dict(flat=False))
    if request.mimetype == "multipart/form-data":
        return _flat(request.form.to_dict(flat=False))
    body = request.get_data(cache=True)
    # Half the world posts JSON to CKAN without saying that it is JSON: what curl -d sends is declared a form.
    if request.mimetype == "application/x-www-form-urlencoded" and not body.lstrip().startswith(b"{"):
        return _flat(request.form.to_dict(flat=False))
    return _document(body) if body.strip() else {}


def _flat(asked: Mapping[str, list[str]]) -> dict[str, Any]:
    return {name: values[0] if len(values) == 1 else values for name, values in asked.items()}


def _document(body: bytes) -> Mapping[str, Any]:
    try:
        asked = parse(body)
    except (ValueError, RecursionError) as error:
        raise _BadRequest("JSON Error: Error decoding JSON data.") from error
    if not isinstance(asked, dict):
        raise _BadRequest("Request data JSON decoded but is not a dictionary.")
    return asked


def _refused(action: str, refusal: Refusal) -> Response:
    status, kind, said = next(_KINDS[base] for base in type(refusal).__mro__ if base in _KINDS)
    error: dict[str, Any] = {"__type": kind, "message": f"{said}: {refusal.zh} · {refusal.en}"}
    if refusal.code == "search_query":
        status = 400
        error = {"__type": "Search Query Error", "message": f"Search Query is invalid: {refusal.zh} · {refusal.en}"}
    elif status == 409:
        error = {"__type": kind}
        for problem in refusal.problems:
            error.setdefault(problem.path or "message", []).append(f"{problem.zh} · {problem.en}")
    return _json(status, {"help": _help(action), "success": False, "error": error})


def _help(action: str) -> str:
    return f"{base_url()}{ROOT[1:]}/help_show?name={action}"


def _json(status: int, body: Any) -> Response:
    return Response(canonical(body), status, content_type="application/json;charset=utf-8")
