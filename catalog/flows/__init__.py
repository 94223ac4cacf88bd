"""Flows: how data goes from one department to another, and how a demand became callable data.

Owns no tables: what it tells is put together from the rooms below it, within what the asker may see there. So far it answers
one question, the *trace*: from a demand to its match, responsibilities, entries and bindings, and back.
"""

from __future__ import annotations

from catalog.flows.tracing import Event, Link, Node, Trace, trace

__all__ = ["Event", "Link", "Node", "Trace", "trace"]
