"""The responsibility lists that were issued: which there are, and each as a document to be printed, acknowledged and compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from catalog import reception
from catalog.lists import responsibilities as room
from catalog.lists.responsibilities import boards, queries
from catalog.lists.responsibilities.queries import Change
from catalog.office import Look
from catalog.reception import needs
from catalog.rights import Place, may
from catalog.schemas.forms_responsibilities import AcknowledgeForm, IssueForm
from catalog.schemas.page_forms import read_form
from catalog.web.forms import REFUSALS, Tried, department_named, tried
from catalog.web.shared import NAMES, PAGE_SIZE, asked, day, download, language, link, say

FIELDS: Final[Mapping[str, tuple[str, str]]] = {
    "state": ("状态", "state"),
    "due_on": ("履行期限", "due"),
    "title": ("责任名称", "title"),
    "items": ("信息项", "items"),
    "modes": ("共享方式", "sharing modes"),
    "cycle": ("更新周期", "update cycle"),
    "consumers": ("使用部门", "consumers"),
    "basis": ("法律依据", "legal basis"),
    "note": ("备注", "note"),
}
"""What a line of an issued list says, in the order in which it is told."""

_TERMS: Final = {"state": "responsibility", "modes": "sharing_mode", "cycle": "update_cycle"}
"""The fields whose values have names."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a field of a line said before and says now; ``data`` where the words are Chinese in either language."""

    label: str
    before: str
    after: str
    data: bool


def attach(pages: Blueprint) -> None:
    """Open these pages."""
    pages.add_url_rule("/responsibilities/issues", "issues", issues)
    pages.add_url_rule("/responsibilities/issues", "issue_new", issue, methods=["POST"])
    pages.add_url_rule("/responsibilities/issues.csv", "issues_csv", issues_csv)
    pages.add_url_rule("/responsibilities/issues/<id:issue>", "issue", show)
    pages.add_url_rule("/responsibilities/issues/<id:issue>/lines.csv", "issue_csv", issue_csv)
    pages.add_url_rule("/responsibilities/issues/<id:issue>", "issue_acknowledge", acknowledge, methods=["POST"])


@needs("responsibility:read")
def issues() -> str:
    """Show the lists that were issued, and a form to issue one."""
    return _list(Tried())


@needs("responsibility:read")
def issues_csv() -> Response:
    """Download which lists were issued."""
    with reception.look() as look:
        found = queries.issues(look, limit=None)
    header = (
        *(say("部门", "department"), say("年度", "year"), say("次", "number"), say("责任数", "lines")),
        *(say("下达", "issued"), say("签收", "acknowledged"), say("摘要值", "digest")),
    )
    rows = [
        (
            *(each.department, each.year, each.number, len(each.entries), day(each.issued_at)),
            *(day(each.acknowledged_at) if each.acknowledged_at else "", each.digest),
        )
        for each in found
    ]
    return download("issues", header, rows)


def _list(attempt: Tried) -> str:
    with reception.look() as look:
        found = queries.issues(look, cursor=asked("cursor") or None, limit=PAGE_SIZE)
        return render_template("issues.html", found=found, may_issue=_may_issue(look), this_year=look.today.year, tried=attempt)


def _may_issue(look: Look) -> bool:
    return look.actor.region is not None and may(look.actor, "responsibility:issue", Place(region=look.actor.region))


@needs("responsibility:issue")
def issue() -> ResponseReturnValue:
    """Issue the list of a department for a year."""
    try:
        said = read_form(IssueForm, request.form)
        with reception.work() as work:
            made = room.issue(work, department_named(work, said["department"]), said["year"])
    except REFUSALS as refusal:
        attempt = tried(refusal)
        return _list(attempt), attempt.status
    return redirect(link("issue", issue=made.id, done="issue"), 303)


@needs("responsibility:read")
def show(issue: str) -> str:
    """Show an issued list as it stood, and what is different from the one before."""
    return _document(issue, Tried())


def _document(issue: str, attempt: Tried) -> str:
    with reception.look() as look:
        one = queries.show_issue(look, issue)
        before = boards.previous(look, one)
        changes = queries.compare(look, before.id, one.id) if before else []
        waits = boards.may_acknowledge(look, one)
    told = {"said": said, "changes": [(each, tuple(turns(each))) for each in changes]}
    return render_template("issue.html", one=one, before=before, waits=waits, tried=attempt, **told)


@needs("responsibility:read")
def issue_csv(issue: str) -> Response:
    """Download the lines of an issued list."""
    with reception.look() as look:
        one = queries.show_issue(look, issue)
    header = [say("编号", "number"), *(say(*label) for label in FIELDS.values())]
    rows = [[line["number"], *(said(field, line.get(field)) for field in FIELDS)] for line in one.entries]
    return download("responsibility-list", header, rows)


@needs("responsibility:acknowledge")
def acknowledge(issue: str) -> ResponseReturnValue:
    """Acknowledge a list for the department."""
    try:
        sent = read_form(AcknowledgeForm, request.form)
        with reception.work() as work:
            room.acknowledge(work, issue, revision=sent["revision"])
    except REFUSALS as refusal:
        attempt = tried(refusal)
        return _document(issue, attempt), attempt.status
    return redirect(link("issue", issue=issue, done="acknowledge"), 303)


# -- What the lines say


def said(field: str, value: Any) -> str:
    """Return what a field of a line says in the language of the page."""
    if isinstance(value, list):
        return (", " if language() == "en" else "、").join(said(field, each) for each in value)
    if isinstance(value, dict):
        return f"{value.get('law', '')} {value.get('article', '')}".strip()
    if field in _TERMS and value in NAMES[_TERMS[field]]:
        return say(*NAMES[_TERMS[field]][value])
    return str(value or "")


def turns(change: Change) -> Iterator[Turn]:
    """Yield what is different in one line, field by field; of a line that came or went, nothing."""
    if change.change == "changed":
        for field, label in FIELDS.items():
            if field in change.fields:
                before, after = change.fields[field]
                yield Turn(say(*label), said(field, before), said(field, after), field not in _TERMS)
