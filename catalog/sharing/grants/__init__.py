"""Grants (授权): which department's system may call which items of an entry, for what, from when until when.

Owns grants and what becomes of them; they are given by the reply to an application (``sharing.applications``). Whether a call
passes, ``metering`` decides from what ``sharing.queries.gate_grants`` tells. See ``sharing.rules`` for the states.
"""

from __future__ import annotations

from catalog.sharing.grants.managing import amend, give_up, lapse, resume, revoke, suspend

__all__ = ["amend", "give_up", "lapse", "resume", "revoke", "suspend"]
