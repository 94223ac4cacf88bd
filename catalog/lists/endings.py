"""What becomes of a published entry: offline and back, retired, superseded by another, merged into another."""

from __future__ import annotations

from catalog import trail
from catalog.errors import Conflict
from catalog.lists import duties
from catalog.lists.desk import (
    REMARK_LIMIT,
    Receipt,
    limited,
    load,
    load_for_change,
    open_version,
    place_of,
    receipt,
    required,
    touch,
)
from catalog.lists.model import ResourceRow, VersionRow
from catalog.lists.responsibilities.owning import follow
from catalog.lists.rules import RESOURCE, VERSION, next_state
from catalog.office import Work
from catalog.rights import require


def take_offline(work: Work, resource_id: str, *, reason: str, revision: int | None) -> Receipt:
    """Take a published entry offline for a while (下线); it stays visible and can be put online again.

    Raises
    ------
    Conflict
        The entry is not published.
    Invalid
        No reason is given, or a very long one.
    """
    return _turn(work, resource_id, "take_offline", revision, reason=reason)


def put_online(work: Work, resource_id: str, *, revision: int | None) -> Receipt:
    """Put an offline entry online again.

    Raises
    ------
    Conflict
        The entry is not offline.
    """
    return _turn(work, resource_id, "put_online", revision)


def retire(work: Work, resource_id: str, *, reason: str, revision: int | None) -> Receipt:
    """End an entry whose data no longer exists (注销); its code stays known, its name is free again.

    Raises
    ------
    Conflict
        The entry is not published or offline, or a revision of it is under review.
    Invalid
        No reason is given, or a very long one.
    """
    return _turn(work, resource_id, "retire", revision, reason=reason)


def supersede(work: Work, resource_id: str, *, by: str, revision: int | None) -> Receipt:
    """End an entry in whose place another now stands (替代).

    Raises
    ------
    NotFound
        There is no other entry of that id.
    Conflict
        This entry is not published or offline, or a revision of it is under review; or the other is not published.
    """
    return _turn(work, resource_id, "supersede", revision, successor=by)


def merge(work: Work, resource_id: str, *, into: str, revision: int | None) -> Receipt:
    """End an entry whose data is now part of another (合并); the other keeps the lines that both were imported from.

    Raises
    ------
    NotFound, Conflict
        As ``supersede``.
    """
    answer = _turn(work, resource_id, "merge", revision, successor=into)
    merged, successor = (work.session.get_one(ResourceRow, each) for each in (resource_id, into))
    if merged.origin:
        successor.origin = [*(successor.origin or ()), *merged.origin]
        touch(work, successor)
        changes = {"origin": [None, merged.origin]}
        trail.record(work, "resource:absorb", successor.id, changes=changes, name=successor.name)
    return answer


def set_assessed(work: Work, resource_id: str, *, assessed: bool, reason: str, revision: int | None) -> Receipt:
    """Include an entry in the assessment of its department, or exclude it with a reason.

    Raises
    ------
    Invalid
        No reason is given, or a very long one.
    """
    resource = load_for_change(work, resource_id, revision)
    require(work.actor, "resource:set_assessed", place_of(resource))
    changes = {"assessed": [resource.assessed, assessed], "reason": [None, _reason(reason)]}
    resource.assessed = assessed
    touch(work, resource)
    trail.record(work, "resource:set_assessed", resource.id, changes=changes, name=resource.name)
    return receipt(work, resource, _latest(work, resource))


def _turn(
    work: Work, resource_id: str, verb: str, revision: int | None, *, reason: str | None = None, successor: str | None = None
) -> Receipt:
    resource = load_for_change(work, resource_id, revision)
    require(work.actor, f"resource:{verb}", place_of(resource))
    before = {"state": resource.state}
    resource.state = next_state(RESOURCE, resource.state, verb)
    after = {"state": resource.state, "reason": None if reason is None else _reason(reason), "successor": successor}
    if successor is not None:
        resource.successor_id = _successor(work, successor, resource).id
    if resource.state not in ("published", "offline"):
        _close(work, resource)
    touch(work, resource)
    trail.record(work, f"resource:{verb}", resource.id, changes=trail.changed(before, after), name=resource.name)
    follow(work, [resource.id])
    return receipt(work, resource, _latest(work, resource))


def _close(work: Work, resource: ResourceRow) -> None:
    """Free the name, give up a revision that nobody is reviewing, and let an update that was due go."""
    version = open_version(work, resource)
    if version is not None:
        version.state = next_state(VERSION, version.state, "discard")
        resource.draft_id = None
    resource.name_key, resource.accessed = None, False
    duties.finish(work, duties.thing_of(resource), duties.UPDATE, resource.state)


def _latest(work: Work, resource: ResourceRow) -> VersionRow:
    return work.session.get_one(VersionRow, resource.draft_id or resource.current_id)


def _successor(work: Work, resource_id: str, besides: ResourceRow) -> ResourceRow:
    successor = load(work, resource_id)
    if successor.state != "published" or successor is besides:
        zh, en = "替代或合并的目标须为另一个已发布的资源", "the other entry must be a published one"
        raise Conflict(zh, en, code="bad_successor", state=successor.state)
    return successor


def _reason(reason: str) -> str:
    return limited(required(reason, "reason", "须写明原因", "say why"), "reason", REMARK_LIMIT)
