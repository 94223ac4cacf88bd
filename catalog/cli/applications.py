"""``catalog applications``: applications for data, from filing to the reply.

A change names the revision that was read (``--revision``), and every answer prints the new one.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from catalog.cli import loopsheet, main, named, sharingsheet
from catalog.cli.bulk import tell
from catalog.cli.common import Door, command
from catalog.cli.contents import BASIS, ENTRY_ITEMS, application_content, document, entry_items, laws, terms, terms_options
from catalog.cli.demands import OPINION, REF, REMARK, REVISION
from catalog.cli.loopbulk import CHANGES, REFERENCES, carry, line_of
from catalog.exchange import baskets
from catalog.exchange.bulk import APPLICATION_VERBS, change_application
from catalog.lists import queries as catalog
from catalog.lists.demands.queries import resolve as resolve_demand
from catalog.office import Work
from catalog.schemas.applications import CHANGES as SHAPES
from catalog.schemas.applications import BasketEntrySchema
from catalog.schemas.base import read_shape
from catalog.sharing import applications
from catalog.sharing.applications import queries
from catalog.sharing.rules import APPLICATION

LIMIT: Final = click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="条数 rows a page")
CURSOR: Final = click.option("--cursor", help="上一页给出的标记 the mark that the page before gave")
DEPARTMENT: Final = click.option(
    "--department", required=True, metavar="CODE", help="申请部门代码或名称 applicant, by code or name"
)


@main.group("applications")
def group() -> None:
    """共享申请；REF 为申请编号（GX2026-000012）或标识 applications for data; REF is a number or an id."""


# -- Reading


@command(group, "list")
@click.option(
    "--state", "states", type=click.Choice(list(APPLICATION)), multiple=True, help="状态，可重复 state, may be repeated"
)
@click.option("--department", help="申请部门代码或名称，含其前身 applicant with its predecessors")
@click.option("--provider", help="提供部门代码或名称，含其前身 provider with its predecessors")
@click.option("--party", help="申请或提供部门 applicant or provider")
@click.option("--desk", help="由此区划的数据主管部门核转 on the desk of this region's data authority")
@click.option("--resource", help="数据资源代码或标识 entry, by code or id")
@click.option("--demand", help="所依据的需求 the demand that it comes from")
@click.option("--basket", help="一揽子申请编号 number of the basket")
@click.option("--year", type=click.IntRange(2000, 2100), help="编号年度 year of the number")
@click.option("--title", help="名称中的文字 words in the title")
@LIMIT
@CURSOR
def find(door: Door, *, limit: int, cursor: str | None, **asked: Any) -> None:
    """列出共享申请，按编号 list applications by number."""
    with door.office.look(door.actor) as look:
        departments = {name: named.department(look, asked[name]) for name in ("department", "provider", "party") if asked[name]}
        resource = catalog.resolve(look, asked["resource"]) if asked["resource"] else None
        demand = resolve_demand(look, asked["demand"]) if asked["demand"] else None
        found = {"desk": named.region(look, asked["desk"]), "resource": resource, "demand": demand}
        wanted = queries.Filter(**{**asked, **departments, **found})
        page = queries.find(look, wanted, cursor=cursor, limit=limit)
    lines = sharingsheet.rows("application", page, sharingsheet.APPLICATION_HEADINGS) if page else ["没有申请 no applications"]
    following = [f"下一页 next: --cursor {page.next}"] if page.next else []
    door.show({"applications": list(page), "next": page.next}, [*lines, *following])


@command(group, "show")
@REF
def show(door: Door, reference: str) -> None:
    """显示一份申请：内容、核转路径、答复、期限与办理记录 show one application with its way, reply, clocks and steps."""
    with door.office.look(door.actor) as look:
        shown = queries.show(look, reference)
    door.show(shown, sharingsheet.application_lines(shown))


# -- By the department that needs the data


def _change(door: Door, reference: str, verb: Callable[[Work, str], Any]) -> None:
    """Do a verb to the application that a reference names, and print its receipt."""
    with door.office.work(door.actor) as work:
        receipt = verb(work, queries.resolve(work, reference))
    door.show(receipt, loopsheet.receipt_lines(receipt))


@command(group, "file")
@DEPARTMENT
@click.option("--resource", required=True, metavar="CODE", help="数据资源代码或标识 entry, by code or id")
@click.option("--demand", metavar="REF", help="所依据的需求 the demand that it comes from")
@click.option("--basket", metavar="LZ…|new", help="一揽子申请编号 the basket that it is put into")
@application_content
def file_(
    door: Door, *, department: str, resource: str, demand: str | None, basket: str | None, file: Path | None, **said: Any
) -> None:
    """填报申请草稿，内容来自 FILE（JSON）与各选项 file a draft whose content is FILE and what options say over it."""
    given = {"demand": demand, "basket": basket}
    change = {"department": department, "resource": resource, "content": document(file, said)}
    with door.office.work(door.actor) as work:
        receipt = change_application(work, "file", **change, **{name: value for name, value in given.items() if value})
    assert receipt is not None
    door.show(receipt, loopsheet.receipt_lines(receipt))


@command(group, "basket")
@DEPARTMENT
@click.option(
    "--resource",
    "resources",
    multiple=True,
    required=True,
    metavar=ENTRY_ITEMS,
    help="数据资源，可写明信息项，可重复 an entry, with its items or without; may be repeated",
)
@application_content
def basket(door: Door, *, department: str, resources: tuple[str, ...], file: Path | None, **said: Any) -> None:
    """一揽子申请：以共同内容申请多个资源，逐项答复 apply for several entries at once, each answered by itself."""
    wanted = [_wanted(text) for text in resources]
    number, done = baskets.fill(
        door.office, door.actor, department, document(file, said), wanted, read=lambda each: read_shape(BasketEntrySchema, each)
    )
    tell(door, done, line_of, basket=number)


def _wanted(text: str) -> dict[str, Any]:
    resource, items = entry_items(text)
    return {"resource": resource, **({"content": {"items": items}} if items else {})}


@command(group, "edit")
@REF
@application_content
@REVISION
def edit(door: Door, reference: str, file: Path | None, revision: int, **said: Any) -> None:
    """更改草稿或已退回的申请：以 FILE 替换内容，或只改所给选项 replace the content by FILE, or change what options name."""

    def verb(work: Work, application: str) -> Any:
        content = document(file, said, queries.show(work, application).content)
        return applications.edit(work, application, content, revision=revision)

    _change(door, reference, verb)


@command(group, "submit")
@REF
@REVISION
def submit(door: Door, reference: str, revision: int) -> None:
    """提交部门审核 hand to the department's reviewer."""
    _change(door, reference, lambda work, id_: applications.submit(work, id_, revision=revision))


@command(group, "sign")
@REF
@REMARK
@REVISION
def sign(door: Door, reference: str, opinion: str, revision: int) -> None:
    """部门审核同意，经各级主管部门核转或直达提供方 sign off for the department; it goes to the authorities or the provider."""
    _change(door, reference, lambda work, id_: applications.sign(work, id_, opinion=opinion, revision=revision))


@command(group, "withdraw")
@REF
@REMARK
@REVISION
def withdraw(door: Door, reference: str, opinion: str, revision: int) -> None:
    """撤回 take back: before the sign-off a draft again, afterwards ended."""
    _change(door, reference, lambda work, id_: applications.withdraw(work, id_, opinion=opinion, revision=revision))


@command(group, "delete")
@REF
@REVISION
def delete(door: Door, reference: str, revision: int) -> None:
    """删除草稿 delete a draft."""
    with door.office.work(door.actor) as work:
        application = queries.resolve(work, reference)
        applications.delete(work, application, revision=revision)
    door.show({"id": application, "deleted": True}, f"已删除 deleted: {reference}")


# -- By authorities and provider


@command(group, "pass")
@REF
@REMARK
@REVISION
def pass_on(door: Door, reference: str, opinion: str, revision: int) -> None:
    """核转至下一级主管部门或提供方 pass on to the next authority, or to the provider."""
    _change(door, reference, lambda work, id_: applications.pass_on(work, id_, opinion=opinion, revision=revision))


@command(group, "return")
@REF
@click.option("--missing", multiple=True, required=True, help="须补正的一项，可重复 something that is missing, may be repeated")
@REMARK
@REVISION
def return_(door: Door, reference: str, missing: tuple[str, ...], opinion: str, revision: int) -> None:
    """退回补正，一次告知全部须补正内容 return for completion, naming everything that is missing at once."""
    _change(
        door,
        reference,
        lambda work, id_: applications.return_(work, id_, missing=missing, opinion=opinion, revision=revision),
    )


@command(group, "agree")
@REF
@terms_options
@click.option(
    "--withhold",
    multiple=True,
    metavar="ITEM=REASON",
    help="不予提供的信息项及理由，可重复 an item that is withheld, and why; may be repeated",
)
@REMARK
@REVISION
def agree(door: Door, *, reference: str, withhold: tuple[str, ...], opinion: str, revision: int, **said: Any) -> None:
    """同意或部分同意，据此授权 agree, wholly or in part; what is left is granted."""
    withheld = [{"item": item, "reason": reason} for item, _, reason in (text.partition("=") for text in withhold)]
    _change(
        door,
        reference,
        lambda work, id_: applications.agree(work, id_, terms=terms(said), withheld=withheld, opinion=opinion, revision=revision),
    )


@command(group, "refuse")
@REF
@OPINION
@BASIS
@REVISION
def refuse(door: Door, reference: str, opinion: str, basis: tuple[str, ...], revision: int) -> None:
    """不同意，须有理由与法律依据 refuse, with the reason and the law that it stands on."""
    cited = laws(basis)
    _change(door, reference, lambda work, id_: applications.refuse(work, id_, opinion=opinion, basis=cited, revision=revision))


@command(group, "ask-extension")
@REF
@OPINION
@REVISION
def ask_extension(door: Door, reference: str, opinion: str, revision: int) -> None:
    """申请延期答复 ask the authority for more days."""
    _change(door, reference, lambda work, id_: applications.ask_extension(work, id_, opinion=opinion, revision=revision))


@command(group, "extend")
@REF
@OPINION
@REVISION
def extend(door: Door, reference: str, opinion: str, revision: int) -> None:
    """同意延期答复，限一次 consent to more days, once."""
    _change(door, reference, lambda work, id_: applications.extend(work, id_, opinion=opinion, revision=revision))


@command(group, "bulk")
@click.argument("verb", type=click.Choice(APPLICATION_VERBS), required=False)
@REFERENCES
@CHANGES
@REMARK
def bulk(door: Door, *, verb: str | None, references: tuple[str, ...], file: Path | None, opinion: str) -> None:
    """批量办理（如提交、同意），一项被拒绝不影响其他 do one thing to many; what is refused hinders no other."""
    carry(door, verb, references, file, {"opinion": opinion}, read=SHAPES.read, do=change_application)
