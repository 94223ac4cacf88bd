"""The one JSON text of a value; apart from ``store`` so that pure rules can digest without SQLAlchemy."""

from __future__ import annotations

from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(order="sorted")


def canonical(value: Any) -> str:
    """Return the one JSON text of a value: keys sorted, no spaces, characters as they are, dates in ISO 8601."""
    return packed(value).decode()


def packed(value: Any) -> bytes:
    """Return the canonical text of a value as it is sent and stored, in UTF-8."""
    return _encoder.encode(value)


def parse(text: str | bytes) -> Any:
    """Read JSON text.

    Raises
    ------
    ValueError
        The text is no JSON.
    """
    return msgspec.json.decode(text)
