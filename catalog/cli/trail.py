"""``catalog trail``: the end of the chain, whether the chain is whole, what stands in it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from catalog import trail as room
from catalog.canon import canonical, parse
from catalog.cli import main
from catalog.cli.common import Door, command, table
from catalog.errors import Invalid, Problem
from catalog.trail import Head


@main.group("trail")
def trail() -> None:
    """审计链：链头、校验、查阅 the audit trail: its head, its soundness, its rows."""


@command(trail, "head")
def head(door: Door) -> None:
    """输出链头，一行 JSON，宜定期追加到库外文件 print the end of the chain as one line of JSON, to be appended to a file kept elsewhere."""
    with door.office.look(door.actor) as look:
        found = room.head(look)
    door.show(found, canonical(asdict(found)))


@command(trail, "verify")
@click.option(
    "--head",
    "heads",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="此前导出的链头文件 heads exported before",
)
def verify(door: Door, heads: Path | None) -> None:
    """校验全链，指出首个有误的行 read the whole chain and name the first bad row; exits with 1 if there is one."""
    exported = list(_heads(heads)) if heads else []
    with door.office.look(door.actor) as look:
        verdict = room.verify(look, exported)
    said = verdict.as_dict()
    where = "" if verdict.sound else f"：第 {verdict.bad_seq} 行 row {verdict.bad_seq}"
    door.show(verdict, f"{verdict.rows} 行 rows，{said['zh']} {said['en']}{where}")
    if not verdict.sound:
        sys.exit(1)


@command(trail, "read")
@click.option("--after", type=click.IntRange(0), default=0, help="从此序号之后 behind this number")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="最多行数 at most so many rows")
@click.option("--thing", help="只看此对象 of this thing only (resource:ID)")
def read(door: Door, after: int, limit: int, thing: str | None) -> None:
    """查阅审计记录，仅限审计员（--as），查阅本身亦被记录 list recorded changes; for the auditor (--as), and itself recorded."""
    with door.office.work(door.actor) as work:
        rows = room.read(work, after_seq=after, limit=limit, thing=thing)
    shown = [
        asdict(row)
        | {
            "actor": row.actor["login"],
            "at": row.at,
            "changes": json.dumps(row.changes, ensure_ascii=False),
        }
        for row in rows
    ]
    headings = {
        "seq": "序号 no.",
        "at": "时间 at",
        "actor": "人员 actor",
        "verb": "动作 verb",
        "thing": "对象 thing",
        "name": "名称 name",
        "changes": "变更 changes",
    }
    door.show(rows, table(shown, headings))


def _heads(file: Path) -> Iterator[Head]:
    """Read a file of lines as ``catalog trail head`` prints them.

    Raises
    ------
    Invalid
        A line is something else; it is named by its number.
    """
    for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            said = parse(line)
            yield Head(int(said["seq"]), str(said["digest"]))
        except (ValueError, KeyError, TypeError) as error:
            problem = Problem(
                f"line {number}",
                "bad_head",
                "应为 catalog trail head 输出的一行",
                "expected a line that catalog trail head printed",
            )
            raise Invalid(f"{file} 第 {number} 行不是链头", f"line {number} of {file} is no head", problems=[problem]) from error
