"""Writes catalog entries as csv and as JSON lines, one after the other, into an open file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import IO

from catalog.canon import canonical
from catalog.exchange.cells import guard
from catalog.exchange.entry import Entry
from catalog.exchange.layout import COLUMNS, EXPORTED, ITEMS_COLUMN, cells, document

_COLUMNS = (*COLUMNS, ITEMS_COLUMN, *EXPORTED)


def write_csv(out: IO[bytes], entries: Iterable[Entry]) -> int:
    """Write entries as csv with the guide's headers: UTF-8 with byte order mark, CRLF; return how many.

    Items stand in one cell, as names joined by ``、`` or, where they carry more, as JSON. Cells that a spreadsheet would take
    for formulas are guarded by a ``'``, which the reading takes off.
    """
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.header for column in _COLUMNS])
    number = 0
    for number, entry in enumerate(entries, start=1):
        made = {**cells(entry, items_apart=False), "serial": str(number)}
        writer.writerow([guard(made.get(column.field) or "") for column in _COLUMNS])
    text.flush()
    text.detach()
    return number


def write_jsonl(out: IO[bytes], entries: Iterable[Entry]) -> int:
    """Write each entry as one line of JSON with the fields of the API, nothing lost; return how many."""
    written = 0
    for entry in entries:
        out.write(canonical(document(entry)).encode() + b"\n")
        written += 1
    return written
