"""Cutting a body into lines, one record each, at constant memory whatever it holds.

A body is lines of JSON, or one JSON value: an object, an array of objects, or several values one after another, each as long as
it likes. Lines are handed on as they come. A single value must be read whole before it can be taken apart, so that it is held
to a limit, and then comes as lines too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from catalog.errors import Invalid, TooLarge

Read = Callable[[int], bytes]
Block = bytes | None
"""Whole lines, about ten thousand of them; None stands for one line that is too long to be a record."""

PIECE: Final = 128 * 1024
LINE_LIMIT: Final = 1024 * 1024
BLOCK_LINES: Final = 10_000
BLOCK_BYTES: Final = 4 * 1024 * 1024

#: An array with more commas is taken apart slowly instead of all at once: of small things there may be too many to hold.
_COMMAS: Final = 200_000
_BOM: Final = b"\xef\xbb\xbf"
_SPACE: Final = " \t\r\n"


def blocks(read: Read, *, lines_only: bool, limit: int) -> Iterator[Block]:
    """Yield the lines of a body that ``read`` gives piece by piece.

    ``lines_only``: it says itself that it is lines. ``limit`` is the length of a value that is taken apart whole.

    Raises
    ------
    TooLarge
        A single value is longer than the limit.
    Invalid
        A single value is no JSON from some place on.
    """
    head = _head(read)
    if lines_only or not _is_value(head):
        yield from _lines(head, read)
        return
    data = bytearray(head)
    while piece := read(PIECE):
        data += piece
        if len(data) > limit:
            zh, en = "单个 JSON 值过大，请改用每行一条记录", "a single JSON value is too large; send one record a line instead"
            raise TooLarge(zh, en, code="too_large")
    yield from _taken_apart(bytes(data))


def _head(read: Read) -> bytes:
    """Return the first piece in which there is anything."""
    first = True
    while piece := read(PIECE):
        if first:
            piece, first = piece.removeprefix(_BOM), False
        if piece := piece.lstrip():
            return piece
    return b""


def _is_value(head: bytes) -> bool:
    """Tell whether a body is a value that its lines do not tell apart: an array, or an object over several lines."""
    if head[:1] == b"[":
        return True
    line, newline, _ = head.partition(b"\n")
    if head[:1] != b"{" or not newline:
        return False
    try:
        msgspec.json.decode(line, type=msgspec.Raw)
    except (ValueError, RecursionError) as error:
        return "truncated" in str(error)
    return False


# -- Lines


def _lines(rest: bytes, read: Read) -> Iterator[Block]:
    parts: list[bytes] = []
    lines = size = 0
    skipping = False
    while rest or (rest := read(PIECE)):
        end = rest.rfind(b"\n") + 1
        if skipping:
            # The end of a line that was too long.
            first = rest.find(b"\n") + 1
            rest, skipping = (rest[first:], False) if first else (b"", True)
            continue
        parts.append(rest[:end])
        lines += rest.count(b"\n")
        size += end
        tail = rest[end:]
        if lines >= BLOCK_LINES or size >= BLOCK_BYTES:
            yield b"".join(parts)
            parts, lines, size = [], 0, 0
        if tail and len(tail) <= LINE_LIMIT:
            following = read(PIECE)
            rest = tail + following if following else b""
            if not following:
                parts.append(tail)
        elif tail:
            yield b"".join(parts)
            yield None
            parts, lines, size, skipping = [], 0, 0, True
            rest = b""
        else:
            rest = b""
    if any(parts):
        yield b"".join(parts)


# -- Values


def _taken_apart(data: bytes) -> Iterator[Block]:
    if data[:1] == b"[" and data.count(b",") <= _COMMAS:
        try:
            members = msgspec.json.decode(data, type=list[msgspec.Raw])
        except (ValueError, RecursionError):
            pass
        else:
            yield from _joined(bytes(member) for member in members)
            return
    yield from _joined(_values(data.decode("utf-8", "replace")))


def _joined(values: Iterator[bytes]) -> Iterator[Block]:
    """Set values on lines of their own; within a JSON text a line end is a space and never part of a value."""
    parts: list[bytes] = []
    size = 0
    for value in values:
        if len(value) > LINE_LIMIT:
            yield b"\n".join(parts)
            yield None
            parts, size = [], 0
            continue
        parts.append(value.replace(b"\n", b" ") if b"\n" in value else value)
        size += len(value)
        if len(parts) >= BLOCK_LINES or size >= BLOCK_BYTES:
            yield b"\n".join(parts)
            parts, size = [], 0
    if parts:
        yield b"\n".join(parts)


# Numbers are not made here: one of thousands of digits would take its time, and is refused with the record that it stands in.
_decoder: Final = json.JSONDecoder(strict=False, parse_int=len, parse_float=len)


def _values(text: str) -> Iterator[bytes]:
    """Yield the values that follow each other in a text, or the members of the one array that it is."""
    in_array = text[:1] == "["
    place = _past_space(text, 1 if in_array else 0)
    if in_array and text[place : place + 1] == "]":
        return
    while place < len(text):
        try:
            _, end = _decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            raise _broken(place) from error
        yield text[place:end].encode()
        place = _past_space(text, end)
        if not in_array:
            continue
        if text[place : place + 1] != ",":
            break
        place = _past_space(text, place + 1)
    if in_array and (text[place : place + 1] != "]" or _past_space(text, place + 1) < len(text)):
        raise _broken(place)


def _past_space(text: str, place: int) -> int:
    while place < len(text) and text[place] in _SPACE:
        place += 1
    return place


def _broken(place: int) -> Invalid:
    zh, en = f"请求体自第 {place} 个字符起不是正确的 JSON", f"the body is no correct JSON from character {place} on"
    return Invalid(zh, en, code="bad_json", at=place)
