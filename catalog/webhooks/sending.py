"""Sending events to their receivers: outside any transaction, each receiver by itself and in order.

An event counts as told when its receiver has answered 2xx; then only is the next one sent. How far a receiver has been
told is kept after each event, in a statement that does nothing where somebody else was faster. A process that dies
between the two tells the event again, under the same id.
"""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from http.client import HTTPConnection, HTTPSConnection
from time import monotonic
from typing import Any, Final, cast
from urllib.parse import urlsplit

import structlog
from sqlalchemy import CursorResult, insert, update

from catalog import people, trail
from catalog.canon import canonical
from catalog.dialing import RAISED, connected, fault_of
from catalog.errors import Unavailable
from catalog.office import Look, Office
from catalog.rights import Actor
from catalog.webhooks import queries, rules
from catalog.webhooks.model import DeadLetterRow, DeliveryRow
from catalog.webhooks.queries import DeadLetter, Receiver

FAULTS: Final[Mapping[str, tuple[str, str]]] = {
    "timed_out": ("超时未答", "it did not answer in time"),
    "refused": ("连接被拒绝，服务未开启", "the connection was refused: nothing listens there"),
    "unreachable": ("无法连通", "it cannot be reached"),
    "tls": ("加密连接不成立，证书有误或已过期", "the encrypted connection failed: the certificate is wrong or has expired"),
    "bad_address": ("地址无法使用", "the address cannot be used"),
    "inward": ("地址指向本机或链路本地", "the address leads to this machine or its link"),
    "bad_answer": ("应答不是 HTTP", "what answers is not HTTP"),
    "redirected": ("应答要求转向，不予跟随", "it answered with a redirect, which is not followed"),
    "client_error": ("事件被拒绝（HTTP 4xx）", "the event was turned down (HTTP 4xx)"),
    "server_error": ("接收方故障（HTTP 5xx）", "the receiver has a fault (HTTP 5xx)"),
    "key_file": ("签名密钥无法解密：密钥文件不符", "the secret cannot be opened: the key file is not the one it was sealed with"),
    "failed": ("发送未成功，原因未归类", "sending failed for a reason that has no word"),
}
"""Why an event was not accepted: word → text in both languages."""

#: Receivers served side by side, and trail rows read at once for one of them.
PARALLEL: Final = 8
BATCH: Final = 200
#: How long one run goes on; what is left over is for the next.
LONGEST: Final = timedelta(seconds=60)
#: How much of an answer is read; nobody looks at it, but a receiver that is still sending would miss the hanging up.
ANSWER_LIMIT: Final = 64 * 1024

_CLASSES: Final[Mapping[int, str | None]] = {2: None, 3: "redirected", 4: "client_error", 5: "server_error"}

_log = structlog.get_logger("catalog.webhooks")


def deliver(office: Office, actor: Actor) -> Counter[str]:
    """Send to every receiver what is due; return how many events were ``sent``, ``failed`` and became ``dead`` letters.

    One run at a time is enough, and for that to be so is the caller's business (``jobs``); two at once might tell an
    event twice, but neither lose one nor tell one out of turn.
    """
    with office.look(actor) as look:
        receivers, until = queries.receivers(look), look.now + LONGEST
    if not receivers:
        return Counter()
    with ThreadPoolExecutor(min(PARALLEL, len(receivers)), thread_name_prefix="webhook") as pool:
        counts = pool.map(partial(_serve, office, actor, until), receivers)
        return sum(counts, Counter())


def _serve(office: Office, actor: Actor, until: datetime, receiver: Receiver) -> Counter[str]:
    """Send one receiver its letters and its next events until one fails, none is left, or time is over."""
    counts = Counter[str]()
    try:
        for outcome in Courier(office, actor, receiver, until).run():
            counts[outcome] += 1
    except Exception:  # One webhook must not keep the others from being told.
        _log.exception("webhook failed", webhook=receiver.id)
    return counts


class Courier:
    """Tells one receiver; ``seq`` is how far it has come."""

    def __init__(self, office: Office, actor: Actor, receiver: Receiver, until: datetime) -> None:
        self.office, self.actor, self.receiver, self.until = office, actor, receiver, until
        self.seq = receiver.seq

    def run(self) -> Iterator[str]:
        """Send, yielding ``sent``, ``failed`` or ``dead`` for each event after it has been kept."""
        with self.office.look(self.actor) as look:
            letters = queries.queued_letters(look, self.receiver.id)
        for letter in letters:
            # A receiver that is down takes its time over each of them; what is left stays queued for the next run.
            if self._late():
                return
            yield self._send_letter(letter)
        if self.receiver.due:
            yield from self._follow()

    def _follow(self) -> Iterator[str]:
        attempts = self.receiver.attempts
        while not self._late():
            events, read_to = self._next()
            for event in events:
                outcome, go_on = self._keep(event, self._post(event), attempts)
                yield outcome
                if not go_on or self._late():
                    return
                attempts = 0
            if read_to is None or (read_to > self.seq and not self._advance(read_to)):
                return

    def _late(self) -> bool:
        return self.office.clock() >= self.until

    def _next(self) -> tuple[list[dict[str, Any]], int | None]:
        """Return the events among the next rows of the trail, and the number of the last of these rows, if there are any."""
        with self.office.look(self.actor) as look:
            rows = trail.follow(look, self.seq, limit=BATCH)
            wanted = [row for row in rows if rules.wanted(self.receiver.verbs, row.verb)]
            heard = queries.audible(look, self.receiver.department_id, wanted) if wanted else []
        return [self._event(row) for row in heard], rows[-1].seq if rows else None

    def _event(self, row: trail.Row) -> dict[str, Any]:
        told = {"verb": row.verb, "thing": row.thing, "name": row.name, "at": row.at.isoformat(), "work_id": row.work_id}
        return {"id": rules.event_id(self.receiver.id, row.seq), "seq": row.seq, **told}

    def _post(self, event: Mapping[str, Any]) -> str | None:
        """Send one event; return why it was not accepted, or None."""
        settings = self.office.settings
        body = canonical(event).encode()
        timestamp, deadline = rules.milliseconds(self.office.clock()), monotonic() + settings.webhook_seconds
        try:
            secret = people.open_vault(settings, self.office.new_secret).open(self.receiver.sealed, self.receiver.id)
            headers = {
                "X-Event-Id": event["id"],
                "X-Timestamp": timestamp,
                "X-Signature": rules.signature(secret, timestamp, event["id"], body),
            }
            status = post(self.receiver.address, body, headers, seconds=settings.webhook_seconds, inward=settings.webhook_inward)
        except Unavailable:
            return "key_file"
        except Inward:
            return "inward"
        except RAISED as error:
            fault = "timed_out" if monotonic() >= deadline else fault_of(error)
            return fault if fault in FAULTS else "failed"
        return _CLASSES.get(status // 100, "bad_answer")

    # -- Keeping what came of it

    def _keep(self, event: Mapping[str, Any], fault: str | None, attempts: int) -> tuple[str, bool]:
        """Keep what came of sending the next event; return it, and whether the one behind may be sent now."""
        with self.office.chore(self.actor) as look:
            if fault is None:
                told = {"seq": event["seq"], "attempts": 0, "due_at": look.now, "succeeded_at": look.now, "fault": None}
                return "sent", self._step(look, told)
            pause = rules.pause_after(attempts + 1)
            failed = {"failed_at": look.now, "fault": fault}
            if pause is not None:
                self._step(look, failed | {"attempts": attempts + 1, "due_at": look.now + pause})
                return "failed", False
            go_on = self._step(look, failed | {"seq": event["seq"], "attempts": 0, "due_at": look.now})
            if self.seq == event["seq"]:
                look.session.execute(insert(DeadLetterRow).values(self._letter(look, event, fault, attempts + 1)))
            return "dead", go_on

    def _letter(self, look: Look, event: Mapping[str, Any], fault: str, attempts: int) -> dict[str, Any]:
        kept = {"id": self.office.new_id(), "webhook_id": self.receiver.id, "seq": event["seq"], "event": dict(event)}
        return kept | {"state": "dead", "attempts": attempts, "fault": fault, "died_at": look.now, "revision": 1}

    def _advance(self, seq: int) -> bool:
        """Go on behind rows that are not for this receiver."""
        with self.office.chore(self.actor) as look:
            return self._step(look, {"seq": seq, "attempts": 0})

    def _step(self, look: Look, values: dict[str, Any]) -> bool:
        """Change how far the receiver has been told, unless somebody else has; tell whether to go on."""
        mine = (DeliveryRow.webhook_id == self.receiver.id) & (DeliveryRow.seq == self.seq)
        changed = _execute(look, update(DeliveryRow).where(mine).values(**values))
        if changed and "seq" in values:
            self.seq = values["seq"]
        return changed and queries.is_active(look, self.receiver.id)

    def _send_letter(self, letter: DeadLetter) -> str:
        fault = self._post(letter.event)
        verb = "accept" if fault is None else "fail"
        values: dict[str, Any] = {"state": rules.LETTER["queued"][verb], "revision": letter.revision + 1}
        values |= {"attempts": letter.attempts + 1, "fault": fault or letter.fault}
        with self.office.chore(self.actor) as look:
            delivered = {"delivered_at": look.now} if fault is None else {}
            mine = (DeadLetterRow.id == letter.id) & (DeadLetterRow.revision == letter.revision)
            _execute(look, update(DeadLetterRow).where(mine).values(**values, **delivered))
        return "sent" if fault is None else "failed"


def _execute(look: Look, statement: Any) -> bool:
    result = look.session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", result).rowcount == 1


# -- The network


class Inward(Exception):
    """The receiver's name leads to this machine or its link, where nothing of ours may be asked from outside."""


def post(address: str, body: bytes, headers: Mapping[str, str], *, seconds: float, inward: bool) -> int:
    """Send a body and return the status of the answer; redirects are not followed.

    Parameters
    ----------
    address
        Where to, as ``rules.address_problem`` lets it pass.
    headers
        What it brings besides its type.
    seconds
        Time for all of it but finding the host, whose own time-out is the resolver's.
    inward
        Whether the host may be this machine.

    Raises
    ------
    Inward
        It is, and it may not.
    OSError, ValueError, http.client.HTTPException
        It cannot be reached, or what answers is not HTTP (``dialing.RAISED``).
    """
    parts = urlsplit(address)
    secure = parts.scheme == "https"
    connection = (HTTPSConnection if secure else HTTPConnection)(parts.hostname or "", parts.port)
    until = monotonic() + seconds
    # The address that was judged is the one connected to: asked a second time, the name might lead elsewhere.
    where = _resolved(connection.host, connection.port, inward=inward)
    with connected(where, connection.port, name=connection.host, secure=secure, seconds=seconds) as sock:
        if not inward and sock.getsockname()[0] == where:
            # Whoever is called from the very address that was called stands on this machine, whatever its address.
            raise Inward
        connection.sock = sock
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        fixed = {"User-Agent": "cloud-chief-catalog", "Content-Type": "application/json", "Connection": "close"}
        connection.request("POST", path, body, {**fixed, **headers})
        with connection.getresponse() as response:
            if monotonic() >= until:
                # Headers that are cut off by hanging up look as if they had ended.
                raise TimeoutError
            with suppress(*RAISED):
                response.read(ANSWER_LIMIT)
            return response.status


def _resolved(host: str, port: int, *, inward: bool) -> str:
    found = [str(sockaddr[0]) for *_, sockaddr in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not inward and any(rules.is_inward(address) for address in found):
        raise Inward
    return found[0]
