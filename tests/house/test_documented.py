"""Law: every endpoint, setting and command is documented, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import click
import marshmallow as ma
import pytest
from openapi_spec_validator import validate

from catalog.app import create_app
from catalog.cli import main
from catalog.office import Office
from catalog.schemas.base import Document, Shape
from catalog.schemas.lists import CodeQuerySchema, EditSchema, ListQuerySchema, RegistrationSchema, ReviewSchema
from catalog.schemas.people import CredentialsSchema, NewPasswordSchema
from catalog.settings import Settings, describe

HAN = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2}")
METHODS = {"get", "post", "put", "patch", "delete"}


def in_both_languages(text: str) -> bool:
    return bool(HAN.search(text) and LATIN.search(text))


# -- Endpoints


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Any:
    settings = Settings(home=tmp_path_factory.mktemp("documented"), log_level="ERROR")
    return create_app(settings, Office(settings)).test_client().get("/openapi.json").json


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
            assert operation["requestBody"]["content"]["application/json"]["example"], name


def test_every_change_of_a_thing_asks_for_the_revision(document: Any) -> None:
    for name, operation in operations(document):
        if "{resource}" in name and not name.startswith("get "):
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


def fields_below(schema: ma.Schema) -> Iterator[ma.fields.Field]:
    for field in schema.fields.values():
        inner = field.inner if isinstance(field, ma.fields.List) else field
        yield from (field, inner)
        if isinstance(inner, ma.fields.Nested) and not isinstance(inner, Document):
            yield from fields_below(inner.schema)


@pytest.mark.parametrize(
    "asked",
    [CredentialsSchema, NewPasswordSchema, RegistrationSchema, EditSchema, ReviewSchema, ListQuerySchema, CodeQuerySchema],
)
def test_every_message_about_what_is_asked_is_a_code_and_two_languages(asked: type[Shape]) -> None:
    messages = [message for field in fields_below(asked()) for message in field.error_messages.values()]
    for message in [*messages, *asked.error_messages.values()]:
        _, zh, en = message.split("|")
        assert HAN.search(zh)
        assert LATIN.search(en)


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
