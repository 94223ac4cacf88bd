"""Words that mean the same: the built-in groups, and those that an authority has put beside them or in their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from catalog import trail
from catalog.errors import Conflict, Invalid, NotFound, Problem
from catalog.lists.desk import require_revision
from catalog.matching import builtin, terms
from catalog.matching.builtin import KINDS, Kind
from catalog.matching.model import SynonymRow
from catalog.matching.terms import LONGEST_WORD, Thesaurus
from catalog.office import Look, Work
from catalog.people.queries import is_id, top_region
from catalog.rights import Place, require
from catalog.search.text import fold

MOST_WORDS: Final = 50
LONGEST_NOTE: Final = 500


@dataclass(frozen=True, slots=True)
class Group:
    """Words that mean the same; ``id`` and ``revision`` are empty and 0 for a built-in group that nobody has replaced."""

    id: str | None
    kind: str
    head: str
    words: tuple[str, ...]
    note: str | None
    built_in: bool
    revision: int


@dataclass(frozen=True, slots=True)
class Synonyms:
    """A group as it is to be: of which kind, its words, the first of which names it, and why it was put."""

    kind: str
    words: Sequence[str]
    note: str | None = None


_ROWS: Final = select(
    SynonymRow.id, SynonymRow.kind, SynonymRow.head, SynonymRow.words, SynonymRow.note, SynonymRow.revision
).order_by(SynonymRow.kind, SynonymRow.head)


def synonyms(look: Look, *, kind: str | None = None, word: str | None = None) -> list[Group]:
    """List the groups in force, the authority's first, of one kind or holding a word if so asked."""
    require(look.actor, "resource:read")
    own = [_group(*row) for row in look.session.connection().execute(_ROWS)]
    replaced = {(group.kind, group.head) for group in own}
    given = [
        Group(None, each, fold(words[0]), words, None, built_in=True, revision=0)
        for each in KINDS
        for words in builtin.groups(each)
    ]
    found = [*own, *(group for group in given if (group.kind, group.head) not in replaced)]
    asked = fold(word) if word else None
    return [
        group
        for group in found
        if kind in (None, group.kind) and (asked is None or any(asked in fold(each) for each in group.words))
    ]


def _group(id_: str, kind: str, head: str, words: Sequence[str], note: str | None, revision: int) -> Group:
    return Group(id_, kind, head, tuple(words), note, built_in=False, revision=revision)


def put_synonyms(work: Work, wanted: Synonyms, *, group: str | None = None, revision: int | None = None) -> Group:
    """Put a new group of words, or with ``group`` (an id) others in the place of those of a known one.

    A group takes the place of the built-in one of the same first word; one of a single word says nothing, and so takes the
    built-in one out of force.

    Raises
    ------
    NotAllowed
        The actor is no authority of the uppermost region.
    Invalid
        Kind, words or note are wrong.
    Conflict
        Another group of the kind begins with the same word.
    NotFound, PreconditionRequired, Stale
        There is no group ``group``, or not at ``revision``.
    """
    _allowed(work)
    row = _load(work, group, revision) if group else SynonymRow(id=work.new_id(), words=[])
    if problems := _problems(wanted):
        raise Invalid("同义词有误", "the synonyms are not right", problems=problems)
    words = list(dict.fromkeys(word.strip() for word in wanted.words))
    head = fold(words[0])
    same = select(SynonymRow.id).where(SynonymRow.kind == wanted.kind, SynonymRow.head == head, SynonymRow.id != row.id)
    if work.session.scalar(same) is not None:
        raise Conflict(f"已有以“{words[0]}”为首的同义词组", f"there is a group that begins with {words[0]}", code="taken")
    before = {"kind": row.kind, "words": row.words, "note": row.note} if group else {}
    row.kind, row.head, row.words, row.note, row.updated_at = wanted.kind, head, words, wanted.note, work.now
    work.session.add(row)
    work.session.flush()
    after = {"kind": row.kind, "words": words, "note": row.note}
    trail.record(work, "synonym:put", row.id, name=words[0], changes=trail.changed(before, after))
    return _group(row.id, row.kind, row.head, words, row.note, row.revision)


def _load(work: Work, group: str, revision: int | None) -> SynonymRow:
    row = work.session.get(SynonymRow, group) if is_id(group) else None
    if row is None:
        raise NotFound("没有此组同义词", "there is no such group of synonyms")
    require_revision(row.revision, revision)
    return row


def _problems(wanted: Synonyms) -> list[Problem]:
    found = []
    if wanted.kind not in KINDS:
        found.append(Problem("kind", "unknown_kind", f"类别应为 {'、'.join(KINDS)}", f"expected one of {', '.join(KINDS)}"))
    if not 1 <= len(wanted.words) <= MOST_WORDS:
        zh, en = f"一组应有1至{MOST_WORDS}个词", f"a group has 1 to {MOST_WORDS} words"
        found.append(Problem("words", "bad_length", zh, en))
    for at, word in enumerate(wanted.words[:MOST_WORDS]):
        if not fold(word) or max(len(word), len(fold(word))) > LONGEST_WORD:
            zh, en = f"词应为1至{LONGEST_WORD}个字符", f"a word has 1 to {LONGEST_WORD} characters"
            found.append(Problem(f"words.{at}", "bad_length", zh, en))
    if wanted.note is not None and len(wanted.note) > LONGEST_NOTE:
        zh, en = f"说明不超过{LONGEST_NOTE}个字符", f"a note has at most {LONGEST_NOTE} characters"
        found.append(Problem("note", "too_long", zh, en))
    return found


def remove_synonyms(work: Work, group: str, *, revision: int | None) -> None:
    """Take an authority's group away; a built-in one whose place it had is in force again.

    Raises
    ------
    NotAllowed, NotFound, PreconditionRequired, Stale
        As ``put_synonyms``.
    """
    _allowed(work)
    row = _load(work, group, revision)
    words = row.words
    work.session.delete(row)
    work.session.flush()
    trail.record(work, "synonym:remove", row.id, name=words[0], changes={"words": [words, None]})


def _allowed(work: Work) -> None:
    work.take_head()
    require(work.actor, "synonym:put", Place(region=top_region(work.session)))


# -- In force


@dataclass(frozen=True, slots=True)
class InForce:
    """What demands are read by: the thesauri of matters, of items and of departments' duties."""

    matters: Thesaurus
    items: Thesaurus
    bureaus: Thesaurus


@dataclass(slots=True)
class _Kept:
    rows: tuple[Any, ...] = ()
    words: InForce | None = None


def in_force(look: Look) -> InForce:
    """Return the thesauri, remembered in this process as long as the table says the same."""
    rows = tuple(look.session.connection().execute(_ROWS).all())
    kept: _Kept = look.memory.setdefault("matching.synonyms", _Kept())
    told = tuple((row.kind, row.head, tuple(row.words)) for row in rows)
    if kept.words is None or kept.rows != told:
        kept.words, kept.rows = InForce(*(_thesaurus(kind, told) for kind in ("matter", "item", "bureau"))), told
    return kept.words


def _thesaurus(kind: Kind, told: Sequence[tuple[str, str, tuple[str, ...]]]) -> Thesaurus:
    own = [(head, words) for each, head, words in told if each == kind]
    heads = {head for head, _ in own}
    given = (words for words in builtin.groups(kind) if fold(words[0]) not in heads)
    return terms.thesaurus([*(words for _, words in own), *given])
