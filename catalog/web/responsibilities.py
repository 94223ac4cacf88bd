"""The responsibility list: the table and the board, a form to draft a duty, and a page for each with what may be done to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from catalog import reception
from catalog.errors import Invalid, Problem
from catalog.lists import responsibilities as room
from catalog.lists.responsibilities import boards, queries
from catalog.lists.responsibilities.queries import Filter, Responsibility
from catalog.lists.responsibilities.rules import OPEN_STATES, STATE_NAMES
from catalog.office import Look, Work
from catalog.reception import needs
from catalog.rights import Place, may
from catalog.schemas.forms_responsibilities import FulfilForm, PlanForm, ResponsibilityForm
from catalog.schemas.page_forms import OwnerForm, StepForm, read_form
from catalog.web import acting
from catalog.web.acting import Verb, opined, plain
from catalog.web.forms import REFUSALS, Action, Tried, department_named, findings, tried
from catalog.web.shared import PAGE_SIZE, asked, day, download, link, named, say

OPINION: Final = ("意见（可不填）", "Opinion (optional)")

ACTIONS: Final = (
    Action("assign", ("派发", "Assign"), ("派发给责任部门，认领期限开始计算。", "It goes to its department; the days of the claim begin."), OPINION),
    Action("claim", ("认领", "Claim"), ("认领后应提交落实计划，并在期限内履行。", "A plan is due next, and the data within the policy's days."), OPINION),
    Action("fulfil", ("履行", "Fulfil"), ("用本部门已发布且可调用的数据资源履行；所服务的需求随之满足。", "An entry of the department that can be called fulfils it; the demands served follow."), OPINION, also=("resource",)),
    Action("plan", ("提交计划", "Plan"), ("说明如何、何时提供；落实期间可更新计划。", "Say how and when it will be provided; the plan may be replaced meanwhile."), also=("plan",)),
    Action("object", ("提出异议", "Object"), ("说明本部门不是数源部门，由数据主管部门裁定。", "Say that the department is not the source; the authority rules on it."), ("理由", "Reason"), must=True),
    Action("reassign", ("改派", "Reassign"), ("改由其他部门负责，认领期限重新计算；现有计划作废。", "Another department becomes the owner and its days begin anew; the plan is dropped."), ("原因", "Reason"), must=True, also=("department",)),
    Action("uphold", ("驳回异议", "Overrule the objection"), ("责任部门须认领，认领期限重新计算。", "The department must claim it; its days begin anew."), ("理由", "Reason"), must=True),
    Action("cancel", ("撤销", "Cancel"), ("责任就此终止，不能恢复；没有其他来源的需求重新匹配。", "This ends it for good; demands without another source are matched again."), ("原因", "Reason"), must=True, grave=True),
    Action("delete", ("删除", "Delete the draft"), ("拟定的责任删除后不能恢复。", "The draft cannot be brought back."), grave=True),
)  # fmt: skip
"""What may be done on the page of a responsibility, in the order in which it is offered."""

WAITS_FOR: Final[Mapping[str, tuple[str, str]]] = {
    "draft": ("等待数据主管部门派发。", "It waits to be assigned by the data authority."),
    "assigned": ("等待责任部门认领或提出异议。", "It waits for its department to claim it or to object."),
    "objected": ("等待数据主管部门裁定异议。", "It waits for the authority's ruling on the objection."),
    "claimed": ("等待责任部门提交落实计划并履行。", "It waits for the department's plan, and to be fulfilled."),
    "planned": ("责任部门正在落实。", "Its department is carrying it out."),
    "fulfilled": ("数据资源已发布且可调用。", "Its resource is published and can be called."),
    "interrupted": (
        "数据资源不能调用，恢复后自动转为已履行。",
        "Its resource cannot be called; once it can again, this is fulfilled.",
    ),
    "cancelled": ("已终止。", "It has ended."),
}
"""For whom a responsibility waits in each state."""


def attach(pages: Blueprint) -> None:
    """Open these pages."""
    pages.add_url_rule("/responsibilities", "responsibilities", responsibilities)
    pages.add_url_rule("/responsibilities.csv", "responsibilities_csv", responsibilities_csv)
    pages.add_url_rule("/responsibilities/new", "responsibility_new", blank)
    pages.add_url_rule("/responsibilities/new", "responsibility_draft", draft, methods=["POST"])
    pages.add_url_rule("/responsibilities/<id:responsibility>", "responsibility", show)
    pages.add_url_rule("/responsibilities/<id:responsibility>", "responsibility_act", act, methods=["POST"])
    pages.add_url_rule("/responsibilities/<id:responsibility>/edit", "responsibility_edit", edit)
    pages.add_url_rule("/responsibilities/<id:responsibility>/edit", "responsibility_save", save, methods=["POST"])


# -- The list


@needs("responsibility:read")
def responsibilities() -> str:
    """Show the responsibilities that fit, as a table by number or as a board by state."""
    wanted, as_board = _wanted(), asked("view") == "board"
    with reception.look() as look:
        return render_template(
            "responsibilities.html",
            counts=queries.counts(look, replace(wanted, states=())),
            choices=boards.choices(look),
            board=boards.board(look, wanted) if as_board else None,
            found=None if as_board else queries.find(look, wanted, cursor=asked("cursor") or None, limit=PAGE_SIZE),
            chosen=wanted,
            open_states=OPEN_STATES,
            may_draft=_may_draft(look),
        )


@needs("responsibility:read")
def responsibilities_csv() -> Response:
    """Download the list as it is filtered, all its pages."""
    with reception.look() as look:
        found = queries.find(look, _wanted(), limit=None)
    header = (
        *(say("编号", "number"), say("责任名称", "title"), say("责任部门", "owner"), say("派发区划", "authority's region")),
        *(say("状态", "state"), say("信息项数", "items"), say("到期日", "due"), say("数据资源", "resource")),
    )
    rows = [
        (
            *(each.number, each.title, each.owner, each.region, named("responsibility", each.state), each.items),
            *(day(each.due_on) if each.due_on else "", each.resource or ""),
        )
        for each in found
    ]
    return download("responsibilities", header, rows)


def _wanted() -> Filter:
    states = tuple(state for state in request.args.getlist("state") if state in STATE_NAMES)
    year = asked("year")
    return Filter(
        states=OPEN_STATES if "open" in request.args.getlist("state") else states,
        owner=asked("owner") or None,
        region=asked("region") or None,
        year=int(year) if len(year) == 4 and year.isascii() and year.isdecimal() else None,
        title=asked("title") or None,
    )


def _may_draft(look: Look) -> bool:
    return look.actor.region is not None and may(look.actor, "responsibility:assign", Place(region=look.actor.region))


# -- Drafting


@needs("responsibility:assign")
def blank() -> str:
    """Show an empty form."""
    return _form({}, {}, None)


@needs("responsibility:assign")
def draft() -> ResponseReturnValue:
    """Draft a responsibility of the department that the form names."""
    said = read_form(ResponsibilityForm, request.form)
    try:
        with reception.work() as work:
            receipt = room.draft(work, department_named(work, said["department"]), said["content"])
    except Invalid as refusal:
        return _form(said["content"], findings(refusal.problems), None, tried(refusal)), 422
    return redirect(link("responsibility", responsibility=receipt.id, done="draft"), 303)


@needs("responsibility:assign")
def edit(responsibility: str) -> ResponseReturnValue:
    """Show the form of a draft, with what is still to be said at its fields."""
    with reception.look() as look:
        one = queries.show(look, responsibility)
        if "edit" not in boards.openings(look, responsibility).verbs:
            return redirect(link("responsibility", responsibility=responsibility), 303)
    return _form(one.content, findings(boards.problems_of(one)), one)


@needs("responsibility:assign")
def save(responsibility: str) -> ResponseReturnValue:
    """Replace the content of a draft."""
    said = read_form(ResponsibilityForm, request.form)
    try:
        with reception.work() as work:
            room.edit(work, responsibility, said["content"], revision=said["revision"])
    except REFUSALS as refusal:
        with reception.look() as look:
            one = replace(queries.show(look, responsibility), revision=said["revision"] or 0)
        attempt = tried(refusal)
        return _form(said["content"], findings(refusal.problems), one, attempt), attempt.status
    return redirect(link("responsibility", responsibility=responsibility, done="edit"), 303)


def _form(content: Mapping[str, Any], wrong: Mapping[str, Any], one: Responsibility | None, attempt: Tried | None = None) -> str:
    return render_template("responsibility_form.html", content=content, wrong=wrong, one=one, tried=attempt or Tried())


# -- One responsibility


@needs("responsibility:read")
def show(responsibility: str) -> str:
    """Show one responsibility."""
    return _page(responsibility, Tried())


def _page(responsibility: str, attempt: Tried) -> str:
    with reception.look() as look:
        one = queries.show(look, responsibility)
        openings = boards.openings(look, responsibility)
    return render_template(
        "responsibility.html",
        one=one,
        openings=openings,
        verbs=openings.verbs,
        actions=ACTIONS,
        waits=WAITS_FOR[one.summary.state],
        unsaid=boards.problems_of(one) if "assign" in openings.verbs else (),
        tried=attempt,
    )


def _plan(work: Work, one: str, said: dict[str, Any]) -> object:
    return room.plan(work, one, said["plan"], revision=said["revision"])


def _fulfil(work: Work, one: str, said: dict[str, Any]) -> object:
    if not said["resource"]:
        zh, en = "请选择数据资源", "choose an entry"
        raise Invalid(zh, en, problems=[Problem("resource", "required", zh, en)])
    return room.fulfil(work, one, said["resource"], opinion=said["opinion"], revision=said["revision"])


def _reassign(work: Work, one: str, said: dict[str, Any]) -> object:
    owner = department_named(work, said["department"])
    return room.reassign(work, one, owner, opinion=said["opinion"], revision=said["revision"])


VERBS: Final[Mapping[str, Verb]] = {
    "assign": Verb(StepForm, opined(room.assign)),
    "delete": Verb(StepForm, plain(room.delete)),
    "claim": Verb(StepForm, opined(room.claim)),
    "object": Verb(StepForm, opined(room.object_)),
    "uphold": Verb(StepForm, opined(room.uphold)),
    "cancel": Verb(StepForm, opined(room.cancel)),
    "plan": Verb(PlanForm, _plan),
    "fulfil": Verb(FulfilForm, _fulfil),
    "reassign": Verb(OwnerForm, _reassign),
}
"""What a form on the page of a responsibility may ask for."""


@needs("responsibility:claim", "responsibility:assign")
def act(responsibility: str) -> ResponseReturnValue:
    """Do what a form on the page of a responsibility asks for; what is refused is told on the page, with what was typed."""
    return acting.act("responsibility", responsibility, VERBS, _page, many="responsibilities")
