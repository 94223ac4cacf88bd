"""Sorted hashes of the ids of calls, as they are stored beside a blob: what tells in no time that a call is not among them.

The hash has 64 bits. A batch keeps all of them; a pack keeps as many as make a false hit rarer than one in 65,000 (a hit is
always looked up in the blob, so that a false one costs time and nothing else). Of ``n`` sorted hashes the high bits grow by one
at a time and are kept as a row of bits (Elias and Fano), so that a key takes little more than 2 bytes.

>>> run = np.sort(hashes(np.arange(32, dtype=np.uint8).reshape(2, 16)))
>>> bool((decode(encode(run)).values == run).all())
True
>>> decode(encode(run, spare=16)).holds(run).tolist()
[True, True]
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

import numpy as np

from catalog.metering.ledger.rules import Numbers

BITS: Final = 64
#: Low bits beside those that number the keys: in a pack, and in one whose blob has been dropped, so that hits cannot be checked.
PACKED, BLIND = 16, 40

_HEAD: Final = struct.Struct("<BBI")
_ODD: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX: Final = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def _mixed(value: Numbers) -> Numbers:
    value = (value ^ (value >> np.uint64(30))) * _MIX[0]
    value = (value ^ (value >> np.uint64(27))) * _MIX[1]
    return np.asarray(value ^ (value >> np.uint64(31)))


def hashes(rows: Numbers) -> Numbers:
    """Return the hash of each row of bytes; rows are as wide as a multiple of 8, and zeros at their end do not count."""
    words = rows.view(np.uint64)
    found = np.full(len(rows), _ODD, np.uint64)
    for column in words.T:
        found = np.where(column == 0, found, _mixed((found ^ column) + _ODD))
    return _mixed(found)


@dataclass(frozen=True, slots=True)
class Run:
    """Sorted hashes of which the highest ``bits`` are known."""

    bits: int
    values: Numbers

    def holds(self, wanted: Numbers) -> Numbers:
        """Tell of each hash (64 bits) whether it may be among these."""
        if not len(self.values):
            return np.zeros(len(wanted), bool)
        cut = wanted >> np.uint64(BITS - self.bits)
        place = np.minimum(np.searchsorted(self.values, cut), len(self.values) - 1)
        found: Numbers = self.values[place] == cut
        return found


def encode(run: Numbers, spare: int | None = None) -> bytes:
    """Return sorted hashes as they are stored: whole, or so that ``spare`` bits remain beside those that number them."""
    if spare is None or not len(run):
        return _HEAD.pack(BITS, 0, len(run)) + run.astype("<u8").tobytes()
    count = len(run)
    bits = min(BITS, max(1, (count - 1).bit_length()) + spare)
    values = run >> np.uint64(BITS - bits)
    high = (values >> np.uint64(spare)).astype(np.int64)
    marks = np.zeros(int(high[-1]) + count + 1, np.uint8)
    marks[high + np.arange(count)] = 1
    low = (values & np.uint64((1 << spare) - 1)).astype("<u8").view(np.uint8).reshape(count, 8)[:, : spare // 8]
    return _HEAD.pack(bits, spare, count) + np.ascontiguousarray(low.T).tobytes() + np.packbits(marks).tobytes()


def decode(text: bytes) -> Run:
    """Return the hashes that ``encode`` stored."""
    bits, spare, count = _HEAD.unpack_from(text)
    if not spare:
        return Run(BITS, np.frombuffer(text, "<u8", count, _HEAD.size))
    width = spare // 8
    low = np.zeros((count, 8), np.uint8)
    low[:, :width] = np.frombuffer(text, np.uint8, width * count, _HEAD.size).reshape(width, count).T
    marks = np.unpackbits(np.frombuffer(text, np.uint8, offset=_HEAD.size + width * count))
    high = (np.flatnonzero(marks) - np.arange(count)).astype(np.uint64)
    return Run(bits, (high << np.uint64(spare)) | low.view("<u8").reshape(count))
