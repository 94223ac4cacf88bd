"""``catalog meter``: what is metered, and the keeping of the ledger."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

import click

from catalog.cli import main
from catalog.cli.common import Door, command, table
from catalog.cli.named import Day, department
from catalog.metering import ledger
from catalog.metering.ledger.rules import OUTCOMES
from catalog.office import Look, Office
from catalog.rights import Actor, require
from catalog.store import day_start


@main.group("meter")
def meter() -> None:
    """调用计量：账本、网关、用量 metering: the ledger of calls, gateways, usage."""


def _run(door: Door, job: Callable[[Office, Actor], Mapping[str, int]]) -> None:
    require(door.actor, "job:run")
    done = job(door.office, door.actor)
    door.show(done, ", ".join(f"{name} {count}" for name, count in done.items()) or "无事可做 nothing to do")


@command(meter, "fold")
def fold(door: Door) -> None:
    """将新批次归并入合计 fold what batches add into the totals (the background process does so every few seconds)."""
    _run(door, ledger.fold)


@command(meter, "compact")
def compact(door: Door) -> None:
    """合并小段、将已结之日打包 put small segments together and pack closed days (the background process does so every minute)."""
    _run(door, ledger.compact)


@command(meter, "retain")
def retain(door: Door) -> None:
    """清理保留期满的调用明细，合计不变 drop single calls that were kept long enough; what they add up to stays."""
    _run(door, ledger.retain)


@command(meter, "verify")
def verify(door: Door) -> None:
    """校验账本：逐块核对摘要，逐级核对合计 read every blob and add up every level; exits with 1 if anything is wrong."""
    require(door.actor, "job:run")
    with door.office.look(door.actor) as look:
        proof = ledger.verify(look)
    verdict = "完好 sound" if proof.sound else "有误 not sound"
    lines = [f"{proof.blobs} 块 blobs，{proof.calls} 次调用 calls，{verdict}", *proof.faults]
    door.show({"sound": proof.sound, **{name: getattr(proof, name) for name in ("blobs", "calls", "counts", "faults")}}, lines)
    if not proof.sound:
        sys.exit(1)


_SINCE = click.option("--since", type=Day, help="起始日（含），默认 31 天前 first day, 31 days ago unless given")
_UNTIL = click.option("--until", type=Day, help="终止日（不含） day behind the last")
_COLUMNS: Final = {
    "at": "时间 at",
    "source": "来源 source",
    "id": "标识 id",
    "outcome": "结果 outcome",
    "consumer": "使用部门 consumer",
    "resource": "资源 resource",
    "status": "状态 status",
    "records": "记录 records",
}


def _opened(door: Door) -> AbstractContextManager[Look]:
    """Open a look, or for those whose reading is recorded a work."""
    return door.office.work(door.actor) if ledger.recorded(door.actor) else door.office.look(door.actor)


def _period(look: Look, since: datetime | None, until: datetime | None) -> tuple[datetime, datetime]:
    """Return the period between two days, as far as they are named."""
    first, last = (day_start(day.date()) if day else None for day in (since, until))
    return ledger.period(look, first, last)


def _shown(calls: Iterable[ledger.Call]) -> list[str]:
    return table([asdict(each) for each in calls], _COLUMNS)


@command(meter, "calls")
@_SINCE
@_UNTIL
@click.option("--consumer", help="使用部门：代码或名称 consumer, by code or name")
@click.option("--provider", help="提供部门：代码或名称 provider, by code or name")
@click.option("--resource", help="数据资源编号 resource, by id")
@click.option("--grant", help="授权编号 grant, by id")
@click.option("--application", help="使用方应用系统 application that called")
@click.option("--purpose", help="服务事项 service matter")
@click.option("--outcome", type=click.Choice(OUTCOMES), help="结果 outcome")
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True, help="最多条数 at most so many")
@click.option("--cursor", help="上一页的 next the next of the page before")
def calls(
    door: Door, since: datetime | None, until: datetime | None, limit: int, cursor: str | None, **asked: str | None
) -> None:
    """查阅调用明细，新者在前 list single calls, the newest first."""
    with _opened(door) as look:
        filters: dict[str, set[str | None]] = {
            name: {department(look, value) if name in ("consumer", "provider") else value}
            for name, value in asked.items()
            if value
        }
        page = ledger.calls(look, ledger.Asked(*_period(look, since, until), filters=filters, limit=limit, cursor=cursor))
    door.show({"calls": page, "next": page.next}, [*_shown(page), *([f"--cursor {page.next}"] if page.next else [])])


@command(meter, "call")
@click.argument("number", metavar="ID")
@_SINCE
@_UNTIL
def call(door: Door, number: str, since: datetime | None, until: datetime | None) -> None:
    """按调用标识或许可判定编号查一次调用 find a call by its id, or by that of the decision behind it."""
    with _opened(door) as look:
        found = ledger.call(look, number, *_period(look, since, until))
    door.show(found, _shown(found) if found else "没有此调用 no such call")


@command(meter, "aside")
@click.option("--kind", type=click.Choice(["conflicting", "too_old", "too_new"]), help="缘由 why")
@click.option("--source", help="上报来源 source")
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True, help="最多条数 at most so many")
@click.option("--cursor", help="上一页的 next the next of the page before")
def aside(door: Door, **asked: Any) -> None:
    """查阅另存而未计入的调用 list calls that were kept aside and are not counted."""
    with _opened(door) as look:
        page = ledger.aside(look, **asked)
    headings = {"kind": "缘由 why", "seen_at": "收到 came", "source": "来源 source", "id": "标识 id", "at": "时间 at"}
    door.show({"calls": page, "next": page.next}, table([asdict(each) for each in page], headings))


@command(meter, "unattributed")
def unattributed(door: Door) -> None:
    """列出待归属的计量线 list the lines that wait to be attributed."""
    with door.office.look(door.actor) as look:
        waiting = ledger.unattributed(look)
    headings = {
        "line": "编号 no.",
        "calls": "次数 calls",
        "hint": "未能识别 could not be told",
        "consumer": "使用部门 consumer",
        "resource": "资源 resource",
    }
    door.show(waiting, table([asdict(each) for each in waiting], headings))


@command(meter, "attribute")
@click.argument("line", type=click.IntRange(1))
@click.option("--consumer", help="使用部门：编号或代码 consumer, by id or code")
@click.option("--resource", help="数据资源：编号或代码 resource, by id or code")
@click.option("--grant", help="授权编号 grant, by id")
@click.option("--reason", required=True, help="归属依据 on what grounds")
def attribute(door: Door, line: int, **said: Any) -> None:
    """将一条计量线的调用归属于某部门与资源 say whose the calls of a line are."""
    with door.office.work(door.actor) as work:
        target = ledger.attribute(work, line, **said)
    door.show({"line": target}, f"计入计量线 counted on line {target}")
