"""What the forms of pages share: what may be done on a page, what was sent and why it was refused, in words at the field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from flask import request

from catalog.errors import Conflict, Invalid, NotAllowed, NotFound, PreconditionRequired, Problem, Refusal, Stale
from catalog.office import Look
from catalog.people import queries as people

Said = tuple[str, str]

STATUSES: Final[Mapping[type[Refusal], int]] = {
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    Stale: 412,
    Invalid: 422,
    PreconditionRequired: 428,
}
"""Refusals that are told on the page whose form was sent; any other has a page of its own."""

REFUSALS: Final = tuple(STATUSES)


@dataclass(frozen=True, slots=True)
class Action:
    """A verb that may be done on a page: what its button says, what follows from it, and what is asked for.

    ``opinion`` is the label of the text that goes with it (``must``: it cannot be left out); ``also`` names further fields;
    a ``grave`` one ends something.
    """

    verb: str
    label: Said
    then: Said
    opinion: Said | None = None
    must: bool = False
    also: tuple[str, ...] = ()
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """What a form sent and why that was refused; nothing of both where a page is only read."""

    verb: str = ""
    sent: Mapping[str, list[str]] = field(default_factory=dict)
    refusal: Refusal | None = None

    @property
    def status(self) -> int:
        """The status that the page answers with."""
        return STATUSES[type(self.refusal)] if self.refusal else 200

    @property
    def stale(self) -> bool:
        """Whether somebody else has changed the thing meanwhile."""
        return isinstance(self.refusal, Stale)

    def of(self, verb: str, **fields: str) -> Tried:
        """Return this, as far as it is about the form of a verb (whose fields hold these values), else nothing."""
        same = self.verb == verb and all(self.value(name) == value for name, value in fields.items())
        return self if same else Tried()

    def value(self, name: str, default: str = "") -> str:
        """Return what was typed into a field."""
        return next(iter(self.sent.get(name, ())), default)

    def values(self, name: str, default: Iterable[str] = ()) -> list[str]:
        """Return everything that was chosen or typed under one name."""
        return self.sent[name] if name in self.sent else ([] if self.sent else list(default))

    @property
    def basis(self) -> list[dict[str, str]]:
        """The rows of a legal basis as they were typed."""
        laws, articles = self.values("basis_law"), self.values("basis_article")
        return [{"law": law, "article": article} for law, article in zip(laws, articles, strict=False) if law or article]

    def wrong(self, name: str) -> tuple[Said, ...]:
        """Return what is wrong with a field."""
        return findings(self.refusal.problems if self.refusal else ()).get(name, ())


def tried(refusal: Refusal) -> Tried:
    """Return what the form of this request sent, and why it was refused."""
    sent = {name: values for name, values in request.form.to_dict(flat=False).items() if name != "csrf_token"}
    return Tried(request.form.get("verb", ""), sent, refusal)


def findings(problems: Iterable[Problem]) -> dict[str, tuple[Said, ...]]:
    """Return what is wrong field by field, each thing once; what is wrong with a row of a field is told at the field.

    >>> findings([Problem("basis[0].law", "missing", "缺少法律法规名称", "the law is missing")])
    {'basis': (('缺少法律法规名称', 'the law is missing'),)}
    """
    found: dict[str, tuple[Said, ...]] = {}
    for problem in problems:
        name, said = problem.path.partition("[")[0].partition(".")[0], (problem.zh, problem.en)
        if said not in found.get(name, ()):
            found[name] = (*found.get(name, ()), said)
    return found


def department_named(look: Look, text: str) -> str:
    """Return the id of the department that stands for the one which somebody names, in the actor's region or anywhere.

    Raises
    ------
    Invalid
        There is none, or there are several.
    """
    if not text.strip():
        zh, en = "请填写部门名称或代码", "name a department, or its code"
        raise Invalid(zh, en, problems=[Problem("department", "required", zh, en)])
    for region in (look.actor.region, None):
        try:
            return people.find_department(look, text, region_id=region).current.id
        except NotFound:
            continue
    zh, en = f"没有此部门：{text}", f"no such department: {text}"
    raise Invalid(zh, en, problems=[Problem("department", "not_found", zh, en)])
