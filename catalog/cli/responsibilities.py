"""``catalog responsibilities``: the responsibility list, from its drafting to fulfilment, and the lists issued for a year.

A change names the revision that was read (``--revision``), and every answer prints the new one.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from catalog.cli import loopsheet, main, named
from catalog.cli.common import Door, command, table
from catalog.cli.contents import document, responsibility_content
from catalog.cli.demands import OPINION, REF, REMARK, REVISION
from catalog.cli.loopbulk import CHANGES, REFERENCES, carry
from catalog.exchange.bulk import RESPONSIBILITY_VERBS, change_responsibility
from catalog.lists import queries as catalog
from catalog.lists import responsibilities
from catalog.lists.demands import queries as demand_queries
from catalog.lists.responsibilities import queries
from catalog.lists.responsibilities.rules import RESPONSIBILITY
from catalog.office import Work
from catalog.schemas.responsibilities import CHANGES as SHAPES


@main.group("responsibilities")
def group() -> None:
    """责任清单；REF 为责任编号（ZR2026-000003）或标识 the responsibility list; REF is a number or an id."""


# -- Reading


@command(group, "list")
@click.option(
    "--state", "states", type=click.Choice(list(RESPONSIBILITY)), multiple=True, help="状态，可重复 state, may be repeated"
)
@click.option("--department", help="责任部门代码或名称，含其前身 owner with its predecessors")
@named.REGION
@click.option("--year", type=click.IntRange(2000, 2100), help="编号年度 year of the number")
@click.option("--demand", metavar="REF", help="对应此需求 that serve this demand")
@click.option("--title", help="名称中的文字 words in the title")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="条数 responsibilities a page")
@click.option("--cursor", help="上一页给出的标记 the mark that the page before gave")
def find(
    door: Door,
    *,
    department: str | None,
    region: str | None,
    demand: str | None,
    limit: int,
    cursor: str | None,
    **narrowed: Any,
) -> None:
    """列出责任，按编号 list responsibilities by number."""
    with door.office.look(door.actor) as look:
        wanted = queries.Filter(
            owner=named.department(look, department) if department else None,
            region=named.region(look, region),
            demand=demand_queries.resolve(look, demand) if demand else None,
            **narrowed,
        )
        page = queries.find(look, wanted, cursor=cursor, limit=limit)
    rows = [loopsheet.responsibility_row(line) for line in page]
    lines = table(rows, loopsheet.RESPONSIBILITY_HEADINGS) if rows else ["没有责任 no responsibilities"]
    following = [f"下一页 next: --cursor {page.next}"] if page.next else []
    door.show({"responsibilities": list(page), "next": page.next}, [*lines, *following])


@command(group, "show")
@REF
def show(door: Door, reference: str) -> None:
    """显示一项责任：内容、需求、期限与办理记录 show one responsibility with its demands, clocks and steps."""
    with door.office.look(door.actor) as look:
        shown = queries.show(look, reference)
    door.show(shown, loopsheet.responsibility_lines(shown))


# -- By the data authority


def _change(door: Door, reference: str, verb: Callable[[Work, str], Any]) -> None:
    """Do a verb to the responsibility that a reference names, and print its receipt."""
    with door.office.work(door.actor) as work:
        receipt = verb(work, queries.resolve(work, reference))
    door.show(receipt, loopsheet.receipt_lines(receipt))


@command(group, "draft")
@click.option("--department", required=True, metavar="CODE", help="责任部门代码或名称 department, by code or name")
@responsibility_content
def draft(door: Door, department: str, file: Path | None, **said: Any) -> None:
    """由法定职责拟定，内容来自 FILE（JSON）与各选项 draft from a statutory duty; FILE, and what options say over it."""
    content = document(file, said)
    with door.office.work(door.actor) as work:
        receipt = responsibilities.draft(work, named.department(work, department), content)
    door.show(receipt, loopsheet.receipt_lines(receipt))


@command(group, "edit")
@REF
@responsibility_content
@REVISION
def edit(door: Door, reference: str, file: Path | None, revision: int, **said: Any) -> None:
    """更改拟定稿：以 FILE 替换内容，或只改所给选项 replace a draft's content by FILE, or change what options name."""

    def verb(work: Work, row: str) -> Any:
        content = document(file, said, queries.show(work, row).content)
        return responsibilities.edit(work, row, content, revision=revision)

    _change(door, reference, verb)


@command(group, "delete")
@REF
@REVISION
def delete(door: Door, reference: str, revision: int) -> None:
    """删除拟定稿 delete a draft."""
    with door.office.work(door.actor) as work:
        row = queries.resolve(work, reference)
        responsibilities.delete(work, row, revision=revision)
    door.show({"id": row, "deleted": True}, f"已删除 deleted: {reference}")


@command(group, "assign")
@REF
@REMARK
@REVISION
def assign(door: Door, reference: str, opinion: str, revision: int) -> None:
    """派发给责任部门 assign a draft to its department."""
    _change(door, reference, lambda work, row: responsibilities.assign(work, row, opinion=opinion, revision=revision))


@command(group, "reassign")
@REF
@click.option("--department", required=True, metavar="CODE", help="改由此部门承担 the department that is to have it")
@OPINION
@REVISION
def reassign(door: Door, reference: str, department: str, opinion: str, revision: int) -> None:
    """改派其他部门 assign to another department."""

    def verb(work: Work, row: str) -> Any:
        owner = named.department(work, department)
        return responsibilities.reassign(work, row, owner, opinion=opinion, revision=revision)

    _change(door, reference, verb)


@command(group, "uphold")
@REF
@OPINION
@REVISION
def uphold(door: Door, reference: str, opinion: str, revision: int) -> None:
    """驳回异议 rule that the objection does not hold."""
    _change(door, reference, lambda work, row: responsibilities.uphold(work, row, opinion=opinion, revision=revision))


@command(group, "cancel")
@REF
@OPINION
@REVISION
def cancel(door: Door, reference: str, opinion: str, revision: int) -> None:
    """撤销责任 cancel; demands without another source are to be matched again."""
    _change(door, reference, lambda work, row: responsibilities.cancel(work, row, opinion=opinion, revision=revision))


# -- By the source department


@command(group, "claim")
@REF
@REMARK
@REVISION
def claim(door: Door, reference: str, opinion: str, revision: int) -> None:
    """认领 claim."""
    _change(door, reference, lambda work, row: responsibilities.claim(work, row, opinion=opinion, revision=revision))


@command(group, "object")
@REF
@OPINION
@REVISION
def object_(door: Door, reference: str, opinion: str, revision: int) -> None:
    """提出异议（非数源部门） object that the department is not the source."""
    _change(door, reference, lambda work, row: responsibilities.object_(work, row, opinion=opinion, revision=revision))


@command(group, "plan")
@REF
@click.option("--text", required=True, help="何时如何落实 how and when the data will be provided")
@REVISION
def plan(door: Door, reference: str, text: str, revision: int) -> None:
    """提交落实计划 say how and when it will be carried out."""
    _change(door, reference, lambda work, row: responsibilities.plan(work, row, text, revision=revision))


@command(group, "fulfil")
@REF
@click.option(
    "--resource", required=True, metavar="CODE", help="已发布且挂接可用的数据资源 a published entry whose binding answers"
)
@REMARK
@REVISION
def fulfil(door: Door, reference: str, resource: str, opinion: str, revision: int) -> None:
    """以数据资源履行 fulfil with an entry."""

    def verb(work: Work, row: str) -> Any:
        entry = catalog.resolve(work, resource)
        return responsibilities.fulfil(work, row, entry, opinion=opinion, revision=revision)

    _change(door, reference, verb)


@command(group, "bulk")
@click.argument("verb", type=click.Choice(RESPONSIBILITY_VERBS), required=False)
@REFERENCES
@CHANGES
@REMARK
def bulk(door: Door, verb: str | None, references: tuple[str, ...], file: Path | None, opinion: str) -> None:
    """批量办理（如派发、认领），一项被拒绝不影响其他 do one thing to many; what is refused hinders no other."""
    said = {"opinion": opinion}
    carry(door, verb, references, file, said, read=SHAPES.read, do=change_responsibility)


# -- Issued lists


@command(group, "issue")
@click.argument("department", metavar="DEPARTMENT")
@click.argument("year", type=click.IntRange(2000, 2100))
def issue(door: Door, department: str, year: int) -> None:
    """下达某部门某年的责任清单 issue the list of a department for a year, frozen as it stands."""
    with door.office.work(door.actor) as work:
        issued = responsibilities.issue(work, named.department(work, department), year)
    door.show(issued, loopsheet.issue_lines(issued))


@command(group, "issues")
@click.option("--department", help="部门代码或名称 department by code or name")
@click.option("--year", type=click.IntRange(2000, 2100), help="年度 year")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="条数 lists a page")
@click.option("--cursor", help="上一页给出的标记 the mark that the page before gave")
def issues(door: Door, *, department: str | None, year: int | None, limit: int, cursor: str | None) -> None:
    """列出已下达的责任清单 list the issued lists, the oldest first."""
    with door.office.look(door.actor) as look:
        where = named.department(look, department) if department else None
        page = queries.issues(look, department=where, year=year, cursor=cursor, limit=limit)
    rows = [loopsheet.issue_row(each) for each in page]
    lines = table(rows, loopsheet.ISSUE_HEADINGS) if rows else ["没有已下达的清单 no issued lists"]
    following = [f"下一页 next: --cursor {page.next}"] if page.next else []
    door.show({"issues": list(page), "next": page.next}, [*lines, *following])


@command(group, "show-issue")
@click.argument("issue")
def show_issue(door: Door, issue: str) -> None:
    """显示一份已下达的清单 show an issued list by its id."""
    with door.office.look(door.actor) as look:
        shown = queries.show_issue(look, issue)
    door.show(shown, loopsheet.issue_lines(shown))


@command(group, "acknowledge")
@click.argument("issue")
@REVISION
def acknowledge(door: Door, issue: str, revision: int) -> None:
    """签收已下达的清单 acknowledge an issued list for the department."""
    with door.office.work(door.actor) as work:
        signed = responsibilities.acknowledge(work, issue, revision=revision)
    door.show(signed, loopsheet.issue_lines(signed))


@command(group, "compare")
@click.argument("old")
@click.argument("new")
def compare(door: Door, old: str, new: str) -> None:
    """逐项比较两份清单 compare two issued lists."""
    with door.office.look(door.actor) as look:
        changes = queries.compare(look, old, new)
    door.show(changes, list(loopsheet.change_lines(changes)) or "没有差异 no difference")
