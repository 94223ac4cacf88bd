"""What is asked of the DCAT pages."""

from __future__ import annotations

from typing import Final

from catalog.schemas.base import Shape, Whole, between

_LAST: Final = 10_000_000


class PageQuerySchema(Shape):
    """Which page of the catalog."""

    page = Whole(
        load_default=1, validate=between(1, _LAST), metadata={"description": "页码，自 1 起 · page, from 1", "example": 1}
    )
