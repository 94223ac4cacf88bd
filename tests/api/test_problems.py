"""Every kind of refusal as problem JSON, in both languages; pages are refused as pages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from catalog import errors
from catalog.api import problems
from catalog.app import create_app
from catalog.store import encode_cursor
from tests.api.conftest import Caller, Town

RESOURCES = "/api/v1/resources"
MEMBERS = {"type", "title", "status", "code", "detail", "zh", "en", "errors", "request_id"}


def problem(response: Any) -> Any:
    assert response.content_type == "application/problem+json"
    said = response.json
    assert said.keys() >= MEMBERS
    assert said["status"] == response.status_code
    assert said["type"] == f"urn:cloud-chief:problem:{said['code']}"
    assert said["detail"] == said["zh"]
    return said


@pytest.fixture
def li(town: Town) -> Caller:
    return town.at("li.ming")


def test_what_is_asked_wrongly(li: Caller) -> None:
    for method, path, status, code in (
        ("GET", "/api/v1/nothing", 404, "no_such_address"),
        ("GET", f"{RESOURCES}/not-an-id", 404, "no_such_address"),
        ("GET", f"{RESOURCES}/01a20000-0000-7000-8000-000000000000", 404, "not_found"),
        ("PATCH", RESOURCES, 405, "method_not_allowed"),
        ("GET", f"{RESOURCES}?limit=201", 422, "invalid"),
        ("GET", f"{RESOURCES}?limit=many", 422, "invalid"),
        ("GET", f"{RESOURCES}?state=asleep", 422, "invalid"),
        ("GET", f"{RESOURCES}?colour=red", 422, "invalid"),
        ("GET", f"{RESOURCES}?cursor=abc", 422, "bad_cursor"),
        ("GET", f"{RESOURCES}?cursor={encode_cursor('abc')}", 422, "bad_cursor"),
        ("GET", f"{RESOURCES}?cursor={encode_cursor(7)}", 422, "bad_cursor"),
        ("GET", f"{RESOURCES}?name=%00", 422, "bad_character"),
    ):
        assert problem(li(method, path, status=status))["code"] == code, path


def test_a_method_that_is_not_there_tells_which_are(li: Caller) -> None:
    allowed = li("PATCH", RESOURCES, status=405).headers["Allow"]
    assert {"GET", "POST"} <= set(allowed.split(", "))


def test_a_body_that_is_no_json(li: Caller) -> None:
    for body in (
        b"{",
        b"",
        b"\xff",
        b'{"department": NaN}',
        b'{"department": "\\ud800"}',
        b"[" * 100_000,
        b'{"department": "a\\u0000"}',
    ):
        answer = li("POST", RESOURCES, data=body, content_type="application/json", status=400)
        assert problem(answer)["code"] == "bad_json", body[:20]


def test_a_backslash_before_u0000_is_no_nul(li: Caller) -> None:
    body = b'{"department": "a\\\\u0000", "content": {}}'
    assert problem(li("POST", RESOURCES, data=body, content_type="application/json", status=404))["department"] == "a\\u0000"


def test_a_body_of_another_type_and_one_too_large(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    li = town.at("li.ming")
    assert problem(li("POST", RESOURCES, data=b"a=1", content_type="text/plain", status=415))["code"] == "unsupported_media_type"
    monkeypatch.setitem(town.app.config, "MAX_CONTENT_LENGTH", 100)
    large = json.dumps({"department": "x" * 200, "content": {}})
    assert problem(li("POST", RESOURCES, data=large, content_type="application/json", status=413))["code"] == "too_large"


def found(answer: Any) -> set[tuple[str, str]]:
    return {(each["path"], each["code"]) for each in problem(answer)["errors"]}


def test_every_finding_about_the_shape_of_a_body_is_named_with_its_path(li: Caller) -> None:
    content = {"nmae": "x", "items": [{"name": "a"}, {"lenght": 1}], "secrecy_review": {"by": "x"}, "raw": {"any": "thing"}}
    answer = li("POST", RESOURCES, json={"department": 7, "content": content, "extra": 1}, status=422)
    assert found(answer) == {
        ("department", "wrong_type"),
        ("extra", "unknown_field"),
        ("content.nmae", "unknown_field"),
        ("content.items[1].lenght", "unknown_field"),
        ("content.secrecy_review.by", "unknown_field"),
    }
    assert found(li("POST", RESOURCES, json={"content": []}, status=422)) == {
        ("department", "missing"),
        ("content", "wrong_type"),
    }
    assert found(li("POST", RESOURCES, json=[], status=422)) == {("", "wrong_type")}


def test_findings_of_the_rules_come_in_the_same_form(li: Caller, town: Town) -> None:
    body = {"department": town.department, "content": {"name": "x" * 200, "grade": "core", "items": [{"length": "8"}]}}
    refused = problem(li("POST", RESOURCES, json=body, status=422))
    assert {(each["path"], each["code"]) for each in refused["errors"]} >= {
        ("name", "too_long"),
        ("grade", "core_refused"),
        ("items[0].length", "wrong_type"),
    }
    assert all(each.keys() == {"path", "code", "zh", "en", "severity"} for each in refused["errors"])


def test_the_sentence_is_in_the_language_asked_for(li: Caller) -> None:
    def detail(language: str) -> tuple[str, str]:
        answer = li("GET", f"{RESOURCES}?limit=0", status=422, headers={"Accept-Language": language})
        return answer.json["detail"], answer.headers["Content-Language"]

    assert detail("en-GB,en;q=0.9,zh;q=0.5") == ("the request is not as expected", "en")
    assert detail("zh-CN,zh;q=0.9,en;q=0.5") == ("请求内容有误", "zh")
    assert detail("fr") == ("请求内容有误", "zh")


def test_who_is_not_signed_in_is_told_how(town: Town) -> None:
    answer = town.nobody("GET", RESOURCES, status=401)
    assert problem(answer)["code"] == "unauthenticated"
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="catalog"'


def test_credentials_that_do_not_hold_are_not_taken_for_nobody(public_town: Town) -> None:
    for credentials in ("Bearer nonsense", "Basic bGk6eA==", "Bearer", "nonsense"):
        answer = public_town.nobody("GET", RESOURCES, status=401, headers={"Authorization": credentials})
        assert problem(answer)["code"] == "bad_token"
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="catalog", error="invalid_token"'


def test_a_fault_is_logged_whole_and_answered_without_a_word_of_it(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    app = create_app(town.office.settings, town.office)

    def broken() -> None:
        raise RuntimeError("the inside of the house")

    app.add_url_rule("/api/v1/broken", "broken", broken)
    app.add_url_rule("/broken", "broken_page", broken)
    answer = app.test_client().get("/api/v1/broken")
    assert answer.status_code == 500
    assert problem(answer)["code"] == "internal_error"
    assert "inside" not in answer.get_data(as_text=True)
    page = app.test_client().get("/broken")
    assert (page.status_code, page.mimetype) == (500, "text/html")
    assert "inside" not in page.get_data(as_text=True)
    logged = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert answer.json["request_id"] in [line["request_id"] for line in logged]
    assert all("the inside of the house" in line["exception"] for line in logged)


def test_the_table_knows_every_kind_of_refusal() -> None:
    assert set(problems.KINDS) == set(errors.Refusal.__subclasses__())


def test_how_long_to_wait_stands_in_the_header(town: Town) -> None:
    with town.app.test_request_context():
        refusal = problems.translate(errors.Exhausted("请稍后", "later", retry_after=7))
    assert (refusal.status, refusal.headers["Retry-After"]) == (429, "7")
