r"""Signed calls of machines: what is signed, and when a signature holds; pure.

The string signed is ``METHOD\nPATH?QUERY\nTIMESTAMP\nNONCE\nhex(SM3(body))``, the signature its HMAC-SM3 in Base64.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Final, Literal

TOLERANCE: Final = timedelta(seconds=60)

Fault = Literal["bad_timestamp", "stale_timestamp", "bad_signature"]


def body_digest(body: bytes) -> str:
    """Return what ``X-Content-SM3`` declares for a body: its SM3 digest (GB/T 32905-2016) in hex.

    >>> body_digest(b"abc")
    '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'
    """
    return hashlib.new("sm3", body).hexdigest()


def signature(secret: str, method: str, path_query: str, timestamp: str, nonce: str, body: bytes) -> str:
    """Return the signature (``X-Signature``) of a call.

    >>> signature("demo-secret", "POST", "/api/v1/usage", "1795358950000", "abc123", b'{"a":1}')
    'kZsPqoIJkqW33p+nq5A5O1IvDe1aRi0aM4tzYaeAk+E='
    """
    return _sign(secret, method, path_query, timestamp, nonce, body_digest(body))


def verify_signature(
    secret: str, signed: str, *, method: str, path_query: str, timestamp: str, nonce: str, digest: str, now: datetime
) -> Fault | None:
    """Return why a signature does not hold, or None.

    ``timestamp`` is milliseconds since 1970 (UTC), at most 60 seconds from ``now``. ``digest`` is the *declared* body
    digest: whoever reads the body compares it with ``body_digest``. That a nonce is used once is for the door to hold.

    Examples
    --------
    >>> from datetime import UTC
    >>> told = {"method": "GET", "path_query": "/", "timestamp": "0", "nonce": "n", "digest": body_digest(b"")}
    >>> epoch = datetime(1970, 1, 1, tzinfo=UTC)
    >>> verify_signature("s", signature("s", "GET", "/", "0", "n", b""), **told, now=epoch) is None
    True
    >>> verify_signature("other", signature("s", "GET", "/", "0", "n", b""), **told, now=epoch)
    'bad_signature'
    """
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 15):
        return "bad_timestamp"
    if abs(now.timestamp() * 1000 - int(timestamp)) > TOLERANCE.total_seconds() * 1000:
        return "stale_timestamp"
    expected = _sign(secret, method, path_query, timestamp, nonce, digest)
    return None if hmac.compare_digest(expected.encode(), signed.encode()) else "bad_signature"


def _sign(secret: str, *parts: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), "\n".join(parts).encode(), "sm3").digest()).decode()
