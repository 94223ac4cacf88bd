"""Keeping the database: migrations, consistency check, backup and restore.

Works on engines and files, below the verbs; only the command line and the readiness check come here.
"""

from __future__ import annotations

import importlib
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, make_url, text

import catalog
from catalog.errors import Conflict, Invalid, NotFound, Problem, Unavailable
from catalog.office import Office, refusals
from catalog.settings import Settings

ROOMS_WITH_TABLES: Final = (
    "trail",
    "people",
    "calendars",
    "lists",
    "lists.demands",
    "lists.responsibilities",
    "sharing",
    "search",
    "matching",
    "metering",
    "metering.ledger",
    "webhooks",
    "jobs",
)


@dataclass(frozen=True, slots=True)
class State:
    """Where the database stands: its migration, the newest one, and whether they agree."""

    present: str | None
    newest: str
    current: bool


def load_models() -> None:
    """Import every room's tables, so that the metadata is whole."""
    for room in ROOMS_WITH_TABLES:
        importlib.import_module(f"catalog.{room}.model")


def migrations() -> Config:
    """Return Alembic's configuration for the migrations beside the package."""
    config = Config()
    config.set_main_option("script_location", str(Path(catalog.__file__).resolve().parents[1] / "migrations"))
    return config


def state(engine: Engine) -> State:
    """Tell which migration the database has and which is the newest."""
    newest = ScriptDirectory.from_config(migrations()).get_current_head()
    assert newest is not None
    with refusals(), engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    return State(present, newest, present == newest)


def upgrade(engine: Engine) -> State:
    """Bring the database to the newest migration; safe to run on every node at once."""
    config = migrations()
    with refusals(), engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return state(engine)


def check(engine: Engine) -> list[Problem]:
    """List what is wrong with the database itself (empty: nothing): migration, physical integrity, foreign keys."""
    standing = state(engine)
    faults = [] if standing.current else [_not_newest(standing)]
    with refusals(), engine.connect() as connection:
        return faults + (_check_sqlite(connection) if engine.dialect.name == "sqlite" else _check_postgresql(connection))


def _not_newest(standing: State) -> Problem:
    zh = f"结构版本为 {standing.present}，不是最新的 {standing.newest}，请运行 catalog db upgrade"
    en = f"migration {standing.present} is not the newest, {standing.newest}: run catalog db upgrade"
    return Problem("migration", "not_newest", zh, en)


def _check_sqlite(connection: Connection) -> list[Problem]:
    damaged = [row[0] for row in connection.execute(text("PRAGMA integrity_check")) if row[0] != "ok"]
    faults = [Problem("file", "damaged", f"数据库文件损坏：{said}", f"the file is damaged: {said}") for said in damaged]
    for table, row, *_ in connection.execute(text("PRAGMA foreign_key_check")):
        faults.append(Problem(table, "dangling", f"第 {row} 行的外键没有对应的行", f"a foreign key of row {row} points nowhere"))
    return faults


def _check_postgresql(connection: Connection) -> list[Problem]:
    invalid = text("SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE NOT convalidated")
    return [
        Problem(table, "not_validated", f"约束 {name} 尚未校验", f"the constraint {name} is not validated")
        for table, name in connection.execute(invalid)
    ]


def backup(office: Office, target: Path) -> int:
    """Write a consistent copy of the database to ``target`` while writers go on; return its size in bytes.

    SQLite: a database file, by the online backup interface. PostgreSQL: a ``pg_dump`` archive (custom format).

    Raises
    ------
    Conflict
        ``target`` exists; a backup never overwrites another.
    Unavailable
        ``pg_dump`` is missing, fails or takes longer than the settings allow.
    """
    if target.exists():
        raise Conflict(f"文件已存在：{target}", f"the file exists: {target}", code="file_exists")
    partial = _private(target.with_name(target.name + ".partial"))
    try:
        if office.engine.dialect.name == "sqlite":
            _copy_sqlite(_sqlite_file(office.engine), partial)
        else:
            _run(office.settings, "pg_dump", "--format=custom", f"--file={partial}")
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return target.stat().st_size


def _private(path: Path) -> Path:
    """Make an empty file that only its owner reads: a backup holds password digests and the whole trail.

    Raises
    ------
    Unavailable
        The directory cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise Unavailable(
            f"无法写入 {path.parent}：{error.strerror}", f"cannot write to {path.parent}: {error.strerror}"
        ) from error
    return path


def restore(office: Office, source: Path) -> None:
    """Fill an empty database from a backup.

    Raises
    ------
    NotFound
        There is no such file.
    Conflict
        The database is not empty; a restore never overwrites what is there.
    Invalid
        The file is no backup of this service for this kind of database.
    """
    if not source.is_file():
        raise NotFound(f"没有此文件：{source}", f"no such file: {source}")
    if inspect(office.engine).get_table_names():
        raise Conflict("目标数据库不是空的", "the database to restore into is not empty", code="not_empty")
    if office.engine.dialect.name == "sqlite":
        _restore_sqlite(office, source)
    else:
        _run(
            office.settings,
            "pg_restore",
            "--exit-on-error",
            "--single-transaction",
            "--no-owner",
            f"--dbname={make_url(office.settings.url).database}",
            str(source),
        )
    if not state(office.engine).present:
        raise Invalid("该文件不是本服务的备份", "the file is no backup of this service", code="not_a_backup")


def _restore_sqlite(office: Office, source: Path) -> None:
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as connection:
        try:
            sound = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
        except sqlite3.DatabaseError:
            sound = known = False
    if not sound or not known:
        raise Invalid(
            "该文件不是本服务的备份，或已损坏", "the file is no backup of this service, or it is damaged", code="not_a_backup"
        )
    office.engine.dispose()
    _copy_sqlite(source, _sqlite_file(office.engine))


def _sqlite_file(engine: Engine) -> Path:
    return Path(str(engine.url.database))


def _copy_sqlite(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)


def _run(settings: Settings, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs; the address goes through the environment, where ``ps`` does not show it."""
    path = shutil.which(program)
    if path is None:
        raise Unavailable(
            f"找不到 {program}，请安装 PostgreSQL 客户端工具",
            f"{program} is not installed: it comes with the PostgreSQL client",
            code="no_tool",
        )
    url = make_url(settings.url)
    given = {"PGHOST": url.query.get("host") or url.host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password}
    environment = os.environ | {name: str(value) for name, value in given.items() if value} | {"PGDATABASE": str(url.database)}
    try:
        done = subprocess.run(  # noqa: S603 (PostgreSQL's own programs, no shell, arguments made here)
            [path, *arguments], env=environment, capture_output=True, text=True, timeout=settings.backup_seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"{program} 超时", f"{program} took too long", code="timed_out") from error
    if done.returncode:
        raise Unavailable(
            f"{program} 失败：{done.stderr.strip()}", f"{program} failed: {done.stderr.strip()}", code="tool_failed"
        )
