"""The ledger of calls: every call once, durable when it is answered, provable, in little room.

Owns calls and what they add up to. A batch becomes a *segment* (one blob of its calls, and the hashes of their ids) and a *delta*
(what it adds), written in one transaction (``appending``). Deltas are folded into totals by hour, day, month and into cubes
(``folding``); whoever asks (``queries``) adds those that are not folded yet, in one snapshot. Closed days become *packs*
(``compacting``), which are dropped whole when they have been kept long enough (``retaining``): totals stay. Does not own what
may be called, nor who may report: the doors and ``gateways`` see to that.
"""

from __future__ import annotations

from catalog.metering.ledger.apart import Aside, aside
from catalog.metering.ledger.appending import Answer, append
from catalog.metering.ledger.attributing import Open, attribute, unattributed
from catalog.metering.ledger.columns import Calls
from catalog.metering.ledger.compacting import compact
from catalog.metering.ledger.folding import fold
from catalog.metering.ledger.queries import Total, totals
from catalog.metering.ledger.readers import period, recorded
from catalog.metering.ledger.reading import Asked, Call, call, calls
from catalog.metering.ledger.retaining import retain
from catalog.metering.ledger.verifying import verify

__all__ = [
    "Answer",
    "Aside",
    "Asked",
    "Call",
    "Calls",
    "Open",
    "Total",
    "append",
    "aside",
    "attribute",
    "call",
    "calls",
    "compact",
    "fold",
    "period",
    "recorded",
    "retain",
    "totals",
    "unattributed",
    "verify",
]
