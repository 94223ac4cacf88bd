"""The background process of a serving node: runs the jobs until its server ends, however that ends."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from threading import Event, Thread
from typing import Any, Final

import structlog

from catalog import logs
from catalog.errors import Refusal
from catalog.jobs import Job, release, tick
from catalog.jobs.table import JOBS
from catalog.office import Office
from catalog.rights import Actor, require
from catalog.settings import Settings

#: Seconds between two looks at whether a job is due, or the server gone.
PAUSE: Final = 1.0
#: Seconds that a process which is told to end is given before it is ended.
GRACE: Final = 5.0

_log = structlog.get_logger("catalog.jobs")


@contextmanager
def running(settings: Settings, actor: Actor) -> Iterator[BaseProcess]:
    """Run the jobs in a process of their own as long as the block lasts.

    Raises
    ------
    NotAllowed
        The actor is not the operator.
    """
    require(actor, "job:run")
    # Spawned, not forked: it opens its own connections, and inherits neither locks nor threads.
    process = get_context("spawn").Process(target=run, args=(settings, actor, os.getpid()), name="catalog-jobs", daemon=True)
    process.start()
    try:
        yield process
    finally:
        process.terminate()
        process.join(GRACE)
        process.kill()


def run(settings: Settings, actor: Actor, server: int) -> None:
    """Run the jobs, each in a thread of its own, until told to stop or until the ``server`` (process id) is gone."""
    logs.configure(settings.log_level)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    office = Office(settings)
    holder = office.new_id()
    for job in JOBS:
        Thread(target=_repeat, args=(office, actor, job, holder), name=f"job-{job.name}", daemon=True).start()
    # A server that was killed can tell nobody; its orphans then have another parent.
    while os.getppid() == server and not stop.wait(PAUSE):
        pass
    try:
        release(office, actor, holder=holder)
    finally:
        # What a job has in hand is left as it is, which is what leases are for; threads would be waited for otherwise.
        os._exit(0)


def _repeat(office: Office, actor: Actor, job: Job, holder: str) -> Any:
    pause = Event()
    while not pause.wait(PAUSE):
        try:
            tick(office, actor, [job], holder=holder)
        except Refusal as refusal:  # The database is away; it may come back.
            _log.warning("tick", job=job.name, code=refusal.code, said=refusal.en)
        except Exception:  # The process goes on: what fails now may succeed at the next turn.
            _log.exception("tick", job=job.name)
