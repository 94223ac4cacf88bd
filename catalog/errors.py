"""What can be wrong and how it is said: one problem shape, one refusal family, no HTTP.

A *problem* is one finding about one field, in Chinese and in English.
A *refusal* is a verb saying no; it carries a stable code and, where fields are at fault, all their problems.
The doors translate refusals to their own form (HTTP status, exit code) in one table each.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["rejected", "incomplete", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about one field.

    ``path`` names the field as the API spells it (``items[3].length``, empty for the whole);
    ``code`` is stable and machine-readable; ``zh`` and ``en`` say what was expected.
    ``severity``: *rejected* cannot be stored, *incomplete* can be stored as a draft but not be submitted,
    *warning* hinders nothing.
    """

    path: str
    code: str
    zh: str
    en: str
    severity: Severity = "rejected"

    def as_dict(self) -> dict[str, str]:
        """Return the five members as a plain mapping, for JSON."""
        return asdict(self)


class Refusal(Exception):
    """A verb says no. ``code`` is stable; ``zh`` and ``en`` are for people; ``problems`` name fields."""

    default_code = "refused"

    def __init__(self, zh: str, en: str, *, code: str | None = None, problems: Iterable[Problem] = (), **facts: Any) -> None:
        super().__init__(en)
        self.code = code or self.default_code
        self.zh = zh
        self.en = en
        self.problems = tuple(problems)
        self.facts = facts

    def as_dict(self) -> dict[str, Any]:
        """Return what every door shows: code, both texts, facts and problems."""
        return {
            "code": self.code,
            "zh": self.zh,
            "en": self.en,
            **self.facts,
            "problems": [problem.as_dict() for problem in self.problems],
        }


class Unauthenticated(Refusal):
    """Nobody is signed in, or the credentials do not hold."""

    default_code = "unauthenticated"


class NotAllowed(Refusal):
    """The actor is known and may see the thing, but may not do this to it."""

    default_code = "not_allowed"


class NotFound(Refusal):
    """The thing does not exist, or the actor may not know that it does."""

    default_code = "not_found"


class Conflict(Refusal):
    """The present state, or another thing with the same key, stands against it."""

    default_code = "conflict"


class Stale(Refusal):
    """Somebody else changed the thing since the actor read it."""

    default_code = "stale"


class TooLarge(Refusal):
    """The input is larger than a setting allows."""

    default_code = "too_large"


class Invalid(Refusal):
    """The input is wrong; ``problems`` says which fields and what was expected."""

    default_code = "invalid"


class PreconditionRequired(Refusal):
    """The change needs the revision that the actor has read."""

    default_code = "precondition_required"


class Exhausted(Refusal):
    """A rate or a quota is used up; ``retry_after`` (seconds) may stand among the facts."""

    default_code = "exhausted"


class Unavailable(Refusal):
    """The service cannot answer now (database busy or away)."""

    default_code = "unavailable"
