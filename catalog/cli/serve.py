"""``catalog serve``: answer HTTP until told to stop."""

from __future__ import annotations

from typing import Final

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from catalog import upkeep
from catalog.cli import main
from catalog.cli.common import Door, command
from catalog.errors import Conflict

# Below the number of connections that SQLAlchemy's pool gives out (5 and 10 more), so that no thread waits for one.
THREADS: Final = 4


@command(main, "serve")
def serve(door: Door) -> None:
    """启动服务，地址、端口与进程数见设置 serve at the settings' host and port, with as many processes as they say."""
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
    # The processes open their own connections; one that is inherited would be shared, and broken.
    door.close()
    settings = door.settings
    click.echo(f"http://{settings.host}:{settings.port}/", err=door.as_json)
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
