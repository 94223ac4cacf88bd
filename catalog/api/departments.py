"""Departments as they were and are: lists, lineage, the register, and what ends and begins them."""

from __future__ import annotations

from typing import Any, Final

from catalog import people, reception
from catalog.api import problems, references
from catalog.api.registers import LOCATION, PUT, Answer, located
from catalog.api.room import ETAG, Room, etag
from catalog.errors import Refusal
from catalog.office import Look
from catalog.people import DepartmentEntry, Found, Succeeded
from catalog.reception import needs
from catalog.schemas import registers as schemas
from catalog.schemas.base import read_shape

room = Room("departments", __name__, url_prefix="/departments", description="部门 · Departments")

_DEPARTMENT: Final = "/<id:department>"
_PATH: Final = [{"name": "department", "in": "path", "description": "部门编号 · id of the department"}]
_ENTRY: Final = {"name": "重庆市交通局", "region": "500000", "type": "government", "credit_code": "11500000009275780L"}
_ON: Final = "2026-04-01"


# -- Reading


@room.route("")
@needs("people:read")
@room.arguments(schemas.DepartmentsQuerySchema, location="query")
@room.sparse(schemas.DepartmentsSchema, each="departments")
@room.refuses(404)
def list_departments(asked: dict[str, Any]) -> dict[str, Any]:
    """列出某日的部门 · List the departments of a day.

    按层级、区划与代码；next 作为下一页的 cursor。

    By tier, region and code; next is the cursor of the following page.
    """
    with reception.look() as look:
        wanted = references.resolved(look, asked)
        page = people.list_departments(look, words=wanted.pop("name", None), **wanted)
    return {"departments": page, "next": page.next}


@room.route("/by-name")
@needs("people:read")
@room.arguments(schemas.IdentifyQuerySchema, location="query")
@room.response(200, schemas.FoundSchema)
@room.refuses(404)
def identify(asked: dict[str, Any]) -> Found:
    """按名称或代码查找部门 · Find a department by name or code.

    答复当日如此称呼的部门，及今日的承继部门；有歧义时列出各候选。

    Answers the department that was called so on the day, and who stands for it today; where several are, they are listed.
    """
    with reception.look() as look:
        region = references.region(look, asked["region"]) if "region" in asked else None
        return people.identify_department(look, asked["text"], region_id=region, on=asked.get("on"))


@room.route(_DEPARTMENT, parameters=_PATH)
@needs("people:read")
@room.sparse(schemas.DepartmentInFullSchema, headers={"ETag": ETAG})
@room.refuses(404)
def show_department(department: str) -> Answer:
    """查看部门 · Show a department.

    连同前身、后继与今日的承继部门。

    With what it came from, what it went into, and who stands for it today.
    """
    with reception.look() as look:
        shown = people.show_department(look, department)
    return shown, etag(shown.department)


# -- The register


@room.route("", methods=["POST"])
@needs("department:put")
@room.arguments(schemas.DepartmentEntrySchema, example=_ENTRY)
@room.response(200, schemas.PutSchema, example=PUT, headers=LOCATION)
@room.refuses(404)
def put_department(body: dict[str, Any]) -> Answer:
    """登记或更新部门 · Put a department into the register.

    依次按信用代码、地方代码、区划内的名称认出已有的部门；重复提交不产生变化。更名须用更名操作。

    A known one is recognised by its credit code, else its local code, else its name in its region; doing it twice changes
    nothing. A new name is given by renaming.
    """
    with reception.work() as work:
        put = people.put_department(work, DepartmentEntry(**references.resolved(work, body)))
    return located(put, "departments.show_department", department=put.id)


@room.route("/bulk", methods=["POST"])
@needs("department:put")
@room.arguments(schemas.BulkDepartmentsSchema, example={"departments": [_ENTRY]})
@room.response(200, schemas.PutResultsSchema)
def put_many(body: dict[str, Any]) -> dict[str, Any]:
    """批量登记或更新部门 · Put many departments.

    至多 500 项，逐项答复；某项被拒绝不影响其余各项。

    At most 500, each answered by itself; one that is refused hinders none of the others.
    """
    results = [_put_one(index, said) for index, said in enumerate(body["departments"])]
    refused = sum("problem" in result for result in results)
    return {"results": results, "done": len(results) - refused, "refused": refused}


def _put_one(index: int, said: Any) -> dict[str, Any]:
    """Put one member in a work of its own, so that nothing it does wrong touches another."""
    try:
        entry = read_shape(schemas.DepartmentEntrySchema, said)
        with reception.work() as work:
            put = people.put_department(work, DepartmentEntry(**references.resolved(work, entry)))
    except Refusal as refusal:
        answer = problems.translate(refusal)
        return {"index": index, "status": answer.status, "problem": problems.body_of(answer)}
    return {"index": index, "status": 200, "id": put.id, "outcome": put.outcome}


@room.route("/unconfirmed", methods=["POST"])
@needs("department:register")
@room.arguments(schemas.UnconfirmedSchema, example={"region": "500103", "name": "渝中区停车管理中心"})
@room.response(200, schemas.PutSchema, example=PUT, headers=LOCATION)
@room.refuses(404)
def register_unconfirmed(body: dict[str, Any]) -> Answer:
    """登记未确认的部门 · Note a department that somebody has heard of.

    区划内已有此名称的部门时即答复该部门；否则记为未确认，待登记时确认。

    Answers the department of this name in the region; where there is none, notes one that waits for a confirmation.
    """
    with reception.work() as work:
        put = people.register_unconfirmed(work, references.region(work, body["region"]), body["name"])
    return located(put, "departments.show_department", department=put.id)


# -- Succession


@room.route(f"{_DEPARTMENT}/rename", methods=["POST"], parameters=_PATH)
@needs("department:rename")
@room.arguments(schemas.RenameSchema, example={"name": "重庆市交通运输委员会", "on": _ON})
@room.response(200, schemas.SucceededSchema)
@room.changes
def rename(body: dict[str, Any], department: str) -> Succeeded:
    """部门更名 · Rename a department.

    原部门于该日终止，新名称的部门承继其一切；历史不改写。

    The department of the old name ends on the day and one of the new name takes everything over; history stays as it was.
    """
    with reception.work() as work:
        return people.rename(work, department, revision=references.read_revision(), **body)


@room.route("/merger", methods=["POST"])
@needs("department:merge")
@room.arguments(
    schemas.MergeSchema, example={"departments": [PUT["id"], PUT["id"][:-1] + "8"], "into": {"name": "重庆市交通局"}, "on": _ON}
)
@room.response(200, schemas.SucceededSchema)
@room.refuses(404, 409)
def merge(body: dict[str, Any]) -> Succeeded:
    """部门合并 · Merge departments.

    各部门于该日终止，由一个新部门承继；未填写的沿用第一个部门的。

    They end on the day and one new department takes over; what is left out goes over from the first of them.
    """
    with reception.work() as work:
        home = _home(work, body["departments"][0]) if body["departments"] else ""
        return people.merge(work, body["departments"], DepartmentEntry(region=home, **body["into"]), body["on"])


@room.route(f"{_DEPARTMENT}/split", methods=["POST"], parameters=_PATH)
@needs("department:split")
@room.arguments(schemas.SplitSchema, example={"parts": [{"name": "重庆市交通局"}, {"name": "重庆市铁路局"}], "on": _ON})
@room.response(200, schemas.SucceededSchema)
@room.changes
def split(body: dict[str, Any], department: str) -> Succeeded:
    """部门拆分 · Split a department.

    原部门于该日终止；首个新部门为主要承继者，一切归其承继。

    It ends on the day; the first of the new ones is the main heir, to which everything goes.
    """
    with reception.work() as work:
        home = _home(work, department)
        parts = [DepartmentEntry(region=home, **part) for part in body["parts"]]
        return people.split(work, department, parts, body["on"], revision=references.read_revision())


@room.route(f"{_DEPARTMENT}/close", methods=["POST"], parameters=_PATH)
@needs("department:close")
@room.arguments(schemas.CloseSchema, example={"on": _ON})
@room.response(200, schemas.SucceededSchema)
@room.changes
def close(body: dict[str, Any], department: str) -> Succeeded:
    """部门终止 · Close a department.

    于该日终止而无承继部门，此后无人代其行事。

    It ends on the day without an heir; nobody acts for it from then on.
    """
    with reception.work() as work:
        return people.close(work, department, body["on"], revision=references.read_revision())


def _home(look: Look, department: str) -> str:
    """Return the region in which the departments that follow one stand: its own, for they cannot leave it."""
    return people.find_department(look, department).department.region
