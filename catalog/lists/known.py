"""What the database already holds of a batch of incoming entries, asked in a few statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import aliased

from catalog.lists import codes, metadata
from catalog.lists.cells import name_key
from catalog.lists.model import PlacementRow, ResourceRow, VersionRow
from catalog.lists.placements import leaves
from catalog.office import Work
from catalog.people import queries as people
from catalog.people.model import SuccessionRow


@dataclass(slots=True)
class Incoming:
    """One entry as a file says it; what stands after ``legacy_code`` is only believed when a whole catalog is taken over.

    ``origin`` is ``{"file": name, "lines": [numbers]}``; ``placements`` are the entry's codes at further nodes of the classification.
    """

    provider: str
    region: str
    content: dict[str, Any]
    origin: Sequence[dict[str, Any]] = ()
    code: str | None = None
    legacy_code: str | None = None
    state: str = "draft"
    placements: Sequence[str] = ()
    assessed: bool = True
    issued_on: date | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What tells the entries of one provider apart: provider and name as names are compared."""
        name = self.content.get("name")
        return self.provider, name_key(name) if isinstance(name, str) else ""

    @property
    def codes(self) -> list[str]:
        """Every code that the entry has, the primary one first, each once."""
        return list(dict.fromkeys(code for code in (self.code, *self.placements) if code))


class Found(NamedTuple):
    """An entry that is there, with the digests of what a file last said of it and of its open and its published version."""

    id: str
    provider_id: str
    code: str | None
    name_key: str | None
    imported: str | None
    drafted: str | None
    published: str | None

    def says(self, digest: str) -> bool:
        """Tell whether a content is what a file last said of the entry, or what the entry says already.

        Where a file opened the revision that is still as the file left it, a return to what is published is a change too;
        a revision of people's own is none of the file's business.
        """
        if digest in (self.imported, self.drafted):
            return True
        return digest == self.published and (self.drafted is None or self.drafted != self.imported)


@dataclass(slots=True)
class Known:
    """Entries by code and by provider and name, leaves by code, and the codes that are taken.

    ``taken`` and ``named`` grow while the batch is gone through; ``passed`` is the highest serial brought to each node (by id).
    """

    by_code: dict[str, Found]
    by_key: dict[tuple[str, str], Found]
    heirs: dict[str, str]
    leaves: dict[str, str]
    taken: set[str]
    named: set[tuple[str, str]] = field(default_factory=set)
    passed: dict[str, int] = field(default_factory=dict)

    def match(self, entry: Incoming) -> Found | None:
        """Return the entry that the incoming one speaks of: by its code, else by provider and name."""
        coded = self.by_code.get(entry.code or "")
        if coded is not None and self.heirs.get(coded.provider_id, coded.provider_id) == entry.provider:
            return coded
        return self.by_key.get(entry.key)

    def is_taken(self, code: str) -> bool:
        """Tell whether a code, or the system's spelling of it, has been given."""
        return code in self.taken or _spelled(code) in self.taken

    def take(self, code: str, node: str) -> None:
        """Note that a code is given now, at the node of that id."""
        self.taken.add(code)
        parts = codes.split(code)
        self.passed[node] = max(self.passed.get(node, 0), parts[1] if parts else 0)


def known(work: Work, incoming: Sequence[Incoming]) -> Known:
    """Ask what is there of a batch; the caller holds the head, so that the answer stays true."""
    heirs = _heirs(work, {entry.provider for entry in incoming})
    brought = {code for entry in incoming for code in entry.codes}
    coded = _found(work, ResourceRow.code.in_(brought)) if brought else []
    named = _found(work, tuple_(ResourceRow.provider_id, ResourceRow.name_key).in_(_keys(incoming, heirs)))
    spelled = select(PlacementRow.code).where(PlacementRow.code.in_(brought | {_spelled(code) for code in brought}))
    return Known(
        by_code={row.code: row for row in coded if row.code},
        by_key={(heirs.get(row.provider_id, row.provider_id), row.name_key or ""): row for row in named},
        heirs=heirs,
        leaves=leaves(work.session, nodes_of(incoming), work.today),
        taken=set(work.session.scalars(spelled)) if brought else set(),
    )


def nodes_of(incoming: Iterable[Incoming]) -> set[str]:
    """Return the classification codes that the contents of a batch name."""
    return {node for entry in incoming for node in metadata.classifications(entry.content)}


def _found(work: Work, condition: ColumnElement[bool]) -> list[Found]:
    draft, current = aliased(VersionRow), aliased(VersionRow)
    columns = (ResourceRow.id, ResourceRow.provider_id, ResourceRow.code, ResourceRow.name_key, ResourceRow.import_digest)
    query = (
        select(*columns, draft.digest, current.digest)
        .outerjoin(draft, draft.id == ResourceRow.draft_id)
        .outerjoin(current, current.id == ResourceRow.current_id)
        .where(condition)
        # Of namesakes, which a merger of departments may bring together, the eldest counts.
        .order_by(ResourceRow.id.desc())
    )
    return [Found(*row) for row in work.session.execute(query)]


def _keys(incoming: Iterable[Incoming], heirs: dict[str, str]) -> list[tuple[str, str]]:
    """Return the keys under which the entries may be, also with a department that their provider has succeeded."""
    before: dict[str, list[str]] = {}
    for predecessor, heir in heirs.items():
        before.setdefault(heir, []).append(predecessor)
    keys = dict.fromkeys(entry.key for entry in incoming)
    return [(each, name) for provider, name in keys for each in {provider, *before.get(provider, ())}]


def _heirs(work: Work, providers: set[str]) -> dict[str, str]:
    """Return which departments the providers have succeeded: ``{predecessor: provider}``."""
    heirs = set(work.session.scalars(select(SuccessionRow.to_id).where(SuccessionRow.to_id.in_(providers))))
    return {before: heir for heir in heirs for before in people.lineage(work.session, heir)}


def _spelled(code: str) -> str:
    """Return a code with its serial written as the system writes serials."""
    parts = codes.split(code)
    return f"{parts[0]}/{parts[1]:06d}" if parts else code
