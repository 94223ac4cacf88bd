"""Ids of calls as columns: 16 bytes where they are a number in hexadecimal, as gateways make them, a text where they are not.

A text comes back as it was, to the letter: only lower-case digits, alone or with the hyphens of a UUID, are read as numbers.

>>> made = of(["0f" * 16, "0f0f0f0f-0f0f-0f0f-0f0f-0f0f0f0f0f0f", "call 7", "0F" * 16])
>>> made.form.tolist(), made.texts() == ["0f" * 16, "0f0f0f0f-0f0f-0f0f-0f0f-0f0f0f0f0f0f", "call 7", "0F" * 16]
([1, 2, 0, 0], True)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

import numpy as np

from catalog.metering.ledger import keys
from catalog.metering.ledger.rules import Numbers

#: How an id is kept: as a text, as 16 bytes, as the 16 bytes of a UUID with hyphens, not at all, or as another column has it.
TEXT, HEX, UUID, NONE, SAME = 0, 1, 2, 3, 4

_DIGITS: Final = np.full(256, 255, np.uint8)
_DIGITS[np.frombuffer(b"0123456789abcdef", np.uint8)] = np.arange(16)
_HYPHENS: Final = (8, 13, 18, 23)
_REST: Final = [place for place in range(36) if place not in _HYPHENS]


@dataclass(frozen=True, slots=True)
class Ids:
    """A column of ids: ``form`` of each, ``number`` (16 bytes, zeros for a text), and the texts by their rows."""

    form: Numbers
    number: Numbers
    text: dict[int, str]

    def __len__(self) -> int:
        return len(self.form)

    def take(self, rows: Numbers) -> Ids:
        """Return these rows."""
        kept = {}
        if self.text:
            kept = {place: self.text[row] for place, row in enumerate(rows.tolist()) if row in self.text}
        return Ids(self.form[rows], self.number[rows], kept)

    def hashes(self) -> Numbers:
        """Return the hash of each id."""
        found = keys.hashes(self.number)
        if self.text:
            rows = np.fromiter(self.text, np.int64, len(self.text))
            found[rows] = keys.hashes(_bytes(list(self.text.values())))
        return found

    def at(self, row: int) -> str | None:
        """Return one id, None where there is none."""
        form = self.form[row]
        if form == TEXT:
            return self.text[row]
        if form == NONE:
            return None
        digits: str = self.number[row].tobytes().hex()
        if form == HEX:
            return digits
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    def texts(self) -> list[str | None]:
        """Return all of them."""
        return [self.at(row) for row in range(len(self))]

    def equal(self, other: Ids) -> Numbers:
        """Tell of each row whether both have the same id there."""
        same = (self.form == other.form) & (self.number == other.number).all(axis=1)
        for row in self.text if len(self.text) <= len(other.text) else other.text:
            same[row] = same[row] and self.text.get(row) == other.text.get(row)
        return np.asarray(same)


def of(ids: Sequence[str | None]) -> Ids:
    """Return the column of these ids."""
    if (plain := _all_hex(ids)) is not None:
        return plain
    lengths = np.fromiter((0 if each is None else len(each) for each in ids), np.int64, len(ids))
    form = np.full(len(ids), TEXT, np.uint8)
    number = np.zeros((len(ids), 16), np.uint8)
    for length, kind in ((32, HEX), (36, UUID)):
        rows = np.flatnonzero(lengths == length)
        if len(rows):
            # An id that is None has no length, and so is not among these.
            said = cast("Sequence[str]", ids if len(rows) == len(ids) else [ids[row] for row in rows.tolist()])
            read, good = _numbers("".join(said), len(rows), kind)
            number[rows[good]], form[rows[good]] = read[good], kind
    texts: dict[int, str] = {}
    for row in np.flatnonzero(form == TEXT).tolist():
        if (each := ids[row]) is None:
            form[row] = NONE
        else:
            texts[row] = each
    return Ids(form, number, texts)


def _all_hex(ids: Sequence[str | None]) -> Ids | None:
    """Return the column quickly where every id is 32 digits, which is what gateways say; None where not."""
    # To look for ids that are None would take longer than to read them all: joining them refuses one.
    texts = cast("Sequence[str]", ids)
    try:
        joined = "".join(texts)
        if set(map(len, texts)) != {32} or joined != joined.lower():
            return None
        number = np.frombuffer(bytes.fromhex(joined), np.uint8)
    except (TypeError, ValueError):
        return None
    if len(number) != 16 * len(ids):
        return None
    return Ids(np.full(len(ids), HEX, np.uint8), number.reshape(-1, 16), {})


def _numbers(joined: str, count: int, kind: int) -> tuple[Numbers, Numbers]:
    """Return the numbers that texts of one length say, and which of them say one."""
    signs = np.frombuffer(joined.encode("latin-1", "replace"), np.uint8).reshape(count, -1)
    good = np.ones(count, bool)
    if kind == UUID:
        good = (signs[:, _HYPHENS] == ord("-")).all(axis=1)
        signs = signs[:, _REST]
    digits = _DIGITS[signs]
    good &= (digits < 16).all(axis=1)
    return (digits[:, ::2] << 4) | (digits[:, 1::2] & 15), good


def _bytes(texts: list[str]) -> Numbers:
    """Return texts as rows of bytes, as wide as a multiple of 8."""
    found = [text.encode("utf-8", "surrogatepass") for text in texts]
    width = -(-max(map(len, found)) // 8) * 8 or 8
    return np.frombuffer(b"".join(text.ljust(width, b"\0") for text in found), np.uint8).reshape(len(found), width)


def joined(columns: Sequence[Ids]) -> Ids:
    """Return columns one after the other."""
    texts, base = {}, 0
    for column in columns:
        texts.update({base + row: text for row, text in column.text.items()})
        base += len(column)
    return Ids(np.concatenate([each.form for each in columns]), np.concatenate([each.number for each in columns]), texts)
