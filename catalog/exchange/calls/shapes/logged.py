"""What our configurations let every gateway log beside its own members: who called what under which grant, as permission told it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from catalog.exchange.calls import columns
from catalog.exchange.calls.flat import Read

Told = str | int | float | None


class Logged(msgspec.Struct, gc=False, kw_only=True):
    """The members of a line that are named alike whatever gateway has written it."""

    consumer: Told = None
    application: Told = None
    provider: Told = None
    resource: Told = None
    grant: Told = None
    decision_id: Told = None
    purpose: Told = None
    records: Told = None
    items: Told = None
    reason: Told = None


COLUMNS: Final[Mapping[str, tuple[tuple[str, ...], Read]]] = {
    **{name: ((name,), columns.text) for name in ("consumer", "application", "provider", "resource", "grant")},
    "decision": (("decision_id",), columns.text),
    "purpose": (("purpose",), columns.purpose),
    "items": (("items",), columns.items),
}
"""How those of them are read that every gateway tells in the same way."""
