"""Bringing calls to the ledger: from a body to what became of each record of it.

One bad record never hinders the others. What is answered is durable; a body that could not be read to its end may be sent
again whole, for what was counted before is then *duplicate*.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote

import msgspec

from catalog.canon import canonical
from catalog.errors import Invalid
from catalog.exchange.calls.columns import message
from catalog.exchange.calls.lines import blocks
from catalog.exchange.calls.parsing import Batch, Parser
from catalog.metering import ledger
from catalog.office import Office
from catalog.rights import Actor

#: Records that are named as not counted; of the rest an answer tells the number alone.
NAMED: Final = 1_000

#: Verdicts of the ledger on which a call is kept apart, beside ``conflicting``: answered as rejected.
_APART: Final = frozenset({"too_old", "too_new"})

_EVENT: Final = "ce-"
_ATTRIBUTES: Final = frozenset({"specversion", "id", "source", "type", "time", "subject"})


@dataclass(frozen=True, slots=True)
class Finding:
    """Why one record is not counted: its place among the records (from 0), a code of ``columns.CODES``, and the words."""

    index: int
    code: str
    message: str


@dataclass(slots=True)
class Report:
    """What became of the records of one body; ``accepted + duplicate + conflicting + rejected = received``.

    ``errors`` names the first ``NAMED`` of those that were rejected or conflict.
    """

    received: int = 0
    accepted: int = 0
    duplicate: int = 0
    conflicting: int = 0
    rejected: int = 0
    errors: list[Finding] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether anything was not counted that was not counted before either."""
        return bool(self.rejected or self.conflicting)

    def find(self, index: int, code: str, where: str = "") -> None:
        """Name a record that is not counted."""
        if len(self.errors) < NAMED:
            self.errors.append(Finding(index, code, message(code, where)))


def take(
    office: Office,
    actor: Actor,
    gateway: str,
    read: Callable[[int], bytes],
    *,
    limit: int,
    lines_only: bool = False,
    shape: str | None = None,
) -> Report:
    """Count the calls that a gateway reports in a body.

    Parameters
    ----------
    gateway
        Its name: the source of the calls.
    read
        Gives the body, piece by piece.
    limit
        Bytes of a single JSON value that is taken apart whole.
    lines_only
        The body says itself that it is one record a line.
    shape
        The shape of all records, where they cannot be told apart by themselves.

    Raises
    ------
    Invalid
        A single value is no JSON from some place on.
    TooLarge
        A single value is longer than the limit.
    Unavailable
        The database is away or busy; send the same again.
    """
    report, parser = Report(), Parser(shape)
    for block in blocks(read, lines_only=lines_only, limit=limit):
        parsed = parser.read(block)
        report.received += parsed.count
        report.rejected += len(parsed.faults)
        for index, code, where in parsed.faults:
            report.find(index, code, where)
        for batch in parsed.batches.values():
            _count(report, batch, ledger.append(office, actor, batch.calls(gateway)))
    report.errors.sort(key=lambda finding: finding.index)
    return report


def _count(report: Report, batch: Batch, answer: ledger.Answer) -> None:
    report.accepted += answer.accepted
    report.duplicate += answer.duplicate
    report.conflicting += answer.conflicting
    report.rejected += answer.too_old + answer.too_new
    for place, verdict in sorted(answer.verdicts.items()):
        if verdict == "conflicting" or verdict in _APART:
            report.find(batch.places[place], verdict)


def event_in_headers(headers: Mapping[str, str], body: bytes) -> bytes | None:
    """Return a CloudEvent in its structured form that came in binary mode: attributes in headers, data as the body.

    None where the headers are those of no event. Values are percent-encoded UTF-8; raw text is tolerated.

    >>> event_in_headers({"ce-id": "1", "ce-source": "/%E7%94%B2", "Host": "h"}, b'{"a":1}').decode()
    '{"data":{"a":1},"id":"1","source":"/甲"}'
    >>> event_in_headers({"Host": "h"}, b"{}") is None
    True

    Raises
    ------
    Invalid
        The body is no JSON.
    """
    told = {name.lower()[len(_EVENT) :]: unquote(value) for name, value in headers.items() if name.lower().startswith(_EVENT)}
    if not told:
        return None
    event: dict[str, Any] = {name: value for name, value in told.items() if name in _ATTRIBUTES}
    if body.strip():
        try:
            event["data"] = msgspec.json.decode(body)
        except (ValueError, RecursionError) as error:
            zh, en = "事件数据不是正确的 JSON", "the event's data is no correct JSON"
            raise Invalid(zh, en, code="bad_json") from error
    return canonical(event).encode()
