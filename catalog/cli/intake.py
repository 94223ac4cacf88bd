"""``catalog meter ingest``: calls from a file that a gateway has written."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import click

from catalog.cli.common import Door, command
from catalog.cli.meter import meter
from catalog.exchange.calls import taking
from catalog.exchange.calls.shapes import SHAPES
from catalog.metering import gateways
from catalog.rights import require


@command(meter, "ingest")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--gateway", "name", required=True, help="上报这些调用的网关 the gateway whose calls they are")
@click.option(
    "--shape", type=click.Choice(list(SHAPES)), help="记录的格式，默认按字段识别 their shape; recognised by their fields"
)
def ingest(door: Door, file: Path, name: str, shape: str | None) -> None:
    """导入调用日志（可 gzip，- 为标准输入），重复导入不重复计数 count the calls of a log; doing it twice counts them once."""
    require(door.actor, "call:report")
    with door.office.look(door.actor) as look:
        gateway = gateways.named(look, name)
    limit = door.settings.import_limit_mb * 1024 * 1024
    with _opened(file) as source:
        told = taking.take(door.office, door.actor, gateway.name, source.read, limit=limit, shape=shape)
    lines = [
        f"收到 received {told.received}  计入 accepted {told.accepted}  已计 duplicate {told.duplicate}",
        f"冲突 conflicting {told.conflicting}  拒绝 rejected {told.rejected}",
        *(f"  第 {finding.index + 1} 条 record {finding.index + 1}: {finding.message}" for finding in told.errors[:20]),
    ]
    door.show(told, lines)


@contextmanager
def _opened(file: Path) -> Iterator[IO[bytes]]:
    """Open a log, unpacked where it is gzip; which it is, its first two bytes say."""
    if str(file) == "-":
        yield sys.stdin.buffer
        return
    with file.open("rb") as plain:
        packed = plain.read(2) == b"\x1f\x8b"
        plain.seek(0)
        if not packed:
            yield plain
            return
        with gzip.open(plain, "rb") as unpacked:
            yield cast("IO[bytes]", unpacked)
