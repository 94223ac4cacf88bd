"""Submitting and the two steps of review: the department signs off, the data authority publishes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, get_args

from catalog import trail
from catalog.errors import Conflict, Invalid, Problem
from catalog.lists import duties
from catalog.lists.desk import (
    REMARK_LIMIT,
    Receipt,
    limited,
    load_for_change,
    mirror,
    open_version,
    place_of,
    receipt,
    required,
    touch,
)
from catalog.lists.entries import check_content, require_free_name
from catalog.lists.model import ResourceRow, ReviewRow, VersionRow
from catalog.lists.placements import place
from catalog.lists.rules import RESOURCE, VERSION, different_people, next_state
from catalog.office import Work
from catalog.rights import require

Decision = Literal["pass", "return", "refuse"]


def submit(work: Work, resource_id: str, *, revision: int | None) -> Receipt:
    """Hand a draft, or the draft revision of what is published, to the department's reviewer.

    The first submission gives the entry its code.

    Raises
    ------
    Conflict
        There is nothing to submit.
    Invalid
        The content is incomplete; every problem is named at once.
    """
    resource = load_for_change(work, resource_id, revision)
    require(work.actor, "resource:submit", place_of(resource))
    version = _open(work, resource)
    before = {"state": version.state, "code": resource.code}
    _step(resource, version, "submit")
    problems = _require_complete(work, version)
    if resource.current_id is None:
        place(work, resource, version.content["classifications"])
    version.submitted_by, version.submitted_at = work.actor.id, work.now
    touch(work, resource)
    after = {"state": version.state, "code": resource.code, "version": version.number}
    trail.record(work, "resource:submit", resource.id, changes=trail.changed(before, after), name=resource.name)
    return receipt(work, resource, version, problems)


def withdraw(work: Work, resource_id: str, *, revision: int | None) -> Receipt:
    """Take a submission back before it is reviewed.

    Raises
    ------
    Conflict
        Nothing is submitted, or the review has begun.
    """
    resource = load_for_change(work, resource_id, revision)
    require(work.actor, "resource:withdraw", place_of(resource))
    version = _open(work, resource)
    before = version.state
    _step(resource, version, "withdraw")
    _give_back(work, resource, version)
    touch(work, resource)
    trail.record(work, "resource:withdraw", resource.id, changes={"state": [before, version.state]}, name=resource.name)
    return receipt(work, resource, version)


def review(work: Work, resource_id: str, *, decision: Decision, opinion: str = "", revision: int | None) -> Receipt:
    """Review what is submitted: the department's reviewer signs off, then the data authority publishes.

    Who reviews is another person than who compiled or submitted, and the authority's reviewer another than the department's.
    The authority has the policy profile's days from the sign-off (Decree 809, art. 17).

    Raises
    ------
    NotAllowed
        The actor is not the reviewer of this step, or has had a hand in it before.
    Conflict
        Nothing is under review.
    Invalid
        The decision is none; a return or refusal has no opinion; or what would pass has meanwhile become incomplete, or its name taken.
    """
    resource = load_for_change(work, resource_id, revision)
    _require_decision(decision)
    version = open_version(work, resource)
    step = "authority" if version and version.state == "registered" else "department"
    passing = "approve" if step == "authority" else "sign"
    require(work.actor, f"resource:{passing}", place_of(resource))
    version = _open(work, resource)
    before, verb = version.state, passing if decision == "pass" else decision
    _step(resource, version, verb)
    _require_other_eyes(work, version)
    said = _opinion(decision, opinion)
    _keep_review(work, resource, version, step, decision, said)
    _AFTER[verb](work, resource, version)
    if step == "authority":
        duties.finish(work, duties.thing_of(resource), duties.REVIEW, verb)
    touch(work, resource)
    changes = {"state": [before, version.state], "version": [None, version.number], "opinion": [None, said]}
    trail.record(work, f"resource:{verb}", resource.id, changes=changes, name=resource.name)
    return receipt(work, resource, version)


def _require_decision(decision: str) -> None:
    if decision not in get_args(Decision):
        zh, en = "审核结论应为 pass、return 或 refuse", "expected pass, return or refuse"
        raise Invalid(zh, en, problems=[Problem("decision", "bad_decision", zh, en)])


def _open(work: Work, resource: ResourceRow) -> VersionRow:
    version = open_version(work, resource)
    if version is None:
        raise Conflict("没有编制中或修订中的版本", "there is no version being compiled or revised", code="no_revision")
    return version


def _step(resource: ResourceRow, version: VersionRow, verb: str) -> None:
    # An entry that is published keeps its state while a revision of it goes through review.
    after = next_state(VERSION, version.state, verb)
    if resource.current_id is None:
        resource.state = next_state(RESOURCE, resource.state, verb)
    version.state = after


def _require_complete(work: Work, version: VersionRow) -> list[Problem]:
    """Refuse what is not complete; return the warnings that remain."""
    problems = check_content(work, version.content)
    if any(problem.severity != "warning" for problem in problems):
        zh, en = "目录内容尚不完整，不能提交或通过", "the entry is not complete yet; it can be neither submitted nor passed"
        raise Invalid(zh, en, code="incomplete", problems=problems)
    return problems


def _require_other_eyes(work: Work, version: VersionRow) -> None:
    # Only officials hold the roles of reviewers, and every official has an id.
    reviewer = str(work.actor.id)
    different_people(version.compiled_by, version.signed_by, reviewer)
    different_people(version.submitted_by, version.signed_by, reviewer)


def _opinion(decision: Decision, opinion: str) -> str | None:
    if decision != "pass":
        required(opinion, "opinion", "退回或不予通过须写明意见", "a return or refusal must say why")
    return limited(opinion, "opinion", REMARK_LIMIT) or None


def _keep_review(
    work: Work, resource: ResourceRow, version: VersionRow, step: str, decision: Decision, opinion: str | None
) -> None:
    row = ReviewRow(id=work.new_id(), resource_id=resource.id, version_id=version.id, step=step, decision=decision)
    row.opinion, row.reviewer, row.at = opinion, work.actor.login, work.now
    work.session.add(row)


def _sign(work: Work, resource: ResourceRow, version: VersionRow) -> None:
    _require_complete(work, version)
    version.signed_by = work.actor.id
    open_review(work, resource)


def open_review(work: Work, resource: ResourceRow) -> None:
    """Start the clock of the data authority's review; the duty is the region's, not a department's."""
    duties.begin(work, duties.thing_of(resource), duties.REVIEW, title=resource.name, region=resource.region_id)


def _publish(work: Work, resource: ResourceRow, version: VersionRow) -> None:
    # Days may have passed since the submission: a leaf of the classification may be gone, the name of a revision taken.
    _require_complete(work, version)
    require_free_name(work, resource.provider_id, version.content["name"], besides=resource.id)
    if resource.current_id is not None:
        replaced = work.session.get_one(VersionRow, resource.current_id)
        replaced.state = next_state(VERSION, replaced.state, "replace")
    place(work, resource, version.content["classifications"])
    version.published_at = work.now
    resource.current_id, resource.draft_id = version.id, None
    resource.issued_on = resource.issued_on or work.today
    mirror(resource, version.content)
    duties.finish(work, duties.thing_of(resource), duties.UPDATE, "published")


def _give_back(_work: Work, _resource: ResourceRow, version: VersionRow) -> None:
    version.submitted_by = version.submitted_at = version.signed_by = None


_AFTER: Final[dict[str, Callable[[Work, ResourceRow, VersionRow], None]]] = {
    "sign": _sign,
    "approve": _publish,
    "return": _give_back,
    "refuse": _give_back,
}


def require_update(work: Work, resource_id: str, *, basis: str, revision: int | None) -> Receipt:
    """Tell the provider that law or duties changed and its published entry must follow (Decree 809, art. 17).

    Opens a case that is done when a revision is published.

    Raises
    ------
    Conflict
        The entry is not published, or such a case is running.
    Invalid
        No basis is given.
    """
    resource = load_for_change(work, resource_id, revision)
    require(work.actor, "resource:require_update", place_of(resource))
    basis = limited(
        required(basis, "basis", "须写明法律法规或职责变化的依据", "say which law or duty has changed"), "basis", REMARK_LIMIT
    )
    if resource.state not in ("published", "offline") or resource.current_id is None:
        raise Conflict("只有已发布的资源需要更新", "only a published entry can be due for an update", code="not_published")
    place = {"region": resource.region_id, "department": resource.provider_id}
    duties.begin(work, duties.thing_of(resource), duties.UPDATE, title=resource.name, **place)
    touch(work, resource)
    trail.record(work, "resource:require_update", resource.id, name=resource.name, basis=basis)
    return receipt(work, resource, work.session.get_one(VersionRow, resource.current_id))
