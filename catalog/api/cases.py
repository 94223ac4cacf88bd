"""Duties with a clock: what is to do, what is overdue, and the one extension."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from catalog import calendars, reception
from catalog.api import references
from catalog.api.registers import Answer
from catalog.api.room import ETAG, Room, etag
from catalog.calendars import Case, Consent, queries
from catalog.calendars import overdue as overdue_cases
from catalog.reception import needs
from catalog.schemas import calendars as schemas
from catalog.store import Page

room = Room("cases", __name__, url_prefix="/cases", description="办件与期限 · Cases and their deadlines")

_PATH: Final = [{"name": "case", "in": "path", "description": "办件编号 · id of the case"}]


@room.route("")
@needs("case:read")
@room.arguments(schemas.CasesQuerySchema, location="query")
@room.sparse(schemas.CasesSchema, each="cases")
@room.refuses(404)
def list_cases(asked: dict[str, Any]) -> dict[str, Any]:
    """列出办件 · List the cases.

    含已办结的，先到期者在前；只列出可见的。

    Done ones included, the first due first; only those that the caller may see.
    """
    return _list(queries.list_cases, asked)


@room.route("/todo")
@needs("case:read")
@room.arguments(schemas.CasesQuerySchema, location="query")
@room.sparse(schemas.CasesSchema, each="cases")
@room.refuses(404)
def todo(asked: dict[str, Any]) -> dict[str, Any]:
    """待办事项 · What is to do.

    在办的，含已暂停的，先到期者在前。

    The running cases, paused ones among them, the first due first.
    """
    return _list(queries.due_list, asked)


@room.route("/overdue")
@needs("case:read")
@room.arguments(schemas.CasesQuerySchema, location="query")
@room.sparse(schemas.CasesSchema, each="cases")
@room.refuses(404)
def overdue(asked: dict[str, Any]) -> dict[str, Any]:
    """逾期事项 · What is overdue.

    在办且到期日已过的，逾期最久者在前；暂停的不在其列。

    The running cases whose due day is over, the longest overdue first; paused ones are not among them.
    """
    return _list(queries.overdue, asked)


@room.route("/overdue/by")
@needs("case:read")
@room.arguments(schemas.OverdueQuerySchema, location="query")
@room.response(200, schemas.OverdueSchema)
@room.refuses(404, 422)
def overdue_on(asked: dict[str, Any]) -> dict[str, Any]:
    """某日逾期事项 · What is overdue on a day.

    截至该日届满已受理、已过到期日、未办结且未暂停的，按部门、区划或云长归集，附黄牌与红牌；可早于或晚于今天。

    Opened by the end of that day, due before it, not done by then and not paused on it; by department, region or cloud chief,
    with yellow and red cards. The day may lie before or after today.
    """
    with reception.look() as look:
        return overdue_cases.overdue(look, **references.resolved(look, asked)).as_dict()


@room.route("/<id:case>", parameters=_PATH)
@needs("case:read")
@room.sparse(schemas.CaseSchema, headers={"ETag": ETAG})
@room.refuses(404)
def show_case(case: str) -> Answer:
    """查看办件 · Show a case.

    只对责任部门、其数据主管部门与所辖云长可见。

    Shown to the department whose duty it is, its data authority, and the chief who answers for it.
    """
    with reception.look() as look:
        return _answer(queries.show_case(look, case))


@room.route("/<id:case>/extension", methods=["POST"], parameters=_PATH)
@needs("case:extend")
@room.arguments(schemas.ConsentSchema, example={"by": "市大数据应用发展管理局", "reason": "涉及多个系统改造", "on": "2026-03-04"})
@room.response(200, schemas.CaseSchema, headers={"ETag": ETAG})
@room.changes
def extend(body: dict[str, Any], case: str) -> Answer:
    """延期 · Extend a case.

    经同意可延期一次（《政务数据共享条例》第十七条、第二十二条）；同意须在期限届满前作出。

    Once, with consent (Decree 809, articles 17 and 22), which must have been given before the due day was over.
    """
    with reception.work() as work:
        return _answer(calendars.extend(work, case, consent=Consent(**body), revision=references.read_revision()))


def _answer(case: Case) -> Answer:
    return case, etag(case)


def _list(question: Callable[..., Page[Case]], asked: dict[str, Any]) -> dict[str, Any]:
    with reception.look() as look:
        page = question(look, **references.resolved(look, asked))
    return {"cases": page, "next": page.next}
