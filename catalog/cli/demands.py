"""``catalog demands``: the demand list, from filing to satisfaction.

A change names the revision that was read (``--revision``), and every answer prints the new one.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from catalog.cli import loopsheet, main, named
from catalog.cli.common import Door, command, table
from catalog.cli.contents import BASIS, ENTRY_ITEMS, ITEMS, demand_content, document, entry_items, laws, responsibility_content
from catalog.cli.loopbulk import CHANGES, REFERENCES, carry
from catalog.exchange.bulk import DEMAND_VERBS, change_demand
from catalog.lists import demands, responsibilities
from catalog.lists import queries as catalog
from catalog.lists.demands import Chosen, queries
from catalog.lists.demands.rules import DEMAND, URGENCIES
from catalog.lists.responsibilities import queries as responsibility_queries
from catalog.office import Work
from catalog.schemas.demands import CHANGES as SHAPES

REF: Final = click.argument("reference", metavar="REF")
REVISION: Final = click.option("--revision", type=int, required=True, metavar="N", help="所读到的版次 the revision you have read")
REMARK: Final = click.option("--opinion", default="", help="意见，可不填 remark")
OPINION: Final = click.option("--opinion", required=True, help="意见，必填 why")


@main.group("demands")
def group() -> None:
    """需求清单；REF 为需求编号（XQ2026-000012）或标识 the demand list; REF is a number or an id."""


# -- Reading


@command(group, "list")
@click.option("--state", "states", type=click.Choice(list(DEMAND)), multiple=True, help="状态，可重复 state, may be repeated")
@click.option("--department", help="需求部门代码或名称，含其前身 department with its predecessors")
@named.REGION
@click.option("--desk", help="由此区划的数据主管部门办理 on the desk of this region's data authority")
@click.option("--source", help="拟数源部门代码或名称 presumed source department")
@click.option("--urgency", type=click.Choice(list(URGENCIES)), help="紧急程度 urgency")
@click.option("--year", type=click.IntRange(2000, 2100), help="编号年度 year of the number")
@click.option("--title", help="名称中的文字 words in the title")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="条数 demands a page")
@click.option("--cursor", help="上一页给出的标记 the mark that the page before gave")
def find(
    door: Door,
    *,
    department: str | None,
    source: str | None,
    region: str | None,
    desk: str | None,
    limit: int,
    cursor: str | None,
    **narrowed: Any,
) -> None:
    """列出需求，按编号 list demands by number."""
    with door.office.look(door.actor) as look:
        wanted = queries.Filter(
            department=named.department(look, department) if department else None,
            source=named.department(look, source) if source else None,
            region=named.region(look, region),
            desk=named.region(look, desk),
            **narrowed,
        )
        page = queries.find(look, wanted, cursor=cursor, limit=limit)
    lines = table([loopsheet.demand_row(line) for line in page], loopsheet.DEMAND_HEADINGS) if page else ["没有需求 no demands"]
    following = [f"下一页 next: --cursor {page.next}"] if page.next else []
    door.show({"demands": list(page), "next": page.next}, [*lines, *following])


@command(group, "show")
@REF
def show(door: Door, reference: str) -> None:
    """显示一项需求：内容、来源、期限与办理记录 show one demand with its sources, clocks and steps."""
    with door.office.look(door.actor) as look:
        shown = queries.show(look, reference)
    door.show(shown, loopsheet.demand_lines(shown))


@command(group, "duplicates")
def duplicates(door: Door) -> None:
    """列出可能重复的在办需求 list pairs of open demands that may be one."""
    with door.office.look(door.actor) as look:
        pairs = queries.duplicates(look)
    lines = [
        f"{pair.alike:.0%}  {pair.first.number} {pair.first.title}（{pair.first.department}）"
        f"  {pair.second.number} {pair.second.title}（{pair.second.department}）"
        for pair in pairs
    ]
    door.show(pairs, lines or "没有重复 none alike")


# -- By the department


def _change(door: Door, reference: str, verb: Callable[[Work, str], Any]) -> None:
    """Do a verb to the demand that a reference names, and print its receipt."""
    with door.office.work(door.actor) as work:
        receipt = verb(work, queries.resolve(work, reference))
    door.show(receipt, loopsheet.receipt_lines(receipt))


@command(group, "file")
@click.option("--department", required=True, metavar="CODE", help="需求部门代码或名称 department, by code or name")
@demand_content
def file_(door: Door, department: str, file: Path | None, **said: Any) -> None:
    """填报需求草稿，内容来自 FILE（JSON）与各选项 file a draft whose content is FILE and what options say over it."""
    content = document(file, said)
    with door.office.work(door.actor) as work:
        receipt = demands.file(work, named.department(work, department), content)
    door.show(receipt, loopsheet.receipt_lines(receipt))


@command(group, "edit")
@REF
@demand_content
@REVISION
def edit(door: Door, reference: str, file: Path | None, revision: int, **said: Any) -> None:
    """更改草稿或已退回的需求：以 FILE 替换内容，或只改所给选项 replace the content by FILE, or change what options name."""

    def verb(work: Work, demand: str) -> Any:
        content = document(file, said, queries.show(work, demand).content)
        return demands.edit(work, demand, content, revision=revision)

    _change(door, reference, verb)


@command(group, "submit")
@REF
@REVISION
def submit(door: Door, reference: str, revision: int) -> None:
    """提交部门审核 hand to the department's reviewer."""
    _change(door, reference, lambda work, demand: demands.submit(work, demand, revision=revision))


@command(group, "sign")
@REF
@REMARK
@REVISION
def sign(door: Door, reference: str, opinion: str, revision: int) -> None:
    """部门审核通过 sign off for the department."""
    _change(door, reference, lambda work, demand: demands.sign(work, demand, opinion=opinion, revision=revision))


@command(group, "withdraw")
@REF
@REMARK
@REVISION
def withdraw(door: Door, reference: str, opinion: str, revision: int) -> None:
    """撤回 take back: before the sign-off a draft again, afterwards ended."""
    _change(door, reference, lambda work, demand: demands.withdraw(work, demand, opinion=opinion, revision=revision))


@command(group, "delete")
@REF
@REVISION
def delete(door: Door, reference: str, revision: int) -> None:
    """删除草稿 delete a draft."""
    with door.office.work(door.actor) as work:
        demand = queries.resolve(work, reference)
        demands.delete(work, demand, revision=revision)
    door.show({"id": demand, "deleted": True}, f"已删除 deleted: {reference}")


# -- By the data authority


@command(group, "return")
@REF
@OPINION
@REVISION
def return_(door: Door, reference: str, opinion: str, revision: int) -> None:
    """退回补正，一次告知全部须补正内容 return for completion, saying everything that is missing."""
    _change(door, reference, lambda work, demand: demands.return_(work, demand, opinion=opinion, revision=revision))


@command(group, "accept")
@REF
@REMARK
@REVISION
def accept(door: Door, reference: str, opinion: str, revision: int) -> None:
    """受理 accept."""
    _change(door, reference, lambda work, demand: demands.accept(work, demand, opinion=opinion, revision=revision))


@command(group, "forward")
@REF
@REMARK
@REVISION
def forward(door: Door, reference: str, opinion: str, revision: int) -> None:
    """转报上级数据主管部门 pass up to the authority of the region above."""
    _change(door, reference, lambda work, demand: demands.forward(work, demand, opinion=opinion, revision=revision))


@command(group, "refuse")
@REF
@OPINION
@BASIS
@REVISION
def refuse(door: Door, reference: str, opinion: str, basis: tuple[str, ...], revision: int) -> None:
    """不予受理，须有原因与法律依据 refuse, with the reason and the law that it stands on."""
    cited = laws(basis)
    _change(door, reference, lambda work, demand: demands.refuse(work, demand, opinion=opinion, basis=cited, revision=revision))


@command(group, "match")
@REF
@click.option(
    "--resource",
    "resources",
    multiple=True,
    required=True,
    metavar=ENTRY_ITEMS,
    help="数据资源，可写明用于哪些信息项，可重复 an entry, for all items or those named; may be repeated",
)
@REMARK
@REVISION
def match(door: Door, reference: str, resources: tuple[str, ...], opinion: str, revision: int) -> None:
    """匹配已发布的数据资源 let published entries satisfy a demand."""

    def verb(work: Work, demand: str) -> Any:
        chosen = [_chosen(work, text) for text in resources]
        return demands.match(work, demand, chosen, opinion=opinion, revision=revision)

    _change(door, reference, verb)


def _chosen(work: Work, text: str) -> Chosen:
    resource, items = entry_items(text)
    return Chosen(catalog.resolve(work, resource), tuple(items))


@command(group, "assign")
@REF
@click.option("--department", required=True, metavar="CODE", help="责任部门代码或名称 department, by code or name")
@responsibility_content
@REMARK
@REVISION
def assign(
    door: Door,
    *,
    reference: str,
    department: str,
    file: Path | None,
    items: tuple[str, ...],
    opinion: str,
    revision: int,
    **said: Any,
) -> None:
    """派发为某部门的责任；未写明的取自需求 make it a department's responsibility; what is not said is taken from the demand."""
    content = document(file, said)

    def verb(work: Work, demand: str) -> Any:
        owner = named.department(work, department)
        return responsibilities.assign_for_demand(
            work, demand, owner, items=items, content=content, opinion=opinion, revision=revision
        )

    _change(door, reference, verb)


@command(group, "link")
@REF
@click.option("--responsibility", required=True, metavar="REF", help="已派发的责任 a responsibility that was assigned")
@ITEMS
@REVISION
def link(door: Door, reference: str, responsibility: str, items: tuple[str, ...], revision: int) -> None:
    """由已有责任满足 let a responsibility that exists serve this demand too; the receipt is the responsibility's."""

    def verb(work: Work, demand: str) -> Any:
        row = responsibility_queries.resolve(work, responsibility)
        return responsibilities.link(work, row, demand, items=items, revision=revision)

    _change(door, reference, verb)


@command(group, "merge")
@REF
@click.option("--into", required=True, metavar="REF", help="并入的需求 the demand that stands for it")
@REMARK
@REVISION
def merge(door: Door, reference: str, into: str, opinion: str, revision: int) -> None:
    """并入另一在办需求 let another open demand stand for this one."""
    _change(
        door,
        reference,
        lambda work, demand: demands.merge(work, demand, into=queries.resolve(work, into), opinion=opinion, revision=revision),
    )


@command(group, "bulk")
@click.argument("verb", type=click.Choice(DEMAND_VERBS), required=False)
@REFERENCES
@CHANGES
@click.option("--department", help="责任部门，仅派发 department, to assign")
@REMARK
def bulk(
    door: Door, *, verb: str | None, references: tuple[str, ...], file: Path | None, department: str | None, opinion: str
) -> None:
    """批量办理（如受理、派发），一项被拒绝不影响其他 do one thing to many; what is refused hinders no other."""
    said = {"department": department, "opinion": opinion}
    carry(door, verb, references, file, said, read=SHAPES.read, do=change_demand)
