"""``catalog db``: bring the tables up to date, check, back up and restore the database."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from catalog import people, upkeep
from catalog.cli import main
from catalog.cli.common import Door, command

FILE = click.Path(dir_okay=False, path_type=Path)


@main.group("db")
def db() -> None:
    """数据库维护 keep the database: upgrade, check, backup, restore."""


@command(db, "upgrade")
def upgrade(door: Door) -> None:
    """升级数据库结构并补齐基础数据，可重复执行 bring the tables up to date and put in what every catalog starts with; safe to run again."""
    standing = upkeep.upgrade(door.office.engine)
    with door.office.work(door.actor) as work:
        people.prepare(work)
    door.show(standing, f"数据库结构已是最新 the tables are the newest: {standing.present}")


@command(db, "check")
def check(door: Door) -> None:
    """检查结构版本、物理完整性与外键 check migration, physical integrity and foreign keys; exits with 1 if something is wrong."""
    faults = upkeep.check(door.office.engine)
    lines = [f"{fault.path}: {fault.zh} / {fault.en}" for fault in faults]
    door.show({"sound": not faults, "faults": [fault.as_dict() for fault in faults]}, lines or "数据库完好 the database is sound")
    if faults:
        sys.exit(1)


@command(db, "backup")
@click.argument("file", type=FILE)
def backup(door: Door, file: Path) -> None:
    """在线备份到新文件，不影响写入 write a consistent copy to a new file while writers go on."""
    size = upkeep.backup(door.office, file)
    door.show({"file": str(file), "bytes": size}, f"已备份 backed up: {file} ({size:,} bytes)")


@command(db, "restore")
@click.argument("file", type=FILE)
def restore(door: Door, file: Path) -> None:
    """从备份恢复到空数据库 fill an empty database from a backup."""
    upkeep.restore(door.office, file)
    standing = upkeep.state(door.office.engine)
    door.show(
        {"file": str(file), "migration": standing.present}, f"已恢复 restored: {file}，结构版本 migration {standing.present}"
    )
