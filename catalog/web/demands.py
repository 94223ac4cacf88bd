"""The demand list: the table and the board, a form to file a demand, and a page for each with what may be done to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from catalog import reception
from catalog.errors import Invalid
from catalog.lists import demands as room
from catalog.lists import responsibilities
from catalog.lists.demands import boards, queries
from catalog.lists.demands.desk import Receipt
from catalog.lists.demands.queries import Demand, Filter
from catalog.lists.demands.rules import OPEN_STATES, STATE_NAMES, URGENCIES
from catalog.lists.responsibilities import boards as duty_boards
from catalog.lists.responsibilities.queries import resolve as responsibility_named
from catalog.office import Look, Work
from catalog.reception import needs
from catalog.rights import Place, may
from catalog.schemas.forms_demands import AssignForm, DemandForm, LinkForm, MatchForm, MergeForm
from catalog.schemas.page_forms import RefuseForm, StepForm, read_form
from catalog.web import acting
from catalog.web.acting import Verb, opined, plain
from catalog.web.candidates import Offer, offer
from catalog.web.forms import REFUSALS, Action, Tried, department_named, findings, tried
from catalog.web.shared import PAGE_SIZE, asked, day, download, link, named, say

OPINION: Final = ("意见（可不填）", "Opinion (optional)")

ACTIONS: Final = (
    Action("submit", ("提交", "Submit"), ("提交后由本部门审核员审核，审核前可撤回。", "The department's reviewer decides next; until then it can be taken back.")),
    Action("sign", ("审核通过", "Sign off"), ("通过后送数据主管部门预审，预审期限开始计算。", "It goes to the data authority, whose days begin to count."), OPINION),
    Action("accept", ("受理", "Accept"), ("受理后应在规定期限内匹配资源或派发责任。", "It is then to be matched or assigned within the policy's days."), OPINION),
    Action("assign", ("派发责任", "Assign"), ("形成一项责任并派发给该部门，认领期限开始计算。", "A responsibility is made and assigned; the days of its claim begin."), OPINION, also=("department", "items")),
    Action("link", ("关联已有责任", "Link a responsibility"), ("已派发的责任同时满足本需求。", "A responsibility that exists serves this demand too."), also=("responsibility",)),
    Action("merge", ("合并", "Merge"), ("本需求随并入的需求办理，不再单独办理。", "This demand follows the other one and is no longer dealt with by itself."), OPINION, also=("into",)),
    Action("forward", ("转报上级", "Pass up"), ("转由上一级数据主管部门预审，本级期限终止。", "The authority above pre-reviews it; the clock here ends."), OPINION),
    Action("return", ("退回补正", "Return"), ("须一次写明全部需补正内容；补正期间停止计时。", "Say at once everything that is missing; the clock stands still meanwhile."), ("须补正的内容", "What is missing"), must=True),
    Action("refuse", ("不予受理", "Refuse"), ("需求就此办结，不能恢复。须写明理由和法律依据。", "This ends the demand for good. Reason and legal basis are needed."), ("理由", "Reason"), must=True, also=("basis",), grave=True),
    Action("withdraw", ("撤回", "Withdraw"), ("审核通过前撤回后回到草稿；已送主管部门的，撤回即办结。", "Before the sign-off it is a draft again; afterwards this ends it."), ("原因（可不填）", "Reason (optional)"), grave=True),
    Action("delete", ("删除草稿", "Delete the draft"), ("草稿删除后不能恢复。", "The draft cannot be brought back."), grave=True),
)  # fmt: skip
"""What may be done on the page of a demand, in the order in which it is offered; matching is offered at the candidates."""

WAITS_FOR: Final[Mapping[str, tuple[str, str]]] = {
    "draft": ("填报部门补全内容后提交。", "Its department completes and submits it."),
    "submitted": ("等待本部门审核员审核；提交人不能审核自己提交的需求。", "It waits for the department's reviewer, who cannot be the one who submitted it."),
    "reviewing": ("等待数据主管部门预审。", "It waits for the data authority's pre-review."),
    "returned": ("等待填报部门补正后重新提交，期间停止计时。", "It waits for its department to complete it; the clock stands still."),
    "resubmitted": ("已补正，等待本部门审核员审核。", "It was completed and waits for the department's reviewer."),
    "accepted": ("等待数据主管部门匹配资源或派发责任。", "It waits to be matched with resources, or assigned as a responsibility."),
    "fulfilling": ("已有来源，全部来源可调用后即为已满足。", "It has sources; it is satisfied once all of them can be called."),
    "satisfied": ("全部来源均可调用。", "All of its sources can be called."),
    "interrupted": ("有来源不能调用，恢复后自动转为已满足。", "A source cannot be called; once it can again, the demand is satisfied."),
    "refused": ("已办结。", "It has ended."),
    "withdrawn": ("已办结。", "It has ended."),
    "merged": ("随并入的需求办理。", "It follows the demand that it was merged into."),
}  # fmt: skip
"""For whom a demand waits in each state."""


def attach(pages: Blueprint) -> None:
    """Open these pages."""
    pages.add_url_rule("/demands", "demands", demands)
    pages.add_url_rule("/demands.csv", "demands_csv", demands_csv)
    pages.add_url_rule("/demands/new", "demand_new", blank)
    pages.add_url_rule("/demands/new", "demand_file", file, methods=["POST"])
    pages.add_url_rule("/demands/<id:demand>", "demand", show)
    pages.add_url_rule("/demands/<id:demand>", "demand_act", act, methods=["POST"])
    pages.add_url_rule("/demands/<id:demand>/edit", "demand_edit", edit)
    pages.add_url_rule("/demands/<id:demand>/edit", "demand_save", save, methods=["POST"])


# -- The list


@needs("demand:read")
def demands() -> str:
    """Show the demands that fit, as a table by number or as a board by state."""
    wanted, as_board = _wanted(), asked("view") == "board"
    with reception.look() as look:
        counts = queries.counts(look, replace(wanted, states=()))
        return render_template(
            "demands.html",
            counts=counts,
            choices=boards.choices(look),
            board=boards.board(look, wanted) if as_board else None,
            found=None if as_board else queries.find(look, wanted, cursor=asked("cursor") or None, limit=PAGE_SIZE),
            chosen=wanted,
            open_states=OPEN_STATES,
            may_file=_may_file(look),
        )


@needs("demand:read")
def demands_csv() -> Response:
    """Download the list as it is filtered, all its pages."""
    with reception.look() as look:
        found = queries.find(look, _wanted(), limit=None)
    header = (
        *(say("编号", "number"), say("需求名称", "title"), say("需求部门", "department"), say("主管部门所在区划", "desk")),
        *(
            say("状态", "state"),
            say("紧急程度", "urgency"),
            say("匹配结论", "verdict"),
            say("到期日", "due"),
            say("使用时限", "until"),
        ),
    )
    rows = [
        (
            *(each.number, each.title, each.department, each.desk or ""),
            *(named("demand", each.state), named("urgency", each.urgency), named("verdict", each.verdict)),
            *(day(each.due_on) if each.due_on else "", day(each.until_on) if each.until_on else ""),
        )
        for each in found
    ]
    return download("demands", header, rows)


def _wanted() -> Filter:
    states = tuple(state for state in request.args.getlist("state") if state in STATE_NAMES)
    return Filter(
        states=OPEN_STATES if "open" in request.args.getlist("state") else states,
        department=asked("department") or None,
        desk=asked("desk") or None,
        urgency=asked("urgency") if asked("urgency") in URGENCIES else None,
        title=asked("title") or None,
    )


def _may_file(look: Look) -> bool:
    return look.actor.department is not None and may(look.actor, "demand:file", Place(look.actor.department, look.actor.region))


# -- Filing


@needs("demand:file")
def blank() -> str:
    """Show an empty form."""
    return _form({}, {}, None)


@needs("demand:file")
def file() -> ResponseReturnValue:
    """File a demand of the caller's department as a draft, and submit it where that was asked."""
    said = read_form(DemandForm, request.form)
    try:
        with reception.work() as work:
            receipt = room.file(work, work.actor.department or "", said["content"])
    except Invalid as refusal:
        return _form(said["content"], findings(refusal.problems), None), 422
    return _saved(receipt, "file", said["then"])


@needs("demand:edit")
def edit(demand: str) -> ResponseReturnValue:
    """Show the form of a draft, with what is still to be said at its fields."""
    with reception.look() as look:
        one = queries.show(look, demand)
        problems = boards.problems_of(look, one.content)
        if "edit" not in boards.open_verbs(look, demand):
            return redirect(link("demand", demand=demand), 303)
    return _form(one.content, findings(problems), one)


@needs("demand:edit")
def save(demand: str) -> ResponseReturnValue:
    """Replace the content of a draft, and submit it where that was asked."""
    said = read_form(DemandForm, request.form)
    try:
        with reception.work() as work:
            receipt = room.edit(work, demand, said["content"], revision=said["revision"])
    except REFUSALS as refusal:
        with reception.look() as look:
            one = replace(queries.show(look, demand), revision=said["revision"] or 0)
        attempt = tried(refusal)
        return _form(said["content"], findings(refusal.problems), one, attempt), attempt.status
    return _saved(receipt, "edit", said["then"])


def _saved(receipt: Receipt, verb: str, then: str) -> ResponseReturnValue:
    """Lead on to the demand; what could not be submitted was saved all the same, and its form says what is missing."""
    if then != "submit":
        return redirect(link("demand", demand=receipt.id, done=verb), 303)
    try:
        with reception.work() as work:
            room.submit(work, receipt.id, revision=receipt.revision)
    except Invalid:
        return redirect(link("demand_edit", demand=receipt.id, kept=1), 303)
    return redirect(link("demand", demand=receipt.id, done="submit"), 303)


def _form(content: Mapping[str, Any], wrong: Mapping[str, Any], one: Demand | None, attempt: Tried | None = None) -> str:
    return render_template("demand_form.html", content=content, wrong=wrong, one=one, tried=attempt or Tried())


# -- One demand


@needs("demand:read")
def show(demand: str) -> str:
    """Show one demand."""
    return _page(demand, Tried())


def _page(demand: str, attempt: Tried) -> str:
    with reception.searching() as look:
        one = queries.show(look, demand)
        verbs = boards.open_verbs(look, demand)
        return render_template(
            "demand.html",
            one=one,
            verbs=verbs | ({"link"} if "assign" in verbs else set()),
            actions=ACTIONS,
            waits=WAITS_FOR[one.summary.state],
            unsaid=boards.problems_of(look, one.content) if "submit" in verbs else (),
            offer=offer(look, one) if "match" in verbs else Offer(),
            twins=boards.twins(look, demand) if "merge" in verbs else (),
            open_to_caller=_open(look, one),
            tried=attempt,
        )


def _open(look: Look, one: Demand) -> frozenset[str]:
    """Return which of the demands and responsibilities that a demand hangs together with have a page for the caller."""
    merged = [each.id for each in (one.merged_into, *one.followers) if each]
    duties = [source.responsibility_id for source in one.sources if source.responsibility_id]
    return boards.readable(look, merged) | duty_boards.readable(look, duties)


def _match(work: Work, demand: str, said: dict[str, Any]) -> object:
    chosen = [room.Chosen(said["resource"], tuple(said["items"]))]
    return room.match(work, demand, chosen, opinion=said["opinion"], revision=said["revision"])


def _assign(work: Work, demand: str, said: dict[str, Any]) -> object:
    told = {"items": said["items"], "opinion": said["opinion"], "revision": said["revision"]}
    return responsibilities.assign_for_demand(work, demand, department_named(work, said["department"]), **told)


def _link(work: Work, demand: str, said: dict[str, Any]) -> object:
    named_so = responsibility_named(work, said["responsibility"].strip())
    return responsibilities.link(work, named_so, demand, revision=said["revision"])


def _merge(work: Work, demand: str, said: dict[str, Any]) -> object:
    into = queries.resolve(work, said["into"].strip())
    return room.merge(work, demand, into=into, opinion=said["opinion"], revision=said["revision"])


def _refuse(work: Work, demand: str, said: dict[str, Any]) -> object:
    return room.refuse(work, demand, opinion=said["opinion"], basis=said["basis"], revision=said["revision"])


VERBS: Final[Mapping[str, Verb]] = {
    "submit": Verb(StepForm, plain(room.submit)),
    "delete": Verb(StepForm, plain(room.delete)),
    "sign": Verb(StepForm, opined(room.sign)),
    "accept": Verb(StepForm, opined(room.accept)),
    "forward": Verb(StepForm, opined(room.forward)),
    "return": Verb(StepForm, opined(room.return_)),
    "withdraw": Verb(StepForm, opined(room.withdraw)),
    "refuse": Verb(RefuseForm, _refuse),
    "match": Verb(MatchForm, _match),
    "assign": Verb(AssignForm, _assign),
    "link": Verb(LinkForm, _link),
    "merge": Verb(MergeForm, _merge),
}
"""What a form on the page of a demand may ask for."""


@needs("demand:submit", "demand:sign", "demand:review")
def act(demand: str) -> ResponseReturnValue:
    """Do what a form on the page of a demand asks for; what is refused is told on the page, with what was typed."""
    return acting.act("demand", demand, VERBS, _page, many="demands")
