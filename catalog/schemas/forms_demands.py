"""The forms of the pages about the demand list."""

from __future__ import annotations

from typing import Any, Final

import marshmallow as ma

from catalog.schemas.base import Many, Text, Whole
from catalog.schemas.page_forms import BasisForm, ItemsForm, Lines, StepForm

TEXTS: Final = ("title", "scenario", "matter", "scope", "source", "region", "note", "frequency", "until", "urgency")


class DemandForm(BasisForm):
    """What a demand says; handed on as ``content``, without what says nothing. ``then`` is what follows on saving."""

    revision = Whole()
    then = Text(load_default="")
    items = Lines()
    modes = Many(Text())
    title, scenario, matter, scope = Text(), Text(), Text(), Text()
    source, region, note = Text(), Text(), Text()
    frequency, until, urgency = Text(), Text(), Text()

    @ma.post_load
    def _handed_on(self, said: dict[str, Any], **_: Any) -> dict[str, Any]:
        said = super()._handed_on(said)
        content = {name: said.get(name) for name in (*TEXTS, "items", "modes", "basis")}
        kept = {name: value for name, value in content.items() if value or name == "title"}
        return {"revision": said.get("revision"), "then": said["then"], "content": {**kept, "title": kept["title"] or ""}}


class MatchForm(ItemsForm):
    """An entry that is to satisfy a demand, and the items that it is for."""

    resource = Text(required=True)


class AssignForm(ItemsForm):
    """A department that is to provide some items of a demand."""

    department = Text(load_default="")


class LinkForm(StepForm):
    """A responsibility, by number, that is to serve a demand too."""

    responsibility = Text(load_default="")


class MergeForm(StepForm):
    """The demand, by number, that is to stand for another."""

    into = Text(load_default="")
