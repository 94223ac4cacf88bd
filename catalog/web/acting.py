"""What the page of a thing with states does with its forms: read the one that was sent, do its verb, tell what was refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import redirect, request
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from catalog import reception
from catalog.errors import NotFound
from catalog.office import Work
from catalog.schemas.page_forms import read_form
from catalog.web.forms import REFUSALS, Tried, tried
from catalog.web.shared import link

Doing = Callable[[Work, str, dict[str, Any]], object]


@dataclass(frozen=True, slots=True)
class Verb:
    """How the form of a verb is read, and the verb: given the work, the thing's id and what the form says."""

    form: type[Schema]
    do: Doing


def plain(verb: Callable[..., object]) -> Doing:
    """Return the doing of a verb that is told the revision alone."""
    return lambda work, thing, said: verb(work, thing, revision=said["revision"])


def opined(verb: Callable[..., object]) -> Doing:
    """Return the doing of a verb that is told the revision and an opinion."""
    return lambda work, thing, said: verb(work, thing, opinion=said["opinion"], revision=said["revision"])


def act(kind: str, thing: str, verbs: Mapping[str, Verb], page: Callable[[str, Tried], str], *, many: str) -> ResponseReturnValue:
    """Do what a form on the page of a thing asks for; what is refused is told on the page, with what was typed.

    Parameters
    ----------
    kind
        The name of the page's route, and of the id in it.
    thing
        The id.
    verbs
        What its forms may ask for.
    page
        Shows the thing with what was tried.
    many
        The name of the route to go to after ``delete``, when there is no such thing any more.

    Raises
    ------
    NotFound
        There is no such action.
    """
    asked_for = request.form.get("verb", "")
    verb = verbs.get(asked_for)
    if verb is None:
        raise NotFound("没有此操作", "there is no such action")
    try:
        said = read_form(verb.form, request.form)
        with reception.work() as work:
            verb.do(work, thing, said)
    except REFUSALS as refusal:
        attempt = tried(refusal)
        return page(thing, attempt), attempt.status
    if asked_for == "delete":
        return redirect(link(many, done="delete"), 303)
    return redirect(link(kind, **{kind: thing}, done=asked_for), 303)
