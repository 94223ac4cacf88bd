"""The responsibility lists issued to departments for a year: list, show, issue, acknowledge, compare."""

from __future__ import annotations

from typing import Any, Final

from flask import url_for

from catalog import reception
from catalog.api import references
from catalog.api.registers import LOCATION
from catalog.api.responsibilities import Answer, room
from catalog.api.room import ETAG, etag, expected_revision
from catalog.lists import responsibilities
from catalog.lists.responsibilities import queries
from catalog.reception import needs
from catalog.schemas import responsibilities as schemas

_ISSUE: Final = "/issues/<id:issue>"
_PATH: Final = [{"name": "issue", "in": "path", "description": "责任清单编号 · id of the issued list"}]
_NEWER: Final = [*_PATH, {"name": "newer", "in": "path", "description": "较新的责任清单编号 · id of the newer list"}]


@room.route("/issues")
@needs("responsibility:read")
@room.arguments(schemas.IssuesQuerySchema, location="query")
@room.sparse(schemas.IssuesSchema, each="issues")
@room.refuses(404)
def issues(asked: dict[str, Any]) -> dict[str, Any]:
    """列出下达的责任清单 · List issued lists.

    只列出下达给本部门或由本级主管部门下达的；每份的内容另行查看。

    Those issued to the own department, or by the own authority; what stands on each is shown by itself.
    """
    with reception.look() as look:
        page = queries.issues(look, **references.resolved(look, asked))
    return {"issues": page, "next": page.next}


@room.route("/issues", methods=["POST"])
@needs("responsibility:issue")
@room.arguments(schemas.NewIssueSchema, example={"department": "11500000009275780L", "year": 2026})
@room.response(201, schemas.IssueSchema, headers={"ETag": ETAG, **LOCATION})
@room.refuses(404, 409)
def issue(body: dict[str, Any]) -> Answer:
    """下达责任清单 · Issue a list.

    冻结该部门当年的全部责任；内容有变化时可以再次下达。

    Freezes what the department is responsible for in that year; when that has changed, it may be issued again.
    """
    with reception.work() as work:
        made = responsibilities.issue(work, references.department(work, body["department"]), body["year"])
    return made, {**etag(made), "Location": url_for("responsibilities.show_issue", issue=made.id)}


@room.route(_ISSUE, parameters=_PATH)
@needs("responsibility:read")
@room.sparse(schemas.IssueSchema, headers={"ETag": ETAG})
@room.refuses(404)
def show_issue(issue: str) -> Answer:
    """查看下达的责任清单 · Show an issued list.

    各项责任为下达当时的内容。

    The responsibilities as they stood when it was issued.
    """
    with reception.look() as look:
        shown = queries.show_issue(look, issue)
    return shown, etag(shown)


@room.route(f"{_ISSUE}/acknowledge", methods=["POST"], parameters=_PATH)
@needs("responsibility:acknowledge")
@room.response(200, schemas.IssueSchema, headers={"ETag": ETAG})
@room.changes
def acknowledge(issue: str) -> Answer:
    """签收责任清单 · Acknowledge an issued list.

    由部门审核员代表部门签收；清单内容不变。

    By the department's reviewer, for the department; the list stays as it is.
    """
    with reception.work() as work:
        signed = responsibilities.acknowledge(work, issue, revision=expected_revision())
    return signed, etag(signed)


@room.route(f"{_ISSUE}/diff/<id:newer>", parameters=_NEWER)
@needs("responsibility:read")
@room.sparse(schemas.IssueDiffSchema, each="changes")
@room.refuses(404)
def compare(issue: str, newer: str) -> dict[str, list[queries.Change]]:
    """比较两份责任清单 · Compare two issued lists.

    列出新增、取消与变更的责任，逐字段列出差异。

    Tells which responsibilities were added, removed or changed, the latter field by field.
    """
    with reception.look() as look:
        return {"changes": queries.compare(look, issue, newer)}
