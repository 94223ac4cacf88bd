"""Asking bound data whether it answers (挂接探测): many bindings at once, outside any transaction.

``asking`` knows how one binding is asked; here they are asked side by side, and the catalog is told what they answer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Final

import structlog
from sqlalchemy import select

from catalog import lists, people
from catalog.exchange.asking import FAULTS, Deadline, OpenSecret, Silent, ask
from catalog.lists.bindings import BINDABLE_STATES, Checked, Finding, Target
from catalog.lists.desk import load, place_of
from catalog.lists.model import BindingRow, ResourceRow
from catalog.office import Look, Office
from catalog.rights import Actor, may, reach, require

__all__ = ["FAULTS", "SilentBinding", "check_bindings", "probe", "probe_all", "secret_opener", "secret_sealer", "silent_bindings"]

#: The name a binding's password is sealed for; its id is not known yet when it is sealed.
SEALED_FOR: Final = "binding"

#: Seconds in which a probe may notice its own time-out before nobody waits for it any more.
GRACE: Final = 1.0

RECORDED_AT_ONCE: Final = 200

#: Told how many bindings of how many have been asked.
Progress = Callable[[int, int], None]

_log = structlog.get_logger("catalog.probes")


def probe(target: Target, *, timeout: float, open_secret: OpenSecret) -> Finding:
    """Ask one binding whether its data answers (see ``asking.ask`` for what that means).

    Parameters
    ----------
    target
        The binding.
    timeout
        Seconds for all of it: finding the host, connecting, asking. A call that cannot be interrupted, such as the one
        that resolves names, may take longer; ``probe_all`` does not wait for it.
    open_secret
        Opens the sealed password of a table.
    """
    try:
        data_at = ask(target, Deadline.within(timeout), open_secret)
    except Silent as silent:
        return Finding(target.id, answering=False, fault=silent.word)
    except Exception as error:  # A driver may raise anything, and one binding must not keep the others from being asked.
        _log.warning("probe failed", binding=target.id, kind=target.kind, error=type(error).__name__)
        return Finding(target.id, answering=False, fault="failed")
    return Finding(target.id, answering=True, data_at=data_at)


def probe_all(targets: Sequence[Target], *, timeout: float, parallel: int, open_secret: OpenSecret) -> Iterator[Finding]:
    """Ask bindings, ``parallel`` at a time, and yield what was found in the order in which they answer.

    Each probe has a thread of its own that nobody waits for beyond ``timeout`` seconds and a little grace: what hangs then
    has timed out, its place goes to the next, and it does not keep the process from ending.
    """
    findings: SimpleQueue[Finding] = SimpleQueue()

    def run(target: Target) -> None:
        findings.put(probe(target, timeout=timeout, open_secret=open_secret))

    waiting, running = deque(targets), dict[str, Deadline]()
    while waiting or running:
        while waiting and len(running) < parallel:
            target = waiting.popleft()
            running[target.id] = Deadline.within(timeout + GRACE)
            Thread(target=run, args=(target,), daemon=True).start()
        finding = _next(findings, running)
        # What has been given up may still answer; that is too late.
        if running.pop(finding.binding_id, None):
            yield finding


def _next(findings: SimpleQueue[Finding], running: dict[str, Deadline]) -> Finding:
    """Return the next finding, or that the probe which was started first has timed out."""
    first, deadline = next(iter(running.items()))
    try:
        return findings.get(timeout=deadline.remaining)
    except Empty:
        return Finding(first, answering=False, fault="timed_out")


def _untold(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def check_bindings(office: Office, actor: Actor, *, resource: str | None = None, progress: Progress = _untold) -> Checked:
    """Ask every binding that the actor may check, or those of one entry (id), and keep what they answer.

    No transaction waits for a binding: the snapshot they are read from is closed first, and what is found is kept
    in works of at most 200 findings.

    Raises
    ------
    NotFound
        There is no such entry, or the actor may not know of it.
    Unauthenticated, NotAllowed
        The actor may check no bindings, or not those of this entry.
    """
    with office.look(actor) as look:
        _require_check(look, resource)
        targets = lists.targets(look, resource_id=resource)
    wait, parallel = office.settings.probe_seconds, office.settings.probe_parallel
    found = probe_all(targets, timeout=wait, parallel=parallel, open_secret=secret_opener(office))
    told = _told(found, len(targets), progress)
    total = Checked(0, 0, 0)
    while chunk := list(islice(told, RECORDED_AT_ONCE)):
        with office.work(actor) as work:
            kept = lists.record_checks(work, chunk)
        total = Checked(total.checked + kept.checked, total.answering + kept.answering, total.turned + kept.turned)
    return total


def _require_check(look: Look, resource: str | None) -> None:
    if resource is not None:
        require(look.actor, "binding:check", place_of(load(look, resource)))
    elif not reach(look.actor, "binding:check"):
        require(look.actor, "binding:check")


def _told(findings: Iterator[Finding], total: int, progress: Progress) -> Iterator[Finding]:
    for done, finding in enumerate(findings, 1):
        progress(done, total)
        yield finding


# -- Secrets, and what is silent


def secret_sealer(office: Office) -> Callable[[str], bytes]:
    """Return what ``lists.bind`` needs to seal a password under the key file of the instance."""
    vault = people.open_vault(office.settings, office.new_secret)
    return lambda password: vault.seal(password, SEALED_FOR, office.new_secret())


def secret_opener(office: Office) -> OpenSecret:
    """Return what opens a password sealed by ``secret_sealer``; the key file is not looked at before the first one."""
    lock = Lock()

    def open_secret(sealed: bytes) -> str:
        with lock:
            vault = people.open_vault(office.settings, office.new_secret)
        return vault.open(sealed, SEALED_FOR)

    return open_secret


@dataclass(frozen=True, slots=True)
class SilentBinding:
    """A binding that did not answer when last asked, with code and name of its entry; ``fault`` is a word of ``FAULTS``."""

    binding_id: str
    resource_id: str
    code: str | None
    name: str
    kind: str
    fault: str | None
    checked_at: datetime | None


def silent_bindings(look: Look, *, resource: str | None = None) -> list[SilentBinding]:
    """List the bindings of live entries that the actor may check and that did not answer, by the name of the entry."""
    query = select(BindingRow, ResourceRow).join(ResourceRow, ResourceRow.id == BindingRow.resource_id)
    query = query.where(ResourceRow.state.in_(BINDABLE_STATES), BindingRow.answering.is_(False))
    if resource is not None:
        query = query.where(ResourceRow.id == resource)
    return [
        SilentBinding(binding.id, entry.id, entry.code, entry.name, binding.kind, binding.fault, binding.checked_at)
        for binding, entry in look.session.execute(query.order_by(ResourceRow.name, BindingRow.id))
        if may(look.actor, "binding:check", place_of(entry))
    ]
