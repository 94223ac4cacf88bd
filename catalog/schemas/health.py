"""Health probes."""

from __future__ import annotations

from catalog.schemas.base import Shape, Text


class HealthSchema(Shape):
    """All is well; anything else is a problem."""

    status = Text(metadata={"description": "ok", "enum": ["ok"]})
