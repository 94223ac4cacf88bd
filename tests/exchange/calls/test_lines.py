"""Bodies cut into records: as lines, as an array, as one value, and whatever else is sent, at constant memory."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable

import pytest

from catalog.errors import Invalid, TooLarge
from catalog.exchange.calls.lines import LINE_LIMIT, blocks

MB = 1024 * 1024


def cut(body: bytes, *, lines_only: bool = False, limit: int = MB) -> list[bytes | None]:
    """Return the lines of a body; None for one that was too long."""
    found: list[bytes | None] = []
    for block in blocks(io.BytesIO(body).read, lines_only=lines_only, limit=limit):
        found += [None] if block is None else [line for line in block.split(b"\n") if line.strip()]
    return found


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", []),
        (b"  \n\n", []),
        (b'{"a":1}', [b'{"a":1}']),
        (b'{"a":1}\n{"a":2}', [b'{"a":1}', b'{"a":2}']),
        (b'{"a":1}\r\n{"a":2}\n', [b'{"a":1}\r', b'{"a":2}']),
        (b'\xef\xbb\xbf[{"a":1}, {"a":\n2}]', [b'{"a":1}', b'{"a": 2}']),
        (b"[]", []),
        (b'{\n "a": 1\n}\n', [b'{  "a": 1 }']),
        (b'{"a":1}\n{\n{"a":2}\n', [b'{"a":1}', b"{", b'{"a":2}']),
    ],
)
def test_each_record_comes_on_a_line_of_its_own(body: bytes, expected: list[bytes]) -> None:
    assert cut(body) == expected


@pytest.mark.parametrize("body", [b'[{"a":1}', b'[{"a":1}] more', b'[{"a":1} {"a":2}]'])
def test_an_array_that_is_none_is_refused(body: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        cut(body)
    assert refused.value.code == "bad_json"


def test_a_value_over_the_limit_is_refused() -> None:
    with pytest.raises(TooLarge):
        cut(b"[" + b'{"a":1},' * 200_000 + b"{}]", limit=MB)


def test_a_line_that_is_too_long_costs_only_itself() -> None:
    body = b'{"a":1}\n' + b"x" * (3 * LINE_LIMIT) + b'\n{"a":2}\n'
    assert cut(body, lines_only=True) == [b'{"a":1}', None, b'{"a":2}']


def endless(line: bytes, size: int) -> Callable[[int], bytes]:
    """Return what reads a body of that size, made as it is read."""
    left = size

    def read(count: int) -> bytes:
        nonlocal left
        count = min(count, left)
        left -= count
        return (line * (count // len(line) + 1))[:count]

    return read


@pytest.mark.parametrize("line", [b"x", b'{"a":1}\n', b"\n"])
def test_memory_does_not_grow_with_the_body(line: bytes) -> None:
    tracemalloc.start()
    try:
        for _ in blocks(endless(line, 64 * MB), lines_only=True, limit=MB):
            pass
        assert tracemalloc.get_traced_memory()[1] < 24 * MB
    finally:
        tracemalloc.stop()
