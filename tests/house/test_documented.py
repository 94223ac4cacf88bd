"""Law: every endpoint, setting and command is documented, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import click
import marshmallow as ma
import pytest
from flask import Flask
from openapi_spec_validator import validate

from catalog.app import create_app
from catalog.cli import main
from catalog.office import Office
from catalog.schemas.base import Document, Shape
from catalog.settings import Settings, describe

HAN = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2}")
UNREVISED = {
    "put /api/v1/classifications/{code}": "a register, put again whole",
    "post /api/3/action/{action}": "a question, which CKAN's clients send as a form",
    "post /api/action/{action}": "as above",
}
"""What is sent to an address that names a thing, and asks for no revision, with the reason."""
METHODS = {"get", "post", "put", "patch", "delete"}


def in_both_languages(text: str) -> bool:
    return bool(HAN.search(text) and LATIN.search(text))


# -- Endpoints


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    settings = Settings(home=tmp_path_factory.mktemp("documented"), log_level="ERROR")
    return create_app(settings, Office(settings))


@pytest.fixture(scope="module")
def document(app: Flask) -> Any:
    return app.test_client().get("/openapi.json").json


def operations(document: Any) -> Iterator[tuple[str, Any]]:
    for path, methods in document["paths"].items():
        for method in METHODS & methods.keys():
            yield f"{method} {path}", methods[method] | {"shared": methods.get("parameters", [])}


def test_the_document_is_openapi_3_1(document: Any) -> None:
    validate(document)
    assert document["openapi"] == "3.1.0"


def test_every_endpoint_says_what_it_does_and_how_it_may_refuse(document: Any) -> None:
    listed = dict(operations(document))
    assert len(listed) > 15
    for name, operation in listed.items():
        assert in_both_languages(operation["summary"]), name
        assert in_both_languages(operation["description"]), name
        refusals = {status for status in operation["responses"] if status.startswith(("4", "5"))}
        done = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
        assert all(in_both_languages(answer["description"]) for answer in done), name
        assert "503" in refusals, name
        assert "default" in operation["responses"], name
        if operation.get("x-rights"):
            assert {"401", "403"} <= refusals, name
        if "requestBody" in operation:
            assert {"400", "413", "415", "422"} <= refusals, name
            first = next(iter(operation["requestBody"]["content"].values()))
            assert first["example"], name


def shows_an_example(document: Any, said: Any, above: tuple[str, ...] = ()) -> bool:
    """Tell whether a schema, or anything in it, is shown by an example."""
    if "$ref" in said:
        name = said["$ref"].rpartition("/")[2]
        return name not in above and shows_an_example(document, document["components"]["schemas"][name], (*above, name))
    if said.keys() & {"example", "enum", "const"}:
        return True
    below = [*said.get("properties", {}).values(), *said.get("anyOf", ()), *said.get("allOf", ())]
    below += [said["items"]] if "items" in said else []
    return any(shows_an_example(document, each, above) for each in below)


def test_every_answer_is_shown_by_an_example(document: Any) -> None:
    for name, operation in operations(document):
        for status, answer in operation["responses"].items():
            told = answer.get("content", {}).get("application/json") if status.startswith("2") else None
            assert told is None or "example" in told or shows_an_example(document, told["schema"]), name


def test_every_change_of_a_thing_asks_for_the_revision(document: Any) -> None:
    for name, operation in operations(document):
        if "{" in name and not name.startswith("get ") and name not in UNREVISED:
            assert "If-Match" in {parameter["name"] for parameter in operation["parameters"]}, name
            assert {"412", "428"} <= operation["responses"].keys(), name


def test_every_parameter_and_every_member_is_explained(document: Any) -> None:
    for name, operation in operations(document):
        for parameter in [*operation.get("parameters", []), *operation["shared"]]:
            assert in_both_languages(parameter["description"]), (name, parameter["name"])
    for name, schema in document["components"]["schemas"].items():
        for member, described in schema["properties"].items():
            assert in_both_languages(described["description"]) or described.get("enum") == ["ok"], (name, member)


def test_problems_are_documented_as_problem_json(document: Any) -> None:
    for name, response in document["components"]["responses"].items():
        assert list(response["content"]) == ["application/problem+json"], name
        assert in_both_languages(response["description"]), name


def asked_for(app: Flask) -> list[type[Shape]]:
    """Return the schema of every body and every question that a route reads."""
    views = (getattr(view, "_apidoc", {}).get("arguments", {}).get("parameters", ()) for view in app.view_functions.values())
    return sorted(
        {type(parameter["schema"]) for parameters in views for parameter in parameters}, key=lambda schema: schema.__name__
    )


def fields_below(schema: ma.Schema) -> Iterator[ma.fields.Field]:
    for field in schema.fields.values():
        inner = field.inner if isinstance(field, ma.fields.List) else field
        yield from (field, inner)
        if isinstance(inner, ma.fields.Nested) and not isinstance(inner, Document):
            yield from fields_below(inner.schema)


def said_by(field: ma.fields.Field) -> Iterator[str]:
    """Yield what a field may say of what was asked: not what it says of writing, nor, of days, what only instants are told."""
    unsaid = {"format"} if isinstance(field, ma.fields.AwareDateTime) else {"format", "invalid_awareness"}
    yield from (message for kind, message in field.error_messages.items() if kind not in unsaid)
    yield from (check.error for check in field.validators if getattr(check, "error", None))


def test_every_message_about_what_is_asked_is_a_code_and_two_languages(app: Flask) -> None:
    asked = asked_for(app)
    assert len(asked) > 40
    for schema in asked:
        messages = [*schema.error_messages.values(), *(said for field in fields_below(schema()) for said in said_by(field))]
        for message in messages:
            code, zh, en = message.split("|")
            assert re.fullmatch("[a-z_]+", code), (schema, message)
            assert HAN.search(zh), (schema, message)
            assert LATIN.search(en), (schema, message)


# -- Settings and commands


def test_every_setting_is_explained_in_both_languages() -> None:
    for setting in describe(Settings()):
        assert HAN.search(setting["zh"]), setting["name"]
        assert LATIN.search(setting["en"]), setting["name"]


def commands(group: click.Group, path: str = "catalog") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        yield f"{path} {name}", found
        if isinstance(found, click.Group):
            yield from commands(found, f"{path} {name}")


def test_every_command_is_explained_and_takes_json() -> None:
    listed = dict(commands(main))
    assert {"catalog serve", "catalog db backup", "catalog trail verify", "catalog settings"} <= listed.keys()
    for name, command in listed.items():
        assert in_both_languages(command.help or ""), name
        if not isinstance(command, click.Group):
            assert "--json" in {flag for parameter in command.params for flag in parameter.opts}, name


def test_every_option_is_explained() -> None:
    for name, command in commands(main):
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.hidden and parameter.name != "help":
                assert in_both_languages(parameter.help or ""), (name, parameter.opts)
