"""``catalog grants``: what was granted, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from catalog.cli import loopsheet, main, named, sharingsheet
from catalog.cli.applications import CURSOR, LIMIT
from catalog.cli.common import Door, command
from catalog.cli.contents import ITEMS, terms, terms_options
from catalog.cli.demands import OPINION, REF, REVISION
from catalog.lists import queries as catalog
from catalog.office import Work
from catalog.sharing import applications, grants
from catalog.sharing.grants import queries
from catalog.sharing.rules import GRANT
from catalog.store import SHANGHAI


@main.group("grants")
def group() -> None:
    """授权；REF 为授权编号（SQ2026-000007）或标识 grants; REF is a number or an id."""


@command(group, "list")
@click.option("--state", "states", type=click.Choice(list(GRANT)), multiple=True, help="状态，可重复 state, may be repeated")
@click.option("--consumer", help="使用部门代码或名称，含其前身 consumer with its predecessors")
@click.option("--provider", help="提供部门代码或名称，含其前身 provider with its predecessors")
@click.option("--party", help="使用或提供部门 consumer or provider")
@click.option("--resource", help="数据资源代码或标识 entry, by code or id")
@click.option("--system", help="应用系统 consuming system")
@click.option("--usable/--not-usable", default=None, help="此刻可用或不可用 may be used now, or not")
@click.option("--title", help="名称中的文字 words in the title")
@LIMIT
@CURSOR
def find(door: Door, *, limit: int, cursor: str | None, **asked: Any) -> None:
    """列出授权，按编号 list grants by number."""
    with door.office.look(door.actor) as look:
        departments = {name: named.department(look, asked[name]) for name in ("consumer", "provider", "party") if asked[name]}
        resource = catalog.resolve(look, asked["resource"]) if asked["resource"] else None
        wanted = queries.Filter(**{**asked, **departments, "resource": resource})
        page = queries.find(look, wanted, cursor=cursor, limit=limit)
    lines = sharingsheet.rows("grant", page, sharingsheet.GRANT_HEADINGS) if page else ["没有授权 no grants"]
    following = [f"下一页 next: --cursor {page.next}"] if page.next else []
    door.show({"grants": list(page), "next": page.next}, [*lines, *following])


@command(group, "show")
@REF
def show(door: Door, reference: str) -> None:
    """显示一项授权：信息项、事项、配额、期限与办理记录 show one grant with its items, matters, quotas, clocks and steps."""
    with door.office.look(door.actor) as look:
        shown = queries.show(look, reference)
    door.show(shown, sharingsheet.grant_lines(shown))


def _change(door: Door, reference: str, verb: Callable[[Work, str], Any]) -> None:
    """Do a verb to the grant that a reference names, and print its receipt."""
    with door.office.work(door.actor) as work:
        receipt = verb(work, queries.resolve(work, reference))
    door.show(receipt, loopsheet.receipt_lines(receipt))


@command(group, "amend")
@REF
@ITEMS
@terms_options
@OPINION
@REVISION
def amend(door: Door, *, reference: str, items: tuple[str, ...], opinion: str, revision: int, **said: Any) -> None:
    """变更信息项、时限、条件与配额，未写的不变 change items, term, conditions and quotas; what is left out stays."""
    changes = {**terms(said), **({"items": list(items)} if items else {})}
    _change(door, reference, lambda work, id_: grants.amend(work, id_, changes, opinion=opinion, revision=revision))


@command(group, "suspend")
@REF
@OPINION
@REVISION
def suspend(door: Door, reference: str, opinion: str, revision: int) -> None:
    """暂停 suspend: no call passes until it is resumed."""
    _change(door, reference, lambda work, id_: grants.suspend(work, id_, opinion=opinion, revision=revision))


@command(group, "resume")
@REF
@OPINION
@REVISION
def resume(door: Door, reference: str, opinion: str, revision: int) -> None:
    """恢复 resume."""
    _change(door, reference, lambda work, id_: grants.resume(work, id_, opinion=opinion, revision=revision))


@command(group, "revoke")
@REF
@click.option(
    "--at",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%d %H:%M"]),
    help="生效时刻（北京时间），不写为即刻 from when on (Shanghai time), at once unless said",
)
@OPINION
@REVISION
def revoke(door: Door, *, reference: str, at: datetime | None, opinion: str, revision: int) -> None:
    """撤销，即刻或自某时起 revoke, at once or from an instant ahead."""
    instant = at.replace(tzinfo=SHANGHAI) if at else None
    _change(door, reference, lambda work, id_: grants.revoke(work, id_, opinion=opinion, at=instant, revision=revision))


@command(group, "give-up")
@REF
@OPINION
@REVISION
def give_up(door: Door, reference: str, opinion: str, revision: int) -> None:
    """放弃不再需要的授权 give up what is needed no longer."""
    _change(door, reference, lambda work, id_: grants.give_up(work, id_, opinion=opinion, revision=revision))


@command(group, "renew")
@REF
@click.option("--until", metavar="YYYY-MM-DD", help="新的使用时限 last day of the new term")
@REVISION
def renew(door: Door, reference: str, until: str | None, revision: int) -> None:
    """填报续期申请的草稿 file the draft of the application that renews it."""
    with door.office.work(door.actor) as work:
        receipt = applications.renew(work, queries.resolve(work, reference), until=until, revision=revision)
    door.show(receipt, loopsheet.receipt_lines(receipt))
