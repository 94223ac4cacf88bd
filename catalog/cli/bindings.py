"""``catalog lists check-bindings``: ask the bound data whether it answers."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import click

from catalog.cli.common import Door, command, plain, table
from catalog.cli.lists import group
from catalog.exchange.probes import FAULTS, SilentBinding, check_bindings, silent_bindings
from catalog.lists.bindings import Checked
from catalog.lists.queries import resolve
from catalog.lists.routes import KINDS


@command(group, "check-bindings")
@click.argument("reference", metavar="[REF]", required=False)
def check(door: Door, reference: str | None) -> None:
    """探测挂接的数据是否应答；REF 为资源代码或标识，不写则探测全部 ask bound data whether it answers, of one entry or of all."""
    actor = door.actor
    with door.office.look(actor) as look:
        resource = resolve(look, reference) if reference else None
    with click.progressbar(length=0, label="探测 asking", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def show(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        checked = check_bindings(door.office, actor, resource=resource, progress=show)
    with door.office.look(actor) as look:
        silent = silent_bindings(look, resource=resource)
    rows = [_row(binding) for binding in silent]
    door.show(plain(checked) | {"silent": rows}, _lines(checked, rows))


def _row(binding: SilentBinding) -> dict[str, object]:
    zh, en = FAULTS[binding.fault or "failed"]
    return {**plain(binding), "zh": zh, "en": en}


def _lines(checked: Checked, rows: Sequence[dict[str, object]]) -> Iterator[str]:
    silent = checked.checked - checked.answering
    yield f"探测 checked {checked.checked}  应答 answering {checked.answering}  未应答 silent {silent}  变化 turned {checked.turned}"
    if rows:
        shown = [row | {"kind": " ".join(KINDS[str(row["kind"])]), "said": f"{row['zh']} {row['en']}"} for row in rows]
        yield from table(shown, {"name": "资源 entry", "code": "代码 code", "kind": "挂接 binding", "said": "原因 reason"})
