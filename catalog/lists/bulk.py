"""Many entries at once, as files bring them: what is new, what has changed, what is as it was.

The rules are those of ``entries``; only the road to the database is shorter: entries are matched, inserted and recorded
a batch at a time, because a city's catalog is imported again and again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from sqlalchemy import Insert, Text, bindparam, insert

from catalog import trail
from catalog.canon import canonical
from catalog.errors import Problem, Refusal
from catalog.lists import codes, metadata
from catalog.lists.desk import mirrored
from catalog.lists.entries import rewrite
from catalog.lists.known import Incoming, Known, known, nodes_of
from catalog.lists.model import PlacementRow, ResourceRow, VersionRow
from catalog.lists.placements import ensure_department_nodes, leaves, pass_serials
from catalog.office import Work
from catalog.rights import Place, may, require
from catalog.trail.rules import digest as sm3

__all__ = ["Incoming", "Outcome", "foresee", "put_entries"]

Fate = Literal["accepted", "updated", "unchanged", "rejected"]

# A content is encoded once, for its digest; the same text is what goes into the table.
_INSERT_VERSION: Final[Insert] = insert(VersionRow).values(content=bindparam("content", type_=Text()))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one incoming entry, and everything there is to say about it."""

    fate: Fate
    resource_id: str | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """What can be said of a content without the writers' line: its problems, and unless it is rejected, what is stored of it.

    ``text`` is the canonical JSON, ``digest`` its SM3, ``mirrored`` what the entry's own row repeats.
    """

    problems: tuple[Problem, ...]
    text: str = ""
    digest: str = ""
    mirrored: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Batch:
    """Rows waiting to be inserted together; the content of a version is its canonical text."""

    resources: list[dict[str, Any]] = field(default_factory=list)
    versions: list[dict[str, Any]] = field(default_factory=list)
    placements: list[dict[str, Any]] = field(default_factory=list)

    def write(self, work: Work) -> None:
        """Insert everything; entries before what refers to them."""
        connection = work.session.connection()
        work.take_head()
        for statement, rows in (
            (insert(ResourceRow), self.resources),
            (_INSERT_VERSION, self.versions),
            (insert(PlacementRow), self.placements),
        ):
            if rows:
                connection.execute(statement, rows)


def put_entries(work: Work, incoming: Sequence[Incoming]) -> list[Outcome]:
    """Put a batch of entries in: new ones as drafts, changed ones into their draft or draft revision.

    An entry is matched by its code, else by provider and name. What the file last said is remembered, so that the same
    file changes nothing the second time, also where people have edited the entry since. Answers in the order of ``incoming``.
    A batch is some hundreds of entries: all of it is judged first, then asked for at once in the writers' line.

    Raises
    ------
    NotAllowed
        The actor may not import for one of the departments.
    """
    for provider, region in {(entry.provider, entry.region) for entry in incoming}:
        require(work.actor, "resource:import", Place(provider, region))
    before = leaves(work.session, nodes_of(incoming), work.today)
    judged = [judge(entry.content, before) for entry in incoming]
    work.take_head()
    ensure_department_nodes(work, {entry.provider for entry in incoming})
    there = known(work, incoming)
    batch = Batch()
    moved = before.keys() ^ there.leaves.keys()
    outcomes = [
        _put(work, batch, there, entry, _anew(each, entry, there, moved)) for entry, each in zip(incoming, judged, strict=True)
    ]
    batch.write(work)
    pass_serials(work.session, there.passed)
    return outcomes


def judge(content: Mapping[str, Any], known_classifications: Collection[str]) -> Judged:
    """Check, encode and digest a content document: what takes long, and needs of the database only the leaves it names."""
    problems = tuple(metadata.check(content, known_classifications=known_classifications))
    if is_rejected(problems):
        return Judged(problems)
    text = canonical(content)
    return Judged(problems, text, sm3(text), mirrored(content))


def _anew(judged: Judged, entry: Incoming, there: Known, moved: Set[str]) -> Judged:
    """Judge again what names a leaf that came or went before the writers' line was reached."""
    return judged if moved.isdisjoint(metadata.classifications(entry.content)) else judge(entry.content, there.leaves)


def foresee(content: Mapping[str, Any]) -> Outcome:
    """Judge a content document that would be a new entry of a department which does not exist yet."""
    problems = tuple(metadata.check(content))
    return Outcome("rejected" if is_rejected(problems) else "accepted", None, problems)


def is_rejected(problems: Sequence[Problem]) -> bool:
    """Tell whether one of the problems forbids storing the entry."""
    return any(problem.severity == "rejected" for problem in problems)


def _put(work: Work, batch: Batch, there: Known, entry: Incoming, judged: Judged) -> Outcome:
    problems = judged.problems
    if is_rejected(problems):
        return Outcome("rejected", None, problems)
    found = there.match(entry)
    if found is None:
        return _add(work, batch, there, entry, judged)
    if found.says(judged.digest):
        return Outcome("unchanged", found.id, problems)
    resource = work.session.get_one(ResourceRow, found.id)
    try:
        rewrite(work, resource, entry.content)
    except Refusal as refusal:
        return Outcome("rejected", found.id, (*problems, *_as_problems(refusal)))
    resource.import_digest, resource.origin = judged.digest, list(entry.origin) or resource.origin
    return Outcome("updated", found.id, problems)


def _as_problems(refusal: Refusal) -> tuple[Problem, ...]:
    return refusal.problems or (Problem("", refusal.code, refusal.zh, refusal.en),)


def _add(work: Work, batch: Batch, there: Known, entry: Incoming, judged: Judged) -> Outcome:
    if repeated := name_problem(there, entry):
        return Outcome("rejected", None, (*judged.problems, repeated))
    row = new_resource(work, entry, judged)
    version = new_version(work, row["id"], judged, state="draft")
    row["draft_id"] = version["id"]
    if _may_keep_code(work, there, entry):
        node = there.leaves[entry.content["classifications"][0]]
        row["code"] = entry.code
        batch.placements.append(new_placement(work, there, row["id"], node, row["code"], primary=True))
    else:
        row["legacy_code"] = entry.legacy_code or entry.code
    batch.resources.append(row)
    batch.versions.append(version)
    changes = {"state": [None, "draft"], "content": [None, judged.digest]}
    trail.record(work, "resource:import", row["id"], changes=changes, name=row["name"])
    return Outcome("accepted", row["id"], judged.problems)


def name_problem(there: Known, entry: Incoming) -> Problem | None:
    """Refuse a new entry whose name another new one of the batch has taken; note the name otherwise."""
    if entry.key in there.named:
        zh, en = "同一批中本部门已有同名资源", "another entry of this batch has the same provider and name"
        return Problem("name", "name_taken", zh, en)
    there.named.add(entry.key)
    return None


def _may_keep_code(work: Work, there: Known, entry: Incoming) -> bool:
    """Tell whether the code that a file brings is kept: well-formed, of the entry's class, free, and from one who may bring it."""
    if entry.code is None or there.is_taken(entry.code):
        return False
    parts, nodes = codes.split(entry.code), metadata.classifications(entry.content)
    if parts is None or not nodes or parts[0] != nodes[0] or nodes[0] not in there.leaves:
        return False
    return may(work.actor, "resource:bring_code", Place(entry.provider, entry.region))


def new_resource(work: Work, entry: Incoming, judged: Judged) -> dict[str, Any]:
    """Return the row of an entry that a file brings, in all its columns, so that a batch is one statement."""
    return {
        "id": work.new_id(),
        "code": None,
        "legacy_code": entry.legacy_code,
        "provider_id": entry.provider,
        "region_id": entry.region,
        "state": "draft",
        "current_id": None,
        "draft_id": None,
        "issued_on": None,
        "assessed": True,
        "accessed": False,
        "successor_id": None,
        "origin": list(entry.origin) or None,
        "import_digest": judged.digest,
        "created_at": work.now,
        "updated_at": work.now,
        "revision": 1,
        **judged.mirrored,
    }


def new_version(work: Work, resource_id: str, judged: Judged, *, state: str) -> dict[str, Any]:
    """Return the row of the first version of an entry that a file brings."""
    return {
        "id": work.new_id(),
        "resource_id": resource_id,
        "number": 1,
        "state": state,
        "content": judged.text,
        "digest": judged.digest,
        "breaking": None,
        "compiled_by": work.actor.id,
        "submitted_by": None,
        "signed_by": None,
        "created_at": work.now,
        "submitted_at": None if state in ("draft", "refused") else work.now,
        "published_at": work.now if state == "current" else None,
    }


def new_placement(
    work: Work, there: Known, resource_id: str, node: str, code: str, *, primary: bool, live: bool = True
) -> dict[str, Any]:
    """Return the row of a place (``node`` is an id) with the code that a file brings, and note that the code is taken."""
    there.take(code, node)
    return {
        "id": work.new_id(),
        "resource_id": resource_id,
        "classification_id": node,
        "code": code,
        "is_primary": primary,
        "is_live": live,
    }
