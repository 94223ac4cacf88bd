"""``catalog lists``: look at the catalog list, compile, review and end entries, bind them, cut editions.

A change names the revision that was read (``--revision``), and every answer prints the new one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click

from catalog import lists, people
from catalog.cli import main, sheet
from catalog.cli.common import Door, command, plain, table
from catalog.cli.contents import FILE, read_object
from catalog.exchange.probes import secret_sealer
from catalog.lists import queries
from catalog.lists.desk import Receipt
from catalog.lists.reviews import Decision
from catalog.lists.routes import KINDS
from catalog.lists.rules import RESOURCE
from catalog.office import Work
from catalog.store import shanghai_day

REF: Final = click.argument("reference", metavar="REF")
REVISION: Final = click.option("--revision", type=int, required=True, metavar="N", help="所读到的版次 the revision you have read")
REASON: Final = click.option("--reason", required=True, help="原因 why")

_EDITION_KINDS: Final[dict[str, str]] = {
    "added": "新增 added",
    "changed": "变更 changed",
    "retired": "注销 retired",
    "merged": "合并 merged",
    "superseded": "替代 superseded",
    "gone": "不再列入 gone",
}


@main.group("lists")
def group() -> None:
    """目录清单；REF 为资源代码或编号 the catalog list; REF is a resource code or an id."""


@group.group("edition")
def edition() -> None:
    """目录版本 editions: the catalog frozen, usually once a year."""


# -- Reading


@command(group, "show")
@REF
def show(door: Door, reference: str) -> None:
    """显示一个数据资源 show one entry."""
    with door.office.look(door.actor) as look:
        entry = queries.show(look, reference)
        bound = lists.bindings(look, entry.summary.id)
    door.show(plain(entry) | {"bindings": plain(bound)}, sheet.entry_lines(entry, bound))


@command(group, "list")
@click.option("--state", "states", type=click.Choice(list(RESOURCE)), multiple=True, help="状态，可重复 state, may be repeated")
@click.option("--department", help="提供部门代码或名称，含其前身 provider with its predecessors")
@click.option("--region", help="区划代码或名称，含下级 region with all beneath it")
@click.option("--name", help="名称中的文字 words in the name")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="条数 entries a page")
@click.option("--cursor", help="上一页给出的标记 the mark that the page before gave")
def find(door: Door, *, department: str | None, region: str | None, limit: int, cursor: str | None, **narrowed: Any) -> None:
    """列出数据资源 list entries, the newest first."""
    with door.office.look(door.actor) as look:
        wanted = queries.Filter(
            department=people.find_department(look, department).current.id if department else None,
            region=people.find_region(look.session, region).id if region else None,
            **narrowed,
        )
        page = queries.find(look, wanted, cursor=cursor, limit=limit)
    lines = table([sheet.summary_row(each) for each in page.entries], sheet.SUMMARY_LABELS) if page.entries else []
    following = [f"下一页 next: --cursor {page.next}"] if page.next else []
    door.show(page, [*lines, f"共 {page.total} 个 in all", *following])


@command(group, "versions")
@REF
def versions(door: Door, reference: str) -> None:
    """列出各版本 list the versions of an entry."""
    with door.office.look(door.actor) as look:
        found = queries.versions(look, reference)
    rows = [asdict(each) | {"state": sheet.state(each.state)} for each in found]
    headings = {
        "version": "版本 version",
        "state": "状态 state",
        "submitted_at": "提交 submitted",
        "published_at": "发布 published",
    }
    door.show(found, table(rows, headings))


@command(group, "diff")
@REF
@click.argument("old", type=int)
@click.argument("new", type=int)
def diff(door: Door, reference: str, old: int, new: int) -> None:
    """逐项比较两个版本 compare two versions item by item."""
    with door.office.look(door.actor) as look:
        difference = queries.compare(look, reference, old, new)
    door.show(difference, list(sheet.diff_lines(difference)) or "没有差异 no difference")


@command(group, "history")
@REF
def history(door: Door, reference: str) -> None:
    """列出审核意见 list what reviewers said."""
    with door.office.look(door.actor) as look:
        said = queries.history(look, reference)
    headings = {
        "at": "时间 at",
        "version": "版本 version",
        "step": "环节 step",
        "decision": "决定 decision",
        "reviewer": "审核人 reviewer",
        "opinion": "意见 opinion",
    }
    door.show(said, table([asdict(each) for each in said], headings) if said else "没有审核记录 no reviews")


@command(group, "classifications")
def classifications(door: Door) -> None:
    """列出信息资源分类 list the classification."""
    with door.office.look(door.actor) as look:
        nodes = lists.classifications(look)
    door.show(nodes, (f"{'  ' * _depth(node.code)}{node.code} {node.name}" for node in nodes))


def _depth(code: str) -> int:
    return 0 if len(code) == 1 else 1 if len(code) == 3 else 2


# -- Compiling and reviewing


def _change(door: Door, reference: str, verb: Callable[[Work, str], Receipt]) -> None:
    """Do a verb to the entry that a reference names, and print its receipt."""
    with door.office.work(door.actor) as work:
        receipt = verb(work, queries.resolve(work, reference))
    door.show(receipt, sheet.receipt_lines(receipt))


@command(group, "register")
@click.option("--department", required=True, metavar="CODE", help="提供部门代码或名称 provider, by code or name")
@click.argument("file", type=FILE)
def register(door: Door, department: str, file: Path) -> None:
    """以 FILE（JSON 内容）登记草稿 register a draft whose content is FILE."""
    content = read_object(file)
    with door.office.work(door.actor) as work:
        receipt = lists.register(work, people.find_department(work, department).current.id, content)
    door.show(receipt, sheet.receipt_lines(receipt))


@command(group, "edit")
@REF
@click.argument("file", type=FILE)
@REVISION
def edit(door: Door, reference: str, file: Path, revision: int) -> None:
    """以 FILE 替换内容 replace the content by FILE; of a published entry, open or change its revision."""
    content = read_object(file)
    _change(door, reference, lambda work, entry: lists.edit(work, entry, content, revision=revision))


@command(group, "submit")
@REF
@REVISION
def submit(door: Door, reference: str, revision: int) -> None:
    """提交审核 submit for review."""
    _change(door, reference, lambda work, entry: lists.submit(work, entry, revision=revision))


@command(group, "withdraw")
@REF
@REVISION
def withdraw(door: Door, reference: str, revision: int) -> None:
    """撤回提交 take a submission back before it is reviewed."""
    _change(door, reference, lambda work, entry: lists.withdraw(work, entry, revision=revision))


@command(group, "review")
@REF
@click.option("--decision", type=click.Choice(["pass", "return", "refuse"]), required=True, help="通过、退回、不予通过 decision")
@click.option("--opinion", default="", help="意见，退回与不予通过必填 opinion, needed unless passed")
@REVISION
def review(door: Door, reference: str, decision: Decision, opinion: str, revision: int) -> None:
    """审核：先部门，后主管部门 review: the department first, then the data authority."""
    _change(door, reference, lambda work, entry: lists.review(work, entry, decision=decision, opinion=opinion, revision=revision))


@command(group, "delete")
@REF
@REVISION
def delete(door: Door, reference: str, revision: int) -> None:
    """删除草稿，或放弃修订 delete a draft, or give up the revision of what is published; a code is never used again."""
    with door.office.work(door.actor) as work:
        entry = queries.resolve(work, reference)
        lists.delete(work, entry, revision=revision)
    door.show({"id": entry, "deleted": True}, f"已删除 deleted: {reference}")


@command(group, "require-update")
@REF
@click.option("--basis", required=True, help="变化的法律法规或职责 the law or duty that has changed")
@REVISION
def require_update(door: Door, reference: str, basis: str, revision: int) -> None:
    """要求提供部门更新目录 tell the provider that law or duties changed and the entry must follow."""
    _change(door, reference, lambda work, entry: lists.require_update(work, entry, basis=basis, revision=revision))


# -- Endings


@command(group, "offline")
@REF
@REASON
@REVISION
def offline(door: Door, reference: str, reason: str, revision: int) -> None:
    """下线 take offline for a while."""
    _change(door, reference, lambda work, entry: lists.take_offline(work, entry, reason=reason, revision=revision))


@command(group, "online")
@REF
@REVISION
def online(door: Door, reference: str, revision: int) -> None:
    """重新上线 put online again."""
    _change(door, reference, lambda work, entry: lists.put_online(work, entry, revision=revision))


@command(group, "retire")
@REF
@REASON
@REVISION
def retire(door: Door, reference: str, reason: str, revision: int) -> None:
    """注销 end an entry whose data no longer exists."""
    _change(door, reference, lambda work, entry: lists.retire(work, entry, reason=reason, revision=revision))


@command(group, "supersede")
@REF
@click.option("--by", required=True, metavar="REF", help="替代它的资源 the entry in its place")
@REVISION
def supersede(door: Door, reference: str, by: str, revision: int) -> None:
    """由另一资源替代 end an entry in whose place another now stands."""
    _change(door, reference, lambda work, entry: lists.supersede(work, entry, by=queries.resolve(work, by), revision=revision))


@command(group, "merge")
@REF
@click.option("--into", required=True, metavar="REF", help="并入的资源 the entry it becomes part of")
@REVISION
def merge(door: Door, reference: str, into: str, revision: int) -> None:
    """并入另一资源 end an entry whose data is now part of another."""
    _change(door, reference, lambda work, entry: lists.merge(work, entry, into=queries.resolve(work, into), revision=revision))


@command(group, "assess")
@REF
@click.option("--yes/--no", "assessed", required=True, default=None, help="纳入或不纳入考核 include in assessments, or exclude")
@REASON
@REVISION
def assess(door: Door, reference: str, *, assessed: bool, reason: str, revision: int) -> None:
    """纳入或不纳入部门考核 include an entry in the department's assessment, or exclude it."""
    _change(
        door, reference, lambda work, entry: lists.set_assessed(work, entry, assessed=assessed, reason=reason, revision=revision)
    )


# -- Bindings


@command(group, "bind")
@REF
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("file", metavar="CONFIG.json", type=FILE)
def bind(door: Door, reference: str, kind: str, file: Path) -> None:
    """挂接到实际数据 bind a published entry to where its data is; a password in the address is kept sealed."""
    config = read_object(file)
    with door.office.work(door.actor) as work:
        entry = queries.resolve(work, reference)
        bound = lists.bind(work, entry, kind, config, seal=secret_sealer(door.office))
    door.show(bound, sheet.binding_line(bound))


@command(group, "unbind")
@click.argument("binding")
@REVISION
def unbind(door: Door, binding: str, revision: int) -> None:
    """解除挂接（挂接编号） remove a binding, by its id."""
    with door.office.work(door.actor) as work:
        lists.unbind(work, binding, revision=revision)
    door.show({"id": binding, "removed": True}, f"已解除 removed: {binding}")


@command(group, "bindings")
@REF
def bindings(door: Door, reference: str) -> None:
    """列出挂接 list the bindings of an entry."""
    with door.office.look(door.actor) as look:
        bound = lists.bindings(look, queries.resolve(look, reference))
    door.show(bound, [sheet.binding_line(each) for each in bound] or "尚未挂接 not bound")


# -- Editions


@command(edition, "cut")
@click.argument("label")
def cut(door: Door, label: str) -> None:
    """定版：冻结当前目录 freeze the catalog as it stands."""
    with door.office.work(door.actor) as work:
        made = lists.cut_edition(work, label)
    door.show(made, _edition_line(made))


@command(edition, "list")
def editions(door: Door) -> None:
    """列出各版 list the editions."""
    with door.office.look(door.actor) as look:
        made = lists.editions(look)
    door.show(made, [_edition_line(each) for each in made] or "尚未定版 no editions")


def _edition_line(made: Any) -> str:
    return f"{made.label}：{made.entries} 个资源 entries，{made.items} 个信息项 items，{shanghai_day(made.cut_at)} {made.cut_by}"


@command(edition, "diff")
@click.argument("old")
@click.argument("new")
def edition_diff(door: Door, old: str, new: str) -> None:
    """比较两版，按部门列出 compare two editions, by department."""
    with door.office.look(door.actor) as look:
        changes = lists.edition_diff(look, old, new)
    rows = [plain(change) | {"kind": _EDITION_KINDS[change.kind]} for change in changes]
    headings = {
        "department": "部门 department",
        "kind": "变化 change",
        "code": "代码 code",
        "name": "名称 name",
        "successor": "替代 successor",
    }
    door.show(changes, [*table(rows, headings), _counted(rows)] if rows else "没有差异 no difference")


def _counted(rows: list[Mapping[str, Any]]) -> str:
    kinds = [row["kind"] for row in rows]
    return "；".join(f"{kind} {kinds.count(kind)}" for kind in _EDITION_KINDS.values() if kind in kinds)
