"""What ``package_search`` is asked, in the part of Solr's language that CKAN's clients speak; pure.

Understood are words, ``field:value``, ``field:"value"``, ``field:(a OR b)``, ``field:[a TO b]``, ``+``, ``-``, ``AND``, ``NOT`` and
``OR`` between values of one field. Anything else is refused in words: to pass over it would answer another question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Literal, NamedTuple

from catalog.errors import Invalid
from catalog.lists.harvest import Choice

Sort = Literal["relevance", "id", "modified", "modified_desc", "usage"]

#: The fields that an entry is chosen by, as CKAN calls them.
FIELDS: Final = (
    "organization",
    "groups",
    "tags",
    "res_format",
    "sharing_type",
    "openness",
    "update_cycle",
    "grade",
    "local_grade",
    "tier",
)
_ALIASES: Final = {"owner_org": "organization", "group": "groups"}

#: What is true of every package here; harvesters ask for it all the same.
_CERTAIN: Final = {
    "state": "active",
    "type": "dataset",
    "dataset_type": "dataset",
    "entity_type": "package",
    "private": "false",
    "capacity": "public",
}
_ANY: Final = ("*", "*:*")
#: Fields of text are searched as one.
_TEXTS: Final = ("text", "title", "notes", "name")

_PART: Final = re.compile(
    r'(?P<sign>[+\-!])?(?:(?P<field>[A-Za-z_][A-Za-z0-9_.]*):(?=\S))?(?P<value>"(?:\\.|[^"\\])*"|\([^()]*\)|\[[^\]]*\]|[^\s()\[\]"]+)'
)
_RANGE: Final = re.compile(r"\[\s*(\S+)\s+TO\s+(\S+)\s*\]")
_ESCAPED: Final = re.compile(r"\\(.)")

_SORTS: Final[dict[str, tuple[Sort, Sort]]] = {
    "score": ("relevance", "relevance"),
    "relevance": ("relevance", "relevance"),
    "id": ("id", "id"),
    "name": ("id", "id"),
    "title": ("id", "id"),
    "title_string": ("id", "id"),
    "metadata_created": ("id", "id"),
    "metadata_modified": ("modified", "modified_desc"),
    "last_modified": ("modified", "modified_desc"),
    "views_total": ("usage", "usage"),
    "views_recent": ("usage", "usage"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: words, all of which must be found; choices by field, all of which must hold; bounds of the last change."""

    text: str = ""
    choices: Mapping[str, Sequence[Choice]] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None
    sort: Sort = "relevance"


class _Part(NamedTuple):
    excluded: bool
    field: str | None
    value: str
    alternative: bool


def read(q: str, filters: Sequence[str], sort: str) -> Question:
    """Read ``q``, each ``fq`` and ``sort``.

    Raises
    ------
    Invalid
        Code ``search_query``: something in them is not understood.

    >>> asked = read("停车", ["+organization:a OR organization:b -groups:206001"], "id asc")
    >>> asked.text, asked.sort, asked.choices["organization"][0].values, asked.choices["groups"][0].excluded
    ('停车', 'id', ('a', 'b'), True)
    """
    words: list[str] = []
    choices: dict[str, list[Choice]] = {}
    bounds: dict[str, datetime | None] = {}
    for said in (q, *filters):
        last: str | None = None
        for part in _parts(said):
            last = _take(part, last, words, choices, bounds)
    return Question(" ".join(words), choices, bounds.get("since"), bounds.get("until"), _sort(sort))


def refused(zh: str, en: str) -> Invalid:
    """Return the refusal of a question that is not understood."""
    return Invalid(zh, en, code="search_query")


def _parts(said: str) -> Iterator[_Part]:
    excluded = alternative = False
    at = 0
    while at < len(said):
        if said[at].isspace():
            at += 1
            continue
        found = _PART.match(said, at)
        if found is None:
            raise refused(f"检索式无法识别：{said[at:]}", f"the query is not understood: {said[at:]}")
        at = found.end()
        if found["field"] is None and found["value"] in ("AND", "&&", "OR", "||", "NOT"):
            alternative = found["value"] in ("OR", "||")
            excluded = found["value"] == "NOT"
            continue
        yield _Part(excluded or found["sign"] in ("-", "!"), found["field"], found["value"], alternative)
        excluded = alternative = False


def _take(
    part: _Part, last: str | None, words: list[str], choices: dict[str, list[Choice]], bounds: dict[str, datetime | None]
) -> str | None:
    """Take one part into the question; return the field it chose by, which an ``OR`` after it may widen."""
    name = _ALIASES.get(part.field or "", part.field)
    if name == "metadata_modified" and not part.excluded:
        bounds["since"], bounds["until"] = _range(part.value)
    elif name in FIELDS:
        _choose(choices.setdefault(name, []), part, widen=part.alternative and last == name)
        return name
    elif name in _CERTAIN and not part.excluded:
        if _plain(part.value) != _CERTAIN[name]:
            choices.setdefault("organization", []).append(Choice(()))
    elif _is_any(name, part):
        pass
    elif name is None or name in _TEXTS:
        _say(words, part)
    else:
        known = ", ".join(("metadata_modified", *FIELDS, *_CERTAIN))
        raise refused(f"不支持字段 {name}，可用：{known}", f"there is no field {name}; there are {known}")
    return None


def _is_any(name: str | None, part: _Part) -> bool:
    return not part.excluded and part.value in _ANY and name in (None, *_TEXTS)


def _choose(chosen: list[Choice], part: _Part, *, widen: bool) -> None:
    values = _values(part.value)
    if part.alternative and not (widen and not part.excluded and not chosen[-1].excluded):
        raise refused("OR 只能用于同一字段的各个值", "OR is understood between values of one field only")
    if widen:
        chosen[-1] = Choice((*chosen[-1].values, *values))
    elif values != ("*",):
        chosen.append(Choice(values, part.excluded))


def _say(words: list[str], part: _Part) -> None:
    if part.excluded or part.alternative:
        raise refused("词之间只支持“且”，不支持 OR 与排除", "words are all looked for; OR and exclusion are not understood")
    words.extend(_plain(part.value.strip("()")).replace("*", " ").split())


def _values(value: str) -> tuple[str, ...]:
    """Return the values of ``a``, ``"a"`` or ``(a OR b)``."""
    if not value.startswith("("):
        return (_plain(value),)
    inside = list(_parts(value[1:-1]))
    if any(part.field or part.excluded for part in inside) or not all(part.alternative for part in inside[1:]):
        raise refused(f"括号内只支持 OR：{value}", f"only OR is understood within brackets: {value}")
    return tuple(_plain(part.value) for part in inside)


def _plain(value: str) -> str:
    return _ESCAPED.sub(r"\1", value[1:-1] if value.startswith('"') else value)


def _range(value: str) -> tuple[datetime | None, datetime | None]:
    found = _RANGE.fullmatch(value)
    if found is None:
        raise refused(f"时间范围应为 [起 TO 止]：{value}", f"expected a range [from TO to]: {value}")
    return _moment(found[1]), _moment(found[2])


def _moment(text: str) -> datetime | None:
    if text == "*":
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise refused(f"时间应为 ISO 8601：{text}", f"expected a time in ISO 8601: {text}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _sort(said: str) -> Sort:
    if not said.strip():
        return "relevance"
    name, _, direction = said.partition(",")[0].strip().partition(" ")
    if name not in _SORTS or direction.strip().lower() not in ("", "asc", "desc"):
        raise refused(f"不能按 {said} 排序", f"cannot sort by {said}")
    return _SORTS[name][direction.strip().lower() == "desc"]
