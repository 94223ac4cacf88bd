"""The forms of the pages about the responsibility list."""

from __future__ import annotations

from typing import Any, Final

import marshmallow as ma

from catalog.schemas.base import Many, Shape, Text, Whole
from catalog.schemas.page_forms import BasisForm, Lines, StepForm

TEXTS: Final = ("title", "cycle", "consumers", "note")


class ResponsibilityForm(BasisForm):
    """What a responsibility says; handed on as ``content``, without what says nothing. ``department`` is a name or a code."""

    revision = Whole()
    department = Text(load_default="")
    items = Lines()
    modes = Many(Text())
    title, cycle, consumers, note = Text(), Text(), Text(), Text()

    @ma.post_load
    def _handed_on(self, said: dict[str, Any], **_: Any) -> dict[str, Any]:
        said = super()._handed_on(said)
        content = {name: said.get(name) for name in (*TEXTS, "items", "modes", "basis")}
        kept = {name: value for name, value in content.items() if value or name == "title"}
        told = {"revision": said.get("revision"), "department": said["department"]}
        return {**told, "content": {**kept, "title": kept["title"] or ""}}


class PlanForm(Shape):
    """How and when the data will be provided."""

    revision = Whole(required=True)
    plan = Text(load_default="")


class FulfilForm(StepForm):
    """The entry that a responsibility is fulfilled with."""

    resource = Text(load_default="")


class IssueForm(Shape):
    """The department and the year whose list is issued."""

    department = Text(load_default="")
    year = Whole(required=True)


class AcknowledgeForm(Shape):
    """The issued list that was read, by its revision."""

    revision = Whole(required=True)
