"""``catalog demands bulk`` and ``catalog responsibilities bulk``: one change of many, named one by one or line by line in a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from catalog.cli.bulk import read_lines, tell
from catalog.cli.common import Door
from catalog.cli.contents import FILE
from catalog.exchange.bulk import Done, one_by_one

CHANGES: Final = click.option(
    "--file", type=FILE, metavar="CHANGES.jsonl", help="逐行一项变更 changes, one a line: {verb, id, revision, …}"
)
REFERENCES: Final = click.argument("references", metavar="[REF@REVISION]...", nargs=-1)


def carry(
    door: Door,
    verb: str | None,
    references: Sequence[str],
    file: Path | None,
    said: Mapping[str, Any],
    *,
    read: Callable[[Any], Mapping[str, Any]],
    do: Callable[..., Any],
) -> None:
    """Do what the file or the references ask for, and answer for each."""
    if (file is None) == (verb is None):
        raise click.UsageError("请给出动作与 REF@REVISION，或 --file：give a verb with REF@REVISION…, or --file")
    given = {name: value for name, value in said.items() if value}
    changes = read_lines(file) if file else [{"verb": verb, **_named(reference), **given} for reference in references]
    tell(door, list(one_by_one(door.office, door.actor, changes, read=read, do=do)), line_of)


def _named(reference: str) -> dict[str, Any]:
    """Read ``XQ2026-000012@3``: what is meant, at the revision that was read."""
    id_, at, revision = reference.rpartition("@")
    if not at or not revision.isdecimal():
        raise click.BadParameter(f"“{reference}” 应为 REF@REVISION，如 XQ2026-000012@3 expected REF@REVISION")
    return {"id": id_, "revision": int(revision)}


def line_of(done: Done[Any]) -> str:
    """Return what became of one change."""
    said = f"第 {done.index + 1} 项 {done.verb or '?'}："
    if done.refusal is not None:
        return f"{said}{done.refusal.zh} {done.refusal.en} [{done.refusal.code}]"
    if done.receipt is None:
        return f"{said}已删除 deleted"
    return f"{said}{done.receipt.number} {done.receipt.title}，版次 revision {done.receipt.revision}"
