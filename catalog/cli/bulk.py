"""``catalog lists bulk FILE``: many changes, one after another, each by itself."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from catalog.canon import parse
from catalog.cli.common import Door, command, plain
from catalog.cli.contents import FILE
from catalog.cli.lists import group
from catalog.errors import Invalid, Problem
from catalog.exchange.bulk import Done, carry_out
from catalog.lists.desk import Receipt
from catalog.schemas.bulk import read_change


@command(group, "bulk")
@click.argument("file", metavar="CHANGES.jsonl", type=FILE)
def bulk(door: Door, file: Path) -> None:
    """逐行执行 FILE 中的变更，一项被拒绝不影响其他 do the changes that stand in FILE, one a line; what is refused hinders no other."""
    changes = read_lines(file)
    done = list(carry_out(door.office, door.actor, changes, read=read_change))
    tell(door, done, _line)


def tell(door: Door, done: list[Done[Any]], line: Callable[[Done[Any]], str], **more: Any) -> None:
    """Answer what became of each change, with ``more`` beside it, and fail if one was refused."""
    refused = sum(each.refusal is not None for each in done)
    answer = {"results": [_plain(each) for each in done], "done": len(done) - refused, "refused": refused, **more}
    door.show(answer, [*map(line, done), f"完成 done {len(done) - refused}  拒绝 refused {refused}"])
    if refused:
        sys.exit(1)


def read_lines(file: Path) -> list[Any]:
    """Read a change from each line.

    Raises
    ------
    Invalid
        A line is no JSON; nothing has been done.
    """
    changes = []
    for number, line in enumerate(file.read_bytes().splitlines(), 1):
        try:
            changes.append(parse(line))
        except ValueError as error:
            problem = Problem(f"[{number}]", "bad_json", f"第 {number} 行不是 JSON", f"line {number} is no JSON")
            raise Invalid(f"{file.name} 无法读取", f"{file.name} cannot be read", code="bad_json", problems=[problem]) from error
    return changes


def _plain(done: Done[Receipt]) -> dict[str, Any]:
    refusal = done.refusal and done.refusal.as_dict()
    return {"index": done.index, "verb": done.verb, "receipt": plain(done.receipt), "problem": plain(refusal)}


def _line(done: Done[Receipt]) -> str:
    said = f"第 {done.index + 1} 项 {done.verb or '?'}："
    if done.refusal is not None:
        return f"{said}{done.refusal.zh} {done.refusal.en} [{done.refusal.code}]"
    if done.receipt is None:
        return f"{said}已删除 deleted"
    return f"{said}{done.receipt.code or done.receipt.id} {done.receipt.name}，版次 revision {done.receipt.revision}"
