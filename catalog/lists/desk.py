"""What every verb of the room does first and last: load a visible entry at the expected revision, answer with a receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm.attributes import flag_modified

from catalog.canon import canonical
from catalog.errors import Invalid, NotFound, PreconditionRequired, Problem, Stale
from catalog.lists import metadata
from catalog.lists.cells import clean_text, name_key
from catalog.lists.model import ResourceRow, VersionRow
from catalog.office import Look, Work
from catalog.people.queries import is_id
from catalog.rights import Actor, Place, may
from catalog.trail.rules import digest

ENDED_STATES: Final = ("retired", "superseded", "merged")
#: What a reviewer's opinion, a reason or a basis may be long.
REMARK_LIMIT: Final = 1000
LIVE_STATES: Final = ("draft", "submitted", "registered", "refused", "published", "offline")
PUBLIC_STATES: Final = ("published", "offline", *ENDED_STATES)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a verb did: the entry, its state and revision now, and what is still to be said about its content."""

    id: str
    name: str
    code: str | None
    state: str
    version: int
    version_state: str
    revision: int
    problems: tuple[Problem, ...] = ()
    breaking: tuple[dict[str, Any], ...] = ()


def place_of(resource: ResourceRow) -> Place:
    """Return where the entry belongs."""
    return Place(resource.provider_id, resource.region_id)


def sees(actor: Actor, resource: ResourceRow) -> bool:
    """Tell whether the actor may know that the entry exists."""
    return sees_at(actor, resource.state, place_of(resource))


def sees_at(actor: Actor, state: str, place: Place) -> bool:
    """Tell whether the actor may know of an entry that is in a state at a place."""
    if state in PUBLIC_STATES and may(actor, "resource:read"):
        return True
    return may(actor, "resource:read_draft", place)


def load(look: Look, resource_id: str) -> ResourceRow:
    """Load an entry that the actor may see.

    Raises
    ------
    NotFound
        There is none, or the actor may not know of it.
    """
    resource = look.session.get(ResourceRow, resource_id) if is_id(resource_id) else None
    if resource is None or not sees(look.actor, resource):
        raise NotFound("没有此数据资源", "no such resource", resource=resource_id)
    return resource


def load_for_change(work: Work, resource_id: str, revision: int | None) -> ResourceRow:
    """Load an entry that the actor has read at ``revision``; from here on, nobody else changes it or any other.

    Raises
    ------
    NotFound, PreconditionRequired
        As ``load``; or no revision was given.
    Stale
        The entry has been changed since.
    """
    work.take_head()
    resource = load(work, resource_id)
    require_revision(resource.revision, revision)
    return resource


def require_revision(present: int, read: int | None) -> None:
    """Pass if the actor has read the present revision of what is to be changed.

    Raises
    ------
    PreconditionRequired
        No revision was given.
    Stale
        It has been changed since.
    """
    if read is None:
        raise PreconditionRequired("请给出所读到的版次（If-Match）", "say which revision you have read (If-Match)")
    if present != read:
        raise Stale("内容已被他人修改，请刷新后重试", "somebody else has changed it; load it again and retry", revision=present)


def touch(work: Work, resource: ResourceRow) -> None:
    """Say that the entry is changed now, also where only its version or its cases are: the revision always moves."""
    resource.updated_at = work.now
    flag_modified(resource, "updated_at")


def open_version(look: Look, resource: ResourceRow) -> VersionRow | None:
    """Return the version that is being compiled or reviewed, if any."""
    return look.session.get(VersionRow, resource.draft_id) if resource.draft_id else None


def required(text: str, field: str, zh: str, en: str) -> str:
    """Return a text that a verb cannot do without, trimmed.

    Raises
    ------
    Invalid
        It is empty (the problem at ``field`` says ``zh`` and ``en``).
    """
    if not text.strip():
        raise Invalid(zh, en, problems=[Problem(field, "required", zh, en)])
    return text.strip()


def limited(text: str, field: str, limit: int) -> str:
    """Return a text that people write about an entry, trimmed.

    Raises
    ------
    Invalid
        It is longer than ``limit`` characters, or holds a NUL, which no database keeps.
    """
    text = text.strip()
    if len(text) > limit:
        zh, en = f"不超过 {limit} 字", f"expected at most {limit} characters"
        raise Invalid(zh, en, problems=[Problem(field, "too_long", zh, en)])
    if "\0" in text:
        zh, en = "不得含有控制字符", "expected no control characters"
        raise Invalid(zh, en, problems=[Problem(field, "control_characters", zh, en)])
    return text


def content_digest(content: Mapping[str, Any]) -> str:
    """Return the SM3 (hex) of a content document's canonical text."""
    return digest(canonical(content))


def mirrored(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the entry's own row repeats of a content document; the strictest item governs."""
    governing = metadata.effective(content)
    return {
        "name": clean_text(content["name"]),
        "name_key": name_key(content["name"]),
        "sharing_type": governing.get("sharing_type"),
        "openness": governing.get("openness"),
        "update_cycle": content.get("update_cycle"),
        "grade": governing.get("grade"),
        "local_grade": governing.get("local_grade"),
        "item_count": len(content.get("items", ())),
    }


def mirror(resource: ResourceRow, content: Mapping[str, Any]) -> None:
    """Repeat a content document's governing values in the entry's row."""
    for field, value in mirrored(content).items():
        setattr(resource, field, value)


def receipt(work: Work, resource: ResourceRow, version: VersionRow, problems: Sequence[Problem] = ()) -> Receipt:
    """Write what was changed so far, so that conflicts show now, and answer with the new revision."""
    work.session.flush()
    return Receipt(
        id=resource.id,
        name=resource.name,
        code=resource.code,
        state=resource.state,
        version=version.number,
        version_state=version.state,
        revision=resource.revision,
        problems=tuple(problems),
        breaking=tuple(version.breaking or ()),
    )
