"""The one table from refusal to HTTP, and problem JSON (RFC 9457) in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from flask import Response, request
from werkzeug.exceptions import BadRequest, HTTPException

from catalog import errors, reception
from catalog.canon import canonical
from catalog.errors import Refusal


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of refusal as HTTP knows it: status, name in both languages, and the code it has unless the refusal says another."""

    status: int
    zh: str
    en: str
    code: str


KINDS: Final[Mapping[type[Refusal], Kind]] = {
    errors.Unauthenticated: Kind(401, "未登录", "Not signed in", "unauthenticated"),
    errors.NotAllowed: Kind(403, "无权操作", "Not allowed", "not_allowed"),
    errors.NotFound: Kind(404, "不存在", "Not found", "not_found"),
    errors.Conflict: Kind(409, "状态冲突", "Conflict", "conflict"),
    errors.Stale: Kind(412, "已被他人修改", "Changed by somebody else", "stale"),
    errors.TooLarge: Kind(413, "过大", "Too large", "too_large"),
    errors.Invalid: Kind(422, "内容有误", "Invalid", "invalid"),
    errors.PreconditionRequired: Kind(428, "须给出版次", "Revision needed", "precondition_required"),
    errors.Exhausted: Kind(429, "超出限额", "Limit reached", "exhausted"),
    errors.Unavailable: Kind(503, "暂不可用", "Unavailable", "unavailable"),
}
"""Every kind of refusal and its status; a refusal that is none of them is a fault of ours and answered 500."""


class BadJson(BadRequest):
    """The body is no JSON."""


@dataclass(frozen=True, slots=True)
class _Said:
    zh: str
    en: str
    code: str


PROTOCOL: Final[Mapping[int, _Said]] = {
    400: _Said("请求格式有误", "The request cannot be read", "bad_request"),
    404: _Said("没有此地址", "There is nothing at this address", "no_such_address"),
    405: _Said("此地址不支持该方法，见 Allow", "This address does not take this method, see Allow", "method_not_allowed"),
    413: _Said("请求体超过上限", "The request body is larger than the limit", "too_large"),
    414: _Said("地址过长", "The address is too long", "too_long"),
    415: _Said(
        "不接受此类请求体，一般应为 application/json",
        "This kind of request body is not accepted; most must be application/json",
        "unsupported_media_type",
    ),
    431: _Said("请求头过大", "The request headers are too large", "headers_too_large"),
}
"""What HTTP itself refuses before a verb is asked."""

_BAD_JSON: Final = _Said("请求体不是正确的 JSON", "The request body is not correct JSON", "bad_json")
_FAULT: Final = Kind(500, "服务内部错误", "Internal error", "internal_error")

_log = structlog.get_logger("catalog.problems")


@dataclass(frozen=True, slots=True)
class Answer:
    """A refusal ready to be answered, as problem JSON or as a page."""

    status: int
    title: tuple[str, str]
    code: str
    zh: str
    en: str
    problems: tuple[errors.Problem, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def translate(error: Exception) -> Answer:
    """Translate what was raised. What nobody foresaw goes to the log whole, and to the caller without a word of it."""
    if isinstance(error, Refusal):
        kind = next((KINDS[base] for base in type(error).__mro__ if base in KINDS), None)
        if kind is not None:
            return _refused(error, kind)
    if isinstance(error, HTTPException) and error.code is not None and error.code < 500:
        return _unreadable(error, error.code)
    _log.error("fault", exc_info=error)
    return Answer(500, (_FAULT.zh, _FAULT.en), _FAULT.code, "服务内部错误，已记录", "something went wrong here; it is in the log")


def _refused(refusal: Refusal, kind: Kind) -> Answer:
    headers = {}
    if kind.status == 401:
        failed = ', error="invalid_token"' if refusal.code == "bad_token" else ""
        headers["WWW-Authenticate"] = f'Bearer realm="catalog"{failed}'
    if "retry_after" in refusal.facts:
        headers["Retry-After"] = str(refusal.facts["retry_after"])
    return Answer(kind.status, (kind.zh, kind.en), refusal.code, refusal.zh, refusal.en, refusal.problems, refusal.facts, headers)


def _unreadable(error: HTTPException, status: int) -> Answer:
    said = _BAD_JSON if isinstance(error, BadJson) else PROTOCOL.get(status, _Said("请求被拒绝", error.name, "refused"))
    # Allow and the like belong to the answer; the type of werkzeug's own page does not.
    headers = {name: value for name, value in error.get_headers() if name.lower() != "content-type"}
    return Answer(status, (said.zh, said.en), said.code, said.zh, said.en, headers=headers)


def body_of(answer: Answer) -> dict[str, Any]:
    """Return problem JSON; ``detail`` and ``title`` are in the language asked for, Chinese unless English comes first."""
    english = _in_english()
    return {
        **answer.facts,
        "type": f"urn:cloud-chief:problem:{answer.code}",
        "title": answer.title[english],
        "status": answer.status,
        "code": answer.code,
        "detail": answer.en if english else answer.zh,
        "zh": answer.zh,
        "en": answer.en,
        "errors": [problem.as_dict() for problem in answer.problems],
        "request_id": reception.request_id(),
    }


def _in_english() -> bool:
    return request.accept_languages.best_match(["zh", "en"], default="zh") == "en"


def respond(answer: Answer) -> Response:
    """Answer with problem JSON."""
    response = Response(canonical(body_of(answer)), status=answer.status, content_type="application/problem+json")
    response.headers.update(answer.headers)
    response.headers["Content-Language"] = "en" if _in_english() else "zh"
    response.vary.add("Accept-Language")
    return response
