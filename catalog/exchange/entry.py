"""One catalog entry as files carry it, in both directions: what was read from a row, and what is written to one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

from catalog.errors import Problem
from catalog.exchange.cells import Row

_BY_DISTRIBUTION = frozenset({"formats", "format_note", "distributions", "raw"})
_RAW_BY_DISTRIBUTION = frozenset({"formats", "format_note", "address", "volume", "issued", "refreshed"})


class Provider(NamedTuple):
    """Who provides, as the file says it: the unified social credit code and the department's name, either may be missing."""

    code: str | None = None
    name: str | None = None


class Locality(NamedTuple):
    """Where the provider belongs, as the file says it; every member may be missing."""

    code: str | None = None
    name: str | None = None
    province: str | None = None
    city: str | None = None
    district: str | None = None
    tier: str | None = None


NOBODY: Final = Provider()
NOWHERE: Final = Locality()


@dataclass(frozen=True, slots=True)
class Entry:
    """A catalog entry in a file.

    ``content`` is the content document; ``code`` a well-formed resource code, ``legacy_code`` one that is not; ``state`` (as it stands
    where it is none of ours),
    ``assessed``, ``issued_on`` (the ISO day of publication), ``placements`` (``{"classification", "name", "code", "primary"}``) and
    ``origin`` (``{"file", "lines"}``, from where an entry once came) and ``successor`` (the code of what stands in its place) are
    what an export adds.
    ``lines``, ``problems`` and ``source`` (the rows as they stand) belong to the reading and are empty in an entry to be written.
    """

    content: dict[str, Any]
    provider: Provider = NOBODY
    place: Locality = NOWHERE
    code: str | None = None
    legacy_code: str | None = None
    state: str | None = None
    assessed: bool | None = None
    issued_on: str | None = None
    placements: tuple[Mapping[str, Any], ...] = ()
    origin: tuple[Mapping[str, Any], ...] = ()
    successor: str | None = None
    lines: tuple[int, ...] = field(default=(), compare=False)
    problems: tuple[Problem, ...] = field(default=(), compare=False)
    source: tuple[Row, ...] = field(default=(), compare=False, repr=False)

    @property
    def rejected(self) -> bool:
        """Whether a problem found while reading forbids storing the entry."""
        return any(problem.severity == "rejected" for problem in self.problems)


def same_but_for_distribution(first: Entry, later: Entry) -> bool:
    """Tell whether two entries are one resource: same provider, place and content but for format, address, volume and dates.

    A portal lists a dataset once per form in which it can be had; those rows are distributions of one resource.
    """
    return (
        first.provider == later.provider
        and first.place == later.place
        and (later.code in (None, first.code))
        and _lasting(first.content) == _lasting(later.content)
    )


def _lasting(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a content document does not belong to a single distribution."""
    lasting = {key: value for key, value in content.items() if key not in _BY_DISTRIBUTION}
    raw = {key: text for key, text in content.get("raw", {}).items() if key not in _RAW_BY_DISTRIBUTION}
    return {**lasting, "raw": raw} if raw else lasting


def merge(first: Entry, later: Entry) -> Entry:
    """Return ``first`` with the later one's distributions, formats and lines added; what both have is kept once."""
    content = dict(first.content)
    for key in ("formats", "distributions"):
        if united := _united(content.get(key, ()), later.content.get(key, ())):
            content[key] = united
    if raw := {**later.content.get("raw", {}), **first.content.get("raw", {})}:
        content["raw"] = raw
    if "format_note" in later.content:
        content.setdefault("format_note", later.content["format_note"])
    return replace(
        first,
        content=content,
        lines=first.lines + later.lines,
        problems=tuple(dict.fromkeys(first.problems + later.problems)),
        source=first.source + later.source,
    )


def _united(first: Iterable[Any], later: Iterable[Any]) -> list[Any]:
    """Return the members of both in order, equal ones once; they may be mappings."""
    united = list(first)
    united.extend(each for each in later if each not in united)
    return united
