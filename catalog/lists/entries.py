"""Compiling: register, edit and delete entries of the catalog list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import bindparam, func, select, update
from sqlalchemy import delete as delete_from

from catalog import trail
from catalog.errors import Conflict, Invalid, NotFound, Problem
from catalog.lists import metadata
from catalog.lists.cells import name_key
from catalog.lists.desk import Receipt, content_digest, load_for_change, mirror, open_version, place_of, receipt, touch
from catalog.lists.diff import breaking, diff
from catalog.lists.model import BindingRow, PlacementRow, ResourceRow, ReviewRow, VersionRow
from catalog.lists.placements import ensure_department_node, leaves
from catalog.lists.rules import RESOURCE, VERSION, next_state
from catalog.office import Look, Work
from catalog.people import queries as people
from catalog.people.model import DepartmentRow
from catalog.people.questions import lineage_of
from catalog.prepared import Prepared
from catalog.rights import Place, require

#: The entries that bear a name in a department or in those that it succeeded.
_NAMESAKES: Final = Prepared(
    select(ResourceRow.id, ResourceRow.code).where(
        ResourceRow.provider_id.in_(lineage_of(DepartmentRow.id == bindparam("department"))),
        ResourceRow.name_key == bindparam("name"),
    )
)


def check_content(look: Look, content: Mapping[str, Any]) -> list[Problem]:
    """List every problem of a content document at once, its classification checked against today's leaves."""
    known = leaves(look.session, metadata.classifications(content), look.today)
    return metadata.check(content, known_classifications=known.keys())


def accept(look: Look, content: Mapping[str, Any]) -> list[Problem]:
    """Check a content document that is to be stored; return what is left to be completed.

    Raises
    ------
    Invalid
        Something in it cannot be stored; all its problems are named.
    """
    problems = check_content(look, content)
    if any(problem.severity == "rejected" for problem in problems):
        raise Invalid("目录内容不能保存", "the entry cannot be stored", problems=problems)
    return problems


def register(work: Work, department: str, content: Mapping[str, Any]) -> Receipt:
    """Register a data resource of a department (编目) as a draft; of a department that has ended, with its successor.

    Raises
    ------
    NotFound
        There is no such department, nor one that stands for it today.
    NotAllowed
        The actor is not a registrar of the department.
    Invalid
        The content cannot be stored, or the department has an entry of that name.
    """
    work.take_head()
    provider = _provider(work, department)
    require(work.actor, "resource:register", Place(provider.id, provider.region))
    problems = accept(work, content)
    _require_free_name(work, provider.id, content["name"])
    ensure_department_node(work, provider.id)
    resource = ResourceRow(id=work.new_id(), provider_id=provider.id, region_id=provider.region, state="draft")
    resource.created_at = resource.updated_at = work.now
    mirror(resource, content)
    work.session.add(resource)
    work.session.flush()
    version = _add_version(work, resource, content, 1)
    changes = {"state": [None, "draft"], "provider": [None, provider.name], "content": [None, version.digest]}
    trail.record(work, "resource:register", resource.id, changes=changes, name=resource.name)
    return receipt(work, resource, version, problems)


def _provider(work: Work, department: str) -> people.Department:
    present = people.resolve(work.session, department, work.today) if people.is_id(department) else None
    provider = people.known_department(work.session, present) if present else None
    if provider is None:
        raise NotFound("没有此部门", "no such department", department=department)
    return provider


def require_free_name(work: Work, provider_id: str, name: str, *, besides: str | None = None) -> None:
    """Refuse a name that another live entry of the department, or of one it succeeded, has.

    Raises
    ------
    Invalid
        The name is taken; the refusal names the other entry.
    """
    # The unique key holds for one department alone; for those it succeeded, nobody else may write between asking and committing.
    work.take_head()
    _require_free_name(work, people.resolve(work.session, provider_id, work.today) or provider_id, name, besides=besides)


def _require_free_name(work: Work, present: str, name: str, *, besides: str | None = None) -> None:
    """Do so for a department that stands today."""
    namesakes = work.all(_NAMESAKES, {"department": present, "name": name_key(name)})
    other = next(((id_, code) for id_, code in namesakes if id_ != besides), None)
    if other is not None:
        which = other[1] or other[0]
        problem = Problem(
            "name", "name_taken", f"本部门已有同名资源（{which}）", f"the department has an entry of this name ({which})"
        )
        raise Invalid("资源名称重复", "the name is taken", problems=[problem])


def start_version(work: Work, resource: ResourceRow, content: Mapping[str, Any]) -> VersionRow:
    """Add the next version of an entry as its open one."""
    last = work.session.scalar(select(func.max(VersionRow.number)).where(VersionRow.resource_id == resource.id)) or 0
    return _add_version(work, resource, content, last + 1)


def _add_version(work: Work, resource: ResourceRow, content: Mapping[str, Any], number: int) -> VersionRow:
    version = VersionRow(id=work.new_id(), resource_id=resource.id, number=number, state="draft", created_at=work.now)
    fill(work, version, content)
    work.session.add(version)
    resource.draft_id = version.id
    return version


def fill(work: Work, version: VersionRow, content: Mapping[str, Any]) -> None:
    """Put a content document into an open version."""
    version.content = dict(content)
    version.digest = content_digest(content)
    version.compiled_by = work.actor.id


def edit(work: Work, resource_id: str, content: Mapping[str, Any], *, revision: int | None) -> Receipt:
    """Replace the content of a draft; of a published or offline entry, open or change its one draft revision.

    Raises
    ------
    Conflict
        The entry or its revision is under review, or the entry has ended.
    Invalid
        The content cannot be stored, or the new name is taken.
    """
    resource = load_for_change(work, resource_id, revision)
    require(work.actor, "resource:edit", place_of(resource))
    problems = accept(work, content)
    version = rewrite(work, resource, content)
    return receipt(work, resource, version, problems)


def rewrite(work: Work, resource: ResourceRow, content: Mapping[str, Any]) -> VersionRow:
    """Put new content where it belongs: into the draft, or into the draft revision of what is published.

    Nothing is changed where it is refused, so that a batch can go on.

    Raises
    ------
    Conflict, Invalid
        As ``edit``.
    """
    state, version = _state_of_edited(resource), open_version(work, resource)
    version_state = next_state(VERSION, version.state, "edit") if version else "draft"
    require_free_name(work, resource.provider_id, content["name"], besides=resource.id)
    base = version or work.session.get_one(VersionRow, resource.current_id)
    before, difference = (base.digest, base.number), diff(base.content, content).as_dict()
    if version is None:
        version = start_version(work, resource, content)
    else:
        fill(work, version, content)
    resource.state, version.state = state, version_state
    if resource.current_id is None:
        mirror(resource, content)
    else:
        published = work.session.get_one(VersionRow, resource.current_id)
        version.breaking = [each.as_dict() for each in breaking(published.content, content)]
    touch(work, resource)
    changes = {"content": [before[0], version.digest], "version": [before[1], version.number], "diff": [None, difference]}
    trail.record(work, "resource:edit", resource.id, changes=changes, name=resource.name)
    return version


def _state_of_edited(resource: ResourceRow) -> str:
    if resource.current_id is None:
        return next_state(RESOURCE, resource.state, "edit")
    if resource.state not in ("published", "offline"):
        raise Conflict("已终止的资源不能修订", "an entry that has ended cannot be revised", code="ended", state=resource.state)
    return resource.state


def delete(work: Work, resource_id: str, *, revision: int | None) -> None:
    """Delete a draft, or discard the draft revision of what is published; the trail keeps the content.

    Raises
    ------
    Conflict
        The entry is no draft, or it has no open revision, or that is under review.
    """
    resource = load_for_change(work, resource_id, revision)
    require(work.actor, "resource:delete", place_of(resource))
    version = open_version(work, resource)
    if resource.current_id is not None:
        _discard(work, resource, version)
        return
    next_state(RESOURCE, resource.state, "delete")
    content = version.content if version else None
    # Its places stay without it, so that no code is ever given twice.
    work.session.execute(
        update(PlacementRow).where(PlacementRow.resource_id == resource.id).values(resource_id=None, is_live=False)
    )
    for table in (BindingRow, ReviewRow, VersionRow):
        work.session.execute(delete_from(table).where(table.resource_id == resource.id))
    work.session.delete(resource)
    trail.record(work, "resource:delete", resource.id, changes={"content": [content, None]}, name=resource.name)


def _discard(work: Work, resource: ResourceRow, version: VersionRow | None) -> None:
    if version is None:
        raise Conflict("没有修订中的版本", "there is no open revision", code="no_revision")
    version.state = next_state(VERSION, version.state, "discard")
    resource.draft_id = None
    touch(work, resource)
    trail.record(work, "resource:discard", resource.id, changes={"version": [version.number, None]}, name=resource.name)
