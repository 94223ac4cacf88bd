"""The fields that the forms of pages are made of: texts, several values of one name, lines of one text, rows of a legal basis.

A form is shape only, as the body of the API is: what it may say, the rules of its room judge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

import marshmallow as ma

from catalog.schemas.base import Many, Shape, Text, Whole, read_shape

APART: Final = frozenset({"csrf_token", "verb", "lang"})
"""What a form sends that is no part of what is said in it."""


class Sent(Protocol):
    """What a browser sends: several values may stand under one name."""

    def __iter__(self) -> Any:
        """Iterate over the names."""

    def getlist(self, key: str) -> list[str]:
        """Return every value of a name."""


class Lines(Text):
    """A text of lines, handed on as a list; blank lines say nothing."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, *args, **kwargs)
        return [line.strip() for line in text.splitlines() if line.strip()]


class BasisForm(Shape):
    """A legal basis, law and article in two columns of fields; handed on as ``basis``, without the rows left empty."""

    basis_law = Many(Text())
    basis_article = Many(Text())

    @ma.post_load
    def _handed_on(self, said: dict[str, Any], **_: Any) -> dict[str, Any]:
        laws, articles = said.pop("basis_law", []), said.pop("basis_article", [])
        longest = max(len(laws), len(articles))
        rows = zip(_filled(laws, longest), _filled(articles, longest), strict=True)
        said["basis"] = [{"law": law, "article": article} for law, article in rows if law.strip() or article.strip()]
        return said


def _filled(values: Sequence[str], length: int) -> list[str]:
    return [*values, *([""] * (length - len(values)))]


class StepForm(Shape):
    """One verb about a thing at the revision that was read, with what is said about it."""

    revision = Whole(required=True)
    opinion = Text(load_default="")


class RefuseForm(StepForm, BasisForm):
    """A refusal: the reason and the law it stands on."""


class OwnerForm(StepForm):
    """A verb that names a department, by name or code."""

    department = Text(load_default="")


class ItemsForm(StepForm):
    """A verb about some of the items of a thing; ``named`` says that items stood there to be chosen."""

    named = Text(load_default="")
    items = Many(Text(), load_default=list)

    @ma.validates_schema
    def _some(self, said: dict[str, Any], **_: Any) -> None:
        # No item at all would mean every item: nobody who unticks them all means that.
        if said.get("named") and not said.get("items"):
            raise ma.ValidationError("required|请至少选择一个信息项|choose at least one item", "items")


def read_form(schema: type[ma.Schema], sent: Sent) -> dict[str, Any]:
    """Return what a form says in the shape of its schema.

    Raises
    ------
    Invalid
        It has not this shape; every finding is named.
    """
    fields: Mapping[str, Any] = schema().fields
    said: dict[str, Any] = {}
    for name in sent:
        if name not in APART:
            values = sent.getlist(name)
            said[name] = values if isinstance(fields.get(name), ma.fields.List) else values[0]
    return read_shape(schema, said)
