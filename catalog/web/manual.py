"""The API's OpenAPI document set for people; every text in it is ``Chinese · English``, or two paragraphs of which the first is Chinese."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template

from catalog.reception import open_to_all
from catalog.web.shared import language

Spec = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One member of a schema, or one parameter (``place`` says where it goes)."""

    name: str
    place: str
    type: str
    link: str | None
    required: bool
    text: str
    example: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """One status an operation answers with, and the schema of its body."""

    status: str
    text: str
    schema: str | None


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    anchor: str
    method: str
    path: str
    summary: str
    text: str
    rights: tuple[str, ...]
    why_open: str | None
    parameters: tuple[Field, ...]
    body: str | None
    example: str | None
    answers: tuple[Answer, ...]
    answer_example: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """The operations of one room."""

    name: str
    text: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """An object that is sent or answered."""

    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Manual:
    """The whole document in one language."""

    text: str
    groups: tuple[Group, ...]
    schemas: tuple[Schema, ...]


def attach(pages: Blueprint, document: Spec) -> None:
    """Open the page that sets the API's document; it is read once, for it does not change while the service runs."""
    written = {shown: manual(document, shown) for shown in ("zh", "en")}

    @open_to_all("what the service offers is no secret; what it holds is")
    def docs() -> str:
        return render_template("docs.html", manual=written[language()])

    pages.add_url_rule("/docs", "docs", docs)


def manual(spec: Spec, language: str) -> Manual:
    """Set the document in a language (``zh`` or ``en``)."""
    groups = (
        Group(tag["name"], said(tag["description"], language), tuple(_operations(spec, tag["name"], language)))
        for tag in spec["tags"]
    )
    schemas = spec["components"]["schemas"]
    return Manual(
        text=said(spec["info"]["description"], language),
        groups=tuple(groups),
        schemas=tuple(Schema(name, tuple(_members(schemas[name], language))) for name in sorted(schemas)),
    )


def said(text: str, language: str) -> str:
    """Return the half of a text that is in the language; a text of one half is for both.

    >>> said("名称 · name", "en"), said("名称 · name", "zh"), said("ok", "en")
    ('name', '名称', 'ok')
    """
    mark = "\n\n" if "\n\n" in text else " · "
    zh, found, en = text.partition(mark)
    return (en if found and language == "en" else zh).strip()


def _operations(spec: Spec, tag: str, language: str) -> Iterator[Operation]:
    for path, methods in spec["paths"].items():
        shared = methods.get("parameters", [])
        for method, operation in methods.items():
            if method != "parameters" and tag in operation["tags"]:
                yield _operation(spec, (method, path), operation, shared, language)


def _operation(spec: Spec, at: tuple[str, str], operation: Spec, shared: list[Spec], language: str) -> Operation:
    method, path = at
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    answers = [(status, _resolved(spec, answer)) for status, answer in operation["responses"].items()]
    examples = (answer.get("content", {}).get("application/json", {}).get("example") for _, answer in answers)
    return Operation(
        anchor=f"{method}{path}".replace("/", "-").replace("{", "").replace("}", ""),
        method=method.upper(),
        path=path,
        summary=said(operation["summary"], language).rstrip("."),
        text=said(operation["description"], language),
        rights=tuple(operation.get("x-rights", ())),
        why_open=operation.get("x-open-to-all"),
        parameters=tuple(_parameter(parameter, language) for parameter in [*shared, *operation.get("parameters", [])]),
        body=_reference(body.get("schema", {})),
        example=_pretty(body.get("example")),
        answers=tuple(_answer(status, answer, language) for status, answer in sorted(answers)),
        answer_example=_pretty(next((example for example in examples if example), None)),
    )


def _resolved(spec: Spec, thing: Spec) -> Spec:
    name = _reference(thing)
    return spec["components"]["responses"][name] if name else thing


def _reference(thing: Spec) -> str | None:
    return thing["$ref"].rpartition("/")[2] if "$ref" in thing else None


def _answer(status: str, answer: Spec, language: str) -> Answer:
    schemas = [_reference(content.get("schema", {})) for content in answer.get("content", {}).values()]
    return Answer(status, said(answer["description"], language), next(iter(schemas), None))


def _parameter(parameter: Spec, language: str) -> Field:
    described = {**parameter["schema"], **parameter}
    return _field(parameter["name"], described, language, required=parameter.get("required", False), place=parameter["in"])


def _members(schema: Spec, language: str) -> Iterator[Field]:
    for name, member in schema.get("properties", {}).items():
        yield _field(name, member, language, required=name in schema.get("required", ()))


def _field(name: str, member: Spec, language: str, *, required: bool, place: str = "") -> Field:
    type_, link = _type(member)
    example = member.get("example", member.get("default"))
    shown = json.dumps(example, ensure_ascii=False) if isinstance(example, list | dict) else str(example or "")
    return Field(
        name, place, type_, link, required, said(member.get("description", ""), language), shown.removeprefix("[]") or None
    )


def _type(member: Spec) -> tuple[str, str | None]:
    """Return the type of a member for people, and the schema it links to."""
    if name := _reference(member):
        return name, name
    type_ = member.get("type", "object")
    if type_ == "array":
        inner, link = _type(member["items"])
        return f"[{inner}]", link
    shown = " | ".join(type_) if isinstance(type_, list) else type_
    if allowed := member.get("enum"):
        return " | ".join(str(value) for value in allowed if value is not None), None
    return (f"{shown} ({member['format']})" if "format" in member else shown), None


def _pretty(example: Any) -> str | None:
    return None if example is None else json.dumps(example, ensure_ascii=False, indent=2)
