"""A process that adds batches to a ledger and says so, line by line, until it is killed or done (see ``test_exactly_once``)."""

from __future__ import annotations

import sys
from pathlib import Path

from catalog import logs
from catalog.metering.ledger import append, fold
from catalog.office import Office
from catalog.rights import operator
from catalog.settings import Settings
from tests.metering.ledger.brute import SECOND, Call, Town, batch, uid

BATCHES, SIZE = 12, 40


def calls(number: int, at: int) -> list[Call]:
    """Return the calls of a batch; each tells a third of those of the batch before once more."""
    first = number * (SIZE - SIZE // 3)
    return [
        Call(uid(each).replace("-", ""), at + each * SECOND, consumer="C0", resource=f"R{each % 4}", records=each, latency=each)
        for each in range(first, first + SIZE)
    ]


def main() -> None:
    home, url, at = sys.argv[1:]
    logs.configure("ERROR")
    office = Office(Settings(home=Path(home), database_url=url))
    op = operator("tests")
    for number in range(BATCHES):
        sys.stdout.write(f"sent {number}\n")
        sys.stdout.flush()
        answer = append(office, op, batch("gw", calls(number, int(at))), Town())
        sys.stdout.write(f"done {number} {answer.accepted + answer.duplicate}\n")
        sys.stdout.flush()
        if number % 4 == 3:
            fold(office, op)


if __name__ == "__main__":
    main()
