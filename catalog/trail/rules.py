"""How the trail is chained and how a chain is judged; pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from catalog.canon import canonical

GENESIS: Final = "0" * 64

Fault = Literal["changed", "missing", "out_of_order", "broken_link", "truncated", "rewritten"]

FAULTS: Final[dict[Fault, tuple[str, str]]] = {
    "changed": ("本行内容与其摘要不符：被修改", "the row does not match its digest: it was changed"),
    "missing": ("本行之前的序号缺失：有行被删除", "the number before this row is missing: a row was deleted"),
    "out_of_order": ("本行序号与内容不符：被调换或插入", "the row's number disagrees with its content: it was moved or inserted"),
    "broken_link": (
        "本行未接上一行：其间有行被插入或替换",
        "the row does not link to the one before: one of them was inserted or replaced",
    ),
    "truncated": ("导出的链头之后的行已不存在：被截断", "the row of an exported head is gone: the trail was cut"),
    "rewritten": ("与导出的链头不符：此前的内容被整段重写", "an exported head disagrees: rows up to here were re-chained"),
}


class Link(NamedTuple):
    """What the judge needs of one stored row; ``columns`` repeats parts of the body for looking up."""

    seq: int
    body: str
    digest: str
    columns: Mapping[str, Any]
    parsed: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain at one moment: its last number and digest (``0`` and zeros for an empty trail)."""

    seq: int
    digest: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What ``judge`` found: rows read, and the first bad row with what is wrong with it, if any."""

    rows: int
    bad_seq: int | None = None
    fault: Fault | None = None

    @property
    def sound(self) -> bool:
        """True when no row is bad."""
        return self.fault is None

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict with its sentence in both languages."""
        zh, en = FAULTS[self.fault] if self.fault else ("完整", "sound")
        return {"rows": self.rows, "sound": self.sound, "bad_seq": self.bad_seq, "fault": self.fault, "zh": zh, "en": en}


def digest(body: str) -> str:
    """Return the digest (hex) of a row: SM3 (GB/T 32905-2016) over its stored bytes.

    >>> digest("abc")[:16]
    '66c7f0f462eeedd9'
    """
    return hashlib.new("sm3", body.encode()).hexdigest()


def chain(head: Head, rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, str, str]]:
    """Yield number, body and digest of each row, numbered on from ``head`` and linked to the row before.

    >>> [(seq, body) for seq, body, _ in chain(Head(7, "ab"), [{"verb": "x:y"}])]
    [(8, '{"prev":"ab","seq":8,"verb":"x:y"}')]
    """
    previous = head.digest
    for seq, row in enumerate(rows, head.seq + 1):
        body = canonical({**row, "seq": seq, "prev": previous})
        previous = digest(body)
        yield seq, body, previous


def judge(links: Iterable[Link], heads: Sequence[Head] = ()) -> Verdict:
    """Read a whole chain from its first row and name the first row that is not as it was written.

    A chain whose end was cut, or that was recomputed from some row on, is sound in itself: only heads exported
    before (``heads``) can tell. Of a re-chained trail the first exported head that disagrees is named. Two heads of one
    number that differ tell of a rewriting by themselves: the later one was exported from the rewritten trail.

    Examples
    --------
    >>> judge([]).sound
    True
    >>> judge([], [Head(3, "ab")]).fault
    'truncated'
    """
    exported: dict[int, set[str]] = {}
    for head in heads:
        exported.setdefault(head.seq, set()).add(head.digest)
    exported.pop(0, None)
    previous, rows = GENESIS, 0
    for link in links:
        fault = _fault(link, rows + 1, previous)
        if fault is None and exported.pop(link.seq, {link.digest}) != {link.digest}:
            fault = "rewritten"
        if fault is not None:
            return Verdict(rows, link.seq, fault)
        previous, rows = link.digest, rows + 1
    if exported:
        return Verdict(rows, rows + 1, "truncated")
    return Verdict(rows)


def _fault(link: Link, expected: int, previous: str) -> Fault | None:
    if link.seq != expected:
        return "missing"
    if digest(link.body) != link.digest:
        return "changed"
    if link.parsed.get("seq") != link.seq:
        return "out_of_order"
    if link.parsed.get("prev") != previous:
        return "broken_link"
    return None if link.columns == {name: link.parsed.get(name) for name in link.columns} else "changed"
