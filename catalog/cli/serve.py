"""``catalog serve``: answer HTTP until told to stop, and run the jobs meanwhile."""

from __future__ import annotations

import shutil
from typing import Final

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from catalog import upkeep
from catalog.cli import main
from catalog.cli.common import Door, command
from catalog.errors import Conflict
from catalog.jobs import background
from catalog.settings import Settings, hand_on

# Below the number of connections that SQLAlchemy's pool gives out (5 and 10 more), so that no thread waits for one.
THREADS: Final = 4


@command(main, "serve")
def serve(door: Door) -> None:
    """启动服务及定期任务，地址、端口与进程数见设置 serve at the settings' host and port, and run the jobs."""
    run(door)


def run(door: Door) -> None:
    """Serve until told to stop.

    Raises
    ------
    Conflict
        The tables are not there, or not the newest.
    """
    standing = upkeep.state(door.office.engine)
    if not standing.current:
        zh, en = "数据库结构不是最新，请先运行 catalog db upgrade", "the tables are not the newest: run catalog db upgrade first"
        raise Conflict(zh, en, code="migration_pending", present=standing.present, newest=standing.newest)
    settings, actor = door.settings, door.actor
    # The processes open their own connections; one that is inherited would be shared, and broken.
    door.close()
    click.echo(f"http://{settings.host}:{settings.port}/", err=door.as_json)
    _share_metrics(settings)
    with background.running(settings, actor):
        _serve(settings)


def _share_metrics(settings: Settings) -> None:
    """Let the serving processes count into one directory, the node's and the port's own, emptied now."""
    directory = settings.home.absolute() / "metrics" / str(settings.port)
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    # The library reads this once, when it is imported: here it must not have been, for the processes are forked from this one.
    hand_on("PROMETHEUS_MULTIPROC_DIR", str(directory))


def _serve(settings: Settings) -> None:
    Server(
        "catalog.app:from_environment",
        factory=True,
        interface=Interfaces.WSGI,
        address=settings.host,
        port=settings.port,
        workers=settings.workers,
        blocking_threads=THREADS,
        log_level=LogLevels.warning,
    ).serve()
