"""Appending to the trail and verifying it on SQLite, against inserting and reading the same rows without a chain."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Column, Integer, MetaData, Table, Text, insert, select

from catalog import trail
from catalog.canon import canonical
from catalog.office import Office
from tests.bench.common import OPERATOR, interleaved, seconds, sqlite_office

ROWS = 100_000
PER_WORK = 500

PLAIN = Table("plain", MetaData(), Column("seq", Integer, primary_key=True), Column("body", Text))


def _append(office: Office) -> None:
    for start in range(0, ROWS, PER_WORK):
        with office.work(OPERATOR) as work:
            for number in range(start, start + PER_WORK):
                trail.record(work, "thing:change", f"{number}", changes={"count": [number, number + 1]}, name="物")


def _insert(office: Office) -> None:
    for start in range(0, ROWS, PER_WORK):
        with office.engine.begin() as connection:
            body = {
                "verb": "thing:change",
                "changes": {"count": [start, start + 1]},
                "name": "物",
                "at": "2026-11-22T01:00:00+00:00",
            }
            connection.execute(insert(PLAIN), [{"body": canonical(body)} for _ in range(PER_WORK)])


def run(_build: Path) -> dict[str, float]:
    """Return rows a second and ratios to the floors; higher is better."""
    verified = []
    read = []

    def append() -> float:
        with sqlite_office() as office:
            taken = seconds(lambda: _append(office))
            with office.look(OPERATOR) as look:
                verified.append(seconds(lambda: trail.verify(look)))
            return taken

    def plain() -> float:
        with sqlite_office() as office:
            with office.engine.begin() as connection:
                PLAIN.create(connection)
            taken = seconds(lambda: _insert(office))
            with office.engine.connect() as connection:
                read.append(seconds(lambda: sum(1 for _ in connection.execute(select(PLAIN)))))
            return taken

    appending, inserting = interleaved(3, append, plain)
    verifying, reading = sorted(verified)[1], sorted(read)[1]
    return {
        "trail.append_rows_per_second": ROWS / appending,
        "trail.append_vs_plain_insert": inserting / appending,
        "trail.verify_rows_per_second": ROWS / verifying,
        "trail.verify_vs_plain_read": reading / verifying,
    }
