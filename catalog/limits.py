"""How much one caller may ask of this process: token buckets, without a server of their own.

Every serving process counts for itself and gives each caller its share of what the settings allow. A caller whose
requests all reach one process is held to that share; one who reaches all of them gets the whole. Since a bucket that was
left alone is full, twice as much may pass in a minute that follows a quiet one.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from math import ceil
from threading import Lock
from typing import Final

#: Callers that are remembered at once; whoever was not seen for longest is forgotten, and begins anew with a full bucket.
REMEMBERED: Final = 20_000


@dataclass(slots=True)
class _Bucket:
    level: float
    at: float


class Buckets:
    """A bucket for each caller, of ``size`` tokens that come back within a minute; a request takes one."""

    def __init__(self, size: float) -> None:
        self.size = max(1.0, size)
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = Lock()

    def __contains__(self, caller: str) -> bool:
        return caller in self._buckets

    def open(self, caller: str, now: float) -> None:
        """Give a caller a bucket, if there is none yet."""
        with self._lock:
            self._bucket(caller, now)

    def take(self, caller: str, now: float) -> int:
        """Take a token at an instant (seconds of any clock that only goes on); return 0, or in how many seconds there is one.

        >>> buckets = Buckets(2)
        >>> [buckets.take("a", 0.0), buckets.take("a", 0.0), buckets.take("a", 0.0), buckets.take("a", 31.0)]
        [0, 0, 30, 0]
        """
        with self._lock:
            bucket = self._bucket(caller, now)
            bucket.level = min(self.size, bucket.level + max(0.0, now - bucket.at) * self.size / 60)
            bucket.at = now
            if bucket.level < 1:
                return ceil((1 - bucket.level) * 60 / self.size)
            bucket.level -= 1
            return 0

    def _bucket(self, caller: str, now: float) -> _Bucket:
        bucket = self._buckets.get(caller)
        if bucket is None:
            bucket = self._buckets[caller] = _Bucket(self.size, now)
            if len(self._buckets) > REMEMBERED:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(caller)
        return bucket
